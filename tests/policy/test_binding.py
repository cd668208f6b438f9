from datetime import date

import pytest
from tests.policy.support import FILE, bound, problems

from tenet.core.errors import InputFault
from tenet.domain.policy import CoverageSettings, MigrationTool, Scope
from tenet.domain.severity import Mode, Severity
from tenet.policy.bound import narrow
from tenet.schemas.policy_values import UnknownHandling

EVERYTHING = """
name: orders
mode: advise
components:
  domain: {paths: ["src/*/domain/**"], spec: [specs/domain.md], coverage: 90}
  api: {paths: "src/*/api/**", spec: none}
  core: {paths: ["src/core/**"], coverage: none}
layers: [api, domain]
coverage: {reports: ["coverage.xml"], overall: 61.5, patch: none, min_lines: 3, tolerance: 1}
review: {max_inline: 10, group_over: 2}
unknown: block
migrations: {tool: alembic, paths: ["migrations/versions"]}
rules:
  raw-sql: off
  star-import: notice
  fat-route-handler: {severity: warning, max_statements: 12, exclude: ["src/legacy/**"], scope: all, enforce_from: 2027-01-01}
waivers:
  - {rule: raw-sql, paths: ["src/reports/**"], reason: "vendor view, ticket 81", until: 2027-03-31}
  - {rule: [raw-sql, star-import], reason: "everywhere"}
"""


def test_the_whole_format_is_bound_to_values():
    policy = bound(EVERYTHING)
    assert (policy.name, policy.mode, policy.unknown) == ("orders", Mode.ADVISE, UnknownHandling.BLOCK)
    domain, api, core = policy.surroundings.components
    assert (domain.paths, domain.specs, domain.coverage) == (("src/*/domain/**",), ("specs/domain.md",), 90)
    assert (api.paths, api.specs, api.coverage, core.coverage) == (("src/*/api/**",), None, None, None)
    assert policy.surroundings.layers == ("api", "domain")
    assert policy.surroundings.coverage == CoverageSettings(("coverage.xml",), 61.5, None, 3, 1.0)
    assert (policy.review.max_inline, policy.review.group_over) == (10, 2)
    assert policy.surroundings.migrations.tool is MigrationTool.ALEMBIC
    assert policy.surroundings.migrations.paths == ("migrations/versions",)


def test_rules_are_bound_with_severity_and_options_in_the_order_of_the_catalogue():
    policy = bound(EVERYTHING)
    assert [(rule.id, rule.severity) for rule in policy.rules] == [
        ("star-import", Severity.NOTICE),
        ("fat-route-handler", Severity.WARNING),
    ]
    options = policy.by_id["fat-route-handler"].options
    assert (options.scope, options.enforce_from, options.severity) == (Scope.ALL, date(2027, 1, 1), Severity.WARNING)
    assert options.model_dump()["max_statements"] == 12
    assert not policy.by_id["fat-route-handler"].paths.accepts("src/legacy/a.py")
    assert policy.by_id["fat-route-handler"].paths.accepts("src/new/a.py")


def test_waivers_of_the_policy_know_their_line():
    first, second = bound(EVERYTHING).waivers
    assert (first.rules, first.paths, first.until) == ({"raw-sql"}, ("src/reports/**",), date(2027, 3, 31))
    assert (first.by, first.path, first.line) == (f"{FILE}:19", FILE, 19)
    assert (second.rules, second.paths, second.until) == ({"raw-sql", "star-import"}, (), None)


def test_without_extends_only_the_rules_listed_are_on():
    assert [rule.id for rule in bound("rules: {star-import: error}").rules] == ["star-import"]
    assert [rule.id for rule in bound("extends: none\nrules: {star-import: error}").rules] == ["star-import"]
    assert bound("").rules == ()


def test_a_rule_that_is_given_options_alone_has_its_own_severity():
    (rule,) = bound("rules: {raw-sql: {scope: all}}").rules
    assert rule.severity is Severity.WARNING


def test_a_component_called_domain_has_80_unless_it_says_otherwise():
    for text, target in [("", 80), (", coverage: 50", 50), (", coverage: none", None)]:
        (component,) = bound(f'components: {{domain: {{paths: ["d/**"]{text}}}}}').surroundings.components
        assert component.coverage == target


