"""The review on a stand-in GitHub: read, planned, written, and read again."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

import pytest
from github_standin.exchange import Answer, Request
from tests.fakes.review import change, file_change, finding, verdict

from github_standin import MONA, Fault, Permissions, StandIn
from tenet.core.errors import PlatformFault
from tenet.core.settings import CommentLevel, GitHubPlace, Secret
from tenet.domain.change import Change, Hunk
from tenet.domain.finding import Finding
from tenet.domain.policy import ReviewSettings
from tenet.domain.review_plan import HeldBack, Posted, ReviewPlan, ReviewTarget, WriteKind
from tenet.domain.review_receipt import Receipt
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_read import GitHubReader
from tenet.infrastructure.github_write import GitHubWriter
from tenet.report.plan import PlanSettings, plan_review

REPOSITORY = "octo-org/service"
LINES = "".join(f"+line {number}\n" for number in range(1, 101))
DIFF = (
    "diff --git a/app/models.py b/app/models.py\nnew file mode 100644\nindex 0000000..1111111\n"
    f"--- /dev/null\n+++ b/app/models.py\n@@ -0,0 +1,100 @@\n{LINES}"
)
CHANGE = change(file_change("app/models.py", Hunk(0, 0, 1, 100)))
SETTINGS = PlanSettings()
OFF_THE_DIFF = change(file_change("app/models.py", Hunk(0, 0, 1, 500)))


@dataclass
class Run:
    """One run of the action's second half. `waited` are the seconds that it would have slept."""

    github: StandIn
    waited: list[float] = field(default_factory=list)
    sleeps: bool = False
    timeout: int = 5
    number: int | None = 1

    def sleep(self, seconds: float) -> None:
        self.waited.append(seconds)
        if self.sleeps:
            time.sleep(seconds)

    @property
    def sha(self) -> str:
        return self.github.pull.head_sha

    def __call__(
        self, *findings: Finding, changed: Change = CHANGE, settings: PlanSettings = SETTINGS, name: str = "tenet", sha: str = ""
    ) -> Receipt:
        place = GitHubPlace(self.github.url, f"{self.github.url}/graphql", "https://github.example", REPOSITORY)
        client = GitHubClient(place, Secret("ghs_token"), sleep=self.sleep, timeout=self.timeout)
        judged = verdict(*findings, head=sha or self.sha, name=name)
        target = ReviewTarget(self.number, sha or self.sha)
        posted = GitHubReader(client).posted(target, name)

        def planner(now: Posted, held_back: HeldBack) -> ReviewPlan:
            return self.plan(judged, changed, now, replace(settings, held_back=held_back))

        return GitHubWriter(client).carry_out(self.plan(judged, changed, posted, settings), target, planner)

    @staticmethod
    def plan(judged: Verdict, changed: Change, posted: Posted, settings: PlanSettings) -> ReviewPlan:
        return plan_review(judged, changed, posted, settings)


@pytest.fixture
def github() -> Iterator[StandIn]:
    with StandIn(diff=DIFF) as standin:
        yield standin
    assert standin.invalid == []


@pytest.fixture
def run(github: StandIn) -> Run:
    return Run(github)


def texts(github: StandIn) -> list[str]:
    return [each.body for each in github.repository.review_comments.values()]


def summary(github: StandIn) -> str:
    [one] = github.repository.issue_comments.values()
    return one.body


def test_a_first_run_posts_one_review_one_summary_and_one_check_run_in_eight_calls(github: StandIn, run: Run) -> None:
    receipt = run(*[finding(number, rule=f"rule-{number}", line=number) for number in range(1, 4)])
    assert (receipt.undone, receipt.fault, receipt.permissions) == ((), None, "")
    assert len(github.repository.reviews) == 1
    assert len(texts(github)) == 3
    assert "3 findings block" in summary(github)
    [check_run] = github.repository.check_runs.values()
    assert (check_run.name, check_run.status, check_run.conclusion) == ("tenet", "completed", "failure")
    assert receipt.reads + receipt.writes == len(github.requests) <= 8
    assert receipt.writes == len(github.writes) == 3


