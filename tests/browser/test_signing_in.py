"""Signing in with all that is asked for in production, in a real browser: the second step, mail, single sign-on."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest

from tests import databases
from tests.browser.conftest import PHONE, Site, Visitor, running_portal
from tests.browser.visits import AA, WIDTHS
from tests.conftest import WORKER
from tests.scr_portal.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, running_provider
from tests.scr_portal.test_signing_in import code_now

pytestmark = pytest.mark.browser

TYPED = "Nobody asked the keeper of the light."
PASSWORD = "four words nobody guesses"
MAIL_SECONDS = 30

PEOPLE = f"""
from tests.factories import make_member
for name in ("ada", "bob", "cleo", "dan", "eve", "fay", "gus"):
    make_member("Administrator", name, password={PASSWORD!r}, email=f"{{name}}@example.org")
"""


@pytest.fixture(scope="module")
def provider() -> Iterator[OidcProvider]:
    with running_provider() as provider:
        yield provider


@pytest.fixture(scope="module")
def strict(django_db_setup: None, django_db_blocker: Any, provider: OidcProvider) -> Iterator[Site]:
    """A portal that asks for all that one on the web does, apart from https."""
    with django_db_blocker.unblock():
        template = databases.collection_template()
    with (
        databases.copied(template, f"test_{WORKER}_strict") as name,
        running_portal(
            databases.url_of(name),
            people=PEOPLE,
            REQUIRE_SECOND_FACTOR="true",
            OIDC_ISSUER=provider.issuer,
            OIDC_CLIENT_ID=CLIENT_ID,
            OIDC_CLIENT_SECRET=CLIENT_SECRET,
            OIDC_NAME="The Council",
        ) as site,
    ):
        # Passkeys belong to a name: for an address of numbers there are none.
        site.origin = site.origin.replace("127.0.0.1", "localhost")
        yield site


@pytest.fixture
def visitor(strict, browser) -> Iterator[Visitor]:
    """The portal first: once Playwright runs, Django keeps this thread from the database."""
    visitor = Visitor(browser, strict)
    yield visitor
    for context in visitor.contexts:
        context.close()


def give_password(page, name, password=PASSWORD):
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def set_up_app(page) -> str:
    page.get_by_role("link", name="Set up an app").click()
    secret = page.locator(".portal-app-key").inner_text()
    page.wait_for_load_state("load")  # the picture, too
    assert page.locator("img").first.evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_label("Code").fill(code_now(secret))
    page.get_by_role("button", name="Set it up").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    return secret


def next_code(secret, used) -> str:
    """Each code opens once."""
    deadline = time.monotonic() + 60
    while (code := code_now(secret)) == used and time.monotonic() < deadline:
        time.sleep(0.5)
    return code


def look(visitor, page, faults):
    faults += [f"{page.url}: {fault}" for fault in visitor.axe(page, tags=[*AA, "best-practice"])]
    size = page.viewport_size
    page.set_viewport_size(PHONE)
    wide, window = page.evaluate(WIDTHS)
    if wide > window:
        faults.append(f"{page.url}: {wide} wide")
    page.set_viewport_size(size)


@pytest.mark.parametrize(("scripts", "name"), [(True, "ada"), (False, "bob")], ids=["scripts", "no-scripts"])
def test_from_the_first_sign_in_to_a_recovery_code(visitor, scripts, name):
    page = visitor.new_page(scripts=scripts)
    page.goto("/admin/themes/theme/")
    give_password(page, name)
    page.get_by_role("heading", name="Your second step").wait_for()
    secret = set_up_app(page)
    used = code_now(secret)
    recovery = page.locator(".portal-codes li").first.inner_text()
    page.get_by_role("link", name="Go on to the workspace").click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("heading", name="You are signed out").wait_for()

    page.goto("/admin/themes/theme/")
    give_password(page, name)
    page.get_by_label("Code").fill("123")
    page.get_by_role("button", name="Sign in").click()
    said = page.locator(".govuk-error-summary").inner_text()
    page.get_by_label("Code").fill(next_code(secret, used))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/admin/themes/theme/")
    page.get_by_role("button", name="Log out").click()

    page.goto("/admin/")
    give_password(page, name)
    page.get_by_label("Code").fill(recovery)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Log out").wait_for()

    assert "This code is not right" in said
    assert visitor.problems == []
    assert visitor.elsewhere() == []


@pytest.mark.parametrize(
    ("scripts", "name"), [(True, "cleo"), (False, "nobody")], ids=["scripts", "no-scripts"]
)
def test_wrong_password_ten_times(visitor, scripts, name):
    page = visitor.new_page(scripts=scripts)
    page.goto("/admin/login/")
    said = []
    for _ in range(10):
        give_password(page, name, "wrong words")
        said.append(page.locator(".govuk-error-summary").inner_text())

    assert ["do not open an account here" in words for words in said] == [True] * 5 + [False] * 5
    assert all(re.search(r"You can try again in \d+ minutes?, at \d\d:\d\d\.", words) for words in said[5:])
    assert visitor.problems == []


@pytest.mark.parametrize(("scripts", "name"), [(True, "cleo"), (False, "dan")], ids=["scripts", "no-scripts"])
def test_new_password_by_mail(visitor, scripts, name):
    page = visitor.new_page(scripts=scripts)
    page.goto("/admin/login/")
    page.get_by_role("link", name="Password forgotten?").click()
    page.get_by_label("E-mail address").fill(f"{name}@example.org")
    page.get_by_role("button", name="Send the link").click()
    page.get_by_role("heading", name="Check your e-mail").wait_for()
    link = wait_for_letter(visitor.site, f"{name}@example.org")
    page.goto(link)
    new = "other words nobody guesses"
    page.get_by_label("New password").fill(new)
    page.get_by_label("The same again").fill(new)
    address = page.url
    page.get_by_role("button", name="Set the password").click()
    page.get_by_role("link", name="Sign in with the new password.").click()
    give_password(page, name, new)  # at once, also after many wrong ones
    page.get_by_role("heading", name="Your second step").wait_for()

    assert address.endswith("-set-password/")  # the key stays in no history
    assert visitor.problems == []


def wait_for_letter(site, to) -> str:
    deadline = time.monotonic() + MAIL_SECONDS
    while time.monotonic() < deadline:
        for file in sorted((site.folder / "mail").glob("*.log")):
            letter = file.read_text()
            if f"To: {to}" in letter:
                return re.findall(r"http://\S+/account/password/new/\S+", letter)[-1]
        time.sleep(0.2)
    pytest.fail("No letter came.")


@pytest.mark.parametrize(("scripts", "name"), [(True, "eve"), (False, "fay")], ids=["scripts", "no-scripts"])
def test_single_sign_on(visitor, provider, scripts, name):
    page = visitor.new_page(scripts=scripts)
    provider.person = {"sub": "1", "email": "stranger@example.org", "email_verified": True}
    page.goto("/admin/login/")
    visitor.expected |= {(f"{visitor.site.origin}/account/single-sign-on/back/", 403)}
    page.get_by_role("link", name="Sign in with The Council").click()
    refused = page.locator("h1").inner_text()
    visitor.problems.clear()  # the address of the refusal holds a code
    provider.person = {"sub": "1", "email": f"{name}@example.org", "email_verified": True}
    page.goto("/admin/login/")
    page.get_by_role("link", name="Sign in with The Council").click()
    page.get_by_role("heading", name="Your second step").wait_for()
    set_up_app(page)
    page.get_by_role("link", name="Go on to the workspace").click()
    page.get_by_role("button", name="Log out").wait_for()

    assert refused == "You have no account here that this opens"
    assert visitor.problems == []


def test_typed_words_come_through_the_second_step(visitor):
    page = visitor.new_page()
    page.goto("/admin/login/")
    give_password(page, "gus")
    secret = set_up_app(page)
    used = code_now(secret)
    page.goto("/admin/themes/knowngap/add/")
    page.locator("#id_topic").fill(TYPED)
    page.context.clear_cookies(name="sessionid")
    visitor.expected.add((page.url, 403))
    page.get_by_role("button", name="Save", exact=True).click()
    give_password(page, "gus")
    page.get_by_label("Code").fill(next_code(secret, used))
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Back to the form, as you filled it in").click()
    page.locator("#id_topic").wait_for()

    assert page.locator("#id_topic").input_value() == TYPED
    assert visitor.problems == []


def test_passkey_and_every_page_is_sound(visitor):
    """With an authenticator that the browser pretends to have."""
    faults: list[str] = []
    page = visitor.new_page()
    page.goto("/admin/login/")
    look(visitor, page, faults)
    give_password(page, "curator", visitor.site.password)
    page.get_by_role("heading", name="Your second step").wait_for()
    look(visitor, page, faults)
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    session.send(
        "WebAuthn.addVirtualAuthenticator",
        {
            "options": {
                "protocol": "ctap2",
                "transport": "internal",
                "hasResidentKey": True,
                "hasUserVerification": True,
                "isUserVerified": True,
            }
        },
    )
    page.goto("/account/second-step/app/")
    look(visitor, page, faults)
    page.goto("/account/second-step/")
    page.get_by_role("link", name="Add a passkey").click()
    look(visitor, page, faults)
    page.get_by_label("A name for it").fill("Work laptop")
    page.get_by_role("button", name="Add it").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    look(visitor, page, faults)
    page.goto("/admin/")
    page.get_by_role("button", name="Log out").click()
    look(visitor, page, faults)
    page.goto("/admin/login/")
    give_password(page, "curator", visitor.site.password)
    look(visitor, page, faults)
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Log out").wait_for()
    page.goto("/account/second-step/passkeys/add/")
    page.get_by_role("button", name="Use a passkey").click()  # again, as this changes how one signs in
    page.get_by_role("heading", name="Add a passkey").wait_for()
    for address in ("again/", "passkeys/", "passkeys/again/", "recovery-codes/new/", ""):
        page.goto(f"/account/second-step/{address}")
        look(visitor, page, faults)
    for address in ("forgotten/", "sent/", "changed/", "new/1-a-b/"):
        page.goto(f"/account/password/{address}")
        look(visitor, page, faults)

    assert faults == []
    assert visitor.problems == []
