"""The words of a comment on the diff."""

from dataclasses import replace

from tests.fakes.review import BASE, HEAD, finding

from tenet.domain.change import Side
from tenet.domain.finding import PolicyLine
from tenet.domain.review_marker import CommentState, Marker, read_marker
from tenet.report.budget import COMMENT_LIMIT, size
from tenet.report.inline import LISTED, closed_body, grouped_body, inline_body
from tenet.report.links import NO_LINKS, Links


def marker_of(body: str) -> Marker:
    found = read_marker(body)
    assert found is not None
    return found


def test_a_comment_names_its_rule_its_weight_the_line_the_remedy_and_the_way_to_accept_it() -> None:
    body = inline_body(finding(line=10), "tenet", Links(rules="https://x/rules", pages=frozenset({"raw-sql"})))
    assert "**error** [`raw-sql`](https://x/rules/raw-sql.md) · blocks" in body
    assert "Line 10 in `Repository.load`:\n```python\n    session.execute(text)\n```" in body
    assert "**How to mend it:** Bind `parameters` instead." in body
    assert "`# tenet: allow[raw-sql] reason` on its line" in body
    assert marker_of(body).rule == "raw-sql"


def test_where_no_line_can_carry_a_waiver_the_policy_is_named_alone() -> None:
    for other in (finding(path="specs/domain.md"), finding(side=Side.BASE)):
        body = inline_body(other, "tenet", NO_LINKS)
        assert "# tenet: allow" not in body
        assert "waivers: [{rule: raw-sql" in body


def test_nothing_is_quoted_or_advised_where_there_is_nothing() -> None:
    body = inline_body(finding(code="  ", remedy=" "), "tenet", NO_LINKS)
    assert "```" not in body
    assert "How to mend" not in body


def test_a_line_that_a_suggestion_shows_is_not_quoted_again() -> None:
    assert "Line 10" not in inline_body(finding(), "tenet", NO_LINKS, suggests="x = 1")
    assert "Line 10" in inline_body(finding(), "tenet", NO_LINKS, suggests="x" * 401)


def test_a_suggestion_that_markdown_would_change_is_not_made() -> None:
    assert "```suggestion\nx = 1\n```" in inline_body(finding(), "tenet", NO_LINKS, suggests="x = 1")
    for spoilt in ("x" * 401, "<!-- x -->", "x\n" * 9_000):
        assert "suggestion" not in inline_body(finding(), "tenet", NO_LINKS, suggests=spoilt)


def test_a_group_lists_every_place_and_marks_every_finding() -> None:
    findings = [finding(number, line=number) for number in range(1, 9)]
    body = grouped_body(findings, "tenet", NO_LINKS)
    assert "· 8 places" in body
    assert body.count("\n- `app/models.py:") == 8
    assert len(marker_of(body).fingerprints) == 8
    assert "on each line" in body


def test_comments_of_any_content_stay_within_githubs_limit() -> None:
    links = Links("https://github.example/o/r", "", HEAD, HEAD)
    large = [
        finding(number, path="漢" * 4_000 + ".py", message="<&lt;*" * 2_000, remedy="`" * 9_999, code="`" * 9_999)
        for number in range(LISTED)
    ]
    for body in (grouped_body(large, "n" * 500, links), inline_body(large[0], "n" * 500, links, suggests="y" * 300)):
        assert size(body) <= COMMENT_LIMIT


def test_a_closed_comment_says_why_and_folds_its_old_words() -> None:
    body = inline_body(finding(), "tenet", NO_LINKS)
    closed = closed_body(body, marker_of(body), "**Fixed in abc1234.**")
    assert marker_of(closed).state is CommentState.CLOSED
    assert marker_of(closed).fingerprints == marker_of(body).fingerprints
    assert closed.splitlines()[1] == "**Fixed in abc1234.** `raw-sql`"
    assert "<details><summary>What it said</summary>\n\n**error** `raw-sql`" in closed
    assert closed.count("<!--") == 1


def test_old_words_that_would_be_too_long_are_dropped() -> None:
    body = f"{Marker(marker_of(inline_body(finding(), 'tenet', NO_LINKS)).kind, 'tenet')}\n" + "x" * 59_000
    assert size(closed_body(body, marker_of(body), "**Fixed.**")) < 1_000


def test_a_comment_names_the_principle_and_links_the_line_of_the_policy() -> None:
    links = Links("https://github.example/o/r", head=HEAD, base=BASE)
    asked = replace(finding(line=10), asked_by=PolicyLine(".github/tenet.yml", 12))
    policy = f"[`.github/tenet.yml:12`](https://github.example/o/r/blob/{BASE}/.github/tenet.yml#L12)"
    assert f"<sub>Principle: {asked.principle}, asked for by {policy}. To accept it:" in inline_body(asked, "tenet", links)
    preset = replace(asked, asked_by=PolicyLine("preset:backend", 9, in_repository=False))
    assert "asked for by `preset:backend:9`. To" in inline_body(preset, "tenet", links)


def test_a_rule_without_a_page_is_not_linked() -> None:
    assert "**error** `raw-sql` · blocks" in inline_body(finding(line=10), "tenet", Links(rules="https://x/rules"))


def test_a_suggestion_that_takes_lines_out_is_an_empty_block() -> None:
    """A block with one empty line would leave that line."""
    assert "\n```suggestion\n```\n" in inline_body(finding(line=10), "tenet", NO_LINKS, suggests="")
