"""Handlers of the operations that only read, but for git's objects: pull requests, artifacts, the caller."""

from __future__ import annotations

import time

from github_standin.errors import ApiError, not_accessible, not_found
from github_standin.exchange import Answer, Call, Handler
from github_standin.json_types import Json
from github_standin.payloads import Payload
from github_standin.people import account_json
from github_standin.records import Artifact
from github_standin.revisions import commit_json, file_json

FILE_LIMIT, DIFF_MEDIA_FILE_LIMIT = 3_000, 300
RATE_LIMIT = 1_000


def get_user(call: Call) -> Answer:
    if call.permissions is not None:
        raise not_accessible()
    person: Payload = dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio"))
    counts = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    since = "2019-05-15T15:19:25Z"
    return Answer(
        200,
        {
            **account_json(call.links, call.account),
            **person,
            **counts,
            "user_view_type": "public",
            "created_at": since,
            "updated_at": since,
        },
    )


def get_app(_: Call) -> Answer:
    raise ApiError(401, "A JSON web token could not be decoded")


def rate_limit(_: Call) -> Answer:
    core: Json = {"limit": RATE_LIMIT, "used": 1, "remaining": RATE_LIMIT - 1, "reset": int(time.time()) + 3600}
    return Answer(200, {"resources": {"core": core, "search": core, "graphql": core}, "rate": core})


def get_repository(call: Call) -> Answer:
    return Answer(200, call.payloads.repository_json())


def list_pulls(call: Call) -> Answer:
    call.need("read", "pull_requests")
    state = call.request.query.get("state", "open")
    head, base = call.request.query.get("head"), call.request.query.get("base")
    found = [each for each in reversed(call.repository.pulls.values()) if state in {each.state, "all"}]
    found = [each for each in found if base in {None, each.base_ref}]
    owners = {each.number: (each.fork or call.repository.full_name).partition("/")[0] for each in found}
    return call.page([each for each in found if head in {None, f"{owners[each.number]}:{each.head_ref}"}], call.payloads.simple_pull)


def get_pull(call: Call) -> Answer:
    call.need("read", "pull_requests")
    pull = call.repository.pull(call.number("pull_number"))
    if "diff" not in call.request.headers.get("accept", ""):
        return Answer(200, call.payloads.pull(pull))
    if len(pull.diff.files) > DIFF_MEDIA_FILE_LIMIT:
        error: Json = {"resource": "PullRequest", "field": "diff", "code": "too_large"}
        raise ApiError(406, f"Sorry, the diff exceeded the maximum number of files ({DIFF_MEDIA_FILE_LIMIT}).", [error])
    return Answer(200, pull.diff.text.encode(), {"Content-Type": "application/vnd.github.diff; charset=utf-8"})


def list_files(call: Call) -> Answer:
    call.need("read", "pull_requests")
    pull = call.repository.pull(call.number("pull_number"))
    return call.page(pull.diff.files[:FILE_LIMIT], lambda each: file_json(call, each, pull.head_sha))


def list_commits(call: Call) -> Answer:
    call.need("read", "pull_requests")
    pull = call.repository.pull(call.number("pull_number"))
    return call.page(pull.commits[:250], lambda each: commit_json(call, each))


def list_pulls_of_commit(call: Call) -> Answer:
    call.need("read", "pull_requests")
    sha = call.repository.commit(call.values["commit_sha"]).sha
    found = [each for each in call.repository.pulls.values() if sha in {each.head_sha, *(commit.sha for commit in each.commits)}]
    return call.page(found, call.payloads.simple_pull)


def artifact_json(call: Call, artifact: Artifact) -> Payload:
    url = f"{call.payloads.api}/actions/artifacts/{artifact.id}"
    run: Payload = {"id": artifact.run_id, "repository_id": call.repository.id, "head_repository_id": call.repository.id}
    times: Payload = dict.fromkeys(("created_at", "updated_at", "expires_at"), artifact.created_at)
    shared: Payload = {"id": artifact.id, "node_id": f"A_{artifact.id}", "name": artifact.name, "expired": False}
    size: Payload = {"size_in_bytes": len(artifact.content), "url": url, "archive_download_url": f"{url}/zip"}
    return {**shared, **size, **times, "workflow_run": {**run, "head_branch": artifact.head_branch, "head_sha": artifact.head_sha}}


def list_artifacts(call: Call) -> Answer:
    call.need("read", "actions")
    name, run = call.request.query.get("name"), call.values.get("run_id")
    found = [each for each in call.repository.artifacts.values() if name in {None, each.name} and run in {None, str(each.run_id)}]
    return call.page(found, lambda each: artifact_json(call, each), "artifacts")


def _artifact(call: Call) -> Artifact:
    call.need("read", "actions")
    found = call.repository.artifacts.get(call.number("artifact_id"))
    if found is None:
        raise not_found()
    return found


def get_artifact(call: Call) -> Answer:
    return Answer(200, artifact_json(call, _artifact(call)))


def download_artifact(call: Call) -> Answer:
    if call.values["archive_format"] != "zip":
        raise not_found()
    return Answer(302, headers={"Location": f"{call.links.html}/_artifacts/{call.repository.full_name}/{_artifact(call).id}"})


HANDLERS: dict[str, Handler] = {
    "actions/download-artifact": download_artifact,
    "actions/get-artifact": get_artifact,
    "actions/list-artifacts-for-repo": list_artifacts,
    "actions/list-workflow-run-artifacts": list_artifacts,
    "apps/get-authenticated": get_app,
    "pulls/get": get_pull,
    "pulls/list": list_pulls,
    "pulls/list-commits": list_commits,
    "pulls/list-files": list_files,
    "rate-limit/get": rate_limit,
    "repos/get": get_repository,
    "repos/list-pull-requests-associated-with-commit": list_pulls_of_commit,
    "users/get-authenticated": get_user,
}
