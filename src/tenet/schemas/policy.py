"""The policy file, version 1. What the models say here is also the JSON Schema that editors read.

Rules are judged where they are known: here `rules` is a mapping from id to a severity, or to a mapping of options.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints

from tenet.domain.policy import DEFAULT_NAME, MigrationTool
from tenet.domain.severity import Mode
from tenet.schemas.custom_rule import CustomRuleSection
from tenet.schemas.policy_values import (
    CapturingGlob,
    CapturingGlobs,
    ComponentName,
    Globs,
    Number,
    Percent,
    RuleSetting,
    Section,
    UnknownHandling,
    Whole,
    iso_date,
    none_or_many,
    one_or_many,
    paired,
    words,
)


class ComponentSection(Section):
    """A named part of the repository."""

    paths: CapturingGlobs = Field(min_length=1, description="The files that belong to it.")
    spec: Annotated[
        tuple[CapturingGlob, ...] | None,
        AfterValidator(paired),
        BeforeValidator(none_or_many, json_schema_input_type=str | list[str] | None),
    ] = Field(default=(), description="The documents that specify it, paired by `{name}`; `none` where it needs no specification.")
    coverage: Percent = Field(default=None, description="Its coverage target in percent; 80 for one called `domain` that gives none.")


class CoverageSection(Section):
    """Where the reports are, and what they have to reach."""

    reports: Globs = Field(default=(), description="Coverage reports: `.coverage`, coverage JSON, Cobertura XML.")
    overall: Percent = Field(default=60.0, description="Target of the whole repository, in percent.")
    patch: Percent = Field(default=80.0, description="Target of the changed lines, in percent.")
    min_lines: Whole = Field(default=1, ge=1, description="Fewer changed executable lines than this are not judged.")
    tolerance: Number = Field(default=0.5, ge=0, le=100, description="Percentage points by which a component may fall below base.")


class ReviewSection(Section):
    """How much is said inline."""

    max_inline: Whole = Field(default=30, ge=0, le=100, description="Inline comments of one review at most; the summary holds the rest.")
    group_over: Whole = Field(default=5, ge=1, le=100, description="More findings of one rule than this become one comment with a list.")


class MigrationsSection(Section):
    """How the database schema is migrated."""

    tool: MigrationTool = Field(default=MigrationTool.AUTO, description="The migration tool; `auto` finds it out.")
    paths: Globs = Field(default=(), description="Folders that hold the revisions; found by their content where none is named.")


class WaiverSection(Section):
    """Findings that are accepted, with the reason."""

    rule: Annotated[tuple[str, ...], BeforeValidator(one_or_many, json_schema_input_type=str | list[str])] = Field(
        min_length=1, description="The id of a rule, or a list of them."
    )
    reason: Annotated[str, BeforeValidator(words)] = Field(max_length=1000, description="Why; it is shown in the summary.")
    paths: Globs = Field(default=(), description="Where; everywhere, if left out.")
    until: Annotated[date | None, BeforeValidator(iso_date, json_schema_input_type=str | None)] = Field(
        default=None, description="The last day on which it holds, as 2027-03-31."
    )


class PolicyFile(Section):
    """Tenet's policy."""

    version: Literal[1] = Field(description="The version of this format.")
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,49}$")] = Field(
        default=DEFAULT_NAME, description="The name of the check run. Several policies in one repository each have their own."
    )
    extends: Annotated[tuple[str, ...], BeforeValidator(one_or_many, json_schema_input_type=str | list[str])] = Field(
        default=(), description="Policies to start from: minimal, backend, fastapi, django, strict, a path, owner/repo@ref:path, or none."
    )
    mode: Mode = Field(default=Mode.ENFORCE, description="`enforce` fails the check; `advise` only reports.")
    components: dict[ComponentName, ComponentSection] = Field(default_factory=dict, description="The named parts of the repository.")
    layers: tuple[ComponentName, ...] = Field(default=(), description="Components from the outermost to the innermost.")
    coverage: CoverageSection = Field(default_factory=CoverageSection, description="Coverage reports and targets.")
    review: ReviewSection = Field(default_factory=ReviewSection, description="The size of the review.")
    unknown: UnknownHandling = Field(default=UnknownHandling.REPORT, description="Whether what could not be told blocks.")
    migrations: MigrationsSection = Field(default_factory=MigrationsSection, description="The migration tool and its folders.")
    rules: dict[str, RuleSetting] = Field(default_factory=dict, description="The rules that are on, with severity and options.")
    custom: tuple[CustomRuleSection, ...] = Field(
        default=(), max_length=200, description="Rules of the repository's own: patterns of ast-grep."
    )
    waivers: tuple[WaiverSection, ...] = Field(default=(), description="Findings that are accepted.")
