"""Reviews this repository's own branch with its own policy: from the remote's main branch, or from the first commit."""

import subprocess
import sys


def git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], capture_output=True, text=True, check=False)
    return done.stdout.strip() if done.returncode == 0 else ""


def main() -> int:
    head = git("rev-parse", "HEAD")
    bases = (git("rev-parse", "--verify", "--quiet", "origin/main"), *git("rev-list", "--max-parents=0", "HEAD").split())
    base = next((commit for commit in bases if commit and commit != head), head)
    command = [sys.executable, "-m", "tenet", "check", "--base", base, "--head", "HEAD", "--policy", ".github/tenet.yml"]
    return subprocess.run(command, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
