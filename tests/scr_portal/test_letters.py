"""Whoever has an account is told when how one signs in to it was changed, and by whatever way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core import mail
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from scr_portal.signing_in import jobs
from scr_portal.signing_in.second_factor import reset_second_factor
from tests.factories import make_member
from tests.scr_portal.test_signing_in import set_up_app

pytestmark = pytest.mark.django_db

PASSWORD = "four words nobody guesses"
NEW = "other words nobody guesses"


@pytest.fixture
def ada(client) -> User:
    user = make_member("Administrator", "ada", password=PASSWORD, email="ada@example.org")
    client.force_login(user)  # so they have signed in before
    return user


def send_letters() -> list[str]:
    """What the worker would send."""
    for job in ProcrastinateJob.objects.filter(task_name__endswith="tell_of_change").order_by("id"):
        jobs.tell_of_change(**job.args)
    return [str(letter.body) for letter in mail.outbox if letter.to == ["ada@example.org"]]


def change_own_password(client: Any, ada: User) -> None:
    client.post(
        "/admin/password_change/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW}
    )


def set_password_of_another(client: Any, ada: User) -> None:
    client.force_login(make_member("Administrator", "bob"))
    sent = {"password1": NEW, "password2": NEW, "usable_password": "true"}
    client.post(reverse("admin:auth_user_password_change", args=[ada.pk]), sent)


def follow_link(client: Any, ada: User) -> None:
    ada.refresh_from_db()
    key = default_token_generator.make_token(ada)
    address = reverse(
        "account_reset_password_from_key", kwargs={"uidb36": jobs.user_pk_to_url_str(ada), "key": key}
    )
    action = client.get(address, follow=True).redirect_chain[-1][0]
    client.post(action, {"password1": NEW, "password2": NEW})


@pytest.mark.parametrize("change", [change_own_password, set_password_of_another, follow_link])
def test_of_a_new_password(client, ada, settings, change: Callable[[Any, User], None]):
    settings.OPERATOR_CONTACT = "help@example.org"
    change(client, ada)
    ada.refresh_from_db()

    [letter] = send_letters()

    assert ada.check_password(NEW)
    assert "It has a new password." in letter
    assert "tell whoever runs the site at once: help@example.org." in letter
    assert NEW not in letter


def test_of_a_second_step_taken_away_or_set_anew(client, ada):
    TOTP.activate(ada, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    RecoveryCodes.activate(ada)
    reset_second_factor(ada)

    assert "Its second step was taken away" in send_letters()[-1]


@pytest.mark.django_db(transaction=True)  # it is told once it is saved
@pytest.mark.parametrize("way", ["app", "recovery-codes"])
def test_of_what_is_changed_on_the_pages_of_the_second_step(client, ada, way):
    set_up_app(client)
    if way == "recovery-codes":
        client.post("/account/second-step/recovery-codes/new/")

    said = " ".join(send_letters())

    assert "An app on a phone was set up as its second step." in said
    assert ("It has new recovery codes." in said) or way == "app"


def test_nobody_is_told_of_an_account_that_was_only_opened(db):
    make_member("Curator", "new", password=PASSWORD, email="new@example.org")

    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize("without", [{"email": ""}, {"is_active": False}])
def test_without_an_address_or_closed_nothing_is_sent(client, ada, without):
    User.objects.filter(pk=ada.pk).update(**without)

    jobs.tell_of_change(ada.pk, "It has a new password.")

    assert mail.outbox == []


@pytest.mark.parametrize(("length", "is_taken"), [(128, True), (129, False)])
def test_password_has_a_greatest_length(client, ada, length, is_taken):
    new = ("other words nobody guesses " * 6)[:length].strip().ljust(length, "x")
    sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}

    page = client.post("/admin/password_change/", sent, follow=True).content.decode()

    ada.refresh_from_db()
    assert ada.check_password(new) == is_taken
    assert ("at most 128 characters." in page.partition("errorlist")[2]) != is_taken
