"""Policies read through GitHub's API: of this repository at a commit, and of others (`extends: owner/repo@ref:path`)."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import quote

from tenet.core.errors import InputFault
from tenet.core.settings import ActionSettings
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import Failure, GitHubError, fault
from tenet.infrastructure.github_payloads import BLOB
from tenet.ports.policy_texts import PathReference, PolicyReference, PolicyTexts, RemoteReference


def file_at(client: GitHubClient, repository: str, path: str, revision: str) -> bytes:
    """One file, without a tree being listed. Raises GitHubError, and binascii.Error for an answer that holds no file."""
    found = client.read(f"/repos/{quote(repository)}/contents/{quote(path)}", BLOB, ref=revision)
    return base64.b64decode(found.content)


@dataclass(frozen=True, slots=True)
class CommittedPolicies:
    """Policies of the repository itself; every other reference is handed to `beyond`."""

    client: GitHubClient
    commit: str
    beyond: PolicyTexts

    def find(self, path: str) -> str | None:
        """The text of a file, or None where there is none. Raises InputFault for one that is no text, PlatformFault."""
        try:
            return file_at(self.client, self.client.place.repository, path, self.commit).decode("utf-8-sig")
        except GitHubError as error:
            if error.status == 404:
                return None
            raise fault(f"The policy {path} of {self.commit[:12]} could not be read", error) from error
        except (binascii.Error, UnicodeDecodeError) as error:
            raise InputFault(f"{path} of {self.commit[:12]} is no UTF-8 text file.") from error

    def fetch(self, reference: PolicyReference) -> str:
        if not isinstance(reference, PathReference):
            return self.beyond.fetch(reference)
        found = self.find(reference.path)
        if found is None:
            raise InputFault(f"there is no file `{reference.path}` at {self.commit[:12]}")
        return found


class GitHubPolicies:
    """Policies of other repositories, read with `policy-token` where the workflow gives one, else with its own token."""

    def __init__(self, settings: ActionSettings) -> None:
        self._client = GitHubClient(settings.place, settings.policy_token or settings.token)

    def fetch(self, reference: PolicyReference) -> str:
        """Raises InputFault where there is no such policy, or the token may not see it; PlatformFault where GitHub fails."""
        if not isinstance(reference, RemoteReference):
            raise InputFault(f"`{reference}` is no policy of another repository")
        repository = f"{reference.owner}/{reference.repository}"
        try:
            return file_at(self._client, repository, reference.path, reference.revision).decode("utf-8-sig")
        except GitHubError as error:
            if error.failure in {Failure.LIMITED, Failure.UNCERTAIN}:
                raise fault(f"The policy `{reference}` could not be read", error) from error
            hint = "for a private repository, give the action a `policy-token` that may read it"
            raise InputFault(f"`{reference}` cannot be read: {error.message}", hint=hint) from error
        except (binascii.Error, UnicodeDecodeError) as error:
            raise InputFault(f"`{reference}` is no UTF-8 text file") from error
