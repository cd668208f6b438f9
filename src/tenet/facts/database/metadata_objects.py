"""Which `MetaData` a table belongs to: an application may keep several, and Alembic compares the one that it is given."""

from collections.abc import Callable, Iterable

from tenet.facts.database.naming_conventions import Own, stated_metadata
from tenet.facts.database.sqlalchemy_styles import BASE_CALLS, is_root
from tenet.facts.python.classes import bases, body_of
from tenet.facts.python.interpreter import Interpreter
from tenet.facts.python.values import Bound, Call, Missing, Symbol, Value

Line = Callable[[Value], tuple[Value, ...]]
"""A class and what it inherits from."""


class MetadataObjects:
    """Tells them apart by where they are made. An empty text stands for one that is not told."""

    def __init__(self, interpreter: Interpreter, line: Line, own: Own) -> None:
        self._interpreter = interpreter
        self._line = line
        self._own = own

    def of_value(self, value: Value | Missing) -> str:
        """Of `metadata` or `Base.metadata`."""
        match value:
            case Call(last="MetaData", place=place) if place is not None:
                return f"{place.path}:{place.line}"
            case Bound(target=target, name="metadata"):
                return self.of_line(self._line(target))
            case _:
                return ""

    def of_line(self, line: Iterable[Value]) -> str:
        """Of the classes that inherit so: the nearest that states one, or the declarative base itself."""
        for value in line:
            stated = [one for one in stated_metadata(value, self._own) if not isinstance(one, Missing)]
            if stated:
                return self.of_value(stated[0])
            match value:
                case Symbol() if (body := body_of(value)) is not None and is_root(bases(self._interpreter, body)):
                    return value.name
                case Call(last=last, place=place) if last in BASE_CALLS and place is not None:
                    return f"{place.path}:{place.line}"
                case _:
                    continue
        return ""
