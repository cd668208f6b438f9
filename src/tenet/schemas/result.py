"""The stored result, schema version 1: what `--format json` writes and `tenet publish` reads."""

from collections.abc import Mapping
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, JsonValue, SkipValidation


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Tool(Part):
    name: Literal["tenet"] = "tenet"
    version: str


class PolicyPart(Part):
    source: str = Field(description="Where the policy in force was read: `base:PATH`, `head:PATH`, `file:PATH` or `preset:NAME`.")
    extends: tuple[str, ...]


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


class CoveragePart(Part):
    overall: FigurePart
    components: Mapping[str, FigurePart]
    patch: PatchPart


class SpecLinkPart(Part):
    path: str
    why: str = Field(description="policy, front matter, nearest, openspec, spec-kit or named after.")


class FileSpecsPart(Part):
    path: str
    documents: tuple[SpecLinkPart, ...] = Field(description="The spec documents that the changed file answers to.")


class ComponentSpecsPart(Part):
    name: str = Field(description="The component, with what the captures stand for in parentheses.")
    component: str
    origin: str = Field(description="policy, front matter, layout, none or declined.")
    documents: tuple[SpecLinkPart, ...]
    updated: tuple[str, ...] = Field(description="Those of its documents that the change updates in more than white space.")
    absent: tuple[str, ...] = Field(description="Documents that are named for it and are not there.")
    files: int = Field(description="How many changed files belong to it.")


class SharePart(Part):
    covered: int
    total: int


class SpecsPart(Part):
    files: tuple[FileSpecsPart, ...]
    components: tuple[ComponentSpecsPart, ...]
    requirements: SharePart | None = Field(default=None, description="Requirements that code or tests name.")
    endpoints: SharePart | None = Field(default=None, description="Served endpoints that a document lists.")


class UnreadViewsPart(Part):
    framework: str
    paths: tuple[str, ...]


class UnreadPart(Part):
    languages: Mapping[str, int] = Field(description="Changed files of code in each language that no rule reads.")
    views: tuple[UnreadViewsPart, ...] = Field(description="Changed files with views of frameworks whose routes are not followed.")


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
    findings: tuple[FindingPart, ...]
    unknown: tuple[UnknownPart, ...]
    drift: tuple[FindingPart, ...]
    coverage: CoveragePart | None
    specs: SpecsPart | None = Field(default=None, description="Which spec documents the change answers to; null where no rule asks.")
    unread: UnreadPart | None = Field(default=None, description="Code of the change that no rule reads; null where all is read.")
    stats: StatsPart
