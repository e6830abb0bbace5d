from __future__ import annotations

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Count, Exists, F, Func, OuterRef, Q, Subquery
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse

from reviews.collection_version import shown_to_readers
from reviews.fields import SlugField
from reviews.history.tracking import track_history
from reviews.models import Review, Series
from reviews.models.rules import RuledModel, WrittenModel, refuse_address_of_another
from themes.enums import CoverageState, FindingState


@track_history()
@shown_to_readers
class ThemeGroup(WrittenModel):
    slug = SlugField(unique=True)
    title = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "group of themes"
        verbose_name_plural = "groups of themes"
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.title


def count_findings(which: Q) -> Coalesce:
    """The number of a theme's findings; `which` is a condition on the through rows of `Theme.findings`.

    One subquery counts for all themes: theme by theme, PostgreSQL would read a large collection for each.
    """
    links = Theme.findings.through.objects.filter(which).order_by()
    by_theme = Subquery(
        links.annotate(of=F("theme")).values("of").annotate(number=Count("pk")),
        template="(SELECT jsonb_object_agg(counted.of, counted.number) FROM (%(subquery)s) AS counted)",
        output_field=models.JSONField(),
    )
    own = Func(by_theme, Cast("pk", models.TextField()), template="%(expressions)s", arg_joiner=" ->> ")
    return Coalesce(Cast(own, models.IntegerField()), 0)


class ThemeQuerySet(models.QuerySet["Theme"]):
    def current(self) -> ThemeQuerySet:
        """Themes with a page of their own, those merged into another left out."""
        return self.filter(merged_into__isnull=True)

    def listed(self) -> ThemeQuerySet:
        """Current themes that readers are led to: a new one only once a finding of it has been published."""
        links = Theme.findings.through.objects.filter(theme=OuterRef("pk"))
        return self.current().filter(Exists(links.filter(finding__published_at__isnull=False)))

    def with_state_counts(self) -> ThemeQuerySet:
        """Adds `published_count`, and `unpublished_count` of drafts and those in review."""
        return self.annotate(
            published_count=count_findings(Q(finding__state=FindingState.PUBLISHED)),
            unpublished_count=count_findings(
                Q(finding__state__in=[FindingState.DRAFT, FindingState.IN_REVIEW])
            ),
        )

    def in_order(self) -> ThemeQuerySet:
        """In the order of the home page and the list of themes: annotated counts switch the default order off."""
        return self.select_related("group").order_by("group__position", "position", "pk")


@track_history()
@shown_to_readers
class Theme(RuledModel):
    """A lesson's permanent address."""

    group = models.ForeignKey(ThemeGroup, on_delete=models.PROTECT, related_name="themes")
    slug = SlugField(
        unique=True, help_text="Its permanent address. If you change it, the old one redirects for ever."
    )
    title = models.CharField(max_length=120, unique=True)
    tab_title = models.CharField(
        "title in tabs and link previews",
        max_length=120,
        blank=True,
        help_text="When the title could distress, or endanger, a reader whose screen others can see.",
    )
    summary = models.TextField("in short", blank=True)
    scope_note = models.TextField("scope", blank=True)
    synonyms = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text="Other names for the theme. A search for one of them brings all its findings. Never shown.",
    )
    also_typed = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        help_text="Words and short phrases that people type when they need this theme. A search for them offers "
        "the theme, and does not bring its findings. Never shown.",
    )
    questions = ArrayField(
        models.TextField(), default=list, blank=True, help_text="Our questions, not the reviews' words."
    )
    content_note = models.CharField(max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    related = models.ManyToManyField("self", blank=True, symmetrical=False)
    series = models.ManyToManyField(Series, blank=True, related_name="themes", verbose_name="figures")
    starting_points = models.ManyToManyField(
        "themes.Finding", through="StartingPoint", related_name="starting_point_of"
    )
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="took_in"
    )

    objects = ThemeQuerySet.as_manager()

    class Meta:
        ordering = ["group__position", "position", "pk"]
        permissions = [("merge_theme", "Can merge and split themes, and undo it")]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")),
                name="theme_not_merged_into_itself",
                violation_error_message="A theme cannot be merged into itself.",
            )
        ]

    def __str__(self) -> str:
        return self.title

    def clean(self) -> None:
        refuse_address_of_another(self)
        self.refuse_merging_into(self.merged_into)

    def refuse_merging_into(self, into: Theme | None) -> None:
        """Raise ValidationError where a reader would be redirected twice, or in a loop.

        That a theme is not merged into itself is a rule of the database.
        """
        if into and into.merged_into and into != self:
            if into.merged_into == self:
                reason = f"“{into}” was merged into this theme. Undo that first."
            else:
                reason = f"“{into}” was itself merged into “{into.merged_into}”. Choose that one."
            raise ValidationError({"merged_into": reason})

    def get_absolute_url(self) -> str:
        return reverse("theme", args=[self.slug])

    @property
    def title_for_tabs(self) -> str:
        return self.tab_title or self.title

    @property
    def short_path(self) -> str:
        """For slides and paper: does not change when the slug does."""
        return reverse("theme-short", args=[self.pk])

    @property
    def code_path(self) -> str:
        """Its short address as a QR code."""
        return reverse("theme-code", args=[self.pk])


