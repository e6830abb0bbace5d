"""Sheets in somebody's own columns and words: what is proposed, asked, taken and remembered."""

import io

import openpyxl
import pytest

from tests.factories import make_period, make_review, make_theme
from tests.themes.importers.spreadsheets.uploads import list_mistakes, sheet_of, upload
from themes.admin.sheet_questions import list_column_choices
from themes.importers.spreadsheets.own_columns.cell_texts import (
    is_spoilt_pages,
    read_pages,
    read_quotations,
    restore_pages,
    split_own,
    split_reference,
)
from themes.importers.spreadsheets.own_columns.columns import OwnColumn, find_headings, propose_columns
from themes.importers.spreadsheets.own_columns.likeness import make_key, measure
from themes.importers.spreadsheets.own_columns.questions import group_mistakes
from themes.importers.spreadsheets.own_columns.translating import AS_ABOVE, DROP_ROWS
from themes.importers.spreadsheets.own_columns.vocabularies import NEAR, read_years
from themes.importers.spreadsheets.reading import SheetError, read_table
from themes.importers.spreadsheets.sheets import SHEETS
from themes.importers.spreadsheets.uploads import answer_questions, import_sheet, inquire, move_headings
from themes.models import Citation, Finding, Quotation, SheetWord

pytestmark = pytest.mark.django_db


@pytest.fixture
def review():
    make_theme("Sharing information")
    make_theme("Neglect")
    return make_review(
        "harm-2016", title="Pathways to harm", short_title="Pathways to harm", period=make_period()
    )


TITLES = ["What Jo learned in May", ""]
HEADINGS = "Ref;What we learned;Topic;Report;Page(s);Exact quote?;Checked?"
LESSONS = [
    'JO-1;Nobody asked about the father at all.;Info sharing;Pathways;"pp 4, 12";“nobody asked”;Y',
    "JO-2;The case was closed when the parent stopped answering.;Neglect;Pathways;7-9;;?",
    ";;;;;;",
    "JO-3;Records came late and nobody chased them.;Info sharing;Pathways;;;Y",
    "Total;3;;;;;",
]


