"""A verdict that is stored and read back: the review loses nothing by it."""

from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.fakes.review import BASE, HEAD, NOTHING, after, change, file_change, finding, verdict

from tenet.domain.change import Hunk, Side
from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall, PartialLine, UncoveredFunction
from tenet.domain.finding import Finding, PolicyLine, SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.severity import Severity
from tenet.domain.specs import Answer, ComponentSpecs, FileSpecs, Share, SpecSummary
from tenet.domain.verdict import Conclusion, PolicyInForce, Stats, Verdict
from tenet.report.html import render_html
from tenet.report.links import Links
from tenet.report.outputs import action_outputs
from tenet.report.plan import PlanSettings, plan_review
from tenet.report.result import LONGEST_CODE, render_json
from tenet.report.stored import verdict_of
from tenet.report.text import plain, render_text
from tenet.schemas.result import Result
from tenet.schemas.stored_result import LONGEST_TEXT, read_result

SETTINGS = PlanSettings(links=Links("https://github.example/o/r", "https://github.example/rules", HEAD, BASE, frozenset({"raw-sql"})))
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
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


@st.composite
def waivers(draw: st.DrawFn, rule: str) -> Waiver:
    return Waiver(
        rules=frozenset({rule, draw(RULES)}),
        reason=draw(TEXT),
        where=draw(st.sampled_from(WaiverPlace)),
        by=draw(TEXT),
        path=draw(st.none() | PATHS),
        paths=draw(st.sampled_from([(), ("src/**",)])),
        until=draw(st.none() | st.dates(date(2026, 1, 1), date(2030, 1, 1))),
    )


@st.composite
def findings(draw: st.DrawFn, number: int) -> Finding:
    rule, path = draw(RULES), draw(st.none() | PATHS)
    line = None if path is None else draw(st.none() | st.integers(1, 60))
    waived = draw(st.none() | waivers(rule))
    severity = draw(st.sampled_from(Severity))
    specs = draw(st.lists(st.sampled_from(["specs/a.md", "specs/b.md"]), max_size=2))
    return Finding(
        rule=rule,
        severity=severity,
        blocking=waived is None and severity is Severity.ERROR and draw(st.booleans()),
        path=path,
        line=line,
        end_line=None if line is None else line + draw(st.integers(0, 9)),
        side=draw(st.sampled_from(Side)),
        in_diff=line is not None and draw(st.booleans()),
        message=draw(TEXT),
        remedy=draw(TEXT),
        principle=draw(TEXT),
        fingerprint=f"{number:032x}"[::-1],
        code=draw(TEXT),
        symbol=draw(TEXT),
        suggestion=draw(st.none() | TEXT),
        data=draw(st.sampled_from([{}, {"component": "domain", "specs": specs}, {"changes": [{"kind": "add_column", "covered": False}]}])),
        waived=waived,
        asked_by=draw(st.none() | st.builds(PolicyLine, st.just("a/tenet.yml"), st.integers(1, 99), st.booleans())),
    )


def specs() -> st.SearchStrategy[SpecSummary]:
    answers = st.lists(st.builds(Answer, st.sampled_from(["specs/a.md", "specs/b.md"]), TEXT), max_size=2).map(tuple)
    names = st.lists(st.sampled_from(["specs/a.md", "specs/c.md"]), max_size=2, unique=True).map(tuple)
    files = st.builds(FileSpecs, PATHS, answers, st.booleans())
    components = st.builds(ComponentSpecs, COMPONENTS, COMPONENTS, TEXT, answers, names, names, COUNTS)
    shares = st.none() | SHARES.map(lambda share: Share(*share))
    return st.builds(SpecSummary, st.lists(files, max_size=3).map(tuple), st.lists(components, max_size=3).map(tuple), shares, shares)


def coverages() -> st.SearchStrategy[CoverageSummary]:
    runs = st.lists(st.tuples(st.integers(1, 50), st.integers(0, 9)).map(lambda run: (run[0], sum(run))), min_size=1, max_size=3)
    texts = st.lists(TEXT, max_size=2).map(tuple)
    return st.builds(
        CoverageSummary,
        FIGURES,
        st.dictionaries(COMPONENTS | TEXT, FIGURES, max_size=3),
        FIGURES.map(lambda figure: replace(figure, base_percent=None)),
        texts,
        st.lists(st.builds(FileFall, PATHS, PERCENTS, PERCENTS), max_size=2).map(tuple),
        st.lists(st.builds(UncoveredFunction, PATHS, TEXT, runs.map(tuple), COUNTS), max_size=2).map(tuple),
        st.lists(st.builds(lambda path, line, share: PartialLine(path, line, *share), PATHS, COUNTS, SHARES), max_size=2).map(tuple),
        texts,
    )


