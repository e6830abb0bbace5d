"""A thread as a feed has the comments that readers see under its page, and no others."""

from __future__ import annotations

from datetime import timedelta

import feedparser
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_article, make_comment, make_finding, make_review, make_theme
from themes.findings.publishing import hide_findings

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
        make_comment(about, "Below a secret.", to=held, author_name="Dan")

        sent = client.get(address)
        assert sent["Content-Type"].startswith("application/atom+xml")
        assert sent.content == client.get(address).content
        feed = feedparser.parse(sent.content)
        assert not feed.bozo
        anchors = [entry.link.partition("#")[2] for entry in feed.entries]
        assert anchors == [f"comment-{answer.pk}", f"comment-{first.pk}"]
        newest, oldest = feed.entries
        assert newest.title.startswith("Bob on ")
        assert newest.author == "Bob"
        assert "In reply to Ann" in newest.summary
        assert "First &amp; &lt;b&gt;bold&lt;/b&gt;." in oldest.summary
        assert "secret" not in sent.content.decode()
        assert len({entry.id for entry in feed.entries} | {feed.feed.id}) == 3
        page = client.get(about.get_absolute_url()).content.decode()
        assert f'href="{address}"' in page
        assert f'id="{oldest.link.partition("#")[2]}"' in page

        with CaptureQueriesContext(connection) as few:
            client.get(address)
        for number in range(30):
            make_comment(about, f"Words {number}.")
        with CaptureQueriesContext(connection) as many:
            assert len(feedparser.parse(client.get(address).content).entries) == 32
        assert len(many) == len(few)
    hide_findings(findings=[finding])
    assert client.get(f"{finding.get_absolute_url()}discussion.atom").status_code == 404
