"""Where the policies that a policy extends come from."""

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class PresetReference:
    """A policy that ships with Tenet."""

    name: str

    def __str__(self) -> str:
        return f"preset:{self.name}"


@dataclass(frozen=True, slots=True)
class PathReference:
    """A file of the repository, from its root."""

    path: str

    def __str__(self) -> str:
        return self.path


@dataclass(frozen=True, slots=True)
class RemoteReference:
    """A file of another repository, at a revision of it."""

    owner: str
    repository: str
    revision: str
    path: str

    @property
    def full_name(self) -> str:
        """The repository as GitHub names it; its letters' case does not matter there."""
        return f"{self.owner}/{self.repository}".lower()

    def __str__(self) -> str:
        return f"{self.owner}/{self.repository}@{self.revision}:{self.path}"


PolicyReference = PresetReference | PathReference | RemoteReference


class PolicyTexts(Protocol):
    def fetch(self, reference: PolicyReference) -> str:
        """The text of a policy. Raises InputFault where there is none, PlatformFault where it could not be fetched."""
        ...
