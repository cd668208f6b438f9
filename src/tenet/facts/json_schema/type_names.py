"""Names of classes as components have them."""

from tenet.facts.json_schema.types import Type

CAPITALS = frozenset({"List", "Dict", "Set", "FrozenSet", "Tuple", "Type"})
"""The names of `typing` for builtins: `Page[List[int]]` is called after what is written."""


def shown(type_: Type) -> tuple[str, str]:
    """The short and the long name of a class, with its arguments: `Page[Order]`, `app.schemas.Page[Order]`."""
    name = _made_name(type_) or type_.name
    module = type_.definition.module.name if type_.definition is not None else name.rpartition(".")[0]
    qualified = name.removeprefix(f"{module}.")
    arguments = f"[{','.join(_argument(argument) for argument in type_.arguments)}]" if type_.arguments else ""
    return f"{qualified.rpartition('.')[2]}{arguments}", f"{name}{arguments}"


def title_of(type_: Type) -> str:
    """The title of a class: its own name."""
    return type_.last if type_.call is None else shown(type_)[0]


def _made_name(type_: Type) -> str | None:
    if type_.call is None or not type_.call.arguments or not isinstance(type_.call.arguments[0], str):
        return None
    module = f"{type_.scope.module.name}." if type_.scope is not None else ""
    return f"{module}{type_.call.arguments[0]}"


def _argument(type_: Type) -> str:
    """An argument as Python shows it: `list[Order]`, `Union[Order, NoneType]`."""
    inner = ", ".join(_argument(argument) for argument in type_.arguments)
    match type_.name:
        case "None":
            return "NoneType"
        case "Literal":
            return f"Literal[{', '.join(repr(value) for value in type_.literals)}]"
        case "TypeVar":
            return str(type_.literals[0]).rpartition(".")[2] if type_.literals else "TypeVar"
        case _:
            written = type_.text if type_.text in CAPITALS else type_.name
            name = (_made_name(type_) or written).rpartition(".")[2]
            return f"{name}[{inner}]" if inner else name
