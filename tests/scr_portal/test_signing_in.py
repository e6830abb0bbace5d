"""Signing in: guessing is slowed down, what is written down, new passwords by mail, the second step."""

import re
from datetime import timedelta
from html import unescape
from io import StringIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, hotp_value, yield_hotp_counters_from_time
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import get_resolver, reverse
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from scr_portal.kept_forms import KeptForm
from scr_portal.signing_in import jobs
from scr_portal.signing_in.guessing import FREE, Guesser, find_pause, read_network, trace_name
from scr_portal.signing_in.models import SignIn, SignInOutcome
from scr_portal.signing_in.second_factor import reset_second_factor
from scr_portal.signing_in.urls import urlpatterns
from tests.conftest import SecureClient
from tests.factories import make_member
from tests.test_hostile_addresses import HOSTILE

pytestmark = pytest.mark.django_db

PASSWORD = "four words nobody guesses"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
WRONG = "This name and this password do not open an account here."
TOO_SOON = "There were too many wrong tries."


@pytest.fixture
def ada() -> User:
    return make_member("Administrator", "ada", password=PASSWORD, email="Ada@example.org")


@pytest.fixture
def required(settings) -> None:
    settings.REQUIRE_SECOND_FACTOR = True


def sign_in(client, name="ada", password=PASSWORD, address="192.0.2.7", **more):
    data = {"username": name, "password": password, **more}
    return client.post("/admin/login/", data, REMOTE_ADDR=address)


def code_now(secret=SECRET) -> str:
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


def outcomes(**of) -> list[str]:
    return list(SignIn.objects.filter(**of).order_by("at", "pk").values_list("outcome", flat=True))


# Guessing


@pytest.mark.parametrize("name", ["ada", "nobody"])
def test_wrong_tries_are_slowed_down_and_the_page_says_until_when(client, ada, name):
    answers = [sign_in(client, name, "wrong").content.decode() for _ in range(FREE + 5)]
    right = sign_in(client, name).content.decode()

    assert [WRONG in page for page in answers] == [True] * FREE + [False] * 5
    assert [TOO_SOON in page for page in answers] == [False] * FREE + [True] * 5
    assert re.search(r"You can try again in 1 minute, at \d\d:\d\d\.", answers[-1])
    assert TOO_SOON in right  # else the right one could be found meanwhile
    assert len(outcomes(outcome="wrong-password")) == FREE  # what came too soon does not count


def test_nobody_is_shut_out_from_elsewhere(client, ada):
    for _ in range(FREE + 1):
        sign_in(client, password="wrong", address="198.51.100.1")

    assert sign_in(SecureClient(), address="198.51.100.200")["Content-Type"]
    assert TOO_SOON in sign_in(SecureClient(), address="198.51.100.200").content.decode()  # the same range
    assert sign_in(client, address="192.0.2.7").status_code == 302


def test_pause_grows_and_ends(ada):
    guesser = Guesser("192.0.2.0/24", user=ada)
    now = timezone.now()
    pauses = []
    for number in range(FREE + 9):
        SignIn.objects.create(user=ada, network=guesser.network, outcome="wrong-password", at=now)
        allowed_at = find_pause(guesser)
        pauses.append(round((allowed_at - now) / timedelta(minutes=1)) if allowed_at else 0)
        assert len(pauses) == number + 1

    assert pauses == [0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 60, 60, 60, 60]
    SignIn.objects.update(at=now - timedelta(minutes=61))
    assert find_pause(guesser) is None


def test_signing_in_forgives_and_a_right_password_alone_does_not(client, ada):
    TOTP.activate(ada, SECRET)
    for _ in range(FREE - 1):
        sign_in(client, password="wrong")
    sign_in(client)
    assert (
        TOO_SOON
        not in client.post(
            "/account/second-step/code/", {"code": "1"}, REMOTE_ADDR="192.0.2.7"
        ).content.decode()
    )
    page = client.post("/account/second-step/code/", {"code": code_now()}, REMOTE_ADDR="192.0.2.7")

    assert TOO_SOON in page.content.decode()  # codes and passwords count together
    SignIn.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert (
        client.post("/account/second-step/code/", {"code": code_now()}, REMOTE_ADDR="192.0.2.7").status_code
        == 302
    )
    assert find_pause(Guesser("192.0.2.0/24", user=ada)) is None


