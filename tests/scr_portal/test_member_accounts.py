"""Accounts that readers make themselves: made by a link, kept, changed, deleted; and none where it is switched off."""

import json
import re
from types import SimpleNamespace

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from scr_portal.signing_in import jobs, membership
from scr_portal.signing_in.adapters import find_account
from scr_portal.signing_in.guessing import FREE
from scr_portal.signing_in.models import SignIn
from scr_portal.signing_in.urls import urlpatterns
from tests.conftest import SecureClient
from tests.factories import make_article, make_comment, make_member, make_review
from themes.alerts.subscribing import choose_for_account
from themes.discussion.moderation import decide_comment
from themes.discussion.names import decide_name
from themes.enums import CommentState
from themes.models import Comment, Letter, Member, ModerationDecision, Subscription
from themes.models.alert import AlertKind

pytestmark = pytest.mark.django_db

PASSWORD = "four words nobody guesses"
NEW = "other words nobody guesses"
EMAIL = "kim.o'brien@example.org"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OF_READERS = [pattern.name for pattern in urlpatterns if pattern.name.startswith("member_")]


@pytest.fixture(autouse=True)
def discussion(settings):
    settings.DISCUSSION = True
    return settings


@pytest.fixture
def kim() -> User:
    return membership.make_account(email=EMAIL, password=PASSWORD, name="Kim")


def run_jobs() -> list:
    """What was to be sent by now is; the letters, and nothing waits any more."""
    mail.outbox.clear()
    for job in ProcrastinateJob.objects.order_by("id"):
        task = job.task_name.rpartition(".")[2]
        if task in ("send_member_letter", "tell_of_change", "send_new_password_link"):
            getattr(jobs, task)(**job.args)
    ProcrastinateJob.objects.all().delete()
    return list(mail.outbox)


def find_link(letter) -> str:
    return re.findall(r"https://testserver(/\S+)", str(letter.body))[0]


def find_key(page) -> str:
    return re.findall(r'name="key" value="([^"]+)"', page)[0]


def give_password_again(client):
    assert (
        client.post("/account/password/again/", {"password": PASSWORD, "next": "/account/"}).url
        == "/account/"
    )


def sign_in(client, name=EMAIL, password=PASSWORD, **more):
    return client.post("/account/sign-in/", {"username": name, "password": password, **more})


def test_switched_off_nothing_of_it_is_there(client, kim, settings):
    sign_in(client)
    assert client.get("/account/").status_code == 200
    settings.DISCUSSION = False
    found = {}
    for name in OF_READERS:
        for visitor in (client, SecureClient()):
            found[name, visitor.get(reverse(name)).status_code, visitor.post(reverse(name)).status_code] = 1
    pages = [SecureClient().get(address).content.decode() for address in ("/", "/admin/login/", "/privacy/")]

    assert {(get, post) for _, get, post in found} == {(404, 404)}
    assert len(OF_READERS) > 9
    assert client.get("/account/second-step/").status_code == 302  # whoever was signed in is no longer
    assert (
        "do not open an account here"
        in client.post("/admin/login/", {"username": EMAIL, "password": PASSWORD}).content.decode()
    )
    jobs.send_new_password_link(email=EMAIL, origin="https://testserver")
    assert mail.outbox == []
    assert not any(re.search(r'"/account/["sn]', page) for page in pages)
    assert "Only curators" in pages[2]


