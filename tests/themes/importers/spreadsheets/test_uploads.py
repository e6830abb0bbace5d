"""Uploaded spreadsheets: what they would change, what is wrong in them, and all or nothing."""

from datetime import date

import pghistory
import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from reviews.history.tracking import get_events
from tests.factories import make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.importers.spreadsheets.uploads import list_mistakes, sheet_of, somebody, upload
from themes.importers.spreadsheets.opening import NO_RESULT
from themes.importers.spreadsheets.reading import SheetError
from themes.importers.spreadsheets.sheets import SHEETS
from themes.importers.spreadsheets.uploads import import_sheet
from themes.importers.spreadsheets.writing import export_rows, write_csv
from themes.models import Agency, CatalogueEntry, Citation, Finding, FindingTheme, Quotation, Theme
from themes.models.catalogue import FacetNumber

pytestmark = pytest.mark.django_db


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
    event = get_events(Finding).filter(pgh_obj_id=finding.pk).latest("pgh_id")
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

    assert list_mistakes(given) == [
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

    assert list_mistakes(reworded) == list_mistakes(said_checked) == list_mistakes(later) == []
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

    [(row, heading, _, said)] = list_mistakes(edited)
    assert (row, heading) == (2, "Seen")
    assert said.startswith("It was changed here since you exported it, by colleague on ")
    assert [problem[1] for problem in list_mistakes(untouched)] == ["Seen"]


@pytest.mark.parametrize(
    ("token", "said"),
    [
        (lambda now: now, None),
        (lambda now: now[1:], None),  # as exported before they began with a letter
        (lambda now: "1.23E+63", "This is not what was exported here"),
        (lambda now: "123456789", "This is not what was exported here"),  # a nought was in front
        (lambda now: "#N/A", "This is not what was exported here"),
        (lambda now: "s0123456789", "It was changed here since you exported it"),
    ],
)
def test_token_that_a_program_rewrote_accuses_nobody(curator, token, said):
    finding = make_finding("As exported.", state="draft")
    seen = token(SHEETS["findings"].make_token(finding))

    given = upload(sheet_of("Number,Wording,Seen", f"{finding.code},As edited.,{seen}"), curator)

    assert [(problem[1], problem[3].startswith(said)) for problem in list_mistakes(given)] == (
        [("Seen", True)] if said else []
    )


@pytest.mark.parametrize(
    ("sheet", "headings", "row", "column", "said"),
    [
        ("findings", "Number,Agencies", "F,#N/A", "Agencies", "“#N/A” is an error of the spreadsheet"),
        ("findings", "Number,How we know", "F,#NAME?", "How we know", "“#NAME?” is an error of the spr"),
        ("findings", "Number,Periods", "F,########", "Periods", "“########” is an error of the spreadsheet"),
        ("findings", "Number,Other themes", f"F,{NO_RESULT}", "Other themes", "There is a formula here"),
        ("findings", "Number,Wording", "F,Err:502", "Wording", "“Err:502” is an error of the spreadsheet"),
        ("findings", "Number,Wording", "F,The childâ€™s view.", "Wording", "“The childâ€™s view.” has signs"),
        (
            "findings",
            "Number,Wording",
            "F,Told\x1b twice.",
            "Wording",
            "There is a control character behind “Told”",
        ),
        (
            "findings",
            "Number,How we know",
            "F,\x1fRead.",
            "How we know",
            "There is a control character at the be",
        ),
        (
            "reviews",
            "Slug,Title",
            "a-review,One t\x0bwo",
            "Title",
            "There is a control character behind “One t”",
        ),
        ("findings", "Number,Wording,Review", ",A new one.,#REF!", "Review", "“#REF!” is an error of the"),
        ("reviews", "Slug,Title", "#VALUE!,a", "Slug", "“#VALUE!” is an error of the spreadsheet"),
        ("reviews", "Slug,ISBN", "a-review,9.78178E+12", "ISBN", "“9.78178E+12” is what a spreadsheet"),
        ("reviews", "Slug,ISBN", "a-review,9781780000000", "ISBN", "“9781780000000” is no ISBN: it has"),
        ("reviews", "Slug,ISBN", "a-review,117037357", "ISBN", "“117037357” is no ISBN: it has 10 or 13"),
        ("reviews", "Slug,Report number", "a-review,5E+21", "Report number", "“5E+21” is what a spreadsheet"),
        ("reviews", "Slug,Report number", "a-review,14-Dec", "Report number", "“14-Dec” may be a date"),
        ("reviews", "Slug,Volume", "a-review,01/12/2014", "Volume", "“01/12/2014” may be a date"),
        (
            "reviews",
            "Slug,Published",
            "a-review,01/04/2009",
            "Published",
            "“01/04/2009” can be read in two ways",
        ),
        ("citations", "Id,Pages", "C,41984", "Pages", "“41984” may be a date that a spreadsheet"),
        ("citations", "Id,Pages", "C,Dec-14", "Pages", "“Dec-14” may be a date that a spreadsheet"),
        ("citations", "Id,Pages", "C,2014-12-01", "Pages", "“2014-12-01” may be a date that a spreadsheet"),
        ("citations", "Id,As given", "C,Dec-14", "As given", "“Dec-14” may be a date that a spreadsheet"),
    ],
)
def test_cell_that_a_program_spoiled_is_named_and_changes_nothing(
    curator, sheet, headings, row, column, said
):
    make_review("a-review")
    finding = make_finding("Public.", state="draft", source_note="Read.")
    keys = {"F,": f"{finding.code},", "C,": f"{make_citation(finding).pk},"}

    given = upload(sheet_of(headings, keys.get(row[:2], row[:2]) + row[2:]), curator, sheet)

    assert [(problem[1], problem[3][: len(said)]) for problem in list_mistakes(given)] == [(column, said)]


@pytest.mark.parametrize(
    ("shown", "meant", "precision"),
    [
        ("Jan-08", date(2008, 1, 1), "month"),
        ("sep 1999", date(1999, 9, 1), "month"),
        ("31/03/2011", date(2011, 3, 31), "day"),
        ("3/31/2011", date(2011, 3, 31), "day"),
        ("05.05.2011 00:00", date(2011, 5, 5), "day"),
    ],
)
def test_dates_as_programs_show_them_are_taken(curator, shown, meant, precision):
    review = make_review("a-review")
    given = upload(sheet_of("Slug,Published", f"a-review,{shown}"), curator, "reviews")

    assert import_sheet(upload=given, by=curator), list_mistakes(given)
    review.refresh_from_db()
    assert (review.published, review.published_precision) == (meant, precision)


@pytest.mark.parametrize(
    "isbn", ["978 1 84775 096 9", "0-9752298-0-X", "978-1-84775-474-5", "None. See note."]
)
def test_isbn_as_printed_is_taken(curator, isbn):
    review = make_review("a-review")
    given = upload(sheet_of("Slug,ISBN", f"a-review,{isbn}"), curator, "reviews")

    assert import_sheet(upload=given, by=curator), list_mistakes(given)
    review.refresh_from_db()
    assert review.isbn == isbn


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
    assert [problem[3] for given in (no_period, no_pages, no_source) for problem in list_mistakes(given)] == [
        said.format(
            finding.code, "It has no period, and its wording does not say which years its reviews are of."
        ),
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

    assert import_sheet(upload=given, by=curator), list_mistakes(given)

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

    assert import_sheet(upload=themes, by=curator), list_mistakes(themes)
    assert import_sheet(upload=reviews, by=curator), list_mistakes(reviews)

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
    assert list_mistakes(again) == [
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

    assert [problem[3] for problem in list_mistakes(changed)] == [
        f"Readers see {public.code}, so only somebody who may publish can change this."
    ]
    assert [problem[3] for problem in list_mistakes(added)] == [
        "You may not add a finding. Ask an administrator."
    ]


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

    assert [(row, said) for row, _, _, said in list_mistakes(findings)] == [
        (2, "A published finding needs its wording, and how we know it.")
    ]
    assert [(row, said) for row, _, _, said in list_mistakes(reviews)] == [
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
    CatalogueEntry.objects.rebuild(Finding.objects.all())
    assert kept == dict(CatalogueEntry.objects.values_list("finding", "options"))
    assert FacetNumber.THEME.encode(theme.pk) in kept[changed.pk]


@pytest.mark.parametrize("rows", [1, 12])
def test_looking_at_a_sheet_asks_no_more_for_more_rows(curator, django_assert_num_queries, rows):
    theme, period = make_theme("Neglect"), make_period()
    findings = [make_finding(state="draft", themes=(theme,), periods=(period,)) for _ in range(rows)]
    content = sheet_of(
        "Number,Wording,Review,Primary theme",
        *(f"{one.code},Other words for {one.code}.,{one.review.slug},neglect" for one in findings),
    )

    with django_assert_num_queries(19):
        upload(content, curator)

    assert FindingTheme.objects.count() == rows


def test_pages_of_words_quoted_for_a_finding_without_the_list_are_changed_by_who_may_publish(client):
    """A finding can quote from a list that is not, or no longer, given for it; other pages make its words unchecked."""
    user = somebody(client, "change_citation", "change_finding")
    public = make_finding("Public.", themes=(make_theme(),), periods=(make_period(),))
    draft = make_finding(state="draft")
    citation = make_citation(draft)
    Quotation.objects.create(
        finding=public, citation=citation, words="words", outcome="exact", checked_at=timezone.now()
    )

    changed = upload(sheet_of("Id,Pages", f"{citation.pk},p. 9"), user, "citations")

    assert [problem[3] for problem in list_mistakes(changed)] == [
        f"Readers see {public.code}, so only somebody who may publish can change this."
    ]
