"""What a rule is. A rule's file holds its manual page as the docstring, its `Options`, its `check` and `RULE`."""

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, Field

from tenet.domain.finding import Outcome
from tenet.domain.policy import Scope
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts


class RuleOptions(BaseModel):
    """What every rule can be told in the policy, beside its own options."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    severity: Severity | None = Field(default=None, description="How much a finding weighs; the rule's own where left out.")
    paths: tuple[str, ...] = Field(default=(), description="Only findings in these paths count; all, if empty.")
    exclude: tuple[str, ...] = Field(default=(), description="Findings in these paths do not count.")
    scope: Scope = Field(default=Scope.NEW, description="`new`: only what the change brings in. `all`: also what was there before.")
    enforce_from: date | None = Field(default=None, description="Before this day findings are reported and do not block.")


class Phase(StrEnum):
    """`facts`: judged from facts alone. `waivers`: after all others, when it is known which waivers matched."""

    FACTS = "facts"
    WAIVERS = "waivers"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule of the catalogue. `severity` is its weight in the preset `backend`.

    `reads_whole_files`: it looks at all lines of a changed file, so that a waiver which matches nothing there is unused.
    `lint_codes`: what it asks the linter for.
    """

    id: str
    group: str
    severity: Severity
    principle: str
    manual: str
    options: type[RuleOptions]
    run: Callable[[Facts, RuleOptions], Iterator[Outcome]]
    phase: Phase
    reads_whole_files: bool
    lint_codes: tuple[str, ...] = ()

    @property
    def summary(self) -> str:
        return self.manual.strip().split("\n", 1)[0].rstrip(".")


O = TypeVar("O", bound=RuleOptions)


def define(
    module: str,
    *,
    severity: Severity,
    principle: str,
    options: type[O],
    check: Callable[[Facts, O], Iterable[Outcome]],
    phase: Phase = Phase.FACTS,
    reads_whole_files: bool = False,
    lint_codes: tuple[str, ...] = (),
) -> Rule:
    """Makes a rule of the module named `module` (its `__name__`), whose docstring is the manual page.

    Raises ValueError for a module without a docstring.
    """
    package, _, name = module.rpartition(".")
    manual = sys.modules[module].__doc__
    if not manual:
        raise ValueError(f"{module} has no manual page")

    def run(facts: Facts, given: RuleOptions) -> Iterator[Outcome]:
        if not isinstance(given, options):
            raise TypeError(f"{module} takes {options.__name__}, not {type(given).__name__}")
        yield from check(facts, given)

    group = package.rpartition(".")[2]
    return Rule(name.replace("_", "-"), group, severity, principle, manual, options, run, phase, reads_whole_files, lint_codes)
