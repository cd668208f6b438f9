"""Django's models, as its migrations would know them. Rules of inheritance and options are those of `django.db.models`."""

import ast
from collections.abc import Iterable, Iterator, Sequence

from tenet.facts.database.django_fields import ELSEWHERE, FieldReader
from tenet.facts.database.django_settings import DjangoInterpreter
from tenet.facts.database.django_state import FieldState, ModelState, ProjectState, normal
from tenet.facts.database.schema import Origin, UnknownTable
from tenet.facts.python.classes import ClassBody, ancestors, body_of, class_attribute
from tenet.facts.python.modules import Definition, Modules
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Call, Computed, Missing, Symbol, Value

META = (
    "abstract", "app_label", "base_manager_name", "constraints", "db_table", "db_table_comment", "default_manager_name",
    "default_permissions",
    "default_related_name", "get_latest_by", "index_together", "indexes", "managed", "order_with_respect_to", "ordering", "permissions",
    "proxy",
    "select_on_save", "unique_together", "verbose_name", "verbose_name_plural",
)  # fmt: skip
PLAIN_BASES = frozenset({"django.db.models.Model", "django.db.models.base.Model", "object", "typing.Generic", "abc.ABC"})


class DjangoReader:
    """Reads the models of one side."""

    def __init__(self, modules: Modules) -> None:
        self.modules = modules
        self.interpreter = DjangoInterpreter(modules)
        self.fields = FieldReader(self.interpreter, self.label_of)
        self._labels: dict[str, str] = {}
        self._lines: dict[str, tuple[Value, ...]] = {}
        self._user: str | None = None

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
        folder = self.app_folder(path)
        return f"{folder}/migrations".lstrip("/") in migrated or f"{folder}/migrations/__init__.py".lstrip("/") in self.modules.python_files

    def model(self, symbol: Symbol) -> ModelState | UnknownTable | None:
        """The state of a class; None for what is no model or is abstract."""
        body = body_of(symbol)
        if body is None or not self.is_model(symbol):
            return None
        options = self._meta(symbol)
        if options.pop("abstract", False) is True:
            return None
        label = options.pop("app_label", None)
        app = label if isinstance(label, str) else self.app_label(body.module.path)
        origin = Origin(body.module.path, body.node.lineno, body.node.lineno)
        if any(isinstance(base, Computed | Call) for base in self._line(symbol)):
            return UnknownTable(f"model {symbol.last}", "one of its bases is computed", origin)
        fields = {} if options.get("proxy") is True else dict(self._fields(symbol, app))
        kept = {name: normal(value) for name, value in options.items()}
        more = self._has_more(symbol)
        return ModelState(app, symbol.last, fields, kept, origin, more=more, more_options=more and not self._has_whole_meta(body))

    def is_model(self, symbol: Symbol) -> bool:
        line = self._line(symbol)
        if any(isinstance(one, Symbol) and one.definition is None and one.name in PLAIN_BASES and one.last == "Model" for one in line):
            return True
        outside = [one for one in line[1:] if isinstance(one, Symbol) and one.definition is None and one.name not in PLAIN_BASES]
        strange = any(part in ELSEWHERE for one in outside for part in one.name.split("."))
        return bool(outside) and not strange and self._has_field(symbol)

    def _has_field(self, symbol: Symbol) -> bool:
        """Whether a class has a field that Django itself ships: its base outside the repository is a model then."""
        body = body_of(symbol)
        scope = Scope(body.module, classes=body.scope) if body is not None else None
        for node in body.node.body if body is not None else ():
            _, value = _binding(node)
            if isinstance(value, ast.Call) and scope is not None:
                call = self.interpreter.evaluate(value, scope)
                if isinstance(call, Call) and isinstance(call.function, Symbol) and call.function.name.startswith("django.db."):
                    return self.fields.base_of(call) is not None
        return False

    def _has_more(self, symbol: Symbol) -> bool:
        return any(isinstance(one, Symbol) and one.definition is None and one.name not in PLAIN_BASES for one in self._line(symbol))

    def _has_whole_meta(self, body: ClassBody) -> bool:
        """Whether a class has a `Meta` of its own that takes nothing from outside the repository."""
        meta = next((node for node in body.node.body if isinstance(node, ast.ClassDef) and node.name == "Meta"), None)
        if meta is None:
            return False
        line = ancestors(self.interpreter, Symbol(f"{body.module.name}.{body.node.name}.Meta", Definition(body.module, meta)))
        return all(body_of(one) is not None for one in line)

    def _line(self, symbol: Symbol) -> tuple[Value, ...]:
        if symbol.name not in self._lines:
            self._lines[symbol.name] = ancestors(self.interpreter, symbol)
        return self._lines[symbol.name]

    def _is_abstract(self, symbol: Symbol) -> bool:
        return self._own_meta(symbol).get("abstract") is True

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
            name, value = _binding(node)
            if not name:
                continue
            if value is None or (isinstance(value, ast.Constant) and value.value is None):
                yield name, None
            elif isinstance(value, ast.Call):
                origin = Origin(body.module.path, node.lineno, node.end_lineno or node.lineno)
                yield name, self.fields.read(self.interpreter.evaluate(value, scope), app, model, origin)

    # options

    def _own_meta(self, symbol: Symbol) -> dict[str, Value]:
        body = body_of(symbol)
        meta = (
            next((node for node in body.node.body if isinstance(node, ast.ClassDef) and node.name == "Meta"), None)
            if body is not None
            else None
        )
        if body is None or meta is None:
            return {}
        return self._meta_values(Symbol(f"{symbol.name}.Meta", Definition(body.module, meta)))

    def _meta_values(self, meta: Symbol) -> dict[str, Value]:
        values = ((name, class_attribute(self.interpreter, meta, name)) for name in META)
        found = {name: value for name, value in values if not isinstance(value, Missing)}
        own = {_binding(node)[0] for node in body.node.body} if (body := body_of(meta)) is not None else set()
        return {name: value for name, value in found.items() if name != "abstract" or "abstract" in own}

    def _meta(self, symbol: Symbol) -> dict[str, Value]:
        """Its own `Meta`, or that of the nearest abstract base."""
        for one in self._line(symbol):
            body = body_of(one)
            if body is None or not isinstance(one, Symbol):
                continue
            if any(isinstance(node, ast.ClassDef) and node.name == "Meta" for node in body.node.body):
                values = self._own_meta(one)
                if one == symbol:
                    return values
                if values.pop("abstract", False) is True:
                    return {name: value for name, value in values.items() if name != "db_table"}
                return {name: value for name, value in values.items() if name in {"ordering", "get_latest_by"}}
        return {}

    # names

    def app_folder(self, path: str) -> str:
        """The folder of the app that a file belongs to: the nearest with an app's files in it."""
        folder = path.rpartition("/")[0]
        files = self.modules.python_files
        while folder:
            marks = (f"{folder}/apps.py", f"{folder}/migrations/__init__.py", f"{folder}/models.py", f"{folder}/models/__init__.py")
            if any(mark in files for mark in marks):
                return folder
            folder = folder.rpartition("/")[0]
        parent = path.rpartition("/")[0]
        return parent.removesuffix("/models")

    def app_label(self, path: str) -> str:
        folder = self.app_folder(path)
        if folder not in self._labels:
            self._labels[folder] = self._configured_label(folder) or folder.rpartition("/")[2]
        return self._labels[folder]

    def _configured_label(self, folder: str) -> str | None:
        module = self.modules.parsed_at(f"{folder}/apps.py") if f"{folder}/apps.py" in self.modules.python_files else None
        for node in module.tree.body if module is not None else ():
            for statement in node.body if isinstance(node, ast.ClassDef) else ():
                name, value = _binding(statement)
                if name == "label" and isinstance(value, ast.Constant) and isinstance(value.value, str):
                    return value.value
        return None

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
            label = self._own_meta(value).get("app_label")
            return f"{label if isinstance(label, str) else self.app_label(body.module.path)}.{value.last}".lower()
        parts = value.name.split(".")
        return f"{parts[parts.index('models') - 1]}.{parts[-1]}".lower() if "models" in parts[1:] else None

    def user_model(self) -> str:
        if self._user is None:
            self._user = self.interpreter.user_model()
        return self._user


def _binding(node: ast.stmt) -> tuple[str, ast.expr | None]:
    match node:
        case ast.Assign(targets=[ast.Name(id=name)]):
            return name, node.value
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr()):
            return name, node.value
        case ast.FunctionDef():
            return node.name, None
        case _:
            return "", None
