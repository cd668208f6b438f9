"""What a linter says of a file."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TextEdit:
    """Puts `text` in place of what lies between two places. Lines and columns count from 1, columns in characters; the end is exclusive."""

    line: int
    column: int
    end_line: int
    end_column: int
    text: str


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One remark of a linter, with the range it speaks of (exclusive end, as in `TextEdit`) and the edits that would mend it.

    `noqa_line` is the line on which a `# noqa` comment would silence it.
    """

    code: str
    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    message: str
    noqa_line: int
    edits: tuple[TextEdit, ...] = ()


@dataclass(frozen=True, slots=True)
class Unlinted:
    """A file that the linter failed on, and why. `wrong_syntax`: by its own reading, which may be stricter than Python's."""

    path: str
    reason: str
    wrong_syntax: bool = False
