from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from reviews.history import current_for_old_slug
from themes.blocks import entries
from themes.models import Finding, Situation


def situation_list(request: HttpRequest) -> HttpResponse:
    """themes/situation_list.html: `situations`."""
    return render(request, "themes/situation_list.html", {"situations": Situation.objects.all()})


def situation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """themes/situation.html:

    - `situation`, `entries` in the curators' order, `finding_count`
    - `themes` with `finding_count`, `others` (situations)
    """
    situation = Situation.objects.filter(slug=slug).first()
    if situation is None:
        moved = current_for_old_slug(Situation, slug)
        if moved is None:
            raise Http404("There is no situation with this address.")
        return redirect(moved, permanent=True)
    chosen = Finding.objects.in_lists().filter(situations=situation)
    found = entries(chosen.order_by("situationfinding__position", "number"))
    return render(
        request,
        "themes/situation.html",
        {
            "situation": situation,
            "entries": found,
            "finding_count": sum(len(entry.cards) for entry in found),
            "others": Situation.objects.exclude(pk=situation.pk),
            "themes": situation.themes.listed().with_finding_counts().in_order(),
        },
    )
