"""Work that waits for a curator: what it is, which rows it is about, and how much there is of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth import get_permission_codename
from django.db.models import Count, Exists, Model, OuterRef, QuerySet, Value
from django.urls import reverse

from reviews.models import Availability, Document, DocumentState, LabelsFrom, Review
from themes.enums import CommentState, CoverageState, FindingState, Outcome
from themes.models import (
    ArticleIntake,
    ArticleMention,
    Citation,
    Comment,
    Coverage,
    Finding,
    HelpService,
    PageCitation,
    Quotation,
    SheetImport,
    Theme,
)
from themes.models.catalogue import FacetNumber
from themes.models.intake import IntakeState

GRID = "admin:themes_coverage_grid"
DESK = "admin:themes_quotation_desk"
Rows = Callable[[QuerySet], QuerySet]


@dataclass(frozen=True)
class Kind:
    """One kind of work. `rows` narrows the rows of its model to those that it is about, each once."""

    slug: str
    group: str
    model: type[Model]
    name: str  # among the filters of the model's list
    one: str
    several: str  # with {} for how many
    rows: Rows
    screen: str = ""  # the name of an address; nothing is the model's list
    right: str = ""  # what working on these takes; nothing is the right to change such rows

    @property
    def takes(self) -> str:
        meta = self.model._meta
        return self.right or f"{meta.app_label}.{get_permission_codename('change', meta)}"

    def count(self) -> QuerySet:
        """A query of one row: the slug and how many."""
        manager: Any = self.model._default_manager
        rows = self.rows(manager.order_by())
        return rows.annotate(work=Value(self.slug)).values("work").annotate(count=Count("*")).order_by()

    def label(self, count: int) -> str:
        return self.one if count == 1 else self.several.format(f"{count:,}")

    @property
    def url(self) -> str:
        """The screen that shows these rows and no others; see `themes.admin.lists`."""
        meta = self.model._meta
        screen = self.screen or f"admin:{meta.app_label}_{meta.model_name}_changelist"
        return f"{reverse(screen)}?work={self.slug}"


@dataclass(frozen=True)
class Task:
    label: str
    count: int
    url: str


def _having(**lookups: Any) -> Rows:
    return lambda rows: rows.filter(**lookups)


def _page_not_known(findings: QuerySet) -> QuerySet:
    """Those that readers find under "Page not known". Asked of the catalogue: twice as quick as of page lists."""
    option = FacetNumber.HOW.option(4)
    return findings.filter(catalogue_entry__is_listed=True, catalogue_entry__options__contains=[option])


def _without_pages(citations: QuerySet) -> QuerySet:
    return citations.filter(~Exists(PageCitation.objects.filter(citation=OuterRef("pk"))))


def _read(**where: Any) -> QuerySet:
    """Cells with an answer: where there is no row, or one that says "not yet", nobody has read it for the theme."""
    return Coverage.objects.filter(**where).exclude(state=CoverageState.NOT_YET)


def _not_read(reviews: QuerySet) -> QuerySet:
    return reviews.filter(~Exists(_read(review=OuterRef("pk"))))


def _partly_read(reviews: QuerySet) -> QuerySet:
    """Those read for some theme, so that none is counted with those read for none."""
    read = _read(review=OuterRef(OuterRef("pk")), theme=OuterRef("pk"))
    return reviews.filter(
        Exists(_read(review=OuterRef("pk"))),
        Exists(Theme.objects.current().order_by().filter(~Exists(read))),
    )


def _unreachable(reviews: QuerySet) -> QuerySet:
    return reviews.filter(Exists(Availability.objects.unreachable().filter(review=OuterRef("pk"))))


def _pages_wait(intakes: QuerySet) -> QuerySet:
    return intakes.filter(Exists(ArticleMention.objects.filter(article=OuterRef("article"), pages_wait=True)))


def _to_split(quotations: Any) -> QuerySet:
    return quotations.to_split()


def _current(documents: QuerySet) -> QuerySet:
    return documents.filter(state=DocumentState.READ, superseded_by=None)


def _not_readable(documents: QuerySet) -> QuerySet:
    """Without those after which another PDF of the report was added."""
    later = Document.objects.filter(review=OuterRef("review"), pk__gt=OuterRef("pk"))
    return documents.filter(~Exists(later), state=DocumentState.FAILED)


def _numbers_wait(documents: QuerySet) -> QuerySet:
    found = _current(documents).exclude(labels_from=LabelsFrom.NONE)
    return found.filter(labels_confirmed_at=None)


def _without_numbers(documents: QuerySet) -> QuerySet:
    return _current(documents).filter(labels_from=LabelsFrom.NONE)


def _due(services: Any) -> QuerySet:
    return services.due()


# In the order of the front page. Each also stands among the filters of its model's list.
KINDS = [
    Kind(
        "articles-in-hand", "In hand", ArticleIntake, "In hand",
        "1 article is in hand", "{} articles are in hand",
        _having(state=IntakeState.IN_HAND),
    ),
    Kind(
        "sheets-in-hand", "In hand", SheetImport, "Not imported yet",
        "1 spreadsheet was looked at and not imported", "{} spreadsheets were looked at and not imported",
        _having(state=SheetImport.State.PREVIEWED),
    ),
    Kind(
        "drafts", "Findings", Finding, "Drafts",
        "1 draft", "{} drafts",
        _having(state=FindingState.DRAFT),
    ),
    Kind(
        "unworded", "Findings", Finding, "Drafts without our wording",
        "1 draft has no wording of ours yet", "{} drafts have no wording of ours yet",
        _having(state=FindingState.DRAFT, text=""),
    ),
    Kind(
        "in-review", "Findings", Finding, "In review",
        "1 finding is in review", "{} findings are in review",
        _having(state=FindingState.IN_REVIEW),
    ),
    Kind(
        "pages-wait", "Pages and quotations", ArticleIntake, "Its pages wait for a publisher",
        "1 article gives pages that wait for a publisher", "{} articles give pages that wait for a publisher",
        _pages_wait,
    ),
    Kind(
        "page-not-known", "Pages and quotations", Finding, "Published, page not known",
        "1 published finding says “Page not known”", "{} published findings say “Page not known”",
        _page_not_known, right="themes.publish_finding",
    ),
    Kind(
        "without-pages", "Pages and quotations", Citation, "Without pages",
        "1 page list has no pages", "{} page lists have no pages",
        _without_pages,
    ),
    Kind(
        "not-found", "Pages and quotations", Quotation, "Not found",
        "1 quotation was not found on its page", "{} quotations were not found on their pages",
        _having(outcome=Outcome.NOT_FOUND), DESK,
    ),
    Kind(
        "elsewhere", "Pages and quotations", Quotation, "Found on another page",
        "1 quotation stands on another page than we say", "{} quotations stand on other pages than we say",
        _having(outcome=Outcome.OTHER_PAGE), DESK,
    ),
    Kind(
        "near", "Pages and quotations", Quotation, "Nearly the same",
        "1 quotation is nearly as the report has it", "{} quotations are nearly as their reports have them",
        _having(outcome=Outcome.NEAR), DESK,
    ),
    Kind(
        "not-checked", "Pages and quotations", Quotation, "Not checked",
        "1 quotation has not been checked", "{} quotations have not been checked",
        _having(outcome=Outcome.NOT_CHECKED, citation__isnull=False), DESK,
    ),
    Kind(
        "no-list", "Pages and quotations", Quotation, "Without a page list",
        "1 quotation belongs to no page list", "{} quotations belong to no page list",
        _having(outcome=Outcome.NOT_CHECKED, citation__isnull=True), DESK,
    ),
    Kind(
        "to-split", "Pages and quotations", Quotation, "On one page of a shared list",
        "1 quotation was found on one page of a list that findings share",
        "{} quotations were found on one page of a list that findings share",
        _to_split, DESK,
    ),
    Kind(
        "not-readable", "PDFs of reports", Document, "Could not be read",
        "1 PDF could not be read", "{} PDFs could not be read",
        _not_readable,
    ),
    Kind(
        "numbers-wait", "PDFs of reports", Document, "Page numbers to be looked at",
        "The page numbers of 1 PDF wait for a look", "The page numbers of {} PDFs wait for a look",
        _numbers_wait,
    ),
    Kind(
        "without-numbers", "PDFs of reports", Document, "Without page numbers",
        "No page numbers are known of 1 PDF", "No page numbers are known of {} PDFs",
        _without_numbers,
    ),
    Kind(
        "held", "Discussion", Comment, "Held",
        "1 comment waits for a decision", "{} comments wait for a decision",
        _having(state=CommentState.HELD),
    ),
    Kind(
        "not-read", "Reading", Review, "Not read for any theme yet",
        "1 report has not been read for any theme yet", "{} reports have not been read for any theme yet",
        _not_read, GRID, "themes.change_coverage",
    ),
    Kind(
        "partly-read", "Reading", Review, "Not read for every theme yet",
        "1 report has not been read for every theme yet", "{} reports have not been read for every theme yet",
        _partly_read, GRID, "themes.change_coverage",
    ),
    Kind(
        "unreachable", "Help and sources", Review, "A source cannot be reached",
        "1 report has a source that could not be reached", "{} reports have a source that could not be reached",
        _unreachable,
    ),
    Kind(
        "due", "Help and sources", HelpService, "Due for a check",
        "1 help number is due for a check", "{} help numbers are due for a check",
        _due,
    ),
]  # fmt: skip


def tasks(may: Callable[[str], bool]) -> dict[str, list[Task]]:
    """What there is to do for somebody with these rights, by group: one query. Empty when nothing waits."""
    kinds = {kind.slug: kind for kind in KINDS if may(kind.takes)}
    if not kinds:
        return {}
    first, *others = (kind.count() for kind in kinds.values())
    counts = {row["work"]: row["count"] for row in first.union(*others, all=True)}
    found: dict[str, list[Task]] = {}
    for slug, kind in kinds.items():
        if count := counts[slug]:
            found.setdefault(kind.group, []).append(Task(kind.label(count), count, kind.url))
    return found
