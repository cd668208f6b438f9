"""Which files are the domain, as the policy's components say, and which among them serve HTTP all the same."""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence

from tenet.domain.component import Component

FOLDER = re.compile(r"/(routers?|routes|endpoints?|controllers?|views|middlewares?)/")
FILE = re.compile(
    r"(^|_)(routers?|routes|endpoints?|controllers?|views?|middlewares?|dependencies|deps|exception_handlers?)\.py$|^(main|app|asgi|wsgi|urls)\.py$"
)
"""Packages by feature keep their routes beside the domain's code: `domain/orders/router.py`."""


def components_named(components: Iterable[Component], names: Collection[str]) -> tuple[Component, ...]:
    return tuple(component for component in components if component.name in names)


def domain_paths_among(paths: Iterable[str], components: Sequence[Component]) -> Iterator[str]:
    """The domain's, by the components' usual names."""
    return domain_paths(paths, components_named(components, ("domain",)), components_named(components, ("api",)))


def domain_paths(paths: Iterable[str], domain: Sequence[Component], api: Sequence[Component]) -> Iterator[str]:
    """Those of some paths that are the domain's and no entry point of HTTP."""
    for path in paths:
        if any(part.holds(path) for part in domain) and not _serves(path, api):
            yield path


def _serves(path: str, api: Sequence[Component]) -> bool:
    """Where two components hold a file, the folder further in decides: `api/domain/` is domain, `domain/api/` is not."""
    inner = f"/{path}".rpartition("/api/")[2]
    if any(part.holds(path) for part in api):
        return "/domain/" not in f"/{inner}"
    below = f"/{path}".rpartition("/domain/")[2]
    return FOLDER.search(f"/{below}") is not None or FILE.search(path.rpartition("/")[2]) is not None
