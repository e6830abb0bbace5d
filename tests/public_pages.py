"""Every public page that the rows of a test have, as anybody gets it; without what differs each time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.test import Client
from django.urls import get_resolver, resolve

from reviews.models import Article, Document, Period, Review, Series
from scr_portal.signing_in.urls import urlpatterns as signing_in
from themes.figures.files import KINDS as FIGURE_KINDS
from themes.models import AgeGroup, Agency, Comment, Finding, Harm, KnownGap, Situation, Theme, Thread
from themes.references.files import FORMATS

# Not for readers, or the same whatever the collection holds.
# Pictures of pages need a file; who may see them, as the PDF, is tested with it. Handouts and the whole collection say
# from which version they were made, and hold what lists and `.json` do.
LEFT_OUT = {
    "styleguide", "page-picture", "api-description", "collection-file", "problem-report", "notice", "notice-form",
    "sitemap", "sitemap-part",
    "alert-list", "alert-confirm", "alert-end", "alert-end-all", "alert-export",  # by a key in a letter
    "theme-handout", "situation-handout", "finding-list-handout", "search-handout",
    "write-comment", "own-comments", "own-comment", "change-comment", "withdraw-comment",
    *(pattern.name for pattern in signing_in),
}  # fmt: skip
VOLATILE = re.compile(rb'name="(?:csrfmiddlewaretoken|slip)" value="[^"]*"|nonce="[^"]*"')
DATA = ("findings", "themes", "periods", "reviews", "situations", "figures")  # as files, and from the API
SEARCHES = ["what reviews found", "mum", "probation", "disguised compliance", "p. 53"]
SUFFIXES = tuple(FORMATS)


def list_names() -> set[str]:
    """The names of all addresses that readers have."""
    named: Any = get_resolver().reverse_dict
    return {name for name in named if isinstance(name, str)} - LEFT_OUT


def list_addresses() -> list[str]:
    """With every filter, and what drafts would have for an address if readers saw them."""
    named: Any = get_resolver().reverse_dict
    plain = [f"/{named[name][0][0][0]}" for name in list_names() if not named[name][0][0][1]]
    themes, periods = list(Theme.objects.all()), list(Period.objects.all())
    rows = [*themes, *periods, *Review.objects.all(), *Situation.objects.all(), *Article.objects.all()]
    rows += [*Series.objects.all(), *Finding.objects.all()]
    cited = [model for model in rows if isinstance(model, Finding | Theme | Situation | Review)]
    filters = [
        *(("theme", theme.slug) for theme in themes),
        *(("period", period.slug) for period in periods),
        *(("review", review.slug) for review in Review.objects.all()),
        *(
            (name, term.slug)
            for name, model in (("agency", Agency), ("age", AgeGroup), ("harm", Harm))
            for term in model.objects.filter(findings__state="published").distinct()
        ),
    ]
    typed = [*SEARCHES, *(gap.topic for gap in KnownGap.objects.all())]
    return [
        *plain,
        *(row.get_absolute_url() for row in rows),
        *(f"{row.get_absolute_url()[:-1]}.{suffix}" for row in cited for suffix in SUFFIXES),
        *(f"{row.short_path}" for row in cited if hasattr(row, "short_path")),
        *(f"{theme.short_path}.svg" for theme in themes),
        *(f"{theme.short_path}.png" for theme in themes),
        "/preview/portal.png",
        *(f"/figures/{series.slug}.{kind}" for series in Series.objects.all() for kind in FIGURE_KINDS),
        *(f"{row.get_absolute_url()}embed/" for row in rows if isinstance(row, Finding | Theme | Series)),
        *(
            f"{row.get_absolute_url()}discussion.atom"
            for row in rows
            if isinstance(row, Finding | Theme | Article)
        ),
        *(f"/oembed/?{urlencode({'url': f'https://testserver{row.get_absolute_url()}'})}" for row in rows),
        *(f"/reviews/{review.slug}/p/" for review in Review.objects.all()),
        *(f"/reviews/{review.slug}/p/{label}/" for review in Review.objects.all() for label in ("1", "53")),
        *(f"/discussion/{thread.pk}/" for thread in Thread.objects.all()),
        *(f"/comments/{comment.pk}/" for comment in Comment.objects.all()),
        *(f"/documents/{document.pk}.pdf" for document in Document.objects.all()),
        *(f"/findings/?{urlencode([pair])}" for pair in filters),
        *(f"/findings/choices/{name}/" for name in ("theme", "period", "review", "agency", "age", "harm")),
        *(f"/findings.{suffix}" for suffix in SUFFIXES),
        *(f"{row.get_absolute_url()[:-1]}.json" for row in rows if not isinstance(row, Article)),
        *(f"/api/v1{row.get_absolute_url()[:-1]}" for row in rows if not isinstance(row, Article)),
        *(f"/{name}.json" for name in DATA),
        f"/search.json?{urlencode({'q': SEARCHES[0]})}",
        *(f"/{path}?{urlencode({'q': words})}" for words in typed for path in ("search/", "search/pages/")),
        f"/search.ris?{urlencode({'q': SEARCHES[0]})}",
        f"/search/references/?{urlencode({'q': SEARCHES[0]})}",
        *(f"/compare/?{urlencode([('period', period.slug) for period in periods[:2]])}",),
        *(f"/compare/?{urlencode([('theme', theme.slug) for theme in themes[:2]])}",),
    ]


def name_of(address: str) -> str | None:
    return resolve(address.partition("?")[0]).url_name


def read_page(client: Client, address: str) -> tuple[int, str, bytes]:
    """What a reader gets there: status, where it leads, and what it says."""
    answer = client.get(address)
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return answer.status_code, answer.get("Location", ""), VOLATILE.sub(b"", body)


@contextmanager
def undone() -> Iterator[None]:
    """Whatever is done within is taken back."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def find_difference(one: tuple[int, str, bytes], other: tuple[int, str, bytes]) -> str:
    """What is said in one of the two pages and not in the other, shortly."""
    if one[:2] != other[:2]:
        return f"{one[:2]} -> {other[:2]}"
    before, after = (re.split(rb"[\r\n]+", page[2]) for page in (one, other))
    gone, come = (
        [line.decode(errors="replace").strip()[:200] for line in lines if line not in others][:3]
        for lines, others in ((before, after), (after, before))
    )
    return f"{gone} -> {come}"
