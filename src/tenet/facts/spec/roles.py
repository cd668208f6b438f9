"""What a section of a spec is for, by its heading: requirements, decisions, constraints and so on.

Headings are compared by their words: case, numbering, emphasis, marks such as `(mandatory)` and a plural's `s` do not count.
A heading plays a part where it is a synonym, where one of its sides is (`Requirements and constraints`, `API: orders`),
where it says of what (`Requirements for refunds`), or where it ends in a synonym that leaves no doubt
(`Business requirements`).
"""

import re
from collections.abc import Iterable, Mapping
from enum import StrEnum


class Role(StrEnum):
    REQUIREMENTS = "requirements"
    DECISIONS = "decisions"
    CONSTRAINTS = "constraints"
    DATA_MODEL = "data-model"
    API_CONTRACT = "api-contract"
    CONSISTENCY = "consistency"
    CACHING = "caching"
    THREAT_MODEL = "threat-model"

    @property
    def words(self) -> str:
        """As a heading would say it, in lower case."""
        return TITLES.get(self, self.value.replace("-", " "))


TITLES: Mapping[Role, str] = {
    Role.DECISIONS: "architecture decisions",
    Role.API_CONTRACT: "the API contract",
    Role.DATA_MODEL: "the data model",
}

SYNONYMS: Mapping[Role, tuple[str, ...]] = {
    Role.REQUIREMENTS: (
        "requirements", "functional requirements", "added requirements", "modified requirements", "user stories", "user story",
        "acceptance criteria", "use cases", "what it must do", "what it does", "goals", "user scenarios", "scenarios",
        "business rules", "behaviour", "behavior", "features",
    ),
    Role.DECISIONS: (
        "architecture decisions", "architectural decisions", "architecture", "decisions", "design decisions", "decision", "decision record",
        "decision outcome", "adr", "adrs", "rationale", "technical approach", "design", "technical design", "solution", "approach",
        "technical context", "key decisions", "decisions taken",
    ),
    Role.CONSTRAINTS: (
        "constraints", "limitations", "limits", "non functional requirements", "nonfunctional requirements", "nfr", "nfrs", "assumptions",
        "quality attributes", "quality requirements", "invariants", "rules and limits", "restrictions",
        "non goals", "nongoals", "out of scope", "not in scope", "what it must not do", "what not to do", "versions",

    ),
    Role.DATA_MODEL: (
        "data model", "datamodel", "entities", "schema", "database schema", "key entities", "tables", "database", "domain model", "models",
        "persistence", "data", "storage", "database model", "entity", "database tables",
    ),
    Role.API_CONTRACT: (
        "api", "api contract", "endpoints", "routes", "interface", "http api", "rest api", "contract", "contracts", "api endpoints",
        "api surface", "interfaces", "public api", "api reference", "api specification", "api spec", "http interface", "web api",
    ),
    Role.CONSISTENCY: (
        "consistency", "consistency model", "cap", "cap trade off", "cap tradeoff", "cap theorem", "consistency guarantees",
        "consistency and availability", "data consistency",
    ),
    Role.CACHING: ("caching", "cache", "cache strategy", "caching strategy", "cache invalidation", "caches", "expiry", "cache policy"),
    Role.THREAT_MODEL: (
        "threat model", "threat modelling", "threat modeling", "threats", "security", "security considerations", "attack surface",
        "security model", "abuse cases", "stride", "trust boundaries",
    ),
}  # fmt: skip
ENDINGS = (
    "requirement", "constraint", "decision", "limitation", "data model", "api contract", "endpoint", "threat model", "user story",
    "acceptance criteria", "consistency model", "cache strategy", "caching strategy", "http api", "rest api", "database schema",
)  # fmt: skip
"""Synonyms that say what a heading is for with anything before them."""

Synonyms = Mapping[Role, Iterable[str]]
NO_SYNONYMS: Synonyms = {}
NUMBERING = re.compile(
    r"(?:§\s*|section\s+|chapter\s+)?(?:\d{1,4}(?:\.\d{1,4}){0,8}|[A-Za-z](?=[.)])|[ivxIVX]{1,6}(?=[.)]))[.):]*(?:\s+|$)", re.IGNORECASE
)
REMARK = re.compile(r"\([^()]{0,200}\)|\{#[^{}]{0,100}\}|\[[^\[\]]{0,200}\]$")
SIDES = re.compile(r"[,:;/&|+–—]|\s-\s|\band\b|\bund\b")
SUBJECT = re.compile(r"\b(?:for|of|on|to|in|by)\b")
LONGEST_TITLE = 300


def without_numbering(title: str) -> str:
    """`3.1) Constraints` is `Constraints`. A title of numbers alone stays."""
    bare = title.lstrip(" \t.#*-–—•→>")
    found = NUMBERING.match(bare)
    return bare[found.end() :].strip() or title.strip() if found else bare.strip() or title.strip()


def roles_of(title: str) -> frozenset[Role]:
    """What a heading is for, by the synonyms known here; nothing for most."""
    return _roles(title, FOLDED)


def meant(title: str, synonyms: Synonyms) -> frozenset[Role]:
    """What a heading is for by the policy's own synonyms."""
    return _roles(title, {role: frozenset(map(folded, names)) for role, names in synonyms.items()})


def _roles(title: str, known: Mapping[Role, frozenset[str]]) -> frozenset[Role]:
    text = REMARK.sub(" ", title[:LONGEST_TITLE].lower())
    whole = folded(text)
    exact = _meaning(whole, known)
    if exact:
        return exact
    parts = {folded(side) for side in SIDES.split(text)} | {folded(SUBJECT.split(text, maxsplit=1)[0])}
    found = frozenset[Role]().union(*(_meaning(part, known) for part in parts))
    ending = next((ending for ending in FOLDED_ENDINGS if whole.endswith(f" {ending}")), "")
    return found or _meaning(ending, known)


def folded(text: str) -> str:
    """A heading's words: lower case, one blank between them, no plural."""
    words = re.findall(r"\w+", without_numbering(text).lower().replace("’", "").replace("'", ""))
    return " ".join(_singular(word) for word in words if word not in {"the", "a", "an", "our"})


def _singular(word: str) -> str:
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    return word[:-1] if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3 else word


def _meaning(words: str, known: Mapping[Role, frozenset[str]]) -> frozenset[Role]:
    return frozenset(role for role, names in known.items() if words in names) if words else frozenset()


FOLDED: Mapping[Role, frozenset[str]] = {role: frozenset(map(folded, names)) for role, names in SYNONYMS.items()}
FOLDED_ENDINGS = tuple(map(folded, ENDINGS))
