"""The slices of GitHub's descriptions are whole, small and without prose, and every operation in them is answered."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from github_standin.description import description, graphql_schema, resolved
from github_standin.json_types import Json, as_list, as_object, text
from github_standin.service import HANDLERS
from graphql import validate_schema


def walk(value: Json, *, names: bool = False) -> Iterator[tuple[str, Json]]:
    """Every key with its value, but for keys that are names of properties."""
    for key, item in as_object(value).items():
        if not names:
            yield key, item
        yield from walk(item, names=key == "properties" and not names)
    for item in as_list(value):
        yield from walk(item)


def test_it_has_all_that_it_refers_to_and_no_prose() -> None:
    found = list(walk({key: item for key, item in description().items() if key != "info"}))
    assert all(resolved({"$ref": item}) for key, item in found if key == "$ref")
    assert not {"description", "summary", "example", "examples", "externalDocs", "x-github"} & {key for key, _ in found}


def test_it_is_small_and_names_its_source() -> None:
    folder = files("github_standin")
    assert len(folder.joinpath("description.json").read_bytes()) <= 160_000
    assert "@octokit/openapi@" in text(as_object(description()["info"]), "title")
    assert folder.joinpath("schema.graphql").read_text("utf-8").startswith("# A slice of @octokit/graphql-schema@")


def test_the_graphql_slice_is_a_valid_schema() -> None:
    assert validate_schema(graphql_schema()) == []


def test_every_operation_has_a_handler_and_every_handler_an_operation() -> None:
    paths = as_object(description()["paths"]).values()
    operations = [as_object(operation) for methods in paths for operation in as_object(methods).values()]
    assert {text(each, "operationId") for each in operations} == set(HANDLERS)
