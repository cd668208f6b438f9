"""Types as their annotations mean them, whatever way they are written."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from tenet.facts.python.modules import Definition
from tenet.facts.python.scope import Scope
from tenet.facts.python.values import Call, Value

MAX_SIZE = 400
"""Of how many types one type may be made: larger ones grow without end, or are no code that anybody reads."""

MAX_NESTING = 7
"""How deep the arguments of a generic class may be nested: a class that grows as it recurs has no end."""


@dataclass(frozen=True, slots=True)
class Type:
    """One type. `name` is dotted and absolute, with one spelling for each type:

    - builtins bare: `int`, `str`, `list`, `dict`, `tuple`, `set`, `None`, `object`; `typing.List` is `list`
    - `Any`, `Union` (nested ones flattened, `Optional` is a union with `None`), `Literal`, `Callable`
    - a class of the repository or of a library by its dotted name: `app.schemas.Order`, `datetime.datetime`, `uuid.UUID`
    - `TypeVar` for one that nothing binds (its default, its bound or its constraints as arguments, its name in `literals`)
    - `?` where only a run can tell

    `Annotated[X, ...]` is `X` with `metadata`, in the order in which it is written, inner ones first.
    """

    name: str
    arguments: tuple["Type", ...] = ()
    literals: tuple[Value, ...] = ()
    """The values of a `Literal`."""
    metadata: tuple[Value, ...] = ()
    definition: Definition | None = field(default=None, compare=False)
    """The class statement, where the repository has it."""
    text: str = field(default="", compare=False)
    """What is written, for messages; of `typing.List` the `List` that names of generic classes keep."""
    call: Call | None = None
    """The call that makes the type: `conint(gt=0)`, `create_model("Order", ...)`."""
    scope: Scope | None = field(default=None, compare=False)
    """What a class that a function makes, or the call, sees besides its module."""

    closure: tuple[tuple[str, Value], ...] = ()
    """What a class that a function makes closes over, as far as its body names it: each call makes another class."""

    @property
    def last(self) -> str:
        return self.name.rpartition(".")[2]


ANY = Type("Any")
NONE = Type("None")
ELLIPSIS = Type("...")


def unknown(text: str) -> Type:
    return Type("?", text=text)


def union(members: Iterator[Type] | tuple[Type, ...]) -> Type:
    """A union, nested ones flattened and repetitions left out; of one type, that type."""
    flat: list[Type] = []
    for member in members:
        inner = member.arguments if member.name == "Union" and not member.metadata else (member,)
        flat.extend(one for one in inner if one not in flat)
    return flat[0] if len(flat) == 1 else Type("Union", tuple(flat))


def without_none(type_: Type) -> Type:
    """The one type that an optional one holds; any other type as it is."""
    members = [member for member in type_.arguments if member.name != "None"] if type_.name == "Union" else []
    return members[0] if len(members) == 1 else type_


def annotated(inner: Type, metadata: tuple[Value, ...]) -> Type:
    return replace(inner, metadata=(*inner.metadata, *metadata)) if metadata else inner


def variables(type_: Type) -> tuple[Type, ...]:
    """The type variables that a type leaves open, in the order in which they are met."""
    if type_.name == "TypeVar":
        return (replace(type_, metadata=()),)
    return tuple(dict.fromkeys(found for argument in type_.arguments for found in variables(argument)))


def substituted(type_: Type, bindings: Mapping[str, Type]) -> Type:
    """The type with its variables, by name, bound."""
    if not bindings:
        return type_
    if type_.name == "TypeVar":
        bound = bindings.get(variable_name(type_))
        return type_ if bound is None else annotated(bound, type_.metadata)
    if not type_.arguments:
        return type_
    arguments = tuple(substituted(argument, bindings) for argument in type_.arguments)
    if type_.name == "Union":
        return annotated(union(arguments), type_.metadata)
    return replace(type_, arguments=arguments)


def variable_name(variable: Type) -> str:
    return str(variable.literals[0]) if variable.literals else ""


def size(type_: Type, limit: int = MAX_SIZE) -> int:
    """Of how many types it is made, counted up to the limit."""
    found, pending = 0, [type_]
    while pending and found <= limit:
        found += 1
        pending.extend(pending.pop().arguments)
    return found


def nesting(type_: Type) -> int:
    """How deep its arguments are nested."""
    return 1 + max(map(nesting, type_.arguments)) if type_.arguments else 0
