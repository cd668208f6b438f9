"""Judges Python files one by one, each as if a change had just added it: no rule may crash on one or take long.

    python scripts/judge_files.py PLACE [PLACE ...] [--rules ID,ID] [--mutate N] [--seed N] [--limit SECONDS]

A PLACE is a folder, or a clone (its HEAD is read). With `--mutate` N damaged variants of the files are judged instead: bytes,
lines and indents are lost, doubled, swapped and taken from other files, and expressions and statements stand where others stood.
Prints the files that crashed a rule, took longer than the limit (1 s of this process) or are nested too deeply for a rule, and ends
with 1 if one crashed or took too long. The linter runs beside, once for many files: its time is not counted.
"""

import argparse
import ast
import gc
import random
import sys
import time
import traceback
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import accumulate, islice
from pathlib import Path

from tenet.api.wire import opened, tree_of
from tenet.domain.change import Change, FileChange, FileStatus, Hunk
from tenet.domain.component import Component
from tenet.domain.diagnostic import Diagnostic, Unlinted
from tenet.domain.policy import Surroundings
from tenet.domain.severity import FailOn, Mode
from tenet.facts.database.migration_files import is_test
from tenet.facts.facts import Facts
from tenet.facts.lint.lint_facts import LintInput
from tenet.facts.sources import Sources
from tenet.infrastructure.ruff import Ruff
from tenet.judge.engine import Terms, judge
from tenet.policy.bound import BoundRule
from tenet.ports.tree import Content, Entry, EntryKind
from tenet.rules.registry import load_rules

File = tuple[str, bytes]
GROUPS = frozenset({"api", "errors", "typing", "hygiene"})
EVERYWHERE = tuple(Component(name, ("**",), None) for name in ("domain", "api"))
TERMS = Terms(Mode.ENFORCE, FailOn.ERROR, unknown_blocks=False, waivers=(), today=date(2026, 1, 15))
ID = "0" * 40
BATCH = 200
TOO_DEEP = "nested too deeply"


class Files:
    """A `Tree` of files in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def entries(self) -> Mapping[str, Entry]:
        return {path: Entry(EntryKind.FILE, None) for path in self.files}

    def read(self, paths: Iterable[str]) -> Mapping[str, Content]:
        return {path: self.files[path] for path in paths if path in self.files}


class Told:
    """A `Linter` that hands out what was found before."""

    def __init__(self, found: Iterable[Diagnostic | Unlinted]) -> None:
        self.by_path: dict[str, list[Diagnostic | Unlinted]] = {}
        for one in found:
            self.by_path.setdefault(one.path, []).append(one)

    def lint(self, files: Mapping[str, bytes], codes: Collection[str]) -> tuple[Diagnostic | Unlinted, ...]:  # noqa: ARG002
        return tuple(one for path in files for one in self.by_path.get(path, ()))


@dataclass
class Clock:
    """A `Progress` that takes the seconds of each rule. The first that parses the file pays for it."""

    name: str = "engine"
    started: float = 0.0
    seconds: dict[str, float] = field(default_factory=dict)

    def step(self, name: str, done: int, total: int) -> None:  # noqa: ARG002
        now = time.process_time()
        if self.started:
            self.seconds[self.name] = self.seconds.get(self.name, 0.0) + now - self.started
        self.name, self.started = name, now


@dataclass(frozen=True)
class Verdict:
    """What became of one file. `crash` is the end of a trace, `too_deep` the rules that ran out of stack."""

    path: str
    seconds: Mapping[str, float]
    crash: str
    too_deep: tuple[str, ...]

    @property
    def total(self) -> float:
        return sum(self.seconds.values())

    @property
    def slowest(self) -> str:
        return max(self.seconds, key=lambda rule: self.seconds[rule])


def sources(place: str) -> Iterator[File]:
    """Every Python file of a folder, or of a clone's HEAD."""
    folder = Path(place)
    if (folder / "HEAD").is_file() or (folder / ".git").exists():
        with opened(place) as (repository, objects):
            tree = tree_of(repository, objects, "HEAD")
            paths = sorted(path for path, entry in tree.entries().items() if entry.kind is EntryKind.FILE and path.endswith(".py"))
            yield from ((path, data) for path, data in tree.read(paths).items() if isinstance(data, bytes))
    else:
        paths = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*.py") if path.is_file())
        yield from ((path, (folder / path).read_bytes()) for path in paths if "site-packages/" not in path)


