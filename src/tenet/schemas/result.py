"""The stored result, schema version 1: what `--format json` writes and `tenet publish` reads.

Parts with a default came later: results of older versions lack them.
"""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, FailFast, Field, JsonValue, SkipValidation

T = TypeVar("T")
Many = Annotated[tuple[T, ...], FailFast()]
"""A list whose first wrong item is told, and not each of a million."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tool(Part):
    name: Literal["tenet"] = "tenet"
    version: str


class PolicyPart(Part):
    source: str = Field(description="Where the policy in force was read: `base:PATH`, `head:PATH`, `file:PATH` or `preset:NAME`.")
    extends: Many[str]


class ConfigurationPart(Part):
    """What the policy decides of the review as a whole."""

    name: str = Field(description="The policy's name: that of the check run.")
    mode: Literal["enforce", "advise"]
    note: str = Field(description="What a reader must know of the policy, such as that it takes force when merged.")


class PolicyLinePart(Part):
    file: str
    line: int
    in_repository: bool = Field(description="False for a preset, or a policy of another repository.")


class WaivedPart(Part):
    by: str
    reason: str
    until: date | None
    where: Literal["line", "policy"]


class FindingPart(Part):
    rule: str
    severity: Literal["error", "warning", "notice"]
    blocking: bool
    path: str | None = Field(description="Null for a finding about the whole pull request.")
    line: int | None
    end_line: int | None
    side: Literal["head", "base"]
    in_diff: bool
    message: str
    remedy: str
    principle: str
    fingerprint: str = Field(description="Hexadecimal; stable when lines shift.")
    suggestion: str | None
    data: Mapping[str, SkipValidation[JsonValue]]
    waived: WaivedPart | None
    code: str = Field(default="", description="The line of code; empty where there is none, or where it is confidential.")
    symbol: str = Field(default="", description="The function or class around it, dotted; empty at module level.")
    asked_by: PolicyLinePart | None = Field(default=None, description="The line of the policy that asks for the rule.")


class SkippedPart(Part):
    rule: str
    reason: str


class UnknownPart(Part):
    rule: str
    path: str | None
    line: int | None
    subject: str
    reason: str
    blocking: bool


class FigurePart(Part):
    percent: float | None = Field(description="Unrounded; null where there is nothing to count.")
    target: float | None
    covered: int
    total: int
    base_percent: float | None = None


class PatchPart(Part):
    percent: float | None
    target: float | None
    covered: int
    total: int


class FallPart(Part):
    path: str
    base_percent: float
    percent: float


class UncoveredPart(Part):
    path: str
    symbol: str = Field(description="Empty at module level.")
    runs: Many[tuple[int, int]] = Field(description="From line to line.")
    statements: int


class PartialLinePart(Part):
    path: str
    line: int
    covered: int = Field(description="Exits of the line that were taken.")
    total: int


class CoveragePart(Part):
    overall: FigurePart
    components: Mapping[str, FigurePart]
    patch: PatchPart
    notes: Many[str] = Field(default=(), description="How the reports were read.")
    falls: Many[FallPart] = Field(default=(), description="Files of which the tests cover less than at the base.")
    uncovered: Many[UncoveredPart] = Field(default=(), description="Changed statements that no test runs, by function.")
    partial: Many[PartialLinePart] = Field(default=(), description="Changed lines of which not all exits are taken.")
    tests: Many[str] = Field(default=(), description="Tests that run the changed lines, where the reports tell.")


class SpecLinkPart(Part):
    path: str
    why: str = Field(description="policy, front matter, nearest, openspec, spec-kit or named after.")


class FileSpecsPart(Part):
    path: str
    documents: Many[SpecLinkPart] = Field(description="The spec documents that the changed file answers to.")
    code: bool = Field(default=False, description="Whether it is Python code that is no test.")


class ComponentSpecsPart(Part):
    name: str = Field(description="The component, with what the captures stand for in parentheses.")
    component: str
    origin: str = Field(description="policy, front matter, layout, none or declined.")
    documents: Many[SpecLinkPart]
    updated: Many[str] = Field(description="Those of its documents that the change updates in more than white space.")
    absent: Many[str] = Field(description="Documents that are named for it and are not there.")
    files: int = Field(description="How many changed files belong to it.")


class SharePart(Part):
    covered: int
    total: int


class SpecsPart(Part):
    files: Many[FileSpecsPart]
    components: Many[ComponentSpecsPart]
    requirements: SharePart | None = Field(default=None, description="Requirements that code or tests name.")
    endpoints: SharePart | None = Field(default=None, description="Served endpoints that a document lists.")


class UnreadViewsPart(Part):
    framework: str
    paths: Many[str]


class UnreadPart(Part):
    languages: Mapping[str, int] = Field(description="Changed files of code in each language that no rule reads.")
    views: Many[UnreadViewsPart] = Field(description="Changed files with views of frameworks whose routes are not followed.")


class StatsPart(Part):
    files: int
    added: int
    removed: int
    seconds: float
    phases: Mapping[str, float]


class Result(Part):
    """Everything that one run found."""

    schema_version: Literal[1] = 1
    tool: Tool
    base: str
    head: str | None
    merge_base: str
    policy: PolicyPart
    verdict: Literal["pass", "fail"]
    findings: Many[FindingPart]
    unknown: Many[UnknownPart]
    drift: Many[FindingPart]
    coverage: CoveragePart | None
    specs: SpecsPart | None = Field(default=None, description="Which spec documents the change answers to; null where no rule asks.")
    unread: UnreadPart | None = Field(default=None, description="Code of the change that no rule reads; null where all is read.")
    stats: StatsPart
    configuration: ConfigurationPart | None = None
    repository: str | None = Field(default=None, description="The repository as `owner/name`, where the action wrote the result.")
    skipped: Many[SkippedPart] = Field(default=(), description="The rules that did not apply, and why.")
    passed: Many[str] = Field(default=(), description="The rules that looked and found nothing.")
