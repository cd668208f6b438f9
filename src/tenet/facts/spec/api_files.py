"""OpenAPI files beside spec documents: those of the policy and the layouts, and those that a document links to."""

import re
from collections.abc import Iterator

from tenet.facts.sources import Sources
from tenet.facts.spec.document import Document
from tenet.facts.spec.endpoints import ListedEndpoint, openapi_endpoints

FORMATS = (".yaml", ".yml", ".json")
ELSEWHERE = re.compile(r"[a-z][a-z0-9+.-]*:|//", re.IGNORECASE)
MAX_FILES = 20
"""Files that one document links to and that are read."""


def is_description(path: str) -> bool:
    """Whether a file is for machines to read, and holds no prose."""
    return path.lower().endswith(FORMATS)


def linked_files(document: Document, head: Sources) -> tuple[str, ...]:
    """The YAML and JSON files of the head that a document links to, by paths relative to it or to the root (`/api/x.yaml`)."""
    targets = dict.fromkeys(link.target.split("#")[0].split("?")[0] for link in document.links if not ELSEWHERE.match(link.target))
    found = (_resolved(document.path, target) for target in targets if is_description(target))
    return tuple(path for path in found if path in head.files)[:MAX_FILES]


def described_endpoints(path: str, head: Sources) -> Iterator[ListedEndpoint]:
    """The endpoints of an OpenAPI file; none for any other file."""
    if is_description(path):
        yield from openapi_endpoints(head.text(path) or "")


def _resolved(origin: str, target: str) -> str:
    """A path that leads out of the repository is no path of it."""
    steps = [] if target.startswith("/") else origin.split("/")[:-1]
    for step in target.split("/"):
        if step == "..":
            if not steps:
                return ""
            steps.pop()
        elif step not in {"", "."}:
            steps.append(step)
    return "/".join(steps)
