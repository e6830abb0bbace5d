"""Feeds beside lists of themes, situations, figures and reports: what is new or changed there, and no more."""

from datetime import date, timedelta

import feedparser
import pytest
from django.db import connection
from django.db.models import F

from reviews.history.tracking import get_events
from reviews.models import Review, Series, SeriesPoint
from tests.factories import make_finding, make_review, make_theme
from themes.figures.listing import read_cards
from themes.findings.publishing import withdraw_finding
from themes.models import Finding, Situation, SituationFinding, Theme

pytestmark = pytest.mark.django_db


def read(client, kind):
    feed = feedparser.parse(client.get(f"/{kind}/feed.atom").content)
    assert feed.bozo is False
    return feed


def list_dates(client, kind):
    return {entry.id: (entry.published, entry.updated) for entry in read(client, kind).entries}


def make_situation(title="A baby is due", **fields):
    return Situation.objects.create(slug=f"situation-{Situation.objects.count()}", title=title, **fields)


def make_series(slug="begun", **fields):
    series = Series.objects.create(slug=slug, title="Reviews begun", unit="reviews", **fields)
    SeriesPoint.objects.create(
        series=series,
        years="2009 to 2011",
        covers_from=date(2009, 4, 1),
        covers_to=date(2011, 3, 31),
        value=161,
        certainty="high",
        counted_by="Ofsted",
    )
    return series


def put_into_the_past():
    """All that was done. In a test's transaction the clock stands still."""
    Finding.objects.update(published_at=F("published_at") - timedelta(days=9))
    with connection.cursor() as cursor:
        for model in (Theme, Situation, SituationFinding, Series, SeriesPoint, Review):
            table = get_events(model).model._meta.db_table
            cursor.execute(f"UPDATE {table} SET pgh_created_at = pgh_created_at - interval '9 days'")  # noqa: S608


@pytest.fixture
def rows():
    theme = make_theme(
        "Neglect", tab_title="Calm words", summary="It was named late.", content_note="About deaths."
    )
    finding = make_finding("Words of a lesson.", themes=(theme,))
    situation = make_situation(note="When a baby is due.")
    figure = make_series()
    figure.themes.add(theme)
    return {"themes": theme, "situations": situation, "figures": figure, "reviews": finding.review}


@pytest.mark.parametrize(
    ("kind", "title", "said"),
    [
        ("themes", "Theme: Calm words", ["About deaths.", "It was named late."]),
        ("situations", "A baby is due", ["When a baby is due."]),
        ("figures", "Figure {number}: Calm words", ["About deaths.", "Reviews begun"]),
        ("reviews", None, ["1 finding so far."]),
    ],
)
def test_a_list_has_a_feed_of_what_is_in_it(client, rows, kind, title, said):
    feed = read(client, kind)

    [entry] = feed.entries
    number = read_cards()[0].figure.number
    assert entry.title == (title or rows["reviews"].plain_name).format(number=number)
    assert all(words in entry.summary for words in said)
    assert "lesson" not in entry.summary
    assert client.get(entry.link, follow=True).status_code == 200
    page = client.get(f"/{kind}/").content.decode()
    assert page.count(f'href="/{kind}/feed.atom"') == 2  # in its head, and to be seen


def test_what_changed_last_comes_first_and_its_name_stays(client):
    first, _ = make_situation("First"), make_situation("Second")
    put_into_the_past()
    before = list_dates(client, "situations")

    first.title = "First, in other words"
    first.save()

    feed = read(client, "situations")
    after = list_dates(client, "situations")
    assert [entry.title for entry in feed.entries] == ["First, in other words", "Second"]
    assert before.keys() == after.keys()
    changed = [name for name in before if before[name] != after[name]]
    assert changed == [feed.entries[0].id]
    assert before[changed[0]][0] == after[changed[0]][0]  # it came when it came


def add_finding_to_situation(rows):
    SituationFinding.objects.create(situation=rows["situations"], finding=make_finding())


def take_finding_from_situation(rows):
    add_finding_to_situation(rows)
    SituationFinding.objects.all().delete()


@pytest.mark.parametrize(
    ("kind", "act"),
    [
        ("themes", lambda rows: type(rows["themes"]).objects.update(summary="It was not named.")),
        ("situations", add_finding_to_situation),
        ("situations", take_finding_from_situation),
        ("figures", lambda rows: SeriesPoint.objects.update(pages="9")),
        ("reviews", lambda rows: make_finding(review=rows["reviews"])),
    ],
)
def test_what_readers_see_of_a_row_is_a_change(client, rows, kind, act):
    put_into_the_past()
    before = list_dates(client, kind)
    act(rows)
    after = list_dates(client, kind)

    assert len(before) == 1
    assert all(after[name][1] > at for name, (_, at) in before.items())


@pytest.mark.parametrize("kind", ["themes", "situations", "figures", "reviews"])
def test_its_place_is_no_change(client, rows, kind):
    put_into_the_past()
    before = list_dates(client, kind)

    SeriesPoint.objects.update(position=9)
    type(rows[kind]).objects.filter(pk=rows[kind].pk).update(slug="another-address")

    assert list_dates(client, kind) == before


def test_what_readers_do_not_see_is_in_none(client):
    make_theme("Without a finding")
    Series.objects.create(slug="empty", title="No number yet", unit="reviews")
    withdraw_finding(finding=(finding := make_finding()), why="It was wrong.")

    assert read(client, "themes").entries == read(client, "figures").entries == []
    [report] = read(client, "reviews").entries
    assert report.title == finding.review.plain_name
    assert "No finding has been taken from it yet." in report.summary


@pytest.mark.parametrize("kind", ["themes", "situations", "figures", "reviews"])
def test_queries_do_not_grow(client, django_assert_max_num_queries, kind):
    for number in range(8):
        theme = make_theme()
        make_finding(themes=(theme,), review=make_review())
        make_situation()
        make_series(f"series-{number}").themes.add(theme)

    with django_assert_max_num_queries(8):
        response = client.get(f"/{kind}/feed.atom")
    assert len(feedparser.parse(response.content).entries) == 8
