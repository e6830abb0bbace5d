from __future__ import annotations

import re

import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models
from django.db.models import Func, Q, Value
from django.urls import reverse

from reviews.collection_version import shown_to_readers
from reviews.fields import SlugField
from reviews.history.tracking import track_history
from reviews.models import Article, Period, Review, Series
from reviews.models.rules import RuledModel, WrittenModel
from reviews.models.series import Certainty
from themes.enums import FindingKind, FindingState, SourceBasis
from themes.models.article import ArticleSection
from themes.models.catalogue import build_catalogue_triggers, build_link_triggers
from themes.models.change import build_change_triggers
from themes.models.theme import Theme
from themes.models.vocabulary import AgeGroup, Agency, Harm

_NUMBER = re.compile(r"[Ff]?0*([1-9][0-9]{0,8})")


@track_history()
@shown_to_readers
class ReadTogether(WrittenModel):
    """Findings that mislead when shown apart: always shown, counted, printed and exported as one block.

    A finding stands in one block at most, so that blocks never overlap.
    """

    slug = SlugField(unique=True)
    reason = models.CharField(max_length=200)

    class Meta:
        verbose_name = "group of findings to be read together"
        verbose_name_plural = "findings to be read together"
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.reason


class NumberField(models.PositiveIntegerField):
    """A number that the database takes from a sequence; known as soon as the row is saved."""

    db_returning = True


class FindingQuerySet(models.QuerySet["Finding"]):
    def published(self) -> FindingQuerySet:
        """Findings the public may read."""
        return self.filter(state=FindingState.PUBLISHED)

    def in_lists(self) -> FindingQuerySet:
        """Published findings that lists show and counts count; scope notes stand on the review's page."""
        return self.published().exclude(kind=FindingKind.SCOPE)


class FindingManager(models.Manager.from_queryset(FindingQuerySet)):  # type: ignore[misc]
    def get_queryset(self) -> FindingQuerySet:
        """Every finding; the search vector is deferred, because only the database reads it."""
        return super().get_queryset().defer("search")


# In order, so that concurrent statements wait for each other instead of running into a deadlock.
KEEP_WORDS = f"""
    INSERT INTO themes_findingword (word)
    SELECT DISTINCT word
    FROM written, regexp_split_to_table(lower(written.text), '[^[:alpha:]]+') AS word
    WHERE written.state = '{FindingState.PUBLISHED}' AND length(word) BETWEEN 3 AND 40
    ORDER BY word
    ON CONFLICT DO NOTHING;
    RETURN NULL;
"""  # noqa: S608 - nothing but our own constant is put in


