"""The manifests of one side, found by their names and read, whatever their format."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.database.migration_files import is_test
from tenet.facts.dependencies.requirement import Audience, Requirement, audience_of
from tenet.facts.dependencies.requirements_files import RequirementsFile, read_requirements_file
from tenet.facts.dependencies.setup_files import conda_requirements, setup_cfg_requirements, setup_py_requirements
from tenet.facts.dependencies.toml_manifests import UnreadableManifest, pipfile_requirements, pyproject_requirements
from tenet.facts.project.yaml_nodes import UnreadableYaml
from tenet.facts.sources import Sources

REQUIREMENTS = re.compile(r"(?:^|/)(?:[^/]*requirements[^/]*|requirements/(?:[^/]+/)*[^/]+)\.(?:txt|in)$", re.IGNORECASE)
ENVIRONMENT = re.compile(r"(?:^|/)environment[^/]*\.ya?ml$")
ELSEWHERE = re.compile(r"(?:^|/)(?:\.[^/]+|node_modules|vendor|third_party|templates?|\{\{[^/]*)/")
"""Folders whose manifests are not the repository's own program."""
MAX_FILES = 300
MAX_CHARACTERS = 1_000_000
Reader = Callable[[str, str], Iterator[Requirement]]
READERS: Mapping[str, Reader] = {
    "pyproject.toml": pyproject_requirements,
    "Pipfile": pipfile_requirements,
    "setup.cfg": setup_cfg_requirements,
    "setup.py": setup_py_requirements,
}


@dataclass(frozen=True, slots=True)
class UnreadManifest:
    path: str
    reason: str


def is_manifest(path: str) -> bool:
    """Whether a path is a manifest by its name, of what the repository runs."""
    known = path.rpartition("/")[2] in READERS or REQUIREMENTS.search(path) is not None or ENVIRONMENT.search(path) is not None
    return known and not is_test(path) and ELSEWHERE.search(path) is None


@dataclass(frozen=True)
class Manifests:
    """What all manifests of one side state."""

    sources: Sources

    @cached_property
    def paths(self) -> tuple[str, ...]:
        files = self.sources.files
        known = (path for path in files if is_manifest(path) and not (path.endswith(".py") and f"{path[:-8]}__init__.py" in files))
        found = sorted(known, key=lambda path: (path.count("/"), path))
        return tuple(found[:MAX_FILES])

    @cached_property
    def _read(self) -> tuple[tuple[Requirement, ...], tuple[UnreadManifest, ...]]:
        self.sources.load(self.paths)
        found: list[Requirement] = []
        unread: list[UnreadManifest] = []
        for path in self.paths:
            reader = READERS.get(path.rpartition("/")[2], conda_requirements if ENVIRONMENT.search(path) else None)
            text = self.sources.text(path) or ""
            if reader is None:
                continue
            try:
                found += reader(path, text[:MAX_CHARACTERS])
            except (UnreadableManifest, UnreadableYaml) as error:
                unread.append(UnreadManifest(path, str(error)))
        return (*found, *self._of_requirements_files()), tuple(unread)

    @property
    def requirements(self) -> tuple[Requirement, ...]:
        return self._read[0]

    @property
    def unread(self) -> tuple[UnreadManifest, ...]:
        return self._read[1]

    @cached_property
    def runtime(self) -> frozenset[str]:
        """The names that the program needs to run, by any manifest."""
        return frozenset(one.name for one in self.requirements if one.audience is Audience.RUNTIME)

    def _of_requirements_files(self) -> Iterator[Requirement]:
        for path, (file, audience) in self._requirements_files().items():
            if not (file.locked and self._states_itself(path)):
                yield from (Requirement(name, path, line, audience) for name, line in file.requirements)

    def _requirements_files(self) -> Mapping[str, tuple[RequirementsFile, Audience]]:
        """Files by their names, then those that they include: these are for whom the first that includes them is for."""
        pending = [(path, audience_of(_label(path))) for path in self.paths if REQUIREMENTS.search(path)]
        pending.sort(key=lambda one: one[1] is Audience.DEVELOPMENT)
        found: dict[str, tuple[RequirementsFile, Audience]] = {}
        for path, audience in pending:
            if path in found or path not in self.sources.files or len(found) >= MAX_FILES:
                continue
            file = read_requirements_file(path, (self.sources.text(path) or "")[:MAX_CHARACTERS])
            found[path] = file, audience
            pending.extend((one, audience) for one in _unnamed(file.includes))
        return found

    def _states_itself(self, path: str) -> bool:
        """Whether what a tool wrote into a lock stands in a manifest beside it, in the words of a person."""
        folder = path.rpartition("/")[0]
        near = [other for other in self.paths if other != path and other.rpartition("/")[0] == folder]
        return any(other.endswith((".in", "pyproject.toml", "setup.py", "setup.cfg")) for other in near)


def _unnamed(includes: Sequence[str]) -> Iterator[str]:
    return (path for path in includes if not REQUIREMENTS.search(path))


def _label(path: str) -> str:
    """The part of a path that says whom a requirements file is for."""
    folder, _, name = path.rpartition("/")
    return f"{folder.rpartition('/')[2]}/{name}" if "requirements" in folder.lower() else name
