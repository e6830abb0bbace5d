"""A report is read in a real browser: words selected, compared, similar findings seen, a draft saved."""

import pytest

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.visits import AA, WIDTHS

pytestmark = pytest.mark.browser

SELECT_A_SENTENCE = """() => {
    const text = document.querySelector(".portal-page-text").firstChild;
    const range = document.createRange();
    range.setStart(text, text.data.indexOf("Ropes"));
    range.setEnd(text, text.data.indexOf("early") + 5);
    getSelection().removeAllRanges();
    getSelection().addRange(range);
}"""
FOCUSED = "document.activeElement.id || document.activeElement.className"


def address(visitor) -> str:
    return visitor.site.addresses["reading_page"]


def test_selected_words_become_a_draft_with_similar_findings_seen_before(visitor):
    page = visitor.open(address(visitor), curator=True)

    page.evaluate(SELECT_A_SENTENCE)
    page.get_by_role("button", name="Quote the selected words").press("Enter")
    quoted, focused = page.locator("#id_words").input_value(), page.evaluate(FOCUSED)
    page.locator("#id_text").press_sequentially("Practitioners failed to hold on to the ropes.")
    page.locator(".advice").wait_for()
    page.get_by_role("button", name="See similar findings").click()
    page.locator("#before-you-save").wait_for()
    step, focused_step = page.locator(".read-step").inner_text(), page.evaluate(FOCUSED)
    before, faults, widths = [*visitor.problems], {}, {}
    for size in (DESKTOP, PHONE, {"width": 320, "height": 256}):
        page.set_viewport_size(size)
        faults[str(size)] = visitor.axe(page, tags=AA)
        widths[str(size)] = page.evaluate(WIDTHS)
    visitor.problems.clear()  # axe itself breaks the policy
    page.set_viewport_size(DESKTOP)
    page.locator("#id_theme").select_option(label="Neglect")
    page.get_by_role("button", name="Save as a draft").first.click()
    page.locator(".messagelist").wait_for()

    assert (quoted, focused) == ("Ropes had been let go early", "id_words")
    assert "These words stand on the page as they are here." in step
    assert page.locator(".read-step").count() == 0
    assert focused_step == "answer"
    assert {size: found for size, found in faults.items() if found} == {}
    assert {first == second for first, second in widths.values()} == {True}
    assert "Saved as a draft: F" in page.locator(".messagelist").inner_text()
    assert page.evaluate(FOCUSED) == "said"
    assert page.locator(".portal-page-text mark").inner_text() == "Ropes had been let go early,"
    assert page.locator("#id_text").input_value() == ""
    assert before + visitor.problems == []
    assert visitor.elsewhere() == []


def test_words_are_selected_with_the_keyboard_alone(visitor):
    page = visitor.open(address(visitor), curator=True)

    page.get_by_text("Select words with the keyboard").press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("Control+Home")
    for _ in "Ropes had":
        page.keyboard.press("Shift+ArrowRight")
    page.get_by_role("button", name="Quote the selected words").press("Enter")
    quoted = page.locator("#id_words").input_value()
    page.locator("#id_words").press("Control+z")

    assert quoted == "Ropes had"
    assert page.locator("#id_words").input_value() == ""
    assert visitor.problems == []


def test_nothing_selected_is_said(visitor):
    page = visitor.open(address(visitor), curator=True)

    page.get_by_role("button", name="Quote the selected words").click()

    assert page.locator(".read-quote [role=status]").inner_text() == "Select words of the page first."


def test_words_selected_on_the_picture_are_taken_whole_and_go_along_to_another_page(visitor):
    page = visitor.open(address(visitor), curator=True)
    words = page.locator(".portal-page-picture__words tspan")
    first, last = words.filter(has_text="Ropes").first, words.filter(has_text="early").first
    first.scroll_into_view_if_needed()
    start, end = first.bounding_box(), last.bounding_box()

    page.mouse.move(start["x"] + start["width"] * 0.4, start["y"] + start["height"] / 2)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] * 0.5, end["y"] + end["height"] / 2, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Quote these words").click()
    quoted = page.locator("#id_words").input_value()
    page.locator("#id_text").fill("Half a thought")
    page.locator("#go-to").fill("1")
    page.locator("#go-by").select_option("pdf")
    page.locator("#go-to").press("Enter")
    page.wait_for_load_state()

    assert quoted.rstrip(",") == "Ropes had been let go early"
    assert page.locator("#id_words").input_value() == quoted
    assert page.locator("#id_text").input_value() == "Half a thought"
    assert visitor.problems == []
    page.get_by_role("button", name="Throw it away").click()


def test_typed_words_become_a_draft_without_scripts_by_keyboard(visitor):
    page = visitor.open(address(visitor), curator=True, scripts=False)

    page.locator("#id_words").fill("Ropes had been let go early, and nobody asked why.")
    page.locator("#id_text").fill("Ropes are let go before anybody writes down why.")
    page.get_by_role("button", name="See similar findings").press("Enter")
    page.locator("#before-you-save").wait_for()
    asked = page.locator(".read-choice").inner_text()
    page.get_by_role("button", name="Save as a draft").first.press("Enter")
    page.locator(".error-links").wait_for()
    wrong = page.locator(".error-links li").all_inner_texts()
    page.get_by_label("Quote the report as printed.").check()
    page.locator("#id_theme").select_option(label="Neglect")
    page.get_by_role("button", name="Save as a draft").first.press("Enter")
    page.locator(".messagelist").wait_for()
    saved = page.locator(".messagelist").inner_text()
    page.locator(".messagelist a").press("Enter")
    page.locator("#id_quotations-0-words").wait_for()

    assert page.locator("[data-quote-selected]").count() == 0
    assert "Nearly: the page has other words." in asked
    assert wrong == ["Choose the theme that it is mainly about."]
    assert "Saved as a draft: F" in saved
    assert page.locator("#id_quotations-0-words").input_value() == (
        "Ropes had been let go early, and nobody wrote down why."
    )
    assert visitor.problems == []


def test_pages_are_turned_and_gone_to_and_the_front_page_leads_back(visitor):
    page = visitor.open(address(visitor), curator=True)

    page.get_by_role("button", name="Next page").first.press("Enter")
    page.locator("h1", has_text="p. 5 (PDF page 3)").wait_for()
    page.get_by_label("Go to page").fill("99")
    page.get_by_label("Go to page").press("Enter")
    page.locator("#go-problem").wait_for()
    focused = page.evaluate(FOCUSED)
    page.goto("/admin/")
    page.get_by_role("link", name="Go on reading").first.click()

    assert focused == "go-problem"
    assert "p. 5 (PDF page 3)" in page.locator("h1").inner_text()
    assert visitor.problems == []
