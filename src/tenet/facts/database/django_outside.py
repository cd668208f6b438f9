"""What classes from outside the repository leave open: a base that may be a model, a field that may have no column."""

import ast
from collections.abc import Collection, Iterator, Mapping

from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_state import FieldState, ProjectState
from tenet.facts.database.schema import ChangeKind, SchemaChange, UnknownTable
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import Symbol


def left_to_bases(before: ProjectState, after: DjangoReader, delta: Collection[SchemaChange]) -> Mapping[SchemaChange, UnknownTable]:
    """The tables that seem gone, while their class is still there with a base outside the repository."""
    return {change: unknown for change in delta if (unknown := _left_to_a_base(before, after, change)) is not None}


def _left_to_a_base(before: ProjectState, after: DjangoReader, change: SchemaChange) -> UnknownTable | None:
    model = before.models.get(change.table) if change.kind is ChangeKind.DROP_TABLE else None
    module = after.modules.parsed_at(model.origin.path) if model is not None and model.origin is not None else None
    node = module.definitions.get(model.name) if module is not None and model is not None else None
    if module is None or model is None or model.origin is None or not isinstance(node, ast.ClassDef):
        return None
    if not after.may_be_model(Symbol(f"{module.name}.{model.name}", Definition(module, node))):
        return None
    return UnknownTable(f"model {model.name}", "its base is outside the repository", model.origin)


class NeverMigrated:
    """Field classes of packages that models used before and no migration ever named: they have no column."""

    def __init__(self, before: DjangoReader, after: DjangoReader, models: Collection[str], folders: Collection[str]) -> None:
        self._before = before
        self._after = after
        self._models = models
        self._folders = folders
        self._known: dict[str, bool] = {}

    def holds(self, field: FieldState | None) -> bool:
        if field is None or not field.custom or field.base != field.kind:
            return False
        if field.kind not in self._known:
            self._known[field.kind] = self._is_used(field.kind.encode()) and not self._is_migrated(field.kind.encode())
        return self._known[field.kind]

    def _is_used(self, name: bytes) -> bool:
        return any(name in (self._before.modules.sources.data(path) or b"") for path in self._models)

    def _is_migrated(self, name: bytes) -> bool:
        sources = self._after.modules.sources
        paths = list(self._migrations())
        sources.load(paths)
        return any(name in (sources.data(path) or b"") for path in paths)

    def _migrations(self) -> Iterator[str]:
        yield from (path for path in self._after.modules.python_files if path.rpartition("/")[0] in self._folders)
