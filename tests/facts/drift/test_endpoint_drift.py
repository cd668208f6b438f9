import pytest

from tenet.facts.drift.endpoint_drift import same_path
from tenet.facts.spec.document import read_document


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("/orders", "/orders", True),
        ("/orders", "/api/v1/orders", True),
        ("/shop/v1/orders", "/v1/orders", True),
        ("/orders/{}", "/v1/orders/{}", True),
        ("/orders", "/reorders", False),
        ("/{}", "/v1/orders/{}", False),
        ("/", "/orders", False),
        ("/orders", "/orders/{}", False),
    ],
)
def test_paths_are_one_where_one_is_the_end_of_the_other(one: str, other: str, same: bool):
    assert same_path(one, other) is same_path(other, one) is same


def test_a_parameter_within_a_path_of_a_table_is_no_host():
    page = "| method | path |\n|---|---|\n| GET | /orders/{id}/lines |\n| GET | {host}/health |\n"
    assert [one.path for one in read_document("a.md", page).endpoints()] == ["/orders/{id}/lines", "/health"]
