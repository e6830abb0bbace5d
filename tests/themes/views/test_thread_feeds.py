"""A thread as a feed has the comments that readers see under its page, and no others."""

from __future__ import annotations

from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_article, make_comment, make_finding, make_review, make_theme
from themes.findings.publishing import hide_findings
from themes.models import Comment

pytestmark = pytest.mark.django_db


def test_what_readers_see_and_nothing_else(client):
    theme, review = make_theme("Neglect", slug="neglect"), make_review()
    article = make_article(review)
    finding = make_finding(themes=(theme,), article=article)
    now = timezone.now()
    for about in (theme, finding, article):
        address = f"{about.get_absolute_url()}discussion.atom"
        assert client.get(address).status_code == 404, "nobody has spoken"
        first = make_comment(
            about, "First & <b>bold</b>.\n\nMore.", author_name="Ann", posted_at=now - timedelta(days=2)
        )
        answer = make_comment(about, "An answer.", to=first, author_name="Bob", posted_at=now)
        held = make_comment(about, "A secret.", state="held", author_name="Carol")
        below = make_comment(about, "Below what waits.", to=held, author_name="Dan")
        taken = make_comment(about, "A secret that was out.", state="withdrawn", author_name="Eve")
        Comment.objects.filter(pk=taken.pk).update(approved_at=now)  # its place is kept on the page

        sent = client.get(address)
        assert sent["Content-Type"].startswith("application/atom+xml")
        assert sent.content == client.get(address).content
        feed = feedparser.parse(sent.content)
        assert not feed.bozo
        addresses = [reverse("comment", args=[comment.pk]) for comment in (answer, first, below)]
        assert [entry.link.removeprefix("https://testserver") for entry in feed.entries] == addresses
        newest, oldest, undated = feed.entries
        assert newest.title.startswith("Bob on ")
        assert newest.author == "Bob"
        assert "In reply to Ann" in newest.summary
        assert "First &amp; &lt;b&gt;bold&lt;/b&gt;." in oldest.summary
        assert "In reply to a comment that is not shown" in undated.summary
        assert "secret" not in sent.content.decode()
        assert len({entry.id for entry in feed.entries} | {feed.feed.id}) == 4
        page = client.get(about.get_absolute_url()).content.decode()
        assert f'href="{address}"' in page

        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for number in range(30):
            make_comment(about, f"Words {number}.")
        with CaptureQueriesContext(connection) as many:
            assert len(feedparser.parse(client.get(address).content).entries) == 33
        assert len(many) == len(few)
        last = make_comment(about, "Said last.", posted_at=now + timedelta(minutes=1))
        newest = feedparser.parse(client.get(address).content).entries[0]
        assert "Said last." in newest.summary
        assert client.get(newest.link)["Location"].endswith(f"#comment-{last.pk}"), "on whichever page"
    hide_findings(findings=[finding])
    assert client.get(f"{finding.get_absolute_url()}discussion.atom").status_code == 404
