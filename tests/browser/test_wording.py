"""Through the desk for wording in a real browser: one press a draft, keys, and what was typed comes back."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.visits import AA

pytestmark = pytest.mark.browser


def test_drafts_of_an_article_are_worded_with_one_press_each(visitor):
    page = visitor.open(visitor.site.addresses["article_added"], curator=True)
    drafts = page.locator("a[href*='/wording/'][href*='?article=']").filter(has_text="F1").count()
    page.get_by_role("link", name="one after the other").click()
    first = page.url
    opened = []
    page.on("framenavigated", lambda frame: opened.append(frame.url))

    # Unsaved words come back, and the keys are letters while somebody types.
    page.locator("#id_text:focus").wait_for()
    page.keyboard.type("spokes jam")
    page.keyboard.press("Escape")
    page.on("dialog", lambda dialog: dialog.accept())
    with page.expect_navigation():
        page.keyboard.press("j")
    page.go_back()
    page.get_by_role("button", name="Put it back").click()
    assert (page.url, page.locator("#id_text").input_value()) == (first, "spokes jam")

    opened.clear()
    for number in range(drafts):
        page.locator("#id_text").fill(f"Lesson {number} of oars.")
        with page.expect_navigation():
            page.get_by_role("button", name="Save and next").click()
    assert len(opened) == drafts
    assert "Nothing is left of it." in page.locator(".messagelist").inner_text()
    assert visitor.problems == []
    assert visitor.elsewhere() == []


COUNT_CLICKS = """addEventListener("click", event => {
    if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
}, true)"""


def test_twelve_drafts_take_a_click_each_and_no_scrolling(visitor):
    page = visitor.new_page(curator=True)
    page.context.add_init_script(COUNT_CLICKS)
    page.goto("/admin/themes/finding/wording/first/?work=unworded&report=national-analysis-2003-2005")
    scrolled = []

    for number in range(12):
        page.locator("#id_text:focus").wait_for()
        page.keyboard.type(f"Lighthouses go dark, {number}.")
        with page.expect_navigation():
            page.get_by_role("button", name="Save and next").click()
        scrolled.append(page.evaluate("scrollY"))

    assert "Nothing is left of it." in page.locator(".messagelist").inner_text()
    assert int(page.evaluate("sessionStorage.clicks")) == 12
    assert scrolled == [0] * 12
    assert visitor.problems == []


@pytest.mark.parametrize("dark", [False, True])
def test_desk_fits_and_can_be_used_without_scripts(visitor, dark):
    page = visitor.open("/admin/themes/finding/wording/?report=garstang-2019", curator=True, scripts=False)
    page.emulate_media(color_scheme="dark" if dark else "light")
    found = {}
    for screen in ("list", "desk"):
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            found[screen, size["width"]] = visitor.axe(page, tags=AA)
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
        visitor.set_scripts(page, on=False)
        if screen == "list":
            page.get_by_role("link", name="Begin with the first").press("Enter")
            page.locator("#id_text").wait_for()
    assert not any(found.values()), found

    page.set_viewport_size(DESKTOP)
    box = page.locator("#id_text").bounding_box()
    words = page.locator(".word-from blockquote").first.bounding_box()
    save = page.get_by_role("button", name="Save and next").bounding_box()
    assert max(each["y"] + each["height"] for each in (box, words, save)) <= 900  # all three in sight at once
