"""What an `AlterField` of Django's from one state of a field to another would do."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import replace

from tenet.facts.database.declarations import field_source
from tenet.facts.database.django_state import FieldState
from tenet.facts.database.option_values import differs, in_model, is_computed
from tenet.facts.database.schema import ChangeKind, SchemaChange
from tenet.facts.python.values import MISSING

STATE_ONLY = frozenset(
    {
        "auto_created", "blank", "choices", "db_tablespace", "default", "editable", "error_messages", "help_text", "limit_choices_to",
        "on_delete",
        "related_name", "related_query_name", "validators", "verbose_name", "upload_to", "storage", "auto_now", "auto_now_add",
        "unique_for_date", "unique_for_month",
        "unique_for_year", "allow_unicode", "path", "match", "recursive", "swappable", "through_fields", "symmetrical", "width_field",
        "height_field", "encoder", "decoder", "parent_link", "allow_files", "allow_folders", "protocol", "unpack_ipv4",
    }
)  # fmt: skip
"""Options that no database shows: `Field.non_db_attrs` of Django, and what its backends do not look at."""
TYPE_OPTIONS = frozenset({"max_length", "max_digits", "decimal_places", "base_field", "size"})
SIZES = frozenset({"max_length", "max_digits", "decimal_places", "size"})
TEXTS = frozenset({"CharField", "EmailField", "URLField", "SlugField", "FileField", "ImageField", "FilePathField"})
FILES = frozenset({"FileField", "ImageField"})
SAME_TYPE = (TEXTS, frozenset({"ForeignKey", "OneToOneField"}), frozenset({"BooleanField", "NullBooleanField"}), frozenset({"DateField"}))
JOINED = frozenset({"ManyToManyField", "TaggableManager"})


def is_joined_elsewhere(field: FieldState) -> bool:
    """Whether a field is a relation in a table between two others. No `AlterField` makes one of a column."""
    return field.kind in JOINED


def field_changes(
    table: str, name: str, before: FieldState, after: FieldState, ignored: AbstractSet[str], *, lenient: bool
) -> Iterator[SchemaChange]:
    """The changes of one field; `lenient` where a migration's word for it may be another than the model's."""
    base = SchemaChange(ChangeKind.ALTER_FIELD, table, name, declared=field_source(after), origin=after.origin)
    if lenient and (before.custom or after.custom):
        if before.kind != after.kind and not (before.custom and after.custom):
            effect = not _are_of_one_type(before, after)
            yield replace(base, kind=ChangeKind.ALTER_TYPE, before=before.kind, after=after.kind, db_effect=effect)
        return
    sized = ("max_length",) if before.kind != after.kind and {before.kind, after.kind} <= TEXTS else ()
    filed = ("upload_to",) if ((before.base or before.kind) in FILES) is not ((after.base or after.kind) in FILES) else ()
    names = {option for option in (*before.options, *after.options, *sized, *filed) if option not in ignored}
    options = {option: (in_model(before.option(option), table), in_model(after.option(option), table)) for option in names}
    changed = {option for option, (old, new) in options.items() if differs(old, new, lenient=lenient)}
    if not {before.option("through_fields"), after.option("through_fields")}.isdisjoint({None, MISSING}):
        changed.discard("through_fields")  # versions of Django before 5.2 do not write it into migrations
    if lenient and type(before.option("storage")) is not type(after.option("storage")):
        changed.discard("storage")  # a migration writes the object out that the model names
    changed -= {option for option in changed & SIZES if is_computed(before.option(option)) or is_computed(after.option(option))}
    if before.kind != after.kind or changed & TYPE_OPTIONS:
        effect = bool(changed & TYPE_OPTIONS) or not _are_of_one_type(before, after)
        yield replace(base, kind=ChangeKind.ALTER_TYPE, before=_shown(before), after=_shown(after), db_effect=effect)
    yield from _flags(base, before, after, changed)
    rest = changed - TYPE_OPTIONS - {"null", "unique", "db_index", "db_default"}
    for group, effect in ((rest & STATE_ONLY, False), (rest - STATE_ONLY, True)):
        if group:
            yield replace(base, detail=", ".join(sorted(group)), db_effect=effect)


def _are_of_one_type(before: FieldState, after: FieldState) -> bool:
    """Whether two classes of fields make one type of column, with the same arguments."""
    kinds = {before.base or before.kind, after.base or after.kind}
    sizes = ("max_length",) if kinds <= TEXTS else ("max_digits", "decimal_places") if kinds == {"DecimalField"} else ()
    if (before.custom or after.custom) and sizes:
        return all(isinstance(before.option(size), int) and before.option(size) == after.option(size) for size in sizes)
    return len(kinds) == 1 or (before.option("unique") == after.option("unique") and any(kinds <= same for same in SAME_TYPE))


def _flags(base: SchemaChange, before: FieldState, after: FieldState, changed: set[str]) -> Iterator[SchemaChange]:
    if "null" in changed:
        shown = {True: "NULL", False: "NOT NULL"}
        was, now = before.option("null") is True, after.option("null") is True
        yield replace(base, kind=ChangeKind.ALTER_NULLABLE, before=shown[was], after=shown[now])
    if "unique" in changed:
        yield replace(base, kind=ChangeKind.ADD_UNIQUE if after.option("unique") is True else ChangeKind.DROP_UNIQUE)
    if "db_index" in changed and before.kind == after.kind:
        yield replace(base, kind=ChangeKind.ADD_INDEX if after.option("db_index") is True else ChangeKind.DROP_INDEX)
    if "db_default" in changed:
        yield replace(base, kind=ChangeKind.ALTER_DEFAULT, before="the old one", after="the new one")


def _shown(field: FieldState) -> str:
    sizes = [str(value) for name in sorted(TYPE_OPTIONS) if isinstance(value := field.option(name), int)]
    return f"{field.kind}({', '.join(sizes)})" if sizes else field.kind