class RearrangementKind(models.TextChoices):
    MERGE = "merge", "Merged into another theme"
    SPLIT = "split", "Split"


@track_history()
class Rearrangement(RuledModel):
    """A merge or a split of themes. What it moved stands in the history, between the events of `span`."""

    kind = models.CharField(max_length=5, choices=RearrangementKind)
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="rearrangements")
    into = models.ForeignKey(
        Theme, on_delete=models.PROTECT, related_name="+", help_text="Where its findings went."
    )
    made_new = models.BooleanField(default=False, help_text="Whether the other theme was made by it.")
    context = models.UUIDField(editable=False)
    span = models.JSONField(
        default=dict, editable=False, help_text="By model, the last event in its history before it and of it."
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    why = models.TextField(blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(theme=F("into")), name="rearrangement_is_of_two_themes")
        ]

    def __str__(self) -> str:
        verb = "merged into" if self.kind == RearrangementKind.MERGE else "split; findings went to"
        return f"“{self.theme}” {verb} “{self.into}”"


@track_history()
@shown_to_readers
class StartingPoint(WrittenModel):
    """A finding that "In short" rests on, in its order; the first three are the key lessons of its page."""

    theme = models.ForeignKey(Theme, on_delete=models.CASCADE)
    finding = models.ForeignKey("themes.Finding", on_delete=models.CASCADE)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["theme", "finding"], name="starting_point_once_in_a_theme")
        ]

    def __str__(self) -> str:
        return f"{self.theme}: {self.finding}"


@track_history()
@shown_to_readers
class KnownGap(WrittenModel):
    """What the collection is known to lack, in words that people search for."""

    slug = SlugField(unique=True)
    topic = models.CharField(max_length=100)
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    note = models.TextField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.topic


@track_history()
@shown_to_readers
class ContestedTerm(WrittenModel):
    """A word that stays searchable, stays out of our headings, and brings one line when searched for."""

    slug = SlugField(unique=True)
    term = models.CharField(max_length=100)
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    note = models.TextField()

    class Meta:
        ordering = ["term"]

    def __str__(self) -> str:
        return self.term


@track_history()
@shown_to_readers
class Coverage(WrittenModel):
    """How far a review has been read for a theme. This tells "no findings" from "not read yet".

    Where there is no row, the review has not been read for the theme yet.
    """

    review = models.ForeignKey(Review, on_delete=models.CASCADE, related_name="coverage")
    theme = models.ForeignKey(Theme, on_delete=models.CASCADE, related_name="coverage")
    state = models.CharField(max_length=12, choices=CoverageState)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    on = models.DateField(null=True, blank=True)
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = "reading of a report for a theme"
        verbose_name_plural = "what has been read"
        ordering = ["review", "theme"]
        constraints = [
            models.UniqueConstraint(
                fields=["review", "theme"],
                name="one_coverage_for_a_review_and_theme",
                violation_error_message="How far this review was read for this theme is already recorded.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.review}, {self.theme}: {self.get_state_display()}"


@track_history(obj_field=None)
@shown_to_readers
class RelatedTheme(Theme.related.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True


@track_history(obj_field=None)
@shown_to_readers
class ThemeSeries(Theme.series.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = "figures of a theme"
        verbose_name_plural = "figures of themes"
