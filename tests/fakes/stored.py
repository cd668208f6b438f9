"""A stored result with something of everything, as Tenet itself would write it."""

import json
from dataclasses import replace

from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall, PartialLine, UncoveredFunction
from tenet.domain.finding import PolicyLine, SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.specs import Answer, ComponentSpecs, FileSpecs, Share, SpecSummary
from tenet.domain.unread import Unread, UnreadLanguage, UnreadViews
from tenet.report.result import render_json
from tests.fakes.review import finding, verdict

Stored = dict[str, object]
REPOSITORY = "octo-org/service"
WAIVER = Waiver(frozenset({"star-import"}), "a reason", WaiverPlace.POLICY, ".github/tenet.yml:9")


def crafted(head: str) -> Stored:
    """A result with something of everything, as Tenet itself would write it."""
    asked = PolicyLine(".github/tenet.yml", 3)
    made = verdict(
        replace(finding(1, rule="star-import", path="app.py", line=2, suggestion="import os"), asked_by=asked),
        finding(2, rule="of-the-forks-own", path="domain/orders.py", line=2, end_line=6),
        finding(3, rule="commented-out-code", path="old.py", line=2, end_line=3, suggestion=""),
        replace(finding(4, rule="stale-spec", path=None, line=None, code=""), data={"component": "domain", "specs": ["specs/domain.md"]}),
        finding(5, rule="star-import", path="elsewhere.py", line=7, waived=WAIVER),
        head=head,
        name="orders",
        unknown=(UnknownOutcome("raw-sql", "a query", "computed at run time", "app.py", 2, blocking=True),),
    )
    figure = CoverageFigure(3, 4, 80.0, 50.0)
    coverage = CoverageSummary(
        figure,
        {"domain": figure},
        CoverageFigure(1, 2, 80.0),
        ("a note",),
        (FileFall("a.py", 90.0, 80.0),),
        (UncoveredFunction("app.py", "load", ((2, 2),), 1),),
        (PartialLine("app.py", 2, 1, 2),),
        ("a test",),
    )
    answer = (Answer("specs/domain.md", "policy"),)
    component = ComponentSpecs("domain", "domain", "policy", answer, ("specs/domain.md",), ("gone.md",), 1)
    specs = SpecSummary((FileSpecs("app.py", answer, True),), (component,), Share(1, 2), Share(1, 2))
    drift = (finding(6, rule="star-import"),)
    unread = Unread((UnreadLanguage("Go", 2),), (UnreadViews("Flask", ("app.py",)),))
    made = replace(made, unread=unread, coverage=coverage, specs=specs, skipped=(SkippedRule("raw-sql", "nothing to read"),), drift=drift)
    stored: Stored = json.loads(render_json(made, REPOSITORY))
    return stored
