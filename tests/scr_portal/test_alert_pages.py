""" "Tell me when this list changes": asked for without a cookie, confirmed by a button, ended by one click."""

from __future__ import annotations

import json
import logging
import re
from datetime import timedelta
from email.message import Message
from typing import Any

import pytest
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from scr_portal.forgetting.acts import forget
from scr_portal.forgetting.names import PersonNames
from tests.factories import make_finding, make_member, make_period, make_theme
from themes.alerts.keys import make_key, make_key_to_confirm
from themes.alerts.outbox import send_due_letters
from themes.alerts.subscribing import choose_for_account
from themes.models import Letter, Situation, SituationFinding, Subscription
from themes.models.alert import AlertKind

pytestmark = pytest.mark.django_db
FORM = "/alerts/new/?theme=neglect"
READER = "reader@example.org"


@pytest.fixture(autouse=True)
def theme():
    cache.clear()
    theme = make_theme("Neglect", slug="neglect")
    make_finding(themes=(theme,), periods=(make_period(),))
    return theme


def ask(client: Any, email: str = READER, pace: str = "daily", address: str = FORM, **headers: str) -> Any:
    return client.post(address, {"email": email, "pace": pace}, headers=headers)


def read_post() -> list[Message]:
    """What the worker sends, since it was read last."""
    send_due_letters()
    letters: list[Message] = [letter.message() for letter in mail.outbox]
    mail.outbox.clear()
    return letters


def find_link(letter: Message, page: str) -> str:
    [link] = re.findall(
        rf"https://testserver(/alerts/{page}\?key=\S+)", letter.get_payload(decode=True).decode()
    )
    return link


def test_asked_for_confirmed_seen_taken_along_and_ended(client, settings):
    for settings.SENDS_MAIL in (False, True):
        for address in (FORM, "/alerts/sent/"):
            page = client.get(address).content.decode()
            assert ("sends no e-mail yet" in page) is not settings.SENDS_MAIL
    assert "Neglect" in client.get(FORM).content.decode()
    answer = ask(client)
    assert (answer.status_code, answer["Location"]) == (302, "/alerts/sent/")
    assert "set-cookie" not in {name.lower() for name in answer.headers}

    [letter] = read_post()
    assert letter["To"] == READER
    assert letter["List-Unsubscribe"] is None, "there is nothing to end yet"
    confirm = find_link(letter, "confirm/")
    for _ in range(2):  # a program that looks for danger follows the link
        assert "Tell me" in client.get(confirm).content.decode()
    assert Subscription.objects.get().confirmed_at is None
    answer = client.post(confirm)
    overview = answer["Location"]
    subscription = Subscription.objects.get()
    assert subscription.confirmed_at
    assert client.post(confirm)["Location"] == overview, "pressed twice"

    page = client.get(overview).content.decode()
    assert READER in page
    assert "Neglect" in page
    stored = json.loads(client.get(overview.replace("/alerts/", "/alerts/stored.json")).content)
    assert stored["address"] == READER
    [told] = stored["subscriptions"]
    assert (told["of"], told["list"], [each["came_of_it"] for each in told["letters"]]) == (
        "Neglect", "theme=neglect", ["Sent"],
    )  # fmt: skip

    end = f"/alerts/end/?key={make_key(subscription)}"
    assert "Stop these e-mails" in client.get(end).content.decode()
    assert Subscription.objects.exists(), "a link that was followed ends nothing"
    for _ in range(2):
        answer = client.post(end, {"List-Unsubscribe": "One-Click"}, headers={"Sec-Fetch-Site": "cross-site"})
        assert answer.status_code == 200
    assert not Subscription.objects.exists()
    assert not Letter.objects.exists()
    assert client.post(confirm).status_code == 404, "the old link brings nothing back"


def test_nobody_learns_whether_an_address_follows_something(client, django_assert_max_num_queries):
    Subscription.objects.create(
        kind="list", email="Follows@Example.org", query="theme=neglect", origin="https://testserver",
        confirmed_at=timezone.now(), told_until=timezone.now(), looked_on=timezone.localdate(),
    )  # fmt: skip
    answers = [
        (ask(client, email, "weekly").status_code, client.get("/alerts/sent/").content)
        for email in ("follows@example.org", READER)
    ]
    assert answers[0] == answers[1]
    assert Subscription.objects.count() == 2
    letters = read_post()
    assert [letter["Subject"] for letter in letters] == [letters[0]["Subject"]] * 2
    client.post(find_link(letters[0], "confirm/"))
    assert Subscription.objects.get(email="Follows@Example.org").pace == "weekly", (
        "asked again, with another pace"
    )


