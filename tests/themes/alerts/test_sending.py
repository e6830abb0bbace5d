"""Letters reach a real server once, however it answers, and whatever ends in between."""

from __future__ import annotations

import logging
import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.timezone import localdate

from tests.factories import (
    make_block,
    make_comment,
    make_finding,
    make_member,
    make_notice,
    make_report,
    make_theme,
)
from tests.themes.alerts.post import PostBox, hang_up, mail_server
from tests.themes.alerts.test_changes import moment, on
from themes.alerts import outbox, telling
from themes.alerts.changes import ListChanges
from themes.alerts.outbox import post_letter, send_due_letters
from themes.alerts.subscribing import choose_for_account, clear_old
from themes.alerts.writing import LetterWriter
from themes.discussion.names import wish_name
from themes.findings.publishing import hide_findings
from themes.models import Finding, Letter, Subscription
from themes.models.alert import AlertKind, LetterKind

pytestmark = pytest.mark.django_db
ORIGIN = "https://portal.example"


def subscribe(
    email: str = "reader@example.org", query: str = "", day: float = 0.5, **fields: Any
) -> Subscription:
    return Subscription.objects.create(
        kind="list",
        email=email,
        query=query,
        origin=ORIGIN,
        **{
            "confirmed_at": moment(day),
            "told_until": moment(day),
            "looked_on": localdate() - timedelta(days=1),
            **fields,
        },
    )


@pytest.fixture
def box(settings):
    with mail_server(settings) as box:
        yield box


@pytest.fixture
def theme():
    with on(0):
        theme = make_theme("Neglect", slug="neglect")
        make_finding("It stood there before.", themes=(theme,))
    return theme


@pytest.fixture
def added(theme) -> Finding:
    with on(1):
        return make_finding("Nobody asked the child how they were.", themes=(theme,))


def make_due() -> None:
    Letter.objects.filter(state="waiting").update(due_at=timezone.now())


def post_one(subscription: Subscription | None = None, key: str = "changes/1/2026-01-01") -> Letter:
    words = {"added": [Finding.objects.latest("pk").code]}
    post_letter(subscription or subscribe(), LetterKind.CHANGES, key, words)
    return Letter.objects.get(key=key)


def read_text(letter: Any) -> str:
    return letter.get_body().get_content().replace("\r\n", "\n")


def test_the_letter_begins_with_the_change_and_can_be_ended_from_the_mail_program(box: PostBox, added):
    subscription = subscribe(query="theme=neglect")
    telling.tell_of_changes(localdate())
    assert send_due_letters() == 1

    [letter] = box.letters
    assert box.to == ["reader@example.org"]
    sentence = f"One finding was added to Neglect: {added.code}"
    assert letter["Subject"].strip() == sentence
    assert letter.get_content_type() == "text/plain"
    text = read_text(letter)
    assert text.startswith(f"{sentence}.\n")
    assert "Nobody asked the child how they were." in text
    assert f"{ORIGIN}{added.short_path}\n" in text
    assert "It stood there before." not in text
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    end = re.fullmatch(rf"<({ORIGIN}/alerts/end/\?key=\S+)>", letter["List-Unsubscribe"].strip())
    assert end
    assert f"To stop it: {end[1]}\n" in text
    assert f"{ORIGIN}/alerts/?key=" in text
    assert max(map(len, text.splitlines())) < 998
    links = re.findall(r"https?://\S+", text)
    assert all(link.startswith(ORIGIN) for link in links)
    assert "<" not in text

    telling.tell_of_changes(localdate())  # the same hour, by another worker
    Subscription.objects.filter(pk=subscription.pk).update(looked_on=localdate() - timedelta(days=1))
    telling.tell_of_changes(localdate())  # and the next day, on which nothing changed
    assert send_due_letters() == 0
    assert len(box.letters) == 1


def test_what_was_hidden_since_it_was_posted_is_not_said(box: PostBox, theme, added):
    with on(1):
        second = make_finding("Another was added.", themes=(theme,))
    make_block(second, first := make_finding("Read it with that.", themes=(theme,)))
    subscribe(query="theme=neglect")
    telling.tell_of_changes(localdate())
    assert ListChanges.parse(Letter.objects.get().words).added >= (added.code, second.code)
    hide_findings(findings=[added])
    send_due_letters()

    [letter] = box.letters
    text = read_text(letter)
    assert added.code not in text + letter["Subject"]
    assert "Nobody asked the child" not in text
    assert "Read these together. " in text
    assert first.code in text

    post_one(Subscription.objects.get())
    Letter.objects.filter(state="waiting").update(words={"added": [added.code]})
    assert send_due_letters() == 0
    assert Letter.objects.get(key="changes/1/2026-01-01").state == "nothing"


