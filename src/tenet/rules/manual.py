"""A rule's manual page, read from its docstring: the sections, and the examples as files of a base and a head.

The docstring opens with one line that says what is wrong. Then come the headings of `HEADINGS`, in that order, each on a
line of its own, with an indented body. Examples are the fenced blocks under Bad and Good. A block is one added file, or
several files on both sides, each after a line that names it:

    # base: app/models.py        what the file was
    # head: app/models.py        what it is; a file that stands on one side only is added or removed
    # both: specs/orders.md      a file that does not change

`<!-- head: specs/orders.md -->` and `// head: app.js` do the same.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from textwrap import dedent


class Heading(StrEnum):
    FLAGS = "What it flags"
    WHY = "Why"
    BAD = "Bad"
    GOOD = "Good"
    FIX = "How to fix"


FENCE = re.compile(r"^```(?P<language>\w+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
MARKER = re.compile(r"^(?:#|//|<!--)\s*(?P<side>base|head|both): (?P<path>\S+)(?:\s*-->)?$")
ADDED_FILES = {"python": "app/example.py", "yaml": ".github/workflows/example.yml", "toml": "pyproject.toml", "dockerfile": "Dockerfile"}
"""What the file of a block without markers is called, by the block's language."""


@dataclass(frozen=True, slots=True)
class Example:
    """One fenced block: its text as the page shows it, and the files on each side, by path."""

    language: str
    text: str
    base: Mapping[str, str]
    head: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Manual:
    """`sections` are Markdown, with no indent of their own, in the order of `Heading`."""

    summary: str
    sections: Mapping[Heading, str]

    def examples(self, heading: Heading) -> tuple[Example, ...]:
        """Raises ValueError for a block that cannot be read as files."""
        return tuple(_example(match["language"], match["text"]) for match in FENCE.finditer(self.sections[heading]))


def read_manual(docstring: str) -> Manual:
    """Raises ValueError where a heading is missing, unknown or out of order, or has no body."""
    summary, _, rest = docstring.strip().partition("\n")
    sections = list(_sections(rest))
    headings = [heading for heading, _ in sections]
    if headings != list(Heading):
        raise ValueError(f"the headings are {', '.join(headings)}; they should be {', '.join(Heading)}")
    for heading, body in sections:
        if not body:
            raise ValueError(f"nothing stands under {heading}")
    return Manual(summary.rstrip("."), {Heading(heading): body for heading, body in sections})


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Headings are the lines without an indent."""
    heading, body = "", list[str]()
    for line in text.split("\n"):
        if line and not line[0].isspace():
            if heading:
                yield heading, _joined(body)
            heading, body = line.strip(), []
        else:
            body.append(line)
    if heading:
        yield heading, _joined(body)


def _joined(lines: list[str]) -> str:
    return dedent("\n".join(lines)).strip("\n")


def _example(language: str, text: str) -> Example:
    if not any(MARKER.match(line) for line in text.split("\n")):
        if language not in ADDED_FILES:
            raise ValueError(f"a block of {language} has to name its file: `# head: path`")
        return Example(language, text, {}, {ADDED_FILES[language]: text})
    base: dict[str, str] = {}
    head: dict[str, str] = {}
    for side, path, content in _files(text):
        for name, files in (("base", base), ("head", head)):
            if side in {name, "both"}:
                if path in files:
                    raise ValueError(f"{path} stands twice at {name}")
                files[path] = content
    return Example(language, text, base, head)


def _files(text: str) -> Iterator[tuple[str, str, str]]:
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if MARKER.match(line)]
    if any(line.strip() for line in lines[: starts[0]]):
        raise ValueError("the first file of an example has no name")
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        marker = MARKER.match(lines[start])
        if marker is not None:
            yield marker["side"], marker["path"], "\n".join(lines[start + 1 : end]).rstrip("\n") + "\n"
