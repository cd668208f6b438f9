"""Resources that are made once for a service and shared: sessions, engines, clients, settings."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from tenet.facts.flows.external_calls import TEXT_ARGUMENT
from tenet.facts.flows.own_calls import own_calls, own_nodes
from tenet.facts.handlers.handler import Handler
from tenet.facts.python.bindings import Location, located_nodes
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import Module
from tenet.facts.python.modules import dotted_name


class ResourceKind(StrEnum):
    """What is made, as a person calls it."""

    SESSION = "database session"
    ENGINE = "database engine"
    CONNECTION = "database connection"
    HTTP = "HTTP client"
    CLIENT = "client"
    SETTINGS = "settings"


ORM = r"(?:sqlalchemy|sqlmodel)(?:\.\w+)*"
MAKERS = r"(?:async_)?(?:sessionmaker|scoped_session)"
DRIVERS = r"(?:psycopg2?|asyncpg|sqlite3|aiosqlite|pymysql|aiomysql|MySQLdb|mysql\.connector|cx_Oracle|oracledb|pyodbc)"
MONGO = r"(?:pymongo|motor)(?:\.\w+)*\.\w*Client"
FORMS = {
    ResourceKind.SESSION: rf"{ORM}\.(?:(?:Async)?Session|(?:async_)?scoped_session|{MAKERS}\(\)(?:\.begin)?)",
    ResourceKind.ENGINE: rf"{ORM}\.(?:create_(?:async_)?engine|(?:async_)?engine_from_config|(?:async_)?sessionmaker)",
    ResourceKind.CONNECTION: rf"{DRIVERS}\.(?:(?:Async)?Connection\.)?(?:connect|create_pool)|psycopg_pool\.\w+|{MONGO}",
    ResourceKind.HTTP: r"httpx\.(?:Async)?Client|requests(?:\.sessions)?\.[Ss]ession|aiohttp(?:\.client)?\.ClientSession|"
    r"urllib3\.PoolManager",
    ResourceKind.CLIENT: r"(?:redis|aioredis)(?:\.\w+)*\.(?:(?:Redis|StrictRedis|RedisCluster|ConnectionPool)(?:\.from_url)?|from_url)|"
    r"(?:boto3|aioboto3)\.(?:client|resource|Session|session\.Session)|elasticsearch\.(?:Async)?Elasticsearch|"
    r"opensearchpy\.(?:Async)?OpenSearch",
}
PATTERN = re.compile("|".join(f"(?P<{kind.name}>{form})" for kind, form in FORMS.items()))
WORDS = re.compile(
    rb"[Ss]ession|create_(?:async_)?engine|Client\b|PoolManager|[Rr]edis|boto3|\bconnect\(|create_pool|Settings|psycopg|[sS]earch\("
)
"""What a text reads like that makes one of these."""
LIKELY = re.compile(r"^[A-Z]|(?i:session|engine|client|connect|pool|maker|resource|from_url|begin|factory)")
"""The last names of such calls: what else is called is not followed."""
APPLICATIONS = frozenset({"FastAPI", "Starlette", "NinjaAPI"})
MAX_DEPTH = 6
SETTINGS = re.compile(r"pydantic(?:_settings)?(?:\.\w+)*\.BaseSettings")


@dataclass(frozen=True, slots=True)
class Resource:
    """A call that makes a resource."""

    kind: ResourceKind
    name: str
    """What it is outside the repository, or the name of the repository's own class."""
    node: ast.Call

    @property
    def remedy(self) -> str:
        """How a handler comes by it instead."""
        type_ = (dotted_name(self.node.func) or ["..."])[-1]
        match self.kind:
            case ResourceKind.SESSION:
                type_ = "AsyncSession" if "async" in self.name.lower() else "Session"
                return f"Take it as a parameter, `session: Annotated[{type_}, Depends(get_session)]`: one place then opens and closes it."
            case ResourceKind.SETTINGS:
                return f"Take them as a parameter, `settings: Annotated[{type_}, Depends(get_settings)]`, made once."
            case ResourceKind.HTTP:
                taken = f"`client: Annotated[{type_}, Depends(get_client)]`"
                return f"Make one in the application's lifespan and take it as a parameter, {taken}: its connections are then reused."
            case _:
                return f"Make it once in the application's lifespan, and take what `{type_}` makes as a parameter with `Depends`."


