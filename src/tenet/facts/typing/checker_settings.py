"""What the configuration of mypy, pyright and ty sets, each setting with its line. Read as data: no plugin is loaded.

Sources: mypy, "The mypy configuration file"; pyright, "Configuration"; basedpyright, "Diagnostic rulesets"; ty, "Configuration".
"""

import configparser
import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

INI_FILES = frozenset({"mypy.ini", ".mypy.ini", "setup.cfg"})
FILES = (*sorted(INI_FILES), "pyproject.toml", "ty.toml", "pyrightconfig.json")
HEADER = re.compile(r"^\s*(\[{1,2})\s*([^\[\]]+?)\s*\]{1,2}\s*(?:[#;].*)?$")
KEY = re.compile(r"""^\s*["']?([\w.-]+)["']?\s*[=:]""")
JSON_TOKEN = re.compile(r'"(?:\\.|[^"\\])*"|//[^\n]*|/\*.*?\*/|,(?=(?:\s|//[^\n]*|/\*.*?\*/)*[}\]])', re.DOTALL)
PYRIGHTS = ("pyright", "basedpyright")
MAX_BYTES = 256 * 1024
Data = None | bool | int | float | str | Sequence["Data"] | Mapping[str, "Data"]


class UnreadableConfiguration(Exception):
    """The file cannot be read; the argument says why."""


@dataclass(frozen=True, slots=True)
class Setting:
    """`scope` is the modules or paths that it is for, empty for all. A list is one setting for each of its values."""

    tool: str
    scope: str
    name: str
    value: str
    path: str
    line: int

    @property
    def shown(self) -> str:
        return f"{self.name} = {self.value}"


def read_settings(path: str, text: str) -> tuple[Setting, ...]:
    """The settings of type checkers; `name` is empty for the section of a tool itself. Raises UnreadableConfiguration."""
    name = path.rpartition("/")[2]
    if len(text) > MAX_BYTES:
        raise UnreadableConfiguration("it is too long for a configuration")
    try:
        if name in INI_FILES:
            return tuple(_of_ini(path, text))
        if name == "pyrightconfig.json":
            return tuple(_of_json(path, text))
        document = tomllib.loads(text)
    except (configparser.Error, tomllib.TOMLDecodeError, ValueError) as error:
        raise UnreadableConfiguration(str(error).split("\n", 1)[0]) from error
    except RecursionError as error:
        raise UnreadableConfiguration("it is nested too deeply") from error
    return tuple(_of_toml(path, text, document))


def _of_ini(path: str, text: str) -> Iterator[Setting]:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.read_string(text)
    lines = _lines(text)
    for section in parser.sections():
        if section != "mypy" and not section.startswith("mypy-"):
            continue
        yield Setting("mypy", section[5:], "", "", path, lines.get((section, 0, ""), 1))
        for key, value in parser[section].items():
            line = lines.get((section, 0, key), 1)
            yield from _settings("mypy", section[5:], key, _ini_list(key, value), path, line)


def _ini_list(key: str, value: str) -> Data:
    if key.replace("-", "_") == "disable_error_code":
        return [part.strip() for part in value.replace("\n", ",").split(",") if part.strip()]
    return value


def _of_toml(path: str, text: str, document: Mapping[str, Data]) -> Iterator[Setting]:
    lines = _lines(text)
    if path.rpartition("/")[2] == "ty.toml":
        yield from _of_ty(path, document, lines, "")
        return
    tools = document.get("tool")
    for tool, table in tools.items() if isinstance(tools, Mapping) else ():
        if not isinstance(table, Mapping):
            continue
        if tool == "ty":
            yield from _of_ty(path, table, lines, "tool.ty.")
        elif tool == "mypy" or tool in PYRIGHTS:
            yield Setting(tool, "", "", "", path, lines.get((f"tool.{tool}", 0, ""), 1))
            for key, value in table.items():
                if key != "overrides":
                    yield from _settings(tool, "", key, value, path, lines.get((f"tool.{tool}", 0, key), 1))
            yield from _overrides(tool, table.get("overrides"), "module", path, lines, f"tool.{tool}.overrides")


