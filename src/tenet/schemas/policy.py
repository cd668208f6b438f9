"""The policy file, version 1. What the models say here is also the JSON Schema that editors read.

Rules are judged where they are known: here `rules` is a mapping from id to a severity, or to a mapping of options.
"""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints, ValidationInfo

from tenet.domain.capture import CAPTURE, MAX_CAPTURES, MAX_IN_NAME, capture_names
from tenet.domain.policy import MigrationTool
from tenet.domain.severity import Mode, Severity

MAX_GLOB = 200
MAX_WILDCARDS = 20
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")

RawValue = JsonValue | date


class Strictness(StrEnum):
    """The three severities, and off."""

    OFF = "off"
    NOTICE = Severity.NOTICE.value
    WARNING = Severity.WARNING.value
    ERROR = Severity.ERROR.value


class UnknownHandling(StrEnum):
    """What becomes of a thing that Tenet could not tell."""

    REPORT = "report"
    BLOCK = "block"


def glob_problem(text: str) -> str:
    """What is wrong with a path pattern, or nothing."""
    if not text or len(text) > MAX_GLOB:
        return f"a path pattern has 1 to {MAX_GLOB} characters"
    if sum(text.count(sign) for sign in "*?[") > MAX_WILDCARDS:
        return f"a path pattern holds at most {MAX_WILDCARDS} wildcards"
    if text.startswith("/") or "\\" in text or ".." in text.split("/"):
        return "a path pattern starts at the repository's root, with `/` between names, and stays inside"
    if any(ord(sign) < 32 for sign in text):
        return "a path pattern is one line"
    return ""


def _glob(value: RawValue) -> RawValue:
    if isinstance(value, str) and (problem := glob_problem(value)):
        raise ValueError(problem)
    return value


class Hinted(ValueError):
    """What is wrong with a value, and how to mend it."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def capture_problem(text: str) -> str:
    """What is wrong with the captures of a path pattern, or nothing."""
    if set(CAPTURE.sub("", text)) & set("{}"):
        return "braces in a path pattern hold the name of a capture, such as `{name}`: lower-case letters, digits and `_`"
    if len(CAPTURE.findall(text)) > MAX_CAPTURES:
        return f"a path pattern holds at most {MAX_CAPTURES} captures"
    crowded = (name for name in text.split("/") if "{" in name and len(CAPTURE.findall(name)) + sum(map(name.count, "*?[")) > MAX_IN_NAME)
    if next(crowded, ""):
        return f"a folder or file name with a capture holds at most {MAX_IN_NAME} captures and wildcards"
    if re.search(r"\}\{", text):
        return "two captures need something between them"
    return ""


def _captures(value: RawValue) -> RawValue:
    if isinstance(value, str) and (problem := capture_problem(value)):
        raise ValueError(problem)
    return value


def _paired(patterns: tuple[str, ...] | None, info: ValidationInfo[None]) -> tuple[str, ...] | None:
    """Every capture of a document's pattern is one of the component's paths."""
    known = tuple(name for path in info.data.get("paths", ()) for name in capture_names(path))
    for pattern in patterns or () if "paths" in info.data else ():
        for name in capture_names(pattern):
            if name not in known:
                allowed = ", ".join(f"`{{{each}}}`" for each in dict.fromkeys(known))
                hint = f"captured there: {allowed}" if allowed else f"write it into `paths` too, as in `src/{{{name}}}/**`"
                raise Hinted(f"names the capture `{{{name}}}`, which none of the component's paths has", hint)
    return patterns


def _one_or_many(value: RawValue) -> RawValue:
    return [value] if isinstance(value, str) else value


def _none_or_many(value: RawValue) -> RawValue:
    return None if value == "none" else _one_or_many(value)


def _percent(value: RawValue) -> RawValue:
    if value is None or value == "none":
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        raise ValueError("has to be a percentage from 0 to 100, or `none`")
    return value


def _number(value: RawValue) -> RawValue:
    if isinstance(value, (bool, str)):
        raise ValueError("has to be a number")  # noqa: TRY004  pydantic gathers ValueError, not TypeError
    return value


def iso_date(value: RawValue) -> RawValue:
    """Lets dates through that are written as 2027-03-31, and no numbers that pydantic would read as seconds."""
    if isinstance(value, date) or value is None:
        return value
    if isinstance(value, str) and DATE.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise ValueError("has to be a date such as 2027-03-31")


def _words(value: RawValue) -> RawValue:
    if isinstance(value, str) and not value.strip():
        raise ValueError("has to say why")
    return value


GLOB = "A path pattern from the root: `*`, `**`, `?`, `[abc]`."
GlobText = Annotated[str, BeforeValidator(_glob), Field(max_length=MAX_GLOB, description=GLOB)]
Globs = Annotated[tuple[GlobText, ...], BeforeValidator(_one_or_many, json_schema_input_type=GlobText | list[GlobText])]
CAPTURING = f"{GLOB} `{{name}}` takes what it stands for, and pairs files with documents."
CapturingGlob = Annotated[GlobText, BeforeValidator(_captures), Field(description=CAPTURING)]
CapturingGlobs = Annotated[tuple[CapturingGlob, ...], BeforeValidator(_one_or_many, json_schema_input_type=GlobText | list[GlobText])]
ComponentName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Percent = Annotated[float | None, BeforeValidator(_percent, json_schema_input_type=float | Literal["none"] | None)]
Whole = Annotated[int, BeforeValidator(_number)]
Number = Annotated[float, BeforeValidator(_number)]
RuleSetting = JsonValue


class Section(BaseModel):
    """A part of the policy. An unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class ComponentSection(Section):
    """A named part of the repository."""

    paths: CapturingGlobs = Field(min_length=1, description="The files that belong to it.")
    spec: Annotated[
        tuple[CapturingGlob, ...] | None,
        AfterValidator(_paired),
        BeforeValidator(_none_or_many, json_schema_input_type=str | list[str] | None),
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

    rule: Annotated[tuple[str, ...], BeforeValidator(_one_or_many, json_schema_input_type=str | list[str])] = Field(
        min_length=1, description="The id of a rule, or a list of them."
    )
    reason: Annotated[str, BeforeValidator(_words)] = Field(max_length=1000, description="Why; it is shown in the summary.")
    paths: Globs = Field(default=(), description="Where; everywhere, if left out.")
    until: Annotated[date | None, BeforeValidator(iso_date, json_schema_input_type=str | None)] = Field(
        default=None, description="The last day on which it holds, as 2027-03-31."
    )


class PolicyFile(Section):
    """Tenet's policy."""

    version: Literal[1] = Field(description="The version of this format.")
    name: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]{0,49}$")] = Field(
        default="tenet", description="The name of the check run. Several policies in one repository each have their own."
    )
    extends: Annotated[tuple[str, ...], BeforeValidator(_one_or_many, json_schema_input_type=str | list[str])] = Field(
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
    custom: tuple[JsonValue, ...] = Field(default=(), max_length=0, description="Own patterns. This version reads none yet.")
    waivers: tuple[WaiverSection, ...] = Field(default=(), description="Findings that are accepted.")
