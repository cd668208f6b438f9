"""What Django's autodetector makes of two states of a model's `Meta` and managers."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from tenet.facts.database.django_state import OPTION_DEFAULTS, TRACKED, UNTOLD, ModelState
from tenet.facts.database.option_values import differs
from tenet.facts.database.schema import ChangeKind, SchemaChange
from tenet.facts.python.values import MISSING, Call, Missing, Value, known

UNSEEN = frozenset({"violation_error_code", "violation_error_message"})
"""Arguments of constraints that no database shows: `BaseConstraint.non_db_attrs` of Django."""


def _base(after: ModelState) -> SchemaChange:
    return SchemaChange(ChangeKind.ALTER_OPTIONS, after.label, db_effect=after.in_database, origin=after.origin)


def tracked_change(
    before: ModelState, after: ModelState, ignored: AbstractSet[str], *, lenient: bool, exact: bool
) -> Iterator[SchemaChange]:
    """Options of `AlterModelOptions`. `exact`: an option that is not stated differs from one stated as its default."""
    pairs = ((name, _tracked(before, name, exact=exact), _tracked(after, name, exact=exact)) for name in TRACKED if name not in ignored)
    names = [name for name, old, new in pairs if UNTOLD not in (old, new) and differs(old, new, lenient=lenient)]
    if names and (exact or not after.more_options):
        yield replace(_base(after), detail=", ".join(names), db_effect=False)


def _tracked(model: ModelState, name: str, *, exact: bool) -> Value | Missing:
    return model.options.get(name, MISSING if exact else OPTION_DEFAULTS.get(name))


def managers_change(before: ModelState, after: ModelState) -> Iterator[SchemaChange]:
    told = before.managers is not None and after.managers is not None
    if told and before.managers != after.managers:
        yield replace(_base(after), detail="managers", db_effect=False)


def option_changes(before: ModelState, after: ModelState, *, lenient: bool) -> Iterator[SchemaChange]:
    """Options with an operation of their own, of proxies and unmanaged models too."""
    for name in ("db_table", "db_table_comment"):
        if differs(before.options.get(name), after.options.get(name), lenient=lenient):
            yield replace(_base(after), detail=name)


def structure_changes(before: ModelState, after: ModelState, renamed: Mapping[str, str], *, lenient: bool) -> Iterator[SchemaChange]:
    """Options that make columns, indexes and constraints. `renamed` holds new names of fields to old ones."""
    order = "order_with_respect_to"
    if differs(before.options.get(order), after.options.get(order), lenient=lenient):
        yield replace(_base(after), detail=order)
    new_names = {old: new for new, old in renamed.items()}
    yield from _together(before, after, new_names)
    for option in ("indexes", "constraints"):
        yield from _listed(option, before, after, lenient=lenient)


def _together(before: ModelState, after: ModelState, new_names: Mapping[str, str]) -> Iterator[SchemaChange]:
    pairs = (
        ("unique_together", ChangeKind.ADD_UNIQUE, ChangeKind.DROP_UNIQUE),
        ("index_together", ChangeKind.ADD_INDEX, ChangeKind.DROP_INDEX),
    )
    for option, add, drop in pairs:
        old = [tuple(new_names.get(name, name) for name in columns) for columns in _sets(before.options.get(option))]
        new = _sets(after.options.get(option))
        for kind, columns in (*((add, one) for one in new if one not in old), *((drop, one) for one in old if one not in new)):
            yield replace(_base(after), kind=kind, column=",".join(columns), detail=option)


def _sets(value: Value) -> tuple[tuple[str, ...], ...]:
    """`("a", "b")` and `[("a", "b"), ("c", "d")]` as sets of columns."""
    if not isinstance(value, tuple):
        return ()
    if value and all(isinstance(item, str) for item in value):
        return (tuple(item for item in value if isinstance(item, str)),)
    return tuple(tuple(part for part in item if isinstance(part, str)) for item in value if isinstance(item, tuple))


def _listed(option: str, before: ModelState, after: ModelState, *, lenient: bool) -> Iterator[SchemaChange]:
    """Indexes and constraints."""
    old, new = _calls(before.options.get(option)), _calls(after.options.get(option))
    added = [call for call in new if not _is_among(call, old, lenient=lenient)]
    dropped = [call for call in old if not _is_among(call, new, lenient=lenient)]
    for call in added:
        if any(_shape(call, UNSEEN) == _shape(other, UNSEEN) for other in dropped):
            dropped = [other for other in dropped if _shape(call, UNSEEN) != _shape(other, UNSEEN)]
            yield replace(_base(after), detail=_name(call), db_effect=False)
        else:
            yield replace(_base(after), kind=_kind(option, call, "add"), detail=_name(call), column=_columns(call))
    for call in dropped:
        yield replace(_base(after), kind=_kind(option, call, "drop"), detail=_name(call), column=_columns(call))


def _is_among(call: Call, others: Sequence[Call], *, lenient: bool) -> bool:
    if call in others:
        return True
    if not lenient:
        return False
    named = [other for other in others if other.keyword("name") == call.keyword("name")]
    if any(not known(call) or not known(other) for other in named):
        return True
    # Django makes up a name where the model gives none, and writes that into the migration
    unnamed = [other for other in others if _is_unnamed(call) or _is_unnamed(other)]
    return any(_shape(call, {"name"}) == _shape(other, {"name"}) for other in unnamed)


def _is_unnamed(call: Call) -> bool:
    return isinstance(call.keyword("name"), Missing)


def _shape(call: Call, without: AbstractSet[str]) -> Call:
    return Call(call.function, call.arguments, tuple((name, value) for name, value in call.keywords if name not in without))


def _calls(value: Value) -> tuple[Call, ...]:
    return tuple(item for item in value if isinstance(item, Call)) if isinstance(value, tuple) else ()


def _name(call: Call) -> str:
    name = call.keyword("name")
    return name if isinstance(name, str) else repr((call.arguments, call.keyword("fields")))


def _kind(option: str, call: Call, verb: str) -> ChangeKind:
    noun = "index" if option == "indexes" else "check" if call.last == "CheckConstraint" else "unique"
    return ChangeKind(f"{verb}_{noun}")


def _columns(call: Call) -> str | None:
    fields = call.keyword("fields")
    names = [item.lstrip("-") for item in fields if isinstance(item, str)] if isinstance(fields, tuple) else []
    return ",".join(names) or None
