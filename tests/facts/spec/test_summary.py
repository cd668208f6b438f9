from tests.fakes.facts import facts_of

from tenet.domain.component import Component
from tenet.domain.specs import Answer, FileSpecs, Share, SpecSummary
from tenet.facts.spec.summary import endpoint_share, summarised

SERVICES = Component("services", ("src/{name}/**",), ("specs/{name}.md",))
SPEC = "# Orders\n\n- FR-001: place\n- FR-002: refund\n- NFR-3: fast\n\n| Method | Path |\n|--|--|\n| GET | /orders/{id} |\n"
BASE = {"src/orders/api.py": "X = 1\n", "src/users/api.py": "X = 1\n", "specs/orders.md": SPEC, "README.md": "# Shop\n"}
HEAD = {
    **BASE,
    "src/orders/api.py": "X = 2  # NFR-3\n",
    "src/users/api.py": "X = 2\n",
    "tests/test_orders.py": "def test_fr_001_place():\n    assert True\n",
    "README.md": "# Shop\n\nFR-002\n",
}


def summary(served: list[tuple[str, str]] | None = None) -> SpecSummary:
    facts = facts_of(BASE, HEAD, components=[SERVICES])
    return summarised(facts.specs, facts.change, lambda: served)


def test_each_changed_file_is_named_with_the_documents_that_it_answers_to():
    assert summary().files == (
        FileSpecs("README.md", (), code=False),
        FileSpecs("src/orders/api.py", (Answer("specs/orders.md", "policy"),), code=True),
        FileSpecs("src/users/api.py", (), code=True),
        FileSpecs("tests/test_orders.py", (), code=False),
    )


def test_each_part_of_a_component_is_named_with_what_is_there_and_what_is_not():
    found = [(each.name, each.names, each.updated, each.absent, each.files) for each in summary().components]
    assert found == [
        ("services (orders)", ("specs/orders.md",), (), (), 1),
        ("services (users)", ("specs/users.md",), (), ("specs/users.md",), 1),
    ]


def test_files_are_grouped_by_document_and_code_that_answers_to_none_comes_last():
    grouped = {path: [file.path for file in files] for path, files in summary().by_document.items()}
    assert grouped == {"specs/orders.md": ["src/orders/api.py"], "": ["src/users/api.py"]}
    assert list(grouped) == ["specs/orders.md", ""]


def test_requirements_count_where_code_or_tests_name_them_and_not_where_prose_does():
    assert summary().requirements == Share(2, 3)


def test_endpoints_count_where_the_code_is_known():
    assert summary().endpoints is None
    assert summary([("GET", "/orders/{order_id}/"), ("POST", "/orders")]).endpoints == Share(1, 2)
    assert endpoint_share([], []) is None


def test_without_a_spec_nothing_is_specified():
    facts = facts_of(BASE, HEAD, components=[Component("orders", ("src/orders/**",), None)])
    found = summarised(facts.specs, facts.change)
    assert not found.specified
    assert found.requirements is None
