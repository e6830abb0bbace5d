"""What is done around signing in while nobody waits: letters, and what is cleared away."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.auth.tokens import default_token_generator
from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from reviews.letters import send_letter
from scr_portal.signing_in.accounts import find_by_email, is_taken
from scr_portal.signing_in.models import SignIn

TRACES_KEPT = timedelta(days=1)
LINKS = {"new": "member_make", "address": "member_use_address"}
MEMBER_SUBJECTS = {
    "new": "Your account at SCR Portal: one step more",
    "address": "A new address for your account at SCR Portal",
    "taken": "You have an account at SCR Portal",
    "deleted": "Your account at SCR Portal is deleted",
}


@app.task(retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def send_new_password_link(email: str, origin: str) -> None:
    """Write to every account with this address; to nobody where there is none, which the visitor is not told."""
    for user in find_by_email(email):
        if user.has_usable_password():  # others sign in elsewhere
            send_link(user, origin)


def send_link(user: User, origin: str) -> None:
    address = reverse(
        "account_reset_password_from_key",
        kwargs={"uidb36": user_pk_to_url_str(user), "key": default_token_generator.make_token(user)},
    )
    words = {"user": user, "origin": origin, "address": f"{origin}{address}"}
    # To the address as the account has it, not as it was typed.
    send_letter("A new password for SCR Portal", "account/email/new_password.txt", words, user.email)


@app.task(retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def tell_of_change(user: int, change: str, to: str = "") -> None:
    """Write to whoever has the account, where it has an address, that how one signs in to it was changed.

    `to` is the address that it had until then, where that is another now.
    """
    account = User.objects.filter(pk=user, is_active=True).first()
    if account and (to or account.email):
        words = {"user": account, "change": change, "contact": settings.OPERATOR_CONTACT}
        send_letter("Your account at SCR Portal", "account/email/changed.txt", words, to or account.email)


@app.task(retry=RetryStrategy(max_attempts=6, exponential_wait=4))
def send_member_letter(to: str, origin: str, kind: str, key: str = "") -> None:
    """Write to an address that somebody gave: `kind` is "new" or "address", with the `key` of the link, or "deleted".

    What has an account already gets no link, but is told so; who gave the address is not.
    """
    template = "taken" if key and is_taken(to) else kind
    words = {
        "origin": origin,
        "address": f"{origin}{reverse(LINKS[kind])}?{urlencode({'key': key})}" if key else "",
        "sign_in": f"{origin}{reverse('member_sign_in')}",
        "forgotten": f"{origin}{reverse('account_reset_password')}",
        "contact": settings.OPERATOR_CONTACT,
    }
    send_letter(MEMBER_SUBJECTS[template], f"account/email/member_{template}.txt", words, to)


@app.periodic(cron="45 3 * * *")
@app.task(queueing_lock="clear_sign_ins")
def clear_sign_ins(timestamp: int) -> None:
    """Forget sessions that are over, and sign-ins of long ago."""
    call_command("clearsessions")
    now = timezone.now()
    SignIn.objects.filter(at__lt=now - timedelta(days=settings.SIGN_IN_LOG_DAYS)).delete()
    SignIn.objects.filter(at__lt=now - TRACES_KEPT).exclude(unknown_name=None).update(unknown_name=None)
    clear_counts()


def clear_counts() -> None:
    """Django forgets what is over in the table of limits only when it is asked for it, or the table is full."""
    with connection.cursor() as cursor:
        table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
        cursor.execute(f"DELETE FROM {table} WHERE expires < now()")  # noqa: S608 (a name of ours)
