"""Whether a route asks who calls it: by its own dependencies, its router's, the application's, or those of an inclusion.

A local reading of decorators and calls comes first, since it is cheap and knows checks that are written by hand by their names.
What it finds open is looked up among the operations that the application serves.
"""

import ast
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from tenet.facts.database.migration_files import is_test
from tenet.facts.flows.dependency_functions import called_for, parameters_of
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.python.bindings import Location, located_nodes
from tenet.facts.python.external_names import ExternalNames
from tenet.facts.python.module import FunctionNode
from tenet.facts.python.scope import source_of

SECURES = re.compile(
    r"auth|current_?(?:\w*_)?(?:user|account|member|principal|admin|active|tenant|org)|token|permission|api_?key|jwt|bearer|logged_?in|"
    r"login_required|principal|credential|verif|requires?_|requires?(?=[A-Z(])|signature|hmac|secur|guard|identity|superuser|admin|"
    r"access_?control|check_?access|session_user|_user$",
    re.IGNORECASE,
)
"""Words in the name of a dependency, decorator or middleware that checks who calls."""
NO_CHECK = re.compile(r"optional|maybe|_or_none", re.IGNORECASE)
BACKENDS = (
    "fastapi.security",
    "fastapi_users",
    "fastapi_jwt",
    "fastapi_jwt_auth",
    "flask_login",
    "flask_jwt_extended",
    "fastapi_azure_auth",
)
INCLUDES = (b"include_router(", b"add_middleware(", b"register_blueprint(")
LENIENT = re.compile(rb"auto_error\s*=\s*False")
"""A security scheme that lets clients without a proof pass: its handlers may do so, too."""
MAX_FILES = 400
MAX_DEPTH = 6


@dataclass(frozen=True, slots=True)
class Inclusion:
    """A router that is included: what made the includer, and whether the call itself names a check."""

    includer: int | None
    guarded: bool


