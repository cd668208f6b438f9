"""`make bench`: prints whole-process figures and the ratios that the product is held to."""

import sys
import tempfile
from pathlib import Path

from bench.code_rules import build_modules, rules
from bench.coverage_job import compare_with_diff_cover, large_jobs
from bench.models import build_models
from bench.processes import Timing, measure
from bench.repositories import build
from bench.services import POLICIES, build_service

SIZES = (1_000, 10_000, 100_000)
TARGETS = {"a mixin of all models": 1.0}
"""Seconds at most for 1,000 models and 500 migrations, by case; for all others ONE_FILE."""
ONE_FILE = 0.3
SERVICE = 1.5
"""Seconds at most for a change of one file of a service of 1,000 modules."""


def tenet(folder: Path, base: str, head: str) -> list[str]:
    return [
        sys.executable,
        "-m",
        "tenet",
        "check",
        str(folder),
        "--base",
        base,
        "--head",
        head,
        "--format",
        "json",
        "--output",
        str(folder / "result.json"),
    ]


def row(name: str, timing: Timing, ratio: str) -> None:
    print(f"{name:<56} {timing.seconds:8.3f} s  {timing.user:8.3f} s user  {timing.peak:6.0f} MiB  {ratio}")


def models(root: Path, bare: Timing) -> None:
    for kind in ("sqlalchemy", "django"):
        for name, (base, head) in build_models(root / kind, kind).items():
            timing = measure(tenet(root / kind, base, head), runs=5)
            least = f"least {timing.fastest:.3f} s (at most {TARGETS.get(name, ONE_FILE)} s)"
            row(f"{kind}: {name}", timing, f"{timing.seconds / bare.seconds:.1f} x interpreter, {least}")


def services(root: Path, bare: Timing) -> None:
    for number, policy in enumerate(POLICIES):
        folder = root / f"service-{number}"
        for name, (base, head) in build_service(folder, policy).items():
            timing = measure(tenet(folder, base, head), runs=5)
            least = f"least {timing.fastest:.3f} s (at most {SERVICE} s)"
            row(f"{policy}: {name}", timing, f"{timing.seconds / bare.seconds:.1f} x interpreter, {least}")


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        bare = measure([sys.executable, "-c", "pass"], runs=15)
        row("interpreter alone", bare, "")
        base, head = build(root / "one", files=1, changed_lines=20, untouched=200)
        one = measure(tenet(root / "one", base, head), runs=15)
        row("one changed file, 200 others", one, f"{one.seconds / bare.seconds:.1f} x interpreter (at most 20)")
        base, head = build(root / "many", files=1_000, changed_lines=50_000)
        many = measure(tenet(root / "many", base, head), runs=3)
        diff = measure(["git", "-C", str(root / "many"), "diff", base, head], runs=3)
        row("1,000 changed files, 50,000 changed lines", many, f"{many.seconds / diff.seconds:.1f} x git diff (at most 3 s, 250 MiB)")
        base, head = build_modules(root / "modules")
        code = measure(tenet(root / "modules", base, head), runs=5)
        row(f"1,000 changed modules, {len(rules())} rules on code", code, f"least {code.fastest:.3f} s (at most 2 s)")
        services(root, bare)
        models(root, bare)
        previous = None
        for lines in SIZES:
            base, head = build(root / str(lines), files=max(1, lines // 100), changed_lines=lines)
            timing = measure(tenet(root / str(lines), base, head), runs=3)
            per_line = (timing.seconds - one.seconds) / lines * 1e6
            row(f"{lines:,} changed lines", timing, f"{per_line:.1f} us a line beyond the start" if previous else "")
            previous = timing
        ours, theirs = compare_with_diff_cover(root / "coverage")
        row("patch coverage of one job", ours, "")
        row("diff-cover on the same job", theirs, f"{theirs.seconds / ours.seconds:.1f} x Tenet")
        for name, timing in large_jobs(root / "large"):
            row(f"2,000 files, 650,000 statements: {name}", timing, "at most 1 s, 150 MiB")


if __name__ == "__main__":
    main()
