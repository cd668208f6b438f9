"""What the functions of Python and of common libraries give, where it can be told without a run.

The environment is taken to be empty: a setting has the value that the code gives it.
"""

import ast
from abc import abstractmethod
from collections.abc import Mapping

from tenet.facts.python import builtin_functions
from tenet.facts.python.classes import ancestors, is_class
from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope, source_of
from tenet.facts.python.values import MISSING, Bound, Call, Computed, Instance, Items, Missing, Pairs, Symbol, Table, Value, plain, settled
from tenet.facts.routing.calls import Keywords, is_function
from tenet.facts.routing.containers import dictionary_method, list_method, still
from tenet.facts.routing.decisions import truth_of
from tenet.facts.routing.environment import Site
from tenet.facts.routing.fields import converted, declared_type, fields_of
from tenet.facts.routing.imports import Imports
from tenet.facts.routing.texts import text_method

ENVIRONMENT = frozenset({"os.getenv", "os.environ.get", "decouple.config", "environ.get"})
"""Functions that read a variable, with a default as their second argument or as `default`."""
CONFIGURATIONS = frozenset({"Config", "Env", "AutoConfig", "FileAwareEnv"})
"""Classes of starlette, decouple, environs and django-environ whose objects read variables when they are called."""
ROUTER_METHODS = frozenset(
    {
        *("get", "post", "put", "delete", "patch", "options", "head", "trace", "api_route", "add_api_route", "include_router", "mount"),
        *("websocket", "add_api_websocket_route", "add_route", "route", "on_event", "add_event_handler"),
    }
)
COROUTINE_TESTS = frozenset({"inspect.iscoroutinefunction", "asyncio.iscoroutinefunction", "starlette._utils.is_async_callable"})
ABSENT = Computed("")
FIELDS = frozenset({"Field", "field", "Query", "Column", "PrivateAttr"})


