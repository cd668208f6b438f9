"""Finds components by the names of folders, and the documents that specify them."""

from collections.abc import Iterable
from dataclasses import dataclass

from tenet.facts.project.evidence import Evidence
from tenet.facts.sources import Sources

FOLDERS = {
    "api": ("api", "routers", "routes", "endpoints"),
    "core": ("core",),
    "domain": ("domain",),
    "infrastructure": ("infrastructure", "adapters"),
    "schemas": ("schemas",),
}
TESTS = ("tests", "test", "testing", "examples", "docs", "node_modules", "venv", ".venv", "migrations", "alembic")
SPEC_FOLDERS = ("specs", "spec", "specifications")
MAX_PATTERNS = 4


@dataclass(frozen=True, slots=True)
class FoundComponent:
    """A component with its patterns, the documents that are called like it, and a file that shows it."""

    name: str
    paths: tuple[str, ...]
    specs: tuple[str, ...]
    evidence: Evidence
    spec_evidence: Evidence | None


def source_files(sources: Sources) -> tuple[str, ...]:
    """Python files that are neither tests nor examples."""
    return tuple(sorted(path for path in sources.files if path.endswith(".py") and not set(path.split("/")[:-1]) & set(TESTS)))


def find_components(sources: Sources) -> tuple[FoundComponent, ...]:
    """By folder name, the outermost folder of that name winning."""
    documents = _documents(sources)
    files = source_files(sources)
    return tuple(found for name in FOLDERS if (found := _component(name, files, documents)) is not None)


def _component(name: str, files: Iterable[str], documents: tuple[str, ...]) -> FoundComponent | None:
    folders: dict[str, str] = {}
    for path in files:
        parts = path.split("/")[:-1]
        at = next((index for index, part in enumerate(parts) if part in FOLDERS[name]), None)
        if at is not None:
            folders.setdefault("/".join(parts[: at + 1]), path)
    if not folders:
        return None
    writable = [folder for folder in folders if is_plain(folder)]
    patterns = tuple(f"{folder}/**" for folder in writable)
    if not patterns or len(patterns) > MAX_PATTERNS:
        patterns = (f"**/{name}/**",)
    specs = tuple(path for path in documents if is_plain(path) and _specifies(path, name, writable))
    return FoundComponent(name, patterns, specs, Evidence(next(iter(folders.values()))), Evidence(specs[0]) if specs else None)


def is_plain(path: str) -> bool:
    """Whether a path can stand in a pattern as it is."""
    return path.isprintable() and not set(path) & set("*?[]{}\"'\\,:#&!|>%@`") and len(path) < 180


def _documents(sources: Sources) -> tuple[str, ...]:
    return tuple(sorted(path for path in sources.files if path.lower().endswith(".md") and _is_spec(path.lower().split("/"))))


def _is_spec(parts: list[str]) -> bool:
    return parts[-1] == "spec.md" or parts[-1].endswith((".spec.md", "-spec.md", "_spec.md")) or bool(set(parts[:-1]) & set(SPEC_FOLDERS))


def _specifies(path: str, name: str, folders: list[str]) -> bool:
    """Called like the component, or lying in its folder."""
    stem = path.lower().rpartition("/")[2].split(".")[0].removesuffix("-spec").removesuffix("_spec")
    return stem in FOLDERS[name] or any(path.startswith(f"{folder}/") for folder in folders)
