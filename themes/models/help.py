from __future__ import annotations

from datetime import date, timedelta
from urllib.parse import urlsplit

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.collection_version import shown_to_readers
from reviews.fields import SlugField
from reviews.history.tracking import track_history
from reviews.models.rules import RuledModel

# The shortest half year, so that no check older than six months counts.
CHECK_LASTS = timedelta(days=181)
PLACES_THAT_AGREE = 2
NOT_TWO_PLACES = "Two places that agree, on different sites, are needed for a look-up."
TELEPHONE = r"^[0-9]+( [0-9]+)*$"


def find_first_fresh_day() -> date:
    """The earliest day whose check or look-up still counts today."""
    return timezone.localdate() - CHECK_LASTS


def get_site(address: str) -> str:
    """The host of an address, the same with and without "www."."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


class HelpServiceQuerySet(models.QuerySet["HelpService"]):
    def due(self) -> HelpServiceQuerySet:
        """Services that nobody has checked in the last six months, or ever."""
        return self.filter(Q(checked__isnull=True) | Q(checked__lt=find_first_fresh_day()))


@track_history()
@shown_to_readers
class HelpService(RuledModel):
    """Where readers can get help.

    Its number and link are shown for half a year after somebody rang and opened them, or at least looked them up in
    two places that agree. Readers are told which of the two it was.
    """

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
    hours = models.CharField(
        max_length=80,
        blank=True,
        help_text="When the number is answered, as it stands in brackets after it: 24 hours a day.",
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
        "both this and the day of the look-up are more than six months ago.",
    )
    looked_up = models.DateField(
        "looked up on",
        null=True,
        blank=True,
        help_text="The day somebody last found the number, its hours and the link in two places that agree. Readers "
        "see them then, and that nobody has rung yet; the check stands under “To do” all the same.",
    )
    sources = ArrayField(
        models.CharField(max_length=300, validators=[URLValidator(schemes=["http", "https"])]),
        default=list,
        blank=True,
        verbose_name="looked up in",
        help_text="The addresses of two places or more, on different sites.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    objects = HelpServiceQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "help number"
        constraints = [
            models.CheckConstraint(
                condition=Q(telephone="", link="") | Q(checked__isnull=False) | Q(looked_up__isnull=False),
                name="help_number_was_checked",
                violation_error_message="Say when the number was rung and the link opened, or where they were "
                "looked up. A wrong one is worse than none.",
            ),
            models.CheckConstraint(
                condition=Q(looked_up__isnull=True) | Q(sources__len__gte=PLACES_THAT_AGREE),
                name="help_number_looked_up_twice",
                violation_error_message=NOT_TWO_PLACES,
            ),
            models.CheckConstraint(
                condition=Q(hours="") | ~Q(telephone=""),
                name="help_hours_have_a_number",
                violation_error_message="Hours belong to a number.",
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
        for name in ("checked", "looked_up"):
            day = getattr(self, name)
            if day and day > timezone.localdate():
                raise ValidationError({name: "This day has not come yet."})
        if self.looked_up and len(set(map(get_site, self.sources))) < PLACES_THAT_AGREE:
            raise ValidationError({"sources": NOT_TWO_PLACES})

    @property
    def is_due(self) -> bool:
        """Whether somebody should ring and look."""
        return not _is_fresh(self.checked)

    @property
    def is_only_looked_up(self) -> bool:
        """Whether readers see a number or link that was looked up lately, but not rung or opened."""
        return self.is_shown and self.is_due

    @property
    def is_shown(self) -> bool:
        """Whether readers see more than its name."""
        return bool(self.telephone or self.link) and (_is_fresh(self.checked) or _is_fresh(self.looked_up))


def _is_fresh(day: date | None) -> bool:
    return day is not None and day >= find_first_fresh_day()
