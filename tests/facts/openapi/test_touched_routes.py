"""Of a change, only the operations that it may touch are written out, and that loses nothing."""

from collections.abc import Mapping
from random import Random

import pytest
from tests.facts.openapi.random_applications import Writer
from tests.fakes.facts import facts_of
from tests.rules.api.shop import FILES, edited

from tenet.domain.change import Side
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.openapi.comparison.operations import compare

Files = Mapping[str, str]
ALL = {
    ("GET", "/v1/orders"),
    ("POST", "/v1/orders"),
    ("GET", "/v1/orders/{order_id}"),
    ("DELETE", "/v1/orders/{order_id}"),
    ("GET", "/v1/customers/{customer_id}"),
    ("GET", "/v1/customers/{customer_id}/latest"),
    ("GET", "/health"),
}


def written(head: Files, base: Files = FILES) -> set[tuple[str, str]]:
    contract = facts_of(base, head).api(Side.HEAD)
    assert contract is not None
    return {(method.upper(), path) for path, item in contract.document["paths"].items() for method in item}


def test_a_change_of_a_handlers_module_writes_out_its_own_operations():
    head = edited("shop/api/customers.py", ("customer_id: int", "customer_id: str"))
    assert written(head) == {one for one in ALL if "customers" in one[1]}


def test_a_change_of_models_writes_out_what_imports_them():
    head = edited("shop/schemas.py", ("    id: int", "    id: str"))
    assert written(head) == ALL - {("GET", "/health")}


def test_a_change_of_a_prefix_writes_out_what_it_moves():
    head = edited("shop/main.py", ('app.include_router(orders.router, prefix="/v1")', 'app.include_router(orders.router, prefix="/v2")'))
    paths = {path for _, path in written(head)}
    assert "/v2/orders" in paths
    assert "/v1/customers/{customer_id}" not in paths or "/v1/orders" not in paths


def test_a_change_that_no_route_rests_on_writes_out_nothing():
    assert written({**FILES, "shop/jobs.py": "def nightly() -> None: ...\n"}) == set()


def test_another_version_of_pydantic_writes_out_everything():
    base = {**FILES, "requirements.txt": "pydantic==1.10.13\n"}
    assert written({**FILES, "requirements.txt": "pydantic==2.9.0\n"}, base) == ALL


def test_all_operations_are_listed_whatever_is_written_out():
    contract = facts_of(FILES, {**FILES, "shop/jobs.py": "x = 1\n"}).api(Side.HEAD)
    assert contract is not None
    assert {(one.method, one.path) for one in contract.operations if one.in_schema} == ALL
    assert {one.secured for one in contract.operations} == {None}


@pytest.mark.parametrize("seed", range(25))
def test_what_is_found_between_the_written_operations_is_what_is_found_between_all(seed: int):
    base = Writer(seed, "shop").files()
    head = _changed(base, Random(seed))
    facts = facts_of(base, head)
    assert _changes(facts.api(Side.BASE), facts.api(Side.HEAD)) == _changes(facts.whole_api(Side.BASE), facts.whole_api(Side.HEAD))


def _changes(base: ApiContract | None, head: ApiContract | None) -> list[tuple[str, str, str, str]]:
    assert base is not None
    assert head is not None
    return sorted((one.kind, one.method, one.path, one.sentence) for one in compare(base.document, head.document).changes)


def _changed(files: Files, random: Random) -> dict[str, str]:
    """The files with a few words of one of them replaced."""
    path = random.choice([path for path in sorted(files) if path.endswith((".py",)) and files[path].strip() and "main" not in path])
    text = files[path]
    for old, new in random.sample([("int", "float"), ("str", "bytes"), ("Optional[", "List["), ("item_id", "thing"), ("= 3", "= 4")], 2):
        text = text.replace(f" {old}", f" {new}") if random.random() < 0.7 else text.replace(old, new, 1)
    imports = "from enum import Enum, IntEnum" in text
    return {**files, path: files[path] if imports else text}
