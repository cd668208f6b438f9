"""A picture of the page, where there is a browser to take it."""

import shutil
import subprocess
from pathlib import Path

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_browser() -> str | None:
    return next((found for name in BROWSERS if (found := shutil.which(name))), None)


def take(browser: str, page: Path, picture: Path, width: int = 1120, height: int = 1600) -> None:
    """Writes the picture of the page's top. Sizes are in CSS pixels. Raises CalledProcessError where the browser fails."""
    picture.parent.mkdir(parents=True, exist_ok=True)
    options = ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1"]
    command = [browser, *options, f"--window-size={width},{height}", f"--screenshot={picture.resolve()}", page.resolve().as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
