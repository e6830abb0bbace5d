"""A reader asks to be told of a list, confirms it from the letter that the worker sent, sees it, and ends it."""

from __future__ import annotations

import email
import email.policy
import re
import time
from pathlib import Path

import pytest

from tests.browser.conftest import PHONE
from tests.browser.visits import AA, WIDTHS

pytestmark = pytest.mark.browser
PATIENCE = 60  # seconds, for the worker


def read_letter(folder: Path, address: str) -> str:
    """The words of the newest letter to this address, once it is there."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        for file in sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True):
            letter = email.message_from_bytes(
                file.read_bytes().split(b"\n-----", 1)[0], policy=email.policy.default
            )
            if letter["To"] == address:
                return letter.get_content()
        time.sleep(0.2)
    pytest.fail(f"The worker wrote no letter within {PATIENCE} seconds.", pytrace=False)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_told_of_a_list_and_no_more(visitor, scripts):
    page = visitor.new_page(scripts=scripts, viewport=PHONE)

    def look() -> None:
        faults = visitor.axe(page, tags=AA)
        visitor.set_scripts(page, on=scripts)
        scrolled, shown = page.evaluate(WIDTHS)
        assert (faults, scrolled <= shown) == ([], True), page.url

    page.goto("/findings/?theme=neglect")
    page.get_by_text("References and data").click()
    page.get_by_role("link", name="Tell me by e-mail when this list changes").click()
    assert page.url.endswith("/alerts/new/?theme=neglect")
    visitor.expected.add((page.url, 400))
    page.get_by_label("Your e-mail address").fill("nobody at all")
    page.get_by_role("button", name="Write to me").click()
    assert "Type an e-mail address such as" in page.locator(".govuk-error-summary").inner_text()
    look()
    reader = f"reader-{scripts}@example.org"
    page.get_by_label("Your e-mail address").fill(reader)
    page.get_by_label("On Mondays").check()
    page.get_by_role("button", name="Write to me").click()
    page.get_by_role("heading", name="Check your e-mail").wait_for()
    look()

    words = read_letter(visitor.site.folder / "mail", reader)
    assert "Neglect" in words
    [link] = re.findall(rf"{re.escape(visitor.site.origin)}/alerts/confirm/\S+", words)
    page.goto(link)
    look()
    page.get_by_role("button", name="Tell me").click()
    page.get_by_role("heading", name="All that is sent to this address").wait_for()
    assert "On Mondays" in page.locator("main").inner_text()
    look()
    page.get_by_role("link", name="Stop Neglect").click()
    page.get_by_role("heading", name="Stop these e-mails?").wait_for()
    look()
    page.get_by_role("button", name="Stop these e-mails").click()
    page.get_by_role("heading", name="No more of these e-mails").wait_for()
    look()
    visitor.go_to(page, link.removeprefix(visitor.site.origin), status=404)
    assert "This link no longer works" in page.locator("h1").inner_text()
    look()
    assert page.context.cookies() == []
    assert visitor.elsewhere() == []
