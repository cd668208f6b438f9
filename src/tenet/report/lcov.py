"""Coverage as an LCOV tracefile (the manual page geninfo(1), "FILES"): what was read of any report, in one form.

Lines say whether they ran, not how often. Branches are counted by line, without where they lead. The test's name, which
nothing else needs, is the commit.
"""

from collections.abc import Iterator, Mapping

from tenet.core.text import displayable
from tenet.facts.coverage.measured import UNPLACED, MeasuredFile


def render_lcov(files: Mapping[str, MeasuredFile], commit: str) -> str:
    """Sorted by path. Reading it gives the figures of what was written, to the digit."""
    return f"TN:{commit}\n" + "".join(_record(path, files[path]) for path in sorted(files) if "\n" not in path)


def _record(path: str, file: MeasuredFile) -> str:
    return "".join(f"{line}\n" for line in (f"SF:{displayable(path)}", *_lines(file), *_branches(file), "end_of_record"))


def _lines(file: MeasuredFile) -> Iterator[str]:
    for number in sorted(file.statements):
        yield f"DA:{number},{int(number not in file.missing)}"
    yield f"LF:{len(file.statements)}"
    yield f"LH:{len(file.statements) - len(file.missing)}"


def _branches(file: MeasuredFile) -> Iterator[str]:
    """Those that a report counts without a line are in the totals alone."""
    for number in sorted(file.branches.keys() - {UNPLACED}):
        branch = file.branches[number]
        for index in range(branch.total):
            yield f"BRDA:{number},0,{index},{int(index < branch.covered)}"
    total = sum(branch.total for branch in file.branches.values())
    if total:
        yield f"BRF:{total}"
        yield f"BRH:{sum(branch.covered for branch in file.branches.values())}"
