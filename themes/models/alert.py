"""Who asked to be told what, by mail, and the letters to them. No history is kept of either: they are about readers."""

from __future__ import annotations

from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone

from reviews.models.rules import RuledModel


class AlertKind(models.TextChoices):
    LIST = "list", "Changes of a list of findings"
    WAITING = "waiting", "What waits for moderators"
    DECIDED = "decided", "What was decided about your comments"
    ANSWERED = "answered", "Answers to your comments"


class AlertPace(models.TextChoices):
    DAILY = "daily", "The morning after it changed"
    WEEKLY = "weekly", "On Mondays, if it changed in the week before"


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def confirmed(self) -> SubscriptionQuerySet:
        return self.filter(confirmed_at__isnull=False)

    def due(self, today: date) -> SubscriptionQuerySet:
        """Those to be looked after today: each once a day at most, and weekly ones once from Monday to Sunday."""
        monday = today - timedelta(days=today.weekday())
        return self.confirmed().filter(
            Q(pace=AlertPace.DAILY, looked_on__lt=today) | Q(pace=AlertPace.WEEKLY, looked_on__lt=monday)
        )

    def of_address(self, email: str) -> SubscriptionQuerySet:
        """Readers' with this address, however it was typed."""
        return self.alias(lower=Lower("email")).filter(user=None, lower=email.lower())

    def of_the_same(self, subscription: Subscription) -> SubscriptionQuerySet:
        """All that is sent to the same person."""
        if subscription.user_id:
            return self.filter(user=subscription.user_id)
        return self.of_address(subscription.email)


class Subscription(RuledModel):
    """Somebody wants to be told by mail. One that is ended is deleted, with its letters: nothing is kept of it.

    `email` is a reader's address, and stands nowhere else; with an account there is none, and letters go to the
    account's. `query` is which list, as its address has it behind the `?`. What changed before `told_until` was told.
    """

    kind = models.CharField("told of", max_length=10, choices=AlertKind)
    email = models.EmailField("e-mail address", max_length=320, blank=True)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    query = models.CharField("list", max_length=1000, blank=True)
    pace = models.CharField("how often", max_length=10, choices=AlertPace, default=AlertPace.DAILY)
    origin = models.CharField("site", max_length=300)
    asked_at = models.DateTimeField("asked for", default=timezone.now)
    confirmed_at = models.DateTimeField("confirmed", null=True, blank=True)
    told_until = models.DateTimeField("told until", null=True, blank=True)
    looked_on = models.DateField("last looked after", null=True, blank=True)
    refusals = models.PositiveSmallIntegerField("refused in a row", default=0)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = "subscription"
        ordering = ["pk"]
        indexes = [models.Index(Lower("email"), name="subscriptions_by_address")]
        constraints = [
            models.UniqueConstraint(
                Lower("email"), "kind", "query", condition=Q(user=None), name="one_subscription_of_an_address"
            ),
            models.UniqueConstraint(
                "user",
                "kind",
                "query",
                condition=Q(user__isnull=False),
                name="one_subscription_of_an_account",
            ),
            models.CheckConstraint(
                name="subscription_of_an_address_or_an_account",
                condition=Q(user=None) & ~Q(email="") | Q(user__isnull=False, email=""),
                violation_error_message="Give an e-mail address or an account, and not both.",
            ),
            models.CheckConstraint(
                name="confirmed_subscription_has_its_moments",
                condition=Q(confirmed_at=None)
                | Q(told_until__isnull=False, looked_on__isnull=False, confirmed_at__isnull=False),
                violation_error_message="A confirmed subscription needs the moment from which it tells.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.get_pace_display().lower()}"

    @property
    def address(self) -> str:
        """Where letters go; nothing where an account has no address, or was closed."""
        if self.user:
            return self.user.email if self.user.is_active else ""
        return self.email


class LetterKind(models.TextChoices):
    """Each has a way to be written in `themes.alerts.writing`."""

    CONFIRM = "confirm", "Asks whether the address is right"
    CHANGES = "changes", "What changed in a list"
    WAITING = "waiting", "What waits for moderators"
    DECIDED = "decided", "What was decided about a comment"
    ANSWERED = "answered", "An answer to a comment"


class LetterState(models.TextChoices):
    WAITING = "waiting", "To be sent"
    SENT = "sent", "Sent"
    NOTHING = "nothing", "Not sent, as there was nothing left to say"
    REFUSED = "refused", "Refused by the mail server"
    GIVEN_UP = "given_up", "Given up after several tries"


class Letter(models.Model):
    """One letter, of which there is never a second with the same `key`. `words` are what it is written from."""

    subscription = models.ForeignKey(Subscription, on_delete=models.CASCADE, related_name="letters")
    key = models.CharField(max_length=200, unique=True)
    kind = models.CharField(max_length=10, choices=LetterKind)
    words = models.JSONField(default=dict)
    state = models.CharField(max_length=10, choices=LetterState, default=LetterState.WAITING)
    posted_at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(default=timezone.now)  # when it is tried (again)
    tries = models.PositiveSmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(
        max_length=60, blank=True
    )  # its name and number: what servers say holds addresses

    class Meta:
        ordering = ["pk"]
        indexes = [
            models.Index(fields=["due_at", "id"], condition=Q(state="waiting"), name="letters_to_be_sent"),
            models.Index(fields=["state", "ended_at"], name="letters_by_what_came_of_them"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.get_state_display().lower()})"
