"""The statements of SQL that a module writes in strings and gives to a database, or puts together."""

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode, Module
from tenet.facts.python.scope import source_of
from tenet.facts.sql.composed import composed
from tenet.facts.sql.executed import Use, use_of
from tenet.facts.sql.statements import Statement, may_be_statement, parses, statement
from tenet.facts.sql.texts import NamedArgument, Place, WrittenText, texts_of

MAY_HOLD = re.compile(
    rb"(?i)['\"(\s](?:select\s|insert\s|replace\s+into|update\s|delete\s+from|with\s+(?:recursive\s+)?\w+\s+as|merge\s+into|truncate\s|"
    rb"create\s|drop\s|alter\s)|\bRawSQL\b"
)
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
    return data is not None and MAY_HOLD.search(data) is not None


def raw_sql_of(module: Module, names: ExternalNames) -> Iterator[RawSql]:
    """Each statement once, at the text that it is written in."""
    texts: list[WrittenText] = []
    arguments: list[NamedArgument] = []
    for found in texts_of(module):
        if isinstance(found, WrittenText):
            texts.append(found)
        else:
            arguments.append(found)
    bound = _bound(texts)
    uses = _uses_of_names(arguments, bound, names) if any(map(_starts, texts)) else {}
    for text in texts:
        fragment = text.place.call is not None and source_of(text.place.call.func).endswith("RawSQL")
        if _starts(text) or fragment:
            use, call = _use(text, uses, names)
            judged = _judged(text, bound, use, call, names)
            if judged is not None:
                yield judged


def _starts(text: WrittenText) -> bool:
    return not text.place.extends and may_be_statement(text.text)


def _bound(texts: Sequence[WrittenText]) -> Names:
    found: dict[tuple[FunctionNode | None, str], list[WrittenText]] = {}
    for text in texts:
        if text.place.name:
            found.setdefault((text.place.at.function, text.place.name), []).append(text)
    return found


def _uses_of_names(
    arguments: Sequence[NamedArgument], bound: Names, names: ExternalNames
) -> Mapping[ast.expr, tuple[Use, ast.Call | None]]:
    """What becomes of the texts that a name holds."""
    found: dict[ast.expr, tuple[Use, ast.Call | None]] = {}
    for argument in arguments:
        scopes = (*argument.place.at.functions, None)
        held = next((bound[scope, argument.name] for scope in scopes if (scope, argument.name) in bound), ())
        wanted = [text for text in held if _starts(text) and text.text.node not in found]
        use = use_of(argument.place, names) if wanted else Use.OTHER
        if use in {Use.QUERY, Use.TEXT, Use.FRAGMENT}:
            found.update({text.text.node: (use, argument.place.call) for text in wanted})
    return found


def _use(text: WrittenText, uses: Mapping[ast.expr, tuple[Use, ast.Call | None]], names: ExternalNames) -> tuple[Use, ast.Call | None]:
    own = use_of(text.place, names)
    if own is Use.OTHER:
        return uses.get(text.text.node, (Use.OTHER, None))
    return own, text.place.call


def _judged(text: WrittenText, bound: Names, use: Use, call: ast.Call | None, names: ExternalNames) -> RawSql | None:
    found = statement(text.text)
    if use is Use.SAID or (found is None and use is not Use.FRAGMENT):
        return None
    holes, at = _holes(text, names), text
    if not holes and (extension := _extension(text, bound, names)) is not None:
        at, holes = extension
    if holes and (use in {Use.TEXT, Use.FRAGMENT} or (found is not None and (found.upper or use is Use.QUERY) and parses(text.text))):
        return RawSql(at, found, How.BUILT, holes, call)
    if use in {Use.OTHER, Use.SAID} or (found is not None and (found.verb in WITHOUT_MODEL or found.reads_catalogue)):
        return None
    return RawSql(text, found, How.CONSTANT, (), call) if use is not Use.QUERY or parses(text.text) else None


def _holes(text: WrittenText, names: ExternalNames) -> tuple[ast.expr, ...]:
    return tuple(hole for hole in text.text.holes if not _is_constant(hole, text.place, names))


def _is_constant(node: ast.expr, place: Place, names: ExternalNames) -> bool:
    """A value that the code itself writes down is as good as text in place."""
    if isinstance(node, ast.Constant):
        return True
    found = names.value_of(node, place.at) if isinstance(node, ast.Name | ast.Attribute) else None
    text = composed(found[0]) if found is not None else None
    return (text is not None and not text.holes) or (found is not None and isinstance(found[0], ast.Constant))


def _extension(text: WrittenText, bound: Names, names: ExternalNames) -> tuple[WrittenText, tuple[ast.expr, ...]] | None:
    """The first piece added to the text later (`query += f"..."`) that values of a run become part of."""
    if not text.place.name:
        return None
    pieces = bound.get((text.place.at.function, text.place.name), ())
    added = ((piece, _holes(piece, names)) for piece in pieces if piece.place.extends)
    return next(((piece, holes) for piece, holes in added if holes), None)
