"""What the files say is stored; loading again changes only what differs."""

from collections import Counter
from datetime import date

import pytest
import yaml
from django.apps import apps
from django.db import connection

from reviews.models import Availability, AvailabilityPlace, Review, Series
from tests.themes.importers.collection.small import SMALL_ROWS, event_count, finding, row, stored_rows
from themes.enums import CitationBasis, CoverageState, FindingKind, FindingState
from themes.importers.collection import STARTER_COLLECTION, LoadOutcome, load_collection
from themes.models import Citation, Coverage, Finding, HelpService, ReadTogether, Situation, Theme

pytestmark = pytest.mark.django_db


def test_starter_collection_holds_what_it_should():
    load_collection(STARTER_COLLECTION)

    files = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in STARTER_COLLECTION.glob("*.yaml")}
    listed = {name: files[name][name] for name in ("findings", "reviews", "series", "situations", "blocks")}
    listed["themes"] = [theme for group in files["themes"]["groups"] for theme in group["themes"]]
    models = {
        "findings": Finding, "reviews": Review, "series": Series, "themes": Theme, "situations": Situation,
        "blocks": ReadTogether,
    }  # fmt: skip
    for name, model in models.items():
        assert model._default_manager.count() == len(listed[name]) > 10, name
    assert set(Finding.objects.values_list("state", flat=True)) == {FindingState.PUBLISHED}
    in_lists = [item for item in listed["findings"] if item["kind"] != FindingKind.SCOPE]
    assert Finding.objects.in_lists().count() == len(in_lists) < len(listed["findings"])
    # A finding about several periods is one finding, counted in none of them.
    names = {period["id"]: period["name"] for period in files["periods"]["periods"]}
    periods = [list(item.periods.all()) for item in Finding.objects.in_lists().prefetch_related("periods")]
    assert Counter(tuple(sorted(period.name for period in several)) for several in periods) == Counter(
        tuple(sorted(names[period] for period in item["periods"] or [])) for item in in_lists
    )
    # How we know: nothing has a page that nobody gave, and nothing has neither page nor source.
    citations = files["citations"]["citations"]
    cited = Finding.objects.filter(citations__isnull=False).distinct()
    assert cited.count() == len({code for citation in citations for code in citation["findings"]}) > 60
    read = [citation for citation in citations if citation["basis"] == CitationBasis.PAGE_READ]
    assert cited.filter(citations__basis=CitationBasis.PAGE_READ).count() == len(
        {code for citation in read for code in citation["findings"]}
    )
    assert not Finding.objects.exclude(pk__in=cited).filter(basis="").exists()
    lists = Citation.objects.filter(given_by_article__slug="community-care-2016-07-07")
    assert {item.as_given: item.findings.count() for item in lists} == {
        "11 & 179": 3,
        "17/18 & 200": 2,
        "15 & 242": 4,
        "14 & 68 & 131": 4,
        "16 & 177": 2,
        "17 & 190": 2,
    }
    assert set(Coverage.objects.values_list("state", flat=True)) == {CoverageState.PARTLY_READ}
    block = ReadTogether.objects.get(slug="neglect-plans-and-deaths")
    assert [item.code for item in block.findings.order_by("block_position")] == next(
        row["findings"] for row in listed["blocks"] if row["id"] == block.slug
    )
    # Copies on other people's sites are where we read, never where we send readers.
    copies = ("yumpu", "scribd", "docslib", "1library", "studylib", "pdffox", "vdocuments", "abcdocz")
    for_readers = Availability.objects.exclude(place=AvailabilityPlace.COPY_READ)
    assert not [entry.url for entry in for_readers if any(host in entry.url for host in copies)]


def test_finding_of_no_period_is_published_where_its_wording_names_its_years(small):
    text = "In reviews published from 2013 to 2015 nobody led."

    load_collection(small(lambda content: finding(content, "F003").update(periods=[], text=text)))

    stored = Finding.objects.get(number=3)
    assert (stored.text, stored.state, stored.periods.count()) == (text, FindingState.PUBLISHED, 0)


