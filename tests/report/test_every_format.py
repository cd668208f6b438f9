"""Every format says every finding, whatever their text holds."""

import json
import re
from functools import cache
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from jsonschema import Draft202012Validator
from tests.report.generated import TEXT, verdicts

from tenet.api.rendering import render
from tenet.core.text import without_commands
from tenet.domain.severity import Severity
from tenet.domain.verdict import Conclusion, Verdict
from tenet.report.formats import Format
from tenet.report.html import render_html
from tenet.report.outputs import action_outputs
from tenet.report.result import render_json, result_of
from tenet.report.text import render_text, unstyled
from tenet.schemas.result import Result

ACTS = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Acts on a terminal, turns the direction of writing, or is half a character."""


@cache
def published() -> Draft202012Validator:
    """`docs/result.schema.json` is this schema: `scripts/write_docs.py --check` holds it to be."""
    return Draft202012Validator(Result.model_json_schema())


@settings(max_examples=25, deadline=None)
@given(verdicts())
def test_the_json_result_is_of_the_published_form_and_reads_back(judged: Verdict) -> None:
    text = render_json(judged)
    stored = json.loads(text)
    assert [error.message for error in published().iter_errors(stored)] == []
    assert Result.model_validate_json(text) == result_of(judged)
    assert (len(stored["findings"]), len(stored["unknown"])) == (len(judged.findings), len(judged.unknown))
    assert [each["blocking"] for each in stored["findings"]] == [each.blocking for each in judged.findings]
    assert [each["waived"] is not None for each in stored["findings"]] == [each.waived is not None for each in judged.findings]


class Page(HTMLParser):
    """What a browser would find: elements that stand on a page of ours, by how many there are of each."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.seen: dict[str, int] = {}
        self.attributes: set[str] = set()
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen[tag] = self.seen.get(tag, 0) + 1
        self.attributes |= {name for name, _ in attrs}


@settings(max_examples=25, deadline=None)
@given(verdicts())
def test_the_page_has_an_article_for_each_finding_and_nothing_else_that_acts(judged: Verdict) -> None:
    text = render_html(judged)
    page = Page(text)
    assert page.seen.get("article", 0) == len(judged.active)
    assert page.seen.get("li", 0) == len(judged.waived) + len(judged.unknown)
    assert not {"script", "img", "iframe", "a", "b", "form", "link", "object"} & page.seen.keys()
    assert not any(name.startswith("on") or name in {"href", "src"} for name in page.attributes)
    assert not ACTS.search(text)


@settings(max_examples=25, deadline=None)
@given(verdicts())
def test_the_terminal_has_a_line_for_each_finding_and_obeys_none(judged: Verdict) -> None:
    text = unstyled(render_text(judged))
    assert not ACTS.search(text)
    lines = [without_commands(line) for line in text.split("\n")]
    assert not any(re.match(r"\s*::", line) or "##[" in line for line in lines)
    severities = "|".join(severity.value for severity in Severity)
    rules = "|".join({finding.rule for finding in judged.active}) or "none"
    found = [line for line in lines if re.match(rf"(\s*\d+| {{5}})[- ] ({severities})\s+({rules})  ", line)]
    assert len(found) >= len(judged.active)
    assert lines[-3].startswith(("blocked: ", "passed: "))


@settings(max_examples=25, deadline=None)
@given(verdicts(), TEXT)
def test_the_outputs_count_what_was_found(judged: Verdict, name: str) -> None:
    outputs = action_outputs(judged, name)
    assert outputs["findings"] == str(len(judged.active))
    assert outputs["errors"] == str(sum(finding.severity is Severity.ERROR for finding in judged.active))
    assert outputs["verdict"] == ("fail" if judged.conclusion is Conclusion.FAILED else "pass")
    assert outputs["result-file"] == name


@pytest.mark.parametrize("form", Format)
@settings(max_examples=10, deadline=None)
@given(judged=verdicts())
def test_every_format_is_text_that_can_be_written_and_is_the_same_each_time(form: Format, judged: Verdict) -> None:
    text = render(judged, form)
    assert text.encode("utf-8").decode("utf-8") == text
    assert not text or text.endswith("\n")
    assert text == render(judged, form)
