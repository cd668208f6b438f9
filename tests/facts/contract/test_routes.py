import pytest
from tests.facts.contract.sides import changes

HEAD = "from fastapi import APIRouter\nrouter = APIRouter(prefix='/v1')\nPATH = '/items'\n"
GET = "@router.get('/x')\ndef get_x({0}): ...\n"


@pytest.mark.parametrize(
    ("route", "name"),
    [
        ("@router.get('/x')\ndef f(): ...", "GET /v1/x"),
        ("@router.get(path='/x')\ndef f(): ...", "GET /v1/x"),
        ("@router.get('')\ndef f(): ...", "GET /v1"),
        ("@router.get(PATH + '/{id}')\ndef f(): ...", "GET /v1/items/{id}"),
        ("@router.get(f'/{NAME}')\ndef f(): ...", "GET /v1{f'/{NAME}'}"),
        ("@app.delete('/x')\nasync def f(): ...", "DELETE /x"),
        ("@router.websocket('/ws')\nasync def f(): ...", "WEBSOCKET /v1/ws"),
        ("@router.api_route('/x', methods=['PUT'])\ndef f(): ...", "PUT /v1/x"),
        ("@app.route('/x')\ndef f(): ...", "GET /x"),
        ("def make():\n    @app.get('/x')\n    def f(): ...", "GET /x"),
        ("class Views:\n    @router.get('/x')\n    def f(self): ...", "GET /v1/x"),
        ("@router.get('/x')\ndef _f(): ...", "GET /v1/x"),
        ("router.add_api_route('/x', f, methods=['POST'])", "POST /v1/x"),
        ("router.add_websocket_route('/x', f)", "WEBSOCKET /v1/x"),
        ("app.include_router(router, prefix='/api')", "routes of router under /api"),
        ("app.include_router(make_router())", "routes of make_router() under /"),
        ("app.mount('/static', files)", "mount /static"),
    ],
)
def test_a_route_is_known_by_method_and_path(route: str, name: str):
    added = [change for change in changes(HEAD, HEAD + route + "\n") if "make() " not in change and "Views" not in change]
    assert added == [f"{name} is new"]


def test_a_route_of_several_methods_is_several():
    assert changes(HEAD, HEAD + "@router.api_route('/x', methods=['GET', HTTPMethod.PUT])\ndef f(): ...\n") == [
        "GET /v1/x is new",
        "PUT /v1/x is new",
    ]


@pytest.mark.parametrize(
    "text",
    [
        "@cache.get('key')\ndef _f(): ...",
        "@mock.patch('app.x')\ndef _f(): ...",
        "@cache.get(KEY)\ndef _f(): ...",
        "@router.get()\ndef _f(): ...",
        "x.mount('disk')",
    ],
)
def test_what_only_looks_like_a_route_is_none(text: str):
    assert changes(HEAD, HEAD + text + "\n") == []


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ("limit: int = 5", "limit: int = Query(5)"),
        ("limit: int = Query(5, ge=0)", "limit: Annotated[int, Query(ge=0, description='x')] = 5"),
        ("limit: int = Query(...)", "limit: int"),
        ("id: int", "id: int = Path(title='x')"),
        ("a: int, b: int", "b: int, a: int"),
        ("db: Session = Depends(get_db)", "db: Annotated[Session, Depends(get_db)]"),
        ("", "request: Request, tasks: BackgroundTasks, user: User = Security(get_user)"),
        ("q: Optional[str] = None", "q: str | None = Query(None)"),
    ],
)
def test_parameters_written_otherwise_are_the_same(base: str, head: str):
    assert changes(HEAD + GET.format(base), HEAD + GET.format(head)) == []


@pytest.mark.parametrize(
    ("base", "head", "said"),
    [
        ("q: str", "q: int", "(q: int)"),
        ("q: str", "q", "(q: Any)"),
        ("q: str", "q: str = Header()", "(q: str in header())"),
        ("q: Model", "q: Model = Query()", "(q: Model in query())"),
        ("q: str", "q: str = Query(alias='w')", "(q: str in query(alias='w'))"),
        ("q: str", "q: str = 'a'", "(q: str = 'a')"),
    ],
)
def test_what_a_client_sends_is_a_change(base: str, head: str, said: str):
    assert changes(HEAD + GET.format(base), HEAD + GET.format(head))[0].endswith(f"GET /v1/x {said}")


@pytest.mark.parametrize(
    ("base", "head"),
    [
        ("@router.get('/x', response_model=Out)\ndef f(): ...", "@router.get('/x')\ndef f() -> Out: ..."),
        ("@router.get('/x')\ndef f(): ...", "@router.get('/x', summary='x', tags=['x'])\nasync def g() -> None: ..."),
        ("@router.get('/x')\ndef f(): ...", "@router.get('/x', status_code=200)\ndef f() -> JSONResponse: ..."),
        ("@router.get('/x', status_code=404)\ndef f(): ...", "@router.get('/x', status_code=HTTPStatus.NOT_FOUND)\ndef f(): ..."),
    ],
)
def test_an_answer_written_otherwise_is_the_same(base: str, head: str):
    assert changes(HEAD + base, HEAD + head) == []


@pytest.mark.parametrize(
    ("facet", "said"),
    [
        ("status_code=codes.MADE", "status MADE"),
        ("status_code=CREATED", "status CREATED"),
        ("deprecated=True", "deprecated=True"),
        ("include_in_schema=False", "include_in_schema=False"),
        ("response_class=PlainTextResponse", "response_class=PlainTextResponse"),
    ],
)
def test_what_a_route_says_of_its_answer_is_a_change(facet: str, said: str):
    head = f"@router.get('/x', {facet})\ndef f(): ...\n"
    assert changes(HEAD + "@router.get('/x')\ndef f(): ...\n", HEAD + head) == [f"GET /v1/x is now GET /v1/x ({said})"]


def test_a_dependency_alias_of_another_module_is_followed():
    deps = {"app/deps.py": "from typing import Annotated\nfrom fastapi import Depends\nDb = Annotated[Session, Depends(get_db)]\n"}
    imports = "from fastapi import Depends\nfrom app.deps import Db\n" + HEAD
    base = {**deps, "app/a.py": imports + GET.format("db: Session = Depends(get_db)")}
    assert changes(base, {**deps, "app/a.py": imports + GET.format("db: Db")}) == []
