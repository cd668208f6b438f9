"""What Alembic's environments (`env.py`) say of the comparison: the options of `context.configure`."""

import ast
import re
from collections.abc import Callable, Iterator

from tenet.facts.database.comparison import Terms
from tenet.facts.database.migration_files import MigrationFolders
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.modules import Definition
from tenet.facts.python.values import Call, Computed, Missing, Symbol, Value

NO_TYPES = re.compile(rb"compare_type\s*=\s*False")
SERVER_DEFAULTS = re.compile(rb"compare_server_default\s*=\s*(?!False)")
FILTER = "include_object"
TARGET = "target_metadata"


class AlembicEnvironments:
    """The environments of the revisions of one side."""

    def __init__(self, interpreter: Interpreter, folders: MigrationFolders, metadata: Callable[[Value | Missing], str]) -> None:
        parents = {folder.rsplit("/", count)[0] for folder in folders.alembic for count in (1, 2)}
        sources = interpreter.modules.sources
        paths = (f"{folder}/env.py" for folder in sorted({*parents, *folders.alembic}))
        self._interpreter = interpreter
        self._texts = {path: text for path in paths if (text := sources.data(path))}
        self._metadata = metadata

    def terms(self) -> Terms:
        return Terms(
            types=not any(NO_TYPES.search(text) for text in self._texts.values()),
            server_defaults=any(SERVER_DEFAULTS.search(text) for text in self._texts.values()),
        )

    def leave_out(self, table: str, metadata: str) -> bool:
        """Whether no environment compares the table's metadata, or a filter leaves it out by its name.

        What a filter makes of the object is not told.
        """
        targets = self._targets()
        if metadata and targets and metadata not in targets:
            return True
        given = (Computed("object"), table, "table", False, None)
        return any(self._interpreter.follow(one, Call(Symbol(FILTER), given)) is False for one in self._filters())

    def _targets(self) -> frozenset[str]:
        """The metadata that the environments compare; none where one of them is not told, or made in the environment."""
        modules = [module for path in self._texts if (module := self._interpreter.modules.parsed_at(path)) is not None]
        told = {self._metadata(self._interpreter.module_name(module, TARGET)) for module in modules}
        made_here = any(one.startswith(f"{path}:") for one in told for path in self._texts)
        return frozenset() if made_here or "" in told else frozenset(told)

    def _filters(self) -> Iterator[Definition]:
        for path, text in self._texts.items():
            module = self._interpreter.modules.parsed_at(path) if FILTER.encode() in text else None
            for node in ast.walk(module.tree) if module is not None else ():
                named = node.value if isinstance(node, ast.keyword) and node.arg == FILTER else None
                definition = module.definitions.get(named.id) if module is not None and isinstance(named, ast.Name) else None
                if module is not None and isinstance(definition, ast.FunctionDef):
                    yield Definition(module, definition)
