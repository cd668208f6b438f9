"""The history that migrations form: heads, cycles, and what is named and not there; and what of it a change brings in.

The rules are the tools' own: `alembic.script.revision.RevisionMap`, `django.db.migrations.graph.MigrationGraph` as
`MigrationLoader` builds it for an empty database, where a squash stands for what it replaces.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property

Key = tuple[str, str]
"""A migration's tree (Alembic's folders that follow each other, Django's app label), and its name there."""


@dataclass(frozen=True, slots=True)
class Revision:
    """One migration. `parents` is what has to run before it; `number` is what Django's name begins with."""

    key: Key
    path: str
    line: int = 1
    parents: tuple[Key, ...] = ()
    labels: frozenset[str] = frozenset()
    replaces: tuple[Key, ...] = ()
    number: str = ""


class ProblemKind(StrEnum):
    HEADS = "heads"
    MISSING_PARENT = "missing_parent"
    DUPLICATE = "duplicate"
    CYCLE = "cycle"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Problem:
    """`revision` is the one that brings it in; `others` are those that it meets; `missing` is what it names and is not there."""

    kind: ProblemKind
    revision: Revision
    others: tuple[Revision, ...] = ()
    missing: Key | None = None


class RevisionGraph:
    """`unread` are the trees with a migration whose place only a run can tell."""

    def __init__(self, revisions: Iterable[Revision], unread: frozenset[str] = frozenset()) -> None:
        self.revisions = tuple(sorted(revisions, key=lambda revision: revision.path))
        self.unread = unread

    @cached_property
    def by_key(self) -> Mapping[Key, Sequence[Revision]]:
        """More than one of a key is a fault; Alembic takes the last then."""
        found: dict[Key, list[Revision]] = {}
        for revision in self.revisions:
            found.setdefault(revision.key, []).append(revision)
        return found

    @cached_property
    def replaced(self) -> Mapping[Key, Key]:
        """What a squash stands for, the last of several squashes of squashes."""
        direct = {old: revision.key for revision in self.revisions for old in revision.replaces if old != revision.key}
        return {old: _last(old, direct) for old in direct}

    @cached_property
    def parents(self) -> Mapping[Key, frozenset[Key]]:
        """Of each migration that counts, those directly before it that are there."""
        found: dict[Key, set[Key]] = {key: set() for key in self.by_key if key not in self.replaced}
        for revision in self.revisions:
            key = self.replaced.get(revision.key, revision.key)
            for name in revision.parents:
                parent = self.replaced.get(name, name)
                if parent in found and key in found and (parent != key or name == revision.key):
                    found[key].add(parent)
        return {key: frozenset(names) for key, names in found.items()}

    @cached_property
    def heads(self) -> tuple[Key, ...]:
        """Those that nothing of their own tree comes after, by path."""
        followed = {parent for key, names in self.parents.items() for parent in names if parent[0] == key[0]}
        return tuple(sorted((key for key in self.parents if key not in followed), key=lambda key: self.by_key[key][-1].path))

    @cached_property
    def trees(self) -> frozenset[str]:
        return frozenset(tree for tree, _ in self.by_key)

    def lineage(self, key: Key) -> set[Key]:
        """The migration and everything before it."""
        found, pending = {key}, [key]
        while pending:
            new = self.parents[pending.pop()] - found
            found |= new
            pending.extend(new)
        return found

    @cached_property
    def circular(self) -> frozenset[Key]:
        """Those on a cycle, or between two."""
        children: dict[Key, set[Key]] = {}
        for key, names in self.parents.items():
            for name in names:
                children.setdefault(name, set()).add(key)
        left = _peeled(frozenset(self.parents), self.parents)
        return _peeled(left, {key: frozenset(names) for key, names in children.items()})

    def absent(self) -> Iterator[tuple[Revision, Key]]:
        """What a migration names and nobody wrote, in trees of which everything is known."""
        for revision in self.revisions:
            for parent in revision.parents:
                known = parent in self.by_key or parent in self.replaced or parent[0] in self.unread
                if not known and parent[0] in self.trees:
                    yield revision, parent


def _last(key: Key, direct: Mapping[Key, Key]) -> Key:
    seen = {key}
    while key in direct and direct[key] not in seen:
        key = direct[key]
        seen.add(key)
    return key


def _peeled(keys: frozenset[Key], before: Mapping[Key, frozenset[Key]]) -> frozenset[Key]:
    """What is left when everything is taken away, again and again, that has nothing left before it."""
    waiting = {key: len(before.get(key, frozenset()) & keys) for key in keys}
    after: dict[Key, list[Key]] = {}
    for key in keys:
        for name in before.get(key, frozenset()) & keys:
            after.setdefault(name, []).append(key)
    free = [key for key, count in waiting.items() if not count]
    gone: set[Key] = set()
    while free:
        key = free.pop()
        gone.add(key)
        for child in after.get(key, []):
            waiting[child] -= 1
            if not waiting[child]:
                free.append(child)
    return keys - gone


