from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from reviews.models import Article
from themes.discussion.threads import (
    NEWEST,
    OLDEST,
    find_page,
    name_subject,
    read_places,
    show_page,
    split_into_pages,
)
from themes.enums import FindingState
from themes.models import Comment, Finding, Theme, Thread
from themes.views.articles import select_public_articles
from themes.views.paging import list_page_numbers, turn_to_page

NO_DISCUSSION = "There is no discussion at this address, or nothing of it is public."


def find_thread(pk: int) -> tuple[Thread, Theme | Finding | Article]:
    """A thread that readers may open, and what it is about. Raises Http404."""
    threads = Thread.objects.select_related("theme", "finding", "article").defer("article__source_text")
    thread = threads.filter(pk=pk).first() if settings.DISCUSSION else None
    if thread is None:
        raise Http404(NO_DISCUSSION)
    about = thread.theme or thread.finding or thread.article
    is_public = (
        about.state == FindingState.PUBLISHED
        if isinstance(about, Finding)
        else about.merged_into_id is None
        if isinstance(about, Theme)
        else about is not None and select_public_articles().filter(pk=about.pk).exists()
    )
    if about is None or not is_public:
        raise Http404(NO_DISCUSSION)
    return thread, about


@require_safe
def show_discussion(request: HttpRequest, pk: int) -> HttpResponse:
    """themes/discussion.html: `thread` (PublicThread), `about`, its `name` and what it `said`, `order`, `page`,
    `page_numbers`, `query`.
    """
    thread, about = find_thread(pk)
    order = NEWEST if request.GET.get("order") == NEWEST else OLDEST
    placed = read_places(thread.pk, order)
    if not placed and not thread.is_open:
        raise Http404(NO_DISCUSSION)
    page = turn_to_page(request, split_into_pages(placed), 1)
    name, said = name_subject(about)
    return render(
        request,
        "themes/discussion.html",
        {
            "thread": show_page(thread, about, placed, page[0]),
            "about": about,
            "name": name,
            "said": said,
            "order": order,
            "page": page,
            "page_numbers": list_page_numbers(page),
            "query": urlencode({"order": order}) if order == NEWEST else "",
        },
    )


@require_safe
def lead_to_comment(request: HttpRequest, pk: int) -> HttpResponse:
    """/comments/<pk>/: leads to the page of its thread where it stands, or stood."""
    found = Comment.objects.filter(pk=pk).values_list("thread", flat=True).first()
    number = find_page(read_places(found), pk) if found and settings.DISCUSSION else None
    if found is None or number is None:
        raise Http404("There is no comment at this address, or nobody has read it yet.")
    find_thread(found)
    query = f"?page={number}" if number > 1 else ""
    response = HttpResponseRedirect(f"{reverse('discussion', args=[found])}{query}#comment-{pk}")
    response["Cache-Control"] = "no-cache"  # where it stands changes with what is said around it
    return response
