"""Pages as they stood at the end of a day: `?as-of=2026-11-29` after the address of theme, finding, situation, list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import wraps
from typing import Any

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_cache_control

from reviews.history.diffs import build_diff
from themes.explore.choice import build_address, describe_choice
from themes.explore.filters import AS_OF
from themes.explore.list_addresses import read_addressed_list
from themes.models import Situation, Theme
from themes.past.days import DayRefused, build_dated_address, read_day
from themes.past.lists import (
    PastFilter,
    PastPage,
    find_themes_merged_since,
    read_filtered_then,
    read_made_list_then,
    read_numbers_then,
    read_situation_then,
    read_theme_then,
)
from themes.past.since import Since
from themes.past.tables import Past
from themes.views.addresses import asks_for, find_by_slug
from themes.views.findings import find_finding, show_absence
from themes.views.lists import MOST_UNKNOWN, PER_PAGE
from themes.views.paging import list_page_numbers, read_page_number, refuse_page

View = Callable[..., HttpResponse]


def or_as_it_stood(today: View, then: View) -> View:
    """A view: an address that names a day is answered by `then`, which is given the day; any other by `today`."""

    @wraps(today)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if AS_OF not in request.GET:
            return today(request, *args, **kwargs)
        try:
            day = read_day(request.GET[AS_OF].strip())
        except DayRefused as refused:
            return show_refused_day(request, refused)
        return then(request, day, *args, **kwargs)

    return answer


def show_refused_day(request: HttpRequest, refused: DayRefused) -> HttpResponse:
    """themes/no_such_day.html, status 404: `reason`, `first` and `today` (dates), `pairs` (the rest of the address)."""
    pairs = [pair for pair in _list_pairs(request.GET) if pair[0] not in (AS_OF, "page")]
    context = {
        "reason": str(refused),
        "first": refused.first,
        "today": timezone.localdate(),
        "pairs": pairs,
        "today_url": build_address(request.path, pairs),
    }
    response = render(request, "themes/no_such_day.html", context, status=404)
    patch_cache_control(response, private=True, no_store=True)  # there is no end of what can be typed
    return response


def _list_pairs(query: QueryDict) -> list[tuple[str, str]]:
    return [(name, value) for name, values in query.lists() for value in values]


def describe_day(day: date, since: Since, today_url: str) -> dict[str, Any]:
    """What components/as_it_stood.html says on top of each of these pages: `day`, `is_today`, `since`, `today_url`."""
    return {"day": day, "is_today": day == timezone.localdate(), "since": since, "today_url": today_url}


def show_list(
    request: HttpRequest,
    day: date,
    page: PastPage,
    *,
    number: int = 1,
    pairs: Sequence[tuple[str, str]] = (),
    **said: Any,
) -> HttpResponse:
    """themes/as_it_stood.html:

    - `entries`, `finding_count`, `page` (of a Paginator), `page_numbers`, `query` (without the page's number)
    - what `describe_day` gives; `title`, `title_for_tabs`, `kind` (in a word), `lead`, `content_note`, `parent` (a way
      back: address and words), `own_themes` (slugs that cards need not name), `notes` (by code), `unknown` (label and
      word), `missing` (codes that were not published then)
    """
    paginator: Paginator = Paginator(range(page.place_count), PER_PAGE)
    if number > paginator.num_pages:
        refuse_page(paginator.num_pages)
    on_page = paginator.page(number)
    context = {
        "entries": page.entries,
        "finding_count": page.finding_count,
        "page": on_page,
        "page_numbers": list_page_numbers(on_page),
        "query": build_address("", [*pairs, (AS_OF, day.isoformat())]).removeprefix("?"),
        **describe_day(day, page.since, build_address(request.path, pairs)),
        **said,
    }
    return render(request, "themes/as_it_stood.html", context)


def lead_to_one_spelling(
    request: HttpRequest, day: date, pairs: Sequence[tuple[str, str]] = (), number: int = 1
) -> HttpResponse | None:
    """To the one address of this list, day and page; None where the request has it already."""
    wanted = [*pairs, (AS_OF, day.isoformat()), *([("page", str(number))] if number > 1 else [])]
    return None if asks_for(request, wanted) else HttpResponseRedirect(build_address(request.path, wanted))


def show_theme(request: HttpRequest, day: date, slug: str) -> HttpResponse:
    """The findings of a theme. One that was merged into another since is shown with those that it had."""
    theme, current = find_by_slug(Theme.objects.all(), slug, missing="There is no theme with this address.")
    past = Past.at_end_of(day)
    if theme.merged_into and not find_themes_merged_since(past).filter(pk=theme.pk).exists():
        theme, current = theme.merged_into, False
    if not current:
        return HttpResponseRedirect(build_dated_address(theme.get_absolute_url(), day))
    number = read_page_number(request.GET.get("page") or "1")
    if moved := lead_to_one_spelling(request, day, number=number):
        return moved
    lead = f"This theme has been merged into “{theme.merged_into}” since." if theme.merged_into else ""
    return show_list(
        request,
        day,
        read_theme_then(past, theme, number=number, size=PER_PAGE),
        number=number,
        kind="Theme",
        title=theme.title,
        title_for_tabs=theme.title_for_tabs,
        lead=lead,
        content_note=theme.content_note,
        own_themes=[theme.slug],
        parent=(reverse("theme-list"), "Themes"),
    )


def lead_to_theme(request: HttpRequest, day: date, pk: int) -> HttpResponse:
    """/t/<id>?as-of=…: leads to the theme of that day."""
    theme = get_object_or_404(Theme, pk=pk)
    return HttpResponseRedirect(build_dated_address(theme.get_absolute_url(), day))


def show_situation(request: HttpRequest, day: date, slug: str) -> HttpResponse:
    situation, current = find_by_slug(
        Situation.objects.all(), slug, missing="There is no situation with this address."
    )
    if not current:
        return HttpResponseRedirect(build_dated_address(situation.get_absolute_url(), day))
    if moved := lead_to_one_spelling(request, day):
        return moved
    return show_list(
        request,
        day,
        read_situation_then(Past.at_end_of(day), situation),
        kind="Situation",
        title=situation.title,
        title_for_tabs=situation.title,
        content_note=situation.content_note,
        parent=(reverse("situation-list"), "Situations"),
    )


def show_finding_list(request: HttpRequest, day: date) -> HttpResponse:
    """A filtered list, or with `?id=` one that somebody made. What words find is shown as it is today."""
    if any(value.strip() for value in request.GET.getlist("id")):
        return show_made_list(request, day)
    if request.GET.get("q", "").strip():
        words = [pair for pair in _list_pairs(request.GET) if pair[0] != AS_OF]
        return HttpResponseRedirect(build_address(reverse("search"), words))
    past = Past.at_end_of(day)
    filterset = PastFilter(request.GET, past)
    number = read_page_number(request.GET.get("page") or "1")
    pairs = [*filterset.build_pairs(), *filterset.cut_pairs, *filterset.unknown_pairs]
    if moved := lead_to_one_spelling(request, day, pairs, number):
        return moved
    choice = describe_choice(filterset)
    response = show_list(
        request,
        day,
        read_filtered_then(past, filterset, number=number, size=PER_PAGE),
        number=number,
        pairs=pairs,
        kind="Findings",
        title=choice or "All findings",
        title_for_tabs=describe_choice(filterset, for_tabs=True) or "All findings",
        own_themes=[theme.value for theme in filterset.chosen("theme")],
        unknown=filterset.unknown[:MOST_UNKNOWN],
        parent=(reverse("finding-list"), "Findings"),
    )
    if filterset.unknown:
        patch_cache_control(response, private=True, no_store=True)
    return response


def show_made_list(request: HttpRequest, day: date) -> HttpResponse:
    """With its title and notes, which its address holds: they are of whoever made it, and of no day."""
    asked = read_addressed_list(request.GET)
    wanted = build_address(request.path, [*asked.build_pairs(), (AS_OF, day.isoformat())])
    if wanted != f"{request.path}?{request.GET.urlencode()}":
        return HttpResponseRedirect(wanted)
    page = read_made_list_then(Past.at_end_of(day), asked)
    shown = {card.code for entry in page.entries for card in entry.cards}
    gone = {*page.since.withdrawn, *page.since.hidden, *page.since.again}
    response = show_list(
        request,
        day,
        page,
        pairs=asked.build_pairs(),
        kind="A list of findings",
        title=asked.title or "A list of findings",
        title_for_tabs=asked.title or "A list of findings",
        notes=asked.notes,
        missing=[*asked.strange, *(code for code in asked.codes if code not in shown | gone)],
        parent=(reverse("finding-list"), "Findings"),
    )
    patch_cache_control(response, private=True, no_cache=True)  # somebody's notes
    return response


def show_finding(request: HttpRequest, day: date, code: str) -> HttpResponse:
    """themes/finding_as_it_stood.html:

    - `finding`, `card` and `partners` (cards of its block) as they stood, `block_reason`
    - `difference` (its words then and today; None where they are the same), what `describe_day` gives

    Where it was not there, or is gone: themes/not_there_then.html with `finding`, `day`, `is_gone`, status 404.
    """
    finding = find_finding(code)
    if code != finding.code:
        return HttpResponseRedirect(build_dated_address(finding.get_absolute_url(), day))
    if absence := show_absence(request, finding):
        return absence
    if moved := lead_to_one_spelling(request, day):
        return moved
    page = read_numbers_then(Past.at_end_of(day), [finding.number])
    today_url = finding.get_absolute_url()
    if not page.entries:
        is_gone = finding.code in page.since.again
        context = {"finding": finding, "day": day, "is_gone": is_gone, "today_url": today_url}
        return render(request, "themes/not_there_then.html", context, status=404)
    [entry] = page.entries
    card = next(card for card in entry.cards if card.pk == finding.pk)
    context = {
        "finding": finding,
        "card": card,
        "partners": [other for other in entry.cards if other is not card],
        "block_reason": entry.reason,
        "difference": build_diff(card.text, finding.text) if card.text != finding.text else None,
        **describe_day(day, page.since, today_url),
    }
    return render(request, "themes/finding_as_it_stood.html", context)


def show_short_finding(request: HttpRequest, day: date, number: int) -> HttpResponse:
    """/f/<number>?as-of=…: leads to the finding."""
    return show_finding(request, day, str(number))