def test_a_second_run_on_the_same_commit_writes_nothing_in_five_calls(github: StandIn, run: Run) -> None:
    run(finding(1), finding(2, rule="other", line=20), finding(3, in_diff=False))
    github.requests.clear()
    receipt = run(finding(1), finding(2, rule="other", line=20), finding(3, in_diff=False))
    assert github.writes == []
    assert receipt.plan.writes_nothing
    assert receipt.reads == len(github.requests) <= 5


def test_each_further_page_of_comments_costs_one_call(github: StandIn, run: Run) -> None:
    run(finding())
    for number in range(240):
        github.comment_as(MONA, github.repository, 1, f"Comment {number}")
    github.requests.clear()
    assert run(finding()).plan.writes_nothing
    assert len(github.requests) == 4 + 2


def test_a_clean_pull_request_gets_a_check_run_alone(github: StandIn, run: Run) -> None:
    receipt = run()
    assert receipt.written == ("the check run, success",)
    assert github.repository.issue_comments == {}


def test_a_push_that_fixes_findings_edits_and_minimises_their_comments_in_one_request(github: StandIn, run: Run) -> None:
    run(*[finding(number, rule=f"rule-{number}", line=number) for number in range(1, 11)])
    github.repository.push(1, "next", DIFF)
    github.requests.clear()
    run(finding(1, rule="rule-1", line=1))
    assert [each.path for each in github.writes].count("/graphql") == 1
    closed = [each for each in github.repository.review_comments.values() if each.minimized]
    assert len(closed) == 9
    assert all("No longer reported" in each.body or f"Fixed in {run.sha[:7]}" in each.body for each in closed)
    assert len(github.repository.reviews) == 1
    assert len(github.repository.issue_comments) == 1


def test_a_comment_that_a_person_answered_or_resolved_is_left(github: StandIn, run: Run) -> None:
    run(finding(1), finding(2, rule="other", line=20))
    first, second = github.repository.review_comments.values()
    github.reply_as(MONA, github.repository, first.id, "On purpose.")
    github.repository.threads[second.id].resolved_by = MONA
    github.repository.push(1, "next", DIFF)
    before = (first.body, second.body)
    run()
    assert (first.body, second.body) == before
    assert (first.minimized, second.minimized) == (None, None)


def test_a_finding_that_comes_back_is_shown_again(github: StandIn, run: Run) -> None:
    run(finding())
    run()
    [one] = github.repository.review_comments.values()
    assert one.minimized
    run(finding())
    assert one.minimized is None
    assert "Fixed" not in one.body
    assert len(github.repository.review_comments) == 1


def test_a_marker_in_somebody_elses_comment_is_not_ours(github: StandIn, run: Run) -> None:
    run(finding())
    github.comment_as(MONA, github.repository, 1, summary(github))
    github.repository.issue_comments.pop(min(github.repository.issue_comments))
    run(finding())
    assert {each.author.login for each in github.repository.issue_comments.values()} == {"mona", "github-actions[bot]"}


def test_nothing_is_posted_for_a_head_that_has_moved(github: StandIn, run: Run) -> None:
    old = run.sha
    github.repository.push(1, "next", DIFF)
    receipt = run(finding(), sha=old)
    assert receipt.head_moved == github.pull.head_sha
    assert (receipt.written, receipt.fault) == ((), None)
    assert github.writes == []


class PushedMeanwhile(StandIn):
    """Somebody pushes just before the review arrives, so GitHub refuses it."""

    def answer(self, request: Request) -> Answer:
        if request.method == "POST" and request.path.endswith("/reviews"):
            self.repository.push(1, "next", DIFF)
            self.faults.add("POST", "/reviews$", "422")
        return super().answer(request)


def test_a_push_between_the_look_at_the_head_and_the_review_stops_everything() -> None:
    with PushedMeanwhile(diff=DIFF) as github:
        receipt = Run(github)(finding())
        assert receipt.head_moved == github.pull.head_sha
        assert (github.repository.issue_comments, github.repository.check_runs) == ({}, {})


