"""The curator's forms at work in a real browser, under the same policy as the public pages."""

import pytest

pytestmark = pytest.mark.browser


def choose(page, field, words, option):
    """Type in one of the admin's autocomplete fields and take what it offers first."""
    page.locator(field).locator(".select2-selection").click()
    page.locator(".select2-search__field:focus").press_sequentially(words)
    page.locator(".select2-results__option--highlighted", has_text=option).wait_for()
    page.keyboard.press("Enter")


def test_finding_is_added_with_autocomplete_and_select_filters(visitor):
    page = visitor.open("/admin/themes/finding/add/", curator=True)

    page.locator("#id_text").fill("Reviews found an example.")
    choose(page, ".field-review", "pathways", "Pathways to harm")
    choose(page, ".field-see_also", "F119", "F119")
    page.locator("#id_periods_input").press_sequentially("2011 to 2014")
    page.locator("#id_periods_from").select_option(label="2011 to 2014")
    page.locator("#id_periods_add, #id_periods_add_link").click()
    page.locator("#finding_themes-group .add-row a").click()
    choose(page, "#finding_themes-0", "negl", "Neglect")
    page.locator("input[name=_continue]").click()
    page.locator(".messagelist .success").wait_for()

    assert "Pathways to harm" in page.locator("#id_review option:checked").text_content()
    assert page.locator("#id_see_also option:checked").count() == 1
    assert page.locator("#id_periods_to option").all_text_contents() == ["2011 to 2014"]
    assert page.locator("#id_finding_themes-0-theme option:checked").text_content() == "Neglect"
    assert visitor.problems == []
    assert visitor.elsewhere() == []


def test_action_on_a_list_is_chosen_and_refused_with_a_reason(visitor):
    """A draft without words of its own cannot be published; all boxes at once are ticked by a script."""
    page = visitor.open("/admin/themes/finding/?state__exact=draft", curator=True)

    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("publish")
    page.get_by_role("button", name="Run").or_(page.get_by_role("button", name="Go")).click()
    page.locator(".messagelist .error").first.wait_for()

    assert "It has no wording of our own yet." in page.locator(".messagelist").text_content()
    assert visitor.problems == []


def test_comment_is_approved_in_its_form(visitor):
    page = visitor.open("/admin/themes/comment/", curator=True)
    page.locator("#result_list tbody th a").first.click()

    page.get_by_label("Decide").select_option("published")
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator(".messagelist .success").wait_for()

    assert visitor.problems == []
