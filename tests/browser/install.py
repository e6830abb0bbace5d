"""See that there is a browser for the tests: the machine's, else one installed where that is possible."""

import os
import shutil
import subprocess
import sys

from tests.browser.find import HEADLESS, find_browser

WANTED = (
    "The browser tests need Chromium, Chrome or Edge. Install one (Debian, Ubuntu: apt-get install chromium)."
)


def install_with_apt() -> None:
    """Older releases of Debian and Ubuntu have no browser without windows."""
    quiet = "DEBIAN_FRONTEND=noninteractive apt-get -y -qq"
    install = f"{quiet} install --no-install-recommends"
    run(["sh", "-c", f"{quiet} update && {{ {install} {HEADLESS} || {install} chromium; }}"])


def run(command: list[str]) -> None:
    print("Installing a browser for the tests", flush=True)  # noqa: T201
    subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, check=False)


def main() -> None:
    if os.environ.get("BROWSER_PATH") or shutil.which(HEADLESS):
        return
    if os.geteuid() == 0 and shutil.which("apt-get"):
        install_with_apt()
    if not find_browser():  # Playwright's own build may lack libraries on a bare machine
        run([sys.executable, "-m", "playwright", "install", "chromium-headless-shell", "chromium"])
    if not find_browser():
        sys.exit(f"{WANTED} If it is somewhere unusual, set BROWSER_PATH to its program.")


if __name__ == "__main__":
    main()
