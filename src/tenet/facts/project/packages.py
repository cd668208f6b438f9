"""Top-level packages: the folders that a repository's programs are imported from."""

import re
from collections.abc import Collection, Iterator

from tenet.domain.change import Change, FileStatus
from tenet.facts.database.migration_files import is_test
from tenet.facts.sources import Sources

BESIDE = re.compile(
    r"(?:^|/)(?:migrations?|alembic|versions|scripts?|tools?|examples?|docs?|samples?|benchmarks?|notebooks?|dev|\.[^/]+)(?:/|$)"
)
MARK = "/__init__.py"


def new_packages(change: Change, base: Sources, head: Sources) -> Iterator[str]:
    """The `__init__.py` of each top-level package that the change adds to a repository which has some. A renamed one is none."""
    before = top_level_packages(base)
    if not before:
        return
    after = top_level_packages(head)
    gone = before - after
    renamed = ((file.path, file.base_path) for file in change.files if file.status is FileStatus.RENAMED and file.base_path is not None)
    moved = {package_of(path, after) for path, base_path in renamed if package_of(base_path, gone) is not None}
    homes = {package.rpartition("/")[0] for package in before} | {"", "src"}
    added = (package for package in sorted(after - before) if package not in moved)
    yield from (f"{package}{MARK}" for package in added if package.rpartition("/")[0] in homes or _is_project(package, head))


def _is_project(package: str, sources: Sources) -> bool:
    """Whether a package lies in a project of its own: beside a manifest, or in the `src` folder beside one."""
    folder = package.rpartition("/")[0].removesuffix("/src")
    return any(f"{folder}/{name}" in sources.files for name in ("pyproject.toml", "setup.py", "setup.cfg"))


def package_of(path: str, packages: Collection[str]) -> str | None:
    """The one of these folders that a file lies in."""
    folder = path.rpartition("/")[0]
    while folder and folder not in packages:
        folder = folder.rpartition("/")[0]
    return folder or None


def top_level_packages(sources: Sources) -> frozenset[str]:
    """The folders with an `__init__.py` whose own folder has none, tests and tools left out."""
    packages = {path.removesuffix(MARK) for path in sources.files if path.endswith(MARK)}
    outer = (path for path in packages if path.rpartition("/")[0] not in packages)
    return frozenset(path for path in outer if not is_test(f"{path}/") and BESIDE.search(path) is None)
