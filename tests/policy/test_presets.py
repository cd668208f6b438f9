"""The presets that ship, bound to the rules that there are."""

import pytest

from tenet.domain.severity import Mode, Severity
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.policy.bound import BoundPolicy
from tenet.policy.in_force import load
from tenet.policy.loading import PolicyText
from tenet.policy.references import PRESETS
from tenet.ports.policy_texts import PresetReference
from tenet.rules.registry import load_rules

RULES = load_rules()
TARGETS = {"api": None, "core": None, "domain": 80, "infrastructure": None, "schemas": None}


def preset(name: str) -> BoundPolicy:
    texts = PackagedPolicies()
    return load(PolicyText(name, texts.fetch(PresetReference(name))), texts, RULES)


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_loads_and_enforces(name):
    assert preset(name).mode is Mode.ENFORCE
    assert "weakened-policy" in preset(name).by_id


def test_backend_gives_every_rule_its_own_weight():
    assert {rule.id: rule.severity for rule in preset("backend").rules} == {rule.id: rule.severity for rule in RULES.values()}


@pytest.mark.parametrize("name", ["backend", "fastapi", "django"])
def test_presets_bring_components_by_folder_name_and_the_targets_of_the_catalogue(name):
    around = preset(name).surroundings
    assert {component.name: component.coverage for component in around.components} == TARGETS
    assert all(component.holds(f"src/shop/{component.name}/orders/model.py") for component in around.components)
    assert (around.coverage.overall, around.coverage.patch) == (60, 80)


def test_strict_asks_for_more_than_backend():
    strict, backend = preset("strict"), preset("backend")
    assert all(strict.by_id[rule.id].severity.reaches(rule.severity) for rule in backend.rules)
    assert (strict.surroundings.coverage.overall or 0) > (backend.surroundings.coverage.overall or 0)
    assert strict.by_id["unused-waiver"].severity is Severity.ERROR


def test_minimal_brings_no_components():
    assert preset("minimal").surroundings.components == ()
