"""The handlers of the changed files, beside what they were at the base."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change, Side
from tenet.facts.handlers.effects import Effects
from tenet.facts.handlers.handler import ROUTED, Handler, handlers_of
from tenet.facts.python.external_names import ExternalNames


@dataclass(frozen=True)
class HandlerFacts:
    """Handlers of both sides. Each file is looked through once."""

    change: Change
    base: ExternalNames
    head: ExternalNames

    def of(self, paths: Iterable[str]) -> Iterator[Handler]:
        """The handlers of these files of the head, in the order of their text. A file that cannot be parsed has none."""
        return (handler for path in paths for handler in self._in(Side.HEAD, path))

    def before(self, handler: Handler) -> Handler | None:
        """What a handler of the head was at the base: in the same file, or in another changed one that it moved from."""
        file = self.change.by_path.get(handler.path)
        own = handler.path if file is None else file.base_path
        candidates = self._in(Side.BASE, own) if own is not None else ()
        return _same(handler, candidates) or (_same(handler, self._like(handler)) if file is not None else None)

    def effects(self, side: Side) -> Effects:
        """What the functions of one side write, send and compute, directly or one call down."""
        return self._effects_at_base if side is Side.BASE else self._effects_at_head

    @cached_property
    def _effects_at_base(self) -> Effects:
        return Effects(self.base)

    @cached_property
    def _effects_at_head(self) -> Effects:
        return Effects(self.head)

    def _like(self, handler: Handler) -> list[Handler]:
        """The handlers of its name or its route that the base has in files which the change touches, in their order."""
        found = [*self._moved.get(handler.function.name, ()), *self._moved.get(handler.route, ())]
        return [one for _, one in sorted(dict(found).items())]

    @cached_property
    def _moved(self) -> Mapping[str, list[tuple[int, Handler]]]:
        """Those that the base has there, numbered, by name and by route."""
        paths = [path for path in self.change.by_base_path if path.endswith(".py")]
        self.base.modules.sources.load(paths)
        found: dict[str, list[tuple[int, Handler]]] = {}
        for number, one in enumerate(handler for path in sorted(paths) for handler in self._in(Side.BASE, path)):
            for key in (one.function.name, one.route):
                found.setdefault(key, []).append((number, one))
        return found

    def _in(self, side: Side, path: str) -> tuple[Handler, ...]:
        if (side, path) not in self._known:
            names = self.base if side is Side.BASE else self.head
            routes = ROUTED.search(names.modules.sources.data(path) or b"")
            module = names.modules.parsed_at(path) if routes is not None else None
            self._known[side, path] = () if module is None else tuple(handlers_of(module, names))
        return self._known[side, path]

    @cached_property
    def _known(self) -> dict[tuple[Side, str], tuple[Handler, ...]]:
        return {}


def _same(handler: Handler, candidates: Iterable[Handler]) -> Handler | None:
    """By name and route, else by either alone: a handler may be renamed, and a route may move."""
    known = [one for one in candidates if one.function.name == handler.function.name or one.route == handler.route]
    both = (one for one in known if one.function.name == handler.function.name and one.route == handler.route)
    return next(both, None) or next(iter(known), None)