def test_a_refused_review_whose_reason_cannot_be_looked_up_is_reported(github: StandIn, run: Run) -> None:
    github.faults.add("POST", "/reviews$", "422")
    github.faults.add("GET", "/pulls/1$", Fault(after=True))
    github.faults.add("GET", "/pulls/1$", "500", times=9)
    receipt = run(finding())
    assert [each.kind for each in receipt.undone] == [WriteKind.REVIEW]
    assert receipt.plan.counts.summary == 1


def test_a_merge_queue_gets_its_check_run_without_a_pull_request(github: StandIn, run: Run) -> None:
    run.number = None
    receipt = run(finding(), settings=PlanSettings(comment=CommentLevel.OFF))
    assert receipt.written == ("the check run, failure",)
    assert len(github.requests) == 2


def test_annotations_come_in_batches_of_fifty(github: StandIn, run: Run) -> None:
    run(finding(1), *[finding(number, rule=f"rule-{number}", in_diff=False) for number in range(2, 130)])
    [check_run] = github.repository.check_runs.values()
    assert len(check_run.annotations) == 128
    assert len(github.requests) == 7 + 2


def test_two_configurations_stand_beside_each_other(github: StandIn, run: Run) -> None:
    run(finding())
    run(finding(), name="billing")
    github.requests.clear()
    assert run(finding()).plan.writes_nothing
    assert run(finding(), name="billing").plan.writes_nothing
    assert len(github.repository.issue_comments) == 2


# What GitHub refuses


def test_one_bad_comment_leaves_the_other_half_inline_and_its_half_in_the_summary(github: StandIn, run: Run) -> None:
    good = [finding(number, rule=f"rule-{number}", line=number) for number in range(1, 4)]
    bad = finding(9, rule="rule-9", line=300)
    receipt = run(*good, bad, changed=OFF_THE_DIFF)
    assert receipt.fault is None
    assert len(texts(github)) == 2
    assert receipt.plan.counts == replace(receipt.plan.counts, inline=2, summary=2)
    assert "2 inline, 2 here alone" in summary(github)
    assert all(f"rule-{number}" in summary(github) for number in (1, 2, 3, 9))
    github.requests.clear()
    assert run(*good, bad, changed=OFF_THE_DIFF).plan.writes_nothing


def test_a_lone_bad_comment_goes_to_the_summary(github: StandIn, run: Run) -> None:
    receipt = run(finding(line=300), changed=OFF_THE_DIFF)
    assert (texts(github), receipt.fault) == ([], None)
    assert "1 here alone" in summary(github)
    assert len(github.writes) == 3


def test_a_read_only_token_posts_nothing_and_names_the_permissions(github: StandIn, run: Run) -> None:
    github.permissions = Permissions.read_only()
    receipt = run(finding())
    assert receipt.permissions == "permissions:\n  contents: read\n  checks: write\n  pull-requests: write"
    assert (receipt.written, receipt.fault) == ((), None)
    assert "raw\\-sql" in receipt.plan.job_summary or "raw-sql" in receipt.plan.job_summary
    assert receipt.plan.counts.summary == 1
    assert len(github.requests) <= 8


def test_a_403_on_one_kind_degrades_that_kind_alone(github: StandIn, run: Run) -> None:
    github.permissions = Permissions(checks="none")
    receipt = run(finding())
    assert receipt.permissions == "permissions:\n  contents: read\n  checks: write"
    assert len(texts(github)) == 1
    assert summary(github)


def test_comments_that_may_not_be_read_are_not_written_either(github: StandIn, run: Run) -> None:
    github.permissions = Permissions(pull_requests="none", issues="none")
    receipt = run(finding())
    assert receipt.written == ("the check run, failure",)
    assert "pull-requests: write" in receipt.permissions


# What goes wrong on the way

WRITES = {
    WriteKind.REVIEW: ("POST", r"/pulls/1/reviews$"),
    WriteKind.SUMMARY: ("POST", r"/issues/1/comments$"),
    WriteKind.CHECK_RUN: ("POST", r"/check-runs$"),
}
UNCERTAIN = ["500", "502", "503", "502-after", "reset", "reset-after"]