def give(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def list_proposed(given) -> dict[str, str]:
    columns = given.answers["columns"]
    return {heading: columns[str(place)] for place, heading in enumerate(given.headings)}


def answer(given, by, **answers) -> list:
    """Confirm what is proposed, and answer besides; by the word that is asked about."""
    inquiry = inquire(given)
    words = {(one.subject, one.given): one.proposed for one in inquiry.questions}
    words |= {
        (one.subject, one.given): answers[one.given] for one in inquiry.questions if one.given in answers
    }
    words = {key: meaning for key, meaning in words.items() if meaning}
    more = answer_questions(upload=given, by=by, columns=inquiry.answers.columns, words=words)
    given.refresh_from_db()
    return more


def test_a_page_that_is_named_twice_is_one_page(curator, review):
    twice = LESSONS[0].replace("pp 4, 12", "12; 12")
    given = upload(give(*TITLES, HEADINGS, twice, *LESSONS[1:]), curator)

    assert answer(given, curator) == []
    assert import_sheet(upload=given, by=curator)

    first = Finding.objects.get(text__startswith="Nobody asked")
    assert [str(page) for page in first.citations.get().pages.all()] == ["page 12"]


@pytest.mark.parametrize("sheet", SHEETS.values())
def test_no_column_is_proposed_that_cannot_be_chosen(sheet):
    offered = {name for group in list_column_choices(sheet) for name in list_names_of(group)}
    headings = [
        *sheet.get_known_headings().values(),
        "Quotations",
        "Quotes",
        "State",
        "Status",
        "Wording checked",
    ]

    for heading in headings:
        column = OwnColumn(0, heading, ["some words of theirs"])
        assert {*propose_columns(sheet, [column], {}, {}).values()} <= offered


def list_names_of(group) -> list[str]:
    name, label = group
    return [name for name, _ in label] if isinstance(label, list) else [name]


def test_a_heading_of_signs_alone_is_remembered_too(curator):
    column = OwnColumn(0, "#", ["JO-1"])

    assert propose_columns(SHEETS["findings"], [column], {}, {make_key("#"): "source_note"}) == {
        0: "source_note"
    }


def test_own_columns_are_proposed_asked_once_and_remembered(curator, review):
    given = upload(give(*TITLES, HEADINGS, *LESSONS), curator)

    assert list_proposed(given) == {
        "Ref": "", "What we learned": "text", "Topic": "primary_theme", "Report": "review", "Page(s)": "pages",
        "Exact quote?": "quotation", "Checked?": "",
    }  # fmt: skip
    assert given.shown == {}
    with pytest.raises(SheetError, match="Say what its columns are first"):
        import_sheet(upload=given, by=curator)
    asked = [(one.sentence, one.proposed) for one in inquire(given).questions]
    assert asked == [
        ("3 rows name a report that we do not know: “Pathways”.", "harm-2016"),
        ("2 rows name a theme that we do not have: “Info sharing”.", "sharing-information"),
    ]
    assert answer(given, curator) == []
    assert given.shown["tally"] == {"new": 3, "changed": 0, "unchanged": 0, "wrong": 0}
    assert given.shown["left_out"] == [[8, "It is too short to be a lesson: “Total 3”"]]
    assert import_sheet(upload=given, by=curator)

    first = Finding.objects.get(text__startswith="Nobody asked")
    citation = first.citations.get()
    assert (first.state, first.review, first.themes.get().slug) == ("draft", review, "sharing-information")
    assert (citation.as_given, citation.basis, citation.given_by) == (
        "pp 4, 12", "secondary_source", "a colleague’s notes",
    )  # fmt: skip
    assert [str(page) for page in citation.pages.all()] == ["page 4", "page 12"]
    quotation = first.quotations.get()
    assert (quotation.words, quotation.outcome, quotation.citation) == (
        "nobody asked",
        "not_checked",
        citation,
    )
    assert (Citation.objects.count(), Quotation.objects.count()) == (2, 1)

    later = upload(give(HEADINGS, "JO-4;A new lesson about the nurse.;Info sharing;Pathways;3;;Y"), curator)
    assert later.shown["tally"]["new"] == 1
    assert (later.answers or {})["remembered"]
    SheetWord.objects.filter(shown="Topic").delete()
    assert upload(give(HEADINGS, "JO-5;Another lesson about a nurse.;;Pathways;3;;Y"), curator).shown == {}


def test_sheet_uploaded_again_has_one_mistake_for_all_its_rows(curator, review):
    given = upload(give(HEADINGS, *LESSONS), curator)
    answer(given, curator)
    import_sheet(upload=given, by=curator)

    again = upload(give(HEADINGS, *LESSONS, "JO-4;A lesson that is new in it.;Neglect;Pathways;;;"), curator)

    (group,) = group_mistakes(again.shown["rows"])
    assert (group.message, group.rows) == (
        "The collection has these already: the same wording from the same report.", [2, 3, 5],
    )  # fmt: skip
    answer_questions(upload=again, by=curator, left_out=group.rows)
    again.refresh_from_db()
    assert again.shown["tally"] == {"new": 1, "changed": 0, "unchanged": 0, "wrong": 0}
    assert import_sheet(upload=again, by=curator)


def test_word_without_answer_stays_a_mistake_and_one_answer_holds_for_all_rows(curator, review):
    given = upload(
        sheet_of("Wording,Review", "One lesson.,Nowhere 1999", "Another lesson.,Nowhere 1999"), curator
    )

    assert [mistake[0] for mistake in list_mistakes(given)] == [2, 3]
    (question,) = inquire(given).questions
    assert question.sentence == "2 rows name a report that we do not know: “Nowhere 1999”."
    assert group_mistakes(given.shown["rows"], [question]) == []
    answer_questions(upload=given, by=curator, words={("review", "Nowhere 1999"): "harm-2016"})
    given.refresh_from_db()
    assert given.shown["tally"]["new"] == 2


def test_rows_can_be_left_out_and_reports_be_those_above(curator, review):
    rows = [
        "A first lesson here.;Pathways to harm;Neglect",
        "A second lesson here.;;Neglect",
        "A third one here.;Other;Neglect",
    ]
    given = upload(give("Lesson;Report;Topic", *rows), curator)

    answer(given, curator, **{"": AS_ABOVE, "Other": DROP_ROWS})

    assert [row["number"] for row in given.shown["rows"]] == [2, 3]
    assert given.shown["tally"]["wrong"] == 0
    assert given.shown["left_out"] == [[4, "You left these rows out."]]
    assert SheetWord.objects.exclude(subject="heading").count() == 0  # it holds for this sheet alone


def test_sheet_that_names_no_report_asks_for_the_one(curator, review):
    given = upload(
        give("Lesson;Topic", "A first lesson here.;Neglect", "A second lesson here.;Neglect"), curator
    )

    (question,) = inquire(given).questions
    assert question.sentence == "2 rows do not say which report they are from."
    answer(given, curator, **{"": "harm-2016"})
    assert given.shown["tally"]["new"] == 2


def test_cells_merged_downwards_stand_in_each_row(curator, review):
    book = openpyxl.Workbook()
    for row in (
        ["Our log"],
        ["Report", "Lesson"],
        ["Pathways to harm", "One lesson here."],
        [None, "And another one."],
    ):
        book.active.append(row)
    book.active.merge_cells("A1:B1")
    book.active.merge_cells("A3:A4")
    file = io.BytesIO()
    book.save(file)

    table = read_table(file.getvalue(), find_headings(SHEETS["findings"]))

    assert table.headings == ["Report", "Lesson"]
    assert table.rows == [
        (3, ["Pathways to harm", "One lesson here."]),
        (4, ["Pathways to harm", "And another one."]),
    ]


def test_headings_can_be_in_another_row(curator, review):
    given = upload(
        give("Topic;Report;Lesson", "a;b;c", "Neglect;Pathways to harm;A lesson of some words."), curator
    )

    move_headings(upload=given, row=2, by=curator)

    given.refresh_from_db()
    assert given.headings == ["a", "b", "c"]
    with pytest.raises(SheetError, match="no such row"):
        move_headings(upload=given, row=3, by=curator)


def test_numbers_of_their_own_never_change_our_findings(curator, review):
    given = upload(
        give("Number;Lesson learned;Source", "1;A lesson of some words.;Pathways to harm"), curator
    )

    assert list_proposed(given)["Number"] == ""


@pytest.mark.parametrize(
    "lines",
    [
        ["Page;Text", "1;a"],
        ["My title, with, commas", "Lesson;Page", "One, two, three;1", "Four;2", "Five, six;3"],
    ],
)
def test_sign_between_cells_is_told_from_all_lines(lines):
    assert all(len(cells) == 2 for _, cells in read_table(give(*lines)).above)


@pytest.mark.parametrize(
    ("given", "name", "alike"),
    [
        ("Info sharing", "Sharing information", True),
        ("Fathers / men", "Fathers and other men in the family", True),
        ("Supervision", "Workload, supervision and leadership", True),
        ("Domestic violence", "Domestic abuse", False),
        ("Colour", "Closing cases", False),
        ("Pathways 2016", "Complexity and challenge 2020", False),
    ],
)
def test_names_are_alike_by_their_words(given, name, alike):
    assert (measure(given, name) >= NEAR) is alike


@pytest.mark.parametrize(
    ("text", "pages"),
    [
        ("2026-04-02", "2-4"), ("2026-12-14 00:00:00", "12-14"), ("02. Apr", "2-4"), ("Dec-14", "12-14"),
        ("04/02/2026", "2-4"), ("14.12.26", "12-14"), ("2014-12-01", None), ("01/04/2026", None), ("4-Apr", None),
        ("p. 4", None),
    ],
)  # fmt: skip
def test_pages_are_restored_where_only_one_list_can_have_been_typed(text, pages):
    assert restore_pages(text) == pages
    assert is_spoilt_pages(text) is (text != "p. 4")


def test_what_people_write_in_cells_is_taken_apart():
    assert split_reference("Pathways 2016, pp. 4–6") == ("Pathways 2016", "pp. 4–6")
    assert split_reference("Brandon et al. (2009: S. 12)") == ("Brandon et al. (2009", "p. 12")
    assert split_reference("Pathways 2016") == ("Pathways 2016", "")
    assert read_pages("S. 12f.") == "p. 12-13"
    assert read_quotations("“one” / “two”") == ["one", "two"]
    assert read_quotations("they said “one” twice") == ["they said “one” twice"]
    known = {"health", "police", "fathers / men"}
    assert split_own("health & police", known.__contains__) == ["health", "police"]
    assert split_own("fathers / men; health", known.__contains__) == ["fathers / men", "health"]
    assert split_own("fathers / boys", known.__contains__) == ["fathers / boys"]
    assert [read_years(text) for text in ("2012-14", "SCRs 2012 to 2014", "2013", "14 of 2013 cases were")] == [
        (2012, 2014), (2012, 2014), (2013, 2013), None,
    ]  # fmt: skip
