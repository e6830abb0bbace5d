"""An import is undone as long as nothing of it was changed since."""

import pytest
from django.urls import reverse

from tests.factories import make_finding, make_period, make_review, make_theme
from tests.themes.importers.spreadsheets.uploads import sheet_of, upload
from themes.importers.spreadsheets.reading import SheetError
from themes.importers.spreadsheets.undoing import undo_import
from themes.importers.spreadsheets.uploads import import_sheet
from themes.models import (
    CatalogueEntry,
    Citation,
    Finding,
    FindingTheme,
    PageCitation,
    Quotation,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def finding():
    return make_finding(
        "As it was.", themes=(make_theme("Neglect"),), periods=(make_period(),), state="draft"
    )


def count_rows() -> list[int]:
    models = (
        Finding,
        Citation,
        Citation.findings.through,
        PageCitation,
        Quotation,
        FindingTheme,
        CatalogueEntry,
    )
    return [model._default_manager.count() for model in models]


def take(curator, finding):
    make_review("a-review")
    given = upload(
        sheet_of(
            "Number;Wording;Review;Primary theme;Pages;How the pages are known;Exact words",
            f"{finding.code};As it is.;{finding.review.slug};;;;",
            ";A new lesson.;a-review;neglect;pp. 4, 12;Read on the page;nobody asked",
        ),
        curator,
    )
    assert import_sheet(upload=given, by=curator), given.shown
    return given


def test_import_is_undone_as_if_it_had_never_been(curator, finding):
    before = count_rows()
    given = take(curator, finding)
    new = Finding.objects.get(text="A new lesson.")
    assert (new.citations.count(), new.quotations.get().words) == (1, "nobody asked")
    new.quotations.update(outcome="unavailable", remark="The report is not here.")  # as the check does

    undo_import(upload=given, by=curator, why="The wrong sheet.")

    finding.refresh_from_db()
    given.refresh_from_db()
    assert count_rows() == before
    assert (finding.text, finding.finding_themes.get().theme.slug) == ("As it was.", "neglect")
    assert given.state == "undone"
    with pytest.raises(SheetError, match="only one that was imported"):
        undo_import(upload=given, by=curator)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (
            lambda new, old: Finding.objects.filter(pk=new.pk).update(text="Mine."),
            "these were changed since. {new}",
        ),
        (
            lambda new, old: Finding.objects.filter(pk=old.pk).update(text="Mine."),
            "these were changed since. {old}",
        ),
        (
            lambda new, old: Quotation.objects.create(finding=new, words="more"),
            "added to it since. {new}: a quotation",
        ),
        (
            lambda new, old: FindingTheme.objects.create(finding=new, theme=make_theme("Babies")),
            "added to it since",
        ),
        (lambda new, old: new.quotations.update(words="other"), "these were changed since. {new}"),
    ],
)
def test_import_that_was_worked_on_since_stays(curator, finding, change, said):
    given = take(curator, finding)
    new = Finding.objects.get(text="A new lesson.")
    change(new, finding)
    before = count_rows()

    with pytest.raises(SheetError) as refused:
        undo_import(upload=given, by=curator)

    assert said.format(new=new.code, old=finding.code) in str(refused.value)
    assert str(refused.value).endswith("Nothing was undone.")
    assert count_rows() == before
    given.refresh_from_db()
    assert given.state == "imported"


def test_screen_offers_to_undo(client, curator, finding):
    given = take(curator, finding)
    address = reverse("admin:themes_sheetimport_change", args=[given.pk])
    assert "Undo this import" in client.get(address).content.decode()

    page = client.post(
        reverse("admin:themes_sheetimport_undo", args=[given.pk]), follow=True
    ).content.decode()

    assert "The import was undone." in page
    assert "Undo this import" not in page
    assert not Finding.objects.filter(text="A new lesson.").exists()
