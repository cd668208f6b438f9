"""Handlers of the operations that only read: pull requests, commits, trees, files, artifacts, the caller."""

from __future__ import annotations

import base64
import time

from github_standin.diff import FileDiff
from github_standin.errors import ApiError, not_accessible, not_found
from github_standin.exchange import Answer, Call, Handler
from github_standin.git import Commit, GitRepository, Signature, TreeEntry, UnknownRevisionError
from github_standin.json_types import Json
from github_standin.payloads import Payload
from github_standin.people import account_json
from github_standin.records import Artifact

FILE_LIMIT, DIFF_MEDIA_FILE_LIMIT, PATCH_LINE_LIMIT = 3_000, 300, 20_000
CONTENT_LIMIT = 1_000_000
RATE_LIMIT = 1_000


def git_of(call: Call) -> GitRepository:
    """Raises 404 where the stand-in has no git repository behind it."""
    call.need("read", "contents")
    if call.repository.git is None:
        raise not_found()
    return call.repository.git


def get_user(call: Call) -> Answer:
    if call.permissions is not None:
        raise not_accessible()
    person: Payload = dict.fromkeys(("name", "company", "blog", "location", "email", "hireable", "bio"))
    counts = dict.fromkeys(("public_repos", "public_gists", "followers", "following"), 0)
    since = "2019-05-15T15:19:25Z"
    return Answer(200, {**account_json(call.links, call.account), **person, **counts, "created_at": since, "updated_at": since})


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


def file_json(call: Call, changed: FileDiff, head: str) -> Payload:
    added, removed = changed.count("+"), changed.count("-")
    url, path = call.payloads.html, changed.path
    found: Payload = {
        "sha": changed.sha,
        "filename": path,
        "status": changed.status,
        "additions": added,
        "deletions": removed,
        "changes": added + removed,
        "blob_url": f"{url}/blob/{head}/{path}",
        "raw_url": f"{url}/raw/{head}/{path}",
        "contents_url": f"{call.payloads.api}/contents/{path}?ref={head}",
    }
    if changed.hunks and sum(len(hunk.lines) for hunk in changed.hunks) <= PATCH_LINE_LIMIT:
        found["patch"] = changed.patch
    return found | ({"previous_filename": changed.old_path} if changed.status == "renamed" else {})


def list_commits(call: Call) -> Answer:
    call.need("read", "pull_requests")
    pull = call.repository.pull(call.number("pull_number"))
    return call.page(pull.commits[:250], lambda each: commit_json(call, each))


def _signature(person: Signature) -> Payload:
    return {"name": person.name, "email": person.email, "date": person.date}


def commit_json(call: Call, commit: Commit) -> Payload:
    api, html = call.payloads.api, call.payloads.html
    url = f"{api}/commits/{commit.sha}"
    return {
        "url": url,
        "sha": commit.sha,
        "node_id": f"C_{commit.sha}",
        "html_url": f"{html}/commit/{commit.sha}",
        "comments_url": f"{url}/comments",
        "commit": {
            "url": f"{api}/git/commits/{commit.sha}",
            "author": _signature(commit.author),
            "committer": _signature(commit.committer),
            "message": commit.message,
            "comment_count": 0,
            "tree": {"sha": commit.tree, "url": f"{api}/git/trees/{commit.tree}"},
            "verification": _unsigned(),
        },
        "author": None,
        "committer": None,
        "parents": _parents(call, commit),
    }


def _unsigned() -> Payload:
    return {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}


def _parents(call: Call, commit: Commit) -> list[Json]:
    api, html = call.payloads.api, call.payloads.html
    return [{"sha": sha, "url": f"{api}/commits/{sha}", "html_url": f"{html}/commit/{sha}"} for sha in commit.parents]


