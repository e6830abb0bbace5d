"""What somebody typed, ticked or was led to outlives what happens in between, in a real browser."""

import re

import pytest

pytestmark = pytest.mark.browser

TYPED = "Nobody asked the keeper of the light."


def rename(page, title, slug):
    page.goto("/admin/themes/theme/")
    page.get_by_role("link", name=title, exact=True).click()
    page.locator("#id_slug").fill(slug)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()


def test_theme_renamed_there_and_back_opens_for_whoever_came_in_between(visitor):
    curator, reader = visitor.new_page(curator=True), visitor.new_page()
    title = reader_sees(reader, "/themes/neglect/")
    seen = []

    for slug in ("neglect-renamed", "neglect", "neglect-renamed", "neglect"):
        rename(curator, title, slug)
        for address in ("/themes/neglect/", "/themes/neglect-renamed/"):
            seen.append((reader_sees(reader, address), reader.url.rsplit("/", 2)[1] == slug))

    assert seen == [(title, True)] * 8


def reader_sees(page, address) -> str:
    page.goto(address)
    return page.locator("h1").inner_text()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_typed_words_come_back_after_the_session_ended(visitor, scripts):
    page = visitor.new_page(scripts=scripts)
    sign_in(visitor, page, "/admin/themes/knowngap/add/")
    page.locator("#id_topic").fill(TYPED)
    page.context.clear_cookies(name="sessionid")

    visitor.expected.add((page.url, 403))  # the sign-in that keeps the words
    page.get_by_role("button", name="Save", exact=True).click()
    said = page.locator("#kept-words").inner_text()
    fill_in(visitor, page)
    shown = page.locator("#content-main").inner_text()
    page.get_by_role("button", name="Back to the form, as you filled it in").click()
    page.locator("#id_topic").wait_for()

    assert "What you typed is kept: sign in" in said
    assert TYPED in shown
    assert page.locator("#id_topic").input_value() == TYPED
    assert page.url.endswith("/admin/themes/knowngap/add/")
    assert visitor.problems == []


def test_second_sign_in_in_another_tab_loses_nothing(visitor):
    page = visitor.new_page()
    sign_in(visitor, page, "/admin/themes/knowngap/add/")
    page.locator("#id_topic").fill(TYPED)
    other = page.context.new_page()
    other.goto("/admin/")
    other.get_by_role("button", name="Log out").click()
    sign_in(visitor, other, "/admin/")

    visitor.expected.add((page.url, 403))  # the page that offers the words again
    page.get_by_role("button", name="Save", exact=True).click()
    page.get_by_role("button", name="Back to the form, as you filled it in").click()
    page.locator("#id_topic").wait_for()

    assert page.locator("#id_topic").input_value() == TYPED
    assert visitor.problems == []


def sign_in(visitor, page, address):
    page.goto(address)
    fill_in(visitor, page)


def fill_in(visitor, page):
    page.get_by_label("Username").fill("curator")
    page.get_by_label("Password").fill(visitor.site.password)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Log out").wait_for()


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_ticks_go_along_to_other_pages_and_filters(visitor, scripts):
    page = visitor.open("/findings/", scripts=scripts)
    boxes = page.get_by_label("Add")
    first = boxes.nth(0).get_attribute("value")
    boxes.nth(0).check()
    page.get_by_role("button", name="Next page").click()
    page.wait_for_url("**page=2")
    second = boxes.nth(1).get_attribute("value")
    boxes.nth(1).check()
    page.locator("summary", has_text="More filters").click()
    page.locator("summary", has_text="Kind of finding").click()
    page.get_by_role("checkbox", name="Statistic").check()
    page.get_by_role("button", name="Apply filters").click()
    page.wait_for_url("**kind=statistic**")
    if scripts:
        third = page.locator(".portal-pick input:not(:checked)").first.get_attribute("value")
        page.locator(f".portal-pick input[value='{third}']").check()
        page.get_by_role("link", name="Remove Statistic").click()
        page.wait_for_url(re.compile(rf"[?&]tick=[^&]*{third.split()[0]}"))
    page.get_by_role("button", name="Make a list").click()
    page.wait_for_url("**/findings/?id=**")

    ticked = [*first.split(), *second.split(), *(third.split() if scripts else [])]
    assert sorted(re.findall(r"id=(F\d+)", page.url)) == sorted(ticked)
    assert visitor.problems == []


def test_exit_button_lies_on_no_label_of_the_filters(visitor):
    page = visitor.open("/findings/", viewport={"width": 1280, "height": 900})
    page.evaluate(
        "document.querySelectorAll('.portal-filters, .portal-facet').forEach(one => { one.open = true })"
    )

    left = page.locator(".portal-exit__button").bounding_box()["x"]
    ends = page.evaluate(
        """[...document.querySelectorAll('.portal-filters label, .portal-filters .portal-count')].map(label => {
            const words = document.createRange();
            words.selectNodeContents(label);
            return words.getBoundingClientRect().right;
        })"""
    )

    assert len(ends) > 50
    assert max(ends) < left


def test_form_half_filled_asks_before_it_is_left_and_is_offered_again(visitor):
    page = visitor.open(visitor.site.addresses["reading_page"], curator=True)
    asked: list[str] = []

    def leave(dialog):
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", leave)
    page.locator("#id_text").press_sequentially(TYPED)
    page.locator("#id_theme").select_option(label="Neglect")

    page.get_by_role("link", name="To do").first.click()
    page.wait_for_url("**/admin/")
    elsewhere = page.locator("[data-kept]").is_visible()
    page.goto(visitor.site.addresses["reading_page"])
    offered = page.locator("[data-kept]").inner_text()
    page.get_by_role("button", name="Put it back").click()

    assert (asked, elsewhere) == (["beforeunload"], False)
    assert TYPED in offered
    assert page.locator("#id_text").input_value() == TYPED
    assert page.locator("#id_theme option:checked").inner_text() == "Neglect"
    assert visitor.problems == []


def test_page_button_leads_to_a_page_whatever_filters_were_changed_before(visitor):
    page = visitor.open("/findings/", scripts=False)
    box = page.get_by_label("Add").nth(0)
    ticked = box.get_attribute("value")
    box.check()
    page.locator("summary", has_text="More filters").click()
    page.locator("summary", has_text="Kind of finding").click()
    page.get_by_role("checkbox", name="Statistic").check()
    page.get_by_role("button", name=re.compile(r"^Page \d")).last.click()
    page.wait_for_url(f"**kind=statistic**tick={ticked.split()[0]}**")

    assert page.get_by_role("heading", level=1).text_content().endswith("findings")
    kept = page.locator("main").inner_html()
    assert [code for code in ticked.split() if code not in kept] == []
