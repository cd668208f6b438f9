"""What can happen to a pull request, as a state machine."""

from collections.abc import Callable

from github_standin.changes import create_review, delete_review_comment
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule
from tests.fakes.review import finding
from tests.infrastructure.lives.direct import KINDS, Covered
from tests.infrastructure.lives.promises import Promises
from tests.infrastructure.lives.pull_request import LENGTHS, NAMES, NUMBERS, RULES, PullRequestLife

from github_standin import ACTIONS_BOT, MONA, Account
from tenet.core.settings import CommentLevel
from tenet.domain.review_marker import CommentKind, CommentState, Marker, read_marker, short

FOUND = st.tuples(*[st.frozensets(st.sampled_from(NUMBERS), max_size=size) for size in (9, 4)])
NAMED = st.sampled_from(NAMES)
REQUEST = st.integers(1, 12)
BROKEN = st.dictionaries(REQUEST, st.sampled_from(KINDS), min_size=1, max_size=5)
OTHER_BOT = Account("dependabot[bot]", 49_699_333, "Bot")


class Life(RuleBasedStateMachine):
    """One pull request with two configurations."""

    covered = Covered()

    @initialize(found=FOUND)
    def open(self, found: tuple[frozenset[int], ...]) -> None:
        self.pull_request = PullRequestLife.open(found)
        self.promises = Promises(self.pull_request)
        self.covered.sequences += 1

    def teardown(self) -> None:
        if hasattr(self, "pull_request"):
            self.settle()
            self.covered.runs += self.pull_request.runs
            self.covered.requests += len(self.pull_request.github.requests)

    def did(self, step: str) -> None:
        self.covered.steps[step] += 1

    # the branch and its description

    @rule(found=FOUND, length=st.sampled_from(LENGTHS), shift=st.integers(0, 3), forced=st.booleans())
    def push(self, found: tuple[frozenset[int], ...], length: int, shift: int, forced: bool) -> None:
        self.did("force-push" if forced else "push")
        self.pull_request.push(found, length, shift, forced=forced)

    @rule(data=st.data())
    @precondition(lambda self: self.pull_request.history)
    def force_push_an_old_head(self, data: st.DataObject) -> None:
        self.did("force-push of an old head")
        self.pull_request.go_back(data.draw(st.sampled_from(self.pull_request.history)))

    @rule(found=FOUND)
    def edit_the_description(self, found: tuple[frozenset[int], ...]) -> None:
        self.did("edit of the description")
        self.pull_request.judge_otherwise(found)

    # the runs

    @rule(name=NAMED)
    def run(self, name: str) -> None:
        self.did("run")
        self.promises.run(name)

    @rule()
    def settle(self) -> None:
        self.did("run and rerun of all")
        for name in NAMES:
            self.promises.run(name)
        for name in NAMES:
            self.promises.rerun(name)

    @rule(name=NAMED, broken=BROKEN)
    def run_with_faults(self, name: str, broken: dict[int, str]) -> None:
        self.did("run with faults")
        self.promises.run_with_faults(name, broken)

    @rule(data=st.data(), name=NAMED)
    @precondition(lambda self: self.pull_request.history)
    def run_for_an_old_state(self, data: st.DataObject, name: str) -> None:
        self.did("run for an old head")
        self.promises.run_for_old(name, data.draw(st.sampled_from(self.pull_request.history)))

    @rule(name=NAMED, other=NAMED, at=REQUEST, again=st.integers(1, 8))
    def run_two_at_once(self, name: str, other: str, at: int, again: int) -> None:
        self.did("two runs at once")
        self.promises.interrupted(name, {at: lambda: self._run_and(other), at + again: lambda: self._run_and(other)})

    @rule(name=NAMED, at=REQUEST, found=FOUND, forced=st.booleans(), runs=st.booleans())
    def push_during_a_run(self, name: str, at: int, found: tuple[frozenset[int], ...], forced: bool, runs: bool) -> None:
        self.did("push during a run")

        def pushed() -> None:
            self.pull_request.push(found, LENGTHS[0], 1, forced=forced)
            if runs:
                self._run_and(name)

        self.promises.interrupted(name, {at: pushed})

    @rule(name=NAMED, at=REQUEST, found=FOUND)
    def edit_the_description_during_a_run(self, name: str, at: int, found: tuple[frozenset[int], ...]) -> None:
        self.did("edit of the description during a run")

        def edited() -> None:
            self.pull_request.judge_otherwise(found)
            self._run_and(name)

        self.promises.interrupted(name, {at: edited})

    @rule(data=st.data(), name=NAMED, at=REQUEST)
    @precondition(lambda self: self.promises.threads())
    def deal_with_a_comment_during_a_run(self, data: st.DataObject, name: str, at: int) -> None:
        self.did("person during a run")
        first = data.draw(st.sampled_from(self.promises.threads()))
        act = data.draw(st.sampled_from([self._reply, self._resolve, self._delete]))

        def acts() -> None:
            if first in self.promises.threads():
                act(first)

        self.promises.interrupted(name, {at: acts})

    def _run_and(self, name: str) -> None:
        self.pull_request.run(name)

    # the people

    @rule(data=st.data(), act=st.sampled_from(["reply", "resolve", "unresolve", "delete"]))
    @precondition(lambda self: self.promises.threads())
    def deal_with_a_comment(self, data: st.DataObject, act: str) -> None:
        self.did(act)
        acts: dict[str, Callable[[int], None]] = {
            "reply": self._reply,
            "resolve": self._resolve,
            "unresolve": self._unresolve,
            "delete": self._delete,
        }
        acts[act](data.draw(st.sampled_from(self.promises.threads())))
        self.promises.note_people()
        self.pull_request.unsettle()

    def _reply(self, first: int) -> None:
        github = self.pull_request.github
        github.reply_as(MONA, github.repository, first, "On purpose.")

    def _resolve(self, first: int) -> None:
        self.pull_request.github.repository.threads[first].resolved_by = MONA

    def _unresolve(self, first: int) -> None:
        self.pull_request.github.repository.threads[first].resolved_by = None

    def _delete(self, first: int) -> None:
        repository = self.pull_request.github.repository
        marker = read_marker(repository.review_comments[first].body)
        self.promises.deleted.update(marker.fingerprints if marker is not None else ())
        delete_review_comment(repository, repository.review_comments[first])

    @rule(data=st.data())
    @precondition(lambda self: self.promises.summaries())
    def delete_a_summary(self, data: st.DataObject) -> None:
        self.did("deletion of a summary")
        del self.pull_request.github.repository.issue_comments[data.draw(st.sampled_from(self.promises.summaries()))]
        self.pull_request.unsettle()

    @rule(author=st.sampled_from([MONA, OTHER_BOT]), name=NAMED, number=st.sampled_from(NUMBERS), closed=st.booleans())
    def forge_markers(self, author: Account, name: str, number: int, closed: bool) -> None:
        self.did("forged markers")
        self._write_markers(author, name, number, version=1, closed=closed)

    @rule(name=NAMED, number=st.sampled_from(NUMBERS))
    def comment_as_a_newer_version(self, name: str, number: int) -> None:
        """Another workflow may use a newer Tenet. What it says on lines is left; the one summary is written by whoever runs last."""
        self.did("comments of a newer version")
        self._write_markers(ACTIONS_BOT, name, number, version=2, closed=False)

    @rule(name=NAMED, number=st.sampled_from(NUMBERS))
    def comment_as_an_older_version(self, name: str, number: int) -> None:
        self.did("comment of an older version")
        marker = str(_marker(CommentKind.INLINE, name, number, 0))
        self._comment_inline(ACTIONS_BOT, f"{marker}\nAn older Tenet has found this.")
        self.pull_request.unsettle()

    def _write_markers(self, author: Account, name: str, number: int, *, version: int, closed: bool) -> None:
        state = CommentState.CLOSED if closed else CommentState.OPEN
        repository = self.pull_request.github.repository
        for kind in (CommentKind.INLINE, CommentKind.SUMMARY):
            body = f"{_marker(kind, name, number, version, state)}\nNot by this Tenet."
            if kind is CommentKind.INLINE:
                made = self._comment_inline(author, body)
            else:
                made = self.pull_request.github.comment_as(author, repository, 1, body).id
            if kind is CommentKind.INLINE or author != ACTIONS_BOT:
                self.promises.foreign[made] = body

    def _comment_inline(self, author: Account, body: str) -> int:
        comment = {"path": "app/models.py", "line": 7, "side": "RIGHT", "body": body}
        repository = self.pull_request.github.repository
        create_review(repository, 1, author, {"event": "COMMENT", "body": "", "comments": [comment]})
        return max(repository.review_comments)

    # the policy and the workflow

    @rule(name=NAMED, cap=st.integers(0, 6))
    def change_the_cap(self, name: str, cap: int) -> None:
        self.did("change of the cap")
        self.pull_request.configurations[name].cap = cap
        self.pull_request.unsettle()

    @rule(name=NAMED, level=st.sampled_from(CommentLevel))
    def change_the_comment_level(self, name: str, level: CommentLevel) -> None:
        self.did("change of the comment level")
        self.pull_request.configurations[name].level = level
        self.pull_request.unsettle()


def _marker(kind: CommentKind, name: str, number: int, version: int, state: CommentState = CommentState.OPEN) -> Marker:
    said = () if kind is CommentKind.SUMMARY else (short(finding(number).fingerprint),)
    return Marker(kind, name, RULES[number % 3] if said else "", said, state, version=version)
