"""The stand-in's GraphQL: threads, and the mutations on comments."""

from __future__ import annotations

import pytest
import requests
from github_standin.changes import create_review
from github_standin.json_types import Json

from github_standin import MONA, Permissions, StandIn

HEADERS = {"Authorization": "token x", "Accept": "application/vnd.github+json", "X-GitHub-Api-Version": "2022-11-28"}
COMMENT: dict[str, Json] = {"path": "app/a.py", "line": 6, "side": "RIGHT", "body": "Say why."}
THREADS = """
query($after: String) { repository(owner: "octo-org", name: "service") { pullRequest(number: 1) {
  headRefOid
  reviewThreads(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { id isResolved isOutdated line
    comments(first: 5) { nodes { id databaseId body isMinimized author { login __typename } replyTo { databaseId } } } } }
  comments(last: 1) { nodes { id body } }
  reviews(first: 5) { nodes { state comments(first: 5) { totalCount } } }
} } }"""


@pytest.fixture
def commented(github: StandIn) -> StandIn:
    comments = [COMMENT, {**COMMENT, "line": 5}, {**COMMENT, "line": 7}]
    create_review(github.repository, 1, github.bot, {"event": "COMMENT", "comments": comments})
    return github


def ask(github: StandIn, query: str, **variables: str) -> dict[str, dict]:  # type: ignore[type-arg]
    answer = requests.post(f"{github.url}/graphql", json={"query": query, "variables": variables}, headers=HEADERS, timeout=5)
    assert answer.status_code == 200, answer.text
    found: dict[str, dict] = answer.json()  # type: ignore[type-arg]
    return found


def test_threads_come_in_pages_with_their_comments(commented: StandIn) -> None:
    first = next(iter(commented.repository.review_comments))
    commented.reply_as(MONA, commented.repository, first, "Because.")
    pull = ask(commented, THREADS)["data"]["repository"]["pullRequest"]
    threads = pull["reviewThreads"]
    assert (threads["totalCount"], threads["pageInfo"]["hasNextPage"], [each["line"] for each in threads["nodes"]]) == (3, True, [6, 5])
    root, reply = threads["nodes"][0]["comments"]["nodes"]
    assert (root["author"], root["databaseId"]) == ({"login": "github-actions", "__typename": "Bot"}, first)
    assert (reply["author"]["login"], reply["replyTo"]) == ("mona", {"databaseId": first})
    second = ask(commented, THREADS, after=threads["pageInfo"]["endCursor"])["data"]["repository"]["pullRequest"]["reviewThreads"]
    assert ([each["line"] for each in second["nodes"]], second["pageInfo"]["hasNextPage"]) == ([7], False)


def test_many_edits_go_in_one_request(commented: StandIn) -> None:
    one, two, _ = commented.repository.review_comments.values()
    summary = commented.comment_as(commented.bot, commented.repository, 1, "Summary")
    mutation = """mutation($one: ID!, $two: ID!, $summary: ID!) {
      a: updatePullRequestReviewComment(input: {pullRequestReviewCommentId: $one, body: "Fixed"}) { pullRequestReviewComment { body } }
      b: minimizeComment(input: {subjectId: $one, classifier: OUTDATED}) { minimizedComment { isMinimized minimizedReason } }
      c: updateIssueComment(input: {id: $summary, body: "All good"}) { issueComment { databaseId } }
      d: minimizeComment(input: {subjectId: $two, classifier: RESOLVED}) { clientMutationId }
    }"""
    data = ask(commented, mutation, one=one.node_id, two=two.node_id, summary=summary.node_id)["data"]
    assert data["b"]["minimizedComment"] == {"isMinimized": True, "minimizedReason": "outdated"}
    assert (one.body, one.minimized, summary.body, two.minimized) == ("Fixed", "outdated", "All good", "resolved")
    assert len(commented.writes) == 1
    undo = f'mutation {{ unminimizeComment(input: {{subjectId: "{one.node_id}"}}) {{ clientMutationId }} }}'
    ask(commented, undo)
    assert one.minimized is None


def test_resolving_needs_more_than_the_workflow_gives(commented: StandIn) -> None:
    thread = next(iter(commented.repository.threads.values()))
    resolve = f'mutation {{ resolveReviewThread(input: {{threadId: "{thread.node_id}"}}) {{ thread {{ isResolved }} }} }}'
    refused = ask(commented, resolve)
    assert (refused["errors"][0]["type"], refused["data"]) == ("FORBIDDEN", {"resolveReviewThread": None})
    commented.permissions = Permissions(contents="write")
    assert ask(commented, resolve)["data"]["resolveReviewThread"]["thread"] == {"isResolved": True}
    assert thread.resolved_by == commented.bot
    ask(commented, resolve.replace("resolveReview", "unresolveReview"))
    assert thread.resolved_by is None


def test_a_comment_of_somebody_else_or_none_fails_alone(commented: StandIn) -> None:
    other = commented.comment_as(MONA, commented.repository, 1, "Mine")
    own = commented.comment_as(commented.bot, commented.repository, 1, "Old")
    edit = 'updateIssueComment(input: {{id: "{}", body: "New"}}) {{ issueComment {{ body }} }}'
    names = {"a": other.node_id, "b": "IC_none", "c": own.node_id}
    answer = ask(commented, f"mutation {{ {' '.join(f'{name}: {edit.format(node)}' for name, node in names.items())} }}")
    assert {each["path"][0]: each["type"] for each in answer["errors"]} == {"a": "FORBIDDEN", "b": "NOT_FOUND"}
    assert (other.body, own.body) == ("Mine", "New")


