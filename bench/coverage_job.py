"""The same coverage job for Tenet and for diff-cover: one Cobertura report, one git range."""

import sys
from collections.abc import Iterator
from pathlib import Path

from bench.large_reports import NAMES, build_large_reports
from bench.processes import Timing, measure
from bench.repositories import build, commit, git

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


def large_jobs(folder: Path) -> Iterator[tuple[str, Timing]]:
    """A change of 20 files under a report of 2,000 files and 650,000 statements, in each format; and diff-cover on the XML."""
    build_large_reports(folder)
    git(folder, "init", "--quiet", "--initial-branch=main")
    (folder / ".gitignore").write_text("sample\ncoverage.*\n.coverage\n")
    (folder / ".github").mkdir()
    (folder / ".github" / "tenet.yml").write_text(POLICY)
    base = commit(folder, "Base")
    for path in sorted((folder / "src" / "package_0").glob("*.py"))[:20]:
        path.write_text(path.read_text().replace("total > 7", "total > 8"))
    head = commit(folder, "Head")
    check = [sys.executable, "-m", "tenet", "check", str(folder), "--base", base, "--head", head, "--format", "json", "--output"]
    for name in NAMES:
        command = [*check, str(folder.parent / "result.json"), "--coverage", str(folder / name)]
        yield name, measure(command, runs=5)
    diff_cover = [str(Path(sys.executable).with_name("diff-cover")), "coverage.xml", f"--compare-branch={base}"]
    yield "diff-cover", measure(diff_cover, runs=3, cwd=str(folder))


def cobertura(folder: Path) -> str:
    """A report in which every third statement is missed, in the form in which coverage.py writes it."""
    classes = []
    valid = covered = 0
    for path in sorted(folder.rglob("*.py")):
        lines = [number for number, line in enumerate(path.read_text().split("\n"), 1) if line.strip() and '"""' not in line]
        hits = [(number, int(number % 3 > 0)) for number in lines]
        valid, covered = valid + len(hits), covered + sum(hit for _, hit in hits)
        name = path.relative_to(folder).as_posix()
        text = "".join(f'\t\t\t\t\t\t<line number="{number}" hits="{hit}"/>\n' for number, hit in hits)
        opening = f'<class name="{path.name}" filename="{name}" complexity="0" line-rate="0.6667" branch-rate="0">'
        classes.append(f"\t\t\t\t{opening}\n\t\t\t\t\t<methods/>\n\t\t\t\t\t<lines>\n{text}\t\t\t\t\t</lines>\n\t\t\t\t</class>\n")
    totals = f'lines-valid="{valid}" lines-covered="{covered}" line-rate="0.6667" branches-covered="0" branches-valid="0" branch-rate="0"'
    sources = f"\t<sources>\n\t\t<source>{folder}</source>\n\t</sources>\n"
    opening = '<package name="." line-rate="0.6667" branch-rate="0" complexity="0">'
    package = f"\t\t{opening}\n\t\t\t<classes>\n{''.join(classes)}\t\t\t</classes>\n\t\t</package>\n"
    head = f'<?xml version="1.0" ?>\n<coverage version="7.10" timestamp="1" {totals} complexity="0">\n'
    return f"{head}{sources}\t<packages>\n{package}\t</packages>\n</coverage>\n"
