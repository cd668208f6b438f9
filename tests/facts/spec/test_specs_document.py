from tests.fakes.tree import FakeTree

from tenet.domain.component import Component
from tenet.facts.sources import Sources
from tenet.facts.spec.specs_document import specs_document
from tenet.report.specs_table import specs_text

COMPONENTS = (
    Component("services", ("src/{name}/**",), ("specs/{name}.md",)),
    Component("scripts", ("scripts/**",), None),
)
TREE = {
    "src/orders/api.py": "# REQ-1\n",
    "src/users/api.py": "",
    "scripts/load.py": "",
    "lib/shared.py": "",
    "lib/client_pb2.py": "",
    "tests/test_a.py": "def test_req_1(): ...\n",
    "specs/orders.md": "# Orders\n\n## Requirements\n\n- REQ-1: place\n- REQ-2: refund\n\n## API\n\n- GET /orders\n",
    "docs/adr/0001-sql.md": "# SQL\n\n## Status\n\nAccepted\n",
    "logo.png": b"\x89PNG REQ-2",
    "notes.txt": "REQ-2 is for later\n",
}


def test_the_whole_tree_is_told_apart_by_what_covers_it():
    found = specs_document(Sources(FakeTree(TREE)), COMPONENTS)
    assert isinstance(found, dict)
    orders = {"path": "specs/orders.md", "why": "policy", "sections": ["requirements", "api-contract"], "endpoints": 1, "tables": [],
              "unread": None}  # fmt: skip
    assert [(part["name"], part["origin"], part["documents"], part["absent"]) for part in found["components"]] == [
        ("services (orders)", "policy", [orders], []),
        ("services (users)", "policy", [], ["specs/users.md"]),
        ("scripts", "declined", [], []),
    ]
    assert found["files_without_spec"] == ["lib/shared.py", "src/users/api.py"]


def test_requirements_are_told_with_the_lines_that_name_them():
    found = specs_document(Sources(FakeTree(TREE)), COMPONENTS)
    assert isinstance(found, dict)
    assert [
        (one["id"], one["line"], one["text"], [(place["path"], place["line"]) for place in one["mentions"]])
        for one in found["requirements"]
    ] == [
        ("REQ-1", 5, "place", [("src/orders/api.py", 1), ("tests/test_a.py", 1)]),
        ("REQ-2", 6, "refund", [("notes.txt", 1)]),
    ]


def test_people_read_a_block_for_each_component_and_what_is_left():
    text = specs_text(specs_document(Sources(FakeTree(TREE)), COMPONENTS))
    assert "services (orders)  policy\n  specs/orders.md  (policy)  requirements, api-contract, 1 endpoints\n" in text
    assert "  specs/users.md  is not there\n" in text
    assert "Files without a spec (2)\n  lib/shared.py\n" in text
    assert "  REQ-1  specs/orders.md:5  src/orders/api.py:1, tests/test_a.py:1\n" in text
    assert "  docs/adr/0001-sql.md  Accepted\n" in text
    assert specs_text(specs_document(Sources(FakeTree({})), ())) == "no components\n"


def test_a_long_list_is_cut_and_counted():
    tree = {f"src/part{number:03}/a.py": "" for number in range(60)}
    text = specs_text(specs_document(Sources(FakeTree(tree)), ()))
    assert "Files without a spec (60)\n" in text
    assert "  and 10 more\n" in text


def test_names_in_the_judged_tree_command_no_runner():
    text = specs_text(specs_document(Sources(FakeTree({"::error::x/\x1b[31m.py": ""})), ()))
    assert "\x1b" not in text
    assert not any(line.lstrip().startswith("::") for line in text.split("\n"))
