"""What an endpoint asks of its clients: its own parameters, and those of what it depends on.

A dependency's parameters are the endpoint's (FastAPI's `Depends` and `Security`), however deep they stand.
"""

import ast
from collections.abc import Iterator

from tenet.facts.contract.annotations import effective_type, unwrapped
from tenet.facts.contract.expressions import PROSE, call_name, expression_text, keyword_of
from tenet.facts.contract.items import Promise
from tenet.facts.contract.names import Reading
from tenet.facts.contract.signatures import Parameter, parameters_of
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.modules import dotted_name

INJECTED = frozenset(
    {"Request", "Response", "WebSocket", "HTTPConnection", "BackgroundTasks", "SecurityScopes", "StreamingResponse", "JSONResponse"}
)
"""Types of parameters that the framework fills in."""
SOURCES = frozenset({"Query", "Path", "Header", "Cookie", "Body", "Form", "File"})
DEPENDENCIES = frozenset({"Depends", "Security"})
CREDENTIALS = (
    "OAuth2PasswordBearer", "OAuth2AuthorizationCodeBearer", "OAuth2", "OpenIdConnect", "HTTPBearer", "HTTPBasic", "HTTPDigest",
    "APIKeyHeader", "APIKeyCookie", "APIKeyQuery", "OAuth2PasswordRequestForm", "OAuth2PasswordRequestFormStrict",
)  # fmt: skip
"""Classes of `fastapi.security` that ask a client for something."""
MAX_DEPTH = 10
"""How many dependencies of dependencies are followed."""


def parameter_promises(node: FunctionNode, reading: Reading, depth: int = MAX_DEPTH) -> Iterator[Promise]:
    """What a client sends to a handler, or to a function that a handler depends on."""
    for parameter in parameters_of(node):
        if parameter.name not in {"self", "cls"} and "arg" not in parameter.marker:
            yield from _of_parameter(parameter, reading, depth)


def dependency_promises(node: ast.expr | None, reading: Reading) -> Iterator[Promise]:
    """What `dependencies=[Depends(...)]` asks for."""
    for part in node.elts if isinstance(node, (ast.List, ast.Tuple)) else ():
        if isinstance(part, ast.Call) and call_name(part, reading) in DEPENDENCIES:
            yield from _of_dependency(part, None, reading, MAX_DEPTH)
        elif not reading.names.certain:
            yield Promise("", f"depends on {expression_text(part, reading)}")


def _of_parameter(parameter: Parameter, reading: Reading, depth: int) -> Iterator[Promise]:
    inner, metadata, at = unwrapped(parameter.annotation, reading)
    calls = [(part, at) for part in metadata if isinstance(part, ast.Call)]
    if isinstance(parameter.default, ast.Call):
        calls.append((parameter.default, reading))
    dependency = next(((call, where) for call, where in calls if call_name(call, where) in DEPENDENCIES), None)
    if dependency is not None:
        yield from _of_dependency(dependency[0], inner, dependency[1], depth)
        return
    type_ = effective_type(inner, at)
    if type_.removesuffix(" | None") in INJECTED:
        return
    source = next(((call, where) for call, where in calls if call_name(call, where) in SOURCES), None)
    default = _default(parameter.default, reading)
    text = f"{parameter.name}: {type_ or 'Any'}{f' = {default}' if default else ''}"
    constraints = _constraints(*source, scalar=type_[:1].islower()) if source is not None else ""
    yield Promise(parameter.name, f"{text} {constraints}" if constraints else text)


def _default(value: ast.expr | None, reading: Reading) -> str:
    if isinstance(value, ast.Call) and call_name(value, reading) in SOURCES:
        return _default(value.args[0] if value.args else keyword_of(value, "default"), reading)
    text = expression_text(value, reading)
    return "" if text == "..." else text


def _constraints(source: ast.Call, reading: Reading, *, scalar: bool) -> str:
    name = call_name(source, reading)
    words = sorted(f"{word.arg}={expression_text(word.value, reading)}" for word in source.keywords if word.arg not in PROSE | {"default"})
    plain = name == "Path" or (name == "Query" and scalar)
    return f"in {name.lower()}({', '.join(words)})" if words or not plain else ""


def _of_dependency(call: ast.Call, annotation: ast.expr | None, reading: Reading, depth: int) -> Iterator[Promise]:
    target = call.args[0] if call.args else keyword_of(call, "dependency") or annotation
    if target is not None and depth:
        yield from _of_target(target, reading, depth - 1)


def _of_target(target: ast.expr, reading: Reading, depth: int) -> Iterator[Promise]:
    function = target.func if isinstance(target, ast.Call) else target
    name = dotted_name(function)
    found = reading.located(name) if name is not None else None
    last = reading.absolute(name).rpartition(".")[2] if name is not None else ""
    if found is None and last in CREDENTIALS:
        yield Promise("", f"asks for {expression_text(target, reading)}")
    elif found is None and not reading.names.certain:
        yield Promise("", f"depends on {expression_text(target, reading)}")
    elif found is None:
        return
    elif isinstance(found.node, ast.ClassDef):
        yield from _of_class(found.node, found.reading, "__call__" if isinstance(target, ast.Call) else "__init__", depth)
    elif isinstance(found.node, FunctionNode):
        asked = _made_by(found.node) if isinstance(target, ast.Call) else found.node
        yield from parameter_promises(asked, found.reading, depth) if asked is not None else ()
    elif depth and isinstance(found.node, (ast.Call, ast.Name, ast.Attribute)):
        yield from _of_target(found.node, found.reading, depth - 1)


def _of_class(node: ast.ClassDef, reading: Reading, method: str, depth: int) -> Iterator[Promise]:
    """A class that is called, or an object of it: the parameters of its constructor (or its fields), or of `__call__`."""
    called = next((part for part in node.body if isinstance(part, FunctionNode) and part.name == method), None)
    if called is not None:
        yield from parameter_promises(called, reading, depth)
    elif method == "__init__":
        for field in node.body:
            if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name):
                yield from _of_parameter(Parameter(field.target.id, "", field.annotation, field.value), reading, depth)


def _made_by(factory: FunctionNode) -> FunctionNode | None:
    """The inner function that a factory returns."""
    inner = {part.name: part for part in factory.body if isinstance(part, FunctionNode)}
    returned = (part.value for part in factory.body if isinstance(part, ast.Return))
    return next((inner[value.id] for value in returned if isinstance(value, ast.Name) and value.id in inner), None)


def alias_promises(node: ast.expr, reading: Reading) -> list[str]:
    """What a named type asks for beside its type: what it depends on, where it is sent, and its constraints."""
    _, metadata, at = unwrapped(node, reading)
    known = [part for part in metadata if call_name(part, at) in DEPENDENCIES | SOURCES]
    others = (expression_text(part, at) for part in metadata if part not in known)
    stated = _of_parameter(Parameter("", "", node, None), reading, MAX_DEPTH) if known else ()
    return sorted([*(promise.text.removeprefix(": ") for promise in stated), *(text for text in others if text)])


def functions_depended_on(reading: Reading) -> frozenset[str]:
    """The module's functions that it names in `Depends(...)`: a client meets their parameters, whatever they are called."""
    if not any(mark in line for line in reading.module.lines for mark in DEPENDENCIES):
        return frozenset()
    calls = (node for node in ast.walk(reading.module.tree) if isinstance(node, ast.Call) and node.args)
    targets = (call.args[0] for call in calls if call_name(call, reading) in DEPENDENCIES)
    return frozenset(target.id for target in targets if isinstance(target, ast.Name))
