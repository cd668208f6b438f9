import pytest
from tests.fakes.facts import facts_of
from tests.policy.support import FILE, RULES, FakeTexts

from tenet.domain.policy import PolicyWeakening
from tenet.policy.weakening import find_weakenings
from tenet.ports.tree import Unreadable

TEXTS = {
    "preset:backend": """\
version: 1
components:
  domain: {paths: ["**/domain/**"], coverage: 80}
rules:
  star-import: error
  raw-sql: warning
""",
    "preset:minimal": "version: 1\nrules: {raw-sql: warning}\n",
}


def weakenings(base, head) -> list[PolicyWeakening]:
    facts = facts_of(base, head)
    return list(find_weakenings(facts.change, facts.base, facts.head, FakeTexts(TEXTS), RULES))


def weaker(before: str, after: str) -> list[tuple[int, str, str, str, bool]]:
    found = weakenings({"b": "", FILE: f"version: 1\n{before}\n"}, {"b": "", FILE: f"version: 1\n{after}\n"})
    assert all(weakening.path == FILE for weakening in found)
    return [(each.line, each.setting, each.before, each.after, each.removed) for each in found]


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("rules: {raw-sql: error}", "rules: {raw-sql: off}", (2, "rules.raw-sql.severity", "error", "off", False)),
        ("rules: {raw-sql: error}", "rules: {raw-sql: warning}", (2, "rules.raw-sql.severity", "error", "warning", False)),
        ("rules: {raw-sql: error}", "rules: {}", (2, "rules.raw-sql.severity", "error", "off", True)),
        ("rules:\n  raw-sql: error", "name: x", (3, "rules.raw-sql.severity", "error", "off", True)),
        ("mode: enforce", "mode: advise", (2, "mode", "enforce", "advise", False)),
        ("name: x", "name: x\nmode: advise", (3, "mode", "enforce", "advise", False)),
        ("unknown: block", "name: x", (2, "unknown", "block", "report", True)),
        ("coverage: {overall: 70}", "coverage: {overall: 69.5}", (2, "coverage.overall", "70", "69.5", False)),
        ("coverage: {overall: 70}", "coverage: {overall: none}", (2, "coverage.overall", "70", "none", False)),
        ("coverage: {overall: 70}", "name: x", (2, "coverage.overall", "70", "60", True)),
        ("name: x", "coverage: {patch: 10}", (2, "coverage.patch", "80", "10", False)),
        ("name: x", "coverage: {min_lines: 50}", (2, "coverage.min_lines", "1", "50", False)),
        ("name: x", "coverage: {tolerance: 5}", (2, "coverage.tolerance", "0.5", "5", False)),
        ("coverage: {reports: [a.xml, b.xml]}", "coverage: {reports: [a.xml]}", (2, "coverage.reports", "with b.xml", "without", False)),
        ("coverage: {reports: [a.xml]}", "name: x", (2, "coverage.reports", "with a.xml", "without", True)),
        (
            "rules: {raw-sql: {severity: error}}",
            'rules:\n  raw-sql:\n    severity: error\n    exclude:\n      - "old/**"',
            (6, "rules.raw-sql.exclude[1]", "without old/**", "excluded", False),
        ),
        (
            "rules: {raw-sql: error}",
            "rules: {raw-sql: {severity: error, paths: [src/**]}}",
            (2, "rules.raw-sql.paths", "all paths", "src/**", False),
        ),
        (
            "rules: {raw-sql: {paths: [a/**, b/**]}}",
            "rules: {raw-sql: {paths: [a/**]}}",
            (2, "rules.raw-sql.paths", "with b/**", "without", False),
        ),
        ("rules: {raw-sql: {scope: all}}", "rules: {raw-sql: {scope: new}}", (2, "rules.raw-sql.scope", "all", "new", False)),
        (
            "rules: {raw-sql: error}",
            "rules: {raw-sql: {severity: error, enforce_from: 2027-01-01}}",
            (2, "rules.raw-sql.enforce_from", "at once", "2027-01-01", False),
        ),
        (
            "rules: {fat-route-handler: {max_statements: 10}}",
            "rules: {fat-route-handler: {max_statements: 99}}",
            (2, "rules.fat-route-handler.max_statements", "10", "99", False),
        ),
        (
            "rules: {fat-route-handler: {target: 90}}",
            "rules: {fat-route-handler: {target: 80.5}}",
            (2, "rules.fat-route-handler.target", "90", "80.5", False),
        ),
        (
            "rules: {fat-route-handler: {allowed: [a]}}",
            "rules: {fat-route-handler: {allowed: [a, b]}}",
            (2, "rules.fat-route-handler.allowed", "[a]", "[a, b]", False),
        ),
        (
            "rules: {fat-route-handler: {strictness: behaviour}}",
            "rules: {fat-route-handler: {strictness: contract}}",
            (2, "rules.fat-route-handler.strictness", "behaviour", "contract", False),
        ),
        (
            "components: {domain: {paths: [a]}}",
            "components: {domain: {paths: [a], coverage: 50}}",
            (2, "components.domain.coverage", "80", "50", False),
        ),
        (
            "components: {domain: {paths: [a]}}",
            "components: {x: {paths: [a]}}",
            (2, "components.domain", "coverage 80", "no component", True),
        ),
        ("components: {a: {paths: [a], spec: s.md}}", "name: x", (2, "components.a", "spec s.md", "no component", True)),
        (
            "components: {a: {paths: [a, b], coverage: 1}}",
            "components: {a: {paths: [a], coverage: 1}}",
            (2, "components.a.paths", "a, b", "a", False),
        ),
        (
            "components: {a: {paths: [a], spec: s.md}}",
            "components: {a: {paths: [a], spec: none}}",
            (2, "components.a.spec", "s.md", "none", False),
        ),
        (
            "components: {a: {paths: [a], spec: s.md}}",
            "components: {a: {paths: [a]}}",
            (2, "components.a.spec", "with s.md", "without", True),
        ),
        ("components: {a: {paths: [a]}}\nlayers: [a]", "components: {a: {paths: [a]}}", (3, "layers", "with a", "without", True)),
        ("name: x", "waivers:\n  - {rule: raw-sql, reason: r}", (3, "waivers[1]", "not waived", "waived in all paths", False)),
        (
            "waivers: [{rule: raw-sql, reason: r, paths: [a/**], until: 2027-01-01}]",
            "waivers: [{rule: raw-sql, reason: r, paths: [a/**], until: 2028-01-01}]",
            (2, "waivers[1]", "not waived", "waived in a/** until 2028-01-01", False),
        ),
        (
            "extends: backend",
            "extends: minimal\ncomponents: {domain: {paths: [d]}}",
            (2, "rules.star-import.severity", "error", "off", False),
        ),
        (
            "extends: backend",
            "rules: {star-import: error, raw-sql: warning}",
            (2, "components.domain", "coverage 80", "no component", True),
        ),
        (
            "custom: [{id: no-print, message: m, severity: error, rule: {pattern: print($A)}}]",
            "custom: [{id: no-print, message: m, severity: warning, rule: {pattern: print($A)}}]",
            (2, "custom[1].severity", "error", "warning", False),
        ),
        (
            "custom: [{id: no-print, message: m, severity: error, rule: {pattern: print($A)}}]",
            "custom: [{id: no-print, message: m, severity: error, rule: {pattern: print($A)}}]\nrules: {no-print: off}",
            (3, "rules.no-print.severity", "error", "off", False),
        ),
        (
            "custom: [{id: no-print, message: m, severity: error, rule: {pattern: print($A)}}]",
            "name: x",
            (1, "rules.no-print.severity", "error", "off", False),
        ),
        (
            "custom: [{id: no-print, message: m, severity: error, rule: {pattern: print($A)}}]",
            "custom: [{id: no-print, message: m, severity: error, rule: {pattern: nothing($A)}}]",
            (2, "custom[1].rule", "as it was", "another pattern", False),
        ),
    ],
)
def test_what_is_weaker_is_told_on_its_line(before, after, expected):
    assert weaker(before, after) == [expected]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("rules: {raw-sql: warning}", "rules: {raw-sql: error}"),
        ("rules: {raw-sql: off}", "rules: {}"),
        ("name: x", "name: y\nreview: {max_inline: 1}"),
        ("components: {a: {paths: [b], spec: none, coverage: 1}}", "components: {a: {paths: [b], spec: none, coverage: 1}}\nname: y"),
        ("mode: advise", "mode: enforce"),
        ("name: x", "unknown: block\nextends: minimal"),
        ("coverage: {overall: 70, tolerance: 1, min_lines: 2}", "coverage: {overall: 71, tolerance: 0, min_lines: 1}"),
        ("coverage: {overall: none}", "coverage: {overall: 1}"),
        ("coverage: {reports: [a.xml]}", "coverage: {reports: [a.json]}"),
        ("rules: {raw-sql: {exclude: [a/**], paths: [b/**]}}", "rules: {raw-sql: warning}"),
        ("rules: {raw-sql: {enforce_from: 2027-01-01}}", "rules: {raw-sql: {enforce_from: 2026-01-01}}"),
        (
            "rules: {fat-route-handler: {max_statements: 10, target: 5, allowed: [a]}}",
            "rules: {fat-route-handler: {max_statements: 9, target: 6}}",
        ),
        ("rules: {fat-route-handler: {label: a}}", "rules: {fat-route-handler: {label: b}}"),
        ("components: {a: {paths: [a]}}", "components: {b: {paths: [a]}}"),
        ("components: {a: {paths: [b, gone/**], coverage: 1}}", "components: {a: {paths: ['b*'], coverage: 1}}"),
        ("waivers: [{rule: raw-sql, reason: r}]", "waivers: [{rule: raw-sql, reason: other, paths: [a/**], until: 2027-01-01}]"),
        ("waivers: [{rule: raw-sql, reason: r}]", "name: x"),
        ("extends: minimal", "rules: {raw-sql: warning}"),
        (
            "custom: [{id: no-print, message: m, severity: warning, rule: {pattern: print($A)}}]",
            "custom: [{id: no-print, message: m, severity: error, rule: {pattern: print($A)}}]",
        ),
        ("name: x", "custom: [{id: no-print, message: m, severity: warning, rule: {pattern: print($A)}}]"),
    ],
)
def test_what_is_stricter_or_merely_other_is_silent(before, after):
    assert weaker(before, after) == []


