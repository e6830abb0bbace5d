"""Where a browser is that the tests can drive."""

import os
import shutil
from pathlib import Path

# Chromium without its windows, as Playwright itself prefers: a new page takes a quarter of the time.
HEADLESS = "chromium-headless-shell"
NAMES = (
    HEADLESS,
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable"),
)
ON_A_MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
)


def find_browser() -> str | None:
    """The program to start: `BROWSER_PATH` if set, else the machine's own, else Playwright's."""
    for candidate in (os.environ.get("BROWSER_PATH"), *NAMES, *ON_A_MAC):
        if candidate and (found := shutil.which(candidate)):
            return found
    from playwright.sync_api import sync_playwright  # half a second, only where it is needed

    with sync_playwright() as playwright:
        bundled = playwright.chromium.executable_path
    return bundled if Path(bundled).exists() else None
