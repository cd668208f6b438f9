"""What every format says of specs."""

import json
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator
from tests.fakes.review import finding, verdict

from tenet.domain.specs import Answer, ComponentSpecs, FileSpecs, Share, SpecSummary
from tenet.domain.verdict import Verdict
from tenet.report.html import render_html
from tenet.report.result import render_json, result_of
from tenet.report.specs_section import spec_rows
from tenet.report.summary import render_summary
from tenet.report.text import render_text, unstyled
from tenet.schemas.result import Result

ORDERS, USERS, REFUNDS = (Answer(f"specs/{name}.md", "policy") for name in ("orders", "users", "refunds"))
SUMMARY = SpecSummary(
    files=(
        FileSpecs("src/orders/api.py", (ORDERS,), code=True),
        FileSpecs("src/users/api.py", (USERS,), code=True),
        FileSpecs("src/new.py", (), code=True),
        FileSpecs("README.md", (), code=False),
    ),
    components=(
        ComponentSpecs("services (orders)", "services", "policy", (ORDERS,), (), (), 1),
        ComponentSpecs("services (users)", "services", "policy", (USERS,), ("specs/users.md",), (), 1),
        ComponentSpecs("services (refunds)", "services", "policy", (), (), ("specs/refunds.md",), 1),
        ComponentSpecs("untouched", "untouched", "layout", (Answer("specs/untouched.md", "named after"),), (), (), 0),
        ComponentSpecs("scripts", "scripts", "declined", (), (), (), 3),
    ),
    requirements=Share(2, 5),
    endpoints=Share(7, 8),
)


def told(rule: str, component: str, *specs: str) -> Verdict:
    made = replace(finding(1, rule=rule), data={"component": component, "specs": list(specs)})
    return replace(verdict(made), specs=SUMMARY)


@pytest.fixture
def full() -> Verdict:
    return told("stale-spec", "services", "specs/orders.md")


def test_components_are_told_by_what_became_of_their_documents(full: Verdict):
    assert [(row.name, row.documents, row.state, row.good) for row in spec_rows(full)] == [
        ("services (orders)", ("specs/orders.md",), "not updated, and should be", False),
        ("services (users)", ("specs/users.md",), "updated", True),
        ("services (refunds)", ("specs/refunds.md",), "missing", False),
    ]


@pytest.mark.parametrize(
    ("rule", "component", "spec", "state"),
    [
        ("missing-spec", "services", "specs/orders.md", "missing"),
        ("incomplete-spec", "services (orders)", "specs/orders.md", "nothing to update, incomplete"),
        ("stale-spec", "services", "specs/users.md", "nothing to update"),
        ("stale-spec", "other", "specs/orders.md", "nothing to update"),
        ("raw-sql", "services", "specs/orders.md", "nothing to update"),
    ],
)
def test_a_finding_counts_for_the_part_that_it_names(rule: str, component: str, spec: str, state: str):
    assert spec_rows(told(rule, component, spec))[0].state == state


def test_markdown_has_a_table_and_the_figures(full: Verdict):
    text = render_summary(full)
    assert "### Specs\n" in text
    assert "| services (orders) | **not updated, and should be** | `specs/orders.md` |" in text
    assert "7 of 8 endpoints are listed in a spec, 2 of 5 requirements are named by code or tests." in text
    assert "untouched" not in text


def test_the_page_has_the_table_and_the_figures(full: Verdict):
    page = render_html(full)
    assert "<h2>Specs</h2>" in page
    assert '<td class="fail">not updated, and should be</td>' in page
    assert '<td class="pass">updated</td>' in page
    assert "2 of 5 requirements are named by code or tests." in page


def test_the_terminal_has_a_line_for_each_document_and_one_for_code_without(full: Verdict):
    lines = unstyled(render_text(full)).split("\n")
    at = lines.index("Specs")
    assert lines[at + 1 : at + 6] == [
        "       specs/orders.md  unchanged  src/orders/api.py (policy)",
        "       specs/users.md   updated    src/users/api.py (policy)",
        "       no spec                     src/new.py",
        "       7 of 8 endpoints are listed in a spec",
        "       2 of 5 requirements are named by code or tests",
    ]


def test_the_terminal_cuts_a_long_table_and_counts_the_rest(full: Verdict):
    files = tuple(FileSpecs(f"src/{number}.py", (Answer(f"specs/{number:02}.md", "nearest"),), code=True) for number in range(30))
    many = (FileSpecs(f"lib/{number}.py", (Answer("specs/00.md", "policy"),), code=True) for number in range(5))
    text = unstyled(render_text(replace(full, specs=replace(SUMMARY, files=(*files, *many)))))
    assert "       and 10 more\n" in text
    assert "src/0.py, lib/0.py, lib/1.py and 3 more (nearest, policy)" in text


@pytest.mark.parametrize("specs", [None, SpecSummary((FileSpecs("a.py", (), code=True),), ()), replace(SUMMARY, components=())])
def test_where_no_component_has_a_spec_people_are_told_nothing(specs: SpecSummary | None):
    quiet = replace(verdict(), specs=specs)
    assert "Specs" not in unstyled(render_text(quiet))
    assert "### Specs" not in render_summary(quiet)
    assert "<h2>Specs" not in render_html(quiet)


def test_the_result_holds_files_and_components_and_reads_back(full: Verdict):
    text = render_json(full)
    assert Result.model_validate_json(text) == result_of(full)
    stored = json.loads(text)
    Draft202012Validator(Result.model_json_schema()).validate(stored)
    documents = [{"path": "specs/orders.md", "why": "policy"}]
    assert stored["specs"]["files"][0] == {"path": "src/orders/api.py", "documents": documents, "code": True}
    assert stored["specs"]["components"][1]["updated"] == ["specs/users.md"]
    assert stored["specs"]["requirements"] == {"covered": 2, "total": 5}
    assert stored["schema_version"] == 1


def test_a_result_of_before_reads_still(full: Verdict):
    stored = json.loads(render_json(full))
    del stored["specs"]
    assert Result.model_validate_json(json.dumps(stored)).specs is None


def test_names_of_the_judged_change_have_no_effect():
    hostile = "::error::x|<script>`\x1b[31m\udce9"
    answer = Answer(hostile, "nearest")
    specs = SpecSummary((FileSpecs(hostile, (answer,), code=True),), (ComponentSpecs(hostile, "a", "layout", (answer,), (), (), 1),))
    made = replace(verdict(), specs=specs)
    text, page, markdown = unstyled(render_text(made)), render_html(made), render_summary(made)
    assert not any(line.lstrip().startswith("::") for line in text.split("\n"))
    assert "\x1b" not in text + markdown
    assert "<script>" not in page
    assert "x|<" not in markdown
    assert json.loads(render_json(made))["specs"]["files"][0]["path"].endswith("\\xe9")
