"""What somebody typed outlives the end of their session, and is sent again only by their own act."""

import re
from html import unescape

import pytest
from django.contrib.auth import get_user_model
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from scr_portal.kept_forms import MOST_KEPT
from tests.factories import make_theme
from themes.models import KnownGap

pytestmark = pytest.mark.django_db

ADD = "/admin/themes/knowngap/add/"
HERE = {"HTTP_ORIGIN": "http://testserver", "HTTP_HOST": "testserver"}
NOTE = "It says “nothing” of\r\nfathers & <b>grandfathers</b>."
TYPED = {"slug": "men", "topic": "Men", "note": NOTE, "position": "3", "_save": "Save"}
PASSWORD = "long enough to pass"


@pytest.fixture
def browser(settings):
    settings.SECURE_SSL_REDIRECT = False
    get_user_model().objects.create_superuser("curator", password=PASSWORD)
    browser = Client(enforce_csrf_checks=True)
    browser.get("/admin/login/")
    return browser


def token_of(browser) -> str:
    return browser.cookies["csrftoken"].value


def sign_in(browser, **more):
    data = {"username": "curator", "password": PASSWORD, "csrfmiddlewaretoken": token_of(browser), **more}
    return browser.post("/admin/login/", data, **HERE)


def read_kept(page) -> dict[str, str]:
    """What hidden fields of the page would send."""
    found = re.findall(
        r'<textarea name="([^"]+)" hidden aria-hidden="true">\n(.*?)</textarea>', page, re.DOTALL
    )
    return {unescape(name): unescape(value) for name, value in found}


def test_typed_words_come_through_the_sign_in_and_back_into_their_form(browser):
    asked = browser.post(ADD, {**TYPED, "csrfmiddlewaretoken": token_of(browser)}, **HERE)
    kept = read_kept(asked.content.decode())
    wrong = sign_in(browser, **kept, password="wrong")
    back = sign_in(browser, **read_kept(wrong.content.decode()), next=ADD)
    page = back.content.decode()
    nothing_yet = KnownGap.objects.count()
    form = browser.post(
        ADD, {**read_kept(page), "_look": "1", "csrfmiddlewaretoken": token_of(browser)}, **HERE
    )
    looked_at = KnownGap.objects.count()
    browser.post(ADD, {**read_kept(page), "csrfmiddlewaretoken": token_of(browser)}, **HERE)

    assert (asked.status_code, wrong.status_code, back.status_code) == (403, 200, 200)
    assert "What you typed is kept: sign in" in asked.content.decode()
    assert read_kept(page) == TYPED
    assert f'action="{ADD}"' in page
    assert (nothing_yet, looked_at, form.status_code) == (0, 0, 200)
    assert "fathers &amp; &lt;b&gt;grandfathers&lt;/b&gt;.</textarea>" in form.content.decode()
    assert "Error" not in form.content.decode()
    assert KnownGap.objects.get().note == NOTE


def test_form_opened_before_a_second_sign_in_is_given_back(browser):
    sign_in(browser)
    before = token_of(browser)
    browser.cookies.pop("csrftoken")
    browser.get("/admin/")
    assert token_of(browser) != before

    page = browser.post(ADD, {**TYPED, "csrfmiddlewaretoken": before}, **HERE)

    assert page.status_code == 403
    assert read_kept(page.content.decode()) == TYPED
    assert page["Cache-Control"] == "max-age=0, no-cache, no-store, must-revalidate, private"
    assert not KnownGap.objects.exists()


def test_session_and_token_both_gone_lead_through_the_sign_in(browser):
    browser.cookies.clear()

    page = browser.post(ADD, {**TYPED, "csrfmiddlewaretoken": "a" * 32}, **HERE)
    back = sign_in(browser, **read_kept(page.content.decode()))

    assert read_kept(back.content.decode()) == TYPED


def test_file_and_password_are_named_and_not_kept(browser):
    data = {
        "title": "A report of ours",
        "password1": "secret words",
        "file": SimpleUploadedFile("report.pdf", b"%PDF-secret"),
        "csrfmiddlewaretoken": token_of(browser),
    }

    asked = browser.post("/admin/reviews/document/add/", data, **HERE).content.decode()
    back = sign_in(browser, **read_kept(asked)).content.decode()

    assert "secret" not in asked + back
    assert read_kept(back) == {"title": "A report of ours"}
    assert "Choose again: <strong>report.pdf</strong>." in back
    assert "Passwords are not kept." in back


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"HTTP_ORIGIN": "https://elsewhere.example"},
        {"HTTP_ORIGIN": "null"},
        {"HTTP_REFERER": "http://a/"},
    ],
)
def test_nothing_is_given_back_to_a_form_from_elsewhere(browser, headers):
    sign_in(browser)

    page = browser.post(ADD, {**TYPED, "csrfmiddlewaretoken": "a" * 32}, **headers)

    assert page.status_code == 403
    assert "grandfathers" not in page.content.decode()
    assert "Copy it before you do anything else" in page.content.decode()


@pytest.mark.parametrize(
    "kept",
    [
        "nonsense",
        "[]",
        '{"address": "https://elsewhere.example/", "fields": [], "files": [], "had_password": false}',
        '{"address": "/findings/", "fields": [], "files": [], "had_password": false}',
    ],
)
def test_only_what_we_wrote_ourselves_is_given_back(browser, kept):
    assert sign_in(browser, kept=kept).status_code == 302


def test_more_than_a_form_can_carry_is_said(browser):
    sign_in(browser)

    page = browser.post(ADD, {"text": "a" * (MOST_KEPT + 1), "csrfmiddlewaretoken": "a" * 32}, **HERE)

    assert page.status_code == 403
    assert "Copy it before you do anything else" in page.content.decode()


def test_second_sign_in_with_an_old_page_opens_the_workspace(browser):
    old = token_of(browser)
    sign_in(browser)
    browser.cookies.pop("csrftoken")

    again = sign_in_with(browser, old)

    assert (again.status_code, again["Location"]) == (302, "/admin/")


def sign_in_with(browser, token):
    data = {"username": "curator", "password": PASSWORD, "csrfmiddlewaretoken": token}
    return browser.post("/admin/login/", data, **HERE)


def test_question_of_a_script_is_not_answered_with_a_form(browser):
    headers = {**HERE, "HTTP_SEC_FETCH_MODE": "cors"}
    data = {"text": "Words of a lesson.", "csrfmiddlewaretoken": token_of(browser)}

    answer = browser.post(reverse("admin:themes_finding_writing_help"), data, **headers)

    assert (answer.status_code, answer["Location"].partition("?")[0]) == (302, "/admin/login/")


def test_screens_that_cannot_show_it_again_only_send_it(browser):
    theme = make_theme()
    address = f"/admin/themes/theme/{theme.pk}/merge/"

    asked = browser.post(address, {"into": "1", "csrfmiddlewaretoken": token_of(browser)}, **HERE)
    back = sign_in(browser, **read_kept(asked.content.decode())).content.decode()

    assert "Send it now, as it is" in back
    assert "Back to the form" not in back
