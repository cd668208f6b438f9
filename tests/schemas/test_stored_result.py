"""Stored results that anyone may have written: refused whole, by name of what is wrong."""

import json
from collections.abc import Callable, Mapping

import pytest
from tests.fakes.stored import Stored, crafted

from tenet.core.errors import InputFault
from tenet.schemas.stored_result import read_result

HEAD = "abc1234" + "0" * 33


def at(*path: str | int) -> Callable[[Stored, object], None]:
    """Sets the value at a place."""

    def change(stored: Stored, value: object) -> None:
        found: object = stored
        for part in path[:-1]:
            found = found[part]  # type: ignore[index]
        found[path[-1]] = value  # type: ignore[index]

    return change


def nested(depth: int) -> object:
    value: object = 1
    for _ in range(depth):
        value = [value]
    return value


def many(stored: Stored) -> list[object]:
    [first, *_] = stored["findings"]  # type: ignore[misc]
    return [{**first, "fingerprint": f"{number:032x}"} for number in range(10_001)]  # type: ignore[dict-item]


FIRST = ("findings", 0)
EDITS: Mapping[str, tuple[Callable[[Stored, object], None], object]] = {
    "an unknown key": (at("number"), 1),
    "an unknown key of a finding": (at(*FIRST, "html"), "<b>"),
    "another version": (at("schema_version"), 2),
    "another tool": (at("tool", "name"), "linter"),
    "no head": (at("head"), None),
    "a head that is none": (at("head"), "main"),
    "a base that is none": (at("base"), "../main"),
    "a merge base that is none": (at("merge_base"), "0" * 39 + "`"),
    "a mode that is none": (at("policy", "mode"), "root"),
    "a verdict that the findings deny": (at("verdict"), "pass"),
    "a path above the root": (at(*FIRST, "path"), "../../another/blob/main/app.py"),
    "a path that climbs": (at(*FIRST, "path"), "app/../../../evil"),
    "a path of the machine": (at(*FIRST, "path"), "/etc/passwd"),
    "a path of the policy above the root": (at(*FIRST, "asked_by", "file"), "../evil"),
    "a path of an unknown above the root": (at("unknown", 0, "path"), "../evil"),
    "a path of coverage above the root": (at("coverage", "uncovered", 0, "path"), "../evil"),
    "a rule with a backtick": (at(*FIRST, "rule"), "star`import"),
    "a rule of two lines": (at(*FIRST, "rule"), "star\nimport"),
    "a rule that is a link": (at("skipped", 0, "rule"), "[a](b)"),
    "a rule of many letters": (at("passed"), ["a" * 201]),
    "a fingerprint that ends a marker": (at(*FIRST, "fingerprint"), "0123456789abcdef -->"),
    "a fingerprint that is too short": (at(*FIRST, "fingerprint"), "0"),
    "two findings of one fingerprint": (at("findings", 1, "fingerprint"), "1" + "0" * 31),
    "a waived finding that blocks": (at("findings", 4, "blocking"), True),
    "an end before the beginning": (at(*FIRST, "end_line"), 1),
    "a line below none": (at(*FIRST, "line"), -1),
    "a line as a text": (at(*FIRST, "line"), "2"),
    "a line beyond any": (at("unknown", 0, "line"), 10**400),
    "data of many levels": (at(*FIRST, "data", "a"), nested(40)),
    "data of too many levels to read": (at(*FIRST, "data", "a"), nested(150)),
    "a long text": (at(*FIRST, "message"), "x" * 100_001),
    "a long key": (at(*FIRST, "data", "x" * 100_001), 1),
    "a long list": (at("coverage", "tests"), ["t"] * 50_001),
    "a number that is none": (at("coverage", "overall", "base_percent"), float("nan")),
    "a number without end": (at("stats", "seconds"), float("inf")),
    "a percentage beyond all": (at("coverage", "overall", "target"), 1e300),
    "more covered than there is": (at("coverage", "patch", "covered"), 10**12),
    "less covered than nothing": (at("coverage", "components", "domain", "covered"), -1),
    "more branches than there are": (at("coverage", "partial", 0, "covered"), 3),
    "no run of lines": (at("coverage", "uncovered", 0, "runs"), []),
    "a run that ends before it begins": (at("coverage", "uncovered", 0, "runs"), [[5, 2]]),
    "more specified than there is": (at("specs", "endpoints", "covered"), 3),
    "a language that is none": (at("unread", "languages", "[a](b) www.evil.example"), 1),
    "a framework that is none": (at("unread", "views", 0, "framework"), "@octocat"),
    "less than no file of a language": (at("unread", "languages", "Go"), -1),
    "a day that is none": (at("findings", 4, "waived", "until"), "soon"),
    "many components": (at("coverage", "components"), {f"c{n}": {"percent": 1, "target": 1, "covered": 1, "total": 1} for n in range(201)}),
}


def refused(stored: Stored) -> str:
    with pytest.raises(InputFault) as fault:
        read_result(json.dumps(stored))
    assert "leave `result-file` out" in fault.value.hint
    assert len(fault.value.message) < 2_000
    return fault.value.message


@pytest.mark.parametrize("name", EDITS)
def test_a_result_that_tenet_would_not_have_written_is_refused(name: str) -> None:
    change, value = EDITS[name]
    stored = crafted(HEAD)
    read_result(json.dumps(stored))
    change(stored, value)
    refused(stored)


def test_too_many_findings_are_refused() -> None:
    stored = crafted(HEAD)
    stored["findings"] = many(stored)
    assert "more than 10000" in refused(stored)


@pytest.mark.parametrize(
    "bomb",
    [
        at("drift"),
        at("coverage", "uncovered"),
        at(*FIRST, "waived"),
        at("findings", 1),
    ],
)
@pytest.mark.parametrize("value", [[{}] * 300_000, {str(number): 1 for number in range(100_000)}], ids=["list", "mapping"])
def test_many_problems_are_told_in_a_few_words(bomb: Callable[[Stored, object], None], value: object) -> None:
    stored = crafted(HEAD)
    bomb(stored, value)
    assert refused(stored).count(";") <= 5
