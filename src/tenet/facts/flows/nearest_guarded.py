"""Where a route that asks who calls is found: in the same folder, else in the one that shares most folders with it."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

from tenet.facts.contract.subject import is_generated
from tenet.facts.database.migration_files import is_test
from tenet.facts.facts import Facts
from tenet.facts.flows.authentication import Authentication
from tenet.facts.handlers.handler import Handler

ROUTING = re.compile(rb"^\s*@[\w.]+\.(?:get|post|put|patch|delete|route|api_route)\(", re.MULTILINE)
SHOWN = re.compile(r"(?:^|/)(?:examples?|samples?|demos?|docs?|docs_src|tutorials?|mocks?|fakes?|stubs?)(?:/|_)")
"""Folders of code that is shown, not served."""
MAX_FILES = 400


@dataclass(frozen=True)
class NearestGuarded:
    """Each file of the head is looked through once, however many routes ask for one that is near."""

    facts: Facts
    authentication: Authentication

    def to(self, handler: Handler) -> Handler | None:
        """A route that asks who calls: of the same file for the first of a folder, else of the file that shares most folders with it."""
        folder = handler.path.rpartition("/")[0]
        if folder not in self._known:
            guarded = map(self._guarded_in, islice(self._by_nearness(handler.path), MAX_FILES))
            self._known[folder] = next((one for one in guarded if one is not None), None)
        return self._known[folder]

    def _guarded_in(self, path: str) -> Handler | None:
        if path not in self._of_file:
            written = not is_generated(path, self.facts.head.text(path) or "")
            handlers, asks = self.facts.handlers.of([path] if written else []), self.authentication.reads_as_guarded
            self._of_file[path] = next((one for one in handlers if asks(one.function, one.decorator, one.at)), None)
        return self._of_file[path]

    def _by_nearness(self, path: str) -> Iterator[str]:
        parts, told = path.split("/"), set[str]()
        for depth in range(len(parts), -1, -1):
            for one in self._routing.get("/".join(parts[:depth]), ()):
                if one not in told:
                    told.add(one)
                    yield one

    @cached_property
    def _routing(self) -> Mapping[str, list[str]]:
        """The files with routes below each folder, and by their own paths."""
        paths = [path for path in self.facts.head_modules.python_files if not is_test(path) and not SHOWN.search(path)]
        self.facts.head.load(paths)
        found: dict[str, list[str]] = {}
        for path in sorted(path for path in paths if ROUTING.search(self.facts.head.data(path) or b"")):
            parts = path.split("/")
            for depth in range(len(parts) + 1):
                found.setdefault("/".join(parts[:depth]), []).append(path)
        return found

    @cached_property
    def _known(self) -> dict[str, Handler | None]:
        return {}

    @cached_property
    def _of_file(self) -> dict[str, Handler | None]:
        return {}
