"""What `extends` names: a preset, a path of the repository, or a file of another repository."""

import re

from tenet.policy.wording import nearest, shown
from tenet.ports.policy_texts import PathReference, PolicyReference, PresetReference, RemoteReference

PRESETS = ("minimal", "backend", "fastapi", "django", "strict")
NONE = "none"
REMOTE = re.compile(r"([A-Za-z0-9][A-Za-z0-9-]{0,38})/([A-Za-z0-9._-]{1,100})@([A-Za-z0-9._/-]{1,200}):([A-Za-z0-9._+/-]{1,400})")
PATH = re.compile(r"[^\s:@\\]{1,400}")
FORMS = f"one of {', '.join(PRESETS)}; a path; owner/repo@ref:path; or none"


class UnreadableReference(ValueError):
    """It names nothing. `hint` says what it may be."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def parse_reference(text: str, within: PolicyReference | None = None) -> PolicyReference:
    """Reads one entry of `extends`. `within` is the policy that holds it: a path in a remote file is a path there.

    Raises UnreadableReference.
    """
    if text in PRESETS:
        return PresetReference(text)
    if "/" not in text and not text.endswith((".yml", ".yaml")):
        raise UnreadableReference(f"there is no preset {shown(text)}", nearest(text, PRESETS) or FORMS)
    remote = REMOTE.fullmatch(text)
    if remote:
        owner, repository, revision, path = remote.groups()
        if _inside(path) and repository.strip("."):
            return RemoteReference(owner, repository, revision, path)
    elif PATH.fullmatch(text) and _inside(text):
        path = text.removeprefix("./")
        if isinstance(within, RemoteReference):
            return RemoteReference(within.owner, within.repository, within.revision, path)
        return PathReference(path)
    raise UnreadableReference(f"{shown(text)} names no policy", FORMS)


def _inside(path: str) -> bool:
    return not path.startswith("/") and ".." not in path.split("/")
