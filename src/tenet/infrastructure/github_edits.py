"""Edits of many comments in one GraphQL request, which REST cannot do; one by one where there is no GraphQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from tenet.domain.review_marker import CommentKind
from tenet.domain.review_plan import CommentEdit, Visibility
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import Failure, GitHubError, graphql_failed
from tenet.infrastructure.github_payloads import ERRORS, GraphQLError

AT_ONCE = 100
UPDATES = {
    CommentKind.INLINE: "updatePullRequestReviewComment(input: {{pullRequestReviewCommentId: $n{0}, body: $b{0}}}) {{ clientMutationId }}",
    CommentKind.SUMMARY: "updateIssueComment(input: {{id: $n{0}, body: $b{0}}}) {{ clientMutationId }}",
}
SHOWING = {
    Visibility.SHOW: "unminimizeComment(input: {{subjectId: $n{0}}}) {{ clientMutationId }}",
    Visibility.RESOLVED: "minimizeComment(input: {{subjectId: $n{0}, classifier: RESOLVED}}) {{ clientMutationId }}",
    Visibility.DUPLICATE: "minimizeComment(input: {{subjectId: $n{0}, classifier: DUPLICATE}}) {{ clientMutationId }}",
}
REST_PATHS = {CommentKind.INLINE: "pulls/comments", CommentKind.SUMMARY: "issues/comments"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One request. The answers stand under `e0`, `e1`, … for the texts and `v0`, `v1`, … for who sees them."""

    text: str
    variables: dict[str, JsonValue]


def edit_comments(client: GitHubClient, edits: Sequence[CommentEdit]) -> str:
    """Carries the edits out and says so. A comment that is gone needs none. Raises GitHubError."""
    hidden = 0
    for start in range(0, len(edits), AT_ONCE):
        part = edits[start : start + AT_ONCE]
        mutation = _mutation(part)
        try:
            errors = client.mutate(mutation.text, mutation.variables, ERRORS).errors
        except GitHubError as error:
            if error.failure is not Failure.REFUSED:
                raise
            _edit_one_by_one(client, part)
            continue
        if any(error.unknown_field for error in errors):
            _edit_one_by_one(client, part)
            continue
        _raise_for(errors)
        hidden += sum(_alias(error).startswith("v") and error.type != "NOT_FOUND" for error in errors)
    return f"{len(edits)} earlier comment{'' if len(edits) == 1 else 's'}, edited" + (f", {hidden} not minimised" if hidden else "")


def _mutation(edits: Sequence[CommentEdit]) -> Mutation:
    declared = ", ".join(f"$n{index}: ID!, $b{index}: String!" for index in range(len(edits)))
    variables: dict[str, JsonValue] = {}
    for index, edit in enumerate(edits):
        variables |= {f"n{index}": edit.comment.node_id, f"b{index}": edit.body}
    return Mutation(f"mutation ({declared}) {{\n" + "\n".join(_fields(edits)) + "\n}", variables)


def _fields(edits: Sequence[CommentEdit]) -> Iterator[str]:
    for index, edit in enumerate(edits):
        yield f"  e{index}: {UPDATES[edit.comment.marker.kind].format(index)}"
        if edit.visibility is not Visibility.KEEP:
            yield f"  v{index}: {SHOWING[edit.visibility].format(index)}"


def _alias(error: GraphQLError) -> str:
    return str(error.path[0]) if error.path else ""


def _raise_for(errors: Sequence[GraphQLError]) -> None:
    """Fails for a text that was not edited; a comment that is not there any more, or stays visible, is no failure."""
    for error in errors:
        if error.type != "NOT_FOUND" and not _alias(error).startswith("v"):
            raise graphql_failed(error, {})


def _edit_one_by_one(client: GitHubClient, edits: Sequence[CommentEdit]) -> None:
    for edit in edits:
        path = client.path(f"{REST_PATHS[edit.comment.marker.kind]}/{edit.comment.id}")
        try:
            client.overwrite("PATCH", path, {"body": edit.body})
        except GitHubError as error:
            if error.status != 404:
                raise
