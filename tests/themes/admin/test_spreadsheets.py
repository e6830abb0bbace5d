"""The screens of spreadsheets: upload, preview, import, download."""

import re

import pytest
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import make_finding, make_review, make_theme
from tests.themes.importers.spreadsheets.uploads import sheet_of, somebody, upload
from themes.importers.spreadsheets.reading import SheetError, read_table
from themes.importers.spreadsheets.sheets import SHEETS
from themes.importers.spreadsheets.uploads import answer_questions, import_sheet, put_aside, refresh_preview
from themes.models import Finding, SheetImport

pytestmark = pytest.mark.django_db


def read_token(page: str) -> str:
    """What stands in the form for what it shows."""
    return re.findall(r'name="seen" value="(\w+)"', page)[0]


def test_sheet_goes_through_the_screens(client, curator, django_user_model):
    finding = make_finding("As it was, with <b>marks</b>.", state="draft")
    file = SimpleUploadedFile("My sheet.csv", sheet_of("Number,Wording", f"{finding.code},As it is."))

    answer = client.post(
        reverse("admin:themes_sheetimport_add"), {"sheet": "findings", "file": file}, follow=True
    )

    given = SheetImport.objects.get()
    page = answer.content.decode()
    assert answer.redirect_chain == [(reverse("admin:themes_sheetimport_change", args=[given.pk]), 302)]
    assert "My sheet.csv" in page
    assert "&lt;b&gt;marks&lt;/b&gt;" in page
    answer = client.post(
        reverse("admin:themes_sheetimport_import", args=[given.pk]),
        {"why": "Because.", "seen": read_token(page)},
        follow=True,
    )
    assert "Imported: 1 changed. Each change is in the history." in answer.content.decode()
    finding.refresh_from_db()
    assert finding.text == "As it is."


def test_sheet_can_be_put_aside_and_looked_at_again(client, curator):
    finding = make_finding("Words.", state="draft")
    given = upload(sheet_of("Number,Wording", f"{finding.code},Others."), curator)

    refresh_preview(upload=given, by=curator)
    client.post(reverse("admin:themes_sheetimport_look_again", args=[given.pk]))
    client.post(reverse("admin:themes_sheetimport_put_aside", args=[given.pk]))

    given.refresh_from_db()
    assert (given.state, given.decided_by) == ("put_aside", curator)
    with pytest.raises(SheetError):
        put_aside(upload=given, by=curator)
    answer = client.post(reverse("admin:themes_sheetimport_import", args=[given.pk]), follow=True)
    assert "was decided about already" in answer.content.decode()


