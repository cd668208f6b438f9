"""The pull request of the demo as a server holds it: a bare repository with `main`, the branch and `refs/pull/N/merge`."""

import shutil
import tomllib
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from demo.git import Git, GitError

LEFTOVERS = shutil.ignore_patterns("__pycache__", ".coverage", "coverage.xml", "*.db", ".pytest_cache")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pull request on a server. `merge` is the merge commit that GitHub would test, None where the branches conflict."""

    server: Path
    base: str
    head: str
    merge: str | None
    number: int
    title: str
    body: str
    branch: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedCommit:
    """What a commit of the example brings: the files that match `paths`, by the first commit that names them."""

    message: str
    paths: tuple[str, ...]
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Description:
    """A pull request in its author's words."""

    title: str
    branch: str
    body: str = ""
    number: int = 7
    labels: tuple[str, ...] = ()


def build_example(root: Path, example: Path) -> Proposal:
    """Makes the example's history under `root`: main, the branch with its commits, then one commit more on main."""
    work = Git(root / "author", root / "home")
    shutil.copytree(example / "main", work.path, ignore=LEFTOVERS)
    work.run("init", "--quiet", "--initial-branch=main")
    work.commit("Take orders", day=1)
    written = tomllib.loads((example / "pull_request/pull_request.toml").read_text(encoding="utf-8"))
    commits = [PlannedCommit(**each) for each in written.pop("commits")]
    described = Description(**written)
    work.run("checkout", "--quiet", "-b", described.branch)
    _commit_overlay(work, example / "pull_request/files", commits)
    work.run("checkout", "--quiet", "main")
    later = tomllib.loads((example / "main_moves_on/commit.toml").read_text(encoding="utf-8"))
    shutil.copytree(example / "main_moves_on/files", work.path, dirs_exist_ok=True, ignore=LEFTOVERS)
    work.commit(later["message"], day=8)
    return _serve(root, work.path, "main", described.branch, described)


def import_change(root: Path, repository: Path, base: str, head: str) -> Proposal:
    """The change from `base` to `head` of any repository as a pull request. Nothing is written to that repository.

    Raises GitError where there is no repository, a revision is not there, or head brings nothing that base lacks.
    """
    source = Git(repository, root / "home")
    source.run("rev-parse", "--git-dir")
    base_sha, head_sha = source.resolve(base), source.resolve(head)
    if not source.run("rev-list", "--max-count=1", f"{base_sha}..{head_sha}"):
        raise GitError(f"{head} brings no commit that {base} lacks.")
    title, _, body = source.run("log", "-1", "--format=%B", head_sha).partition("\n")
    branch = "main-of-the-fork" if head in {"main", "HEAD"} else head
    safe_branch = "".join(each if each.isalnum() or each in "-_./" else "-" for each in branch).strip("-./") or "change"
    return _serve(root, repository, base_sha, head_sha, Description(title, f"review/{safe_branch}", body.strip()))


def check_out(proposal: Proposal, workspace: Path, revision: str, home: Path) -> Git:
    """Checks a commit out as actions/checkout does by default: that commit alone, at depth one, with a detached head."""
    git = Git(workspace, home)
    workspace.mkdir(parents=True)
    git.run("init", "--quiet")
    git.run("remote", "add", "origin", proposal.server.as_uri())
    name = f"refs/remotes/pull/{proposal.number}/merge"
    git.run("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--depth=1", "origin", f"+{revision}:{name}")
    git.run("checkout", "--quiet", "--force", name)
    return git


def _commit_overlay(work: Git, files: Path, commits: list[PlannedCommit]) -> None:
    left = sorted(path.relative_to(files).as_posix() for path in files.rglob("*") if path.is_file() and path.suffix != ".pyc")
    for day, commit in enumerate(commits, start=2):
        brought = [path for path in left if any(fnmatchcase(path, pattern) for pattern in commit.paths)]
        left = [path for path in left if path not in brought]
        for path in brought:
            (work.path / path).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(files / path, work.path / path)
        for path in commit.deleted:
            (work.path / path).unlink()
        work.commit(commit.message, day=day)
    if left:
        raise ValueError(f"No commit of the example brings {', '.join(left)}.")


def _serve(root: Path, source: Path, base: str, head: str, described: Description) -> Proposal:
    """Makes the bare repository, and in it the merge commit. Objects are borrowed from the source, not copied."""
    server = Git(root / "server.git", root / "home")
    Git(root, root / "home").run("clone", "--quiet", "--bare", "--shared", str(source.resolve()), str(server.path))
    server.run("config", "uploadpack.allowAnySHA1InWant", "true")
    number, branch = described.number, described.branch
    base_sha, head_sha = server.resolve(base), server.resolve(head)
    server.run("update-ref", "refs/heads/main", base_sha)
    server.run("symbolic-ref", "HEAD", "refs/heads/main")
    server.run("update-ref", f"refs/heads/{branch}", head_sha)
    server.run("update-ref", f"refs/pull/{number}/head", head_sha)
    merge = _merge(root, server, base_sha, head_sha)
    if merge:
        server.run("update-ref", f"refs/pull/{number}/merge", merge)
    return Proposal(
        server=server.path,
        base=base_sha,
        head=head_sha,
        merge=merge,
        number=number,
        title=described.title,
        body=described.body.strip(),
        branch=branch,
        labels=tuple(described.labels),
    )


def _merge(root: Path, server: Git, base: str, head: str) -> str | None:
    work = Git(root / "merge", root / "home")
    server.run("worktree", "add", "--quiet", "--detach", str(work.path), base)
    try:
        work.run("merge", "--quiet", "--no-ff", "--no-verify", "-m", f"Merge {head} into {base}", head, day=9)
        return work.resolve("HEAD")
    except GitError:
        return None
    finally:
        server.run("worktree", "remove", "--force", str(work.path))
