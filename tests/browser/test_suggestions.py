"""The search in the head of a page, and what it offers while somebody types: by keyboard, by touch, and without it."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from playwright.sync_api import ViewportSize

from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

LIST = "/search/suggestions/"


def open_field(visitor, **options):
    page = visitor.open("/findings/F119/", **options)
    field = page.locator("#head-search")
    field.click()
    return page, field


def test_names_are_offered_by_keyboard_and_nothing_typed_is_sent_or_kept(visitor):
    page, field = open_field(visitor)
    assert [address for address in visitor.requests if LIST in address] == [visitor.site.origin + LIST]

    field.press_sequentially("reluctance host")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert field.get_attribute("aria-expanded") == "true"
    assert options.first.inner_text().split("\n") == ["Working with reluctance and hostility", "Theme"]
    assert page.locator("form[role=search] [role=status]").inner_text() == "1 suggestion"

    page.keyboard.press("Escape")
    assert (options.count(), field.input_value()) == (0, "reluctance host")
    assert page.locator("form[role=search] [role=status]").inner_text() == ""
    field.press_sequentially("i")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") == options.first.get_attribute("id")
    page.keyboard.press("ArrowDown")
    assert field.get_attribute("aria-activedescendant") is None  # back in the field, where Enter searches
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Home")
    assert field.get_attribute("aria-activedescendant") is None
    assert field.evaluate("field => field.selectionStart") == 0
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    page.wait_for_url("**/themes/reluctance-hostility/")

    assert [
        address for address in visitor.requests if "reluctance" in address and "/themes/" not in address
    ] == []
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert visitor.problems == []


def test_other_names_and_reports_are_offered_and_a_tap_leads_there(visitor):
    # The narrowest phones have a button in the place of this field.
    phone = ViewportSize(width=375, height=667)
    page, field = open_field(visitor, viewport=phone, has_touch=True, is_mobile=True)
    field.press_sequentially("cot dea")
    page.get_by_role("option", name="Safer sleep").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= phone["width"]

    field.fill("")
    field.press_sequentially("preoccup")
    page.get_by_role("option", name="The preoccupation with thresholds").tap()
    page.wait_for_url("**/reviews/*/")

    assert visitor.problems == []


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_last_that_is_offered_on_the_first_page_can_be_pressed(visitor, viewport):
    page = visitor.open("/", viewport=viewport)
    page.locator("#search").press_sequentially("ch")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert options.count() == 7

    options.last.click()
    page.wait_for_url(lambda url: urlsplit(url).path != "/")

    page.go_back()
    assert page.get_by_role("option").count() == 0
    assert visitor.problems == []


def test_names_are_offered_after_they_came_only_at_the_second_try(visitor):
    page = visitor.new_page()
    page.context.route(f"**{LIST}", lambda route: route.abort(), times=1)
    page.goto("/findings/F119/")
    field = page.locator("#head-search")
    field.press_sequentially("cot dea")
    assert page.get_by_role("option").count() == 0
    field.blur()

    field.fill("cot death")

    page.get_by_role("option", name="Safer sleep").wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["list-lost", "no-scripts"])
def test_field_searches_where_nothing_can_be_offered(visitor, scripts):
    page = visitor.new_page(scripts=scripts)
    page.context.route(f"**{LIST}", lambda route: route.abort())
    page.goto("/findings/F119/")
    field = page.locator("#head-search")
    field.fill("neglect at home")
    assert page.get_by_role("option").count() == 0

    field.press("Enter")
    page.wait_for_url("**/search/?q=neglect+at+home")

    assert page.locator("#search").input_value() == "neglect at home"
    assert page.locator(".portal-found mark").count() > 0
