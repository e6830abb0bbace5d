"""Work that waits for a curator: what it is, which rows it is about, and how much there is of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property, lru_cache
from operator import methodcaller
from typing import Any

from django.contrib.auth import get_permission_codename
from django.db import connection
from django.db.models import (
    Count,
    DateTimeField,
    Exists,
    Min,
    Model,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
)
from django.db.models.functions import Cast, Now
from django.urls import reverse
from django.utils.timezone import localdate

from reviews.history.tracking import get_events
from reviews.models import Availability, Document, DocumentState, LabelsFrom, Review
from themes.desk.drafts import KINDS as DRAFT_KINDS
from themes.desk.queue import TO_SPLIT, select_work
from themes.discussion.trust import shown_unread
from themes.enums import CommentState, CoverageState, FindingState
from themes.models import (
    ArticleIntake,
    ArticleMention,
    Citation,
    ColleagueNote,
    Comment,
    Coverage,
    Finding,
    HelpService,
    LegalRemoval,
    Member,
    Notice,
    NoticeKind,
    PageCitation,
    ProblemReport,
    Quotation,
    SheetImport,
    SheetImportState,
    TakenWork,
    Theme,
)
from themes.models.catalogue import FacetNumber
from themes.models.intake import IntakeState

GRID = "admin:themes_coverage_grid"
DESK = "admin:themes_quotation_desk"
WORDING = "admin:themes_finding_wording"
Select = Callable[[QuerySet], QuerySet]
# Since when a row waits, by its model; of others nobody knows.
WAITS_SINCE: dict[type[Model], str] = {
    ArticleIntake: "added",
    ColleagueNote: "at",
    Document: "added",
    Finding: "added",
    Member: "asked_at",
    Notice: "at",
    ProblemReport: "at",
    Quotation: "finding__added",
    SheetImport: "added",
    TakenWork: "since",
}
LAST = datetime.max.replace(tzinfo=UTC)
AFTERWARDS = "afterwards"  # named among filters only where authors can be trusted
FIRST_GROUP = "From readers"  # whoever could be recognised does not wait until older work is done


@dataclass(frozen=True)
class WorkKind:
    """One kind of work. `select` narrows the rows of its model to those that it is about, each once."""

    slug: str
    group: str
    model: type[Model]
    name: str  # among the filters of the model's list
    singular: str
    plural: str  # with {} for how many
    select: Select
    screen: str = ""  # the name of an address; nothing is the model's list
    permission: str = ""  # to work on these; nothing is the one to change such rows
    find_since: Callable[[], Any] | None = None  # since when a row waits, where WAITS_SINCE cannot say it
    adds_up: bool = (
        True  # to the number beside its task: False for what another kind counts, or nobody waits for
    )

    @property
    def required_permission(self) -> str:
        meta = self.model._meta
        return self.permission or f"{meta.app_label}.{get_permission_codename('change', meta)}"

    def count_rows(self, *, with_oldest: bool = False) -> QuerySet:
        """A query of one row: the slug, how many, and since when the oldest waits, where that is asked and known."""
        manager: Any = self.model._default_manager
        rows = self.select(manager.order_by()).annotate(work=Value(self.slug)).values("work")
        since = None
        if with_oldest and self.adds_up:
            since = self.find_since() if self.find_since else WAITS_SINCE.get(self.model)
        oldest: Any = Min(since) if since else Cast(Value(None), DateTimeField())
        return rows.annotate(count=Count("*"), oldest=oldest).order_by()

    def label(self, count: int) -> str:
        return self.singular if count == 1 else self.plural.format(f"{count:,}")

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
    is_current: bool = False
    oldest: datetime | None = None  # since when the oldest waits, where that is known


def _filter_by(**lookups: Any) -> Select:
    return lambda rows: rows.filter(**lookups)


def _select_reports(about: str) -> Select:
    """Selects readers' reports that nobody has answered, by the method that says whose they are."""
    return lambda reports: getattr(reports, about)().open()


