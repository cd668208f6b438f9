"""Libraries that make routes and dependencies, in short: what their documentation says that they serve, as code that is followed.

Bodies of handlers are left out; their parameters, models, statuses and paths are what clients see.
"""

HTTPX_OAUTH = """
from typing import Optional
from fastapi import Request

class OAuth2AuthorizeCallback:
    def __init__(self, client, route_name=None, redirect_url=None): ...
    async def __call__(
        self,
        request: Request,
        code: Optional[str] = None,
        code_verifier: Optional[str] = None,
        state: Optional[str] = None,
        error: Optional[str] = None,
    ): ...
"""

USERS_AUTHENTICATION = """
from inspect import Parameter, Signature
from fastapi import Depends
from fastapi.security import APIKeyCookie, OAuth2PasswordBearer
from fastapi_users.schemas import BearerResponse

class BearerTransport:
    def __init__(self, tokenUrl):
        self.scheme = OAuth2PasswordBearer(tokenUrl, auto_error=False)
    def get_openapi_login_responses_success(self):
        return {200: {"model": BearerResponse}}
    def get_openapi_logout_responses_success(self):
        return {}

class CookieTransport:
    def __init__(self, cookie_name="fastapiusersauth", *options, **more):
        self.scheme = APIKeyCookie(name=cookie_name, auto_error=False)
    def get_openapi_login_responses_success(self):
        return {204: {"model": None}}
    def get_openapi_logout_responses_success(self):
        return {204: {"model": None}}

class AuthenticationBackend:
    def __init__(self, name, transport, get_strategy):
        self.name = name
        self.transport = transport
        self.get_strategy = get_strategy

class Authenticator:
    def __init__(self, backends, get_user_manager):
        self.backends = backends
        self.get_user_manager = get_user_manager
    def current_user(self, optional=False, active=False, verified=False, superuser=False, get_enabled_backends=None):
        parameters = [Parameter("user_manager", Parameter.POSITIONAL_OR_KEYWORD, default=Depends(self.get_user_manager))]
        for index, backend in enumerate(self.backends):
            parameters.append(Parameter(f"credentials{index}", Parameter.POSITIONAL_OR_KEYWORD, default=Depends(backend.transport.scheme)))
            parameters.append(Parameter(f"strategy{index}", Parameter.POSITIONAL_OR_KEYWORD, default=Depends(backend.get_strategy)))
        if get_enabled_backends is not None:
            parameters.append(Parameter("enabled_backends", Parameter.POSITIONAL_OR_KEYWORD, default=Depends(get_enabled_backends)))
        async def current_user_dependency(*arguments, **given): ...
        current_user_dependency.__signature__ = Signature(parameters)
        return current_user_dependency
    def current_user_token(self, optional=False, active=False, verified=False, superuser=False, get_enabled_backends=None):
        return self.current_user(get_enabled_backends=get_enabled_backends)
"""

