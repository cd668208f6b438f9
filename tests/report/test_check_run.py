"""The check run stays within what GitHub takes, and annotates what no comment says."""

from dataclasses import replace

from hypothesis import given, settings
from tests.fakes.review import HEAD, finding, verdict
from tests.report.generated import verdicts

from github_standin import validate_request
from tenet.domain.change import Side
from tenet.domain.review_plan import Counts
from tenet.domain.severity import Severity
from tenet.domain.verdict import Verdict
from tenet.infrastructure.github_bodies import batches, check_run_body, output_body
from tenet.report.check_run import MOST_ANNOTATIONS, draft_check_run
from tenet.report.links import NO_LINKS

PATH = "/repos/octo-org/service/check-runs"


@settings(max_examples=50, deadline=None)
@given(verdicts())
def test_github_takes_the_check_run_whatever_the_findings_hold(judged: Verdict) -> None:
    named = replace(judged, policy=replace(judged.policy, name="tenet"))
    draft = draft_check_run(named, named.active, NO_LINKS, Counts(summary=len(named.active)))
    assert draft.conclusion == ("failure" if named.conclusion.value == "fail" else "success")
    assert len(draft.title) <= 255
    assert len(draft.summary.encode()) <= 65_535
    first, *others = batches(draft.annotations)
    assert validate_request("POST", PATH, None, check_run_body(draft, first)) == []
    for batch in others:
        assert validate_request("PATCH", f"{PATH}/1", None, {"output": output_body(draft, batch)}) == []
    for annotation in draft.annotations:
        assert 1 <= annotation.start_line <= annotation.end_line
        assert 0 < len(annotation.message.encode()) <= 64 * 1024
        assert len(annotation.title) <= 255


def test_only_what_stands_in_a_file_at_head_is_annotated() -> None:
    shown = finding(1, line=None)
    judged = verdict(shown, finding(2, path=None), finding(3, side=Side.BASE), finding(4, path="a\udce9.py"))
    (annotation,) = draft_check_run(judged, judged.active, NO_LINKS, Counts()).annotations
    assert (annotation.path, annotation.start_line, annotation.end_line) == (shown.path, 1, 1)


def test_annotations_are_as_many_as_ten_requests_take_and_the_summary_counts_the_rest() -> None:
    judged = verdict(*(finding(at, severity=Severity.NOTICE, message="m" * 300) for at in range(MOST_ANNOTATIONS + 7)))
    draft = draft_check_run(judged, judged.active, NO_LINKS, Counts(summary=len(judged.active)))
    assert [len(batch) for batch in batches(draft.annotations)] == [50] * 10
    assert f"{MOST_ANNOTATIONS + 7} notices" in draft.summary


def test_it_leads_to_the_run_that_judged() -> None:
    draft = draft_check_run(verdict(finding(1)), (), NO_LINKS, Counts())
    page = "https://github.example/octo-org/service/actions/runs/9001"
    body = check_run_body(replace(draft, details_url=page), ())
    assert validate_request("POST", PATH, None, body) == []
    assert (body["details_url"], body["head_sha"], body["name"]) == (page, HEAD, "tenet")
    assert "details_url" not in check_run_body(draft, ())
