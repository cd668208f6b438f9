"""What the doctor found, for people and for programs."""

import json
from collections.abc import Iterator

from tenet import __version__
from tenet.core.text import displayable, printable, without_commands
from tenet.core.wording import counted
from tenet.doctor.diagnosis import Diagnosis, Edit, Weight
from tenet.doctor.examination import Examined
from tenet.domain.finding import Json
from tenet.report.text import Line, Span, Style

SCHEMA_VERSION = 1
STYLES = {Weight.PROBLEM: Style.ERROR, Weight.ADVICE: Style.NOTICE}


def doctor_text(examined: Examined) -> tuple[Line, ...]:
    return tuple(_lines(examined))


def doctor_json(examined: Examined) -> str:
    document: dict[str, Json] = {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "tenet", "version": __version__},
        "workflows": [displayable(path) for path in examined.workflows],
        "problems": examined.problems,
        "advice": examined.advice,
        "diagnoses": [_as_json(each) for each in examined.diagnoses],
    }
    return json.dumps(document, indent=2) + "\n"


def _as_json(each: Diagnosis) -> dict[str, Json]:
    edits: list[Json] = [
        {"path": displayable(edit.path), "line": edit.line, "removed": edit.removed, "lines": [displayable(line) for line in edit.lines]}
        for edit in each.fix.edits
    ]
    return {
        "id": each.id,
        "severity": each.weight.value,
        "message": displayable(each.message),
        "path": displayable(each.path),
        "line": each.line,
        "column": each.column,
        "fix": {"text": displayable(each.fix.text), "yaml": [displayable(line) for line in each.fix.yaml], "edits": edits},
    }


def _lines(examined: Examined) -> Iterator[Line]:
    for each in examined.diagnoses:
        place = _shown(f"{each.path}:{each.line}:{each.column}")
        yield (
            Span(f"{place}: "),
            Span(each.weight.value, STYLES[each.weight]),
            Span(f": {_shown(each.message)} "),
            Span(f"[{each.id}]", Style.RULE),
        )
        yield (Span(f"    {_shown(each.fix.text)}"),)
        for edit in each.fix.edits:
            yield from _edit(edit)
        if not each.fix.edits:
            yield from ((Span(f"        {_shown(line)}", Style.CODE),) for line in each.fix.yaml)
        yield ()
    for place in examined.distant:
        yield (
            Span(
                f"{_shown(place)}: runs Tenet out of sight, in a workflow of another repository or in a script: cannot tell what it needs."
            ),
        )
    yield (Span(_summary(examined), Style.PLAIN if examined.problems else Style.GOOD),)


def _edit(edit: Edit) -> Iterator[Line]:
    yield (Span(f"    {_shown(edit.path)}, {_what_to_do(edit)}:"),)
    yield from ((Span(f"    | {_shown(line)}".rstrip(), Style.CODE),) for line in edit.lines)


def _what_to_do(edit: Edit) -> str:
    if not edit.removed:
        return f"before line {edit.line}, add"
    if edit.removed == 1:
        return f"line {edit.line} becomes"
    return f"lines {edit.line} to {edit.line + edit.removed - 1} become"


def _shown(text: str) -> str:
    return without_commands(printable(text))


def _summary(examined: Examined) -> str:
    runs = f"{counted(examined.runs, 'step')} of Tenet in {counted(len(examined.workflows), 'workflow')}"
    if not examined.diagnoses:
        return f"Nothing is missing: {runs}."
    return f"{counted(examined.problems, 'problem')}, {counted(examined.advice, 'piece')} of advice: {runs}."
