"""One test holds all that is asked of every page: accessible, within its policy, no wider than a phone."""

from dataclasses import dataclass
from typing import NamedTuple

from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.conftest import DESKTOP, PHONE, Site, Visitor

AA = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
ZOOMED: ViewportSize = {"width": 320, "height": 256}  # a window of 1280 by 1024, at 400 %
WIDTHS = "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
# What can be seen, each kind once in each place: the names and classes of an element and of all that it stands in.
KINDS = """() => {
    const kinds = new Set();
    const look = (element, parent) => {
        const kind = [parent, ">", element.localName, element.type, element.role, ...element.classList].join(" ");
        if (element.checkVisibility()) kinds.add(kind);
        for (const child of element.children) look(child, kind);
    };
    for (const child of document.body.children) look(child, "");
    return [...kinds];
}"""
# Takes away what has the class and colours of another element in the same place, as the second card of a list has. Only
# when all has been looked at: each that goes makes the browser work out the styles of what is left anew.
KEEP_EACH_LOOK_ONCE = """() => {
    const places = new Map(), spare = [];
    const look = (element, parent, list) => {
        const style = getComputedStyle(element);
        const place = [parent, element.localName, element.getAttribute("class"), style.color, style.backgroundColor,
            style.backgroundImage, style.fontSize, style.fontWeight, style.opacity, style.display].join(" ");
        let isNew = !places.has(place);
        if (isNew) places.set(place, places.size);
        const within = element.matches("a, button, select, dl, tr") ? [] : list; // whole, or gone
        for (const child of element.children) isNew = look(child, places.get(place), within) || isNew;
        // The label may be that of something that stays.
        if (!isNew && element.localName !== "label") list.push(element);
        return isNew;
    };
    look(document.body, 0, spare);
    for (const element of spare) element.remove();
}"""


class Kind(NamedTuple):
    """A kind of page; `{single}` and the like stand for addresses that only the site knows."""

    address: str
    status: int = 200
    curator: bool = False


@dataclass
class Look:
    """What a page did when it was opened with or without scripts."""

    problems: list[str]
    elsewhere: list[str]
    requests: int
    headings: int
    icons: int
    has_scripts: bool
    widths: list[list[int]]


@dataclass
class Visit:
    """A page that was opened twice, and what is wrong with it."""

    with_scripts: Look
    without_scripts: Look
    faults: list[str]


class PageVisitor:
    """Opens pages with scripts and without, one of the two on a phone, in turns.

    All in one window for readers and one for the curator: a new one takes as long as a visit. Axe takes longer than
    all else. So it looks once at each thing of a page, with scripts; then, if asked, at its colours in the dark.
    Without scripts, and on the other screen, it looks where anything shows that it has not yet met in such a place, on
    this or another page.
    """

    def __init__(self, browser: Browser, site: Site, *, tags: list[str], dark: bool) -> None:
        self.browser, self.site, self.tags, self.dark = browser, site, tags, dark
        self.windows: dict[bool, tuple[Visitor, Page]] = {}
        self.visits = 0
        self.met: set[str] = set()

    def visit(self, kind: Kind) -> Visit:
        if kind.curator not in self.windows:
            visitor = Visitor(self.browser, self.site)
            self.windows[kind.curator] = visitor, visitor.new_page(curator=kind.curator)
        visitor, page = self.windows[kind.curator]
        sizes = [DESKTOP, PHONE] if self.visits % 2 else [PHONE, DESKTOP]
        self.visits += 1
        with_scripts = self._look(kind, sizes[0], scripts=True)
        self.met.update(page.evaluate(KINDS))
        page.evaluate(KEEP_EACH_LOOK_ONCE)
        faults = visitor.axe(page, tags=self.tags)
        if self.dark:
            page.emulate_media(color_scheme="dark")
            faults += visitor.axe(page, tags=self.tags, only_colours=True)
            page.emulate_media(color_scheme="light")
        without_scripts = self._look(kind, sizes[1], scripts=False)
        if fresh := {*page.evaluate(KINDS)} - self.met:
            self.met |= fresh
            page.evaluate(KEEP_EACH_LOOK_ONCE)
            faults += visitor.axe(page, tags=self.tags)
        return Visit(with_scripts, without_scripts, faults)

    def _look(self, kind: Kind, size: ViewportSize, *, scripts: bool) -> Look:
        visitor, page = self.windows[kind.curator]
        visitor.requests.clear()
        # What is heard until the new page is there comes from the one before, on which axe may have broken the policy.
        page.once("framenavigated", lambda frame: visitor.problems.clear())
        visitor.set_scripts(page, on=scripts)
        page.set_viewport_size(size)
        visitor.go_to(page, kind.address.format(**self.site.addresses), status=kind.status)
        look = Look(
            problems=[*visitor.problems],
            elsewhere=visitor.elsewhere(),
            requests=len(visitor.requests),
            headings=page.locator("h1").count(),
            icons=page.locator("link[rel=icon]").count(),
            has_scripts=page.locator("body.js-enabled").count() == 1,
            widths=[],
        )
        for other in (ZOOMED if size == DESKTOP else DESKTOP, size):
            page.set_viewport_size(other)
            look.widths.append(page.evaluate(WIDTHS))
        return look

    def close(self) -> None:
        for visitor, _ in self.windows.values():
            for context in visitor.contexts:
                context.close()


def assert_sound(visit: Visit) -> None:
    for look in (visit.with_scripts, visit.without_scripts):
        assert look.problems == []
        assert look.elsewhere == []
        assert look.requests >= 2  # the page and its style
        assert (look.headings, look.icons) == (1, 1)
        assert [inside for inside, outside in look.widths] == [outside for inside, outside in look.widths]
    assert visit.faults == []
