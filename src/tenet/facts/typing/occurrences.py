"""Whether a change adds something, or only moves it between its files."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change, FileStatus
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules

TOKEN = re.compile(rb"\w+")
ByToken = Mapping[bytes, set[str]]


@dataclass(frozen=True)
class Occurrences:
    """In the changed files of both sides. Their words are looked up once, however much is asked for."""

    change: Change
    base: Modules
    head: Modules

    def more(self, words: Sequence[str], count: Callable[[Module], int]) -> bool:
        """Whether the files of the head hold more of it than those of the base. Where it stands, all `words` stand."""
        before, after = self.holding(words)
        return sum(map(count, after)) > sum(map(count, before))

    def holding(self, words: Sequence[str]) -> tuple[Iterator[Module], Iterator[Module]]:
        """The files in which all these words stand, at the base and at the head."""
        return _holding(self.base, self._at_base, words), _holding(self.head, self._at_head, words)

    @cached_property
    def _at_base(self) -> ByToken:
        return _by_token(self.base, (file.base_path for file in self.change.files if file.base_path is not None))

    @cached_property
    def _at_head(self) -> ByToken:
        return _by_token(self.head, (file.path for file in self.change.files if file.status is not FileStatus.REMOVED))


def _by_token(modules: Modules, paths: Iterable[str]) -> ByToken:
    python = [path for path in paths if path.endswith(".py")]
    modules.sources.load(python)
    found: dict[bytes, set[str]] = {b"": set(python)}
    for path in python:
        for token in set(TOKEN.findall(modules.sources.data(path) or b"")):
            found.setdefault(token, set()).add(path)
    return found


def _holding(modules: Modules, by_token: ByToken, words: Sequence[str]) -> Iterator[Module]:
    tokens = {b"", *(token for word in words for token in TOKEN.findall(word.encode()))}
    rarest, *others = sorted((by_token.get(token, set()) for token in tokens), key=len)
    parsed = (modules.parsed_at(path) for path in rarest.intersection(*others))
    return (module for module in parsed if module is not None)