def test_sheet_with_its_mistakes_is_downloaded_and_taken_back(client, curator):
    given = upload(sheet_of("Number,Wording", "F999,=1+1"), curator)

    answer = client.get(reverse("admin:themes_sheetimport_problems", args=[given.pk, "csv"]))

    table = read_table(b"".join(answer.streaming_content))
    assert table.headings == ["Problem", "Number", "Wording"]
    assert table.rows[0][1][0].startswith("Number: There is no finding F999.")
    assert table.rows[0][1][1:] == ["F999", "=1+1"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_selected_rows_are_exported_from_their_list(client, curator, kind):
    chosen, _ = make_finding("Chosen.", state="draft"), make_finding("Not chosen.", state="draft")

    answer = client.post(
        reverse("admin:themes_finding_changelist"),
        {"action": f"export_as_{kind}", "_selected_action": [chosen.pk]},
    )

    table = read_table(b"".join(answer.streaming_content))
    assert [cells[0] for _, cells in table.rows] == [chosen.code]
    assert f'.{kind}"' in answer["Content-Disposition"]


def test_screens_are_for_those_who_may(client):
    make_finding(state="draft")
    reader = somebody(client, "view_finding", "view_sheetimport")
    given = upload(sheet_of("Number,Wording", ",New."), reader)
    codes = {}
    screens: dict[str, list] = {
        "changelist": [],
        "add": [],
        "change": [given.pk],
        "export": [],
        "problems": [given.pk, "csv"],
    }

    for name, arguments in screens.items():
        codes[name] = client.get(reverse(f"admin:themes_sheetimport_{name}", args=arguments)).status_code
    for name in ("import", "look_again", "put_aside"):
        codes[name] = client.post(reverse(f"admin:themes_sheetimport_{name}", args=[given.pk])).status_code
    for sheet in SHEETS:
        codes[sheet] = client.get(
            reverse("admin:themes_sheetimport_download", args=[sheet, "csv"])
        ).status_code

    assert codes == {
        "changelist": 200, "add": 403, "change": 200, "export": 200, "problems": 200,
        "import": 403, "look_again": 403, "put_aside": 403,
        "findings": 200, "citations": 403, "themes": 403, "reviews": 403,
    }  # fmt: skip
    reader.user_permissions.set(Permission.objects.filter(codename="view_sheetimport"))
    assert client.get(reverse("admin:themes_sheetimport_change", args=[given.pk])).status_code == 403
    client.logout()
    assert client.get(reverse("admin:themes_sheetimport_export")).status_code == 302


@pytest.mark.parametrize(
    "address",
    ["999999/change/", "x/change/", "99999999999999999999999/change/", "export/x.csv", "export/findings.pdf"],
)
def test_what_is_not_there_is_not_found(client, curator, address):
    assert client.get(f"/admin/themes/sheetimport/{address}").status_code == 404


def test_workbook_of_too_many_rows_is_refused_in_words(client, curator, monkeypatch):
    monkeypatch.setattr("themes.admin.exporting.MOST_IN_A_WORKBOOK", 1)
    for _ in range(2):
        make_finding()

    page = client.get(reverse("admin:themes_sheetimport_download", args=["findings", "xlsx"]), follow=True)
    as_csv = client.get(reverse("admin:themes_sheetimport_download", args=["findings", "csv"]))

    assert "These are more than 1 rows" in page.content.decode()
    assert as_csv["Content-Type"].startswith("text/csv")


def test_own_columns_are_answered_on_one_screen_and_one_answer_holds_for_all_rows(client, curator):
    make_theme("Sharing information")
    review = make_review("harm-2016", short_title="Pathways to harm")
    lines = ["Jo’s notes", "Lesson;Topic;Report"]
    lines += [f"Lesson number {number} of many.;Info sharing;Elsewhere 1999" for number in range(30)]
    file = SimpleUploadedFile("notes.csv", "\r\n".join(lines).encode())

    page = client.post(
        reverse("admin:themes_sheetimport_add"), {"sheet": "findings", "file": file}, follow=True
    )

    given = SheetImport.objects.get()
    form = page.context["form"]
    assert page.redirect_chain[-1][0] == reverse("admin:themes_sheetimport_questions", args=[given.pk])
    assert "30 rows name a report that we do not know: “Elsewhere 1999”." in page.content.decode()
    data = {name: field.initial for name, field in form.fields.items() if field.initial}
    page = client.post(page.request["PATH_INFO"], data, follow=True)
    assert "Nothing of this sheet can be imported while a row has a mistake" in page.content.decode()
    (question,) = page.context["form"].questions.values()
    answers = {"beside": "preview", question.field: "harm-2016"}
    page = client.post(reverse("admin:themes_sheetimport_questions", args=[given.pk]), answers, follow=True)
    assert "Import 30 rows" in page.content.decode()
    assert page.content.decode().count('<details class="sheet-row"') == 25
    sent = {"seen": read_token(page.content.decode())}
    client.post(reverse("admin:themes_sheetimport_import", args=[given.pk]), sent)
    assert review.findings.count() == 30
    page = client.get(reverse("admin:themes_sheetword_changelist")).content.decode()
    assert "Info sharing" in page
    assert "Elsewhere 1999" in page


def test_columns_of_nothing_we_know_are_refused_in_words(client, curator):
    given = upload(sheet_of("Lesson;Thing", "A lesson of some words.;x"), curator)
    address = reverse("admin:themes_sheetimport_questions", args=[given.pk])

    page = client.post(address, {"column-0": "text", "column-1": "text"}).content.decode()
    unknown = client.post(address, {"column-0": "nonsense"}).content.decode()

    assert "The column “Wording” is there twice. Delete one of them." in page
    assert "nonsense is not one of the available choices" in unknown
    client.post(reverse("admin:themes_sheetimport_headings", args=[given.pk]), {"row": "x"})
    given.refresh_from_db()
    assert given.headings == ["Lesson", "Thing"]


def test_sheet_that_is_put_aside_before_its_columns_are_known_is_shown_as_such(client, curator):
    given = upload(sheet_of("Lesson;Thing", "A lesson of some words.;x"), curator)
    addresses = [
        reverse(f"admin:themes_sheetimport_{name}", args=[given.pk]) for name in ("change", "questions")
    ]
    waiting = client.get(addresses[0], follow=True)
    listed = client.get(reverse("admin:themes_sheetimport_changelist")).content.decode()
    assert waiting.redirect_chain == [(addresses[1], 302)]
    assert "waits for what its columns mean" in listed

    client.post(reverse("admin:themes_sheetimport_put_aside", args=[given.pk]))

    for address in addresses:
        page = client.get(address, follow=True)
        assert page.request["PATH_INFO"] == addresses[0]
        assert "Nobody said what its columns mean" in page.content.decode()
    listed = client.get(reverse("admin:themes_sheetimport_changelist"))
    assert "never compared with the collection" in listed.content.decode()
    assert "waits for what its columns mean" not in listed.content.decode()
    problems = client.get(reverse("admin:themes_sheetimport_problems", args=[given.pk, "csv"]))
    assert problems.status_code == 200


# What a colleague can say of a sheet that somebody else is looking at.
MEANWHILE = {
    "another column": {"columns": {"0": "text", "1": "review", "2": "", "3": "source_note"}},
    "a row left out": {"left_out": [3]},
}


@pytest.fixture
def answered(curator):
    """A sheet in somebody's own columns, which were said: what it would do can be looked at."""
    review = make_review("a-review")
    lines = ["Lesson;Report;Thing;Other", *(f"Lesson {n} of many.;{review.slug};x;y" for n in (1, 2))]
    given = upload(sheet_of(*lines), curator)
    columns = {"0": "text", "1": "review", "2": "source_note", "3": ""}
    answer_questions(upload=given, by=curator, columns=columns)
    given.refresh_from_db()
    assert given.shown["tally"]["new"] == 2, given.shown
    return given


@pytest.mark.parametrize("said", MEANWHILE.values(), ids=MEANWHILE)
def test_only_what_was_looked_at_is_imported(client, curator, answered, said):
    addresses = [
        reverse(f"admin:themes_sheetimport_{name}", args=[answered.pk]) for name in ("change", "import")
    ]
    token = read_token(client.get(addresses[0]).content.decode())
    answer_questions(upload=answered, by=curator, **said)

    for sent in ({"seen": token}, {}):
        page = client.post(addresses[1], sent, follow=True).content.decode()
        assert "changed since you looked" in page
        assert not Finding.objects.exists()

    client.post(addresses[1], {"seen": read_token(page)})
    assert Finding.objects.count() == (1 if "left_out" in said else 2)


def test_looking_again_keeps_what_a_colleague_said_meanwhile(curator, answered):
    stale = SheetImport.objects.get(pk=answered.pk)
    answer_questions(upload=answered, by=curator, left_out=[3])

    refresh_preview(upload=stale, by=curator)

    assert stale.shown["tally"]["new"] == 1
    assert import_sheet(upload=stale, by=curator, seen=stale.preview_token)
    assert Finding.objects.count() == 1
    with pytest.raises(SheetError, match="decided about already"):
        refresh_preview(upload=stale, by=curator)
