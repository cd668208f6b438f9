"""Which file of the repository a report means.

A report is written on another machine, in a container, from another folder, or from an installed copy: its paths are
matched by their longest common suffix with the files of the tree, and what most of a report's paths share is learnt as
its prefix, so that a name which stands in several folders is still told apart.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tenet.facts.coverage.measured import Report


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
    by_name: dict[str, list[tuple[str, ...]]] = {}
    for path in tree:
        parts = tuple(path.split("/"))
        by_name.setdefault(parts[-1].lower(), []).append(parts)
    candidates = {path: _candidates(_parts(path, report.roots), by_name) for path in report.files}
    prefixes = Counter(_prefix(path, found[0], report.roots) for path, found in candidates.items() if len(found) == 1)
    learnt = prefixes.most_common(1)[0][0] if prefixes else None
    files: dict[str, str] = {}
    for path, found in candidates.items():
        chosen = found[0] if len(found) == 1 else next((each for each in found if _prefix(path, each, report.roots) == learnt), None)
        if chosen is not None:
            files[path] = "/".join(chosen)
    unmatched = tuple(path for path in report.files if path not in files)
    return Matched(files, unmatched, _told(learnt))


def _parts(path: str, roots: tuple[str, ...]) -> tuple[str, ...]:
    """The names of a path. A relative one stands below the report's only root, if it names one."""
    plain = path.replace("\\", "/")
    if not plain.startswith("/") and ":" not in plain[:3] and len(roots) == 1:
        plain = f"{roots[0].replace(chr(92), '/').rstrip('/')}/{plain}"
    return tuple(part for part in plain.split("/") if part not in {"", "."})


def _candidates(parts: tuple[str, ...], by_name: Mapping[str, list[tuple[str, ...]]]) -> list[tuple[str, ...]]:
    """The files of the tree that share the longest suffix with the path. One of its own names must be the whole of theirs,
    or theirs of it: `a/b.py` is no `x/b.py`.
    """
    if not parts or ".." in parts:
        return []
    fitting: list[tuple[int, bool, tuple[str, ...]]] = []
    for other in by_name.get(parts[-1].lower(), ()):
        shared = _shared_suffix(parts, other)
        if shared in {len(other), len(parts)} or shared > 1:
            fitting.append((shared, shared == len(other), other))
    if not fitting:
        return []
    best = max((shared, whole) for shared, whole, _ in fitting)
    return [other for shared, whole, other in fitting if (shared, whole) == best]


def _shared_suffix(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    count = 0
    for left, right in zip(reversed(one), reversed(other), strict=False):
        if left != right and left.lower() != right.lower():
            break
        count += 1
    return count


def _prefix(path: str, found: tuple[str, ...], roots: tuple[str, ...]) -> tuple[str, str]:
    """What the report puts before the shared suffix, and what the tree does."""
    parts = _parts(path, roots)
    shared = _shared_suffix(parts, found)
    return "/".join(parts[: len(parts) - shared]), "/".join(found[: len(found) - shared])


def _told(learnt: tuple[str, str] | None) -> str:
    if learnt is None or learnt == ("", ""):
        return ""
    return f"`{learnt[0] or '.'}` is `{learnt[1] or '.'}` here"
