import pytest
from tests.fakes.facts import facts_of
from tests.fakes.tree import FakeFile

from tenet.domain.component import Component
from tenet.facts.spec.spec_facts import Origin, SpecDocument, Why
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


SERVICES = Component("services", ("src/{name}/**",), ("specs/{name}.md", "specs/all.md"))
BOTH = {"src/orders/api.py": "X = 2\n", "src/billing/api.py": "X = 2\n"}


def test_captures_pair_each_part_of_a_component_with_its_own_document():
    documents = {"specs/orders.md": "x", "specs/users.md": "y"}
    facts = facts_of({**CODE, **documents}, {**BOTH, **documents}, components=[SERVICES])
    found = [(part.name, part.names, part.absent, part.files) for part in facts.specs.components]
    assert found == [
        (
            "services (billing)",
            ("specs/billing.md", "specs/all.md"),
            ("specs/billing.md", "specs/all.md"),
            frozenset({"src/billing/api.py"}),
        ),
        ("services (orders)", ("specs/orders.md",), ("specs/all.md",), frozenset({"src/orders/api.py"})),
    ]


def test_a_changed_document_of_a_part_whose_code_did_not_change_is_known():
    facts = facts_of({**CODE, "specs/orders.md": "x"}, {**CODE, "specs/orders.md": "y"}, components=[SERVICES])
    assert [(part.name, part.updated) for part in facts.specs.components] == [("services (orders)", True)]


def links(documents: dict[str, FakeFile], path: str = "src/orders/api.py", *components: Component) -> list[tuple[str, str]]:
    specs = facts_of({**CODE, **documents}, {**EDITED, **documents}, components=components).specs
    return [(link.document, link.why.value) for link in specs.of_file(path)]


FRONT = '---\ncovers: ["src/orders/**"]\n---\n# Orders\n'


@pytest.mark.parametrize(
    ("documents", "component", "expected"),
    [
        ({"specs/a.md": "x"}, Component("orders", ("src/orders/**",), ("specs/a.md",)), [("specs/a.md", "policy")]),
        ({"specs/orders.md": "x", "specs/billing.md": "x"}, SERVICES, [("specs/orders.md", "policy")]),
        ({"notes/o.md": FRONT}, ORDERS, [("notes/o.md", "front matter")]),
        ({"notes/o.md": FRONT, "specs/orders.md": "x"}, ORDERS, [("notes/o.md", "front matter")]),
        ({"notes/o.md": FRONT.replace("src/orders/**", "src/orders")}, ORDERS, [("notes/o.md", "front matter")]),
        ({"notes/o.md": FRONT.replace("src/orders/**", "src/billing/**")}, ORDERS, []),
        ({"notes/o.md": "---\ncomponents:\n  - billing\n  - orders\n---\n"}, ORDERS, [("notes/o.md", "front matter")]),
        ({"notes/o.md": "---\ncomponent: billing\n---\n"}, ORDERS, []),
        ({"notes/o.md": FRONT, "specs/a.md": "x"}, Component("orders", ("src/**",), ("specs/a.md",)),
         [("notes/o.md", "front matter"), ("specs/a.md", "policy")]),
        ({"src/orders/spec.md": "x", "src/spec.md": "x", "spec.md": "x"}, ORDERS, [("src/orders/spec.md", "nearest")]),
        ({"openspec/specs/orders/spec.md": "x", "openspec/changes/archive/a/specs/orders/spec.md": "x"}, ORDERS,
         [("openspec/specs/orders/spec.md", "openspec")]),
        ({"openspec/changes/refunds/specs/orders/spec.md": "x", "openspec/changes/refunds/proposal.md": "x",
          "openspec/changes/refunds/design.md": "x", "openspec/changes/refunds/notes.md": "x",
          "openspec/changes/other/proposal.md": "x"}, ORDERS,
         [("openspec/changes/refunds/design.md", "openspec"), ("openspec/changes/refunds/proposal.md", "openspec"),
          ("openspec/changes/refunds/specs/orders/spec.md", "openspec")]),
        ({"specs/003-orders/spec.md": "x", "specs/003-orders/plan.md": "x", "specs/003-orders/contracts/orders.yaml": "x",
          "specs/004-billing/plan.md": "x"}, ORDERS,
         [("specs/003-orders/contracts/orders.yaml", "spec-kit"), ("specs/003-orders/plan.md", "spec-kit"),
          ("specs/003-orders/spec.md", "spec-kit")]),
        ({"specs/orders.md": "x"}, ORDERS, [("specs/orders.md", "named after")]),
        ({"specs/orders.md": "x"}, Component("orders", ("src/orders/**",), None), []),
        ({"specs/README.md": "x"}, Component("readme", ("src/orders/**",)), []),
    ],
)  # fmt: skip
def test_a_file_answers_to_documents_and_it_is_said_why(
    documents: dict[str, FakeFile], component: Component, expected: list[tuple[str, str]]
):
    assert links(documents, "src/orders/api.py", component) == expected