def _select_over_time(notices: QuerySet) -> QuerySet:
    """By the clock of the database: the query is kept for a day."""
    return notices.filter(outcome="").exclude(kind=NoticeKind.DATA).filter(due_at__lte=Now())


def _select_of_desk(slug: str) -> Select:
    """Selects quotations of a kind, as the citation desk does."""
    return lambda quotations: select_work(quotations, slug)


def _select_page_not_known(findings: QuerySet) -> QuerySet:
    """Those that readers find under "Page not known": asks the catalogue, twice as quick as asking page lists."""
    option = FacetNumber.HOW.encode(4)
    return findings.filter(catalogue_entry__is_listed=True, catalogue_entry__options__contains=[option])


def _select_without_pages(citations: QuerySet) -> QuerySet:
    return citations.filter(~Exists(PageCitation.objects.filter(citation=OuterRef("pk"))))


def _select_answered(**where: Any) -> QuerySet:
    """Rows of the coverage grid that say the report was read: those that say "not yet" are as good as none."""
    return Coverage.objects.filter(**where).exclude(state=CoverageState.NOT_YET)


def _select_not_read(reviews: QuerySet) -> QuerySet:
    return reviews.filter(~Exists(_select_answered(review=OuterRef("pk"))))


def _select_partly_read(reviews: QuerySet) -> QuerySet:
    """Reports read for some theme but not for all."""
    read = _select_answered(review=OuterRef(OuterRef("pk")), theme=OuterRef("pk"))
    return reviews.filter(
        Exists(_select_answered(review=OuterRef("pk"))),
        Exists(Theme.objects.current().order_by().filter(~Exists(read))),
    )


def _select_unreachable(reviews: QuerySet) -> QuerySet:
    return reviews.filter(Exists(Availability.objects.unreachable().filter(review=OuterRef("pk"))))


def _select_pages_wait(intakes: QuerySet) -> QuerySet:
    return intakes.filter(Exists(ArticleMention.objects.filter(article=OuterRef("article"), pages_wait=True)))


def _select_left_behind(taken: QuerySet) -> QuerySet:
    return taken.filter(pk__in=TakenWork.objects.waiting().left_behind().values("pk"))


def _find_held_since() -> Subquery:
    """Since when a comment waits, by its history: it came, its author changed what was shown, or it was held again."""
    events = get_events(Comment).filter(pgh_obj_id=OuterRef("pk"))
    others = get_events(Comment).filter(pgh_obj_id=OuterRef("pgh_obj_id"), pgh_id__gt=OuterRef("pgh_id"))
    waits = events.filter(~Exists(others.exclude(state=CommentState.HELD)), state=CommentState.HELD)
    return Subquery(waits.order_by("pgh_id").values("pgh_created_at")[:1])


def _select_to_be_removed(comments: QuerySet) -> QuerySet:
    """Each once: of a comment one removal is open at most."""
    return comments.filter(legal_removals__isnull=False, legal_removals__settled_at=None)


def _select_unread(comments: QuerySet) -> QuerySet:
    return comments.filter(shown_unread())


def _select_held(comments: QuerySet) -> QuerySet:
    """Without those of which a removal is open: these wait for a second person."""
    open_removals = LegalRemoval.objects.filter(comment=OuterRef("pk"), settled_at=None)
    return comments.filter(~Exists(open_removals), state=CommentState.HELD)


def _select_current(documents: QuerySet) -> QuerySet:
    return documents.filter(state=DocumentState.READ, superseded_by=None)


def _select_not_readable(documents: QuerySet) -> QuerySet:
    """PDFs that could not be read, unless another of the same report was added later."""
    later = Document.objects.filter(review=OuterRef("review"), pk__gt=OuterRef("pk"))
    return documents.filter(~Exists(later), state=DocumentState.FAILED)


