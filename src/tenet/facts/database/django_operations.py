"""The operations of Django's migrations, and what they do to the state of the models."""

import ast
from collections.abc import Iterable, Iterator
from dataclasses import replace

from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_state import TRACKED, FieldState, ModelState, ProjectState, normal, with_model_renamed
from tenet.facts.database.schema import Origin
from tenet.facts.python.classes import ancestors, class_attribute, is_class
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope, assigned
from tenet.facts.python.values import MISSING, Call, Computed, Missing, Pairs, Symbol, Value

KNOWN = frozenset(
    {
        "CreateModel", "DeleteModel", "RenameModel", "AlterModelTable", "AlterModelOptions", "AlterUniqueTogether", "AlterIndexTogether",
        "AddField", "RemoveField", "AlterField", "RenameField", "AddIndex", "RemoveIndex", "RenameIndex", "AddConstraint",
        "RemoveConstraint",
        "AlterConstraint", "AlterOrderWithRespectTo", "AlterModelTableComment", "AlterModelManagers",
    }
)  # fmt: skip


def migration_operations(reader: DjangoReader, path: str) -> tuple[tuple[str, Call], ...]:
    """The operations of a migration with the app that each is about, in order; wrapped ones taken out."""
    operations = migration_attribute(reader, path, "operations")
    if isinstance(operations, Missing):
        return ()
    app = app_of(reader, path)
    return tuple((app, call) for call in state_operations(reader, operations))


def migration_attribute(reader: DjangoReader, path: str, name: str) -> Value | Missing:
    """What the class of a migration binds a name to."""
    module = reader.modules.parsed_at(path)
    node = module.definitions.get("Migration") if module is not None else None
    if module is None or node is None:
        return MISSING
    found = class_attribute(reader.interpreter, Symbol(f"{module.name}.Migration", Definition(module, node)), name)
    if not isinstance(node, ast.ClassDef) or not (name == "operations" and _is_open(found)):
        return found
    either = tuple(_either(reader, Scope(module, classes=(node,)), node, name))
    return (*(found if isinstance(found, tuple) else ()), *either) or found


def _is_open(found: Value | Missing) -> bool:
    """Whether a list is made in part by what only a run can tell: a condition, a call."""
    return not isinstance(found, tuple) or any(isinstance(item, Computed) for item in found)


def _either(reader: DjangoReader, scope: Scope, owner: ast.ClassDef, name: str) -> Iterator[Value]:
    """What all branches list, where only a run can tell which is taken: those of the class, and of functions that it calls."""
    branches = (node for statement in owner.body if isinstance(statement, ast.If) for node in ast.walk(statement))
    lists = [(node.value, scope) for node in branches if isinstance(node, ast.Assign) and assigned(node, name) is not None]
    bound = (value for statement in owner.body if (value := assigned(statement, name)) is not None)
    calls = (node.func.id for value in bound for node in ast.walk(value) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name))
    functions = (scope.module.definitions.get(called) for called in calls)
    lists.extend(
        one for function in functions if isinstance(function, ast.FunctionDef) for one in _returned(reader, scope.module, function)
    )
    for listed, seen in lists:
        made = reader.interpreter.evaluate(listed, seen)
        yield from made if isinstance(made, tuple) else ()


def _returned(reader: DjangoReader, module: Module, function: ast.FunctionDef) -> Iterator[tuple[ast.expr, Scope]]:
    """What a function may return, and what stands there sees."""
    scope = Scope(module)
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and len(node.targets) == 1 and isinstance(node.targets[0], ast.Name):
            scope = scope.binding({node.targets[0].id: reader.interpreter.evaluate(node.value, scope)})
    yield from ((node.value, scope) for node in ast.walk(function) if isinstance(node, ast.Return) and node.value is not None)


def app_of(reader: DjangoReader, path: str) -> str:
    """The label of the app that a migration belongs to."""
    return reader.app_label(path.rpartition("/")[0].rpartition("/")[0] + "/models.py")


def state_operations(reader: DjangoReader, value: Value | Missing) -> Iterator[Call]:
    """The operations that reach the migration state, wrapped ones taken out."""
    for item in value if isinstance(value, tuple) else ():
        if isinstance(item, tuple):
            yield from state_operations(reader, item)
        elif isinstance(item, Call):
            inner = item.argument(1 if item.last == "SeparateDatabaseAndState" else 2, "state_operations")
            if item.last in {"SeparateDatabaseAndState", "RunSQL"}:
                yield from state_operations(reader, inner)
            else:
                yield _known(reader, item)


def _known(reader: DjangoReader, call: Call) -> Call:
    """An operation of the project's own as the one of Django's that it specialises."""
    if call.last in KNOWN:
        return call
    names = (
        [one.last for one in ancestors(reader.interpreter, call.function) if isinstance(one, Symbol)]
        if is_class(call.function)
        else [call.last]
    )
    for name in names:
        plain = name.removesuffix("Concurrently").removesuffix("NotValid")
        if plain in KNOWN:
            return Call(Symbol(plain), call.arguments, call.keywords, call.place)
    return call


def apply_to_state(reader: DjangoReader, state: ProjectState, operations: Iterable[tuple[str, Call]]) -> ProjectState:
    """The state after the operations; models that the state does not hold are left out."""
    applier = _Applier(reader, dict(state.models))
    for app, call in operations:
        applier.apply(app, call)
    return ProjectState(applier.models)


