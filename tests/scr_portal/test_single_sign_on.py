"""Signing in at one's organisation, against a provider that answers over HTTP."""

import http.client
import os
import subprocess
import sys
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.conf import settings as django_settings
from django.contrib.auth.models import User

from scr_portal.signing_in.models import SignIn
from tests.conftest import SecureClient
from tests.factories import make_member
from tests.scr_portal.oidc_provider import CLIENT_ID, CLIENT_SECRET, OidcProvider, running_provider

pytestmark = pytest.mark.django_db

PASSWORD = "four words nobody guesses"


@pytest.fixture
def provider(settings) -> Iterator[OidcProvider]:
    with running_provider() as provider:
        provider.person = {"sub": "17", "email": "ada@example.org", "email_verified": True}
        configure(settings, provider.issuer)
        yield provider


def configure(settings, issuer, **more):
    app = {
        "provider_id": "oidc",
        "name": "The Council",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": issuer, **more},
    }
    settings.OIDC_NAME = "The Council"
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@pytest.fixture
def ada() -> User:
    return make_member("Curator", "ada", password=PASSWORD, email="Ada@example.org")


def go(client, address="/account/single-sign-on/?next=/admin/themes/theme/"):
    """What the browser of somebody who presses the link is answered in the end."""
    there = urlsplit(client.get(address)["Location"])
    connection = http.client.HTTPConnection(there.netloc, timeout=20)
    connection.request("GET", f"{there.path}?{there.query}")
    back = connection.getresponse().getheader("Location")
    connection.close()
    assert back.startswith("https://testserver/account/single-sign-on/back/?")
    return client.get(back)


def is_signed_in(client) -> bool:
    return "_auth_user_id" in client.session


def test_account_with_that_verified_address_comes_in_and_keeps_its_password(client, ada, provider):
    page = client.get("/admin/login/").content.decode()
    answer = go(client)

    assert "Sign in with The Council" in page
    assert answer["Location"] == "/admin/themes/theme/"
    assert client.session["_auth_user_id"] == str(ada.pk)
    ada.refresh_from_db()
    assert ada.check_password(PASSWORD)
    assert provider.asked[0]["code_challenge_method"] == "S256"
    assert SignIn.objects.get().way == "single sign-on"
    assert not SocialAccount.objects.exists()
    assert not SocialToken.objects.exists()


@pytest.mark.parametrize(
    ("person", "words"),
    [
        (
            {"email": "ada@example.org", "email_verified": False},
            "an e-mail address of yours that it has verified",
        ),
        ({"email": "ada@example.org"}, "an e-mail address of yours that it has verified"),
        ({}, "an e-mail address of yours that it has verified"),
        ({"email": "bob@example.org", "email_verified": True}, "Accounts are not made by signing in."),
        (
            {"email": "аda@example.org", "email_verified": True},
            "an e-mail address of yours that it has verified",
        ),  # Cyrillic
        (
            {"email": "a\x00da@example.org", "email_verified": True},
            "an e-mail address of yours that it has verified",
        ),
    ],
)
def test_nobody_else_comes_in_and_they_are_told_why(client, ada, provider, person, words):
    provider.person = {"sub": "17", **person}

    answer = go(client)

    assert answer.status_code == 403
    assert words in " ".join(answer.content.decode().split())
    assert not is_signed_in(client)
    assert User.objects.count() == 1


def test_address_of_two_accounts_opens_neither(client, ada, provider):
    make_member("Curator", "other", email="ada@EXAMPLE.org")

    answer = go(client)

    assert "More than one account here" in answer.content.decode()
    assert not is_signed_in(client)


def test_closed_account_stays_closed(client, ada, provider):
    User.objects.update(is_active=False)

    assert go(client).status_code == 403
    assert not is_signed_in(client)


def test_provider_whose_addresses_are_trusted(client, ada, provider, settings):
    provider.person = {"sub": "17", "email": "ada@example.org"}
    configure(settings, provider.issuer, verified_email=True)

    assert go(client).status_code == 302


