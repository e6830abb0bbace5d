from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control
from django.utils.text import Truncator
from django.views.decorators.cache import cache_control

from reviews.bibliography import write_reference
from reviews.collection_version import kept_by_version
from reviews.csl import build_csl_item
from reviews.models import PLACES_FOR_READERS, Review
from themes.citations.locators import LocatorError, UnreadableList
from themes.enums import FindingKind
from themes.figures.reading import read_figures
from themes.findings.blocks import read_entries
from themes.models import Finding
from themes.reading.report_page import (
    list_cited_pages,
    read_findings,
    read_findings_of,
    read_label,
    read_pdf_page,
)
from themes.reading.shelves import Shelf, find_shelf, read_shelves
from themes.reading.tally import Tally, count_by_report, count_of_report
from themes.references.files import build_file_links
from themes.references.page_metadata import build_linked_data, build_page_metadata
from themes.references.styles import render_in_every_style
from themes.search.references import read_pages_of
from themes.views.addresses import find_by_slug, lead_to
from themes.views.articles import select_public_articles
from themes.views.paging import list_page_numbers, turn_to_page

REVIEWS_PER_PAGE = 100  # of one shelf
PER_PAGE = 25  # entries on the page of a report's page
MOST_CITED = 150  # pages of a report on its own page; its index has the others
MOST_INDEXED = 2_000

TYPE_A_PAGE = (
    "Type the number that is printed on the page, such as 37 or iv; for several, 12-14 or 12 and 20."
)
NOTHING_TAKEN = (
    "No finding has been taken from this report yet. That says how far we have read, not what is in it."
)
ONLY_SCOPE = (
    "No lesson has been taken from this report yet, only what it covers. That says how far we have read, not what is "
    "in it."
)


def review_list(request: HttpRequest) -> HttpResponse:
    """reviews/review_list.html: `shelves` (themes.reading.shelves.Shelf; each review has a `finding_count`).

    With `?shelf=` all reviews of one: `shelf` (Shelf), `page`, `page_numbers`, `query`.
    """
    shelves = read_shelves_with_counts()
    if "shelf" in request.GET:
        shelf = find_shelf(shelves, request.GET["shelf"])
        page = turn_to_page(request, shelf.reviews, REVIEWS_PER_PAGE)
        context = {"shelf": shelf, "page": page, "page_numbers": list_page_numbers(page)}
        return render(request, "reviews/shelf.html", {**context, "query": f"shelf={shelf.slug}"})
    return render(request, "reviews/review_list.html", {"shelves": shelves})


@kept_by_version
def read_shelves_with_counts() -> list[Shelf]:
    counts, shelves = count_by_report(), read_shelves(Review.objects.all())
    for shelf in shelves:
        for review in shelf.reviews:
            review.finding_count = counts.get(review.pk, Tally()).findings  # type: ignore[attr-defined]
    return shelves


def find_review(slug: str) -> tuple[Review, bool]:
    """The review at this address, and whether the address is its current one. Raises Http404."""
    return find_by_slug(Review.objects.with_authors(), slug, missing="There is no review with this address.")


