"""What must hold on a pull request: after each run, and once the last run has had the last word."""

import re
from collections import Counter
from collections.abc import Callable, Mapping

from github_standin.records import CheckRun, ReviewComment
from github_standin.service import LoggedRequest
from tests.infrastructure.lives.pull_request import Ended, PullRequestLife, State

from github_standin import ACTIONS_BOT
from tenet.core.errors import ExitStatus
from tenet.core.settings import CommentLevel
from tenet.domain.finding import Finding
from tenet.domain.review_marker import CommentKind, CommentState, Marker, read_marker, short
from tenet.domain.severity import Severity

TALLY = re.compile(r"(\d+) (inline|in grouped comments|here alone)")


class Promises:
    """Holds a life to what Tenet promises. Every method that runs Tenet checks what the run left behind."""

    def __init__(self, life: PullRequestLife) -> None:
        self.life = life
        self.foreign: dict[int, str] = {}
        self.theirs: dict[int, str] = {}
        self.deleted: set[str] = set()

    # the runs

    def run(self, name: str) -> None:
        """A run that nothing disturbs has the last word."""
        before = self._of_others(name)
        ended = self.life.run(name)
        assert ended.is_whole, ended
        assert ended.status is self._status(name)
        self.life.configurations[name].settled = True
        assert self._of_others(name) == before
        self.check_always()
        self.check_settled(name)

    def rerun(self, name: str) -> None:
        before = len(self.life.github.requests)
        self.run(name)
        assert [each for each in self._requests(before) if each.writes] == []

    def run_with_faults(self, name: str, broken: Mapping[int, str]) -> None:
        self.life.github.schedule(broken=broken)
        ended = self.life.run(name)
        self.life.github.schedule()
        self.life.github.faults.clear()
        self.life.configurations[name].settled = ended.is_whole
        blocked = self._status(name) is ExitStatus.BLOCKED
        failed = ended.published.fault is not None
        assert ended.status is (ExitStatus.BLOCKED if blocked else ExitStatus.PLATFORM_FAILED if failed else ExitStatus.PASSED)
        self._nothing_is_lost(ended, name)
        self.check_always()
        if ended.is_whole:
            self.check_settled(name, refusals=True)

    def run_for_old(self, name: str, old: State) -> None:
        """A run of an older commit writes nothing; one from before an edit of the description judges again."""
        before = len(self.life.github.requests)
        ended = self.life.run(name, old)
        if old.sha == self.life.state.sha:
            self.run(name)
            return
        # a run that finds all there as it would write it does not ask where the head is
        assert ended.status is (ExitStatus.PASSED if ended.published.head_moved else self._status(name, old))
        assert [each for each in self._requests(before) if each.writes] == []

    def interrupted(self, name: str, meanwhile: Mapping[int, Callable[[], None]]) -> None:
        """Something happens in the middle of a run. Only the state after the next run is promised."""
        self.life.github.schedule(meanwhile=meanwhile)
        self.life.run(name, self.life.state)
        late = list(self.life.github.meanwhile.values())
        self.life.github.schedule()
        for each in late:
            each()
        self.life.unsettle()
        self.note_people()
        assert self.life.github.invalid == []

    # what is there

    def threads(self) -> list[int]:
        """The first comments of our threads, and of others'."""
        return [each.id for each in self._line_comments() if each.reply_to is None]

    def summaries(self) -> list[int]:
        return [number for number, marker in self._own_summaries()]

    def note_people(self) -> None:
        """Remembers how the comments look that people have dealt with."""
        self.theirs = {each.id: each.body for each in self._line_comments() if self._touched(each)}

    def _touched(self, comment: ReviewComment) -> bool:
        repository = self.life.github.repository
        thread = repository.threads[comment.reply_to or comment.id]
        answered = any(each.author.kind == "User" and each.reply_to for each in repository.comments_of(thread))
        marker = read_marker(comment.body)
        hidden = comment.minimized is not None and marker is not None and marker.state is CommentState.OPEN
        return answered or hidden or thread.resolved_by not in {None, ACTIONS_BOT}

    def _line_comments(self) -> list[ReviewComment]:
        return list(self.life.github.repository.review_comments.values())

    def _own(self, name: str) -> list[tuple[ReviewComment, Marker]]:
        """What Tenet has said, of whatever version: what people have dealt with first, then what it can edit."""
        found = [(each, read_marker(each.body)) for each in self._line_comments() if each.author == ACTIONS_BOT]
        of_name = [(each, marker) for each, marker in found if marker is not None and marker.name == name]
        return sorted(of_name, key=lambda pair: (not self._touched(pair[0]), not _is_editable(*pair), pair[0].id))

    def _open(self, name: str) -> list[tuple[ReviewComment, Marker]]:
        return [(each, marker) for each, marker in self._own(name) if marker.state is CommentState.OPEN]

    def _own_summaries(self) -> list[tuple[int, Marker]]:
        comments = self.life.github.repository.issue_comments.values()
        found = [(each.id, read_marker(each.body)) for each in comments if each.author == ACTIONS_BOT]
        return [(number, marker) for number, marker in found if marker is not None and marker.kind is CommentKind.SUMMARY]

    def _open_summaries(self, name: str) -> list[int]:
        return [number for number, marker in self._own_summaries() if marker.name == name and marker.state is CommentState.OPEN]

    def _of_others(self, name: str) -> dict[int, tuple[str, str | None]]:
        """Every comment that is not of this configuration, with whether it is minimised."""
        repository = self.life.github.repository
        comments = [*repository.issue_comments.values(), *repository.review_comments.values()]
        kept = {}
        for each in comments:
            marker = read_marker(each.body)
            if each.author != ACTIONS_BOT or marker is None or marker.name != name:
                kept[each.id] = (each.body, each.minimized)
        return kept

    def _requests(self, since: int) -> list[LoggedRequest]:
        return self.life.github.requests[since:]

    def _status(self, name: str, state: State | None = None) -> ExitStatus:
        blocks = any(each.severity is Severity.ERROR for each in (state or self.life.state).findings(name))
        return ExitStatus.BLOCKED if blocks else ExitStatus.PASSED

    def _last_check_run(self, name: str) -> CheckRun:
        runs = self.life.github.repository.check_runs.values()
        return max((each for each in runs if (each.name, each.head_sha) == (name, self.life.state.sha)), key=lambda each: each.id)

    # after each run

    def check_always(self) -> None:
        assert self.life.github.invalid == []
        bodies = {each.id: each.body for each in self._line_comments()}
        for number, body in self.theirs.items():
            assert bodies.get(number, body) == body, "a comment was changed that a person has dealt with"
        repository = self.life.github.repository
        for each in [*repository.issue_comments.values(), *repository.review_comments.values()]:
            assert self.foreign.get(each.id, each.body) == each.body, "a comment of somebody else was changed"

    def _nothing_is_lost(self, ended: Ended, name: str) -> None:
        """Whatever GitHub did, the job summary has all findings, and says what was not posted."""
        for each in self.life.state.findings(name):
            assert f"models.py:{each.line}`" in ended.published.job_summary
        assert ("### Not posted" in ended.published.job_summary) == bool(ended.published.warnings)

    # once settled

    def check_settled(self, name: str, *, refusals: bool = False) -> None:
        active = {short(each.fingerprint): each for each in self.life.state.findings(name)}
        level = self.life.configurations[name].level
        if level is not CommentLevel.OFF:
            self._said_is_so(name, active)
            self._summary_says_all(name, active)
        if level is CommentLevel.REVIEW and not refusals:
            self._cap_and_diff_alone_keep_from_inline(name, active)
        self._check_run_is_the_verdict(name)

    def _said_is_so(self, name: str, active: Mapping[str, Finding]) -> None:
        spoken: list[str] = []
        for comment, marker in self._open(name):
            if not self._touched(comment) and _is_editable(comment, marker):
                assert active.keys() >= set(marker.fingerprints), "a comment is open whose finding is gone"
                spoken += marker.fingerprints
        assert len(spoken) == len(set(spoken)), "a finding is said twice"
        dealt_with = {each for comment, marker in self._open(name) if self._touched(comment) for each in marker.fingerprints}
        assert dealt_with.isdisjoint(spoken), "a finding that a person has dealt with is said again"

    def _summary_says_all(self, name: str, active: Mapping[str, Finding]) -> None:
        there = self._open_summaries(name)
        assert len(there) <= 1
        assert len(there) >= bool(active)
        if not there:
            return
        body = self.life.github.repository.issue_comments[there[0]].body
        for each in active.values():
            assert f"models.py:{each.line}`" in body, "a finding is missing from the summary"
        told = Counter({place: int(count) for count, place in TALLY.findall(body.partition("\n\n")[2].partition("\n\n")[0])})
        assert told == self._places(name, active)

    def _places(self, name: str, active: Mapping[str, Finding]) -> Counter[str]:
        """Where each active finding stands, by what is on the pull request."""
        homes: dict[str, int] = {}
        for comment, marker in self._open(name):
            homes |= {each: comment.id for each in marker.fingerprints if each in active and each not in homes}
        together = Counter(homes.values())
        return Counter(
            "here alone" if each not in homes else "inline" if together[homes[each]] == 1 else "in grouped comments" for each in active
        )

    def _cap_and_diff_alone_keep_from_inline(self, name: str, active: Mapping[str, Finding]) -> None:
        """A finding that could be inline, and is not, is there because the comments have reached the cap, or a person has spoken."""
        open_comments = self._open(name)
        said = {each for _, marker in open_comments for each in marker.fingerprints}
        silenced = {each for comment, marker in self._own(name) if self._touched(comment) for each in marker.fingerprints}
        could = [
            key
            for key, each in active.items()
            if each.in_diff and each.severity is not Severity.NOTICE and key not in said | silenced | self.deleted
        ]
        if could:
            assert len(open_comments) >= self.life.configurations[name].cap, "a finding was kept from its line"

    def _check_run_is_the_verdict(self, name: str) -> None:
        run = self._last_check_run(name)
        assert run.conclusion == ("failure" if self._status(name) is ExitStatus.BLOCKED else "success")
        assert run.summary is not None
        said = {each for _, marker in self._open(name) for each in marker.fingerprints}
        annotated = {(each["path"], each["start_line"]) for each in run.annotations}
        off = self.life.configurations[name].level is CommentLevel.OFF
        for each in self.life.state.findings(name):
            assert f"models.py:{each.line}`" in run.summary
            assert (each.path, each.line) in annotated or (short(each.fingerprint) in said and not off)


def _is_editable(comment: ReviewComment, marker: Marker) -> bool:
    return comment.author == ACTIONS_BOT and not marker.newer
