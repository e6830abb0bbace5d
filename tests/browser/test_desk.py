"""Through the citation desk in a real browser, without scripts and with the keyboard: not found, move, accept, next."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.visits import AA

pytestmark = pytest.mark.browser


def press(page, name):
    """With the keyboard alone."""
    page.get_by_role("button", name=name, exact=True).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_queue_is_worked_through_without_scripts(visitor):
    page = visitor.open("/admin/", curator=True, scripts=False)
    page.get_by_role("link", name="quotation was not found on its page").click()
    page.get_by_role("link", name="an orchestra sold all its drums").click()

    page.locator("summary", has_text="Accept all the same").click()
    press(page, "Accept all the same")
    assert "Say why these words are accepted all the same." in page.locator("#content").inner_text()
    page.get_by_label("Because").fill("Seen on paper.")
    press(page, "Accept all the same")
    said = page.locator(".messagelist").inner_text()
    assert "The words were accepted with your reason." in said
    assert "That was the last of this list." in said

    page.goto("/admin/themes/quotation/desk/")
    page.get_by_role("link", name="why the lantern had been moved").click()
    assert page.locator("#side-1").inner_text() == "Page 1, as given"
    assert page.locator("#side-2").inner_text() == "Page 2: the words stand here"
    first = page.url
    page.get_by_label("Why?").first.fill("Seen there.")
    page.keyboard.press("Enter")  # decides nothing: there are several buttons
    press(page, "Move to page 2")
    assert "Now: Wording checked, on page 2." in page.locator(".messagelist").inner_text()
    assert page.url != first  # the next one is open

    page.get_by_role("link", name="Back to it").click()
    assert page.url.partition("?")[0] == first.partition("?")[0]
    assert "Wording checked, on page 2" in page.locator(".desk-outcome").inner_text()


def test_several_are_looked_at_before_they_are_changed(visitor):
    page = visitor.open("/admin/themes/quotation/desk/?work=elsewhere", curator=True, scripts=False)
    page.get_by_label("of this list").check()
    page.get_by_label("What to do").select_option(label="Mark as our own words")
    press(page, "Look at what would happen")

    assert "It is taken out." in page.locator(".desk-plan").inner_text()
    found = {}
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        found[size["width"]] = visitor.axe(page, tags=AA)
    assert found == {1280: [], 320: []}
    assert page.evaluate("document.documentElement.scrollWidth") == 320
