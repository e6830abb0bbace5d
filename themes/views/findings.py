from __future__ import annotations

import re
from datetime import datetime

from django.core.paginator import Paginator
from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse

from reviews.bibliography import reference
from reviews.history import events_of
from themes.blocks import Place, places, read_entries
from themes.cards import Card
from themes.discussion.threads import read_thread
from themes.enums import FindingState
from themes.explore.filters import ALONE, FindingFilter
from themes.models import Finding, FindingTheme, PageCitation
from themes.models.finding import FindingQuerySet

PER_PAGE = 25  # entries: a block is never split
RELATED = 4
PAGE = re.compile(r"[0-9]{1,9}")
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


def _renamed(query: QueryDict, moved: dict[str, dict[str, str]]) -> str:
    """The same choice by the names that are current."""
    current = query.copy()
    for name, slugs in moved.items():
        current.setlist(name, list(dict.fromkeys(slugs.get(slug, slug) for slug in current.getlist(name))))
    return f"{reverse('finding-list')}?{current.urlencode()}"


def in_words(filterset: FindingFilter, *, for_tabs: bool = False) -> str:
    """The choice as readers say it: "Neglect or Babies, and 2011 to 2014". Empty when nothing is chosen."""
    themes = [theme.title_for_tabs if for_tabs else theme.title for theme in filterset.chosen("theme")]
    kinds = [" or ".join(themes), " or ".join(period.name for period in filterset.chosen("period"))]
    kinds.append(ALONE.get(filterset.span, ""))
    return ", and ".join(words for words in kinds if words)


def finding_list(request: HttpRequest) -> HttpResponse:
    """themes/finding_list.html:

    - `entries`, `finding_count`, `chosen` (Chosen: text, url without it)
    - `choice` (the filters in words), `choice_for_tabs` (the same where others may see it)
    - `filterset` (its `form` has `theme` and `period`), `unknown` [(label, word)], `page` (of a Paginator)
    - `query` (the address's query without its page number, for links)
    """
    filterset = FindingFilter(request.GET, Finding.objects.in_lists().order_by("number"))
    query = request.GET.copy()
    query.pop("page", None)
    if filterset.moved:
        return redirect(_renamed(request.GET, filterset.moved), permanent=True)
    matching = filterset.qs.distinct()
    if request.GET.get("page") == "1":
        return redirect(f"{reverse('finding-list')}?{query.urlencode()}".rstrip("?"), permanent=True)
    wanted = places(matching)
    paginator = Paginator(wanted, PER_PAGE)
    page = paginator.page(page_number(request.GET.get("page", "1"), paginator.num_pages))
    return render(
        request,
        "themes/finding_list.html",
        {
            "entries": read_entries(list(page.object_list)),
            "finding_count": sum(len(place.finding_ids) for place in wanted),
            "choice": in_words(filterset),
            "choice_for_tabs": in_words(filterset, for_tabs=True),
            "chosen": [
                Chosen(str(row), _without(request.GET, name, row.slug))
                for name in ("theme", "period")
                for row in filterset.chosen(name)
            ]
            + (
                [Chosen(ALONE[filterset.span].capitalize(), _without(request.GET, "alone", filterset.span))]
                if filterset.span
                else []
            ),
            "filterset": filterset,
            "unknown": filterset.unknown,
            "page": page,
            "query": query.urlencode(),
        },
    )


def page_number(text: str, last: int) -> int:
    """The page that an address asks for. Raises Http404."""
    number = int(text) if PAGE.fullmatch(text) else 0
    if not 1 <= number <= last:
        raise Http404(
            f"This list has {last} page{'' if last == 1 else 's'}. The address asks for another one."
        )
    return number


def finding_detail(request: HttpRequest, code: str) -> HttpResponse:
    """themes/finding.html:

    - `finding`, `card` (themes.cards.Card), `reference` (of its review, as text)
    - `partners` (cards of its block), `block_reason`
    - `same_page` (entries that cite a page of its list), `related` (entries), `wordings` (dates of change)
    - `thread` (PublicThread, or None)

    A withdrawn finding keeps its address: themes/finding_withdrawn.html with `finding`, status 410.
    """
    match = NUMBER.fullmatch(code)
    numbered = (
        Finding.objects.select_related("review", "article")
        .defer("article__source_text")
        .prefetch_related("review__authors")
    )
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
    # What must be read together comes along here too.
    same_page = places(on_same_pages(named).exclude(pk__in=near)[:RELATED])
    shown = Q(pk__in=near | {pk for place in same_page for pk in place.finding_ids})
    shown |= Q(block__in=[place.block for place in same_page if place.block])
    related = places(related_findings(named, card).exclude(shown)[:RELATED])
    others = read_entries([*same_page, *related])
    return render(
        request,
        "themes/finding.html",
        {
            "finding": named,
            "card": card,
            "reference": reference(named.review),
            "partners": partners,
            "block_reason": entry.reason,
            "same_page": others[: len(same_page)],
            "related": others[len(same_page) :],
            "wordings": wordings(named),
            "thread": read_thread(named),
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


def wordings(finding: Finding) -> list[datetime]:
    """When the public wording changed, newest first; empty while the one first published still stands."""
    if finding.version == 1:
        return []
    events = events_of(Finding).filter(pgh_obj=finding.pk, published_at__isnull=False)
    first = events.order_by("pgh_id").values_list("version", flat=True).first() or finding.version
    changed = events.filter(version__gt=first).order_by("version", "pgh_id").distinct("version")
    return sorted((event.pgh_created_at for event in changed), reverse=True)


def finding_short(request: HttpRequest, number: int) -> HttpResponse:
    """/f/<number>: leads to the finding."""
    return finding_detail(request, str(number))
