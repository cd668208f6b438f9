"""`unstructured-error`, beside the examples of its manual page."""

import pytest
from tests.rules.errors.shop import HANDLERS, found

from tenet.domain.finding import Finding

RULE = "unstructured-error"
PATH = "src/shop/api/orders.py"
FLASK = "from flask import Blueprint, jsonify\n\nrouter = Blueprint('orders', __name__)\n"
DJANGO = "from django.http import JsonResponse\nfrom http import HTTPStatus\n"
REST = "from rest_framework.response import Response\nfrom rest_framework import status\n"
GET = '\n\n@router.get("/orders/{number}")\nasync def get_order(number: int) -> object:\n    '
RESHAPED = """
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException as StarletteHTTPException

app = FastAPI()


@app.exception_handler(StarletteHTTPException)
async def http_error(request: Request, error: StarletteHTTPException) -> Response:
    return respond(error)
"""


def answering(statement: str, start: str = HANDLERS, options: str = "warning", **more: str) -> list[Finding]:
    shared = {f"src/shop/{name}.py": text for name, text in more.items()}
    return found(RULE, {**shared, PATH: start + GET + statement + "\n"}, shared, options)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("return JSONResponse({'detail': 'gone'}, status_code=404)", "answers 404 with a body without `error`"),
        ("return JSONResponse(status_code=status.HTTP_409_CONFLICT, content={'error': 'locked'})", "answers 409 with a text as `error`"),
        ("return JSONResponse({'error': {'message': 'gone'}}, 410)", "answers 410 with an `error` without `code`, `details`"),
        ("return JSONResponse(f'no order {number}', status_code=404)", "answers 404 with a text"),
        ("return JSONResponse(['gone'], status_code=404)", "answers 404 with a list"),
        ("return JSONResponse(jsonable_encoder({'detail': error.errors()}), status_code=422)", "answers 422 with a body without `error`"),
        ("response = JSONResponse({'message': 'gone'}, status_code=404)", "answers 404 with a body without `error`"),
        ("raise HTTPException(status_code=404, detail='No such order')", "answers 404 with a text"),
        ("raise HTTPException(404, 'No order ' + str(number))", "answers 404 with a text"),
        ("raise HTTPException(400, detail=str(error))", "answers 400 with a text"),
        ("raise HTTPException(status.HTTP_403_FORBIDDEN)", "answers 403 with no body of its own"),
        ("raise HTTPException(status_code=error.status, detail='No')", "answers an error with a text"),
        ("raise HTTPException(409, detail={'reason': 'locked'})", "answers 409 with a body without `error`"),
    ],
)
def test_an_error_in_another_shape_is_found(statement: str, told: str) -> None:
    (finding,) = answering(statement)
    assert f'`get_order` {told}, not with `{{"error": {{"code", "message", "details"}}}}`.' == finding.message


@pytest.mark.parametrize(
    ("start", "statement"),
    [
        (FLASK, "return jsonify({'message': 'gone'}), 404"),
        (FLASK, "return jsonify(error='gone'), 404"),
        (FLASK, "return {'error': 'gone'}, 404"),
        (FLASK, "return 'gone', 404, {'X-Shop': '1'}"),
        (FLASK, "return make_response(jsonify({'message': 'gone'}), 404)"),
        (DJANGO, "return JsonResponse({'error': 'gone'}, status=404)"),
        (DJANGO, "return JsonResponse({'ok': False}, status=HTTPStatus.BAD_REQUEST)"),
        (REST, "return Response({'detail': 'gone'}, status=status.HTTP_404_NOT_FOUND)"),
    ],
)
def test_other_frameworks_are_read_alike(start: str, statement: str) -> None:
    assert len(answering(statement, start)) == 1


def test_a_file_is_told_once() -> None:
    (finding,) = answering("raise HTTPException(404, 'gone')" + GET + "raise HTTPException(409, 'locked')")
    assert "(2 such answers in this file)" in finding.message
    assert len(finding.data["answers"]) == 2  # type: ignore[arg-type]


def test_the_remedy_of_an_exception_is_one_handler_and_of_a_response_its_shape() -> None:
    (raised,) = answering("raise HTTPException(404, 'gone')")
    (returned,) = answering("return JSONResponse({'detail': 'gone'}, status_code=404)")
    assert raised.remedy.startswith("Register one handler for `HTTPException`")
    assert returned.remedy.startswith('Answer with `{"error": {"code", "message", "details"}}`')


def test_the_remedy_of_an_exception_names_the_file_that_maps_others() -> None:
    (finding,) = answering("raise HTTPException(404, 'gone')", app="app.add_exception_handler(KeyError, missing)\n")
    assert "Register one handler for `HTTPException` in `src/shop/app.py` that answers" in finding.remedy


def test_the_option_envelope_names_another_key() -> None:
    statement = "return JSONResponse({'fault': {'code': 'gone', 'message': 'No', 'details': {}}}, status_code=404)"
    assert [len(answering(statement, options=options)) for options in ("warning", "{envelope: fault}")] == [1, 0]


def test_the_option_envelope_may_be_empty() -> None:
    statement = "return JSONResponse({'code': 'gone', 'message': 'No', 'details': {}}, status_code=404)"
    assert answering(statement, options='{envelope: ""}') == []
    (finding,) = answering("return JSONResponse({'code': 'gone'}, status_code=404)", options='{envelope: ""}')
    assert 'a body without `message`, `details`, not with `{"code", "message", "details"}`' in finding.message


