"""Examines a repository's workflows: every check, in one order, each thing said once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tenet.doctor.artifact_checks import check_artifacts
from tenet.doctor.checkout_checks import check_checkout
from tenet.doctor.concurrency_checks import check_concurrency
from tenet.doctor.coverage_checks import check_coverage
from tenet.doctor.diagnosis import Diagnosis, Weight
from tenet.doctor.input_checks import check_step
from tenet.doctor.permission_checks import check_permissions
from tenet.doctor.policy_checks import PolicyFound, check_no_policy, check_policy, read_policy_of
from tenet.doctor.tenet_runs import Repository, TenetRun, read_repository
from tenet.doctor.trigger_checks import check_triggers
from tenet.doctor.whole_checks import check_whole
from tenet.facts.sources import Sources
from tenet.ports.policy_texts import PolicyTexts
from tenet.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Examined:
    """What was found, in the order of the files. `workflows` are those that were read, `runs` those of Tenet in them.

    `distant` are the places of what cannot be told.
    """

    workflows: tuple[str, ...]
    runs: int
    distant: tuple[str, ...]
    diagnoses: tuple[Diagnosis, ...]

    @property
    def problems(self) -> int:
        return sum(each.weight is Weight.PROBLEM for each in self.diagnoses)

    @property
    def advice(self) -> int:
        return len(self.diagnoses) - self.problems


def examine(sources: Sources, texts: PolicyTexts, rules: Mapping[str, Rule]) -> Examined:
    """Raises PolicyFault, with file, line and column, for a workflow that cannot be read."""
    repository = read_repository(sources)
    found = {(each.order, each.weight): each for each in _everything(repository, texts, rules)}
    return Examined(
        tuple(workflow.path for workflow in repository.workflows),
        len({run.step.place for run in repository.runs}),
        tuple(str(place) for place in repository.distant),
        tuple(sorted(found.values(), key=lambda each: each.order)),
    )


def _everything(repository: Repository, texts: PolicyTexts, rules: Mapping[str, Rule]) -> Iterator[Diagnosis]:
    policies: dict[str, PolicyFound] = {}
    yield from check_whole(repository)
    yield from check_no_policy(repository)
    for run in repository.runs:
        named = run.step.input("policy")
        if named not in policies:
            policies[named] = read_policy_of(run, repository.sources, texts, rules)
        yield from _of_run(run, repository, policies[named])


def _of_run(run: TenetRun, repository: Repository, policy: PolicyFound) -> Iterator[Diagnosis]:
    yield from check_permissions(run, repository)
    yield from check_triggers(run, repository)
    yield from check_checkout(run)
    yield from check_coverage(run, repository, policy)
    yield from check_artifacts(run, repository)
    yield from check_concurrency(run, repository)
    yield from check_step(run)
    yield from check_policy(run, repository.sources, policy)
