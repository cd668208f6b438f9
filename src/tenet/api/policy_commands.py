"""`tenet policy check`, `show` and `schema`."""

import json

from tenet.api.wire import opened, policy_choice, tree_of
from tenet.core.errors import PolicyFault
from tenet.core.wording import counted
from tenet.facts.sources import Sources
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.policy.custom_rules import failed_tests
from tenet.policy.in_force import ChosenPolicy
from tenet.policy.json_schema import policy_schema
from tenet.policy.show import show_policy as shown
from tenet.rules.registry import load_rules


def check_policy(path: str, policy: str | None) -> str:
    """One line for a policy that is right. Raises PolicyFault with everything that is wrong, also where a test of a custom rule fails."""
    chosen = _chosen(path, policy)
    if failed := tuple(failed_tests(dict(enumerate(chosen.policy.custom)), chosen.policy.document.root)):
        raise PolicyFault(failed)
    rules = counted(len(chosen.policy.rules), "rule")
    return f"{chosen.source}: right. {rules} on, mode {chosen.policy.mode}. {chosen.note}".rstrip() + "\n"


def show_policy(path: str, policy: str | None) -> str:
    return shown(_chosen(path, policy))


def policy_schema_text() -> str:
    return json.dumps(policy_schema(load_rules()), indent=2) + "\n"


def _chosen(path: str, policy: str | None) -> ChosenPolicy:
    """The policy of the work tree (of HEAD, in a bare repository), or the file that is named."""
    with opened(path) as (repository, objects):
        sources = Sources(tree_of(repository, objects, None))
        return policy_choice(policy, PackagedPolicies(), of_work_tree=True)(sources, sources, load_rules())
