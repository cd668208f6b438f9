"""`tenet inspect imports`: the import graph of a repository, as a document."""

from tenet.domain.finding import Json
from tenet.facts.python.import_graph import ImportGraph, ImportingModule, read_import_graph
from tenet.facts.python.modules import Modules


def imports_document(modules: Modules) -> Json:
    """`{"modules": [...], "externals": [...], "cycles": [[...]], "unknown": [...]}`; the standard library is left out."""
    graph = read_import_graph(modules)
    unknown: list[Json] = [{"subject": "imports", "reason": one.reason, "path": one.path, "line": one.line} for one in graph.unread]
    return {
        "modules": [_module(graph, module) for module in sorted(graph.modules.values(), key=lambda one: (one.name, one.path))],
        "externals": [{"name": root, "modules": sorted(users)} for root, users in sorted(_externals(graph).items())],
        "cycles": [[graph.modules[path].name for path in cycle] for cycle in graph.cycles],
        "unknown": unknown,
    }


def _module(graph: ImportGraph, module: ImportingModule) -> Json:
    return {
        "name": module.name,
        "path": module.path,
        "imports": [
            {"module": _name(graph, one.target), "path": one.target, "line": one.line, "type_checking": one.type_checking}
            for one in module.imports
        ],
        "externals": [
            {"name": one.name, "root": one.root, "line": one.line, "type_checking": one.type_checking}
            for one in module.externals
            if not one.standard_library
        ],
    }


def _name(graph: ImportGraph, path: str) -> str | None:
    """The name of a module; None for a file that cannot be parsed."""
    module = graph.modules.get(path)
    return None if module is None else module.name


def _externals(graph: ImportGraph) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for module in graph.modules.values():
        for one in module.externals:
            if not one.standard_library:
                found.setdefault(one.root, set()).add(module.name)
    return found
