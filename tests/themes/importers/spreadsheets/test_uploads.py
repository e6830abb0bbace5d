"""Uploaded spreadsheets: what they would change, what is wrong in them, and all or nothing."""

import io
import zipfile

import openpyxl
import pghistory
import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reviews.history.tracking import events_of
from tests.factories import make_citation, make_finding, make_period, make_review, make_theme
from themes.importers.spreadsheets.reading import SheetError, read_table
from themes.importers.spreadsheets.sheets import SHEETS
from themes.importers.spreadsheets.uploads import import_sheet, put_aside, refresh_preview, upload_sheet
from themes.importers.spreadsheets.writing import export_rows, write_csv
from themes.models import Agency, CatalogueEntry, Citation, Finding, FindingTheme, SheetImport, Theme
from themes.models.catalogue import FacetNumber

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    user = get_user_model().objects.create_superuser("curator", password="long enough to pass")
    client.force_login(user)
    return user


def somebody(client, *codenames: str):
    user = get_user_model().objects.create_user("somebody", password="long enough to pass", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client.force_login(user)
    return user


def sheet_of(*rows: str, sign: str = ",") -> bytes:
    return "\r\n".join(rows).replace(",", sign).encode()


def upload(content: bytes, by, sheet: str = "findings") -> SheetImport:
    return upload_sheet(sheet=sheet, file_name="sheet.csv", content=content, by=by)


def mistakes(upload: SheetImport) -> list[tuple]:
    return [
        (row["number"], problem[0], problem[2], problem[3])
        for row in upload.shown["rows"]
        for problem in row["problems"]
    ]


def test_rows_with_a_number_change_and_those_without_add_drafts(curator):
    period, theme, other = make_period(), make_theme("Neglect"), make_theme("Babies")
    review = make_review("a-review")
    Agency.objects.create(slug="police", name="Police")
    finding = make_finding("As it was.", themes=(theme,), periods=(period,), review=review, state="draft")
    untouched = make_finding("Left alone.", state="draft")
    given = upload(
        sheet_of(
            "number,WORDING,Review,primary theme,Other themes,Agencies,Periods",
            f"{finding.code},As it is.,a-review,babies,neglect,police,2011-2014",
            ",A new one.,a-review,neglect,,,2011-2014",
            "",
        ),
        curator,
    )

    assert import_sheet(upload=given, by=curator, why="The press report was read.")

    finding.refresh_from_db()
    new = Finding.objects.get(text="A new one.")
    assert given.shown["tally"] == {"new": 1, "changed": 1, "unchanged": 0, "wrong": 0}
    assert (finding.text, finding.version) == ("As it is.", 2)
    assert {(row.theme, row.is_primary) for row in finding.finding_themes.all()} == {
        (other, True),
        (theme, False),
    }
    assert [agency.slug for agency in finding.agencies.all()] == ["police"]
    assert (new.state, new.review, new.kind, list(new.periods.all())) == (
        "draft",
        review,
        "finding",
        [period],
    )
    assert new.number != finding.number
    assert untouched.text == Finding.objects.get(pk=untouched.pk).text
    event = events_of(Finding).filter(pgh_obj_id=finding.pk).latest("pgh_id")
    assert event.pgh_context.metadata["act"] == "import_sheet"
    assert event.pgh_context.metadata["why"] == "The press report was read."
    assert event.pgh_context.metadata["user"] == curator.pk
    assert given.state == "imported"
    assert import_again(given, curator) == "This spreadsheet was decided about already: imported."


def import_again(given, by) -> str:
    with pytest.raises(SheetError) as refused:
        import_sheet(upload=given, by=by)
    return str(refused.value)


def test_mistakes_are_named_by_row_and_column_and_nothing_is_imported(curator):
    make_theme("Neglect")
    make_review("a-review")
    published = make_finding("Public.", themes=(Theme.objects.get(),), periods=(make_period(),))
    given = upload(
        sheet_of(
            "Number,Wording,Review,Primary theme,For every agency,State,Periods",
            ",Fine.,a-review,neglect,no,,",
            ",Wrong theme.,a-review,negelct,no,,",
            ",No review.,,neglect,perhaps,Published,",
            "F999999,Who?,a-review,,no,,",
            "x,Who?,a-review,,no,,",
            f"{published.code},Public.,a-review,neglect,no,Withdrawn,2011-2014",
            f"{published.code},Public.,a-review,neglect,no,,2011-2014",
        ),
        curator,
    )

    assert mistakes(given) == [
        (3, "Primary theme", "negelct", "There is no theme “negelct”. Did you mean “neglect”?"),
        (
            4,
            "State",
            "Published",
            "A sheet cannot publish or withdraw. Write the state back, and do it in the workspace.",
        ),
        (4, "Review", "", "This cannot be empty. Fill in the cell."),
        (4, "For every agency", "perhaps", "Write yes or no."),
        (
            5,
            "Number",
            "F999999",
            "There is no finding F999999. Correct the number, or leave it empty to add a finding.",
        ),
        (
            6,
            "Number",
            "x",
            "“x” is not the number of a finding. Write one such as F119, or leave it empty.",
        ),
        (
            7,
            "State",
            "Withdrawn",
            "A sheet cannot publish or withdraw. Write the state back, and do it in the workspace.",
        ),
        (8, "Number", published.code, f"Row 7 is about {published.code} too. Make one row of the two."),
    ]
    assert given.shown["tally"] == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 6}
    assert import_again(given, curator) == (
        "Rows with mistakes are left. Mend them in the sheet, and upload it again."
    )
    assert Finding.objects.count() == 1


