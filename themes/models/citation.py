from __future__ import annotations

from typing import Any

import pgtrigger
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Value, When

from reviews.collection_version import shown_to_readers
from reviews.fields import PageSortField, SlugField, validate_label
from reviews.history.tracking import track_history
from reviews.models import Article, Document, Review
from reviews.models.rules import RuledModel
from reviews.page_labels import normalise, sort_key
from themes.citations.locators import LocatorError, Pages, render
from themes.enums import PAGE_UNREADABLE, STORED_OUTCOMES, CitationBasis, Outcome, PageRole, read_outcome
from themes.models.catalogue import build_catalogue_triggers, build_link_triggers
from themes.models.change import build_page_change_triggers
from themes.models.finding import Finding


@track_history(by_time=True)
@shown_to_readers
class Citation(RuledModel):
    """A page list as its source gives it, for one finding or for several together.

    Which page carries which finding is not guessed: it stays "not stated" until a curator splits the list.
    """

    readers_are_told = True  # of changes, on the page of corrections

    slug = SlugField(unique=True, null=True, blank=True, max_length=80, help_text="Its id in the collection.")
    findings = models.ManyToManyField(Finding, related_name="citations")
    as_given = models.TextField(help_text='As the source prints it: "14 & 68 & 131".')
    basis = models.CharField(max_length=20, choices=CitationBasis)
    given_by_article = models.ForeignKey(
        Article, on_delete=models.PROTECT, null=True, blank=True, related_name="citations"
    )
    given_by = models.CharField(
        max_length=300, blank=True, help_text="Who gave the pages, when not an article held here."
    )
    note = models.TextField(blank=True)

    class Meta:
        verbose_name = "page list"
        verbose_name_plural = "page lists"
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis=CitationBasis.SECONDARY_SOURCE)
                | Q(given_by_article__isnull=False)
                | ~Q(given_by=""),
                name="citation_from_another_source_names_it",
                violation_error_message="Name the source that gives these pages.",
            )
        ]
        triggers = build_catalogue_triggers(
            "SELECT finding_id FROM themes_citation_findings WHERE citation_id = row.id",
            pgtrigger.UpdateOf("basis"),
        )

    def __str__(self) -> str:
        return self.as_given

    @property
    def source_name(self) -> str:
        return self.given_by_article.source_name if self.given_by_article else self.given_by


# An outcome holds for these words on these pages only: where either changes, the quotation becomes unchecked.
UNCHECKED = {
    "outcome": f"'{Outcome.NOT_CHECKED}'",
    **dict.fromkeys(["score", "document_id", "found_index", "checked_at"], "NULL"),
    **dict.fromkeys(["matched", "found_on", "remark"], "''"),
}
SET_UNCHECKED = ", ".join(f"{column} = {value}" for column, value in UNCHECKED.items())
CHECKED_ON_PAGES = f"""
    citation_id IN (OLD.citation_id, NEW.citation_id)
    AND (outcome <> '{Outcome.NOT_CHECKED}' OR matched <> '' OR remark <> '')
"""

FINDINGS_OF_LIST = "SELECT finding_id FROM themes_citation_findings WHERE citation_id = row.citation_id"


