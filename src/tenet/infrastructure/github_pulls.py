"""The pull requests of a branch, and the merges that GitHub makes to try them.

Source: GitHub's documentation of "List pull requests": `head` filters by `owner:branch`.
"""

from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import GitHubError, fault
from tenet.infrastructure.github_payloads import COMMIT, PULLS, PullPayload


def open_pulls(client: GitHubClient, repository: str, branch: str) -> tuple[PullPayload, ...]:
    """The open pull requests from a branch of a repository (`owner/name`), ours or a fork. Raises PlatformFault.

    GitHub filters by the owner alone, and not at all by a name that it cannot read: the rest is looked at here.
    """
    owner = repository.partition("/")[0]
    try:
        found = tuple(client.pages(client.path("pulls"), PULLS, state="open", head=f"{owner}:{branch}"))
    except GitHubError as error:
        raise fault(f"The pull requests of {owner}:{branch} could not be listed", error) from error
    return tuple(
        each
        for each in found
        if each.head.ref == branch and each.head.repo is not None and each.head.repo.full_name.lower() == repository.lower()
    )


def is_merge_of(client: GitHubClient, commit: str, head: str) -> bool:
    """Whether a commit is the merge of a head into another. Raises PlatformFault."""
    try:
        parents = client.read(client.path(f"git/commits/{commit}"), COMMIT).parents
    except GitHubError as error:
        raise fault(f"The merge commit {commit[:12]} could not be read", error) from error
    return [each.sha for each in parents[1:]] == [head]
