"""What curators keep besides findings, by keyboard and without scripts."""

import pytest

from tests.browser.conftest import PHONE

pytestmark = pytest.mark.browser
REPORT = "/admin/themes/coverage/review/2/"


def focused(page) -> str:
    return page.evaluate(
        "document.activeElement.closest('[data-row], td, th')?.innerText.split('\\n')[0] || ''"
    )


def test_what_was_read_is_set_by_keys_and_saved_together(visitor):
    page = visitor.open(REPORT, curator=True)
    rows = page.locator("[data-row]")

    rows.first.locator("input[type=radio]:checked").focus()
    page.keyboard.press("r")
    page.keyboard.press("ArrowDown")
    second = focused(page)
    page.keyboard.press("p")
    page.keyboard.press("ArrowUp")
    first = focused(page)
    page.keyboard.press("Enter")
    page.locator(".messagelist .success").wait_for()

    assert [first, second] == [rows.nth(place).locator("legend").inner_text() for place in (0, 1)]
    assert page.locator(".messagelist").inner_text() == "Saved: 2 changed."
    chosen = [rows.nth(place).locator("input:checked").get_attribute("value") for place in (0, 1)]
    assert chosen == ["read", "partly_read"]
    assert "by curator" in rows.first.inner_text()
    assert visitor.problems == []


def test_arrows_move_through_the_grid_and_enter_opens_a_cell(visitor):
    page = visitor.open("/admin/themes/coverage/grid/", curator=True)

    page.locator(".coverage-scroll").focus()
    page.keyboard.press("Tab")
    for key in ("ArrowRight", "ArrowRight", "ArrowDown", "ArrowLeft"):
        page.keyboard.press(key)
    page.keyboard.press("Enter")
    page.locator("[data-reading]").wait_for()

    assert "/admin/themes/coverage/review/" in page.url
    assert page.url.endswith("#theme-1")
    assert visitor.problems == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_themes_are_merged_and_the_merge_undone(visitor, scripts):
    page = visitor.open("/admin/themes/theme/23/merge/", curator=True, scripts=scripts)

    page.get_by_label("Merge into").select_option(label="How reviews are done and used")
    page.get_by_role("button", name="Show what moves").click()
    page.get_by_label("Why").fill("To try it.")
    page.get_by_role("button", name="into “How reviews are done and used”").click()
    merged = page.locator(".messagelist").inner_text()
    page.goto("/admin/themes/theme/23/change/")
    page.get_by_role("link", name="Undo this merge…").first.click()
    page.get_by_role("button", name="Undo it").click()

    assert "is merged into “How reviews are done and used”" in merged
    assert page.locator(".messagelist").inner_text() == "It is undone: what it moved is back."
    assert visitor.problems == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_order_is_changed_by_typing_a_number(visitor, scripts):
    page = visitor.open("/admin/themes/situation/", curator=True, scripts=scripts)
    titles = page.locator("th.field-title").all_inner_texts()

    page.locator("input.order-place").last.fill("1")
    page.get_by_role("button", name="Save").click()

    assert page.locator(".messagelist").inner_text() == "1 situation was changed successfully."
    assert page.locator("th.field-title").all_inner_texts() == [titles[-1], *titles[:-1]]


KEPT = [
    "/admin/themes/theme/6/merge/?into=7",
    "/admin/themes/theme/6/split/",
    "/admin/themes/coverage/grid/",
    "/admin/themes/coverage/review/1/",
]


@pytest.mark.parametrize("address", KEPT)
def test_screen_is_no_wider_than_a_phone(visitor, address):
    page = visitor.open(address, curator=True, viewport=PHONE)

    assert page.evaluate("[document.documentElement.scrollWidth, innerWidth]") == [320, 320]
