"""Operations as FastAPI itself writes them."""

from collections.abc import Mapping
from pathlib import Path
from typing import cast

import pytest
from tests.facts.openapi.oracle import comparable, read_by_tenet, said_by_fastapi

from tenet.domain.finding import Json

PARAMETERS = """
    import uuid
    from datetime import date, datetime
    from decimal import Decimal
    from enum import Enum
    from typing import Annotated, List, Literal, Optional, Union

    from fastapi import APIRouter, Cookie, FastAPI, Header, Path, Query, Request, Response, BackgroundTasks

    app = FastAPI()

    class Sort(str, Enum):
        newest = "newest"
        cheapest = "cheapest"

    Limit = Annotated[int, Query(ge=1, le=100)]

    @app.get("/plain/{order_id}")
    def plain(order_id: int, q: str, limit: int = 10, deep: bool = False, request: Request = None): ...

    @app.get("/optional")
    async def optional(a: Optional[str] = None, b: str | None = None, c: Union[int, None] = None, d: Optional[int] = 3): ...

    @app.get("/optional-required")
    async def optional_required(a: Optional[str], b: str | None): ...

    @app.get("/lists")
    def lists(
        a: list[str] = Query(), b: List[int] = Query([]), c: set[str] = Query(default=...), d: Annotated[list[Sort] | None, Query()] = None
    ): ...

    @app.get("/annotated/{item_id}")
    def annotated(
        item_id: Annotated[uuid.UUID, Path(title="The item")],
        limit: Limit,
        page: Limit = 1,
        sort: Sort = Sort.newest,
        kind: Literal["a", "b"] = "a",
        x_token: Annotated[str | None, Header()] = None,
        user_agent: str = Header(),
        raw_name: str = Header(convert_underscores=False),
        session: str | None = Cookie(None),
        other: Annotated[str, Query(alias="other-name")] = "",
    ): ...

    @app.get("/types")
    def types(day: date, moment: datetime, price: Decimal, share: float, tuple_: Annotated[tuple[int, str] | None, Query()] = None): ...

    @app.get("/hidden")
    def hidden(a: str = Query("x", include_in_schema=False), b: str = "y", response: Response = None, tasks: BackgroundTasks = None): ...

    @app.get("/files/{file_path:path}")
    def files(file_path: str): ...

    @app.get("/unannotated/{name}")
    def unannotated(name, other, third=3): ...

    @app.api_route("/many", methods=["GET", "POST", "DELETE"])
    def many(a: int = 1): ...

    @app.get("/constrained")
    def constrained(a: str = Query(min_length=2, max_length=5, pattern="^a"), b: float = Query(1.5, gt=1, lt=2, multiple_of=0.5)): ...
"""
BODIES = """
    from typing import Annotated, Any, Optional
    from fastapi import Body, Depends, FastAPI, File, Form, Query, UploadFile
    from pydantic import BaseModel, Field

    app = FastAPI()

    class Item(BaseModel):
        name: str
        price: float = Field(gt=0)
        tags: list[str] = []
        note: str | None = None

    class Buyer(BaseModel):
        name: str

    class Login(BaseModel):
        username: str
        password: str

    class Filters(BaseModel):
        limit: int = 10
        search: str | None = None
        order_by: str = "name"

    @app.post("/one")
    def one(item: Item): ...

    @app.put("/two/{item_id}")
    def two(item_id: int, item: Item, buyer: Buyer, q: str | None = None): ...

    @app.post("/embedded")
    def embedded(item: Annotated[Item, Body(embed=True)]): ...

    @app.post("/singular")
    def singular(item: Item, importance: Annotated[int, Body(gt=0)]): ...

    @app.post("/optional")
    def optional(item: Item | None = None): ...

    @app.post("/optional-two")
    def optional_two(item: Item | None = None, buyer: Optional[Buyer] = None): ...

    @app.post("/list")
    def of_list(items: list[Item]): ...

    @app.post("/mapping")
    def of_mapping(counts: dict[str, int]): ...

    @app.post("/any")
    def of_any(payload: Any = Body(None)): ...

    @app.post("/dict")
    def of_dict(payload: dict): ...

    @app.post("/form")
    def form(username: Annotated[str, Form()], password: str = Form(), remember: bool = Form(False)): ...

    @app.post("/form-model")
    def form_model(data: Annotated[Login, Form()]): ...

    @app.post("/upload")
    def upload(file: UploadFile, note: str = Form("")): ...

    @app.post("/uploads")
    def uploads(files: list[UploadFile], optional: UploadFile | None = None): ...

    @app.post("/bytes")
    def of_bytes(data: Annotated[bytes, File()]): ...

    @app.get("/filters")
    def filters(filters: Annotated[Filters, Query()]): ...

    @app.delete("/body-in-delete")
    def body_in_delete(ids: list[int] = Body()): ...

    @app.post("/media", response_model=None)
    def media(item: Item = Body(media_type="application/vnd.api+json")): ...
"""
RESPONSES = """
    from enum import Enum
    from http import HTTPStatus
    from typing import Annotated, Any, Generic, Optional, TypeVar, Union
    from fastapi import FastAPI, status, Response
    from fastapi.responses import FileResponse, HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, StreamingResponse
    from pydantic import BaseModel

    app = FastAPI()
    T = TypeVar("T")

    class Item(BaseModel):
        name: str
        price: float = 1.0

    class Problem(BaseModel):
        code: str

    class Page(BaseModel, Generic[T]):
        items: list[T]
        total: int

    class CsvResponse(Response):
        media_type = "text/csv"

    class Enveloped(JSONResponse):
        media_type = "application/vnd.api+json"

    @app.get("/model", response_model=Item)
    def model(): ...

    @app.get("/returned")
    def returned() -> Item: ...

    @app.get("/list")
    def of_list() -> list[Item]: ...

    @app.get("/optional", response_model=Optional[Item])
    def optional(): ...

    @app.get("/union", response_model=Union[Item, Problem])
    def union(): ...

    @app.get("/page", response_model=Page[Item])
    def page(): ...

    @app.get("/mapping")
    def mapping() -> dict[str, Item]: ...

    @app.get("/nothing")
    def nothing() -> None: ...

    @app.get("/any")
    def any_() -> Any: ...

    @app.post("/created", status_code=status.HTTP_201_CREATED)
    def created() -> Item: ...

    @app.post("/accepted", status_code=HTTPStatus.ACCEPTED)
    def accepted(): ...

    @app.delete("/gone", status_code=204)
    def gone(): ...

    @app.delete("/gone-too", status_code=status.HTTP_204_NO_CONTENT, response_model=None)
    def gone_too() -> None: ...

    @app.get("/html", response_class=HTMLResponse)
    def html(): ...

    @app.get("/text", response_class=PlainTextResponse)
    def text(): ...

    @app.get("/redirect", response_class=RedirectResponse)
    def redirect(): ...

    @app.get("/stream", response_class=StreamingResponse)
    def stream(): ...

    @app.get("/csv", response_class=CsvResponse)
    def csv(): ...

    @app.get("/enveloped", response_class=Enveloped)
    def enveloped() -> Item: ...

    @app.get("/raw")
    def raw() -> Response: ...

    @app.get("/file")
    def file() -> FileResponse: ...

    @app.get("/none-model", response_model=None)
    def none_model() -> Union[Item, Response]: ...

    CONFLICT = {"description": "Conflict", "model": Problem}

    @app.get("/problems", responses={404: {"model": Problem}, "409": CONFLICT, 200: {"description": "Fine"}})
    def problems() -> Item: ...

    @app.get("/binary", responses={200: {"content": {"image/png": {}}}}, response_class=Response)
    def binary(): ...

    @app.get("/deprecated", deprecated=True)
    def deprecated() -> str: ...
"""
DEPENDENCIES = """
    from dataclasses import dataclass
    from functools import partial
    from typing import Annotated, Generator
    from fastapi import APIRouter, Depends, FastAPI, Header, HTTPException, Query, Request, Security
    from fastapi.security import APIKeyHeader, HTTPBearer, OAuth2PasswordBearer, OAuth2PasswordRequestForm
    from pydantic import BaseModel

    oauth2 = OAuth2PasswordBearer(tokenUrl="token")
    api_key = APIKeyHeader(name="X-Key")

    class Session: ...

    class User(BaseModel):
        name: str

    def get_session() -> Generator[Session, None, None]: ...

    async def pagination(skip: int = 0, limit: Annotated[int, Query(le=50)] = 20) -> dict: ...

    class Sorting:
        def __init__(self, sort: str = "name", descending: bool = False): ...

    @dataclass
    class Window:
        start: int
        end: int | None = None

    class Role:
        def __init__(self, role: str): ...

        def __call__(self, request: Request, tenant: str = Header()) -> str: ...

    def get_user(token: Annotated[str, Depends(oauth2)], session: Session = Depends(get_session)) -> User: ...

    def tenant_of(tenant_id: int, user: User = Depends(get_user)) -> int: ...

    CurrentUser = Annotated[User, Depends(get_user)]

    def verify(x_token: str = Header()) -> None: ...

    app = FastAPI(dependencies=[Depends(verify)])
    router = APIRouter(prefix="/v1", dependencies=[Security(api_key)])

    @app.get("/paged")
    def paged(page: Annotated[dict, Depends(pagination)], sorting: Sorting = Depends()): ...

    @app.get("/window")
    def window(window: Annotated[Window, Depends()]): ...

    @app.get("/me")
    def me(user: CurrentUser) -> User: ...

    @router.get("/tenants/{tenant_id}", dependencies=[Depends(Role("admin"))])
    def tenant(tenant: int = Depends(tenant_of)): ...

    @router.post("/login")
    def login(form: Annotated[OAuth2PasswordRequestForm, Depends()]): ...

    @router.get("/scoped")
    def scoped(user: Annotated[User, Security(get_user, scopes=["a"])], bearer=Depends(HTTPBearer())): ...

    app.include_router(router, prefix="/api", dependencies=[Depends(pagination)])
"""