def test_from_an_address_to_an_account(client):
    then = "/themes/neglect/"
    page = client.get("/account/new/", {"next": then})
    asked = client.post("/account/new/", {"email": " Kim.O'Brien@Example.org ", "next": then})
    assert User.objects.count() == 0  # nothing is kept before the link is followed
    [letter] = run_jobs()
    link = find_link(letter)
    form = client.get(link).content.decode()
    key = find_key(form)
    bad = client.post("/account/new/make/", {"key": key, "name": "Moderator", "password": "short"})
    made = client.post("/account/new/make/", {"key": key, "name": "Kim", "password": PASSWORD})
    user = User.objects.get()
    own = client.get("/account/").content.decode()
    again = SecureClient().get(link)

    assert page["Cache-Control"].count("no-store") == 1
    assert asked.url == "/account/link-sent/"
    assert letter.to == [EMAIL]
    assert "kim.o&#x27;brien@example.org" in form
    assert "Choose another name" in bad.content.decode()
    assert "at least 12 characters" in bad.content.decode()
    assert 'value="Moderator"' in bad.content.decode()  # it need not be typed again
    assert made.url == then
    assert (user.username, user.email, user.is_staff, user.get_all_permissions()) == (
        EMAIL,
        EMAIL,
        False,
        set(),
    )
    assert "We are checking the name" in own
    assert client.get("/admin/").status_code == 302
    assert (again.status_code, "This link has been used" in again.content.decode()) == (410, True)
    for wrong in ("", "nonsense", key[:-1], key.replace(":", ".")):
        assert client.get("/account/new/make/", {"key": wrong}).status_code == 410
        assert client.post("/account/new/make/", {"key": wrong, "name": "A name"}).status_code == 410


def test_nothing_tells_whether_an_address_is_known(client, kim):
    make_member("Curator", "ada", email="ada@example.org")
    closed = User.objects.create_user("gone@example.org", "gone@example.org", is_active=False)
    told = {}
    for number, email in enumerate((EMAIL, "ADA@example.org", closed.email, "stranger@example.org")):
        with CaptureQueriesContext(connection) as captured:
            answer = SecureClient().post("/account/new/", {"email": email}, REMOTE_ADDR=f"192.0.2.{number}")
        told[email] = (answer.status_code, answer.url, len(captured))
    letters = {letter.to[0]: letter.body for letter in run_jobs()}
    wrong = [
        [sign_in(SecureClient(), name, "wrong words").content.decode() for _ in range(FREE + 1)]
        for name in (EMAIL, "stranger@example.org")
    ]
    spelt = [
        sign_in(SecureClient(), name.title(), "x").content.decode()
        for name in (EMAIL, "stranger@example.org")
    ]

    def words(page):
        return re.sub(r'value="[^"]*"', "", page)

    assert len(set(told.values())) == 1
    assert ["There is an account with this address already" in body for body in letters.values()] == [
        *(True, True, True, False)
    ]
    assert not any("/account/new/make/" in body for body in letters.values() if "already" in body)
    assert [words(page) for page in wrong[0]] == [words(page) for page in wrong[1]]
    assert "too many wrong tries" in wrong[0][-1]
    assert ["too many wrong tries" in page for page in spelt] == [True, True]  # however it is written


def test_link_is_sent_three_times_an_hour_to_an_address(client):
    answers = [client.post("/account/new/", {"email": "a@example.org"}).status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]