@st.composite
def verdicts(draw: st.DrawFn) -> Verdict:
    found = tuple(draw(findings(number)) for number in range(1, draw(st.integers(1, 8))))
    place = st.tuples(st.none() | PATHS, st.integers(1, 40)).map(lambda at: (at[0], None if at[0] is None else at[1]))
    outcomes = st.builds(lambda at, *said: UnknownOutcome(*said[:3], *at, blocking=said[3]), place, RULES, TEXT, TEXT, st.booleans())
    unknown = tuple(draw(st.lists(outcomes, max_size=2)))
    mode = draw(st.sampled_from(["enforce", "advise"]))
    blocked = any(each.blocking for each in found) or any(each.blocking for each in unknown)
    return Verdict(
        base=BASE,
        merge_base=BASE,
        head=HEAD,
        policy=PolicyInForce(draw(st.sampled_from(["tenet", "orders"])), draw(TEXT), ("backend",), mode, draw(TEXT)),
        conclusion=Conclusion.FAILED if blocked else Conclusion.PASSED,
        findings=found,
        unknown=unknown,
        drift=tuple(draw(findings(number)) for number in range(90, draw(st.integers(90, 92)))),
        skipped=tuple(draw(st.lists(st.builds(SkippedRule, RULES, TEXT), max_size=2))),
        coverage=draw(st.none() | coverages()),
        stats=Stats(draw(COUNTS), draw(COUNTS), draw(COUNTS), draw(PERCENTS), {"rules": draw(PERCENTS)}),
        passed=tuple(draw(st.lists(RULES, max_size=3))),
        specs=draw(st.none() | specs()),
    )


@settings(max_examples=150, deadline=None)
@given(verdicts(), st.none() | verdicts())
def test_a_stored_verdict_gives_the_same_review_whatever_was_posted_before(judged: Verdict, before: Verdict | None) -> None:
    restored = verdict_of(read_result(render_json(judged, "o/r")))
    posted = NOTHING if before is None else after(plan_review(before, CHANGE, NOTHING, SETTINGS))
    assert plan_review(restored, CHANGE, posted, SETTINGS) == plan_review(judged, CHANGE, posted, SETTINGS)
    assert plain(render_text(restored)) == plain(render_text(judged))
    assert render_html(restored) == render_html(judged)
    assert action_outputs(restored, "") == action_outputs(judged, "")


@settings(max_examples=50, deadline=None)
@given(verdicts())
def test_what_is_read_back_is_stored_as_the_same(judged: Verdict) -> None:
    text = render_json(judged)
    assert render_json(verdict_of(read_result(text))) == text


def test_names_that_are_no_text_are_stored_as_they_are_shown() -> None:
    judged = verdict(finding(path="caf\udce9.py", message="caf\udce9", code="caf\ud83d"))
    restored = verdict_of(read_result(render_json(judged)))
    assert restored.findings[0].path == "caf\\xe9.py"
    assert plain(render_text(restored)) == plain(render_text(judged))


def test_a_line_of_code_beyond_all_bounds_is_stored_in_part() -> None:
    judged = verdict(finding(code="x" * 1_000_000, message="m" * 2_000_000))
    restored = verdict_of(read_result(render_json(judged)))
    assert restored.findings[0].code == "x" * LONGEST_CODE
    assert restored.findings[0].message == "m" * LONGEST_TEXT


def test_a_result_of_an_older_version_is_as_if_nothing_had_passed() -> None:
    stored = Result.model_validate_json(render_json(verdict(finding(), name="orders")))
    old = stored.model_dump(mode="json", include={*Result.model_fields} - {"skipped", "passed", "repository"})
    for name in ("name", "mode", "note"):
        del old["policy"][name]
    restored = verdict_of(Result.model_validate(old))
    assert (restored.passed, restored.skipped, restored.policy.name) == ((), (), "tenet")