def test_a_section_that_is_left_empty_is_as_good_as_absent():
    assert bound("rules:\nwaivers:\ncomponents:\n").rules == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "1:1: `version` is missing"),
        ("version: 2", "1:10: `version` has to be 1, not `2`"),
        ("version: '1'", "1:10: `version` has to be 1, not `1`"),
        ("- 1", "1:1: a policy is a mapping of keys (start with `version: 1`)"),
        ("version: 1\nmode: strict", "2:7: `mode` has to be one of enforce, advise, not `strict`"),
        ("version: 1\nmode: enfroce", "2:7: `mode` has to be one of enforce, advise, not `enfroce` (did you mean `enforce`?)"),
        ("version: 1\nmode: [a]", "2:7: `mode` has to be one of enforce, advise"),
        ("version: 1\nname: '::warning::'", "2:7: `name` holds a character that is not allowed here, or is too long, not `::warning::`"),
        ("version: 1\nname: 5", "2:7: `name` has to be a text, not `5`"),
        ("version: 1\ncomponents: []", "2:13: `components` has to be a mapping of keys"),
        ("version: 1\ncomponents: {A b: {paths: [a]}}", "2:14: `A b` is not a name: lower-case letters, digits, `-` and `_`, at most 40"),
        ("version: 1\ncomponents: {a: {}}", "2:17: `components.a.paths` is missing"),
        (
            "version: 1\ncomponents: {a: {paths: ['src/{name}/**'], spec: 'specs/{nam}.md'}}",
            "2:50: `components.a.spec` names the capture `{nam}`, which none of the component's paths has (captured there: `{name}`)",
        ),
        (
            "version: 1\ncomponents: {a: {paths: ['src/**'], spec: ['specs/{name}.md']}}",
            "2:43: `components.a.spec` names the capture `{name}`, which none of the component's paths has"
            " (write it into `paths` too, as in `src/{name}/**`)",
        ),
        ("version: 1\ncomponents: {a: {paths: []}}", "2:25: `components.a.paths` must not be empty"),
        (
            "version: 1\ncomponents: {a: {path: [x], paths: [x]}}",
            "2:18: unknown key `components.a.path` (did you mean `paths`? allowed: paths, spec, coverage)",
        ),
        (
            "version: 1\ncoverage: {overal: 3}",
            "2:12: unknown key `coverage.overal` (did you mean `overall`? allowed: reports, overall, patch, min_lines, tolerance)",
        ),
        ("version: 1\ncoverage: {overall: 101}", "2:21: `coverage.overall` has to be a percentage from 0 to 100, or `none`, not `101`"),
        ("version: 1\ncoverage: {overall: -1}", "2:21: `coverage.overall` has to be a percentage from 0 to 100, or `none`, not `-1`"),
        ("version: 1\ncoverage: {overall: true}", "2:21: `coverage.overall` has to be a percentage from 0 to 100, or `none`, not `true`"),
        ("version: 1\ncoverage: {min_lines: 0}", "2:23: `coverage.min_lines` has to be at least 1, not `0`"),
        ("version: 1\ncoverage: {min_lines: 1.5}", "2:23: `coverage.min_lines` has to be a whole number, not `1.5`"),
        ("version: 1\ncoverage: {tolerance: x}", "2:23: `coverage.tolerance` has to be a number, not `x`"),
        ("version: 1\nreview: {max_inline: 101}", "2:22: `review.max_inline` has to be at most 100, not `101`"),
        ("version: 1\ncustom: [{id: a, message: b}]", "2:10: `custom[1].rule` is missing"),
        ("version: 1\nlayers: [api]", "2:10: the layer `api` is no component (none is allowed here)"),
        (
            "version: 1\ncomponents: {apis: {paths: [a]}}\nlayers: [api]",
            "3:10: the layer `api` is no component (did you mean `apis`? allowed: apis)",
        ),
        ("version: 1\nmigrations: {tool: flyway}", "2:20: `migrations.tool` has to be one of auto, alembic, django, not `flyway`"),
    ],
)
def test_what_is_wrong_in_a_section_is_told_at_its_place(text, expected):
    assert problems(text) == [expected]


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        (
            "raw_sql: error",
            "3:3: there is no rule `raw_sql` (did you mean `raw-sql`? allowed: star-import, raw-sql, fat-route-handler, unused-waiver)",
        ),
        (
            "raw-sql: warn",
            "3:12: the severity of `raw-sql` has to be one of off, notice, warning, error, not `warn` (did you mean `warning`?)",
        ),
        ("raw-sql: false", "3:12: the severity of `raw-sql` has to be one of off, notice, warning, error, not `false`"),
        (
            "raw-sql: {severity: [error]}",
            "3:23: the severity of `raw-sql` has to be one of off, notice, warning, error, not `a collection`",
        ),
        ("raw-sql: [error]", "3:12: `rules.raw-sql` has to be a severity or a mapping of options"),
        (
            "raw-sql: {sevrity: error}",
            "3:13: unknown key `rules.raw-sql.sevrity` (did you mean `severity`? allowed: severity, paths, exclude, scope, enforce_from)",
        ),
        ("raw-sql: {scope: everything}", "3:20: `rules.raw-sql.scope` has to be one of new, all, not `everything`"),
        ("raw-sql: {enforce_from: 1893456000}", "3:27: `rules.raw-sql.enforce_from` has to be a date such as 2027-03-31, not `1893456000`"),
        ("raw-sql: {enforce_from: 2027-13-01}", "3:27: `rules.raw-sql.enforce_from` has to be a date such as 2027-03-31, not `2027-13-01`"),
        (
            "raw-sql: {paths: [/etc]}",
            "3:21: `rules.raw-sql.paths`: a path pattern starts at the repository's root, with `/` between names, and stays inside",
        ),
        ("raw-sql: {exclude: 5}", "3:22: `rules.raw-sql.exclude` has to be a list, not `5`"),
        ("fat-route-handler: {max_statements: 0}", "3:39: `rules.fat-route-handler.max_statements` has to be at least 1, not `0`"),
        (
            "fat-route-handler: {max_statments: 5}",
            "3:23: unknown key `rules.fat-route-handler.max_statments`"
            " (did you mean `max_statements`? allowed: severity, paths, exclude, scope, enforce_from, max_statements,"
            " target, allowed, strictness, lighter, limit, needed, allow_all, label)",
        ),
    ],
)
def test_what_is_wrong_in_a_rule_is_told_at_its_place(setting, expected):
    assert problems(f"version: 1\nrules:\n  {setting}\n") == [expected]


