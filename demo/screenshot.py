"""Pictures of the page, where there is a browser to take them."""

import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1")
DARK = "@media (prefers-color-scheme: dark)"
HEIGHT = re.compile(r'<html[^>]* data-height="(\d+)"')
MEASURES = "<script>document.documentElement.dataset.height = Math.ceil(document.body.getBoundingClientRect().height)</script>"
SHORTEST, TALLEST = 100, 6000


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: the style that hides the rest of the page, the scheme, and the sizes in CSS pixels.

    The page is told its width, since a window of the browser is never as narrow as a phone. `tallest` cuts a long page.
    """

    name: str
    hiding: str
    dark: bool = False
    width: int = 1280
    tallest: int = TALLEST


ONLY = "main > section:not(#{part}), nav, footer, main > h1, main > p {{ display: none; }} main {{ padding: 16px; }}"
SUMMARY = ONLY.format(part="conversation") + " #conversation > *:not(.summary) { display: none; } #conversation .box { margin: 0; }"
COMMENTS = ONLY.format(part="files") + " #files h2, .file:not(.suggests), .file tr:not(.near) { display: none; }"
WHOLE = "main > section:not(#{part}), nav {{ display: none; }}"
SHOTS = (
    Shot("", WHOLE.format(part="conversation"), tallest=1400),
    Shot("-files", WHOLE.format(part="files"), tallest=1400),
    Shot("-summary-light", SUMMARY),
    Shot("-summary-dark", SUMMARY, dark=True),
    Shot("-summary-phone", SUMMARY, width=390),
    Shot("-inline-light", COMMENTS),
    Shot("-inline-dark", COMMENTS, dark=True),
    Shot("-inline-phone", COMMENTS, width=390),
)
"""`NAME.png` and its kin: the conversation, the diff, the summary comment and a comment with a suggestion."""


def find_browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def take(browser: str, html: str, shot: Shot, picture: Path) -> None:
    """Writes a picture of a page. Raises CalledProcessError where the browser fails."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    narrow = f"html {{ width: {shot.width}px; --window: {shot.width}px !important; }}"
    styled = html.replace(DARK, "@media all" if shot.dark else "@media not all").replace("</style>", f"{shot.hiding} {narrow}</style>", 1)
    with tempfile.TemporaryDirectory(prefix="tenet-picture-") as folder:
        page = Path(folder, "page.html")
        page.write_text(styled, encoding="utf-8")
        height = min(_height(browser, styled, page.with_name("measured.html"), shot.width), shot.tallest)
        _browse(browser, page, shot.width, height, f"--screenshot={picture.resolve()}")


def _height(browser: str, html: str, copy: Path, width: int) -> int:
    """How tall a page is: a script says so, in a copy whose policy allows one."""
    copy.write_text(
        html.replace("default-src 'none'", "script-src 'unsafe-inline'").replace("</body>", f"{MEASURES}</body>"), encoding="utf-8"
    )
    found = HEIGHT.search(_browse(browser, copy, width, SHORTEST, "--dump-dom"))
    return int(found[1]) if found else TALLEST


def _browse(browser: str, page: Path, width: int, height: int, what: str) -> str:
    command = [browser, *OPTIONS, f"--window-size={width},{height}", what, page.as_uri()]
    return subprocess.run(command, check=True, capture_output=True, timeout=120).stdout.decode("utf-8", "replace")
