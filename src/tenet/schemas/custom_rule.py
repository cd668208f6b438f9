"""A rule of the repository's own: a rule object of ast-grep, in its words (ast-grep's documentation, "Rule Object Reference")."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, ConfigDict, Field, StringConstraints

from tenet.domain.finding import Json
from tenet.domain.language import Language
from tenet.schemas.policy_values import Globs, RawValue, Section, Strictness, Whole

CustomId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=10_000)]
Rules = tuple["PatternRule", ...]


def _lower(value: RawValue) -> RawValue:
    return value.lower() if isinstance(value, str) else value


class RuleSection(Section):
    """Keys as ast-grep writes them."""

    model_config = ConfigDict(extra="forbid", frozen=True, validate_by_alias=True, validate_by_name=False)


class PatternObject(RuleSection):
    """A pattern that needs code around it to be read."""

    context: Text
    selector: Text | None = None
    strictness: Literal["cst", "smart", "ast", "relaxed", "signature"] | None = None


class ChildPlace(RuleSection):
    """Which child of its parent a node is."""

    position: int | str
    reverse: bool | None = None
    of_rule: "PatternRule | None" = Field(default=None, alias="ofRule")


class Position(RuleSection):
    line: Whole = Field(ge=0)
    column: Whole = Field(ge=0)


class TextRange(RuleSection):
    """From 0, the end exclusive."""

    start: Position
    end: Position


class PatternRule(RuleSection):
    """A node matches where all that is stated holds."""

    pattern: Text | PatternObject | None = None
    kind: Text | None = None
    regex: Text | None = None
    nth_child: int | str | ChildPlace | None = Field(default=None, alias="nthChild")
    range: TextRange | None = None
    inside: "Relation | None" = None
    has: "Relation | None" = None
    precedes: "Relation | None" = None
    follows: "Relation | None" = None
    all: Rules | None = None
    any: Rules | None = None
    not_: "PatternRule | None" = Field(default=None, alias="not")
    matches: Text | None = None


class Relation(PatternRule):
    """A rule for another node, and how far from the first to look for it."""

    stop_by: "Literal['neighbor', 'end'] | PatternRule | None" = Field(default=None, alias="stopBy")
    field: Text | None = None


class CustomTests(Section):
    """Code that the rule has to be silent on, and code in which it has to find something."""

    valid: tuple[str, ...] = Field(default=(), max_length=100, description="Code in which the rule finds nothing.")
    invalid: tuple[str, ...] = Field(default=(), max_length=100, description="Code in which the rule finds something.")


class CustomRuleSection(Section):
    """A rule of the repository's own."""

    id: CustomId = Field(description="Its name, in findings and waivers.")
    message: Annotated[str, StringConstraints(min_length=1, max_length=1000)] = Field(
        description="What is wrong; `$NAME` stands for what the pattern's metavariable matched."
    )
    note: Annotated[str, StringConstraints(max_length=1000)] = Field(default="", description="How to mend it.")
    severity: Strictness = Field(default=Strictness.WARNING, description="How much a finding weighs, or off.")
    paths: Globs = Field(default=(), description="Only these files are searched; all of the language, if empty.")
    exclude: Globs = Field(default=(), description="These files are not searched.")
    language: Annotated[Language, BeforeValidator(_lower)] = Field(default=Language.PYTHON, description="The language of the pattern.")
    rule: PatternRule = Field(description="What to look for, as ast-grep's rule object.")
    constraints: dict[str, PatternRule] = Field(default_factory=dict, description="What metavariables have to match, beside.")
    utils: dict[str, PatternRule] = Field(default_factory=dict, description="Rules that `matches` names.")
    tests: CustomTests = Field(default_factory=CustomTests, description="Run by `tenet policy check`.")

    def configuration(self) -> dict[str, Json]:
        """The rule as ast-grep takes it."""
        parts = {"rule", "constraints", "utils"}
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True, include=parts)