def test_what_is_hidden_while_letters_are_sent_is_not_in_those_after_it(added):
    first = post_one(subscribe("first@example.org"), "changes/1/x")
    second = post_one(subscribe("second@example.org"), "changes/2/x")
    writer = LetterWriter()
    written = writer.write(first)
    assert written
    assert "Nobody asked the child" in written.text
    hide_findings(findings=[added])
    assert writer.write(second) is None


ANSWERS: dict[str, tuple[list[str], list, str, int]] = {
    # what is answered to the tries, in turn; what becomes of the letter; how often the server has it
    "refused": (["550 5.1.1 No such person"], [], "refused", 0),
    "put off and taken": (["421 4.3.2 Later"], [], "sent", 1),
    "put off at the end": ([], ["451 4.3.0 Later"], "sent", 1),
    "not allowed to send": (["550 5.7.1 Relaying denied"], [], "sent", 1),
    "refused for its words": ([], ["554 5.6.0 No"], "refused", 0),
    "cut off after the words": ([], [hang_up], "sent", 2),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_every_answer_of_a_server(box: PostBox, added, caplog, name):
    at_address, at_end, state, times = ANSWERS[name]
    box.at_address, box.at_end = [*at_address], [*at_end]
    key = post_one().key
    with caplog.at_level(logging.DEBUG):
        send_due_letters()
        assert send_due_letters() == 0, "not before its time"
        make_due()
        send_due_letters()

    letter = Letter.objects.get(key=key)
    assert (letter.state, len(box.letters)) == (state, times)
    assert (
        len({message["Message-ID"] for message in box.letters} | {letter["Date"] for letter in box.letters})
        <= 2
    )
    assert "reader@" not in letter.error + caplog.text.replace("aiosmtpd", "") or "mail.log" in caplog.text
    assert letter.tries == (1 if state == "refused" else 2)


def test_a_worker_that_dies_before_its_mark_sends_it_again_under_the_same_id(
    box: PostBox, added, monkeypatch
):
    post_one()

    def die(*args: Any) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(outbox, "_end", die)
        with pytest.raises(KeyboardInterrupt):
            send_due_letters()
    assert send_due_letters() == 0, "taken, and not due before its next try"
    make_due()
    assert send_due_letters() == 1

    assert len(box.letters) == 2
    assert len({letter["Message-ID"] for letter in box.letters}) == 1
    assert not post_letter(Subscription.objects.get(), LetterKind.CHANGES, "changes/1/2026-01-01")
    make_due()
    assert send_due_letters() == 0


def test_a_letter_is_given_up_and_an_address_that_takes_none_is_forgotten(box: PostBox, added, client):
    box.at_address = ["450 4.2.0 Full"] * 6
    key = post_one().key
    for _ in outbox.WAITS:
        make_due()
        send_due_letters()
    letter = Letter.objects.get(key=key)
    assert (letter.state, letter.tries, letter.error) == ("given_up", 6, "SMTPRecipientsRefused 450")
    client.force_login(make_member("Administrator", "ada"))
    assert "1 letter of the last month could not be sent" in client.get("/admin/").content.decode()

    subscription = Subscription.objects.get()
    for number in range(3):
        assert Subscription.objects.get().refusals == number
        box.at_address = ["550 5.1.1 No such person"]
        post_one(subscription, f"changes/1/2026-02-0{number}")
        send_due_letters()
    assert not Subscription.objects.exists()
    assert not Letter.objects.exists()
    assert box.letters == []


def test_200_who_follow_one_list_cost_as_much_to_find_out_as_one(box: PostBox, added):
    def count_queries() -> tuple[int, int]:
        with CaptureQueriesContext(connection) as finding_out:
            telling.tell_of_changes(localdate())
        letters = Letter.objects.filter(state="waiting").count()
        with CaptureQueriesContext(connection) as sending:
            assert send_due_letters() == letters
        return len(finding_out), len(sending)

    subscribe("first@example.org", query="theme=neglect")
    first, sending_one = count_queries()
    for number in range(200):
        subscribe(f"reader-{number}@example.org", query="theme=neglect")
    many, sending_many = count_queries()

    assert many <= first + 1, "the worker was woken up already"
    assert sending_many - sending_one <= 199 * 6
    assert len(box.letters) == 201
    assert box.connections == 2


def test_weekly_letters_come_on_mondays_and_only_what_is_due_is_looked_after(added):
    monday = localdate() - timedelta(days=localdate().weekday())
    rows: dict[str, tuple[dict[str, Any], bool]] = {
        "daily, not today": ({"looked_on": monday + timedelta(days=1)}, True),
        "daily, today": ({"looked_on": monday + timedelta(days=2)}, False),
        "weekly, last week": ({"pace": "weekly", "looked_on": monday - timedelta(days=1)}, True),
        "weekly, this week": ({"pace": "weekly", "looked_on": monday}, False),
        "not confirmed": ({"confirmed_at": None, "looked_on": monday - timedelta(days=9)}, False),
    }
    due = {}
    for number, (name, (fields, is_due)) in enumerate(rows.items()):
        due[subscribe(f"{number}@example.org", **fields).pk] = (name, is_due)
    found = set(Subscription.objects.due(monday + timedelta(days=2)).values_list("pk", flat=True))
    assert found == {pk for pk, (_, is_due) in due.items() if is_due}


def test_moderators_are_told_how_much_waits_and_none_of_its_words(box: PostBox, client):
    moderator = make_member("Moderator", "mo", email="mo@example.org")
    choose_for_account(user=moderator, kind=AlertKind.DECIDED, wanted=True, origin=ORIGIN)
    client.force_login(moderator)
    page = client.get("/admin/mail/").content.decode()
    assert "E-mails would go to mo@example.org" in page
    client.post("/admin/mail/", {"waiting": "yes"})
    assert "You are told, at mo@example.org" in client.get("/admin/mail/").content.decode()

    telling.tell_of_waiting(localdate())
    assert send_due_letters() == 0, "nothing waits"
    Subscription.objects.update(looked_on=localdate() - timedelta(days=1))
    Letter.objects.all().delete()
    make_comment(make_finding(), state="held", body="Her school was named.")
    make_report(kind="recognised", words="It is the girl next door.")
    make_report(kind="wording", words="Nothing for moderators.")
    make_notice(words="It says that she lied.", due_at=timezone.now() - timedelta(days=1))
    make_notice("data", words="For administrators alone.")
    wish_name(user=get_user_model().objects.create_user("reader"), name="Penhaligon")
    telling.tell_of_waiting(localdate())
    telling.tell_of_waiting(localdate())
    assert send_due_letters() == 1
    [letter] = box.letters
    text = read_text(letter)
    assert "1 comment waits for a decision:\nhttp" in text
    assert "1 reader’s report says that somebody could be recognised" in letter["Subject"]
    assert "1 notice or complaint is OVER TIME:\nhttp" in text
    assert "1 notice or complaint waits for its next step:\nhttp" in text
    assert "1 reader’s name waits for a decision:\nhttp" in text
    assert "collection" not in text
    assert "data protection" not in text
    assert "school" not in text + letter["Subject"]
    for word in ("girl", "lied", "Penhaligon"):
        assert word not in text + letter["Subject"]

    client.post("/admin/mail/", {"waiting": "no"})
    assert [*Subscription.objects.values_list("kind", flat=True)] == ["decided"]


def test_whose_account_was_closed_is_told_nothing(box: PostBox):
    moderator = make_member("Moderator", "mo", email="mo@example.org")
    choose_for_account(user=moderator, kind=AlertKind.WAITING, wanted=True, origin=ORIGIN)
    make_report(kind="recognised")
    telling.tell_of_waiting(localdate())
    moderator.is_active = False
    moderator.save()
    assert send_due_letters() == 0
    assert box.letters == []


def test_what_was_never_confirmed_and_old_letters_go(added):
    old, asked_again, confirmed = (
        subscribe(f"{name}@example.org", confirmed_at=None if name != "c" else moment(1)) for name in "abc"
    )
    Letter.objects.create(subscription=asked_again, key="confirm/2/x", kind="confirm")
    for key, state in {"a": "sent", "b": "waiting"}.items():
        Letter.objects.create(
            subscription=confirmed, key=key, kind="changes", state=state,
            posted_at=timezone.now() - timedelta(days=40), ended_at=timezone.now() - timedelta(days=31),
        )  # fmt: skip
    clear_old()
    assert set(Subscription.objects.all()) == {asked_again, confirmed}
    assert set(Letter.objects.values_list("key", flat=True)) == {"confirm/2/x", "b"}
    assert old
