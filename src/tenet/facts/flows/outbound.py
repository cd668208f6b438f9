"""Whether an outbound request goes to a host that a caller chooses (server-side request forgery, CWE-918)."""

import ast
import re

from tenet.facts.flows.external_calls import ExternalCall
from tenet.facts.python.bindings import Location
from tenet.facts.python.external_names import ExternalNames

CLIENTS = frozenset({"requests", "httpx", "aiohttp", "urllib3", "urllib", "niquests"})
METHODS = frozenset(
    {"get", "post", "put", "patch", "delete", "head", "options", "request", "stream", "urlopen", "ws_connect", "urlretrieve"}
)
BY_METHOD_FIRST = frozenset({"request", "stream"})
HOSTED = re.compile(r"\w+://[^/?#]")
SCHEME = re.compile(r"\w+://$")
PLACEHOLDER = re.compile(r"\w+://(?:%s|\{\w*\})")
PLACES = re.compile(r"ur[il]|host|link|href|domain|endpoint|callback|webhook|address|target|site|feed|origin|server", re.IGNORECASE)
CONFIGURED = re.compile(r"settings|config|conf$|environ|^env$|constants|^app$|^self$|^cls$|base_url|client|options", re.IGNORECASE)
REQUESTS = ("flask.request.", "starlette.requests.", "fastapi.Request", "django.http")
MAX_STEPS = 12


def chosen_host(call: ExternalCall, names: ExternalNames) -> str:
    """The parameter that decides the host of a request; empty where the host is written down or configured."""
    if call.root not in CLIENTS or call.last not in METHODS:
        return ""
    position = 1 if call.last in BY_METHOD_FIRST else 0
    url = call.arguments[position] if len(call.arguments) > position else call.keyword("url")
    function = call.at.function
    if url is None or function is None or (function.name.startswith("_") and not function.name.startswith("__")):
        return ""
    return _deciding(url, call.at, names, MAX_STEPS)


def _deciding(node: ast.expr, at: Location, names: ExternalNames, steps: int) -> str:
    """The name that decides which host a URL has."""
    if steps <= 0:
        return ""
    match node:
        case ast.JoinedStr():
            return _of_parts(node, at, names, steps)
        case ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Mod(), right=right) if PLACEHOLDER.match(text):
            return _given(right.elts[0] if isinstance(right, ast.Tuple) and right.elts else right, at, names, steps)
        case ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Add(), right=right) if SCHEME.search(text):
            return _given(right, at, names, steps)
        case ast.BinOp(left=left, op=ast.Add()):
            return _deciding(left, at, names, steps - 1)
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format")) if PLACEHOLDER.match(text):
            return _given(node.args[0], at, names, steps) if node.args else ""
        case ast.Await(value=value):
            return _deciding(value, at, names, steps - 1)
        case _:
            found = _given(node, at, names, steps)
            return found if PLACES.search(found) else ""


def _of_parts(node: ast.JoinedStr, at: Location, names: ExternalNames, steps: int) -> str:
    """`f"https://{host}/x"` is decided by `host`, `f"{url}/x"` by `url`, `f"https://example.com/{x}"` by nobody."""
    text = ""
    for part in node.values:
        if isinstance(part, ast.Constant):
            text += str(part.value)
            if HOSTED.match(text):
                return ""
        elif isinstance(part, ast.FormattedValue):
            if SCHEME.search(text):
                return _given(part.value, at, names, steps - 1)
            return "" if text else _deciding(part.value, at, names, steps - 1)
    return ""


def _given(node: ast.expr, at: Location, names: ExternalNames, steps: int) -> str:
    """The source of a value that a caller gives: a parameter, or what is taken from one."""
    if steps <= 0:
        return ""
    match node:
        case ast.Name(id=name):
            return _name(name, at, names, steps - 1)
        case ast.Attribute(value=value, attr=attr):
            held = _given(value, at, names, steps - 1)
            return f"{held}.{attr}" if held else ""
        case ast.Subscript(value=value, slice=ast.Constant(value=str() as key)):
            held = _given(value, at, names, steps - 1)
            return f"{held}.{key}" if held else ""
        case ast.Await(value=value) | ast.Subscript(value=value) | ast.NamedExpr(value=value):
            return _given(value, at, names, steps - 1)
        case ast.Call(func=ast.Attribute(value=value, attr="get"), args=[ast.Constant(value=str() as key), *_]):
            external = names.name(node.func, at) or ""
            held = "request" if external.startswith(REQUESTS) else _given(value, at, names, steps - 1)
            return f"{held}.{key}" if held else ""
        case ast.Call(func=ast.Name(id="str") | ast.Attribute(attr="urljoin" | "geturl"), args=[first, *_]):
            return _deciding(first, at, names, steps - 1)
        case ast.JoinedStr():
            return _of_parts(node, at, names, steps - 1)
        case _:
            return ""


def _name(name: str, at: Location, names: ExternalNames, steps: int) -> str:
    """A parameter that is no configuration; a local name stands for what it was given."""
    bound = names.local(name, at)
    if bound is None or CONFIGURED.search(name):
        return ""
    binding, inside = bound
    function = inside.function
    parameters = [] if function is None else [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    if name not in {parameter.arg for parameter in parameters}:
        return _deciding(binding.value, inside, names, steps) if binding.value is not None else ""
    written = ast.unparse(binding.annotation) if binding.annotation is not None else ""
    return "" if CONFIGURED.search(written) or "Depends" in written or isinstance(binding.value, ast.Call) else name
