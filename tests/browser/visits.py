"""Two visits to a page hold all that is asked of every page: accessible, within its policy, no wider than a phone."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

import pytest
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
    """What a page did when it was opened, and what is wrong with it."""

    problems: list[str]
    elsewhere: list[str]
    headings: int
    icons: int
    has_scripts: bool
    requests: int
    widths: list[list[int]]
    faults: list[str]


class Look(NamedTuple):
    """How a page is looked at."""

    scripts: bool
    on_phone: bool
    dark: bool
    contrast: bool


def plan_visits(names: Iterable[str], *, dark: bool) -> list[Any]:
    """Rows of a name and a Look: each page once with scripts and once without, one of the two on a phone.

    With `dark` one of the two is in the dark, and both look at contrast; else one does. All of it alternates, so that
    what pages share is looked at in every way: axe takes a second or two of the processor for each look, most of what
    the browser's tests cost, and contrast is more than half of that.
    """
    return [
        pytest.param(
            name,
            Look(
                scripts=scripts,
                on_phone=scripts == bool(number % 2),
                dark=dark and scripts != (number % 4 < 2),
                contrast=dark or scripts == (number % 4 < 2),
            ),
            id=f"{name}-{'' if scripts else 'no-'}scripts",
        )
        for number, name in enumerate(names)
        for scripts in (True, False)
    ]


def visit(visitor: Visitor, kind: Kind, look: Look, *, tags: list[str]) -> Visit:
    """Open a page on a phone or at a desk, look at it there, and see whether it fits the other and a zoomed window."""
    size, others = (PHONE, [ZOOMED, DESKTOP]) if look.on_phone else (DESKTOP, [ZOOMED, PHONE])
    address = kind.address.format(**visitor.site.addresses)
    options: dict[str, Any] = {
        "scripts": look.scripts,
        "viewport": size,
        "color_scheme": "dark" if look.dark else "light",
    }
    page = visitor.open(address, status=kind.status, curator=kind.curator, **options)
    visit = Visit(
        problems=[*visitor.problems],
        elsewhere=visitor.elsewhere(),
        headings=page.locator("h1").count(),
        icons=page.locator("link[rel=icon]").count(),
        has_scripts=page.locator("body.js-enabled").count() == 1,
        requests=len(visitor.requests),
        widths=[page.evaluate(WIDTHS)],
        faults=visitor.axe(page, tags=tags, contrast=look.contrast),
    )
    for other in others:
        page.set_viewport_size(other)
        visit.widths.append(page.evaluate(WIDTHS))
    return visit


def assert_sound(visit: Visit) -> None:
    assert visit.problems == []
    assert visit.elsewhere == []
    assert visit.requests >= 2  # the page and its style
    assert (visit.headings, visit.icons) == (1, 1)
    assert visit.faults == []
    assert [inside for inside, outside in visit.widths] == [outside for inside, outside in visit.widths]