@pytest.mark.parametrize("name", UNCERTAIN)
@pytest.mark.parametrize("kind", WRITES)
def test_a_write_whose_fate_is_unknown_is_made_exactly_once(github: StandIn, run: Run, kind: WriteKind, name: str) -> None:
    github.faults.add(*WRITES[kind], name)
    receipt = run(finding())
    assert receipt.undone == ()
    assert github.faults.left == 0
    assert (len(github.repository.reviews), len(github.repository.issue_comments), len(github.repository.check_runs)) == (1, 1, 1)
    github.requests.clear()
    assert run(finding()).plan.writes_nothing


@pytest.mark.parametrize("kind", WRITES)
def test_a_slow_answer_is_waited_for(github: StandIn, run: Run, kind: WriteKind) -> None:
    github.faults.add(*WRITES[kind], "slow", delay=0.2)
    assert run(finding()).undone == ()
    assert run.waited == []


def test_an_answer_that_comes_too_late_does_not_write_twice(github: StandIn) -> None:
    github.faults.add(*WRITES[WriteKind.REVIEW], "slow", delay=1.3)
    assert Run(github, timeout=1, sleeps=True)(finding()).undone == ()
    assert (len(github.repository.reviews), len(github.repository.issue_comments), len(github.repository.check_runs)) == (1, 1, 1)


@pytest.mark.parametrize("name", ["429", "secondary-rate-limit", "rate-limit"])
@pytest.mark.parametrize("kind", WRITES)
def test_a_rate_limit_is_waited_out_as_long_as_it_asks(github: StandIn, run: Run, kind: WriteKind, name: str) -> None:
    github.faults.add(*WRITES[kind], name, retry_after=7)
    assert run(finding()).undone == ()
    assert len(run.waited) == 1
    assert 6 <= run.waited[0] <= 9


@pytest.mark.parametrize("name", ["401", "409", "404", "500", "reset"])
@pytest.mark.parametrize("kind", WRITES)
def test_what_fails_for_good_is_named_and_the_rest_is_written(github: StandIn, run: Run, kind: WriteKind, name: str) -> None:
    github.faults.add(*WRITES[kind], name, times=9)
    receipt = run(finding())
    assert [each.kind for each in receipt.undone] == [kind]
    assert receipt.fault is not None
    assert kind.value in receipt.fault.message
    assert len(receipt.written) == 2
    assert "raw-sql" in receipt.plan.job_summary
    assert receipt.permissions == ""
    github.faults.clear()
    assert run(finding()).undone == ()
    assert (len(github.repository.reviews), len(github.repository.issue_comments)) == (1, 1)


def test_a_review_that_fails_leaves_its_findings_to_the_summary(github: StandIn, run: Run) -> None:
    github.faults.add(*WRITES[WriteKind.REVIEW], "500", times=9)
    receipt = run(finding())
    assert receipt.plan.counts.summary == 1
    [check_run] = github.repository.check_runs.values()
    assert len(check_run.annotations) == 1


def test_a_limit_beyond_our_patience_is_not_waited_for(github: StandIn, run: Run) -> None:
    github.faults.add(*WRITES[WriteKind.REVIEW], "429", retry_after=3600)
    receipt = run(finding())
    assert [each.kind for each in receipt.undone] == [WriteKind.REVIEW]
    assert sum(run.waited) <= 60


def test_all_waits_of_a_run_together_are_bounded(github: StandIn, run: Run) -> None:
    github.faults.add("POST", ".", "429", times=100, retry_after=25)
    receipt = run(finding())
    assert len(receipt.undone) == 3
    assert sum(run.waited) <= 60


@pytest.mark.parametrize("name", ["429", "500", "502", "503", "reset", "secondary-rate-limit", "truncated"])
@pytest.mark.parametrize("path", [r"/pulls/1/comments", r"/issues/1/comments", r"/check-runs", r"/pulls/1$", "/graphql"])
def test_a_read_that_fails_once_is_repeated(github: StandIn, run: Run, path: str, name: str) -> None:
    run(finding())
    github.faults.add("POST" if path == "/graphql" else "GET", path, name)
    receipt = run(finding(2, rule="other", line=20))
    assert receipt.undone == ()
    assert github.faults.left == 0
    assert len(github.repository.issue_comments) == 1


