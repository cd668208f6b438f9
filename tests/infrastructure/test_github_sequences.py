"""Random lives of a pull request: pushes, replies, resolutions, faults and reruns, and what must hold after each run."""

from collections import Counter
from contextlib import suppress

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule, run_state_machine_as_test
from tests.fakes.review import finding
from tests.infrastructure.test_github_review import DIFF, Run

from github_standin import MONA, StandIn
from tenet.core.errors import PlatformFault
from tenet.domain.finding import Finding
from tenet.domain.policy import ReviewSettings
from tenet.domain.review_marker import CommentKind, CommentState, Marker, read_marker, short
from tenet.domain.severity import Severity
from tenet.report.plan import PlanSettings

CAP = 4
SETTINGS = PlanSettings(ReviewSettings(max_inline=CAP, group_over=2))
NUMBERS = st.sets(st.integers(1, 14), max_size=9)
FAULTS = st.sampled_from(["401", "403", "404", "409", "422", "429", "500", "502-after", "reset", "reset-after", "truncated"])
PLACES = st.sampled_from(
    [("POST", "/reviews$"), ("POST", "/issues/1/comments"), ("POST", "/check-runs$"), ("PATCH", "."), ("POST", "/graphql"), ("GET", ".")]
)


def found(numbers: set[int]) -> list[Finding]:
    """The same number is always the same finding. Some are notices, some are off the diff."""
    return [
        finding(
            number,
            rule=f"rule-{number % 3}",
            line=number,
            severity=Severity.NOTICE if number % 7 == 0 else Severity.WARNING,
            in_diff=number % 5 != 0,
        )
        for number in sorted(numbers)
    ]


class Life(RuleBasedStateMachine):
    """One pull request on one stand-in."""

    @initialize()
    def open(self) -> None:
        self.github = StandIn(diff=DIFF).start()
        self.current: set[int] = set()
        self.heads: list[str] = []
        self.settled = False
        self.theirs: dict[int, str] = {}

    def teardown(self) -> None:
        self.github.stop()

    def run(self) -> None:
        Run(self.github)(*found(self.current), settings=SETTINGS)

    @rule(numbers=NUMBERS)
    def push(self, numbers: set[int]) -> None:
        self.heads.append(self.github.pull.head_sha)
        self.github.repository.push(1, f"push {len(self.heads)}", DIFF)
        self.current = numbers
        self.run_twice()

    @rule(numbers=NUMBERS, fault=FAULTS, place=PLACES, times=st.integers(1, 3))
    def push_with_a_fault(self, numbers: set[int], fault: str, place: tuple[str, str], times: int) -> None:
        self.heads.append(self.github.pull.head_sha)
        self.github.repository.push(1, f"push {len(self.heads)}", DIFF)
        self.current = numbers
        self.run_with_a_fault(fault, place, times)
        self.run_twice()

    @rule()
    def run_twice(self) -> None:
        self.run()
        before = len(self.github.writes)
        self.run()
        assert len(self.github.writes) == before, self.github.writes[before:]
        self.settled = True

    def run_with_a_fault(self, fault: str, place: tuple[str, str], times: int) -> None:
        # a server without GraphQL knows nothing of resolutions, so there the promise to leave them cannot be kept
        self.github.faults.add(*place, "403" if (fault, place[1]) == ("404", "/graphql") else fault, times=times)
        with suppress(PlatformFault):
            self.run()
        self.github.faults.clear()
        self.settled = False

    @rule(data=st.data())
    def run_for_an_old_head(self, data: st.DataObject) -> None:
        before = len(self.github.writes)
        sha = data.draw(st.sampled_from(["0" * 40, *self.heads]))
        receipt = Run(self.github)(*found({1, 2}), settings=SETTINGS, sha=sha)
        assert receipt.head_moved
        assert len(self.github.writes) == before

    @rule(data=st.data(), resolves=st.booleans())
    @precondition(lambda self: bool(self.github.repository.review_comments))
    def a_person_deals_with_a_comment(self, data: st.DataObject, resolves: bool) -> None:
        first = data.draw(st.sampled_from([each.id for each in self.github.repository.review_comments.values() if each.reply_to is None]))
        if resolves:
            self.github.repository.threads[first].resolved_by = MONA
        else:
            self.github.reply_as(MONA, self.github.repository, first, "On purpose.")
        self.theirs[first] = self.github.repository.review_comments[first].body
        self.settled = False

    def said(self) -> list[tuple[int, Marker]]:
        """Our open comments on the diff that nobody has dealt with."""
        comments = self.github.repository.review_comments.values()
        marked = [(each.id, marker) for each in comments if (marker := read_marker(each.body)) is not None]
        return [(number, marker) for number, marker in marked if marker.state is CommentState.OPEN]

    @invariant()
    def what_people_dealt_with_is_left(self) -> None:
        for number, body in self.theirs.items():
            assert self.github.repository.review_comments[number].body == body

    @invariant()
    def every_request_is_valid(self) -> None:
        assert self.github.invalid == []

    @invariant()
    def no_comment_is_off_the_diff_or_about_a_notice(self) -> None:
        quiet = {short(each.fingerprint) for each in found(set(range(1, 15))) if not each.in_diff or each.severity is Severity.NOTICE}
        assert quiet.isdisjoint(fingerprint for _, marker in self.said() for fingerprint in marker.fingerprints)

    @invariant()
    def the_cap_is_kept(self) -> None:
        by_review = Counter(each.review for each in self.github.repository.review_comments.values() if each.reply_to is None)
        assert max(by_review.values(), default=0) <= CAP

    @invariant()
    def nothing_is_said_twice(self) -> None:
        spoken = [fingerprint for _, marker in self.said() for fingerprint in marker.fingerprints]
        assert len(spoken) == len(set(spoken))

    @invariant()
    def there_is_one_summary_at_most(self) -> None:
        markers = [read_marker(each.body) for each in self.github.repository.issue_comments.values()]
        assert len([each for each in markers if each is not None and each.kind is CommentKind.SUMMARY]) <= 1

    @invariant()
    def a_settled_pull_request_says_what_is_so(self) -> None:
        if not self.settled:
            return
        active = {short(each.fingerprint) for each in found(self.current)}
        for number, marker in self.said():
            assert number in self.theirs or active.issuperset(marker.fingerprints)
        summaries = [each.body for each in self.github.repository.issue_comments.values()]
        assert bool(summaries) >= bool(self.current)
        for each in found(self.current):
            assert f"models.py:{each.line}`" in summaries[0]
        runs = [each for each in self.github.repository.check_runs.values() if each.head_sha == self.github.pull.head_sha]
        assert runs


@pytest.mark.parametrize("examples", [25, pytest.param(300, marks=pytest.mark.nightly)])
def test_whatever_happens_to_a_pull_request_the_next_run_puts_it_right(examples: int) -> None:
    checks = list(HealthCheck)
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        Life, settings=settings(max_examples=examples, stateful_step_count=12, deadline=None, suppress_health_check=checks)
    )
