"""Whether the policy that a run is to judge by is there and right."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenet.core.errors import PolicyFault, PolicyProblem
from tenet.doctor.diagnosis import Diagnosis, Fix, Weight, advice, problem
from tenet.doctor.tenet_runs import Kind, Repository, TenetRun
from tenet.doctor.workflow import is_static
from tenet.facts.sources import Sources
from tenet.policy.in_force import POLICY_FILES, RepositoryTexts, find_policy, load
from tenet.policy.wording import closest, shown
from tenet.ports.policy_texts import PolicyReference, PolicyTexts, RemoteReference
from tenet.rules.rule import Rule

UNSEEN = "version: 1\n"
"""What stands for a policy of another repository: the doctor fetches nothing."""


@dataclass(frozen=True, slots=True)
class PolicyFound:
    """A policy of the work tree. `file` is None where there is none, `reports` are its `coverage.reports`."""

    file: str | None
    reports: tuple[str, ...] = ()
    problems: tuple[PolicyProblem, ...] = ()


class _WithoutOthers:
    """Policies that ship with Tenet; those of other repositories are taken as empty."""

    def __init__(self, texts: PolicyTexts) -> None:
        self._texts = texts

    def fetch(self, reference: PolicyReference) -> str:
        return UNSEEN if isinstance(reference, RemoteReference) else self._texts.fetch(reference)


def read_policy_of(run: TenetRun, sources: Sources, texts: PolicyTexts, rules: Mapping[str, Rule]) -> PolicyFound:
    """The policy that the run's input names, or the one of the usual places."""
    named = run.step.input("policy")
    if named and not is_static(named):
        return PolicyFound(named)
    beyond = RepositoryTexts(sources, _WithoutOthers(texts))
    file: str | None = None
    try:
        text = find_policy(sources, (named,) if named else POLICY_FILES)
        file = text.file if text else None
        return PolicyFound(file, load(text, beyond, rules).surroundings.coverage.reports) if text else PolicyFound(None)
    except PolicyFault as fault:
        return PolicyFound(file or fault.problems[0].file, (), fault.problems)


def check_policy(run: TenetRun, sources: Sources, policy: PolicyFound) -> Iterator[Diagnosis]:
    for each in policy.problems:
        fix = Fix(each.hint or "`tenet policy check` says more.")
        yield Diagnosis("wrong-policy", Weight.PROBLEM, each.file, each.line, each.column, each.message, fix)
    named = run.step.input("policy")
    if policy.file is not None or run.kind is Kind.PUBLISH:
        return
    if named:
        near = closest(named, (path for path in sources.files if path.endswith((".yml", ".yaml"))))
        fix = Fix(f"Did you mean {shown(near)}?" if near else "`tenet init` writes one; the path is from the repository's root.")
        yield problem("missing-policy", run.step.place_of_input("policy"), f"there is no policy {shown(named)} in the repository", fix)


def check_no_policy(repository: Repository) -> Iterator[Diagnosis]:
    """Said once, whatever number of steps would read it."""
    judging = (run for run in repository.runs if run.kind is not Kind.PUBLISH)
    first = next((run for run in judging if not run.step.input("policy") and "--policy" not in run.step.run), None)
    if first is not None and not any(path in repository.sources.entries for path in POLICY_FILES):
        message = "the repository has no policy, so the preset `backend` advises and nothing blocks"
        yield advice("no-policy", first.step.place, message, Fix(f"`tenet init` writes {POLICY_FILES[0]}."))
