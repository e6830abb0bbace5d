"""See that there is a browser for the tests: the machine's, else one installed where that is possible."""

import os
import shutil
import subprocess
import sys

from tests.browser.find import find_browser

WANTED = (
    "The browser tests need Chromium, Chrome or Edge. Install one (Debian, Ubuntu: apt-get install chromium)."
)


def ways_to_install() -> list[list[str]]:
    """Commands worth trying, best first; Playwright's own build may lack libraries on a bare machine."""
    ways = []
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = "DEBIAN_FRONTEND=noninteractive apt-get -y -qq"
        ways.append(["sh", "-c", f"{quiet} update && {quiet} install --no-install-recommends chromium"])
    ways.append([sys.executable, "-m", "playwright", "install", "chromium-headless-shell", "chromium"])
    return ways


def main() -> None:
    if find_browser():
        return
    for way in ways_to_install():
        print("Installing a browser for the tests", flush=True)  # noqa: T201
        subprocess.run(way, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)
        if find_browser():
            return
    sys.exit(f"{WANTED} If it is somewhere unusual, set BROWSER_PATH to its program.")


if __name__ == "__main__":
    main()