def test_quotations_in_a_sheet_are_for_reading_alone(curator):
    finding = make_finding("As exported.", state="draft")
    quotation = finding.quotations.create(words="rust never sleeps")
    content = "".join(
        write_csv(export_rows(SHEETS["findings"], SHEETS["findings"].get_queryset(), ""))
    ).encode()

    reworded = upload(content.replace(b"rust never", b"rust seldom"), curator)
    said_checked = upload(content.replace(b"Not checked yet.", b"Wording checked."), curator)
    quotation.words = "rust often sleeps"  # at the desk, meanwhile
    quotation.save()
    later = upload(content.replace(b"As exported.", b"As it came back."), curator)

    assert mistakes(reworded) == mistakes(said_checked) == mistakes(later) == []
    assert reworded.shown["tally"] == {"new": 0, "changed": 0, "unchanged": 1, "wrong": 0}
    assert later.shown["tally"] == {"new": 0, "changed": 1, "unchanged": 0, "wrong": 0}


def test_a_row_that_somebody_changed_since_is_not_overwritten(curator):
    colleague = get_user_model().objects.create_user("colleague")
    finding = make_finding("As exported.", state="draft")
    content = "".join(
        write_csv(export_rows(SHEETS["findings"], SHEETS["findings"].get_queryset(), ""))
    ).encode()

    with pghistory.context(user=colleague.pk):
        finding.agencies.add(Agency.objects.create(slug="police", name="Police"))

    untouched = upload(content, curator)
    edited = upload(content.replace(b"As exported.", b"As edited."), curator)

    [(row, heading, _, said)] = mistakes(edited)
    assert (row, heading) == (2, "Seen")
    assert said.startswith("It was changed here since you exported it, by colleague on ")
    assert [problem[1] for problem in mistakes(untouched)] == ["Seen"]


def test_what_changed_between_looking_and_importing_is_shown_anew(curator):
    finding = make_finding("As it was.", state="draft")
    given = upload(sheet_of("Number,Wording", f"{finding.code},As the sheet has it."), curator)
    Finding.objects.filter(pk=finding.pk).update(text="As a colleague has it.")

    assert not import_sheet(upload=given, by=curator)

    finding.refresh_from_db()
    given.refresh_from_db()
    assert finding.text == "As a colleague has it."
    assert given.state == "previewed"
    assert given.shown["rows"][0]["changes"] == [
        ["Wording", "As a colleague has it.", "As the sheet has it."]
    ]
    assert import_sheet(upload=given, by=curator)


