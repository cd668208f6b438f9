import json
import time

import pytest
from tests.fakes.facts import facts_of

from tenet.domain.change import Side
from tenet.domain.finding import Json
from tenet.facts.openapi.committed import CommittedDocument, UnreadDocument, read_document
from tenet.facts.openapi.conventions import PATTERNS
from tenet.facts.openapi.json_lines import JsonLines
from tenet.facts.openapi.yaml_values import read_yaml_values

OPENAPI = (
    '{\n  "openapi": "3.1.0",\n  "paths": {\n    "/a/b": {"get": {}},\n    "/c~d": {\n      "get": [1,\n        {"x": 2}]\n    }\n  }\n}\n'
)

LAUGHS = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]\n" for n in range(1, 9))


def read(path: str, text: str) -> CommittedDocument:
    found = read_document(path, text)
    assert isinstance(found, CommittedDocument)
    return found


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        ("", 1),
        ("/openapi", 2),
        ("/paths", 3),
        ("/paths/~1a~1b", 4),
        ("/paths/~1a~1b/get", 4),
        ("/paths/~1c~0d", 5),
        ("/paths/~1c~0d/get/0", 6),
        ("/paths/~1c~0d/get/1/x", 7),
        ("/paths/~1c~0d/put", 5),
        ("/nothing/here", 1),
    ],
)
def test_a_pointer_leads_to_the_line_of_its_key_in_json_and_in_yaml(pointer: str, line: int):
    assert read("openapi.json", OPENAPI).line_of(pointer) == line
    assert read("openapi.yaml", OPENAPI).line_of(pointer) == line


def test_yaml_gives_the_values_that_json_gives():
    text = """
openapi: "3.1.0"
paths:
  /a: &item
    get:
      responses:
        200: {description: 'yes', x: [1, -2.5, 1e3, true, no, null, ~, "1", 2020-01-01]}
        default: {}
  /b: *item
"""
    item = {
        "get": {
            "responses": {"200": {"description": "yes", "x": [1, -2.5, 1000.0, True, "no", None, None, "1", "2020-01-01"]}, "default": {}}
        }
    }
    assert read("openapi.yaml", text).document == {"openapi": "3.1.0", "paths": {"/a": item, "/b": item}}


def test_a_shared_part_has_no_line_of_its_own():
    text = "openapi: 3.1.0\npaths:\n  /a: &item\n    get: {}\n  /b: *item\n"
    assert read("openapi.yaml", text).line_of("/paths/~1b/get") == 5


@pytest.mark.parametrize(
    ("path", "text", "reason"),
    [
        ("openapi.json", "{", "it is no JSON"),
        ("openapi.json", "[" * 100_000, "it nests too deep"),
        ("openapi.json", '{"a": ' * 100_000 + "1", "it nests too deep"),
        ("openapi.json", '"' + "x" * (33 * 1024 * 1024), "it is longer than 32 MiB"),
        ("openapi.yaml", "a: [", "it is no YAML (line "),
        ("openapi.yaml", "- " * 10_000 + "a", "it nests too deep, or holds too much"),
        ("openapi.yaml", "[" * 10_000, "it nests too deep, or holds too much"),
        ("openapi.yaml", "a: " + "x" * (9 * 1024 * 1024), "it is longer than 8 MiB"),
        ("openapi.yaml", LAUGHS, "it nests too deep, or holds too much"),
    ],
)
def test_a_hostile_document_is_not_read_and_says_why(path: str, text: str, reason: str):
    found = read_document(path, text)
    assert isinstance(found, UnreadDocument)
    assert found.reason.startswith(reason)


def test_an_alias_of_what_is_around_it_stands_for_nothing():
    assert read_yaml_values("a: &a [*a, 1]").root == {"a": [None, 1]}


@pytest.mark.parametrize("text", ["[1]", '"paths"', '{"paths": {}}', '{"openapi": "3.1.0"}', "{}"])
def test_what_is_no_openapi_document_is_none(text: str):
    assert read_document("openapi.json", text) is None


@pytest.mark.untraced
def test_a_large_document_is_read_and_its_lines_are_found_in_seconds():
    paths: Json = {f"/v1/things{n}": {"get": {"responses": {"200": {"description": "x" * 250}}}} for n in range(60_000)}
    text = json.dumps({"openapi": "3.1.0", "paths": paths}, indent=1)
    assert len(text) > 20 * 1024 * 1024
    start = time.perf_counter()
    document = read("openapi.json", text)
    lines = [document.line_of(f"/paths/~1v1~1things{n}/get") for n in range(0, 60_000, 60)]
    assert time.perf_counter() - start < 20
    assert lines[1] - lines[0] == 60 * 9


def test_json_lines_of_a_text_with_strange_strings():
    text = '{"a{\\"": "}]",\n"b": ["[", {"\\u0041": null}],\n\n"c": -1.5e3}'
    lines = JsonLines(text)
    assert [lines.line_of(f"/{name}") for name in ('a{"', "b", "b/1/A", "c")] == [1, 2, 2, 4]


def test_documents_are_found_by_their_names_wherever_they_lie():
    names = ["openapi.json", "docs/openapi.yaml", "a/b/swagger.yml", "docs/openapi.md", "myopenapi.json", "openapi/paths.yaml"]
    facts = facts_of({}, dict.fromkeys(names, "x"))
    assert facts.openapi_documents.paths(PATTERNS) == ("a/b/swagger.yml", "docs/openapi.yaml", "openapi.json")


def test_a_changed_document_is_known_by_both_of_its_names():
    text = OPENAPI
    facts = facts_of({"openapi.json": text, "swagger.json": text}, {"docs/api.json": text, "openapi.yaml": text})
    assert set(facts.openapi_documents.changed(PATTERNS)) == {("openapi.json", "docs/api.json"), ("swagger.json", "openapi.yaml")}
    assert facts.openapi_documents.read(Side.BASE, "openapi.json") is facts.openapi_documents.read(Side.BASE, "openapi.json")
