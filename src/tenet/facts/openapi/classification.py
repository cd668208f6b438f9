"""How FastAPI tells apart what goes into the path or the query, and what into the body.

Follows `fastapi._compat.field_annotation_is_scalar` and its neighbours.
"""

from collections.abc import Callable

from tenet.facts.json_schema.container_schemas import ARRAYS, COUNTER, MAPPINGS, SETS
from tenet.facts.json_schema.kinds import Kind, Kinds
from tenet.facts.json_schema.types import Type

SEQUENCES = frozenset({"list", "set", "frozenset", "tuple", "collections.deque", "collections.abc.Sequence", "collections.abc.MutableSequence"})
UPLOADS = frozenset({"fastapi.UploadFile", "fastapi.datastructures.UploadFile", "starlette.datastructures.UploadFile"})
COMPLEX_KINDS = frozenset({Kind.MODEL, Kind.ROOT, Kind.DATACLASS, Kind.TYPED_DICT, Kind.NAMED_TUPLE})
CONTAINERS = ARRAYS | SETS | MAPPINGS | SEQUENCES | {COUNTER}
MADE_SEQUENCES = frozenset({"conlist", "conset", "confrozenset"})


class Classification:
    """Classifies types. What a class is, `kinds` knows."""

    def __init__(self, kinds: Kinds) -> None:
        self._kinds = kinds

    def is_scalar(self, type_: Type) -> bool:
        """Whether a value fits into a path or a query string."""
        if type_.name == "Union":
            return all(self.is_scalar(member) for member in type_.arguments)
        return not self._is_complex(type_)

    def _is_complex(self, type_: Type) -> bool:
        if self.is_sequence(type_) or type_.name in MAPPINGS or type_.name == COUNTER or self._is(type_, UPLOADS):
            return True
        return self._kinds.kind(type_) in COMPLEX_KINDS or self._kinds.scalar_base(type_) == "dict"

    def is_sequence(self, type_: Type) -> bool:
        if type_.name == "Union":
            return any(self.is_sequence(member) for member in type_.arguments)
        made = type_.call is not None and type_.call.last in MADE_SEQUENCES
        return made or type_.name in SEQUENCES or self._kinds.scalar_base(type_) in SEQUENCES

    def is_upload(self, type_: Type) -> bool:
        """A file, or an optional one."""
        return self._any(type_, lambda member: self._is(member, UPLOADS))

    def is_upload_sequence(self, type_: Type) -> bool:
        """Several files."""
        return self._any(type_, lambda member: member.name in SEQUENCES and bool(member.arguments) and all(map(self.is_upload, member.arguments)))

    def is_model(self, type_: Type) -> bool:
        """A pydantic model, or an optional one: what may spread over several parameters."""
        members = [member for member in type_.arguments if member.name != "None"] if type_.name == "Union" else [type_]
        return len(members) == 1 and members[0].name not in CONTAINERS and self._kinds.kind(members[0]) is Kind.MODEL

    def _any(self, type_: Type, holds: Callable[[Type], bool]) -> bool:
        return any(holds(member) for member in type_.arguments) if type_.name == "Union" else holds(type_)

    def _is(self, type_: Type, names: frozenset[str]) -> bool:
        return type_.name in names or bool(type_.definition is not None and names.intersection(self._kinds.lines.names(type_)))


def without_none(type_: Type) -> Type:
    """The one type that an optional one holds."""
    members = [member for member in type_.arguments if member.name != "None"] if type_.name == "Union" else []
    return members[0] if len(members) == 1 else type_