def mutated(files: list[tuple[str, bytes]], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(seed)  # noqa: S311 - damage that can be repeated
    for number in range(count):
        path, data = chance.choice(files)
        damage = transplanted if number % 2 else damaged
        yield f"mutated/{number}_{path.rpartition('/')[2]}", damage(chance, data, files)


def damaged(chance: random.Random, data: bytes, files: list[File]) -> bytes:
    """Much of it does not parse any more."""
    lines = data.split(b"\n")
    for _ in range(chance.randint(1, 6)):
        lines = mutation(chance, lines, chance.choice(files)[1].split(b"\n"))
    return b"\n".join(lines)


def transplanted(chance: random.Random, data: bytes, files: list[File]) -> bytes:
    """With expressions and simple statements of another file in place of its own: most of it parses."""
    given = chance.choice(files)[1]
    taken = parts(given)
    places, before = parts(data), len(data)
    for start, end, kind in sorted(chance.sample(places, min(len(places), chance.randint(1, 40))), reverse=True):
        others = [given[first:last] for first, last, other in taken if other is kind]
        if end <= before and others:
            data, before = data[:start] + chance.choice(others) + data[end:], start
    return data


def parts(data: bytes) -> list[tuple[int, int, bool]]:
    """Where the expressions (False) and simple statements (True) of a file lie."""
    try:
        tree = ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return []
    starts = list(accumulate((len(line) for line in data.splitlines(keepends=True)), initial=0))
    simple = [node for node in ast.walk(tree) if isinstance(node, ast.expr | ast.stmt) and not hasattr(node, "body")]
    simple = [node for node in simple if node.lineno == node.end_lineno and isinstance(getattr(node, "ctx", None), ast.Load | None)]
    return [
        (starts[node.lineno - 1] + node.col_offset, starts[node.end_lineno - 1] + node.end_col_offset, isinstance(node, ast.stmt))
        for node in simple
        if node.end_lineno is not None and node.end_col_offset is not None
    ]


def mutation(chance: random.Random, lines: list[bytes], others: list[bytes]) -> list[bytes]:
    at, to = sorted((chance.randrange(len(lines) + 1), chance.randrange(len(lines) + 1)))
    line = lines[at] if at < len(lines) else b""
    match chance.randrange(8):
        case 0:
            return lines[:at] + lines[to:]
        case 1:
            return lines[:to] + lines[at:]
        case 2:
            return lines[:at] + others[: max(1, to - at)] + lines[at:]
        case 3:
            return [*lines[:at], b"    " + line, *lines[at + 1 :]]
        case 4:
            return [*lines[:at], line.strip(), *lines[at + 1 :]]
        case 5:
            cut = chance.randrange(len(line) + 1)
            return [*lines[:at], line[:cut] + bytes([chance.randrange(256)]) + line[cut + 1 :], *lines[at + 1 :]]
        case 6:
            words = line.split(b" ")
            chance.shuffle(words)
            return [*lines[:at], b" ".join(words), *lines[at + 1 :]]
        case _:
            return [*lines[:at], line * chance.randint(2, 30), *lines[at + 1 :]]


def as_source(path: str) -> str:
    """A name for the file by which no rule passes it over as a test."""
    return f"tried/{path.rpartition('/')[2].replace('test', 'tried')}" if is_test(path) else path


def rules_to_judge_by(wanted: Collection[str] = ()) -> list[BoundRule]:
    """These rules, or else all that read code alone."""
    rules = [rule for rule in load_rules().values() if (rule.id in wanted if wanted else rule.group in GROUPS)]
    return [BoundRule(rule, rule.options(), rule.severity) for rule in rules]


def verdicts(files: Iterable[File], rules: Sequence[BoundRule]) -> Iterator[Verdict]:
    codes = frozenset(code for bound in rules for code in bound.rule.lint_codes)
    gc.disable()
    remaining = iter(files)
    while batch := list(islice(remaining, BATCH)):
        named = [(f"{number}/{as_source(path)}", data) for number, (path, data) in enumerate(batch)]
        linter = Told(Ruff().lint(dict(named), codes))
        for path, data in named:
            yield verdict(path, data, rules, LintInput(linter, codes))
        gc.collect()
    gc.enable()


def verdict(path: str, data: bytes, rules: Sequence[BoundRule], lint: LintInput) -> Verdict:
    count = data.count(b"\n") + 1
    added = FileChange(path, None, FileStatus.ADDED, frozenset(range(1, count + 1)), hunks=(Hunk(0, 0, 1, count),))
    empty, head = Sources(Files({})), Sources(Files({path: data}))
    facts = Facts(Change(ID, ID, ID, (added,)), empty, head, empty, Surroundings(EVERYWHERE), lint_input=lint)
    clock, crash, too_deep = Clock(started=time.process_time()), "", ()
    try:
        judgement = judge(facts, rules, TERMS, clock)
        too_deep = tuple(unknown.rule for unknown in judgement.unknown if TOO_DEEP in unknown.reason)
    except Exception:  # noqa: BLE001 - to find these is what this is for
        crash = traceback.format_exc()[-1500:]
    clock.step("", 0, 0)
    return Verdict(path, clock.seconds, crash, too_deep)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+")
    parser.add_argument("--rules", default="", help="These alone, instead of all that read code.")
    parser.add_argument("--mutate", type=int, default=0, help="So many damaged files instead of the whole ones.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=1.0, help="Seconds that all rules together may take for one file.")
    given = parser.parse_args()
    rules = rules_to_judge_by(set(filter(None, given.rules.split(","))))
    files = [file for place in given.places for file in sources(place)]
    list(verdicts([("warm.py", b"import fastapi\n")], rules))
    seen, crashes, slow, deep, slowest = 0, 0, 0, 0, Verdict("", {"": 0.0}, "", ())
    for one in verdicts(mutated(files, given.mutate, given.seed) if given.mutate else files, rules):
        seen, slowest = seen + 1, max(slowest, one, key=lambda each: each.total)
        crashes, slow, deep = crashes + bool(one.crash), slow + (one.total > given.limit), deep + bool(one.too_deep)
        if one.crash or one.too_deep or one.total > given.limit:
            print(f"{one.path}: {one.total:.2f} s, of which {one.slowest} {one.seconds[one.slowest]:.2f} s", *one.too_deep, flush=True)
            print(one.crash, end="")
    print(f"{seen} files, {len(rules)} rules: {crashes} crashed one, {slow} took over {given.limit} s, {deep} nested too deeply;")
    print(f"slowest {slowest.total:.3f} s ({slowest.path}, of which {slowest.slowest} {slowest.seconds[slowest.slowest]:.3f} s)")
    return int(crashes + slow > 0)


if __name__ == "__main__":
    sys.exit(main())
