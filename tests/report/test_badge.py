"""The coverage badge, as a picture and for shields.io."""

import json
from xml.etree import ElementTree as ET

import pytest

from tenet.domain.coverage import CoverageFigure
from tenet.report.badge import render_badge, render_badge_json

FIGURES = [
    (CoverageFigure(65, 80, 60.0), "81.25 %", "brightgreen"),
    (CoverageFigure(79_996, 100_000, 80.0), "79.99 %", "red"),
    (CoverageFigure(1, 2), "50.00 %", "brightgreen"),
    (CoverageFigure(0, 0, 60.0), "unknown", "lightgrey"),
    (None, "unknown", "lightgrey"),
]


@pytest.mark.parametrize(("figure", "message", "colour"), FIGURES)
def test_shields_gets_label_message_and_colour(figure: CoverageFigure | None, message: str, colour: str) -> None:
    assert json.loads(render_badge_json(figure)) == {"schemaVersion": 1, "label": "coverage", "message": message, "color": colour}


@pytest.mark.parametrize(("figure", "message", "_colour"), FIGURES)
def test_the_picture_says_the_same_and_loads_nothing(figure: CoverageFigure | None, message: str, _colour: str) -> None:
    text = render_badge(figure)
    picture = ET.fromstring(text)
    space = "{http://www.w3.org/2000/svg}"
    assert picture.tag == f"{space}svg"
    assert picture.get("aria-label") == f"coverage: {message}"
    assert [each.text for each in picture.iter(f"{space}text")] == ["coverage", message]
    left, right = (float(each.get("textLength", "0")) for each in picture.iter(f"{space}text"))
    assert left + right < float(picture.get("width", "0"))
    assert text.count("http") == 1
