"""Functions that run before a service serves: nothing but its start, or a program of its own, awaits them."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.database.migration_files import is_test
from tenet.facts.facts import Facts
from tenet.facts.flows.own_calls import own_nodes
from tenet.facts.python.bindings import located_functions
from tenet.facts.python.module import Module
from tenet.facts.python.modules import last_name

ASIDE = re.compile(
    r"(?:^|/)(?:scripts?|bin|tools?|cli|cmd|commands|examples?|samples?|demos?|docs?|docs_src|tutorials?|[\w-]*benchmarks?|bench|migrations?)(?:/|\.py$)"
)
"""Programs that serve nobody but the one who runs them."""
RUNS_ITSELF = re.compile(rb"\b(?:asyncio|anyio|trio)\.run\(")
ONCE = re.compile(r"lifespan|start_?up|shut_?down|on_start|on_stop|^main$|^_main$|migrat", re.IGNORECASE)
"""Names of functions that run before or after a service serves."""
MAX_DEPTH = 3


def is_aside(facts: Facts, path: str) -> bool:
    data = facts.head.data(path) or b""
    return ASIDE.search(path) is not None or (b"__main__" in data and RUNS_ITSELF.search(data) is not None)


@dataclass(frozen=True)
class Startup:
    """Of the head."""

    facts: Facts

    def alone_awaits(self, name: str, depth: int = MAX_DEPTH) -> bool:
        """Whether each use of a function of a module is an `await` in what starts the service, or stands in such a program."""
        users = list(self._users(name))
        return bool(users) and all(self._starts(user, depth) for user in users)

    def _starts(self, user: str | None, depth: int) -> bool:
        return user is not None and (not user or ONCE.search(user) is not None or (depth > 0 and self.alone_awaits(user, depth - 1)))

    def _users(self, name: str) -> Iterator[str | None]:
        """The functions that await it; an empty name for a program of its own, None for what uses it otherwise."""
        modules, word = self.facts.head_modules, name.encode()
        for path in self._paths:
            module = modules.parsed_at(path) if word in (modules.sources.data(path) or b"") else None
            uses = sum(last_name(node) == name for node in ast.walk(module.tree)) if module is not None else 0
            if module is None or not uses:
                continue
            if is_aside(self.facts, path):
                yield ""
                continue
            awaiting = list(_awaiting(module, name))
            yield from awaiting
            if len(awaiting) < uses:
                yield None

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        modules = self.facts.head_modules
        paths = tuple(sorted(path for path in modules.python_files if not is_test(path)))
        modules.sources.load(paths)
        return paths


def _awaiting(module: Module, name: str) -> Iterator[str]:
    """The names of the functions that await it, once for each `await`."""
    for function, _ in located_functions(module):
        for node in own_nodes(function):
            if isinstance(node, ast.Await) and isinstance(node.value, ast.Call) and last_name(node.value.func) == name:
                yield function.name
