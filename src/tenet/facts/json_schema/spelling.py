"""One spelling for each type that has several."""

BUILTINS = frozenset(
    {
        *("int", "str", "float", "bool", "bytes", "bytearray", "memoryview", "complex", "list", "dict", "tuple", "set", "frozenset"),
        *("object", "type", "slice", "range", "Exception", "BaseException", "ValueError"),
    }
)
SPELLINGS = {
    **{f"typing.{name}": name for name in ("Any", "Union", "Literal", "Callable", "Optional", "Annotated")},
    **{f"typing.{name.title()}": name for name in ("list", "dict", "set", "tuple", "type")},
    "typing.FrozenSet": "frozenset",
    "typing.Text": "str",
    "typing.Deque": "collections.deque",
    "typing.DefaultDict": "collections.defaultdict",
    "typing.OrderedDict": "collections.OrderedDict",
    "typing.Counter": "collections.Counter",
    "typing.ChainMap": "collections.ChainMap",
    "typing.AbstractSet": "collections.abc.Set",
    "typing.Pattern": "re.Pattern",
    "typing.AnyStr": "str",
    "collections.abc.Callable": "Callable",
    "types.NoneType": "None",
    "types.UnionType": "Union",
    "sqlalchemy.orm.Mapped": "typing.Final",
}
REEXPORTED = {
    "UUID": "uuid.UUID",
    "Decimal": "decimal.Decimal",
    "date": "datetime.date",
    "datetime": "datetime.datetime",
    "Enum": "enum.Enum",
}
"""What modules of pydantic import for themselves, and code takes from there by mistake."""
ABSTRACT = frozenset(
    {
        *("Sequence", "MutableSequence", "Iterable", "Iterator", "Collection", "Container", "Generator", "Mapping", "MutableMapping"),
        *("MutableSet", "Reversible", "Hashable", "Sized", "Awaitable", "Coroutine", "AsyncGenerator", "AsyncIterable", "AsyncIterator"),
    }
)


def spelled(name: str) -> str:
    """The name by which a type is known here."""
    name = name.removeprefix("builtins.")
    module, _, last = name.rpartition(".")
    if module == "typing_extensions" or module.endswith(".typing"):  # libraries re-export what old versions of Python lack
        name = f"typing.{last}"
    if name.startswith("pydantic.v1.") and name.count(".") > 2:
        return f"pydantic.v1.{name.rpartition('.')[2]}"
    if name.startswith("typing.") and name.removeprefix("typing.") in ABSTRACT:
        return f"collections.abc.{name.removeprefix('typing.')}"
    library, _, last = name.rpartition(".")
    if library.startswith("pydantic.") and last in REEXPORTED:
        return REEXPORTED[last]
    return SPELLINGS.get(name, name)