@track_history(by_time=True)
@shown_to_readers
class PageCitation(RuledModel):
    """One page, or one range, by printed numbers."""

    citation = models.ForeignKey(Citation, on_delete=models.CASCADE, related_name="pages")
    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="page_citations")
    first_page = models.CharField(max_length=12, validators=[validate_label])
    last_page = models.CharField(max_length=12, validators=[validate_label])
    first_sort = PageSortField(label="first_page")
    last_sort = PageSortField(label="last_page")
    role = models.CharField(max_length=12, choices=PageRole, default=PageRole.NOT_STATED)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(last_sort__gte=F("first_sort")),
                name="page_range_in_order",
                violation_error_message="The last page comes before the first.",
            ),
            models.UniqueConstraint(
                fields=["citation", "review", "first_page", "last_page"],
                name="page_once_in_a_list",
                violation_error_message="This page is already in the list.",
            ),
        ]
        indexes = [models.Index(fields=["review", "first_sort", "last_sort"], name="pages_of_review")]
        triggers = [
            *build_catalogue_triggers(FINDINGS_OF_LIST),
            *build_page_change_triggers(
                FINDINGS_OF_LIST, "citation_id", "review_id", "first_page", "last_page"
            ),
            pgtrigger.Trigger(
                name="unchecked_on_other_pages",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func=f"""
                    IF TG_OP = 'UPDATE' THEN
                        IF (OLD.citation_id, OLD.review_id, OLD.first_page, OLD.last_page)
                            IS NOT DISTINCT FROM (NEW.citation_id, NEW.review_id, NEW.first_page, NEW.last_page) THEN
                            RETURN NULL;
                        END IF;
                    END IF;
                    IF EXISTS (
                        SELECT FROM themes_quotation WHERE {CHECKED_ON_PAGES}
                    ) THEN
                        UPDATE themes_quotation SET {SET_UNCHECKED} WHERE {CHECKED_ON_PAGES};
                    END IF;
                    RETURN NULL;
                """,  # noqa: S608
            ),
        ]

    def __str__(self) -> str:
        try:
            return render([self.as_pages])
        except LocatorError:  # not saved yet, and about to be refused
            return f"{self.first_page} to {self.last_page}"

    def clean(self) -> None:
        for page in ("first_page", "last_page"):
            try:
                validate_label(getattr(self, page))
            except ValidationError as error:
                raise ValidationError({page: error}) from error
        # Constraints look at these before the row is written.
        self.first_page, self.last_page = normalise(self.first_page), normalise(self.last_page)
        self.first_sort, self.last_sort = sort_key(self.first_page), sort_key(self.last_page)
        if self.first_sort < 0 < self.last_sort:
            raise ValidationError(
                f"“{self.first_page} to {self.last_page}” mixes roman and arabic page numbers."
            )

    @property
    def as_pages(self) -> Pages:
        return Pages(self.first_page, self.last_page)

    def holds(self, label: str) -> bool:
        """Whether the page with this printed number is this page, or in this range."""
        return sort_key(self.first_page) <= sort_key(label) <= sort_key(self.last_page)


class Standing(models.IntegerChoices):
    """The place of a quotation in the queue of the citation desk: the worst first."""

    NOT_FOUND = 0, "Not found"
    ELSEWHERE = 1, "Found on another page"
    NEAR = 2, "Nearly the same"
    NOT_CHECKED = 3, "Not checked yet"
    UNAVAILABLE = 4, "Report not available, or page cannot be read"
    NO_LIST = 5, "Without a page list"
    ACCEPTED = 6, "Accepted by a curator"
    CHECKED = 7, "Wording checked"


# Indexed, so that the first rows of a long queue are read without sorting it.
STANDING = Case(
    When(outcome=Outcome.NOT_FOUND, then=Value(Standing.NOT_FOUND.value)),
    When(outcome=Outcome.OTHER_PAGE, then=Value(Standing.ELSEWHERE.value)),
    When(outcome=Outcome.NEAR, then=Value(Standing.NEAR.value)),
    When(outcome=Outcome.UNAVAILABLE, then=Value(Standing.UNAVAILABLE.value)),
    When(outcome=Outcome.OVERRULED, then=Value(Standing.ACCEPTED.value)),
    When(outcome=Outcome.EXACT, then=Value(Standing.CHECKED.value)),
    When(citation__isnull=True, then=Value(Standing.NO_LIST.value)),
    default=Value(Standing.NOT_CHECKED.value),
    output_field=models.IntegerField(),
)


FOUND_BY_MACHINE = Q(outcome=Outcome.NOT_CHECKED, score__isnull=False)


class QuotationQuerySet(models.QuerySet["Quotation"]):
    def worst_first(self) -> models.QuerySet[Any]:
        """In the order of the citation desk: by `standing`, then oldest first."""
        return self.annotate(standing=STANDING).order_by("standing", "pk")

    def to_split(self) -> QuotationQuerySet:
        """Quotations found on one page of a list that several findings share: it could be split."""
        also = Citation.findings.through._default_manager.filter(citation=OuterRef("citation"))
        pages = PageCitation.objects.filter(citation=OuterRef("citation"))
        first = pages.order_by("pk").values("pk")[:1]
        return self.filter(
            Exists(also.exclude(finding=OuterRef("finding"))),
            Exists(pages.exclude(pk=first)),
            outcome=Outcome.EXACT,
        )


