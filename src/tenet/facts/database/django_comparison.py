"""The difference between two states of Django's models, by the rules of its autodetector."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tenet.facts.database.comparison import SIMILAR
from tenet.facts.database.declarations import field_source
from tenet.facts.database.django_state import OPTION_DEFAULTS, TRACKED, FieldState, ModelState, ProjectState
from tenet.facts.database.option_values import differs, in_model, is_computed
from tenet.facts.database.schema import ChangeKind, SchemaChange
from tenet.facts.python.values import MISSING, Call, Missing, Value, known

STATE_ONLY = frozenset(
    {
        "blank", "choices", "default", "editable", "error_messages", "help_text", "limit_choices_to", "on_delete", "related_name",
        "related_query_name", "validators", "verbose_name", "upload_to", "storage", "auto_now", "auto_now_add", "unique_for_date",
        "unique_for_month",
        "unique_for_year", "allow_unicode", "path", "match", "recursive", "swappable", "through_fields", "symmetrical", "width_field",
        "height_field", "encoder", "decoder", "parent_link", "allow_files", "allow_folders", "protocol", "unpack_ipv4",
    }
)  # fmt: skip
"""Options that no database shows: `Field.non_db_attrs` of Django, and what its backends do not look at."""
TYPE_OPTIONS = frozenset({"max_length", "max_digits", "decimal_places", "base_field", "size"})
SIZES = frozenset({"max_length", "max_digits", "decimal_places", "size"})
TEXTS = frozenset({"CharField", "EmailField", "URLField", "SlugField", "FileField", "ImageField", "FilePathField"})
SAME_TYPE = (TEXTS, frozenset({"ForeignKey", "OneToOneField"}), frozenset({"BooleanField", "NullBooleanField"}), frozenset({"DateField"}))


@dataclass(frozen=True, slots=True)
class DjangoTerms:
    """`ignored`: options that the project teaches Django to leave out. `lenient`: one side was read from migrations.

    `added`: models that are new; what their bases outside the repository add to their options is not known.
    """

    ignored: frozenset[str] = frozenset()
    lenient: bool = False
    added: frozenset[str] = frozenset()


def compare_states(before: ProjectState, after: ProjectState, terms: DjangoTerms) -> tuple[SchemaChange, ...]:
    """What turns `before` into `after`."""
    return tuple(_compare(before, after, terms))


def _compare(before: ProjectState, after: ProjectState, terms: DjangoTerms) -> Iterator[SchemaChange]:
    added = {label: model for label, model in after.models.items() if label not in before.models}
    dropped = {label: model for label, model in before.models.items() if label not in after.models}
    renamed = {} if terms.lenient else dict(_renamed_models(dropped, added))
    for label, model in added.items():
        if label in renamed:
            old = dropped[renamed[label]]
            yield SchemaChange(ChangeKind.RENAME_TABLE, label, before=old.label, after=label, origin=model.origin)
            yield from _model(replace(old, app=model.app, name=model.name), model, terms)
        else:
            yield SchemaChange(ChangeKind.ADD_TABLE, label, after=label, db_effect=model.in_database, origin=model.origin)
    for label, model in dropped.items():
        if label not in renamed.values():
            yield SchemaChange(ChangeKind.DROP_TABLE, label, before=label, db_effect=model.in_database, gone=True, origin=model.origin)
    for label, model in after.models.items():
        if label in before.models:
            yield from _model(before.models[label], model, terms)


def _renamed_models(dropped: Mapping[str, ModelState], added: Mapping[str, ModelState]) -> Iterator[tuple[str, str]]:
    left = dict(dropped)
    for label, model in added.items():
        same = [old for old, other in left.items() if other.app == model.app and model.fields and _shape(other) == _shape(model)]
        if len(same) == 1:
            del left[same[0]]
            yield label, same[0]


def _shape(model: ModelState) -> frozenset[tuple[str, str]]:
    return frozenset((name, field.kind) for name, field in model.fields.items())


def _model(before: ModelState, after: ModelState, terms: DjangoTerms) -> Iterator[SchemaChange]:
    added = [name for name in after.fields if name not in before.fields]
    dropped = [name for name in before.fields if name not in after.fields]
    renamed = {} if terms.lenient else dict(_renamed_fields(before, after, dropped, added))
    effect = after.in_database
    for name in added:
        field = after.fields[name]
        if name in renamed:
            yield SchemaChange(ChangeKind.RENAME_COLUMN, after.label, name, renamed[name], name, db_effect=effect, origin=field.origin)
        else:
            added_field = SchemaChange(ChangeKind.ADD_COLUMN, after.label, name, after=field.kind, db_effect=effect, origin=field.origin)
            yield replace(added_field, declared=field_source(field))
    for name in dropped:
        if name not in renamed.values() and not (terms.lenient and after.more):
            field = before.fields[name]
            yield SchemaChange(
                ChangeKind.DROP_COLUMN,
                after.label,
                name,
                field.kind,
                db_effect=effect,
                gone=field.origin is not None,
                origin=field.origin or after.origin,
            )
    for name, field in after.fields.items():
        if name in before.fields:
            for change in field_changes(after.label, name, before.fields[name], field, terms):
                yield change if effect else replace(change, db_effect=False)
    yield from _options(before, after, terms)


def _renamed_fields(before: ModelState, after: ModelState, dropped: Sequence[str], added: Sequence[str]) -> Iterator[tuple[str, str]]:
    from difflib import SequenceMatcher

    left = list(dropped)
    for name in added:
        field = after.fields[name]
        alike = [old for old in left if before.fields[old] == field and SequenceMatcher(None, old, name, autojunk=False).ratio() >= SIMILAR]
        if len(alike) == 1:
            left.remove(alike[0])
            yield name, alike[0]


def field_changes(table: str, name: str, before: FieldState, after: FieldState, terms: DjangoTerms) -> Iterator[SchemaChange]:
    """What an `AlterField` from one to the other would do."""
    if terms.lenient and (before.custom or after.custom):
        if before.kind != after.kind and not (before.custom and after.custom):
            yield SchemaChange(ChangeKind.ALTER_TYPE, table, name, before.kind, after.kind, origin=after.origin)
        return
    names = {option for option in (*before.options, *after.options) if option not in terms.ignored}
    options = {option: (in_model(before.option(option), table), in_model(after.option(option), table)) for option in names}
    changed = {option for option, (old, new) in options.items() if differs(old, new, lenient=terms.lenient)}
    if not {before.option("through_fields"), after.option("through_fields")}.isdisjoint({None, MISSING}):
        changed.discard("through_fields")  # versions of Django before 5.2 do not write it into migrations
    changed -= {option for option in changed & SIZES if is_computed(before.option(option)) or is_computed(after.option(option))}
    base = SchemaChange(ChangeKind.ALTER_FIELD, table, name, declared=field_source(after), origin=after.origin)
    if before.kind != after.kind or changed & TYPE_OPTIONS:
        alike = any({before.kind, after.kind} <= same for same in SAME_TYPE)
        effect = bool(changed & TYPE_OPTIONS) or not alike
        yield replace(base, kind=ChangeKind.ALTER_TYPE, before=_shown(before), after=_shown(after), db_effect=effect)
    yield from _flags(base, before, after, changed)
    rest = changed - TYPE_OPTIONS - {"null", "unique", "db_index", "db_default"}
    for group, effect in ((rest & STATE_ONLY, False), (rest - STATE_ONLY, True)):
        if group:
            yield replace(base, detail=", ".join(sorted(group)), db_effect=effect)


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


def _options(before: ModelState, after: ModelState, terms: DjangoTerms) -> Iterator[SchemaChange]:
    base = SchemaChange(ChangeKind.ALTER_OPTIONS, after.label, origin=after.origin)
    changed = [
        name
        for name in TRACKED
        if name not in terms.ignored and differs(_option(before, name), _option(after, name), lenient=terms.lenient)
    ]
    if changed and not (after.more_options and after.label in terms.added):
        yield replace(base, detail=", ".join(changed), db_effect=False)
    if differs(_option(before, "db_table"), _option(after, "db_table"), lenient=terms.lenient):
        yield replace(base, detail="db_table", db_effect=after.in_database)
    if differs(_option(before, "order_with_respect_to"), _option(after, "order_with_respect_to"), lenient=terms.lenient):
        yield replace(base, detail="order_with_respect_to", db_effect=after.in_database)
    yield from _together(base, before, after)
    yield from _named(base, before, after)


def _option(model: ModelState, name: str) -> Value:
    return model.options.get(name, OPTION_DEFAULTS.get(name))


def _together(base: SchemaChange, before: ModelState, after: ModelState) -> Iterator[SchemaChange]:
    pairs = (
        ("unique_together", ChangeKind.ADD_UNIQUE, ChangeKind.DROP_UNIQUE),
        ("index_together", ChangeKind.ADD_INDEX, ChangeKind.DROP_INDEX),
    )
    for option, add, drop in pairs:
        old, new = _sets(before.options.get(option)), _sets(after.options.get(option))
        for columns in new:
            if columns not in old:
                yield replace(base, kind=add, column=",".join(columns), detail=option)
        for columns in old:
            if columns not in new:
                yield replace(base, kind=drop, column=",".join(columns), detail=option)


def _sets(value: Value) -> tuple[tuple[str, ...], ...]:
    """`("a", "b")` and `[("a", "b"), ("c", "d")]` as sets of columns."""
    if not isinstance(value, tuple):
        return ()
    if value and all(isinstance(item, str) for item in value):
        return (tuple(item for item in value if isinstance(item, str)),)
    return tuple(tuple(part for part in item if isinstance(part, str)) for item in value if isinstance(item, tuple))


def _named(base: SchemaChange, before: ModelState, after: ModelState) -> Iterator[SchemaChange]:
    """Indexes and constraints of `Meta`, by name where they have one."""
    for option in ("indexes", "constraints"):
        old, new = _calls(before.options.get(option)), _calls(after.options.get(option))
        for key, call in new.items():
            if key not in old and isinstance(call.keyword("name"), Missing) and any(_same_fields(call, other) for other in old.values()):
                continue  # Django makes up a name for it, and writes that into the migration
            if key not in old or (old[key] != call and known(old[key]) and known(call)):
                yield replace(base, kind=_kind(option, call, "add"), detail=key, column=_columns(call))
        for key, call in old.items():
            if key not in new:
                yield replace(base, kind=_kind(option, call, "drop"), detail=key, column=_columns(call))


def _calls(value: Value) -> Mapping[str, Call]:
    found: dict[str, Call] = {}
    for item in value if isinstance(value, tuple) else ():
        if isinstance(item, Call):
            name = item.keyword("name")
            found[name if isinstance(name, str) else repr((item.arguments, item.keyword("fields")))] = item
    return found


def _kind(option: str, call: Call, verb: str) -> ChangeKind:
    noun = "index" if option == "indexes" else "check" if call.last == "CheckConstraint" else "unique"
    return ChangeKind(f"{verb}_{noun}")


def _same_fields(call: Call, other: Call) -> bool:
    return call.last == other.last and call.arguments == other.arguments and call.keyword("fields") == other.keyword("fields")


def _columns(call: Call) -> str | None:
    fields = call.keyword("fields")
    names = [item.lstrip("-") for item in fields if isinstance(item, str)] if isinstance(fields, tuple) else []
    return ",".join(names) or None
