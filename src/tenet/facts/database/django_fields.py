"""Fields of Django's models: from the call that makes one to what its `deconstruct()` would say."""

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from tenet.facts.database.django_state import FIELD_DEFAULTS, IGNORED, KIND_DEFAULTS, FieldState, normal
from tenet.facts.database.schema import Origin
from tenet.facts.python.classes import ancestors, body_of, is_class, members
from tenet.facts.python.evaluator import Evaluator
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.values import Call, Computed, Missing, Pairs, Symbol, Value

ENDINGS = ("Field", "ForeignKey", "Key", "TaggableManager")
NOT_FIELDS = frozenset({"GenericForeignKey", "GenericRelation", "TranslatedField", "ForeignObject"})
ELSEWHERE = frozenset(
    {
        *("forms", "serializers", "rest_framework", "graphene", "filters", "django_filters", "wtforms", "marshmallow", "pydantic"),
        *("dataclasses", "factory", "sqlalchemy", "sqlmodel", "mongoengine", "peewee", "tortoise", "ormar", "odmantic", "pony"),
    }
)
"""Packages and modules whose fields are none of a Django model."""
RELATIONS = frozenset({"ForeignKey", "OneToOneField", "ManyToManyField"})
POSITIONAL: Mapping[str, tuple[str, ...]] = {
    "ForeignKey": ("to", "on_delete", "related_name"),
    "OneToOneField": ("to", "on_delete", "to_field"),
    "ManyToManyField": ("to", "related_name"),
    "DecimalField": ("verbose_name", "name", "max_digits", "decimal_places"),
    "FileField": ("verbose_name", "name", "upload_to", "storage"),
    "ImageField": ("verbose_name", "name", "width_field", "height_field"),
    "DateField": ("verbose_name", "name", "auto_now", "auto_now_add"),
    "DateTimeField": ("verbose_name", "name", "auto_now", "auto_now_add"),
    "ArrayField": ("base_field", "size"),
    "FilePathField": ("verbose_name", "name", "path", "match"),
    "GenericIPAddressField": ("verbose_name", "name", "protocol"),
}  # fmt: skip
ANY_FIELD = ("verbose_name", "name", "primary_key", "max_length", "unique", "blank", "null", "db_index", "rel", "default", "editable")
LabelOf = Callable[[Value], str | None]


