import pytest

from tenet.core.errors import InputFault
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.policy.references import PRESETS
from tenet.ports.policy_texts import PolicyReference, PresetReference, RemoteReference

REMOTE = RemoteReference("acme", "rules", "v1", "tenet.yml")


class Elsewhere:
    def fetch(self, reference: PolicyReference) -> str:
        return f"from {reference}"


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_ships(name):
    assert "version: 1" in PackagedPolicies().fetch(PresetReference(name))


def test_other_policies_are_fetched_where_there_is_a_way():
    assert PackagedPolicies(Elsewhere()).fetch(REMOTE) == "from acme/rules@v1:tenet.yml"


def test_without_a_way_the_fault_says_what_to_do():
    with pytest.raises(InputFault) as caught:
        PackagedPolicies().fetch(REMOTE)
    assert caught.value.message == "`acme/rules@v1:tenet.yml` cannot be fetched here"
    assert caught.value.hint.startswith("copy the policy")
