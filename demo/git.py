"""git with an environment of its own: fixed names and times, nothing of the user's configuration."""

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

NOON = "2026-01-0{day}T12:00:00+00:00"
CONFIGURATION = """\
[user]
\tname = Mona Lisa
\temail = mona@example.org
[init]
\tdefaultBranch = main
[safe]
\tdirectory = *
[gc]
\tauto = 0
[maintenance]
\tauto = false
[advice]
\tdetachedHead = false
"""


class GitError(RuntimeError):
    """git refused; the message is git's own."""


def clean_environment(home: Path) -> dict[str, str]:
    """The caller's environment without what steers git, Python, pytest, coverage or an action; home is a folder of our own."""
    prefixes = ("GIT_", "GITHUB_", "INPUT_", "RUNNER_", "PYTHON", "PYTEST_", "COV_", "COVERAGE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(prefixes)}
    return kept | {"HOME": str(home), "GIT_CONFIG_NOSYSTEM": "1", "GIT_TERMINAL_PROMPT": "0"}


@dataclass(frozen=True, slots=True)
class Git:
    """The repository at `path`. `day` (1 to 9) dates what is committed, so that the same input gives the same hashes."""

    path: Path
    home: Path

    def run(self, *arguments: str, day: int = 1) -> str:
        """git's output. Raises GitError with what git said."""
        command = ["git", "-C", str(self.path), *arguments]
        done = subprocess.run(command, env=self._environment(day), capture_output=True, check=False)
        if done.returncode:
            said = (done.stderr or done.stdout).decode("utf-8", "replace").strip()
            raise GitError(f"git {' '.join(arguments)}: {said}")
        return done.stdout.decode("utf-8", "replace").strip()

    def resolve(self, revision: str) -> str:
        """The full hash of a commit. Raises GitError where there is none."""
        try:
            return self.run("rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
        except GitError:
            raise GitError(f"{self.path} has no commit {revision}.") from None

    def commit(self, message: str, day: int) -> str:
        """Commits all of the work tree and returns the hash."""
        self.run("add", "--all", "--force")
        self.run("commit", "--quiet", "--no-verify", "-m", message, day=day)
        return self.resolve("HEAD")

    def _environment(self, day: int) -> dict[str, str]:
        self.home.mkdir(parents=True, exist_ok=True)
        configuration = self.home / ".gitconfig"
        if not configuration.exists():
            configuration.write_text(CONFIGURATION, encoding="utf-8")
        dates = {"GIT_AUTHOR_DATE": NOON.format(day=day), "GIT_COMMITTER_DATE": NOON.format(day=day)}
        return clean_environment(self.home) | {"GIT_CONFIG_GLOBAL": str(configuration)} | dates
