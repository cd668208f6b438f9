"""A pull request on the stand-in with several configurations of Tenet, and what each is to find at the moment."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import cast

from github_standin.git import Commit
from tests.fakes.review import file_change, finding, verdict
from tests.infrastructure.lives.direct import PLACE, DirectClient, StandInWithPauses

from tenet.api.job import _status
from tenet.api.judging import MOST_JUDGEMENTS
from tenet.api.publishing import Published, publish
from tenet.api.subject import Subject
from tenet.core.errors import ExitStatus
from tenet.core.settings import ActionInputs, ActionSettings, CommentLevel, Secret
from tenet.domain.change import Change, Hunk
from tenet.domain.finding import Finding
from tenet.domain.policy import ReviewSettings
from tenet.domain.review_plan import PullState
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.pipeline import Reviewed

NUMBERS = range(1, 15)
"""The findings that there can be. The same number is always the same finding, wherever its line is."""
RULES = tuple(f"rule-{number}" for number in range(3))
SPREAD = 6
"""Lines between two findings."""
NAMES = ("tenet", "billing")
GROUP_OVER = 2
LENGTHS = (100, 60)
"""How many lines the changed file has: in a short one some findings are off the diff."""


@dataclass(frozen=True)
class State:
    """One commit of the branch, and what Tenet finds in it: numbers by configuration."""

    sha: str
    length: int
    shift: int
    found: tuple[frozenset[int], ...]
    """Of each of NAMES."""
    title: str = "A change"

    @property
    def diff(self) -> str:
        lines = "".join(f"+line {number}\n" for number in range(1, self.length + 1))
        head = "diff --git a/app/models.py b/app/models.py\nnew file mode 100644\nindex 0000000..1111111\n"
        return f"{head}--- /dev/null\n+++ b/app/models.py\n@@ -0,0 +1,{self.length} @@\n{lines}"

    @property
    def change(self) -> Change:
        return Change("ba5e" + "0" * 36, "ba5e" + "0" * 36, self.sha, (file_change("app/models.py", Hunk(0, 0, 1, self.length)),))

    @property
    def judged(self) -> PullState:
        return PullState(self.title, "", frozenset(), "main")

    def findings(self, name: str) -> list[Finding]:
        return [self._finding(number) for number in sorted(self.found[NAMES.index(name)])]

    def _finding(self, number: int) -> Finding:
        """Some block, some are notices, some are off the diff."""
        severity = Severity.NOTICE if number % 7 == 0 else Severity.ERROR if number % 4 == 0 else Severity.WARNING
        line = number * SPREAD + self.shift
        in_diff = number % 5 != 0 and line <= self.length
        return finding(number, rule=RULES[number % 3], line=line, severity=severity, in_diff=in_diff)

    def verdict(self, name: str) -> Verdict:
        return verdict(*self.findings(name), head=self.sha, name=name, passed=RULES)


@dataclass
class Configuration:
    """How one policy comments. `settled`: its last run had the last word."""

    name: str
    cap: int = 4
    level: CommentLevel = CommentLevel.REVIEW
    settled: bool = False


@dataclass(frozen=True)
class Ended:
    status: ExitStatus
    published: Published

    @property
    def is_whole(self) -> bool:
        """Whether it said that it had posted everything."""
        return not (self.published.warnings or self.published.head_moved or self.published.fault)


@dataclass
class PullRequestLife:
    """The branch's commits, the last one first in force; a force-push may go back to an old one."""

    github: StandInWithPauses
    state: State
    configurations: dict[str, Configuration] = field(default_factory=lambda: {name: Configuration(name) for name in NAMES})
    history: list[State] = field(default_factory=list)
    runs: int = 0

    @classmethod
    def open(cls, found: tuple[frozenset[int], ...]) -> "PullRequestLife":
        first = State("", LENGTHS[0], 0, found)
        github = StandInWithPauses(first.diff)
        return cls(github, replace(first, sha=github.pull.head_sha))

    def push(self, found: Sequence[frozenset[int]], length: int, shift: int, *, forced: bool) -> None:
        """One more commit on the branch, or one in place of all of them."""
        self.history.append(self.state)
        pushed = replace(self.state, length=length, shift=shift, found=tuple(found))
        made = self.github.repository.push(1, f"push {len(self.history)}", pushed.diff)
        self.state = replace(pushed, sha=made.head_sha)
        if forced:
            made.commits = (Commit(made.head_sha, parents=(made.base_sha,)),)
        self.unsettle()

    def go_back(self, old: State) -> None:
        """A force-push to a commit that was the head before."""
        self.history.append(self.state)
        pull = self.github.repository.push(1, "back", old.diff)
        pull.head_sha, pull.title, self.state = old.sha, old.title, old
        pull.commits = (Commit(old.sha, parents=(pull.base_sha,)),)
        self.unsettle()

    def judge_otherwise(self, found: Sequence[frozenset[int]]) -> None:
        """The same commit, another verdict: the description was edited."""
        self.history.append(self.state)
        self.state = replace(self.state, found=tuple(found), title=f"Edit {len(self.history)}")
        self.github.pull.title = self.state.title
        self.unsettle()

    def unsettle(self) -> None:
        for each in self.configurations.values():
            each.settled = False

    def run(self, name: str, state: State | None = None, attempts: int = MOST_JUDGEMENTS) -> Ended:
        """The second half of an action, by the code that posts: for the state that the pull request has now, or an old one.

        Where it was edited meanwhile, it is judged again as it is now, as the action does.
        """
        self.runs += 1
        configuration, judged = self.configurations[name], state or self.state
        policy = SimpleNamespace(review=ReviewSettings(max_inline=configuration.cap, group_over=GROUP_OVER))
        gathered = SimpleNamespace(change=judged.change)
        reviewed = cast("Reviewed", SimpleNamespace(verdict=judged.verdict(name), policy=policy, gathered=gathered))
        subject = Subject(base="ba5e" + "0" * 36, base_ref="main", head=judged.sha, number=1)
        client, as_judged = DirectClient(self.github), judged.judged if attempts > 1 else None
        published = publish(reviewed, subject, _settings(configuration.level), client, as_judged)
        if published.changed:
            return self.run(name, attempts=attempts - 1)
        return Ended(_status(reviewed.verdict, published, []), published)


def _settings(level: CommentLevel) -> ActionSettings:
    inputs = ActionInputs("", (), (), "", level, "", "", "", "")
    return ActionSettings(PLACE, "", inputs, Secret("ghs_token"), Secret(""), "pull_request", "", "", "1")