class FieldReader:
    """Reads fields with one side's names. `label_of` tells which model a relation means."""

    def __init__(self, evaluator: Evaluator, label_of: LabelOf) -> None:
        self._evaluator = evaluator
        self._label_of = label_of

    def base_of(self, call: Call) -> str | None:
        """Django's field class that a call makes, or one outside the repository; None for what is no field."""
        if not isinstance(call.function, Symbol):
            return None
        candidates = ancestors(self._evaluator, call.function) if is_class(call.function) else (call.function,)
        for ancestor in candidates:
            if isinstance(ancestor, Symbol) and ancestor.definition is None and _is_field_name(ancestor.name):
                return ancestor.last
        return None

    def is_untold(self, value: Value) -> bool:
        """Whether only a run can tell if a value is a field: a function of another package may make one."""
        if not isinstance(value, Call):
            return isinstance(value, Computed)
        function = value.function
        if not isinstance(function, Symbol) or function.definition is not None or function.last in NOT_FIELDS:
            return False
        holds_one = any(isinstance(one, Call) and self.base_of(one) is not None for one in value.arguments)
        return not function.name.startswith("django.") and not holds_one and self.base_of(value) is None

    def base_named(self, dotted: str) -> str:
        """The field class outside the repository that a class, given by its dotted name, extends."""
        module, _, name = dotted.rpartition(".")
        found = self._evaluator.modules.find(module)
        symbol = self._evaluator.module_name(found, name) if found is not None else None
        return (self.base_of(Call(symbol)) if isinstance(symbol, Symbol) else None) or name

    def read(self, value: Value, app: str, model: str, origin: Origin | None) -> FieldState | None:
        """The field that a value makes; None for what is no field."""
        if not isinstance(value, Call):
            return None
        base = self.base_of(value)
        if not isinstance(value.keyword("amount_field"), Missing):
            return None  # a price made of two other fields, which has no column of its own
        if base is None:
            return self._wrapped(value, app, model, origin)
        given = self._options(value, base)
        custom = is_class(value.function) or (isinstance(value.function, Symbol) and not value.function.name.startswith("django."))
        options = {name: self._normal(name, option, app, model) for name, option in given.items() if name not in IGNORED}
        return FieldState(value.last, _without_defaults(value.last, base, options), custom, base, origin)

    def _wrapped(self, call: Call, app: str, model: str, origin: Origin | None) -> FieldState | None:
        """A field inside a call that hands it on: `deprecate_field(...)` makes it nullable."""
        inner = self.read(call.arguments[0], app, model, origin) if call.arguments else None
        if inner is None or "deprecate" not in call.last:
            return inner
        return replace(inner, options={**inner.options, "null": True}, origin=origin)

    def _options(self, call: Call, base: str) -> dict[str, Value]:
        """What a field is given, but for what its class would take by itself."""
        constructor = self._own_constructor(call)
        own = tuple(argument.arg for argument in constructor.args.args[1:]) if constructor is not None else ()
        names = own or POSITIONAL.get(base) or (POSITIONAL["ForeignKey"] if base.endswith("Key") else ANY_FIELD)
        given: dict[str, Value] = dict(zip(names, call.arguments, strict=False))
        given.update(call.keywords)
        implied = set(_literal_defaults(constructor)) if constructor is not None else set()
        return {name: value for name, value in given.items() if (name, repr(value)) not in implied}

    def _own_constructor(self, call: Call) -> FunctionNode | None:
        """The `__init__` of a field class of the repository that takes its own parameters."""
        for ancestor in ancestors(self._evaluator, call.function) if is_class(call.function) else ():
            body = body_of(ancestor)
            for node in body.node.body if body is not None else ():
                if isinstance(node, FunctionNode) and node.name == "__init__":
                    return node
        return None

    def _normal(self, name: str, value: Value, app: str, model: str) -> Value:
        if name in {"to", "through"}:
            return self._target(value, app, model)
        if name == "choices":
            return normal(self._choices(value))
        if name == "base_field":
            inner = self.read(value, app, model, None)
            if inner is None:
                return normal(value)
            return (inner.kind, *((key, inner.options[key]) for key in sorted(inner.options)))
        if name in {"related_name", "related_query_name"} and isinstance(value, str):
            return "+" if value.endswith("+") else value  # older versions of Django write a hidden relation's name that they make up
        return normal(value)

    def _choices(self, value: Value) -> Value:
        if isinstance(value, Pairs):
            return tuple((key, item) for key, item in value.items)
        if isinstance(value, Symbol) and is_class(value):
            found = members(self._evaluator, value)
            return value if found is None else tuple((member.value, member.label) for member in found)
        return value

    def _target(self, value: Value, app: str, model: str) -> Value:
        if isinstance(value, str):
            if value == "self":
                return f"{app}.{model}".lower()
            return value.lower() if "." in value else f"{app}.{value}".lower()
        if isinstance(value, Symbol | Call):
            found = self._label_of(value)
            if found is None and isinstance(value, Call):
                return Computed(f"{value.last}(...)")
            return normal(value) if found is None else found
        return normal(value)


def _literal_defaults(function: FunctionNode) -> Iterator[tuple[str, str]]:
    """The parameters whose defaults are written out, with the text of each."""
    given = function.args
    last = zip(reversed([*given.posonlyargs, *given.args]), reversed(given.defaults), strict=False)
    for parameter, default in (*last, *zip(given.kwonlyargs, given.kw_defaults, strict=True)):
        if isinstance(default, ast.Constant):
            yield parameter.arg, repr(default.value)


def _is_field_name(name: str) -> bool:
    last = name.rpartition(".")[2]
    return last.endswith(ENDINGS) and last not in NOT_FIELDS and not any(part in ELSEWHERE for part in name.split("."))


def _without_defaults(kind: str, base: str, options: dict[str, Value]) -> dict[str, Value]:
    defaults: dict[str, Value | Missing] = {**FIELD_DEFAULTS, **KIND_DEFAULTS.get(base if kind == base else kind, {})}
    implied = options.get("auto_now") is True or options.get("auto_now_add") is True
    kept: dict[str, Value] = {}
    for name, value in options.items():
        if name in defaults and defaults[name] == value and isinstance(defaults[name], bool) == isinstance(value, bool):
            continue
        if implied and name in {"editable", "blank"}:
            continue
        if kind == "ManyToManyField" and name in {"null", "on_delete"}:
            continue
        if name == "to_field" and value == "id":
            continue  # Django leaves out what names the key, by its usual name
        if name == "validators" and isinstance(value, tuple) and not value:
            continue
        kept[name] = value
    if kind == "OneToOneField":
        kept.pop("unique", None)
    return kept
