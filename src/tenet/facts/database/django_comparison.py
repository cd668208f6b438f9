"""The difference between two states of Django's models, by the rules of its autodetector."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tenet.facts.database.comparison import SIMILAR
from tenet.facts.database.declarations import field_source
from tenet.facts.database.django_field_changes import field_changes, is_joined_elsewhere
from tenet.facts.database.django_keys import is_made
from tenet.facts.database.django_option_changes import managers_change, option_changes, structure_changes, tracked_change
from tenet.facts.database.django_state import FieldState, ModelState, ProjectState, with_model_renamed
from tenet.facts.database.schema import ChangeKind, SchemaChange


@dataclass(frozen=True, slots=True)
class DjangoTerms:
    """`ignored`: options that the project teaches Django to leave out. `lenient`: one side was read from migrations.

    `added`: models that are new; what their bases outside the repository add to them is not known. `turned`: models that
    become managed or cease to be: the autodetector looks at nothing else of them.
    """

    ignored: frozenset[str] = frozenset()
    lenient: bool = False
    added: frozenset[str] = frozenset()
    turned: frozenset[str] = frozenset()


def compare_states(before: ProjectState, after: ProjectState, terms: DjangoTerms) -> tuple[SchemaChange, ...]:
    """What turns `before` into `after`."""
    return tuple(_compare(before, after, terms))


def _compare(before: ProjectState, after: ProjectState, terms: DjangoTerms) -> Iterator[SchemaChange]:
    old_models, renamed = before.models, {} if terms.lenient else dict(_renamed_models(before, after))
    for label, old in renamed.items():
        model = after.models[label]
        old_models = with_model_renamed(old_models, old, model)
        yield SchemaChange(ChangeKind.RENAME_TABLE, label, before=old, after=label, db_effect=model.in_database, origin=model.origin)
    for label, model in after.models.items():
        if label not in old_models or _is_made_anew(old_models[label], model):
            yield SchemaChange(ChangeKind.ADD_TABLE, label, after=label, db_effect=model.in_database, origin=model.origin)
    for label, model in old_models.items():
        if label not in after.models or _is_made_anew(model, after.models[label]):
            yield SchemaChange(ChangeKind.DROP_TABLE, label, before=label, db_effect=model.in_database, gone=True, origin=model.origin)
    for label, model in after.models.items():
        if label in old_models and not _is_made_anew(old_models[label], model):
            yield from _model(old_models[label], model, terms)


def _is_made_anew(before: ModelState, after: ModelState) -> bool:
    """A proxy is no step towards a model with a table: the one goes, the other comes."""
    return before.is_managed and after.is_managed and before.is_proxy != after.is_proxy


def _renamed_models(before: ProjectState, after: ProjectState) -> Iterator[tuple[str, str]]:
    left = {label: model for label, model in before.models.items() if label not in after.models and _has_fields(model)}
    for label, model in after.models.items():
        if label in before.models or not _has_fields(model):
            continue
        same = [old for old, other in left.items() if other.app == model.app and _shape(other) == _shape(model)]
        if len(same) == 1:
            del left[same[0]]
            yield label, same[0]


def _has_fields(model: ModelState) -> bool:
    return model.is_managed and not model.is_proxy and bool(model.fields)


def _shape(model: ModelState) -> Mapping[str, FieldState]:
    """The fields but for what they refer to: that is renamed with the model."""
    return {
        name: replace(field, options={option: value for option, value in field.options.items() if option != "to"})
        for name, field in model.fields.items()
    }


def _model(before: ModelState, after: ModelState, terms: DjangoTerms) -> Iterator[SchemaChange]:
    """The autodetector looks at the fields of models that were and are managed, and have tables of their own."""
    exact = after.label not in terms.added
    yield from tracked_change(before, after, terms.ignored, lenient=terms.lenient, exact=exact)
    if before.is_managed != after.is_managed or after.label in terms.turned:
        return
    yield from option_changes(before, after, lenient=terms.lenient)
    if not after.is_managed or after.is_proxy:
        return
    if exact:
        yield from managers_change(before, after)
    before, after = _told(before, after), _told(after, before)
    renamed = {} if terms.lenient else dict(_renamed_fields(before, after))
    yield from _fields(before, after, renamed, terms)
    yield from structure_changes(before, after, renamed, lenient=terms.lenient)


def _told(model: ModelState, other: ModelState) -> ModelState:
    """The model without the fields that either side leaves to a run."""
    untold = model.untold | other.untold
    return replace(model, fields={name: field for name, field in model.fields.items() if name not in untold}) if untold else model


def _fields(before: ModelState, after: ModelState, renamed: Mapping[str, str], terms: DjangoTerms) -> Iterator[SchemaChange]:
    made_anew = {
        name
        for name, field in after.fields.items()
        if name in before.fields and is_joined_elsewhere(field) != is_joined_elsewhere(before.fields[name])
    }
    is_new = after.label in terms.added
    for name, field in after.fields.items():
        effect = after.in_database and not _is_joined_by_a_model(field)
        if name in renamed:
            effect = effect and not _has_own_name(field)
            yield SchemaChange(
                ChangeKind.RENAME_COLUMN, after.label, name, renamed[name], name, db_effect=effect, origin=field.origin or after.origin
            )
        elif name not in before.fields or name in made_anew:
            if not (is_new and is_made(field)):
                yield _added(after, name, field, effect)
        elif not (is_new and (is_made(field) or is_made(before.fields[name]))):
            for change in field_changes(after.label, name, before.fields[name], field, terms.ignored, lenient=terms.lenient):
                origin = change.origin or after.origin
                yield replace(change, db_effect=change.db_effect and after.in_database, origin=origin)
    for name, field in before.fields.items():
        is_gone = (name not in after.fields and name not in renamed.values()) or name in made_anew
        left_open = after.more and not before.more  # a base outside the repository may have it now
        if is_gone and not left_open and not (terms.lenient and (after.more or (is_new and is_made(field)))):
            yield _dropped(after, name, field, after.in_database and not _is_joined_by_a_model(field))


def _added(model: ModelState, name: str, field: FieldState, effect: bool) -> SchemaChange:
    origin, source = field.origin or model.origin, field_source(field)
    return SchemaChange(ChangeKind.ADD_COLUMN, model.label, name, after=field.kind, db_effect=effect, declared=source, origin=origin)


def _dropped(model: ModelState, name: str, field: FieldState, effect: bool) -> SchemaChange:
    gone, origin = field.origin is not None, field.origin or model.origin
    return SchemaChange(ChangeKind.DROP_COLUMN, model.label, name, field.kind, db_effect=effect, gone=gone, origin=origin)


def _is_joined_by_a_model(field: FieldState) -> bool:
    """Whether a many-to-many relation has the table of a model, and none of its own."""
    return is_joined_elsewhere(field) and "through" in field.options


def _has_own_name(field: FieldState) -> bool:
    """Whether the database's name of a field is stated, and stays when the field is renamed."""
    return ("db_table" if is_joined_elsewhere(field) else "db_column") in field.options


def _renamed_fields(before: ModelState, after: ModelState) -> Iterator[tuple[str, str]]:
    from difflib import SequenceMatcher

    left: Sequence[str] = [name for name in before.fields if name not in after.fields]
    for name, field in after.fields.items():
        if name in before.fields:
            continue
        alike = [old for old in left if before.fields[old] == field and SequenceMatcher(None, old, name, autojunk=False).ratio() >= SIMILAR]
        if len(alike) == 1:
            left = [old for old in left if old != alike[0]]
            yield name, alike[0]
