"""Which routes a change may touch: for all others, base and head say the same, and nothing of them is read."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from tenet.facts.openapi.api_reading import ApiReading
from tenet.facts.openapi.written_values import written
from tenet.facts.python.values import Instance, Missing, Symbol, Value, walk
from tenet.facts.routing.served_route import ServedRoute

Chosen = Callable[[ServedRoute], bool]


def touched_routes(base: ApiReading, head: ApiReading, base_files: frozenset[str], head_files: frozenset[str]) -> tuple[Chosen, Chosen]:
    """For each side, whether a route may differ from the other side's.

    It may where a changed file can be reached through imports from what it is made of, or where what its way from the
    application to its handler says of it is something else.
    """
    if base.versions != head.versions:
        return (lambda _: True), (lambda _: True)
    before, after = (_statements(reading.routes) for reading in (base, head))
    alike = before & after
    reached = base.reaching(base_files), head.reaching(head_files)

    def chosen(files: frozenset[str]) -> Chosen:
        return lambda route: not alike[_statement(route)] or any(path in files for path in _made_of(route))

    touched = {
        _key(route) for reading, files in zip((base, head), reached, strict=True) for route in reading.routes if chosen(files)(route)
    }
    return (lambda route: _key(route) in touched), (lambda route: _key(route) in touched)


def _key(route: ServedRoute) -> tuple[str, tuple[str, ...]]:
    return route.path_format, route.methods


def _statements(routes: Sequence[ServedRoute]) -> Counter[str]:
    return Counter(_statement(route) for route in routes)


def _statement(route: ServedRoute) -> str:
    """Everything that the way to a route says of it, in one text."""
    stated = (route.response_model, route.status_code, route.response_class, route.dependencies)
    parts = [
        *(route.methods, route.path, route.handler, route.in_schema, route.deprecated, route.operation_id, route.condition),
        *(written(value) for value in stated),
        *(f"{written(key)}={written(value)}" for key, value in route.responses.items()),
        *(f"{name}={written(value)}" for name, value in route.stated.items()),
    ]
    return repr(parts)


def _made_of(route: ServedRoute) -> Iterator[str]:
    """The files of the handler, of what adds it, and of what is handed to it on the way."""
    yield route.place.path
    if route.response_model_scope is not None:
        yield route.response_model_scope.module.path
    values: list[Value] = [*route.dependencies, *route.responses.values()]
    if not isinstance(route.response_model, Missing):
        values.append(route.response_model)
    if not isinstance(route.response_class, Missing):
        values.append(route.response_class)
    if route.endpoint is not None:
        yield route.endpoint.scope.module.path
        values += [*route.endpoint.scope.names.values(), route.endpoint.view, route.endpoint.signature]
    for value in values:
        for part in walk(value.made if isinstance(value, Instance) else value):
            if isinstance(part, Symbol) and part.definition is not None:
                yield part.definition.module.path
