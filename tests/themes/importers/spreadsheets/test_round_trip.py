"""What is exported comes back as it was, and one changed cell is one planned change."""

import contextlib
import csv
import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
from django.contrib.auth import get_user_model
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from reviews.models import Author, Review
from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from themes.importers.spreadsheets.planning import make_plan
from themes.importers.spreadsheets.reading import SheetTable, read_table
from themes.importers.spreadsheets.sheets import SHEETS
from themes.importers.spreadsheets.text import escape_formula, join_items, split_items, unescape_formula
from themes.importers.spreadsheets.writing import describe_sheet, export_rows, write_csv, write_xlsx
from themes.models import AgeGroup, Agency, Citation, Finding, Harm, StartingPoint, Theme


def examples(count: int) -> settings:
    """Not made smaller when one fails: with a database that takes many minutes."""
    return settings(
        max_examples=count,
        deadline=None,
        phases=[Phase.explicit, Phase.reuse, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )


ORIGIN = "https://portal.example"
# Whatever a database of text may hold, and a good deal of what programs trip over.
NASTY = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\x00\ufffe\uffff"), max_size=30),
    st.lists(
        st.sampled_from(
            ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＠", "'", '"', ";", ",", "\\", " ", "a", "é", "|"]
        ),
        max_size=8,
    ).map("".join),
)


def file_of(sheet, kind: str) -> bytes:
    rows = export_rows(sheet, sheet.get_queryset(), ORIGIN)
    if kind == "csv":
        return "".join(write_csv(rows)).encode()
    return write_xlsx(
        rows, title=sheet.heading, about=describe_sheet(sheet, on="1 May 2016", origin=ORIGIN)
    ).read()


@given(NASTY)
def test_harmless_text_comes_back_and_starts_no_formula(text):
    written = escape_formula(text)

    assert unescape_formula(written) == text
    assert written.lstrip()[:1] not in set("=+-@＝＋－＠")
    assert written[:1] not in set("\t\r\n")


@given(st.lists(NASTY.filter(bool)), st.sampled_from(";,"))
def test_list_in_a_cell_comes_back(items, sign):
    assert split_items(join_items(items, sign), sign) == items


