"""Running git so that neither the environment nor a configuration changes what it answers."""

import os
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field

from tenet.core.errors import PlatformFault

TIMEOUT = 120.0
"""Seconds after which a git command is given up."""

NEUTRAL = {
    "core.quotePath": "true",
    "core.fsmonitor": "false",
    "core.bigFileThreshold": "5m",
    "diff.noprefix": "false",
    "diff.mnemonicPrefix": "false",
    "diff.relative": "false",
    "diff.interHunkContext": "0",
    "diff.algorithm": "default",
    "diff.autoRefreshIndex": "false",
    "diff.orderFile": os.devnull,
    "diff.suppressBlankEmpty": "false",
    "diff.indentHeuristic": "true",
}
"""What a user's configuration may set and a program that reads git's output needs as it is by default."""

LOCAL_VARIABLES = frozenset(
    {
        "GIT_DIR",
        "GIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_PREFIX",
        "GIT_OBJECT_DIRECTORY",
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_NAMESPACE",
        "GIT_CONFIG",
        "GIT_CONFIG_PARAMETERS",
        "GIT_EXTERNAL_DIFF",
        "GIT_DIFF_OPTS",
        "GIT_GRAFT_FILE",
        "GIT_SHALLOW_FILE",
        "GIT_LITERAL_PATHSPECS",
        "GIT_GLOB_PATHSPECS",
        "GIT_ICASE_PATHSPECS",
        "GIT_TRACE",
        "GIT_TRACE2",
        "GIT_TRACE2_EVENT",
    }
)
"""Variables by which a caller (a hook) points git at one repository: the path that Tenet was given wins."""


TRUST = frozenset({"GIT_SSL_CAINFO", "GIT_SSL_CAPATH", "GIT_PROXY_SSL_CAINFO"})
"""Git's variables that say whose certificates are trusted, as an Enterprise Server with its own authority needs."""


class GitFailed(Exception):
    """A git command ended with another status than 0. `message` is what it said, on one line."""

    def __init__(self, arguments: tuple[str, ...], status: int, stderr: str) -> None:
        super().__init__(stderr)
        self.arguments = arguments
        self.status = status
        self.message = " ".join(stderr.split()) or f"git {arguments[0]} ended with status {status}"


@dataclass(frozen=True)
class Git:
    """Git commands in a folder, or on a git directory alone: then neither the work tree nor the attributes in it matter.

    `settings` are further configuration values, for these processes alone.
    """

    folder: str
    git_dir: str | None = None
    settings: Mapping[str, str] = field(default_factory=dict)

    def command(self, *arguments: str) -> list[str]:
        settings = {**NEUTRAL, **self.settings}
        flags = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
        place = ["--git-dir", self.git_dir] if self.git_dir else []
        return ["git", "-C", self.git_dir or self.folder, *flags, *place, *arguments]

    def environment(self) -> dict[str, str]:
        kept = self.inherited()
        no_index = {"GIT_INDEX_FILE": f"{self.git_dir}/no-index"} if self.git_dir else {}  # its attributes could hide lines
        return (
            kept
            | no_index
            | {
                "LC_ALL": "C",
                "GIT_OPTIONAL_LOCKS": "0",
                "GIT_TERMINAL_PROMPT": "0",
                "GIT_NO_REPLACE_OBJECTS": "1",
                "GIT_GRAFT_FILE": f"{os.devnull}/none",
                "GIT_NO_LAZY_FETCH": "1",
                "GIT_PAGER": "cat",
            }
        )

    def inherited(self) -> dict[str, str]:
        """What is taken over from the environment of this process."""
        return {name: value for name, value in os.environ.items() if name not in LOCAL_VARIABLES}

    def run(self, *arguments: str) -> bytes:
        """What the command printed. Raises GitFailed, or PlatformFault where there is no git or it does not end."""
        try:
            done = subprocess.run(self.command(*arguments), capture_output=True, env=self.environment(), timeout=TIMEOUT, check=False)
        except FileNotFoundError as error:
            raise PlatformFault("git is not installed, or the folder is gone.", hint="Install git 2.30 or newer.") from error
        except subprocess.TimeoutExpired as error:
            raise PlatformFault(f"git {arguments[0]} did not end within {TIMEOUT:.0f} s.") from error
        if done.returncode:
            raise GitFailed(arguments, done.returncode, done.stderr.decode("utf-8", "replace"))
        return done.stdout

    def line(self, *arguments: str) -> str:
        return os.fsdecode(self.run(*arguments)).rstrip("\n")


@dataclass(frozen=True)
class IsolatedGit(Git):
    """Git that reads no user's configuration, credentials or variables: earlier steps of a job may have left any of them.

    A helper, a hook of a template or a proxy that they name would otherwise run, or listen, beside the token. Nor does it fetch
    of its own accord: for what a partial clone lacks, the checkout's configuration names the command.
    """

    def inherited(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_") or name in TRUST}
        return kept | {"HOME": os.devnull, "XDG_CONFIG_HOME": os.devnull, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_ALLOW_PROTOCOL": "none"}
