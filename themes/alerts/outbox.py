"""Letters on their way: posted once, sent by the worker, tried again, given up.

Where the worker ends between the server's OK and our mark, or the connection does before the OK, nobody knows whether
the letter was taken. It is then sent again, at the next try: that a finding was withdrawn is better heard twice than
not at all. Both have the same Message-ID and date, by which mailboxes know them for one. Whoever else sends a letter
twice would have to take it from the table twice, and each try is one row taken and put off, in one transaction.
"""

from __future__ import annotations

import contextlib
import smtplib
from collections.abc import Callable
from datetime import datetime, timedelta
from email.utils import format_datetime, parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from themes.alerts.keys import build_link
from themes.alerts.writing import LetterWriter, WrittenLetter
from themes.models import Letter, Subscription
from themes.models.alert import LetterKind, LetterState

SENDING_TASK = "themes.alerts.jobs.send_letters"
# From the first try to the second, and so on; after the last the letter is given up.
WAITS = [timedelta(minutes=minutes) for minutes in (5, 30, 2 * 60, 8 * 60, 24 * 60, 24 * 60)]
MOST_REFUSALS = 3  # of an address in a row, before nothing is sent to it any more


def post_letter(
    subscription: Subscription, kind: LetterKind, key: str, words: dict[str, Any] | None = None
) -> bool:
    """Have a letter written from `words` and sent. False, and nothing else happens, where there was one of this key."""
    _, is_new = Letter.objects.get_or_create(
        key=key, defaults={"subscription": subscription, "kind": kind, "words": words or {}}
    )
    if is_new:
        send_soon()
    return is_new


def send_soon() -> None:
    """Wake the worker up, once this transaction is committed."""
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        app.configure_task(SENDING_TASK, queueing_lock=SENDING_TASK, lock=SENDING_TASK).defer(timestamp=0)


def send_due_letters(should_stop: Callable[[], bool] = lambda: False) -> int:
    """Send all that is due, over one connection; how many were handed over. Five queries a letter at most."""
    writer, post, sent = LetterWriter(), _PostOffice(), 0
    try:
        while not should_stop() and (letter := _take_next()):
            sent += _send(letter, writer, post)
    finally:
        post.close()
    return sent


def count_given_up() -> int:
    """Letters of the last month that were not taken, after all tries."""
    return Letter.objects.filter(state=LetterState.GIVEN_UP).count()


def _take_next() -> Letter | None:
    """The next one that is due. It is not due again before its next try, whatever becomes of this one."""
    now = timezone.now()
    with transaction.atomic():
        waiting = Letter.objects.filter(state=LetterState.WAITING, due_at__lte=now)
        letter = (
            waiting.select_for_update(skip_locked=True, of=("self",))
            .select_related("subscription__user")
            .order_by("due_at", "pk")
            .first()
        )
        if letter is None:
            return None
        letter.due_at = now + WAITS[min(letter.tries, len(WAITS) - 1)]
        letter.tries += 1
        letter.save(update_fields=["due_at", "tries"])
    return letter


def _send(letter: Letter, writer: LetterWriter, post: _PostOffice) -> bool:
    if letter.tries > len(WAITS):
        _end(letter, LetterState.GIVEN_UP, "The worker ended at each try.")
        return False
    address = letter.subscription.address
    written = writer.write(letter) if address else None
    if written is None:
        _end(letter, LetterState.NOTHING)
        return False
    try:
        post.hand_over(_build_message(letter, written, address))
    except OSError as error:  # smtplib's, too
        _record_failure(letter, error)
        return False
    _end(letter, LetterState.SENT)
    if letter.subscription.refusals:
        Subscription.objects.filter(pk=letter.subscription_id).update(refusals=0)
    return True


def _build_message(letter: Letter, written: WrittenLetter, address: str) -> EmailMessage:
    digest = salted_hmac("themes.alerts.outbox", letter.key, algorithm="sha256").hexdigest()[:32]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<{digest}@{domain}>",
        "Date": format_datetime(letter.posted_at),
        "Auto-Submitted": "auto-generated",  # nobody's “out of office” answers it
    }
    if letter.kind != LetterKind.CONFIRM:
        headers |= {
            # RFC 8058: a button of the mail program, which ends it without a page.
            "List-Unsubscribe": f"<{build_link('alert-end', letter.subscription)}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    return EmailMessage(
        written.subject, written.text, settings.DEFAULT_FROM_EMAIL, [address], headers=headers
    )


class _PostOffice:
    """One connection for many letters, opened when there is one, and anew after an error."""

    def __init__(self) -> None:
        self.connection: Any = None

    def hand_over(self, message: EmailMessage) -> None:
        """Raises OSError."""
        try:
            if self.connection is None:
                self.connection = get_connection()
                self.connection.open()
            self.connection.send_messages([message])
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        connection, self.connection = self.connection, None
        if connection:
            with contextlib.suppress(OSError):
                connection.close()


def _end(letter: Letter, state: LetterState, error: str = "") -> None:
    moment: datetime = timezone.now()
    Letter.objects.filter(pk=letter.pk).update(state=state, ended_at=moment, error=error)


def _record_failure(letter: Letter, error: OSError) -> None:
    """By its name and number alone: what the server said names whom the letter is to."""
    code, said = _read_answer(error)
    name = f"{type(error).__name__} {code or ''}".strip()
    # What a server has against us, and not against the address or the letter, ends once somebody has set it right.
    is_for_good = (
        isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError)
        and 550 <= code < 560
        and not said.startswith(b"5.7.")
    )
    if is_for_good:
        _end(letter, LetterState.REFUSED, name)
        if isinstance(error, smtplib.SMTPRecipientsRefused):
            _count_refusal(letter.subscription)
    elif letter.tries >= len(WAITS):
        _end(letter, LetterState.GIVEN_UP, name)
    else:
        Letter.objects.filter(pk=letter.pk).update(error=name)


def _read_answer(error: OSError) -> tuple[int, bytes]:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        [(code, said)] = error.recipients.values()
        return code, said
    if isinstance(error, smtplib.SMTPResponseException):
        answer = error.smtp_error
        return error.smtp_code, answer if isinstance(answer, bytes) else answer.encode()
    return 0, b""


def _count_refusal(subscription: Subscription) -> None:
    """The address takes nothing, again and again: what a reader asked for is ended, and so forgotten."""
    if subscription.user_id is None and subscription.refusals + 1 >= MOST_REFUSALS:
        subscription.delete()
        return
    Subscription.objects.filter(pk=subscription.pk).update(refusals=subscription.refusals + 1)