@contextlib.contextmanager
def apart():
    """What one example writes is gone before the next."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def make_rows(draw) -> None:
    """A small collection with these texts wherever text may stand."""
    period = make_period()
    agencies = [Agency.objects.get_or_create(slug=slug, name=slug)[0] for slug in ("health", "police")]
    age, _ = AgeGroup.objects.get_or_create(
        slug="babies", defaults={"name": "Babies", "from_age": 0, "to_age": 0}
    )
    harm, _ = Harm.objects.get_or_create(slug="neglect", name="Neglect")
    review = make_review(
        period=period,
        title=draw(NASTY),
        publisher=draw(NASTY)[:200],
        covers=draw(st.lists(NASTY, max_size=3)),
        case_count=draw(st.none() | st.integers(0, 99)),
        incidents_from=date(2011, 4, 1),
        incidents_to=date(2014, 3, 31),
        incidents_precision="month",
    )
    other = make_review(published=None, published_precision="")
    review.draws_on.add(other)
    for place, name in enumerate(draw(st.lists(NASTY.filter(str.strip), max_size=3))):
        Author.objects.create(review=review, family=name, given=draw(NASTY), position=place)
    words = st.lists(NASTY, max_size=3)
    themes = [
        make_theme(f"Theme {place}", summary=draw(NASTY), synonyms=draw(words), questions=draw(words))
        for place in range(3)
    ]
    themes[0].related.set(themes[1:])
    article = make_article(review)
    findings = [
        make_finding(
            draw(NASTY),
            themes=tuple(themes[: draw(st.integers(0, 3))]),
            periods=(period,),
            review=review,
            state="draft",
            article=article,
            source_note=draw(NASTY),
            composite=draw(st.booleans()),
        )
        for _ in range(3)
    ]
    findings[0].agencies.set(agencies)
    findings[0].ages.add(age)
    findings[0].harms.add(harm)
    findings[0].see_also.set(findings[1:])
    make_block(*findings[:2])
    for place, finding in enumerate(findings):
        StartingPoint.objects.create(theme=themes[0], finding=finding, position=place)
    make_citation(*findings, pages=("17-18", "iv"), as_given=draw(NASTY), note=draw(NASTY))
    several = make_citation(findings[0], pages=("3",), given_by="Somebody")
    several.pages.create(review=other, first_page="9", last_page="9", position=1, role="summary")
    make_citation(findings[1], pages=(), basis="contents_list")


@pytest.fixture
def curator(db):
    return get_user_model().objects.create_superuser("curator", password="long enough to pass")


@examples(15)
@given(st.data(), st.sampled_from(["csv", "xlsx"]))
def test_export_imported_again_changes_nothing(curator, data, kind):
    with apart():
        make_rows(data.draw)

        tallies = {
            name: make_plan(sheet=sheet, table=read_table(file_of(sheet, kind)), by=curator).tally
            for name, sheet in SHEETS.items()
        }

        assert tallies == {
            name: {"new": 0, "changed": 0, "unchanged": sheet.get_queryset().count(), "wrong": 0}
            for name, sheet in SHEETS.items()
        }


EDITS = {
    ("findings", "Wording"): ("Another wording.", "Another wording."),
    ("findings", "Kind"): ("statistic", "Statistic"),
    ("findings", "For every agency"): ("Yes", "yes"),
    ("findings", "Agencies"): ("Police", "police"),
    ("findings", "Periods"): ("", ""),
    ("findings", "Place in the block"): ("7", "7"),
    ("citations", "As given"): ("=1+1", "=1+1"),
    ("citations", "Pages"): ("p. 3", "p. 3"),
    ("themes", "Questions"): ("Why?; Who\\; when?", "Why?; Who\\; when?"),
    ("themes", "Start here"): ("", ""),
    ("reviews", "Published"): ("2016-05-24", "2016-05-24"),
    ("reviews", "Authors"): ("Brandon, Marian;  A Body", "Brandon, Marian; A Body"),
}


@examples(3)
@pytest.mark.parametrize(("name", "heading"), EDITS)
@given(st.data())
def test_one_edited_cell_is_exactly_the_change_planned(curator, name, heading, data):
    with apart():
        make_rows(data.draw)
        sheet = SHEETS[name]
        table = read_table(file_of(sheet, "csv"))
        place = table.headings.index(heading)
        written, meant = EDITS[name, heading]
        before = table.rows[0][1][place]
        rows = [
            (table.rows[0][0], [*table.rows[0][1][:place], written, *table.rows[0][1][place + 1 :]]),
            *table.rows[1:],
        ]

        plan = make_plan(sheet=sheet, table=SheetTable(table.headings, rows), by=curator)

        assert [
            (row.number, row.changes, row.problems) for row in plan.rows if row.status != "unchanged"
        ] == [(2, [(heading, before, meant)], [])]


@examples(10)
@given(st.data())
def test_another_reader_sees_text_and_no_formula(curator, data):
    with apart():
        make_rows(data.draw)
        sheet = SHEETS["findings"]

        book = openpyxl.load_workbook(io.BytesIO(file_of(sheet, "xlsx")))

        kinds = {
            cell.data_type
            for page in book.worksheets
            for row in page.iter_rows()
            for cell in row
            if cell.value
        }
        assert kinds == {"s"}
        assert [page.title for page in book.worksheets] == ["Findings", "About"]
        assert [cell.value for cell in book.worksheets[0][1]] == list(sheet.get_headings().values())
        assert not any(page._hyperlinks for page in book.worksheets)


def test_csv_is_as_excel_and_rfc_4180_want_it(curator):
    make_finding('She said "no",\nand left.', state="draft")

    content = file_of(SHEETS["findings"], "csv")

    assert content.startswith(b'\xef\xbb\xbf"Number","Address","Wording",')
    assert b'"She said ""no"",\nand left."' in content
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    assert {len(row) for row in rows} == {len(SHEETS["findings"].get_headings())}


def test_rows_carry_their_permalink_and_the_licence(curator):
    finding = make_finding(state="draft")

    table = read_table(file_of(SHEETS["findings"], "csv"))

    cells = dict(zip(table.headings, table.rows[0][1], strict=True))
    assert cells["Address"] == f"{ORIGIN}/findings/{finding.code}/"
    assert "MIT licence" in cells["Licence of this sheet"]
    assert Finding.objects.count() == Review.objects.count() == 1
    assert (Citation.objects.count(), Theme.objects.count()) == (0, 0)


def test_quotations_and_what_came_of_looking_are_in_the_sheet(curator):
    finding = make_finding(state="draft")
    citation = make_citation(finding, pages=("53",))
    found = {"outcome": "exact", "found_on": "53", "checked_at": datetime(2026, 3, 9, tzinfo=UTC)}
    finding.quotations.create(words="rust never sleeps; it waits", citation=citation, **found)
    finding.quotations.create(words="=1+1")

    table = read_table(file_of(SHEETS["findings"], "csv"))

    cells = dict(zip(table.headings, table.rows[0][1], strict=True))
    assert split_items(cells["Quotations"]) == ["rust never sleeps; it waits", "=1+1"]
    assert split_items(cells["What came of looking"]) == [
        "Wording checked: these words are on page 53. Checked 9 March 2026.",
        "Not checked yet.",
    ]


@pytest.mark.parametrize("rows", [1, 12])
def test_export_queries_do_not_grow(curator, django_assert_num_queries, rows):
    period, theme = make_period(), make_theme()
    for _ in range(rows):
        make_finding(state="draft", periods=(period,), themes=(theme,))

    # findings; their themes, periods, agencies, ages, harms, see also, quotations
    with django_assert_num_queries(8):
        lines = list(write_csv(export_rows(SHEETS["findings"], SHEETS["findings"].get_queryset(), ORIGIN)))

    assert len(lines) == rows + 1


def test_no_cell_can_be_split_where_the_semicolon_ends_one():
    assert list(write_csv([["a; =1+1", "b"]])) == ['\ufeff"a; =1+1","b"\r\n']