def test_right_passwords_hide_no_wrong_codes(ada):
    """Whoever has the password could give it a hundred times, and then guess codes anew."""
    guesser = Guesser("192.0.2.0/24", user=ada)
    for outcome in [SignInOutcome.WRONG_CODE] * FREE + [SignInOutcome.PASSWORD_RIGHT] * 100:
        guesser.record(outcome)

    assert find_pause(guesser)


def test_right_password_of_somebody_who_went_no_further_stays_in_the_log(client, ada):
    TOTP.activate(ada, SECRET)
    sign_in(SecureClient())
    sign_in(client)
    client.post("/account/second-step/code/", {"code": code_now()}, REMOTE_ADDR="192.0.2.7")

    assert outcomes(user=ada) == ["password-right", "signed-in"]


def test_try_is_counted_before_it_is_looked_at(client, ada, monkeypatch):
    """Many at once are no way round it."""
    seen: list[list[str]] = []

    def look(*arguments, **options):
        seen.append(outcomes(user=ada))
        return False, False

    monkeypatch.setattr("django.contrib.auth.hashers.verify_password", look)

    sign_in(client)

    assert seen == [["wrong-password"]]


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.77", "192.0.2.0/24"),
        ("2001:db8:1:2:3::4", "2001:db8:1::/48"),
        ("::ffff:192.0.2.77", "192.0.2.0/24"),
        ("", ""),
    ],
)
def test_addresses_are_truncated(rf, address, network):
    assert read_network(rf.get("/", REMOTE_ADDR=address)) == network


def test_behind_a_proxy_the_address_is_what_it_says(rf, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1

    told = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "203.0.113.9, 192.0.2.5"})
    nonsense = rf.get("/", REMOTE_ADDR="10.0.0.1", headers={"X-Forwarded-For": "<b>"})

    assert (read_network(told), read_network(nonsense)) == ("192.0.2.0/24", "")


# The log


def test_what_was_typed_for_a_name_is_not_kept(client, ada):
    sign_in(client, "my secret password", "ada")
    row = SignIn.objects.get()

    assert (row.user, row.who, row.outcome) == (None, "A name that no account has", "wrong-password")
    assert row.unknown_name == trace_name("my secret password") < 2**15
    assert "secret" not in str(SignIn.objects.values())


def test_sign_in_is_written_down_with_account_time_and_truncated_address(client, ada):
    sign_in(client, password="wrong")
    sign_in(client)

    assert list(SignIn.objects.order_by("at").values_list("user", "network", "outcome", "way")) == [
        (ada.pk, "192.0.2.0/24", "wrong-password", ""),
        (ada.pk, "192.0.2.0/24", "signed-in", "password"),
    ]


def test_administrators_see_the_log_and_change_nothing(client, ada):
    sign_in(client, "my secret password")
    client.force_login(ada)

    page = client.get(reverse("admin:signing_in_signin_changelist")).content.decode()
    row = client.get(reverse("admin:signing_in_signin_change", args=[SignIn.objects.get().pk]))

    assert "A name that no account has" in page
    assert "192.0.2.0/24" in page
    assert (row.status_code, b"_save" in row.content) == (200, False)


def test_job_forgets_what_is_over(client, ada, settings):
    now = timezone.now()
    client.force_login(ada)
    Session.objects.create(session_key="over", session_data="", expire_date=now - timedelta(hours=1))
    for days, trace in ((91, None), (2, 7), (0, 8)):
        SignIn.objects.create(unknown_name=trace, outcome="wrong-password", at=now - timedelta(days=days))
    cache.clear()  # of what others counted
    cache.set("over", 1, timeout=-1)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO signing_in_cache "
            "VALUES ('a', '', now() - interval '1 hour'), ('b', '', now() + interval '1 hour')"
        )

    jobs.clear_sign_ins(timestamp=0)

    assert [session.session_key for session in Session.objects.all()] == [client.session.session_key]
    assert set(SignIn.objects.values_list("unknown_name", flat=True)) == {None, 8}
    assert SignIn.objects.count() == 2
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM signing_in_cache")
        assert cursor.fetchall() == [("b",)]


