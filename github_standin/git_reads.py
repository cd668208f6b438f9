"""Handlers of the operations that read git objects: commits, comparisons, trees, blobs, files, archives."""

from __future__ import annotations

import base64

from github_standin.errors import not_found
from github_standin.exchange import Answer, Call, Handler
from github_standin.git import GitRepository, TreeEntry, UnknownRevisionError
from github_standin.json_types import Json
from github_standin.payloads import Payload
from github_standin.revisions import commit_json, file_json, parents_json, signature_json, unsigned_json

CONTENT_LIMIT = 1_000_000


def git_of(call: Call) -> GitRepository:
    """Raises 404 where the stand-in has no git repository behind it."""
    call.need("read", "contents")
    if call.repository.git is None:
        raise not_found()
    return call.repository.git


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
    people: Payload = {"author": signature_json(commit.author), "committer": signature_json(commit.committer)}
    place: Payload = {"url": f"{api}/git/commits/{commit.sha}", "html_url": f"{call.payloads.html}/commit/{commit.sha}"}
    tree: Payload = {"sha": commit.tree, "url": f"{api}/git/trees/{commit.tree}"}
    shared: Payload = {"sha": commit.sha, "node_id": f"C_{commit.sha}", "message": commit.message, "tree": tree}
    return Answer(200, {**shared, **place, **people, "parents": parents_json(call, commit), "verification": unsigned_json()})


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


HANDLERS: dict[str, Handler] = {
    "git/get-blob": get_blob,
    "git/get-commit": get_git_commit,
    "git/get-tree": get_tree,
    "repos/compare-commits-with-basehead": compare,
    "repos/download-tarball-archive": download_tarball,
    "repos/get-commit": get_commit,
    "repos/get-content": get_contents,
}
