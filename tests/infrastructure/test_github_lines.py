"""Comments on a real repository: whatever people push, GitHub takes every line, and takes the review whole."""

import hashlib
import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.fakes.review import finding
from tests.git_repository import GitRepository
from tests.infrastructure.test_github_review import Run

from github_standin import StandIn
from tenet.domain.change import Change, FileChange, FileStatus, Side
from tenet.domain.finding import Finding
from tenet.domain.policy import ReviewSettings
from tenet.infrastructure.git.change_source import RevisionsSource
from tenet.infrastructure.git.objects import ObjectReader
from tenet.infrastructure.git.repository import open_repository
from tenet.report.plan import PlanSettings

pytestmark = pytest.mark.untraced

SETTINGS = PlanSettings(ReviewSettings(max_inline=200, group_over=200))
PUSHES = 4


class Branch:
    """A branch on which somebody works at random: lines changed, put in and taken out, files renamed, removed, brought back."""

    def __init__(self, path: Path, chance: random.Random) -> None:
        self.repository, self.chance, self.made = GitRepository.create(path), chance, 0
        files: dict[str, str | bytes | None] = {f"app/{name}.py": "".join(self.line() for _ in range(60)) for name in "abc"}
        self.repository.commit(files, "Start")
        self.repository.branch("feature")
        self.work()

    def line(self) -> str:
        self.made += 1
        return f"{self.chance.choice(['good', 'good', 'bad'])} {self.made}\n"

    @property
    def paths(self) -> list[str]:
        return [each for each in self.repository.git("ls-files").splitlines() if each]

    def work(self) -> None:
        for _ in range(self.chance.randint(1, 3)):
            self.chance.choice([self.edit, self.edit, self.edit, self.rename, self.remove, self.add])()
        self.repository.commit({}, "Work")

    def edit(self) -> None:
        path = self.chance.choice([*self.paths, "app/new.py"])
        there = self.repository.path / path
        lines = there.read_text().splitlines(keepends=True) if there.exists() else []
        for _ in range(self.chance.randint(1, 6)):
            at = self.chance.randint(0, len(lines))
            lines[at : at + self.chance.randint(0, 2)] = [self.line() for _ in range(self.chance.randint(0, 3))]
        self.repository.write({path: "".join(lines)})
        self.repository.git("add", "--all")

    def rename(self) -> None:
        path = self.chance.choice(self.paths)
        self.repository.git("mv", path, f"app/renamed_{self.made}.py")
        self.made += 1

    def remove(self) -> None:
        if len(self.paths) > 1:
            self.repository.git("rm", "--quiet", "--force", self.chance.choice(self.paths))

    def add(self) -> None:
        self.repository.write({f"app/added_{self.made}.py": "".join(self.line() for _ in range(20))})
        self.repository.git("add", "--all")

    def base_moves(self) -> None:
        """Somebody else changes the base, and the branch may take it in."""
        self.repository.git("checkout", "--quiet", "main")
        self.edit()
        self.repository.commit({}, "Meanwhile")
        self.repository.git("checkout", "--quiet", "feature")
        if self.chance.random() < 0.5 and self.merges():
            self.repository.git("merge", "--quiet", "--no-edit", "main")

    def merges(self) -> bool:
        """Whether git can merge without a person."""
        try:
            self.repository.git("merge-tree", "--write-tree", "feature", "main")
        except AssertionError:
            return False
        return True

    def force(self) -> None:
        """Takes the last commit back, and does something else."""
        if self.repository.git("rev-list", "--count", "main..feature") not in {"0", "1"}:
            self.repository.git("reset", "--quiet", "--hard", "HEAD~1")


def change_of(branch: Branch) -> Change:
    opened = open_repository(str(branch.repository.path))
    with ObjectReader(opened.git) as objects:
        return RevisionsSource(opened, objects, "main", "feature").gather().change


def found_in(branch: Branch, changed: Change) -> list[Finding]:
    """Every bad line of a changed file on either side, with some lines after it."""
    return [each for file in changed.files for side in Side for each in bad_lines(branch, changed, file, side)]


def bad_lines(branch: Branch, changed: Change, file: FileChange, side: Side) -> Iterator[Finding]:
    path, revision = (file.base_path, changed.merge_base) if side is Side.BASE else (file.path, changed.head)
    if path is None or (side is Side.HEAD and file.status is FileStatus.REMOVED):
        return
    lines = branch.repository.git("show", f"{revision}:{path}").splitlines()
    for number, text in enumerate(lines, 1):
        touched = file.removed if side is Side.BASE else file.added
        if text.startswith("bad") and (side is Side.HEAD or number in touched):
            last = min(len(lines), number + int(text.split()[1]) % 9)
            yield finding(
                fingerprint=hashlib.sha256(f"{side}{path}{text}".encode()).hexdigest()[:32],
                path=path,
                side=side,
                line=number,
                end_line=last,
                in_diff=file.hunk_at(side, number) is not None,
                code=text,
                suggestion="good" if side is Side.HEAD else None,
            )


@pytest.mark.parametrize("seed", [0, 1, *[pytest.param(seed, marks=pytest.mark.nightly) for seed in range(2, 40)]])
def test_no_review_is_refused_whatever_is_pushed(tmp_path: Path, seed: int) -> None:
    branch = Branch(tmp_path / "repository", random.Random(seed))
    with StandIn(git_dir=branch.repository.path) as github:
        run = Run(github)
        for _ in range(PUSHES):
            branch.chance.choice([branch.work, branch.work, branch.base_moves, branch.force])()
            branch.work()
            github.pull.base_sha = branch.repository.git("rev-parse", "main")
            github.repository.push(1, "feature")
            changed = change_of(branch)
            found = found_in(branch, changed)
            receipt = run(*found, changed=changed, settings=SETTINGS)
            assert (receipt.undone, receipt.head_moved) == ((), None)
            assert [each for each in github.requests if each.status == 422] == []
            assert run(*found, changed=changed, settings=SETTINGS).plan.writes_nothing
        assert github.repository.review_comments
    assert github.invalid == []
