from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_cache_control

from reviews.csl import build_csl_item
from reviews.models import Series
from themes.discussion.threads import read_thread
from themes.enums import FindingState
from themes.findings.blocks import ListPlace, read_entries
from themes.findings.corrections import read_history
from themes.findings.related import read_nearby
from themes.models import Finding
from themes.references.files import build_file_links
from themes.references.findings import FindingReference
from themes.references.page_metadata import build_linked_data, build_page_metadata
from themes.references.styles import render_in_every_style
from themes.views.frames import frame_finding


def find_finding(code: str) -> Finding:
    """The finding with this number, public, hidden for now or withdrawn, however it is spelled. Raises Http404."""
    number = Finding.parse_code(code)
    rows = (
        Finding.objects.select_related("review", "article")
        .defer("article__source_text")
        .prefetch_related("review__authors")
    )
    finding = rows.filter(number=number).first() if number else None
    if finding is None or finding.state in (FindingState.DRAFT, FindingState.IN_REVIEW):
        raise Http404("There is no finding with this number.")
    return finding


def show_absence(request: HttpRequest, finding: Finding) -> HttpResponse | None:
    """The page in the place of one that readers do not see; None where they do.

    - themes/finding_withdrawn.html with `finding`, status 410: its address stays
    - themes/finding_hidden.html with `code`, status 404: it may come back, and nobody is to keep what was there
    """
    if finding.state == FindingState.WITHDRAWN:
        return render(request, "themes/finding_withdrawn.html", {"finding": finding}, status=410)
    if finding.state == FindingState.HIDDEN:
        response = render(request, "themes/finding_hidden.html", {"code": finding.code}, status=404)
        patch_cache_control(response, no_store=True)
        return response
    return None


def finding_detail(request: HttpRequest, code: str) -> HttpResponse:
    """themes/finding.html:

    - `finding`, `card` (themes.findings.cards.Card), `address` (whole)
    - `reference` (FindingReference), `styles` [(name, StyledReference)], `metadata` (PageMetadata), `linked_data`,
      `files` (FileLink), `frame` (Frame)
    - `partners` (cards of its block), `block_reason`, `list_codes` (its own and theirs, in the order of the block)
    - `figures` (Series that hold its numbers)
    - `same_page` (entries that cite a page of its list), `related` (entries)
    - `history` (themes.findings.corrections.Correction, newest first)
    - `thread` (PublicThread, or None)
    """
    finding = find_finding(code)
    if code != finding.code:
        return redirect(finding, permanent=True)
    if absence := show_absence(request, finding):
        return absence

    [entry] = read_entries([ListPlace((finding.pk,), finding.block_id)], with_scope_notes=True)
    card = next(card for card in entry.cards if card.pk == finding.pk)
    same_page, related = read_nearby(finding, card, entry)
    history = read_history(finding)
    address = request.build_absolute_uri(finding.short_path)
    last_reworded = next((change.at for change, is_reworded in history if is_reworded), None)
    reference = FindingReference(card, finding.review, build_csl_item(finding.review), address, last_reworded)
    return render(
        request,
        "themes/finding.html",
        {
            "finding": finding,
            "card": card,
            "address": address,
            "reference": reference,
            "styles": render_in_every_style(reference.report, reference.locator),
            "metadata": build_page_metadata(reference.item),
            "linked_data": build_linked_data(
                reference.item, address, code=card.code, name=card.title_for_tabs
            ),
            "files": build_file_links(finding.get_absolute_url()),
            "frame": frame_finding(request, finding),
            "partners": [other for other in entry.cards if other is not card],
            "block_reason": entry.reason,
            "list_codes": entry.codes.split(),
            "figures": Series.objects.filter(findings=finding, points__isnull=False).distinct(),
            "same_page": same_page,
            "related": related,
            "history": [change for change, _ in history],
            "thread": read_thread(finding),
        },
    )


def finding_short(request: HttpRequest, number: int) -> HttpResponse:
    """/f/<number>: leads to the finding."""
    return finding_detail(request, str(number))