def test_everything_in_a_row_is_stored(small):
    report = load_collection(small())

    assert report.count_rows(LoadOutcome.CREATED) == report.count_rows() == SMALL_ROWS
    review = Review.objects.get(slug="pathways")
    assert (review.published, review.published_precision) == (date(2016, 5, 1), "month")
    assert (review.incidents_from, review.incidents_to) == (date(2011, 4, 1), date(2014, 3, 31))
    assert [str(author) for author in review.authors.all()] == ["Ann Reader", "Bo Writer", "Board of Studies"]
    assert [(entry.heading, entry.page) for entry in review.contents.all()] == [
        ("Summary", "iv"),
        ("Methods", "11"),
    ]
    assert [note.text for note in review.notes.all()] == ["The sources differ."]
    assert [review.slug for review in review.drawn_on_by.all()] == ["companion"]
    point = Series.objects.get().points.get()
    assert (str(point.value), point.pages, point.pages_of.slug) == ("0.63", "9 and 23", "companion")
    first = Finding.objects.get(number=1)
    assert first.state == FindingState.PUBLISHED
    assert [(link.theme.slug, link.is_primary) for link in first.finding_themes.all()] == [
        ("closing", True),
        ("sharing", False),
    ]
    assert [item.code for item in first.see_also.all()] == ["F003"]
    assert [item.code for item in Finding.objects.get(number=3).see_also.all()] == ["F001"]
    citation = Citation.objects.get()
    assert [(page.first_page, page.last_page) for page in citation.pages.all()] == [
        ("17", "18"),
        ("200", "200"),
    ]
    assert {item.code for item in citation.findings.all()} == {"F001", "F002"}
    theme = Theme.objects.get(slug="closing")
    assert [item.code for item in theme.starting_points.order_by("startingpoint__position")] == [
        "F002",
        "F001",
    ]
    assert [series.slug for series in theme.series.all()] == ["reviews-held"]
    service = HelpService.objects.get()
    assert (service.hours, service.looked_up) == ("24 hours a day", date(2026, 11, 19))
    assert service.sources == ["https://a.example/", "https://b.example/"]


def test_loading_tells_the_planner_how_many_rows_there_are(small):
    load_collection(small())

    with connection.cursor() as cursor:
        cursor.execute("SELECT reltuples FROM pg_class WHERE oid = 'themes_finding'::regclass")
        assert cursor.fetchone() == (Finding.objects.count(),)


def test_loading_again_changes_nothing_and_leaves_no_trace(small):
    folder = small()
    load_collection(folder)
    rows, events = stored_rows(), event_count()

    report = load_collection(folder)

    assert report.nothing_changed
    assert report.count_rows(LoadOutcome.UNCHANGED) == SMALL_ROWS
    assert (stored_rows(), event_count()) == (rows, events)


def test_every_event_of_a_load_says_that_it_was_one(small):
    load_collection(small())

    commands = {
        (event.pgh_context and event.pgh_context.metadata.get("command"))
        for events in apps.get_models()
        if hasattr(events, "pgh_tracked_model")
        for event in events._default_manager.select_related("pgh_context")
    }
    assert commands == {"load_collection"}


def test_new_findings_get_numbers_after_those_of_the_collection(small):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('themes_finding_number', 1, false)")
    load_collection(small())

    made = Finding.objects.create(review=Review.objects.get(slug="pathways"))

    assert made.number == 4


def test_what_changed_in_the_files_is_changed_here(small):
    load_collection(small())

    def change(content):
        finding(content, "F001").update(text="Help stopped too early.", themes=["sharing"], see_also=[])
        row(content, "reviews.yaml", "reviews", "pathways")["authors"] = ["Writer, Bo", "Reader, Ann"]
        content["situations.yaml"]["situations"][0]["findings"] = ["F001", "F002", "F003"]

    report = load_collection(small(change))

    assert report.count_rows(LoadOutcome.CHANGED) == 4  # F003 is linked to F001 from both sides
    changed = Finding.objects.get(number=1)
    assert (changed.text, changed.version) == ("Help stopped too early.", 2)
    assert [theme.slug for theme in changed.themes.all()] == ["sharing"]
    assert not Finding.objects.get(number=3).see_also.exists()
    assert [str(author) for author in Review.objects.get(slug="pathways").authors.all()] == [
        "Bo Writer",
        "Ann Reader",
    ]
    in_order = Situation.objects.get().findings.order_by("situationfinding__position")
    assert [item.code for item in in_order] == ["F001", "F002", "F003"]
    assert load_collection(small()).nothing_changed


def test_a_row_that_has_left_the_files_stays(small):
    load_collection(small())

    report = load_collection(small(lambda content: content["gaps.yaml"].update(gaps=[])))

    assert report.nothing_changed
    assert apps.get_model("themes", "KnownGap").objects.count() == 1


def test_load_is_a_bulk_transaction_from_its_first_statement(small, django_assert_max_num_queries):
    with django_assert_max_num_queries(1000) as captured:
        load_collection(small())

    statements = [query["sql"] for query in captured.captured_queries if "SAVEPOINT" not in query["sql"]]
    assert statements[0].endswith("SET CONSTRAINTS ALL IMMEDIATE")  # after the history's own setting


def test_numbers_of_drafts_start_where_the_collection_cannot_reach(small):
    with connection.cursor() as cursor:
        cursor.execute("SELECT setval('themes_finding_number', 1001, false)")
    load_collection(small())

    assert Finding.objects.create(review=Review.objects.get(slug="pathways")).number == 1001
