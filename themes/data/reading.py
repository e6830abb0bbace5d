"""Reads the collection in the shapes of its data. Addresses are paths until `at_origin` makes them whole.

Each function makes the same number of queries for one row and for many.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, TypeVar, cast

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef, QuerySet
from django.urls import reverse
from django.utils.timezone import localdate

from reviews.bibliography import write_reference
from reviews.collection_version import kept_by_version
from reviews.dates import Precision
from reviews.models import PLACES_FOR_READERS, Availability, Period, Review
from reviews.models.review import ReviewQuerySet
from themes.citations.provenance import HowKnown
from themes.data.shapes import (
    DataShape,
    FigureData,
    FigureRowData,
    FindingData,
    FindingDetail,
    PeriodData,
    PlaceData,
    QuotationData,
    ReviewData,
    SituationData,
    SourceData,
    ThemeData,
)
from themes.explore.periods import add_finding_counts, count_by_periods
from themes.figures.listing import FigureCard, read_cards
from themes.findings.blocks import ListEntry
from themes.findings.cards import Card, cached_reverse
from themes.models import Finding, Situation, Theme
from themes.models.theme import ThemeQuerySet
from themes.reading.tally import Tally, count_by_report

ADDRESSES = ("address", "short_address")

Data = TypeVar("Data", bound=DataShape)


def at_origin(origin: str, rows: Iterable[Data]) -> list[Data]:
    """The same with whole addresses."""
    return [
        row.model_copy(
            update={name: f"{origin}{getattr(row, name)}" for name in ADDRESSES if hasattr(row, name)}
        )
        for row in rows
    ]


def list_related(rows: QuerySet, name: str, slug: str = "slug", *order: str) -> ArraySubquery:
    """The slugs of what a row is linked to, in an order of its own."""
    through = rows.model._meta.get_field(name).remote_field.through
    own = rows.model._meta.get_field(name).m2m_field_name()
    other = rows.model._meta.get_field(name).m2m_reverse_field_name()
    linked = through.objects.filter(**{own: OuterRef("pk")}).order_by(*(f"{other}__{each}" for each in order))
    return ArraySubquery(linked.values(f"{other}__{slug}"))


def build_finding(card: Card, entry: ListEntry, filed: dict[str, Any]) -> FindingData:
    return FindingData(
        code=card.code,
        wording=card.text,
        kind=card.kind,
        review=card.review.slug,
        review_title=card.review.title,
        themes=[theme.slug for theme in card.themes],
        periods=[period.slug for period in card.periods],
        years=card.years_text,
        agencies=filed["agency_slugs"],
        for_every_agency=filed["for_every_agency"],
        ages=filed["age_slugs"],
        harms=filed["harm_slugs"],
        content_note=card.content_note,
        sources=[build_source(known) for known in card.how_known],
        quotations=[
            QuotationData(
                words=quoted.words,
                tag=quoted.tag,
                sentence=quoted.sentence,
                is_checked=quoted.is_checked,
                report_has=quoted.report_has,
            )
            for quoted in card.quoted
        ],
        read_together=[other.code for other in entry.cards if other is not card],
        read_together_because=entry.reason,
        published=localdate(filed["published_at"]) if filed["published_at"] else None,
        address=card.url,
        short_address=cached_reverse("finding-short", args=(card.number,)),
    )


def build_source(known: HowKnown) -> SourceData:
    return SourceData(
        tag=known.tag,
        sentence=known.sentence,
        review=known.pages_of_url.rstrip("/").rpartition("/")[2],
        pages=[page.text for page in known.pages],
        shared=known.shared,
    )


def read_findings_data(entries: Sequence[ListEntry]) -> list[list[FindingData]]:
    """The findings of each entry: one query."""
    findings = Finding.objects.filter(pk__in=[card.pk for entry in entries for card in entry.cards])
    filed = findings.order_by().values(
        "pk",
        "for_every_agency",
        "published_at",
        agency_slugs=list_related(findings, "agencies", "slug", "position"),
        age_slugs=list_related(findings, "ages", "slug", "from_age"),
        harm_slugs=list_related(findings, "harms", "slug", "position"),
    )
    by_pk = {row["pk"]: row for row in filed}
    return [
        [build_finding(card, entry, by_pk[card.pk]) for card in entry.cards if card.pk in by_pk]
        for entry in entries
    ]


def build_detail(code: str, findings: Sequence[FindingData]) -> FindingDetail:
    """One of the findings of a block, with the others."""
    own = next(each for each in findings if each.code == code)
    return FindingDetail(**dict(own), together=[each for each in findings if each is not own])


def read_themes(themes: ThemeQuerySet) -> list[ThemeData]:
    rows = themes.select_related("group").annotate(
        related_slugs=list_related(themes, "related", "slug", "group__position", "position", "pk"),
        figure_slugs=list_related(themes, "series", "slug", "position", "pk"),
    )
    listed = {theme.slug for theme in read_listed_themes()}
    with_numbers = {card.figure.slug for card in read_cards()}
    return [
        ThemeData(
            slug=theme.slug,
            title=theme.title,
            group=theme.group.title,
            summary=theme.summary,
            scope=theme.scope_note,
            questions=theme.questions,
            content_note=theme.content_note,
            related=[slug for slug in theme.related_slugs if slug in listed],
            figures=[slug for slug in theme.figure_slugs if slug in with_numbers],
            finding_count=theme.finding_count,
            address=theme.get_absolute_url(),
            short_address=theme.short_path,
        )
        for theme in cast("list[Any]", add_finding_counts(rows))
    ]


@kept_by_version
def read_listed_themes() -> tuple[Theme, ...]:
    return tuple(Theme.objects.listed().in_order())


def read_periods_data(periods: QuerySet[Period]) -> list[PeriodData]:
    counts = count_by_periods()
    rows = periods.annotate(
        review_slugs=ArraySubquery(
            Review.objects.filter(periods=OuterRef("pk")).values("slug"),
        )
    )
    return [
        PeriodData(
            slug=period.slug,
            name=period.name,
            starts=period.starts,
            ends=period.ends,
            months=period.months,
            is_core=period.is_core,
            read_so_far=period.read_so_far,
            notes=period.notes,
            reviews=period.review_slugs,
            own_finding_count=counts[(period.pk,)],
            shared_finding_count=sum(
                count for pks, count in counts.items() if len(pks) > 1 and period.pk in pks
            ),
            address=period.get_absolute_url(),
        )
        for period in rows
    ]


def write_partial_date(day: date | None, precision: str) -> str:
    """As exact as it is known: "2016-05"."""
    length = {Precision.DAY: 10, Precision.MONTH: 7}.get(Precision(precision), 4) if day else 0
    return day.isoformat()[:length] if day else ""


def read_reviews_data(reviews: ReviewQuerySet) -> list[ReviewData]:
    rows = list(
        reviews.with_authors().annotate(
            period_slugs=list_related(reviews, "periods", "slug", "starts"),
            drawn_on_slugs=list_related(reviews, "draws_on", "slug", "incidents_from", "pk"),
        )
    )
    places: dict[int, list[PlaceData]] = {}
    ledger = Availability.objects.current().filter(
        review__in=[row.pk for row in rows], place__in=PLACES_FOR_READERS
    )
    for entry in ledger.order_by("review", "position", "pk"):
        places.setdefault(entry.review_id, []).append(
            PlaceData(
                place=entry.get_place_display(),
                state=entry.get_state_display(),
                url=entry.url,
                checked=entry.on,
            )
        )
    counts = count_by_report()
    return [_build_review(row, places.get(row.pk, []), counts.get(row.pk, Tally()).findings) for row in rows]


def _build_review(review: Review, places: list[PlaceData], finding_count: int) -> ReviewData:
    return ReviewData(
        slug=review.slug,
        kind=review.get_kind_display(),
        title=review.title,
        short_title=review.short_title,
        authors=[", ".join(filter(None, [each.family, each.given])) for each in review.authors.all()],
        publisher=review.publisher,
        journal=review.journal,
        volume=review.volume,
        published=write_partial_date(review.published, review.published_precision),
        report_number=review.report_number,
        isbn=review.isbn,
        incidents_from=write_partial_date(review.incidents_from, review.incidents_precision),
        incidents_to=write_partial_date(review.incidents_to, review.incidents_precision),
        periods=review.period_slugs,  # type: ignore[attr-defined]
        draws_on=review.drawn_on_slugs,  # type: ignore[attr-defined]
        case_count=review.case_count,
        case_count_note=review.case_count_note,
        page_count=review.page_count,
        covers=review.covers,
        rights_holder=review.rights_holder,
        licence=review.licence,
        places=places,
        reference=write_reference(review),
        finding_count=finding_count,
        address=review.get_absolute_url(),
    )


def read_situations(situations: QuerySet[Situation]) -> list[SituationData]:
    """With those findings that its page shows, and not those that stand beside them to be read together."""
    chosen = Finding.objects.in_lists().filter(situations=OuterRef("pk"))
    rows = situations.annotate(
        numbers=ArraySubquery(chosen.order_by("situationfinding__position", "number").values(n=F("number"))),
        theme_slugs=ArraySubquery(
            Theme.objects.listed().filter(situations=OuterRef("pk")).in_order().values("slug")
        ),
    )
    return [
        SituationData(
            slug=situation.slug,
            title=situation.title,
            note=situation.note,
            content_note=situation.content_note,
            themes=situation.theme_slugs,
            findings=[Finding.name_code(number) for number in situation.numbers],
            address=situation.get_absolute_url(),
        )
        for situation in rows
    ]


def build_figure_data(card: FigureCard) -> FigureData:
    figure = card.figure
    return FigureData(
        slug=figure.slug,
        title=figure.title,
        unit=figure.unit,
        notes=list(figure.notes),
        not_found=list(figure.gaps),
        themes=[theme.slug for theme in card.themes],
        rows=[
            FigureRowData(
                years=row.years,
                starts=row.first,
                ends=row.last,
                category=row.category,
                value=row.value,
                number=float(row.amount) if row.amount is not None else None,
                part=row.part,
                whole=row.whole,
                a_year=figure.format_year(row),
                source=row.source,
                pages=row.pages,
                note=row.note,
                change=row.change,
            )
            for row in figure.rows
        ],
        address=reverse("figure", args=[figure.slug]),
    )
