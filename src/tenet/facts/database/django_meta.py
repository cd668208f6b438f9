"""`Meta` of Django's models, by the rules of inheritance of `django.db.models.base`."""

import ast
from collections.abc import Mapping, Sequence

from tenet.facts.database.django_bodies import binding
from tenet.facts.database.django_settings import DjangoInterpreter
from tenet.facts.python.classes import ClassBody, ancestors, body_of, class_attribute
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import Call, Missing, Symbol, Value

META = (
    "abstract", "app_label", "base_manager_name", "constraints", "db_table", "db_table_comment", "default_manager_name",
    "default_permissions",
    "default_related_name", "get_latest_by", "index_together", "indexes", "managed", "order_with_respect_to", "ordering", "permissions",
    "proxy",
    "select_on_save", "swappable", "unique_together", "verbose_name", "verbose_name_plural",
)  # fmt: skip


def meta_of(body: ClassBody) -> ast.ClassDef | None:
    return next((node for node in body.node.body if isinstance(node, ast.ClassDef) and node.name == "Meta"), None)


class MetaReader:
    """Reads the options of models."""

    def __init__(self, interpreter: DjangoInterpreter) -> None:
        self._interpreter = interpreter
        self._known: dict[str, Mapping[str, Value]] = {}

    def own(self, symbol: Symbol) -> dict[str, Value]:
        """The options of a class's own `Meta`, with what that inherits from another's."""
        if symbol.name not in self._known:
            self._known[symbol.name] = self._read(symbol)
        return dict(self._known[symbol.name])

    def _read(self, symbol: Symbol) -> Mapping[str, Value]:
        body = body_of(symbol)
        node = meta_of(body) if body is not None else None
        if body is None or node is None:
            return {}
        meta = Symbol(f"{symbol.name}.Meta", Definition(body.module, node))
        bodies = [body for one in ancestors(self._interpreter, meta) if (body := body_of(one)) is not None]
        bound = {name for body in bodies for name in self._interpreter.last_bound_in(body.node)}
        values = ((name, class_attribute(self._interpreter, meta, name)) for name in META if name in bound)
        found = {name: value for name, value in values if not isinstance(value, Missing)}
        own = {binding(part)[0] for part in node.body}
        return {name: value for name, value in found.items() if name != "abstract" or "abstract" in own}

    def of(self, line: Sequence[Value]) -> dict[str, Value]:
        """The options of the first class of a line: of its own `Meta`, or of that of the nearest abstract base.

        The `Meta` of a base with a table is its own affair, and hides none behind it.
        """
        for index, one in enumerate(line):
            body = body_of(one)
            if body is None or not isinstance(one, Symbol) or meta_of(body) is None:
                continue
            values = self.own(one)
            if index == 0:
                return values
            if values.pop("abstract", False) is True:
                return values
        return {}

    def is_whole(self, body: ClassBody) -> bool:
        """Whether a class has a `Meta` of its own that takes nothing from outside the repository."""
        meta = meta_of(body)
        if meta is None:
            return False
        line = ancestors(self._interpreter, Symbol(f"{body.module.name}.{body.node.name}.Meta", Definition(body.module, meta)))
        return all(body_of(one) is not None for one in line)


def has_metaclass(line: Sequence[Value]) -> bool:
    """Whether a class or one that it extends names a metaclass, which may give it options that no `Meta` states."""
    bodies = (body for one in line if (body := body_of(one)) is not None)
    return any(keyword.arg == "metaclass" for body in bodies for keyword in body.node.keywords)


def with_names(value: Value, app: str, model: str) -> Value:
    """Indexes and constraints with what `%(class)s` and `%(app_label)s` in their names stand for."""
    if not isinstance(value, tuple):
        return value
    return tuple(_with_name(item, {"class": model.lower(), "app_label": app.lower()}) if isinstance(item, Call) else item for item in value)


def _with_name(call: Call, parts: Mapping[str, str]) -> Call:
    keywords = ((key, _filled(value, parts) if key == "name" and isinstance(value, str) else value) for key, value in call.keywords)
    return Call(call.function, call.arguments, tuple(keywords), call.place)


def _filled(name: str, parts: Mapping[str, str]) -> str:
    for part, text in parts.items():
        name = name.replace(f"%({part})s", text)
    return name
