"""Which articles have a page that readers can open."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from reviews.models import Article
from themes.enums import CommentState
from themes.models import Comment, Finding


def public_articles() -> QuerySet[Article]:
    """Articles that something public leads to: a finding that came through it, a page list of a finding that
    it gave, or a comment on it. Their imported text is left unread.
    """
    findings = Finding.objects.published()
    # A comment is seen only where the one that opened its branch is published.
    comments = Comment.objects.filter(parent=None, state=CommentState.PUBLISHED)
    return Article.objects.defer("source_text").filter(
        Exists(findings.filter(article=OuterRef("pk")))
        | Exists(findings.filter(citations__given_by_article=OuterRef("pk")))
        | Exists(comments.filter(thread__article=OuterRef("pk")))
    )
