"""The handlers of a module that catch everything and let it disappear, and which of them the change brings in."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from tenet.domain.change import Change
from tenet.domain.finding import Novelty
from tenet.facts.exceptions.catch_alls import CatchAll, catch_alls
from tenet.facts.exceptions.fates import Fate, Treatment, treatment_of
from tenet.facts.exceptions.helpers import Helpers
from tenet.facts.exceptions.recurrence import BaseLines, base_module, novelties, touches
from tenet.facts.python.module import Module
from tenet.facts.python.modules import Modules

FINALIZER = "__del__"
"""What it raises Python only prints; there is nobody to hand it to."""


@dataclass(frozen=True)
class Swallowed:
    """A handler that lets everything disappear. `line` to `end_line` is where the fault stands."""

    catch: CatchAll
    treatment: Treatment

    @property
    def line(self) -> int:
        """The log call's where only the traceback is missing, else that of the `except`."""
        log = self.treatment.log
        return self.catch.line if log is None else log.lineno

    @property
    def end_line(self) -> int:
        log = self.treatment.log
        return self.catch.end_line if log is None else log.end_lineno or log.lineno


def swallowed_in(module: Module) -> Iterator[Swallowed]:
    run_by_hand, helpers = _run_by_hand(module), Helpers(module)
    for catch in catch_alls(module):
        treatment = treatment_of(catch.body, catch.name)
        ends = catch.symbol.rpartition(".")[2] == FINALIZER or catch.line in run_by_hand
        if treatment.fate is not Fate.KEPT and not ends and not helpers.take(catch.body, catch.symbol):
            yield Swallowed(catch, treatment)


def _run_by_hand(module: Module) -> frozenset[int]:
    """The lines under `if __name__ == "__main__":`, whose reader sits in front of them."""
    return frozenset(
        line
        for node in module.tree.body
        if isinstance(node, ast.If)
        and isinstance(node.test, ast.Compare)
        and any(isinstance(name, ast.Name) and name.id == "__name__" for name in (node.test.left, *node.test.comparators))
        for line in range(node.lineno, (node.body[-1].end_lineno or node.lineno) + 1)
    )


def judged_swallowed(change: Change, base: Modules, module: Module) -> Iterator[tuple[Swallowed, Novelty]]:
    """New is a handler on changed lines, and one on old lines that raised or logged at the base and no longer does."""
    found = list(swallowed_in(module))
    if not found:
        return
    before = base_module(change, base, module.path)
    old = [] if before is None else list(swallowed_in(before))
    lines = frozenset(one.catch.line for one in old)
    file = change.by_path.get(module.path)
    untouched = None if file is None or not file.lines_known else BaseLines(file)
    judged = [(one, one.catch.key if old else None, _changed(change, module.path, one, untouched, lines)) for one in found]
    yield from novelties(judged, [one.catch.key for one in old])


def _changed(change: Change, path: str, found: Swallowed, untouched: BaseLines | None, old: frozenset[int]) -> bool:
    if touches(change, path, found.line, found.end_line) or touches(change, path, found.catch.line, found.catch.end_line):
        return True
    return untouched is not None and untouched.of(found.catch.line) not in old
