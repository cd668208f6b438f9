"""The statements of SQL that a module writes in strings and gives to a database, or puts together."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.modules import last_name
from tenet.facts.python.scope import assigned, source_of
from tenet.facts.sql.composed import composed
from tenet.facts.sql.executed import INTO_TEXT, Use, use_of
from tenet.facts.sql.statements import Parser, Statement, may_be_statement, statement
from tenet.facts.sql.texts import NamedArgument, Place, WrittenText, texts_of

VERBS = (
    *(b"SELECT", b"INSERT", b"REPLACE", b"UPDATE", b"DELETE", b"WITH", b"MERGE", b"TRUNCATE", b"CREATE", b"DROP", b"ALTER"),
    *(b"select ", b"select\n", b"select\\", b"insert ", b"replace into", b"update ", b"delete from", b"with ", b"merge into", b"truncate "),
    *(b"create ", b"drop ", b"alter "),
)
FRAGMENTS = (b"RawSQL", b".extra(")
OPENING = re.compile(rb"['\"](?:\\n|[\s(\\]|--[^\n]*\n|/\*[^*]*\*/)*$")
"""What stands between the quote that opens a text and its first word. Most files have no such word, and need not be parsed."""
MOST_BEFORE = 120
BEFORE = tuple(bytes([sign]) for sign in b"'\" (n\n\t/")
"""The last sign of it."""
MIGRATION_PATH = re.compile(r"(?i)(^|/)([^/]*migrat(?:e|ions?|or)[^/]*|alembic|versions)(/|\.py$)")
WITHOUT_MODEL = frozenset({"DDL", "TRUNCATE"})
"""What no model stands for: constant text of it is left to the rules of migrations."""
Names = Mapping[tuple[FunctionNode | None, str], list[WrittenText]]


class How(StrEnum):
    BUILT = "built"
    """Values of a run become part of its text."""
    CONSTANT = "constant"


@dataclass(frozen=True)
class RawSql:
    """One statement. `taken_by` is the call that runs it, None where it is only put together."""

    text: WrittenText
    statement: Statement | None
    how: How
    holes: tuple[ast.expr, ...]
    taken_by: ast.Call | None

    @property
    def line(self) -> int:
        return self.text.text.node.lineno

    @property
    def end_line(self) -> int:
        return self.text.text.node.end_lineno or self.line

    @property
    def shown(self) -> str:
        """The statement on one line, names in braces where only a run tells."""
        written = "".join(part if isinstance(part, str) else f"{{{source_of(part)[:40]}}}" for part in self.text.text.parts)
        return " ".join(written.split())


def is_migration_code(path: str) -> bool:
    """Whether a file is of migrations by where it lies: home-made ones and the environment of a tool, too."""
    return MIGRATION_PATH.search(path) is not None


def may_hold_sql(data: bytes | None) -> bool:
    return data is not None and (any(word in data for word in FRAGMENTS) or any(_begins_text(data, verb) for verb in VERBS))


def _begins_text(data: bytes, verb: bytes) -> bool:
    place = data.find(verb)
    while place >= 0:
        if data[place - 1 : place] in BEFORE and OPENING.search(data, max(0, place - MOST_BEFORE), place):
            return True
        place = data.find(verb, place + len(verb))
    return False


def raw_sql_of(module: Module, names: ExternalNames) -> Iterator[RawSql]:
    """Each statement once, at the text that it is written in."""
    texts: list[WrittenText] = []
    arguments: list[NamedArgument] = []
    for found in texts_of(module):
        if isinstance(found, WrittenText):
            texts.append(found)
        else:
            arguments.append(found)
    if any(_starts(text) or _is_fragment(text) for text in texts):
        yield from _Reading(names, arguments, _bound(texts)).raw(texts)


def _starts(text: WrittenText) -> bool:
    return not text.place.extends and may_be_statement(text.text)


def _bound(texts: Sequence[WrittenText]) -> Names:
    found: dict[tuple[FunctionNode | None, str], list[WrittenText]] = {}
    for text in texts:
        if text.place.name:
            found.setdefault((text.place.at.function, text.place.name), []).append(text)
    return found


def _is_fragment(text: WrittenText) -> bool:
    return text.place.call is not None and last_name(text.place.call.func) in INTO_TEXT


class _Reading:
    """What becomes of the texts of one module."""

    def __init__(self, names: ExternalNames, arguments: Sequence[NamedArgument], bound: Names) -> None:
        self._names = names
        self._bound = bound
        self._parser = Parser()
        self._uses = dict(self._uses_of_names(arguments))

    def _uses_of_names(self, arguments: Sequence[NamedArgument]) -> Iterator[tuple[ast.expr, tuple[Use, ast.Call | None]]]:
        """What is done with the texts that a name holds, by text; the first use says it."""
        known: set[ast.expr] = set()
        for argument in arguments:
            scopes = (*argument.place.at.functions, None)
            held = next((self._bound[scope, argument.name] for scope in scopes if (scope, argument.name) in self._bound), ())
            wanted = [text for text in held if _starts(text) and text.text.node not in known]
            use = use_of(argument.place, self._names) if wanted else Use.OTHER
            if use in {Use.QUERY, Use.LOOSE, Use.TEXT, Use.FRAGMENT}:
                known.update(text.text.node for text in wanted)
                yield from ((text.text.node, (use, argument.place.call)) for text in wanted)

    def raw(self, texts: Sequence[WrittenText]) -> Iterator[RawSql]:
        for text in texts:
            if _starts(text) or _is_fragment(text):
                use, call = use_of(text.place, self._names), text.place.call
                if use is Use.OTHER:
                    use, call = self._uses.get(text.text.node, (Use.OTHER, None))
                found = self._judged(text, use, call)
                if found is not None:
                    yield found

    def _judged(self, text: WrittenText, use: Use, call: ast.Call | None) -> RawSql | None:
        found = statement(text.text)
        if use is Use.SAID or (found is None and use is not Use.FRAGMENT):
            return None
        known = use in {Use.TEXT, Use.FRAGMENT}
        holes, at = self._holes(text), text
        if not holes and (extension := self._extension(text)) is not None:
            at, holes = extension
        if holes and (known or (found is not None and self._is_meant(found, use) and self._parser.takes(text.text))):
            return RawSql(at, found, How.BUILT, holes, call)
        if use in {Use.OTHER, Use.LOOSE} or (found is not None and (found.verb in WITHOUT_MODEL or found.reads_catalogue)):
            return None
        return RawSql(text, found, How.CONSTANT, (), call) if known or self._parser.takes(text.text) else None

    @staticmethod
    def _is_meant(found: Statement, use: Use) -> bool:
        """Text that nothing runs here is SQL if it is written as such. What defines tables may then be for a migration."""
        return use is not Use.OTHER or (found.upper and found.verb not in WITHOUT_MODEL)

    def _holes(self, text: WrittenText) -> tuple[ast.expr, ...]:
        return tuple(hole for hole in text.text.holes if not self._is_constant(hole, text.place))

    def _is_constant(self, node: ast.expr, place: Place) -> bool:
        """A value that the code itself writes down is as good as text in place."""
        if isinstance(node, ast.Constant):
            return True
        if isinstance(node, ast.Name) and (held := self._bound.get((place.at.function, node.id))):
            return all(not piece.text.holes for piece in held) and self._names.local(node.id, place.at) is None
        if isinstance(node, ast.Name) and self._names.local(node.id, place.at) is not None:
            return False
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"self", "cls"}:
            body = place.at.owner.body if place.at.owner is not None else []
            return any(isinstance(value, ast.Constant) for part in body if (value := assigned(part, node.attr)) is not None)
        found = self._names.value_of(node, place.at) if isinstance(node, ast.Name | ast.Attribute) else None
        text = composed(found[0]) if found is not None else None
        return (text is not None and not text.holes) or (found is not None and isinstance(found[0], ast.Constant))

    def _extension(self, text: WrittenText) -> tuple[WrittenText, tuple[ast.expr, ...]] | None:
        """The first piece added to the text later (`query += f"..."`) that values of a run become part of."""
        pieces = self._bound.get((text.place.at.function, text.place.name), ()) if text.place.name else ()
        added = ((piece, self._holes(piece)) for piece in pieces if piece.place.extends)
        return next(((piece, holes) for piece, holes in added if holes), None)