def test_a_file_of_no_component_answers_to_front_matter_or_the_nearest_spec():
    assert links({"notes/o.md": FRONT}) == [("notes/o.md", "front matter")]
    assert links({"src/spec.md": "x", "specs/orders.md": "x"}) == [("src/spec.md", "nearest")]
    assert links({"specs/orders.md": "x"}) == []


def test_front_matter_splits_a_component_by_what_its_documents_cover():
    everything = Component("app", ("src/**",))
    facts = facts_of({**CODE, "notes/o.md": FRONT, "spec.md": "x"}, {**BOTH, "notes/o.md": FRONT, "spec.md": "x"}, components=[everything])
    found = [(part.origin, part.names, part.files) for part in facts.specs.components]
    assert found == [
        (Origin.FRONT_MATTER, ("notes/o.md",), frozenset({"src/orders/api.py"})),
        (Origin.LAYOUT, ("spec.md",), frozenset({"src/billing/api.py"})),
    ]


def test_a_list_of_tasks_is_a_document_that_is_never_updated():
    base = {"specs/003-orders/spec.md": "x", "specs/003-orders/tasks.md": "- [ ] a"}
    facts = facts_of({**CODE, **base}, {**EDITED, **base, "specs/003-orders/tasks.md": "- [x] a"}, components=[ORDERS])
    (found,) = facts.specs.components
    assert (len(found.documents), found.updated, found.names) == (2, False, ("specs/003-orders/spec.md",))


def test_a_document_answers_to_no_document_that_is_merely_near():
    documents = {"specs/003-orders/spec.md": "x", "specs/003-orders/plan.md": "x", "spec.md": "x"}
    assert links(documents, "specs/003-orders/plan.md") == []
    assert links(documents, "specs/003-orders/spec.md") == []


def test_a_removed_document_still_says_what_it_covered():
    facts = facts_of({**CODE, "notes/o.md": FRONT}, EDITED, components=[ORDERS])
    (found,) = facts.specs.components
    assert (found.origin, found.documents) == (Origin.FRONT_MATTER, (SpecDocument("notes/o.md", False, False, Why.FRONT_MATTER),))


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("docs/adr/0007-use-kafka.md", "# 7. Use Kafka\n\n## Status\n\nAccepted\n\n## Context\n\n## Decision\n\n## Consequences\n",
         (7, "use kafka", "Accepted", "nygard")),
        ("docs/decisions/0012-cache-orders.md",
         "---\nstatus: proposed\n---\n# Cache\n\n## Context and Problem Statement\n\n## Considered Options\n\n## Decision Outcome\n",
         (12, "cache orders", "proposed", "madr")),
        ("doc/adr/0001-record.md", "# Record\n", (1, "record", "", "other")),
        ("adr/adr-003-queue.md", "# Queue\n", (3, "queue", "", "other")),
        ("docs/adrs/2-b.md", "", (2, "b", "", "other")),
        ("docs/architecture/decisions/0001-x.md", "", (1, "x", "", "other")),
        ("docs/adr/README.md", "", None),
        ("docs/adr/template.md", "", None),
        ("specs/001-orders/spec.md", "", None),
        ("docs/guides/01-start.md", "", None),
    ],
)  # fmt: skip
def test_decision_records_are_found_with_number_title_status_and_form(path: str, text: str, expected: tuple[object, ...] | None):
    found = [
        (record.number, record.title, record.status, record.form.value) for record in facts_of({}, {path: text}).specs.decision_records
    ]
    assert found == ([expected] if expected else [])


def test_what_a_document_does_not_let_be_read_is_said():
    specs = facts_of({}, {"a.yaml": "x: 1", "b.md": Unreadable("too large"), "c.md": "# Constraints\n"}).specs
    assert [specs.document(path).unread for path in ("a.yaml", "b.md", "c.md")] == ["it is not Markdown", "its content cannot be read", ""]
    assert specs.document("c.md") is specs.document("c.md")
