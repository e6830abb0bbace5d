"""The curator's forms at work in a real browser, under the same policy as the public pages."""

import pytest

pytestmark = pytest.mark.browser


def choose(page, field, words, option):
    """Type in one of the admin's autocomplete fields and take what it offers first."""
    page.locator(field).locator(".select2-selection").click()
    page.locator(".select2-search__field:focus").press_sequentially(words)
    page.locator(".select2-results__option--highlighted", has_text=option).wait_for()
    page.keyboard.press("Enter")


def test_finding_is_added_with_help_beside_it(visitor):
    page = visitor.open("/admin/themes/finding/add/", curator=True)

    page.locator("#id_text").press_sequentially("Practitioners failed to see it.")
    page.locator(".advice").wait_for()
    said = page.locator("[data-writing-help-said]").text_content()
    has_focus = page.evaluate("document.activeElement.id")
    choose(page, ".field-review", "pathways", "Pathways to harm")
    page.get_by_role("checkbox", name="2011 to 2014").check()
    page.locator("#id_worth_reading_next").fill("F119")
    page.locator("#id_finding_themes-0-theme").select_option(label="Harm: Neglect")
    page.locator("#id_finding_themes-0-is_primary").check()
    page.get_by_role("button", name="Save as a draft").click()
    page.locator(".messagelist .success").wait_for()

    assert (said, has_focus) == ("5 words of at most 35. 1 remark on the wording.", "id_text")
    assert visitor.problems == []
    assert visitor.elsewhere() == []


def test_finding_is_worded_checked_previewed_and_saved_without_scripts_by_keyboard(visitor):
    page = visitor.open("/admin/themes/finding/add/", curator=True, scripts=False)

    page.locator("#id_text").fill("They failed to see it.")
    page.locator("#id_review-typed").fill("Pathways to harm, pathways to protection (2011 to 2014)")
    page.locator("#id_Citation_findings-0-same_as").fill("F010")
    page.locator(".writing-help button[name=_check]").press("Enter")
    page.locator(".advice").wait_for()
    page.locator(".wording-acts button[name=_preview]").press("Enter")
    page.locator(".preview-phone").wait_for()
    on_a_phone = page.frame_locator(".preview-phone").locator("h1").text_content()
    page.get_by_role("button", name="Back to the form").press("Enter")
    page.locator("#id_text").wait_for()
    page.locator("#id_finding_themes-0-theme").select_option("")
    page.get_by_role("button", name="Save and publish").press("Enter")
    page.locator(".error-links").wait_for()

    assert on_a_phone == "They failed to see it."
    assert "It has no primary theme." in page.locator(".error-links").text_content()
    assert page.locator("#id_text").input_value() == "They failed to see it."
    assert page.locator("#id_Citation_findings-0-same_as").input_value() == "F010"
    assert visitor.problems == []


def test_what_is_wrong_has_the_focus_and_leads_to_its_field(visitor):
    page = visitor.open("/admin/themes/finding/add/", curator=True)

    page.get_by_role("button", name="Save as a draft").click()
    page.locator(".error-links").wait_for()
    focused = page.evaluate("document.activeElement.className")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert focused == "error-links"
    assert page.url.endswith("#id_review")
    assert visitor.problems == []


def test_action_on_a_list_is_chosen_and_refused_with_a_reason(visitor):
    """A draft without words of its own cannot be published; all boxes at once are ticked by a script."""
    page = visitor.open("/admin/themes/finding/?state__exact=draft", curator=True)

    page.locator("#action-toggle").check()
    page.get_by_role("button", name="Publish …").click()
    page.get_by_role("heading", name="Not published").wait_for()

    assert "It has no wording of our own yet." in page.locator("#content-main").text_content()

    # All of a long list, which Django's script asks about; and some of it without any script.
    page.goto("/admin/themes/finding/")
    page.locator("#action-toggle").check()
    page.get_by_text("on all pages").click()
    page.get_by_role("button", name="Take", exact=True).click()
    assert "At most 200 at once" in page.locator(".messagelist").text_content()
    plain = visitor.open("/admin/themes/finding/?state__exact=draft", curator=True, scripts=False)
    plain.locator("input.action-select").first.check()
    plain.get_by_role("button", name="Take", exact=True).press("Enter")
    plain.locator(".messagelist").wait_for()
    assert "1 is yours now." in plain.locator(".messagelist").text_content()
    plain.goto("/admin/")
    assert "F1001, draft" in plain.locator(".work--own").text_content()
    assert visitor.problems == []


def test_comments_are_decided_with_one_save_and_the_reason_is_asked_for_once_needed(visitor):
    page = visitor.open("/admin/themes/comment/?work=held", curator=True, scripts=False)
    cards = page.locator(".comment-card")
    assert not cards.nth(0).get_by_label("Reason").is_visible()
    cards.nth(0).get_by_label("Publish").check()
    cards.nth(1).get_by_label("Reject").check()
    cards.nth(1).get_by_label("Reason").select_option("off_topic")
    cards.nth(1).get_by_label("Reject").press(
        "Enter"
    )  # the buttons of the cards stand before the one that saves
    page.locator(".messagelist .success").wait_for()

    assert "2 comments decided: 1 published and 1 rejected." in page.locator(".messagelist").text_content()
    assert visitor.problems == []
