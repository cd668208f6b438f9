"""The YAML front matter of a Markdown document: its keys, where they stand, and the words in them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from tenet.facts.spec.yaml_tree import composed, members, scalars

FENCE = "---"
ENDS = ("---", "...")
MAX_CHARACTERS = 64 * 1024
MAX_LINES = 2_000
UNSAID = frozenset({"", "~", "null", "[]", "{}", '""', "''", "|", ">", "|-", ">-", "|+", ">+"})
BULLET = re.compile(r"\s*(?:-\s+)?")


@dataclass(frozen=True, slots=True)
class FrontMatterKey:
    """A key of the top level, on the lines `line` to `end_line`. `words` are a text, or a list of texts; else empty."""

    name: str
    line: int
    end_line: int
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """`end_line` is that of the closing fence; 0 where there is no front matter. `said` gives what a line says, bullets off."""

    end_line: int = 0
    keys: tuple[FrontMatterKey, ...] = ()
    said: Mapping[int, str] = field(default_factory=dict)

    def words(self, *names: str) -> tuple[str, ...]:
        """The texts under the keys with one of these names."""
        return tuple(word for key in self.keys if key.name.lower() in names for word in key.words)


def read_front_matter(text: str) -> FrontMatter:
    """The front matter at the start of a document. What is no mapping, or too long, is none."""
    if not text.startswith(f"{FENCE}\n"):
        return FrontMatter()
    lines = text[:MAX_CHARACTERS].split("\n", MAX_LINES)[:MAX_LINES]
    end = next((at for at, line in enumerate(lines[1:], 1) if line.rstrip() in ENDS), None)
    if end is None:
        return FrontMatter()
    keys = tuple(_keys("\n".join(lines[1:end]), end))
    if not keys:
        return FrontMatter()
    return FrontMatter(end + 1, keys, {number: words for key in keys for number, words in _said(key, lines)})


def _keys(text: str, end: int) -> Iterator[FrontMatterKey]:
    """Lines count from 1, the opening fence being the first."""
    found = members(composed(text))
    starts = [*(key.start_mark.line + 2 for _, key, _ in found), end + 1]
    for (name, _, value), (line, following) in zip(found, pairwise(starts), strict=True):
        yield FrontMatterKey(name, line, max(line, following - 1), scalars(value))


def _said(key: FrontMatterKey, lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    for number in range(key.line, key.end_line + 1):
        line = lines[number - 1].partition(":")[2] if number == key.line else lines[number - 1]
        words = BULLET.sub("", line, count=1).strip()
        if words not in UNSAID and not words.startswith("#"):
            yield number, words
