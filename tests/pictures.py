"""README's pictures, and those of the style guide in all its states: `make pictures`.

A portal of its own starts with the starter collection. README's are kept in `docs/pictures`; the style guide's in
`var/pictures`, for they are of one machine's fonts. `--compare` takes the latter again and says what has changed since.
"""

from __future__ import annotations

import re
import shutil
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

from PIL import Image, ImageChops
from playwright.sync_api import Browser, BrowserContext, ViewportSize, sync_playwright

from tests.bench.portal import ROOT, running
from tests.browser.find import find_browser

README = ROOT / "docs" / "pictures"
KEPT = ROOT / "var" / "pictures"
STYLE_GUIDE, NOW, CHANGED = KEPT / "styleguide", KEPT / "now", KEPT / "changed"
COLOURS = 96  # of a picture in README: more are not seen, and weigh
STILL = """section[hidden] { display: none }
.portal-top { position: static !important } *, *::before { caret-color: transparent !important }"""
# Shows one component of the style guide alone: a picture of the whole page at once is more than a browser can draw.
ALONE = """anchor => {
  for (const name of document.querySelectorAll(".portal-styleguide__name")) {
    name.parentElement.hidden = name.id !== anchor;
  }
}"""
ANCHORS = '[...document.querySelectorAll(".portal-styleguide__name")].map(name => name.id)'
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 375, "height": 667}
Scheme = Literal["light", "dark"]


class Picture(NamedTuple):
    name: str
    address: str
    viewport: ViewportSize = DESKTOP
    scheme: Scheme = "light"


PICTURES = (
    Picture("home", "/"),
    Picture("theme-page", "/themes/reluctance-hostility/"),
    Picture("findings", "/findings/?theme=neglect"),
    Picture("findings-in-the-dark", "/findings/?theme=neglect", scheme="dark"),
    Picture("themes-by-period", "/themes-by-period/"),
    Picture("finding", "/findings/F119/"),
    Picture("finding-on-a-phone", "/findings/F119/", viewport=PHONE),
)


def main() -> None:
    compare = "--compare" in sys.argv[1:]
    if compare and not STYLE_GUIDE.exists():
        sys.exit("There is nothing to compare with yet. Run: make pictures")
    portal = KEPT / "portal"
    shutil.rmtree(portal, ignore_errors=True)  # today's collection
    with running(folder=portal) as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_browser())
        origin = f"http://127.0.0.1:{port}"
        password = find_password((portal / "portal.log").read_text())
        if not compare:
            take_those_of_readme(browser, origin)
        take_style_guide(browser, origin, password, NOW if compare else STYLE_GUIDE)
    if compare:
        report(compare_folders(STYLE_GUIDE, NOW, CHANGED))


def find_password(log: str) -> str:
    """What `up` said when it made the first account."""
    if not (match := re.search(r"with the password (\S+) \(", log)):
        sys.exit("The portal did not say the curator's password.")
    return match[1]


def take_those_of_readme(browser: Browser, origin: str) -> None:
    README.mkdir(exist_ok=True)
    for picture in PICTURES:
        is_phone = picture.viewport is PHONE
        context = browser.new_context(
            base_url=origin,
            viewport=picture.viewport,
            color_scheme=picture.scheme,
            device_scale_factor=2 if is_phone else 1,
        )
        page = context.new_page()
        page.goto(picture.address, wait_until="networkidle")
        file = README / f"{picture.name}.png"
        file.write_bytes(shrink(page.screenshot(animations="disabled")))
        print(f"{file.relative_to(ROOT)}  {file.stat().st_size // 1024} KB")  # noqa: T201
        context.close()


def shrink(png: bytes) -> bytes:
    """The same picture in few colours, without what differs from run to run."""
    small = BytesIO()
    image = Image.open(BytesIO(png)).convert("RGB")
    image.quantize(COLOURS, dither=Image.Dither.NONE).save(small, "PNG", optimize=True)
    return small.getvalue()


def take_style_guide(browser: Browser, origin: str, password: str, folder: Path) -> None:
    """Each component with all its states, at both widths, light and dark."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for context, name in open_looks(browser, origin):
        page = context.new_page()
        page.goto("/admin/login/?next=/styleguide/")
        page.fill("#id_username", "curator")
        page.fill("#id_password", password)
        page.get_by_role("button", name="Sign in").click()  # the search stands before it
        page.wait_for_selector(".portal-example")
        page.add_style_tag(content=STILL)
        for anchor in page.evaluate(ANCHORS):
            page.evaluate(ALONE, anchor)
            section = page.locator(f"section:has(> #{anchor})")
            section.screenshot(path=folder / f"{anchor}-{name}.png", animations="disabled")
        context.close()
    print(f"{folder.relative_to(ROOT)}  {len(list(folder.glob('*.png')))} pictures")  # noqa: T201


def open_looks(browser: Browser, origin: str) -> Iterator[tuple[BrowserContext, str]]:
    schemes: tuple[Scheme, ...] = ("light", "dark")
    for width in (PHONE["width"], DESKTOP["width"]):
        for scheme in schemes:
            viewport: ViewportSize = {"width": width, "height": 900}
            # Only here: the policy would refuse our own rule, which lets the bar at the top stand still.
            context = browser.new_context(
                base_url=origin,
                viewport=viewport,
                color_scheme=scheme,
                bypass_csp=True,
                reduced_motion="reduce",
            )
            yield context, f"{width}-{scheme}"


def compare_folders(before: Path, now: Path, changed: Path) -> list[str]:
    """What differs, one line each; a picture of each difference, before, now and what differs in red, in `changed`."""
    shutil.rmtree(changed, ignore_errors=True)
    names = {file.name for folder in (before, now) for file in folder.glob("*.png")}
    lines = []
    for name in sorted(names):
        if not (now / name).exists():
            lines.append(f"{name}: gone")
        elif not (before / name).exists():
            lines.append(f"{name}: new")
        elif difference := draw_difference(Image.open(before / name), Image.open(now / name)):
            changed.mkdir(parents=True, exist_ok=True)
            difference.save(changed / name)
            lines.append(f"{name}: changed")
    return lines


def draw_difference(before: Image.Image, now: Image.Image) -> Image.Image | None:
    """Both beside each other, and the second with all that differs in red; None where nothing does."""
    width, height = max(before.width, now.width), max(before.height, now.height)
    first, second = Image.new("RGB", (width, height), "white"), Image.new("RGB", (width, height), "white")
    first.paste(before.convert("RGB"))
    second.paste(now.convert("RGB"))
    red, green, blue = ImageChops.difference(first, second).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    difference = most.point([0] + [255] * 255)
    if before.size == now.size and not difference.getbbox():
        return None
    marked = second.copy()
    marked.paste("red", (0, 0), difference)
    together = Image.new("RGB", (3 * width, height))
    for number, image in enumerate((first, second, marked)):
        together.paste(image, (number * width, 0))
    return together


def report(lines: list[str]) -> None:
    if not lines:
        print("Nothing has changed.")  # noqa: T201
        return
    print("\n".join(lines))  # noqa: T201
    sys.exit(
        f"{len(lines)} pictures differ: see {CHANGED.relative_to(ROOT)}. If that is as it should be: make pictures"
    )


if __name__ == "__main__":
    main()
