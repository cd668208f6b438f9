"""The order in which migrations run."""

from collections.abc import Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from tenet.facts.database.revision_headers import AlembicHeader, DjangoHeader, Header


def in_order(headers: Mapping[str, Header | None]) -> Sequence[str]:
    """Paths by what each follows, and by name where that does not tell or goes in a circle."""
    revisions = {header.revision: path for path, header in headers.items() if isinstance(header, AlembicHeader)}
    names = {path.rpartition("/")[2].removesuffix(".py"): path for path in sorted(headers)}
    before: dict[str, list[str]] = {}
    for path, header in sorted(headers.items()):
        match header:
            case AlembicHeader():
                before[path] = [revisions[key] for key in (*header.down, *header.depends_on) if key in revisions]
            case DjangoHeader():
                before[path] = [names[name] for _, name in header.dependencies if name in names and names[name] != path]
            case _:
                before[path] = []
    try:
        return tuple(TopologicalSorter(before).static_order())
    except CycleError:
        return sorted(headers)