def test_published_finding_is_not_stripped_of_what_it_needs(curator):
    theme, period = make_theme("Neglect"), make_period()
    finding = make_finding("Public.", themes=(theme,), periods=(period,), basis="")
    citation = make_citation(finding)

    no_period = upload(sheet_of("Number,Periods,Wording", f"{finding.code},,Public still."), curator)
    no_pages = upload(sheet_of("Id,Review,Pages", f"{citation.pk},,"), curator, "citations")
    no_source = upload(
        sheet_of("Id,Findings", f"{citation.pk},{make_finding(state='draft').code}"), curator, "citations"
    )

    said = "{0} is published, so this cannot be saved: {1} Withdraw it first."
    assert [problem[3] for given in (no_period, no_pages, no_source) for problem in mistakes(given)] == [
        said.format(finding.code, "It has no period."),
        said.format(finding.code, "One of its page lists has no pages."),
        said.format(finding.code, "It has neither a page list nor a note of what was read."),
    ]
    finding.refresh_from_db()
    assert (finding.text, finding.periods.count(), finding.citations.get().pages.count()) == ("Public.", 1, 1)


def test_page_list_is_read_and_written_with_its_pages(curator):
    first, second = make_finding(state="draft"), make_finding(state="draft")
    citation = make_citation(first, pages=("17-18", "200"))
    given = upload(
        sheet_of(
            "Id;Findings;Review;Pages;What the pages are;As given;Basis",
            f"{citation.pk};{first.code};{first.review.slug};pp. 17–18, iv;Summary;17/18;Read on the page",
            f';"{first.code}; F{second.number}";{second.review.slug};3;;p 3;page_read',
        ),
        curator,
        "citations",
    )

    assert import_sheet(upload=given, by=curator), mistakes(given)

    assert [(str(page), page.role) for page in citation.pages.all()] == [
        ("pages 17 to 18", "summary"),
        ("page iv", "summary"),
    ]
    new = Citation.objects.exclude(pk=citation.pk).get()
    assert (set(new.findings.all()), [str(page) for page in new.pages.all()]) == ({first, second}, ["page 3"])


def test_themes_and_reviews_are_added_and_changed(curator):
    theme = make_theme("Neglect")
    review = make_review("a-review")
    themes = upload(
        sheet_of(
            "Slug,Title,Group,Synonyms",
            "neglect,Neglect of any kind,group,drift; delay",
            ",Suicide and self-harm,group,",
        ),
        curator,
        "themes",
    )
    reviews = upload(
        sheet_of(
            "Slug;Kind;Title;Short title;Authors;Published;Incidents from;Incidents to",
            'a-review;Inquiry;The whole title;Short;"Brandon, Marian; A Body";2016-05;2011-04;2014-03',
            "another;overview;Another;Another;;;;",
        ),
        curator,
        "reviews",
    )

    assert import_sheet(upload=themes, by=curator), mistakes(themes)
    assert import_sheet(upload=reviews, by=curator), mistakes(reviews)

    theme.refresh_from_db()
    review.refresh_from_db()
    assert (theme.title, theme.synonyms) == ("Neglect of any kind", ["drift", "delay"])
    assert Theme.objects.filter(slug="suicide-and-self-harm").exists()
    assert (review.title, review.published_text, review.incidents_text) == (
        "The whole title",
        "May 2016",
        "April 2011 to March 2014",
    )
    assert [(author.family, author.given) for author in review.authors.all()] == [
        ("Brandon", "Marian"),
        ("A Body", ""),
    ]


