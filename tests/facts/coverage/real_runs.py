"""Runs small programs under coverage for real, and keeps what coverage.py itself says of them."""

import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

PROGRAMS = {
    "branches": dedent(
        """
        def f(a, b):
            if a:
                return 1
            elif b:
                return 2
            for i in range(3):
                if i > a:
                    break
            else:
                return 4
            return 3


        f(1, 0)
        f(0, 0)
        """
    ).lstrip(),
    "excluded": dedent(
        """
        def f(a):
            if a:  # pragma: no cover
                return 1
            return 2


        def never():  # pragma: no cover
            return 1


        class P:
            def __repr__(self):
                return 'P'


        f(0)
        """
    ).lstrip(),
    "statements": dedent(
        '''
        """Doc."""
        import os

        VALUES = [
            1,
            2,
        ]


        @staticmethod
        def f(
            a,
            b=2,
        ):
            """Doc."""
            try:
                return a / b
            except ZeroDivisionError:
                return 0
            finally:
                os.getcwd()


        async def g():
            async with f() as h:
                await h


        class C:
            x: int = 1

            def m(self):
                return [i for i in range(3) if i]
        '''
    ).lstrip(),
    "matching": dedent(
        """
        def f(v):
            match v:
                case 1:
                    return 'one'
                case [a, b] if a:
                    return b
                case _:
                    return None


        f(1)
        f([1, 2])
        """
    ).lstrip(),
    "while": dedent(
        """
        n = 0
        while n < 3:
            n += 1
            if n == 5:
                continue
        with open(__file__) as f:
            f.read()
        assert n == 3
        x = 1 if n else 2
        lambda_ = lambda: 5
        """
    ).lstrip(),
    "empty": "",
    "comments": dedent(
        """
        # nothing

        # at all
        """
    ).lstrip(),
}
MAIN = "import app.branches, app.excluded, app.matching, app.empty, app.comments\nimport runpy\nrunpy.run_path('app/while.py')\n"
CONFIGURATIONS = {
    "lines": "[run]\n",
    "branch": "[run]\nbranch = true\n",
    "exclude_also": "[run]\nbranch = true\n[report]\nexclude_also =\n    def __repr__\n    return 0\n",
    "exclude_lines": "[run]\n[report]\nexclude_lines =\n    raise\n    elif b\n",
    "partial": "[run]\nbranch = true\n[report]\npartial_branches =\n    if a\n",
}


@dataclass(frozen=True)
class RealRun:
    """A folder with a run's `.coverage`, coverage.json, coverage.xml and coverage.lcov. `totals` are the JSON report's own."""

    folder: Path
    source: dict[str, str]
    files: dict[str, tuple[int, int]]

    def report(self, name: str) -> Path:
        return self.folder / name


def coverage(folder: Path, *arguments: str) -> None:
    done = subprocess.run([sys.executable, "-m", "coverage", *arguments], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode in {0, 1}, done.stderr


def run_all(folder: Path, configuration: str) -> RealRun:
    """Runs every program under one configuration; `files` are coverage.py's (covered, total) by path."""
    source = {f"app/{name}.py": text for name, text in PROGRAMS.items()} | {
        "app/__init__.py": "",
        "app/never.py": "def f():\n    return 1\n",
    }
    for name, text in {**source, "main.py": MAIN}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    (folder / ".coveragerc").write_text(f"{configuration}".replace("[run]\n", "[run]\nsource = app\nrelative_files = true\n", 1))
    coverage(folder, "run", "main.py")
    for command in ("json", "xml", "lcov"):
        coverage(folder, command, "-q")
    return RealRun(folder, source | {".coveragerc": (folder / ".coveragerc").read_text()}, json_counts(folder / "coverage.json"))


def json_counts(path: Path) -> dict[str, tuple[int, int]]:
    found = json.loads(path.read_text())["files"]
    return {
        name: (
            each["summary"]["covered_lines"] + each["summary"].get("covered_branches", 0),
            each["summary"]["num_statements"] + each["summary"].get("num_branches", 0),
        )
        for name, each in found.items()
    }
