"""A reader says that a page is wrong, somebody hides and answers it, and the reader sees what came of it."""

import re

import pytest

from tests.browser.visits import AA

pytestmark = pytest.mark.browser


def find_finding(page) -> str:
    """The address of a finding that is shown and that nothing has to be read with."""
    page.goto("/findings/")
    code = page.locator('.portal-pick input:not([data-codes*=" "])').first.get_attribute("value")
    return f"/findings/{code}/"


def look_at(visitor, page, scripts) -> list[str]:
    faults = visitor.axe(page, tags=AA)
    visitor.set_scripts(page, on=scripts)
    return faults


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_a_wrong_page_is_reported_answered_and_seen_to_be(visitor, scripts):
    reader = visitor.new_page(scripts=scripts)
    address = find_finding(reader)
    reader.goto(address)
    reader.get_by_role("link", name="Is something wrong here?").click()
    assert reader.get_by_label("Which page is it about?").input_value() == address

    visitor.expected.add((f"{visitor.site.origin}/problem/", 400))
    reader.get_by_label("Somebody could be recognised").check()
    reader.get_by_label("What should we know?").fill("The town is named, and there is only one school.")
    reader.get_by_label("Your e-mail address").fill("nobody at all")
    reader.get_by_role("button", name="Send", exact=True).click()
    said = reader.locator(".govuk-error-summary").inner_text()
    assert "Type an e-mail address such as name@example.org" in said
    assert reader.get_by_label("What should we know?").input_value().startswith("The town is named")
    assert reader.get_by_label("Somebody could be recognised").is_checked()
    assert look_at(visitor, reader, scripts) == []

    reader.get_by_label("Your e-mail address").fill("")
    reader.get_by_role("button", name="Send", exact=True).click()
    reader.wait_for_url(re.compile(r"/problem/[2-9A-Z-]{14}/$"))
    reference = reader.locator("main strong").first.inner_text()
    assert reference in reader.url
    assert "Thank you. It has been sent" in reader.locator("h1").inner_text()
    assert look_at(visitor, reader, scripts) == []
    assert reader.context.cookies() == []

    curator = visitor.new_page(curator=True, scripts=scripts)
    curator.goto("/admin/")
    curator.get_by_role("link", name=re.compile("somebody could be recognised")).click()
    curator.get_by_role("link", name="The town is named").last.click()
    curator.get_by_label("Answer").fill("The town is taken")
    curator.get_by_role("button", name="Hide it now").click()
    assert "Hidden now" in curator.locator(".messagelist").inner_text()
    visitor.expected.add((visitor.site.origin + address, 404))
    reader.goto(address)
    assert "is not shown for now: it is being checked" in reader.locator("h1").inner_text()

    assert curator.get_by_label("Answer").input_value() == "The town is taken"
    curator.get_by_label("Answer").fill("The town is taken out.")
    curator.get_by_label("What came of it").select_option("changed")
    curator.get_by_role("button", name="Save", exact=True).click()
    curator.locator(".messagelist .success").wait_for()
    assert look_at(visitor, curator, scripts) == []

    reader.goto(f"/problem/{reference}/")
    assert "What came of your report: changed" in reader.locator("h1").inner_text()
    assert "The town is taken out." in reader.locator("main").inner_text()
    reader.get_by_role("link", name="What was reported, and what came of it").click()
    assert "Somebody could be recognised" in reader.locator("main").inner_text()
    assert look_at(visitor, reader, scripts) == []
    assert visitor.problems == []
