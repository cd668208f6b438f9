"""A verdict that is stored and read back: the review loses nothing by it."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.review import BASE, HEAD, NOTHING, after, change, file_change, finding, verdict

from tenet.domain.change import Hunk, Side
from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall, PartialLine, UncoveredFunction
from tenet.domain.finding import Finding, PolicyLine, SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.severity import Severity
from tenet.domain.specs import Answer, ComponentSpecs, FileSpecs, Share, SpecSummary
from tenet.domain.unread import Unread, UnreadLanguage, UnreadViews
from tenet.domain.verdict import Conclusion, PolicyInForce, Stats, Verdict
from tenet.facts.project.other_views import FRAMEWORKS
from tenet.facts.project.unread_code import LANGUAGES
from tenet.report.html import render_html
from tenet.report.links import Links
from tenet.report.outputs import action_outputs
from tenet.report.plan import PlanSettings, plan_review
from tenet.report.result import LONGEST_CODE, render_json
from tenet.report.stored import verdict_of
from tenet.report.text import render_text, unstyled
from tenet.schemas.result import Result
from tenet.schemas.stored_result import LONGEST_TEXT, read_result

SETTINGS = PlanSettings(links=Links("https://github.example/o/r", "https://github.example/rules", HEAD, BASE, frozenset({"raw-sql"})))
TEXT = st.sampled_from(["", "a `b` c", "@mona | <b> \\ `", "one\ntwo"]) | st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
RULES = st.sampled_from(["raw-sql", "star-import", "stale-spec", "missing-spec", "of-ones-own"])
PATHS = st.sampled_from(["app/models.py", "app/old.py", "a b/ü.py", "docs/`x`.md", "deep/@mona/#1.py"])
COMPONENTS = st.sampled_from(["domain", "api", "domain (orders)"])
COUNTS = st.integers(0, 500)
PERCENTS = st.floats(0, 100)
SHARES = st.tuples(COUNTS, COUNTS).map(sorted)
FIGURES = st.builds(
    lambda share, target, base: CoverageFigure(share[0], share[1], target, base), SHARES, st.none() | PERCENTS, st.none() | PERCENTS
)
CHANGE = change(file_change("app/models.py", Hunk(1, 30, 1, 40)), file_change("docs/`x`.md", Hunk(5, 3, 5, 3)))


WAIVERS = st.builds(
    Waiver,
    rules=st.frozensets(RULES, min_size=1),
    reason=TEXT,
    where=st.sampled_from(WaiverPlace),
    by=TEXT,
    path=st.none() | PATHS,
    paths=st.sampled_from([(), ("src/**",)]),
    until=st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1)),
)
PLACES = st.tuples(st.none() | PATHS, st.none() | st.integers(1, 60)).map(lambda at: at if at[0] else (None, None))
DATA = st.sampled_from(
    [
        {},
        {"component": "domain", "specs": ["specs/a.md", "specs/b.md"]},
        {"component": "api", "specs": []},
        {"changes": [{"kind": "add_column", "covered": False}]},
    ]
)


def found(place: tuple[str | None, int | None], length: int, waived: Waiver | None, blocks: bool, **facts: object) -> Finding:
    path, line = place
    ends = None if line is None else line + length
    blocking = blocks and waived is None
    return Finding(path=path, line=line, end_line=ends, waived=waived, blocking=blocking, fingerprint="", **facts)  # type: ignore[arg-type]


FINDINGS = st.builds(
    found,
    PLACES,
    st.integers(0, 9),
    st.none() | WAIVERS,
    st.booleans(),
    rule=RULES,
    severity=st.sampled_from(Severity),
    side=st.sampled_from(Side),
    in_diff=st.booleans(),
    message=TEXT,
    remedy=TEXT,
    principle=TEXT,
    code=TEXT,
    symbol=TEXT,
    suggestion=st.none() | TEXT,
    data=DATA,
    asked_by=st.none() | st.builds(PolicyLine, st.just("a/tenet.yml"), st.integers(1, 99), st.booleans()),
)
UNKNOWN = st.builds(
    lambda at, rule, subject, reason, blocks: UnknownOutcome(rule, subject, reason, *at, blocking=blocks),
    PLACES, RULES, TEXT, TEXT, st.booleans(),
)  # fmt: skip
ANSWERS = st.lists(st.builds(Answer, st.sampled_from(["specs/a.md", "specs/b.md"]), TEXT), max_size=2).map(tuple)
DOCUMENTS = st.lists(st.sampled_from(["specs/a.md", "specs/c.md"]), max_size=2, unique=True).map(tuple)
COMPONENT_SPECS = st.builds(ComponentSpecs, COMPONENTS, COMPONENTS, TEXT, ANSWERS, DOCUMENTS, DOCUMENTS, COUNTS)
SHARE = st.none() | SHARES.map(lambda share: Share(*share))
SPECS = st.builds(
    SpecSummary,
    st.lists(st.builds(FileSpecs, PATHS, ANSWERS, st.booleans()), max_size=2).map(tuple),
    st.lists(COMPONENT_SPECS, max_size=3).map(tuple),
    SHARE,
    SHARE,
)
RUNS = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 9)).map(lambda run: (run[0], sum(run))), min_size=1, max_size=3).map(tuple)
PARTIAL = st.builds(lambda path, line, share: PartialLine(path, line, *share), PATHS, COUNTS, SHARES)
COVERAGE = st.builds(
    CoverageSummary,
    FIGURES,
    st.dictionaries(COMPONENTS | TEXT, FIGURES, max_size=2),
    FIGURES.map(lambda figure: replace(figure, base_percent=None)),
    st.lists(TEXT, max_size=2).map(tuple),
    st.lists(st.builds(FileFall, PATHS, PERCENTS, PERCENTS), max_size=2).map(tuple),
    st.lists(st.builds(UncoveredFunction, PATHS, TEXT, RUNS, COUNTS), max_size=2).map(tuple),
    st.lists(PARTIAL, max_size=2).map(tuple),
    st.lists(TEXT, max_size=2).map(tuple),
)
SKIPPED = st.builds(SkippedRule, RULES, TEXT)
STATS = st.builds(Stats, COUNTS, COUNTS, COUNTS, PERCENTS, st.dictionaries(st.sampled_from(["diff", "rules"]), PERCENTS))


def numbered(findings: list[Finding], first: int) -> tuple[Finding, ...]:
    return tuple(replace(each, fingerprint=f"{number:032x}"[::-1]) for number, each in enumerate(findings, first))


def judged_as(findings: list[Finding], unknown: list[UnknownOutcome], drift: list[Finding], **facts: object) -> Verdict:
    blocked = any(each.blocking for each in findings) or any(each.blocking for each in unknown)
    conclusion = Conclusion.FAILED if blocked else Conclusion.PASSED
    numbers = {"findings": numbered(findings, 1), "drift": numbered(drift, 90)}
    return Verdict(BASE, BASE, HEAD, unknown=tuple(unknown), conclusion=conclusion, **numbers, **facts)  # type: ignore[arg-type]


VERDICTS = st.builds(
    judged_as,
    st.lists(FINDINGS, max_size=6),
    st.lists(UNKNOWN, max_size=2),
    st.lists(FINDINGS, max_size=1),
    policy=st.builds(
        PolicyInForce, st.sampled_from(["tenet", "orders"]), TEXT, st.just(("backend",)), st.sampled_from(["enforce", "advise"]), TEXT
    ),
    skipped=st.lists(SKIPPED, max_size=2).map(tuple),
    coverage=st.none() | COVERAGE,
    stats=STATS,
    passed=st.lists(RULES, max_size=3).map(tuple),
    specs=st.none() | SPECS,
    unread=st.builds(
        Unread,
        st.lists(st.builds(UnreadLanguage, st.sampled_from(sorted(LANGUAGES)), COUNTS), max_size=2, unique_by=lambda each: each.name).map(
            tuple
        ),
        st.lists(st.builds(UnreadViews, st.just("Flask"), st.lists(PATHS, min_size=1, max_size=4).map(tuple)), max_size=1).map(tuple),
    ),
)


@pytest.mark.untraced
@settings(max_examples=100, deadline=None)
@given(VERDICTS, st.none() | VERDICTS)
def test_a_stored_verdict_gives_the_same_review_whatever_was_posted_before(judged: Verdict, before: Verdict | None) -> None:
    restored = verdict_of(read_result(render_json(judged, "o/r")))
    posted = NOTHING if before is None else after(plan_review(before, CHANGE, NOTHING, SETTINGS))
    assert plan_review(restored, CHANGE, posted, SETTINGS) == plan_review(judged, CHANGE, posted, SETTINGS)
    assert unstyled(render_text(restored)) == unstyled(render_text(judged))
    assert action_outputs(restored, "") == action_outputs(judged, "")


@settings(max_examples=50, deadline=None)
@given(VERDICTS)
def test_what_is_read_back_is_stored_as_the_same(judged: Verdict) -> None:
    text = render_json(judged)
    assert render_json(verdict_of(read_result(text))) == text


@settings(max_examples=5, deadline=None)
@given(VERDICTS)
def test_the_page_of_a_stored_verdict_is_the_same(judged: Verdict) -> None:
    assert render_html(verdict_of(read_result(render_json(judged)))) == render_html(judged)


def test_names_that_are_no_text_are_stored_as_they_are_shown() -> None:
    judged = verdict(finding(path="caf\udce9.py", message="caf\udce9", code="caf\ud83d"))
    restored = verdict_of(read_result(render_json(judged)))
    assert restored.findings[0].path == "caf\\xe9.py"
    assert unstyled(render_text(restored)) == unstyled(render_text(judged))


def test_a_line_of_code_beyond_all_bounds_is_stored_in_part() -> None:
    judged = verdict(finding(code="x" * 1_000_000, message="m" * 2_000_000))
    restored = verdict_of(read_result(render_json(judged)))
    assert restored.findings[0].code == "x" * LONGEST_CODE
    assert restored.findings[0].message == "m" * LONGEST_TEXT


def test_a_result_of_an_older_version_is_as_if_nothing_had_passed() -> None:
    stored = Result.model_validate_json(render_json(verdict(finding(), name="orders")))
    old = stored.model_dump(mode="json", include={*Result.model_fields} - {"configuration", "skipped", "passed", "repository"})
    restored = verdict_of(Result.model_validate(old))
    assert (restored.passed, restored.skipped, restored.policy.name) == ((), (), "tenet")


def test_every_language_and_framework_that_tenet_names_is_read_back() -> None:
    views = tuple(UnreadViews(name, ("a.py",)) for name in FRAMEWORKS.values())
    unread = Unread(tuple(UnreadLanguage(name, 1) for name in LANGUAGES), views)
    judged = replace(verdict(), unread=unread)
    assert verdict_of(read_result(render_json(judged))).unread == unread
