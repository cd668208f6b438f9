"""Cobertura XML, as coverage.py and pytest-cov write it.

Source: coverage.py's `xmlreport.py` for what the attributes mean: `condition-coverage="50% (1/2)"` holds the branches of
a line; the folders under `<sources>` are what the file names are relative to.
"""

import re
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from tenet.facts.coverage.measured import Branches, MeasuredFile, Report, ReportUnreadable, combined
from tenet.facts.coverage.numbers import line_number, whole_number

if TYPE_CHECKING:
    from collections.abc import Mapping

CONDITIONS = re.compile(r"\((\d{1,9})/(\d{1,9})\)")


class _Reader:
    """A target for an XML parser: keeps lines, builds no tree."""

    def __init__(self) -> None:
        self.root = ""
        self.files: dict[str, MeasuredFile] = {}
        self.roots: list[str] = []
        self._class: str | None = None
        self._hits: dict[int, int] = {}
        self._branches: dict[int, Branches] = {}
        self._text: list[str] | None = None

    def start(self, tag: str, attributes: "Mapping[str, str]") -> None:
        if not self.root:
            self.root = tag
        if tag == "line" and self._class is not None:
            self._line(attributes)
        elif tag == "class":
            self._class = attributes.get("filename", "")
            self._hits, self._branches = {}, {}
        elif tag == "source":
            self._text = []

    def _line(self, attributes: "Mapping[str, str]") -> None:
        number = line_number(attributes.get("number"))
        self._hits[number] = max(self._hits.get(number, 0), whole_number(attributes.get("hits")))
        if attributes.get("branch") == "true":
            found = CONDITIONS.search(attributes.get("condition-coverage", ""))
            if found:
                self._branches[number] = Branches(int(found[1]), int(found[2]))

    def data(self, text: str) -> None:
        if self._text is not None:
            self._text.append(text)

    def end(self, tag: str) -> None:
        if tag == "class" and self._class is not None:
            missing = frozenset(line for line, hits in self._hits.items() if not hits)
            file = MeasuredFile(frozenset(self._hits), missing, self._branches)
            known = self.files.get(self._class)
            self.files[self._class] = file if known is None else combined(known, file)
            self._class = None
        elif tag == "source" and self._text is not None:
            self.roots.append("".join(self._text).strip())
            self._text = None

    def close(self) -> None:
        """Nothing is left to do."""


def read_cobertura(name: str, data: bytes) -> Report:
    """Raises ReportUnreadable."""
    from defusedxml.common import DefusedXmlException
    from defusedxml.ElementTree import DefusedXMLParser

    reader = _Reader()
    parser = DefusedXMLParser(target=reader, forbid_dtd=False, forbid_entities=True, forbid_external=True)
    try:
        parser.feed(data)
        parser.close()
    except DefusedXmlException as error:
        raise ReportUnreadable("it declares XML entities, which no coverage report needs") from error
    except (ParseError, ValueError, LookupError) as error:
        raise ReportUnreadable(f"it is no well-formed XML ({error})") from error
    if reader.root != "coverage":
        raise ReportUnreadable(f"its root element is `{reader.root[:40]}`, not `coverage`")
    return Report(name, reader.files, tuple(root for root in reader.roots if root))
