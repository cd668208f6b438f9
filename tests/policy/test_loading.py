import pytest
from tests.policy.support import bound, problems

from tenet.domain.severity import Mode, Severity
from tenet.policy.references import UnreadableReference, parse_reference
from tenet.ports.policy_texts import PathReference, PresetReference, RemoteReference

PRESET = """
mode: advise
components:
  domain: {paths: ["**/domain/**"], coverage: 91}
  api: {paths: ["**/api/**"]}
coverage: {overall: 70, patch: 75}
rules:
  star-import: error
  fat-route-handler: {severity: warning, max_statements: 7, target: 60}
waivers:
  - {rule: raw-sql, reason: of the preset}
"""


def test_the_later_policy_wins_key_by_key():
    policy = bound("extends: backend\nmode: enforce\ncoverage: {patch: 95}\n", preset_backend=PRESET)
    assert policy.mode is Mode.ENFORCE
    assert (policy.surroundings.coverage.overall, policy.surroundings.coverage.patch) == (70, 95)
    assert policy.extends == ("backend",)


def test_rules_merge_by_id_and_by_option():
    policy = bound(
        "extends: backend\nrules: {fat-route-handler: {max_statements: 3}, raw-sql: error, star-import: off}", preset_backend=PRESET
    )
    assert [(rule.id, rule.severity) for rule in policy.rules] == [("raw-sql", Severity.ERROR), ("fat-route-handler", Severity.WARNING)]
    options = policy.by_id["fat-route-handler"].options.model_dump()
    assert (options["max_statements"], options["target"]) == (3, 60)


def test_a_severity_alone_keeps_the_options_of_the_preset():
    policy = bound("extends: backend\nrules: {fat-route-handler: error}", preset_backend=PRESET)
    assert policy.by_id["fat-route-handler"].severity is Severity.ERROR
    assert policy.by_id["fat-route-handler"].options.model_dump()["max_statements"] == 7


def test_components_replace_the_presets_and_domain_keeps_its_target():
    policy = bound('extends: backend\ncomponents: {domain: {paths: ["d/**"]}, x: {paths: ["x/**"]}}', preset_backend=PRESET)
    assert [(component.name, component.coverage) for component in policy.surroundings.components] == [("domain", 91), ("x", None)]


def test_components_without_a_domain_leave_none_of_the_presets():
    policy = bound('extends: backend\ncomponents: {x: {paths: ["x/**"]}}', preset_backend=PRESET)
    assert [component.name for component in policy.surroundings.components] == ["x"]


def test_waivers_add_up_and_name_the_policy_that_holds_them():
    first, second = bound("extends: backend\nwaivers: [{rule: raw-sql, reason: own}]", preset_backend=PRESET).waivers
    assert (first.reason, first.by, first.path) == ("of the preset", "preset:backend:12", None)
    assert (second.reason, second.path) == ("own", ".github/tenet.yml")


def test_of_several_policies_the_last_named_wins():
    policy = bound("extends: [backend, strict]", preset_backend="unknown: block\nmode: advise", preset_strict="mode: enforce")
    assert (policy.mode, policy.unknown) == (Mode.ENFORCE, "block")
    assert policy.extends == ("backend", "strict")


def test_a_policy_extends_through_files_of_the_repository():
    texts = {
        "policies/team.yml": "version: 1\nextends: ./policies/all.yml\nmode: advise\n",
        "policies/all.yml": "version: 1\nunknown: block\nrules: {raw-sq: off}\n",
    }
    assert problems("version: 1\nextends: policies/team.yml\n", texts) == [
        "policies/all.yml:3:9: there is no rule `raw-sq`"
        " (did you mean `raw-sql`? allowed: star-import, raw-sql, fat-route-handler, unused-waiver)"
    ]


