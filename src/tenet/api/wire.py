"""Makes the adapters that commands share. No other room than this makes any."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial

from tenet.facts.sources import Sources
from tenet.infrastructure.clock import SystemClock
from tenet.infrastructure.files import read_text
from tenet.infrastructure.git.change_source import RevisionsSource, WorkTreeSource
from tenet.infrastructure.git.objects import ObjectReader
from tenet.infrastructure.git.process import Git
from tenet.infrastructure.git.repository import DEFAULT_BRANCHES, Repository, open_repository
from tenet.infrastructure.git.trees import RevisionTree, WorkTree
from tenet.pipeline import PolicyChoice
from tenet.policy.in_force import POLICY_FILES, ChosenPolicy, base_policy, given_policy, work_tree_policy
from tenet.policy.loading import PolicyText
from tenet.ports.change_source import ChangeSource
from tenet.ports.policy_texts import PolicyTexts
from tenet.ports.tree import Tree
from tenet.rules.rule import Rule


@dataclass(frozen=True, slots=True)
class Revisions:
    """What a check names. `head` is None for the work tree."""

    base: str | None
    head: str | None
    measured_at: str | None = None


@contextmanager
def opened(path: str) -> Iterator[tuple[Repository, ObjectReader]]:
    """A repository with its reader of objects, closed at the end."""
    repository = open_repository(path)
    with ObjectReader(repository.git) as objects:
        yield repository, objects


def change_source(repository: Repository, objects: ObjectReader, revisions: Revisions) -> ChangeSource:
    """A check of the work tree, or between two revisions; of a bare repository always the latter."""
    base = revisions.base if revisions.base is not None else _default_base(repository, objects)
    if revisions.head is None and repository.root is not None:
        return WorkTreeSource(repository, objects, base, repository.root)
    return RevisionsSource(repository, objects, base, "HEAD" if revisions.head is None else revisions.head, revisions.measured_at)


def _default_base(repository: Repository, objects: ObjectReader) -> str:
    found = next((commit for name in DEFAULT_BRANCHES if (commit := objects.commit(name)) is not None), None)
    return repository.default_base() if found is None else found.id


def tree_of(repository: Repository, objects: ObjectReader, revision: str | None) -> Tree:
    """The files of a revision; of the work tree where none is named and there is one, else of HEAD."""
    if revision is None and repository.root is not None:
        return WorkTree(Git(repository.root), repository.root)
    return RevisionTree(repository.git, objects, repository.commit("HEAD" if revision is None else revision))


def policy_choice(policy: str | None, texts: PolicyTexts, *, of_work_tree: bool) -> PolicyChoice:
    """The file that the user names; else the work tree's own, or the base's."""
    if policy is not None:
        text = PolicyText(policy, read_text(policy, what="policy"))
        return partial(_given, text, texts)
    return partial(_of_work_tree if of_work_tree else _of_base, texts)


def policy_choice_of_base(file: str, texts: PolicyTexts) -> PolicyChoice:
    """For the action: the base's policy, from the file that the input names or from the usual places."""
    return partial(_of_base_file, (file,) if file else POLICY_FILES, texts)


def _given(text: PolicyText, texts: PolicyTexts, _: Sources, head: Sources, rules: Mapping[str, Rule]) -> ChosenPolicy:
    return given_policy(text, head, texts, rules)


def _of_work_tree(texts: PolicyTexts, _: Sources, head: Sources, rules: Mapping[str, Rule]) -> ChosenPolicy:
    return work_tree_policy(head, texts, rules)


def _of_base(texts: PolicyTexts, base: Sources, head: Sources, rules: Mapping[str, Rule]) -> ChosenPolicy:
    return base_policy(base, head, texts, rules)


def _of_base_file(files: tuple[str, ...], texts: PolicyTexts, base: Sources, head: Sources, rules: Mapping[str, Rule]) -> ChosenPolicy:
    return base_policy(base, head, texts, rules, files)


def clock() -> SystemClock:
    return SystemClock()
