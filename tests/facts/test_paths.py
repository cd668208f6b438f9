"""Which files a rule looks at."""

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.policy import Scope

FILES = {"sdk/python/client.py": "a = 1\n", "shop/orders.py": "b = 1\n", "shop/stubs/rates.py": "c = 1\n"}


def left_out(attributes: str) -> set[str]:
    """The changed files that are no sources, with these attributes before the change."""
    facts = facts_of({".gitattributes": attributes}, {".gitattributes": attributes, **FILES})
    return FILES.keys() - set(facts.source_paths(Scope.NEW))


@pytest.mark.parametrize(
    ("attributes", "expected"),
    [
        ("", set()),
        ("sdk/python/** linguist-generated=true\n", {"sdk/python/client.py"}),
        ("/sdk/** text linguist-generated\n", {"sdk/python/client.py"}),
        ("client.py linguist-generated\n", {"sdk/python/client.py"}),
        ("sdk/** linguist-generated\nshop/stubs/*.py linguist-generated\n", {"sdk/python/client.py", "shop/stubs/rates.py"}),
        ("shop/** linguist-generated\nshop/orders.py -linguist-generated\n", {"shop/stubs/rates.py"}),
        ("shop/** linguist-generated\n*.py linguist-generated=false\n", set()),
        ("sdk/** linguist-vendored\n# shop/** linguist-generated\n", set()),
        ("sdk/python linguist-generated\n", set()),
    ],
)
def test_what_the_repository_declares_as_generated_is_no_source(attributes: str, expected: set[str]) -> None:
    assert left_out(attributes) == expected


@pytest.mark.parametrize("pattern", ["*", "**", "*.py", "**/*.py", "*/**"])
def test_a_pattern_that_names_no_folder_declares_nothing(pattern: str) -> None:
    assert left_out(f"{pattern} linguist-generated\n") == set()


def test_a_change_does_not_exempt_its_own_files() -> None:
    facts = facts_of({}, {".gitattributes": "shop/** linguist-generated\n", **FILES})
    assert "shop/orders.py" in facts.source_paths(Scope.NEW)
