"""`scattered-error-mapping`, beside the examples of its manual page."""

from textwrap import dedent

import pytest
from tests.rules.errors.shop import APP, ERRORS, HANDLERS, found

from tenet.domain.finding import Finding

RULE = "scattered-error-mapping"
PATH = "src/shop/api/orders.py"
SHARED = {"src/shop/errors.py": ERRORS}
GET = """
@router.get("/orders/{number}")
async def get_order(number: int) -> dict[str, int]:
    try:
        return find_order(number)
    except OrderNotFound as error:
        raise HTTPException(status_code=404, detail="No such order") from error
"""


def in_api(text: str, base: str | None = None, options: str = "warning", start: str = HANDLERS, **more: str) -> list[Finding]:
    shared = {**SHARED, **{f"src/shop/{name}.py": text for name, text in more.items()}}
    before = shared if base is None else {**shared, PATH: start + dedent(base)}
    return found(RULE, {**shared, PATH: start + dedent(text)}, before, options)


def test_an_own_error_that_a_handler_turns_into_a_404_is_found() -> None:
    (finding,) = in_api(GET)
    assert finding.message == "`get_order` maps `OrderNotFound` to 404 itself."
    assert finding.remedy == "Let `OrderNotFound` pass, and map it once in an exception handler of the application."
    assert (finding.line, finding.end_line) == (11, 12)


def test_the_remedy_names_the_file_that_maps_other_errors() -> None:
    (finding,) = in_api(GET, app=APP)
    assert "`src/shop/app.py`, where other errors are mapped" in finding.remedy


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        ("raise HTTPException(404)", " to 404"),
        ("raise HTTPException(status.HTTP_409_CONFLICT, 'locked')", " to 409"),
        ("raise HTTPException(status_code=HTTPStatus.NOT_FOUND.value)", " to 404"),
        ("raise HTTPException(status_code=error.status)", ""),
        ("return JSONResponse({'detail': 'gone'}, status_code=410)", " to 410"),
        ("logger.info('gone')\n        if number:\n            raise HTTPException(404)", " to 404"),
    ],
)
def test_every_way_to_answer_with_an_error_counts(answer: str, status: str) -> None:
    (finding,) = in_api(GET[: GET.index("raise ")] + answer + "\n")
    assert f"`OrderNotFound`{status} itself" in finding.message


def test_several_errors_of_one_handler_are_one_finding() -> None:
    two = "    except (OrderLocked, ValueError):\n        raise HTTPException(423)\n"
    text = GET + two + "    except ShopError:\n        raise HTTPException(400)\n"
    (finding,) = in_api(text)
    assert finding.message == "`get_order` maps `OrderNotFound` to 404, `OrderLocked` to 423, `ShopError` to 400 itself."
    assert finding.remedy == "Let them pass, and map each once in an exception handler of the application."


def test_an_error_that_an_old_handler_begins_to_translate_is_the_one_told() -> None:
    (finding,) = in_api(GET + "    except OrderLocked:\n        raise HTTPException(423)\n", GET)
    assert finding.message == "`get_order` maps `OrderLocked` to 423 itself."
    assert finding.line == 13


def test_a_method_of_a_controller_counts() -> None:
    method = "\nclass Orders:\n" + "\n".join(f"    {line}" for line in GET.strip().splitlines()) + "\n"
    assert len(in_api(method)) == 1


def test_a_raise_of_an_own_http_error_counts() -> None:
    text = GET.replace("HTTPException(status_code=404, detail=", "Gone(") + "\nclass Gone(HTTPException):\n    pass\n"
    assert len(in_api(text)) == 1


@pytest.mark.parametrize(
    "answer", ["return jsonify(error='gone'), 404", "return {'error': 'gone'}, 404", "abort(404)", "abort(404, description='gone')"]
)
def test_flask_answers_count(answer: str) -> None:
    start = "from flask import Blueprint, abort, jsonify\nfrom shop.errors import OrderNotFound\nrouter = Blueprint('orders', __name__)\n"
    (finding,) = in_api(GET[: GET.index("raise ")] + answer + "\n", start=start)
    assert "`OrderNotFound` to 404" in finding.message


VIEW = """
class Orders(APIView):
    def get(self, request, number):
        try:
            return Response(find_order(number))
        except OrderNotFound as error:
            ANSWER

    def find(self, number):
        try:
            return find_order(number)
        except OrderNotFound as error:
            ANSWER
"""
REST = """
from rest_framework.exceptions import NotFound
from rest_framework.response import Response
from rest_framework.views import APIView
from shop.errors import OrderLocked, OrderNotFound
"""


