"""An artifact that the pull request has written itself: refused whole where it is no result, and mere text where it is one."""

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from tests.api.fork_run import ARTIFACT, Pair, Stored, counted, review_on
from tests.api.test_action_hostile import COMMANDS, FORGED, bodies, commands_nothing
from tests.fakes.review import finding, verdict

from tenet.api.publishing import RULE_PAGES
from tenet.domain.coverage import CoverageFigure, CoverageSummary, FileFall, PartialLine, UncoveredFunction
from tenet.domain.finding import PolicyLine, SkippedRule, UnknownOutcome, Waiver, WaiverPlace
from tenet.domain.specs import Answer, ComponentSpecs, FileSpecs, Share, SpecSummary
from tenet.infrastructure.files import MAX_TEXT
from tenet.report.escape import BREAK
from tenet.report.result import render_json

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
REPOSITORY = "octo-org/service"
WAIVER = Waiver(frozenset({"star-import"}), "a reason", WaiverPlace.POLICY, ".github/tenet.yml:9")


def crafted(head: str) -> Stored:
    """A result with something of everything, as Tenet itself would write it."""
    asked = PolicyLine(".github/tenet.yml", 3)
    made = verdict(
        replace(finding(1, rule="star-import", path="app.py", line=2, suggestion="import os"), asked_by=asked),
        finding(2, rule="of-the-forks-own", path="domain/orders.py", line=2, end_line=6),
        finding(3, rule="commented-out-code", path="old.py", line=2, end_line=3, suggestion=""),
        replace(finding(4, rule="stale-spec", path=None, line=None, code=""), data={"component": "domain", "specs": ["specs/domain.md"]}),
        finding(5, rule="star-import", path="elsewhere.py", line=7, waived=WAIVER),
        head=head,
        name="orders",
        unknown=(UnknownOutcome("raw-sql", "a query", "computed at run time", "app.py", 2, blocking=True),),
    )
    figure = CoverageFigure(3, 4, 80.0, 50.0)
    coverage = CoverageSummary(
        figure,
        {"domain": figure},
        CoverageFigure(1, 2, 80.0),
        ("a note",),
        (FileFall("a.py", 90.0, 80.0),),
        (UncoveredFunction("app.py", "load", ((2, 2),), 1),),
        (PartialLine("app.py", 2, 1, 2),),
        ("a test",),
    )
    answer = (Answer("specs/domain.md", "policy"),)
    component = ComponentSpecs("domain", "domain", "policy", answer, ("specs/domain.md",), ("gone.md",), 1)
    specs = SpecSummary((FileSpecs("app.py", answer, True),), (component,), Share(1, 2), Share(1, 2))
    drift = (finding(6, rule="star-import"),)
    made = replace(made, coverage=coverage, specs=specs, skipped=(SkippedRule("raw-sql", "nothing to read"),), drift=drift)
    stored: Stored = json.loads(render_json(made, REPOSITORY))
    return stored


@pytest.fixture
def crafting(pair: Pair) -> Pair:
    pair.put(json.dumps(crafted(pair.github.pull.head_sha)).encode())
    return pair


def refused(pair: Pair) -> str:
    """Refuses what is in the artifact: the log of a run that has written nothing."""
    ended = pair.publish()
    assert (ended.status, ended.writes) == (2, [])
    assert counted(pair.github) == (0, 0, 0)
    assert "No review was posted" in ended.job_summary
    commands_nothing(ended)
    return ended.log


NOT_A_RESULT: Mapping[str, bytes] = {
    "empty": b"",
    "no JSON": b"result",
    "null": b"null",
    "a list": b"[]",
    "a number": b"1" * 5_000,
    "no UTF-8": b'{"tool": "\xff"}',
    "larger than any": b" " * (MAX_TEXT + 1),
    "a bomb of lists": b"[" * 1_000_000,
    "a bomb of mappings": b'{"data":' * 500_000,
    "cut off": b'{"schema_version": 1, "tool": {',
    "a command": b'{"schema_version": 1, "\\n::error::pwned": 1}',
}


@pytest.mark.parametrize("name", NOT_A_RESULT)
def test_what_is_no_result_is_refused(crafting: Pair, name: str) -> None:
    crafting.put(NOT_A_RESULT[name])
    assert ARTIFACT.rpartition("/")[2] in refused(crafting) or "stored result" in refused(crafting)


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
    "another head": (at("head"), "1" * 40),
    "no head": (at("head"), None),
    "a head that is none": (at("head"), "main"),
    "a base that is none": (at("base"), "../main"),
    "a merge base that is none": (at("merge_base"), "0" * 39 + "`"),
    "another repository": (at("repository"), "octo-org/another"),
    "another configuration": (at("policy", "name"), "build"),
    "the default configuration": (at("policy", "name"), "tenet"),
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
    "a day that is none": (at("findings", 4, "waived", "until"), "soon"),
    "many components": (at("coverage", "components"), {f"c{n}": {"percent": 1, "target": 1, "covered": 1, "total": 1} for n in range(501)}),
}


@pytest.mark.parametrize("name", EDITS)
def test_a_result_that_tenet_would_not_have_written_is_refused(crafting: Pair, name: str) -> None:
    change, value = EDITS[name]
    crafting.change(lambda stored: change(stored, value))
    refused(crafting)


def test_too_many_findings_are_refused(crafting: Pair) -> None:
    crafting.change(lambda stored: stored.update(findings=many(stored)))
    assert "more than 10000" in refused(crafting)


