"""One side's API, read step by step: its routes first, and what they take and answer only as far as it is asked for."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property

from tenet.facts.json_schema import Generation, fastapi_version, pydantic_generation
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.openapi.document import written_contract
from tenet.facts.python.modules import Modules
from tenet.facts.routing.applications import Applications
from tenet.facts.routing.served_route import Application, MountedApplication, ServedRoute

MAX_MOUNTS = 20
"""Below how many parts of a path mounted applications are followed: an application may be mounted in itself."""


class ApiReading:
    """All that the repository serves: each of its applications, with those that are mounted.

    Where two applications serve one method and path, the document holds the one of the larger.
    """

    def __init__(self, modules: Modules) -> None:
        self._applications = Applications(modules)
        self._modules = modules

    @cached_property
    def application(self) -> Application | None:
        """All applications as if they were one; None where there is none."""
        found = self._applications.found
        if not found:
            return None
        routes = tuple(route for application in reversed(found) for route in _with_mounted(application, ""))
        unread = tuple(part for application in found for part in application.unread)
        return replace(found[0], routes=routes, unread=unread, mounted=tuple(_foreign(found)))

    @property
    def routes(self) -> tuple[ServedRoute, ...]:
        return () if self.application is None else self.application.routes

    @cached_property
    def versions(self) -> tuple[Generation, tuple[int, int] | None]:
        """Of pydantic and FastAPI, by which the routes are read."""
        near = "" if self.application is None else self.application.place.path
        return pydantic_generation(self._modules, near), fastapi_version(self._modules, near)

    def contract(self, chosen: Callable[[ServedRoute], bool]) -> ApiContract | None:
        """The document of the chosen routes, beside the operations of all."""
        return None if self.application is None else written_contract(self.application, self._applications, chosen)

    def reaching(self, files: frozenset[str]) -> frozenset[str]:
        """The files from which one of `files` can be reached through imports, themselves included."""
        return self._applications.run.reaching(files, self._route_modules)

    def rests_on(self, files: frozenset[str]) -> bool:
        """Whether a route, or what it takes and answers, may depend on one of `files`."""
        reaching = self.reaching(files)  # which follows the application, so that it is known what was read for it
        return not reaching.isdisjoint(self._route_modules) or not files.isdisjoint(self._modules.read)

    @cached_property
    def _route_modules(self) -> frozenset[str]:
        return frozenset(module for route in self.routes for module in _modules_of(route))


def _modules_of(route: ServedRoute) -> Iterator[str]:
    yield route.place.path
    if route.endpoint is not None:
        yield route.endpoint.scope.module.path


def _with_mounted(application: Application, prefix: str) -> Iterator[ServedRoute]:
    """The routes of an application and of those mounted below it, each with its whole path."""
    yield from (replace(route, path=prefix + route.path) if prefix else route for route in application.routes)
    for mounted in application.mounted:
        if mounted.application is not None and prefix.count("/") < MAX_MOUNTS:
            yield from _with_mounted(mounted.application, prefix + mounted.path)


def _foreign(applications: Sequence[Application]) -> Iterator[MountedApplication]:
    return (mounted for application in applications for mounted in application.mounted if mounted.application is None)
