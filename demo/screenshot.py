"""Pictures of the page, where there is a browser to take them."""

import shutil
import subprocess
import tempfile
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
OPTIONS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1")


def find_browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def take(browser: str, html: str, part: str, picture: Path, width: int = 1120, height: int = 1400) -> None:
    """Writes a picture of one part of a page, by the part's id. Sizes are in CSS pixels.

    Raises CalledProcessError where the browser fails.
    """
    alone = f"main > section:not(#{part}), nav {{ display: none; }}</style>"
    picture.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tenet-picture-") as folder:
        page = Path(folder, "page.html")
        page.write_text(html.replace("</style>", alone, 1), encoding="utf-8")
        command = [browser, *OPTIONS, f"--window-size={width},{height}", f"--screenshot={picture.resolve()}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