def test_see_also_points_both_ways(curator):
    first, second, third = (make_finding(state="draft") for _ in range(3))
    first.see_also.add(third)
    given = upload(sheet_of("Number,See also", f"{first.code},{second.code}"), curator)

    import_sheet(upload=given, by=curator)

    assert [list(finding.see_also.all()) for finding in (first, second, third)] == [[second], [first], []]


def test_the_same_new_findings_are_not_added_twice(curator):
    make_review("a-review")
    content = sheet_of("Number,Wording,Review", ",A new one.,a-review")
    import_sheet(upload=upload(content, curator), by=curator)

    again = upload(content, curator)

    code = Finding.objects.get().code
    assert mistakes(again) == [
        (
            2,
            "Wording",
            "A new one.",
            f"{code} of the same review has the same wording. Write {code} under Number to change it.",
        )
    ]


def test_what_is_public_is_changed_only_by_who_may_publish(client):
    user = somebody(client, "change_finding", "add_sheetimport", "view_sheetimport", "change_sheetimport")
    make_review("a-review")
    public = make_finding("Public.", themes=(make_theme(),), periods=(make_period(),))

    changed = upload(sheet_of("Number,Wording,Review", f"{public.code},Other words.,a-review"), user)
    added = upload(sheet_of("Number,Wording,Review", ",New.,a-review"), user)

    assert [problem[3] for problem in mistakes(changed)] == [
        f"Readers see {public.code}, so only somebody who may publish can change this."
    ]
    assert [problem[3] for problem in mistakes(added)] == ["You may not add a finding. Ask an administrator."]


def test_rules_of_the_database_are_said_for_the_row_that_breaks_them(curator):
    finding = make_finding("Words.", themes=(make_theme(),), periods=(make_period(),))
    review = make_review("a-review")

    findings = upload(
        sheet_of(
            "Number,Wording,Certainty,Review",
            f"{finding.code},Words.,,{finding.review.slug}",
            ",New.,,a-review",
        ),
        curator,
    )
    reviews = upload(
        sheet_of("Slug,Incidents from,Incidents to", f"{review.slug},2014-05,2011-03"), curator, "reviews"
    )

    assert [(row, said) for row, _, _, said in mistakes(findings)] == [
        (2, "A published finding needs its wording, and how we know it.")
    ]
    assert [(row, said) for row, _, _, said in mistakes(reviews)] == [
        (2, "Give both ends of the incidents, in order, and how exactly known.")
    ]


def test_lists_know_what_was_imported(curator):
    """The catalogue is entered once for all, and says the same as if each row had been saved by itself."""
    theme, period, review = make_theme("Neglect"), make_period(), make_review("a-review")
    Agency.objects.create(slug="police", name="Police")
    changed = make_finding("Public.", themes=(make_theme("Babies"),), periods=(period,), review=review)
    given = upload(
        sheet_of(
            "Number;Wording;Review;Primary theme;Periods;Agencies",
            f"{changed.code};Public.;a-review;neglect;2011-2014;police",
            ";New.;a-review;neglect;2011-2014;police",
        ),
        curator,
    )

    import_sheet(upload=given, by=curator)

    kept = dict(CatalogueEntry.objects.values_list("finding", "options"))
    CatalogueEntry.objects.enter(Finding.objects.all())
    assert kept == dict(CatalogueEntry.objects.values_list("finding", "options"))
    assert FacetNumber.THEME.option(theme.pk) in kept[changed.pk]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "This file is empty."),
        (b"%PDF-1.7", "This is a PDF."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "This is an old Excel file (XLS), or one with a password."),
        (b"PK\x03\x04 and no more", "This workbook cannot be opened"),
        (b"<html><table>", "This is a web page"),
        (b"Number,Wording\x00", "This file is no spreadsheet that we know."),
        (b"Wording\nNumber", "The column “Number” is missing."),
        (b"Number,Colour\n,Red", "These columns are not known in a sheet of findings: “Colour” (B)."),
        (b"Number,Wording,wording\n,a,b", "The column “Wording” is there twice."),
        (b"Number,Wording\n,a,b", "Row 2 has “b” in column C, which has no heading."),
        (b'Number,Wording\n,"a', "Row 2 (near line 2) cannot be read"),
        (b"Number,Wording\n", "There are headings and no rows below them."),
        (b"Number,Wording\n" + b",a\n" * 5_001, "The sheet has more than 5,000 rows"),
        (b"Number" + b",a" * 100 + b"\n1", "The sheet has 101 columns, and 60 is the most."),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_words(curator, content, said):
    with pytest.raises(SheetError) as refused:
        upload(content, curator)

    assert str(refused.value).startswith(said)
    assert not SheetImport.objects.exists()


