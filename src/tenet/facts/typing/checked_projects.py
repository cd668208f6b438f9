"""The projects of one side, a folder each, as their type checkers are configured."""

import re
from collections.abc import Iterable, Iterator

from tenet.domain.change import Change
from tenet.facts.database.migration_files import is_test
from tenet.facts.sources import Sources
from tenet.facts.typing.checker_settings import FILES, Setting, UnreadableConfiguration, read_settings
from tenet.facts.typing.strictness import CheckedProject

COMMANDS = (".pre-commit-config.yaml", "Makefile", "justfile", "Justfile", "Taskfile.yml", "noxfile.py", "tox.ini", "pyproject.toml")
WORKFLOW = re.compile(r"^\.github/workflows/[^/]+\.ya?ml$")
STRICT_COMMAND = re.compile(r"\bmypy\b[^\n]*--strict\b|\bid: mypy\b(?:[^\n]*\n){1,8}?[^\n]*--strict\b")


def folders_of(paths: Iterable[str]) -> tuple[str, ...]:
    """The folders that a configuration among the paths is for, tests and examples left out."""
    return tuple(sorted({path.rpartition("/")[0] for path in paths if path.rpartition("/")[2] in FILES and not is_test(path)}))


def changed_folders(change: Change) -> tuple[str, ...]:
    return folders_of(path for file in change.files for path in {file.path, file.base_path or file.path})


def project_in(sources: Sources, folder: str) -> CheckedProject:
    """Raises UnreadableConfiguration."""
    paths = [f"{folder}/{name}" if folder else name for name in FILES]
    texts = [(path, sources.text(path)) for path in paths]
    found: list[Setting] = []
    for path, text in texts:
        try:
            found.extend(read_settings(path, text) if text is not None else ())
        except UnreadableConfiguration as error:
            raise UnreadableConfiguration(f"`{path}` cannot be read: {error}") from error
    return CheckedProject(tuple(found))


def is_strict_from_above(sources: Sources, folder: str) -> bool:
    """Whether a folder above is strict, or the command that checks here or there asks for it. Raises UnreadableConfiguration."""
    above = [folder, *_parents(folder)]
    commands = [f"{one}/{name}" if one else name for one in above for name in COMMANDS]
    workflows = sorted(path for path in sources.files if WORKFLOW.match(path))
    if any(STRICT_COMMAND.search(sources.text(path) or "") for path in (*commands, *workflows)):
        return True
    return any(project_in(sources, one).strict for one in above[1:])


def is_configured_above(sources: Sources, folder: str) -> bool:
    """Raises UnreadableConfiguration."""
    return any(project_in(sources, one).tools for one in _parents(folder))


def _parents(folder: str) -> Iterator[str]:
    while folder:
        folder = folder.rpartition("/")[0]
        yield folder


def holds_python(sources: Sources, folder: str) -> bool:
    start = f"{folder}/" if folder else ""
    return any(path.startswith(start) and path.endswith(".py") for path in sources.files)


def is_about_own_code(setting: Setting, sources: Sources) -> bool:
    """Whether a setting is for modules of the repository: of a library without types nothing can be checked."""
    if setting.tool != "mypy" or not setting.scope:
        return True
    packages = {one.strip().partition(".")[0] for one in setting.scope.split(",")}
    return any("*" in one or _is_package(one, sources) for one in packages)


def _is_package(name: str, sources: Sources) -> bool:
    return any(f"/{name}/" in f"/{path}" or f"/{path}".endswith(f"/{name}.py") for path in sources.files if path.endswith(".py"))