def test_readers_sign_in_by_their_address_and_staff_by_their_name(client, kim, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    make_member("Curator", "Ada@council", password=PASSWORD)
    own, front = sign_in(client, EMAIL.upper()), client.get("/admin/login/")
    at_the_other = SecureClient().post(
        "/admin/login/", {"username": EMAIL, "password": PASSWORD, "next": "/admin/"}
    )
    staff = sign_in(SecureClient(), "Ada@council")
    signed_out = client.post("/admin/logout/")

    assert (own.url, at_the_other.url, staff.url) == ("/account/", "/admin/", "/account/")
    assert "may not open that page" in front.content.decode()
    assert signed_out["Clear-Site-Data"] == '"cache"'
    assert 'href="/account/sign-in/"' in signed_out.content.decode()
    assert client.get("/account/").url == "/account/sign-in/?next=%2Faccount%2F"
    assert list(SignIn.objects.filter(user=kim).values_list("outcome", flat=True)) == ["signed-in"] * 2


def test_reader_with_a_second_step_gives_it(client, kim):
    TOTP.activate(kim, SECRET)

    assert sign_in(client).url == "/account/second-step/code/"
    assert client.get("/account/").status_code == 302


def test_name_and_password_are_changed(client, kim):
    decide_name(member=kim.member, seen=("Kim", "held"), decision="published", by=None)
    sign_in(client)
    elsewhere = SecureClient()
    sign_in(elsewhere)
    before = client.get("/account/").content.decode()
    refused = client.post("/account/name/", {"name": "SCR Portal"}).content.decode()
    named = client.post("/account/name/", {"name": "Kit"})
    wrong = client.post(
        "/account/password/", {"old_password": "x", "new_password1": NEW, "new_password2": NEW}
    )
    sent = {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    changed = client.post("/account/password/", sent, follow=True).content.decode()
    [letter] = run_jobs()

    assert "Others see “Kim”" in before
    assert "could be taken for somebody who speaks for this site" in refused
    assert named.url == "/account/?changed=name"
    assert (Member.objects.get().display_name, Member.objects.get().name_state) == ("Kit", "held")
    assert wrong.status_code == 200
    assert "Your password was changed." in changed
    assert elsewhere.get("/account/").status_code == 302
    assert "It has a new password." in letter.body


def test_address_is_changed_by_a_link_sent_to_the_new_one(client, kim):
    make_member("Curator", "ada", email="ada@example.org")
    sign_in(client)
    give_password_again(client)
    for email in ("New@example.org", "ada@example.org"):
        assert client.post("/account/address/", {"email": email}).url == "/account/link-sent/"
    new, known = run_jobs()
    stale = find_link(new)
    asked = SecureClient().get(stale)
    kept = User.objects.get(pk=kim.pk).email
    key = find_key(asked.content.decode())
    used = SecureClient().post("/account/address/use/", {"key": key})
    [told] = run_jobs()
    kim.refresh_from_db()

    assert kept == EMAIL  # programs that follow links change nothing
    assert (known.to, "There is an account with this address already" in known.body) == (
        ["ada@example.org"],
        True,
    )
    assert used.url == "/account/?changed=address"
    assert (kim.email, kim.username) == ("new@example.org", "new@example.org")
    assert (told.to, "another e-mail address" in told.body) == ([EMAIL], True)
    assert SecureClient().post("/account/address/use/", {"key": key}).status_code == 410
    assert sign_in(SecureClient(), "new@example.org").url == "/account/"
    assert client.get("/account/").status_code == 200


def test_data_are_taken_and_the_account_is_deleted(client, kim):
    stays = make_comment(
        make_article(make_review()), author=kim, author_name="A reader", body="Ropes were let go."
    )
    decide_name(member=kim.member, seen=("Kim", "held"), decision="published", by=None)
    answer = make_comment(to=stays, author_name="Pat", body="They were.")
    moderator = make_member("Moderator", "mo")
    decide_comment(
        comment=stays, decision=CommentState.REJECTED, by=moderator, reason="names", explanation="A name."
    )
    Comment.objects.filter(pk=stays.pk).update(body="Ropes.")
    decide_comment(comment=stays, decision=CommentState.PUBLISHED, by=moderator)
    choose_for_account(user=kim, kind=AlertKind.WAITING, wanted=True, origin="https://testserver")
    Letter.objects.create(subscription=Subscription.objects.get(), key="waiting/1", kind="waiting")
    sign_in(client)
    client.post("/account/", {"told_of": ["answered"]})
    give_password_again(client)
    data = json.loads(client.get("/account/data/").content)
    unsaid = client.post("/account/delete/").content.decode()
    page = client.post("/account/delete/", {"comments": "take"})
    [letter] = run_jobs()
    stays.refresh_from_db()
    with connection.cursor() as cursor:
        tables = connection.introspection.table_names(cursor)
        rows = []
        for table in tables:
            cursor.execute(f'SELECT row::text FROM "{table}" AS row')  # noqa: S608 - our own tables
            rows += [f"{table}: {text}" for (text,) in cursor.fetchall() if EMAIL in text or "Kim" in text]

    [comment] = data["comments"]
    assert (data["address"], data["name_shown"], comment["body"]) == (EMAIL, "Kim", "Ropes.")
    assert [wording["body"] for wording in comment["earlier_wordings"]] == ["Ropes were let go."]
    assert [(each["decision"], each["explanation"]) for each in comment["decisions"]] == [
        ("rejected", "A name."),
        ("published", ""),
    ]
    assert "mo" not in {str(value) for each in comment["decisions"] for value in each.values()}
    assert {
        each["kind"]: [letter["kind"] for letter in each["letters"]] for each in data["letters_wanted"]
    } == {
        "waiting": ["waiting"],
        "answered": [],
    }
    assert [row["outcome"] for row in data["sign_ins"]] == ["signed-in"]
    assert "Choose what stands beside your comments." in unsaid
    assert page["Clear-Site-Data"] == '"cache"'
    assert (letter.to, "was deleted" in letter.body) == ([EMAIL], True)
    assert rows == []
    assert (stays.author, stays.author_name, stays.state) == (None, "A reader", "published")
    assert Comment.objects.get(pk=answer.pk).parent_id == stays.pk
    assert client.get("/account/").status_code == 302


def test_name_stays_on_wish_and_old_decisions_keep_their_account(client, kim):
    comment = make_comment(make_article(make_review()), author=kim, author_name="Kim")
    decision = ModerationDecision.objects.create(comment=comment, decision="held", by=kim)
    decide_name(member=kim.member, seen=("Kim", "held"), decision="published", by=None)
    sign_in(client)
    give_password_again(client)
    refused = client.post("/account/delete/", {"comments": "keep"}).content.decode()
    assert "ask an administrator to close it" in refused
    assert User.objects.filter(pk=kim.pk).exists()
    decision.delete()

    client.post("/account/delete/", {"comments": "keep"})

    comment.refresh_from_db()
    assert (comment.author, comment.author_name) == (None, "Kim")


def test_password_is_asked_for_again_before_what_cannot_be_undone(client, kim):
    sign_in(client)
    led = [client.get(f"/account/{name}/").url for name in ("address", "data", "delete")]

    assert [url.partition("?")[0] for url in led] == ["/account/password/again/"] * 3


def test_accounts_of_staff_are_kept_by_administrators(client, settings):
    ada = make_member("Curator", "ada", password=PASSWORD, email="ada@example.org")
    client.force_login(ada)
    page = client.get("/account/").content.decode()
    led = {client.get(f"/account/{name}/").url for name in ("address", "password", "data", "delete")}
    client.post("/account/name/", {"name": "Kit"})
    settings.REQUIRE_SECOND_FACTOR = True

    assert "An administrator keeps your address." in page
    assert led == {"/account/"}
    assert ada.member.display_name == "Kit"
    assert client.get("/account/").url.startswith("/account/second-step/")


def test_administrator_closes_an_account_and_a_reader_who_joins_the_staff_is_one_person(client, kim):
    client.force_login(make_member("Administrator", "root"))
    address = reverse("admin:auth_user_change", args=[kim.pk])
    reader = SecureClient()
    sign_in(reader)
    page = client.get(address).content.decode()
    closed = client.post(address, {"is_staff": "", "email": "other@example.org"})
    kim.refresh_from_db()

    assert 'name="email"' not in page
    assert (closed.status_code, kim.is_active, kim.email) == (302, False, EMAIL)
    assert reader.get("/account/").status_code == 302
    User.objects.filter(pk=kim.pk).update(is_active=True)
    staff = make_member("Curator", "kim", email=EMAIL)
    told = SimpleNamespace(email_addresses=[SimpleNamespace(email=EMAIL, verified=True)])
    assert find_account(told) == (staff, "")
