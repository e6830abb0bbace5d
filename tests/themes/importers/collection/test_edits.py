"""What somebody changed, renamed or deleted here is kept by the next load."""

from datetime import date

import pghistory
import pytest
from django.apps import apps

from reviews.models import Period, Review
from tests.themes.importers.collection.small import SMALL_ROWS, edit_text, finding, row, stored_rows
from themes.enums import CoverageState, FindingState
from themes.findings.publishing import withdraw_finding
from themes.importers.collection import LoadOutcome, load_collection
from themes.models import Citation, Coverage, Finding, HelpService, Situation, Theme

pytestmark = pytest.mark.django_db


def edit_themes(instance):
    instance.finding_themes.filter(is_primary=False).delete()


def edit_links(instance):
    instance.agencies.clear()


@pytest.mark.parametrize("edit", [edit_text, edit_themes, edit_links])
def test_a_finding_edited_by_a_curator_is_kept_whole(small, edit):
    load_collection(small())
    with pghistory.context(user=1):
        edit(Finding.objects.get(number=1))
    edited = Finding.objects.values("text", "themes", "agencies").filter(number=1)
    before = list(edited)

    report = load_collection(small(lambda content: finding(content, "F001").update(source_note="New.")))

    assert [(kept.file, kept.id) for kept in report.kept] == [("findings.yaml", "F001")]
    assert list(edited) == before


@pytest.mark.parametrize("edit", [edit_text, edit_themes, edit_links])
def test_overwrite_replaces_what_a_curator_edited(small, edit):
    load_collection(small())
    with pghistory.context(user=1):
        edit(Finding.objects.get(number=1))

    report = load_collection(small(), overwrite=True)

    assert (report.count_rows(LoadOutcome.CHANGED), report.kept) == (1, [])
    restored = Finding.objects.get(number=1)
    assert restored.text == "Help stopped early."
    assert (restored.themes.count(), restored.agencies.count()) == (2, 1)
    assert load_collection(small()).nothing_changed


def test_help_number_that_a_curator_corrected_or_rang_is_kept(small):
    def look_up_again(content):
        row(content, "help.yaml", "help", "nspcc").update(telephone="0000 222", looked_up=date(2026, 11, 29))

    load_collection(small())
    with pghistory.context(user=1):
        HelpService.objects.update(checked=date(2026, 11, 28))

    report = load_collection(small(look_up_again))

    assert [(kept.file, kept.id) for kept in report.kept] == [("help.yaml", "nspcc")]
    service = HelpService.objects.get()
    assert (service.telephone, service.checked) == ("0000 000 0000", date(2026, 11, 28))


def test_a_row_of_somebody_elses_with_the_same_id_is_kept(small):
    Period.objects.create(slug="2011-2014", name="Mine", starts=date(2011, 4, 1), ends=date(2014, 3, 31))

    report = load_collection(small())

    assert [kept.id for kept in report.kept] == ["2011-2014"]
    assert Period.objects.get().name == "Mine"


def test_withdrawing_is_not_undone_and_does_not_stop_later_wording(small):
    load_collection(small())
    withdraw_finding(finding=Finding.objects.get(number=1), why="It is out of date.")

    report = load_collection(small(lambda content: finding(content, "F001").update(text="Better words.")))

    assert (report.count_rows(LoadOutcome.CHANGED), report.kept) == (1, [])
    changed = Finding.objects.get(number=1)
    assert (changed.state, changed.text) == (FindingState.WITHDRAWN, "Better words.")


def test_a_theme_read_further_by_a_curator_stays_read(small):
    load_collection(small())
    with pghistory.context(user=1):
        Coverage.objects.update(state=CoverageState.READ)

    report = load_collection(small())

    assert [kept.id for kept in report.kept] == ["pathways, closing"]
    assert Coverage.objects.get().state == CoverageState.READ


def test_the_ledger_of_places_is_added_to_and_never_rewritten(small):
    load_collection(small())
    review = Review.objects.get(slug="pathways")
    review.availability.create(url="https://example.org/pathways", place="library", state="withdrawn")

    report = load_collection(small())

    assert report.nothing_changed
    assert review.availability.count() == 2


SLUGGED = [
    "reviews.Article",
    "reviews.Period",
    "reviews.Review",
    "reviews.Series",
    "themes.AgeGroup",
    "themes.Agency",
    "themes.Citation",
    "themes.ContestedTerm",
    "themes.Harm",
    "themes.KnownGap",
    "themes.ReadTogether",
    "themes.Situation",
    "themes.Theme",
    "themes.ThemeGroup",
]


