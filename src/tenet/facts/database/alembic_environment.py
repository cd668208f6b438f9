"""What Alembic's environments (`env.py`) say of the comparison: the options of `context.configure`."""

import ast
import re
from collections.abc import Iterator

from tenet.facts.database.comparison import Terms
from tenet.facts.database.migration_files import MigrationFolders
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import Call, Computed, Symbol

NO_TYPES = re.compile(rb"compare_type\s*=\s*False")
SERVER_DEFAULTS = re.compile(rb"compare_server_default\s*=\s*(?!False)")
FILTER = "include_object"


class AlembicEnvironments:
    """The environments of the revisions of one side."""

    def __init__(self, interpreter: Interpreter, folders: MigrationFolders) -> None:
        parents = {folder.rsplit("/", count)[0] for folder in folders.alembic for count in (1, 2)}
        sources = interpreter.modules.sources
        paths = (f"{folder}/env.py" for folder in sorted({*parents, *folders.alembic}))
        self._interpreter = interpreter
        self._texts = {path: text for path in paths if (text := sources.data(path))}

    def terms(self) -> Terms:
        return Terms(
            types=not any(NO_TYPES.search(text) for text in self._texts.values()),
            server_defaults=any(SERVER_DEFAULTS.search(text) for text in self._texts.values()),
        )

    def leave_out(self, table: str) -> bool:
        """Whether a filter of an environment leaves a table out by its name. What it makes of the object is not told."""
        given = (Computed("object"), table, "table", False, None)
        return any(self._interpreter.follow(one, Call(Symbol(FILTER), given)) is False for one in self._filters())

    def _filters(self) -> Iterator[Definition]:
        for path, text in self._texts.items():
            module = self._interpreter.modules.parsed_at(path) if FILTER.encode() in text else None
            for node in ast.walk(module.tree) if module is not None else ():
                named = node.value if isinstance(node, ast.keyword) and node.arg == FILTER else None
                definition = module.definitions.get(named.id) if module is not None and isinstance(named, ast.Name) else None
                if module is not None and isinstance(definition, ast.FunctionDef):
                    yield Definition(module, definition)
