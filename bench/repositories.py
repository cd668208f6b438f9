"""Repositories of a given size, made by git itself."""

import subprocess
from pathlib import Path

POLICY = "version: 1\nextends: strict\ncoverage: {overall: 0, patch: 0}\n"
FUNCTION = '''
def function_{number}(amount: int, rate: float) -> float:
    """Computes {number} for part {part}."""
    total = amount * rate + {number}
    if total > {number}:
        return total - {shift}
    return total
'''


def git(folder: Path, *arguments: str) -> str:
    identity = ["-c", "user.name=Ada", "-c", "user.email=ada@example.org", "-c", "core.autocrlf=false", "-c", "gc.auto=0"]
    done = subprocess.run(["git", "-C", str(folder), *identity, *arguments], capture_output=True, text=True, check=True)
    return done.stdout.strip()


def module(part: int, functions: int, shift: int) -> str:
    """No two parts are alike: a file is parsed once for each content."""
    return "".join(FUNCTION.format(part=part, number=number, shift=shift) for number in range(functions))


def build(folder: Path, *, files: int, changed_lines: int, untouched: int = 0) -> tuple[str, str]:
    """A repository whose head changes about `changed_lines` lines in `files` modules. Returns base and head."""
    functions = max(1, changed_lines // files // 2)
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / ".github").mkdir()
    (folder / ".github" / "tenet.yml").write_text(POLICY)
    for number in range(files + untouched):
        path = folder / "src" / "service" / "domain" / f"part_{number // 100}" / f"module_{number}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(module(number, functions if number < files else 20, shift=1))
    base = commit(folder, "Base")
    for number in range(files):
        path = folder / "src" / "service" / "domain" / f"part_{number // 100}" / f"module_{number}.py"
        path.write_text(module(number, functions, shift=2))
    return base, commit(folder, "Head")


def commit(folder: Path, message: str) -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", message)
    return git(folder, "rev-parse", "HEAD")
