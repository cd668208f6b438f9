"""Types as their annotations mean them, whatever way they are written."""

from dataclasses import dataclass, field

from tenet.facts.python.modules import Definition
from tenet.facts.python.values import Value


@dataclass(frozen=True, slots=True)
class Type:
    """One type. `name` is dotted and absolute, with one spelling for each type:

    - builtins bare: `int`, `str`, `list`, `dict`, `tuple`, `set`, `None`, `object`; `typing.List` is `list`
    - `Any`, `Union` (nested ones flattened, `Optional` is a union with `None`), `Literal`, `Callable`
    - a class of the repository or of a library by its dotted name: `app.schemas.Order`, `datetime.datetime`, `uuid.UUID`
    - `TypeVar` for one that nothing binds (its bound or constraints as arguments)
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
    """The annotation as it is written, for messages."""
