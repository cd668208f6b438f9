"""The fork-safe pair end to end: what the second half posts, for whom, and what it refuses."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import cast

import pytest
from github_standin.events import Event
from tests.api.action_run import Service
from tests.api.fork_run import ARTIFACT, FORK, SECRET, Pair, Review, Stored, counted, review_on

from github_standin import merge_group_event
from tenet.api.stored import PROVENANCE

READS = 8
SHOWN_LINES = re.compile(r"(Line \d+[^\n]*:\n```python|```suggestion)\n.*?```\n\n", re.DOTALL)
"""The line of code that a comment quotes, or the suggestion that stands in its place."""


def without_code(review: Review) -> Review:
    return replace(review, lines=tuple((*place, SHOWN_LINES.sub("", body)) for *place, body in review.lines))


def without_provenance(text: str) -> str:
    return text.replace(f" {PROVENANCE}", "")


def test_the_pair_posts_what_a_direct_run_would_have_posted_but_for_suggestions(pair: Pair, direct: Review) -> None:
    assert (pair.judge().status, counted(pair.github)) == (1, (0, 0, 0))
    assert pair.publish().status == 1
    assert counted(pair.github) == (1, 1, 1)
    found = review_on(pair.github)
    assert len(found.lines) == 5
    assert "```suggestion" in str(direct)
    assert "```suggestion" not in str(found)
    assert without_code(found).lines == without_code(direct).lines
    assert len(set(found.lines) & set(direct.lines)) == 4
    assert tuple(map(without_provenance, found.summaries)) == direct.summaries
    assert [(*rest, without_provenance(summary)) for *rest, summary in found.check_runs] == [tuple(each) for each in direct.check_runs]
    assert found.annotations == direct.annotations
    assert PROVENANCE in found.summaries[0]


def test_a_second_publication_of_the_same_result_writes_nothing(pair: Pair) -> None:
    pair.judge()
    first = pair.publish()
    assert (len(first.requests), len(first.writes)) == (READS + 3, 3)
    again = pair.publish()
    assert (len(again.requests), again.writes, again.status) == (READS, [], 1)
    assert again.outputs == first.outputs


def test_the_outputs_are_those_of_the_first_half(pair: Pair) -> None:
    judged, published = pair.judge(), pair.publish()
    assert published.outputs == judged.outputs | {"result-file": ARTIFACT}
    assert all(f"`{rule}`" in published.job_summary for rule in ("star-import", "coverage-below-target"))


def test_a_secret_in_the_code_is_neither_stored_nor_posted(pair: Pair) -> None:
    pair.judge()
    assert "hardcoded-config" in str(pair.stored())
    ended = pair.publish()
    assert "keys.py" in str(review_on(pair.github))
    assert SECRET not in str(pair.stored()) + str(review_on(pair.github)) + ended.log + ended.job_summary


@pytest.mark.parametrize("conclusion", ["failure", "cancelled", "timed_out"])
def test_a_run_that_did_not_succeed_is_published_all_the_same(pair: Pair, conclusion: str) -> None:
    pair.judge()
    assert pair.publish(payload=pair.event(conclusion=conclusion)).status == 1
    assert counted(pair.github) == (1, 1, 1)


def test_the_command_posts_what_the_action_posts(pair: Pair) -> None:
    pair.judge()
    assert pair.command(ARTIFACT).status == 1
    assert counted(pair.github) == (1, 1, 1)
    assert pair.publish().writes == []


def test_the_command_posts_for_the_pull_request_of_any_event(pair: Pair) -> None:
    pair.judge()
    ended = replace(pair.second, command=("publish", ARTIFACT))()
    assert (ended.status, counted(pair.github)) == (1, (1, 1, 1))


def test_a_result_is_not_posted_where_the_event_has_no_pull_request(pair: Pair) -> None:
    pair.judge()
    group = merge_group_event(pair.github, pair.github.repository, pair.github.pull)
    ended = replace(pair.second, command=("publish", ARTIFACT))(event="merge_group", payload=group)
    assert (ended.status, ended.requests, counted(pair.github)) == (2, [], (0, 0, 0))


def test_nothing_is_posted_for_a_head_that_has_moved(pair: Pair, proposal: Service) -> None:
    pair.judge()
    event = pair.event()
    pair.github.repository.push(1, "clean")
    ended = pair.publish(payload=event)
    assert (ended.status, ended.writes) == (0, [])
    assert f"no longer {proposal.head[:12]}" in ended.log
    assert "nothing was posted" in ended.job_summary


def closed(pair: Pair) -> Event:
    event = pair.event()
    pair.github.pull.state = "closed"
    return event


def of_a_push(pair: Pair) -> Event:
    return pair.event(event="push")


def of_a_deleted_fork(pair: Pair) -> Event:
    event = pair.event()
    cast("dict[str, None]", event["workflow_run"])["head_repository"] = None
    return event


def of_another_fork(pair: Pair) -> Event:
    """Of the same owner, with a branch of the same name."""
    event = pair.event()
    pair.github.pull.fork = "mona/another"
    return event


@pytest.mark.parametrize("happened", [closed, of_a_push, of_a_deleted_fork, of_another_fork])
def test_a_run_without_an_open_pull_request_posts_nothing_and_says_why(pair: Pair, happened: Callable[[Pair], Event]) -> None:
    pair.judge()
    ended = pair.publish(payload=happened(pair))
    assert (ended.status, ended.writes) == (0, [])
    assert "nothing was posted" in ended.log


def test_two_pull_requests_of_one_head_are_told_apart_by_the_event_or_not_at_all(pair: Pair) -> None:
    pair.judge()
    pair.github.pull.fork = None
    own = pair.event()
    pair.github.pull.fork = FORK
    pair.github.repository.add_pull(base="main", head="feature", fork=FORK, base_ref="main")
    ended = pair.publish()
    assert (ended.status, ended.writes) == (2, [])
    assert "(2, 1)" in ended.log
    for pull in pair.github.repository.pulls.values():
        pull.fork = None
    assert pair.publish(payload=own).status == 1
    assert {each.pull for each in pair.github.repository.reviews.values()} == {1}


def test_a_pull_request_from_the_repository_itself_is_published_too(pair: Pair) -> None:
    pair.judge()
    pair.github.pull.fork = None
    assert (pair.publish().status, counted(pair.github)) == (1, (1, 1, 1))


def test_a_github_that_does_not_answer_is_no_verdict(pair: Pair) -> None:
    pair.judge()
    pair.github.faults.add("GET", "/pulls$", 500, times=9)
    ended = pair.publish()
    assert (ended.status, ended.writes) == (3, [])
    pair.github.faults.clear()
    assert (pair.publish().status, counted(pair.github)) == (1, (1, 1, 1))


def test_the_size_of_the_review_is_that_of_the_bases_policy(pair: Pair) -> None:
    pair.judge()
    pair.change(lambda stored: cast("dict[str, object]", stored["configuration"]).update(note="max_inline: 100"))
    pair.publish()
    grouped = [each for each in pair.github.repository.review_comments.values() if "3 places" in each.body]
    assert len(grouped) == 1


def test_a_policy_that_github_no_longer_finds_at_the_base_posts_nothing_under_another_name(pair: Pair) -> None:
    pair.judge()
    pair.github.faults.add("GET", "/contents/", "404")
    ended = pair.publish()
    assert (ended.status, ended.writes) == (3, [])
    assert "the stored result was judged under one that it had" in ended.log
    pair.github.faults.clear()
    assert pair.publish().status == 1
    assert counted(pair.github) == (1, 1, 1)


def test_a_result_of_an_older_version_is_published(pair: Pair) -> None:
    pair.judge()
    pair.change(grow_old)
    assert pair.publish().status == 1
    assert counted(pair.github) == (1, 1, 1)
    assert "`star-import`" in str(review_on(pair.github))


def grow_old(stored: Stored) -> None:
    """Without what came later."""
    for name in ("configuration", "repository", "skipped", "passed"):
        del stored[name]
    parts = cast("dict[str, dict[str, object]]", stored)
    for name in ("notes", "falls", "uncovered", "partial", "tests"):
        del parts["coverage"][name]
    for finding in cast("list[dict[str, object]]", stored["findings"]):
        for name in ("code", "symbol", "asked_by"):
            del finding[name]


def test_the_other_files_are_written_and_the_stored_one_is_left_as_it_is(pair: Pair) -> None:
    pair.judge()
    before = (pair.second.workspace / ARTIFACT).read_bytes()
    pair.publish(inputs={"result-file": ARTIFACT, "sarif-file": "tenet.sarif"})
    assert (pair.second.workspace / ARTIFACT).read_bytes() == before
    assert (pair.second.workspace / "tenet.sarif").is_file()
