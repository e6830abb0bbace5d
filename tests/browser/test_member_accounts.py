"""A reader's account from the first page to its end, in a real browser, with scripts and without."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests import databases
from tests.browser.conftest import Site, Visitor, running_portal
from tests.browser.test_signing_in import MAIL_SECONDS, look, next_code, set_up_app
from tests.conftest import WORKER
from tests.scr_portal.test_signing_in import code_now

pytestmark = pytest.mark.browser

PASSWORD = "four words nobody guesses"


@pytest.fixture(scope="module")
def open_site(django_db_setup: None, django_db_blocker: Any) -> Iterator[Site]:
    """A portal on which readers can have accounts."""
    with django_db_blocker.unblock():
        template = databases.collection_template()
    with (
        databases.copied(template, f"test_{WORKER}_members") as name,
        running_portal(databases.url_of(name), DISCUSSION="on") as site,
    ):
        yield site


@pytest.fixture
def visitor(open_site, browser) -> Iterator[Visitor]:
    """The portal first: once Playwright runs, Django keeps this thread from the database."""
    visitor = Visitor(browser, open_site)
    yield visitor
    for context in visitor.contexts:
        context.close()


def wait_for_link(site, to, path) -> str:
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for file in sorted((site.folder / "mail").glob("*.log")):
            letter = file.read_text()
            if f"To: {to}" in letter and (links := re.findall(rf"http://\S+{path}\S+", letter)):
                return links[-1]
        time.sleep(0.2)
    pytest.fail("No letter came.")


class Reader:
    """Somebody who goes through the pages, each of which is looked at before a button is pressed."""

    def __init__(self, visitor: Visitor, name: str, *, scripts: bool) -> None:
        self.visitor, self.name, self.scripts = visitor, name, scripts
        self.email = f"{name.lower()}.{'longname' * 5}@example.org"
        self.page = visitor.new_page(scripts=scripts)
        self.faults: list[str] = []

    def look(self) -> None:
        look(self.visitor, self.page, self.faults)
        if not self.scripts:
            self.visitor.set_scripts(self.page, on=False)

    def fill(self, **typed: str) -> None:
        for label, words in typed.items():
            self.page.get_by_label(label, exact=True).fill(words)

    def press(self, button: str) -> None:
        self.look()
        self.page.get_by_role("button", name=button, exact=True).click()

    def follow(self, link: str) -> None:
        self.page.get_by_role("link", name=link).first.click()

    def arrive(self, heading: str) -> None:
        self.page.get_by_role("heading", name=heading, exact=True).wait_for()
        self.look()


@pytest.mark.parametrize(("scripts", "name"), [(True, "Kim"), (False, "Pat")], ids=["scripts", "no-scripts"])
def test_from_making_an_account_to_deleting_it(visitor, scripts, name):
    reader = Reader(visitor, name, scripts=scripts)
    page, email = reader.page, reader.email
    page.goto("/")
    assert page.context.cookies() == []

    refused = make_account(reader)
    waits = page.locator("main").inner_text()
    reader.follow("Set one up")
    secret = set_up_app(page)
    used = code_now(secret)
    reader.look()
    reader.follow("Your account")
    reader.press("Sign out")
    reader.follow("Sign in again")
    reader.fill(**{"E-mail address": email.upper(), "Password": PASSWORD})
    reader.press("Sign in")
    reader.fill(Code=(code := next_code(secret, used)))
    reader.press("Sign in")
    reader.arrive("Your account")
    for link in ("Change your name", "Change your password"):
        reader.follow(link)
        reader.look()
        reader.follow("Leave it as it is")
    reader.follow("Change your e-mail address")
    reader.fill(Code=next_code(secret, code))
    reader.press("Go on")
    reader.fill(**{"New e-mail address": f"new-{email}"})
    reader.press("Send the link")
    page.goto(wait_for_link(visitor.site, f"new-{email}", "/account/address/use/"))
    reader.press("Use it")
    changed = page.locator("main [role=status]").inner_text()
    reader.follow("Delete your account")
    reader.press("Delete my account")
    reader.arrive("Your account is deleted")
    page.goto("/account/")

    assert "could be taken for somebody who speaks for this site" in refused
    assert f"We are checking the name “{name}”." in waits
    assert changed == "Your e-mail address was changed."
    assert page.url.endswith("/account/sign-in/?next=%2Faccount%2F")
    assert reader.faults == []
    assert visitor.problems == []
    assert visitor.elsewhere() == []


def make_account(reader: Reader) -> str:
    """From the foot of a page to the account; what is said of a name like ours on the way."""
    reader.follow("Your account")
    reader.look()
    reader.follow("Make one")
    reader.fill(**{"E-mail address": reader.email})
    reader.press("Send the link")
    reader.arrive("Check your e-mail")
    reader.page.goto(wait_for_link(reader.visitor.site, reader.email, "/account/new/make/"))
    reader.fill(**{"Name that others see": "SCR Portal", "Password": PASSWORD})
    reader.press("Make the account")
    refused = reader.page.locator(".govuk-error-summary").inner_text()
    reader.fill(**{"Name that others see": reader.name, "Password": PASSWORD})
    reader.press("Make the account")
    reader.arrive("Your account")
    return refused
