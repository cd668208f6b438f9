"""Which files `.gitattributes` declares as written by a tool (`linguist-generated`), as GitHub folds them away in a review."""

import re
from dataclasses import dataclass

from tenet.domain.glob import Glob

ATTRIBUTE = re.compile(r"(?:(?P<off>[-!])linguist-generated|linguist-generated(?:=(?P<value>\S+))?)$")
NAMED_FOLDER = re.compile(r"/?[\w.-]+/.*|[\w.-]+")
"""A pattern that names a folder or a file: one for all files of a kind says nothing about who wrote them."""
MAX_LINES = 1000


@dataclass(frozen=True)
class GeneratedFiles:
    """The patterns in their order, each with whether it says so or the opposite. The last one that matches a path counts."""

    patterns: tuple[tuple[Glob, bool], ...]

    @classmethod
    def of(cls, text: str) -> "GeneratedFiles":
        """Those of the file at the root of the repository."""
        found = (_declared(line) for line in text.split("\n")[:MAX_LINES])
        return cls(tuple(one for one in found if one is not None))

    def holds(self, path: str) -> bool:
        return next((generated for glob, generated in reversed(self.patterns) if glob.matches(path)), False)


def _declared(line: str) -> tuple[Glob, bool] | None:
    pattern, *attributes = line.split() or [""]
    said = next(filter(None, map(ATTRIBUTE.match, reversed(attributes))), None)
    if said is None or pattern.startswith("#"):
        return None
    generated = not said["off"] and said["value"] in {None, "true"}
    if generated and NAMED_FOLDER.fullmatch(pattern) is None:
        return None
    return Glob(pattern.removeprefix("/") if "/" in pattern else f"**/{pattern}"), generated
