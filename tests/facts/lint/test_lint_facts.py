import pytest
from tests.fakes.tree import FakeTree

from tenet.facts.lint.lint_facts import LintFacts, LintInput
from tenet.facts.sources import Sources
from tenet.infrastructure.ruff import Ruff


def lines(source: str, *, noqa: bool = True) -> list[int]:
    facts = LintFacts(LintInput(Ruff(), frozenset({"F403", "BLE001"})), Sources(FakeTree({"a.py": source})), ("a.py",))
    return [one.line for one in facts.of("F403", noqa=noqa)]


@pytest.mark.parametrize(
    "comment",
    ["# noqa", "#NOQA", "# noqa: F403", "# noqa:F401,F403", "# noqa: F401 F403", "# why not  # noqa: F4", "# noqa: f403 - why"],
)
def test_a_noqa_comment_silences_its_line(comment: str):
    source = f"from a import *  {comment}\nfrom b import *\n"
    assert lines(source) == [2]
    assert lines(source, noqa=False) == [1, 2]


@pytest.mark.parametrize("comment", ["# noqa: F401", "# noqa: BLE001", "# no qa", "# tenet: allow[star-import] reason"])
def test_another_comment_silences_nothing(comment: str):
    assert lines(f"from a import *  {comment}\n") == [1]


@pytest.mark.parametrize("comment", ["# ruff: noqa", "# flake8: noqa", "# ruff: noqa: F403", "#ruff:noqa: E501, F403"])
def test_a_comment_for_the_file_silences_all_of_it(comment: str):
    assert lines(f"{comment}\nfrom a import *\nfrom b import *\n") == []


def test_a_comment_for_the_file_that_names_another_code_silences_nothing():
    assert lines("# ruff: noqa: E501\nfrom a import *\n") == [2]


def test_a_code_that_nobody_declared_is_a_mistake():
    facts = LintFacts(LintInput(Ruff(), frozenset({"F403"})), Sources(FakeTree({"a.py": ""})), ("a.py",))
    with pytest.raises(LookupError, match="S608"):
        list(facts.of("S608", noqa=True))
