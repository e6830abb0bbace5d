"""Guessing passwords and codes is slowed down, for each name from each range of addresses.

Each wrong try after the first few makes the pause before the next one twice as long. Nobody can be shut out from
elsewhere by it; and where somebody near tries for them again and again, a new password by e-mail ends it.
Counted is in the log of sign-ins, so it holds for all processes and after a restart.
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from reviews.plurals import count_things
from scr_portal.signing_in.models import SignIn, SignInOutcome

FREE = 5  # wrong tries without a pause
FIRST_PAUSE = timedelta(minutes=1)
LONGEST_PAUSE = timedelta(hours=1)
COUNTED = timedelta(days=1)
WRONG = {SignInOutcome.WRONG_PASSWORD, SignInOutcome.WRONG_CODE}
FORGIVES = {SignInOutcome.SIGNED_IN, SignInOutcome.NEW_PASSWORD}
NETWORKS = {4: 24, 6: 48}  # bits of an address that are kept


@dataclass(frozen=True)
class Guesser:
    """A name, and where it is typed: an account, or a trace of a name that none has."""

    network: str
    user: Any = None
    unknown_name: int | None = None

    @property
    def key(self) -> str:
        return f"{self.user.pk if self.user else f'?{self.unknown_name}'} {self.network}"

    def select(self):
        return SignIn.objects.filter(user=self.user, unknown_name=self.unknown_name, network=self.network)

    def record(self, outcome: str, way: str = "") -> SignIn:
        return SignIn.objects.create(
            user=self.user, unknown_name=self.unknown_name, network=self.network, outcome=outcome, way=way
        )


def find_guesser(request: HttpRequest, name: str) -> Guesser:
    user = get_user_model()._default_manager.filter(username=name.replace("\0", "")).first()
    if user:
        return Guesser(read_network(request), user=user)
    return Guesser(read_network(request), unknown_name=trace_name(name))


def trace_name(name: str) -> int:
    """Enough to tell that the same was tried again, and too little to find out what: it may be a password."""
    digest = salted_hmac("scr_portal.signing_in", name, algorithm="sha256").digest()
    return int.from_bytes(digest[:2], "big") >> 1


def read_network(request: HttpRequest) -> str:
    """The range that the visitor's address is in, such as 192.0.2.0/24."""
    try:
        address = ipaddress.ip_address(get_adapter().get_client_ip(request))
    except (PermissionDenied, ValueError):  # a socket that has none
        return ""
    address = getattr(address, "ipv4_mapped", None) or address
    return str(ipaddress.ip_network((address, NETWORKS[address.version]), strict=False))


def begin_try(guesser: Guesser, wrong: str) -> SignIn:
    """Write a try down as a `wrong` one, before it is looked at, so that none goes uncounted.

    Raises ValidationError, with the words for the form, where it comes too soon.
    """
    with transaction.atomic():
        with connection.cursor() as cursor:  # one after the other
            cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 16))", [guesser.key])
        if allowed_at := find_pause(guesser):
            raise ValidationError(describe_pause(allowed_at), code="too_soon")
        return guesser.record(wrong)


def find_pause(guesser: Guesser) -> datetime | None:
    """When the next try is looked at; None is now."""
    now = timezone.now()
    times = []
    told = guesser.select().filter(at__gt=now - COUNTED, outcome__in=WRONG | FORGIVES)
    for outcome, at in told.values_list("outcome", "at")[:100]:
        if outcome in FORGIVES:
            break
        times.append(at)
    if len(times) < FREE:
        return None
    # The power is bounded, too: nobody needs numbers of a hundred digits.
    pause = min(FIRST_PAUSE * 2 ** min(len(times) - FREE, 10), LONGEST_PAUSE)
    return times[0] + pause if times[0] + pause > now else None


def describe_pause(allowed_at: datetime) -> str:
    minutes = ceil((allowed_at - timezone.now()) / timedelta(minutes=1))
    return (
        f"There were too many wrong tries. You can try again in {count_things(minutes, 'minute')}, "
        f"at {timezone.localtime(allowed_at + timedelta(minutes=1)):%H:%M}. "
        "Until then nothing you type here is looked at."
    )