def _select_numbers_wait(documents: QuerySet) -> QuerySet:
    with_numbers = _select_current(documents).exclude(labels_from=LabelsFrom.NONE)
    return with_numbers.filter(labels_confirmed_at=None)


def _select_without_numbers(documents: QuerySet) -> QuerySet:
    return _select_current(documents).filter(labels_from=LabelsFrom.NONE)


# In the order of the front page. Each also stands among the filters of its model's list.
KINDS = [
    WorkKind(
        "recognised", "From readers", ProblemReport, "Somebody could be recognised, or about a comment",
        "1 reader’s report says that somebody could be recognised, or is about a comment",
        "{} readers’ reports say that somebody could be recognised, or are about comments",
        _select_reports("about_people"), permission="themes.hide_finding",
    ),
    WorkKind(
        "hidden", "From readers", Finding, "Hidden for now",
        "1 finding is hidden until somebody has decided", "{} findings are hidden until somebody has decided",
        _filter_by(state=FindingState.HIDDEN), permission="themes.publish_finding",
    ),
    WorkKind(
        "reported", "From readers", ProblemReport, "About the collection",
        "1 reader’s report about the collection waits for an answer",
        "{} readers’ reports about the collection wait for an answer",
        _select_reports("about_the_collection"), permission="themes.change_finding",
    ),
    WorkKind(
        "names", "From readers", Member, "Wait for a decision",
        "1 reader’s name waits for a decision", "{} readers’ names wait for a decision",
        methodcaller("waiting"),
    ),
    WorkKind(
        "articles-in-hand", "Articles", ArticleIntake, "In hand",
        "1 article is in hand", "{} articles are in hand",
        _filter_by(state=IntakeState.IN_HAND),
    ),
    WorkKind(
        "sheets-in-hand", "Findings", SheetImport, "Not imported yet",
        "1 spreadsheet was looked at and not imported", "{} spreadsheets were looked at and not imported",
        _filter_by(state=SheetImportState.PREVIEWED),
    ),
    *(
        WorkKind(
            slug, "Wording", Finding, kind.name, kind.singular, kind.plural,
            methodcaller("filter", kind.where), WORDING, adds_up=kind.is_apart,
        )
        for slug, kind in DRAFT_KINDS.items()
    ),
    WorkKind(
        "pages-wait", "Articles", ArticleIntake, "Its pages wait for a publisher",
        "1 article gives pages that wait for a publisher", "{} articles give pages that wait for a publisher",
        _select_pages_wait,
    ),
    WorkKind(
        "page-not-known", "Findings", Finding, "Published, page not known",
        "1 published finding says “Page not known”", "{} published findings say “Page not known”",
        _select_page_not_known, permission="themes.publish_finding", adds_up=False,
    ),
    WorkKind(
        "without-pages", "Findings", Citation, "Without pages",
        "1 page list has no pages", "{} page lists have no pages",
        _select_without_pages,
    ),
    WorkKind(
        "not-found", "Quotations", Quotation, "Not found",
        "1 quotation was not found on its page", "{} quotations were not found on their pages",
        _select_of_desk("not-found"), DESK,
    ),
    WorkKind(
        "elsewhere", "Quotations", Quotation, "Found on another page",
        "1 quotation stands on another page than we say", "{} quotations stand on other pages than we say",
        _select_of_desk("elsewhere"), DESK,
    ),
    WorkKind(
        "near", "Quotations", Quotation, "Nearly the same",
        "1 quotation is nearly as the report has it", "{} quotations are nearly as their reports have them",
        _select_of_desk("near"), DESK,
    ),
    WorkKind(
        "not-checked", "Quotations", Quotation, "Not checked",
        "1 quotation has not been checked", "{} quotations have not been checked",
        _select_of_desk("not-checked"), DESK,
    ),
    WorkKind(
        "unavailable", "Quotations", Quotation, "Report not available, or page cannot be read",
        "1 quotation cannot be compared: we have no PDF, or its page cannot be read",
        "{} quotations cannot be compared: we have no PDF, or their pages cannot be read",
        _select_of_desk("unavailable"), DESK,
    ),
    WorkKind(
        "no-list", "Quotations", Quotation, "Without a page list",
        "1 quotation belongs to no page list", "{} quotations belong to no page list",
        _select_of_desk("no-list"), DESK,
    ),
    WorkKind(
        "to-split", "Quotations", Quotation, "On one page of a shared list",
        "1 quotation was found on one page of a list that findings share",
        "{} quotations were found on one page of a list that findings share",
        _select_of_desk(TO_SPLIT), DESK, adds_up=False,
    ),
    WorkKind(
        "not-readable", "Reports", Document, "Could not be read",
        "1 PDF could not be read", "{} PDFs could not be read",
        _select_not_readable,
    ),
    WorkKind(
        "numbers-wait", "Reports", Document, "Page numbers to be looked at",
        "The page numbers of 1 PDF wait for a look", "The page numbers of {} PDFs wait for a look",
        _select_numbers_wait,
    ),
    WorkKind(
        "without-numbers", "Reports", Document, "Without page numbers",
        "No page numbers are known of 1 PDF", "No page numbers are known of {} PDFs",
        _select_without_numbers,
    ),
    WorkKind(
        "removals", "Comments", Comment, "Removal proposed",
        "1 removal for legal reasons waits for a second person",
        "{} removals for legal reasons wait for a second person",
        _select_to_be_removed, find_since=lambda: "legal_removals__proposed_at",
    ),
    WorkKind(
        "held", "Comments", Comment, "Held",
        "1 comment waits for a decision", "{} comments wait for a decision",
        _select_held, find_since=_find_held_since,
    ),
    WorkKind(
        AFTERWARDS, "Comments", Comment, "To look at afterwards",
        "1 comment of a trusted author is to be looked at", "{} comments of trusted authors are to be looked at",
        _select_unread, find_since=lambda: "posted_at",
    ),
    WorkKind(
        "over-time", "Notices", Notice, "Over time",
        "1 notice or complaint is OVER TIME", "{} notices and complaints are OVER TIME",
        _select_over_time, adds_up=False,
    ),
    WorkKind(
        "notices", "Notices", Notice, "Open",
        "1 notice or complaint waits for its next step", "{} notices and complaints wait for their next step",
        lambda notices: notices.filter(outcome="").exclude(kind=NoticeKind.DATA),
    ),
    WorkKind(
        "data-complaints", "Notices", Notice, "Data protection",
        "1 data protection complaint waits for an answer", "{} data protection complaints wait for an answer",
        _filter_by(outcome="", kind=NoticeKind.DATA), permission="themes.view_sealedevidence",
    ),
    WorkKind(
        "notes", "Notes", ColleagueNote, "Open",
        "1 note to colleagues is open", "{} notes to colleagues are open",
        _filter_by(done_at=None),
    ),
    WorkKind(
        "left-behind", "Taken", TakenWork, "By somebody who left",
        "1 piece of work is with somebody whose account is closed",
        "{} pieces of work are with people whose accounts are closed",
        _select_left_behind, permission="themes.publish_finding",
    ),
    WorkKind(
        "not-read", "Reports", Review, "Not read for any theme yet",
        "1 report has not been read for any theme yet", "{} reports have not been read for any theme yet",
        _select_not_read, GRID, "themes.change_coverage", adds_up=False,
    ),
    WorkKind(
        "partly-read", "Reports", Review, "Not read for every theme yet",
        "1 report has not been read for every theme yet", "{} reports have not been read for every theme yet",
        _select_partly_read, GRID, "themes.change_coverage", adds_up=False,
    ),
    WorkKind(
        "unreachable", "Reports", Review, "A source cannot be reached",
        "1 report has a source that could not be reached", "{} reports have a source that could not be reached",
        _select_unreachable,
    ),
    WorkKind(
        "due", "Help", HelpService, "Due for a check",
        "1 help number is due for a check", "{} help numbers are due for a check",
        methodcaller("due"),
    ),
]  # fmt: skip