def _of_ty(path: str, table: Mapping[str, Data], lines: "Lines", prefix: str) -> Iterator[Setting]:
    first = min((line for (section, _, _), line in lines.items() if f"{section}.".startswith(prefix)), default=1)
    yield Setting("ty", "", "", "", path, first)
    yield from _settings("ty", "", "rules", table.get("rules"), path, first, lines, f"{prefix}rules")
    overrides = table.get("overrides")
    for index, override in enumerate(overrides if isinstance(overrides, list) else ()):
        if isinstance(override, Mapping):
            header = f"{prefix}overrides"
            line = lines.get((header, index, "rules"), lines.get((header, index, ""), 1))
            rules = override.get("rules")
            yield from _settings("ty", _scope(override.get("include")), "rules", rules, path, line, lines, f"{header}.rules", index)


def _overrides(tool: str, overrides: Data, scope: str, path: str, lines: "Lines", header: str) -> Iterator[Setting]:
    for index, override in enumerate(overrides if isinstance(overrides, list) else ()):
        for key, value in override.items() if isinstance(override, Mapping) else ():
            if key != scope and isinstance(override, Mapping):
                line = lines.get((header, index, key), 1)
                yield from _settings(tool, _scope(override.get(scope)), key, value, path, line)


def _of_json(path: str, text: str) -> Iterator[Setting]:
    """JSON with comments and trailing commas, as pyright reads it."""
    document = json.loads(JSON_TOKEN.sub(lambda match: match[0] if match[0].startswith('"') else " ", text))
    lines = {key: text.count("\n", 0, match.start()) + 1 for match in re.finditer(r'"(\w+)"\s*:', text) for key in [match[1]]}
    yield Setting("pyright", "", "", "", path, 1)
    for key, value in document.items() if isinstance(document, Mapping) else ():
        yield from _settings("pyright", "", key, value, path, lines.get(key, 1))


def _settings(
    tool: str, scope: str, name: str, value: Data, path: str, line: int, lines: "Lines | None" = None, header: str = "", index: int = 0
) -> Iterator[Setting]:
    """A value as settings: each member of a list or a table on its own."""
    name = name.replace("-", "_") if tool == "mypy" else name
    if isinstance(value, Mapping):
        for key, member in value.items():
            yield Setting(tool, scope, f"{name}.{key}", _text(member), path, (lines or {}).get((header, index, key), line))
    elif isinstance(value, list):
        yield from (Setting(tool, scope, name, _text(member), path, line) for member in value)
    elif value is not None:
        yield Setting(tool, scope, name, _text(value), path, line)


def _text(value: Data) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value).strip()


def _scope(value: Data) -> str:
    return ",".join(map(_text, value)) if isinstance(value, list) else _text(value or "")


Lines = Mapping[tuple[str, int, str], int]
"""By section, its number among those of the same name, and key; the empty key is the header's own."""


def _lines(text: str) -> Lines:
    found: dict[tuple[str, int, str], int] = {}
    counts: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.split("\n"), 1):
        header, key = HEADER.match(line), KEY.match(line)
        if header:
            section = re.sub(r"""["']|\s*(\.)\s*""", r"\1", header[2])
            counts[section] = counts.get(section, -1) + 1 if header[1] == "[[" else _above(section, counts)
            found.setdefault((section, counts[section], ""), number)
        elif key:
            found.setdefault((section, counts.get(section, 0), key[1]), number)
    return found


def _above(section: str, counts: Mapping[str, int]) -> int:
    """A table within an array of tables belongs to the last of them."""
    return counts.get(section.rpartition(".")[0], 0) if section.rpartition(".")[0] in counts else 0
