"""Models of well-known libraries that applications inherit from, as their documentation gives their fields."""

STUBS = {
    "pydantic_settings": """
from pydantic import BaseModel, ConfigDict
class BaseSettings(BaseModel):
    model_config = ConfigDict(extra="forbid")
""",
    "fastapi_users.schemas": """
from typing import Generic, Optional, TypeVar
from pydantic import BaseModel, EmailStr
ID = TypeVar("ID")
class CreateUpdateDictModel(BaseModel):
    pass
class BaseUser(CreateUpdateDictModel, Generic[ID]):
    id: ID
    email: EmailStr
    is_active: bool = True
    is_superuser: bool = False
    is_verified: bool = False
class BaseUserCreate(CreateUpdateDictModel):
    email: EmailStr
    password: str
    is_active: Optional[bool] = True
    is_superuser: Optional[bool] = False
    is_verified: Optional[bool] = False
class BaseUserUpdate(CreateUpdateDictModel):
    password: Optional[str] = None
    email: Optional[EmailStr] = None
    is_active: Optional[bool] = None
    is_superuser: Optional[bool] = None
    is_verified: Optional[bool] = None
class BearerResponse(BaseModel):
    access_token: str
    token_type: str
class ErrorModel(BaseModel):
    detail: str | dict[str, str]
class OAuth2AuthorizeResponse(BaseModel):
    authorization_url: str
class BaseOAuthAccount(BaseModel, Generic[ID]):
    id: ID
    oauth_name: str
    access_token: str
    expires_at: Optional[int] = None
    refresh_token: Optional[str] = None
    account_id: str
    account_email: str
class BaseOAuthAccountMixin(BaseModel):
    oauth_accounts: list[BaseOAuthAccount] = []
""",
    "fastapi_pagination": """
from typing import Annotated, Any, Generic, Optional, Sequence, TypeVar
from pydantic import BaseModel, Field
from fastapi import Query
class Params(BaseModel):
    page: int = Query(1, ge=1)
    size: int = Query(50, ge=1, le=100)
class LimitOffsetParams(BaseModel):
    limit: int = Query(50, ge=1, le=100)
    offset: int = Query(0, ge=0)
class CursorParams(BaseModel):
    cursor: Optional[str] = Query(None)
    size: int = Query(50, ge=0, le=100)
T = TypeVar("T")
class BasePage(BaseModel, Generic[T]):
    items: Sequence[T]
    total: Annotated[int, Field(ge=0)]
class Page(BasePage[T], Generic[T]):
    __params_type__ = Params
    page: Annotated[int, Field(ge=1)]
    size: Annotated[int, Field(ge=1)]
    pages: Annotated[int, Field(ge=0)]
class LimitOffsetPage(BasePage[T], Generic[T]):
    __params_type__ = LimitOffsetParams
    limit: Annotated[int, Field(ge=1)]
    offset: Annotated[int, Field(ge=0)]
class CursorPage(BasePage[T], Generic[T]):
    __params_type__ = CursorParams
    current_page: Optional[str] = None
    current_page_backwards: Optional[str] = None
    previous_page: Optional[str] = None
    next_page: Optional[str] = None
""",
    "fastcrud": """
from typing import Generic, Optional, TypeVar
from pydantic import BaseModel
SchemaType = TypeVar("SchemaType")
class ListResponse(BaseModel, Generic[SchemaType]):
    data: list[SchemaType]
class PaginatedListResponse(ListResponse[SchemaType], Generic[SchemaType]):
    total_count: int
    has_more: bool
    page: Optional[int] = None
    items_per_page: Optional[int] = None
""",
    "fastapi_camelcase": """
import humps
from pydantic import BaseModel, ConfigDict
class CamelModel(BaseModel):
    model_config = ConfigDict(alias_generator=humps.camelize, populate_by_name=True)
""",
    "fastapi_utils.api_model": """
from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel
class APIModel(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)
class APIMessage(APIModel):
    detail: str
""",
}
"""Python by module name. Read like the repository's own."""

OLDER_STUBS = {
    "fastapi_pagination": (
        (0, 14),
        """
from typing import Annotated, Generic, Optional, Sequence, TypeVar
from pydantic import BaseModel, Field
from fastapi import Query
class Params(BaseModel):
    page: int = Query(1, ge=1)
    size: int = Query(50, ge=1, le=100)
class LimitOffsetParams(BaseModel):
    limit: int = Query(50, ge=1, le=100)
    offset: int = Query(0, ge=0)
class CursorParams(BaseModel):
    cursor: Optional[str] = Query(None)
    size: int = Query(50, ge=0, le=100)
T = TypeVar("T")
class BasePage(BaseModel, Generic[T]):
    items: Sequence[T]
    total: Optional[Annotated[int, Field(ge=0)]]
class Page(BasePage[T], Generic[T]):
    __params_type__ = Params
    page: Optional[Annotated[int, Field(ge=1)]]
    size: Optional[Annotated[int, Field(ge=1)]]
    pages: Optional[Annotated[int, Field(ge=0)]] = None
class LimitOffsetPage(BasePage[T], Generic[T]):
    __params_type__ = LimitOffsetParams
    limit: Optional[Annotated[int, Field(ge=1)]]
    offset: Optional[Annotated[int, Field(ge=0)]]
class CursorPage(BaseModel, Generic[T]):
    __params_type__ = CursorParams
    items: Sequence[T]
    total: Optional[int] = None
    current_page: Optional[str] = None
    current_page_backwards: Optional[str] = None
    previous_page: Optional[str] = None
    next_page: Optional[str] = None
""",
    ),
}
"""The version from which on a module is as above, and how it was before."""

ALIASES = {
    **{
        f"fastcrud.{module}.{name}": f"fastcrud.{name}"
        for module in ("paginated", "paginated.schemas", "paginated.response", "core")
        for name in ("ListResponse", "PaginatedListResponse")
    },
    "fastapi_users.router.common.ErrorModel": "fastapi_users.schemas.ErrorModel",
    "fastapi_users.authentication.transport.bearer.BearerResponse": "fastapi_users.schemas.BearerResponse",
    "pydantic.BaseSettings": "pydantic_settings.BaseSettings",
    "pydantic.env_settings.BaseSettings": "pydantic_settings.BaseSettings",
    "pydantic_settings.main.BaseSettings": "pydantic_settings.BaseSettings",
    "fastapi_pagination.default.Page": "fastapi_pagination.Page",
    "fastapi_pagination.bases.BasePage": "fastapi_pagination.BasePage",
    "fastapi_pagination.limit_offset.LimitOffsetPage": "fastapi_pagination.LimitOffsetPage",
    "fastapi_pagination.cursor.CursorPage": "fastapi_pagination.CursorPage",
    "fastapi_pagination.default.Params": "fastapi_pagination.Params",
    "fastapi_pagination.limit_offset.LimitOffsetParams": "fastapi_pagination.LimitOffsetParams",
    "fastapi_pagination.cursor.CursorParams": "fastapi_pagination.CursorParams",
    "fastapi_utils.api_model.APIModel": "fastapi_utils.api_model.APIModel",
    "fastapi_restful.api_model.APIModel": "fastapi_utils.api_model.APIModel",
}
"""Other names of the same classes."""
