"""Workflow commands say what was found, and nothing of the pull request can be one."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.review import finding, verdict
from tests.report.generated import TEXT, verdicts

from tenet.domain.finding import UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report.workflow_commands import command, render_workflow_commands

COMMAND = re.compile(r"::(?P<name>\w+)(?: (?P<properties>[^:]*))?::(?P<message>.*)")
"""As the runner reads it: properties end at the first `::`, and are parted by commas."""
NAMES = {"file", "line", "endLine", "title"}


def runner_reads(text: str) -> list[tuple[str, dict[str, str], str]]:
    """Every command in a text, as the runner would carry it out."""
    read = []
    for line in re.split(r"\r\n|\r|\n", text):
        found = COMMAND.match(line.lstrip())
        if found is not None:
            pairs = (pair.split("=", 1) for pair in (found["properties"] or "").split(",") if pair)
            read.append((found["name"], {key: unescaped(value) for key, value in pairs}, unescaped(found["message"])))
        assert "##[" not in line or found is not None
    return read


def unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(code, char)
    return text


@settings(max_examples=50, deadline=None)
@given(verdicts())
def test_every_finding_is_one_command_whatever_its_text_holds(judged: Verdict) -> None:
    read = runner_reads(render_workflow_commands(judged))
    assert len(read) == len(judged.active) + sum(each.blocking for each in judged.unknown)
    for name, properties, message in read:
        assert name in {severity.value for severity in Severity}
        assert properties.keys() <= NAMES
        assert properties["title"].startswith("tenet: ")
        assert len(message) <= 4_096 + 100


@settings(max_examples=50, deadline=None)
@given(TEXT, TEXT, st.integers(1, 9))
def test_a_command_is_read_back_as_it_was_meant(message: str, title: str, line: int) -> None:
    ((name, properties, said),) = runner_reads(command("error", f"m{message}", line=line, title=f"t{title}"))
    assert (name, properties["line"]) == ("error", str(line))
    assert said.count("\n") == message.count("\n")
    assert properties["title"].startswith("t")


def test_commands_cannot_be_ended_by_what_they_say() -> None:
    hostile = "::error::x\r\n<script> 100% \x1b[31m \udce9"
    text = render_workflow_commands(verdict(finding(1, path=f"a/{hostile}.py", message=hostile, remedy=hostile)))
    assert text.count("\n") == 1
    assert text.startswith("::error file=a/%3A%3Aerror%3A%3Ax%0D%0A<script>")
    assert "100%25" in text
    assert "\x1b" not in text
    assert command("notice", "a", title="x,y:z") == "::notice title=x%2Cy%3Az::a"
    assert command("notice", "a") == "::notice::a"


def test_waived_findings_are_no_annotations() -> None:
    waiver = Waiver(frozenset({"raw-sql"}), "vendor view", WaiverPlace.LINE, "app/models.py:10")
    assert len(runner_reads(render_workflow_commands(verdict(finding(1), finding(2, waived=waiver))))) == 1


def test_what_blocks_comes_before_what_does_not() -> None:
    unsure = UnknownOutcome("missing-migration", "table name", "computed", "app/dyn.py", 3, blocking=True)
    judged = verdict(finding(1, severity=Severity.NOTICE), finding(2), unknown=(unsure,))
    assert [name for name, *_ in runner_reads(render_workflow_commands(judged))] == ["error", "error", "notice"]


def test_what_the_runner_will_not_show_is_counted() -> None:
    errors, notices = [finding(at) for at in range(12)], [finding(at, severity=Severity.NOTICE) for at in range(11)]
    last = render_workflow_commands(verdict(*errors, *notices)).splitlines()[-1]
    assert last == "GitHub shows 10 annotations of a kind for each step: not shown are 2 of 12 errors, 1 of 11 notices."
    assert "not shown" not in render_workflow_commands(verdict(*errors[:10]))