def test_an_edit_whose_fate_is_unknown_is_repeated(github: StandIn, run: Run) -> None:
    run(finding())
    github.faults.add("POST", "/graphql", "502-after", body="mutation")
    github.faults.add("PATCH", "/issues/comments", "reset-after")
    assert run().undone == ()
    assert "all is well" in summary(github)


def test_edits_are_made_one_by_one_where_there_is_no_graphql(github: StandIn, run: Run) -> None:
    run(finding(1), finding(2, rule="other", line=20))
    github.faults.add("POST", "/graphql", "404", times=99)
    assert run().undone == ()
    assert all("Fixed" in body or "No longer" in body for body in texts(github))


def test_a_persons_token_knows_its_own_comments_with_and_without_graphql(github: StandIn, run: Run) -> None:
    github.people["ghs_token"] = MONA
    run(finding())
    for faults in (0, 9):
        github.faults.add("POST", "/graphql", "404", times=faults)
        assert run(finding()).plan.writes_nothing
    assert {each.author.login for each in github.repository.review_comments.values()} == {"mona"}


def test_where_it_is_not_known_who_we_are_nothing_is_written(github: StandIn, run: Run) -> None:
    run(finding())
    github.faults.add("POST", "/graphql", "502", times=9)
    with pytest.raises(PlatformFault, match="comments on the pull request could not be read"):
        run(finding(), finding(2, rule="other", line=20))


@pytest.mark.parametrize("path", ["comments", "check-runs"])
def test_what_cannot_be_read_is_a_fault(github: StandIn, run: Run, path: str) -> None:
    github.faults.add("GET", path, "401", times=9)
    with pytest.raises(PlatformFault, match="could not be read") as failed:
        run(finding())
    assert "github-token" in failed.value.hint
    assert github.writes == []


def test_check_runs_that_may_not_be_read_are_not_written_either(github: StandIn, run: Run) -> None:
    github.faults.add("GET", "check-runs", "403")
    receipt = run(finding())
    assert [each.kind for each in receipt.undone] == [WriteKind.CHECK_RUN]
    assert github.repository.check_runs == {}


def test_a_comment_that_is_gone_needs_no_edit(github: StandIn, run: Run) -> None:
    run(finding(1), finding(2, rule="other", line=20))
    github.faults.add("POST", "/graphql", "404", times=99)
    github.faults.add("PATCH", "/pulls/comments", "404")
    assert run().undone == ()


def test_an_edit_that_fails_is_reported(github: StandIn, run: Run) -> None:
    run(finding())
    github.faults.add("POST", "/graphql", "404", times=99)
    github.faults.add("PATCH", "/pulls/comments", "422")
    assert [each.kind for each in run().undone] == [WriteKind.EDITS]


def test_half_a_review_that_fails_for_another_reason_is_reported(github: StandIn, run: Run) -> None:
    github.faults.add("POST", "/reviews$", "422")
    github.faults.add("POST", "/reviews$", "409")
    receipt = run(*[finding(number, rule=f"rule-{number}", line=number) for number in range(1, 5)])
    assert [each.kind for each in receipt.undone] == [WriteKind.REVIEW]
    assert (receipt.plan.counts.inline, receipt.plan.counts.summary) == (2, 2)


def test_where_the_rest_of_a_refused_review_cannot_be_read_back_the_first_plan_stands(github: StandIn, run: Run) -> None:
    github.faults.add("POST", "/reviews$", "422")
    github.faults.add("POST", "/reviews$", "409")
    found = [finding(number, rule=f"rule-{number}", line=number) for number in range(1, 5)]
    github.faults.add("GET", "/pulls/1/comments", Fault(after=True))
    github.faults.add("GET", "/pulls/1/comments", "500", times=9)
    receipt = run(*found)
    assert WriteKind.SUMMARY in {each.kind for each in receipt.undone}
    assert "rule-4" in receipt.plan.job_summary


def test_edits_that_the_token_may_not_make_are_reported(github: StandIn, run: Run) -> None:
    run(finding())
    github.permissions = Permissions.read_only()
    receipt = run()
    assert {each.kind for each in receipt.undone} >= {WriteKind.EDITS, WriteKind.SUMMARY}
    assert "pull-requests: write" in receipt.permissions


