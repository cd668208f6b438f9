"""Commits and changed files as GitHub's JSON."""

from __future__ import annotations

from github_standin.diff import FileDiff
from github_standin.exchange import Call
from github_standin.git import Commit, Signature
from github_standin.json_types import Json
from github_standin.payloads import Payload

PATCH_LINE_LIMIT = 20_000


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


def signature_json(person: Signature) -> Payload:
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
            "author": signature_json(commit.author),
            "committer": signature_json(commit.committer),
            "message": commit.message,
            "comment_count": 0,
            "tree": {"sha": commit.tree, "url": f"{api}/git/trees/{commit.tree}"},
            "verification": unsigned_json(),
        },
        "author": None,
        "committer": None,
        "parents": parents_json(call, commit),
    }


def unsigned_json() -> Payload:
    return {"verified": False, "reason": "unsigned", "signature": None, "payload": None, "verified_at": None}


def parents_json(call: Call, commit: Commit) -> list[Json]:
    api, html = call.payloads.api, call.payloads.html
    return [{"sha": sha, "url": f"{api}/commits/{sha}", "html_url": f"{html}/commit/{sha}"} for sha in commit.parents]
