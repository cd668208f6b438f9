"""Architecture decision records: where they lie, what they are called, and which form they have.

Two forms are known: Michael Nygard's (status, context, decision, consequences) and MADR's (context and problem statement,
considered options, decision outcome).
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.sources import Sources
from tenet.facts.spec.document import Document, read_document
from tenet.facts.spec.roles import folded

RECORD = re.compile(
    r"(?:.+/)?(?:adrs?|docs?/(?:[^/]+/)?(?:adrs?|decisions|architecture-decisions)|architecture/decisions|decision-records|decisions)"
    r"/(?:[^/]+/)?(?:adr[-_ ]?)?(?P<number>\d{1,6})[-_. ]+(?P<title>[^/]+)\.(?:md|markdown)",
    re.IGNORECASE,
)
"""`docs/adr/0007-use-kafka.md`, `doc/adr/0001-record.md`, `adr/adr-003-cache.md`, `docs/decisions/0001-madr.md`."""
MAX_RECORDS = 2_000
NYGARD = frozenset({"statu", "status", "context", "decision", "consequence"})
MADR = frozenset({"context and problem statement", "considered option", "decision outcome"})


class RecordForm(StrEnum):
    NYGARD = "nygard"
    MADR = "madr"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class DecisionRecord:
    """`title` is as its file name has it, words parted by blanks. `status` is empty where it states none."""

    path: str
    number: int
    title: str
    status: str
    form: RecordForm


def is_decision_record(path: str) -> bool:
    return RECORD.fullmatch(path) is not None


def read_decision_records(sources: Sources) -> tuple[DecisionRecord, ...]:
    found = [(path, match) for path in sorted(sources.files) if (match := RECORD.fullmatch(path))][:MAX_RECORDS]
    sources.load(path for path, _ in found)
    return tuple(_record(read_document(path, sources.text(path) or ""), match) for path, match in found)


def _record(document: Document, match: re.Match[str]) -> DecisionRecord:
    title = re.sub(r"[-_]+", " ", match["title"]).strip()
    return DecisionRecord(document.path, int(match["number"]), title, _status(document), _form(document))


def _status(document: Document) -> str:
    """Its front matter's, or the first line of the section of that name."""
    stated = next(iter(document.front_matter.words("status")), "")
    section = next((section for section in document.sections if section.level and section.title.lower() == "status"), None)
    lines = document.lines_of(section) if section is not None else ()
    return stated or (lines[0].text if lines else "")


def _form(document: Document) -> RecordForm:
    titles = {folded(section.title) for section in document.sections}
    if len(titles & MADR) >= 2:
        return RecordForm.MADR
    return RecordForm.NYGARD if len(titles & NYGARD) >= 3 else RecordForm.OTHER
