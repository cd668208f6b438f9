"""What was found of files, kept from run to run in the user's cache folder."""

import os
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

MOST = 50_000
"""How many results are kept; the oldest go."""
AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class AnalysisStore:
    """A table of texts by key. A folder that cannot be written, or a file that is none of ours, keeps nothing and is no fault."""

    path: Path

    def get(self, keys: Sequence[str]) -> Mapping[str, str]:
        found: dict[str, str] = {}
        try:
            with closing(self._open()) as connection:
                for start in range(0, len(keys), AT_ONCE):
                    part = keys[start : start + AT_ONCE]
                    marks = ",".join("?" * len(part))
                    found.update(connection.execute(f"select key, value from analysis where key in ({marks})", part))  # noqa: S608 (marks)
        except (sqlite3.Error, OSError):
            return {}
        return found

    def put(self, values: Mapping[str, str]) -> None:
        if not values:
            return
        try:
            with closing(self._open()) as connection, connection:
                # tenet: allow[raw-sql] a cache in SQLite's own file: there are no models
                connection.executemany("insert or replace into analysis (key, value) values (?, ?)", values.items())
                # tenet: allow[raw-sql] a cache in SQLite's own file: there are no models
                connection.execute("delete from analysis where rowid <= (select max(rowid) from analysis) - ?", (MOST,))
        except (sqlite3.Error, OSError):
            return

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(self.path, timeout=1)
        connection.execute("create table if not exists analysis (key text unique, value text)")
        return connection


def user_store() -> AnalysisStore:
    """In the folder that the XDG Base Directory Specification names for caches."""
    folder = os.environ.get("XDG_CACHE_HOME") or os.path.join(os.path.expanduser("~"), ".cache")
    return AnalysisStore(Path(folder) / "tenet" / "coverage.sqlite")
