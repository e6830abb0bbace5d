"""Two periods, themes or reports side by side; and what changed over the five analyses."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.text import Truncator

from reviews.models import Period
from themes.comparing.changes import read_changes
from themes.comparing.choosing import PairChoice, read_pair_choice
from themes.comparing.pairs import compare_periods, compare_reviews, compare_themes
from themes.comparing.sides import COUNTED, PairComparison
from themes.models import Theme
from themes.reading.shelves import Shelf
from themes.views.addresses import asks_for
from themes.views.reviews import read_shelves_with_counts

NOT_A_PAIR = "Choose two periods, two themes or two reports, and nothing else"


def compare(request: HttpRequest) -> HttpResponse:
    """themes/comparison.html of a pair:

    - `comparison` (PairComparison), `choice` (PairChoice), `counted` (what its numbers count)
    - what `read_options` gives

    themes/compare.html where there is none yet: `choice`, `problem` (why it is refused, or ""), the same options.
    """
    choice = read_pair_choice(request.GET)
    if choice.unknown or not choice.kind:
        return refuse(request, choice)
    if not asks_for(request, choice.pairs):
        return HttpResponseRedirect(choice.address)
    context = {"choice": choice, "counted": COUNTED, **read_options(choice)}
    if choice.kind == "open":
        return render(request, "themes/compare.html", {**context, "problem": ""})
    return render(request, "themes/comparison.html", {**context, "comparison": make_comparison(choice)})


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
    context = {"choice": choice, "problem": problem, **read_options(choice)}
    response = render(request, "themes/compare.html", context, status=status)
    patch_cache_control(response, private=True, no_store=True)
    return response


def read_options(choice: PairChoice) -> dict[str, object]:
    """`themes`, `periods`, `shelves` to choose from: of reports the first of each shelf, and those chosen."""
    shelves = [Shelf(shelf.title, shelf.first) for shelf in read_shelves_with_counts()]
    held = {review.pk for shelf in shelves for review in shelf.reviews}
    if beside := [review for review in choice.reviews if review.pk not in held]:
        shelves.insert(0, Shelf("Chosen", beside))
    return {
        "themes": Theme.objects.listed().in_order(),
        "periods": Period.objects.order_by("starts"),
        "shelves": shelves,
    }


def what_changed(request: HttpRequest) -> HttpResponse:
    """themes/what_changed.html: `changes` (WhatChanged), `counted` (what its numbers count)."""
    return render(request, "themes/what_changed.html", {"changes": read_changes(), "counted": COUNTED})