# Where it leads


@pytest.mark.parametrize(
    "address",
    [
        "https://elsewhere.example/",
        "//elsewhere.example",
        "/\\elsewhere.example",
        "javascript:alert(1)",
        "\x00",
        "x" * 9000,
    ],
)
def test_unsafe_next_leads_to_the_front_page(client, ada, address):
    answer = sign_in(client, next=address)

    assert answer.status_code == 302
    where = urlsplit(answer["Location"])
    assert where.netloc == ""
    assert where.path == "/admin/" or address == "x" * 9000


def test_safe_next_is_followed(client, ada):
    assert sign_in(client, next="/admin/themes/theme/?q=a")["Location"] == "/admin/themes/theme/?q=a"


def test_signing_out_takes_the_pages_and_not_the_list(client, ada):
    client.force_login(ada)

    answer = client.post("/admin/logout/")

    assert answer["Clear-Site-Data"] == '"cache"'  # "storage" would take the list that readers keep
    assert "You are signed out" in answer.content.decode()
    assert client.get("/admin/").status_code == 302
    client.force_login(ada)
    assert client.get("/admin/logout/").url == "/admin/"
    assert "_auth_user_id" in client.session


def test_there_is_no_page_to_make_an_account(client, settings):
    settings.DISCUSSION = False
    names = {name for name in get_resolver().reverse_dict if isinstance(name, str)}

    assert {name for name in names if "signup" in name} == set()
    for address in ("/accounts/signup/", "/account/signup/", "/account/", "/account/email/"):
        assert client.get(address).status_code == 404, address


def test_anonymous_visitor_gets_no_session(client, required):
    client.get("/accessibility/")
    with CaptureQueriesContext(connection) as captured:
        answer = client.get("/accessibility/")

    assert answer.cookies == {}
    assert len(captured) <= 1  # the version of the collection


# New passwords by mail


def ask_for_link(client, email):
    answer = client.post("/account/password/forgotten/", {"email": email})
    job = (
        ProcrastinateJob.objects.filter(task_name__endswith="send_new_password_link").order_by("-id").first()
    )
    return answer, job


def test_new_password_by_mail(client, ada):
    for _ in range(FREE + 1):
        sign_in(client, password="wrong", address="127.0.0.1")
    answer, job = ask_for_link(client, "ada@EXAMPLE.org")
    jobs.send_new_password_link(**job.args)
    [letter] = mail.outbox
    link = re.findall(r"https://testserver(/\S+)", str(letter.body))[0]
    form = client.get(link, follow=True)
    action = form.redirect_chain[-1][0]
    weak = client.post(action, {"password1": "short", "password2": "short"})
    new = "other words nobody guesses"
    done = client.post(action, {"password1": new, "password2": new})

    assert answer["Location"] == "/account/password/sent/"
    assert letter.to == ["Ada@example.org"]  # as the account has it
    assert "Your name to sign in with is ada." in letter.body
    assert "12 characters" in weak.content.decode()
    assert done["Location"] == "/account/password/changed/"
    assert sign_in(client, password=new, address="127.0.0.1").status_code == 302  # no pause is left
    used = SecureClient().get(link, follow=True).content.decode()
    assert "This link has been used or is too old" in used


def test_nothing_tells_whether_an_address_is_known(client, ada):
    def everything(email):
        answer, job = ask_for_link(client, email)
        return answer.status_code, answer["Location"], set(job.args)

    everything("first@example.org")
    with CaptureQueriesContext(connection) as known:
        first = everything("ada@example.org")
    with CaptureQueriesContext(connection) as unknown:
        second = everything("not@example.org")

    assert (len(known), first) == (len(unknown), second)
    jobs.send_new_password_link("not@example.org", "https://testserver")
    jobs.send_new_password_link("", "https://testserver")

    assert mail.outbox == []


def test_look_alike_letters_and_closed_accounts_get_no_letter(ada):
    ada.email = "mıke@example.org"
    ada.save()
    jobs.send_new_password_link("mike@example.org", "https://testserver")
    User.objects.filter(pk=ada.pk).update(email="ada@example.org", is_active=False)
    jobs.send_new_password_link("ada@example.org", "https://testserver")
    User.objects.filter(pk=ada.pk).update(email="sam@example.org", is_active=True)
    jobs.send_new_password_link("\u017fam@example.org", "https://testserver")  # another mailbox

    assert mail.outbox == []


