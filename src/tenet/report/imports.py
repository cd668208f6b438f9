"""The import graph of `tenet inspect imports`, for people."""

from collections.abc import Iterator
from typing import TypedDict, cast

from tenet.core.text import printable
from tenet.core.wording import counted
from tenet.domain.finding import Json


class ShownImport(TypedDict):
    module: str | None
    path: str
    line: int
    type_checking: bool


class ShownModule(TypedDict):
    name: str
    path: str
    imports: list[ShownImport]


class ShownExternal(TypedDict):
    name: str
    modules: list[str]


class ShownGraph(TypedDict):
    modules: list[ShownModule]
    externals: list[ShownExternal]
    cycles: list[list[str]]


def imports_text(document: Json) -> str:
    """A document that `imports_document` made: each module with what it imports, then what comes from outside, then cycles."""
    graph = cast("ShownGraph", document)
    if not graph["modules"]:
        return "no modules\n"
    lines = [line for module in graph["modules"] for line in _module(module)]
    lines += ["externals", *(f"  {printable(one['name'])}  in {counted(len(one['modules']), 'module')}" for one in graph["externals"]), ""]
    shown = [" -> ".join(map(printable, (*cycle, cycle[0]))) for cycle in graph["cycles"]]
    return "\n".join([*lines, "cycles" if shown else "no cycles", *(f"  {cycle}" for cycle in shown)]) + "\n"


def _module(module: ShownModule) -> Iterator[str]:
    yield f"{printable(module['name'])}  {printable(module['path'])}"
    for one in module["imports"]:
        mark = "  for type checking" if one["type_checking"] else ""
        yield f"  {one['line']:>4}  {printable(one['module'] or one['path'])}{mark}"
    yield ""