def test_an_address_and_a_network_have_their_limits(client, settings):
    for number in range(8):
        assert ask(client, pace="daily" if number % 2 else "weekly", email=READER.upper()).status_code == 302
    assert len(read_post()) == 5
    Letter.objects.update(posted_at=timezone.now() - timedelta(days=2))
    ask(client)
    assert len(read_post()) == 1

    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "ask_for_alerts": "1/h/key"}
    cache.clear()
    ask(client, "a@example.org")
    answer = ask(client, "b@example.org")
    assert answer.status_code == 429
    assert 'value="b@example.org"' in answer.content.decode()
    assert not Subscription.objects.filter(email="b@example.org").exists()


def test_mistakes_are_said_and_links_that_are_not_ours_open_nothing(client):
    for email in (
        "",
        "no address",
        "a@example.org, b@example.org",
        "a@example.org\r\nBcc: b@example.org",
        f"{'a' * 400}@example.org",
    ):
        answer = ask(client, email)
        assert answer.status_code == 400, email
        assert "Error: " in answer.content.decode()
    assert ask(client, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert not Subscription.objects.exists()
    for address in ("?theme=none", "?q=words", "?id=F1", "?situation=none"):
        assert client.get(f"/alerts/new/{address}").status_code == 404

    ask(client)
    subscription = Subscription.objects.get()
    other = make_key(subscription)
    for page in ("", "confirm/", "end/", "stored.json"):
        for key in ("", "x", other[:-1], other.replace("W", "X", 1)):
            assert client.get(f"/alerts/{page}", {"key": key}).status_code == 404
    assert client.get("/alerts/confirm/", {"key": other}).status_code == 404, "of another kind"
    assert (
        client.post("/alerts/end/?key=x").status_code
        == client.post("/alerts/end-all/?key=x").status_code
        == 404
    )
    asked_at = subscription.asked_at
    subscription.asked_at += timedelta(days=1)
    subscription.save()
    assert client.get("/alerts/", {"key": other}).status_code == 404, "its number was given to another"
    subscription.asked_at = asked_at
    subscription.save()
    assert client.get("/alerts/", {"key": other}).status_code == 200


def test_a_link_to_confirm_has_its_time(client, monkeypatch):
    ask(client)
    key = make_key_to_confirm(Subscription.objects.get(), "daily")
    import time

    now = time.time()
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 3 * 24 * 3600 - 60)
    assert client.get("/alerts/confirm/", {"key": key}).status_code == 200
    monkeypatch.setattr("django.core.signing.time.time", lambda: now + 3 * 24 * 3600 + 60)
    assert client.get("/alerts/confirm/", {"key": key}).status_code == 404


def test_all_of_an_address_ends_at_once_and_nothing_of_others(client):
    for address in (FORM, "/alerts/new/", "/alerts/new/?theme=neglect&agency=none-of-them"):
        ask(client, address=address)
    ask(client, "other@example.org")
    choose_for_account(
        user=make_member("Moderator", "mo", email=READER),
        kind=AlertKind.WAITING,
        wanted=True,
        origin="https://testserver",
    )
    mine = Subscription.objects.filter(email=READER).first()
    assert mine
    page = client.get("/alerts/", {"key": make_key(mine)}).content.decode()
    assert page.count(">Stop<") == Subscription.objects.filter(email=READER).count() > 1
    client.post(f"/alerts/end-all/?key={make_key(mine)}")
    assert not Subscription.objects.filter(email=READER).exists()
    assert sorted(Subscription.objects.values_list("email", flat=True)) == ["", "other@example.org"]


def test_lists_lead_to_the_form_and_nothing_typed_is_logged(client, theme, caplog):
    finding = theme.findings.get()
    situation = Situation.objects.create(slug="a-visit", title="A visit")
    SituationFinding.objects.create(situation=situation, finding=finding)
    period = finding.periods.get()
    for page, query in {
        "/findings/": "",
        "/findings/?theme=neglect": "?theme=neglect",
        "/themes/neglect/": "?theme=neglect",
        f"/periods/{period.slug}/": f"?period={period.slug}",
        f"/reviews/{finding.review.slug}/": f"?review={finding.review.slug}",
        "/situations/a-visit/": "?situation=a-visit",
    }.items():
        assert f'href="/alerts/new/{query}"' in client.get(page).content.decode(), page
        assert client.get(f"/alerts/new/{query}").status_code == 200, query
    with caplog.at_level(logging.DEBUG):
        ask(client, "secret-reader@example.org")
        ask(client, "secret-reader@@example.org")
        client.get("/alerts/end/?key=secret-reader")
        read_post()
    assert "secret-reader" not in caplog.text


def test_whoever_is_forgotten_is_written_to_no_more(client):
    for email in ("tregenna@example.org", "sian.tregenna@example.org", READER):
        ask(client, email)
    moderator = make_member("Moderator", "mo", email="mo@example.org")
    choose_for_account(user=moderator, kind=AlertKind.WAITING, wanted=True, origin="https://testserver")
    forget(names=PersonNames(["Siân Tregenna", "Tregenna"]), accounts=[moderator], by="somebody")
    assert list(Subscription.objects.values_list("email", flat=True)) == [READER]
