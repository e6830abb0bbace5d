from __future__ import annotations

import re

from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from reviews.bibliography import reference
from reviews.history import events_of
from themes.blocks import Place, places, read_entries
from themes.cards import Card
from themes.enums import FindingState
from themes.explore.filters import FindingFilter
from themes.models import Finding, FindingTheme, PageCitation
from themes.models.finding import FindingQuerySet

PER_PAGE = 25  # entries: a block is never split
RELATED = 5
ALONE = "of one period alone"
NUMBER = re.compile(r"[Ff]?0*([1-9][0-9]{0,8})")


class Chosen:
    """A filter that is on: its words, and the address without it."""

    def __init__(self, text: str, url: str) -> None:
        self.text = text
        self.url = url


def _without(query: QueryDict, name: str, slug: str) -> str:
    left = query.copy()
    left.setlist(name, [value for value in left.getlist(name) if value != slug])
    left.pop("page", None)
    address = reverse("finding-list")
    return f"{address}?{left.urlencode()}" if left else address


def in_words(filterset: FindingFilter) -> str:
    """The choice as readers say it: "Neglect or Babies, and 2011 to 2014". Empty when nothing is chosen."""
    kinds = [" or ".join(str(row) for row in filterset.chosen(name)) for name in ("theme", "period")]
    kinds.append(ALONE if filterset.is_alone else "")
    return ", and ".join(words for words in kinds if words)


def finding_list(request: HttpRequest) -> HttpResponse:
    """themes/finding_list.html:

    - `entries`, `finding_count`, `choice` (the filters in words), `chosen` (Chosen: text, url without it)
    - `filterset` (its `form` has `theme` and `period`), `unknown` [(label, word)], `page` (of a Paginator)
    - `query` (the address's query without its page number, for links)
    """
    filterset = FindingFilter(request.GET, Finding.objects.in_lists().order_by("number"))
    matching = filterset.qs.distinct()
    wanted = places(matching)
    paginator = Paginator(wanted, PER_PAGE)
    number = request.GET.get("page", "1")
    if not number.isascii() or not number.isdigit() or not 1 <= int(number[:9]) <= paginator.num_pages:
        raise Http404(f"This list has {paginator.num_pages} pages. There is no page {number[:9]}.")
    page = paginator.page(int(number))
    query = request.GET.copy()
    query.pop("page", None)
    return render(
        request,
        "themes/finding_list.html",
        {
            "entries": read_entries(list(page.object_list)),
            "finding_count": sum(len(place.finding_ids) for place in wanted),
            "choice": in_words(filterset),
            "chosen": [
                Chosen(str(row), _without(request.GET, name, row.slug))
                for name in ("theme", "period")
                for row in filterset.chosen(name)
            ]
            + (
                [Chosen(ALONE.capitalize(), _without(request.GET, "alone", "yes"))] if filterset.is_alone else []
            ),
            "filterset": filterset,
            "unknown": filterset.unknown,
            "page": page,
            "query": query.urlencode(),
        },
    )


def finding_detail(request: HttpRequest, code: str) -> HttpResponse:
    """themes/finding.html:

    - `finding`, `card` (themes.cards.Card), `reference` (of its review, as text)
    - `partners` (cards of its block), `block_reason`
    - `same_page` (findings that cite a page of its list), `related` (findings), `wordings` (dates of change)

    A withdrawn finding keeps its address: themes/finding_withdrawn.html with `finding`, status 410.
    """
    match = NUMBER.fullmatch(code)
    numbered = Finding.objects.select_related("review").prefetch_related("review__authors")
    named = numbered.filter(number=match[1]).first() if match else None
    if named is None or named.state in (FindingState.DRAFT, FindingState.IN_REVIEW):
        raise Http404("There is no finding with this number.")
    if code != named.code:
        return redirect(named, permanent=True)
    if named.state == FindingState.WITHDRAWN:
        return render(request, "themes/finding_withdrawn.html", {"finding": named}, status=410)

    together = [Place((named.pk,), named.block_id)]
    entry = read_entries(together, with_scope_notes=True)[0]
    card = next(card for card in entry.cards if card.pk == named.pk)
    partners = [other for other in entry.cards if other is not card]
    near = {other.pk for other in entry.cards}
    same_page = list(on_same_pages(named).exclude(pk__in=near)[:RELATED])
    near |= {other.pk for other in same_page}
    related = related_findings(named, card).exclude(pk__in=near)
    return render(
        request,
        "themes/finding.html",
        {
            "finding": named,
            "card": card,
            "reference": reference(named.review),
            "partners": partners,
            "block_reason": entry.reason,
            "same_page": same_page,
            "related": related[:RELATED],
            "wordings": wordings(named),
        },
    )


def on_same_pages(finding: Finding) -> FindingQuerySet:
    """Other published findings that cite a page which this one cites too."""
    mine = PageCitation.objects.filter(citation__findings=finding)
    touching = PageCitation.objects.filter(
        Exists(
            mine.filter(
                review=OuterRef("review"),
                first_sort__lte=OuterRef("last_sort"),
                last_sort__gte=OuterRef("first_sort"),
            )
        )
    )
    return (
        Finding.objects.in_lists()
        .filter(citations__in=touching.values("citation"))
        .distinct()
        .order_by("number")
    )


def related_findings(finding: Finding, card: Card) -> FindingQuerySet:
    """What a curator linked to it first, then others of its themes, its primary theme before the rest."""
    linked = finding.see_also.values("pk")
    of_themes = FindingTheme.objects.filter(
        finding=OuterRef("pk"), theme__in=[theme.pk for theme in card.themes]
    )
    of_primary = of_themes.filter(theme=card.primary_theme.pk if card.primary_theme else None)
    return (
        Finding.objects.in_lists()
        .filter(Q(pk__in=linked) | Exists(of_themes))
        .annotate(
            nearness=Case(
                When(pk__in=linked, then=Value(0)),
                When(Exists(of_primary), then=Value(1)),
                default=Value(2),
                output_field=IntegerField(),
            ),
            distance=(F("number") - Value(finding.number)) * (F("number") - Value(finding.number)),
        )
        .order_by("nearness", "distance", "number")
    )


def wordings(finding: Finding) -> list:
    """When the public wording changed, newest first; empty while the first still stands."""
    if finding.version == 1 or not finding.published_at:
        return []
    events = events_of(Finding).filter(pgh_obj=finding.pk, pgh_created_at__gt=finding.published_at)
    changed = events.order_by("version", "pgh_created_at").distinct("version")
    return [
        event.pgh_created_at
        for event in sorted(changed, key=lambda event: event.pgh_created_at, reverse=True)
        if event.version > 1
    ]


def finding_short(request: HttpRequest, number: int) -> HttpResponse:
    """/f/<number>: leads to the finding."""
    return finding_detail(request, str(number))
