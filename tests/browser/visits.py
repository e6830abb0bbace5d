"""One visit to a page holds all that is asked of every page: accessible, within its policy, no wider than a phone."""

from dataclasses import dataclass, field
from typing import Any, NamedTuple

from playwright.sync_api import ViewportSize

from tests.browser.conftest import DESKTOP, PHONE, Visitor

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ZOOMED: ViewportSize = {"width": 320, "height": 256}  # a window of 1280 by 1024, at 400 %
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"


class Kind(NamedTuple):
    """A kind of page; `{single}` and the like stand for addresses that only the site knows."""

    address: str
    status: int = 200
    curator: bool = False


@dataclass
class Visit:
    """What a page did when it was opened, and what is wrong with it at each width."""

    problems: list[str]
    elsewhere: list[str]
    headings: int
    icons: int
    has_scripts: bool
    requests: int
    faults: dict[int, list[str]] = field(default_factory=dict)
    widths: list[list[int]] = field(default_factory=list)


def visit(visitor: Visitor, kind: Kind, *, scripts: bool, tags: list[str]) -> Visit:
    """Open a page on a phone with scripts, at a desk without, and look at it there, zoomed, and on the other."""
    sizes = [PHONE, ZOOMED, DESKTOP] if scripts else [DESKTOP, PHONE]
    address = kind.address.format(**visitor.site.addresses)
    options: dict[str, Any] = {"scripts": scripts, "viewport": sizes[0]}
    page = visitor.open(address, status=kind.status, curator=kind.curator, **options)
    visit = Visit(
        problems=[*visitor.problems],
        elsewhere=visitor.elsewhere(),
        headings=page.locator("h1").count(),
        icons=page.locator("link[rel=icon]").count(),
        has_scripts=page.locator("body.js-enabled").count() == 1,
        requests=len(visitor.requests),
    )
    for size in sizes:
        page.set_viewport_size(size)
        visit.widths.append(page.evaluate(WIDTHS))
        if size is not ZOOMED:
            visit.faults[size["width"]] = visitor.axe(page, tags=tags)
    return visit


def assert_sound(visit: Visit) -> None:
    assert visit.problems == []
    assert visit.elsewhere == []
    assert visit.requests >= 2  # the page and its style
    assert (visit.headings, visit.icons) == (1, 1)
    assert {width: faults for width, faults in visit.faults.items() if faults} == {}
    assert set(visit.faults) == {320, 1280}
    assert [inside for inside, outside in visit.widths] == [outside for inside, outside in visit.widths]
