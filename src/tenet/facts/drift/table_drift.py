"""The tables and columns that documents describe against those that the models declare.

Documents name a table by its own name or by its model's, in singular or plural, and a column by its own name or by its
attribute's. Where a name may mean something else (a model that is no table, a relationship), nothing is said of it.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from tenet.domain.change import Side
from tenet.facts.database.migration_files import is_test
from tenet.facts.database.model_files import WORDS
from tenet.facts.database.schema import Column, Origin, Table
from tenet.facts.database.tables_document import declared_tables
from tenet.facts.drift.drift import Compared, Drift, keys
from tenet.facts.openapi.breaks import CodePlace
from tenet.facts.python.modules import Modules
from tenet.facts.spec.data_tables import DataTable

if TYPE_CHECKING:
    from tenet.facts.facts import Facts

CLASS = re.compile(rb"^[ \t]*class[ \t]+([A-Za-z_][A-Za-z0-9_]*)", re.MULTILINE)
ATTRIBUTE = re.compile(r"^\s*(\w+)\s*[:=]")


@dataclass(frozen=True, slots=True)
class Described:
    """A table as a document describes it. `document` is the document's path at head."""

    document: str
    table: DataTable


def compare_tables(facts: "Facts") -> Compared:
    documents = tuple(dict.fromkeys(one.path for covering in facts.specs.components for one in covering.documents if one.at_head))
    described = tuple(_described(facts, Side.HEAD, documents)) if _touches(facts, documents) else ()
    if not described:
        return Compared((), frozenset())
    now = tuple(_Tables(facts, Side.HEAD, described).drift())
    before = _Tables(facts, Side.BASE, tuple(_described(facts, Side.BASE, documents))).drift() if now else ()
    return Compared(now, keys(before))


def _touches(facts: "Facts", documents: Sequence[str]) -> bool:
    """Whether the change reaches a document or a file that may hold models. Reading all models takes seconds."""
    for file in facts.change.files:
        sides = ((facts.head, file.path), (facts.base, file.base_path or ""))
        data = [side.data(path) or b"" for side, path in sides if path.endswith(".py")]
        if file.path in documents or any(WORDS.search(text) for text in data):
            return True
    return False


def _described(facts: "Facts", side: Side, documents: Iterable[str]) -> Iterator[Described]:
    for path in documents:
        file = facts.change.by_path.get(path)
        before = file.base_path if file is not None else path
        document = facts.specs.document(path) if side is Side.HEAD else facts.specs.base_document(before) if before else None
        for table in document.tables() if document is not None else ():
            if table.name:
                yield Described(path, table)


