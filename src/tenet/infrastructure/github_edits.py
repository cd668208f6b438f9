"""Edits of many comments in one GraphQL request, which REST cannot do; one by one where there is no GraphQL."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import JsonValue

from tenet.core.wording import counted
from tenet.domain.review_marker import CommentKind
from tenet.domain.review_plan import CommentEdit, Visibility
from tenet.infrastructure.github_client import GitHubClient
from tenet.infrastructure.github_failures import GitHubError, graphql_failed
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
THREADS = {
    Visibility.SHOW: "unresolveReviewThread(input: {{threadId: $t{0}}}) {{ clientMutationId }}",
    Visibility.RESOLVED: "resolveReviewThread(input: {{threadId: $t{0}}}) {{ clientMutationId }}",
    Visibility.DUPLICATE: "resolveReviewThread(input: {{threadId: $t{0}}}) {{ clientMutationId }}",
}
REST_PATHS = {CommentKind.INLINE: "pulls/comments", CommentKind.SUMMARY: "issues/comments"}


@dataclass(frozen=True, slots=True)
class Mutation:
    """One request. The answers stand under `e0`, `e1`, … for the texts, `v0`, `v1`, … for who sees them, `t0`, `t1`, … for threads."""

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
            if client.has_graphql or error.status != 404:
                raise  # edited by REST they would stay visible for good: the next run takes them for done
            _edit_one_by_one(client, part)
            continue
        if any(error.unknown_field for error in errors):
            _edit_one_by_one(client, part)
            continue
        _raise_for(errors)
        hidden += sum(_alias(error).startswith("v") and error.type != "NOT_FOUND" for error in errors)
    return f"{counted(len(edits), 'earlier comment')}, edited" + (f", {hidden} not minimised" if hidden else "")


def _mutation(edits: Sequence[CommentEdit]) -> Mutation:
    variables: dict[str, JsonValue] = {}
    for index, edit in enumerate(edits):
        variables |= {f"n{index}": edit.comment.node_id, f"b{index}": edit.body}
        thread = _thread_to_switch(edit)
        variables |= {} if thread is None else {f"t{index}": thread}
    declared = ", ".join(f"${name}: {'String!' if name.startswith('b') else 'ID!'}" for name in variables)
    return Mutation(f"mutation ({declared}) {{\n" + "\n".join(_fields(edits)) + "\n}", variables)


def _thread_to_switch(edit: CommentEdit) -> str | None:
    """The thread to resolve, or to open again, where the token may: that takes `contents: write`, which few should have."""
    thread = edit.comment.thread
    if thread is None or edit.visibility is Visibility.KEEP or not thread.switchable:
        return None
    return thread.id if thread.resolved is (edit.visibility is Visibility.SHOW) else None


def _fields(edits: Sequence[CommentEdit]) -> Iterator[str]:
    for index, edit in enumerate(edits):
        yield f"  e{index}: {UPDATES[edit.comment.marker.kind].format(index)}"
        if edit.visibility is not Visibility.KEEP:
            yield f"  v{index}: {SHOWING[edit.visibility].format(index)}"
        if _thread_to_switch(edit) is not None:
            yield f"  t{index}: {THREADS[edit.visibility].format(index)}"


def _alias(error: GraphQLError) -> str:
    return str(error.path[0]) if error.path else ""


def _raise_for(errors: Sequence[GraphQLError]) -> None:
    """Fails for a text that was not edited; a comment that is not there any more, or stays visible, is no failure.

    Nor is a thread that stays unresolved: its comment is minimised all the same.
    """
    for error in errors:
        if error.type != "NOT_FOUND" and not _alias(error).startswith(("v", "t")):
            raise graphql_failed(error, {})


def _edit_one_by_one(client: GitHubClient, edits: Sequence[CommentEdit]) -> None:
    for edit in edits:
        path = client.path(f"{REST_PATHS[edit.comment.marker.kind]}/{edit.comment.id}")
        try:
            client.overwrite("PATCH", path, {"body": edit.body})
        except GitHubError as error:
            if error.status != 404:
                raise
