"""Without a mouse, and without scripts: getting to the content, filtering, and leaving at once."""

import re

import pytest

from scr_portal.context import EXIT_URL

pytestmark = pytest.mark.browser

WITH_AND_WITHOUT = pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
STOPS = "a[href], button, input, select, textarea, summary, [tabindex='0']"
# What cannot be told from the same element unfocused. A tick box shows its focus beside itself.
UNSEEN = """stops => {
    const look = element => [element, ...(element.labels ?? [])].map(one => {
        const parts = [null, '::before', '::after'].map(part => getComputedStyle(one, part));
        return parts.map(style => [style.position, style.outlineStyle, style.outlineWidth,
            style.boxShadow, style.backgroundColor, style.borderColor].join()).join();
    }).join();
    const unseen = [];
    document.activeElement.blur();
    for (const element of document.querySelectorAll(stops)) {
        if (!element.checkVisibility()) continue;
        const before = look(element);
        element.focus({focusVisible: true});
        if (document.activeElement !== element || look(element) === before) unseen.push(element.outerHTML);
        element.blur();
    }
    return unseen;
}"""


def focused(page):
    return page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')")


@WITH_AND_WITHOUT
@pytest.mark.parametrize("address", ["/", "/themes/neglect/", "/findings/F119/", "/no/such/page/"])
def test_skip_link_is_first_and_leads_past_the_navigation(visitor, address, scripts):
    page = visitor.open(address, status=404 if "no" in address.split("/") else 200, scripts=scripts)
    page.keyboard.press("Tab")
    first = focused(page)
    page.keyboard.press("Tab")
    second = focused(page)
    page.keyboard.press("Shift+Tab")
    place = page.locator(":focus").bounding_box()

    page.keyboard.press("Enter")
    page.keyboard.press("Tab")

    assert (first, second) == ("Skip to main content", "Emergency Exit this page")
    assert place["x"] >= 0
    assert place["y"] >= 0
    assert place["height"] > 20
    assert page.url.endswith("#main-content")
    assert page.evaluate("document.activeElement.closest('main') !== null")


@pytest.mark.parametrize("address", ["/", "/themes/neglect/", "/findings/", "/findings/F119/", "/periods/"])
def test_focus_is_seen_wherever_it_is(visitor, address):
    page = visitor.open(address)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
    page.keyboard.press("Tab")

    assert page.locator(STOPS).count() > 15
    assert page.evaluate(UNSEEN, STOPS) == []


@WITH_AND_WITHOUT
def test_keyboard_gets_through_the_page_and_out_again(visitor, scripts):
    page = visitor.open("/findings/", scripts=scripts)
    stops = page.evaluate("stops => [...document.querySelectorAll(stops)]"
                          ".filter(stop => stop.checkVisibility()).length", STOPS)  # fmt: skip

    visited = []
    for _ in range(stops):
        page.keyboard.press("Tab")
        visited.append(page.evaluate(
            "stops => [...document.querySelectorAll(stops)]"
            ".filter(stop => stop.checkVisibility()).indexOf(document.activeElement)", STOPS,
        ))  # fmt: skip

    assert visited == list(range(stops))


@WITH_AND_WITHOUT
def test_exit_link_leaves_at_once(visitor, scripts):
    page = visitor.open("/themes/neglect/", scripts=scripts)
    page.context.route(
        f"{EXIT_URL}**", lambda route: route.fulfill(content_type="text/html", body="<h1>Sunny</h1>")
    )
    link = page.get_by_role("button", name="Exit this page")
    assert link.get_attribute("href") == EXIT_URL
    assert link.evaluate("element => element.tagName") == "A"

    link.click()
    page.wait_for_url(f"{EXIT_URL}**")

    assert page.locator("h1").text_content() == "Sunny"


def test_exit_by_pressing_shift_three_times(visitor):
    page = visitor.open("/themes/neglect/")
    page.context.route(
        f"{EXIT_URL}**", lambda route: route.fulfill(content_type="text/html", body="<h1>Sunny</h1>")
    )

    for _ in range(3):
        page.keyboard.press("Shift")
    page.wait_for_url(f"{EXIT_URL}**")

    assert page.locator("h1").text_content() == "Sunny"


