import pytest

from tenet.domain.change import Side
from tenet.facts.openapi.api_contract import ApiContract, ApiOperation
from tenet.facts.openapi.breaks import CodePlace, group, locate_in_code
from tenet.facts.openapi.comparison.api_change import ApiChange, Effect, Spot
from tenet.facts.python.values import Place


def contract(**places: int) -> ApiContract:
    """A contract with one handler; models and fields (`Order__id`) stand on the lines that are given."""
    found = {name.replace("__", "."): Place("shop/schemas.py", line, line) for name, line in places.items()}
    operation = ApiOperation("GET", "/v1/orders/{id}", "get_order", "shop/api.py", 9, 9, True, False, False)
    return ApiContract({}, (operation,), places=found)


def change(component: str, field: str, path: str = "/v1/orders/{key}", statement: str = "is gone") -> ApiChange:
    spot = Spot(f"/components/schemas/{component}/properties/{field}", component, field)
    return ApiChange("response-property-removed", Effect.BREAKS, "GET", path, f"response field `{field}`", statement, base=spot, head=spot)


def test_models_that_share_the_line_of_a_field_are_one_cause():
    head = contract(Order=1, Order__id=5, Invoice=8, Invoice__id=5)
    (found,) = group([change("Order", "id"), change("Invoice-Output", "id"), change("Invoice", "id")], locate_in_code(head, head))
    assert found.place == CodePlace(Side.HEAD, "shop/schemas.py", 5, 5, exact=True)
    assert len(found.changes) == 3


def test_models_on_the_line_of_their_handler_are_causes_of_their_own():
    head = contract()
    found = group([change("Order", "id"), change("Invoice", "id")], locate_in_code(head, head))
    assert [(one.model, one.place.path, one.place.line) for one in found] == [
        ("Order.id", "shop/api.py", 9),
        ("Invoice.id", "shop/api.py", 9),
    ]


def test_a_change_of_which_no_line_is_known_is_shown_nowhere():
    empty = ApiContract({}, ())
    (found,) = group([change("Order", "id")], locate_in_code(empty, empty))
    assert found.place == CodePlace()


def test_operations_are_named_up_to_three():
    head = contract(Order__id=5)
    (found,) = group([change("Order", "id", f"/v1/{number}") for number in range(5)], locate_in_code(head, head))
    assert found.message == "`Order.id` is gone, which breaks `GET /v1/0`, `GET /v1/1`, `GET /v1/2` and 2 more."


@pytest.mark.parametrize(("operations", "causes"), [(3, 3), (4, 1)])
def test_a_parameter_that_many_operations_share_is_one_cause(operations: int, causes: int):
    changes = [
        ApiChange("new-required-parameter", Effect.BREAKS, "GET", f"/v1/{number}", "query parameter `shop`", "is new and required")
        for number in range(operations)
    ]
    found = group(changes, locate_in_code(contract(), contract()))
    assert len(found) == causes
    assert sum(len(one.operations) for one in found) == operations


def test_operations_that_are_gone_are_causes_of_their_own():
    changes = [ApiChange("operation-removed", Effect.BREAKS, "GET", f"/v1/{number}", "the operation", "is gone") for number in range(9)]
    assert len(group(changes, locate_in_code(contract(), contract()))) == 9
