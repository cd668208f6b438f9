"""Reads a policy and everything that it extends into one document."""

from collections.abc import Iterator
from dataclasses import dataclass

from tenet.core.errors import InputFault, PolicyFault, PolicyProblem
from tenet.policy.merging import merged, normalised
from tenet.policy.nodes import ListNode, MapNode, Place, ScalarNode
from tenet.policy.references import FORMS, NONE, UnreadableReference, parse_reference
from tenet.policy.wording import problem
from tenet.policy.yaml_document import read_yaml
from tenet.ports.policy_texts import PathReference, PolicyReference, PolicyTexts, RemoteReference

VERSION = 1
MAX_DEPTH = 8
MAX_POLICIES = 20


@dataclass(frozen=True, slots=True)
class PolicyText:
    """A policy as it was found. `file` is how messages name it; `path` its path in the repository, if it has one."""

    file: str
    text: str
    path: str | None = None


@dataclass(frozen=True, slots=True)
class PolicyDocument:
    """A policy over everything that it extends. `extends` is what it names itself, `own` the file alone.

    `repositories` are the others that some of it was fetched from, as `owner/repo`.
    """

    file: str
    root: MapNode
    own: MapNode
    extends: tuple[str, ...]
    repositories: frozenset[str] = frozenset()


def read_policy(source: PolicyText, texts: PolicyTexts) -> PolicyDocument:
    """Raises PolicyFault with what is wrong in the form of the file or in one that it extends."""
    own = _mapping(source.text, source.file, in_repository=source.path is not None)
    reader = _Reader(texts)
    within = PathReference(source.path) if source.path else None
    root = reader.resolve(own, within, (str(within),) if within else ())
    if reader.problems:
        raise PolicyFault(tuple(sorted(reader.problems)))
    extends = tuple(name for name, _ in _references(own) if name != NONE)
    return PolicyDocument(source.file, root, own, extends, frozenset(reader.repositories))


def _mapping(text: str, file: str, *, in_repository: bool) -> MapNode:
    root = read_yaml(text, file, in_repository=in_repository)
    if isinstance(root, MapNode):
        return root
    raise PolicyFault((problem(root.place, "a policy is a mapping of keys", "start with `version: 1`"),))


def _refuse_version(policy: MapNode) -> None:
    """What is merged later hides the version of what it extends, so that one is judged here."""
    node = policy.get("version")
    if not isinstance(node, ScalarNode) or node.value != VERSION:
        place = node.place if node else policy.place
        raise PolicyFault((problem(place, f"`version` has to be {VERSION}"),))


def _references(policy: MapNode) -> Iterator[tuple[str, Place]]:
    """The words of `extends` with their places. What is no word is left to the judgement of the whole."""
    node = policy.get("extends")
    for item in node.items if isinstance(node, ListNode) else (node,):
        if isinstance(item, ScalarNode) and isinstance(item.value, str):
            yield item.value, item.place


class _Reader:
    def __init__(self, texts: PolicyTexts) -> None:
        self.problems: list[PolicyProblem] = []
        self.repositories: set[str] = set()
        self._texts = texts
        self._read = 0

    def resolve(self, policy: MapNode, within: PolicyReference | None, above: tuple[str, ...]) -> MapNode:
        """The policy over what it extends, in the order in which it names them."""
        references = list(_references(policy))
        if len(references) > 1 and any(name == NONE for name, _ in references):
            place = next(place for name, place in references if name == NONE)
            self._nothing(place, "`none` stands alone", FORMS)
        result: MapNode | None = None
        for name, place in references:
            parent = self._parent(name, place, within, above) if name != NONE else None
            if parent is not None:
                result = merged(result, parent) if result else parent
        own = normalised(policy)
        return merged(result, own) if result else own

    def _parent(self, name: str, place: Place, within: PolicyReference | None, above: tuple[str, ...]) -> MapNode | None:
        try:
            reference = parse_reference(name, within)
        except UnreadableReference as error:
            return self._nothing(place, str(error), error.hint)
        if str(reference) in above:
            return self._nothing(place, f"policies extend one another in a circle: {' > '.join([*above, str(reference)])}")
        if len(above) >= MAX_DEPTH or self._read >= MAX_POLICIES:
            return self._nothing(place, f"policies extend one another more than {MAX_DEPTH} deep, or name more than {MAX_POLICIES}")
        self._read += 1
        if isinstance(reference, RemoteReference):
            self.repositories.add(reference.full_name)
        try:
            text = self._texts.fetch(reference)
            policy = _mapping(text, str(reference), in_repository=isinstance(reference, PathReference))
            _refuse_version(policy)
        except InputFault as fault:
            return self._nothing(place, fault.message, fault.hint)
        except PolicyFault as fault:
            self.problems.extend(fault.problems)
            return None
        return self.resolve(policy, reference, (*above, str(reference)))

    def _nothing(self, place: Place, message: str, hint: str = "") -> MapNode | None:
        """Notes the problem; there is no policy to read."""
        self.problems.append(problem(place, message, hint))
        return None
