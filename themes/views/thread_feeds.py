"""Threads as feeds: the comments on a theme, a finding or an article that readers see, the newest first."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse

from reviews.models import Article
from themes.discussion.threads import NEWEST, PublicComment, read_thread
from themes.enums import FindingState
from themes.feeds import ENTRIES, NEVER_CHANGED, SteadyAtomFeed, make_id
from themes.models import Finding, Theme
from themes.views.addresses import find_by_slug
from themes.views.articles import select_public_articles
from themes.views.findings import find_finding
from themes.views.themes import find_theme

NOTHING = "There is no discussion here."


class ThreadFeed(Feed):
    """Four queries at most, however many comments there are. Titles name who wrote and on what, never a word of it."""

    feed_type = SteadyAtomFeed

    def get_object(self, request: HttpRequest, **where: str) -> tuple[Any, list[PublicComment]]:
        about = self.find(**where)
        thread = read_thread(about, NEWEST, ENTRIES)
        if thread is None:
            raise Http404(NOTHING)
        return about, [comment for comment in thread.comments if comment.is_shown]

    def find(self, **where: str) -> Theme | Finding | Article:
        """What the thread is about. Raises Http404."""
        raise NotImplementedError

    def name(self, about: Any) -> str:
        return about.title_for_tabs

    def title(self, found: tuple[Any, list[PublicComment]]) -> str:
        return f"SCR Portal: comments on {self.name(found[0])}"

    def link(self, found: tuple[Any, list[PublicComment]]) -> str:
        return f"{found[0].get_absolute_url()}#discussion"

    def feed_guid(self, found: tuple[Any, list[PublicComment]]) -> str:
        about = found[0]
        return make_id(f"thread/{about._meta.model_name}/{about.pk}")

    def items(self, found: tuple[Any, list[PublicComment]]) -> list[tuple[Any, PublicComment]]:
        return [(found[0], comment) for comment in found[1]]

    def item_title(self, item: tuple[Any, PublicComment]) -> str:
        return f"{item[1].author_name} on {self.name(item[0])}"

    def item_description(self, item: tuple[Any, PublicComment]) -> str:
        return render_to_string("themes/_comment_in_feed.html", {"comment": item[1]})

    def item_link(self, item: tuple[Any, PublicComment]) -> str:
        return reverse("comment", args=[item[1].pk])

    def item_guid(self, item: tuple[Any, PublicComment]) -> str:
        return make_id(f"comment/{item[1].pk}")

    def item_author_name(self, item: tuple[Any, PublicComment]) -> str:
        return item[1].author_name

    def item_pubdate(self, item: tuple[Any, PublicComment]) -> datetime:
        return _read_time(item[1])

    def item_updateddate(self, item: tuple[Any, PublicComment]) -> datetime:
        return _read_time(item[1])


def _read_time(comment: PublicComment) -> datetime:
    return comment.posted_at or NEVER_CHANGED


class ThemeThreadFeed(ThreadFeed):
    def find(self, **where: str) -> Theme:
        return find_theme(where["slug"])[0]

    def feed_url(self, found: tuple[Theme, list[PublicComment]]) -> str:
        return reverse("theme-thread-feed", args=[found[0].slug])


class FindingThreadFeed(ThreadFeed):
    def find(self, **where: str) -> Finding:
        finding = find_finding(where["code"])
        if finding.state != FindingState.PUBLISHED:
            raise Http404(NOTHING)
        return finding

    def name(self, about: Finding) -> str:
        return about.code

    def feed_url(self, found: tuple[Finding, list[PublicComment]]) -> str:
        return reverse("finding-thread-feed", args=[found[0].code])


class ArticleThreadFeed(ThreadFeed):
    def find(self, **where: str) -> Article:
        return find_by_slug(select_public_articles(), where["slug"], missing=NOTHING)[0]

    def name(self, about: Article) -> str:
        return about.plain_name

    def feed_url(self, found: tuple[Article, list[PublicComment]]) -> str:
        return reverse("article-thread-feed", args=[found[0].slug])