# The tasks in the order of the bar at the top: name, where it leads, and the right that it takes.
# Work of every other group stands on the front page only.
TASKS = [
    ("Articles", "admin:themes_articleintake_changelist", "themes.view_articleintake"),
    ("Reports", "admin:reviews_review_changelist", "reviews.view_review"),
    ("Findings", "admin:themes_finding_changelist", "themes.view_finding"),
    ("Wording", WORDING, "themes.change_finding"),
    ("Quotations", DESK, "themes.view_quotation"),
    ("Comments", "admin:themes_comment_changelist", "themes.view_comment"),
    ("From readers", "admin:themes_problemreport_changelist", "themes.view_problemreport"),
    ("Notices", "admin:themes_notice_changelist", "themes.view_notice"),
]


@lru_cache(maxsize=64)
def build_count(slugs: tuple[str, ...], day: date, *, with_oldest: bool) -> tuple[str, tuple[Any, ...]]:
    """SQL and parameters: slug, count and the oldest for each of these kinds, some of which depend on the day.

    Kept, as every screen counts: building it takes five times as long as the answer.
    """
    first, *others = (kind.count_rows(with_oldest=with_oldest) for kind in KINDS if kind.slug in slugs)
    return first.union(*others, all=True).query.sql_with_params()


class Waiting:
    """What waits for somebody with these permissions. One query, when it is first asked for.

    `in_all` for the front page; without it only what the bar adds up is counted, as the rest takes longest. `path` is
    that of the screen on which it is told.
    """

    def __init__(
        self, has_permission: Callable[[str], bool], *, in_all: bool = False, path: str = ""
    ) -> None:
        self.has_permission, self.in_all, self.path = has_permission, in_all, path

    @cached_property
    def counts(self) -> dict[str, int]:
        """How much there is, by the slug of each kind that this person may work on."""
        return {slug: count for slug, count, _ in self._rows}

    @cached_property
    def _rows(self) -> list[tuple[str, int, datetime | None]]:
        asked = [kind for kind in KINDS if kind.adds_up or self.in_all]
        slugs = tuple(kind.slug for kind in asked if self.has_permission(kind.required_permission))
        if not slugs:
            return []
        with connection.cursor() as cursor:
            cursor.execute(*build_count(slugs, localdate(), with_oldest=self.in_all))
            return cursor.fetchall()

    @property
    def tasks(self) -> list[Task]:
        """The bar: those of the tasks that this person may open, and how much waits at each."""
        waiting = Counter[str]()
        for kind in KINDS:
            waiting[kind.group] += self.counts.get(kind.slug, 0) if kind.adds_up else 0
        urls = {name: reverse(screen) for name, screen, right in TASKS if self.has_permission(right)}
        # The address of one may begin that of another.
        here = max((url for url in urls.values() if self.path.startswith(url)), key=len, default="")
        return [Task(name, waiting[name], url, url == here) for name, url in urls.items()]

    @property
    def groups(self) -> dict[str, list[Task]]:
        """The front page: kinds of work of which there is any, by group, those first whose oldest waits longest.

        Empty when nothing waits.
        """
        oldest = {slug: oldest for slug, _, oldest in self._rows}
        groups: dict[str, list[Task]] = {}
        for kind in KINDS:
            if count := self.counts.get(kind.slug):
                task = Task(kind.label(count), count, kind.url, oldest=oldest[kind.slug])
                groups.setdefault(kind.group, []).append(task)
        return dict(sorted(groups.items(), key=_rank_group))


def _rank_group(group: tuple[str, list[Task]]) -> tuple[bool, datetime]:
    name, tasks = group
    return name != FIRST_GROUP, min((task.oldest for task in tasks if task.oldest), default=LAST)
