import pytest
from jsonschema import Draft202012Validator
from tests.policy.support import RULES as SMALL

from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.policy.json_schema import policy_schema
from tenet.policy.nodes import plain
from tenet.policy.references import PRESETS
from tenet.policy.yaml_document import read_yaml
from tenet.ports.policy_texts import PresetReference
from tenet.rules.registry import load_rules

SCHEMA = Draft202012Validator(policy_schema(load_rules()))
SMALL_SCHEMA = Draft202012Validator(policy_schema(SMALL))


def is_valid(text: str) -> bool:
    return SMALL_SCHEMA.is_valid(plain(read_yaml(text, "p.yml")))


def test_it_is_a_schema():
    Draft202012Validator.check_schema(SCHEMA.schema)


@pytest.mark.parametrize("name", PRESETS)
def test_it_accepts_the_presets(name):
    text = PackagedPolicies().fetch(PresetReference(name))
    assert list(SCHEMA.iter_errors(plain(read_yaml(text, name)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\nextends: [backend, a.yml]\nextra: 1",
        "mode: enforce",
        "version: 1\nrules: {raw-sq: error}",
        "version: 1\nrules: {raw-sql: bad}",
        "version: 1\nrules: {raw-sql: {foo: 1}}",
        "version: 1\nrules: {fat-route-handler: {max_statements: 0}}",
        "version: 1\nrules: {fat-route-handler: {strictness: other}}",
        "version: 1\ncoverage: {overall: none, patch: high}",
        "version: 1\nwaivers: [{rule: raw-sql}]",
        "version: 1\nwaivers: [{rule: what, reason: x}]",
        "version: 1\ncustom: [{}]",
    ],
)
def test_it_refuses_what_binding_refuses(text):
    assert not is_valid(text)


def test_it_accepts_all_forms():
    assert is_valid(
        """
version: 1
extends: none
components: {a: {paths: x, spec: none, coverage: none}, b: {paths: [x], spec: [y.md], coverage: 5}}
coverage: {overall: none, reports: coverage.xml}
rules:
  raw-sql: off
  star-import: {severity: off, paths: a, exclude: [b], enforce_from: 2027-01-01}
  fat-route-handler: {max_statements: 3, strictness: behaviour, scope: all}
waivers: [{rule: raw-sql, reason: x, paths: a, until: 2027-01-01}, {rule: [raw-sql], reason: x}]
custom: []
"""
    )


def test_every_setting_is_described():
    properties = SCHEMA.schema["properties"]
    assert all(setting.get("description") for setting in properties.values())
    for rule in properties["rules"]["properties"].values():
        assert all(option.get("description") for option in rule["anyOf"][1]["properties"].values())


def test_a_policy_with_rules_of_its_own_may_tune_and_waive_them():
    own = "custom: [{id: no-print, message: b, rule: {pattern: print()}}]\n"
    text = f"version: 1\n{own}rules: {{no-print: off}}\nwaivers: [{{rule: no-print, reason: x}}]"
    assert is_valid(text)
    assert not is_valid(text.replace(own, ""))