@pytest.mark.parametrize("key", ["x-y", "9-aaa-bbb", "zzzzzzzzzzzzzz-set-password"])
def test_made_up_links_are_refused_in_words(client, key):
    page = client.get(f"/account/password/new/{key}/").content.decode()

    assert "This link has been used or is too old" in page


def test_asking_too_often_is_refused(client, ada):
    answers = [ask_for_link(client, "ada@example.org")[0] for _ in range(4)]

    assert [answer.status_code for answer in answers] == [302, 302, 302, 429]
    assert "That was too often" in answers[-1].content.decode()


def test_first_page_says_where_mail_stays(client, ada, settings):
    client.force_login(ada)
    assert "Mail is not sent from here" in client.get("/admin/").content.decode()

    settings.SENDS_MAIL = True
    assert "Mail is not sent from here" not in client.get("/admin/").content.decode()


# The second step


def set_up_app(client) -> str:
    page = client.get("/account/second-step/app/").content.decode()
    secret = re.findall(r"portal-app-key\">(\w+)<", page)[0]
    picture = client.get("/account/second-step/app/picture.svg")
    assert picture["Content-Type"] == "image/svg+xml"
    assert "no-store" in picture["Cache-Control"]
    client.post("/account/second-step/app/", {"code": code_now(secret)})
    return secret


@pytest.mark.django_db(transaction=True)  # it is known once it is saved
def test_whoever_owes_the_second_step_sets_it_up_and_comes_in(client, ada, required):
    first = sign_in(client)
    led = client.get(first["Location"], follow=True)
    closed = [
        client.get(address).status_code for address in ("/admin/", "/admin/themes/theme/", "/styleguide/")
    ]
    set_up_app(client)

    assert led.redirect_chain[-1][0].startswith("/account/second-step/")
    assert "Before you can use the workspace, set up a second step" in led.content.decode()
    assert closed == [302] * 3
    assert client.get("/admin/").status_code == 200
    assert (
        len(
            re.findall(r"<li>\d{8}</li>", client.get("/account/second-step/recovery-codes/").content.decode())
        )
        == 10
    )


def test_no_address_of_the_workspace_opens_before_the_second_step(client, ada, required):
    client.force_login(ada)
    names = get_resolver().namespace_dict["admin"][1].reverse_dict
    opened = set()
    for name in {name for name in names if isinstance(name, str)} - {"login", "logout"}:
        [(_, arguments), *_] = names.getlist(name)[0][0]
        address = reverse(f"admin:{name}", args=["themes"] if name == "app_list" else [1 for _ in arguments])
        for ask in (client.get, client.post):
            answer = ask(address, headers={"Sec-Fetch-Mode": "cors"})
            if not answer.get("Location", "").startswith(("/admin/login/", "/admin/")):
                opened.add((name, answer.status_code))

    assert len(names) > 100
    assert opened == set()
    assert client.get("/admin/login/elsewhere/").status_code == 302
    assert client.get("/admin/logout/elsewhere/").status_code == 302


def test_code_and_recovery_code_open_and_each_only_once(client, ada, required):
    TOTP.activate(ada, SECRET)
    recovery = RecoveryCodes.activate(ada).get_unused_codes()[0]
    code = code_now()
    for given in (code, recovery):
        browser = SecureClient()
        assert sign_in(browser)["Location"] == "/account/second-step/code/"
        assert browser.get("/admin/").status_code == 302
        assert browser.post("/account/second-step/code/", {"code": given}).status_code == 302
        assert browser.get("/admin/").status_code == 200
        again = SecureClient()
        sign_in(again)
        assert (
            "This code is not right"
            in again.post("/account/second-step/code/", {"code": given}).content.decode()
        )

    ways = set(SignIn.objects.filter(outcome="signed-in").values_list("way", flat=True))
    assert ways == {"password and a code of the app", "password and a recovery code"}


