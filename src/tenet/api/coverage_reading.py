"""Which coverage reports a check reads."""

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from tenet.facts.sources import Sources
from tenet.pipeline import CoverageReading
from tenet.policy.bound import BoundPolicy
from tenet.ports.change_source import ChangeUnderReview

if TYPE_CHECKING:
    from tenet.facts.coverage.coverage_facts import CoverageInput


@dataclass(frozen=True, slots=True)
class ReportsNamed:
    """What the user names replaces the policy's. `root` is the work tree's; None for a bare repository.

    Names are from the current folder; in the action from `root`, and inside it.
    """

    reports: tuple[str, ...]
    base_reports: tuple[str, ...]
    root: str | None
    in_action: bool = False


def coverage_reading(named: ReportsNamed) -> CoverageReading:
    """Reads what is named, what the policy names, or nothing."""

    def read(policy: BoundPolicy, gathered: ChangeUnderReview) -> "CoverageInput | None":
        patterns = policy.surroundings.coverage.reports
        if not (named.reports or patterns or named.in_action):
            return None
        return _read(named, patterns, gathered)

    return read


def _read(named: ReportsNamed, patterns: tuple[str, ...], gathered: ChangeUnderReview) -> "CoverageInput":
    from tenet.facts.coverage.coverage_facts import CoverageInput
    from tenet.infrastructure.coverage_reports import demand, find_in, find_named, read_reports

    if not named.in_action:  # there a report that an earlier step should have written is a finding, not a wrong option
        demand((*named.reports, *named.base_reports))
    given = partial(find_in, named.root) if named.in_action and named.root else find_named
    paths, missing = given(named.reports) if named.reports else find_in(named.root, patterns) if named.root else ([], [])
    # in the action no base's report is no fault of the change: the first one is written when the workflow first runs on the base
    base_paths, base_missing = given(named.base_reports)
    tested = gathered.measured or gathered.head
    found = read_reports(paths, lambda: tested, named.root)
    base = read_reports(base_paths, lambda: gathered.base, named.root)
    return CoverageInput(
        reports=found.reports,
        base_reports=base.reports,
        unusable=(*missing, *found.unusable, *(() if named.in_action else base_missing), *base.unusable),
        required=True,
        measured=None if gathered.measured is None else Sources(gathered.measured),
        moves=None if gathered.moves is None else gathered.moves(),
    )
