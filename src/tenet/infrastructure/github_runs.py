"""The pull request that a workflow's run was about, as GitHub knows it.

Source: GitHub's documentation of "List pull requests": `head` filters by `owner:branch`.
"""

from pydantic import TypeAdapter

from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import GitHubError
from tenet.infrastructure.github_payloads import CommitReference, Payload
from tenet.infrastructure.github_read import fault


class NamedRepository(Payload):
    full_name: str


class HeadReference(CommitReference):
    """`repo` is null where the fork has been deleted."""

    repo: NamedRepository | None = None


class NamedLabel(Payload):
    name: str


class OpenPull(Payload):
    """`merge_commit_sha` is the merge that GitHub made to try the pull request, where there is one."""

    number: int
    title: str | None = None
    body: str | None = None
    labels: tuple[NamedLabel, ...] = ()
    merge_commit_sha: str | None = None
    head: HeadReference
    base: CommitReference


OPEN_PULLS = TypeAdapter(tuple[OpenPull, ...])


def open_pulls(client: GitHubClient, repository: str, branch: str) -> tuple[OpenPull, ...]:
    """The open pull requests from a branch of a repository (`owner/name`), ours or a fork. Raises PlatformFault.

    GitHub filters by the owner alone, and not at all by a name that it cannot read: the rest is looked at here.
    """
    owner = repository.partition("/")[0]
    try:
        found = tuple(client.pages(client.path("pulls"), OPEN_PULLS, state="open", head=f"{owner}:{branch}"))
    except GitHubError as error:
        raise fault(f"The pull request of {owner}:{branch} could not be looked for", error) from error
    return tuple(
        each
        for each in found
        if each.head.ref == branch and each.head.repo is not None and each.head.repo.full_name.lower() == repository.lower()
    )
