"""Replays the last changes of a clone: each first-parent commit against its parent. Prints what was said, by rule.

    python scripts/replay.py CLONE [--last N] [--until REVISION] [--paths PATHSPEC ...] [--policy FILE] [--rules ID,ID]
                             [--jobs N] [--out FILE.jsonl]

One process judges them all with one `git cat-file`, and keeps contents and syntax trees by blob from one commit to the
next, within bounds. With `--rules` each finding of these rules is printed as a line of JSON, and all else goes to
standard error. Ends with 1 if a commit crashed. Nothing is written into the clone.
"""

import argparse
import gc
import json
import resource
import statistics
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from pathlib import Path

from tenet.api.coverage_reading import ReportsNamed, coverage_reading
from tenet.api.wire import clock, policy_choice
from tenet.core.errors import Fault
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.infrastructure.git.change_source import RevisionsSource
from tenet.infrastructure.git.objects import ObjectReader
from tenet.infrastructure.git.process import Git
from tenet.infrastructure.git.repository import Repository, open_repository
from tenet.infrastructure.packaged_policies import PackagedPolicies
from tenet.infrastructure.ruff import Ruff
from tenet.infrastructure.terminal import NoProgress
from tenet.pipeline import Ports, Question, Reviewed, review
from tenet.ports.tree import Content
from tenet.report.placement import place
from tenet.report.result import result_of

CONTENTS = 192 * 1024 * 1024
"""How many bytes of file contents are kept."""
SOURCES = 6 * 1024 * 1024
"""How many bytes of sources are kept parsed; their trees take some forty times as much."""
COLLECT_EVERY = 25
"""After how many commits garbage is collected: within one there is hardly any."""


@dataclass(frozen=True)
class Replay:
    clone: str
    policy: str | None
    rules: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """What was said of one commit. `result` is the stored result, None where it crashed.

    `inline` has the rule of each comment that a first run would make on the diff, after grouping and caps.
    """

    commit: str
    seconds: float
    error: str
    result: Mapping[str, object] | None
    inline: tuple[str, ...] = ()


class RememberingReader(ObjectReader):
    """Keeps the contents that were read last."""

    def __init__(self, git: Git) -> None:
        super().__init__(git)
        self._kept: dict[str, Content] = {}
        self._size = 0

    def read(self, blobs: Iterable[str]) -> Mapping[str, Content]:
        wanted = tuple(dict.fromkeys(blobs))
        found = {blob: self._kept.pop(blob) for blob in wanted if blob in self._kept}
        new = super().read(blob for blob in wanted if blob not in found)
        self._size += sum(map(_size, new.values()))
        self._kept |= found | new
        while self._size > CONTENTS:
            self._size -= _size(self._kept.pop(next(iter(self._kept))))
        return found | new


def _size(content: Content) -> int:
    return len(content) if isinstance(content, bytes) else 0


def commits(clone: str, last: int, until: str, paths: Sequence[str]) -> list[str]:
    """The last first-parent commits up to a revision, of those that touch the paths (all where none are given)."""
    command = ["git", "-C", clone, "rev-list", "--first-parent", "--min-parents=1", f"--max-count={last}", until, "--", *paths]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()


def replay(given: Replay, ids: Iterable[str]) -> Iterator[Row]:
    repository = open_repository(given.clone)
    parsed = ParsedFiles(SOURCES)
    gc.disable()
    with RememberingReader(repository.git) as objects:
        for number, commit in enumerate(ids, 1):
            yield judged(given, repository, objects, parsed, commit)
            if number % COLLECT_EVERY == 0:
                gc.collect()


def judged(given: Replay, repository: Repository, objects: ObjectReader, parsed: ParsedFiles, commit: str) -> Row:
    texts = PackagedPolicies()
    start = time.perf_counter()
    try:
        parent = repository.commit(f"{commit}^")
        ports = Ports(
            source=RevisionsSource(repository, objects, parent, commit, merge_base=parent),
            choose_policy=policy_choice(given.policy, texts, of_work_tree=False),
            policy_texts=texts,
            read_coverage=coverage_reading(ReportsNamed((), (), root=repository.root)),
            clock=clock(),
            progress=NoProgress(),
            linter=Ruff(),
        )
        reviewed = review(Question(only=given.rules), ports, parsed)
        result = result_of(reviewed.verdict).model_dump(mode="json")
    except Fault as fault:
        return Row(commit, time.perf_counter() - start, fault.message, None)
    except Exception:  # noqa: BLE001 - to find these is what a replay is for
        return Row(commit, time.perf_counter() - start, traceback.format_exc()[-2000:], None)
    return Row(commit, time.perf_counter() - start, "", result, inline_comments(reviewed))