def test_a_policy_file_that_is_deleted_is_told():
    (found,) = weakenings({FILE: "version: 1\n"}, {"a.py": "x\n"})
    assert (found.path, found.line, found.setting, found.removed) == (FILE, 1, "policy", True)


def test_a_policy_that_moves_to_another_of_its_names_is_compared():
    assert weakenings({FILE: "version: 1\n"}, {"tenet.yml": "version: 1\n"}) == []
    (found,) = weakenings({FILE: "version: 1\n"}, {"tenet.yml": "version: 1\nmode: advise\n"})
    assert (found.path, found.line) == ("tenet.yml", 2)


def test_a_policy_of_the_head_that_cannot_be_read_is_told_and_does_not_stop_the_review():
    (found,) = weakenings({FILE: "version: 1\n"}, {FILE: "version: 1\nmode: !x y\n"})
    assert (found.path, found.line, found.setting) == (FILE, 2, "policy")
    assert found.after == "not readable (tags (`!name`) are not read)"
    (found,) = weakenings({FILE: "version: 1\n"}, {FILE: b"version: 1\n# \xff\n"})
    assert (found.line, found.after) == (2, "not readable (the policy is not UTF-8 text)")
    (found,) = weakenings({FILE: "version: 1\n"}, {FILE: Unreadable("it is larger than 5 MiB")})
    assert "larger than 5 MiB" in found.after