class Library(Imports):
    """Calls that leave the repository."""

    def library(self, call: Call, site: Site) -> Value:
        name = call.function.name if isinstance(call.function, Symbol) else ""
        found = self._of_objects(name, call, site)
        if not isinstance(found, Missing):
            return found
        if name in ENVIRONMENT:
            return self._variable(call)
        computed = builtin_functions.call(still(call), self.sequence)
        if isinstance(computed, Missing):
            return call
        if name in {"list", "sorted"} and isinstance(computed, tuple):
            return Items(list(computed))
        return Table(dict(computed.items)) if isinstance(computed, Pairs) else computed

    def _of_objects(self, name: str, call: Call, site: Site) -> Value | Missing:
        """The functions of Python that look at objects."""
        match name, call.arguments:
            case "getattr", (target, str() as attribute, *rest):
                return self._getattr(target, attribute, rest, site)
            case "hasattr", (target, str() as attribute):
                return not isinstance(self._getattr(target, attribute, [ABSENT], site), Computed)
            case "setattr", (target, str() as attribute, value):
                self.set_attribute(target, attribute, value)
                return None
            case "isinstance", (target, kind):
                return self._isinstance(target, settled(kind), site)
            case "dir", (Symbol(definition=Definition(module=module, node=None)),):
                self.run_module(module)
                return tuple(sorted(self.environments[module.path].bound))
            case "bool", (value,):
                held = truth_of(value)
                return Computed(source_of(site.node)) if held is None else held
            case "map", (function, items) if (known := self.sequence(items)) is not None:
                return tuple(self.called(function, (one,), (), site) for one in known)
            case "filter", (function, items) if (known := self.sequence(items)) is not None:
                kept = [one if function is None else self.called(function, (one,), (), site) for one in known]
                return tuple(one for one, test in zip(known, kept, strict=True) if truth_of(test) is not False)
            case "importlib.import_module" | "__import__", (str() as module, *_):
                package = call.argument(1, "package")
                return self._import(module, package if isinstance(package, str) else site.scope.module.package, site)
            case _:
                return self._of_values(name, call)

    def _of_values(self, name: str, call: Call) -> Value | Missing:
        """Functions that hand back what they are given, or tell its kind."""
        match name, call.arguments:
            case "enumerate", (items, *start) if (known := self.sequence(items)) is not None:
                first = start[0] if start else call.keyword("start")
                return tuple(enumerate(known, first if isinstance(first, int) else 0))
            case "any" | "all", (items,) if (known := self.sequence(items)) is not None:
                held = [truth_of(one) for one in known]
                return Computed(name) if None in held else any(held) if name == "any" else all(held)
            case "next" | "iter", (items, *_) if (known := self.sequence(items)) is not None:
                return known if name == "iter" else known[0] if known else MISSING
            case "type", (Instance() as made,):
                return made.made.function
            case "callable", (value,):
                return is_function(value) or is_class(value)
            case "typing.get_type_hints" | "inspect.get_annotations", (Symbol() as function, *_) if is_function(function):
                return self._type_hints(function)
            case "typing.cast" | "copy.copy" | "copy.deepcopy", (*_, value):
                return value
            case _ if name in COROUTINE_TESTS and call.arguments:
                return _is_coroutine(call.arguments[0])
            case _:
                return MISSING

    def _type_hints(self, function: Symbol) -> Value:
        """The annotations of a function as values, those in strings as text."""
        definition = function.definition
        if definition is None or not isinstance(definition.node, ast.FunctionDef | ast.AsyncFunctionDef):
            return Computed(f"the annotations of {function.name}")
        given, scope = definition.node.args, Scope(definition.module, definition.names, definition.classes)
        annotated = {one.arg: one.annotation for one in (*given.posonlyargs, *given.args, *given.kwonlyargs)}
        annotated["return"] = definition.node.returns
        return Pairs(tuple((name, self.evaluate(node, scope)) for name, node in annotated.items() if node is not None))

    def _getattr(self, target: Value, name: str, rest: "list[Value]", site: Site) -> Value:
        found = self.attribute(target, name, site.node, site.scope)
        unbound = isinstance(found, Bound) and not self._has(target, name)
        return rest[0] if rest and (isinstance(found, Computed) or unbound) else found

    def _has(self, target: Value, name: str) -> bool:
        """Whether an object has a method, as far as its kind tells."""
        if self.is_router(target):
            return name in ROUTER_METHODS
        kinds = {str: str, Items: list, Table: dict, tuple: tuple}
        if type(target) in kinds:
            return hasattr(kinds[type(target)], name)
        owner = self.class_of(target) if isinstance(target, Instance) else target
        return not isinstance(target, Instance) or (
            isinstance(owner, Symbol) and is_class(owner) and self.class_member(owner, name) is not None
        )

    @abstractmethod
    def is_router(self, target: Value) -> bool:
        """Whether an object is a router or an application."""

    def _isinstance(self, target: Value, kind: Value, site: Site) -> Value:
        kinds = kind if isinstance(kind, tuple) else (kind,)
        if isinstance(target, Instance) and all(isinstance(one, Symbol) for one in kinds):
            line = ancestors(self, target.made.function)
            lasts = {ancestor.last for ancestor in line if isinstance(ancestor, Symbol)}
            return any(isinstance(one, Symbol) and one.last in lasts for one in kinds)
        if isinstance(target, Computed | Call | Bound):
            return Computed(source_of(site.node))
        names = {one.name for one in kinds if isinstance(one, Symbol)}
        simple: Mapping[str, type | tuple[type, ...]] = {"str": str, "int": int, "list": Items, "dict": Table, "tuple": tuple, "bool": bool}
        return any(isinstance(target, simple[name]) for name in names if name in simple)

    def _import(self, name: str, package: str, site: Site) -> Value:
        near = site.scope.module.path
        given = package.split(".") if name.startswith(".") else []
        level = len(name) - len(name.lstrip("."))
        dotted = ".".join([*given[: len(given) - level + 1], name.lstrip(".")]) if level else name
        module = self.import_module(dotted, near)
        path = self.path_of(dotted, near)
        if module is None and path is not None:
            module = self.modules.parsed_at(path)
        return Symbol(dotted) if module is None else Symbol(module.name, Definition(module, None))

    # the environment

    def _variable(self, call: Call) -> Value:
        """A variable of the environment, which is not set: its default, cast as it says."""
        default = call.argument(1, "default")
        if isinstance(default, Missing):
            return None if call.last in {"getenv", "get"} else Computed(f"{call.last}(...)")
        cast = call.keyword("cast")
        kind = cast.name if isinstance(cast, Symbol) else call.last
        return converted(settled(default), kind)

    def call_of_call(self, function: Call, arguments: tuple[Value, ...], keywords: Keywords, site: Site) -> Value:
        call = Call(function.function, arguments, keywords, site.place)
        if function.last in CONFIGURATIONS:
            return self._variable(call)
        if function.last == "partial" and function.arguments:
            later = {name for name, _ in keywords}
            kept = tuple((name, value) for name, value in function.keywords if name not in later)
            return self.called(function.arguments[0], (*function.arguments[1:], *arguments), (*kept, *keywords), site)
        if function.last == "wraps" and function.arguments:
            return function.arguments[0]
        return Computed(source_of(site.node))

    def library_method(self, call: Call, site: Site) -> Value:
        target = call.function.target if isinstance(call.function, Bound) else None
        if isinstance(target, Items):
            return list_method(target, call, self.sequence)
        if isinstance(target, Table):
            return dictionary_method(target, call, self.sequence)
        text = plain(target)
        if isinstance(text, str) and not isinstance(made := text_method(text, still(call)), Missing):
            return made
        if isinstance(target, Call) and target.last in CONFIGURATIONS and call.arguments:
            return self._variable(call)
        computed = builtin_functions.call(still(call), self.sequence)
        return Call(call.function, call.arguments, call.keywords, site.place) if isinstance(computed, Missing) else computed

    # objects with fields

    def sequence(self, value: Value) -> tuple[Value, ...] | None:
        """Also the fields of a named tuple."""
        function = value.made.function if isinstance(value, Instance) else None
        if isinstance(value, Instance) and isinstance(function, Symbol) and is_class(function):
            if Symbol("typing.NamedTuple") not in ancestors(self, function):
                return None
            return tuple(self.attribute_of(value, name, ast.Name(name, ast.Load())) for name in fields_of(function))
        return super().sequence(value)

    def field(self, value: Value, owner: Symbol, name: str) -> Value:
        """A class attribute as an object has it: the default of a field, converted to the type that it declares."""
        if isinstance(value, Call) and value.last in FIELDS:
            default = value.argument(0, "default")
            factory = value.keyword("default_factory")
            if isinstance(default, Missing) and isinstance(factory, Symbol):
                return Items([]) if factory.name == "list" else Table({}) if factory.name == "dict" else self._made(factory, value)
            value = Computed(name) if isinstance(default, Missing) or default == Computed("...") else default
        return converted(value, declared_type(owner, name))

    def _made(self, factory: Symbol, call: Call) -> Value:
        definition = factory.definition
        return (
            self.follow(factory, (), ()) if definition is not None and isinstance(definition.node, ast.FunctionDef) else Computed(call.last)
        )

    def construct(self, made: Instance, arguments: tuple[Value, ...], keywords: Keywords) -> None:
        """A dataclass, a model or settings: what is given becomes attributes."""
        made.attributes.update((name, value) for name, value in keywords if name != "**")
        if arguments and isinstance(made.made.function, Symbol):
            made.attributes.update(zip(fields_of(made.made.function), arguments, strict=False))


def _is_coroutine(value: Value) -> bool:
    return isinstance(value, Symbol) and value.definition is not None and isinstance(value.definition.node, ast.AsyncFunctionDef)
