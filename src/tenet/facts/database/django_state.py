"""What Django's migrations know of a model: its fields as they deconstruct, and the options that the autodetector tracks."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from tenet.facts.database.django_expressions import condition, member, ordered
from tenet.facts.database.schema import Origin, UnknownTable
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Generic, Missing, Pairs, Symbol, Value, plain

TRACKED = (
    "base_manager_name", "default_manager_name", "default_related_name", "get_latest_by", "managed", "ordering", "permissions",
    "default_permissions", "select_on_save", "verbose_name", "verbose_name_plural",
)  # fmt: skip
"""`AlterModelOptions.ALTER_OPTION_KEYS` of Django."""
OPTION_DEFAULTS: Mapping[str, Value] = {"managed": True, "ordering": (), "permissions": (), "select_on_save": False}

UNTOLD = Computed("an option that a metaclass may set")

FIELD_DEFAULTS: Mapping[str, Value | Missing] = {
    "null": False, "blank": False, "primary_key": False, "unique": False, "db_index": False, "editable": True, "help_text": "",
    "choices": None,
    "verbose_name": None, "db_column": None, "validators": (), "error_messages": None, "max_length": None, "related_name": None,
    "related_query_name": None, "limit_choices_to": None, "to_field": None, "parent_link": False, "auto_now": False, "auto_now_add": False,
    "db_constraint": True, "unique_for_date": None, "unique_for_month": None, "unique_for_year": None, "db_table": None,
    "through": None, "through_fields": None, "symmetrical": None, "db_collation": None, "size": None, "db_comment": None,
    "db_tablespace": None,
    "allow_unicode": False, "protocol": "both", "unpack_ipv4": False, "swappable": True, "path": "", "match": None, "recursive": False,
    "allow_files": True, "allow_folders": False, "width_field": None, "height_field": None, "max_digits": None, "decimal_places": None,
    "default": MISSING, "auto_created": False, "encoder": None, "decoder": None,
}  # fmt: skip
KIND_DEFAULTS: Mapping[str, Mapping[str, Value]] = {
    "EmailField": {"max_length": 254}, "URLField": {"max_length": 200}, "SlugField": {"max_length": 50, "db_index": True},
    "FileField": {"max_length": 100, "upload_to": ""},
    "ImageField": {"max_length": 100, "upload_to": ""}, "FilePathField": {"max_length": 100}, "ForeignKey": {"on_delete": Symbol("CASCADE"),
    "db_index": True},
    "OneToOneField": {"on_delete": Symbol("CASCADE"), "db_index": True, "unique": True}, "BooleanField": {"blank": False},
    "BinaryField": {"editable": False},
}  # fmt: skip
IGNORED = frozenset({"symmetrical", "serialize", "name", "rel", "_created_at", "verbose_name_plural"})


@dataclass(frozen=True)
class FieldState:
    """`custom`: a field class that Django does not ship; its options are its own affair. `base` is the class of Django's,
    or of a package's, that it extends.
    """

    kind: str
    options: Mapping[str, Value]
    custom: bool = False
    base: str = field(default="", compare=False)
    origin: Origin | None = field(default=None, compare=False)

    def option(self, name: str) -> Value | Missing:
        """An option as it counts, given or by default."""
        if name in self.options:
            return self.options[name]
        return KIND_DEFAULTS.get(self.kind, {}).get(name, FIELD_DEFAULTS.get(name, MISSING))


@dataclass(frozen=True)
class ModelState:
    """`more`: a base class outside the repository may add fields; `more_options`: its `Meta` may add options.

    `managers` are those that migrations know, None where only a run can tell. `swapped`: the settings name another model
    in its place. `untold` are names that may be fields: only a run can tell what they are bound to.
    """

    app: str
    name: str
    fields: Mapping[str, FieldState]
    options: Mapping[str, Value]
    origin: Origin | None = field(default=None, compare=False)
    more: bool = False
    more_options: bool = False
    managers: tuple[tuple[str, Value], ...] | None = ()
    swapped: bool = False
    untold: frozenset[str] = frozenset()

    @property
    def label(self) -> str:
        """As the contract names it: `app_label.model`, lower case."""
        return f"{self.app}.{self.name.lower()}"

    @property
    def in_database(self) -> bool:
        return self.is_managed and not self.is_proxy and not self.swapped

    @property
    def is_managed(self) -> bool:
        return self.options.get("managed", True) is not False

    @property
    def is_proxy(self) -> bool:
        return self.options.get("proxy", False) is True


@dataclass(frozen=True)
class ProjectState:
    models: Mapping[str, ModelState]
    unknown: tuple[UnknownTable, ...] = ()


def with_model_renamed(models: Mapping[str, ModelState], old: str, new: ModelState) -> Mapping[str, ModelState]:
    """The models with `old` under the name of `new`, and what refers to it."""
    found = {label: model for label, model in models.items() if label != old}
    if old in models:
        found[new.label] = replace(models[old], app=new.app, name=new.name)
    return {label: _with_relations_moved(model, old, new.label) for label, model in found.items()}


def _with_relations_moved(model: ModelState, old: str, new: str) -> ModelState:
    return replace(model, fields={name: _pointing(field, old, new) for name, field in model.fields.items()})


def _pointing(field: FieldState, old: str, new: str) -> FieldState:
    moved = {option: new for option in ("to", "through") if field.options.get(option) == old}
    return replace(field, options={**field.options, **moved}) if moved else field


def normal(value: Value) -> Value:
    """A value as the autodetector compares it: names without their modules, keywords and keys in order."""
    value = plain(value)
    match value:
        case Symbol():
            return Symbol(value.last)
        case Bound():
            return Bound(normal(value.target), value.name)
        case Call():
            call = ordered(condition(value) if value.last == "Q" else value)
            keywords = tuple(sorted(((name, normal(item)) for name, item in call.keywords), key=lambda pair: pair[0]))
            return Call(_function(call), tuple(normal(item) for item in call.arguments), keywords)
        case tuple():
            return tuple(normal(item) for item in value)
        case Pairs():
            return Pairs(tuple(sorted(((normal(key), normal(item)) for key, item in value.items), key=repr)))
        case Generic() if member(value) != value:
            return normal(member(value))
        case Generic():
            return Generic(normal(value.origin), tuple(normal(item) for item in value.arguments))
        case _:
            return value


def _function(call: Call) -> Symbol | Bound:
    function = normal(call.function)
    return function if isinstance(function, Symbol | Bound) else call.function
