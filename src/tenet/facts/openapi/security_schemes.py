"""Security schemes: the dependencies that are objects of FastAPI's security classes."""

from collections.abc import Mapping
from dataclasses import dataclass

from tenet.facts.json_schema.json_values import JsonObject
from tenet.facts.python.classes import ancestors
from tenet.facts.python.evaluator import Evaluator
from tenet.facts.python.values import Call, Instance, Symbol, Value

SCHEMES: Mapping[str, Mapping[str, str]] = {
    "OAuth2": {"type": "oauth2"},
    "OAuth2PasswordBearer": {"type": "oauth2"},
    "OAuth2AuthorizationCodeBearer": {"type": "oauth2"},
    "OAuth2ClientCredentials": {"type": "oauth2"},
    "HTTPBasic": {"type": "http", "scheme": "basic"},
    "HTTPBearer": {"type": "http", "scheme": "bearer"},
    "HTTPDigest": {"type": "http", "scheme": "digest"},
    "HTTPBase": {"type": "http"},
    "APIKeyHeader": {"type": "apiKey", "in": "header"},
    "APIKeyQuery": {"type": "apiKey", "in": "query"},
    "APIKeyCookie": {"type": "apiKey", "in": "cookie"},
    "OpenIdConnect": {"type": "openIdConnect"},
    "SecurityBase": {},
}
"""FastAPI's security classes, and the constant part of what each says in the document."""
MODELS: Mapping[str, Mapping[str, str]] = {
    "APIKey": {"type": "apiKey", "in": "header"},
    "HTTPBase": {"type": "http"},
    "HTTPBearer": {"type": "http", "scheme": "bearer"},
    "OAuth2": {"type": "oauth2"},
    "OpenIdConnect": {"type": "openIdConnect"},
}
"""The classes of `fastapi.openapi.models` that a scheme of the repository's own names as its `model`."""


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A dependency that is one of FastAPI's security classes. `kind` is the class's name: `OAuth2PasswordBearer`."""

    kind: str
    call: Call
    model: Call | None = None
    """What a scheme of the repository's own says of itself: `APIKey(name="X-Key", ...)`."""
    own_name: str = ""
    """The name that its constructor gives it."""

    @property
    def guards(self) -> bool:
        """Whether a request without its credentials is refused: `auto_error=False` lets it through, for the code to decide."""
        return self.call.keyword("auto_error") is not False


def security_scheme(callee: Value, evaluator: Evaluator) -> SecurityScheme | None:
    """A security scheme: an object of one of FastAPI's classes, or of a class of the repository that inherits from one."""
    call = callee.made if isinstance(callee, Instance) else callee
    if not isinstance(call, Call) or not isinstance(call.function, Symbol):
        return None
    for base in ancestors(evaluator, call.function):
        if isinstance(base, Symbol) and base.definition is None and base.name.startswith("fastapi.") and base.last in SCHEMES:
            own = callee.attributes if isinstance(callee, Instance) else {}
            model, name = own.get("model"), own.get("scheme_name")
            return SecurityScheme(base.last, call, model if isinstance(model, Call) else None, name if isinstance(name, str) else "")
    return None


def scheme_name(scheme: SecurityScheme) -> str:
    """The name of a scheme in the document: the stated one, else its class."""
    stated = scheme.call.keyword("scheme_name")
    return stated if isinstance(stated, str) else scheme.own_name or scheme.call.last


def described(scheme: SecurityScheme) -> JsonObject:
    """The scheme as OpenAPI writes it, as far as its arguments tell."""
    stated = MODELS.get(scheme.model.last, MODELS["APIKey"]) if scheme.model is not None else MODELS["APIKey"]
    found: JsonObject = {**(SCHEMES[scheme.kind] or stated)}
    if found["type"] == "apiKey":
        key = (scheme.model or scheme.call).keyword("name")
        found["name"] = key if isinstance(key, str) else ""
    if found["type"] == "oauth2":
        found["flows"] = {}
    if found["type"] == "openIdConnect":
        url = scheme.call.argument(0, "openIdConnectUrl")
        found["openIdConnectUrl"] = url if isinstance(url, str) else ""
    return found
