"""Findings as SARIF results, and what could not be judged as notifications."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from tenet.core.wording import counted
from tenet.domain.finding import Finding, Json, UnknownOutcome, WaiverPlace
from tenet.domain.review_marker import short
from tenet.domain.verdict import Verdict
from tenet.report.escape import BREAK, shorten, url_path, visible
from tenet.report.file_place import FilePlace, place_of, place_of_unknown, said_of_unknown
from tenet.report.sarif_rules import LEVELS

ROOT = "%SRCROOT%"
UNJUDGED = "could-not-be-judged"
LEFT_OUT = "left-out"
LONGEST_MESSAGE = 2_000
MOST_NOTIFICATIONS = 500
ACTIVE = re.compile(r"(?<=\])\(|(?<=\{)(?=\d+\})")
"""What a message of SARIF acts on (§3.11.5, §3.11.6): the middle of `[text](target)` and of `{0}`."""


def results(findings: Iterable[Finding], verdict: Verdict, indexes: Mapping[str, int]) -> Iterator[Json]:
    """In the order given, the first of each line and rule told apart from the others."""
    seen = Counter[tuple[str, str, int]]()
    for finding in findings:
        place = place_of(finding, verdict.policy)
        key = finding.rule, place.path, place.line
        seen[key] += 1
        yield _result(finding, place, indexes[finding.rule], alone=place.own and seen[key] == 1)


def _result(finding: Finding, place: FilePlace, index: int, *, alone: bool) -> Json:
    result: dict[str, Json] = {
        "ruleId": finding.rule,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": message(f"{place.prefix}{finding.message} {finding.remedy}") or finding.rule},
        "locations": [_location(place, finding.code)],
        "partialFingerprints": {"tenet/v1": finding.fingerprint, **({} if alone else {"primaryLocationLineHash": _own_hash(finding)})},
        "properties": {"blocking": finding.blocking},
    }
    if finding.waived is not None:
        kind = "inSource" if finding.waived.where is WaiverPlace.LINE else "external"
        until = f" (until {finding.waived.until.isoformat()})" if finding.waived.until else ""
        result["suppressions"] = [{"kind": kind, "status": "accepted", "justification": f"{visible(finding.waived.reason)}{until}"}]
    return result


def _own_hash(finding: Finding) -> str:
    """Code scanning tells alerts apart by `primaryLocationLineHash`, rule and file. `upload-sarif` makes one from the line's
    text, which is the same for two findings on a line and for all that have no line of their own."""
    return f"{short(finding.fingerprint)}:1"


def message(text: str) -> str:
    """Plain text that no viewer takes for a link or a placeholder."""
    return ACTIVE.sub(lambda found: f"{BREAK}{found[0]}", visible(shorten(" ".join(text.split("\n")).strip(), LONGEST_MESSAGE)))


def _location(place: FilePlace, code: str = "") -> Json:
    region: dict[str, Json] = {"startLine": place.line, "endLine": place.end_line}
    stripped = code.strip()
    if place.own and stripped and place.line == place.end_line:
        first = len(code) - len(code.lstrip()) + 1
        region |= {"startColumn": first, "endColumn": first + len(stripped)}
    return {"physicalLocation": {"artifactLocation": {"uri": url_path(place.path), "uriBaseId": ROOT}, "region": region}}


def notifications(verdict: Verdict, indexes: Mapping[str, int], left_out: int) -> list[Json]:
    """What the reader must know beside the results. Never of level `error`, by which SARIF says that the run failed: code
    scanning would throw the results away."""
    unknown = verdict.unknown
    said = [_unjudged(each, verdict, indexes) for each in unknown[:MOST_NOTIFICATIONS]]
    if left_out:
        said.append(_note(f"{counted(left_out, 'less severe finding')} left out: code scanning takes no more. The JSON result has all."))
    if len(unknown) > MOST_NOTIFICATIONS:
        said.append(_note(f"{len(unknown) - MOST_NOTIFICATIONS} more could not be judged. The JSON result has all."))
    return said


def _note(text: str) -> Json:
    return {"descriptor": {"id": LEFT_OUT, "index": 1}, "level": "warning", "message": {"text": text}}


def _unjudged(unknown: UnknownOutcome, verdict: Verdict, indexes: Mapping[str, int]) -> Json:
    rule: dict[str, Json] = {"id": unknown.rule}
    index = {"index": indexes[unknown.rule]} if unknown.rule in indexes else {}
    return {
        "descriptor": {"id": UNJUDGED, "index": 0},
        "level": "warning" if unknown.blocking else "note",
        "message": {"text": message(said_of_unknown(unknown))},
        "locations": [_location(place_of_unknown(unknown, verdict.policy))],
        "associatedRule": {**rule, **index},
    }
