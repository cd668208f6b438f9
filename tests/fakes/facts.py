"""Facts from two sets of files, with the change between them computed as git would show it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from tenet.domain.change import Change, FileChange, FileStatus, Hunk, PullRequest
from tenet.domain.component import Component
from tenet.domain.policy import CoverageSettings, MigrationSettings, PolicyWeakening, Surroundings
from tenet.facts.facts import Facts
from tenet.facts.lint.lint_facts import LintInput
from tenet.facts.sources import Sources
from tenet.infrastructure.ruff import Ruff
from tenet.rules.registry import load_rules
from tests.fakes.tree import FakeFile, FakeTree

if TYPE_CHECKING:
    from tenet.facts.coverage.coverage_facts import CoverageInput

CONTEXT = 3
"""Lines of context around a hunk, as git shows them."""
SIMILAR = 0.5
"""From which share of common lines on a removed and an added file are one renamed file."""
COVERAGE, MIGRATIONS = CoverageSettings(), MigrationSettings()
BASE, HEAD, BASE_TIP = "b" * 40, "a" * 40, "c" * 40


def facts_of(
    base: Mapping[str, FakeFile],
    head: Mapping[str, FakeFile],
    *,
    base_tip: Mapping[str, FakeFile] | None = None,
    components: Sequence[Component] = (),
    layers: Sequence[str] = (),
    coverage: CoverageSettings = COVERAGE,
    migrations: MigrationSettings = MIGRATIONS,
    coverage_input: "CoverageInput | None" = None,
    pull_request: PullRequest | None = None,
    weakenings: Sequence[PolicyWeakening] = (),
) -> Facts:
    """The facts of the change from `base` to `head`: paths to texts (dedented) or bytes. Everything else is the policy's."""
    trees = FakeTree(base), FakeTree(head)
    tip = FakeTree(base if base_tip is None else base_tip)
    change = change_between(*trees)
    return Facts(
        change if base_tip is None else replace(change, base=BASE_TIP),
        Sources(trees[0]),
        Sources(trees[1]),
        Sources(tip),
        Surroundings(tuple(components), tuple(layers), coverage, migrations),
        coverage_input=coverage_input,
        pull_request=pull_request,
        weakenings=weakenings,
        lint_input=LintInput(Ruff(), frozenset(code for rule in load_rules().values() for code in rule.lint_codes), whole_repository=True),
    )


def change_between(base: FakeTree, head: FakeTree) -> Change:
    """What differs between two trees, renames found as git finds them: same content first, then the most similar."""
    added = {path for path in head.entries() if path not in base.entries()}
    removed = {path for path in base.entries() if path not in head.entries()}
    renamed = dict(_renames(base, head, removed, added))
    changes = [_file_change(base, head, renamed.get(path, path if path in base.content else None), path) for path in head.entries()]
    gone = [_file_change(base, head, path, None) for path in removed - set(renamed.values())]
    found = [change for change in [*changes, *gone] if change is not None]
    return Change(BASE, BASE, HEAD, tuple(sorted(found, key=lambda file: file.path)))


def _renames(base: FakeTree, head: FakeTree, removed: set[str], added: set[str]) -> Iterator[tuple[str, str]]:
    pairs = [(_similarity(base, head, old, new), old, new) for old in sorted(removed) for new in sorted(added)]
    taken: set[str] = set()
    for similarity, old, new in sorted(pairs, key=lambda pair: -pair[0]):
        if similarity >= SIMILAR and not {f"-{old}", f"+{new}"} & taken:
            taken |= {f"-{old}", f"+{new}"}
            yield new, old


def _similarity(base: FakeTree, head: FakeTree, old: str, new: str) -> float:
    before, after = _lines(base, old), _lines(head, new)
    return SequenceMatcher(None, before, after, autojunk=False).ratio() if before and after else 0.0


def _lines(tree: FakeTree, path: str | None) -> list[bytes]:
    file = tree.content[path] if path is not None else b""
    return file.splitlines(keepends=True) if isinstance(file, bytes) else []


def _file_change(base: FakeTree, head: FakeTree, old: str | None, new: str | None) -> FileChange | None:
    before = base.content[old] if old is not None else None
    after = head.content[new] if new is not None else None
    if before == after and old == new:
        return None
    path = new or old or ""
    status = _status(old, new)
    if any(isinstance(side, bytes) and b"\0" in side for side in (before, after)):
        return FileChange(path, old, status, lines_known=False, reason="it is binary")
    opcodes = SequenceMatcher(None, _lines(base, old), _lines(head, new), autojunk=False)
    changed = [code for code in opcodes.get_opcodes() if code[0] != "equal"]
    return FileChange(
        path,
        old,
        status,
        added=frozenset(line + 1 for _, _, _, first, last in changed for line in range(first, last)),
        removed=frozenset(line + 1 for _, first, last, _, _ in changed for line in range(first, last)),
        hunks=tuple(_hunk(group) for group in opcodes.get_grouped_opcodes(CONTEXT)) if changed else (),
    )


def _status(old: str | None, new: str | None) -> FileStatus:
    if old is None:
        return FileStatus.ADDED
    if new is None:
        return FileStatus.REMOVED
    return FileStatus.MODIFIED if old == new else FileStatus.RENAMED


def _hunk(group: Sequence[tuple[str, int, int, int, int]]) -> Hunk:
    base_first, base_last, head_first, head_last = group[0][1], group[-1][2], group[0][3], group[-1][4]
    base_length, head_length = base_last - base_first, head_last - head_first
    return Hunk(base_first + bool(base_length), base_length, head_first + bool(head_length), head_length)
