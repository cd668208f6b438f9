"""What both sides of a change serve."""

from functools import cached_property

from tenet.domain.change import Change, Side
from tenet.facts.json_schema.installed import states_versions
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.openapi.api_reading import ApiReading
from tenet.facts.openapi.document import everything
from tenet.facts.openapi.touched_routes import touched_routes
from tenet.facts.python.modules import Modules
from tenet.facts.routing.imports import shows_routing


class Apis:
    """The APIs of base and head, read when they are asked for. None for a side where no application can be read."""

    def __init__(self, change: Change, base: Modules, head: Modules) -> None:
        self._change = change
        self._base, self._head = base, head

    def whole(self, side: Side) -> ApiContract | None:
        """The API with all of its operations written out."""
        reading = self._base_reading if side is Side.BASE else self._head_reading
        return reading.contract(everything)

    @cached_property
    def touched(self) -> tuple[ApiContract | None, ApiContract | None]:
        """Base and head, with those operations written out that the change may touch: the others are the same on both sides."""
        base, head = self._base_reading, self._head_reading
        if head.application is None or base.application is None:
            return base.contract(everything), head.contract(everything)
        before, after = touched_routes(base, head, frozenset(self._change.by_base_path), frozenset(self._change.by_path))
        return base.contract(before), head.contract(after)

    @cached_property
    def _head_reading(self) -> ApiReading:
        return ApiReading(self._head)

    @cached_property
    def _base_reading(self) -> ApiReading:
        """The head's where nothing that changed has a part in it: it is read once then."""
        head, changed = self._head_reading, frozenset(self._change.by_path)
        rests = head.rests_on(changed) or self._takes_part or any(map(states_versions, changed))
        return ApiReading(self._base) if rests else head

    @property
    def _takes_part(self) -> bool:
        """Whether a changed module shows a trace of routing on either side."""
        sides = ((self._base, self._change.by_base_path), (self._head, self._change.by_path))
        texts = (modules.sources.data(path) for modules, paths in sides for path in paths if path.endswith(".py"))
        return any(shows_routing(text or b"") for text in texts)