@pytest.mark.parametrize(
    ("waiver", "expected"),
    [
        ("{rule: raw-sql}", "3:5: `waivers[1].reason` is missing"),
        ("{rule: raw-sql, reason: ' '}", "3:29: `waivers[1].reason` has to say why, not ` `"),
        (
            "{rule: raw-sq, reason: x}",
            "3:12: there is no rule `raw-sq` to waive"
            " (did you mean `raw-sql`? allowed: star-import, raw-sql, fat-route-handler, unused-waiver)",
        ),
        (
            "{rule: [raw-sql, x9], reason: x}",
            "3:22: there is no rule `x9` to waive (allowed: star-import, raw-sql, fat-route-handler, unused-waiver)",
        ),
        ("{rule: [], reason: x}", "3:12: `waivers[1].rule` must not be empty"),
        ("{rule: raw-sql, reason: x, until: soon}", "3:39: `waivers[1].until` has to be a date such as 2027-03-31, not `soon`"),
        (
            "{rule: raw-sql, reason: x, paths: ['a\\\\b']}",
            "3:40: `waivers[1].paths[1]` a path pattern starts at the repository's root, with `/` between names,"
            " and stays inside, not `a\\\\b`",
        ),
        ("5", "3:5: `waivers[1]` has to be a mapping of keys, not `5`"),
    ],
)
def test_what_is_wrong_in_a_waiver_is_told_at_its_place(waiver, expected):
    assert problems(f"version: 1\nwaivers:\n  - {waiver}\n") == [expected]


def test_every_problem_is_told_at_once_in_the_order_of_the_file():
    text = "version: 3\nmodes: enforce\nlayers: [x]\nrules: {raw-sql: bad, what: error}\nwaivers: [{rule: nope}]\n"
    lines = [int(problem.split(":")[0]) for problem in problems(text)]
    assert lines == [1, 2, 3, 4, 4, 5, 5]


def test_a_value_that_looks_like_a_secret_is_not_repeated():
    for text in ("mode: ghp_abcdefghijklmnop0123456789", "mode: https://user:hunter2@host/x", "extends: ghp_abcdefghijklmnop0123456789"):
        (problem,) = problems(f"version: 1\n{text}\n")
        assert "ghp_" not in problem
        assert "hunter2" not in problem


def test_control_characters_and_long_values_are_shown_safely():
    (problem,) = problems('version: 1\nmode: "\\e[31m\\n::error::`x`' + "y" * 500 + '"\n')
    assert "\n" not in problem
    assert "\x1b" not in problem
    assert len(problem) < 200


def test_narrowing_keeps_the_named_rules_and_turns_on_those_that_are_off():
    policy = narrow(bound(EVERYTHING), ("raw-sql", "star-import"))
    assert [(rule.id, rule.severity) for rule in policy.rules] == [("star-import", Severity.NOTICE), ("raw-sql", Severity.WARNING)]
    assert {rule.id for rule in policy.dormant} == {"fat-route-handler", "unused-waiver"}


def test_narrowing_keeps_the_options_of_a_rule_that_is_off():
    policy = bound("rules: {raw-sql: {severity: off, exclude: [a/**]}}")
    assert narrow(policy, ("raw-sql",)).by_id["raw-sql"].options.exclude == ("a/**",)


def test_narrowing_to_an_unknown_rule_names_the_nearest():
    with pytest.raises(InputFault) as caught:
        narrow(bound(""), ("raw-sqll",))
    assert caught.value.message == "there is no rule `raw-sqll`"
    assert caught.value.hint.startswith("did you mean `raw-sql`?")
