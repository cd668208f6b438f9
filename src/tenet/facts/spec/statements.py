"""Documents that say in their front matter what they cover.

---
covers: ["src/orders/**"]
component: orders
---
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tenet.domain.change import Change, FileStatus
from tenet.domain.component import Component
from tenet.domain.glob import Glob
from tenet.facts.sources import Sources, decoded
from tenet.facts.spec.document import is_markdown
from tenet.facts.spec.front_matter import MAX_CHARACTERS, read_front_matter
from tenet.schemas.policy import glob_problem

MAX_DOCUMENTS = 2_000
"""Markdown files that are looked into, those nearest to the root first."""
MAX_GLOBS = 100
OPENING = (b"---\n", b"---\r\n", b"\xef\xbb\xbf---")
KEYS = re.compile(rb"^[\"']?(?:covers|components?)[\"']?\s{0,9}:", re.MULTILINE | re.IGNORECASE)
"""Sorts out most front matter before it is read as YAML."""
NOT_OURS = frozenset({"node_modules", "vendor", "third_party", "site-packages", ".venv", "venv"})


@dataclass(frozen=True)
class Statement:
    """What one document says that it covers."""

    path: str
    globs: tuple[Glob, ...]
    components: frozenset[str]

    def covers(self, component: Component | None, path: str) -> bool:
        named = component is not None and component.name in self.components
        return named or any(glob.matches(path) for glob in self.globs)


def read_statements(change: Change, base: Sources, head: Sources) -> tuple[Statement, ...]:
    """What the documents of the head say, and those of the base that the change removes."""
    removed = [file.path for file in change.files if file.status is FileStatus.REMOVED]
    return (*statements_of(head, head.files), *statements_of(base, removed))


def statements_of(sources: Sources, paths: Iterable[str]) -> Iterator[Statement]:
    markdown = (path for path in paths if is_markdown(path) and not NOT_OURS.intersection(path.split("/")))
    wanted = sorted(markdown, key=lambda path: (path.count("/"), path))[:MAX_DOCUMENTS]
    sources.load(wanted)
    for path in wanted:
        data = sources.data(path)
        if data is not None and data.startswith(OPENING) and KEYS.search(data, 0, MAX_CHARACTERS):
            front = read_front_matter(decoded(data[: MAX_CHARACTERS * 4]))
            globs = tuple(glob for pattern in front.words("covers")[:MAX_GLOBS] for glob in _globs(pattern))
            components = frozenset(front.words("component", "components"))
            if globs or components:
                yield Statement(path, globs, components)


def _globs(pattern: str) -> Iterator[Glob]:
    """A name without wildcards may be a folder: then all below it is meant."""
    if not glob_problem(pattern):
        yield Glob(pattern)
        if not pattern.endswith("/"):
            yield Glob(f"{pattern}/**")
