"""What fields for a search offer while somebody types: names of the collection's own, and where each leads."""

from __future__ import annotations

from urllib.parse import urlencode

from django.urls import reverse

from reviews.models import Review
from themes.models import ContestedTerm, Situation, Theme

MOST_OF_A_KIND = 500  # the whole is read by every browser that searches

Offers = dict[str, list[tuple[str, ...]]]


def list_offered() -> Offers:
    """By kind: name, address, and what else it is called. Four queries."""
    themes = Theme.objects.listed().values_list("title", "slug", "synonyms")
    situations = Situation.objects.values_list("title", "slug")
    terms = ContestedTerm.objects.values_list("term", "words")
    reports = Review.objects.order_by("-published", "pk").values_list("short_title", "slug", "title")
    return {
        "Theme": [
            (title, reverse("theme", args=[slug]), *names) for title, slug, names in themes[:MOST_OF_A_KIND]
        ],
        "Situation": [
            (title, reverse("situation", args=[slug])) for title, slug in situations[:MOST_OF_A_KIND]
        ],
        "Term": [
            (term, f"{reverse('search')}?{urlencode({'q': term})}", *words)
            for term, words in terms[:MOST_OF_A_KIND]
        ],
        "Report": [
            (name, reverse("review", args=[slug]), title) for name, slug, title in reports[:MOST_OF_A_KIND]
        ],
    }
