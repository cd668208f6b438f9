"""Raw SQL as words: where one statement ends and the next begins, and what of it only a run can tell."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlglot import TokenError
from sqlglot.dialects import MySQL, Postgres, SQLite
from sqlglot.tokenizer_core import Token, TokenType

ANY = "*"
"""A name that only a run can tell, as operations of migrations have it."""
LIMIT = 200_000
"""Characters of a text that are looked into: what is longer is a dump of rows."""
HOLE = "\ue000"
"""Stands for each character of a part that only a run fills in; of Unicode's private use, so that no text holds it."""
DIALECTS = {"postgres": Postgres, "mysql": MySQL, "sqlite": SQLite}
LITERALS = frozenset(
    {
        TokenType.STRING,
        TokenType.BYTE_STRING,
        TokenType.NATIONAL_STRING,
        TokenType.UNICODE_STRING,
        TokenType.RAW_STRING,
        TokenType.HEX_STRING,
    }
)
COMMANDS = frozenset({TokenType.COMMAND, TokenType.EXECUTE, TokenType.FETCH, TokenType.RENAME, TokenType.SHOW})
OPENING, CLOSING = frozenset("(["), frozenset(")]")


class WordKind(StrEnum):
    BARE = "bare"
    QUOTED = "quoted"
    LITERAL = "literal"
    BODY = "body"
    """A text between dollar signs."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word, a sign or a literal, without its quotes. `start` and `end` are where it stands in the text."""

    text: str
    kind: WordKind
    start: int
    end: int

    @property
    def key(self) -> str:
        """A keyword as it is compared; empty for names in quotes and literals."""
        return self.text.upper() if self.kind is WordKind.BARE else ""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement: its words, its text with holes in place of what is not told, and as it was written."""

    words: tuple[Word, ...]
    text: str
    source: str
    line: int
    """Lines between the start of the whole text and this statement."""

    def between(self, first: int, last: int) -> str:
        """The text of some words, with holes."""
        words = self.words[first:last]
        return self.text[words[0].start : words[-1].end] if words else ""

    @property
    def sql(self) -> str:
        return self.source[self.words[0].start : self.words[-1].end]


def read_words(sql: str, dialect: str) -> tuple[Statement, ...] | None:
    """The statements of a text; None where it cannot be told apart into words, or is too long for that."""
    if len(sql) > LIMIT:
        return None
    tokenize = DIALECTS[dialect]().tokenize
    try:
        tokens = tokenize(sql)
        text = _with_holes(sql, tokens)
        if text != sql:
            tokens = tokenize(text)
        return tuple(_statements(sql, text, tokens, dialect))
    except TokenError:
        return None


def _with_holes(sql: str, tokens: Sequence[Token]) -> str:
    """The text with `{part}`, `%s` and `%(part)s` outside of literals as holes of the same length."""
    parts: list[str] = []
    done = 0
    for start, end in _holes(tokens):
        if start >= done:
            parts.extend((sql[done:start], HOLE * (end - start)))
            done = end
    return "".join((*parts, sql[done:]))


def _holes(tokens: Sequence[Token]) -> Iterator[tuple[int, int]]:
    opened: list[int] = []
    for index, token in enumerate(tokens):
        if token.token_type is TokenType.L_BRACE:
            opened.append(token.start)
        elif token.token_type is TokenType.R_BRACE and opened:
            start = opened.pop()
            if not opened:
                yield start, token.end + 1
        elif token.token_type is TokenType.MOD and not opened:
            last = _placeholder(tokens, index)
            if last:
                yield token.start, tokens[last].end + 1


def _placeholder(tokens: Sequence[Token], index: int) -> int:
    """The position of the last token of `%s` or `%(part)s`; 0 where there is none."""
    following = [token.text for token in tokens[index + 1 : index + 5]]
    if following[:1] == ["s"] and tokens[index + 1].start == tokens[index].end + 1:
        return index + 1
    return index + 4 if following[:1] == ["("] and following[2:4] == [")", "s"] else 0


def _statements(sql: str, text: str, tokens: Sequence[Token], dialect: str) -> Iterator[Statement]:
    words: list[Word] = []
    line = 0
    last: Token | None = None
    for token in tokens:
        if token.token_type is TokenType.SEMICOLON:
            if words:
                yield Statement(tuple(words), text, sql, line)
            words = []
            continue
        if not words:
            line = text.count("\n", 0, token.start)
        if len(words) == 1 and last is not None and last.token_type in COMMANDS:
            words.extend(_command(text, last.end + 1, token.end + 1, dialect))
        else:
            words.extend(_words(text, token))
        last = token
    if words:
        yield Statement(tuple(words), text, sql, line)


def _words(text: str, token: Token) -> Iterator[Word]:
    end = token.end + 1
    if token.token_type is TokenType.IDENTIFIER:
        yield Word(token.text, WordKind.QUOTED, token.start, end)
    elif token.token_type is TokenType.HEREDOC_STRING:
        yield Word(token.text, WordKind.BODY, token.start, end)
    elif token.token_type in LITERALS:
        yield Word(token.text, WordKind.LITERAL, token.start, end)
    else:
        at = token.start
        for part in text[token.start : end].split():  # some keywords are two words
            at = text.index(part, at)
            yield Word(part, WordKind.BARE, at, at + len(part))
            at += len(part)


def _command(text: str, start: int, end: int, dialect: str) -> Iterator[Word]:
    """What follows a word behind which the tokenizer does not look: `DO`, `REINDEX`, `VACUUM`."""
    covered = f"-{text[start:end]}"
    for token in DIALECTS[dialect]().tokenize(covered)[1:]:
        for word in _words(covered, token):
            yield Word(word.text, word.kind, word.start + start - 1, word.end + start - 1)


class Reading:
    """A place in the words of a statement."""

    def __init__(self, statement: Statement, first: int = 0, last: int | None = None) -> None:
        self.statement = statement
        self.at = first
        self.last = len(statement.words) if last is None else last

    @property
    def ended(self) -> bool:
        return self.at >= self.last

    def peek(self, ahead: int = 0) -> Word | None:
        at = self.at + ahead
        return self.statement.words[at] if at < self.last else None

    def key(self, ahead: int = 0) -> str:
        word = self.peek(ahead)
        return word.key if word is not None else ""

    def takes(self, *keys: str) -> bool:
        """Whether these keywords follow; then they are behind."""
        found = all(self.key(ahead) == key for ahead, key in enumerate(keys))
        if found:
            self.at += len(keys)
        return found

    def takes_any(self, *keys: str) -> str:
        """Which of these keywords follows, if any."""
        key = self.key()
        if key not in keys:
            return ""
        self.at += 1
        return key

    def name(self) -> str:
        """A name without the schema before it; `*` where it is not told whole, empty where none follows."""
        word = self.peek()
        if word is None or word.kind in {WordKind.LITERAL, WordKind.BODY} or (word.kind is WordKind.BARE and not _is_name(word.text)):
            return ""
        self.at += 1
        if self.key() == ".":
            self.at += 1
            return self.name()
        return told(word.text)

    def rest(self) -> str:
        return self.statement.between(self.at, self.last)

    def parts(self) -> Iterator["Reading"]:
        """What stands between the commas from here on, parentheses left whole."""
        depth, first = 0, self.at
        for at in range(self.at, self.last):
            key = self.statement.words[at].key
            depth += (key in OPENING) - (key in CLOSING)
            if key == "," and not depth:
                yield Reading(self.statement, first, at)
                first = at + 1
        yield Reading(self.statement, first, self.last)

    def outside(self) -> Iterator[tuple[int, str]]:
        """The position and keyword of each word from here on that stands in no parentheses."""
        depth = 0
        for at in range(self.at, self.last):
            key = self.statement.words[at].key
            depth -= key in CLOSING
            if depth == 0:
                yield at, key
            depth += key in OPENING


def _is_name(text: str) -> bool:
    return text[:1].isalpha() or text[:1] in {"_", HOLE}


def told(name: str) -> str:
    """A name, or `*` where only a run can tell it."""
    return ANY if HOLE in name or ("{" in name and "}" in name) else name