@track_history(by_time=True, exclude=["search"])
@shown_to_readers
class Finding(RuledModel):
    """Our own wording of one lesson, read from one review.

    `number` is public and never changes: readers see it as "F119". A finding about several periods is one
    finding. `article_words` are another author's and are never shown to the public.
    """

    readers_are_told = True  # of changes, on the page of corrections

    number = NumberField(
        unique=True,
        editable=False,
        db_default=Func(Value("themes_finding_number"), function="nextval"),
    )
    text = models.TextField(
        "wording", blank=True, help_text="One lesson in our own words, at most 35, that stands alone."
    )
    kind = models.CharField(max_length=20, choices=FindingKind, default=FindingKind.FINDING)
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="findings")
    periods = models.ManyToManyField(Period, blank=True, related_name="findings")
    themes = models.ManyToManyField(Theme, through="FindingTheme", related_name="findings")
    agencies = models.ManyToManyField(
        Agency, blank=True, related_name="findings", help_text="None: it is not about one agency."
    )
    for_every_agency = models.BooleanField(default=False)
    ages = models.ManyToManyField(
        AgeGroup, blank=True, related_name="findings", help_text="None: it is not about one age."
    )
    harms = models.ManyToManyField(Harm, blank=True, related_name="findings", verbose_name="kinds of harm")
    block = models.ForeignKey(
        ReadTogether,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="findings",
        verbose_name="read together with",
    )
    block_position = models.PositiveSmallIntegerField("place in the block", default=0)
    see_also = models.ManyToManyField("self", blank=True)
    figures = models.ManyToManyField(
        Series, blank=True, related_name="findings", help_text="Figures over time that hold its numbers."
    )

    basis = models.CharField("what we read", max_length=20, choices=SourceBasis, blank=True)
    certainty = models.CharField("our source", max_length=6, choices=Certainty, blank=True)
    composite = models.BooleanField("built by the report from several reviews", default=False)
    source_note = models.TextField("how we know, in detail", blank=True)
    source_url = models.URLField("where it was read", max_length=500, blank=True)
    article = models.ForeignKey(
        Article, on_delete=models.PROTECT, null=True, blank=True, related_name="findings"
    )
    article_section = models.ForeignKey(
        ArticleSection, on_delete=models.PROTECT, null=True, blank=True, related_name="findings"
    )
    article_words = models.TextField("the article's words", blank=True, help_text="For curators only.")

    state = models.CharField(max_length=10, choices=FindingState, default=FindingState.DRAFT)
    version = models.PositiveIntegerField(default=1, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    added = models.DateTimeField(auto_now_add=True)
    search = models.GeneratedField(
        expression=SearchVector("text", config="english"),
        output_field=SearchVectorField(),
        db_persist=True,
        editable=False,
    )

    objects = FindingManager()

    class Meta:
        ordering = ["number"]
        permissions = [
            ("publish_finding", "Can publish and withdraw findings"),
            ("hide_finding", "Can hide findings until somebody has decided"),
        ]
        indexes = [
            models.Index(fields=["state", "kind", "number"], name="finding_for_lists"),
            models.Index(fields=["block", "block_position"], name="finding_in_block"),
            GinIndex(fields=["search"], name="finding_search"),
            GinIndex(
                SearchVector("article_words", config="english"),
                condition=Q(text=""),
                name="finding_without_own_words",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[FindingState.DRAFT, FindingState.IN_REVIEW])
                | (~Q(text="") & ~Q(certainty="")),
                name="finding_published_has_words_and_source",
                violation_error_message="A published finding needs its wording, and how we know it.",
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.PUBLISHED) | Q(published_at__isnull=False),
                name="finding_published_has_a_date",
                violation_error_message="A published finding needs the date it was published.",
            ),
            models.CheckConstraint(
                condition=~Q(state=FindingState.WITHDRAWN) | Q(withdrawn_at__isnull=False),
                name="finding_withdrawn_has_a_date",
                violation_error_message="A withdrawn finding needs the date it was withdrawn.",
            ),
            models.CheckConstraint(
                condition=Q(article_words="") | Q(article__isnull=False),
                name="finding_article_words_have_an_article",
                violation_error_message="Name the article that these words are from.",
            ),
        ]
        triggers = [
            pgtrigger.ReadOnly(name="number_never_changes", fields=["number"]),
            pgtrigger.Protect(
                name="withdraw_do_not_delete",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__published_at__isnull=False),
            ),
            pgtrigger.Trigger(
                name="count_wordings",
                when=pgtrigger.Before,
                operation=pgtrigger.Update,
                # A stale copy of the row cannot lower it.
                func="""
                    NEW.version = OLD.version;
                    IF NEW.text IS DISTINCT FROM OLD.text THEN
                        NEW.version = OLD.version + 1;
                    END IF;
                    RETURN NEW;
                """,
            ),
            *build_change_triggers(),
            *build_catalogue_triggers(
                "SELECT row.id",
                pgtrigger.Insert
                | pgtrigger.UpdateOf(
                    "state", "kind", "review_id", "certainty", "for_every_agency", "block_id", "number"
                ),
            ),
            pgtrigger.Trigger(
                name="remember_wording",
                when=pgtrigger.After,
                operation=pgtrigger.UpdateOf("text"),
                condition=pgtrigger.Q(old__text__df=pgtrigger.F("new__text")),
                func="PERFORM themes_remember_change(ARRAY[NEW.number]); RETURN NULL;",
            ),
            pgtrigger.Trigger(
                name="leave_the_catalogue",
                when=pgtrigger.After,
                operation=pgtrigger.Delete,
                func="DELETE FROM themes_catalogueentry WHERE finding_id = OLD.id; RETURN NULL;",
            ),
            *(
                pgtrigger.Trigger(
                    name=f"keep_words_on_{str(operation).lower()}",
                    level=pgtrigger.Statement,
                    when=pgtrigger.After,
                    operation=operation,
                    referencing=pgtrigger.Referencing(new="written"),
                    func=KEEP_WORDS,
                )
                for operation in (pgtrigger.Insert, pgtrigger.Update)
            ),
        ]

    def __str__(self) -> str:
        words = self.text or f"Not worded yet. {self.article_words}".strip()
        return f"{self.code}: {words}"[:120]

    def get_absolute_url(self) -> str:
        return reverse("finding", args=[self.code])

    @property
    def code(self) -> str:
        """The number as readers see it: "F119", with at least three digits."""
        return self.name_code(self.number) if isinstance(self.number, int) else "New finding"

    @staticmethod
    def name_code(number: int) -> str:
        """ "F004": what readers call the finding of this number."""
        return f"F{number:03}"

    @staticmethod
    def parse_code(code: str) -> int | None:
        """The number that somebody wrote as "F119", "f0119" or "119"; None for anything else.

        It has at most nine digits, so that the column can hold it.
        """
        match = _NUMBER.fullmatch(code.strip())
        return int(match[1]) if match else None

    @property
    def short_path(self) -> str:
        return reverse("finding-short", args=[self.number])


@track_history(by_time=True)
@shown_to_readers
class FindingTheme(models.Model):
    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="finding_themes")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, related_name="finding_themes")
    is_primary = models.BooleanField("primary", default=False)

    class Meta:
        ordering = ["-is_primary", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["finding", "theme"],
                name="theme_once_on_a_finding",
                violation_error_message="This finding already has this theme.",
            ),
            models.UniqueConstraint(
                fields=["finding"],
                condition=Q(is_primary=True),
                name="one_primary_theme_on_a_finding",
                violation_error_message="A finding has one primary theme.",
            ),
        ]
        triggers = build_link_triggers()

    def __str__(self) -> str:
        return f"{self.finding.code}, {self.theme}"


@track_history(by_time=True, obj_field=None)
@shown_to_readers
class FindingPeriod(Finding.periods.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = build_link_triggers()


@track_history(by_time=True, obj_field=None)
@shown_to_readers
class FindingAgency(Finding.agencies.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = "agency of a finding"
        verbose_name_plural = "agencies of findings"
        triggers = build_link_triggers()


@track_history(by_time=True, obj_field=None)
@shown_to_readers
class FindingAge(Finding.ages.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = build_link_triggers()


@track_history(by_time=True, obj_field=None)
@shown_to_readers
class FindingHarm(Finding.harms.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = build_link_triggers()


@track_history(obj_field=None)
@shown_to_readers
class FindingFigure(Finding.figures.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = "figure of a finding"
        verbose_name_plural = "figures of findings"


@track_history(obj_field=None)
@shown_to_readers
class FindingSeeAlso(Finding.see_also.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        verbose_name = "finding to see as well"
        verbose_name_plural = "findings to see as well"
