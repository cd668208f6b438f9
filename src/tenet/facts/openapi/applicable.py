"""Whether there is an API to compare, told before anything that compares is loaded."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tenet.domain.glob import PathFilter

if TYPE_CHECKING:
    from tenet.facts.facts import Facts


def nothing_to_compare(facts: "Facts", documents: Sequence[str]) -> str:
    """Why no API can be compared; empty where one may be. `documents` are patterns of OpenAPI documents."""
    changed = [path for file in facts.change.files for path in (file.path, file.base_path or "")]
    patterns = PathFilter.of(tuple(documents))
    if documents and any(patterns.accepts(path) for path in changed if path):
        return ""
    code = any(path.endswith(".py") for path in changed)
    if code and facts.may_serve:
        return ""
    reason = "no application can be read" if code else "the change touches no Python file"
    return f"{reason}, and the change touches no OpenAPI document"
