"""Calls that make what a consumer of the service gets to see."""

import ast

from tenet.facts.python.module import Module
from tenet.facts.python.modules import Definition, External, Modules, dotted_name

FRAMEWORKS = frozenset(
    {"fastapi", "starlette", "django", "rest_framework", "flask", "werkzeug", "ninja", "litestar", "sanic", "quart", "aiohttp", "falcon"}
)
FUNCTIONS = frozenset(
    {"jsonify", "abort", "make_response", "HttpError", "HTTPException", "HTTPError", "WebSocketException", "json_response"}
)
UNSEEN = frozenset({"status_code", "status", "headers", "background", "media_type", "content_type", "code", "reply", "from_cls"})
"""What of a response holds no text that is shown."""
SENT = frozenset({"send_json", "send_text"})
"""Methods by which the handler of a web socket answers."""
MAX_BASES = 5


def may_answer(call: ast.Call) -> bool:
    """Whether a call may do so by its name alone."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name in FUNCTIONS or name in SENT or name[:1].isupper()


def is_response(call: ast.Call, module: Module, modules: Modules) -> bool:
    """Whether a call makes a response of a web framework, or an exception that becomes one."""
    names = dotted_name(call.func) if may_answer(call) else None
    return names is not None and _makes_one(names, module, modules, MAX_BASES)


def _makes_one(names: list[str], module: Module, modules: Modules, bases: int) -> bool:
    found = modules.origin(module, ".".join(names))
    if isinstance(found, External):
        root, _, rest = found.name.partition(".")
        last = rest.rpartition(".")[2]
        return root in FRAMEWORKS and (last in FUNCTIONS or last.endswith("Response") or last.startswith("HttpResponse"))
    if isinstance(found, Definition) and isinstance(found.node, ast.ClassDef) and bases:
        parents = [parts for base in found.node.bases if (parts := dotted_name(base)) is not None]
        return any(_makes_one(parts, found.module, modules, bases - 1) for parts in parents)
    return False


def shown(call: ast.Call) -> list[tuple[str, ast.expr]]:
    """The arguments of a response that a consumer may see, each with its keyword."""
    return [
        *(("", value) for value in call.args),
        *((keyword.arg or "**", keyword.value) for keyword in call.keywords if keyword.arg not in UNSEEN),
    ]
