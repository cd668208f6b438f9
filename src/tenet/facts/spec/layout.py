"""Where spec documents are looked for if neither the policy nor a document says what covers what."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from enum import StrEnum

SPEC_NAME = "spec.md"
NAMED = re.compile(
    r"(?P<speckit>(?:docs/|\.specify/)?specs/\d+-(?P<feature>[^/]+)/spec\.md)"
    r"|(?:docs/)?specs?/(?:\d+-)?(?P<name>[^/]+)\.md"
    r"|(?:docs/)?specs?/(?P<folder>[^/]+)/spec\.md"
    r"|(?P<openspec>openspec/specs/(?P<capability>[^/]+)/spec\.md"
    r"|openspec/changes/(?!archive/)[^/]+/specs/(?P<proposal>[^/]+)/spec\.md)",
    re.IGNORECASE,
)
"""A document that its own path ties to a name: `specs/orders.md`, spec-kit's `specs/003-orders/spec.md`, and OpenSpec's
`openspec/specs/orders/spec.md` with the proposals to it (`openspec/changes/add-refunds/specs/orders/spec.md`)."""
NAMES = ("feature", "name", "folder", "capability", "proposal")
NO_NAMES = frozenset({"readme", "index", "template", "templates", "spectemplate", "overview", "changelog", "toc", "contributing"})
"""What stands beside specs and is none."""
FEATURE_FOLDER = re.compile(r"(?:docs/|\.specify/)?specs/\d+-[^/]+(?=/)", re.IGNORECASE)
CHANGE_FOLDER = re.compile(r"openspec/changes/(?!archive/)[^/]+(?=/)", re.IGNORECASE)
FEATURE_FILE = re.compile(r"(?:plan|tasks|data-model|research|quickstart)\.md|contracts/.+", re.IGNORECASE)
"""What spec-kit keeps beside the `spec.md` of a feature."""
CHANGE_FILE = re.compile(r"(?:proposal|design|tasks)\.md", re.IGNORECASE)
"""What OpenSpec keeps in the folder of a proposed change."""
TASKS = "tasks.md"
"""A list of things to do: ticking one off tells nothing new about what the code promises."""


class Why(StrEnum):
    """Why a file answers to a document."""

    POLICY = "policy"
    FRONT_MATTER = "front matter"
    NEAREST = "nearest"
    OPENSPEC = "openspec"
    SPEC_KIT = "spec-kit"
    NAMED_AFTER = "named after"


Reasons = Mapping[str, Why]
"""Paths of documents, each with why it covers."""


class Layout:
    """The documents of a repository that its layouts know."""

    def __init__(self, paths: Iterable[str]) -> None:
        every = sorted(paths)
        self.documents = tuple(spec_documents(every))
        self._by_name: dict[str, list[str]] = {}
        for path in self.documents:
            if name := name_in(path):
                self._by_name.setdefault(name, []).append(path)
        self._by_folder = {path.rpartition("/")[0]: path for path in self.documents if path.rpartition("/")[2].lower() == SPEC_NAME}
        self._beside: dict[str, list[str]] = {}
        for path in every:
            folder = _home(path)
            if folder and _is_companion(path[len(folder) + 1 :], folder):
                self._beside.setdefault(folder, []).append(path)
        self.known = frozenset((*self.documents, *(path for paths in self._beside.values() for path in paths)))

    def covering(self, component: str, files: Sequence[str]) -> Reasons:
        """What covers a component: the documents named after it, and the nearest `spec.md` above each of its files.

        A `spec.md` at the root of the repository covers only what nothing nearer does.
        """
        named = {path: self.why(path) for path in self._by_name.get(_folded(component), ())} if component else {}
        nearest = {spec: Why.NEAREST for path in files if (spec := nearest_spec(path, self._by_folder)) is not None}
        above = {path: why for path, why in nearest.items() if "/" in path}
        found = {**(above if named or above else nearest), **named}
        return dict(sorted({**self._companions(found), **found}.items()))

    def why(self, path: str) -> Why:
        """Why a document covers what it is named after; `nearest` where its path names nothing."""
        match = NAMED.fullmatch(path)
        if match is None or not name_in(path):
            return Why.NEAREST
        return Why.OPENSPEC if match["openspec"] else Why.SPEC_KIT if match["speckit"] else Why.NAMED_AFTER

    def _companions(self, found: Reasons) -> Reasons:
        return {beside: why for path, why in found.items() for beside in self.beside(path)}

    def beside(self, path: str) -> tuple[str, ...]:
        """What belongs to the same feature or proposed change as a document."""
        return tuple(self._beside.get(_home(path), ()))


def spec_documents(paths: Iterable[str]) -> Iterator[str]:
    """The paths that the layouts know."""
    documents = (path for path in paths if path[-3:].lower() == SPEC_NAME[-3:])
    return (path for path in documents if path.rpartition("/")[2].lower() == SPEC_NAME or name_in(path))


def name_in(path: str) -> str:
    """What a document is named after, folded; empty where its path does not say."""
    match = NAMED.fullmatch(path)
    name = _folded(next(filter(None, (match[group] for group in NAMES)), "")) if match else ""
    return "" if name in NO_NAMES else name


def nearest_spec(path: str, by_folder: Mapping[str, str]) -> str | None:
    folder = path.rpartition("/")[0]
    while folder:
        if folder in by_folder:
            return by_folder[folder]
        folder = folder.rpartition("/")[0]
    return by_folder.get("")


def is_task_list(path: str) -> bool:
    return path.rpartition("/")[2].lower() == TASKS


def _home(path: str) -> str:
    """The folder of the feature or of the proposed change that a path lies in; empty where it lies in none."""
    found = FEATURE_FOLDER.match(path) or CHANGE_FOLDER.match(path)
    return found[0] if found else ""


def _is_companion(rest: str, folder: str) -> bool:
    kind = CHANGE_FILE if CHANGE_FOLDER.match(f"{folder}/") else FEATURE_FILE
    return kind.fullmatch(rest) is not None


def _folded(name: str) -> str:
    """Names as people vary them: case, `-`, `_` and blanks do not count."""
    return re.sub(r"[-_ ]", "", name).lower()
