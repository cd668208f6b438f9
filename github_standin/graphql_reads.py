"""Records as GraphQL objects: dictionaries by field name whose callables take the field's arguments."""

from __future__ import annotations

import base64
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from graphql import GraphQLError

from github_standin.json_types import Json, optional_number, text
from github_standin.payloads import Payloads
from github_standin.records import Account, IssueComment, PullRequest, Review, ReviewComment, Thread

Record = TypeVar("Record")


class Info(Protocol):
    """What a resolver here reads of graphql-core's GraphQLResolveInfo."""

    field_name: str


class Resolver(Protocol):
    """A field that is computed when it is asked for."""

    def __call__(self, info: Info, /, **arguments: Json) -> Node | list[Node] | None: ...


Field = None | bool | int | str | list["Node"] | dict[str, "Field"] | Resolver
Node = dict[str, Field]
CONNECTION_LIMIT = 100


def actor(account: Account, html: str) -> Node:
    """An author. GraphQL names a bot without the ``[bot]`` that REST appends."""
    login = account.login.removesuffix("[bot]")
    kind = "Bot" if account.kind == "Bot" else "User"
    return {"__typename": kind, "id": f"U_{account.id}", "databaseId": account.id, "login": login, "url": f"{html}/{login}"}


def label(name: str) -> Node:
    return {"__typename": "Label", "id": f"LA_{name}", "name": name, "color": "ededed"}


def connection(records: Sequence[Record], write: Callable[[Record], Node]) -> Resolver:
    """A field that pages over records. GitHub wants ``first`` or ``last``, of at most 100."""

    def resolve(info: Info, /, **arguments: Json) -> Node:
        first, last, after = optional_number(arguments, "first"), optional_number(arguments, "last"), text(arguments, "after")
        size = first or last
        if size is None:
            missing = f"You must provide a `first` or `last` value to properly paginate the `{info.field_name}` connection."
            raise GraphQLError(missing, extensions={"type": "MISSING_PAGINATION_BOUNDARIES"})
        if size > CONNECTION_LIMIT:
            excessive = f"Requesting {size} records on the `{info.field_name}` connection exceeds the limit of {CONNECTION_LIMIT} records."
            raise GraphQLError(excessive, extensions={"type": "EXCESSIVE_PAGINATION"})
        start = int(base64.b64decode(after)) if after else 0 if first else max(len(records) - size, 0)
        shown = records[start : start + size]
        end = start + len(shown)
        page: Node = {
            "hasNextPage": end < len(records),
            "hasPreviousPage": start > 0,
            "startCursor": _cursor(start),
            "endCursor": _cursor(end) if shown else None,
        }
        return {"nodes": [write(each) for each in shown], "totalCount": len(records), "pageInfo": page}

    return resolve


def _cursor(index: int) -> str:
    return base64.b64encode(str(index).encode()).decode()


