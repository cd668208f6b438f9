"""Judges Python files one by one, each as if a change had just added it: no rule may crash on one or take long.

    python scripts/judge_files.py PLACE [PLACE ...] [--rules ID,ID] [--mutate N] [--seed N] [--limit SECONDS]

A PLACE is a folder, or a clone (its HEAD is read). With `--mutate` N damaged variants of the files are judged instead: bytes,
lines and indents are lost, doubled, swapped and taken from other files. Prints the files that crashed a rule or took longer than
the limit (1 s), and ends with 1 if there are any.
"""

import argparse
import gc
import random
import sys
import time
import traceback
from collections.abc import Iterator, Mapping
from pathlib import Path

from tenet.api.wire import opened, tree_of
from tenet.domain.change import Change, FileChange, FileStatus, Hunk
from tenet.domain.component import Component
from tenet.domain.policy import Surroundings
from tenet.facts.facts import Facts
from tenet.facts.lint.lint_facts import LintInput
from tenet.facts.sources import Sources
from tenet.infrastructure.ruff import Ruff
from tenet.ports.tree import Content, Entry, EntryKind
from tenet.rules.registry import load_rules
from tenet.rules.rule import Rule

GROUPS = frozenset({"api", "errors", "typing", "hygiene"})
EVERYWHERE = tuple(Component(name, ("**",), None) for name in ("domain", "api"))
ID = "0" * 40


class Files:
    """A `Tree` of files in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = files

    def entries(self) -> Mapping[str, Entry]:
        return {path: Entry(EntryKind.FILE, None) for path in self.files}

    def read(self, paths: Iterator[str]) -> Mapping[str, Content]:
        return {path: self.files[path] for path in paths if path in self.files}


def sources(place: str) -> Iterator[tuple[str, bytes]]:
    """Every Python file of a folder, or of a clone's HEAD."""
    folder = Path(place)
    if (folder / "HEAD").is_file() or (folder / ".git").exists():
        with opened(place) as (repository, objects):
            tree = tree_of(repository, objects, "HEAD")
            paths = sorted(path for path, entry in tree.entries().items() if entry.kind is EntryKind.FILE and path.endswith(".py"))
            yield from ((path, data) for path, data in tree.read(paths).items() if isinstance(data, bytes))
    else:
        yield from ((path.relative_to(folder).as_posix(), path.read_bytes()) for path in sorted(folder.rglob("*.py")))


def mutated(files: list[tuple[str, bytes]], count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    chance = random.Random(seed)  # noqa: S311 - damage that can be repeated
    for number in range(count):
        path, data = chance.choice(files)
        lines = data.split(b"\n")
        for _ in range(chance.randint(1, 6)):
            lines = mutation(chance, lines, chance.choice(files)[1].split(b"\n"))
        yield f"mutated/{number}_{path.rpartition('/')[2]}", b"\n".join(lines)


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


def facts_of(path: str, data: bytes, rules: list[Rule]) -> Facts:
    count = data.count(b"\n") + 1
    added = FileChange(path, None, FileStatus.ADDED, frozenset(range(1, count + 1)), hunks=(Hunk(0, 0, 1, count),))
    empty, head = Sources(Files({})), Sources(Files({path: data}))
    codes = frozenset(code for rule in rules for code in rule.lint_codes)
    change = Change(ID, ID, ID, (added,))
    return Facts(change, empty, head, empty, Surroundings(EVERYWHERE), lint_input=LintInput(Ruff(), codes))


def judge(path: str, data: bytes, rules: list[Rule]) -> Iterator[tuple[str, float, str]]:
    """Each rule that was run, with its seconds and the trace of a crash. The first also pays for parsing."""
    facts = facts_of(path, data, rules)
    for rule in rules:
        start, crash = time.perf_counter(), ""
        try:
            list(rule.run(facts, rule.options()))
        except RecursionError:
            pass  # the engine tells it as Unknown
        except Exception:  # noqa: BLE001 - to find these is what this script is for
            crash = traceback.format_exc()[-1500:]
        yield rule.id, time.perf_counter() - start, crash


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("places", nargs="+")
    parser.add_argument("--rules", default="", help="These alone, instead of all that read code.")
    parser.add_argument("--mutate", type=int, default=0, help="So many damaged files instead of the whole ones.")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=1.0, help="Seconds that all rules together may take for one file.")
    given = parser.parse_args()
    wanted = set(filter(None, given.rules.split(",")))
    rules = [rule for rule in load_rules().values() if (rule.id in wanted if wanted else rule.group in GROUPS)]
    files = [file for place in given.places for file in sources(place)]
    judged, slowest, bad = 0, (0.0, ""), 0
    gc.disable()
    for path, data in mutated(files, given.mutate, given.seed) if given.mutate else files:
        rows = list(judge(path, data, rules))
        judged, total = judged + 1, sum(seconds for _, seconds, _ in rows)
        slowest = max(slowest, (total, path))
        crashed = [(rule, crash) for rule, _, crash in rows if crash]
        if crashed or total > given.limit:
            bad += 1
            print(f"{path}: {total:.2f} s, slowest {max((seconds, rule) for rule, seconds, _ in rows)}")
            for rule, crash in crashed:
                print(f"  {rule}: {crash}")
        if judged % 50 == 0:
            gc.collect()
    said = f"{bad} crashed one or took over {given.limit} s; slowest {slowest[0]:.3f} s ({slowest[1]})"
    print(f"{judged} files, {len(rules)} rules, {said}")
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
