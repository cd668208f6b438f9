"""Where spec documents are looked for if the policy names none."""

import re
from collections.abc import Iterable, Iterator, Sequence

SPEC_NAME = "spec.md"
NAMED = re.compile(
    r"(?:docs/)?specs?/(?:\d+-)?(?P<name>[^/]+)\.md"
    r"|(?:docs/)?specs?/(?:\d+-)?(?P<folder>[^/]+)/spec\.md"
    r"|openspec/specs/(?P<capability>[^/]+)/spec\.md"
    r"|openspec/changes/(?!archive/)[^/]+/specs/(?P<proposal>[^/]+)/spec\.md",
    re.IGNORECASE,
)
"""A document that its own path ties to a name: `specs/orders.md`, spec-kit's `specs/003-orders/spec.md`, and OpenSpec's
`openspec/specs/orders/spec.md` with the proposals to it (`openspec/changes/add-refunds/specs/orders/spec.md`)."""


def found_by_layout(component: str, files: Sequence[str], documents: Sequence[str]) -> tuple[str, ...]:
    """The documents that cover a component: those named after it, and the nearest `spec.md` above each of its files.

    A `spec.md` at the root of the repository covers only what nothing nearer does.
    """
    named = {path for path in documents if name_in(path) == _folded(component)}
    by_folder = {path.rpartition("/")[0]: path for path in documents if path.rpartition("/")[2].lower() == SPEC_NAME}
    nearest = {found for path in files if (found := nearest_spec(path, by_folder)) is not None}
    above = {path for path in nearest if "/" in path}
    near = above if named or above else nearest
    return tuple(sorted(named | near))


def spec_documents(paths: Iterable[str]) -> Iterator[str]:
    """The paths that the layouts know."""
    return (path for path in paths if path.rpartition("/")[2].lower() == SPEC_NAME or NAMED.fullmatch(path))


def name_in(path: str) -> str:
    """What a document is named after, folded; empty where its path does not say."""
    match = NAMED.fullmatch(path)
    return _folded(next(filter(None, match.groups()), "")) if match else ""


def nearest_spec(path: str, by_folder: dict[str, str]) -> str | None:
    folder = path.rpartition("/")[0]
    while folder:
        if folder in by_folder:
            return by_folder[folder]
        folder = folder.rpartition("/")[0]
    return by_folder.get("")


def _folded(name: str) -> str:
    """Names as people vary them: case, `-`, `_` and blanks do not count."""
    return re.sub(r"[-_ ]", "", name).lower()
