"""What a module makes by assigning: named types, models that a call makes, tables without a class."""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.facts.contract.annotations import effective_type, last_name
from tenet.facts.contract.classes import Reach
from tenet.facts.contract.expressions import call_name, constant_text, expression_text
from tenet.facts.contract.items import ContractItem, ContractKind
from tenet.facts.contract.names import Reading
from tenet.facts.contract.promises import alias_promises

TYPE_CONSTRUCTORS = frozenset({"Annotated", "Union", "Optional", "Literal", "list", "dict", "tuple", "set", "List", "Dict", "Tuple", "Set"})
MODEL_CALLS = frozenset(
    {"Enum", "StrEnum", "IntEnum", "Flag", "IntFlag", "namedtuple", "NamedTuple", "TypedDict", "create_model", "make_dataclass"}
)
CONSTRAINED = frozenset({"conint", "confloat", "condecimal", "constr", "conbytes", "conlist", "conset", "confrozenset", "condate"})
"""Calls of pydantic that make a type."""
COLUMN_CALLS = frozenset({"Column"})


@dataclass(frozen=True, slots=True)
class Assigned:
    """One name of a module's own level and the statement that binds it."""

    name: str
    node: ast.Assign | ast.AnnAssign
    reading: Reading
    reach: Reach

    def items(self) -> Iterator[ContractItem]:
        """Tables reach further than a name does; named types of a private module may be those of a model that is sent."""
        called = call_name(self.node.value, self.reading)
        if called == "Table" and isinstance(self.node.value, ast.Call):
            yield from self._table(self.node.value)
        elif self.reach is not Reach.PRIVATE and called in MODEL_CALLS:
            text = expression_text(self.node.value, self.reading)
            yield self._item(ContractKind.MODEL, f"{self.name} = {text}", text)
        elif self.reach is not Reach.PRIVATE and called in CONSTRAINED:
            text = expression_text(self.node.value, self.reading)
            yield self._item(ContractKind.TYPE, f"{self.name} = {text}", text)
        elif self.reach is not Reach.PRIVATE:
            yield from self._alias()

    def _item(self, kind: ContractKind, text: str, shape: str) -> ContractItem:
        return ContractItem(
            kind, self.name, self.reading.module.path, self.node.lineno, self.node.end_lineno or self.node.lineno, text, shape
        )

    def _alias(self) -> Iterator[ContractItem]:
        """A named type. A first or last mention promises nothing, so its shape is what it stands for, or nothing."""
        value = self.node.value
        stated = isinstance(self.node, ast.AnnAssign) and last_name(self.node.annotation, self.reading) == "TypeAlias"
        new_type = isinstance(value, ast.Call) and last_name(value.func, self.reading) == "NewType" and len(value.args) == 2
        written = isinstance(self.node, ast.Assign) and isinstance(value, ast.Subscript)
        made = isinstance(value, ast.Subscript) and written and last_name(value.value, self.reading) in TYPE_CONSTRUCTORS
        if value is None or not (stated or new_type or made):
            return
        meant = value.args[1] if isinstance(value, ast.Call) else value
        said = [effective_type(meant, self.reading), *alias_promises(meant, self.reading)]
        yield self._item(ContractKind.TYPE, f"{self.name} = {', '.join(said)}", "\n".join(said))

    def _table(self, call: ast.Call) -> Iterator[ContractItem]:
        """The table, with what it says beside its columns, and each column."""
        columns = {name: part for part in call.args if (name := self._column(part))}
        others: Sequence[ast.expr] = [part for part in call.args if part not in columns.values()]
        said = ", ".join(expression_text(part, self.reading) for part in others)
        yield self._item(ContractKind.TABLE, f"{self.name} = Table({said})", said)
        for name, column in columns.items():
            text, end = expression_text(column, self.reading), column.end_lineno or column.lineno
            full = f"{self.name}.{name}"
            path = self.reading.module.path
            yield ContractItem(ContractKind.TABLE, full, path, column.lineno, end, f"{full} = {text}", text, owner=self.name)

    def _column(self, node: ast.expr) -> str:
        if isinstance(node, ast.Call) and call_name(node, self.reading) in COLUMN_CALLS and node.args:
            return constant_text(node.args[0], self.reading) or ""
        return ""
