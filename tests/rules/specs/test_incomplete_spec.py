"""What `incomplete-spec` flags, beside the examples of its manual page."""

from collections.abc import Mapping

import pytest
from tests.fakes.facts import facts_of
from tests.fakes.tree import FakeFile
from tests.rules.examples import NoPresets
from tests.rules.examples import judged as judge
from tests.rules.specs.service import FILES, edited

from tenet.core.errors import PolicyFault
from tenet.domain.component import Component
from tenet.domain.finding import NotApplicable, Outcome, Unknown, Violation
from tenet.policy.in_force import load
from tenet.policy.loading import PolicyText
from tenet.ports.tree import Unreadable
from tenet.rules.registry import load_rules
from tenet.rules.specs.incomplete_spec import RULE, Options

LEDGER = Component("ledger", ("ledger/**",), ("specs/ledger.md",))
CODE = {"ledger/__init__.py": "", "ledger/postings.py": "def post(amount: int) -> int:\n    return amount\n"}
ROUTES = """\
from fastapi import APIRouter

router = APIRouter(prefix="/postings")


@router.get("/{number}")
def read_posting(number: int) -> dict[str, int]:
    return {"number": number}
"""
TABLES = """\
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Posting(Base):
    __tablename__ = "postings"

    number: Mapped[int] = mapped_column(primary_key=True)
"""

WHOLE = """\
# Ledger

## Requirements

- REQ-1: every posting has two sides.

## Architecture decisions

Postings are never changed, because auditors read them.

## Constraints

Amounts are whole cents.
"""


def outcomes(
    document: str, code: Mapping[str, FakeFile] = CODE, component: Component = LEDGER, path: str = "specs/ledger.md", **options: object
) -> list[Outcome]:
    """Of a change that adds a document beside code that was there."""
    facts = facts_of(code, {**code, path: document}, components=[component])
    return list(RULE.run(facts, Options.model_validate(options)))


def lacking(found: list[Outcome]) -> list[tuple[object, object]]:
    assert all(isinstance(outcome, Violation) for outcome in found)
    return [(outcome.data["section"], outcome.data["state"]) for outcome in found if isinstance(outcome, Violation)]


def without(heading: str) -> str:
    head, _, rest = WHOLE.partition(f"## {heading}\n")
    return head + rest.partition("\n## ")[2].join(["## ", ""]) if "\n## " in rest else head


def with_body(heading: str, body: str) -> str:
    head, _, rest = WHOLE.partition(f"## {heading}\n")
    _, mark, after = rest.partition("\n## ")
    return f"{head}## {heading}\n\n{body}\n{mark}{after}"


COMPLETE: dict[str, str] = {
    "plain": WHOLE,
    "other depth and case": WHOLE.replace("## Constraints", "##### CONSTRAINTS").replace("## Requirements", "# requirements"),
    "numbered": WHOLE.replace("## Req", "## 1. Req").replace("## Arch", "## 2) Arch").replace("## Const", "## 3.1) Const"),
    "setext": WHOLE.replace("## Constraints", "Constraints\n-----------").replace("## Requirements", "Requirements\n============"),
    "numbered setext": WHOLE.replace("## Constraints", "3. Constraints\n--------------"),
    "synonyms": WHOLE.replace("Requirements", "User stories")
    .replace("Architecture decisions", "Rationale")
    .replace("Constraints", "Limitations"),
    "two in one heading": WHOLE.replace("## Requirements", "## Requirements and constraints").partition("## Constraints")[0],
    "front matter": "---\nconstraints:\n  - Amounts are whole cents.\n---\n" + WHOLE.partition("## Constraints")[0],
    "in a table": with_body("Constraints", "| what | limit |\n|---|---|\n| postings a day | 10,000 |"),
    "in subsections": with_body("Constraints", "### Amounts\n\nWhole cents.\n\n### Dates\n\nTODO"),
    "in a code block": with_body("Constraints", "```yaml\nmax_amount: 100000\n```"),
    "a todo beside text": with_body("Constraints", "Whole cents.\n\nTODO: currencies"),
    "none is an answer": with_body("Constraints", "None: the ledger is small."),
    "marked mandatory": WHOLE.replace("## Constraints", "## Constraints *(mandatory)* 🚧"),
    "a word that starts like a placeholder": with_body("Constraints", "Todos are kept for a year."),
    "an endpoint in braces": with_body("Constraints", "`GET /postings/{number}` answers within 100 ms."),
    "a standard in brackets": with_body("Constraints", "As in [RFC 2119]."),
    "a type in brackets": with_body("Constraints", "Answers hold a `list[str | None]` and no dict[str, Any]."),
    "non-goals": WHOLE.replace("## Constraints", "## Goals / Non-Goals"),
    "a link to the record": with_body("Architecture decisions", "[ADR 7](../docs/adr/0007-no-change.md)"),
}