@dataclass(frozen=True)
class Resources:
    """Knows the calls that make a resource, those that the policy names among them."""

    names: ExternalNames
    factories: tuple[str, ...] = ()
    allowed: tuple[str, ...] = ()

    def made_by(self, call: ast.Call, at: Location) -> Resource | None:
        written = (dotted_name(call.func) or [getattr(call.func, "attr", "")])[-1]
        if not LIKELY.search(written) and not any(name.endswith(f".{written}") for name in self.factories):
            return None
        external = self.names.name(call.func, at)
        if external is not None:
            return self._external(TEXT_ARGUMENT.sub("()", external), call)
        definition = self.names.definition(call.func, at)
        if definition is None or definition.node is None:
            return None
        name = f"{definition.module.name}.{getattr(definition.node, 'name', '')}"
        if name in self.factories:
            return Resource(ResourceKind.CLIENT, name, call)
        if (
            name not in self.allowed
            and isinstance(definition.node, ast.ClassDef)
            and self._are_settings(definition.node, definition.module)
        ):
            return Resource(ResourceKind.SETTINGS, name, call)
        return None

    def _external(self, name: str, call: ast.Call) -> Resource | None:
        if name in self.allowed:
            return None
        if name in self.factories:
            return Resource(ResourceKind.CLIENT, name, call)
        found = PATTERN.fullmatch(name)
        return Resource(ResourceKind[found.lastgroup], name, call) if found is not None and found.lastgroup is not None else None

    def _are_settings(self, node: ast.ClassDef, module: Module, depth: int = MAX_DEPTH) -> bool:
        """Whether a class reads the environment when it is made."""
        for base in node.bases:
            if SETTINGS.fullmatch(self.names.name(base, Location(module)) or ""):
                return True
            above = self.names.definition(base, Location(module)) if depth > 0 else None
            if above is not None and isinstance(above.node, ast.ClassDef) and self._are_settings(above.node, above.module, depth - 1):
                return True
        return False


def resources_of_handler(handler: Handler, resources: Resources) -> Iterator[Resource]:
    """What a handler makes itself. What it makes with a factory that it is given is its own by permission."""
    given = {one.arg for one in ast.walk(handler.function.args) if isinstance(one, ast.arg)}
    for call in own_calls(handler.function):
        if (dotted_name(call.node.func) or [""])[0] in given:
            continue
        found = resources.made_by(call.node, handler.inside)
        if found is not None and not (found.kind is ResourceKind.SETTINGS and _are_values(call.node, handler)):
            yield found


def _are_values(call: ast.Call, handler: Handler) -> bool:
    """Settings that are not the service's own: made of given values, or to tell what the defaults are."""
    named = (node.targets[0] for node in own_nodes(handler.function) if isinstance(node, ast.Assign) and node.value is call)
    return bool(call.args or call.keywords) or any("default" in (dotted_name(one) or [""])[-1] for one in named)


def resources_of_module(module: Module, resources: Resources) -> Iterator[Resource]:
    """What a module makes when it is imported."""
    body = [one for one in module.tree.body if isinstance(one, ast.Assign | ast.AnnAssign | ast.Expr)]
    for node, at in located_nodes(module, body):
        if isinstance(node, ast.Call) and (found := resources.made_by(node, at)) is not None:
            yield found


def makes_application(module: Module) -> bool:
    """Whether a module makes the application: there is the place where shared things are made."""
    calls = (node for node, _ in located_nodes(module) if isinstance(node, ast.Call))
    return any((dotted_name(call.func) or [""])[-1] in APPLICATIONS for call in calls)
