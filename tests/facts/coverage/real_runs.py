"""Runs small programs under coverage for real, and keeps what coverage.py itself says of them."""

import json
import os
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
PROGRAMS["marked"] = dedent(
    """
    from typing import TYPE_CHECKING, overload

    if TYPE_CHECKING:
        import decimal


    @overload
    def f(a: int) -> int: ...
    @overload
    def f(a: str) -> str: ...


    def f(a):
        while True:  # pragma: no branch
            if a: return a
            break
        if a is None:  # debug only
            raise NotImplementedError
        for _ in ():
            pass
        try:
            return a.x
        except AttributeError:
            return None


    f(0)
    f(1)
    """
).lstrip()
MAIN = (
    "import app.branches, app.excluded, app.matching, app.empty, app.comments, app.marked\nimport runpy\nrunpy.run_path('app/while.py')\n"
)
RUN = "[run]\nsource = app\nrelative_files = true\n"
BRANCH = f"{RUN}branch = true\n"
REPORT = "[report]\n"
CONFIGURATIONS = {
    "lines": RUN,
    "branch": BRANCH,
    "exclude_also": f"{BRANCH}{REPORT}exclude_also =\n    def __repr__\n    return 0\n",
    "exclude_also, lines": f"{RUN}{REPORT}exclude_also =\n    def __repr__\n    class \n",
    "exclude_lines": f"{RUN}{REPORT}exclude_lines =\n    raise\n    elif b\n",
    "exclude_lines, branch": f"{BRANCH}{REPORT}exclude_lines =\n    pragma: no cover\n    if a\n    raise\n",
    "exclude decorators": f"{BRANCH}{REPORT}exclude_also = @staticmethod\n",
    "exclude over lines": f"{BRANCH}{REPORT}exclude_also =\n    (?s:if a.*?return 1)\n    case _:\\n.*None\n",
    "partial": f"{BRANCH}{REPORT}partial_branches =\n    if a\n",
    "partial_also": f"{BRANCH}{REPORT}partial_also =\n    for _ in\n    if i > a\n",
    "partial_branches_always": f"{BRANCH}{REPORT}partial_branches_always =\n    if a\n    while\n",
    "nothing partial": f"{BRANCH}{REPORT}partial_branches =\n",
    "omit": f"{RUN}{REPORT}omit =\n    app/never.py\n    */empty.py\n",
    "omit at run": f"{BRANCH}omit = app/statements.py, app/never.py\n",
    "include": f"{BRANCH}{REPORT}include = app/m*.py\n",
    "omit and include": f"{RUN}{REPORT}include = app/*\nomit = app/[a-f]*.py\n",
    "skip": f"{BRANCH}{REPORT}skip_covered = true\nskip_empty = true\nprecision = 3\nfail_under = 99\n",
    "no source": "[run]\nrelative_files = true\ninclude = app/*\n",
    "absolute": "[run]\nsource = app\nbranch = true\n",
    "source_dirs": "[run]\nsource_dirs = app\nrelative_files = true\n",
    "context": f"{RUN}context = unit\n",
    "contexts of tests": f"{BRANCH}dynamic_context = test_function\n",
    "python tracer": f"{BRANCH}core = pytrace\n",
    "threads": f"{BRANCH}concurrency = thread, multiprocessing\nparallel = false\n",
}
PLACES = {
    "setup.cfg": "[coverage:run]\nsource = app\nrelative_files = true\n"
    "[coverage:report]\nexclude_also =\n    return 0\nomit = app/never.py\n",
    "tox.ini": "[coverage:run]\nsource = app\nrelative_files = true\nbranch = true\n[coverage:report]\nexclude_lines = raise\n",
    "pyproject.toml": '[tool.coverage.run]\nsource = ["app"]\nrelative_files = true\n[tool.coverage.report]\nexclude_also = ["return 0"]\n'
    'omit = ["app/never.py"]\n',
    ".coveragerc.toml": '[run]\nsource = ["app"]\nrelative_files = true\nbranch = true\n[report]\npartial_also = ["if a"]\n',
}


@dataclass(frozen=True)
class RealRun:
    """A folder with a run's `.coverage`, coverage.json, coverage.xml and coverage.lcov; `files` are (covered, total) by path
    and `percent` the whole's, both as coverage.py's JSON report has them.
    """

    folder: Path
    source: dict[str, str]
    files: dict[str, tuple[int, int]]
    percent: float

    def report(self, name: str) -> Path:
        return self.folder / name


def unmeasured() -> dict[str, str]:
    """The environment without what makes the coverage of our own tests measure every process."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("COVERAGE_", "COV_"))}


def coverage(folder: Path, *commands: str) -> None:
    """Runs coverage.py's commands one after the other, in one process."""
    parts = [command.split() for command in commands]
    script = f"import sys\nfrom coverage.cmdline import main\nsys.exit(max(main(each) or 0 for each in {parts!r}) % 2)"
    done = subprocess.run([sys.executable, "-c", script], cwd=folder, env=unmeasured(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def write_programs(folder: Path, configuration: str, place: str = ".coveragerc") -> dict[str, str]:
    source = {f"app/{name}.py": text for name, text in PROGRAMS.items()} | {
        "app/__init__.py": "",
        "app/never.py": "def f():\n    return 1\n",
        place: configuration,
    }
    for name, text in {**source, "main.py": MAIN}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return source


def run_all(folder: Path, configuration: str, place: str = ".coveragerc") -> RealRun:
    """Runs every program under one configuration, and reports it in each format."""
    source = write_programs(folder, configuration, place)
    coverage(folder, "run main.py")
    return reported(folder, source)


def reported(folder: Path, source: dict[str, str]) -> RealRun:
    coverage(folder, "json -q --show-contexts", "xml -q", "lcov -q")
    document = json.loads((folder / "coverage.json").read_text())
    return RealRun(folder, source, json_counts(folder / "coverage.json"), document["totals"]["percent_covered"])


def json_counts(path: Path) -> dict[str, tuple[int, int]]:
    found = json.loads(path.read_text())["files"]
    return {
        name: (
            each["summary"]["covered_lines"] + each["summary"].get("covered_branches", 0),
            each["summary"]["num_statements"] + each["summary"].get("num_branches", 0),
        )
        for name, each in found.items()
    }
