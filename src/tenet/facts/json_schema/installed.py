"""Which versions of pydantic and FastAPI a repository uses, as its lock files, its requirements or its code tell."""

import re
from collections.abc import Iterable, Iterator

from tenet.facts.json_schema.generation import Generation
from tenet.facts.python.modules import Modules
from tenet.facts.sources import Sources

LOCKS = frozenset({"uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml"})
REQUIREMENTS = re.compile(r"(^|/)(requirements[^/]*|requirements/[^/]+|constraints[^/]*)\.(txt|in|lock)$")
PROJECTS = frozenset({"pyproject.toml", "setup.cfg", "setup.py", "Pipfile"})
MAX_FILES = 40
"""How many files are looked at, the nearest to the application first."""
EXACT = re.compile(r"={2,3}\s*v?(\d+)(?:\.(\d+))?")
UPPER = re.compile(r"<\s*(\d+)(?:\.(\d+))?")
LOWER = re.compile(r"(?:>=|~=|\^|~)\s*(\d+)(?:\.(\d+))?")
CAPPED = re.compile(r"(?:\^|~=|~)\s*\d")
FIRST_WITH_TWO = (0, 100)
"""The first FastAPI that works with pydantic 2."""
SIGNS = {
    Generation.TWO: re.compile(
        r"\b(?:model_config\s*=|field_validator\(|model_validator\(|ConfigDict\(|pydantic_settings|RootModel\[|\.model_dump\()"
    ),
    Generation.ONE: re.compile(
        r"@(?:validator|root_validator)\(|\borm_mode\s*=|allow_population_by_field_name|pydantic\.generics|\b__root__\s*:"
    ),
}
Version = tuple[int, int]


def pydantic_generation(modules: Modules, near: str = "") -> Generation:
    """The generation that the application in the file `near` runs with; 2 where nothing tells."""
    for text in _texts(modules.sources, near):
        found = _generation_of(text)
        if found is not None:
            return found
    return _generation_of_code(modules)


def fastapi_version(modules: Modules, near: str = "") -> Version | None:
    """The version of FastAPI that is locked or required at least, as major and minor number; None where nothing tells."""
    return library_version(modules, "fastapi", near)


def library_version(modules: Modules, package: str, near: str = "") -> Version | None:
    """The version of a package that is locked or required at least; None where nothing tells."""
    stated = (_stated(text, package) for text in _texts(modules.sources, near))
    found = (_lower(one) for one in stated if one)
    return next((version for version in found if version is not None), None)


def states_versions(path: str) -> bool:
    """Whether a file may say which versions a repository uses."""
    return _rank(path) is not None


def _texts(sources: Sources, near: str) -> Iterator[str]:
    folders = near.split("/")[:-1]
    paths = [path for path in sources.files if _rank(path) is not None]
    paths.sort(key=lambda path: (-_shared(path, folders), _rank(path) or 0, path.count("/"), path))
    wanted = paths[:MAX_FILES]
    sources.load(wanted)
    yield from (text for path in wanted if (text := sources.text(path)) is not None)


def _shared(path: str, folders: list[str]) -> int:
    """How many folders the file shares with the application; fewer than none where it lies in another corner."""
    own = path.split("/")[:-1]
    return len(own) if own == folders[: len(own)] else -len(own)


def _rank(path: str) -> int | None:
    name = path.rpartition("/")[2]
    if name in LOCKS:
        return 0
    if REQUIREMENTS.search(path):
        return 1
    return 2 if name in PROJECTS else None


def _stated(text: str, package: str) -> str:
    """What a file says of the version of a package: `==1.10.13`, `>=2,<3`; empty where it says nothing."""
    locked = re.search(rf'^name = "{package}"\s*\nversion = "([^"\n]+)"', text, re.MULTILINE | re.IGNORECASE)
    if locked:
        return f"=={locked[1]}"
    pinned = re.search(rf'"{package}": \{{[^}}]{{0,20000}}?"version": "([^"\n]+)"', text, re.IGNORECASE)
    if pinned:
        return pinned[1]
    required = re.search(rf"""^\s*["']?{package}(?:\[[^\]\n]*\])?["']?\s*(?:=\s*["'{{])?([^\n;#]*)""", text, re.MULTILINE | re.IGNORECASE)
    return required[1] if required and re.search(r"\d", required[1]) else ""


def _lower(stated: str) -> Version | None:
    found = EXACT.search(stated) or LOWER.search(stated)
    if found is None and (bare := re.search(r"(?:^|version)[\s\"'{=]*(\d+)(?:\.(\d+))?", stated)):
        found = bare
    return None if found is None else (int(found[1]), int(found[2] or 0))


def _generation_of(text: str) -> Generation | None:
    stated = _stated(text, "pydantic")
    lower, upper = _lower(stated), UPPER.search(stated)
    if upper is not None and int(upper[1]) <= 2 and not (upper[1] == "2" and int(upper[2] or 0) > 0):
        return Generation.ONE
    if lower is not None and lower[0] >= 2:
        return Generation.TWO
    if lower is not None and (EXACT.search(stated) or CAPPED.search(stated)):
        return Generation.ONE
    framework = _stated(text, "fastapi")
    version = _lower(framework) if EXACT.search(framework) or CAPPED.search(framework) else None
    return Generation.ONE if version is not None and version < FIRST_WITH_TWO else None


def _generation_of_code(modules: Modules) -> Generation:
    counts = dict.fromkeys(SIGNS, 0)
    for text in _code(modules):
        for generation, sign in SIGNS.items():
            counts[generation] += len(sign.findall(text))
    return Generation.ONE if counts[Generation.ONE] > counts[Generation.TWO] else Generation.TWO


def _code(modules: Modules) -> Iterable[str]:
    sources = modules.sources
    sources.load(modules.python_files)
    return (text for path in sorted(modules.python_files) if (text := sources.text(path)) is not None and "pydantic" in text)