def test_a_path_in_a_remote_policy_is_a_path_in_that_repository():
    remote = "version: 1\nextends: policies/base.yml\n"
    assert problems("version: 1\nextends: acme/rules@v1:tenet.yml\n", {"acme/rules@v1:tenet.yml": remote}) == [
        "acme/rules@v1:tenet.yml:2:10: there is no acme/rules@v1:policies/base.yml (look again)"
    ]
    assert (
        problems(
            "version: 1\nextends: acme/rules@v1:tenet.yml\n",
            {"acme/rules@v1:tenet.yml": remote, "acme/rules@v1:policies/base.yml": "version: 1"},
        )
        == []
    )


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("extends: bakend", "2:10: there is no preset `bakend` (did you mean `backend`?)"),
        ("extends: 5", "2:10: `extends` has to be a list, not `5`"),
        (
            "extends: [none, backend]",
            "2:11: `none` stands alone (one of minimal, backend, fastapi, django, strict; a path; owner/repo@ref:path; or none)",
        ),
        (
            "extends: ../x.yml",
            "2:10: `../x.yml` names no policy (one of minimal, backend, fastapi, django, strict; a path; owner/repo@ref:path; or none)",
        ),
        ("extends: gone.yml", "2:10: there is no gone.yml (look again)"),
        ("extends: old.yml", "old.yml:1:10: `version` has to be 1"),
        ("extends: bare.yml", "bare.yml:1:1: `version` has to be 1"),
        ("extends: list.yml", "list.yml:1:1: a policy is a mapping of keys (start with `version: 1`)"),
        ("extends: broken.yml", "broken.yml:1:4: tags (`!name`) are not read (write the plain value)"),
        ("extends: .github/tenet.yml", "2:10: policies extend one another in a circle: .github/tenet.yml > .github/tenet.yml"),
        ("extends: a.yml", "b.yml:2:10: policies extend one another in a circle: .github/tenet.yml > a.yml > b.yml > a.yml"),
    ],
)
def test_what_extends_cannot_name_is_told(text, expected):
    texts = {
        "list.yml": "[1]",
        "broken.yml": "a: !x 1",
        "preset:backend": "version: 1",
        "old.yml": "version: 0",
        "bare.yml": "name: x",
        "a.yml": "version: 1\nextends: b.yml",
        "b.yml": "version: 1\nextends: a.yml",
    }
    assert problems(f"version: 1\n{text}\n", texts) == [expected]


def test_policies_extend_one_another_eight_deep_at_most():
    texts = {f"{number}.yml": f"version: 1\nextends: {number + 1}.yml\n" for number in range(30)}
    (problem,) = problems("version: 1\nextends: 0.yml\n", texts)
    assert "more than 8 deep" in problem


def test_many_policies_that_extend_many_are_not_all_read():
    names = ", ".join(f"{number}.yml" for number in range(12))
    texts = {
        f"{number}.yml": f"version: 1\nextends: [{', '.join(f'x{number}{other}.yml' for other in range(12))}]\n" for number in range(12)
    }
    texts |= {f"x{number}{other}.yml": "version: 1\n" for number in range(12) for other in range(12)}
    assert any("name more than 20" in problem for problem in problems(f"version: 1\nextends: [{names}]\n", texts))


def test_a_policy_states_its_own_version_whatever_it_extends():
    assert problems("extends: a.yml\n", {"a.yml": "version: 1"}) == ["1:1: `version` is missing (start with `version: 1`)"]


@pytest.mark.parametrize(
    ("text", "reference"),
    [
        ("strict", PresetReference("strict")),
        ("./a/b.yml", PathReference("a/b.yml")),
        ("tenet.yaml", PathReference("tenet.yaml")),
        ("acme/rules@main:a/b.yml", RemoteReference("acme", "rules", "main", "a/b.yml")),
        ("acme/rules@refs/heads/x:b.yml", RemoteReference("acme", "rules", "refs/heads/x", "b.yml")),
    ],
)
def test_references_are_read(text, reference):
    assert parse_reference(text) == reference


@pytest.mark.parametrize(
    "text",
    [
        "",
        "/etc/passwd.yml",
        "a b.yml",
        "a/../../b.yml",
        "acme/..@main:x.yml",
        "acme/r@main:../x",
        "acme/r@main:/x",
        "acme/r@main:x?ref=y",
        "acme/r@main:%2e%2e/x",
        "acme/r@main:x#y",
        "C:\\x.yml",
    ],
)
def test_what_leads_out_of_the_repository_is_no_reference(text):
    with pytest.raises(UnreadableReference):
        parse_reference(text)