INCOMPLETE: dict[str, tuple[str, tuple[str, str]]] = {
    "no requirements": (without("Requirements"), ("requirements", "missing")),
    "no decisions": (without("Architecture decisions"), ("decisions", "missing")),
    "no constraints": (without("Constraints"), ("constraints", "missing")),
    "empty": (with_body("Constraints", ""), ("constraints", "empty")),
    "a comment": (with_body("Constraints", "<!-- what limits it?\n\nand how -->"), ("constraints", "empty")),
    "headings alone": (with_body("Constraints", "### Amounts\n\n### Dates"), ("constraints", "empty")),
    "a table without rows": (with_body("Constraints", "| what | limit |\n|---|---|"), ("constraints", "empty")),
    "todo": (with_body("Constraints", "TODO"), ("constraints", "open")),
    "tbd in a list": (with_body("Constraints", "- Amounts: TBD\n- [ ] FIXME dates"), ("constraints", "open")),
    "to be written": (with_body("Constraints", "_To be written._"), ("constraints", "open")),
    "is tbd": (with_body("Constraints", "The limits are TBD."), ("constraints", "open")),
    "template slots": (with_body("Constraints", "[Describe what limits the feature]"), ("constraints", "open")),
    "a template's sentence": (
        with_body("Requirements", "- **FR-001**: System MUST [specific capability, e.g. pay]"),
        ("requirements", "open"),
    ),
    "an invitation": (with_body("Constraints", "*Describe the constraints here.*"), ("constraints", "open")),
    "needs clarification": (with_body("Constraints", "Rounding is [NEEDS CLARIFICATION: which way?]"), ("constraints", "open")),
    "slots inside slots": (with_body("Constraints", "[Say what limits it, e.g. [number] orders]"), ("constraints", "open")),
    "questions of a template": (with_body("Constraints", "- What if [limit is reached]?"), ("constraints", "open")),
    "a lead without what it leads to": (with_body("Constraints", "**The service must**:\n\n- [ ] {first limit}"), ("constraints", "open")),
    "a heading inside a fence": (WHOLE.replace("## Constraints", "```\n## Constraints\n```"), ("constraints", "missing")),
    "an empty key of the front matter": ("---\nconstraints: []\n---\n" + without("Constraints"), ("constraints", "empty")),
    "non-functional requirements alone": (WHOLE.replace("## Requirements", "## Non-functional requirements"), ("requirements", "missing")),
    "todo in a comment's place": (with_body("Architecture decisions", "...\n\nTBC"), ("decisions", "open")),
}


@pytest.mark.parametrize("document", COMPLETE.values(), ids=COMPLETE.keys())
def test_a_spec_with_all_its_sections_is_not_flagged(document: str):
    assert outcomes(document) == []


@pytest.mark.parametrize(("document", "expected"), INCOMPLETE.values(), ids=INCOMPLETE.keys())
def test_a_section_that_is_missing_or_says_nothing_is_flagged(document: str, expected: tuple[str, str]):
    assert lacking(outcomes(document)) == [expected]


def test_a_violation_stands_on_the_heading_and_says_what_to_do():
    document = with_body("Constraints", "TBD")
    (found,) = outcomes(document)
    assert isinstance(found, Violation)
    assert (found.path, found.line) == ("specs/ledger.md", document.split("\n").index("## Constraints") + 1)
    assert found.message == "`specs/ledger.md` has not written the section `Constraints` yet."
    assert found.data == {"component": "ledger", "specs": ["specs/ledger.md"], "section": "constraints", "state": "open"}


