"""What every rule keeps to. A rule that is added is held to it without an edit here."""

import ast
import inspect
import sys
from pathlib import Path

import pytest
from tests.rules.examples import findings

from tenet.rules.manual import Example, Heading, read_manual
from tenet.rules.registry import load_rules
from tenet.rules.rule import Rule, RuleOptions

RULES = load_rules()
TESTS = Path(__file__).parent
MAX_LINES = 150


def source_of(rule: Rule) -> Path:
    return Path(inspect.getsourcefile(sys.modules[rule.options.__module__]) or "")


def own_options(rule: Rule) -> list[str]:
    return sorted(set(rule.options.model_fields) - set(RuleOptions.model_fields))


def examples(heading: Heading) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.id}-{number}")
        for rule in RULES.values()
        for number, example in enumerate(read_manual(rule.manual).examples(heading), 1)
    ]


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES.keys())
class TestEveryRule:
    def test_its_id_is_the_name_of_its_file_and_its_group_that_of_the_folder(self, rule: Rule):
        path = source_of(rule)
        assert (path.stem.replace("_", "-"), path.parent.name) == (rule.id, rule.group)

    def test_its_manual_page_has_every_heading_in_order(self, rule: Rule):
        manual = read_manual(rule.manual)
        assert list(manual.sections) == list(Heading)
        assert manual.summary == rule.summary

    def test_its_manual_page_shows_what_is_bad_and_what_is_good(self, rule: Rule):
        manual = read_manual(rule.manual)
        assert manual.examples(Heading.BAD)
        assert manual.examples(Heading.GOOD)

    def test_its_file_is_short(self, rule: Rule):
        assert len(source_of(rule).read_text().splitlines()) <= MAX_LINES

    def test_its_options_are_described(self, rule: Rule):
        undescribed = [name for name in own_options(rule) if not (rule.options.model_fields[name].description or "").strip()]
        assert undescribed == []

    def test_each_of_its_options_has_a_test_in_which_it_changes_the_outcome(self, rule: Rule):
        """By name: `test_..._<option>_...` in the mirror of the rule's file, with the option set to another value than the default."""
        path = TESTS / rule.group / f"test_{rule.id.replace('-', '_')}.py"
        tests = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)] if path.exists() else []
        untested = [name for name in own_options(rule) if not any(_tests_option(test, name) for test in tests)]
        assert untested == []


def _tests_option(test: ast.FunctionDef, option: str) -> bool:
    named = test.name.startswith("test_") and f"_{option}_" in f"{test.name}_"
    words = (part for part in ast.walk(test) if isinstance(part, (ast.keyword, ast.Constant)))
    sets = any(word.arg == option if isinstance(word, ast.keyword) else option in str(word.value) for word in words)
    return named and sets and any(isinstance(part, ast.Assert) for part in ast.walk(test))


@pytest.mark.parametrize(("rule", "example"), examples(Heading.BAD))
def test_what_the_manual_calls_bad_is_flagged(rule: Rule, example: Example):
    assert findings(example, rule.id)


@pytest.mark.parametrize(("rule", "example"), examples(Heading.GOOD))
def test_what_the_manual_calls_good_is_clean(rule: Rule, example: Example):
    assert findings(example, rule.id) == []
