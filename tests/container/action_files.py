"""The files that the image is built from."""

import os
from pathlib import Path

ROOT = Path(__file__).parents[2]
PARTS = ("action.yml", "Dockerfile", ".dockerignore", "pyproject.toml", "README.md", "LICENSE", "requirements", "policies", "src")
LONG_AGO = 1_767_225_600


def action_files() -> dict[str, bytes]:
    """What a repository has that uses the action by `./`, by path."""
    found = [each for part in PARTS for each in (ROOT / part, *(ROOT / part).rglob("*"))]
    return {each.relative_to(ROOT).as_posix(): each.read_bytes() for each in found if each.is_file() and "__pycache__" not in each.parts}


def stamp(folder: Path) -> None:
    """Gives the action's files there one time and mode, by which the builder finds a layer again whoever made the copy."""
    for part in PARTS:
        for path in (folder / part, *(folder / part).rglob("*")):
            path.chmod(0o755 if path.is_dir() else 0o644)
            os.utime(path, (LONG_AGO, LONG_AGO))
