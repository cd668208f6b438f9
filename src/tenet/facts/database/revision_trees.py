"""Which revisions of Alembic are of one history."""

from collections.abc import Iterable, Mapping, Sequence

from tenet.facts.database.revision_headers import AlembicHeader


def environment_of(path: str, files: frozenset[str]) -> str:
    """The nearest folder above that holds an `env.py`; the file's own folder where none does."""
    folder = above = path.rpartition("/")[0]
    while above:
        if f"{above}/env.py" in files:
            return above
        above = above.rpartition("/")[0]
    return folder


class Trees:
    """The folders of revisions, joined where a revision of one follows a revision of another (`version_locations`).

    Folders that nothing joins are histories of databases of their own, though they may share an environment.
    """

    def __init__(self, sides: Iterable[Mapping[str, AlembicHeader]], moved: Mapping[str, str]) -> None:
        """`moved` are files by the names that they had: a history that moves stays the same."""
        self._moved = moved
        self._joined: dict[str, str] = {}
        for headers in sides:
            self._join(headers)

    def of(self, path: str) -> str:
        return self._root(self._folder(path))

    def _join(self, headers: Mapping[str, AlembicHeader]) -> None:
        places: dict[str, set[str]] = {}
        for path, header in headers.items():
            places.setdefault(header.revision, set()).add(self._folder(path))
        for path, header in headers.items():
            for parent in header.down:
                nearest = _nearest(self._folder(path), places.get(parent, set()))
                if nearest is not None and self._root(nearest) != self.of(path):
                    self._joined[self.of(path)] = self._root(nearest)

    def _folder(self, path: str) -> str:
        return self._moved.get(path, path).rpartition("/")[0]

    def _root(self, tree: str) -> str:
        while tree in self._joined:
            tree = self._joined[tree]
        return tree


def _nearest(folder: str, others: set[str]) -> str | None:
    """The one that shares the most folders; None where two do, as nothing tells which of them is meant."""
    shared = {other: _common(folder.split("/"), other.split("/")) for other in others}
    best = [other for other, count in shared.items() if count == max(shared.values())]
    return folder if folder in others else best[0] if len(best) == 1 else None


def _common(one: Sequence[str], other: Sequence[str]) -> int:
    return next((at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right), min(len(one), len(other)))
