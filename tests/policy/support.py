"""A small catalogue, and policies by the text of their file."""

from collections.abc import Iterator
from enum import StrEnum

from pydantic import Field

from tenet.core.errors import InputFault, PolicyFault
from tenet.domain.finding import Outcome
from tenet.domain.severity import Severity
from tenet.facts.facts import Facts
from tenet.policy.bound import BoundPolicy
from tenet.policy.in_force import load
from tenet.policy.loading import PolicyText
from tenet.ports.policy_texts import PolicyReference
from tenet.rules.rule import Phase, Rule, RuleOptions

FILE = ".github/tenet.yml"


class When(StrEnum):
    CONTRACT = "contract"
    BEHAVIOUR = "behaviour"


class LimitOptions(RuleOptions):
    max_statements: int = Field(default=10, ge=1, description="How many statements a handler may hold.")
    target: float = Field(default=80, description="What it has to reach.")
    allowed: tuple[str, ...] = Field(default=(), description="What passes all the same.")
    strictness: When = Field(default=When.CONTRACT, description="What counts.", json_schema_extra={"weaker": ["behaviour", "contract"]})
    lighter: Severity = Field(default=Severity.WARNING, description="How much the lesser kind weighs.")
    limit: int | None = Field(default=None, description="No limit, if left out.", json_schema_extra={"weaker": "higher"})
    needed: tuple[str, ...] = Field(default=(), description="What has to be there.", json_schema_extra={"weaker": "fewer"})
    allow_all: bool = Field(default=False, description="Whether all passes.")
    label: str = Field(default="", description="A word of which nobody knows whether it is weaker.")


def passing(_facts: Facts, _options: RuleOptions) -> Iterator[Outcome]:
    yield from ()


def rule(name: str, severity: Severity, options: type[RuleOptions] = RuleOptions) -> Rule:
    return Rule(
        name, "hygiene", severity, "a principle", f"{name} in one line.\n\nMore.", options, passing, Phase.FACTS, reads_whole_files=False
    )


RULES = {
    made.id: made
    for made in (
        rule("star-import", Severity.ERROR),
        rule("raw-sql", Severity.WARNING),
        rule("fat-route-handler", Severity.ERROR, LimitOptions),
        rule("unused-waiver", Severity.WARNING),
    )
}


class FakeTexts:
    """Policies by the words that name them: `preset:backend`, a path, `owner/repo@ref:path`."""

    def __init__(self, texts: dict[str, str] | None = None) -> None:
        self.texts = texts or {}

    def fetch(self, reference: PolicyReference) -> str:
        if str(reference) not in self.texts:
            raise InputFault(f"there is no {reference}", hint="look again")
        return self.texts[str(reference)]


def bound(text: str, **others: str) -> BoundPolicy:
    """The policy of a text (`version: 1` is put before it), with others by name, `preset_backend` for `preset:backend`."""
    texts = {name.replace("preset_", "preset:"): f"version: 1\n{other}" for name, other in others.items()}
    return load(PolicyText(FILE, f"version: 1\n{text}", FILE), FakeTexts(texts), RULES)


def problems(text: str, texts: dict[str, str] | None = None) -> list[str]:
    """Every problem of a policy, `line:column: message (hint)`; empty for a good one."""
    try:
        load(PolicyText(FILE, text, FILE), FakeTexts(texts), RULES)
    except PolicyFault as fault:
        return [str(problem).removeprefix(f"{FILE}:") for problem in fault.problems]
    return []