def test_a_section_that_is_missing_stands_on_the_first_heading():
    (found,) = outcomes("intro\n\n" + without("Constraints"))
    assert isinstance(found, Violation)
    assert (found.line, found.message) == (3, "`specs/ledger.md` has no section for constraints.")


@pytest.mark.parametrize(
    ("code", "section"),
    [
        ({"ledger/api.py": ROUTES}, "api-contract"),
        ({"ledger/models.py": TABLES}, "data-model"),
        (
            {"ledger/models.py": "from django.db import models\n\n\nclass Posting(models.Model):\n    number = models.IntegerField()\n"},
            "data-model",
        ),
        ({"ledger/urls.py": "from django.urls import path\n\nurlpatterns = [path('postings/', view)]\n"}, "api-contract"),
    ],
)
def test_tables_call_for_a_data_model_and_routes_for_a_contract(code: Mapping[str, str], section: str):
    (found,) = outcomes(WHOLE, {**CODE, **code})
    assert isinstance(found, Violation)
    assert (found.data["section"], found.data["state"]) == (section, "missing")
    assert f"`{next(iter(code))}` calls for it" in found.message


@pytest.mark.parametrize(
    "more",
    [
        "## API\n\n`GET /postings/{number}`\n",
        "## HTTP\n\n| Method | Path |\n|---|---|\n| GET | /postings/{number} |\n",
        "## Over the wire\n\n```yaml\npaths:\n  /postings/{number}:\n    get: {}\n```\n",
        "See [the contract](../api/openapi.yaml).\n",
    ],
)
def test_a_contract_may_be_a_section_a_list_or_an_openapi_document(more: str):
    code = {**CODE, "ledger/api.py": ROUTES, "api/openapi.yaml": "openapi: 3.1.0\npaths:\n  /postings/{number}:\n    get: {}\n"}
    assert outcomes(WHOLE + "\n" + more, code) == []


def test_tests_call_for_no_contract():
    assert outcomes(WHOLE, {**CODE, "ledger/tests/test_api.py": ROUTES, "ledger/conftest.py": TABLES}) == []


def test_documents_of_one_component_are_one_spec():
    kit = {
        "specs/001-ledger/spec.md": "# Ledger\n\n## Functional Requirements\n\n- **FR-001**: Postings MUST balance.\n",
        "specs/001-ledger/plan.md": "# Plan\n\n## Technical Context\n\nPython.\n\n## Constraints\n\nWhole cents.\n",
    }
    component = Component("ledger", ("ledger/**",))
    assert judged(CODE, {**CODE, **kit}, component) == []
    alone = outcomes(kit["specs/001-ledger/spec.md"], CODE, component, "specs/001-ledger/spec.md")
    assert [section for section, _ in lacking(alone)] == ["decisions", "constraints"]


def test_a_spec_that_no_component_names_is_judged_where_layout_knows_it():
    assert [section for section, _ in lacking(outcomes("# Refunds\n", path="specs/refunds.md"))] == [
        "requirements",
        "decisions",
        "constraints",
    ]


@pytest.mark.parametrize("path", ["README.md", "specs/README.md", "docs/adr/0001-ledger.md", "specs/001-ledger/tasks.md", "docs/guide.md"])
def test_other_documents_are_no_specs(path: str):
    (found,) = outcomes("# Ledger\n", path=path)
    assert isinstance(found, NotApplicable)


def judged(base: Mapping[str, FakeFile], head: Mapping[str, FakeFile], component: Component) -> list[Outcome]:
    return list(RULE.run(facts_of(base, head, components=[component]), Options()))


def test_a_spec_that_a_change_of_the_contract_requires_is_judged():
    component = Component("orders", ("orders/**",), ("specs/orders.md",))
    contract = edited("orders/schemas.py", ("hidden: bool = False", "hidden: bool = True"))
    inside = edited("orders/service.py", ("LIMIT = 100", "LIMIT = 200"))
    assert "requirements" in [section for section, _ in lacking(judged(FILES, contract, component))]
    assert isinstance(judged(FILES, inside, component)[0], NotApplicable)


