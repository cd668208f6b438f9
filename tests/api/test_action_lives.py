"""Random lives of a pull request on a real repository, through the whole action."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule, run_state_machine_as_test
from tests.api.action_run import Workflow, never_sleep
from tests.api.breakable import BreakableStandIn, made
from tests.api.git_life import BEFORE, FILES, LENGTH, MODULES, GitLife, faults, faulty, mended, with_line

from github_standin import MONA

pytestmark = pytest.mark.untraced

STEPS = 7
NAME = st.sampled_from(FILES)
AT = st.integers(0, LENGTH)
FAULTS = st.sampled_from(["500", "502-after", "reset-after", "429", "403", "truncated", "409"])


class GitBackedLife(RuleBasedStateMachine):
    """Every push is real. What the action finds is compared with the lines that are there."""

    make: Callable[[Path], Workflow]
    folder: Path
    covered: Counter[str]

    @initialize(name=NAME, at=AT, module=st.sampled_from(MODULES))
    def open(self, name: str, at: int, module: str) -> None:
        self.covered["sequences"] += 1
        path = self.folder / f"life-{self.covered['sequences']}"
        self.life = GitLife.open(path, with_line(BEFORE, name, at, faulty(module)), type(self).make)

    def teardown(self) -> None:
        if hasattr(self, "life"):
            self.run_and_rerun()
            self.covered["runs"] += self.life.runs
            self.life.github.stop()

    @rule(name=NAME, at=AT, module=st.sampled_from(MODULES), forced=st.booleans())
    def bring_a_faulty_line(self, name: str, at: int, module: str, forced: bool) -> None:
        self.covered["faulty line"] += 1
        self.life.push(with_line(self.life.tree, name, at, faulty(module)), forced=forced)

    @rule(name=NAME, forced=st.booleans())
    def mend_a_line(self, name: str, forced: bool) -> None:
        self.covered["mended line"] += 1
        self.life.push(mended(self.life.tree, name), forced=forced)

    @rule(name=NAME, at=st.integers(0, 3), forced=st.booleans())
    def move_lines_down(self, name: str, at: int, forced: bool) -> None:
        self.covered["moved lines"] += 1
        self.life.push(with_line(self.life.tree, name, at, f"moved_{at} = 1"), forced=forced)

    @rule(data=st.data())
    def force_push_an_old_head(self, data: st.DataObject) -> None:
        self.covered["old head"] += 1
        self.life.go_back(data.draw(st.sampled_from(sorted(self.life.pushed))))

    @rule()
    def run_and_rerun(self) -> None:
        self.covered["run and rerun"] += 1
        ended = self.life.run()
        found = faults(self.life.tree)
        assert ended.status == bool(found), ended.log
        self._all_is_said(found)
        again = self.life.run()
        assert (again.status, again.writes) == (ended.status, [])

    @rule(at=st.integers(1, 8), fault=FAULTS)
    def run_with_a_fault(self, at: int, fault: str) -> None:
        self.covered["run with a fault"] += 1
        self.life.github.break_at(at, made(fault), for_good=False)
        ended = self.life.run()
        self.life.github.break_at(0, None, for_good=False)
        self.life.github.faults.clear()
        assert ended.status in ({1} if faults(self.life.tree) else {0, 3}), ended.log
        assert "Traceback" not in ended.log

    @rule(data=st.data(), resolves=st.booleans())
    @precondition(lambda self: self.life.open_comments())
    def deal_with_a_comment(self, data: st.DataObject, resolves: bool) -> None:
        self.covered["person"] += 1
        first = data.draw(st.sampled_from([each.id for each, _ in self.life.open_comments()]))
        repository = self.life.github.repository
        if resolves:
            repository.threads[first].resolved_by = MONA
        else:
            self.life.github.reply_as(MONA, repository, first, "On purpose.")

    def _all_is_said(self, found: list[tuple[str, int]]) -> None:
        github = self.life.github
        assert github.invalid == []
        summaries = [each.body for each in github.repository.issue_comments.values()]
        assert bool(found) <= len(summaries) <= 1
        for name, line in found:
            assert f"{name}:{line}`" in summaries[0]
        spoken = [each for comment, marker in self.life.open_comments() if not self.life.touched(comment) for each in marker.fingerprints]
        assert len(spoken) == len(set(spoken)) <= len(found)
        for comment, marker in self.life.open_comments():
            if comment.line is not None and len(marker.fingerprints) == 1 and not self.life.touched(comment):
                assert (comment.path, comment.line) in found, "a comment stands on a line that is well"
        newest = max(github.repository.check_runs.values(), key=lambda each: (each.head_sha == github.pull.head_sha, each.id))
        assert (newest.head_sha, newest.conclusion) == (github.pull.head_sha, "failure" if found else "success")


@pytest.mark.parametrize("sequences", [25, pytest.param(500, marks=pytest.mark.nightly)])
def test_whatever_is_pushed_the_next_run_says_what_is_so_and_a_rerun_writes_nothing(
    sequences: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    never_sleep(monkeypatch)

    def make(path: Path) -> Workflow:
        github = BreakableStandIn(git_dir=path, base="main", head="feature").start()
        return Workflow(github, path, tmp_path / f"runner-{path.name}", monkeypatch, capfd)

    covered = Counter[str]()
    machine = type("Life", (GitBackedLife,), {"make": staticmethod(make), "folder": tmp_path, "covered": covered})
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        machine,
        settings=settings(
            max_examples=sequences,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
            derandomize=sequences == 25,
        ),
    )
    with capfd.disabled():
        print(f"\nLives on a real repository: {dict(sorted(covered.items()))}")
