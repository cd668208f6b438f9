"""What a changed file holds at the head and held at the base already, wherever it stands by now."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

from tenet.domain.change import Change, FileChange, FileStatus
from tenet.domain.finding import Novelty
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules

T = TypeVar("T")


def base_module(change: Change, modules: Modules, path: str) -> Module | None:
    """What a file of the head was at the base; None for a new file and for one that cannot be parsed."""
    file = change.by_path.get(path)
    before = path if file is None else file.base_path
    return None if before is None else modules.parsed_at(before)


def touches(change: Change, path: str, first: int, last: int) -> bool:
    """Whether the change adds or alters one of these lines of the head; where nobody can tell, only in a new file."""
    file = change.by_path.get(path)
    return file is not None and (file.status is FileStatus.ADDED or file.touches(first, last))


def same(key: Hashable) -> Hashable:
    return key


def place_of(key: Hashable) -> Hashable:
    """Of a key that holds the function and the code, the function: its text was edited."""
    return key[0] if isinstance(key, tuple) else key


def code_of(key: Hashable) -> Hashable:
    """Of such a key the code: its function got another name, or handed it to another one."""
    return key[1] if isinstance(key, tuple) else key


class BaseLines:
    """The base's numbers of lines of the head that did not change."""

    def __init__(self, file: FileChange) -> None:
        self._added = sorted(file.added)
        self._kept_before = [removed - 1 - index for index, removed in enumerate(sorted(file.removed))]

    def of(self, line: int) -> int:
        kept = line - bisect_left(self._added, line)
        return kept + bisect_left(self._kept_before, kept)


def novelties(
    found: Sequence[tuple[T, Hashable, bool]], before: Iterable[Hashable], likeness: Sequence[Callable[[Hashable], Hashable]] = (same,)
) -> Iterator[tuple[T, Novelty]]:
    """Each of what is found, with whether the change brings it in. `found` says of each its key and whether its lines changed.

    What stood at the base by the same key is no news, though it may have moved; of several that are alike, those on
    unchanged lines are the old ones. `likeness` is what of a key has to be the same, the strictest first.
    """
    left = list(before)
    old: set[int] = set()
    for alike in likeness:
        places: defaultdict[Hashable, list[Hashable]] = defaultdict(list)
        for key in left:
            places[alike(key)].append(key)
        for index in sorted(range(len(found)), key=lambda index: found[index][2]):
            if index not in old and places[alike(found[index][1])]:
                places[alike(found[index][1])].pop()
                old.add(index)
        left = [key for keys in places.values() for key in keys]
    for index, (one, _, touched) in enumerate(found):
        yield one, Novelty.NEW if touched and index not in old else Novelty.BASELINE
