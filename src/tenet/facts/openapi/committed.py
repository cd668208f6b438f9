"""OpenAPI documents that a repository holds as files."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tenet.domain.change import Change, Side
from tenet.domain.finding import Json
from tenet.domain.glob import PathFilter
from tenet.facts.openapi.comparison.access import mapping
from tenet.facts.openapi.json_lines import JsonLines
from tenet.facts.openapi.yaml_values import read_yaml_values
from tenet.facts.sources import Sources

MAX_CHARACTERS = 32 * 1024 * 1024
ENDINGS = (".json", ".yaml", ".yml")


@dataclass(frozen=True)
class CommittedDocument:
    """One document. `line_of` leads from a JSON pointer to the line of its key, or of the nearest part around it."""

    path: str
    document: Mapping[str, Json]
    line_of: Callable[[str], int]


@dataclass(frozen=True, slots=True)
class UnreadDocument:
    path: str
    reason: str


class CommittedDocuments:
    """The documents of both sides, each read at most once."""

    def __init__(self, change: Change, base: Sources, head: Sources) -> None:
        self._change = change
        self._sides = {Side.BASE: base, Side.HEAD: head}
        self._read: dict[tuple[Side, str], CommittedDocument | UnreadDocument | None] = {}

    def paths(self, patterns: Sequence[str]) -> tuple[str, ...]:
        """The documents of the head."""
        return _matching(self._sides[Side.HEAD].files, patterns)

    def paths_among(self, paths: Sequence[str]) -> tuple[str, ...]:
        """Those of some files that may be such documents."""
        return tuple(path for path in paths if path.lower().endswith(ENDINGS))

    def changed(self, patterns: Sequence[str]) -> tuple[tuple[str | None, str | None], ...]:
        """The documents that the change touches: their paths at base and at head, None where a side has none."""
        found: list[tuple[str | None, str | None]] = []
        for file in self._change.files:
            at_head = file.path if file.path in self._sides[Side.HEAD].files else None
            if _matching([path for path in (file.base_path, at_head) if path is not None], patterns):
                found.append((file.base_path, at_head))
        return tuple(found)

    def read(self, side: Side, path: str) -> CommittedDocument | UnreadDocument | None:
        """The document; None where the file holds something else."""
        if (side, path) not in self._read:
            self._read[side, path] = read_document(path, self._sides[side].text(path))
        return self._read[side, path]


def _matching(paths: Sequence[str] | frozenset[str], patterns: Sequence[str]) -> tuple[str, ...]:
    names = PathFilter.of(patterns)
    return tuple(sorted(path for path in paths if path.lower().endswith(ENDINGS) and names.accepts(path)))


def read_document(path: str, text: str | None) -> CommittedDocument | UnreadDocument | None:
    if text is None:
        return UnreadDocument(path, "it cannot be read")
    if len(text) > MAX_CHARACTERS:
        return UnreadDocument(path, f"it is longer than {MAX_CHARACTERS // 1024 // 1024} MiB")
    try:
        root, line_of = _json(text) if path.lower().endswith(".json") else _yaml(text)
    except (ValueError, RecursionError) as error:
        return UnreadDocument(path, "it nests too deep" if isinstance(error, RecursionError) else str(error))
    document = mapping(root)
    is_openapi = "paths" in document and ("openapi" in document or "swagger" in document)
    return CommittedDocument(path, document, line_of) if is_openapi else None


def _json(text: str) -> tuple[Json, Callable[[str], int]]:
    try:
        root: Json = json.loads(text)
    except ValueError as error:
        raise ValueError(f"it is no JSON: {error}") from error
    return root, JsonLines(text).line_of


def _yaml(text: str) -> tuple[Json, Callable[[str], int]]:
    values = read_yaml_values(text)

    def line_of(pointer: str) -> int:
        while pointer and pointer not in values.lines:
            pointer = pointer.rpartition("/")[0]
        return values.lines.get(pointer, 1)

    return values.root, line_of
