"""`pyproject.toml` (PEP 621, PEP 735, Poetry, PDM, uv) and `Pipfile`, with the lines on which each dependency stands."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from tenet.facts.dependencies.requirement import Audience, Requirement, audience_of, audience_of_group, requirement_name
from tenet.facts.dependencies.technology import normalised

HEADER = re.compile(r"^\s*\[{1,2}([\w\s.\"'-]+)\]{1,2}\s*(?:#.*)?$")
KEY = re.compile(r"""^\s*["']?([\w.-]+?)["']?\s*=""")
QUOTED = re.compile(r""""([^"]*)"|'([^']*)'""")
MAX_GROUPS = 200
Toml = None | bool | int | float | str | Sequence["Toml"] | Mapping[str, "Toml"]


class UnreadableManifest(Exception):
    """The manifest cannot be read; the argument says why."""


@dataclass(frozen=True)
class TomlManifest:
    """A parsed manifest with its text."""

    path: str
    document: Mapping[str, Toml]
    lines: tuple[str, ...]

    def table(self, *names: str) -> Mapping[str, Toml]:
        found: Toml = self.document
        for name in names:
            found = found.get(name) if isinstance(found, Mapping) else None
        return found if isinstance(found, Mapping) else {}

    def line_of_text(self, text: str, table: str) -> int:
        """The line of a string within a table or one below it; elsewhere, or 1, where the file writes it another way."""
        found = self._texts.get(text, [])
        return next((number for number, inside in found if inside.startswith(table)), found[0][0] if found else 1)

    def line_of_key(self, key: str, table: str) -> int:
        """The line on which a table gives a key, or the header of the table that is called so."""
        return self._keys.get((table, key), 1)

    @cached_property
    def _texts(self) -> Mapping[str, Sequence[tuple[int, str]]]:
        """The quoted strings of the text, with their lines and tables."""
        found: dict[str, list[tuple[int, str]]] = {}
        for number, line, table in self._numbered():
            for match in QUOTED.finditer(line):
                found.setdefault(match[1] if match[1] is not None else match[2], []).append((number, table))
        return found

    @cached_property
    def _keys(self) -> Mapping[tuple[str, str], int]:
        """The first line of each key of each table."""
        found: dict[tuple[str, str], int] = {}
        for number, line, table in self._numbered():
            key = KEY.match(line)
            if key:
                found.setdefault((table, key[1]), number)
            elif HEADER.match(line):
                above, _, name = table.rpartition(".")
                found.setdefault((above, name), number)
        return found

    def _numbered(self) -> Iterator[tuple[int, str, str]]:
        """Each line with its number and the dotted name of its table."""
        table = ""
        for number, line in enumerate(self.lines, 1):
            match = HEADER.match(line)
            table = re.sub(r"[\s\"']", "", match[1]) if match else table
            yield number, line, table


def read_toml(path: str, text: str) -> TomlManifest:
    """Raises UnreadableManifest for what is not TOML."""
    try:
        return TomlManifest(path, tomllib.loads(text), tuple(text.split("\n")))
    except tomllib.TOMLDecodeError as error:
        raise UnreadableManifest(f"it is not TOML: {error}") from error
    except RecursionError as error:
        raise UnreadableManifest("it is nested too deeply") from error


def pyproject_requirements(path: str, text: str) -> Iterator[Requirement]:
    manifest = read_toml(path, text)
    project = manifest.table("project")
    yield from _listed(manifest, project.get("dependencies"), Audience.RUNTIME, "project")
    for name, listed in manifest.table("project", "optional-dependencies").items():
        yield from _listed(manifest, listed, audience_of(name), "project")
    yield from _groups(manifest)
    for tool in ("pdm", "uv"):
        found = manifest.table("tool", tool).get("dev-dependencies")
        lists = found.values() if isinstance(found, Mapping) else (found,)
        for listed in lists:
            yield from _listed(manifest, listed, Audience.DEVELOPMENT, f"tool.{tool}")
    yield from _poetry(manifest)


def _poetry(manifest: TomlManifest) -> Iterator[Requirement]:
    yield from _keyed(manifest, Audience.RUNTIME, "tool", "poetry", "dependencies")
    yield from _keyed(manifest, Audience.DEVELOPMENT, "tool", "poetry", "dev-dependencies")
    for name in manifest.table("tool", "poetry", "group"):
        yield from _keyed(manifest, audience_of(name), "tool", "poetry", "group", name, "dependencies")


def pipfile_requirements(path: str, text: str) -> Iterator[Requirement]:
    manifest = read_toml(path, text)
    yield from _keyed(manifest, Audience.RUNTIME, "packages")
    yield from _keyed(manifest, Audience.DEVELOPMENT, "dev-packages")


def _groups(manifest: TomlManifest) -> Iterator[Requirement]:
    """Dependency groups. What a group for running includes is for running too."""
    groups = dict(list(manifest.table("dependency-groups").items())[:MAX_GROUPS])
    running = [name for name in groups if audience_of_group(name) is Audience.RUNTIME]
    for name in running:
        items = groups[name]
        included = [item.get("include-group") for item in items if isinstance(item, Mapping)] if isinstance(items, list) else []
        running.extend(one for one in included if isinstance(one, str) and one in groups and one not in running)
    for name, listed in groups.items():
        yield from _listed(manifest, listed, Audience.RUNTIME if name in running else Audience.DEVELOPMENT, "dependency-groups")


def _listed(manifest: TomlManifest, listed: Toml, audience: Audience, table: str) -> Iterator[Requirement]:
    for text in listed if isinstance(listed, list) else ():
        name = requirement_name(text) if isinstance(text, str) else None
        if name is not None and isinstance(text, str):
            yield Requirement(name, manifest.path, manifest.line_of_text(text, table), audience)


def _keyed(manifest: TomlManifest, audience: Audience, *table: str) -> Iterator[Requirement]:
    for key in manifest.table(*table):
        if key.lower() != "python":
            yield Requirement(normalised(key), manifest.path, manifest.line_of_key(key, ".".join(table)), audience)
