"""A list that lasts across pages and tabs, and is forgotten when its reader says so."""

import re

import pytest

pytestmark = pytest.mark.browser

ALONE = '.portal-pick input:not([data-codes*=" "])'  # boxes of a single finding


def count_kept(page) -> str:
    link = page.locator("[data-my-list]")
    return page.locator("[data-my-list-count]").inner_text() if link.is_visible() else ""


def test_list_lasts_across_pages_and_tabs_until_it_is_forgotten(visitor):
    page = visitor.open("/findings/")
    assert count_kept(page) == ""
    first = page.locator(ALONE).nth(0)
    code = first.get_attribute("value")
    first.check()
    assert count_kept(page) == "1"

    page.goto("/themes/babies/")
    there = page.locator(f"{ALONE}:not([value={code}])").nth(0)
    second = there.get_attribute("value")
    there.check()
    other = page.context.new_page()
    other.goto("/themes/babies/")
    assert other.locator(f".portal-pick input[value={second}]").first.is_checked()
    assert count_kept(other) == count_kept(page) == "2"

    other.locator("[data-my-list]").click()
    other.wait_for_url(f"**/findings/?id={code}&id={second}")
    here = other.locator("[data-list-here]")
    assert "This browser keeps this list for you." in here.inner_text()
    other.locator("[data-list-remove]").first.click()
    other.wait_for_url(f"**/findings/?id={second}")
    assert count_kept(other) == "1"

    here.get_by_role("button", name="Forget my list").click()
    assert "This browser has forgotten your list." in here.inner_text()
    assert count_kept(other) == ""
    assert other.evaluate("localStorage.length") == 0
    here.get_by_role("button", name="Keep this as my list in this browser").click()
    assert count_kept(other) == "1"
    assert visitor.problems == []


def test_list_of_somebody_else_is_kept_only_when_asked(visitor):
    page = visitor.open("/findings/?id=F119&tick=F001")
    here = page.locator("[data-list-here]")
    codes = here.get_attribute("data-list-here").split()

    assert count_kept(page) == ""
    page.get_by_role("button", name="Keep this as my list in this browser").click()
    page.goto("/help/")
    assert count_kept(page) == str(len(codes))

    page.goto("/findings/?id=F119&id=F001")
    assert "keeps" not in here.inner_text()
    page.locator("[data-list-remove]").first.click()
    page.wait_for_url("**/findings/?id=F001")
    assert count_kept(page) == str(len(codes))
    page.get_by_role("button", name="Replace my list with this one").click()
    assert "This browser keeps this list for you." in here.inner_text()


def test_finding_joins_the_list_from_its_own_page(visitor):
    page = visitor.open("/findings/F001/")
    own = page.locator("[data-add-to-list]").get_attribute("data-add-to-list").split()
    page.evaluate("localStorage.setItem('scr-portal-list', JSON.stringify(['F119']))")
    page.reload()

    page.get_by_role("button", name=re.compile("Add .*to my list")).click()

    page.wait_for_url("**/findings/?id=F119&id=F001")
    assert count_kept(page) == str(1 + len(own))


def test_list_that_is_forgotten_does_not_come_back_with_an_address(visitor):
    page = visitor.open("/findings/?tick=F119")

    assert count_kept(page) == ""
    page.locator(".portal-pick input").nth(0).check()
    page.locator("[data-my-list]").click()
    page.get_by_role("button", name="Forget my list").click()
    page.go_back()

    assert count_kept(page) == ""
    assert page.locator(".portal-pick input:checked").count() == 0
    assert page.locator("input[type=hidden][name=tick]").count() == 0


def test_box_that_is_cleared_leaves_the_list(visitor):
    page = visitor.open("/findings/")
    box = page.locator(".portal-pick input").nth(0)
    box.check()
    page.reload()
    assert box.is_checked()

    box.uncheck()
    page.reload()

    assert not box.is_checked()
    assert count_kept(page) == ""


def test_without_scripts_the_head_counts_what_the_address_holds(visitor):
    page = visitor.open("/findings/?tick=F119&tick=F106", scripts=False)

    link = page.locator("[data-my-list]")
    assert link.is_visible()
    assert link.get_attribute("href") == "/findings/?id=F119&id=F106"
    assert page.locator("[data-my-list-count]").inner_text() == "2"
    assert not page.locator("[data-list-here]").is_visible()


def test_browser_that_keeps_nothing_still_has_ticks_in_addresses(visitor):
    page = visitor.new_page()
    page.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new DOMException('', 'SecurityError'); }})"
    )
    page.goto("/findings/")
    page.locator(".portal-pick input").nth(0).check()

    page.get_by_role("button", name="Make a list").click()

    page.wait_for_url("**/findings/?id=F*")
    assert visitor.problems == []
