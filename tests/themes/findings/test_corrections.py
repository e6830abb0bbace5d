"""What readers are told of changes: on the finding's page, on the page of corrections, and in its feed."""

import re
from datetime import date, timedelta
from importlib import import_module

import feedparser
import pghistory
import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_citation, make_finding, make_period, make_theme
from themes.findings.corrections import describe_days
from themes.findings.publishing import publish_finding, withdraw_finding
from themes.models import Change, Finding, PageCitation

pytestmark = pytest.mark.django_db
FEED = "/corrections/feed.atom"


def kinds(finding) -> list[str]:
    return list(finding.changes.order_by("pk").values_list("kind", flat=True))


def some_days_later() -> None:
    """As if what has been done so far had been done in another transaction, two days ago."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE themes_change SET at = at - interval '2 days', day = day - 2")


def page(client, **query) -> str:
    return client.get(reverse("corrections-list"), query).content.decode()


def feed(client):
    response = client.get(reverse("corrections-feed"))
    return feedparser.parse(response.content, response_headers={"content-type": response["Content-Type"]})


def test_drafts_are_nobodys_news():
    finding = make_finding("First.", state="draft", themes=(make_theme(),))
    Finding.objects.update(text="Second.")
    make_citation(finding)

    assert not Change.objects.exists()


def test_publishing_tells_of_an_addition_without_words():
    finding = make_finding("Words.", state="draft", themes=(make_theme(),), periods=(make_period(),))

    publish_finding(finding=finding)

    assert list(Change.objects.values_list("kind", "before", "after", "minor")) == [("added", "", "", False)]


@pytest.mark.parametrize("how", ["save", "bulk", "sql"])
def test_other_words_are_told_however_they_were_written(how):
    finding = make_finding("Old words.")

    if how == "save":
        finding.text = "New words."
        finding.save()
    elif how == "bulk":
        Finding.objects.update(text="New words.")
    else:
        with connection.cursor() as cursor:
            cursor.execute("UPDATE themes_finding SET text = 'New words.'")

    told = finding.changes.get(kind="wording")
    assert (told.before, told.after, told.version, told.minor) == ("Old words.", "New words.", 2, False)


def test_minor_changes_are_kept_out_of_everything_public(client):
    finding = make_finding("Old wrods.", themes=(make_theme(),))
    some_days_later()
    with pghistory.context(minor=True):
        Finding.objects.update(text="Old words.")
        make_citation(finding)

    assert list(finding.changes.filter(minor=True).values_list("kind", flat=True)) == ["pages", "wording"]
    assert "changed" not in page(client).partition("<main")[2].partition("</main>")[0]
    assert [entry.title for entry in feed(client).entries] == ["1 finding added"]
    assert "Wording changed" not in client.get(finding.get_absolute_url()).content.decode()


def test_changed_pages_are_told_once_in_a_transaction_and_not_with_the_finding_itself():
    finding = make_finding()
    make_citation(finding, pages=("1", "2"))
    assert kinds(finding) == ["added"]

    some_days_later()
    make_citation(finding, pages=("3", "4", "5"))
    PageCitation.objects.filter(first_page="3").update(first_page="2")
    assert kinds(finding) == ["added", "pages"]

    some_days_later()
    PageCitation.objects.update(position=7)
    assert kinds(finding) == ["added", "pages"]


def test_withdrawn_words_are_nowhere_and_stay_so_when_it_is_published_again(client):
    finding = make_finding("Secret first.", themes=(make_theme("Babies"),), periods=(make_period(),))
    make_citation(finding)
    Finding.objects.update(text="Secret second.")
    finding.refresh_from_db()
    withdraw_finding(finding=finding, why="Secret reason.")

    assert kinds(finding) == ["added", "wording", "withdrawn"]
    assert "Secret" not in "".join(Change.objects.values_list("before", flat=True))
    everything = page(client) + client.get(reverse("corrections-feed")).content.decode()
    assert f"{finding.code}</a> was withdrawn." in everything
    assert "Secret" not in everything
    assert "Babies" not in everything

    some_days_later()
    Finding.objects.update(text="Clean words.")
    finding.refresh_from_db()
    publish_finding(finding=finding)

    assert kinds(finding) == ["added", "wording", "withdrawn", "again"]
    shown = client.get(finding.get_absolute_url()).content.decode()
    everything = page(client) + client.get(reverse("corrections-feed")).content.decode() + shown
    assert "Published again on" in shown
    assert f"wording of {timezone.localtime():%-d %B %Y}" in shown
    assert "Secret" not in everything


def test_finding_says_when_its_wording_changed_and_shows_both(client):
    finding = make_finding("Fathers were often absent.", themes=(make_theme(),))
    Finding.objects.update(text="Fathers were often not seen.")

    shown = client.get(finding.get_absolute_url()).content.decode()

    assert f"Wording changed on {timezone.localtime():%-d %B %Y}." in shown
    assert "See what changed" in shown
    assert '<del><span class="govuk-visually-hidden visually-hidden">(taken out: </span>absent' in shown
    assert '<ins><span class="govuk-visually-hidden visually-hidden">(put in: </span>not seen' in shown


def test_words_of_a_change_are_escaped(client):
    finding = make_finding("Plain.", themes=(make_theme(),))
    Finding.objects.filter(pk=finding.pk).update(text="<script>alert(1)</script> & more")

    assert "<script>alert" not in page(client)
    assert "<script>alert" not in client.get(finding.get_absolute_url()).content.decode()
    summary = feed(client).entries[0].summary
    assert "alert(1)" in summary
    assert "<script" not in summary


def test_many_added_on_one_day_are_one_line_with_a_link(client):
    first, *_ = [make_finding(themes=(make_theme(),)) for _ in range(7)]
    day = first.changes.get().day.isoformat()

    assert f'<a class="govuk-link" href="?day={day}">7 findings added</a>' in page(client)
    assert first.code not in page(client)
    assert first.code in page(client, day=day)
    assert [entry.title for entry in feed(client).entries] == ["7 findings added"]


@pytest.mark.parametrize("day", ["2026-02-30", "1999-01-01", "x", "2026-11-23\x00", "9" * 50])
def test_day_without_changes_is_not_found(client, day):
    assert client.get(reverse("corrections-list"), {"day": day}).status_code == 404


def test_feed_is_read_by_somebody_elses_parser(client):
    finding = make_finding("Old words that distress.", themes=(make_theme("Neglect"),))
    some_days_later()
    Finding.objects.update(text="New words that distress.")
    make_citation(finding)

    read = feed(client)

    assert not read.bozo
    assert read.version == "atom10"
    assert [entry.title for entry in read.entries] == [
        f"{finding.code}, Neglect: pages changed",
        f"{finding.code}, Neglect: wording changed",
        "1 finding added",
    ]
    assert {link.rel: link.href for link in read.feed.links}["self"].endswith("/corrections/feed.atom")
    ids = [entry.id for entry in read.entries]
    assert len(set(ids)) == 3
    assert all(name.startswith("urn:uuid:") for name in [*ids, read.feed.id])
    assert read.entries[0].updated_parsed == finding.changes.get(kind="pages").at.utctimetuple()
    assert read.entries[0].link == f"https://testserver{finding.short_path}"
    assert [entry.id for entry in feed(client).entries] == ids


def test_ids_of_the_feed_stay_when_the_host_changes(client, settings):
    settings.ALLOWED_HOSTS = ["*"]
    make_finding(themes=(make_theme(),))
    some_days_later()
    Finding.objects.update(text="Other.")

    here, there = (
        re.findall("<id>(.*?)</id>", client.get(FEED, headers={"host": host}).content.decode())
        for host in ("portal.example", "moved.example:8443")
    )

    assert len(set(here)) == 3
    assert here == there


def test_feed_shows_no_wording_that_stood_in_between_on_one_day(client):
    finding = make_finding("First.", themes=(make_theme("Neglect"),))
    some_days_later()
    finding.text = "In between."
    finding.save()
    once = feed(client).entries[0]
    finding.text = "Last."
    finding.save()

    twice, *others = feed(client).entries

    assert [twice.title, *(entry.title for entry in others)] == [
        f"{finding.code}, Neglect: wording changed twice",
        "1 finding added",
    ]
    assert twice.id == once.id  # an update of the same entry
    assert "First." in re.sub("<[^>]+>", "", twice.summary)
    assert "between" not in twice.summary


def test_feed_is_announced_and_policy_and_list_lead_to_each_other(client):
    assert (
        f'type="application/atom+xml" title="Corrections and additions" href="{reverse("corrections-feed")}"'
        in page(client)
    )
    assert reverse("corrections") in page(client)
    assert reverse("corrections-list") in client.get(reverse("corrections")).content.decode()


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_do_not_grow_with_changes(client, rows, django_assert_num_queries):
    for _ in range(rows):
        make_finding(themes=(make_theme(),))
        some_days_later()
    Finding.objects.update(text="Other.")
    today = timezone.localdate().isoformat()

    with django_assert_num_queries(5):  # days counted, days, changes, themes, help
        page(client)
    with django_assert_num_queries(5):  # counted, those on the page, changes, themes, help
        page(client, day=today)
    with django_assert_num_queries(5):  # changes, themes, days, additions, their themes
        feed(client)


def test_bulk_change_of_a_day_is_cut_and_leads_to_all(client):
    for _ in range(25):
        make_finding(themes=(make_theme(),))
    some_days_later()
    Finding.objects.update(text="Other.")

    assert "All 25 changes of" in page(client)
    assert page(client).count("See what changed") == 20
    assert page(client, day=timezone.localdate().isoformat()).count("See what changed") == 25
    assert timezone.now() - Change.objects.latest("at").at < timedelta(days=1)


def test_what_changed_before_there_was_a_list_is_told_as_the_triggers_would_have(client):
    reworded, withdrawn, draft = (
        make_finding("One."),
        make_finding("Two."),
        make_finding("Six.", state="draft"),
    )
    Finding.objects.filter(pk=reworded.pk).update(text="Three.")
    Finding.objects.filter(pk=withdrawn.pk).update(text="Four.")
    withdrawn.refresh_from_db()
    withdraw_finding(finding=withdrawn)
    Finding.objects.filter(pk=draft.pk).update(text="Seven.")
    columns = ("finding", "kind", "version", "before", "after", "minor")
    told = set(Change.objects.values_list(*columns))
    Change.objects.all().delete()

    with connection.cursor() as cursor:
        cursor.execute(migration("changes_readers_are_told_of").TELL_WHAT_WAS)

    backfilled = Change.objects.exclude(kind="added").values_list(*columns)
    assert set(backfilled) == {row for row in told if row[1] != "added"}
    assert Change.objects.filter(kind="added").count() == 2


def migration(name: str):
    """Whatever number it has."""
    [path] = (settings.BASE_DIR / "themes" / "migrations").glob(f"*_{name}.py")
    return import_module(f"themes.migrations.{path.stem}")


def test_changes_of_the_words_on_one_day_are_told_as_one(client):
    finding = make_finding("One.", themes=(make_theme("Babies"),), periods=(make_period(),))
    some_days_later()
    for words in ("Two.", "Three.", "Four."):
        Finding.objects.update(text=words)

    for shown in (page(client), page(client, day=str(timezone.localdate()))):
        assert f"{finding.code}</a>, Babies: wording changed 3 times." in shown
        assert ("One" in shown, "Two" in shown, "Four" in shown) == (True, False, True)
    shown = client.get(finding.get_absolute_url()).content.decode()
    assert shown.count("Wording changed on") == 1
    assert "Two" not in shown


def test_hidden_words_are_told_in_one_line(client):
    finding = make_finding("One.", themes=(make_theme(),), periods=(make_period(),))
    some_days_later()
    for words in ("Two.", "Three."):
        Finding.objects.update(text=words)
    finding.refresh_from_db()
    withdraw_finding(finding=finding)

    assert page(client).count("wording changed") == 1
    assert "wording changed twice." in page(client)


@pytest.mark.parametrize(
    ("added", "notes", "changed", "words"),
    [
        (1, 0, 0, "1 finding added"),
        (12, 2, 0, "10 findings and 2 notes on what a report covers added"),
        (1, 1, 1, "1 note on what a report covers added, 1 change"),
        (0, 0, 3, "3 changes"),
        (1500, 0, 2, "1,500 findings added, 2 changes"),
    ],
)
def test_day_in_a_few_words_counts_notes_apart(added, notes, changed, words):
    row = {"day": date(2026, 11, 24), "added": added, "notes": notes, "changed": changed}

    assert describe_days([row]) == [(date(2026, 11, 24), words)]
