"""Alembic's revisions that were there before the change: what they leave of a table.

A model may follow a migration that came first, and a model may have drifted from its migrations long ago. Both are told
by the revisions that name the table, replayed in the order in which they follow each other.
"""

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from tenet.domain.policy import MigrationTool
from tenet.facts.database.alembic_operations import ANY, apply_operations, revision_operations
from tenet.facts.database.migration_files import MigrationFolders, tool_of
from tenet.facts.database.migration_order import in_order
from tenet.facts.database.revision_headers import read_header
from tenet.facts.database.schema import Schema, Table
from tenet.facts.database.sqlalchemy_models import SqlalchemyReader
from tenet.facts.python.values import Call

WORD = re.compile(rb"\w+")
RENAME = re.compile(rb"""rename_table\(\s*["'](\w+)["'],\s*["'](\w+)["']""")
MAX_REVISIONS = 60
"""How many revisions are read for one table: a name that more of them hold is a common word."""


@dataclass(frozen=True, slots=True)
class _RevisionText:
    words: frozenset[bytes]
    renames: tuple[tuple[str, str], ...]


@lru_cache(maxsize=4_096)
def _told(data: bytes) -> _RevisionText | None:
    """None for what is no revision. Both sides of a change have most of their revisions in common."""
    if tool_of(data) is not MigrationTool.ALEMBIC:
        return None
    renames = tuple((old.decode(), new.decode()) for old, new in RENAME.findall(data)) if b"rename_table" in data else ()
    return _RevisionText(frozenset(WORD.findall(data)), renames)


class AlembicHistory:
    """The revisions of one side, but for those that the change adds or edits."""

    def __init__(self, reader: SqlalchemyReader, folders: MigrationFolders, changed: Collection[str]) -> None:
        self._reader = reader
        self._folders = folders
        self._changed = frozenset(changed)
        self._states: dict[str, Table | None] = {}
        self._untold: dict[str, frozenset[str]] = {}
        self._operations: dict[str, tuple[Call, ...]] = {}

    def operations(self, *names: str) -> tuple[Call, ...] | None:
        """The operations of the revisions that hold all of these names, in order; None where they are too many."""
        return self._made_by(self._holding(names))

    def state_of(self, table: str) -> Table | None:
        """The table as the revisions leave it; None where they do not make it, or do not tell all that they do to it."""
        if table not in self._states:
            self._states[table] = self._replayed(table)
        return self._states[table]

    def untold_columns(self, table: str) -> frozenset[str]:
        """The columns of the table whose state the revisions leave to a run."""
        self.state_of(table)
        return self._untold.get(table, frozenset())

    def _replayed(self, table: str) -> Table | None:
        operations = self._made_by(frozenset[str]().union(*(self._holding((name,)) for name in self._names_of(table))))
        if operations is None:
            return None
        effects = apply_operations(self._reader, Schema({}), operations)
        self._untold[table] = frozenset(column for name, column in effects.touched if name in {table, ANY})
        blurred = (
            effects.mentions(table)
            or table.lower() in effects.shapeless
            or any(name == ANY or (name == table and column == ANY) for name, column in effects.touched)
        )
        return None if blurred else effects.tables.get(table)

    def _holding(self, names: Iterable[str]) -> frozenset[str]:
        words = [word for name in names for word in WORD.findall(name.encode())]
        return frozenset.intersection(*(self._by_word.get(word, frozenset()) for word in words)) if words else frozenset()

    def _names_of(self, table: str) -> set[str]:
        """The table's name, and those it had before it was renamed."""
        names: set[str] = set()
        found = {table}
        while not found <= names:
            names |= found
            found = {old for old, new in self._renames if new in names}
        return names

    @cached_property
    def _by_word(self) -> Mapping[bytes, frozenset[str]]:
        found: dict[bytes, set[str]] = {}
        for path, told in self._texts.items():
            for word in told.words:
                found.setdefault(word, set()).add(path)
        return {word: frozenset(paths) for word, paths in found.items()}

    @cached_property
    def _renames(self) -> frozenset[tuple[str, str]]:
        return frozenset(pair for told in self._texts.values() for pair in told.renames)

    @cached_property
    def _texts(self) -> Mapping[str, "_RevisionText"]:
        sources = self._reader.modules.sources
        paths = sorted(path for path in self._reader.modules.python_files if self._folders.holds(path) and path not in self._changed)
        sources.load(paths)
        texts = ((path, sources.data(path)) for path in paths)
        return {path: told for path, data in texts if data is not None and (told := _told(data)) is not None}

    @cached_property
    def _positions(self) -> Mapping[str, int]:
        """Where each revision stands in the history."""
        return {path: place for place, path in enumerate(in_order({path: read_header(self._reader.modules, path) for path in self._texts}))}

    def _made_by(self, paths: Collection[str]) -> tuple[Call, ...] | None:
        if len(paths) > MAX_REVISIONS:
            return None
        for path in paths:
            if path not in self._operations:
                self._operations[path] = revision_operations(self._reader, path)
        ordered = sorted(paths, key=lambda path: (self._positions.get(path, 0), path)) if len(paths) > 1 else paths
        return tuple(call for path in ordered for call in self._operations[path])