def new_problems(before: RevisionGraph, after: RevisionGraph, branches: frozenset[str] = frozenset()) -> Iterator[Problem]:
    """What is wrong with `after` and was not with `before`. `branches` are the labels of branches that stay apart."""
    yield from _duplicates(before, after)
    absent = list(_absent(before, after))
    yield from absent
    yield from _cycle(before, after)
    astray = {problem.revision.key for problem in absent}  # what follows nothing is a head of its own, and told already
    yield from (problem for problem in _heads(before, after, branches) if not astray & after.lineage(problem.revision.key))
    yield from _numbers(before, after)


def _duplicates(before: RevisionGraph, after: RevisionGraph) -> Iterator[Problem]:
    for key, revisions in after.by_key.items():
        known = {revision.path for revision in before.by_key.get(key, ())}
        new = [revision for revision in revisions if revision.path not in known]
        if len(revisions) > max(1, len(known)) and new:
            yield Problem(ProblemKind.DUPLICATE, new[-1], tuple(revision for revision in revisions if revision is not new[-1]))


def _absent(before: RevisionGraph, after: RevisionGraph) -> Iterator[Problem]:
    known = {(revision.key, parent) for revision, parent in before.absent()}
    for revision, parent in after.absent():
        if (revision.key, parent) not in known:
            yield Problem(ProblemKind.MISSING_PARENT, revision, missing=parent)


def _cycle(before: RevisionGraph, after: RevisionGraph) -> Iterator[Problem]:
    if after.circular - before.circular:
        members = sorted(after.circular, key=lambda key: (before.parents.get(key) == after.parents[key], after.by_key[key][-1].path))
        first, *others = [after.by_key[key][-1] for key in members]
        yield Problem(ProblemKind.CYCLE, first, tuple(others))


def _heads(before: RevisionGraph, after: RevisionGraph, branches: frozenset[str]) -> Iterator[Problem]:
    old, new = _by_branch(before, branches), _by_branch(after, branches)
    for branch, heads in new.items():
        known = branch[0] not in after.unread or branch[0] in before.unread
        places = [_survivors(key, before, after) for key in old.get(branch, [])]
        for key in _excess(after, heads, places) if known and len(heads) > 1 else []:
            yield Problem(ProblemKind.HEADS, after.by_key[key][-1], tuple(after.by_key[other][-1] for other in heads if other != key))


def _by_branch(graph: RevisionGraph, branches: frozenset[str]) -> Mapping[tuple[str, frozenset[str]], list[Key]]:
    """The heads of each tree, those of named branches apart: a label holds for everything that comes after it."""
    found: dict[tuple[str, frozenset[str]], list[Key]] = {}
    for key in graph.heads:
        line = graph.lineage(key) if branches else ()
        labels = {label for name in line for revision in graph.by_key[name] for label in revision.labels}
        found.setdefault((key[0], branches & labels), []).append(key)
    return found


def _survivors(key: Key, before: RevisionGraph, after: RevisionGraph) -> frozenset[Key]:
    """A head of before, or what is left directly before it if the change takes it away."""
    found, pending, seen = set[Key](), [key], {key}
    while pending:
        one = pending.pop()
        if one in after.parents:
            found.add(one)
        else:
            pending.extend(before.parents[one] - seen)
            seen |= before.parents[one]
    return frozenset(found)


def _excess(graph: RevisionGraph, heads: Sequence[Key], places: Sequence[frozenset[Key]]) -> list[Key]:
    """The heads that follow no head of before, or one that another head follows already; one of all may stay."""
    left, found = list(places), list[Key]()
    old = frozenset(key for place in places for key in place)
    for key in sorted(heads, key=lambda key: key not in old):
        line = graph.lineage(key)
        follows = [place for place in left if place & line]
        left = [place for place in left if not place & line]
        if not follows:
            found.append(key)
    return found[1:] if len(found) == len(heads) else found


def _numbers(before: RevisionGraph, after: RevisionGraph) -> Iterator[Problem]:
    """Names of one app that begin with the same number, one after the other: beside each other they are heads, or merged."""
    counting = [revision for revision in after.revisions if revision.number and revision.key in after.parents and not revision.replaces]
    counts = Counter((revision.key[0], revision.number) for revision in counting)
    for revision in counting:
        if counts[revision.key[0], revision.number] > 1 and revision.key not in before.by_key:
            line = after.lineage(revision.key)
            same = [one for one in counting if one.number == revision.number and one.key in line and one.key != revision.key]
            same = [one for one in same if one.key[0] == revision.key[0]]
            if same:
                yield Problem(ProblemKind.NUMBER, revision, tuple(same))
