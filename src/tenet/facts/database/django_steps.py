"""What Django's migrations do, as steps, each told with the state of the models in front of it."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from tenet.facts.database.django_history import DjangoHistory
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_operation_steps import model_of, operation_steps
from tenet.facts.database.django_operations import app_of, apply_to_state, migration_attribute, state_operations
from tenet.facts.database.django_state import ProjectState
from tenet.facts.database.django_tables import table_name
from tenet.facts.database.raw_texts import sql_text
from tenet.facts.database.schema import Origin
from tenet.facts.database.steps import Reversal, Step, StepKind
from tenet.facts.python.classes import ancestors, class_attribute, is_class
from tenet.facts.python.values import Call, Computed, Missing, Symbol, Value

KNOWN = frozenset(
    {
        *("CreateModel", "DeleteModel", "RenameModel", "AlterModelTable", "AlterModelOptions", "AlterModelManagers"),
        *("AlterUniqueTogether", "AlterIndexTogether", "AddField", "RemoveField", "AlterField", "RenameField", "AddIndex"),
        *("RemoveIndex", "RenameIndex", "AddConstraint", "RemoveConstraint", "AlterConstraint", "ValidateConstraint"),
        *("AlterOrderWithRespectTo", "AlterModelTableComment", "RunSQL", "RunPython", "SeparateDatabaseAndState"),
    }
)
REVERSES = {"RunPython": ("code", "reverse_code"), "RunSQL": ("sql", "reverse_sql")}


class DjangoStepReader:
    """Reads the migrations that a change adds, in the order in which they run. The state moves on with each."""

    def __init__(self, reader: DjangoReader, paths: Sequence[str]) -> None:
        self._reader = reader
        self._paths = paths
        self._history = DjangoHistory(reader, paths)
        self._states: dict[str, ProjectState] = {}

    def steps(self, path: str) -> tuple[tuple[Step, ...], str]:
        """The steps of a migration, and what of it only a run can tell."""
        operations = migration_attribute(self._reader, path, "operations")
        if not isinstance(operations, tuple):
            return (), "" if isinstance(operations, Missing) else "its operations are computed"
        folder = path.rpartition("/")[0]
        if folder not in self._states:
            self._states[folder] = self._history.state(folder, self._models(folder))
        walk = _Walk(self._reader, path, self._states[folder])
        found = tuple(step for item in operations for step in walk.steps(item, database=True))
        self._states[folder] = walk.state
        computed = any(isinstance(item, Computed) for item in operations)
        return found, "some of its operations are computed" if computed else ""

    def _models(self, folder: str) -> Collection[str]:
        """The models whose state in front of the added migrations matters."""
        paths = [path for path in self._paths if path.rpartition("/")[0] == folder]
        calls = [call for path in paths for call in _all_calls(migration_attribute(self._reader, path, "operations"))]
        return {model_of(call) for call in calls if call.last not in {"CreateModel", *REVERSES}} - {""}


def _all_calls(value: Value | Missing) -> Iterator[Call]:
    for item in value if isinstance(value, tuple) else ():
        if isinstance(item, Call) and item.last == "SeparateDatabaseAndState":
            yield from _all_calls(item.argument(0, "database_operations"))
            yield from _all_calls(item.argument(1, "state_operations"))
        elif isinstance(item, Call):
            yield item


class _Walk:
    """Goes through the operations of one migration."""

    def __init__(self, reader: DjangoReader, path: str, state: ProjectState) -> None:
        self._reader = reader
        self._path = path
        self._app = app_of(reader, path)
        self._atomic = migration_attribute(reader, path, "atomic") is not False
        self.state = state

    def steps(self, item: Value, *, database: bool) -> Iterator[Step]:
        if isinstance(item, tuple):
            for inner in item:
                yield from self.steps(inner, database=database)
        elif isinstance(item, Call):
            name = self._name_of(item)
            if name == "SeparateDatabaseAndState":
                yield from self._separate(item, database=database)
                return
            yield from self._of_call(name, item, database=database)
            if name == "RunSQL":
                yield from self._all(item.argument(2, "state_operations"), database=False)
            else:
                self.state = apply_to_state(
                    self._reader, self.state, [(self._app, call) for call in state_operations(self._reader, (item,))]
                )

    def _all(self, value: Value | Missing, *, database: bool) -> Iterator[Step]:
        for item in value if isinstance(value, tuple) else ():
            yield from self.steps(item, database=database)

    def _separate(self, call: Call, *, database: bool) -> Iterator[Step]:
        """The operations on the database see what each other did; what follows sees the state's operations alone."""
        before = self.state
        yield from self._all(call.argument(0, "database_operations"), database=database)
        self.state = before
        yield from self._all(call.argument(1, "state_operations"), database=False)

    def _name_of(self, call: Call) -> str:
        """Django's own name of an operation: that of the class which a class of the project's own specialises."""
        names = [call.last]
        if is_class(call.function):
            names = [one.last for one in ancestors(self._reader.interpreter, call.function) if isinstance(one, Symbol)]
        plain = (name.removesuffix("Concurrently").removesuffix("NotValid") for name in names)
        return next((name for name in plain if name in KNOWN), call.last)

    def _of_call(self, name: str, call: Call, *, database: bool) -> Iterator[Step]:
        model = model_of(call) if name not in REVERSES else ""
        label = f"{self._app}.{model}".lower() if model else ""
        step = Step(
            StepKind.OTHER,
            self._origin(call),
            label,
            concurrently=self._is_a(call, "Concurrently"),
            validated=not self._is_a(call, "NotValid"),
            in_transaction=self._atomic or (name == "RunPython" and call.argument(2, "atomic") is True),
            reversal=self._reversal(name, call) if database else Reversal.POSSIBLE,
            database=database,
        )
        match name:
            case "RunPython":
                yield replace(step, kind=StepKind.RUN_CODE)
            case "RunSQL":
                yield from tuple(self._statements(step, call)) or (step,)
            case _ if name in KNOWN:
                yield from operation_steps(self._reader, name, call, step, self.state.models.get(label))
            case _:
                yield step

    def _statements(self, step: Step, call: Call) -> Iterator[Step]:
        """What raw SQL does, with the tables of models under the models' labels."""
        from tenet.facts.database.sql_statements import read_statements  # its parser takes longer to load than most changes to judge

        labels = {table_name(model): label for label, model in self.state.models.items()}
        for sql in _texts(call.argument(0, "sql")):
            for told in read_statements(sql, step.origin):
                table, target = labels.get(told.table, told.table), labels.get(told.target, told.target)
                yield replace(
                    told,
                    table=table,
                    target=target,
                    in_transaction=step.in_transaction,
                    reversal=step.reversal,
                    database=step.database,
                )

    def _is_a(self, call: Call, suffix: str) -> bool:
        line = ancestors(self._reader.interpreter, call.function) if is_class(call.function) else (call.function,)
        return any(isinstance(one, Symbol) and one.last.endswith(suffix) for one in line)

    def _origin(self, call: Call) -> Origin:
        place = call.place
        if place is not None and place.path == self._path:
            return Origin(place.path, place.line, place.end_line)
        module = self._reader.modules.parsed_at(self._path)
        node = module.definitions.get("Migration") if module is not None else None
        line = node.lineno if node is not None else 1
        return Origin(self._path, line, line)

    def _reversal(self, name: str, call: Call) -> Reversal:
        if is_class(call.function) and isinstance(call.function, Symbol):
            stated = class_attribute(self._reader.interpreter, call.function, "reversible")
            if stated is False:
                return Reversal.MISSING
            if not isinstance(stated, Missing) or self._has_own_arguments(call.function):
                return Reversal.POSSIBLE
        if name not in REVERSES or any(key == "**" for key, _ in call.keywords):
            return Reversal.POSSIBLE
        given = call.argument(1, REVERSES[name][1])
        if isinstance(given, Missing) or given is None:
            return Reversal.MISSING
        nothing = given == "" or (isinstance(given, Symbol) and given.last == "noop")
        return Reversal.REFUSED if nothing else Reversal.POSSIBLE

    def _has_own_arguments(self, operation: Symbol) -> bool:
        """Whether a class of the project's own takes other arguments than the class of Django's."""
        return not isinstance(class_attribute(self._reader.interpreter, operation, "__init__"), Missing)


def _texts(value: Value | Missing) -> Iterator[str]:
    """The statements of `RunSQL`: a text, or a sequence of texts and of pairs with parameters."""
    for item in value if isinstance(value, tuple) else (value,):
        sql = sql_text(item[0] if isinstance(item, tuple) and item else item)
        if sql:
            yield sql