USERS = """
from fastapi import APIRouter, Body, Depends, Query, Request, Response
from fastapi.security import OAuth2PasswordRequestForm
from fastapi_users.authentication import Authenticator
from fastapi_users.schemas import ErrorModel, OAuth2AuthorizeResponse
from httpx_oauth.integrations.fastapi import OAuth2AuthorizeCallback
from pydantic import EmailStr

UNAUTHORIZED = {401: {"description": "Unauthorized"}}
FORBIDDEN = {**UNAUTHORIZED, 403: {"description": "Forbidden"}, 404: {"description": "Not Found"}}
REFUSED = {400: {"model": ErrorModel}}

class FastAPIUsers:
    def __init__(self, get_user_manager, auth_backends):
        self.get_user_manager = get_user_manager
        self.authenticator = Authenticator(auth_backends, get_user_manager)
        self.current_user = self.authenticator.current_user

    def get_auth_router(self, backend, requires_verification=False):
        router = APIRouter()
        user_token_of = self.authenticator.current_user_token(active=True, verified=requires_verification)
        done = backend.transport.get_openapi_logout_responses_success()
        begun = backend.transport.get_openapi_login_responses_success()
        @router.post("/login", name=f"auth:{backend.name}.login", responses={**REFUSED, **begun})
        async def login(
            request: Request,
            credentials: OAuth2PasswordRequestForm = Depends(),
            user_manager=Depends(self.get_user_manager),
            strategy=Depends(backend.get_strategy),
        ): ...
        @router.post("/logout", name=f"auth:{backend.name}.logout", responses={**UNAUTHORIZED, **done})
        async def logout(user_token=Depends(user_token_of), strategy=Depends(backend.get_strategy)): ...
        return router

    def get_register_router(self, user_schema, user_create_schema):
        router = APIRouter()
        @router.post("/register", response_model=user_schema, status_code=201, name="register:register", responses=REFUSED)
        async def register(request: Request, user_create: user_create_schema, user_manager=Depends(self.get_user_manager)): ...
        return router

    def get_reset_password_router(self):
        router = APIRouter()
        @router.post("/forgot-password", status_code=202, name="reset:forgot_password")
        async def forgot_password(
            request: Request, email: EmailStr = Body(..., embed=True), user_manager=Depends(self.get_user_manager)
        ): ...
        @router.post("/reset-password", name="reset:reset_password", responses=REFUSED)
        async def reset_password(
            request: Request, token: str = Body(...), password: str = Body(...), user_manager=Depends(self.get_user_manager)
        ): ...
        return router

    def get_verify_router(self, user_schema):
        router = APIRouter()
        @router.post("/request-verify-token", status_code=202, name="verify:request-token")
        async def request_verify_token(
            request: Request, email: EmailStr = Body(..., embed=True), user_manager=Depends(self.get_user_manager)
        ): ...
        @router.post("/verify", response_model=user_schema, name="verify:verify", responses=REFUSED)
        async def verify(request: Request, token: str = Body(..., embed=True), user_manager=Depends(self.get_user_manager)): ...
        return router

    def get_users_router(self, user_schema, user_update_schema, requires_verification=False):
        router = APIRouter()
        active_user = self.current_user(active=True, verified=requires_verification)
        superuser = self.current_user(active=True, verified=requires_verification, superuser=True)
        async def user_or_404(id: str, user_manager=Depends(self.get_user_manager)): ...
        guarded = {"dependencies": [Depends(superuser)]}
        @router.get("/me", response_model=user_schema, name="users:current_user", responses=UNAUTHORIZED)
        async def me(user=Depends(active_user)): ...
        @router.patch("/me", response_model=user_schema, name="users:patch_current_user", responses={**REFUSED, **UNAUTHORIZED})
        async def update_me(
            request: Request, user_update: user_update_schema, user=Depends(active_user), user_manager=Depends(self.get_user_manager)
        ): ...
        @router.get("/{id}", response_model=user_schema, name="users:user", responses=FORBIDDEN, **guarded)
        async def get_user(user=Depends(user_or_404)): ...
        @router.patch("/{id}", response_model=user_schema, name="users:patch_user", responses={**REFUSED, **FORBIDDEN}, **guarded)
        async def update_user(
            user_update: user_update_schema, request: Request, user=Depends(user_or_404), user_manager=Depends(self.get_user_manager)
        ): ...
        @router.delete("/{id}", status_code=204, response_class=Response, name="users:delete_user", responses=FORBIDDEN, **guarded)
        async def delete_user(request: Request, user=Depends(user_or_404), user_manager=Depends(self.get_user_manager)): ...
        return router

    def get_oauth_router(self, oauth_client, backend, state_secret, redirect_url=None, *options, **more):
        router = APIRouter()
        callback_of = OAuth2AuthorizeCallback(oauth_client, redirect_url=redirect_url)
        name = f"oauth:{oauth_client.name}.{backend.name}"
        @router.get("/authorize", name=f"{name}.authorize", response_model=OAuth2AuthorizeResponse)
        async def authorize(request: Request, response: Response, scopes: list[str] = Query(None)): ...
        @router.get("/callback", name=f"{name}.callback", responses=REFUSED)
        async def callback(
            request: Request,
            access_token_state=Depends(callback_of),
            user_manager=Depends(self.get_user_manager),
            strategy=Depends(backend.get_strategy),
        ): ...
        return router

    def get_oauth_associate_router(
        self, oauth_client, user_schema, state_secret, redirect_url=None, requires_verification=False, *options, **more
    ):
        router = APIRouter()
        active_user = self.current_user(active=True, verified=requires_verification)
        callback_of = OAuth2AuthorizeCallback(oauth_client, redirect_url=redirect_url)
        name = f"oauth-associate:{oauth_client.name}"
        @router.get("/authorize", name=f"{name}.authorize", response_model=OAuth2AuthorizeResponse)
        async def authorize(request: Request, response: Response, scopes: list[str] = Query(None), user=Depends(active_user)): ...
        @router.get("/callback", name=f"{name}.callback", response_model=user_schema, responses=REFUSED)
        async def callback(
            request: Request,
            user=Depends(active_user),
            access_token_state=Depends(callback_of),
            user_manager=Depends(self.get_user_manager),
        ): ...
        return router
"""

SOURCES = {"fastapi_users": USERS, "fastapi_users.authentication": USERS_AUTHENTICATION, "httpx_oauth.integrations.fastapi": HTTPX_OAUTH}
"""Python by module name."""
HOMES = {
    "fastapi_users.fastapi_users": "fastapi_users",
    "fastapi_users.authentication.backend": "fastapi_users.authentication",
    "fastapi_users.authentication.authenticator": "fastapi_users.authentication",
    "fastapi_users.authentication.transport": "fastapi_users.authentication",
    "fastapi_users.authentication.transport.bearer": "fastapi_users.authentication",
    "fastapi_users.authentication.transport.cookie": "fastapi_users.authentication",
}
"""Other modules from which the same names are imported."""