class _Applier:
    def __init__(self, reader: DjangoReader, models: dict[str, ModelState]) -> None:
        self._reader = reader
        self.models = models

    def apply(self, app: str, call: Call) -> None:
        name = _text(call.argument(0, "name" if "Model" in call.last or "Together" in call.last or "Order" in call.last else "model_name"))
        label = f"{app}.{name}".lower()
        match call.last:
            case "CreateModel":
                self.models[label] = self._created(app, name, call)
            case "DeleteModel":
                self.models.pop(label, None)
            case "RenameModel":
                self._rename_model(app, _text(call.argument(0, "old_name")), _text(call.argument(1, "new_name")))
            case _:
                model = self.models.get(label)
                if model is not None:
                    self.models[label] = self._altered(model, call)

    def _created(self, app: str, name: str, call: Call) -> ModelState:
        fields: dict[str, FieldState] = {}
        for item in _items(call.argument(1, "fields")):
            if isinstance(item, tuple) and len(item) == 2 and isinstance(item[0], str):
                state = self._field(app, name, item[1], item[0])
                if state is not None:
                    fields[item[0]] = state
        options = call.argument(2, "options")
        given = {key: normal(value) for key, value in options.items if isinstance(key, str)} if isinstance(options, Pairs) else {}
        return ModelState(app, name, fields, given, managers=_managers(call.argument(4, "managers")))

    def _field(self, app: str, model: str, value: Value, _name: str) -> FieldState | None:
        place = value.place if isinstance(value, Call) else None
        found = self._reader.fields.read(value, app, model, Origin(place.path, place.line, place.end_line) if place else None)
        return None if found is None else replace(found, origin=None)

    def _rename_model(self, app: str, old: str, new: str) -> None:
        model = self.models.get(f"{app}.{old}".lower())
        if model is not None:
            self.models = dict(with_model_renamed(self.models, model.label, replace(model, name=new)))

    def _altered(self, model: ModelState, call: Call) -> ModelState:
        field_name = _text(call.argument(1, "name"))
        match call.last:
            case "AddField" | "AlterField":
                value = call.argument(2, "field")
                state = None if isinstance(value, Missing) else self._field(model.app, model.name, value, field_name)
                if state is None:
                    return model
                if call.keyword("preserve_default") is False:  # the default served the rows that were there
                    state = replace(state, options={name: option for name, option in state.options.items() if name != "default"})
                return replace(model, fields={**model.fields, field_name: state})
            case "RemoveField":
                return replace(model, fields={name: field for name, field in model.fields.items() if name != field_name})
            case "RenameField":
                old, new = _text(call.argument(1, "old_name")), _text(call.argument(2, "new_name"))
                return _with_field_renamed(model, old, new)
            case "AddIndex" | "RemoveIndex" | "RenameIndex":
                return self._listed(model, "indexes", call)
            case "AddConstraint" | "RemoveConstraint" | "AlterConstraint":
                return self._listed(model, "constraints", call)
            case _:
                return _with_options(model, call)

    def _listed(self, model: ModelState, option: str, call: Call) -> ModelState:
        items = tuple(item for item in _items(model.options.get(option, ())) if isinstance(item, Call))
        if call.last.startswith("Add"):
            added = call.argument(1, "index" if option == "indexes" else "constraint")
            found: tuple[Value, ...] = items if isinstance(added, Missing) else (*items, normal(added))
        elif call.last == "RenameIndex":
            new, old = _text(call.argument(1, "new_name")), _text(call.argument(2, "old_name"))
            found = tuple(_with_name(item, new) if item.keyword("name") == old else item for item in items)
        else:
            name = _text(call.argument(1, "name"))
            found = tuple(item for item in items if item.keyword("name") != name)
            if call.last == "AlterConstraint":
                altered = call.argument(2, "constraint")
                found = found if isinstance(altered, Missing) else (*found, normal(altered))
        return replace(model, options={**model.options, option: found})


def _with_options(model: ModelState, call: Call) -> ModelState:
    match call.last:
        case "AlterModelOptions":
            options = call.argument(1, "options")
            given = {key: normal(value) for key, value in options.items if isinstance(key, str)} if isinstance(options, Pairs) else {}
            return replace(model, options={**{name: value for name, value in model.options.items() if name not in TRACKED}, **given})
        case "AlterUniqueTogether" | "AlterIndexTogether":
            option = "unique_together" if call.last == "AlterUniqueTogether" else "index_together"
        case "AlterModelManagers":
            return replace(model, managers=_managers(call.argument(1, "managers")))
        case "AlterModelTable":
            option = "table"
        case "AlterModelTableComment":
            option = "table_comment"
        case "AlterOrderWithRespectTo":
            option = "order_with_respect_to"
        case _:
            return model
    value = call.argument(1, option)
    stated = f"db_{option}" if option.startswith("table") else option
    return replace(model, options={**model.options, stated: None if isinstance(value, Missing) else normal(value)})


def _managers(value: Value | Missing) -> tuple[tuple[str, Value], ...]:
    pairs = (item for item in _items(value) if isinstance(item, tuple) and len(item) == 2)
    return tuple((name, normal(manager)) for name, manager in pairs if isinstance(name, str))


def _with_name(call: Call, name: str) -> Call:
    return Call(call.function, call.arguments, tuple((key, name if key == "name" else value) for key, value in call.keywords))


def _with_field_renamed(model: ModelState, old: str, new: str) -> ModelState:
    return replace(model, fields={new if name == old else name: field for name, field in model.fields.items()})


def _text(value: Value | Missing) -> str:
    return value if isinstance(value, str) else ""


def _items(value: Value | Missing) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else ()
