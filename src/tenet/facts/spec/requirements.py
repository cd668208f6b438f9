"""Requirement ids in documents, code and tests: `REQ-12`, `FR-003`, `NFR-1`."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tenet.facts.sources import Sources

if TYPE_CHECKING:
    from tenet.facts.spec.document import Document

REQUIREMENT_ID = re.compile(r"(?<![A-Za-z0-9-])(?:REQ|FR|NFR|SC|US|AC|UC|BR|SR)-\d{1,6}(?:\.\d{1,3})?(?![A-Za-z0-9])")
MENTION = re.compile(r"(?<![A-Za-z0-9])(?:REQ|FR|NFR|SC|US|AC|UC|BR|SR)[-_]\d{1,6}(?:\.\d{1,3})?(?![A-Za-z0-9])", re.IGNORECASE)
"""As code has to write it: a name holds no hyphen (`test_fr_003_refunds`)."""
MAX_REQUIREMENTS = 5_000
MAX_MENTIONS = 20_000
LONGEST_TEXT = 200
MAX_TEXT = 1_000_000
"""Files longer than this are not searched."""


@dataclass(frozen=True, slots=True)
class Requirement:
    """`text` is the rest of the line that states it."""

    id: str
    line: int
    text: str


@dataclass(frozen=True, slots=True)
class Mention:
    """Where a file names a requirement."""

    id: str
    path: str
    line: int


def stated_requirements(document: "Document") -> tuple[Requirement, ...]:
    """Each id that the document holds outside code blocks, at the first line that holds it."""
    found: dict[str, Requirement] = {}
    for line in document.lines:
        if line.kind == "code" or "-" not in line.text:
            continue
        for match in REQUIREMENT_ID.finditer(line.text):
            if match[0] not in found:
                found[match[0]] = Requirement(match[0], line.line, line.text[match.end() : match.end() + LONGEST_TEXT].strip(" *:.|`)]-–—"))
        if len(found) >= MAX_REQUIREMENTS:
            break
    return tuple(found.values())


def mentions(sources: Sources, paths: Iterable[str]) -> Iterator[Mention]:
    """Where these files name requirements, by path and line; the first line of a file for each id."""
    wanted = sorted(path for path in paths if path in sources.files)
    sources.load(wanted)
    left = MAX_MENTIONS
    for path in wanted:
        data = sources.data(path)
        if data is None or len(data) > MAX_TEXT or b"\0" in data[:8000]:
            continue
        for mention in _in_text(path, sources.text(path) or ""):
            left -= 1
            if left < 0:
                return
            yield mention


def folded(requirement: str) -> str:
    """An id as it is compared: `fr_003` is `FR-003`."""
    return requirement.upper().replace("_", "-")


def _in_text(path: str, text: str) -> Iterator[Mention]:
    seen: set[str] = set()
    line, reached = 1, 0
    for match in MENTION.finditer(text):
        line, reached = line + text.count("\n", reached, match.start()), match.start()
        name = folded(match[0])
        if name not in seen:
            seen.add(name)
            yield Mention(name, path, line)
