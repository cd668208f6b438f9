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
}
"""FastAPI's security classes, and the constant part of what each says in the document."""


@dataclass(frozen=True, slots=True)
class SecurityScheme:
    """A dependency that is one of FastAPI's security classes. `kind` is the class's name: `OAuth2PasswordBearer`."""

    kind: str
    call: Call

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
            return SecurityScheme(base.last, call)
    return None


def scheme_name(scheme: SecurityScheme) -> str:
    """The name of a scheme in the document: the stated one, else its class."""
    stated = scheme.call.keyword("scheme_name")
    return stated if isinstance(stated, str) else scheme.call.last


def described(scheme: SecurityScheme) -> JsonObject:
    """The scheme as OpenAPI writes it, as far as its arguments tell."""
    found: JsonObject = {**SCHEMES[scheme.kind]}
    if found["type"] == "apiKey":
        key = scheme.call.keyword("name")
        found["name"] = key if isinstance(key, str) else ""
    if found["type"] == "oauth2":
        found["flows"] = {}
    if found["type"] == "openIdConnect":
        url = scheme.call.argument(0, "openIdConnectUrl")
        found["openIdConnectUrl"] = url if isinstance(url, str) else ""
    return found