def review_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """reviews/review.html:

    - `review`, `reference` (full, as text), `styles` [(name, StyledReference)], `files` (FileLink),
      `metadata` (PageMetadata), `linked_data`
    - `places` (Availability for readers)
    - `scope_notes` (findings of kind scope), `cited_pages` (CitedPage, the first of `cited_page_count`)
    - `theme_groups` (FindingsOfTheme), `is_whole` (whether all findings stand there)
    - `finding_count`, `with_page` and `read_on_page` (how many of them), `nothing_taken` (what to say where there are
      none)
    - `contents`, `disagreements`, `unverified`, `remarks` (ReviewNote), `figures` (Figure), `draws_on`
    - `articles` (those about it that have a page)
    """
    review, current = find_review(slug)
    if not current:
        return lead_to(review)
    found = read_findings_of(review)
    counts = count_of_report(review)
    cited_pages = list_cited_pages(review)
    scope_notes = list(Finding.objects.published().filter(review=review, kind=FindingKind.SCOPE))
    notes = list(review.notes.all())
    ledger = list(review.availability.current())
    return render(
        request,
        "reviews/review.html",
        {
            "review": review,
            "reference": write_reference(review),
            "styles": render_in_every_style(item := build_csl_item(review)),
            "metadata": build_page_metadata(item),
            "linked_data": build_linked_data(item, request.build_absolute_uri(review.get_absolute_url())),
            "files": build_file_links(review.get_absolute_url()),
            "places": sorted(
                (entry for entry in ledger if entry.place in PLACES_FOR_READERS),
                key=lambda entry: (PLACES_FOR_READERS.index(entry.place), entry.position),
            ),
            "scope_notes": scope_notes,
            "cited_pages": cited_pages[:MOST_CITED],
            "cited_page_count": len(cited_pages),
            "theme_groups": found.groups,
            "is_whole": found.is_whole,
            "nothing_taken": ONLY_SCOPE if scope_notes else NOTHING_TAKEN,
            "finding_count": found.finding_count,
            "with_page": counts.with_page,
            "read_on_page": counts.read_on_page,
            "contents": review.contents.all(),
            "disagreements": [note for note in notes if note.kind == "disagreement"],
            "unverified": [note for note in notes if note.kind == "unverified"],
            "remarks": [note for note in notes if note.kind == "note"],
            "figures": read_figures(review.series_points.all()),
            "draws_on": review.draws_on.all(),
            "articles": select_public_articles().filter(review=review),
        },
    )


def review_page(request: HttpRequest, slug: str, label: str) -> HttpResponse:
    """reviews/review_page.html:

    - `review`, `label`, `found` (PageFindings), `pdf` (VisiblePage, or None), `places` (where to get the report)
    - `entries` (findings on this `page` of their list), `page_numbers`, `finding_count`
    - `reference` (as text), `styles` [(name, StyledReference)], `metadata` (PageMetadata)
    """
    review, current = find_review(slug)
    canonical = read_label(review, label)
    if not current or canonical != label:
        return lead_to(review.page_url(canonical))
    item = build_csl_item(review)
    pdf = read_pdf_page(review, canonical, request.user)
    found = read_findings(review, canonical)
    page = turn_to_page(request, found.places, PER_PAGE)
    response = render(
        request,
        "reviews/review_page.html",
        {
            "review": review,
            "label": canonical,
            "found": found,
            "entries": read_entries(list(page)),
            "finding_count": sum(len(place.finding_ids) for place in found.places),
            "page": page,
            "page_numbers": list_page_numbers(page),
            "pdf": pdf,
            "places": review.availability.current().filter(place__in=PLACES_FOR_READERS),
            "reference": f"{write_reference(review)} Page {canonical}.",
            "styles": render_in_every_style(item, canonical),
            "metadata": build_page_metadata(item | ({"page": canonical} if item["type"] == "report" else {})),
        },
    )
    if pdf and pdf.is_for_curator:
        patch_cache_control(response, private=True)
    elif not found.places or (pdf and pdf.picture and pdf.picture.problem):
        # There is no end of pages that nobody cites, and what is wrong with a picture may be over in a minute.
        patch_cache_control(response, no_cache=True)
    return response


@cache_control(private=True, no_store=True)
def check_page(request: HttpRequest, slug: str) -> HttpResponse:
    """reviews/check_page.html: `review`, `typed`, `error` (why it is no page) or `meant` (Reference).

    One page leads straight to its address. Where nothing is asked, `index`: all pages that findings cite (CitedPage,
    the first of `cited_page_count`).
    """
    review, _ = find_review(slug)
    typed = " ".join(request.GET.get("page", "").replace("\x00", "").split())
    meant, error = None, ""
    if "page" not in request.GET:
        cited_pages = list_cited_pages(review)
        index = {"index": cited_pages[:MOST_INDEXED], "cited_page_count": len(cited_pages)}
        return render(request, "reviews/check_page.html", {"review": review, "typed": "", **index})
    try:
        meant = read_pages_of(review, typed)
    except UnreadableList:
        error = f"“{Truncator(typed).chars(60)}” is no page number. {TYPE_A_PAGE}" if typed else TYPE_A_PAGE
    except LocatorError as reason:
        error = str(reason)
    if meant and meant.leads_straight:
        return redirect(meant.targets[0][1])
    return render(
        request,
        "reviews/check_page.html",
        {"review": review, "typed": typed, "error": error, "meant": meant},
    )
