"""Reports that were measured on other code than the change's: an artifact of an earlier run, a report that was committed.

Times tell nothing for sure (clocks differ, and tests run before their commit is made), lines do: a statement begins on no
blank line, in no comment, and not behind the end of its file.
"""

from tenet.domain.change import Change
from tenet.facts.coverage.measured import CountedFile
from tenet.facts.sources import Sources


class Staleness:
    """Asks of the changed files whether their measured lines can be theirs."""

    def __init__(self, change: Change, tested: Sources) -> None:
        self._changed = frozenset(file.path for file in change.files if file.path.endswith(".py"))
        self._tested = tested

    def of(self, path: str, file: CountedFile) -> str:
        """Why the lines cannot be this file's; empty where they may be."""
        text = self._tested.text(path) if path in self._changed else None
        if text is None or self._tested.has_lone_returns(path):
            return ""
        lines = text.split("\n")
        for line in sorted(file.whole().statements):
            if line > len(lines):
                return f"it names line {line} of `{path}`, which has {len(lines)} lines: it was measured on other code"
            if not (code := lines[line - 1].strip()) or code.startswith("#"):
                what = "a comment" if code else "blank"
                return f"it counts line {line} of `{path}` as a statement, which is {what}: it was measured on other code"
        return ""
