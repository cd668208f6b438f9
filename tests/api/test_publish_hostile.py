"""An artifact that the pull request has written itself: refused whole where it is no result, and mere text where it is one."""

import json
import re
from collections.abc import Mapping
from html.parser import HTMLParser

import pytest
from cmarkgfm import github_flavored_markdown_to_html
from cmarkgfm.cmark import Options
from tests.api.fork_run import ARTIFACT, Pair, counted, review_on
from tests.api.test_action_hostile import COMMANDS, FORGED, bodies, commands_nothing
from tests.fakes.stored import REPOSITORY, crafted

from tenet.api.publishing import RULE_PAGES
from tenet.infrastructure.files import MAX_TEXT
from tenet.report.escape import BREAK

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]


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


OTHERS: Mapping[str, Mapping[str, Json]] = {
    "another head": {"head": "1" * 40},
    "no head": {"head": None},
    "another repository": {"repository": "octo-org/another"},
    "another configuration": {"configuration": {"name": "build", "mode": "enforce", "note": ""}},
    "the default configuration": {"configuration": {"name": "tenet", "mode": "enforce", "note": ""}},
    "a verdict that the findings deny": {"verdict": "pass"},
}


@pytest.mark.parametrize("name", OTHERS)
def test_a_result_of_something_else_is_refused(crafting: Pair, name: str) -> None:
    crafting.change(lambda stored: stored.update(OTHERS[name]))
    refused(crafting)


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
    *("languages", "framework"),
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
