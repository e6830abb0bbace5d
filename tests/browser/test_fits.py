"""Printed pages waste no sheet, and tables fit a phone or say that they go on."""

import pypdfium2  # type: ignore[import-untyped]
import pytest

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

# Tables that are wider than their place, with no words above that say so.
CUT_UNSAID = """() => {
    for (const fold of document.querySelectorAll("details")) fold.open = true;
    const scrolls = [...document.querySelectorAll(".portal-figures__scroll")];
    const cut = scrolls.filter(one => one.scrollWidth > one.clientWidth);
    const said = one => one.previousElementSibling?.matches(".portal-figures__cue");
    return [scrolls.length, cut.length, cut.filter(one => !said(one)).map(one => one.innerText)];
}"""


def test_where_to_get_help_is_printed_on_no_sheet_of_its_own(visitor):
    page = visitor.open("/themes/pregnancy/")
    alone = []

    for height in range(230, 310, 16):  # wherever the last sheet ends
        with pypdfium2.PdfDocument(page.pdf(width="210mm", height=f"{height}mm")) as pdf:
            words = pdf[len(pdf) - 1].get_textpage().get_text_bounded()
        before, named, _ = words.partition("Need help?")
        if not named or len(before.split()) < 5:  # the number of the sheet, and no more
            alone.append((height, words[:80]))

    assert alone == []


def test_tables_of_figures_fit_the_narrowest_phone_or_say_that_they_go_on(visitor):
    page = visitor.new_page(viewport=PHONE)
    tables, cut = 0, 0
    for address in ("/themes/patterns/", "/periods/2003-2005/", "/periods/2005-2007/", "/periods/2011-2014/"):
        visitor.go_to(page, address)
        *found, unsaid = page.evaluate(CUT_UNSAID)
        assert unsaid == [], address
        tables, cut = tables + found[0], cut + found[1]

    assert tables > 20
    assert cut > 5


# Parts of a card that its control lies on.
UNDER_CONTROL = """() => {
    const meets = (one, other) =>
        one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
    const found = [];
    for (const pick of document.querySelectorAll(".portal-entry > .portal-pick")) {
        const control = pick.getBoundingClientRect();
        const words = ".portal-finding__text a, .portal-finding__line > *, .portal-chips a";
        const parts = pick.parentElement.querySelectorAll(words);
        for (const part of parts) {
            if ([...part.getClientRects()].some(each => meets(each, control))) found.push(part.innerText);
        }
    }
    return found;
}"""


@pytest.mark.parametrize("width", [320, 375, 768, 1280])
def test_control_of_a_card_lies_on_no_words(visitor, width):
    page = visitor.open("/findings/?theme=health-services", viewport={"width": width, "height": 800})

    assert page.locator(".portal-entry > .portal-pick").count() > 15
    assert page.evaluate(UNDER_CONTROL) == []


def test_lesson_has_the_width_of_its_card_on_a_phone(visitor):
    page = visitor.open("/findings/?theme=neglect", viewport=PHONE)

    missing = page.eval_on_selector_all(
        ".portal-finding",
        """cards => cards.map(card => {
            const words = card.querySelector(".portal-finding__text"), style = getComputedStyle(card);
            return card.clientWidth - parseFloat(style.paddingLeft) - parseFloat(style.paddingRight)
                - words.clientWidth + parseFloat(getComputedStyle(words).paddingRight);
        })""",
    )

    assert len(missing) > 15
    assert {*missing} == {0}


@pytest.mark.parametrize("width", [320, 375])
@pytest.mark.parametrize("address", ["/", "/findings/", "/figures/", "/situations/"])
def test_ways_in_take_two_rows_on_a_phone(visitor, address, width):
    page = visitor.open(address, viewport={"width": width, "height": 667})

    rows = page.eval_on_selector_all(
        ".portal-nav__list > li",
        "parts => parts.map(part => Math.round(part.getBoundingClientRect().bottom))",
    )

    assert len(rows) == 7
    assert max(rows) - min(rows) <= 50  # one row more


def test_first_filters_and_their_button_are_in_sight_on_a_small_laptop(visitor):
    page = visitor.open("/findings/")
    panel = page.locator(".portal-filters--beside")

    apply = panel.get_by_role("button", name="Apply filters").bounding_box()
    names = [
        panel.get_by_text(name, exact=True).first.bounding_box()
        for name in ("Theme", "Period of the incidents", "Agency", "Age of the child")
    ]

    assert apply["y"] + apply["height"] <= DESKTOP["height"]
    assert all(name["y"] + name["height"] <= apply["y"] for name in names)


def test_longest_theme_is_at_most_twenty_screens_of_a_phone(visitor):
    page = visitor.open("/themes/neglect/", viewport={"width": 375, "height": 667})
    page.locator("#discussion").evaluate("part => part.remove()")  # the tests' own, of seven comments

    assert page.evaluate("document.documentElement.scrollHeight / innerHeight") <= 20
