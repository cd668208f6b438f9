"""Fetching commits that a shallow checkout lacks, beside the checkout and never into it."""

import base64
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from tenet.core.errors import PlatformFault
from tenet.core.settings import Secret
from tenet.infrastructure.certificates import VERIFYING, git_trust
from tenet.infrastructure.git.process import Git, GitFailed, IsolatedGit
from tenet.infrastructure.git.repository import Repository

UNKNOWN_COMMIT = "not our ref"
"""What git's servers say of an id that they do not have."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A repository on a git server. `server` is the address that the token is sent to, and no other."""

    server: str
    repository: str
    token: Secret

    @property
    def url(self) -> str:
        return f"{self.server}/{self.repository}.git"

    @property
    def credentials(self) -> tuple[tuple[str, str], ...]:
        """Configuration that signs requests; the empty value drops headers that a checkout has left behind."""
        name = f"http.{self.server}/.extraheader"
        if not self.token:
            return ()
        secret = base64.b64encode(f"x-access-token:{self.token.reveal()}".encode()).decode()
        return (name, ""), (name, f"AUTHORIZATION: basic {secret}")


@contextmanager
def beside(repository: Repository) -> Iterator[Repository]:
    """An empty repository that sees the objects of another, for as long as it is needed.

    Of a partial clone it sees none: git takes what another repository has for complete, and would not fetch the rest.
    """
    with TemporaryDirectory(prefix="tenet-") as folder:
        length = len(repository.find_commit("HEAD") or "")
        IsolatedGit(folder).run("init", "--quiet", "--bare", f"--object-format={'sha256' if length == 64 else 'sha1'}", folder)
        if not repository.partial:
            _borrow(repository, folder)
        yield Repository(replace(repository.git, folder=folder, git_dir=folder), folder, repository.root)


@contextmanager
def alone(object_format: str) -> Iterator[Repository]:
    """An empty repository that sees nothing of this machine, for as long as it is needed. `object_format`: sha1 or sha256."""
    with TemporaryDirectory(prefix="tenet-") as folder:
        IsolatedGit(folder).run("init", "--quiet", "--bare", f"--object-format={object_format}", folder)
        yield Repository(IsolatedGit(folder, folder), folder, None)


def _borrow(repository: Repository, folder: str) -> None:
    objects = repository.git.line("rev-parse", "--path-format=absolute", "--git-path", "objects")
    Path(folder, "objects", "info", "alternates").write_text(f"{objects}\n", encoding="utf-8", errors="surrogateescape")
    shallow = Path(repository.git.line("rev-parse", "--path-format=absolute", "--git-path", "shallow"))
    if shallow.is_file():
        Path(folder, "shallow").write_bytes(shallow.read_bytes())  # git follows history into the borrowed objects too


def fetch_commits(repository: Repository, remote: Remote, commits: Iterable[str]) -> Sequence[str]:
    """Fetches these commits alone, without their history. Returns those that are still missing, all where the server is too slow."""
    wanted = [commit for commit in dict.fromkeys(commits) if repository.find_commit(commit) is None]
    git = _Signed(repository.git.folder, repository.git.git_dir, {**repository.git.settings, **VERIFYING}, remote.credentials)
    try:
        _fetch(git, remote, wanted)
    except PlatformFault:
        return wanted
    except GitFailed as error:
        if UNKNOWN_COMMIT not in error.message:
            return wanted
        for commit in wanted:  # a server that lacks one commit refuses the whole request
            with suppress(GitFailed):
                _fetch(git, remote, [commit])
    return [commit for commit in wanted if repository.find_commit(commit) is None]


def _fetch(git: Git, remote: Remote, commits: Sequence[str]) -> None:
    if commits:
        git.run("fetch", "--quiet", "--depth=1", "--no-tags", "--no-write-fetch-head", "--no-recurse-submodules", remote.url, *commits)


@dataclass(frozen=True)
class _Signed(IsolatedGit):
    """Git commands with credentials, which stand in the environment: arguments are seen by every process."""

    credentials: tuple[tuple[str, str], ...] = ()

    def environment(self) -> dict[str, str]:
        pairs = {
            f"GIT_CONFIG_{part}_{number}": value
            for number, pair in enumerate(self.credentials)
            for part, value in zip(("KEY", "VALUE"), pair, strict=True)
        }
        kept = {name: value for name, value in super().environment().items() if not name.startswith("GIT_CONFIG_COUNT")}
        count = str(len(self.credentials))
        own = {"GIT_CONFIG_COUNT": count, "GIT_ASKPASS": os.devnull, "GIT_ALLOW_PROTOCOL": "https:http:file"}
        return kept | pairs | own | dict(git_trust(os.environ))
