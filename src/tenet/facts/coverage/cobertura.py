"""Cobertura XML, as coverage.py and pytest-cov write it.

Source: coverage.py's `xmlreport.py` for what the attributes mean: `condition-coverage="50% (1/2)"` holds the branches of
a line; the folders under `<sources>` are what the file names are relative to.
"""

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from tenet.facts.coverage.cobertura_outline import outlined
from tenet.facts.coverage.measured import Branches, MeasuredFile, Report, ReportUnreadable, combined
from tenet.facts.coverage.numbers import line_number, whole_number

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from xml.parsers.expat import XMLParserType

CONDITIONS = re.compile(r"\((\d{1,9})/(\d{1,9})\)")

DEEPEST = 100
"""The parser keeps all that is open: millions of them take gigabytes."""


class _Reader:
    """Handlers of an XML parser: keeps lines, builds no tree. What a line says is read when its class ends, all at once."""

    def __init__(self) -> None:
        self.root = ""
        self.files: dict[str, MeasuredFile] = {}
        self.roots: list[str] = []
        self._parser: XMLParserType | None = None
        self._class: str | None = None
        self._depth = 0
        self._lines: list[tuple[str, str]] = []
        self._branches: list[tuple[str, str]] = []

    def listen(self, parser: "XMLParserType") -> None:
        """Takes the parser's events at first hand: the tree that it would build costs seconds for a large report."""
        self._parser = parser
        parser.ordered_attributes = False
        parser.StartElementHandler = self.start
        parser.EndElementHandler = self.end
        parser.CharacterDataHandler = None

    def start(self, tag: str, attributes: "Mapping[str, str]") -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise ReportUnreadable(f"its elements stand more than {DEEPEST} deep in each other")
        if tag == "line" and self._class is not None:
            self._lines.append((attributes.get("number", ""), attributes.get("hits", "0")))
            if "condition-coverage" in attributes:
                self._branches.append((attributes.get("number", ""), attributes["condition-coverage"]))
        elif tag == "class":
            self._class = attributes.get("filename", "")
            self._lines, self._branches = [], []
        elif tag == "source":
            self.roots.append("")
            self._hear(self.text)
        if not self.root:
            self.root = tag

    def text(self, text: str) -> None:
        self.roots[-1] += text

    def end(self, tag: str) -> None:
        self._depth -= 1
        if tag == "class" and self._class is not None:
            file = _measured(self._lines, self._branches)
            known = self.files.get(self._class)
            self.files[self._class] = file if known is None else combined(known, file)
            self._class = None
        elif tag == "source":
            self._hear(None)

    def close(self) -> None:
        """There is no tree to give."""

    def _hear(self, handler: "Callable[[str], None] | None") -> None:
        """Text matters between two tags alone."""
        if self._parser is not None:
            self._parser.CharacterDataHandler = handler


def _measured(lines: list[tuple[str, str]], conditions: list[tuple[str, str]]) -> MeasuredFile:
    hits: dict[int, int] = {}
    for number, count in lines:
        line = line_number(number)
        hits[line] = max(hits.get(line, 0), whole_number(count))
    branches = {
        line_number(number): Branches(int(found[1]), int(found[2])) for number, text in conditions if (found := CONDITIONS.search(text))
    }
    return MeasuredFile(frozenset(hits), frozenset(line for line, count in hits.items() if not count), branches)


def read_cobertura(name: str, data: bytes) -> Report:
    """Raises ReportUnreadable."""
    found = outlined(name, data)
    return parsed(name, data) if found is None else found


def parsed(name: str, data: bytes) -> Report:
    """Whatever wrote it. Raises ReportUnreadable."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    reader = _Reader()
    parser = DefusedXMLParser(target=reader, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    reader.listen(parser.parser)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise ReportUnreadable("it declares XML entities, which no coverage report needs") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ReportUnreadable(f"it is no well-formed XML ({error})") from error
    if reader.root != "coverage":
        raise ReportUnreadable(f"its root element is `{reader.root[:40]}`, not `coverage`")
    return Report(name, reader.files, tuple(root.strip() for root in reader.roots if root.strip()))
