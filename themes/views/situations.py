from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from reviews.collection_version import kept_by_version
from themes.explore.choice import build_address
from themes.explore.periods import add_finding_counts
from themes.findings.blocks import ListEntry, list_entries
from themes.handouts.files import build_handout_links
from themes.models import Finding, Situation, Theme
from themes.references.files import build_file_links
from themes.references.findings import cite_page
from themes.views.addresses import find_by_slug, lead_to


def situation_list(request: HttpRequest) -> HttpResponse:
    """themes/situation_list.html: `situations`."""
    return render(request, "themes/situation_list.html", {"situations": Situation.objects.all()})


def find_situation(slug: str) -> tuple[Situation, bool]:
    """The situation at this address, and whether the address is its current one. Raises Http404."""
    return find_by_slug(Situation.objects.all(), slug, missing="There is no situation with this address.")


def list_entries_for(situation: Situation) -> list[ListEntry]:
    """Its findings in the curators' order, each with those to be read with it."""
    chosen = Finding.objects.in_lists().filter(situations=situation)
    return list_entries(chosen.order_by("situationfinding__position", "number"))


@kept_by_version
def read_themes_of(situation: Situation) -> list[Theme]:
    """Its themes with `finding_count`."""
    return add_finding_counts(situation.themes.listed().in_order())


def situation_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """themes/situation.html:

    - `situation`, `entries` in the curators' order, `finding_count`, `address` (whole), `cite` (the page, as text)
    - `references_url` (the same findings as a list of references), `files` (FileLink), `handouts` (HandoutLinks)
    - `themes` with `finding_count`, `others` (situations)
    """
    situation, current = find_situation(slug)
    if not current:
        return lead_to(situation)
    found = list_entries_for(situation)
    codes = [("id", card.code) for entry in found for card in entry.cards]
    whole_address = request.build_absolute_uri(situation.get_absolute_url())
    return render(
        request,
        "themes/situation.html",
        {
            "situation": situation,
            "entries": found,
            "address": whole_address,
            "cite": cite_page(f"“{situation.title}”", whole_address),
            "references_url": build_address(reverse("finding-list-references"), codes),
            "files": build_file_links(situation.get_absolute_url()),
            "handouts": build_handout_links(
                situation.get_absolute_url(),
                "",
                entry_count=len(found),
                finding_count=sum(len(entry.cards) for entry in found),
            ),
            "finding_count": sum(len(entry.cards) for entry in found),
            "others": Situation.objects.exclude(pk=situation.pk),
            "themes": read_themes_of(situation),
        },
    )