@pytest.mark.django_db(transaction=True)  # it is known once it is saved
def test_session_from_before_the_second_step_gets_no_further_by_it(ada, required):
    """Somebody with the password was in first; then its owner sets up a second step."""
    other, owner = SecureClient(), SecureClient()
    sign_in(other)
    sign_in(owner)
    set_up_app(owner)

    assert owner.get("/admin/").status_code == 200
    assert other.get("/admin/").status_code == 302
    led = other.get("/admin/login/?next=/admin/", follow=True).redirect_chain[-1][0]
    assert led == "/account/second-step/again/?next=%2Fadmin%2F"
    with_password = other.get("/account/password/again/?next=/account/second-step/app/remove/")
    assert with_password["Location"].startswith("/account/second-step/again/")  # which takes a code
    other.post("/account/second-step/app/remove/")
    assert Authenticator.objects.filter(user=ada, type="totp").exists()


def test_typed_words_come_through_both_steps(client, ada, required):
    TOTP.activate(ada, SECRET)
    asked = client.post(
        "/admin/themes/knowngap/add/", {"topic": "What nobody asked."}, REMOTE_ADDR="192.0.2.7"
    )
    kept = {"kept": unescape_kept(asked)}
    step = sign_in(client, **kept)
    wrong = client.post("/account/second-step/code/", {"code": "1", "kept": unescape_kept(step)})
    back = client.post("/account/second-step/code/", {"code": code_now(), "kept": unescape_kept(wrong)})

    assert "Second step" in step.content.decode()
    assert "What nobody asked.</textarea>" in back.content.decode()
    assert 'action="/admin/themes/knowngap/add/"' in back.content.decode()