class _Tables:
    def __init__(self, facts: "Facts", side: Side, described: Sequence[Described]) -> None:
        self._facts = facts
        self._modules: Modules = facts.modules(side)
        self._described = described
        self._declared = declared_tables(self._modules) if described else None

    def drift(self) -> Iterator[Drift]:
        if self._declared is None or not self._declared.tables:
            return
        named: set[str] = set()
        for one in self._described:
            table = self._table(one.table.name)
            if table is not None:
                named.add(table.name)
                yield from self._columns(one, table)
            elif not self._declared.unknown and one.table.name not in self._classes:
                yield _only_in_spec(one, one.table.name, "", one.table.line)
        yield from self._undescribed(named)

    def _undescribed(self, named: set[str]) -> Iterator[Drift]:
        """Tables of which the documents of their file say nothing, though they describe others."""
        describing = {one.document for one in self._described if self._table(one.table.name) is not None}
        for table in self._declared.tables if self._declared else ():
            if table.name in named or table.origin is None or is_test(table.origin.path):
                continue
            covering = [link.document for link in self._facts.specs.of_file(table.origin.path) if link.document in describing]
            if covering:
                yield _only_in_code(covering, table.name, "", table.origin)

    def _columns(self, one: Described, table: Table) -> Iterator[Drift]:
        listed = {_folded(column.name) for column in one.table.columns}
        known: set[str] = set()
        whole = self._whole(table.origin)
        for column in table.columns.values():
            names = self._names_of(column)
            known |= names
            if column.origin is not None and _within(column.origin, whole) and not names & listed:
                yield _only_in_code([one.document], table.name, column.name, column.origin)
        if table.unknown:
            return
        body = self._body(whole)
        for described in one.table.columns:
            if _folded(described.name) not in known and not re.search(rf"\b{re.escape(described.name)}\b", body):
                yield _only_in_spec(one, one.table.name, described.name, described.line)

    def _names_of(self, column: Column) -> set[str]:
        """What a document may call a column: its name, its attribute's, and a foreign key without `_id`."""
        line = self._modules.sources.line(column.origin.path, column.origin.line) if column.origin is not None else ""
        attribute = ATTRIBUTE.match(line)
        names = {column.name, column.name.removesuffix("_id"), *((attribute[1],) if attribute else ())}
        return {_folded(name) for name in names}

    def _body(self, whole: Origin | None) -> str:
        """The source of a table's class: what it names is no column that is missing."""
        if whole is None:
            return ""
        return "\n".join(self._modules.sources.line(whole.path, line) for line in range(whole.line, whole.end_line + 1))

    def _whole(self, origin: Origin | None) -> Origin | None:
        """The statement that declares a table, to its end."""
        module = self._modules.parsed_at(origin.path) if origin is not None else None
        if origin is None or module is None:
            return origin
        spans = [(one.lineno, one.end_lineno or one.lineno) for one in module.statements]
        around = [(first, last) for first, last in spans if first <= origin.line <= last]
        first, last = min(around, key=lambda span: span[1] - span[0], default=(origin.line, origin.end_line))
        return Origin(origin.path, first, last)

    def _table(self, name: str) -> Table | None:
        return next((self._by_form[form] for form in _forms(name) if form in self._by_form), None)

    @cached_property
    def _by_form(self) -> dict[str, Table]:
        tables = self._declared.tables if self._declared else ()
        found: dict[str, Table] = {}
        for table in tables:
            names = (table.name, table.name.rpartition(".")[2], table.name.partition("_")[2])
            for form in (form for name in names if name for form in _forms(name)):
                found.setdefault(form, table)
        return found

    @cached_property
    def _classes(self) -> frozenset[str]:
        """The names of all classes: one that a document describes and that declares no table may be no table."""
        files = self._modules.python_files
        self._modules.sources.load(files)
        return frozenset(name.decode() for path in files for name in CLASS.findall(self._modules.sources.data(path) or b""))


def _within(part: Origin, whole: Origin | None) -> bool:
    return whole is not None and part.path == whole.path and whole.line <= part.line <= whole.end_line


def _folded(name: str) -> str:
    return name.replace("_", "").lower()


def _forms(name: str) -> tuple[str, ...]:
    """A name in singular and plural."""
    word = _folded(name)
    singular = word.removesuffix("s")
    return tuple(dict.fromkeys((word, singular, f"{word}s", f"{word}es", singular.removesuffix("e"), f"{word.removesuffix('y')}ies")))


def _only_in_code(documents: Sequence[str], table: str, column: str, origin: Origin) -> Drift:
    specs = " or ".join(f"`{path}`" for path in documents)
    what = f"The column `{table}.{column}`" if column else f"The table `{table}`"
    return Drift(
        f"code/{table}/{column}",
        f"{what} is declared here, and not described in {specs}.",
        f"Describe it in the data model of {specs}.",
        CodePlace(Side.HEAD, origin.path, origin.line, origin.end_line if column else origin.line),
        {
            "subject": "column" if column else "table",
            "only_in": "code",
            "table": table,
            "column": column or None,
            "documents": list(documents),
        },
    )


def _only_in_spec(one: Described, table: str, column: str, line: int) -> Drift:
    what = f"The column `{table}.{column}`" if column else f"The table `{table}`"
    return Drift(
        f"spec/{one.document}/{table}/{column}",
        f"{what} is described here, and no model declares it.",
        "Declare it, or take it out of the data model.",
        CodePlace(Side.HEAD, one.document, line, line),
        {
            "subject": "column" if column else "table",
            "only_in": "spec",
            "table": table,
            "column": column or None,
            "documents": [one.document],
        },
    )
