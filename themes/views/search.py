"""What somebody typed, and what the collection has for it. Nothing typed is logged or kept."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import cache_control

from themes.explore.choice import build_address
from themes.explore.filters import FindingFilter
from themes.search.references import read_reference
from themes.search.understanding import understand
from themes.views.lists import explore, redirect_to_canonical

MOST_TRIES = 3  # themes offered where no finding matches


@cache_control(private=True, no_store=True)
def search(request: HttpRequest) -> HttpResponse:
    """themes/search.html:

    - `typed`; nothing else when nothing was typed
    - `reference` (Reference) alone, when the text is one that leads to several pages or to none
    - what `themes.views.lists.explore` gives, and `words` (Understanding), `tries` (themes to try),
      `instead` (the address for what was perhaps meant, or nothing), `shown_words`
      (the same Understanding, where findings were looked for)

    A reference to one thing leads straight to it.
    """
    typed = " ".join(request.GET.get("q", "").replace("\x00", "").split())
    if not typed:
        others = request.GET.copy()
        others.pop("q", None)
        if others:
            return HttpResponseRedirect(f"{reverse('finding-list')}?{others.urlencode()}")
        return render(request, "themes/search.html", {"typed": ""})
    if meant := read_reference(typed):
        if meant.leads_straight:
            return HttpResponseRedirect(meant.targets[0][1])
        return render(request, "themes/search.html", {"typed": typed, "reference": meant})

    filterset = FindingFilter(request.GET)
    words = understand(typed)
    filterset.look_for(words)
    if moved := redirect_to_canonical(request, filterset, [("q", typed)]):
        return moved
    instead = [("q", words.suggestion), *filterset.build_pairs()]
    return render(
        request,
        "themes/search.html",
        {
            **explore(request, filterset, typed),
            "typed": typed,
            "words": words,
            "instead": build_address(request.path, instead) if words.suggestion else "",
            "tries": words.themes[:MOST_TRIES],
            "shown_words": None if words.says_nothing else words,
        },
    )
