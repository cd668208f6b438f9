"""Which comments that switch type checking off a change brings in, and which were there before on another line."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change
from tenet.facts.sources import Sources
from tenet.facts.typing.silencing_comments import MENTION, SilencingComment, silencing_comments

Counts = Callable[[SilencingComment], bool]
"""Whether a comment is one that is looked for."""
Key = tuple[str, str]


@dataclass(frozen=True)
class NewSilences:
    """A comment is new if the base has it neither on a line of the same code, nor on one that the change removes."""

    change: Change
    base: Sources
    head: Sources
    counts: Counts

    def of(self, path: str) -> tuple[Sequence[SilencingComment], Sequence[SilencingComment]]:
        """Those of one file of the head: new ones, and the others."""
        comments = self._comments(self.head, path)
        file = self.change.by_path.get(path)
        if file is None:
            return (), comments
        kept = [one for one in comments if one.line not in file.added]
        gone = self._keys(self.base, file.base_path) - Counter(map(_key, kept))
        new: list[SilencingComment] = []
        old: list[SilencingComment] = [*kept]
        for one in comments:
            if one.line in file.added:
                same = gone[_key(one)] > 0
                gone[_key(one)] -= same
                (old if same else new).append(one)
        edited = sum(count for count in gone.values() if count > 0)
        old.extend(new[:edited])
        new = new[edited:]
        moved = [one for one in new if self._moved_from_elsewhere(one, path)]
        return [one for one in new if one not in moved], [*old, *moved]

    def _comments(self, sources: Sources, path: str | None) -> Sequence[SilencingComment]:
        if path is None:
            return ()
        return [one for one in silencing_comments(sources.data(path), sources.text(path)) if self.counts(one)]

    def _keys(self, sources: Sources, path: str | None) -> Counter[Key]:
        return Counter(map(_key, self._comments(sources, path)))

    def _moved_from_elsewhere(self, comment: SilencingComment, path: str) -> bool:
        return any(other != path for other in self._gone.get(_key(comment), ()))

    @cached_property
    def _gone(self) -> Mapping[Key, Sequence[str]]:
        """What the change takes out of its files, with the files of the head."""
        self.base.load(path for path in self.change.by_base_path if path.endswith(".py"))
        found: dict[Key, list[str]] = {}
        for file in self.change.files:
            before = file.base_path
            if before is not None and before.endswith(".py") and MENTION.search(self.base.data(before) or b"") is not None:
                for key in self._keys(self.base, before) - self._keys(self.head, file.path):
                    found.setdefault(key, []).append(file.path)
        return found


def _key(comment: SilencingComment) -> Key:
    return comment.code, comment.text
