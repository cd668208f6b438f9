"""The presets that ship with Tenet, and the way to policies of other repositories where there is one."""

from pathlib import Path

from tenet.core.errors import InputFault
from tenet.ports.policy_texts import PolicyReference, PolicyTexts, PresetReference

PACKAGE = Path(__file__).resolve().parents[1]
FOLDERS = (PACKAGE / "policies", PACKAGE.parents[1] / "policies")
"""In an installed wheel, and in a checkout of Tenet."""


class PackagedPolicies:
    """Answers for presets; hands every other reference to `remote`."""

    def __init__(self, remote: PolicyTexts | None = None) -> None:
        self._remote = remote

    def fetch(self, reference: PolicyReference) -> str:
        if isinstance(reference, PresetReference):
            found = next(path for folder in FOLDERS if (path := folder / f"{reference.name}.yml").is_file())
            return found.read_text(encoding="utf-8")
        if self._remote is None:
            raise InputFault(f"`{reference}` cannot be fetched here", hint="copy the policy into the repository and extend its path")
        return self._remote.fetch(reference)
