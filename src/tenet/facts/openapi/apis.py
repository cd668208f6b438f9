"""What both sides of a change serve."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from tenet.domain.change import Change
from tenet.facts.openapi.api_contract import ApiContract
from tenet.facts.openapi.document import read_apis
from tenet.facts.python.modules import Modules
from tenet.facts.routing.imports import MARKS


@dataclass
class Apis:
    """The APIs of base and head, read when they are asked for. None for a side where no application can be read."""

    change: Change
    base_modules: Modules
    head_modules: Modules

    @cached_property
    def head(self) -> ApiContract | None:
        return read_apis(self.head_modules)

    @cached_property
    def base(self) -> ApiContract | None:
        """The head's where nothing that changed has a part in it: it is read once then."""
        head = self.head
        rests = head is not None and self.head_modules.read.intersection(self.change.by_path)
        return head if head is not None and not rests and not any(self._takes_part()) else read_apis(self.base_modules)

    def _takes_part(self) -> Iterator[bool]:
        """Of each changed module, whether it shows a trace of routing on either side."""
        for modules, paths in ((self.base_modules, self.change.by_base_path), (self.head_modules, self.change.by_path)):
            for path in paths:
                yield path.endswith(".py") and MARKS.search(modules.sources.data(path) or b"") is not None
