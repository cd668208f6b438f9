"""Python files, parsed once for all who ask."""

import ast
import gc
import warnings
from dataclasses import dataclass, field
from math import inf

from tenet.facts.python.module import Module
from tenet.facts.python.newer_syntax import rewritten
from tenet.facts.python.type_parameters import with_type_parameters
from tenet.facts.sources import decoded

MAX_BYTES = 1024 * 1024
"""Larger sources are data; the parsers of older interpreters take time in proportion to the square of some of them."""


@dataclass(frozen=True, slots=True)
class Unparsable:
    """A Python file that this interpreter cannot parse, and why: a result with a name, never a pass."""

    path: str
    reason: str
    line: int | None = None


@dataclass(slots=True)
class _ParsedFile:
    """A tree with the modules that it is, by path and name. `modules` grows as they are asked for."""

    tree: ast.Module | Unparsable
    modules: dict[tuple[str, str], Module] = field(default_factory=dict)


class ParsedFiles:
    """Syntax trees by content, so that a file which both sides share is parsed once.

    Who judges many changes hands one to all of them, with a `limit`: how many bytes of sources are kept. What was not
    asked for the longest goes first.
    """

    def __init__(self, limit: float = inf) -> None:
        self._files: dict[bytes, _ParsedFile] = {}
        self._limit = limit
        self._size = 0

    def read(self, path: str, name: str, data: bytes) -> Module | Unparsable:
        """The module of a file: one for both sides where path, name and content are the same."""
        file = self._file(path, data)
        if isinstance(file.tree, Unparsable):
            return Unparsable(path, file.tree.reason, file.tree.line)
        if (path, name) not in file.modules:
            file.modules[path, name] = Module(path, name, file.tree, tuple(decoded(data).split("\n")))
        return file.modules[path, name]

    def _file(self, path: str, data: bytes) -> _ParsedFile:
        found = self._files.pop(data, None)
        if found is None:
            found = _ParsedFile(_parse(path, data))
            self._size += len(data)
        self._files[data] = found  # as the last, so that the first is what was not asked for the longest
        while self._size > self._limit and len(self._files) > 1:
            oldest = next(iter(self._files))
            del self._files[oldest]
            self._size -= len(oldest)
        return found


def _parse(path: str, data: bytes, *, retry: bool = True) -> ast.Module | Unparsable:
    if len(data) > MAX_BYTES:
        return Unparsable(path, f"it is larger than {MAX_BYTES // 1024} KiB, which no person reads")
    enabled = gc.isenabled()
    gc.disable()  # a tree is many small objects that all live on: collecting meanwhile only costs time
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return ast.parse(data)
    except SyntaxError as error:
        older = rewritten(decoded(data)) if retry else None
        if older is None:
            return Unparsable(path, f"Python cannot parse it: {error.msg}", error.lineno)
        found = _parse(path, older.encode(), retry=False)
        if isinstance(found, ast.Module):
            return with_type_parameters(found, decoded(data))
        return Unparsable(path, f"Python cannot parse it: {error.msg}", error.lineno)
    except (ValueError, RecursionError, MemoryError) as error:
        return Unparsable(path, f"Python cannot parse it: {str(error) or 'it is nested too deeply'}")
    finally:
        if enabled:
            gc.enable()
