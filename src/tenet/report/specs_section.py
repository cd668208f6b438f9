"""What the summary says of specs: which cover what changed, which were updated, and which should have been."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tenet.domain.finding import Finding
from tenet.domain.specs import ComponentSpecs, Share, SpecSummary
from tenet.domain.verdict import Verdict
from tenet.report.budget import Section
from tenet.report.escape import code, plain, shorten

STALE, MISSING, INCOMPLETE = "stale-spec", "missing-spec", "incomplete-spec"
SHOWN = 5
"""Documents of one component that are named."""
LONGEST = 120
TABLE = "### Specs\n\n| component | state | spec |\n|---|---|---|"
MORE = "| … and {count} more, in {elsewhere} |||"


@dataclass(frozen=True, slots=True)
class SpecRow:
    """One component as the tables show it."""

    name: str
    documents: tuple[str, ...]
    state: str
    good: bool


def spec_rows(verdict: Verdict) -> list[SpecRow]:
    """The components that the change touches, in code or in documents; nothing where none has a spec."""
    specs = verdict.specs
    if specs is None or not specs.specified:
        return []
    touched = [each for each in specs.components if (each.files or each.updated) and (each.documents or each.absent)]
    return [_row(each, verdict.findings) for each in touched]


def share_lines(specs: SpecSummary) -> Iterator[tuple[str, Share]]:
    """The figures, each with what is counted."""
    if specs.endpoints is not None:
        yield "endpoints are listed in a spec", specs.endpoints
    if specs.requirements is not None:
        yield "requirements are named by code or tests", specs.requirements


def spec_sections(verdict: Verdict) -> list[Section]:
    rows = spec_rows(verdict)
    if not rows or verdict.specs is None:
        return []
    shares = ", ".join(f"{share.covered} of {share.total} {words}" for words, share in share_lines(verdict.specs))
    shown = [f"| {plain(shorten(row.name, 60))} | {_state(row)} | {_documents(row.documents)} |" for row in rows]
    return [Section(TABLE, shown, len(shown), f"\n{shares}." if shares else "", 8, MORE)]


def _row(component: ComponentSpecs, findings: Sequence[Finding]) -> SpecRow:
    own = {
        finding.rule
        for finding in findings
        if finding.rule in {STALE, MISSING, INCOMPLETE} and finding.data.get("component") in {component.component, component.name}
        and not set(component.names).isdisjoint(_named(finding))
    }  # fmt: skip
    if MISSING in own or not component.documents:
        return SpecRow(component.name, component.absent, "missing", good=False)
    if STALE in own:
        return SpecRow(component.name, component.names, "not updated, and should be", good=False)
    state = "updated" if component.updated else "nothing to update"
    if INCOMPLETE in own:
        return SpecRow(component.name, component.names, f"{state}, incomplete", good=False)
    return SpecRow(component.name, component.names, state, good=True)


def _named(finding: Finding) -> set[str]:
    specs = finding.data.get("specs")
    return {name for name in specs if isinstance(name, str)} if isinstance(specs, list) else set()


def _state(row: SpecRow) -> str:
    return plain(row.state) if row.good else f"**{plain(row.state)}**"


def _documents(paths: Sequence[str]) -> str:
    more = f" and {len(paths) - SHOWN} more" if len(paths) > SHOWN else ""
    return ", ".join(code(shorten(path, LONGEST)).replace("|", "\\|") for path in paths[:SHOWN]) + more