def inline_comments(reviewed: Reviewed) -> tuple[str, ...]:
    said = [finding for finding in reviewed.verdict.findings if finding.waived is None]
    sizes = reviewed.policy.review
    return tuple(placed.findings[0].rule for placed in place(said, reviewed.gathered.change, Counter(), sizes.group_over, sizes.max_inline))


def replay_part(given: Replay, ids: tuple[str, ...]) -> tuple[list[Row], float]:
    return list(replay(given, ids)), peak()


def rows_of(given: Replay, ids: list[str], jobs: int) -> Iterator[tuple[Row, float]]:
    """Each commit's row, and the peak memory of the process that judged it. Neighbours are judged by one process."""
    if jobs == 1:
        yield from ((row, peak()) for row in replay(given, ids))
        return
    size = max(1, -(-len(ids) // jobs))
    parts = [tuple(ids[start : start + size]) for start in range(0, len(ids), size)]
    with ProcessPoolExecutor(jobs) as pool:
        for rows, memory in pool.map(replay_part, [given] * len(parts), parts):
            yield from ((row, memory) for row in rows)


def peak() -> float:
    """The most memory that this process held, in MiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1024 if sys.platform.startswith("linux") else 1024 * 1024)


def findings(row: Row) -> list[dict[str, object]]:
    found = row.result["findings"] if row.result is not None else []
    return found if isinstance(found, list) else []


def print_findings(row: Row) -> None:
    for finding in findings(row):
        print(json.dumps({"commit": row.commit, **{name: finding[name] for name in ("path", "line", "rule", "message")}}))


def summary(clone: str, rows: list[Row], memory: float) -> Iterator[str]:
    seconds = sorted(row.seconds for row in rows)
    p95 = seconds[min(len(seconds) - 1, len(seconds) * 95 // 100)]
    crashed = [row for row in rows if row.result is None]
    yield (
        f"{clone}: {len(rows)} commits in {sum(seconds):.1f} s of judging, {len(crashed)} crashes; a commit takes "
        f"{statistics.median(seconds):.3f} s (median), {p95:.3f} s (p95), {seconds[-1]:.3f} s (most); peak memory {memory:.0f} MiB"
    )
    comments = sorted(len(row.inline) for row in rows)
    p90 = comments[min(len(comments) - 1, len(comments) * 90 // 100)]
    yield f"  inline comments: {statistics.median(comments):g} (median), {p90} (p90), {comments[-1]} (most)"
    yield f"  by rule: {dict(Counter(rule for row in rows for rule in row.inline).most_common())}"
    said = Counter(rule for row in rows for rule in {str(finding["rule"]) for finding in findings(row)})
    yield f"  commits with findings: {dict(said.most_common())}"
    for row in crashed[:20]:
        yield f"  crashed at {row.commit}: {row.error.strip().splitlines()[-1:]}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clone")
    parser.add_argument("--last", type=int, default=300)
    parser.add_argument("--until", default="HEAD", help="The newest commit.")
    parser.add_argument("--paths", nargs="*", default=[], help="Only commits that touch these, as git's pathspecs.")
    parser.add_argument("--policy")
    parser.add_argument("--rules", default="", help="These alone, on even if the policy has them off.")
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--out", help="One line of JSON for each commit, with its whole result.")
    given = parser.parse_args()
    asked = Replay(given.clone, given.policy, tuple(filter(None, given.rules.split(","))))
    rows, memory = list[Row](), 0.0
    with Path(given.out).open("w", encoding="utf-8") if given.out else nullcontext() as file:
        for row, held in rows_of(asked, commits(given.clone, given.last, given.until, given.paths), given.jobs):
            memory = max(memory, held)
            rows.append(row)
            if file is not None:
                file.write(json.dumps(asdict(row)) + "\n")
            if asked.rules:
                print_findings(row)
    for line in summary(given.clone, rows, memory):
        print(line, file=sys.stderr if asked.rules else sys.stdout)
    return int(any(row.result is None for row in rows))


if __name__ == "__main__":
    sys.exit(main())
