"""What `tenet check` and `tenet inspect specs` say of spec documents, as a user runs them."""

import json

import pytest
from tests.api.command import Tenet
from tests.git_repository import GitRepository

POLICY = """\
version: 1
components:
  services: {paths: ["src/{name}/**"], spec: ["specs/{name}.md"]}
rules: {missing-spec: error, stale-spec: error, incomplete-spec: error}
"""
SPEC = "# Orders\n\n## Requirements\n\n- FR-001: place\n\n## Decisions\n\nOne table.\n\n## Constraints\n\nWhole cents.\n"


@pytest.fixture
def shop(service: GitRepository) -> GitRepository:
    """A branch that changes two parts, one of which has a spec."""
    service.git("checkout", "--quiet", "main")
    service.commit({".github/tenet.yml": POLICY, "specs/orders.md": SPEC, "src/orders/api.py": "def place(a): ...\n"})
    service.git("checkout", "--quiet", "-b", "parts")
    service.commit({"src/orders/api.py": "def place(a, b): ...  # FR-001\n", "src/users/api.py": "def find(a): ...\n"})
    return service


def test_a_check_says_which_spec_each_changed_file_answers_to(tenet: Tenet, shop: GitRepository) -> None:
    ended = tenet("check", "--base", "main", "--format", "json")
    assert ended.status == 1
    assert [(path, rule) for rule, path in zip(ended.rules, (f["path"] for f in json.loads(ended.out)["findings"]), strict=True)] == [
        ("src/orders/api.py", "stale-spec"),
        ("src/users/api.py", "missing-spec"),
        ("src/users/api.py", "stale-spec"),
    ]
    specs = json.loads(ended.out)["specs"]
    assert specs["files"] == [
        {"path": "src/orders/api.py", "documents": [{"path": "specs/orders.md", "why": "policy"}], "code": True},
        {"path": "src/users/api.py", "documents": [], "code": True},
    ]
    assert specs["requirements"] == {"covered": 1, "total": 1}
    assert "Specs\n" in tenet("check", "--base", "main").out


def test_a_check_without_rules_on_specs_says_nothing_of_them(tenet: Tenet, shop: GitRepository) -> None:
    ended = tenet("check", "--base", "main", "--only", "star-import", "--format", "json")
    assert json.loads(ended.out)["specs"] is None


def test_the_specs_of_a_tree_are_inspected_as_json_and_as_a_table(tenet: Tenet, shop: GitRepository) -> None:
    found = json.loads(tenet("inspect", "specs").out)
    assert [part["name"] for part in found["components"]] == ["services (orders)", "services (users)"]
    assert found["files_without_spec"] == ["app.py", "src/users/api.py"]
    assert found["requirements"][0]["mentions"] == [{"path": "src/orders/api.py", "line": 1}]
    table = tenet("inspect", "specs", ".", "--head", "main", "--format", "table").out
    assert "services (orders)  policy\n  specs/orders.md  (policy)  requirements, decisions, constraints\n" in table
    assert "src/users" not in table


def test_a_capture_that_pairs_nothing_is_told_with_its_place(tenet: Tenet, shop: GitRepository) -> None:
    shop.write({".github/tenet.yml": POLICY.replace("specs/{name}", "specs/{part}")})
    ended = tenet("check", "--base", "main")
    assert ended.status == 2
    assert ".github/tenet.yml:3:" in ended.err
    assert "`{part}`" in ended.err
    assert "captured there: `{name}`" in ended.err