@pytest.mark.parametrize("label", SLUGGED)
def test_a_renamed_slug_stays_and_its_row_is_still_known(small, label):
    load_collection(small())
    model = apps.get_model(label)
    renamed = model._default_manager.first()
    with pghistory.context(user=1):
        renamed.slug = "a-curators-slug"
        renamed.save(update_fields=["slug"])
    rows = stored_rows()

    report = load_collection(small())

    assert report.nothing_changed
    assert report.kept == []
    assert stored_rows() == rows
    renamed.refresh_from_db()
    assert renamed.slug == "a-curators-slug"


def test_a_renamed_row_is_changed_with_its_file_and_named_by_new_rows(small):
    load_collection(small())
    with pghistory.context(user=1):
        Review.objects.filter(slug="pathways").update(slug="pathways-2016")

    def change(content):
        row(content, "reviews.yaml", "reviews", "pathways")["title"] = "Pathways to harm"
        content["findings.yaml"]["findings"].append(
            {**finding(content, "F002"), "id": "F004", "basis": "author_summary"}
        )
        content["coverage.yaml"]["coverage"][0]["partly_read"].append("sharing")

    report = load_collection(small(change))

    assert (report.count_rows(LoadOutcome.CREATED), report.count_rows(LoadOutcome.CHANGED), report.kept) == (
        2,
        1,
        [],
    )
    review = Review.objects.get(slug="pathways-2016")
    assert review.title == "Pathways to harm"
    assert Finding.objects.get(number=4).review == review
    assert review.coverage.count() == 2


@pytest.mark.parametrize(
    ("label", "id"),
    [
        ("reviews.Series", "reviews-held"),
        ("themes.Citation", "pathways-17-18-200"),
        ("themes.ContestedTerm", "hard-to-help"),
        ("themes.Coverage", "pathways, closing"),
        ("themes.Harm", "neglect"),
        ("themes.KnownGap", "police"),
        ("themes.ReadTogether", "early-and-lasting"),
        ("themes.Situation", "about-to-close"),
        ("themes.Synonym", "mother"),
    ],
)
def test_what_a_curator_deleted_stays_deleted(small, label, id):
    load_collection(small())
    model = apps.get_model(label)
    with pghistory.context(user=1, command="shell"):  # a test's one transaction keeps the load's context
        model._default_manager.get().delete()
    rows = stored_rows()

    report = load_collection(small())

    assert [(kept.id, kept.deleted) for kept in report.kept] == [(id, id)]
    assert report.nothing_changed
    assert stored_rows() == rows
    restored = load_collection(small(), overwrite=True)
    assert restored.count_rows(LoadOutcome.CREATED) == 1
    assert model._default_manager.count() == 1
    assert load_collection(small()).count_rows(LoadOutcome.UNCHANGED) == SMALL_ROWS


def test_a_row_deleted_under_another_slug_stays_deleted(small):
    load_collection(small())
    with pghistory.context(command="shell"):
        Situation.objects.update(slug="another")
        Situation.objects.get().delete()

    report = load_collection(small())

    assert [kept.id for kept in report.kept] == ["about-to-close"]
    assert not Situation.objects.exists()


def test_a_deleted_draft_and_what_pointed_to_it_stay_away(small):
    load_collection(small())
    with pghistory.context(command="shell"):
        Finding.objects.filter(number=2).update(state=FindingState.DRAFT, published_at=None)
        Finding.objects.get(number=2).delete()

    report = load_collection(small())

    assert report.nothing_changed
    assert [kept.id for kept in report.kept] == ["F002"]
    assert [item.code for item in Situation.objects.get().findings.all()] == ["F001"]
    assert load_collection(small(), overwrite=True).count_rows(LoadOutcome.CREATED) == 1
    assert Situation.objects.get().findings.count() == 2


def test_a_new_row_that_needs_a_deleted_one_stays_away_with_it(small):
    group = {"id": "empty", "title": "Empty", "themes": []}
    theme = {"id": "late", "title": "Late", "summary": "Late."}
    load_collection(small(lambda content: content["themes.yaml"]["groups"].append(group)))
    with pghistory.context(command="shell"):
        apps.get_model("themes", "ThemeGroup").objects.get(slug="empty").delete()

    report = load_collection(
        small(lambda content: content["themes.yaml"]["groups"][-1]["themes"].append(theme))
    )

    assert [(kept.id, kept.deleted) for kept in report.kept] == [("empty", "empty"), ("late", "empty")]
    assert not Theme.objects.filter(slug="late").exists()


def test_a_part_that_a_curator_deleted_stays_deleted(small):
    load_collection(small())
    with pghistory.context(user=1):
        Citation.objects.get().pages.last().delete()

    report = load_collection(small())

    assert [kept.id for kept in report.kept] == ["pathways-17-18-200"]
    assert Citation.objects.get().pages.count() == 1
