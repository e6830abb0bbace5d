"""Feeds beside lists: what is new of what was chosen, blocks whole, and no words in titles."""

import feedparser
import pytest

from tests.factories import make_block, make_finding, make_theme
from themes.findings.publishing import withdraw_finding

pytestmark = pytest.mark.django_db


def test_a_list_has_a_feed_of_its_newest(client):
    theme = make_theme("Neglect", tab_title="Calm words")
    older, newer = make_finding(themes=(theme,)), make_finding(themes=(theme,))
    make_finding()
    gone = make_finding(themes=(theme,))
    withdraw_finding(finding=gone, why="It was wrong.")

    feed = feedparser.parse(client.get("/findings/feed.atom?theme=neglect").content)

    assert feed.bozo is False
    assert feed.feed.title == "SCR Portal: new findings, Calm words"
    assert [entry.title for entry in feed.entries] == [
        f"{newer.code}: Calm words",
        f"{older.code}: Calm words",
    ]
    assert feed.entries[0].link == f"https://testserver/f/{newer.number}"
    assert newer.text in feed.entries[0].summary
    assert (
        '<a class="govuk-link" href="/findings/feed.atom?theme=neglect"'
        in client.get("/themes/neglect/").content.decode()
    )


def test_findings_to_be_read_together_are_one_entry(client):
    first, second = make_finding(), make_finding()
    make_block(first, second)

    [entry] = feedparser.parse(client.get("/findings/feed.atom").content).entries

    assert entry.title == f"{first.code} and {second.code}"
    assert "Read these together." in entry.summary
    assert first.text in entry.summary
    assert second.text in entry.summary


def test_there_is_none_of_what_nobody_can_choose(client):
    assert client.get("/findings/feed.atom?theme=no-such").status_code == 404


def test_queries_do_not_grow(client, django_assert_max_num_queries):
    for _ in range(8):
        make_finding(themes=(make_theme(),))
    with django_assert_max_num_queries(4):
        client.get("/findings/feed.atom")
