"""Paths of the repository as code writes them: texts, and objects of `pathlib`."""

from posixpath import basename, dirname, join, normpath, splitext

from tenet.facts.python.values import MISSING, Call, Missing, Symbol, Value

PATHS = frozenset({"pathlib.Path", "pathlib.PurePath", "pathlib.PosixPath"})


def normal(path: str) -> str:
    """A path of the repository, its root as nothing."""
    found = normpath(path) if path else ""
    return "" if found == "." else found


def path_of(text: str) -> Call:
    return Call(Symbol("pathlib.Path"), (normal(text),))


def text_of_path(value: Value | Missing) -> str | None:
    """The text of a path that is one, or a path object."""
    if isinstance(value, str):
        return value
    if isinstance(value, Call) and isinstance(value.function, Symbol) and value.function.name in PATHS and len(value.arguments) == 1:
        inner = value.arguments[0]
        return inner if isinstance(inner, str) else None
    return None


def of_os_path(name: str, texts: list[str]) -> Value | Missing:
    match name, texts:
        case "join", [*_]:
            return normal(join(*texts))
        case "dirname", [path]:
            return dirname(path)
        case "basename", [path]:
            return basename(path)
        case "splitext", [path]:
            return splitext(path)
        case (("abspath" | "realpath" | "normpath"), [path]):
            return normal(path)
        case _:
            return MISSING
