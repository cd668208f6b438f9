"""The members of a large JSON object one at a time, so that the whole is never in memory."""

import json
import re
from collections.abc import Iterator

SPACE = re.compile(r"[ \t\n\r]*")
DECODE = json.JSONDecoder().raw_decode
Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


class JsonText:
    """A text and a position in it. Raises ValueError and RecursionError as the `json` module does."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.position = 0

    def members(self) -> Iterator[str]:
        """The keys of the object that begins here, each with the position at its value: whoever asks has to take it."""
        if self._take() != "{":
            raise ValueError("an object is expected")
        sign = self._peek()
        if sign == "}":
            self._take()
        while sign != "}":
            key = self.value()
            if not isinstance(key, str) or self._take() != ":":
                raise ValueError("a member of an object has no name")
            yield key
            sign = self._take()
            if sign not in {",", "}"}:
                raise ValueError("an object does not end")

    def value(self) -> Json:
        self._peek()
        found: Json
        found, self.position = DECODE(self.text, self.position)
        return found

    def next_position(self) -> int:
        """Where the next value begins."""
        self._peek()
        return self.position

    def at_end(self) -> bool:
        return self._peek() == ""

    def _peek(self) -> str:
        """The next sign that is no white space; empty at the end."""
        found = SPACE.match(self.text, self.position)
        self.position = found.end() if found is not None else self.position
        return self.text[self.position : self.position + 1]

    def _take(self) -> str:
        sign = self._peek()
        self.position += 1
        return sign
