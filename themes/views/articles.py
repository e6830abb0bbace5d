from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from reviews.models import Article
from themes.discussion.threads import read_thread, select_seen
from themes.findings.blocks import find_places, read_entries
from themes.models import Comment, Finding
from themes.views.addresses import find_by_slug, lead_to
from themes.views.paging import list_page_numbers, turn_to_page

PER_PAGE = 25  # entries


def select_public_articles() -> QuerySet[Article]:
    """Articles that something public leads to: a finding that came through it, a page list of a finding that
    it gave, or a comment on it. Their imported text is left unread.
    """
    findings = Finding.objects.published()
    comments = Comment.objects.filter(select_seen())
    return Article.objects.defer("source_text").filter(
        Exists(findings.filter(article=OuterRef("pk")))
        | Exists(findings.filter(citations__given_by_article=OuterRef("pk")))
        | Exists(comments.filter(thread__article=OuterRef("pk")))
    )


def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """themes/article.html:

    - `article`, `entries` (findings that came through it, on this `page`), `page_numbers`, `finding_count`
    - `thread` (PublicThread, or None)
    """
    article, current = find_by_slug(
        select_public_articles().select_related("review"),
        slug,
        missing="There is no article with this address, or nothing about it is public yet.",
    )
    if not current:
        return lead_to(article)
    found = find_places(Finding.objects.in_lists().filter(article=article).order_by("number"))
    page = turn_to_page(request, found, PER_PAGE)
    return render(
        request,
        "themes/article.html",
        {
            "article": article,
            "entries": read_entries(list(page)),
            "page": page,
            "page_numbers": list_page_numbers(page),
            "finding_count": sum(len(place.finding_ids) for place in found),
            "thread": read_thread(article),
        },
    )