def test_a_spec_that_changed_only_in_white_space_is_not_judged():
    (found,) = judged({**CODE, "specs/ledger.md": "# Ledger\n"}, {**CODE, "specs/ledger.md": "# Ledger\n\n"}, LEDGER)
    assert isinstance(found, NotApplicable)


def test_a_spec_that_the_change_removes_is_not_judged():
    (found,) = judged({**CODE, "specs/ledger.md": "# Ledger\n"}, CODE, LEDGER)
    assert isinstance(found, NotApplicable)


def test_with_captures_each_part_is_judged_by_its_own_code():
    parts = Component("services", ("{name}/**",), ("specs/{name}.md",))
    code = {**CODE, "shop/api.py": ROUTES}
    assert outcomes(WHOLE, code, parts) == []
    assert lacking(outcomes(WHOLE, code, parts, "specs/shop.md")) == [("api-contract", "missing")]


def test_a_comment_above_the_heading_waives_it():
    policy = {".github/tenet.yml": "version: 1\ncomponents: {ledger: {paths: [ledger/**], spec: specs/ledger.md}}\n"}
    waived = with_body("Constraints", "TBD").replace("## Cons", "<!-- tenet: allow[incomplete-spec] decided in May, ticket 9 -->\n## Cons")
    found = judge({**CODE, **policy}, {**CODE, **policy, "specs/ledger.md": waived}, "incomplete-spec").findings
    assert [(finding.rule, finding.waived is not None) for finding in found] == [("incomplete-spec", True)]


def test_a_document_of_two_components_is_flagged_once():
    other = Component("books", ("books/**",), ("specs/ledger.md", "specs/books.md"))
    same = Component("reports", ("reports/**",), ("specs/ledger.md",))
    head = {**CODE, "specs/ledger.md": without("Constraints")}
    found = list(RULE.run(facts_of(CODE, head, components=[LEDGER, same, other]), Options()))
    assert lacking(found) == [("constraints", "missing")]


def test_a_list_of_tasks_is_no_spec():
    component = Component("ledger", ("ledger/**",), ("specs/tasks.md",))
    (found,) = outcomes("- [ ] all\n", component=component, path="specs/tasks.md")
    assert isinstance(found, NotApplicable)


def test_option_sections_says_what_every_spec_has():
    assert outcomes(without("Constraints"), sections=["requirements", "decisions"]) == []
    assert lacking(outcomes(WHOLE, sections=["threat-model"])) == [("threat-model", "missing")]


def test_option_by_code_says_what_the_code_calls_for():
    assert outcomes(WHOLE, {**CODE, "ledger/api.py": ROUTES}, by_code=[]) == []


def test_option_synonyms_adds_headings():
    document = WHOLE.replace("## Constraints", "## 3. Rahmenbedingungen")
    assert lacking(outcomes(document)) == [("constraints", "missing")]
    assert outcomes(document, synonyms={"constraints": ["Rahmenbedingungen"]}) == []


def test_option_placeholders_adds_words_for_what_is_still_open():
    document = with_body("Constraints", "Noch offen.")
    assert outcomes(document) == []
    assert lacking(outcomes(document, placeholders=["noch offen"])) == [("constraints", "open")]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("specs/ledger.rst", "Ledger\n======\n"),
        ("specs/ledger.md", "x" * 600_000),
        ("specs/ledger.md", Unreadable("its object is missing in this clone")),
    ],
)
def test_a_document_that_cannot_be_read_is_unknown(path: str, text: FakeFile):
    component = Component("ledger", ("ledger/**",), ("specs/ledger.*",))
    (found,) = judged(CODE, {**CODE, path: text}, component)
    assert isinstance(found, Unknown)
    assert (found.subject, found.path) == (f"sections of {path}", path)


def test_a_section_that_there_is_not_is_told_with_the_nearest():
    text = "version: 1\nrules: {incomplete-spec: {synonyms: {constrants: [x]}}}\n"
    with pytest.raises(PolicyFault) as fault:
        load(PolicyText("tenet.yml", text), NoPresets(), load_rules())
    (problem,) = fault.value.problems
    assert (problem.line, problem.message) == (2, "unknown key `rules.incomplete-spec.synonyms.constrants`")
    assert problem.hint.startswith("did you mean `constraints`?")
