"""A pull request on a real repository: pushes that bring, move, mend and bring back faulty lines."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from github_standin.records import ReviewComment
from tests.api.action_run import Ended, Workflow
from tests.api.breakable import BreakableStandIn
from tests.git_repository import GitRepository

from tenet.domain.review_marker import CommentState, Marker, read_marker

POLICY = "version: 1\nrules: {star-import: error}\nreview: {max_inline: 5, group_over: 2}\n"
FILES = ("a.py", "b.py")
MODULES = ("os", "sys", "json", "math", "abc")
LENGTH = 30
Lines = tuple[str, ...]
Tree = Mapping[str, Lines]


def plain(name: str) -> Lines:
    return tuple(f"{name[0]}{number} = {number}" for number in range(LENGTH))


BEFORE: Tree = {name: plain(name) for name in FILES}


def faulty(module: str) -> str:
    return f"from {module} import *"


def faults(tree: Tree) -> list[tuple[str, int]]:
    return [(name, number) for name, lines in tree.items() for number, line in enumerate(lines, 1) if line.endswith("import *")]


def with_line(tree: Tree, name: str, at: int, line: str) -> Tree:
    lines = tree[name]
    return {**tree, name: (*lines[:at], line, *lines[at:])}


def mended(tree: Tree, name: str) -> Tree:
    """Without its first faulty line."""
    first = next((line for line in tree[name] if line.endswith("import *")), None)
    kept = list(tree[name])
    if first is not None:
        kept.remove(first)
    return {**tree, name: tuple(kept)}


@dataclass
class GitLife:
    """The branch, and the runs of the whole action in a checkout of it."""

    author: GitRepository
    workflow: Workflow
    tree: Tree
    pushed: dict[str, Tree] = field(default_factory=dict)
    runs: int = 0

    @classmethod
    def open(cls, folder: Path, tree: Tree, served: Callable[[Path], Workflow]) -> "GitLife":
        author = GitRepository.create(folder)
        author.commit({".github/tenet.yml": POLICY, **_texts(BEFORE)}, "Start")
        author.branch("feature")
        author.commit(_texts(tree), "Change")
        return cls(author, served(folder), tree, {author.head: tree})

    @property
    def github(self) -> BreakableStandIn:
        assert isinstance(self.workflow.github, BreakableStandIn)
        return self.workflow.github

    def push(self, tree: Tree, *, forced: bool) -> None:
        """One more commit, or one in place of all."""
        if forced:
            self.author.git("reset", "--quiet", "--soft", "main")
        self.author.commit(_texts(tree), f"Change {len(self.pushed)}")
        self.tree = tree
        self.pushed[self.author.head] = tree
        self.github.repository.push(1, self.author.head)

    def go_back(self, head: str) -> None:
        self.author.git("reset", "--quiet", "--hard", head)
        self.tree = self.pushed[head]
        self.github.repository.push(1, head)

    def run(self) -> Ended:
        self.runs += 1
        return self.workflow()

    def open_comments(self) -> list[tuple[ReviewComment, Marker]]:
        found = [(each, read_marker(each.body)) for each in self.github.repository.review_comments.values()]
        return [(each, marker) for each, marker in found if marker is not None and marker.state is CommentState.OPEN]

    def touched(self, comment: ReviewComment) -> bool:
        repository = self.github.repository
        thread = repository.threads[comment.id]
        return thread.resolved_by is not None or len(repository.comments_of(thread)) > 1


def _texts(tree: Tree) -> dict[str, str]:
    return {name: "\n".join(lines) + "\n" for name, lines in tree.items()}
