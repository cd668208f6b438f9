"""`setup.cfg`, `setup.py` and conda's `environment.yml`."""

import ast
import configparser
from collections.abc import Iterator, Mapping, Sequence

from tenet.facts.dependencies.requirement import Audience, Requirement, audience_of, requirement_name
from tenet.facts.dependencies.technology import normalised
from tenet.facts.dependencies.toml_manifests import UnreadableManifest

MAX_REQUIREMENTS = 1_000
"""So many of one section are read."""


def setup_cfg_requirements(path: str, text: str) -> Iterator[Requirement]:
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text)
    except configparser.Error as error:
        raise UnreadableManifest(f"it is no configuration file: {str(error).splitlines()[0]}") from error
    lines = text.split("\n")
    sections = [("options", "install_requires", Audience.RUNTIME), ("options", "tests_require", Audience.DEVELOPMENT)]
    extras = parser.options("options.extras_require") if parser.has_section("options.extras_require") else []
    sections += [("options.extras_require", name, audience_of(name)) for name in extras[:100]]
    for section, option, audience in sections:
        for requirement in parser.get(section, option, fallback="").replace(";", " ;").split("\n")[:MAX_REQUIREMENTS]:
            name = requirement_name(requirement)
            if name is not None:
                yield Requirement(name, path, _line_with(lines, requirement.split(";")[0].strip()), audience)


def _line_with(lines: list[str], text: str) -> int:
    """The line that a requirement stands on, alone or after its option's name."""
    stated = enumerate(lines, 1)
    return next((number for number, line in stated if text in {line.strip()[: len(text)], line.partition("=")[2].strip()[: len(text)]}), 1)


def setup_py_requirements(path: str, text: str) -> Iterator[Requirement]:
    """What `setup(...)` states in lists of text, in the call or in a name of the module."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        raise UnreadableManifest("Python cannot parse it") from error
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call) and _is_setup(node.func))
    for keyword in (keyword for call in calls for keyword in call.keywords):
        value = named.get(keyword.value.id, keyword.value) if isinstance(keyword.value, ast.Name) else keyword.value
        if keyword.arg in {"install_requires", "tests_require"}:
            audience = Audience.RUNTIME if keyword.arg == "install_requires" else Audience.DEVELOPMENT
            yield from _texts(path, _items(value, named), audience)
        elif keyword.arg == "extras_require" and isinstance(value, ast.Dict):
            for key, listed in zip(value.keys, value.values, strict=True):
                extra = str(key.value) if isinstance(key, ast.Constant) else ""
                yield from _texts(path, _items(listed, named), audience_of(extra))


def _is_setup(function: ast.expr) -> bool:
    return (isinstance(function, ast.Name) and function.id == "setup") or (isinstance(function, ast.Attribute) and function.attr == "setup")


def _items(node: ast.expr, named: Mapping[str, ast.expr]) -> Sequence[ast.expr]:
    """The items of a list, through names, `+` and `*`; each name once, since a circle is no list."""
    found: list[ast.expr] = []
    pending, seen = [node], set[str]()
    while pending and len(found) < MAX_REQUIREMENTS:
        match pending.pop():
            case ast.Name(id=name) if name in named and name not in seen:
                seen.add(name)
                pending.append(named[name])
            case ast.BinOp(left=left, op=ast.Add(), right=right):
                pending.extend((right, left))
            case ast.Starred(value=value):
                pending.append(value)
            case ast.List(elts=items) | ast.Tuple(elts=items) | ast.Set(elts=items):
                pending.extend(reversed(items))
            case item:
                found.append(item)
    return found


def _texts(path: str, items: Sequence[ast.expr], audience: Audience) -> Iterator[Requirement]:
    for item in items:
        name = requirement_name(item.value) if isinstance(item, ast.Constant) and isinstance(item.value, str) else None
        if name is not None:
            yield Requirement(name, path, item.lineno, audience)


def conda_requirements(path: str, text: str) -> Iterator[Requirement]:
    """The packages of an environment, and those that it leaves to pip."""
    from tenet.facts.project.yaml_nodes import YamlList, YamlMap, YamlText, read_yaml_nodes

    document = read_yaml_nodes(text)
    audience = audience_of(path.rpartition("/")[2])
    listed = document.get("dependencies") if isinstance(document, YamlMap) else None
    for item in listed.items if isinstance(listed, YamlList) else ():
        nested = item.get("pip") if isinstance(item, YamlMap) else None
        for one in nested.items if isinstance(nested, YamlList) else (item,):
            if isinstance(one, YamlText) and (name := requirement_name(one.text.rpartition("::")[2])) is not None:
                yield Requirement(normalised(name), path, one.line, audience)
