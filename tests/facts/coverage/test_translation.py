"""Lines of the tree that tests ran on, as lines of the head: as git's blame has them."""

import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.git_repository import GitRepository

from tenet.domain.change import Hunk
from tenet.facts.coverage.measured import Branches, MeasuredFile
from tenet.facts.coverage.translation import LineMoves, hunks_between, translated
from tenet.infrastructure.git.change_source import RevisionsSource
from tenet.infrastructure.git.objects import ObjectReader
from tenet.infrastructure.git.repository import open_repository

LINES = st.lists(st.sampled_from(["a", "b", "c", "d", ""]), max_size=12)


def test_lines_are_translated_with_their_branches_and_contexts() -> None:
    file = MeasuredFile(frozenset({1, 2, 3}), frozenset({3}), {2: Branches(1, 2)}, {1: frozenset({"gone"}), 2: frozenset({"test"})})
    moved = translated(file, hunks_between("zero\none\ntwo\n", "one\ntwo\n"))
    assert moved == MeasuredFile(frozenset({1, 2}), frozenset({2}), {1: Branches(1, 2)}, {1: frozenset({"test"})})
    assert translated(file, hunks_between("same\n", "same\n")) == file


@pytest.mark.parametrize(
    ("hunks", "moves"),
    [
        ([Hunk(0, 0, 1, 2)], {1: 3, 2: 4}),
        ([Hunk(1, 1, 0, 0)], {1: None, 2: 1, 3: 2}),
        ([Hunk(2, 2, 2, 1)], {1: 1, 2: None, 3: None, 4: 3}),
        ([Hunk(2, 0, 3, 1), Hunk(4, 1, 4, 0)], {2: 2, 3: 4, 4: None, 5: 5}),
    ],
)
def test_a_hunk_moves_what_follows_it(hunks: list[Hunk], moves: dict[int, int | None]) -> None:
    found = LineMoves(hunks)
    assert {line: found.of(line) for line in moves} == moves


@given(LINES, LINES, LINES)
def test_lines_that_others_were_put_around_are_all_found_again(before: list[str], after: list[str], kept: list[str]) -> None:
    measured, head = [*kept, "end"], [*before, *kept, "end", *after]
    file = MeasuredFile(frozenset(range(1, len(measured) + 1)), frozenset())
    moved = translated(file, hunks_between("\n".join(measured), "\n".join(head)))
    assert [head[line - 1] for line in sorted(moved.statements)] == measured


@given(LINES, LINES)
def test_a_line_is_only_ever_moved_to_the_same_line_and_in_order(measured: list[str], head: list[str]) -> None:
    measured, head = [*measured, "end"], [*head, "end"]
    moves = LineMoves(hunks_between("\n".join(measured), "\n".join(head)))
    found = [(line, moves.of(line)) for line in range(1, len(measured) + 1)]
    pairs = [(line, moved) for line, moved in found if moved is not None]
    assert [measured[line - 1] for line, _ in pairs] == [head[moved - 1] for _, moved in pairs]
    assert [moved for _, moved in pairs] == sorted({moved for _, moved in pairs})


@pytest.mark.untraced
def test_a_text_that_repeats_itself_costs_no_more_than_its_length() -> None:
    same = "pass\n" * 60_000
    start = time.process_time()
    (hunk,) = hunks_between(f"first\nx\n{same}y\nlast", f"first\nz\n{same}z\nlast")
    assert time.process_time() - start < 2
    assert (hunk.base_start, hunk.head_start) == (2, 2)


@st.composite
def edited(draw: st.DrawFn, lines: Sequence[str], author: str) -> list[str]:
    """The lines without some of them, and with others that nobody else writes."""
    kept: list[str] = []
    for number, line in enumerate((*lines, None)):
        kept.extend(f"{author} {number} {each}" for each in range(draw(st.integers(0, 3)) if draw(st.integers(0, 3)) == 0 else 0))
        if line is not None and draw(st.integers(0, 5)):
            kept.append(line)
    return kept


def merged_like_git(repository: GitRepository, base: list[str], theirs: list[str], ours: list[str]) -> tuple[str, str]:
    """The head of a pull request of one commit, and its merge into the base branch that moved on."""
    text = ["".join(f"{line}\n" for line in lines) for lines in (base, theirs, ours)]
    repository.git("checkout", "--quiet", "--orphan", f"root-{len(repository.git('branch', '--all'))}")
    root = repository.commit({"app.py": text[0]})
    repository.git("checkout", "--quiet", "--detach")
    head = repository.commit({"app.py": text[2]}, "ours")
    repository.git("checkout", "--quiet", "--detach", root)
    repository.commit({"app.py": text[1]}, "theirs")
    repository.git("merge", "--quiet", "--no-ff", "--strategy-option=theirs", "--message=Merge", head)
    return head, repository.head


def blamed(repository: GitRepository, merge: str, head: str) -> dict[int, int]:
    """The merge's lines that the head's commit wrote, and which lines of it they were, by git's blame."""
    found = repository.git("blame", "--porcelain", merge, "--", "app.py").split("\n")
    headers = [line.split(" ") for line in found if line.startswith(f"{head} ")]
    return {int(parts[2]): int(parts[1]) for parts in headers}


def agrees_with_blame(repository: GitRepository, base: list[str], theirs: list[str], ours: list[str]) -> None:
    head, merge = merged_like_git(repository, base, theirs, ours)
    opened = open_repository(str(repository.path))
    with ObjectReader(opened.git) as objects:
        gathered = RevisionsSource(opened, objects, f"{merge}^1", head, merge).gather()
        assert gathered.moves is not None
        hunks = [hunk for file in gathered.moves() for hunk in file.hunks]
        texts = [(each.read(["app.py"])["app.py"]) for each in (gathered.measured, gathered.head) if each is not None]
    measured, own = (text.decode() for text in texts if isinstance(text, bytes))
    wanted = blamed(repository, merge, head)
    for moves in (LineMoves(hunks), LineMoves(hunks_between(measured, own))):
        assert {line: moves.of(line) for line in wanted} == wanted
        lines = own.split("\n")
        assert all(lines[moved - 1] == line for number, line in enumerate(measured.split("\n")[:-1], 1) if (moved := moves.of(number)))


@pytest.mark.parametrize("examples", [12, pytest.param(1_000, marks=pytest.mark.nightly)])
def test_lines_of_a_merge_are_lines_of_the_head_as_blame_tells_them(tmp_path: Path, examples: int) -> None:
    repository = GitRepository.create(tmp_path / "service")
    base = [f"base {number}" for number in range(12)]

    @settings(max_examples=examples, derandomize=examples < 100, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(edited(base, "theirs"), edited(base, "ours"))
    def agree(theirs: list[str], ours: list[str]) -> None:
        agrees_with_blame(repository, base, theirs, ours)

    agree()