@track_history(by_time=True)
@shown_to_readers
class Quotation(RuledModel):
    """Words quoted for a finding, and the outcome of looking for them on the pages of its page list."""

    finding = models.ForeignKey(Finding, on_delete=models.CASCADE, related_name="quotations")
    citation = models.ForeignKey(
        Citation, on_delete=models.SET_NULL, null=True, blank=True, related_name="quotations"
    )
    words = models.TextField()
    position = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=12, choices=STORED_OUTCOMES, default=Outcome.NOT_CHECKED)
    score = models.FloatField(
        null=True,
        blank=True,
        help_text="Likeness to what was found, from 0 to 1. What is not checked and has one was found by machine.",
    )
    matched = models.TextField("words found", blank=True)
    document = models.ForeignKey(
        Document, on_delete=models.SET_NULL, null=True, blank=True, related_name="quotations"
    )
    found_on = models.CharField("printed page it was found on", max_length=12, blank=True)
    found_index = models.PositiveIntegerField(
        "PDF page it was found on", null=True, blank=True, help_text="Counted from 1."
    )
    remark = models.TextField(blank=True, help_text="What the check has to say about the pages or the words.")
    checked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When this outcome was first reached with these words and this document.",
    )
    overruled_because = models.TextField(blank=True)
    overruled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )

    objects = QuotationQuerySet.as_manager()

    class Meta:
        ordering = ["finding", "position", "pk"]
        indexes = [models.Index(STANDING, "id", name="quotations_worst_first")]
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="quotation_has_words"),
            models.CheckConstraint(
                condition=~Q(outcome=Outcome.OVERRULED) | ~Q(overruled_because=""),
                name="quotation_overruled_with_a_reason",
                violation_error_message="Say why these words are accepted all the same.",
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=[Outcome.NOT_CHECKED, Outcome.OVERRULED, Outcome.UNAVAILABLE])
                | Q(checked_at__isnull=False),
                name="quotation_outcome_has_a_date",
                violation_error_message="Say when these words were looked for.",
            ),
            models.CheckConstraint(
                condition=Q(score__isnull=True) | Q(score__range=(0, 1)), name="quotation_score_is_a_share"
            ),
        ]
        triggers = [
            # Words and list too: the trigger below changes the outcome with them.
            *build_catalogue_triggers(
                "SELECT row.finding_id",
                pgtrigger.Insert
                | pgtrigger.UpdateOf("finding_id", "outcome", "words", "citation_id")
                | pgtrigger.Delete,
            ),
            pgtrigger.Trigger(
                name="unchecked_with_other_words",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("words", "citation_id"),
                # Unless the same statement sets the outcome.
                func=f"""
                    IF (OLD.words, OLD.citation_id) IS DISTINCT FROM (NEW.words, NEW.citation_id)
                        AND OLD.outcome = NEW.outcome THEN
                        {" ".join(f"NEW.{name} := {value};" for name, value in UNCHECKED.items())}
                    END IF;
                    RETURN NEW;
                """,
            ),
        ]

    def __str__(self) -> str:
        return self.words[:120]

    @property
    def full_outcome(self) -> Outcome:
        """The outcome; tells what was found by machine from what was not looked for."""
        return read_outcome(self.outcome, self.score)

    @property
    @admin.display(description="outcome", ordering="outcome")
    def outcome_label(self) -> str:
        """The outcome in words; tells a page that cannot be read from a report that we do not have."""
        is_unreadable = self.outcome == Outcome.UNAVAILABLE and self.document_id
        return PAGE_UNREADABLE if is_unreadable else self.full_outcome.label


@track_history(by_time=True, obj_field=None)
@shown_to_readers
class CitationFinding(Citation.findings.through):  # type: ignore[name-defined]
    class Meta:
        proxy = True
        triggers = [
            *build_link_triggers(),
            *build_page_change_triggers("SELECT row.finding_id", "citation_id", "finding_id"),
        ]
