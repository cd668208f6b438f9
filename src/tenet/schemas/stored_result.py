"""Reads a stored result that anyone may have written: the artifact of a run that had the pull request's own code in it.

The size of the text is bounded by whoever reads the file. Here its shape is: no key that the schema does not know, nothing
too long, too many or too deep, no number that is none, no path that leads out of the repository, no rule id that is more
than a name.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import chain

from pydantic import JsonValue, ValidationError

from tenet.core.commit_id import COMMIT_ID
from tenet.core.errors import InputFault
from tenet.domain.review_marker import short
from tenet.schemas.result import CoveragePart, FindingPart, Result, SpecsPart, UnknownPart, UnreadPart

MOST_FINDINGS = 10_000
MOST_NAMED = 200
"""Components, of coverage and of specs."""
LONGEST_LIST = 50_000
LONGEST_TEXT = 100_000
LONGEST_NAME = 200
DEEPEST = 32
"""Levels of nesting. What rules store beside a finding has a handful."""
LARGEST = 2**53
MOST_SAID, MOST_LISTED = 5, 1_000
"""Problems that are named, and as many as are looked through for them."""
FINGERPRINT = re.compile(r"[0-9a-f]{16,64}", re.ASCII)
LANGUAGE = re.compile(r"[A-Za-z][A-Za-z+# -]{0,39}", re.ASCII)
"""Also the name of a framework: they stand in a sentence."""
RULE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+){0,20}", re.ASCII)
HINT = "It is refused whole. Written by another version of Tenet, or by none: leave `result-file` out, and the change is judged here."


def read_result(text: str) -> Result:
    """Raises InputFault with the first problems."""
    try:
        result = Result.model_validate_json(text, strict=True)
    except ValidationError as error:
        raise _refused(_first(error)) from error
    found = list(_sizes(result)) or list(dict.fromkeys(_problems(result)))
    if found:
        raise _refused(found)
    return result


def _first(error: ValidationError) -> Iterable[str]:
    """A mapping may have a million wrong keys, and to list them takes longer than to find them."""
    if error.error_count() > MOST_LISTED:
        return (f"it has {error.error_count()} problems",)
    said = error.errors(include_input=False, include_url=False, include_context=False)[:MOST_SAID]
    return (f"{'.'.join(map(str, each['loc'])) or 'the whole'}: {each['msg']}" for each in said)


def _refused(problems: Iterable[str]) -> InputFault:
    said = "; ".join(each[:LONGEST_NAME] for each in list(problems)[:MOST_SAID])
    return InputFault(f"The stored result is not one that Tenet writes: {said}.", hint=HINT)


def _problems(result: Result) -> Iterator[str]:
    for name, commit in (("base", result.base), ("merge_base", result.merge_base), ("head", result.head)):
        if commit is None or not COMMIT_ID.fullmatch(commit):
            yield f"{name} is no commit"
    for finding in (*result.findings, *result.drift):
        yield from _finding(finding)
    for unknown in result.unknown:
        yield from _place(unknown)
    rules = [*(each.rule for each in result.findings), *(each.rule for each in result.drift), *(each.rule for each in result.unknown)]
    if not all(map(_is_rule, (*rules, *(each.rule for each in result.skipped), *result.passed))):
        yield "a rule's id is no id"
    fingerprints = [short(finding.fingerprint) for finding in result.findings]  # by these, comments know their findings
    if len(set(fingerprints)) < len(fingerprints):
        yield "two findings have the same fingerprint"
    blocked = any(each.blocking for each in result.findings) or any(each.blocking for each in result.unknown)
    if blocked is not (result.verdict == "fail"):
        yield "the verdict is not what the findings say"
    yield from () if result.coverage is None else _coverage(result.coverage)
    yield from () if result.specs is None else _specs(result.specs)
    yield from () if result.unread is None else _unread(result.unread)


def _sizes(result: Result) -> Iterator[str]:
    """Told first and alone: what is too large is not looked at any further."""
    if max(map(len, (result.findings, result.drift, result.unknown, result.skipped, result.passed))) > MOST_FINDINGS:
        yield f"there are more than {MOST_FINDINGS} findings"
    named = (result.coverage.components if result.coverage else (), result.specs.components if result.specs else ())
    if max(map(len, named)) > MOST_NAMED:
        yield f"there are more than {MOST_NAMED} components"
    level: list[JsonValue] = [result.model_dump(mode="json", warnings=False)]
    for _ in range(DEEPEST):
        level = list(chain.from_iterable(map(_inside, level)))
        found = next(filter(None, map(_too_much, level)), "")
        if found or not level:
            yield from filter(None, (found,))
            return
    yield f"it is nested more than {DEEPEST} deep"


def _inside(value: JsonValue) -> Iterable[JsonValue]:
    if isinstance(value, dict):
        return chain(value.keys(), value.values())
    return value if isinstance(value, list) else ()


def _too_much(value: JsonValue) -> str:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        return f"a text is longer than {LONGEST_TEXT} characters"
    if isinstance(value, (list, dict)) and len(value) > LONGEST_LIST:
        return f"a list is longer than {LONGEST_LIST}"
    if isinstance(value, (int, float)) and not abs(value) <= LARGEST:  # of NaN too
        return "a number is out of bounds"
    return ""


def _finding(finding: FindingPart) -> Iterator[str]:
    yield from _place(finding)
    if not FINGERPRINT.fullmatch(finding.fingerprint):
        yield "a fingerprint is none"
    if finding.end_line is not None and (finding.line is None or finding.end_line < finding.line):
        yield "a finding ends before it begins"
    if finding.blocking and finding.waived is not None:
        yield "a waived finding blocks"
    if finding.asked_by is not None and finding.asked_by.in_repository and not _is_path(finding.asked_by.file):
        yield "a policy's path leads out of the repository"


def _place(part: FindingPart | UnknownPart) -> Iterator[str]:
    if part.path is not None and not _is_path(part.path):
        yield "a path leads out of the repository"
    if part.line is not None and (part.line < 0 or part.path is None):
        yield "a line is none"


def _is_rule(rule: str) -> bool:
    return len(rule) <= LONGEST_NAME and RULE.fullmatch(rule) is not None


def _is_path(path: str) -> bool:
    """Whether a path stays below the root: addresses are made from it."""
    return not path.startswith("/") and not {".", "..", ""}.intersection(path.removesuffix("/").split("/"))


def _coverage(coverage: CoveragePart) -> Iterator[str]:
    figures, patch = [coverage.overall, *coverage.components.values()], coverage.patch
    shares = [(patch.covered, patch.total), *((each.covered, each.total) for each in figures)]
    if not all(0 <= covered <= total for covered, total in (*shares, *((each.covered, each.total) for each in coverage.partial))):
        yield "more is covered than there is"
    percents = [patch.target, *(each.target for each in figures), *(each.base_percent for each in figures)]
    percents += [percent for each in coverage.falls for percent in (each.base_percent, each.percent)]
    if not all(percent is None or 0 <= percent <= 100 for percent in percents):
        yield "a percentage is none"
    if not all(each.runs and each.statements >= 0 and all(0 < first <= last for first, last in each.runs) for each in coverage.uncovered):
        yield "uncovered lines are none"
    if not all(map(_is_path, (*(each.path for each in coverage.uncovered), *(each.path for each in coverage.partial)))):
        yield "a path leads out of the repository"


def _specs(specs: SpecsPart) -> Iterator[str]:
    if not all(share is None or 0 <= share.covered <= share.total for share in (specs.requirements, specs.endpoints)):
        yield "more is specified than there is"


def _unread(unread: UnreadPart) -> Iterator[str]:
    names = [*unread.languages, *(each.framework for each in unread.views)]
    if not all(map(LANGUAGE.fullmatch, names)) or min(unread.languages.values(), default=0) < 0:
        yield "a language or framework is none"
