"""One dependency of one manifest."""

import re
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.dependencies.technology import normalised

NAME = re.compile(r"\s*([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(?:$|[<>=!~;@ (,#])")
"""A requirement by PEP 508: a name, extras, then a version, a marker or a place."""
DEVELOPMENT = re.compile(
    r"(?:^|[^a-z])(?:dev|devel|develop|development|tests?|testing|pytest|lint|linting|linters?|format|formatting|fmt|typing|types|mypy|"
    r"docs?|documentation|ci|qa|quality|debug|build|release|benchmarks?|bench|coverage|pre-?commit|tox|nox|examples?|local|style|checks?)"
    r"(?:$|[^a-z])"
)
PRODUCTION = re.compile(
    r"(?:^|[^a-z])(?:main|prod|production|runtime|server|app|api|web|worker|workers|deploy|deployment|service|base|default)(?:$|[^a-z])"
)


class Audience(StrEnum):
    """Who needs a dependency: the program that runs, or those who work on it."""

    RUNTIME = "runtime"
    DEVELOPMENT = "development"


@dataclass(frozen=True, slots=True)
class Requirement:
    """`name` is normalised by PEP 503; `line` is where the manifest at `path` states it."""

    name: str
    path: str
    line: int
    audience: Audience = Audience.RUNTIME


def requirement_name(text: str) -> str | None:
    """The normalised name of a requirement as PEP 508 writes it; None for a bare place or an option."""
    match = NAME.match(text)
    return normalised(match[1]) if match else None


def audience_of(label: str) -> Audience:
    """Whom a file, an extra or a group with this name is for: those who work on it, where it says so."""
    return Audience.DEVELOPMENT if DEVELOPMENT.search(label.lower()) else Audience.RUNTIME


def audience_of_group(label: str) -> Audience:
    """The same of a dependency group (PEP 735), which nobody installs who only uses the package, unless its name says otherwise."""
    folded = label.lower()
    return Audience.RUNTIME if PRODUCTION.search(folded) and not DEVELOPMENT.search(folded) else Audience.DEVELOPMENT
