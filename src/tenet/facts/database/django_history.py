"""The state of Django's models in front of a migration, from the migrations that were there before it."""

import re
from collections.abc import Collection

from tenet.domain.policy import MigrationTool
from tenet.facts.database.django_models import DjangoReader
from tenet.facts.database.django_operations import apply_to_state, migration_operations
from tenet.facts.database.django_state import ProjectState
from tenet.facts.database.migration_files import tool_of


class DjangoHistory:
    """The migrations of one side, but for those that the change adds."""

    def __init__(self, reader: DjangoReader, added: Collection[str]) -> None:
        self._reader = reader
        self._added = frozenset(added)

    def state(self, folder: str, models: Collection[str]) -> ProjectState:
        """What the migrations of a folder leave of these models. Migrations that name none of them are not read."""
        if not models:
            return ProjectState({})
        names = "|".join(re.escape(name) for name in sorted(models))
        wanted = re.compile(rf"\b(?:{names}|RenameModel)\b".encode(), re.IGNORECASE)
        sources = self._reader.modules.sources
        files = (path for path in self._reader.modules.python_files if path.rpartition("/")[0] == folder)
        paths = sorted(path for path in files if path not in self._added)
        sources.load(paths)
        read = [path for path in paths if tool_of(data := sources.data(path)) is MigrationTool.DJANGO and wanted.search(data or b"")]
        operations = [item for path in read for item in migration_operations(self._reader, path)]
        return apply_to_state(self._reader, ProjectState({}), operations)
