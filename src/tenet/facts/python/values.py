"""What an expression stands for, as far as its text tells."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from tenet.facts.python.modules import Definition


@dataclass(frozen=True, slots=True)
class Symbol:
    """A name that is not evaluated further: a class, a function, a module, or something outside the repository.

    `name` is dotted and absolute. `definition` is set where the repository defines it.
    """

    name: str
    definition: Definition | None = field(default=None, compare=False)
    closure: int = 0
    """Tells the functions and classes apart that one statement of a function makes, one in each call; 0 elsewhere."""

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Bound:
    """An attribute of something that only exists at run time: `SQLAlchemy().Model`, `batch.add_column`."""

    target: "Value"
    name: str

    @property
    def last(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class Place:
    """Where an expression stands."""

    path: str
    line: int
    end_line: int


@dataclass(frozen=True, slots=True)
class Call:
    """A call that is kept as it is: `String(50)`, `ForeignKey("user.id")`."""

    function: "Symbol | Bound"
    arguments: "tuple[Value, ...]" = ()
    keywords: "tuple[tuple[str, Value], ...]" = ()
    place: Place | None = field(default=None, compare=False)

    @property
    def last(self) -> str:
        """The function's name without what stands before it."""
        return self.function.last

    def keyword(self, name: str) -> "Value | Missing":
        return next((value for key, value in self.keywords if key == name), MISSING)

    def argument(self, position: int, name: str) -> "Value | Missing":
        """The argument that is given by position or by name."""
        return self.arguments[position] if position < len(self.arguments) else self.keyword(name)


@dataclass(frozen=True, slots=True)
class Generic:
    """A subscripted type: `Mapped[int]`; a union is `Generic(Symbol("typing.Union"), ...)`."""

    origin: "Value"
    arguments: "tuple[Value, ...]"


@dataclass(frozen=True, slots=True)
class Pairs:
    """A dictionary."""

    items: "tuple[tuple[Value, Value], ...]"

    def get(self, key: "Value") -> "Value | Missing":
        return next((value for known, value in self.items if known == key), MISSING)


@dataclass(frozen=True, slots=True)
class Member:
    """A member of an enumeration. `mixed`: the enumeration is also a `str` or an `int`, so a member equals its value."""

    enumeration: str
    name: str
    value: "Value"
    label: "Value" = field(default=None, compare=False)
    mixed: bool = field(default=False, compare=False)


@dataclass(frozen=True, slots=True, eq=False)
class Instance:
    """An object that the code makes as it runs, and what is set on it since. Each equals itself alone."""

    made: Call
    attributes: "dict[str, Value]"

    @property
    def last(self) -> str:
        return self.made.last


@dataclass(frozen=True, slots=True, eq=False)
class Items:
    """A list of a run, which changes in place."""

    values: "list[Value]"


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A dictionary of a run, which changes in place."""

    values: "dict[Value, Value]"


@dataclass(frozen=True, slots=True)
class Computed:
    """What only a run can tell; `text` is its source, with the known parts of an f-string filled in."""

    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """No value was given."""


MISSING = Missing()
MAX_PARTS = 6_000
MAX_NESTING = 40
"""How deep a value may be nested."""

Scalar = None | bool | int | float | str | bytes | Decimal
Value = Scalar | tuple["Value", ...] | Symbol | Bound | Call | Generic | Pairs | Member | Computed | Instance | Items | Table


def settled(value: Value) -> Value:
    """A list or dictionary of a run as what it holds now; any other value as it is."""
    if isinstance(value, Items):
        return tuple(value.values)
    return Pairs(tuple(value.values.items())) if isinstance(value, Table) else value


def frozen(value: Value, depth: int = 0) -> Value:
    """The value with all lists and dictionaries in it as what they hold now; what holds itself is cut off."""
    if depth > MAX_NESTING:
        return Computed("...")
    match settled(value):
        case tuple() as items:
            return tuple(frozen(item, depth + 1) for item in items)
        case Pairs() as mapping:
            return Pairs(tuple((frozen(key, depth + 1), frozen(item, depth + 1)) for key, item in mapping.items))
        case Call() as call:
            keywords = tuple((name, frozen(item, depth + 1)) for name, item in call.keywords)
            return Call(call.function, tuple(frozen(item, depth + 1) for item in call.arguments), keywords, call.place)
        case Generic() as generic:
            return Generic(frozen(generic.origin, depth + 1), tuple(frozen(item, depth + 1) for item in generic.arguments))
        case other:
            return other


def is_small(value: Value, limit: int = MAX_PARTS) -> bool:
    """Whether a value has no more than so many parts: one that is doubled in a loop soon has more than can be walked."""
    pending, count = [value], 0
    while pending and count <= limit:
        count += 1
        pending.extend(parts(pending.pop()))
    return count <= limit


def parts(value: Value) -> tuple[Value, ...]:
    """What a value is made of, one level down."""
    match value:
        case tuple():
            return value
        case Call():
            inner = () if isinstance(value.function, Symbol) else (value.function.target,)
            return (*inner, *value.arguments, *(item for _, item in value.keywords))
        case Generic():
            return (value.origin, *value.arguments)
        case Pairs():
            return tuple(part for pair in value.items for part in pair)
        case Bound():
            return (value.target,)
        case _:
            return ()


def walk(value: Value) -> Iterator[Value]:
    yield value
    for part in parts(value):
        yield from walk(part)


def known(value: Value) -> bool:
    """Whether nothing in the value is left to a run."""
    return not any(isinstance(part, Computed) for part in walk(value))


def plain(value: Value) -> Value:
    """The value with members of `str` and `int` enumerations as what they equal."""
    match value:
        case Member(mixed=True):
            return plain(value.value)
        case tuple():
            return tuple(plain(item) for item in value)
        case Call():
            keywords = tuple((name, plain(item)) for name, item in value.keywords)
            return Call(value.function, tuple(plain(item) for item in value.arguments), keywords, value.place)
        case Pairs():
            return Pairs(tuple((plain(key), plain(item)) for key, item in value.items))
        case _:
            return value


def pairs(items: Iterable[tuple[Value, Value]]) -> Pairs:
    """A dictionary in which a later key replaces an earlier one, in the place of the first."""
    found: list[tuple[Value, Value]] = []
    for key, item in items:
        at = next((index for index, (known_key, _) in enumerate(found) if known_key == key), None)
        if at is None:
            found.append((key, item))
        else:
            found[at] = (key, item)
    return Pairs(tuple(found))
