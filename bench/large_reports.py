"""Large coverage reports as coverage.py writes them: real blocks of a real run, repeated under other file names."""

import json
import re
import subprocess
import sys
from pathlib import Path

from coverage import CoverageData

FILES = 2_000
STATEMENTS = 325
NAMES = ("coverage.xml", "coverage.json", "coverage.lcov", ".coverage")


def build_large_reports(folder: Path, *, files: int = FILES, statements: int = STATEMENTS) -> Path:
    """A folder with `src/package_*/module_*.py` and one report of each format over all of them."""
    sample = folder / "sample"
    (sample / "src").mkdir(parents=True)
    text = source(statements)
    (sample / "src" / "module.py").write_text(text)
    (sample / "run.py").write_text("import runpy\nrunpy.run_path('src/module.py')\n")
    (sample / ".coveragerc").write_text("[run]\nsource = src\nrelative_files = true\n")
    for command in (["run", "run.py"], ["xml", "-q"], ["json", "-q"], ["lcov", "-q"]):
        subprocess.run([sys.executable, "-m", "coverage", *command], cwd=sample, check=True, capture_output=True)
    paths = [f"src/package_{number // 50}/module_{number}.py" for number in range(files)]
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(f"{text}# {path}\n")
    _xml(sample, folder, paths)
    _json(sample, folder, paths)
    record = (sample / "coverage.lcov").read_text()
    (folder / "coverage.lcov").write_text("".join(record.replace("SF:src/module.py", f"SF:{path}") for path in paths))
    _data(sample, folder, paths)
    return folder


def source(statements: int) -> str:
    """A module of about so many statements, of which a good half runs."""
    body = "    total = amount + {0}\n    if total > {0}:\n        return total\n    return amount\n"
    functions = (f"def function_{number}(amount):\n{body.format(number)}\n\n" for number in range(statements // 6))
    return "".join(functions) + "".join(f"function_{number}(1)\n" for number in range(statements // 6))


def _xml(sample: Path, folder: Path, paths: list[str]) -> None:
    text = (sample / "coverage.xml").read_text()
    start, block, end = re.split(r"(?s)(\t\t\t\t<class .*?</class>\n)", text, maxsplit=1)
    start = start.replace(str(sample), str(folder))
    for count in ("lines-valid", "lines-covered"):
        found = re.search(rf'{count}="(\d+)"', start)
        assert found is not None
        start = start.replace(found[0], f'{count}="{int(found[1]) * len(paths)}"')
    name = re.search(r'filename="([^"]*)"', block)
    assert name is not None
    root = "" if name[1].startswith("src/") else "src/"
    (folder / "coverage.xml").write_text(
        start + "".join(block.replace(name[0], f'filename="{path.removeprefix(root)}"') for path in paths) + end
    )


def _json(sample: Path, folder: Path, paths: list[str]) -> None:
    document = json.loads((sample / "coverage.json").read_text())
    (block,) = document["files"].values()
    document["files"] = dict.fromkeys(paths, block)
    (folder / "coverage.json").write_text(json.dumps(document))


def _data(sample: Path, folder: Path, paths: list[str]) -> None:
    measured = CoverageData(basename=str(sample / ".coverage"))
    measured.read()
    (recorded,) = measured.measured_files()
    lines = measured.lines(recorded)
    assert lines
    data = CoverageData(basename=str(folder / ".coverage"))
    data.add_lines(dict.fromkeys(paths, lines))
    data.write()
