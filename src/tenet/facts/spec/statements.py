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
from tenet.schemas.policy_values import glob_problem

MAX_DOCUMENTS = 2_000
"""Markdown files that are looked into, those nearest to the root first."""
MAX_GLOBS = 100
"""Patterns of one document."""
MAX_TOGETHER = 500
"""Patterns that start in one folder, those of documents nearer to the root first."""
OPENING = (b"---\n", b"---\r\n", b"\xef\xbb\xbf---")
KEYS = re.compile(rb"^[\"']?(?:covers|components?)[\"']?\s{0,9}:", re.MULTILINE | re.IGNORECASE)
"""Sorts out most front matter before it is read as YAML."""
WILDCARD = re.compile(r"[*?\[]")
NOT_OURS = frozenset({"node_modules", "vendor", "third_party", "site-packages", ".venv", "venv"})


@dataclass(frozen=True, slots=True)
class Statement:
    """What one document says that it covers."""

    path: str
    globs: tuple[Glob, ...]
    components: frozenset[str]


class Statements:
    """Finds what covers a path. Patterns are kept by the folder that they start in, so that few are tried."""

    def __init__(self, statements: Iterable[Statement]) -> None:
        self._by_component: dict[str, list[str]] = {}
        self._by_folder: dict[str, list[tuple[Glob, str]]] = {}
        for statement in statements:
            for name in statement.components:
                self._by_component.setdefault(name, []).append(statement.path)
            for glob in statement.globs:
                literal = WILDCARD.split(glob.pattern.removeprefix("./"), maxsplit=1)[0]
                together = self._by_folder.setdefault(literal.rpartition("/")[0], [])
                if len(together) < MAX_TOGETHER:
                    together.append((glob, statement.path))

    def covering(self, component: Component | None, path: str) -> frozenset[str]:
        """The documents that cover a file, as one of a component."""
        named = self._by_component.get(component.name, ()) if component is not None else ()
        found = (document for folder in _folders(path) for glob, document in self._by_folder.get(folder, ()) if glob.matches(path))
        return frozenset((*named, *found))


def _folders(path: str) -> Iterator[str]:
    yield ""
    for at, sign in enumerate(path):
        if sign == "/":
            yield path[:at]


def read_statements(change: Change, base: Sources, head: Sources) -> Statements:
    """What the documents of the head say, and those of the base that the change removes."""
    removed = [file.path for file in change.files if file.status is FileStatus.REMOVED]
    return Statements((*statements_of(head, head.files), *statements_of(base, removed)))


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
