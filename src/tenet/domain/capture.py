"""Path patterns with captures: `src/{name}/**` takes the text that `{name}` stands for.

A capture stands for one or more characters of one folder or file name. Patterns of two kinds are paired by what they
capture: a file of `src/{name}/**` belongs to the document of `specs/{name}.md` whose `{name}` is the same text.
"""

import fnmatch
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.glob import RECURSIVE

CAPTURE = re.compile(r"\{([a-z][a-z0-9_]{0,39})\}")
PART = re.compile(rf"{CAPTURE.pattern.replace('(', '(?:')}|[*?]|\[[^\]]+\]|[^*?\[{{]+|.", re.DOTALL)
MAX_CAPTURES = 4
"""Captures of one pattern."""
MAX_IN_NAME = 3
"""Captures and wildcards in one folder or file name that holds a capture: they may backtrack over one another."""
MAX_NAME = 255
"""Longer names than file systems have match no capture."""
MAX_READINGS = 64
"""Ways in which one pattern may match one path; further ones are not followed."""

Captured = Mapping[str, str]


def capture_names(pattern: str) -> tuple[str, ...]:
    """The captures of a pattern, in order, each once."""
    return tuple(dict.fromkeys(CAPTURE.findall(pattern)))


def uncaptured(pattern: str) -> str:
    """The glob that matches wherever the pattern may."""
    return CAPTURE.sub("?*", pattern)


def filled(pattern: str, captured: Captured) -> str:
    """The pattern with what is known in the place of its captures."""
    return CAPTURE.sub(lambda found: captured.get(found[1], found[0]), pattern)


def agree(one: Captured, other: Captured) -> bool:
    """Whether what both capture is the same text."""
    return all(other.get(name, text) == text for name, text in one.items())


@dataclass(frozen=True)
class CapturePattern:
    pattern: str

    @cached_property
    def names(self) -> tuple[str, ...]:
        return capture_names(self.pattern)

    @cached_property
    def prefix(self) -> str:
        """What every path that it matches starts with."""
        pattern = self.pattern.removeprefix("./")
        return re.split(r"[*?\[{]", pattern, maxsplit=1)[0]

    def readings(self, path: str) -> tuple[Captured, ...]:
        """What the captures stand for in a path, in every way in which the pattern matches it; empty where it does not."""
        names = path.split("/")
        reached: dict[int, list[Captured]] = {0: [{}]}
        for segment in self._segments:
            reached = _skipped(reached, len(names)) if segment is None else _stepped(reached, segment, names)
        return tuple(reached.get(len(names), ()))

    @cached_property
    def _segments(self) -> tuple[re.Pattern[str] | None, ...]:
        pattern = self.pattern.removeprefix("./")
        segments = (pattern + RECURSIVE if pattern.endswith("/") else pattern).split("/")
        return tuple(None if segment == RECURSIVE else _expression(segment) for segment in segments)


def _expression(segment: str) -> re.Pattern[str]:
    """Wildcards and captures take as little as they can. The second capture of one name refers back to the first."""
    seen: set[str] = set()

    def translated(part: str) -> str:
        capture = CAPTURE.fullmatch(part)
        if capture is None:
            return {"*": ".*?", "?": "."}.get(part) or (_set(part) if part.startswith("[") else re.escape(part))
        name, known = capture[1], capture[1] in seen
        seen.add(name)
        return f"(?P={name})" if known else f"(?P<{name}>.+?)"

    return re.compile("".join(translated(part) for part in PART.findall(segment)), re.DOTALL)


def _set(part: str) -> str:
    return fnmatch.translate(part).removesuffix(r"\Z").removesuffix(r"\z")


def _skipped(reached: Mapping[int, list[Captured]], last: int) -> dict[int, list[Captured]]:
    """Any number of folders further."""
    found: dict[int, list[Captured]] = {}
    known: list[Captured] = []
    for at in range(min(reached, default=last + 1), last + 1):
        known = _few([*known, *reached.get(at, ())])
        found[at] = known
    return found


def _stepped(reached: Mapping[int, list[Captured]], segment: re.Pattern[str], names: Sequence[str]) -> dict[int, list[Captured]]:
    found: dict[int, list[Captured]] = {}
    for at, known in reached.items():
        if at < len(names) and len(names[at]) <= MAX_NAME and (match := segment.fullmatch(names[at])):
            taken = match.groupdict()
            kept = _few([{**captured, **taken} for captured in known if agree(captured, taken)])
            if kept:
                found[at + 1] = kept
    return found


def _few(readings: list[Captured]) -> list[Captured]:
    return list(_distinct(readings))[:MAX_READINGS]


def _distinct(readings: list[Captured]) -> Iterator[Captured]:
    seen: set[tuple[tuple[str, str], ...]] = set()
    for captured in readings:
        key = tuple(sorted(captured.items()))
        if key not in seen:
            seen.add(key)
            yield captured