def test_second_step_is_asked_for_all_the_same(client, ada, provider, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    assert go(client).status_code == 302
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith("/account/second-step/")

    TOTP.activate(ada, "JBSWY3DPEHPK3PXP")
    assert go(SecureClient())["Location"] == "/account/second-step/code/"


def test_address_cannot_ask_to_connect_an_account(client, ada, provider):
    client.force_login(make_member("Curator", "bob"))

    answer = go(client, "/account/single-sign-on/?process=connect&scope=x&auth_params=prompt%3Dnone")

    assert answer["Location"] == "/admin/"
    assert client.session["_auth_user_id"] == str(ada.pk)
    assert not SocialAccount.objects.exists()
    assert "prompt" not in provider.asked[0]


def test_unsafe_next_leads_to_the_front_page(client, ada, provider):
    assert go(client, "/account/single-sign-on/?next=https://elsewhere.example/")["Location"] == "/admin/"


def test_whoever_says_no_there_is_told_so(client, ada, provider):
    provider.refuses = True

    answer = go(client)

    assert answer["Location"] == "/account/single-sign-on/cancelled/"
    assert "You are not signed in" in client.get(answer["Location"]).content.decode()


def test_answer_to_a_question_that_nobody_asked_is_refused(client, ada, provider):
    """As when somebody sends a link that would sign the victim in as themselves."""
    answer = client.get("/account/single-sign-on/back/?code=abc&state=made-up")

    assert answer.status_code == 401
    assert "Single sign-on did not work" in answer.content.decode()


def test_provider_that_answers_nonsense_or_not_at_all(client, ada, provider, settings):
    provider.is_broken = True
    nonsense = go(client)
    configure(settings, "http://127.0.0.1:1")
    silent = client.get("/account/single-sign-on/")

    assert {nonsense.status_code, silent.status_code} <= {401, 502}
    assert "Single sign-on did not work" in nonsense.content.decode()
    assert "Single sign-on did not work" in silent.content.decode()


def test_the_other_site_is_not_asked_again_and_again(client, provider, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "login": "2/m/ip"}

    statuses = [client.get("/account/single-sign-on/").status_code for _ in range(3)]

    assert statuses == [302, 302, 429]


def test_without_the_setting_there_is_none(client):
    for address in ("", "back/", "cancelled/"):
        assert client.get(f"/account/single-sign-on/{address}").status_code == 404
    assert "single-sign-on" not in client.get("/admin/login/").content.decode()


def read_settings(**environment) -> subprocess.CompletedProcess:
    return subprocess.run(
        [
            sys.executable,
            "-c",
            "from scr_portal import settings as s; "
            "[app] = s.SOCIALACCOUNT_PROVIDERS['openid_connect']['APPS']; "
            "print(app['settings'], s.REQUIRE_SECOND_FACTOR, s.EMAIL_PORT)",
        ],
        env={**os.environ, **environment},
        cwd=django_settings.BASE_DIR,
        capture_output=True,
        text=True,
        check=False,
    )


def test_settings_are_read_from_the_environment():
    given = {"OIDC_CLIENT_ID": "a", "OIDC_CLIENT_SECRET": "b", "SECRET_KEY": "x" * 50}
    good = read_settings(OIDC_ISSUER="https://id.example.org/", EMAIL_URL="smtp+tls://a:b@c:587", **given)
    local = read_settings(
        OIDC_ISSUER="https://id.example.org", PLAIN_HTTP="true", EMAIL_URL="smtp://c:25", **given
    )
    bare = read_settings(OIDC_ISSUER="http://id.example.org", **given)
    lacking = read_settings(OIDC_ISSUER="https://id.example.org", SECRET_KEY="x" * 50)

    assert good.stdout == "{'server_url': 'https://id.example.org', 'verified_email': False} True 587\n"
    assert local.stdout.split()[-2:] == ["False", "25"]
    assert "OIDC_ISSUER must begin with https://" in bare.stderr
    assert "OIDC_CLIENT_ID" in lacking.stderr
