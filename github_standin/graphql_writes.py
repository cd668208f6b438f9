"""Executes GraphQL requests: queries over the records, and the mutations that Tenet uses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from graphql import ExecutionResult, GraphQLError, execute_sync

from github_standin import changes
from github_standin.description import graphql_document, graphql_schema
from github_standin.errors import ApiError
from github_standin.exchange import Call, Kind
from github_standin.graphql_reads import Info, Node, Nodes, Resolver, actor
from github_standin.json_types import Json, JsonObject, as_list, as_object, optional_text, text
from github_standin.records import Access, IssueComment, PullRequest, Review, ReviewComment, Thread

Record = PullRequest | IssueComment | Review | ReviewComment | Thread


def execute(calls: Mapping[str, Call], body: JsonObject) -> dict[str, Json]:
    """The answer to a GraphQL request. ``calls`` holds what a handler is given for each repository, by full name."""
    root = Root(calls)
    document, problems = graphql_document(text(body, "query"))
    result = ExecutionResult(None, list(problems))
    if document is not None and not problems:
        result = execute_sync(
            graphql_schema(),
            document,
            root_value={**root.queries(), **root.mutations()},
            variable_values=dict(as_object(body.get("variables"))),
            operation_name=optional_text(body, "operationName"),
        )
    answer: dict[str, Json] = {} if result.data is None else {"data": result.data}
    return answer | ({"errors": [_error_json(each) for each in result.errors]} if result.errors else {})


def _error_json(error: GraphQLError) -> dict[str, Json]:
    if error.original_error and not isinstance(error.original_error, ApiError | GraphQLError):
        raise error.original_error
    kind = (error.extensions or {}).get("type")
    if isinstance(error.original_error, ApiError):
        kind = {403: "FORBIDDEN", 404: "NOT_FOUND"}.get(error.original_error.status, "UNPROCESSABLE")
    places: Json = [{"line": each.line, "column": each.column} for each in error.locations or ()]
    found: dict[str, Json] = {"message": error.message, "locations": places}
    return found | ({"type": kind} if kind else {}) | ({"path": list(error.path)} if error.path else {})


@dataclass(frozen=True, slots=True)
class Root:
    """The fields of Query and Mutation."""

    calls: Mapping[str, Call]

    def queries(self) -> dict[str, Resolver]:
        return {"repository": self.repository, "node": self.node, "nodes": self.nodes, "viewer": self.viewer, "rateLimit": self.rate_limit}

    def mutations(self) -> dict[str, Resolver]:
        return {
            "updateIssueComment": self.update_issue_comment,
            "updatePullRequestReviewComment": self.update_review_comment,
            "updatePullRequestReview": self.update_review,
            "minimizeComment": self.minimize,
            "unminimizeComment": self.unminimize,
            "resolveReviewThread": self.resolve_thread,
            "unresolveReviewThread": self.unresolve_thread,
            "addPullRequestReview": self.add_review,
        }

    def repository(self, _: Info, /, **arguments: Json) -> Node:
        full_name = f"{text(arguments, 'owner')}/{text(arguments, 'name')}"
        call = self.calls.get(full_name)
        if call is None:
            unknown = f"Could not resolve to a Repository with the name '{full_name}'."
            raise GraphQLError(unknown, extensions={"type": "NOT_FOUND"})
        call.need("read", "pull_requests")
        return _nodes(call).repository()

    def node(self, _: Info, /, **arguments: Json) -> Node:
        call, record = self._find(text(arguments, "id"))
        return _written(call, record)

    def nodes(self, _: Info, /, **arguments: Json) -> list[Node]:
        return [_written(*self._find(str(each))) for each in as_list(arguments["ids"])]

    def viewer(self, _: Info, /, **__: Json) -> Node:
        call = next(iter(self.calls.values()))
        return {**actor(call.account, call.links.html), "login": call.account.login, "__typename": "User"}

    def rate_limit(self, _: Info, /, **__: Json) -> Node:
        return {"cost": 1, "limit": 1000, "nodeCount": 1, "remaining": 999, "used": 1, "resetAt": "2026-01-02T04:04:05Z"}

    def _find(self, node_id: str) -> tuple[Call, Record]:
        for call in self.calls.values():
            of = call.repository
            tables = (of.pulls, of.issue_comments, of.reviews, of.review_comments, of.threads)
            for table in tables:
                for record in table.values():
                    if record.node_id == node_id:
                        return call, record
        raise GraphQLError(f"Could not resolve to a node with the global id of '{node_id}'", extensions={"type": "NOT_FOUND"})

    def _own(self, node_id: str, level: Access, *kinds: Kind) -> tuple[Call, Record]:
        """The record, where the token has the level and, if it is a comment, wrote it."""
        call, record = self._find(node_id)
        call.need(level, *kinds)
        if isinstance(record, IssueComment | Review | ReviewComment) and call.permissions is not None and record.author != call.account:
            raise GraphQLError("Resource not accessible by integration", extensions={"type": "FORBIDDEN"})
        return call, record

    def update_issue_comment(self, _: Info, /, **arguments: Json) -> Node:
        given = as_object(arguments["input"])
        call, record = self._own(text(given, "id"), "write", "issues", "pull_requests")
        if not isinstance(record, IssueComment):
            raise _wrong_kind(record)
        changes.edit_comment(call.repository, record, given)
        return _payload(given, "issueComment", _nodes(call).issue_comment(record))

    def update_review_comment(self, _: Info, /, **arguments: Json) -> Node:
        given = as_object(arguments["input"])
        call, record = self._own(text(given, "pullRequestReviewCommentId"), "write", "pull_requests")
        if not isinstance(record, ReviewComment):
            raise _wrong_kind(record)
        changes.edit_comment(call.repository, record, given)
        return _payload(given, "pullRequestReviewComment", _nodes(call).review_comment(record))

    def update_review(self, _: Info, /, **arguments: Json) -> Node:
        given = as_object(arguments["input"])
        call, record = self._own(text(given, "pullRequestReviewId"), "write", "pull_requests")
        if not isinstance(record, Review):
            raise _wrong_kind(record)
        record.body = text(given, "body")
        return _payload(given, "pullRequestReview", _nodes(call).review(record))

    def minimize(self, _: Info, /, **arguments: Json) -> Node:
        given = as_object(arguments["input"])
        return self._set_minimized(given, "minimizedComment", text(given, "classifier").lower().replace("_", "-"))

    def unminimize(self, _: Info, /, **arguments: Json) -> Node:
        given = as_object(arguments["input"])
        return self._set_minimized(given, "unminimizedComment", None)

    def _set_minimized(self, given: JsonObject, field: str, reason: str | None) -> Node:
        call, record = self._find(text(given, "subjectId"))
        call.need("write", "pull_requests", "issues")
        if not isinstance(record, IssueComment | Review | ReviewComment):
            raise _wrong_kind(record)
        record.minimized = reason
        return _payload(given, field, _written(call, record))

    def resolve_thread(self, _: Info, /, **arguments: Json) -> Node:
        given = as_object(arguments["input"])
        call, record = self._thread(given)
        record.resolved_by = call.account
        return _payload(given, "thread", _nodes(call).thread(record))

    def unresolve_thread(self, _: Info, /, **arguments: Json) -> Node:
        given = as_object(arguments["input"])
        call, record = self._thread(given)
        record.resolved_by = None
        return _payload(given, "thread", _nodes(call).thread(record))

    def _thread(self, given: JsonObject) -> tuple[Call, Thread]:
        """Resolving needs ``contents: write``, which the workflow that the README shows does not give."""
        call, record = self._own(text(given, "threadId"), "write", "contents")
        if not isinstance(record, Thread):
            raise _wrong_kind(record)
        return call, record

    def add_review(self, _: Info, /, **arguments: Json) -> Node:
        given = as_object(arguments["input"])
        call, record = self._own(text(given, "pullRequestId"), "write", "pull_requests")
        if not isinstance(record, PullRequest):
            raise _wrong_kind(record)
        body: dict[str, Json] = {
            "body": text(given, "body"),
            "event": text(given, "event"),
            "commit_id": text(given, "commitOID"),
            "comments": [_rest_comment(as_object(each)) for each in as_list(given.get("threads"))],
        }
        review = changes.create_review(call.repository, record.number, call.account, body)
        return _payload(given, "pullRequestReview", _nodes(call).review(review))


def _rest_comment(thread: JsonObject) -> dict[str, Json]:
    names = {"startLine": "start_line", "startSide": "start_side"}
    kept = thread if "startLine" in thread else {key: value for key, value in thread.items() if key != "startSide"}
    return {names.get(key, key): value for key, value in kept.items()}


def _wrong_kind(record: Record) -> GraphQLError:
    return GraphQLError(f"The node {record.node_id} is of another type", extensions={"type": "UNPROCESSABLE"})


def _nodes(call: Call) -> Nodes:
    return Nodes(call.payloads, call.account, resolves=call.permissions is None or call.permissions.contents == "write")


def _written(call: Call, record: Record) -> Node:
    nodes = _nodes(call)
    match record:
        case PullRequest():
            return nodes.pull(record)
        case IssueComment():
            return nodes.issue_comment(record)
        case Review():
            return nodes.review(record)
        case ReviewComment():
            return nodes.review_comment(record)
        case Thread():
            return nodes.thread(record)


def _payload(given: JsonObject, field: str, node: Node) -> Node:
    return {field: node, "clientMutationId": optional_text(given, "clientMutationId")}
