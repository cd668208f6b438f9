"""Rules of the repository's own, from the policy's text to the findings."""

from collections.abc import Mapping
from textwrap import dedent, indent

import pytest
from tests.rules.examples import NoPresets, judged

from tenet.core.errors import PolicyFault
from tenet.domain.finding import Finding
from tenet.policy.custom_rules import failed_tests
from tenet.policy.in_force import load
from tenet.policy.loading import PolicyText
from tenet.rules.registry import load_rules

NO_PRINT = """
    id: no-print
    message: "`print($$$GIVEN)` writes past the log."
    note: Log it.
    severity: error
    paths: "shop/**"
    rule: {pattern: print($$$GIVEN)}
    """


def policy(*rules: str, rest: str = "") -> str:
    entries = "".join("  -\n" + indent(dedent(rule).strip("\n"), "    ") + "\n" for rule in rules)
    return f"version: 1\n{rest}custom:\n{entries}"


def findings(text: str, files: Mapping[str, str], base: Mapping[str, str] | None = None) -> list[Finding]:
    stated = {".github/tenet.yml": text}
    result = judged({**stated, **(base or {})}, {**stated, **files}, "star-import")
    return [each for each in result.findings if each.rule != "star-import"]


def problems(text: str) -> list[str]:
    with pytest.raises(PolicyFault) as caught:
        load(PolicyText("tenet.yml", text, None), NoPresets(), load_rules())
    return [f"{each.line}: {each.message} {each.hint}".strip() for each in caught.value.problems]


def test_a_pattern_is_found_in_new_code_with_its_own_words_and_weight():
    (found,) = findings(policy(NO_PRINT), {"shop/orders.py": "def place(order):\n    print(order, 1)\n", "tools/run.py": "print(1)\n"})
    assert (found.rule, found.severity.value, found.path, found.line) == ("no-print", "error", "shop/orders.py", 2)
    assert (found.message, found.remedy) == ("`print(order, 1)` writes past the log.", "Log it.")


def test_what_was_there_before_is_silent():
    before = {"shop/orders.py": "print(1)\n"}
    (found,) = findings(policy(NO_PRINT), {"shop/orders.py": "print(1)\nprint(2)\n"}, before)
    assert found.line == 2


def test_scope_and_paths_and_weight_can_be_tuned_under_rules():
    tuned = policy(NO_PRINT, rest="rules:\n  no-print: {severity: notice, scope: all}\n")
    before = {"shop/orders.py": "print(1)\n", "tools/a.py": "print(1)\n"}
    (found,) = findings(tuned, {**before, "shop/b.py": ""}, before)
    assert (found.path, found.severity.value) == ("shop/orders.py", "notice")


def test_it_can_be_switched_off_under_rules_or_where_it_is_stated():
    files = {"shop/orders.py": "print(1)\n"}
    assert findings(policy(NO_PRINT, rest="rules: {no-print: off}\n"), files) == []
    assert findings(policy(NO_PRINT.replace("severity: error", "severity: off")), files) == []


def test_it_is_waived_as_any_rule_is():
    (found,) = findings(policy(NO_PRINT), {"shop/orders.py": "print(1)  # tenet: allow[no-print] start-up banner\n"})
    assert found.waived is not None
    assert not found.blocking


def test_other_languages_and_utilities_and_constraints():
    rule = """
        id: no-latest
        message: $IMAGE has no version.
        language: YAML
        rule: {matches: image}
        constraints: {IMAGE: {regex: "latest$"}}
        utils: {image: {pattern: "image: $IMAGE"}}
        """
    (found,) = findings(policy(rule), {"compose.yml": "image: redis:latest\n", "b.yml": "image: redis:7\n", "c.py": "image = 'x:latest'\n"})
    assert (found.path, found.message) == ("compose.yml", "redis:latest has no version.")


def test_a_rule_with_relations_is_taken_as_ast_grep_writes_it():
    rule = """
        id: no-sleep-in-loop
        message: Sleeps in a loop.
        rule:
          pattern: time.sleep($S)
          inside: {any: [{kind: while_statement}, {kind: for_statement}], stopBy: end}
          not: {inside: {kind: function_definition, stopBy: {kind: while_statement}, field: body}}
        """
    code = "import time\nwhile True:\n    if x:\n        time.sleep(1)\ntime.sleep(2)\n"
    assert [found.line for found in findings(policy(rule), {"a.py": code})] == [4]


@pytest.mark.parametrize("code", ["x = " + "(" * 5000 + ")" * 5000, "def f(:\n", "x = 1\n" * 400_000])
def test_a_file_that_cannot_be_searched_is_told(code: str):
    text = policy(NO_PRINT)
    result = judged({".github/tenet.yml": text}, {".github/tenet.yml": text, "shop/a.py": code}, "star-import")
    assert [(each.rule, each.path) for each in result.unknown] == [("no-print", "shop/a.py")]


@pytest.mark.parametrize(
    ("rule", "told"),
    [
        ("id: a\nmessage: b\nrule: {patern: print()}", ["6: unknown key `custom[1].rule.patern` did you mean `pattern`"]),
        ("id: a\nmessage: b\nrule: {kind: nope}", ["6: ast-grep cannot use the rule of `a`: Kind `nope` is invalid"]),
        ("id: a\nmessage: b\nrule: {}", ["6: ast-grep cannot use the rule of `a`: Rule must have one positive matcher"]),
        ("id: a\nmessage: b\nrule: {matches: x}", ["6: ast-grep cannot use the rule of `a`: Rule `x` is not defined"]),
        ("id: a\nmessage: b\nrule: {regex: '('}", ["6: ast-grep cannot use the rule of `a`: unclosed group"]),
        ("id: star-import\nmessage: b\nrule: {kind: call}", ["4: there is already a rule `star-import` give this one another id"]),
        ("id: Not-Kebab\nmessage: b\nrule: {kind: call}", ["4: `custom[1].id` holds a character that is not allowed here"]),
        ("id: a\nrule: {kind: call}", ["4: `custom[1].message` is missing"]),
        ("id: a\nmessage: b\nrule: {has: {stopby: end}}", ["6: unknown key `custom[1].rule.has.stopby` did you mean `stopBy`"]),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_line(rule: str, told: list[str]):
    found = problems(policy(rule))
    assert len(found) == len(told)
    for is_, wanted in zip(found, told, strict=True):
        assert is_.startswith(wanted), is_


def test_two_rules_of_one_name_are_a_mistake():
    assert problems(policy(NO_PRINT, NO_PRINT)) == ["11: there is already a rule `no-print` give this one another id"]


def test_the_tests_beside_a_rule_are_run():
    tested = NO_PRINT + "tests:\n      valid: [log(1), print(1)]\n      invalid: [print(2), log(2)]\n"
    bound = load(PolicyText("tenet.yml", policy(tested), None), NoPresets(), load_rules())
    told = [str(each) for each in failed_tests(dict(enumerate(bound.custom)), bound.document.root)]
    assert len(told) == 2
    assert "finds nothing" in told[0]
    assert "finds something" in told[1]
