from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from reviews.history import current_for_old_slug
from reviews.models import Article
from themes.articles import public_articles
from themes.blocks import places, read_entries
from themes.discussion.threads import read_thread
from themes.models import Finding


def article_detail(request: HttpRequest, slug: str) -> HttpResponse:
    """themes/article.html:

    - `article`, `entries` (findings that came through it), `finding_count`
    - `thread` (PublicThread, or None)
    """
    article = public_articles().select_related("review").filter(slug=slug).first()
    if article is None:
        moved = current_for_old_slug(Article, slug)
        if moved is None or not public_articles().filter(pk=moved.pk).exists():
            raise Http404("There is no article with this address, or nothing about it is public yet.")
        return redirect(moved, permanent=True)
    found = places(Finding.objects.in_lists().filter(article=article).order_by("number"))
    return render(
        request,
        "themes/article.html",
        {
            "article": article,
            "entries": read_entries(found),
            "finding_count": sum(len(place.finding_ids) for place in found),
            "thread": read_thread(article),
        },
    )