class DeletedMeanwhile(StandIn):
    """A person deletes the summary just before it is edited."""

    def answer(self, request: Request) -> Answer:
        if request.method == "PATCH":
            self.repository.issue_comments.clear()
        return super().answer(request)


def test_a_summary_that_a_person_deleted_is_made_again() -> None:
    with DeletedMeanwhile(diff=DIFF) as github:
        run = Run(github)
        run(finding())
        assert run().undone == ()
        assert "all is well" in summary(github)


def test_a_summary_that_is_there_and_cannot_be_edited_is_not_made_twice(github: StandIn, run: Run) -> None:
    run(finding())
    github.faults.add("PATCH", "/issues/comments", "404")
    assert [each.kind for each in run().undone] == [WriteKind.SUMMARY]
    assert "1 finding blocks" in summary(github)


def test_where_the_head_cannot_be_read_nothing_is_written_and_all_is_named(github: StandIn, run: Run) -> None:
    github.faults.add("GET", r"/pulls/1$", "500", times=9)
    receipt = run(finding())
    assert [each.kind for each in receipt.undone] == [WriteKind.REVIEW, WriteKind.SUMMARY, WriteKind.CHECK_RUN]
    assert receipt.fault is not None
    assert github.writes == []


def test_the_cap_of_the_policy_is_kept_over_pushes(github: StandIn, run: Run) -> None:
    settings = PlanSettings(ReviewSettings(max_inline=2))
    found = [finding(number, rule=f"rule-{number}", severity=Severity.WARNING, line=number) for number in range(1, 6)]
    run(*found[:2], settings=settings)
    github.repository.push(1, "next", DIFF)
    run(*found, settings=settings)
    assert len(texts(github)) == 2


# What random sequences have found


def test_a_verdict_that_goes_and_comes_back_on_one_commit_has_the_last_check_run(github: StandIn, run: Run) -> None:
    """The description of a pull request is edited, and edited back: GitHub shows the newest check run of a name."""
    run(finding())
    run()
    run(finding())
    assert [each.conclusion for each in github.repository.check_runs.values()] == ["failure", "success", "failure"]
    github.requests.clear()
    assert run(finding()).plan.writes_nothing


@pytest.mark.parametrize("name", ["500", "409", "reset", "422"])
def test_a_check_run_that_lacks_annotations_is_made_again(github: StandIn, run: Run, name: str) -> None:
    found = [finding(number, rule=f"rule-{number}", in_diff=False) for number in range(1, 130)]
    github.faults.add("PATCH", "/check-runs/", Fault(after=True))
    github.faults.add("PATCH", "/check-runs/", name, times=9)
    assert [each.kind for each in run(*found).undone] == [WriteKind.CHECK_RUN]
    github.faults.clear()
    assert run(*found).undone == ()
    assert [len(each.annotations) for each in github.repository.check_runs.values()] == [100, 129]
    github.requests.clear()
    assert run(*found).plan.writes_nothing


@pytest.mark.parametrize("name", ["404", "409", "422"])
def test_edits_that_graphql_refuses_for_once_are_made_and_minimised_by_the_next_run(github: StandIn, run: Run, name: str) -> None:
    """Edited by other means they would stay visible, and no later run would look at them again."""
    run(finding())
    github.faults.add("POST", "/graphql", name, body="mutation")
    assert [each.kind for each in run().undone] == [WriteKind.EDITS]
    assert run().undone == ()
    [one] = github.repository.review_comments.values()
    assert one.minimized == "resolved"


@pytest.mark.parametrize(("level", "said"), [(CommentLevel.REVIEW, {WriteKind.EDITS}), (CommentLevel.OFF, set())])
def test_comments_that_may_not_be_read_are_said_to_be_left_where_nothing_is_found(
    github: StandIn, run: Run, level: CommentLevel, said: set[WriteKind]
) -> None:
    """They may speak of findings that are fixed by now."""
    run(finding())
    github.permissions = Permissions(pull_requests="none", issues="none")
    receipt = run(settings=PlanSettings(comment=level))
    assert {each.kind for each in receipt.undone} == said
    assert ("pull-requests: write" in receipt.permissions) == bool(said)
