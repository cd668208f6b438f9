"""What FastAPI makes of a parameter's type before it looks at its schema (after `fastapi._compat.shared`)."""

from tenet.facts.json_schema.kinds import Kind, Kinds
from tenet.facts.json_schema.types import ELLIPSIS, Type

SEQUENCES = frozenset(
    {"list", "tuple", "set", "frozenset", "collections.deque", "collections.abc.Sequence", "collections.abc.MutableSequence"}
)
MAPPINGS = frozenset(
    {
        *("dict", "collections.OrderedDict", "collections.defaultdict", "collections.Counter", "collections.ChainMap"),
        *("collections.abc.Mapping", "collections.abc.MutableMapping"),
    }
)
UPLOADS = frozenset({"fastapi.UploadFile", "fastapi.datastructures.UploadFile", "starlette.datastructures.UploadFile"})
MODELS = frozenset({Kind.MODEL, Kind.ROOT})
OBJECTS = MODELS | {Kind.DATACLASS, Kind.TYPED_DICT}
MADE_SEQUENCES = frozenset({"conlist", "conset", "confrozenset"})


class Shapes:
    """Tells scalars, sequences, uploads and models apart. A union is what its members make it."""

    def __init__(self, kinds: Kinds) -> None:
        self.kinds = kinds

    def is_scalar(self, type_: Type) -> bool:
        """Whether FastAPI takes a bare parameter of this type from the path or the query rather than from the body."""
        if type_ == ELLIPSIS:
            return True
        if type_.name == "Union":
            return all(self.is_scalar(member) for member in type_.arguments)
        return not self._is_complex(type_)

    def is_scalar_sequence(self, type_: Type) -> bool:
        """Whether a query or a header can hold several values of this type."""
        if type_.name != "Union":
            return self.is_sequence(type_) and all(self.is_scalar(item) for item in type_.arguments)
        found = [self.is_scalar_sequence(member) for member in type_.arguments]
        return any(found) and all(held or self.is_scalar(member) for held, member in zip(found, type_.arguments, strict=True))

    def is_sequence(self, type_: Type) -> bool:
        if type_.name == "Union":
            return any(self.is_sequence(member) for member in type_.arguments)
        if type_.call is not None and type_.call.last in MADE_SEQUENCES:
            return True
        return type_.name in SEQUENCES or self.kinds.kind(type_) is Kind.NAMED_TUPLE or self.kinds.scalar_base(type_) in SEQUENCES

    def is_upload(self, type_: Type) -> bool:
        """Whether the type is an `UploadFile`, or may be one."""
        return self._is_or_may_be(type_, UPLOADS)

    def is_upload_sequence(self, type_: Type) -> bool:
        return self._is_sequence_of(type_, UPLOADS)

    def is_bytes(self, type_: Type) -> bool:
        """Whether the type is `bytes`, or may be."""
        return self._is_or_may_be(type_, frozenset({"bytes"}))

    def is_bytes_sequence(self, type_: Type) -> bool:
        return self._is_sequence_of(type_, frozenset({"bytes"}))

    def is_model(self, type_: Type) -> bool:
        """Whether the type is a class of pydantic's: the only kind that can hold all parameters of one place."""
        return type_.name != "Union" and self.kinds.kind(type_) in MODELS

    def is_object(self, type_: Type) -> bool:
        """Whether the type has fields of its own: a model, a dataclass, a typed dictionary."""
        return type_.name != "Union" and self.kinds.kind(type_) in OBJECTS

    def _is_complex(self, type_: Type) -> bool:
        base = self.kinds.scalar_base(type_)
        mapping = type_.name in MAPPINGS or base in MAPPINGS
        return mapping or type_.name in UPLOADS or self.is_sequence(type_) or self.is_object(type_) or self._is_upload_class(type_)

    def _is_upload_class(self, type_: Type) -> bool:
        return any(name in UPLOADS for name in self.kinds.lines.names(type_))

    def _is_or_may_be(self, type_: Type, names: frozenset[str]) -> bool:
        members = type_.arguments if type_.name == "Union" else (type_,)
        return any(names & set(self.kinds.lines.names(member)) for member in members)

    def _is_sequence_of(self, type_: Type, names: frozenset[str]) -> bool:
        if type_.name == "Union":
            return any(self._is_sequence_of(member, names) for member in type_.arguments)
        return self.is_sequence(type_) and all(self._is_or_may_be(item, names) for item in type_.arguments)
