"""An import is undone as long as nothing of it was changed since."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_block, make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.importers.spreadsheets.uploads import sheet_of, somebody, upload
from themes.findings.snapshots import take_public_snapshots
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


def give_pages(curator, finding, *, to: str = "p. 9", basis: str = "page_read", pages=("4",)):
    """A sheet that was imported and gave a page list other pages, another basis, or both."""
    citation = make_citation(finding, pages=pages)
    row = f"{citation.pk};{finding.review.slug};{to};{basis}"
    given = upload(sheet_of("Id;Review;Pages;Basis", row), curator, "citations")
    assert import_sheet(upload=given, by=curator), given.shown
    return given


def give_what_to_read_next(curator, finding, other):
    given = upload(sheet_of("Number,See also", f"{finding.code},{other.code}"), curator)
    assert import_sheet(upload=given, by=curator), given.shown
    return given


def make_public(text: str = "Words.") -> Finding:
    return make_finding(text, themes=(make_theme(),), periods=(make_period(),))


def make_outsider(client):
    """Who may do all that an import or its undoing takes, and not publish."""
    whole = ("finding", "citation", "sheetimport")
    return somebody(
        client, *(f"{act}_{name}" for act in ("add", "change", "delete", "view") for name in whole)
    )


@pytest.mark.parametrize("kind", ["pages", "basis", "next", "next of a draft", "quoted"])
def test_undoing_goes_no_way_round_publishing(client, curator, kind):
    public = make_public()
    if kind in ("next", "next of a draft"):
        other = (
            make_finding("Others.", state="draft") if kind == "next of a draft" else make_public("Others.")
        )
        given = give_what_to_read_next(curator, *((public, other) if kind == "next" else (other, public)))
        Finding.objects.filter(pk=other.pk).update(state="published", published_at=timezone.now())
    elif kind == "quoted":  # by words on a page list that is no longer given for their finding
        draft = make_finding(state="draft")
        given = give_pages(curator, draft)
        citation = draft.citations.get()
        Quotation.objects.create(
            finding=public, citation=citation, words="x", outcome="exact", checked_at=timezone.now()
        )
    else:
        given = give_pages(
            curator, public, **({"basis": "contents_list", "to": "p. 4"} if kind == "basis" else {})
        )
    before = take_public_snapshots([public.pk])

    with pytest.raises(SheetError, match="only somebody who may publish"):
        undo_import(upload=given, by=make_outsider(client))

    assert take_public_snapshots([public.pk]) == before
    given.refresh_from_db()
    assert given.state == "imported"


def test_draft_that_left_what_is_read_together_comes_back_by_a_publisher_alone(client, curator):
    public, partner = make_public(), make_public("Others.")
    make_block(public, partner)
    given = upload(sheet_of("Number,Read together", f"{partner.code},"), curator)
    assert import_sheet(upload=given, by=curator), given.shown
    Finding.objects.filter(pk=partner.pk).update(state="draft", published_at=None)

    for by in (make_outsider(client), curator):
        with pytest.raises(SheetError, match=public.code):
            undo_import(upload=given, by=by)

    partner.refresh_from_db()
    assert partner.block is None


@pytest.mark.parametrize("to", [{}, {"basis": "contents_list", "to": "p. 4"}, {"pages": (), "to": "p. 9"}])
def test_catalogue_is_right_after_page_lists_were_put_back(curator, to, monkeypatch):
    finding = make_finding(state="draft")
    given = give_pages(curator, finding, **to)
    checked: list[set[int]] = []
    monkeypatch.setattr(
        "themes.importers.spreadsheets.undoing.check_soon", lambda citations: checked.append(citations)
    )

    undo_import(upload=given, by=curator)

    stored = CatalogueEntry.objects.values().get(finding=finding)
    CatalogueEntry.objects.rebuild(Finding.objects.filter(pk=finding.pk))
    assert stored == CatalogueEntry.objects.values().get(finding=finding)
    assert [str(page) for page in finding.citations.get().pages.all()] == (
        ["page 4"] if to.get("pages") != () else []
    )
    assert checked == [{finding.citations.get().pk}]


def test_publisher_puts_back_what_readers_see(curator):
    public, other = make_public(), make_public("Others.")
    before = take_public_snapshots([public.pk, other.pk])
    given = give_what_to_read_next(curator, public, other)
    assert take_public_snapshots([public.pk, other.pk]) != before

    undo_import(upload=given, by=curator)

    assert take_public_snapshots([public.pk, other.pk]) == before