def test_the_crafted_result_itself_is_published(crafting: Pair) -> None:
    assert crafting.publish().status == 1
    assert counted(crafting.github) == (1, 1, 1)


def test_an_artifact_that_links_out_of_the_workspace_is_not_read(crafting: Pair) -> None:
    artifact = crafting.second.workspace / ARTIFACT
    outside = crafting.second.folder / "outside.json"
    outside.parent.mkdir(exist_ok=True)
    artifact.rename(outside)
    artifact.symlink_to(outside)
    refused(crafting)


HOSTILE = "\n\n".join(
    (
        f"{COMMANDS}\n::error::pwned\n{FORGED}",
        "@octocat #1 octo-org/service#1 GH-1 https://evil.example www.evil.example a@evil.example",
        "```suggestion\nimport evil\n```\n~~~suggestion\nimport evil\n~~~",
        "[click](https://evil.example) ![seen](https://evil.example/pixel.png) <https://evil.example> [a]: https://evil.example",
        "<script>alert(1)</script><img src=x onerror=alert(1)></details></td></table><!-- a -->",
        "## Tenet: all is well\n- [ ] done\n| a | b |\n|---|---|\n> quoted\n$x$ \x1b[31m\u202e\u2028",
        "`" * 7,
    )
)
PLACED = "a/@octocat #1 `x` <b> ](www.evil.example) | \u202e\n::error::pwned.py"
STRUCTURE = {
    *("schema_version", "base", "head", "merge_base", "verdict", "severity", "side", "fingerprint", "rule", "passed", "until", "where"),
    *("repository", "mode", "component", "specs"),
}
KEYS = {*(STRUCTURE - {"specs"}), "tool"}
KEPT = {"orders", "app.py", "domain/orders.py", "old.py"}
"""The name of the configuration, and the paths of the change: comments stand there."""


def filled(value: Json, name: str = "") -> Json:
    """The same result, with the hostile text wherever a text may be."""
    if isinstance(value, dict):
        return {
            HOSTILE if name == "components" and isinstance(part, dict) else key: part if key in KEYS else filled(part, key)
            for key, part in value.items()
        }
    if isinstance(value, list):
        return [filled(part, name) for part in value]
    if not isinstance(value, str) or name in STRUCTURE or value in KEPT:
        return value
    return PLACED if name in {"path", "file"} else HOSTILE


class Shown(HTMLParser):
    """What a page shows: its elements, addresses, and the text that is not code."""

    def __init__(self, markdown: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.addresses: list[str] = []
        self.languages: set[str] = set()
        self.text = ""
        self._code = 0
        self.feed(github_flavored_markdown_to_html(markdown, options=Options.CMARK_OPT_UNSAFE))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self._code += tag == "code"
        self.addresses += [value or "" for name, value in attrs if name in {"href", "src"}]
        self.languages |= {value or "" for name, value in attrs if name in {"class", "lang"}}

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        self.text += "" if self._code else data


TAGS = {"h2", "h3", "p", "strong", "a", "code", "pre", "ul", "li", "sub", "details", "summary", "table", "thead", "tbody", "tr", "th", "td"}
ACTS = re.compile(rf"[@#](?![\s{BREAK}])|GH-\d|https?://|www\.", re.IGNORECASE)


def test_a_hostile_text_is_shown_and_does_nothing_wherever_it_stands(crafting: Pair) -> None:
    stored = filled(crafting.stored())  # type: ignore[arg-type]
    assert json.dumps(stored).count("octocat") >= 50
    crafting.put(json.dumps(stored).encode())
    ended = crafting.publish()
    assert (ended.status, counted(crafting.github)) == (1, (1, 1, 1))
    [check_run] = crafting.github.repository.check_runs.values()
    written = [*bodies(crafting.github), check_run.summary or "", ended.job_summary]
    assert len(written) == 6
    assert all("octocat" in each for each in written)
    ours = (f"{crafting.github.url}/{REPOSITORY}/blob/", f"{RULE_PAGES}/")
    for text in written:
        shown = Shown(text)
        assert shown.tags <= TAGS
        assert [each for each in shown.addresses if not each.startswith(ours) or "/../" in each] == []
        assert shown.languages <= {"python", "language-python", "sh", "language-sh"}
        assert not ACTS.search(shown.text)
        assert text.count("<!--") == (text.startswith("<!-- tenet:1"))
    assert "of-the-forks-own.md" not in str(written)
    commands_nothing(ended)
    assert not re.search("[\x00-\x08\x0b-\x1f\u202e]", str(check_run.title) + "".join(written))


def test_findings_stand_where_github_says_that_the_change_is(crafting: Pair) -> None:
    """The artifact says that everything is in the diff, on lines that are not."""
    crafting.change(lambda stored: [each.update(in_diff=True, path="app.py", line=900, end_line=900) for each in stored["findings"][:3]])  # type: ignore[index]
    assert crafting.publish().status == 1
    assert review_on(crafting.github).lines == ()


def test_findings_that_the_artifact_hides_from_the_diff_stand_in_it(crafting: Pair) -> None:
    crafting.change(lambda stored: [each.update(in_diff=False) for each in stored["findings"]])  # type: ignore[attr-defined]
    assert crafting.publish().status == 1
    assert [each[:4] for each in review_on(crafting.github).lines] == [
        ("app.py", "RIGHT", None, 2),
        ("domain/orders.py", "RIGHT", 2, 6),
        ("old.py", "RIGHT", 2, 3),
    ]


def test_no_suggestion_of_an_artifact_is_shown(crafting: Pair) -> None:
    crafting.publish()
    assert "suggestion" not in str(review_on(crafting.github))
