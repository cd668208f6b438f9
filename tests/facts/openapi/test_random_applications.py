"""Random applications of several modules, really imported by FastAPI and read by Tenet."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from tests.facts.openapi.oracle import comparable, read_by_tenet
from tests.facts.openapi.random_applications import Writer

pytestmark = pytest.mark.untraced

ALL = """
import importlib, json, sys, warnings
warnings.simplefilter("ignore")
for name in sys.argv[1:]:
    print(json.dumps(importlib.import_module(f"{name}.main").app.openapi()))
"""


def disagreements(seeds: range, folder: Path) -> list[int]:
    """The seeds of the applications that the two describe differently."""
    written = {seed: Writer(seed, f"shop{seed}").files() for seed in seeds}
    for files in written.values():
        for path, text in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text)
    names = [f"shop{seed}" for seed in seeds]
    said = subprocess.run([sys.executable, "-c", ALL, *names], cwd=folder, capture_output=True, text=True, check=True, timeout=900)
    documents = zip(written.items(), said.stdout.splitlines(), strict=True)
    return [
        seed
        for (seed, files), line in documents
        if comparable(json.loads(line)) != comparable(read_by_tenet(files, f"shop{seed}.main:app"))
    ]


def test_random_applications_are_read_as_fastapi_describes_them(tmp_path: Path) -> None:
    assert disagreements(range(60), tmp_path) == []


@pytest.mark.nightly
def test_a_thousand_random_applications_are_read_as_fastapi_describes_them(tmp_path: Path) -> None:
    assert disagreements(range(1_000, 2_000), tmp_path) == []