@pytest.mark.parametrize("answer", ["raise NotFound from error", "return Response({'detail': 'gone'}, status=404)"])
def test_a_method_of_a_class_based_view_counts(answer: str) -> None:
    text = VIEW.replace("ANSWER", answer)
    (finding,) = in_api(text, start=REST)
    assert finding.message.startswith("`get` maps `OrderNotFound`")
    assert finding.line == 10
    assert in_api(text.replace("'gone'", "'lost'"), text, start=REST) == []


def test_an_action_of_a_view_set_counts_and_a_class_that_is_no_view_does_not() -> None:
    text = VIEW.replace("ANSWER", "raise NotFound").replace("    def get(", "    @action(detail=True)\n    def lock(")
    assert len(in_api(text, start=REST)) == 1
    assert in_api(text.replace("APIView", "Service"), start=REST.replace("import APIView", "import APIView as Other")) == []


def test_the_option_min_translations_leaves_single_ones_alone() -> None:
    two = GET + "    except OrderLocked:\n        raise HTTPException(423)\n"
    assert [len(in_api(text, options="{min_translations: 2}")) for text in (GET, two)] == [0, 1]


@pytest.mark.parametrize(
    "clause",
    [
        "except ValueError as error:\n        raise HTTPException(400, str(error))",
        "except httpx.TimeoutException as error:\n        raise HTTPException(504) from error",
        "except (KeyError, IntegrityError) as error:\n        raise HTTPException(409) from error",
        "except Exception as error:\n        raise HTTPException(500) from error",
        "except OrderNotFound:\n        raise",
        "except OrderNotFound:\n        return {}",
        "except OrderNotFound:\n        logger.info('gone')",
        "except OrderNotFound as error:\n        raise OrderLocked from error",
        "except OrderNotFound:\n        return JSONResponse({}, status_code=200)",
        "except OrderNotFound:\n        raise HTTPException(303, headers={'Location': '/'})",
        "except HTTPException:\n        raise HTTPException(502)",
        "except OrderNotFound:\n        def late() -> None:\n            raise HTTPException(404)\n        return late",
        "except errors[0]:\n        raise HTTPException(404)",
        "except:\n        raise HTTPException(404)",
    ],
)
def test_other_clauses_are_silent(clause: str) -> None:
    assert (
        in_api(GET[: GET.index("except ")] + clause + "\n", start="import httpx\nfrom sqlalchemy.exc import IntegrityError\n" + HANDLERS)
        == []
    )


def test_an_own_error_that_has_its_status_already_is_silent() -> None:
    errors = ERRORS + "\nfrom fastapi import HTTPException\nclass OrderNotFound(HTTPException):\n    pass\n"
    assert found(RULE, {"src/shop/errors.py": errors, PATH: HANDLERS + GET}) == []


def test_the_central_handler_and_functions_that_serve_no_route_are_silent() -> None:
    text = APP + GET.replace('@router.get("/orders/{number}")\n', "")
    assert (
        found(RULE, {**SHARED, "src/shop/app.py": text + "from fastapi import HTTPException\nfrom shop.errors import OrderNotFound\n"})
        == []
    )


def test_what_a_handler_did_before_is_silent_also_where_it_moves_or_is_edited() -> None:
    assert in_api(GET.replace("No such order", "Unknown order"), GET) == []
    base = {**SHARED, PATH: HANDLERS + GET}
    assert found(RULE, {**SHARED, "src/shop/api/reading.py": HANDLERS + "\nLIMIT = 3\n" + GET}, base) == []


def test_all_handlers_count_where_the_policy_says_so() -> None:
    assert len(in_api(GET, GET, "{scope: all}")) == 1


def test_tests_are_silent() -> None:
    assert found(RULE, {**SHARED, "tests/test_orders.py": HANDLERS + GET}, SHARED) == []


def test_deeply_nested_code_does_not_stop_it() -> None:
    deep = "".join(f"{'    ' * level}try:\n" for level in range(1, 18))
    closing = "".join(
        f"{'    ' * level}except OrderNotFound:\n{'    ' * (level + 1)}raise HTTPException(404)\n" for level in range(17, 0, -1)
    )
    text = f'\n@router.get("/deep")\ndef deep() -> None:\n{deep}{"    " * 18}pass\n{closing}'
    assert len(in_api(text)) == 1
