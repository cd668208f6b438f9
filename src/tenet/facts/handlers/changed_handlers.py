"""The handlers that a rule has to judge, and the line on which it is best said what is wrong with one."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tenet.domain.change import Change, Side
from tenet.domain.policy import Scope
from tenet.facts.handlers.handler import Handler

if TYPE_CHECKING:
    from tenet.facts.facts import Facts


def changed_handlers(facts: "Facts", scope: Scope) -> Iterator[Handler]:
    """Those that the change touches, or all: each function once, under the first of its routes. WebSockets answer no request."""
    seen: set[int] = set()
    for handler in facts.handlers.of(facts.source_paths(scope)):
        wanted = scope is Scope.ALL or touches(facts.change, handler.path, *lines_of(handler))
        if wanted and id(handler.function) not in seen and handler.route.partition(" ")[0] != "WEBSOCKET":
            seen.add(id(handler.function))
            yield handler


def lines_of(handler: Handler) -> tuple[int, int]:
    """First and last line, decorators included."""
    function = handler.function
    first = min([function.lineno, *(decorator.lineno for decorator in function.decorator_list)])
    return first, function.end_lineno or function.lineno


def touches(change: Change, path: str, first: int, last: int) -> bool:
    """Whether the change adds one of these lines. Where no line diff could be made, every line may be new."""
    file = change.by_path.get(path)
    return file is not None and (not file.lines_known or file.touches(first, last))


def anchor(change: Change, handler: Handler, evidence: Iterable[int]) -> int:
    """The line of the `def` where the diff shows it, else the first line of the evidence that the change adds."""
    line, file = handler.function.lineno, change.by_path.get(handler.path)
    if file is None or file.hunk_at(Side.HEAD, line) is not None:
        return line
    return next((one for one in sorted(evidence) if one in file.added), line)
