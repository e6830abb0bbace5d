from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from reviews.bibliography import reference
from reviews.csl import csl_item
from reviews.documents.views import may_see
from reviews.history.tracking import current_for_old_slug
from reviews.models import AvailabilityPlace, Review
from reviews.page_labels import PageLabelError, normalise, sort_key
from themes.citations.provenance import HowKnown
from themes.enums import FindingKind, FindingState
from themes.explore.figures import figures
from themes.findings.blocks import ListEntry, list_entries
from themes.findings.cards import Card
from themes.models import Finding, PageCitation
from themes.reading.evidence import beside, drawn, page_of, passages, quoted_on
from themes.reading.shelves import read_shelves
from themes.references.files import file_links
from themes.references.marks import marks
from themes.references.styles import in_every_style
from themes.views.articles import public_articles

PLACES_FOR_READERS = (
    AvailabilityPlace.PUBLISHER,
    AvailabilityPlace.LIBRARY,
    AvailabilityPlace.CATALOGUE,
)

UNKNOWN = "Page not known"


def review_list(request: HttpRequest) -> HttpResponse:
    """reviews/review_list.html: `shelves` (themes.reading.shelves.Shelf; each review has a `finding_count`)."""
    in_lists = Q(findings__state=FindingState.PUBLISHED) & ~Q(findings__kind=FindingKind.SCOPE)
    reviews = Review.objects.annotate(finding_count=Count("findings", filter=in_lists, distinct=True))
    return render(request, "reviews/review_list.html", {"shelves": read_shelves(reviews)})


def find_review(slug: str) -> tuple[Review, bool]:
    """The review at this address, and whether the address is its current one. Raises Http404."""
    review = Review.objects.with_authors().filter(slug=slug).first()
    if review:
        return review, True
    moved = current_for_old_slug(Review, slug)
    if moved is None:
        raise Http404("There is no review with this address.")
    return moved, False


@dataclass
class PageGroup:
    """Findings that share a page list, or have none: `title` is "Pages 11 and 179" or "Page not known"."""

    title: str
    sort: tuple[int, ...]
    entries: list[ListEntry]


def review_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """reviews/review.html:

    - `review`, `reference` (full, as text), `styles` [(name, Styled)], `marks` (Marks), `files` (FileLink)
    - `places` (Availability for readers)
    - `scope_notes` (findings of kind scope), `page_groups` (PageGroup: title, entries), `finding_count`
    - `contents`, `disagreements`, `unverified`, `remarks` (ReviewNote), `figures` (Figure), `draws_on`
    - `articles` (those about it that have a page)
    """
    review, current = find_review(slug)
    if not current:
        return redirect(review, permanent=True)
    found = list_entries(Finding.objects.in_lists().filter(review=review).order_by("number"))
    notes = list(review.notes.all())
    ledger = list(review.availability.current())
    return render(
        request,
        "reviews/review.html",
        {
            "review": review,
            "reference": reference(review),
            "styles": in_every_style(item := csl_item(review)),
            "marks": marks(item),
            "files": file_links(review.get_absolute_url()),
            "places": sorted(
                (entry for entry in ledger if entry.place in PLACES_FOR_READERS),
                key=lambda entry: (PLACES_FOR_READERS.index(entry.place), entry.position),
            ),
            "scope_notes": Finding.objects.published().filter(review=review, kind=FindingKind.SCOPE),
            "page_groups": by_page(found, review),
            "finding_count": sum(card.review.pk == review.pk for entry in found for card in entry.cards),
            "contents": review.contents.all(),
            "disagreements": [note for note in notes if note.kind == "disagreement"],
            "unverified": [note for note in notes if note.kind == "unverified"],
            "remarks": [note for note in notes if note.kind == "note"],
            "figures": figures(review.series_points.all()),
            "draws_on": review.draws_on.all(),
            "articles": public_articles().filter(review=review),
        },
    )