@pytest.mark.parametrize("text", [PARAMETERS, BODIES, RESPONSES, DEPENDENCIES], ids=["parameters", "bodies", "responses", "dependencies"])
def test_operations_are_as_fastapi_writes_them(text: str, tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/main.py": text}
    wanted = comparable(said_by_fastapi(files, "shop.main:app", tmp_path))
    found = comparable(read_by_tenet(files, "shop.main:app"))
    assert found == wanted


DEFAULTS = """
    from datetime import date
    from enum import Enum
    from typing import Annotated

    from fastapi import FastAPI, Header, Query
    from pydantic import BaseModel

    app = FastAPI()

    class Sort(str, Enum):
        newest = "newest"

    class Page(BaseModel):
        size: int = 20
        cursor: str | None = None

    @app.get("/")
    def show(
        page: int = Query(1, gt=0),
        sort: Sort = Sort.newest,
        q: str | None = None,
        tags: list[str] = Query([]),
        limit: Annotated[int, Query(le=100)] = 50,
        locale: Annotated[str | None, Header()] = "en",
        deep: bool = False,
        must: int = Query(...),
    ): ...

    @app.get("/page")
    def page(page: Annotated[Page, Query()]): ...
"""


KEPT_MODEL = """
    from typing import Literal

    from fastapi import FastAPI
    from pydantic import Field, create_model

    class Failure(Exception):
        _schema = None

        @classmethod
        def schema(cls):
            if cls._schema is not None:
                return cls._schema
            model = create_model(cls.__name__, error=(Literal[cls.__name__], Field(examples=[cls.__name__])), detail=(str, ...))
            cls._schema = model
            return cls._schema

    class Taken(Failure): ...

    app = FastAPI()

    @app.get("/a", responses={409: {"model": Taken.schema()}})
    def a(): ...

    @app.get("/b", responses={409: {"model": Taken.schema()}})
    def b(): ...
"""


def test_a_model_that_a_class_makes_once_and_keeps_is_read_each_time(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/main.py": KEPT_MODEL}
    assert comparable(read_by_tenet(files, "shop.main:app")) == comparable(said_by_fastapi(files, "shop.main:app", tmp_path))


def test_defaults_of_parameters_are_as_fastapi_writes_them(tmp_path: Path) -> None:
    files = {"shop/__init__.py": "", "shop/main.py": DEFAULTS}
    found = defaults(read_by_tenet(files, "shop.main:app"))
    assert found == defaults(said_by_fastapi(files, "shop.main:app", tmp_path))
    assert found["/ page"] == 1


def defaults(document: Mapping[str, Json]) -> dict[str, Json]:
    """The default of each parameter, by its path and name; None where it has none."""
    paths = cast("dict[str, dict[str, dict[str, list[dict[str, dict[str, Json]]]]]]", document["paths"])
    return {
        f"{path} {parameter['name']}": parameter["schema"].get("default")
        for path, item in paths.items()
        for operation in item.values()
        for parameter in operation["parameters"]
    }
