"""The page of the doctor names every check."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SAID = re.compile(r"\b(?:problem|advice|Diagnosis)\(\s*\"([a-z-]+)\"")


def test_the_page_has_a_paragraph_for_each_check_and_for_nothing_else() -> None:
    sources = [path.read_text() for path in (ROOT / "src/tenet/doctor").glob("*.py")]
    known = {name for text in sources for name in SAID.findall(text)}
    headings = re.findall(r"^### (.+)$", (ROOT / "docs/doctor.md").read_text(), re.MULTILINE)
    assert len(known) > 30
    assert sorted(name for heading in headings for name in heading.split(", ")) == sorted(known)