def by_page(found: Sequence[ListEntry], review: Review) -> list[PageGroup]:
    """Entries under the page lists of this review that their findings have; a block under each of its own."""
    groups: dict[str, PageGroup] = {}
    for entry in found:
        lists = [_pages_in(card, review) for card in entry.cards if card.review.pk == review.pk]
        for known in dict.fromkeys(lists):
            pages = known.pages if known else ()
            title = f"{known.noun} {''.join(page.before + page.text for page in pages)}" if known else UNKNOWN
            sort = (0, *(sort_key(page.text.split(" to ")[0]) for page in pages)) if known else (1,)
            groups.setdefault(title, PageGroup(title, sort, [])).entries.append(entry)
    return sorted(groups.values(), key=attrgetter("sort"))


def _pages_in(card: Card, review: Review) -> HowKnown | None:
    """The card's first page list in this review; None when no page of it is known."""
    in_review = (known for known in card.how_known if known.pages and known.pages_of == review.short_title)
    return next(in_review, None)


def review_page(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """reviews/review_page.html:

    - `review`, `label`, `entries` (findings that cite this page)
    - `reference` (as text), `styles` [(name, Styled)], `marks` (Marks)
    - `previous`, `next` (labels of the nearest cited pages, or None), `places` (where to get the report)
    - `pdf_page` (its place in the PDF, or None; `unconfirmed` where nobody has compared the two)
    - `page` (DocumentPage), `quoted` (what findings quote of it), `drawn` (Drawn: its picture) and `passages`
      (Passage: its words), for curators, and for all where the document's licence allows it and somebody has compared
      its printed page numbers
    - `beside` (labels of the pages before and after it in the PDF), for curators
    """
    review, current = find_review(slug)
    try:
        canonical = normalise(label)
        place = sort_key(canonical)
    except PageLabelError as error:
        raise Http404(str(error)) from error
    if review.page_count and canonical.isdigit() and int(canonical) > review.page_count:
        raise Http404(f"This report has {review.page_count} pages. There is no page {canonical}.")
    if not current or canonical != label:
        return redirect(review.page_url(canonical), permanent=True)

    shown = Finding.objects.in_lists()
    cited = PageCitation.objects.filter(review=review, citation__findings__in=shown)
    here = cited.filter(first_sort__lte=place, last_sort__gte=place)
    found = list_entries(shown.filter(citations__in=here.values("citation")).distinct().order_by("number"))
    before = cited.filter(last_sort__lt=place).order_by("-last_sort").values_list("last_page", flat=True)
    after = cited.filter(first_sort__gt=place).order_by("first_sort").values_list("first_page", flat=True)
    page = page_of(review, canonical)
    is_curator = page is not None and request.user.has_perm("reviews.view_document")
    confirmed = page is not None and page.document.labels_confirmed_at is not None
    may_read = page is not None and may_see(request.user, page.document) and (confirmed or is_curator)
    readable = page if may_read else None
    quoted = quoted_on(readable, with_drafts=is_curator) if readable else []
    response = render(
        request,
        "reviews/review_page.html",
        {
            "pdf_page": page.index if page and (confirmed or is_curator) else None,
            "unconfirmed": not confirmed,
            "page": readable,
            "quoted": quoted,
            "drawn": drawn(readable, quoted) if readable else None,
            "passages": passages(readable, quoted=quoted) if readable else [],
            "beside": beside(page) if page and is_curator else None,
            "review": review,
            "label": canonical,
            "entries": found,
            "reference": f"{reference(review)} Page {canonical}.",
            "styles": in_every_style(item := csl_item(review), canonical),
            "marks": marks(item | ({"page": canonical} if item["type"] == "report" else {})),
            "previous": before.first(),
            "next": after.first(),
            "places": review.availability.current().filter(place__in=PLACES_FOR_READERS),
        },
    )
    if is_curator:
        patch_cache_control(response, private=True)
    return response
