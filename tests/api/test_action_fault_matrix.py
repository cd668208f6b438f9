"""Every request that a run makes, broken in every way: it survives or fails cleanly, and the next run puts all right."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from tests.api.action_run import TOKEN, Ended, Workflow, never_sleep
from tests.api.breakable import BreakableStandIn, Look, Snapshot, cells, endpoint, made
from tests.api.fault_matrix import STAGES, Grounds, Scene, remembering, standin_for

from tenet.pipeline import review

pytestmark = pytest.mark.untraced

DIAGONAL = 11
"""The normal run tries every so many cells, in which each request and each fault occurs; the night all, also faults that stay."""

RULES = ("star-import", "coverage-below-target", "patch-coverage-below-target", "missing-coverage-report")


@dataclass
class Prepared:
    """A stage just before its run, what the run asks for, and what it leaves behind where nothing breaks."""

    github: BreakableStandIn
    before: Snapshot
    asked: list[str] = field(default_factory=list)
    unbroken: Look = field(default_factory=lambda: Look((), (), ()))
    rules: tuple[str, ...] = ()


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Grounds:
    return Grounds.build(tmp_path_factory.mktemp("grounds"))


@pytest.fixture
def prepared(
    grounds: Grounds,
    request: pytest.FixtureRequest,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[tuple[Prepared, Scene]]:
    never_sleep(monkeypatch)
    stage = request.param
    with standin_for(stage, grounds) as github:
        workflow = Workflow(github, grounds.folder, tmp_path_factory.mktemp("runner"), monkeypatch, capfd)
        scene = STAGES[stage](grounds, workflow)
        if scene.reads_no_change_from_github:
            monkeypatch.setattr("tenet.api.judging.review", remembering(review))
        found = Prepared(github, Snapshot.of(github))
        found.before.restore(github)
        ended = scene.run()
        assert ended.status == 0, ended.log
        found.asked = [endpoint(each.method, each.path, each.body) for each in ended.requests]
        found.unbroken = Look.of(github)
        found.rules = tuple(rule for rule in RULES if f"[{rule}]" in ended.job_summary and rule in ended.log)
        yield found, scene
    assert github.invalid == []


@pytest.mark.parametrize("prepared", STAGES, indirect=True)
@pytest.mark.parametrize(
    "scope", ["diagonal", pytest.param("all", marks=pytest.mark.nightly), pytest.param("for good", marks=pytest.mark.nightly)]
)
def test_a_run_survives_or_fails_cleanly_and_the_next_one_puts_all_right(
    prepared: tuple[Prepared, Scene], scope: str, request: pytest.FixtureRequest, capfd: pytest.CaptureFixture[str]
) -> None:
    found, scene = prepared
    told = {asked: Counter[str]() for asked in found.asked}
    wrong = []
    for index, (number, asked, name) in enumerate(cells(found.asked)):
        if scope == "diagonal" and index % DIAGONAL:
            continue
        try:
            told[asked][_outcome(found, scene, number, name, for_good=scope == "for good")] += 1
        except AssertionError as error:
            told[asked]["WRONG"] += 1
            wrong.append(f"{asked}, {name}: {str(error)[:3000]}")
    stage = request.node.callspec.params["prepared"]
    with capfd.disabled():
        print(f"\n{stage}, {scope}:\n" + "\n".join(f"  {asked}: {dict(outcomes)}" for asked, outcomes in told.items()))
    assert wrong == []


def _outcome(found: Prepared, scene: Scene, number: int, name: str, *, for_good: bool) -> str:
    github = found.github
    found.before.restore(github)
    github.break_at(number, made(name), for_good=for_good)
    ended = scene.run()
    github.break_at(0, None, for_good=False)
    github.faults.clear()
    _is_clean(ended, found)
    looks = Look.of(github)
    again = scene.run()
    assert again.status == 0, again.log
    if ended.status == 0 and "### Not posted" not in ended.job_summary and looks != found.unbroken:
        assert (name, for_good) == ("422", True), "a run that says that all is well has posted something else"
        return _refused(found, github, again)
    assert Look.of(github) == found.unbroken
    if not again.writes or scene.is_read_only:
        return "survived" if ended.status == 0 else "failed cleanly, converged"
    assert looks != found.unbroken, "the next run wrote, although all was there"
    assert scene.run().writes == []
    return "failed cleanly, converged"


def _refused(found: Prepared, github: BreakableStandIn, again: Ended) -> str:
    """GitHub takes no comment on these lines: all is in the summary and the check run, and is not tried again on this commit."""
    assert again.writes == []
    looks = Look.of(github)
    assert looks.inline == ()
    assert len(looks.summaries) == len(found.unbroken.summaries)
    for rule in found.rules:
        assert rule in looks.summaries[0][0]
        assert rule in looks.checks[0]
    return "said in the summary"


def _is_clean(ended: Ended, found: Prepared) -> None:
    """The right status, no traceback, no secret, no finding lost, and what was not posted is told with a way to mend it."""
    assert ended.status in {0, 3}, ended.log
    assert "Traceback" not in ended.log
    assert TOKEN not in ended.log + ended.job_summary
    if "could not judge" in ended.job_summary:
        assert ended.status == 3
        return
    for rule in found.rules:
        assert rule in ended.job_summary
        assert rule in ended.log
    assert "### Not posted" in ended.job_summary or ended.status == 0
    if ended.status == 0 and "### Not posted" in ended.job_summary:
        assert "permissions:" in ended.job_summary
