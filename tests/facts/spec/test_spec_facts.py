import pytest
from tests.fakes.facts import facts_of
from tests.fakes.tree import FakeFile

from tenet.domain.component import Component
from tenet.facts.spec.spec_facts import Origin, SpecDocument
from tenet.ports.tree import Unreadable

CODE = {"src/orders/api.py": "X = 1\n", "src/billing/api.py": "X = 1\n"}
ORDERS = Component("orders", ("src/orders/**",))
EDITED = {"src/orders/api.py": "X = 2\n", "src/billing/api.py": "X = 1\n"}


def covering(documents: dict[str, str], component: Component = ORDERS) -> list[str]:
    facts = facts_of({**CODE, **documents}, {**EDITED, **documents}, components=[component])
    found = facts.specs.of("orders")
    assert found is not None
    return [document.path for document in found.documents]


@pytest.mark.parametrize(
    "path",
    [
        "specs/orders.md",
        "spec/orders.md",
        "docs/specs/orders.md",
        "specs/Orders.md",
        "specs/003-orders/spec.md",
        "specs/orders/spec.md",
        "openspec/specs/orders/spec.md",
        "openspec/changes/add-refunds/specs/orders/spec.md",
        "src/orders/spec.md",
        "src/SPEC.md",
        "spec.md",
    ],
)
def test_a_document_is_found_by_layout(path: str):
    assert covering({path: "# Orders\n", "specs/billing.md": "", "src/billing/spec.md": ""}) == [path]


@pytest.mark.parametrize(
    "path",
    [
        "specs/billing.md",
        "src/billing/spec.md",
        "notes/orders.md",
        "src/orders/README.md",
        "openspec/changes/archive/x/specs/orders/spec.md",
    ],
)
def test_other_documents_are_not(path: str):
    assert covering({path: "# Orders\n"}) == []


def test_the_nearest_spec_wins_over_one_further_up_and_the_root_only_fills_in():
    assert covering({"src/spec.md": "", "src/orders/spec.md": "", "spec.md": ""}) == ["src/orders/spec.md"]
    assert covering({"specs/orders.md": "", "spec.md": ""}) == ["specs/orders.md"]
    assert covering({"specs/orders.md": "", "src/orders/spec.md": ""}) == ["specs/orders.md", "src/orders/spec.md"]


def test_names_are_compared_without_case_and_separators():
    facts = facts_of(CODE, {**EDITED, "specs/order-lines.md": "x"}, components=[Component("Order_Lines", ("src/orders/**",))])
    assert [document.path for document in facts.specs.components[0].documents] == ["specs/order-lines.md"]


def test_the_policy_names_documents_by_path_or_glob_and_layout_is_not_asked():
    component = Component("orders", ("src/orders/**",), ("docs/orders/*.md", "docs/none.md"))
    facts = facts_of(CODE, {**EDITED, "docs/orders/a.md": "x", "docs/orders/b.md": "y", "specs/orders.md": "z"}, components=[component])
    (found,) = facts.specs.components
    assert found.origin is Origin.POLICY
    assert [document.path for document in found.documents] == ["docs/orders/a.md", "docs/orders/b.md"]
    assert found.absent == ("docs/none.md",)
    assert found.names == ("docs/orders/a.md", "docs/orders/b.md")


def test_a_component_says_that_it_has_no_spec():
    facts = facts_of(CODE, EDITED, components=[Component("orders", ("src/orders/**",), None), Component("other", ("src/**",))])
    assert [found.origin for found in facts.specs.components] == [Origin.DECLINED, Origin.NONE]
    assert facts.specs.of("none") is None


def test_without_components_nothing_is_read():
    assert facts_of(CODE, EDITED).specs.components == ()


def document(base: dict[str, FakeFile], head: dict[str, FakeFile]) -> SpecDocument:
    component = Component("orders", ("src/orders/**",), ("specs/*.md",))
    (found,) = facts_of({**CODE, **base}, {**EDITED, **head}, components=[component]).specs.components
    return found.documents[0]


@pytest.mark.parametrize(
    ("base", "head", "updated"),
    [
        ({"specs/a.md": "one two\n"}, {"specs/a.md": "one two\n"}, False),
        ({"specs/a.md": "one two\n"}, {"specs/a.md": "one\n\n  two"}, False),
        ({"specs/a.md": "one two\n"}, {"specs/a.md": "one three\n"}, True),
        ({}, {"specs/a.md": "one\n"}, True),
        ({}, {"specs/a.md": ""}, False),
        ({"notes.md": "one\ntwo\n"}, {"specs/a.md": "one\ntwo\n"}, False),
        ({"specs/a.md": "one\n"}, {"specs/a.md": Unreadable("too large")}, True),
    ],
)
def test_a_document_is_updated_by_words_and_not_by_white_space(base: dict[str, FakeFile], head: dict[str, FakeFile], updated: bool):
    assert document(base, head) == SpecDocument("specs/a.md", at_head=True, updated=updated)


def test_a_document_that_is_removed_is_not_updated():
    assert document({"specs/a.md": "one\n"}, {}) == SpecDocument("specs/a.md", at_head=False, updated=False)


def test_what_should_be_there_is_named_where_nothing_is():
    components = [Component("orders", ("src/orders/**",), ("specs/a.md",)), Component("gone", ("src/**",), ("old.md",))]
    facts = facts_of({**CODE, "old.md": "x"}, EDITED, components=components)
    assert [found.names for found in facts.specs.components] == [("specs/a.md",), ("old.md",)]
