"""Whether a change adds something, or only moves it between its files."""

from collections.abc import Callable, Iterable, Sequence

from tenet.domain.change import Change, FileStatus
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules

MAX_WORDS = 8
"""The longest ones are the rarest: more of them rule out hardly another file."""


def occurs_more(change: Change, base: Modules, head: Modules, words: Sequence[str], count: Callable[[Module], int]) -> bool:
    """Whether the changed files of the head hold more of it than those of the base. Where it stands, all `words` stand."""
    at_base = [file.base_path for file in change.files if file.base_path is not None]
    at_head = [file.path for file in change.files if file.status is not FileStatus.REMOVED]
    return _total(head, at_head, words, count) > _total(base, at_base, words, count)


def _total(modules: Modules, paths: Iterable[str], words: Sequence[str], count: Callable[[Module], int]) -> int:
    sought = [word.encode() for word in sorted(words, key=len, reverse=True)[:MAX_WORDS]]
    total = 0
    for path in paths:
        data = modules.sources.data(path) if path.endswith(".py") else None
        module = modules.parsed_at(path) if data is not None and all(word in data for word in sought) else None
        total += count(module) if module is not None else 0
    return total
