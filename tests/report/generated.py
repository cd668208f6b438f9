"""Verdicts made at random, with text that tries to act in whatever format says it."""

from dataclasses import replace
from datetime import date

from hypothesis import strategies as st
from tests.fakes.review import finding, verdict

from tenet.domain.change import Side
from tenet.domain.finding import Finding, SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict

PIECES = [
    *("]]>", "<![CDATA[", "-->", "<!--", "<b>", "&amp;", '"', "'", "\0", "\x0b", "\x1b[31m", "\ud800", "\udcff", "\ufffe", "\uffff"),
    *(
        "\u202e",
        "\u2066",
        "\u200f",
        "\ufeff",
        "\u2028",
        "\x85",
        "\n",
        "\r\n",
        "\r",
        "\t",
        "::error::x",
        "##[error]x",
        "::set-output name=a::b",
    ),
    *("%0A", "%", "{0}", "{name}", "[a](0)", "[a](https://evil.example)", "@mona", "[[ATTACHMENT|/etc/passwd]]", "`", "\\", "../", "./a"),
    *("tenet-EOF", "<<EOF", "\U0001f600", "é", "a word", " ", "x.py", ":", ",", "/"),
]
TEXT = st.one_of(st.lists(st.sampled_from(PIECES), max_size=8).map("".join), st.text(max_size=20))
PATHS = st.one_of(
    st.sampled_from(["app/models.py", "a b.py", "a:b.py", "häuser.py"]),
    TEXT.filter(lambda path: not {"", ".", ".."} & {*path.split("/")}),
)
"""What git can hold: no empty part, no `.` and no `..`."""
RULES = st.sampled_from(["star-import", "raw-sql", "missing-migration", "unauthenticated-route", "own-rule"])
LINES = st.one_of(st.none(), st.integers(1, 30))
WAIVERS = st.builds(
    lambda by, reason, where, until: Waiver(frozenset({"raw-sql"}), reason, where, by, until=until),
    TEXT,
    TEXT,
    st.sampled_from(WaiverPlace),
    st.sampled_from([None, date(2027, 3, 31)]),
)


@st.composite
def findings(draw: st.DrawFn) -> Finding:
    severity, waived = draw(st.sampled_from(Severity)), draw(st.one_of(st.none(), st.none(), WAIVERS))
    line = draw(LINES)
    made = finding(
        draw(st.integers(1, 40)),
        rule=draw(RULES),
        severity=severity,
        path=draw(st.one_of(st.none(), PATHS)),
        line=line,
        end_line=None if line is None else line + draw(st.integers(0, 3)),
        side=draw(st.sampled_from(Side)),
        message=draw(TEXT),
        remedy=draw(TEXT),
        code=draw(TEXT),
        waived=waived,
    )
    return replace(made, blocking=waived is None and draw(st.booleans()), principle=draw(TEXT), symbol=draw(TEXT))


UNKNOWN = st.builds(UnknownOutcome, RULES, TEXT, TEXT, st.one_of(st.none(), PATHS), LINES, st.booleans())
SKIPPED = st.builds(SkippedRule, st.sampled_from(["stale-spec", "untested-change"]), TEXT)


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    made = verdict(
        *draw(st.lists(findings(), max_size=8)),
        name=draw(st.one_of(st.just("tenet"), TEXT.filter(bool))),
        unknown=tuple(draw(st.lists(UNKNOWN, max_size=4))),
        passed=tuple(draw(st.lists(RULES, max_size=3, unique=True))),
        source=draw(st.sampled_from(["base:.github/tenet.yml", "head:tenet.yml", "preset:backend", "file:/tmp/x.yml"])),
    )
    return replace(made, skipped=tuple(draw(st.lists(SKIPPED, max_size=2, unique_by=lambda skip: skip.rule))))
