"""The pull request as it is now: an event tells how it was when the event was made."""

from dataclasses import replace

from tenet.api.subject import Nothing, Subject
from tenet.core.errors import PlatformFault
from tenet.domain.change import PullRequest
from tenet.domain.review_plan import PullState
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import Failure, GitHubError, fault
from tenet.infrastructure.github_payloads import PullPayload
from tenet.infrastructure.github_read import GitHubReader, Threads


def subject_now(subject: Subject, client: GitHubClient) -> Subject | Nothing:
    """The same head, with the words and the base that count now; nothing, where the head is another by now.

    A token that may not look keeps what the event told. Raises PlatformFault.
    """
    if subject.number is None:
        return subject
    try:
        pull, threads = GitHubReader(client).pull_with_threads(subject.number)
    except GitHubError as error:
        if error.failure is Failure.DENIED:
            return subject
        raise fault(f"Pull request {subject.number} could not be read", error) from error
    if pull.head.sha != subject.head:
        return Nothing(f"The pull request's head is {pull.head.sha[:12]} by now, and no longer {subject.head[:12]}.")
    return subject_if_open(pull, threads)


def subject_if_open(pull: PullPayload, threads: Threads | None) -> Subject | Nothing:
    if pull.state != "open":
        return Nothing(f"Pull request {pull.number} is closed.")
    return replace(subject_of_pull(pull), threads=threads)


def subject_of_pull(pull: PullPayload) -> Subject:
    """Nothing that the checkout knows was made for its base."""
    description = PullRequest(pull.title or "", pull.body or "", tuple(label.name for label in pull.labels))
    return Subject(pull.base.sha, pull.base.ref, pull.head.sha, pull.number, description, base_known=False)


def described(subject: Subject, now: PullState) -> Subject:
    """The same change, with other words."""
    return replace(subject, description=PullRequest(now.title, now.body, tuple(sorted(now.labels))))


def judged_state(subject: Subject) -> PullState | None:
    """What the judgement of a pull request goes by; None of anything else."""
    words = subject.description
    return None if words is None else PullState(words.title, words.body, frozenset(words.labels), subject.base_ref)


def instead(subject: Subject, problem: PlatformFault, client: GitHubClient) -> Subject | Nothing:
    """What to judge where the change that an event names cannot be read: its head or its base may be gone.

    Raises the problem where the pull request is what it was.
    """
    try:
        now = subject_now(subject, client)
    except PlatformFault:
        raise problem from None
    if isinstance(now, Subject) and replace(now, base=subject.base, base_known=subject.base_known, threads=subject.threads) == subject:
        raise problem
    return now
