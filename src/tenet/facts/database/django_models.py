"""Django's models, as its migrations would know them. Rules of inheritance and options are those of `django.db.models`."""

import ast
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from tenet.facts.database.django_apps import AUTO_FIELD, DjangoApps
from tenet.facts.database.django_bodies import binding
from tenet.facts.database.django_fields import ELSEWHERE, FieldReader
from tenet.facts.database.django_keys import automatic_key, with_keys
from tenet.facts.database.django_managers import managers_of
from tenet.facts.database.django_meta import MetaReader, has_metaclass, with_names
from tenet.facts.database.django_settings import DjangoInterpreter
from tenet.facts.database.django_state import TRACKED, UNTOLD, FieldState, ModelState, ProjectState, normal
from tenet.facts.database.schema import Origin, UnknownTable
from tenet.facts.python.classes import ClassBody, ancestors, bases, body_of, is_class
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Call, Computed, Symbol, Value

PLAIN_BASES = frozenset({"django.db.models.Model", "django.db.models.base.Model", "object", "typing.Generic", "abc.ABC"})
UNTOLD_OPTIONS = tuple(name for name in TRACKED if name != "managed")
"""Options that a metaclass of the project's own may set."""


class DjangoReader:
    """Reads the models of one side. `user_model` tells the label of the user model; by default the side's settings do."""

    def __init__(self, modules: Modules, user_model: Callable[[], str] | None = None, key: str = AUTO_FIELD) -> None:
        self.modules = modules
        self.interpreter = DjangoInterpreter(modules)
        self.apps = DjangoApps(self.interpreter, key)
        self.meta = MetaReader(self.interpreter)
        self.fields = FieldReader(self.interpreter, self.label_of)
        self._lines: dict[str, tuple[Value, ...]] = {}
        self.user_model = cache(user_model or self.interpreter.user_model)

    def state(self, paths: Iterable[str], migrated: Sequence[str] | None) -> ProjectState:
        """The models of the files whose app has migrations: `migrated` are the folders of those, None takes every app."""
        found: dict[str, ModelState] = {}
        unknown: list[UnknownTable] = []
        for path in paths:
            module = self.modules.parsed_at(path)
            if module is None or (migrated is not None and not self._is_migrated(path, migrated)):
                continue
            for name, node in module.definitions.items():
                if isinstance(node, ast.ClassDef):
                    item = self.model(Symbol(f"{module.name}.{name}", Definition(module, node)))
                    if isinstance(item, ModelState):
                        if migrated is None or item.app in {self.app_label(path), *self._labels_of(migrated)}:
                            found[item.label] = item
                    elif item is not None:
                        unknown.append(item)
        return ProjectState(found, tuple(unknown))

    def _labels_of(self, migrated: Sequence[str]) -> set[str]:
        return {self.app_label(f"{folder.rpartition('/')[0]}/models.py") for folder in migrated}

    def _is_migrated(self, path: str, migrated: Sequence[str]) -> bool:
        """The autodetector makes no migrations for an app that has none."""
        folder = self.apps.folder_of(path)
        return f"{folder}/migrations".lstrip("/") in migrated or f"{folder}/migrations/__init__.py".lstrip("/") in self.modules.python_files

    def model(self, symbol: Symbol) -> ModelState | UnknownTable | None:
        """The state of a class; None for what is no model or is abstract."""
        body = body_of(symbol)
        if body is None or not self.is_model(symbol):
            return None
        options = self.meta.of(self._line(symbol))
        if options.pop("abstract", False) is True:
            return None
        label = options.pop("app_label", None)
        app = label if isinstance(label, str) else self.app_label(body.module.path)
        origin = Origin(body.module.path, body.node.lineno, body.node.lineno)
        if any(isinstance(base, Computed | Call) for base in self._line(symbol)):
            return UnknownTable(f"model {symbol.last}", "one of its bases is computed", origin)
        kept = {name: with_names(normal(value), app, symbol.last) for name, value in options.items()}
        if has_metaclass(self._line(symbol)):
            kept = {**dict.fromkeys(UNTOLD_OPTIONS, UNTOLD), **kept}
        more = self._has_more(symbol)
        return ModelState(
            app,
            symbol.last,
            {} if options.get("proxy") is True else self._all_fields(symbol, app, body),
            kept,
            origin,
            more=more,
            more_options=more and not self.meta.is_whole(body),
            managers=None if more else managers_of(self.interpreter, self._models_of(symbol), options),
            untold=self._untold(symbol),
            swapped=options.get("swappable") == "AUTH_USER_MODEL" and self.user_model() != f"{app}.{symbol.last}".lower(),
        )

    def _all_fields(self, symbol: Symbol, app: str, body: ClassBody) -> Mapping[str, FieldState]:
        fields = dict(self._fields(symbol, app))
        if self._has_more(symbol):
            return fields
        parents = ((self.label_of(parent), parent.last) for parent in self._parents(symbol))
        dotted = self.apps.key_of(body.module.path)
        key = automatic_key(dotted, self.fields.base_named(dotted))
        return with_keys(fields, {label: name for label, name in parents if label is not None}, key)

    def _untold(self, symbol: Symbol) -> frozenset[str]:
        """The names that the model, or a model that it inherits from, binds to a call that only a run can tell."""
        found: set[str] = set()
        for owner in self._models_of(symbol):
            body = body_of(owner)
            for node in body.node.body if body is not None else ():
                name, value = binding(node)
                if body is not None and isinstance(value, ast.Call):
                    made = self.interpreter.evaluate(value, Scope(body.module, classes=body.scope))
                    found.update({name} if self.fields.is_untold(made) else ())
        return frozenset(found)

    def _parents(self, symbol: Symbol) -> Iterator[Symbol]:
        """The nearest models with tables that a class extends; of a proxy, the one that it stands for."""
        body = body_of(symbol)
        for base in bases(self.interpreter, body) if body is not None else ():
            if isinstance(base, Symbol) and is_class(base) and self.is_model(base):
                own = self.meta.own(base)
                if own.get("abstract") is True or own.get("proxy") is True:
                    yield from self._parents(base)
                else:
                    yield base

    def _models_of(self, symbol: Symbol) -> tuple[Symbol, ...]:
        return tuple(one for one in self._line(symbol) if isinstance(one, Symbol) and is_class(one) and self.is_model(one))

    def is_model(self, symbol: Symbol) -> bool:
        line = self._line(symbol)
        if any(isinstance(one, Symbol) and one.definition is None and one.name in PLAIN_BASES and one.last == "Model" for one in line):
            return True
        return self.may_be_model(symbol) and self._has_field(symbol)

    def may_be_model(self, symbol: Symbol) -> bool:
        """Whether a class has a base outside the repository that may be a model: no form, no expression, no schema."""
        outside = [one.name for one in self._line(symbol)[1:] if isinstance(one, Symbol) and one.definition is None]
        strange = any(name.startswith("django.db.") or not ELSEWHERE.isdisjoint(name.split(".")) for name in outside)
        return not strange and not PLAIN_BASES.issuperset(outside)

    def _has_field(self, symbol: Symbol) -> bool:
        """Whether a class has a field that Django itself ships: its base outside the repository is a model then."""
        body = body_of(symbol)
        scope = Scope(body.module, classes=body.scope) if body is not None else None
        for node in body.node.body if body is not None else ():
            _, value = binding(node)
            if isinstance(value, ast.Call) and scope is not None:
                call = self.interpreter.evaluate(value, scope)
                if isinstance(call, Call) and isinstance(call.function, Symbol) and call.function.name.startswith("django.db."):
                    return self.fields.base_of(call) is not None
        return False

    def _has_more(self, symbol: Symbol) -> bool:
        return any(isinstance(one, Symbol) and one.definition is None and one.name not in PLAIN_BASES for one in self._line(symbol))

    def _line(self, symbol: Symbol) -> tuple[Value, ...]:
        if symbol.name not in self._lines:
            self._lines[symbol.name] = ancestors(self.interpreter, symbol)
        return self._lines[symbol.name]

    def _is_abstract(self, symbol: Symbol) -> bool:
        return self.meta.own(symbol).get("abstract") is True

    def _fields(self, symbol: Symbol, app: str) -> Iterator[tuple[str, FieldState]]:
        """Own fields and those of abstract bases; a name that a nearer class binds to anything else hides the field."""
        found: dict[str, FieldState] = {}
        line = [one for one in self._line(symbol) if isinstance(one, Symbol) and one.definition is not None]
        concrete = {
            other.name
            for one in line[1:]
            if self.is_model(one) and not self._is_abstract(one)
            for other in self._line(one)
            if isinstance(other, Symbol)
        }
        for one in reversed(line):
            if one != symbol and (one.name in concrete or not self.is_model(one)):
                continue
            for name, state in self._body_fields(one, app, symbol.last):
                if state is None:
                    found.pop(name, None)
                else:
                    found[name] = state
        yield from found.items()

    def _body_fields(self, owner: Symbol, app: str, model: str) -> Iterator[tuple[str, FieldState | None]]:
        body = body_of(owner)
        if body is None:
            return
        scope = Scope(body.module, classes=body.scope)
        for node in body.node.body:
            name, value = binding(node)
            if not name:
                continue
            if value is None or (isinstance(value, ast.Constant) and value.value is None):
                yield name, None
            elif isinstance(value, ast.Call):
                origin = Origin(body.module.path, node.lineno, node.end_lineno or node.lineno)
                yield name, self.fields.read(self.interpreter.evaluate(value, scope), app, model, origin)

    # names

    def app_label(self, path: str) -> str:
        return self.apps.label_of(path)

    def label_of(self, value: Value) -> str | None:
        """`app.model` of what a relation names; the user model under the name that the settings give it."""
        if isinstance(value, Call) and value.last == "get_user_model":
            return self.user_model()
        if not isinstance(value, Symbol):
            return None
        if value.last == "AUTH_USER_MODEL":
            return self.user_model()
        body = body_of(value)
        if body is not None:
            label = self.meta.own(value).get("app_label")
            return f"{label if isinstance(label, str) else self.app_label(body.module.path)}.{value.last}".lower()
        parts = value.name.split(".")
        return f"{parts[parts.index('models') - 1]}.{parts[-1]}".lower() if "models" in parts[1:] else None
