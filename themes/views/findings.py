from __future__ import annotations

from django.db.models import Case, Exists, F, IntegerField, OuterRef, Q, Value, When
from django.db.models.functions import Abs
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from themes.discussion.threads import read_thread
from themes.enums import FindingState
from themes.findings.blocks import ListPlace, find_places, read_entries
from themes.findings.cards import Card
from themes.findings.corrections import read_history
from themes.models import Finding, FindingTheme, PageCitation
from themes.models.finding import FindingQuerySet
from themes.references.files import file_links
from themes.references.findings import FindingReference
from themes.references.marks import marks
from themes.references.styles import in_every_style

RELATED = 4


def finding_detail(request: HttpRequest, code: str) -> HttpResponse:
    """themes/finding.html:

    - `finding`, `card` (themes.findings.cards.Card)
    - `reference` (FindingReference), `styles` [(name, Styled)], `marks` (Marks), `files` (FileLink)
    - `partners` (cards of its block), `block_reason`
    - `same_page` (entries that cite a page of its list), `related` (entries)
    - `history` (themes.findings.corrections.Correction, newest first)
    - `thread` (PublicThread, or None)

    A withdrawn finding keeps its address: themes/finding_withdrawn.html with `finding`, status 410.
    """
    number = Finding.number_of(code)
    numbered = (
        Finding.objects.select_related("review", "article")
        .defer("article__source_text")
        .prefetch_related("review__authors")
    )
    named = numbered.filter(number=number).first() if number else None
    if named is None or named.state in (FindingState.DRAFT, FindingState.IN_REVIEW):
        raise Http404("There is no finding with this number.")
    if code != named.code:
        return redirect(named, permanent=True)
    if named.state == FindingState.WITHDRAWN:
        return render(request, "themes/finding_withdrawn.html", {"finding": named}, status=410)

    together = [ListPlace((named.pk,), named.block_id)]
    entry = read_entries(together, with_scope_notes=True)[0]
    card = next(card for card in entry.cards if card.pk == named.pk)
    partners = [other for other in entry.cards if other is not card]
    near = {other.pk for other in entry.cards}
    # What must be read together comes along here too.
    same_page = find_places(on_same_pages(named).exclude(pk__in=near)[:RELATED])
    shown = Q(pk__in=near | {pk for place in same_page for pk in place.finding_ids})
    shown |= Q(block__in=[place.block for place in same_page if place.block])
    related = find_places(related_findings(named, card).exclude(shown)[:RELATED])
    others = read_entries([*same_page, *related])
    history = read_history(named)
    reference = FindingReference(
        card,
        named.review,
        request.build_absolute_uri(named.short_path),
        next((change.at for change, reworded in history if reworded), None),
    )
    return render(
        request,
        "themes/finding.html",
        {
            "finding": named,
            "card": card,
            "reference": reference,
            "styles": in_every_style(reference.report, reference.locator),
            "marks": marks(reference.item),
            "files": file_links(named.get_absolute_url()),
            "partners": partners,
            "block_reason": entry.reason,
            "same_page": others[: len(same_page)],
            "related": others[len(same_page) :],
            "history": [change for change, _ in history],
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
            distance=Abs(F("number") - Value(finding.number)),
        )
        .order_by("nearness", "distance", "number")
    )


def finding_short(request: HttpRequest, number: int) -> HttpResponse:
    """/f/<number>: leads to the finding."""
    return finding_detail(request, str(number))