def get_commit(call: Call) -> Answer:
    call.need("read", "contents")
    commit = call.repository.commit(call.values["ref"])
    git = call.repository.git
    diff = git.diff(commit.parents[0], commit.sha) if git and commit.parents else None
    files = [file_json(call, each, commit.sha) for each in diff.files] if diff else []
    added, removed = (sum(each.count(marker) for each in diff.files) if diff else 0 for marker in "+-")
    stats: Payload = {"additions": added, "deletions": removed, "total": added + removed}
    return Answer(200, {**commit_json(call, commit), "stats": stats, "files": files})


def get_git_commit(call: Call) -> Answer:
    call.need("read", "contents")
    commit = call.repository.commit(call.values["commit_sha"])
    api = call.payloads.api
    people: Payload = {"author": _signature(commit.author), "committer": _signature(commit.committer)}
    place: Payload = {"url": f"{api}/git/commits/{commit.sha}", "html_url": f"{call.payloads.html}/commit/{commit.sha}"}
    tree: Payload = {"sha": commit.tree, "url": f"{api}/git/trees/{commit.tree}"}
    shared: Payload = {"sha": commit.sha, "node_id": f"C_{commit.sha}", "message": commit.message, "tree": tree}
    return Answer(200, {**shared, **place, **people, "parents": _parents(call, commit), "verification": _unsigned()})


def list_pulls_of_commit(call: Call) -> Answer:
    call.need("read", "pull_requests")
    sha = call.repository.commit(call.values["commit_sha"]).sha
    found = [each for each in call.repository.pulls.values() if sha in {each.head_sha, *(commit.sha for commit in each.commits)}]
    return call.page(found, call.payloads.simple_pull)


def compare(call: Call) -> Answer:
    git = git_of(call)
    names = call.values["basehead"].split("...")
    if len(names) != 2:
        raise not_found()
    base, head = (call.repository.commit(name.rpartition(":")[2]) for name in names)
    merge_base = git.merge_base(base.sha, head.sha)
    ahead, behind = git.count(base.sha, head.sha), git.count(head.sha, base.sha)
    html = f"{call.payloads.html}/compare/{base.sha}...{head.sha}"
    body: Payload = {
        "url": f"{call.payloads.api}/compare/{base.sha}...{head.sha}",
        "html_url": html,
        "permalink_url": html,
        "diff_url": f"{html}.diff",
        "patch_url": f"{html}.patch",
        "base_commit": commit_json(call, base),
        "merge_base_commit": commit_json(call, call.repository.commit(merge_base)),
        "status": "diverged" if ahead and behind else "ahead" if ahead else "behind" if behind else "identical",
        "ahead_by": ahead,
        "behind_by": behind,
        "total_commits": ahead,
    }
    page = call.page(git.commits(base.sha, head.sha), lambda each: commit_json(call, each))
    files = [file_json(call, each, head.sha) for each in git.diff(merge_base, head.sha).files[:300]]
    return Answer(200, {**body, "commits": page.body if not isinstance(page.body, bytes) else [], "files": files}, page.headers)


def get_tree(call: Call) -> Answer:
    git, revision = git_of(call), call.values["tree_sha"]
    try:
        sha = git.words("rev-parse", "--verify", "--end-of-options", f"{revision}^{{tree}}")
    except UnknownRevisionError:
        raise not_found() from None
    entries = git.tree(sha, recursive="recursive" in call.request.query)
    tree: Json = [_tree_entry(call, each) for each in entries[:100_000]]
    return Answer(200, {"sha": sha, "url": f"{call.payloads.api}/git/trees/{sha}", "tree": tree, "truncated": len(entries) > 100_000})


def _tree_entry(call: Call, entry: TreeEntry) -> Payload:
    found: Payload = {"path": entry.path, "mode": entry.mode, "type": entry.kind, "sha": entry.sha}
    place = "commits" if entry.kind == "commit" else "git/trees" if entry.kind == "tree" else "git/blobs"
    return found | {"url": f"{call.payloads.api}/{place}/{entry.sha}"} | ({} if entry.size is None else {"size": entry.size})


