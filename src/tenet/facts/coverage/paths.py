"""Which file of the repository a report means.

A report is written on another machine, in a container, from another folder, or from an installed copy: its paths are
matched by their longest common suffix with the files of the tree, and what most of a report's paths share is learnt as
its prefix, so that a name which stands in several folders is still told apart.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tenet.facts.coverage.measured import Report

Parts = tuple[str, ...]
Fit = tuple[int, bool]
"""How many names two paths share at their ends, and whether that is the whole of the tree's."""
NO_FIT: Fit = (0, False)


@dataclass(frozen=True, slots=True)
class Matched:
    """The report's paths that are files of the tree, and those that are none. `prefix` says how the others were mapped."""

    files: Mapping[str, str]
    unmatched: tuple[str, ...]
    prefix: str = ""

    @property
    def share(self) -> float:
        """From 0 to 1; a report without files matches nothing."""
        total = len(self.files) + len(self.unmatched)
        return len(self.files) / total if total else 0.0


def match_paths(report: Report, tree: Collection[str]) -> Matched:
    """Each of the report's paths to one file of the tree, where there is one and only one that fits best."""
    by_name: dict[str, list[Parts]] = {}
    for path in tree:
        parts = tuple(path.split("/"))
        by_name.setdefault(parts[-1].lower(), []).append(parts)
    readings = {path: _readings(path, report.roots) for path in report.files}
    candidates = {path: _best([_candidates(parts, by_name) for parts in readings[path]]) for path in report.files}
    prefixes = Counter(_prefix(readings[path], found[0]) for path, found in candidates.items() if len(found) == 1)
    learnt = prefixes.most_common(1)[0][0] if prefixes else None
    files: dict[str, str] = {}
    for path, found in candidates.items():
        likely = found if len(found) == 1 else [each for each in found if _prefix(readings[path], each) == learnt]
        if len(likely) == 1:
            files[path] = "/".join(likely[0])
    unmatched = tuple(path for path in report.files if path not in files)
    return Matched(files, unmatched, _told(learnt))


def _readings(path: str, roots: tuple[str, ...]) -> tuple[Parts, ...]:
    """The names of a path; of a relative one below each of the report's roots, if it names any."""
    plain = path.replace("\\", "/")
    relative = not plain.startswith("/") and ":" not in plain[:3]
    written = [f"{root.replace(chr(92), '/').rstrip('/')}/{plain}" for root in roots] if relative and roots else [plain]
    return tuple(tuple(part for part in each.split("/") if part not in {"", "."}) for each in written)


def _best(found: list[tuple[Fit, list[Parts]]]) -> list[Parts]:
    """Of the files that a path may mean under each root, those that share most."""
    most = max(fit for fit, _ in found)
    return list(dict.fromkeys(file for fit, files in found if fit == most for file in files))


def _candidates(parts: Parts, by_name: Mapping[str, list[Parts]]) -> tuple[Fit, list[Parts]]:
    """The files of the tree that share the longest suffix with the path, and how much that is. One of its own names must be
    the whole of theirs, or theirs of it: `a/b.py` is no `x/b.py`.
    """
    if not parts or ".." in parts:
        return NO_FIT, []
    fitting: list[tuple[Fit, Parts]] = []
    for other in by_name.get(parts[-1].lower(), ()):
        shared = _shared_suffix(parts, other)
        if shared in {len(other), len(parts)} or shared > 1:
            fitting.append(((shared, shared == len(other)), other))
    best = max((fit for fit, _ in fitting), default=NO_FIT)
    return best, [other for fit, other in fitting if fit == best]


def _shared_suffix(one: Parts, other: Parts) -> int:
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right and left.lower() != right.lower():
            break
        count += 1
    return count


def _prefix(readings: tuple[Parts, ...], found: Parts) -> tuple[str, str]:
    """What the report puts before the shared suffix, and what the tree does."""
    shared, parts = max((_shared_suffix(parts, found), parts) for parts in readings)
    return "/".join(parts[: len(parts) - shared]), "/".join(found[: len(found) - shared])


def _told(learnt: tuple[str, str] | None) -> str:
    if learnt is None or learnt == ("", ""):
        return ""
    return f"`{learnt[0] or '.'}` is `{learnt[1] or '.'}` here"
