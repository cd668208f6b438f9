"""Holds the coverage of the tests to its targets: 95 % for the rooms that think, 90 % for the whole (branches included)."""

import sys
from pathlib import PurePosixPath

from coverage import Coverage

TARGET, THINKING_TARGET = 90.0, 95.0
THINKING = ("domain", "core", "facts", "rules", "policy", "judge", "report", "schemas")


def room(path: str) -> str:
    parts = PurePosixPath(path).parts
    return parts[parts.index("tenet") + 1] if "tenet" in parts[:-1] else ""


def main() -> int:
    coverage = Coverage()
    coverage.load()
    counts = {"all": [0, 0], "thinking": [0, 0]}
    for path in coverage.get_data().measured_files():
        numbers = coverage._analyze(path).numbers  # noqa: SLF001  the library's public reports print, they do not return counts by file
        for name in ("all", "thinking") if room(path) in THINKING else ("all",):
            covered, total = numbers.ratio_covered
            counts[name][0] += covered
            counts[name][1] += total
    short = False
    for name, target in (("all", TARGET), ("thinking", THINKING_TARGET)):
        covered, total = counts[name]
        percent = 100 * covered / total if total else 0.0
        short |= percent < target
        print(f"coverage of {name:<9} {percent:6.2f} % ({covered} of {total}), target {target:g} %")
    return int(short)


if __name__ == "__main__":
    sys.exit(main())