def get_blob(call: Call) -> Answer:
    sha = call.values["file_sha"]
    try:
        content = git_of(call).blob(sha)
    except UnknownRevisionError:
        raise not_found() from None
    if "raw" in call.request.headers.get("accept", ""):
        return Answer(200, content, {"Content-Type": "application/vnd.github.raw; charset=utf-8"})
    encoded = base64.encodebytes(content).decode()
    place: Payload = {"sha": sha, "node_id": f"B_{sha}", "url": f"{call.payloads.api}/git/blobs/{sha}"}
    return Answer(200, {**place, "size": len(content), "content": encoded, "encoding": "base64"})


def get_contents(call: Call) -> Answer:
    git, path = git_of(call), call.values["path"].strip("/")
    commit = call.repository.commit(call.request.query.get("ref", call.repository.default_branch))
    entries = {each.path: each for each in git.tree(commit.sha, recursive=True)}
    if path not in entries:
        raise not_found()
    if entries[path].kind == "tree":
        inside = [each for each in entries.values() if each.path.rpartition("/")[0] == path]
        return Answer(200, [_content(call, each, commit.sha) for each in inside])
    content = git.blob(entries[path].sha)
    if "raw" in call.request.headers.get("accept", ""):
        return Answer(200, content, {"Content-Type": "application/vnd.github.raw; charset=utf-8"})
    small = len(content) <= CONTENT_LIMIT
    coded: Payload = {"encoding": "base64" if small else "none", "content": base64.encodebytes(content).decode() if small else ""}
    return Answer(200, _content(call, entries[path], commit.sha) | coded)


def _content(call: Call, entry: TreeEntry, commit: str) -> Payload:
    url = f"{call.payloads.api}/contents/{entry.path}?ref={commit}"
    git_url = f"{call.payloads.api}/git/{'trees' if entry.kind == 'tree' else 'blobs'}/{entry.sha}"
    html = f"{call.payloads.html}/blob/{commit}/{entry.path}"
    name, kind = entry.path.rpartition("/")[2], {"tree": "dir", "blob": "file", "commit": "submodule"}[entry.kind]
    shared: Payload = {"name": name, "path": entry.path, "sha": entry.sha, "size": entry.size or 0, "type": kind}
    urls: Payload = {"url": url, "html_url": html, "git_url": git_url, "download_url": html.replace("/blob/", "/raw/")}
    return {**shared, **urls, "_links": {"git": git_url, "self": url, "html": html}}


def download_tarball(call: Call) -> Answer:
    git_of(call)
    sha = call.repository.commit(call.values["ref"]).sha
    return Answer(302, headers={"Location": f"{call.links.html}/_codeload/{call.repository.full_name}/{sha}"})


def artifact_json(call: Call, artifact: Artifact) -> Payload:
    url = f"{call.payloads.api}/actions/artifacts/{artifact.id}"
    run: Payload = {"id": artifact.run_id, "repository_id": call.repository.id, "head_repository_id": call.repository.id}
    times: Payload = dict.fromkeys(("created_at", "updated_at", "expires_at"), artifact.created_at)
    shared: Payload = {"id": artifact.id, "node_id": f"A_{artifact.id}", "name": artifact.name, "expired": False}
    size: Payload = {"size_in_bytes": len(artifact.content), "url": url, "archive_download_url": f"{url}/zip"}
    return {**shared, **size, **times, "workflow_run": {**run, "head_branch": None, "head_sha": artifact.head_sha}}


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
    "git/get-blob": get_blob,
    "git/get-commit": get_git_commit,
    "git/get-tree": get_tree,
    "pulls/get": get_pull,
    "pulls/list": list_pulls,
    "pulls/list-commits": list_commits,
    "pulls/list-files": list_files,
    "rate-limit/get": rate_limit,
    "repos/compare-commits-with-basehead": compare,
    "repos/download-tarball-archive": download_tarball,
    "repos/get": get_repository,
    "repos/get-commit": get_commit,
    "repos/get-content": get_contents,
    "repos/list-pull-requests-associated-with-commit": list_pulls_of_commit,
    "users/get-authenticated": get_user,
}
