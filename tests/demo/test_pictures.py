"""The pictures of the documentation, and how they are taken."""

import re
import struct
from pathlib import Path

import pytest
from demo.screenshot import COMMENTS, SHOTS, SUMMARY, Shot, find_browser, take

ROOT = Path(__file__).parent.parent.parent
LARGEST = 150 * 1024
PICTURE = re.compile(r'(?:src|srcset)="(images/[^"]+)"|\]\((?:docs/)?(images/[^)]+)\)')
PAGE = """\
<html><head><meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body { margin: 0; } @media (prefers-color-scheme: dark) { body { background: #000; } } p { margin: 0; height: 777px; }
</style></head><body><main><p>text</p></main></body></html>"""


def test_every_picture_that_the_documentation_shows_is_there_small_and_every_one_there_is_shown() -> None:
    pages = [ROOT / "README.md", *(ROOT / "docs").glob("*.md")]
    shown = {first or second for page in pages for first, second in PICTURE.findall(page.read_text("utf-8"))}
    assert {f"images/{path.name}" for path in (ROOT / "docs/images").iterdir()} == shown
    assert all((ROOT / "docs" / name).stat().st_size < LARGEST for name in shown)


def test_there_are_pictures_of_the_summary_and_of_a_comment_in_light_in_dark_and_on_a_phone() -> None:
    for part in (SUMMARY, COMMENTS):
        assert [(shot.dark, shot.width) for shot in SHOTS if shot.hiding == part] == [(False, 1280), (True, 1280), (False, 390)]


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 390)])
def test_a_picture_is_as_wide_as_asked_as_tall_as_the_page_and_in_its_scheme(tmp_path: Path, dark: bool, width: int) -> None:
    browser = find_browser()
    if browser is None:
        pytest.skip("there is no chromium here")
    picture = tmp_path / "picture.png"
    take(browser, PAGE, Shot("", "", dark, width), picture)
    assert struct.unpack(">II", picture.read_bytes()[16:24]) == (width, 777)
    lighter = tmp_path / "other.png"
    take(browser, PAGE, Shot("", "", not dark, width), lighter)
    assert picture.read_bytes() != lighter.read_bytes()