@dataclass(frozen=True)
class Authentication:
    """Knows the checks of one side. `api` reads what its application serves; None where none can be read."""

    names: ExternalNames
    api: Callable[[], ApiContract | None]

    @cached_property
    def _known(self) -> dict[tuple[str, ast.AST], bool]:
        """What functions, classes and routers were found to ask; what a circle comes back to asks nobody."""
        return {}

    def _once(self, what: str, node: ast.AST, answer: Callable[[], bool]) -> bool:
        key = what, node
        if key not in self._known:
            self._known[key] = False
            self._known[key] = answer()
        return self._known[key]

    def guards(self, function: FunctionNode, decorator: ast.Call, at: Location) -> bool:
        """Whether a check stands before a handler, wherever it is served."""
        return self.reads_as_guarded(function, decorator, at) or (at.module.path, function.lineno) in self._secured

    @cached_property
    def _secured(self) -> frozenset[tuple[str, int]]:
        """File and line of the handlers of which every operation asks for a security scheme, where all schemes insist on a proof."""
        modules = self.names.modules
        files = [path for path in modules.python_files if not is_test(path)]
        modules.sources.load(files)
        if any(LENIENT.search(modules.sources.data(path) or b"") for path in files):
            return frozenset()
        contract = self.api()
        operations = contract.operations if contract is not None else ()
        opened = {(one.file, one.line) for one in operations if not one.secured}
        return frozenset((one.file, one.line) for one in operations) - opened

    def reads_as_guarded(self, function: FunctionNode, decorator: ast.Call, at: Location) -> bool:
        """Whether a check is written on a handler, on its decorator, on its router or on the application."""
        if self._everything_is_guarded or self._checks_itself(function, decorator, at):
            return True
        receiver = decorator.func.value if isinstance(decorator.func, ast.Attribute) else decorator.func
        made = self.names.made_by(receiver, at)
        if made is None:
            return False
        return self._once("router", made[0], partial(self._router_is_guarded, made[0], made[1], MAX_DEPTH))

    def _checks_itself(self, function: FunctionNode, decorator: ast.Call, at: Location) -> bool:
        others = [one for one in function.decorator_list if one is not decorator]
        named = any(SECURES.search(ast.unparse(one.func if isinstance(one, ast.Call) else one)) for one in others)
        if at.owner is not None and self._class_asks(at.owner, at, MAX_DEPTH):
            return True
        return (
            named
            or self._has_check(decorator, at)
            or self._asks(function, Location(at.module, (function, *at.functions), at.owner), MAX_DEPTH)
        )

    def _has_check(self, call: ast.Call, at: Location) -> bool:
        """Whether `dependencies=[...]` of a call names a check."""
        stated = next((keyword.value for keyword in call.keywords if keyword.arg == "dependencies"), None)
        if isinstance(stated, ast.Name) and (written := self.names.value_of(stated, at)) is not None:
            stated, at = written
        if isinstance(stated, ast.IfExp):
            stated = stated.body
        items = stated.elts if isinstance(stated, ast.List | ast.Tuple) else []
        return any(self._is_check(item, at, MAX_DEPTH) for item in items)

    def _asks(self, function: FunctionNode, at: Location, depth: int) -> bool:
        """Whether a parameter of a handler or a dependency is filled from a check."""
        for parameter, default in parameters_of(function):
            if default is not None and self._is_check(default, at, depth):
                return True
            if parameter.annotation is not None and self._annotation_checks(parameter.annotation, at, depth):
                return True
        return False

    def _class_asks(self, owner: ast.ClassDef, at: Location, depth: int) -> bool:
        """Whether an attribute that a class of handlers, or one that it derives from, leaves to FastAPI is filled from a check."""
        for statement in owner.body:
            if (
                isinstance(statement, ast.Assign | ast.AnnAssign)
                and statement.value is not None
                and self._is_check(statement.value, at, depth)
            ):
                return True
            if isinstance(statement, ast.AnnAssign) and self._annotation_checks(statement.annotation, at, depth):
                return True
            if isinstance(statement, ast.FunctionDef) and statement.name == "__init__" and self._asks(statement, at, depth):
                return True
        bases = (self.names.definition(base, Location(at.module)) for base in owner.bases) if depth > 0 else ()
        return any(
            self._once("class", base.node, partial(self._class_asks, base.node, Location(base.module), depth - 1))
            for base in bases
            if base is not None and isinstance(base.node, ast.ClassDef)
        )

    def _annotation_checks(self, node: ast.expr, at: Location, depth: int) -> bool:
        """`Annotated[User, Depends(get_current_user)]`, also under a name of its own."""
        if isinstance(node, ast.Subscript):
            parts = node.slice.elts if isinstance(node.slice, ast.Tuple) else []
            return any(self._is_check(part, at, depth) for part in parts[1:])
        if depth <= 0:
            return False
        written = self.names.value_of(node, at)
        return written is not None and isinstance(written[0], ast.Subscript) and self._annotation_checks(written[0], written[1], depth - 1)

    def _is_check(self, node: ast.expr, at: Location, depth: int) -> bool:
        """Whether `Depends(...)` or `Security(...)` names something that checks who calls, itself or through what it depends on."""
        if not isinstance(node, ast.Call) or depth <= 0:
            return False
        name = source_of(node.func).rpartition(".")[2]
        if name not in {"Depends", "Security"} or not node.args:
            return self._gives_check(node, at, depth - 1)
        asked = node.args[0]
        written = source_of(asked)[:200]
        if name == "Security":
            return True
        if NO_CHECK.search(written) or self._lets_everybody_in(asked, at):
            return False
        external = self.names.name(asked, at)
        if SECURES.search(written) or (external is not None and external.startswith(BACKENDS)):
            return True
        definition = self.names.definition(asked.func if isinstance(asked, ast.Call) else asked, at)
        if definition is None or definition.node is None:
            return False
        functions = called_for(definition.node, made=isinstance(asked, ast.Call))
        places = [(one, Location(definition.module, (one,))) for one in functions]
        return any(self._once("function", one, partial(self._asks, one, place, depth - 1)) for one, place in places)

    def _gives_check(self, node: ast.Call, at: Location, depth: int) -> bool:
        """Whether a function of the repository is called that gives back `Depends(...)` of a check."""
        definition = self.names.definition(node.func, at)
        if definition is None or not isinstance(definition.node, FunctionNode):
            return False
        inside = Location(definition.module, (definition.node,))
        given = (part.value for part in ast.walk(definition.node) if isinstance(part, ast.Return) and part.value is not None)
        return any(self._is_check(value, inside, depth) for value in given)

    def _lets_everybody_in(self, asked: ast.expr, at: Location) -> bool:
        """Whether it is a security scheme of FastAPI's that says nothing to a client without a proof."""
        made = self.names.made_by(asked, at)
        return made is not None and any(keyword.arg == "auto_error" and _is_false(keyword.value) for keyword in made[0].keywords)

    def _router_is_guarded(self, made: ast.Call, at: Location, depth: int) -> bool:
        """Whether a router or application checks who calls, or everything that includes the router does."""
        if self._has_check(made, at):
            return True
        inclusions = self.inclusions[0].get(id(made), ())
        if not inclusions or depth <= 0:
            return False
        return all(one.guarded or self._includer_is_guarded(one, depth) for one in inclusions)

    def _includer_is_guarded(self, inclusion: Inclusion, depth: int) -> bool:
        includer = self.inclusions[1].get(inclusion.includer) if inclusion.includer is not None else None
        if includer is None:
            return False
        return self._once("router", includer[0], partial(self._router_is_guarded, includer[0], includer[1], depth - 1))

    @cached_property
    def _calls(self) -> tuple[tuple[ast.Call, Location], ...]:
        """The calls of the repository that include routers or add middleware."""
        modules = self.names.modules
        paths = sorted(path for path in modules.python_files if not is_test(path))
        modules.sources.load(paths)
        likely = [path for path in paths if any(word in (modules.sources.data(path) or b"") for word in INCLUDES)][:MAX_FILES]
        found = (module for path in likely if (module := modules.parsed_at(path)) is not None)
        return tuple(
            (node, at)
            for module in found
            for node, at in located_nodes(module)
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args
        )

    @cached_property
    def _everything_is_guarded(self) -> bool:
        """Whether a middleware of the application checks who calls."""
        added = (node for node, _ in self._calls if isinstance(node.func, ast.Attribute) and node.func.attr == "add_middleware")
        return any(re.search(r"auth(?!or)|jwt|apikey|api_key", ast.unparse(node.args[0]), re.IGNORECASE) for node in added)

    @cached_property
    def inclusions(self) -> tuple[Mapping[int, list[Inclusion]], Mapping[int, tuple[ast.Call, Location]]]:
        """By the call that made a router: its inclusions; and the calls that made includers, by their `id`."""
        found: dict[int, list[Inclusion]] = {}
        includers: dict[int, tuple[ast.Call, Location]] = {}
        for node, at in self._calls:
            if not isinstance(node.func, ast.Attribute) or node.func.attr not in {"include_router", "register_blueprint"}:
                continue
            included, includer = self.names.made_by(node.args[0], at), self.names.made_by(node.func.value, at)
            if included is None:
                continue
            if includer is not None:
                includers[id(includer[0])] = includer
            found.setdefault(id(included[0]), []).append(Inclusion(id(includer[0]) if includer else None, self._has_check(node, at)))
        return found, includers


def _is_false(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is False