def test_zip_bombs_passwords_and_macros_are_refused_before_anything_is_unpacked(curator):
    def packed(name: str, size: int = 1, **flags) -> bytes:
        file = io.BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(name, b"0" * size)
        return file.getvalue()

    bomb = packed("xl/worksheets/sheet1.xml", 100_000_001)
    locked = packed("a").replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x00", b"PK\x01\x02\x14\x03\x14\x00\x01\x00")

    said = []
    for content in (bomb, packed("xl/vbaProject.bin"), locked):
        with pytest.raises(SheetError) as refused:
            read_table(content)
        said.append(str(refused.value).partition(".")[0])

    assert len(bomb) < 200_000
    assert said == [
        "This workbook is too large once unpacked",
        "This workbook has macros",
        "This workbook has a password",
    ]


def test_workbook_with_a_cell_at_its_far_end_takes_no_memory(curator):
    book = openpyxl.Workbook()
    book.active["A1"] = "Number"
    book.active["XFD1048576"] = "far away"
    file = io.BytesIO()
    book.save(file)

    with pytest.raises(SheetError):
        read_table(file.getvalue())


def test_numbers_days_and_formulas_are_read_as_they_look(curator):
    import datetime

    book = openpyxl.Workbook()
    book.active.append(["Number", "Wording", "Place in the block", "How we know", "Composite", "Review"])
    book.active.append([None, 12.0, 3.0, datetime.datetime(2016, 5, 24), True, "=1+1"])
    file = io.BytesIO()
    book.save(file)

    table = read_table(file.getvalue())

    assert table.rows == [(2, ["", "12", "3", "2016-05-24", "yes", ""])]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_csv_as_programs_in_europe_write_it_is_understood(curator, sign, encoding):
    table = read_table(sheet_of("Number,Wording", '," café – née"', sign=sign).decode().encode(encoding))

    assert table.rows == [(2, ["", " café – née"])]


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
        reverse("admin:themes_sheetimport_import", args=[given.pk]), {"why": "Because."}, follow=True
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


@pytest.mark.parametrize("rows", [1, 12])
def test_looking_at_a_sheet_asks_no_more_for_more_rows(curator, django_assert_num_queries, rows):
    theme, period = make_theme("Neglect"), make_period()
    findings = [make_finding(state="draft", themes=(theme,), periods=(period,)) for _ in range(rows)]
    content = sheet_of(
        "Number,Wording,Review,Primary theme",
        *(f"{one.code},Other words for {one.code}.,{one.review.slug},neglect" for one in findings),
    )

    with django_assert_num_queries(14):
        upload(content, curator)

    assert FindingTheme.objects.count() == rows


def test_workbook_of_too_many_rows_is_refused_in_words(client, curator, monkeypatch):
    monkeypatch.setattr("themes.admin.exporting.MOST_IN_A_WORKBOOK", 1)
    for _ in range(2):
        make_finding()

    page = client.get(reverse("admin:themes_sheetimport_download", args=["findings", "xlsx"]), follow=True)
    as_csv = client.get(reverse("admin:themes_sheetimport_download", args=["findings", "csv"]))

    assert "These are more than 1 rows" in page.content.decode()
    assert as_csv["Content-Type"].startswith("text/csv")