def test_the_option_fields_says_what_every_error_tells() -> None:
    statement = "return JSONResponse({'error': {'code': 'gone', 'message': 'No'}}, status_code=404)"
    assert [len(answering(statement, options=options)) for options in ("warning", "{fields: [code, message]}")] == [1, 0]


@pytest.mark.parametrize(
    "statement",
    [
        "return JSONResponse({'error': {'code': 'gone', 'message': 'No', 'details': {}}}, status_code=404)",
        "return JSONResponse({'error': {**problem, 'code': 'gone'}}, status_code=404)",
        "return JSONResponse({'error': problem}, status_code=404)",
        "return JSONResponse(problem(number), status_code=404)",
        "return JSONResponse(Problem(code='gone').model_dump(), status_code=404)",
        "return JSONResponse({**problem}, status_code=404)",
        "return JSONResponse({'number': number}, status_code=201)",
        "return JSONResponse({'number': number})",
        "return JSONResponse({'detail': 'gone'}, status_code=error.status)",
        "return JSONResponse({'error': 'invalid_grant', 'error_description': 'No'}, status_code=400)",
        "return Response(status_code=404)",
        "return {'error': 'gone'}, 404",
        "raise HTTPException(404, detail=problem)",
        "raise HTTPException(404, detail={'code': 'gone', 'message': 'No', 'details': {}})",
        "raise HTTPException(404, detail={'error': {'code': 'gone', 'message': 'No', 'details': {}}})",
        "raise HTTPException(307, headers={'Location': '/'})",
        "raise OrderNotFound('gone')",
        "raise ValueError('gone')",
    ],
)
def test_the_right_shape_and_what_nobody_can_tell_is_silent(statement: str) -> None:
    assert answering(statement) == []


@pytest.mark.parametrize(
    "app",
    [
        RESHAPED,
        "from fastapi import FastAPI, HTTPException\napp = FastAPI(exception_handlers={HTTPException: http_error})\n",
        "from fastapi import HTTPException\ndef wire(app: object) -> None:\n    app.add_exception_handler(HTTPException, http_error)\n",
        "from fastapi import HTTPException\nfor error in (HTTPException, ValueError):\n    app.add_exception_handler(error, http_error)\n",
        "from fastapi import HTTPException\nexception_handlers = {HTTPException: http_error}\n",
        "@app.exception_handler(404)\nasync def gone(request, error):\n    return respond(error)\n",
    ],
)
def test_a_central_handler_that_reshapes_silences_the_framework_default(app: str) -> None:
    assert answering("raise HTTPException(404, 'gone')", app=app) == []


@pytest.mark.parametrize(
    "app",
    [
        "@app.exception_handler(Exception)\nasync def crashed(request, error):\n    return respond(error)\n",
        "@app.exception_handler(409)\nasync def locked(request, error):\n    return respond(error)\n",
    ],
)
def test_a_handler_of_something_else_does_not(app: str) -> None:
    assert len(answering("raise HTTPException(404, 'gone')", app=app)) == 1


def test_a_health_check_that_reports_its_state_is_silent() -> None:
    text = HANDLERS + GET.replace("get_order", "health") + "return JSONResponse({'database': 'down'}, status_code=503)\n"
    assert found(RULE, {PATH: text}) == []
    assert found(RULE, {"src/shop/api/_health.py": text.replace("health", "database")}) == []


def test_an_own_class_that_derives_from_it_is_silent() -> None:
    errors = "from fastapi import HTTPException\nclass Gone(HTTPException):\n    pass\n"
    assert answering("raise Gone(404, 'gone')", HANDLERS + "from shop.problems import Gone\n", problems=errors) == []


def test_old_answers_and_tests_are_silent() -> None:
    text = HANDLERS + GET + "raise HTTPException(404, 'gone')\n"
    assert found(RULE, {PATH: text + "\nLIMIT = 3\n"}, {PATH: text}) == []
    assert len(found(RULE, {PATH: text + "\nLIMIT = 3\n"}, {PATH: text}, "{scope: all}")) == 1
    assert found(RULE, {"tests/test_orders.py": text}) == []


def test_an_answer_whose_text_is_edited_is_not_new_and_one_more_is() -> None:
    text = HANDLERS + GET + "raise HTTPException(404, 'gone')\n"
    assert found(RULE, {PATH: text.replace("gone", "lost")}, {PATH: text}) == []
    more = text.replace("    raise", "    if number < 0:\n        raise HTTPException(400, 'negative')\n    raise")
    (finding,) = found(RULE, {PATH: more}, {PATH: text})
    assert "400" in finding.message


def test_a_raise_in_the_domain_is_left_to_the_rule_that_wants_it_away() -> None:
    refusal = "from fastapi import HTTPException\nfrom fastapi.responses import JSONResponse\n\n\ndef cancel(number):\n    "
    text = f"{refusal}raise HTTPException(409, 'Shipped')\n"
    assert found(RULE, {"src/shop/domain/orders.py": text}) == []
    assert len(found("http-in-domain", {"src/shop/domain/orders.py": text}, options="error")) == 2
    assert len(found(RULE, {"src/shop/domain/router.py": text})) == 1
    answer = f"{refusal}return JSONResponse({{'detail': 'Shipped'}}, status_code=409)\n"
    assert len(found(RULE, {"src/shop/domain/orders.py": answer})) == 1


def test_a_text_nested_beyond_reading_does_not_stop_it() -> None:
    assert len(answering("raise HTTPException(404, " + " + ".join(["'gone'"] * 400) + ")")) in {0, 1}
