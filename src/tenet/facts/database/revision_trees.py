"""Which revisions of Alembic are of one history."""

from collections.abc import Iterable, Mapping

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
    """The environments' folders, joined where a revision below one follows a revision below another (`version_locations`)."""

    def __init__(self, files: frozenset[str], sides: Iterable[Mapping[str, AlembicHeader]]) -> None:
        self._files = files
        self._folders: dict[str, str] = {}
        self._joined: dict[str, str] = {}
        for headers in sides:
            self._join(headers)

    def of(self, path: str) -> str:
        folder = path.rpartition("/")[0]
        if folder not in self._folders:
            self._folders[folder] = environment_of(path, self._files)
        return self._root(self._folders[folder])

    def _join(self, headers: Mapping[str, AlembicHeader]) -> None:
        places: dict[str, set[str]] = {}
        for path, header in headers.items():
            places.setdefault(header.revision, set()).add(self.of(path))
        for path, header in headers.items():
            for parent in header.down:
                there = {self._root(tree) for tree in places.get(parent, ())}
                if len(there) == 1 and self.of(path) not in there:
                    self._joined[self.of(path)] = next(iter(there))

    def _root(self, tree: str) -> str:
        while tree in self._joined:
            tree = self._joined[tree]
        return tree
