"""Class-based views of libraries: resources of fastapi-utils, and classes of classy-fastapi."""

import ast

from tenet.facts.python.classes import ancestors, is_class
from tenet.facts.python.modules import Modules
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Bound, Call, Instance, Items, Missing, Place, Symbol, Value
from tenet.facts.routing.calls import is_function
from tenet.facts.routing.environment import Site
from tenet.facts.routing.framework import VERBS, Framework

ADDS_PAGINATION = frozenset({"fastapi_pagination.add_pagination", "fastapi_pagination.api.add_pagination"})


class ViewLibraries(Framework):
    """Makes the routes that these libraries make of the methods of a class."""

    def __init__(self, modules: Modules) -> None:
        super().__init__(modules)
        self.paginated: set[Instance] = set()
        """The routers of the applications whose pages `fastapi_pagination` gives the parameters of a page."""

    def library(self, call: Call, site: Site) -> Value:
        parent = call.argument(0, "parent")
        if isinstance(call.function, Symbol) and call.function.name in ADDS_PAGINATION and not isinstance(parent, Missing):
            router = self.router_of(parent)
            self.paginated.update(() if router is None else (router,))
            return parent
        return super().library(call, site)

    def library_method(self, call: Call, site: Site) -> Value:
        target = call.function.target if isinstance(call.function, Bound) else None
        resource = call.arguments[0] if call.arguments else None
        if call.last == "add_resource" and isinstance(target, Call) and isinstance(resource, Instance):
            application = next((one for one in target.arguments if self.router_of(one) is not None), None)
            if application is not None:
                self.method(Bound(application, "include_router"), (self._of_resource(resource, call),), call.keywords, site)
                return None
        return super().library_method(call, site)

    def _of_resource(self, resource: Instance, call: Call) -> Instance:
        """A router with the methods of a resource that are called as the verbs are, at each of its paths."""
        router = self._router({}, call.place or Place("", 0, 0))
        owner = self.class_of(resource)
        for path in (one for one in call.arguments[1:] if isinstance(one, str)):
            for verb in sorted(VERBS):
                if owner is not None and self.class_member(owner, verb) is not None:
                    stated: dict[str, Value] = {"path": path, "endpoint": Bound(resource, verb), "methods": Items([verb.upper()])}
                    self.add_route(router, "api", stated, call.place or Place("", 0, 0))
        return router

    def attribute_of(self, target: Instance, name: str, node: ast.expr) -> Value:
        owner = self.class_of(target)
        if name == "router" and name not in target.attributes and owner is not None and is_class(owner) and self._is_routable(owner):
            target.attributes[name] = self._of_routable(target, owner)
        return super().attribute_of(target, name, node)

    def _is_routable(self, owner: Symbol) -> bool:
        return any(isinstance(one, Symbol) and one.name.startswith("classy_fastapi.") for one in ancestors(self, owner))

    def _of_routable(self, target: Instance, owner: Symbol) -> Instance:
        """The router of an object whose methods carry the decorators of classy-fastapi."""
        place = target.made.place or Place("", 0, 0)
        router = self._router(target.attributes, place)
        for name, value in sorted((self.members_by_name(owner) or {}).items()):
            definition = value.definition if isinstance(value, Symbol) and is_function(value) else None
            node = definition.node if definition is not None else None
            if definition is None or not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                continue
            scope = Scope(definition.module, definition.names, definition.classes)
            for decorator in node.decorator_list:
                made = self.evaluate(decorator, scope)
                if isinstance(made, Call) and isinstance(made.function, Symbol) and made.function.name.startswith("classy_fastapi."):
                    keywords = made.keywords if made.last not in VERBS else (*made.keywords, ("methods", Items([made.last.upper()])))
                    stated = {**dict(zip(("path",), made.arguments, strict=False)), **dict(keywords), "endpoint": Bound(target, name)}
                    at = made.place or place
                    self.add_route(router, "api", stated, at, Site(decorator, scope, at))
        return router

    def _router(self, stated: dict[str, Value], place: Place) -> Instance:
        router = Instance(Call(Symbol("fastapi.APIRouter"), place=place), {})
        self.configure(router, {name: value for name, value in stated.items() if name in ROUTER_ARGUMENTS}, place)
        return router


ROUTER_ARGUMENTS = frozenset({"prefix", "tags", "dependencies", "responses", "default_response_class", "deprecated", "include_in_schema"})