@WITH_AND_WITHOUT
def test_filters_by_keyboard(visitor, scripts):
    page = visitor.open("/findings/", scripts=scripts)

    page.locator("summary", has_text=re.compile(r"\d+ more themes")).press("Enter")
    page.locator("#theme-neglect").press("Space")
    page.locator("#period-2011-2014").press("Space")
    page.get_by_role("button", name="Apply filters").press("Enter")
    kept_open = "" if scripts else "&filters=open"  # on a phone; beside the list they stand open anyway
    page.wait_for_url(f"**/findings/?theme=neglect&period=2011-2014{kept_open}")

    assert page.locator(".portal-filters[open]").count() == 1
    assert page.locator("input:checked").evaluate_all("ticks => ticks.map(tick => tick.value)") == [
        "neglect",
        "2011-2014",
    ]
    assert page.get_by_role("list", name="Filters chosen").get_by_role("listitem").count() == 3


def test_filters_apply_as_they_are_chosen_and_leave_the_focus_where_it_is(visitor):
    page = visitor.open("/findings/")
    period = page.locator("#period-2011-2014")

    period.press("Space")
    page.wait_for_url("**/findings/?period=2011-2014")
    status = page.locator(".portal-filters [role=status]")
    page.locator("h1", has_not_text="368").wait_for()
    status.filter(has_text="findings").wait_for(state="attached")
    focused = page.evaluate("document.activeElement.id")
    found, told = page.locator("h1").text_content(), status.text_content()
    page.locator("#sort").select_option("newest")
    page.wait_for_url("**sort=newest")
    page.go_back()
    page.wait_for_url("**/findings/?period=2011-2014")
    page.locator("#sort option[value='']:checked").wait_for(state="attached")
    back = (period.is_checked(), page.locator("#sort").input_value())
    assert (
        page.locator("[name=filters]").count() == 0
    )  # what is for browsers without scripts is for them alone
    page.go_back()
    page.wait_for_url("**/findings/")
    page.locator("#period-2011-2014:not(:checked)").wait_for(state="attached")

    assert focused == "period-2011-2014"
    assert told == found
    assert back == (True, "")
    assert not period.is_checked()
    assert visitor.problems == []


def test_filters_of_a_search_leave_nothing_that_speaks_of_the_list_before(visitor):
    page = visitor.open("/search/?q=father")
    shown = ".portal-found h2, #list-beside, #list-head, #list-first, #list-notes"

    page.locator("#period-2005-2007").press("Space")
    page.locator("#list-rest", has_text="These findings by period").wait_for()
    page.locator("summary", has_text="Age of the child").press("Enter")
    page.locator("#age-16-and-17").press("Space")
    page.locator("#list-head", has_text="0 findings").wait_for()
    replaced = page.locator(shown).all_text_contents()
    page.reload()

    assert replaced == page.locator(shown).all_text_contents()
    assert page.locator("#list-beside").inner_text() == ""
    assert visitor.problems == []


@pytest.mark.parametrize(("width", "beside"), [(1024, True), (1023, False)])
@WITH_AND_WITHOUT
def test_filters_stand_open_beside_the_list_where_there_is_room(visitor, scripts, width, beside):
    page = visitor.open(
        "/findings/?period=2011-2014", scripts=scripts, viewport={"width": width, "height": 800}
    )
    name = page.locator("summary", has_text="Filters (1)")

    assert name.is_visible() is not beside
    assert page.locator("#period-2011-2014").is_visible() is beside
    if not beside:
        name.press("Enter")
    box = page.locator("#period-2011-2014").bounding_box()
    assert (box["x"] + box["width"] < page.locator(".portal-strip").bounding_box()["x"]) is beside


def test_filter_taken_away_by_keyboard_without_scripts(visitor):
    page = visitor.open("/findings/?theme=babies&theme=neglect&period=2011-2014", scripts=False)

    page.get_by_role("link", name="Remove Neglect").press("Enter")
    page.wait_for_url("**/findings/?theme=babies&period=2011-2014")

    assert page.locator("input:checked").count() == 2