@dataclass(frozen=True, slots=True)
class Nodes:
    """Writes the records of one repository for a caller."""

    payloads: Payloads
    viewer: Account
    resolves: bool
    """Whether the caller may resolve threads, which takes ``contents: write``."""

    @property
    def html(self) -> str:
        return self.payloads.links.html

    def repository(self) -> Node:
        found = self.payloads.repository
        shared: Node = {"__typename": "Repository", "id": f"R_{found.id}", "databaseId": found.id, "name": found.name}
        return {**shared, "nameWithOwner": found.full_name, "url": self.payloads.html, "pullRequest": self._pull_by_number}

    def _pull_by_number(self, _: Info, /, **arguments: Json) -> Node:
        number = optional_number(arguments, "number") or 0
        if number not in self.payloads.repository.pulls:
            unknown = f"Could not resolve to a PullRequest with the number of {number}."
            raise GraphQLError(unknown, extensions={"type": "NOT_FOUND"})
        return self.pull(self.payloads.repository.pulls[number])

    def pull(self, pull: PullRequest) -> Node:
        repository = self.payloads.repository
        issue_comments = [each for each in repository.issue_comments.values() if each.issue == pull.number]
        reviews = [each for each in repository.reviews.values() if each.pull == pull.number]
        threads = [each for each in repository.threads.values() if each.pull == pull.number]
        shown = [each for each in threads if repository.reviews[repository.comments_of(each)[0].review].state != "PENDING"]
        return {
            "__typename": "PullRequest",
            "id": pull.node_id,
            "databaseId": pull.id,
            "number": pull.number,
            "title": pull.title,
            "body": pull.body or "",
            "state": "MERGED" if pull.merged else pull.state.upper(),
            "isDraft": pull.draft,
            "url": f"{self.payloads.html}/pull/{pull.number}",
            "headRefOid": pull.head_sha,
            "baseRefOid": pull.base_sha,
            "headRefName": pull.head_ref,
            "baseRefName": pull.base_ref,
            "author": actor(pull.author, self.html),
            "createdAt": pull.created_at,
            "updatedAt": pull.created_at,
            "viewerDidAuthor": pull.author == self.viewer,
            "comments": connection(issue_comments, self.issue_comment),
            "labels": connection(pull.labels, label),
            "reviews": connection(reviews, self.review),
            "reviewThreads": connection(shown, self.thread),
        }

    def _comment(self, record: IssueComment | Review | ReviewComment) -> Node:
        return {
            "id": record.node_id,
            "databaseId": record.id,
            "fullDatabaseId": str(record.id),
            "body": record.body,
            "author": actor(record.author, self.html),
            "isMinimized": record.minimized is not None,
            "minimizedReason": record.minimized,
            "viewerDidAuthor": record.author == self.viewer,
            "viewerCanMinimize": True,
        }

    def issue_comment(self, comment: IssueComment) -> Node:
        url = f"{self.payloads.html}/pull/{comment.issue}#issuecomment-{comment.id}"
        times: Node = {"createdAt": comment.created_at, "updatedAt": comment.updated_at}
        return {"__typename": "IssueComment", **self._comment(comment), **times, "url": url}

    def review(self, review: Review) -> Node:
        found = [each for each in self.payloads.repository.review_comments.values() if each.review == review.id]
        times: Node = {"createdAt": review.submitted_at, "updatedAt": review.submitted_at, "submittedAt": review.submitted_at}
        url = f"{self.payloads.html}/pull/{review.pull}#pullrequestreview-{review.id}"
        shared: Node = {"__typename": "PullRequestReview", **self._comment(review), **times, "url": url}
        return {**shared, "state": review.state, "comments": connection(found, self.review_comment)}

    def review_comment(self, comment: ReviewComment) -> Node:
        repository = self.payloads.repository
        review = repository.reviews[comment.review]
        parent = repository.review_comments.get(comment.reply_to) if comment.reply_to else None
        return {
            "__typename": "PullRequestReviewComment",
            **self._comment(comment),
            "createdAt": comment.created_at,
            "updatedAt": comment.updated_at,
            "url": f"{self.payloads.html}/pull/{comment.pull}#discussion_r{comment.id}",
            "path": comment.path,
            "line": comment.line,
            "startLine": comment.start_line,
            "originalLine": comment.original_line,
            "originalStartLine": comment.original_start_line,
            "outdated": comment.outdated,
            "state": "PENDING" if review.state == "PENDING" else "SUBMITTED",
            "replyTo": self.review_comment(parent) if parent else None,
            "pullRequestReview": self._later(review),
        }

    def _later(self, review: Review) -> Resolver:
        """A review holds its comments and they hold it, so one of the two waits until it is asked for."""

        def resolve(_: Info, /, **__: Json) -> Node:
            return self.review(review)

        return resolve

    def thread(self, thread: Thread) -> Node:
        comments = self.payloads.repository.comments_of(thread)
        first = comments[0]
        return {
            "__typename": "PullRequestReviewThread",
            "id": thread.node_id,
            "isResolved": thread.resolved_by is not None,
            "resolvedBy": {**actor(thread.resolved_by, self.html), "__typename": "User"} if thread.resolved_by else None,
            "isOutdated": first.outdated,
            "path": first.path,
            "line": first.line,
            "startLine": first.start_line,
            "originalLine": first.original_line,
            "originalStartLine": first.original_start_line,
            "diffSide": first.side,
            "startDiffSide": first.start_side,
            "viewerCanResolve": self.resolves and thread.resolved_by is None,
            "viewerCanUnresolve": self.resolves and thread.resolved_by is not None,
            "viewerCanReply": True,
            "comments": connection(comments, self.review_comment),
        }
