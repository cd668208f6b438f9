"""What `stale-spec` reads of a service of 1,000 modules: the change, and what it reaches."""

from collections.abc import Mapping

import pytest
from bench.services import CASES, changed_texts, service_texts
from tests.fakes.facts import change_between
from tests.fakes.tree import FakeTree

from tenet.domain.component import Component
from tenet.domain.finding import Violation
from tenet.domain.policy import CoverageSettings, MigrationSettings, Surroundings
from tenet.facts.facts import Facts
from tenet.facts.sources import Sources
from tenet.rules.specs.stale_spec import RULE, Options

SERVICE = Component("service", ("service/**",), ("specs/service.md",))
AREA = "service/area_7/"
SCHEMAS, SERVICES, TABLES, ROUTES = (f"{AREA}{name}.py" for name in ("schemas", "services", "tables", "routes"))
BASE, DEPENDENCIES = "service/shared/base.py", "service/shared/dependencies.py"
REACHED: Mapping[str, set[str]] = {
    "a new parameter of one endpoint": {ROUTES, SCHEMAS, SERVICES, DEPENDENCIES, BASE},
    "a new field of one model": {SCHEMAS, BASE},
    "a new base column of all tables": {BASE},
    "a renamed local": {SERVICES},
    "one condition": {SERVICES, SCHEMAS, TABLES, BASE, "service/area_8/schemas.py"},
}


def reads(case: str, when: str) -> tuple[set[str], bool]:
    """The Python files that were read on either side, and whether the rule fired."""
    texts, path = service_texts(), CASES[case][0]
    after = changed_texts(texts, case)
    base, head = FakeTree(texts), FakeTree(after)
    change = change_between(FakeTree({path: texts[path]}), FakeTree({path: after[path]}))
    surroundings = Surroundings((SERVICE,), (), CoverageSettings(), MigrationSettings())
    found = list(RULE.run(Facts(change, Sources(base), Sources(head), Sources(base), surroundings), Options.model_validate({"when": when})))
    read = {path for path in (*base.reads, *head.reads) if path.endswith(".py")}
    return read, any(isinstance(outcome, Violation) for outcome in found)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("when", ["contract", "behaviour"])
def test_only_the_change_and_what_it_reaches_is_read(case: str, when: str):
    read, _ = reads(case, when)
    assert CASES[case][0] in read
    assert read <= REACHED[case]


def test_the_contracts_changes_are_found_by_so_little():
    assert [reads(case, "contract")[1] for case in CASES] == [True, True, True, False, False]
    assert [reads(case, "behaviour")[1] for case in CASES] == [True, True, True, False, True]


def test_a_thousand_modules_stand_around_them():
    assert sum(path.endswith(".py") for path in service_texts()) >= 1_000
