"""On which line a value of a JSON text stands. Each object or array on the way to it is looked through once."""

import json
import re
from bisect import bisect_right
from functools import cached_property

from tenet.facts.openapi.comparison.access import steps

SPACE = re.compile(r"[ \t\n\r]*")
DECODE = json.JSONDecoder().raw_decode


class JsonLines:
    """The text is JSON that has been read before."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._members: dict[int, dict[str, tuple[int, int]]] = {}

    def line_of(self, pointer: str) -> int:
        """The line of the key that a pointer ends in, or of the nearest value around it that is there."""
        position, key = self._after_space(0), 0
        for name in steps(pointer):
            found = self._members_at(position).get(name)
            if found is None:
                break
            key, position = found
        return bisect_right(self._line_starts, key)

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer("\n", self._text))]

    def _members_at(self, position: int) -> dict[str, tuple[int, int]]:
        """Where the keys and the values of a collection begin."""
        known = self._members.get(position)
        if known is None:
            opening = self._text[position : position + 1]
            known = self._members[position] = self._scan(position, opening) if opening in {"{", "["} else {}
        return known

    def _scan(self, position: int, opening: str) -> dict[str, tuple[int, int]]:
        found: dict[str, tuple[int, int]] = {}
        at = self._after_space(position + 1)
        while self._text[at : at + 1] not in {"}", "]", ""}:
            name, key = str(len(found)), at
            if opening == "{":
                name, after = DECODE(self._text, at)
                at = self._after_space(self._after_space(after) + 1)
            found[name] = (key, at)
            _, after = DECODE(self._text, at)
            at = self._after_space(after)
            if self._text[at : at + 1] == ",":
                at = self._after_space(at + 1)
        return found

    def _after_space(self, position: int) -> int:
        found = SPACE.match(self._text, position)
        return found.end() if found is not None else position
