"""Findings to take away: handouts as PDF, slides, Word and text, of a theme, a situation or a list."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import replace

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from reviews.limited_process.running import ProcessStopped
from reviews.plurals import count_things
from themes.explore.choice import build_address
from themes.explore.filters import FindingFilter
from themes.explore.list_addresses import read_addressed_list
from themes.explore.list_text import UNNAMED, write_list
from themes.explore.listing import read_page
from themes.explore.made_lists import NotedEntry, read_made_list
from themes.findings.blocks import ListEntry, list_entries, read_entries
from themes.findings.of_theme import is_about
from themes.handouts.contents import MOST_FINDINGS, Subject, build_handout, choose_first
from themes.handouts.files import KINDS, TooManyMade, make_file
from themes.models import Finding, Theme
from themes.past.days import build_dated_address
from themes.views.addresses import get_origin, lead_to
from themes.views.references import list_path, read_asked_list, redirect_to_list
from themes.views.situations import find_situation, list_entries_for
from themes.views.themes import find_theme

MADE_BY = "Title and notes are the words of whoever made this list."
ASK_AGAIN_AFTER = "5"  # seconds

_log = logging.getLogger(__name__)


@require_safe
def theme_handout(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """/themes/<slug>.<kind>: the findings of a theme, those that "in short" rests on first."""
    theme, current = find_theme(slug)
    if not current:
        return lead_to("theme-handout", theme.slug, kind)
    entries, is_cut = read_entries_of_theme(theme)
    if not entries:
        return redirect(theme)
    along = any(not is_about(card, theme) for entry in entries for card in entry.cards)
    remarks = (
        ["Findings of other themes that must be read with one of these are among them."] if along else []
    )
    subject = Subject(
        "Theme",
        theme.title,
        f"{get_origin(request)}{theme.short_path}",
        theme.summary,
        theme.content_note,
        tuple(theme.questions),
        (*remarks, *say_cut(entries, is_cut=is_cut)),
    )
    return answer(request, kind, subject, entries, theme.slug)


def read_entries_of_theme(theme: Theme) -> tuple[list[ListEntry], bool]:
    """As many as a file holds, and whether the theme has more: five queries."""
    starting = Finding.objects.in_lists().filter(themes=theme, startingpoint__theme=theme)
    leading = list_entries(starting.order_by("startingpoint__position", "number"))
    listed = read_page(FindingFilter(QueryDict(f"theme={theme.slug}")), number=1, size=MOST_FINDINGS)
    led = {entry.key for entry in leading}
    others = [place for _, place in listed.places if place.key not in led]
    found = [*leading, *read_entries(others)]
    chosen = choose_first(found, MOST_FINDINGS)
    return chosen, len(chosen) < max(len(found), listed.place_count)


@require_safe
def situation_handout(request: HttpRequest, slug: str, kind: str) -> HttpResponse:
    """/situations/<slug>.<kind>: the findings chosen for a situation, in their order."""
    situation, current = find_situation(slug)
    if not current:
        return lead_to("situation-handout", situation.slug, kind)
    found = list_entries_for(situation)
    if not found:
        return redirect(situation)
    entries = choose_first(found, MOST_FINDINGS)
    subject = Subject(
        "Situation",
        situation.title,
        f"{get_origin(request)}{situation.get_absolute_url()}",
        situation.note,
        situation.content_note,
        remarks=say_cut(entries, is_cut=len(entries) < len(found)),
    )
    return answer(request, kind, subject, entries, situation.slug)


@require_safe
def list_handout(request: HttpRequest, kind: str) -> HttpResponse:
    """/findings.<kind>?… and /search.<kind>?…: a list as its page shows it: filtered, looked for or made by somebody.

    Each list has one spelling, which is the one that is kept. What is not understood is said on the page of the list.
    """
    if any(value.strip() for value in request.GET.getlist("id")):
        return made_list_handout(request, kind)
    asked = read_asked_list(request, MOST_FINDINGS)
    if asked is None or not asked.entries:
        return redirect_to_list(request)
    path = list_path(request)
    if asked.query != request.GET.urlencode():
        return redirect(build_path(f"{path.rstrip('/')}.{kind}", asked.query))
    entries = choose_first(asked.entries, MOST_FINDINGS)
    remarks = say_cut(entries, is_cut=len(entries) < asked.entry_count)
    if asked.along:
        said = "1 of them does" if asked.along == 1 else f"{asked.along} of them do"
        remarks = (f"{said} not match the list, and must be read with one that does.", *remarks)
    subject = Subject(
        "Findings",
        asked.choice or "All findings",
        f"{get_origin(request)}{build_path(path, asked.query)}",
        remarks=remarks,
    )
    return answer(request, kind, subject, entries, "findings")


def made_list_handout(request: HttpRequest, kind: str) -> HttpResponse:
    """A list that somebody made, with its title and notes. What was withdrawn is left out, and said."""
    made = read_made_list(read_addressed_list(request.GET))
    if made.unknown or made.is_cut or not made.shown or made.asked.explain_what_is_too_long():
        return redirect_to_list(request)
    if made.asked.query != request.GET.urlencode():
        return redirect(build_path(f"{reverse('finding-list')[:-1]}.{kind}", made.asked.query))
    entries = choose_first(made.entries, MOST_FINDINGS)
    is_cut = len(entries) < len(made.entries)
    remarks = [f"Finding {code} was withdrawn, so it is not shown." for code in made.withdrawn]
    remarks += [f"Finding {code} is not shown for now: it is being checked." for code in made.hidden]
    if made.asked.title or made.asked.notes:
        remarks.append(MADE_BY)
    # Findings alone, under one name: the shortest address that leads to them.
    address = build_address(reverse("finding-list"), [("id", " ".join(made.codes))])
    if kind == "txt":
        address = made.addressed.address
    subject = Subject(
        "A list of findings",
        made.asked.title or (UNNAMED if kind == "txt" else f"Findings {made.first_codes}"),
        f"{get_origin(request)}{address}",
        remarks=(*remarks, *say_cut(entries, is_cut=is_cut)),
    )
    response = answer(request, kind, subject, entries, "list", made.noted_entries)
    patch_cache_control(response, private=True, no_cache=True)  # somebody's notes
    return response


def say_cut(entries: Sequence[ListEntry], *, is_cut: bool) -> tuple[str, ...]:
    if not is_cut:
        return ()
    count = sum(len(entry.cards) for entry in entries)
    said = count_things(count, "finding")
    return (f"These are the first {said} of a longer list: a file holds at most {MOST_FINDINGS}.",)


def build_path(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


def answer(
    request: HttpRequest,
    kind: str,
    subject: Subject,
    entries: Sequence[ListEntry],
    name: str,
    noted: Sequence[NotedEntry] = (),
) -> HttpResponse:
    """The file; or themes/handout_refused.html, `is_busy`, where it cannot be made now."""
    content: str | bytes
    origin = get_origin(request)
    if kind == "txt":
        rows = list(noted) or [NotedEntry(entry, entry.cards[0].code, "") for entry in entries]
        content = write_list(subject.title, rows, subject.url, origin, subject.remarks)
    else:
        # What is printed today leads to what it shows, whenever somebody follows it.
        dated = replace(subject, url=build_dated_address(subject.url) or subject.url)
        handout = build_handout(dated, entries, origin, {each.entry.key: each.note for each in noted})
        try:
            content = make_file(handout, kind)
        except (TooManyMade, ProcessStopped) as stopped:
            return refuse(request, subject, stopped)
    disposition = "inline" if kind.endswith(("pdf", "txt")) else "attachment"
    return HttpResponse(
        content,
        content_type=KINDS[kind].content_type,
        headers={
            "Content-Disposition": f'{disposition}; filename="scr-portal-{name}.{kind}"',
            "X-Robots-Tag": "noindex",
        },
    )


def refuse(request: HttpRequest, subject: Subject, stopped: Exception) -> HttpResponse:
    is_busy = isinstance(stopped, TooManyMade)
    if not is_busy:
        _log.error("A handout was not made: %s", stopped)
    response = render(
        request,
        "themes/handout_refused.html",
        {"is_busy": is_busy, "back": subject.url.partition(get_origin(request))[2]},
        status=503,
    )
    response["Retry-After"] = ASK_AGAIN_AFTER
    return response
