"""Policies of other repositories (`extends: owner/repo@ref:path`), read through GitHub's API."""

import base64
import binascii

from tenet.core.errors import InputFault
from tenet.core.settings import ActionSettings
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import Failure, GitHubError
from tenet.infrastructure.github_payloads import CONTENT
from tenet.infrastructure.github_read import fault
from tenet.ports.policy_texts import PolicyReference, RemoteReference


class GitHubPolicies:
    """Reads with `policy-token` where the workflow gives one (private repositories), else with its own token."""

    def __init__(self, settings: ActionSettings) -> None:
        self._client = GitHubClient(settings.place, settings.policy_token or settings.token)

    def fetch(self, reference: PolicyReference) -> str:
        """Raises InputFault where there is no such policy, or the token may not see it; PlatformFault where GitHub fails."""
        if not isinstance(reference, RemoteReference):
            raise InputFault(f"`{reference}` is no policy of another repository")
        path = f"/repos/{reference.owner}/{reference.repository}/contents/{reference.path}"
        try:
            content = self._client.read(path, CONTENT, ref=reference.revision)
            return base64.b64decode(content.content).decode("utf-8-sig")
        except GitHubError as error:
            if error.failure in {Failure.LIMITED, Failure.UNCERTAIN}:
                raise fault(f"The policy `{reference}` could not be read", error) from error
            hint = "for a private repository, give the action a `policy-token` that may read it"
            raise InputFault(f"`{reference}` cannot be read: {error.message}", hint=hint) from error
        except (binascii.Error, UnicodeDecodeError) as error:
            raise InputFault(f"`{reference}` is no UTF-8 text file") from error