@pytest.mark.parametrize("over", ["the second step", "the token"])
def test_typed_words_outlive_a_second_step_that_took_too_long(ada, required, over):
    client = SecureClient(enforce_csrf_checks=True)
    TOTP.activate(ada, SECRET)
    page = client.get("/admin/login/").content.decode()
    token = re.findall(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[0]
    kept = KeptForm("/admin/themes/knowngap/add/", [("topic", "What nobody asked.")], []).as_json
    from_here = {"Origin": "https://testserver"}
    client.post(
        "/admin/login/",
        {"username": "ada", "password": PASSWORD, "kept": kept, "csrfmiddlewaretoken": token},
        headers=from_here,
    )
    if over == "the second step":
        session = client.session
        del session["account_login"]
        session.save()
    else:
        token = ""

    late = client.post(
        "/account/second-step/code/",
        {"code": code_now(), "kept": kept, "csrfmiddlewaretoken": token},
        headers=from_here,
    )

    assert "What nobody asked." in unescape_kept(late)
    assert "What you typed is kept: sign in, and it is there again." in late.content.decode()


def unescape_kept(page) -> str:
    return unescape(
        re.findall(r'name="kept" hidden aria-hidden="true">\n(.*?)</textarea>', page.content.decode())[0]
    )


def test_typed_words_are_shown_to_whoever_must_set_it_up_first(client, ada, required):
    asked = client.post("/admin/themes/knowngap/add/", {"topic": "What nobody asked."})
    page = sign_in(client, kept=unescape_kept(asked)).content.decode()

    assert "What nobody asked." in page
    assert "It can be sent once your second step is set up." in page


def test_signing_in_as_somebody_else_ends_the_session_before(client, ada):
    make_member("Curator", "bob", password=PASSWORD)
    sign_in(client)
    before = client.session.session_key
    TOTP.activate(User.objects.get(username="bob"), SECRET)

    sign_in(client, "bob")

    assert not Session.objects.filter(session_key=before).exists()
    assert client.get("/admin/").status_code == 302
    assert outcomes(user__username="bob") == [SignInOutcome.PASSWORD_RIGHT]


def test_setting_off_asks_only_those_who_set_one_up(client, ada):
    assert sign_in(client)["Location"] == "/admin/"
    TOTP.activate(ada, SECRET)

    assert sign_in(SecureClient())["Location"] == "/account/second-step/code/"


def test_readers_accounts_owe_nothing(client, required):
    User.objects.create_user("reader", password=PASSWORD)
    sign_in(client, "reader")

    assert client.session["_auth_user_id"]
    assert (
        "You are signed in as reader, and this account may not open that page."
        in client.get("/admin/", follow=True).content.decode()
    )


def test_administrator_takes_a_lost_second_step_away(client, ada, required, settings):
    bob = make_member("Curator", "bob", password=PASSWORD)
    TOTP.activate(bob, SECRET)
    RecoveryCodes.activate(bob)
    theirs = SecureClient()
    theirs.force_login(bob)
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(ada)
    address = reverse("admin:auth_user_second_step", args=[bob.pk])
    asked = client.get(address).content.decode()
    kept = Authenticator.objects.count()

    done = client.post(address, follow=True).content.decode()

    assert "Be sure that it is they who ask" in asked
    assert (kept, Authenticator.objects.count()) == (2, 0)
    assert "Bob is signed out everywhere" in done
    assert not Session.objects.filter(session_key=theirs.session.session_key).exists()
    assert outcomes(user=bob) == [SignInOutcome.SECOND_STEP_REMOVED]


def test_administrator_cannot_take_it_from_somebody_who_may_do_more(client, ada):
    boss = User.objects.create_superuser("boss", password=PASSWORD)
    TOTP.activate(boss, SECRET)
    client.force_login(ada)

    assert client.post(reverse("admin:auth_user_second_step", args=[boss.pk])).status_code == 403
    assert Authenticator.objects.filter(user=boss).exists()


def test_command_takes_it_away(ada):
    TOTP.activate(ada, SECRET)
    said = StringIO()

    call_command("reset_second_factor", "ada", stdout=said)

    assert not Authenticator.objects.exists()
    assert "1 part of ada’s second step taken away" in said.getvalue()
    with pytest.raises(CommandError, match="There is no account “nobody”"):
        call_command("reset_second_factor", "nobody")
    assert reset_second_factor(ada) == 0


# Every page


def list_pages() -> list[str]:
    made: dict[str, dict[str, Any]] = {
        "account_reset_password_from_key": {"uidb36": "1", "key": "a-b"},
        "mfa_remove_webauthn": {"pk": 1},
        "mfa_edit_webauthn": {"pk": 1},
        "openid_connect_login": {"provider_id": "oidc"},
        "openid_connect_callback": {"provider_id": "oidc"},
    }
    return [reverse(pattern.name, kwargs=made.get(pattern.name)) for pattern in urlpatterns]


@pytest.mark.parametrize("who", ["nobody", "owing", "with-a-step"])
def test_no_page_fails_and_none_is_kept_whatever_it_is_asked(client, ada, required, settings, who):
    settings.DISCUSSION = who != "owing"
    client.raise_request_exception = False
    if who != "nobody":
        sign_in(client)
    if who == "with-a-step":
        set_up_app(client)
    failed, stored = [], []
    for number, address in enumerate(list_pages()):
        for place, name in enumerate(
            ("next", "state", "code", "error", "process", "credential", "kept", "username")
        ):
            value = HOSTILE[(number + place) % len(HOSTILE)]
            for ask in (client.get, client.post):
                if ask == client.post and "logout" in address:
                    continue
                answer = ask(address, {name: value})
                if answer.status_code >= 500:
                    failed.append((address, name, value))
                if "no-store" not in answer.get("Cache-Control", ""):
                    stored.append(address)

    assert len(list_pages()) > 20
    assert failed == []
    assert set(stored) == set()


def test_no_account_page_has_anything_inline(client, ada, required, settings):
    settings.DISCUSSION = True
    sign_in(client)
    answers = [client.get(address, follow=True) for address in list_pages()]
    set_up_app(client)
    answers += [client.get(address, follow=True) for address in list_pages()]
    pages = [answer.content.decode() for answer in answers if answer["Content-Type"].startswith("text/html")]

    assert len(set(pages)) > 12
    for page in filter(None, pages):
        scripts = re.findall(r"<script([^>]*)>", page)
        assert all("src=" in given or 'type="application/json"' in given for given in scripts)
        assert not re.search(r"<style|\sstyle=|\son\w+=|\"data:", page)
        assert page.count("<h1") == 1
        assert page.count("SCR Portal") > 1  # and not the host's name, as allauth has it
        assert "Need help?" in page
        assert "999" in page