def test_a_base_that_cannot_be_read_or_has_no_policy_is_not_compared():
    assert weakenings({FILE: "versio: 1\n"}, {FILE: "version: 1\nmode: advise\n"}) == []
    assert weakenings({"a.yml": "x: 1\n"}, {FILE: "version: 1\nmode: advise\n"}) == []


def test_a_change_without_yaml_reads_no_policy():
    facts = facts_of({FILE: "version: 1\n", "a.py": "x = 1\n"}, {FILE: "version: 1\n", "a.py": "x = 2\n"})
    assert find_weakenings(facts.change, facts.base, facts.head, FakeTexts(), RULES) == ()


def test_what_a_policy_extends_in_the_repository_is_compared_on_its_own_line():
    own = "version: 1\nextends: team.yml\n"
    (found,) = weakenings(
        {FILE: own, "team.yml": "version: 1\nunknown: block\n"}, {FILE: own, "team.yml": "version: 1\nname: t\nunknown: report\n"}
    )
    assert (found.path, found.line, found.setting) == ("team.yml", 3, "unknown")


@pytest.mark.parametrize(
    ("before", "after", "is_told"),
    [
        ("lighter: error", "lighter: notice", True),
        ("lighter: notice", "lighter: error", False),
        ("limit: 5", "limit: 6", True),
        ("limit: 5", "limit: null", True),
        ("limit: null", "limit: 5", False),
        ("needed: [a, b]", "needed: [a]", True),
        ("needed: [a]", "needed: [b, a]", False),
        ("allow_all: false", "allow_all: true", True),
        ("allow_all: true", "allow_all: false", False),
    ],
)
def test_an_option_is_weaker_by_its_kind_its_name_or_what_the_rule_says(before, after, is_told):
    found = weaker(f"rules: {{fat-route-handler: {{{before}}}}}", f"rules: {{fat-route-handler: {{{after}}}}}")
    assert [setting for _, setting, _, _, _ in found] == [f"rules.fat-route-handler.{after.split(':')[0]}"] * is_told


def test_the_head_cannot_have_another_repository_read():
    secret = "acme/private@main:notes.yml"
    texts = FakeTexts(
        {"acme/rules@v1:t.yml": "version: 1\n", "acme/rules@v2:t.yml": "version: 1\nmode: advise\n", secret: "the secret: 1\n"}
    )
    for other, told in [(secret, "is not read: the base's policy extends nothing of that repository"), ("acme/rules@v2:t.yml", "advise")]:
        facts = facts_of({FILE: "version: 1\nextends: acme/rules@v1:t.yml\n"}, {FILE: f"version: 1\nextends: {other}\n"})
        (found,) = find_weakenings(facts.change, facts.base, facts.head, texts, RULES)
        assert told in found.after
        assert (found.path, found.line) == (FILE, 2)


def test_a_file_of_another_repository_that_the_head_names_is_not_quoted():
    texts = FakeTexts({"acme/rules@v1:t.yml": "version: 1\n", "acme/rules@v1:keys.yml": "version: 1\nhunter2: 1\n"})
    facts = facts_of({FILE: "version: 1\nextends: acme/rules@v1:t.yml\n"}, {FILE: "version: 1\nextends: acme/rules@v1:keys.yml\n"})
    (found,) = find_weakenings(facts.change, facts.base, facts.head, texts, RULES)
    assert (found.path, found.after) == (FILE, "not readable (`acme/rules@v1:keys.yml` is wrong)")
