"""Single files of the repository at one commit, read through GitHub's API without listing its tree."""

import base64
import binascii
from dataclasses import dataclass
from urllib.parse import quote

from tenet.core.errors import InputFault
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import GitHubError
from tenet.infrastructure.github_payloads import CONTENT
from tenet.infrastructure.github_read import fault
from tenet.ports.policy_texts import PathReference, PolicyReference, PolicyTexts


@dataclass(frozen=True, slots=True)
class CommittedPolicies:
    """Policies of the repository itself; every other reference is handed to `beyond`."""

    client: GitHubClient
    commit: str
    beyond: PolicyTexts

    def find(self, path: str) -> str | None:
        """The text of a file, or None where there is none. Raises InputFault for one that is no text, PlatformFault."""
        try:
            content = self.client.read(self.client.path(f"contents/{quote(path)}"), CONTENT, ref=self.commit).content
            return base64.b64decode(content).decode("utf-8-sig")
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
