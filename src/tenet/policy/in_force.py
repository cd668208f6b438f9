"""Which policy judges a change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from tenet.core.errors import InputFault, PolicyFault, PolicyProblem
from tenet.domain.change import Change
from tenet.domain.severity import Mode
from tenet.facts.sources import Sources
from tenet.policy.binding import bind
from tenet.policy.bound import BoundPolicy
from tenet.policy.loading import VERSION, PolicyText, read_policy
from tenet.ports.policy_texts import PathReference, PolicyReference, PolicyTexts, PresetReference, RemoteReference
from tenet.ports.tree import Unreadable
from tenet.rules.rule import Rule

POLICY_FILES = (".github/tenet.yml", ".tenet.yml", "tenet.yml")
"""Where a policy is looked for, in this order."""
DEFAULT_PRESET = PresetReference("backend")
TAKES_FORCE_LATER = "This policy is new with this change: it takes force when it is merged. Until then nothing blocks."
NOT_READ = " It extends {}, which Tenet does not read for a change that only proposes it: those rules are not judged yet."
NO_POLICY = "The repository has no policy, so the preset `backend` advises. `tenet init` writes a policy to start from."


@dataclass(frozen=True, slots=True)
class ChosenPolicy:
    """The policy in force. `source` is the result's `policy.source`; `note` is what a reader must know of it.

    `files` are where the policies of base and head stand that are compared.
    """

    policy: BoundPolicy
    source: str
    note: str = ""
    files: tuple[str, ...] = POLICY_FILES


class RepositoryTexts:
    """Policies that a policy extends: paths are read from one side of the change, all others from `beyond`."""

    def __init__(self, sources: Sources, beyond: PolicyTexts) -> None:
        self._sources = sources
        self._beyond = beyond

    def fetch(self, reference: PolicyReference) -> str:
        if not isinstance(reference, PathReference):
            return self._beyond.fetch(reference)
        found = policy_at(self._sources, reference.path)
        if found is None:
            raise InputFault(f"there is no file `{reference.path}` at this revision")
        return found.text


class UnreadRepositories:
    """Texts of which those in other repositories are left out, as if they said nothing.

    A policy that nobody has merged may be a stranger's. It must not decide what is read with a token for policies: words of
    a private file would stand in the problems that are told.
    """

    def __init__(self, texts: PolicyTexts) -> None:
        self.left_out: list[RemoteReference] = []
        self._texts = texts

    def fetch(self, reference: PolicyReference) -> str:
        if not isinstance(reference, RemoteReference):
            return self._texts.fetch(reference)
        self.left_out.append(reference)
        return f"version: {VERSION}\n"

    @property
    def note(self) -> str:
        return NOT_READ.format(", ".join(f"`{each}`" for each in self.left_out)) if self.left_out else ""


def policy_at(sources: Sources, path: str) -> PolicyText | None:
    """The policy file of this path, or None where there is none. Raises PolicyFault where it cannot be read."""
    content = sources.content(path)
    if content is None and path in sources.entries:
        content = Unreadable("it is a symbolic link or a submodule, which is not followed")
    if content is None:
        return None
    if isinstance(content, Unreadable):
        raise PolicyFault((PolicyProblem(path, 1, 1, f"the policy cannot be read: {content.reason}"),))
    try:
        return PolicyText(path, content.decode("utf-8-sig"), path)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise PolicyFault((PolicyProblem(path, line, 1, "the policy is not UTF-8 text", "save the file as UTF-8"),)) from error


def touches_policies(change: Change, files: Sequence[str]) -> bool:
    """Whether the change holds a file that a policy, what it extends, or a workflow may be written in."""
    touched = {path for file in change.files for path in (file.path, file.base_path) if path is not None}
    return any(path.endswith((".yml", ".yaml")) or path in files for path in touched)


def find_policy(sources: Sources, files: Sequence[str] = POLICY_FILES) -> PolicyText | None:
    """The first policy file that is there."""
    return next((found for path in files if (found := policy_at(sources, path)) is not None), None)


def load(text: PolicyText, texts: PolicyTexts, rules: Mapping[str, Rule]) -> BoundPolicy:
    """Reads, merges and binds a policy. Raises PolicyFault with every problem."""
    return bind(read_policy(text, texts), rules)


def preset_policy(beyond: PolicyTexts, rules: Mapping[str, Rule]) -> ChosenPolicy:
    """What advises where there is no policy at all."""
    name = str(DEFAULT_PRESET)
    policy = load(PolicyText(name, beyond.fetch(DEFAULT_PRESET)), beyond, rules)
    return ChosenPolicy(replace(policy, mode=Mode.ADVISE), name, NO_POLICY)


def given_policy(text: PolicyText, sources: Sources, beyond: PolicyTexts, rules: Mapping[str, Rule]) -> ChosenPolicy:
    """The policy that the user named. Paths that it extends are read from `sources`."""
    return ChosenPolicy(load(text, RepositoryTexts(sources, beyond), rules), f"file:{text.file}")


def work_tree_policy(work_tree: Sources, beyond: PolicyTexts, rules: Mapping[str, Rule]) -> ChosenPolicy:
    """The policy for a check of the work tree: its own."""
    text = find_policy(work_tree)
    if text is None:
        return preset_policy(beyond, rules)
    return ChosenPolicy(load(text, RepositoryTexts(work_tree, beyond), rules), f"work tree:{text.file}")


def base_policy(
    base: Sources, head: Sources, beyond: PolicyTexts, rules: Mapping[str, Rule], files: Sequence[str] = POLICY_FILES
) -> ChosenPolicy:
    """The policy for two revisions and for a pull request: the base's. A first policy, at head, only advises.

    `files` is given where the user names one: then there is no falling back. Raises InputFault where it is not there.
    """
    text = find_policy(base, files)
    if text is not None:
        return ChosenPolicy(load(text, RepositoryTexts(base, beyond), rules), f"base:{text.file}", files=tuple(files))
    text = find_policy(head, files)
    if text is not None:
        proposed = UnreadRepositories(beyond)
        policy = load(text, RepositoryTexts(head, proposed), rules)
        return ChosenPolicy(replace(policy, mode=Mode.ADVISE), f"head:{text.file}", TAKES_FORCE_LATER + proposed.note)
    if tuple(files) != POLICY_FILES:
        raise InputFault(f"there is no policy {', '.join(files)}, at base or at head", hint="a path from the root of the repository")
    return preset_policy(beyond, rules)
