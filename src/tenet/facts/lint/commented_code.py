"""Where comments are code: the blocks of comments in which the linter sees a line of code, looked at as a whole."""

import ast
import builtins
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tenet.facts.lint.comment_code import expression, is_code, is_prose, parses
from tenet.facts.python.module import Module

ANNOUNCES = re.compile(
    r":$|:\s*\(|\b(examples?|e\.g\.|usage|for instance|such as|like (so|this)|equivalent|looks like|same as|becomes|means|instead of"
    r"|results? in|roughly|pseudo-?code)\b|\b(see|also|by|via|with|from|of|to|in|than|and|or|the|an?|calls?|using)$",
    re.IGNORECASE,
)
"""What a line of prose says before code that it shows: it announces it, or its sentence is not at an end."""
HEADER = re.compile(r"(async|class|def|if|elif|else|for|while|with|try|except|finally|match|case)\b.*:$")
SET_ASIDE = re.compile(
    r"\b(todo|fixme|xxx|hack|old|legacy|previous(ly)?|original(ly)?|disabled?|commented|uncomment|temporar(y|ily)|for now|removed?"
    r"|deprecated|unused|re-?enabled?|debug(ging)?|later)\b",
    re.IGNORECASE,
)
"""What it says before code that was set aside."""
MAX_LINES = 2000
MAX_PARTS = 50
"""A longer block of comments is no work of hands."""
DROPPED = 4
"""How many lines at each end of a part may belong to something else."""
SHORT = 3
BESIDE = re.compile(r"(?P<code>\s*+(?P<first>[\w.]++)[^#]*+)#\s*+(?P<text>(?P=first)\b.*)")


@dataclass(frozen=True, slots=True)
class CommentedCode:
    """Comments that are code, from line to line. `before` is the code that stands before the comment of one line."""

    line: int
    end_line: int
    code: str
    before: str = ""


def commented_blocks(lines: Sequence[str], flagged: Collection[int]) -> Iterator[CommentedCode]:
    """The code in the comments of a file that stand on lines of their own, of which the linter flagged some. In their order.

    Blocks that only blank lines part are one.
    """
    known = frozenset(flagged)
    parts = [part for first, last in _blocks(lines, sorted(known)) for part in _parts(lines, first, last, known)]
    return _joined(lines, [part for part in parts if not _names_nothing(lines, part)])


def commented_ends(module: Module) -> Iterator[CommentedCode]:
    """The comments behind a statement that are another version of it: the same target, function or keyword comes first."""
    candidates = {number: found for number, line in enumerate(module.lines, 1) if "#" in line and (found := BESIDE.match(line))}
    whole = {node.lineno for node in module.statements if node.lineno == node.end_lineno} if candidates else set()
    for number, found in candidates.items():
        code = found["code"].rstrip()
        if number in whole and is_code([found["text"]]) and parses(code.strip()):
            yield CommentedCode(number, number, found["text"].strip(), before=code)


def _blocks(lines: Sequence[str], flagged: Sequence[int]) -> Iterator[tuple[int, int]]:
    """First and last line of each block of comments that holds a flagged line."""
    last = 0
    for line in flagged:
        if line <= last:
            continue
        first = last = line
        while first > 1 and _is_comment(lines[first - 2]):
            first -= 1
        while last < len(lines) and _is_comment(lines[last]):
            last += 1
        if last - first < MAX_LINES:
            yield first, last


def _is_comment(line: str) -> bool:
    return line.lstrip().startswith("#")


def _content(line: str) -> str:
    """A comment as it would stand without its sign, with the indentation that both give it."""
    indent, _, text = line.partition("#")
    return indent + text


def _parts(lines: Sequence[str], first: int, last: int, flagged: Collection[int]) -> Iterator[CommentedCode]:
    """The code of one block: all of it but the prose around, else what lies between its lines of prose."""
    texts = {number: _content(lines[number - 1]) for number in range(first, last + 1)}
    prose = {number: None for number, text in texts.items() if is_prose(text)}
    inner = [number for number, text in texts.items() if text.strip() and number not in prose]
    whole = [(inner[0], inner[-1])] if inner and is_code([texts[number] for number in range(inner[0], inner[-1] + 1)]) else None
    gaps = [(before + 1, after - 1) for before, after in pairwise([first - 1, *prose, last + 1]) if after - before > 1]
    for start, end in whole or gaps[:MAX_PARTS]:
        found = _trimmed(texts, start, end, {line for line in range(start, end + 1) if line in flagged})
        if found is not None and not _is_shown(texts, *found):
            yield CommentedCode(*found, next(texts[line].strip() for line in range(found[0], found[1] + 1) if texts[line].strip()))


def _trimmed(texts: dict[int, str], start: int, end: int, flagged: Collection[int]) -> tuple[int, int] | None:
    """The most lines of a part that are code and hold a flagged line."""
    while start <= end and not texts[start].strip():
        start += 1
    while end >= start and not texts[end].strip():
        end -= 1
    for dropped in range(2 * DROPPED + 1):
        for above in range(min(dropped, DROPPED) + 1):
            first, last = start + above, end - (dropped - above)
            if any(first <= line <= last for line in flagged) and is_code([texts[line] for line in range(first, last + 1)]):
                return first, last
    return None


def _is_shown(texts: dict[int, str], first: int, last: int) -> bool:
    """Whether prose of the same block shows this code as an example: announced, indented below it, or in the midst of it."""
    above = (texts[line] for line in range(first - 1, min(texts) - 1, -1))
    before = next((text for text in above if is_prose(text) or _announces(text)), "")
    after = next((texts[line] for line in range(last + 1, max(texts) + 1) if texts[line].strip()), "")
    if not before or SET_ASIDE.search(before):
        return False
    return _announces(before) or _indent(texts[first]) > _indent(before) + 1 or (is_prose(after) and last - first < SHORT)


def _names_nothing(lines: Sequence[str], found: CommentedCode) -> bool:
    """Whether it is one call with literals, of functions that the file has nowhere else: that says how a value came about."""
    call = expression(found.code) if found.line == found.end_line else None
    if not isinstance(call, ast.Call):
        return False
    nodes = list(ast.walk(call))
    called = {node.func for node in nodes if isinstance(node, ast.Call)}
    names = {node.id for node in nodes if isinstance(node, ast.Name)}
    if not names or any(isinstance(node, ast.Name) and (node not in called or hasattr(builtins, node.id)) for node in nodes):
        return False
    word = re.compile(rf"\b({'|'.join(names)})\b")
    return sum(word.search(line) is not None for line in lines) == 1


def _announces(text: str) -> bool:
    return ANNOUNCES.search(text.strip()) is not None and (HEADER.match(text.strip()) is None or is_prose(text))


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())


def _joined(lines: Sequence[str], found: Sequence[CommentedCode]) -> Iterator[CommentedCode]:
    last: CommentedCode | None = None
    for one in found:
        if last is not None and not any(line.strip() for line in lines[last.end_line : one.line - 1]):
            last = CommentedCode(last.line, one.end_line, last.code)
        else:
            if last is not None:
                yield last
            last = one
    if last is not None:
        yield last
