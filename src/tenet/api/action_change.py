"""Where the action takes the change from: the checkout, what it lacks fetched beside it, or GitHub's API."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from tenet.api.subject import Subject
from tenet.core.errors import InputFault, PlatformFault
from tenet.core.settings import ActionSettings
from tenet.infrastructure.git.change_source import RevisionsSource
from tenet.infrastructure.git.fetch import Remote, alone, beside, fetch_commits
from tenet.infrastructure.git.objects import ObjectReader
from tenet.infrastructure.git.process import IsolatedGit
from tenet.infrastructure.git.repository import Repository, open_repository
from tenet.infrastructure.github_change import ApiChangeSource, Comparison, compare
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_pulls import is_merge_of
from tenet.ports.change_source import ChangeSource


@dataclass(frozen=True, slots=True)
class Ends:
    """The commits that a change is read from. `measured_at` is the merge commit that the tests ran on, where they did."""

    base: str
    merge_base: str
    head: str
    measured_at: str | None

    @property
    def commits(self) -> tuple[str, ...]:
        return tuple(filter(None, (self.merge_base, self.head, self.base, self.measured_at)))


@contextmanager
def opened_change(settings: ActionSettings, subject: Subject, client: GitHubClient) -> Iterator[ChangeSource]:
    """Any fetch depth will do, and no checkout at all. Raises PlatformFault where nothing gives the change."""
    try:
        # the checkout belongs to the runner's user and the container runs as root: this process alone trusts it
        checkout = open_repository(settings.workspace, IsolatedGit(settings.workspace, settings={"safe.directory": "*"}))
    except InputFault:
        yield _from_api(subject, _compared(subject, client, _merge_of_event(settings, subject)), client)
        return
    local = _local_ends(checkout, settings.sha, subject)
    ends = local or _compared(subject, client, _merge_of(checkout, "HEAD", subject))
    # the change's own tests may have run in the checkout: its configuration and attributes must not hide lines
    with beside(checkout) as repository, ObjectReader(repository.git) as objects:
        whole = local is not None and not checkout.partial
        remote = Remote(settings.place.server_url, settings.place.repository, settings.token)
        missing = () if whole else fetch_commits(repository, remote, ends.commits)
        yield _from_api(subject, ends, client) if missing else _from_git(repository, objects, ends)


@contextmanager
def fetched_change(settings: ActionSettings, subject: Subject, client: GitHubClient, merge: str | None) -> Iterator[ChangeSource]:
    """From the server alone: what lies in the workspace may be another's, so no repository there is opened. Raises PlatformFault.

    `merge` is the merge commit that GitHub made to try the pull request.
    """
    ends = _compared(subject, client, None)
    remote = Remote(settings.place.server_url, settings.place.repository, settings.token)
    with alone("sha256" if len(subject.head) == 64 else "sha1") as repository, ObjectReader(repository.git) as objects:
        if fetch_commits(repository, remote, ends.commits):
            tested = merge if merge and is_merge_of(client, merge, subject.head) else None
            yield _from_api(subject, replace(ends, measured_at=tested), client)
            return
        fetched = merge is not None and not fetch_commits(repository, remote, [merge])
        tested = _merge_of(repository, merge, subject) if merge and fetched else None
        yield _from_git(repository, objects, replace(ends, measured_at=tested))


def _local_ends(checkout: Repository, sha: str, subject: Subject) -> Ends | None:
    """All from the checkout, where its history is whole: a shallow one cannot be trusted to know the merge base."""
    head = checkout.find_commit(subject.head)
    if head is None or checkout.shallow or not subject.base_known:
        return None
    # the event's base goes stale when the branch moves on; the event's merge commit cannot be forged, what the clone calls HEAD can
    merge = _merge_of(checkout, sha, subject) or _merge_of(checkout, "HEAD", subject)
    named = (f"{merge}^1" if merge else None, _remote(subject.base_ref), subject.base, _remote(subject.fallback_ref))
    base = next((found for name in named if name and (found := checkout.find_commit(name))), None)
    merge_base = checkout.find_merge_base(base, head) if base else None
    return Ends(base, merge_base, head, _merge_of(checkout, "HEAD", subject)) if base and merge_base else None


def _remote(branch: str) -> str | None:
    return f"refs/remotes/origin/{branch}" if branch else None


def _merge_of(checkout: Repository, revision: str, subject: Subject) -> str | None:
    """The commit that a revision names, where it is a merge of the head into another."""
    at = checkout.find_commit(revision) if revision else None
    return at if at is not None and checkout.parents(at)[1:] == (subject.head,) else None


def _merge_of_event(settings: ActionSettings, subject: Subject) -> str | None:
    """Where nothing is checked out here, the tests ran in another job, which has the event's merge commit by default."""
    return settings.sha if settings.event_name == "pull_request" and settings.sha not in {"", subject.head} else None


def _from_git(repository: Repository, objects: ObjectReader, ends: Ends) -> ChangeSource:
    return RevisionsSource(repository, objects, ends.base, ends.head, ends.measured_at, ends.merge_base)


def _from_api(subject: Subject, ends: Ends, client: GitHubClient) -> ChangeSource:
    if subject.number is None:
        message = "The checkout lacks the commits of the change, and git cannot fetch them."
        raise PlatformFault(message, hint="Check out with `fetch-depth: 0`.")
    return ApiChangeSource(client, subject.number, ends.base, ends.merge_base, subject.head, ends.measured_at)


def _compared(subject: Subject, client: GitHubClient, measured_at: str | None) -> Ends:
    """The ends as GitHub knows them. Raises PlatformFault where it does not."""
    try:
        found = _comparison(subject, client)
    except PlatformFault as fault:
        raise PlatformFault(
            f"The change cannot be read: the checkout lacks its commits, and {fault.message}",
            hint=f"{fault.hint} Or check out with `fetch-depth: 0`, and give the job `contents: read`.".lstrip(),
        ) from fault
    return Ends(found.base, found.merge_base, subject.head, measured_at)


def _comparison(subject: Subject, client: GitHubClient) -> Comparison:
    """Raises PlatformFault."""
    try:
        return compare(client, subject.base_ref or subject.base, subject.head)
    except PlatformFault:
        if not subject.fallback_ref:
            raise
        return compare(client, subject.fallback_ref, subject.head)
