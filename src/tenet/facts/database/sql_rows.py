"""Raw SQL that changes rows."""

from collections.abc import Iterator
from dataclasses import replace

from tenet.facts.database.sql_changes import SqlChange
from tenet.facts.database.sql_words import CLOSING, OPENING, Reading
from tenet.facts.database.steps import Step, StepKind

VERBS = frozenset({"INSERT", "UPDATE", "DELETE", "MERGE", "TRUNCATE", "REPLACE"})
ALWAYS = (("TRUE",), ("1", "=", "1"))
"""Conditions that hold for every row."""


def row_changes(reading: Reading, step: Step) -> Iterator[SqlChange]:
    """What a statement does that starts with one of the verbs, or with `WITH`; also inside its parentheses."""
    found = False
    for at, end in _verbs(reading):
        for change in _change(Reading(reading.statement, at, end), step):
            found = True
            yield change
    if not found:
        yield SqlChange(step)


def _verbs(reading: Reading) -> Iterator[tuple[int, int]]:
    """Where a statement starts and ends: the whole one, or one inside the parentheses of `WITH`."""
    words = reading.statement.words
    opened: list[int] = []
    starts: dict[int, int] = {}
    for at in range(reading.at, reading.last):
        key = words[at].key
        if key in OPENING:
            opened.append(at)
        elif key in CLOSING and opened:
            start = opened.pop()
            if start + 1 in starts:
                yield start + 1, at
        elif key in VERBS and opened and opened[-1] == at - 1 and len(opened) == 1:
            starts[at] = at
        elif key in VERBS and not opened and (at == reading.at or words[reading.at].key == "WITH"):
            yield at, reading.last
            return


def _change(reading: Reading, step: Step) -> Iterator[SqlChange]:
    verb = reading.takes_any(*VERBS)
    if verb == "TRUNCATE":
        reading.takes("TABLE")
        for part in reading.parts():
            part.takes("ONLY")
            yield SqlChange(replace(step, kind=StepKind.CHANGE_ROWS, table=part.name(), all_rows=True))
        return
    while reading.takes_any("INTO", "FROM", "ONLY", "OR", "IGNORE", "REPLACE", "ABORT", "FAIL", "LOW_PRIORITY"):
        pass
    table = reading.name()
    if table:
        everything = verb in {"UPDATE", "DELETE"} and not _is_bounded(reading)
        yield SqlChange(replace(step, kind=StepKind.CHANGE_ROWS, table=table, all_rows=everything))


def _is_bounded(reading: Reading) -> bool:
    """Whether a WHERE or a LIMIT leaves rows as they are."""
    keys = [key for _, key in reading.outside()]
    if "LIMIT" in keys or "JOIN" in keys:
        return True
    if "WHERE" not in keys:
        return False
    condition = keys[keys.index("WHERE") + 1 :]
    end = condition.index("RETURNING") if "RETURNING" in condition else len(condition)
    return tuple(condition[:end]) not in ALWAYS