def test_a_read_only_token_edits_nothing(commented: StandIn) -> None:
    commented.permissions = Permissions.read_only()
    one = next(iter(commented.repository.review_comments.values()))
    answer = ask(
        commented, f'mutation {{ minimizeComment(input: {{subjectId: "{one.node_id}", classifier: OUTDATED}}) {{ clientMutationId }} }}'
    )
    assert answer["errors"][0]["message"] == "Resource not accessible by integration"
    assert one.minimized is None


def test_a_review_by_graphql_is_as_atomic(github: StandIn) -> None:
    add = """mutation($line: Int!, $pull: ID!) { addPullRequestReview(input: {pullRequestId: $pull, event: COMMENT, body: "Hi",
      threads: [{path: "app/a.py", line: 6, side: RIGHT, body: "a"}, {path: "app/a.py", line: $line, side: RIGHT, body: "b"}]}
    ) { pullRequestReview { state comments(first: 5) { totalCount } } } }"""
    body = {"query": add, "variables": {"line": 20, "pull": github.pull.node_id}}
    refused = requests.post(f"{github.url}/graphql", json=body, headers=HEADERS, timeout=5).json()
    assert (refused["errors"][0]["type"], github.repository.reviews) == ("UNPROCESSABLE", {})
    body = {"query": add, "variables": {"line": 5, "pull": github.pull.node_id}}
    made = requests.post(f"{github.url}/graphql", json=body, headers=HEADERS, timeout=5).json()
    assert made["data"]["addPullRequestReview"]["pullRequestReview"] == {"state": "COMMENTED", "comments": {"totalCount": 2}}


def test_a_connection_without_bounds_is_refused(github: StandIn) -> None:
    query = 'query { repository(owner: "octo-org", name: "service") { pullRequest(number: 1) { reviewThreads%s { totalCount } } } }'
    assert ask(github, query % "")["errors"][0]["type"] == "MISSING_PAGINATION_BOUNDARIES"
    assert ask(github, query % "(first: 101)")["errors"][0]["type"] == "EXCESSIVE_PAGINATION"
    assert ask(github, query.replace("number: 1", "number: 9") % "(first: 1)")["errors"][0]["type"] == "NOT_FOUND"


def test_nodes_the_viewer_and_the_quota_are_there(commented: StandIn) -> None:
    nodes = [commented.pull.node_id, *(each.node_id for each in commented.repository.reviews.values())]
    query = "query($a: ID!, $b: ID!) { nodes(ids: [$a, $b]) { id __typename } viewer { login } rateLimit { remaining } }"
    data = ask(commented, query, a=nodes[0], b=nodes[1])["data"]
    assert [each["__typename"] for each in data["nodes"]] == ["PullRequest", "PullRequestReview"]
    assert data["viewer"]["login"] == "github-actions[bot]"


def test_ids_are_unique_over_repositories(github: StandIn) -> None:
    other = github.add_repository("octo-org/other")
    second = other.add_pull(diff=github.pull.diff.text)
    comments = [github.comment_as(MONA, each, 1, each.name) for each in (github.repository, other)]
    ids = [github.pull.node_id, second.node_id, *(each.node_id for each in comments)]
    assert len(set(ids)) == 4
    query = "query($id: ID!) { node(id: $id) { ... on IssueComment { body } } }"
    assert [ask(github, query, id=each.node_id)["data"]["node"]["body"] for each in comments] == ["service", "other"]


@pytest.mark.parametrize(
    ("field", "argument", "more"),
    [
        ("updateIssueComment", "id", ', body: "x"'),
        ("updatePullRequestReviewComment", "pullRequestReviewCommentId", ', body: "x"'),
        ("updatePullRequestReview", "pullRequestReviewId", ', body: "x"'),
        ("minimizeComment", "subjectId", ", classifier: SPAM"),
        ("addPullRequestReview", "pullRequestId", ""),
    ],
)
def test_a_mutation_on_another_kind_of_node_is_refused(commented: StandIn, field: str, argument: str, more: str) -> None:
    thread, review = next(iter(commented.repository.threads.values())), next(iter(commented.repository.reviews.values()))
    node = review if field == "addPullRequestReview" else thread
    answer = ask(commented, f'mutation {{ {field}(input: {{{argument}: "{node.node_id}"{more}}}) {{ clientMutationId }} }}')
    assert answer["errors"][0]["type"] == "UNPROCESSABLE"
    assert "of another type" in answer["errors"][0]["message"]


def test_a_reviews_own_text_can_be_edited(commented: StandIn) -> None:
    review = next(iter(commented.repository.reviews.values()))
    mutation = (
        "mutation($id: ID!) { updatePullRequestReview(input: {pullRequestReviewId: $id, body: $body}) { pullRequestReview { body } } }"
    )
    answer = ask(commented, mutation.replace("$id: ID!)", "$id: ID!, $body: String!)"), id=review.node_id, body="Shorter")
    assert answer["data"]["updatePullRequestReview"]["pullRequestReview"] == {"body": "Shorter"}
    assert review.body == "Shorter"
