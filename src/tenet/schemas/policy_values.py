"""Values that the policy file is made of, and what is wrong with one that is not right."""

import re
from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints, ValidationInfo

from tenet.domain.capture import CAPTURE, MAX_CAPTURES, MAX_IN_NAME, capture_names
from tenet.domain.severity import Severity

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


def paired(patterns: tuple[str, ...] | None, info: ValidationInfo[None]) -> tuple[str, ...] | None:
    """Every capture of a document's pattern is one of the component's paths."""
    known = tuple(name for path in info.data.get("paths", ()) for name in capture_names(path))
    for pattern in patterns or () if "paths" in info.data else ():
        for name in capture_names(pattern):
            if name not in known:
                allowed = ", ".join(f"`{{{each}}}`" for each in dict.fromkeys(known))
                hint = f"captured there: {allowed}" if allowed else f"write it into `paths` too, as in `src/{{{name}}}/**`"
                raise Hinted(f"names the capture `{{{name}}}`, which none of the component's paths has", hint)
    return patterns


def one_or_many(value: RawValue) -> RawValue:
    return [value] if isinstance(value, str) else value


def none_or_many(value: RawValue) -> RawValue:
    return None if value == "none" else one_or_many(value)


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


def words(value: RawValue) -> RawValue:
    if isinstance(value, str) and not value.strip():
        raise ValueError("has to say why")
    return value


GLOB = "A path pattern from the root: `*`, `**`, `?`, `[abc]`."
GlobText = Annotated[str, BeforeValidator(_glob), Field(max_length=MAX_GLOB, description=GLOB)]
Globs = Annotated[tuple[GlobText, ...], BeforeValidator(one_or_many, json_schema_input_type=GlobText | list[GlobText])]
CAPTURING = f"{GLOB} `{{name}}` takes what it stands for, and pairs files with documents."
CapturingGlob = Annotated[GlobText, BeforeValidator(_captures), Field(description=CAPTURING)]
CapturingGlobs = Annotated[tuple[CapturingGlob, ...], BeforeValidator(one_or_many, json_schema_input_type=GlobText | list[GlobText])]
ComponentName = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
Percent = Annotated[float | None, BeforeValidator(_percent, json_schema_input_type=float | Literal["none"] | None)]
Whole = Annotated[int, BeforeValidator(_number)]
Number = Annotated[float, BeforeValidator(_number)]
RuleSetting = JsonValue


class Section(BaseModel):
    """A part of the policy. An unknown key is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True)
