"""Which changes of a schema the migrations of the pull request cover: schema difference minus operations."""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass

from tenet.facts.database.comparison import NO_DEFAULT
from tenet.facts.database.schema import ChangeKind, SchemaChange

TABLE_KINDS = frozenset({ChangeKind.ADD_TABLE, ChangeKind.DROP_TABLE, ChangeKind.RENAME_TABLE})
Subject = tuple[str, str | None]


@dataclass(frozen=True, slots=True)
class JudgedChange:
    change: SchemaChange
    covered: bool


def judge_changes(
    delta: Collection[SchemaChange],
    rest: Collection[SchemaChange],
    effect: Collection[SchemaChange],
    elsewhere: Callable[[SchemaChange], bool],
) -> tuple[JudgedChange, ...]:
    """The whole delta, and what is left of it.

    `delta` is what the pull request does to the models, `rest` what is left after its migrations were applied to the
    base, `effect` what they changed at the base. `elsewhere` tells whether something else covers a change: a raw
    statement, or a migration that the base already has.
    """
    open_changes = list(_open(delta, rest, effect, elsewhere))
    still = {(change.kind, change.subject, change.detail) for change in open_changes}
    done = [JudgedChange(change, covered=True) for change in delta if (change.kind, change.subject, change.detail) not in still]
    return (*(JudgedChange(change, covered=False) for change in open_changes), *done)


def replace_covered(change: SchemaChange) -> JudgedChange:
    return JudgedChange(change, covered=True)


def _open(
    delta: Collection[SchemaChange],
    rest: Collection[SchemaChange],
    effect: Collection[SchemaChange],
    elsewhere: Callable[[SchemaChange], bool],
) -> Iterator[SchemaChange]:
    subjects = {subject for change in delta for subject in subjects_of(change)}
    new_tables = {change.table for change in delta if change.kind in TABLE_KINDS}
    reached = {subject for change in effect for subject in subjects_of(change)}
    reached |= {_renamed(subject, change) for change in delta if change.kind is ChangeKind.RENAME_COLUMN for subject in reached}
    seen: set[tuple[ChangeKind, Subject]] = set()
    left = {(change.kind, change.subject) for change in rest}
    relevant = [change for change in rest if _is_asked_for(change, delta, new_tables, subjects)]
    gone = _gone_with_columns(delta, effect)
    untouched = [
        change for change in delta if (change.kind, change.subject) not in left and not (reached | gone) & set(subjects_of(change))
    ]
    for change in _with_renames([*relevant, *untouched], delta):
        key = change.kind, change.subject
        if key not in seen and not elsewhere(change):
            seen.add(key)
            yield change


def _gone_with_columns(delta: Collection[SchemaChange], effect: Collection[SchemaChange]) -> set[Subject]:
    """What stands on a column that the migrations drop, where the models rename it."""
    dropped = {change.subject for change in effect if change.kind is ChangeKind.DROP_COLUMN}
    renamed = {change.subject for change in delta if change.kind is ChangeKind.RENAME_COLUMN and (change.table, change.before) in dropped}
    return {
        change.subject
        for change in delta
        if change.kind.value.startswith("drop") and any((change.table, column) in renamed for column in (change.column or "").split(","))
    }


def _renamed(subject: Subject, change: SchemaChange) -> Subject:
    """A subject in the names after a rename: what stands on the column is told under its new name."""
    table, columns = subject
    if table != change.table or columns is None:
        return subject
    return table, ",".join(change.column or "" if column == change.before else column for column in columns.split(","))


def _with_renames(left: list[SchemaChange], delta: Collection[SchemaChange]) -> Iterator[SchemaChange]:
    """What is left, with the two halves of a rename as the rename where neither half was made."""
    halves: set[tuple[ChangeKind, Subject]] = set()
    present = {(change.kind, change.subject) for change in left}
    for change in delta:
        pair = _halves(change)
        if pair and pair <= present:
            halves |= pair
            yield change
    yield from (change for change in left if (change.kind, change.subject) not in halves)


def _halves(change: SchemaChange) -> set[tuple[ChangeKind, Subject]]:
    if change.kind is ChangeKind.RENAME_COLUMN:
        return {(ChangeKind.ADD_COLUMN, change.subject), (ChangeKind.DROP_COLUMN, (change.table, change.before))}
    if change.kind is ChangeKind.RENAME_TABLE:
        return {(ChangeKind.ADD_TABLE, change.subject), (ChangeKind.DROP_TABLE, (change.before, None))}
    return set()


def _is_asked_for(change: SchemaChange, delta: Collection[SchemaChange], new_tables: set[str], subjects: set[Subject]) -> bool:
    """Whether what is left belongs to what the pull request does to the models.

    What a migration makes beyond the models is not skipped: to drop it again is nobody's wish.
    """
    if change.kind.value.startswith("drop") or (change.kind is ChangeKind.ALTER_DEFAULT and change.after == NO_DEFAULT):
        return any(one.kind is change.kind and one.subject == change.subject for one in delta) or any(
            (change.kind, change.subject) in _halves(one) for one in delta
        )
    return change.table in new_tables or bool(subjects & set(subjects_of(change)))


def subjects_of(change: SchemaChange) -> Iterable[Subject]:
    """The table and column that a change is about; both names of a rename."""
    yield change.subject
    if change.kind is ChangeKind.RENAME_COLUMN:
        yield change.table, change.before
    if change.kind is ChangeKind.RENAME_TABLE:
        yield change.before, None
