"""What the head's policy, and Tenet's step in its workflows, let through that the base's would not.

Compared are the merge base and the head, so that what the base branch did meanwhile is not laid at this change's door.
"""

from collections.abc import Iterator, Mapping, Sequence

from tenet.core.errors import InputFault, PolicyFault, PolicyProblem
from tenet.domain.change import Change
from tenet.domain.policy import PolicyWeakening
from tenet.facts.sources import Sources
from tenet.policy.bound import BoundPolicy
from tenet.policy.comparison import Weaker, weaker_settings
from tenet.policy.in_force import POLICY_FILES, RepositoryTexts, find_policy, load, touches_policies
from tenet.policy.nodes import MapNode, NodePath, key_place_at, node_at
from tenet.policy.problems import dotted
from tenet.policy.workflow_weakening import workflow_weakenings
from tenet.ports.policy_texts import PolicyReference, PolicyTexts, RemoteReference
from tenet.rules.rule import Rule


def find_weakenings(
    change: Change,
    base: Sources,
    head: Sources,
    beyond: PolicyTexts,
    rules: Mapping[str, Rule],
    files: Sequence[str] = POLICY_FILES,
) -> tuple[PolicyWeakening, ...]:
    """Every way in which the head is weaker, each on its line. `base` is the merge base.

    A policy of the head that cannot be read is one of them. Raises PlatformFault where a policy could not be fetched.
    """
    if not touches_policies(change, files):
        return ()
    found = [*_policy_weakenings(base, head, beyond, rules, files), *workflow_weakenings(change, base, head)]
    return tuple(sorted(found, key=lambda weakening: (weakening.path, weakening.line, weakening.setting)))


class KnownRepositories:
    """Fetches from no repository that the base does not read from.

    The head may be a stranger's: it must not decide which repositories are read with the token for policies, and show what
    they hold in the words of a problem.
    """

    def __init__(self, texts: PolicyTexts, known: frozenset[str]) -> None:
        self._texts = texts
        self._known = known

    def fetch(self, reference: PolicyReference) -> str:
        if isinstance(reference, RemoteReference) and reference.full_name not in self._known:
            raise InputFault(f"`{reference}` is not read: the base's policy extends nothing of that repository")
        return self._texts.fetch(reference)


def _policy_weakenings(
    base: Sources, head: Sources, beyond: PolicyTexts, rules: Mapping[str, Rule], files: Sequence[str]
) -> Iterator[PolicyWeakening]:
    try:
        text = find_policy(base, files)
        before = load(text, RepositoryTexts(base, beyond), rules) if text else None
    except PolicyFault:
        return  # a base that cannot be read is told where it is chosen
    if text is None or before is None:
        return
    try:
        later = find_policy(head, files)
        if later is None:
            yield PolicyWeakening(text.file, 1, "policy", "a policy file", "no file", removed=True)
            return
        after = load(later, RepositoryTexts(head, KnownRepositories(beyond, before.document.repositories)), rules)
    except PolicyFault as fault:
        yield _unreadable(fault.problems[0], next(path for path in files if path in head.entries), head)
        return
    for weaker in weaker_settings(before, after, head.files):
        yield _placed(weaker, before, after)


def _unreadable(problem: PolicyProblem, file: str, head: Sources) -> PolicyWeakening:
    """What is wrong in a file of another repository is not quoted: the head chose that file, and it may be private."""
    if problem.file in head.entries:
        return PolicyWeakening(problem.file, problem.line, "policy", "readable", f"not readable ({problem.message})")
    return PolicyWeakening(file, 1, "policy", "readable", f"not readable (`{problem.file}` is wrong)")


def _placed(weaker: Weaker, before: BoundPolicy, after: BoundPolicy) -> PolicyWeakening:
    """On the line that makes it weaker: the head's own, else the base's that is gone, else what either extends."""
    place, removed = after.document.own.place, False
    for root, path, is_base in _candidates(weaker.path, before, after):
        if node_at(root, path) is not None and key_place_at(root, path).in_repository:
            place, removed = key_place_at(root, path), is_base
            break
    return PolicyWeakening(place.file, place.line, dotted(tuple(weaker.path)), weaker.before, weaker.after, removed)


def _candidates(path: NodePath, before: BoundPolicy, after: BoundPolicy) -> Iterator[tuple[MapNode, NodePath, bool]]:
    yield after.document.root, path, False
    yield before.document.root, path, True
    yield after.document.own, ("extends",), False
    yield before.document.own, ("extends",), True
