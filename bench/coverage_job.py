"""The same coverage job for Tenet and for diff-cover: one Cobertura report, one git range."""

import sys
from pathlib import Path

from bench.processes import Timing, measure
from bench.repositories import build

POLICY = "version: 1\ncoverage: {overall: 60, patch: 80}\nrules: {coverage-below-target: error, patch-coverage-below-target: error}\n"


def compare_with_diff_cover(folder: Path, *, files: int = 400, changed_lines: int = 1_000) -> tuple[Timing, Timing]:
    """Whole-process timings of Tenet and of diff-cover."""
    base, head = build(folder, files=files, changed_lines=changed_lines, untouched=files)
    report = folder.parent / "coverage.xml"
    report.write_text(cobertura(folder))
    policy = folder.parent / "coverage-policy.yml"
    policy.write_text(POLICY)
    tenet = [sys.executable, "-m", "tenet", "check", str(folder), "--base", base, "--head", head, "--policy", str(policy)]
    ours = measure([*tenet, "--coverage", str(report), "--format", "json", "--output", str(folder.parent / "result.json")], runs=5)
    theirs = measure([str(Path(sys.executable).with_name("diff-cover")), str(report), f"--compare-branch={base}"], runs=5, cwd=str(folder))
    return ours, theirs


def cobertura(folder: Path) -> str:
    """A report in which every third statement is missed, as coverage.py would write it."""
    classes = []
    for path in sorted(folder.rglob("*.py")):
        lines = [number for number, line in enumerate(path.read_text().split("\n"), 1) if line.strip() and '"""' not in line]
        hits = "".join(f'<line number="{number}" hits="{int(number % 3 > 0)}"/>' for number in lines)
        name = path.relative_to(folder).as_posix()
        classes.append(
            f'<class name="{path.stem}" filename="{name}" line-rate="0.6667" branch-rate="0"><methods/><lines>{hits}</lines></class>'
        )
    sources = f"<sources><source>{folder}</source></sources>"
    package = f'<package name="." line-rate="0.6667" branch-rate="0"><classes>{"".join(classes)}</classes></package>'
    return f'<?xml version="1.0" ?><coverage version="7.10" line-rate="0.6667">{sources}<packages>{package}</packages></coverage>'
