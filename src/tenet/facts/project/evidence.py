"""Lines of files, as evidence."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tenet.facts.sources import Sources

MAX_FILES = 3_000
"""So many files of a kind are looked into at most."""
MAX_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Evidence:
    """Where something was seen. `line` is None where the file's being there says it all."""

    path: str
    line: int | None = None
    text: str = ""

    def __str__(self) -> str:
        place = _printable(self.path) if self.line is None else f"{_printable(self.path)}:{self.line}"
        return f"{place}: {_printable(self.text.strip())}" if self.text.strip() else place


def _printable(text: str) -> str:
    """A file's name or line within a comment of ours: one line, nothing that a terminal or YAML would read."""
    return "".join(sign if sign.isprintable() else "?" for sign in text[:MAX_SHOWN])


def search(sources: Sources, paths: Iterable[str], pattern: re.Pattern[str]) -> Iterator[tuple[Evidence, re.Match[str]]]:
    """The lines that the pattern is found in, file by file."""
    wanted = [path for path in paths if path in sources.files][:MAX_FILES]
    sources.load(wanted)
    for path in wanted:
        text = sources.text(path) or ""
        if not pattern.search(text):
            continue
        for number, line in enumerate(text.split("\n"), 1):
            found = pattern.search(line)
            if found:
                yield Evidence(path, number, line), found


def named(sources: Sources, *names: str) -> list[str]:
    """The files with one of these names, those nearest to the root first."""
    return sorted((path for path in sources.files if path.rpartition("/")[2] in names), key=lambda path: (path.count("/"), path))
