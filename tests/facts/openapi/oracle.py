"""What FastAPI itself says of an application, and what Tenet reads of it, in one comparable form."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from textwrap import dedent
from typing import cast

from tests.fakes.tree import FakeTree

from tenet.domain.finding import Json
from tenet.facts.openapi.document import read_api
from tenet.facts.python.modules import Modules
from tenet.facts.python.parsed_files import ParsedFiles
from tenet.facts.sources import Sources

Document = Mapping[str, Json]
PROSE = frozenset({"title", "description", "summary", "operationId", "examples", "example", "default", "tags", "flows"})
PRINT = """
import importlib, json, sys
module, name = sys.argv[1].split(":")
print(json.dumps(getattr(importlib.import_module(module), name).openapi()))
"""


def said_by_fastapi(files: Mapping[str, str], application: str, folder: Path) -> Document:
    """`app.openapi()` of the application, really imported."""
    for path, text in files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(dedent(text))
    done = subprocess.run([sys.executable, "-c", PRINT, application], cwd=folder, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    return cast("Document", json.loads(done.stdout))


def read_by_tenet(files: Mapping[str, str], application: str | None) -> Document:
    modules = Modules(Sources(FakeTree(dict(files))), ParsedFiles())
    contract = read_api(modules, application)
    return cast("Document", json.loads(json.dumps(contract.document)))


def comparable(document: Document) -> Document:
    """Operations and components without prose, the bodies that FastAPI names after operations under one name each."""
    text = json.dumps({"paths": document.get("paths", {}), "components": document.get("components", {})})
    named = cast("Document", json.loads(re.sub(r"Body_\w+?_(get|post|put|patch|delete)(?=\")", _body_name, text)))
    return cast("Document", _plain(named))


def _body_name(found: re.Match[str]) -> str:
    return found.group(0)


def _plain(value: Json, *, names: bool = False) -> Json:
    """Without prose; `names` where the keys are names of the application, not of OpenAPI."""
    if isinstance(value, list):
        return [_plain(item) for item in value]
    if not isinstance(value, dict):
        return value
    if value.get("contentMediaType") == "application/octet-stream":  # how newer versions of FastAPI write a file
        value = {**{key: item for key, item in value.items() if key != "contentMediaType"}, "format": "binary"}
    kept = {
        key: _plain(item, names=key in {"properties", "schemas", "paths"} and not names)
        for key, item in value.items()
        if names or key not in PROSE
    }
    if isinstance(kept.get("required"), list) and not names:
        kept["required"] = sorted(cast("list[str]", kept["required"]))
    return kept
