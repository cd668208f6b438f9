"""Reads the layout, the frameworks, the migrations, the coverage configuration and the specifications of a repository."""

import re
from dataclasses import dataclass

from tenet.domain.policy import MigrationTool
from tenet.facts.project.evidence import Evidence, named, search
from tenet.facts.project.layout import FoundComponent, find_components, is_plain, source_files
from tenet.facts.sources import Sources

DEPENDENCY_FILES = ("pyproject.toml", "requirements.txt", "requirements.in", "setup.cfg", "setup.py", "Pipfile")
DEPENDENCY = re.compile(
    r"""^[\s"'\[]*(?:[a-z-]+\s*=\s*\[\s*["'])?(fastapi|django|sqlmodel|sqlalchemy|flask)\b(?!-)""", re.IGNORECASE | re.MULTILINE
)
MODELS = (
    ("sqlmodel", re.compile(r"^class \w+\(.*\btable\s*=\s*True", re.MULTILINE)),
    ("sqlalchemy", re.compile(r"\bDeclarativeBase\b|\bdeclarative_base\(")),
    ("django", re.compile(r"^class \w+\((?:[\w., ]*\b)?models\.Model\b", re.MULTILINE)),
)
LOCATION = re.compile(r"^\s*script_location\s*=\s*\"?(?:%\(here\)s/)?([\w./-]+)", re.MULTILINE)
REPORT = re.compile(r"--cov-report[=\s]+[\"']?xml:([\w./-]+)")
COVERAGE = re.compile(r"^\s*\[(?:tool\.coverage\.\w+|coverage:\w+|run|report)\]", re.MULTILINE)
TARGET = re.compile(r"^\s*fail_under\s*=\s*(\d+(?:\.\d+)?)", re.MULTILINE)
COVERAGE_FILES = (".coveragerc", "pyproject.toml", "setup.cfg", "tox.ini")
LOCKS = (("uv.lock", "uv"), ("poetry.lock", "poetry"), ("requirements.txt", "requirements"), ("pyproject.toml", "project"))


@dataclass(frozen=True, slots=True)
class Found:
    """One thing and where it was seen."""

    name: str
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class FoundMigrations:
    tool: MigrationTool
    paths: tuple[str, ...]
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class FoundTarget:
    """The target in percent that the coverage configuration already states."""

    percent: float
    evidence: Evidence


@dataclass(frozen=True, slots=True)
class ProjectFacts:
    """What a first policy is made of. None where nothing was found."""

    components: tuple[FoundComponent, ...]
    frameworks: tuple[Found, ...]
    models: Found | None
    migrations: FoundMigrations | None
    coverage: Found | None
    report: Found | None
    target: FoundTarget | None
    installer: Found | None
    python: bool

    @property
    def folder(self) -> str:
        """The folder that dependencies are installed from; empty for the root."""
        return self.installer.evidence.path.rpartition("/")[0] if self.installer else ""

    def framework(self, name: str) -> Found | None:
        return next((found for found in self.frameworks if found.name == name), None)


def read_project(sources: Sources) -> ProjectFacts:
    """The facts of one tree; nothing of it runs."""
    python = source_files(sources)
    frameworks = _frameworks(sources)
    installer = _installer(sources, frameworks)
    folder = installer.evidence.path.rpartition("/")[0] if installer else ""
    configuration = sorted(named(sources, *COVERAGE_FILES), key=lambda path: not path.startswith(f"{folder}/") if folder else False)
    return ProjectFacts(
        components=find_components(sources),
        frameworks=frameworks,
        models=_models(sources, python),
        migrations=_migrations(sources),
        coverage=_first(sources, configuration, COVERAGE),
        report=_report(sources) if not folder else None,
        target=_target(sources, configuration),
        installer=installer,
        python=bool(python),
    )


def _first(sources: Sources, names: list[str], pattern: re.Pattern[str]) -> Found | None:
    evidence = next((seen for seen, _ in search(sources, names, pattern)), None)
    return Found(evidence.text.strip(), evidence) if evidence else None


def _frameworks(sources: Sources) -> tuple[Found, ...]:
    found: dict[str, Found] = {}
    for evidence, match in search(sources, named(sources, *DEPENDENCY_FILES), DEPENDENCY):
        found.setdefault(match[1].lower(), Found(match[1].lower(), evidence))
    manage = named(sources, "manage.py")
    if manage and "django" not in found:
        found["django"] = Found("django", Evidence(manage[0]))
    return tuple(found.values())


def _models(sources: Sources, python: tuple[str, ...]) -> Found | None:
    for name, pattern in MODELS:
        evidence = next((seen for seen, _ in search(sources, python, pattern)), None)
        if evidence:
            return Found(name, evidence)
    return None


def _migrations(sources: Sources) -> FoundMigrations | None:
    for evidence, match in search(sources, [*named(sources, "alembic.ini"), "pyproject.toml"], LOCATION):
        folder = evidence.path.rpartition("/")[0]
        location = match[1].removeprefix("./").rstrip("/")
        return FoundMigrations(MigrationTool.ALEMBIC, (f"{folder}/{location}/versions" if folder else f"{location}/versions",), evidence)
    revisions = sorted(path.rpartition("/")[0] for path in sources.files if path.endswith("/env.py"))
    versions = [folder for folder in revisions if any(path.startswith(f"{folder}/versions/") for path in sources.files)]
    if versions:
        return FoundMigrations(MigrationTool.ALEMBIC, tuple(f"{folder}/versions" for folder in versions), Evidence(f"{versions[0]}/env.py"))
    first = sorted(path for path in sources.files if re.search(r"(^|/)migrations/0001_\w+\.py$", path))
    if first:
        return FoundMigrations(MigrationTool.DJANGO, (), Evidence(first[0]))
    return None


def _report(sources: Sources) -> Found | None:
    files = [*COVERAGE_FILES, "pytest.ini", "Makefile", *sorted(path for path in sources.files if path.startswith(".github/workflows/"))]
    return next((Found(match[1], evidence) for evidence, match in search(sources, files, REPORT)), None)


def _target(sources: Sources, files: list[str]) -> FoundTarget | None:
    return next((FoundTarget(float(match[1]), seen) for seen, match in search(sources, files, TARGET) if float(match[1]) <= 100), None)


def _installer(sources: Sources, frameworks: tuple[Found, ...]) -> Found | None:
    """At the root, else beside the first framework's dependency."""
    beside = [found.evidence.path.rpartition("/")[0] for found in frameworks]
    for folder in ("", *(f"{folder}/" for folder in beside if folder and is_plain(folder))):
        for name, kind in LOCKS:
            if f"{folder}{name}" in sources.files:
                return Found(kind, Evidence(f"{folder}{name}"))
    return None
