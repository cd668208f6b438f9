"""How many requests a run makes, and that it says so: GitHub gives a workflow's token a thousand an hour and repository."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from github_standin.changes import create_review
from tests.api.action_run import Ended, Workflow, never_sleep
from tests.api.breakable import BreakableStandIn
from tests.api.fault_matrix import STAGES, Grounds, Scene, standin_for

from github_standin import MONA

COUNTED = re.compile(r"GitHub: (\d+) reads?, (\d+) writes?\.")
FIRST_RUN = 8
UNCHANGED = 5
WITH_EDITS = 8
"""Five reads; one request for all comments, one for the summary, one for the check run of the new commit."""


@dataclass(frozen=True)
class Staged:
    github: BreakableStandIn
    scene: Scene

    def run(self) -> Ended:
        """What the log says must be what the stand-in has counted."""
        ended = self.scene.run()
        reads, writes = len(ended.requests) - len(ended.writes), len(ended.writes)
        assert COUNTED.findall(ended.log) == [(str(reads), str(writes))]
        return ended


@pytest.fixture(scope="module")
def grounds(tmp_path_factory: pytest.TempPathFactory) -> Grounds:
    return Grounds.build(tmp_path_factory.mktemp("grounds"))


@pytest.fixture
def staged(
    grounds: Grounds, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], Staged]]:
    never_sleep(monkeypatch)
    started: list[BreakableStandIn] = []

    def stage(name: str) -> Staged:
        github = standin_for(name, grounds).start()
        started.append(github)
        workflow = Workflow(github, grounds.folder, tmp_path_factory.mktemp("runner"), monkeypatch, capfd)
        return Staged(github, STAGES[name](grounds, workflow))

    yield stage
    for github in started:
        assert github.invalid == []
        github.stop()


@pytest.mark.parametrize("checkout", ["first run", "first run, shallow checkout"])
def test_a_first_run_takes_eight_calls_at_most_and_an_unchanged_rerun_five_that_write_nothing(
    staged: Callable[[str], Staged], checkout: str
) -> None:
    life = staged(checkout)
    first = life.run()
    assert len(first.requests) <= FIRST_RUN
    assert len(first.writes) == 3
    again = life.run()
    assert len(again.requests) <= UNCHANGED
    assert again.writes == []


def test_each_further_page_of_comments_and_of_threads_costs_one_call(staged: Callable[[str], Staged]) -> None:
    life = staged("first run")
    life.run()
    unchanged = len(life.run().requests)
    repository = life.github.repository
    for number in range(240):
        life.github.comment_as(MONA, repository, 1, f"Comment {number}")
    assert len(life.run().requests) == unchanged + 2
    comments = [{"path": "app.py", "line": 2, "side": "RIGHT", "body": f"Remark {number}"} for number in range(100)]
    create_review(repository, 1, MONA, {"event": "COMMENT", "body": "", "comments": comments})
    assert len(life.run().requests) == unchanged + 2 + 2  # a page of comments on lines, and one of their threads


def test_a_run_that_edits_comments_takes_eight_calls_whatever_their_number(staged: Callable[[str], Staged]) -> None:
    life = staged("run after a push that fixes")
    ended = life.run()
    assert len(ended.requests) <= WITH_EDITS
    assert [(each.method, each.path.rpartition("/")[2].isdigit()) for each in ended.writes] == [
        ("POST", False),
        ("PATCH", True),
        ("POST", False),
    ]
    assert life.run().writes == []


def test_each_hundred_annotations_cost_two_calls(staged: Callable[[str], Staged]) -> None:
    """GitHub takes fifty at once."""
    life = staged("many annotations")
    ended = life.run()
    [check_run] = life.github.repository.check_runs.values()
    further = -(-len(check_run.annotations) // 50) - 1
    assert further >= 2
    assert len(ended.requests) <= FIRST_RUN - 1 + further  # there is no review
    assert life.run().writes == []


def test_a_merge_queue_takes_two_calls_and_again_one(staged: Callable[[str], Staged]) -> None:
    life = staged("merge queue")
    assert len(life.run().requests) == 2
    assert len(life.run().requests) == 1


def test_a_token_that_only_reads_takes_no_more_calls_than_one_that_writes(staged: Callable[[str], Staged]) -> None:
    assert len(staged("fork").run().requests) <= FIRST_RUN
