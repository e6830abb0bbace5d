from __future__ import annotations

from datetime import date, timedelta

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.fields import SlugField
from reviews.history.tracking import tracked
from reviews.models.rules import RuledModel

# The shortest half year: no number older than six months is shown.
CHECK_LASTS = timedelta(days=181)
TELEPHONE = r"^[0-9]+( [0-9]+)*$"


def oldest_good_check() -> date:
    """The first day on which a number may have been checked to be shown today."""
    return timezone.localdate() - CHECK_LASTS


class HelpServiceQuerySet(models.QuerySet["HelpService"]):
    def due(self) -> HelpServiceQuerySet:
        """Services that nobody has checked in the last six months, or ever."""
        return self.filter(Q(checked__isnull=True) | Q(checked__lt=oldest_good_check()))


@tracked()
class HelpService(RuledModel):
    """Where readers can get help. Its number and link are shown only while somebody's check of them is fresh."""

    slug = SlugField(unique=True)
    name = models.CharField(max_length=100)
    telephone = models.CharField(
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(TELEPHONE, "Give the number in digits, with single spaces: 0000 000 0000."),
            RegexValidator(r"^(\D*\d){3,13}\D*$", "A telephone number has between 3 and 13 digits."),
        ],
        help_text="As people dial it in England.",
    )
    link = models.URLField(
        max_length=300,
        blank=True,
        validators=[URLValidator(schemes=["https"], message="Give an address that begins with https://.")],
        help_text="The service's own page, beginning with https://.",
    )
    checked = models.DateField(
        "checked on",
        null=True,
        blank=True,
        help_text="The day somebody last rang the number and opened the link. Readers see neither of them once "
        "this is more than six months ago.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = HelpServiceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "help number"
        constraints = [
            models.CheckConstraint(
                condition=Q(telephone="", link="") | Q(checked__isnull=False),
                name="help_number_was_checked",
                violation_error_message="Say when the number was rung and the link opened. A wrong one is worse "
                "than none.",
            ),
            models.CheckConstraint(
                condition=Q(telephone="") | Q(telephone__regex=TELEPHONE),
                name="help_number_is_digits",
                violation_error_message="Give the number in digits, with single spaces.",
            ),
            models.CheckConstraint(
                condition=Q(link="") | Q(link__startswith="https://"),
                name="help_link_is_secure",
                violation_error_message="Give an address that begins with https://.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if self.checked and self.checked > timezone.localdate():
            raise ValidationError({"checked": "This day has not come yet."})

    @property
    def is_due(self) -> bool:
        return self.checked is None or self.checked < oldest_good_check()

    @property
    def is_shown(self) -> bool:
        """Whether readers see more than its name."""
        return bool(self.telephone or self.link) and not self.is_due
