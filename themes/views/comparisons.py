"""Two periods, themes or reports side by side; and what changed over the five analyses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.text import Truncator

from reviews.models import Period
from themes.comparing.changes import read_changes
from themes.comparing.choosing import PairChoice, PairField, build_fields, read_pair_choice
from themes.comparing.pairs import compare_periods, compare_reviews, compare_themes
from themes.comparing.sides import COUNTED, PairComparison
from themes.models import Theme
from themes.views.addresses import asks_for
from themes.views.reviews import read_shelves_with_counts

NOT_A_PAIR = "Choose two periods, two themes or two reports, and nothing else"


def compare(request: HttpRequest) -> HttpResponse:
    """themes/comparison.html of a pair:

    - `comparison` (PairComparison), `choice` (PairChoice), `counted` (what its numbers count)
    - `fields` (PairField of its kind)

    themes/compare.html where there is none yet: `choice`, `problem` (why it is refused, or ""), `fields` of every kind.
    """
    choice = read_pair_choice(request.GET)
    if choice.unknown or not choice.kind:
        return refuse(request, choice)
    if not asks_for(request, choice.pairs):
        return HttpResponseRedirect(choice.address)
    fields = read_fields(choice)
    if choice.kind == "open":
        context = {"choice": choice, "problem": "", "fields": fields}
        return render(request, "themes/compare.html", context)
    context = {
        "choice": choice,
        "counted": COUNTED,
        "fields": fields[choice.kind],
        "comparison": make_comparison(choice),
    }
    return render(request, "themes/comparison.html", context)


def make_comparison(choice: PairChoice) -> PairComparison:
    if choice.kind == "periods":
        return compare_periods(choice.themes[0] if choice.themes else None, choice.periods)
    if choice.kind == "themes":
        return compare_themes(choice.themes)
    return compare_reviews(choice.reviews)


def refuse(request: HttpRequest, choice: PairChoice) -> HttpResponse:
    """The form again, saying what is wrong. Kept nowhere: there is no end of what can be typed."""
    if choice.unknown:
        words = " and ".join(f"“{Truncator(word).chars(40)}”" for word in choice.unknown)
        problem, status = f"We have nothing with the address {words}", 404
    else:
        problem, status = NOT_A_PAIR, 400
    context = {"choice": choice, "problem": problem, "fields": read_fields(choice)}
    response = render(request, "themes/compare.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


def read_fields(choice: PairChoice) -> dict[str, tuple[PairField, ...]]:
    """To choose from: all themes and periods, the first reports of each shelf, and those chosen."""
    shelves = [(shelf.title, shelf.first) for shelf in read_shelves_with_counts()]
    held = {review.pk for _, reviews in shelves for review in reviews}
    if beside := [review for review in choice.reviews if review.pk not in held]:
        shelves.insert(0, ("Chosen", beside))
    return build_fields(choice, Theme.objects.listed().in_order(), Period.objects.order_by("starts"), shelves)


def what_changed(request: HttpRequest) -> HttpResponse:
    """themes/what_changed.html: `changes` (WhatChanged), `counted` (what its numbers count)."""
    return render(request, "themes/what_changed.html", {"changes": read_changes(), "counted": COUNTED})
