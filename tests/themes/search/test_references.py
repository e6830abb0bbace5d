"""Searches that are nothing but a reference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import make_citation, make_finding, make_review
from themes.findings.publishing import withdraw_finding
from themes.models import Finding
from themes.search.references import MOST_TARGETS, read_reference

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed", ["F{n}", "f {n}", "finding {n}", "Finding F{n}.", "finding no. {n}", "f-00{n}"]
)
def test_a_finding(typed):
    finding = make_finding()

    meant = read_reference(typed.format(n=finding.number))

    assert (meant.kind, meant.found) == ("finding", True)
    assert meant.targets == ((f"Finding {finding.code}", finding.get_absolute_url()),)


def test_a_withdrawn_finding_is_found_and_a_draft_is_not():
    finding = make_finding()
    withdraw_finding(finding=finding, why="A mistake.")
    draft = make_finding(state="draft")

    assert read_reference(finding.code).meaning == f"finding {finding.code}, withdrawn"
    assert not read_reference(draft.code).found
    assert not read_reference("F" + "9" * 200).found
    assert read_reference("F999999999").meaning == "finding F999999999"


@pytest.mark.parametrize(
    "typed",
    [
        "DFE-RR226",
        "dfe rr226",
        "RR226",
        "rr 226",
        "978 1 84775 096 9",
        "9781847750969",
        "ISBN 978-1-84775-096-9",
    ],
)
def test_a_report_by_its_number(typed):
    make_review()
    review = make_review(report_number="DFE-RR226", isbn="978 1 84775 096 9")

    assert read_reference(typed).targets == ((review.short_title, review.get_absolute_url()),)


def test_pages_that_published_findings_cite():
    review, other = make_review(published="2015-01-01"), make_review(published="2016-01-01")
    make_citation(make_finding(review=review), pages=("11", "179"))
    make_citation(make_finding(review=other), pages=("178-180", "iv"))
    make_citation(make_finding(state="draft"), pages=("179",))

    assert [url for _, url in read_reference("p. 179").targets] == [
        review.page_url("179"),
        other.page_url("179"),
    ]
    assert [text for text, _ in read_reference("pg 11 & 180").targets] == [
        f"Page 11 of {review.short_title}",
        f"Page 180 of {other.short_title}",
    ]
    assert [url for _, url in read_reference("page iv").targets] == [other.page_url("iv")]
    assert read_reference("pages 12 and 13").meaning == "pages 12 and 13"
    assert not read_reference("pages 12 and 13").found
    assert len(read_reference("pages 1-900").targets) == 5


def test_pages_are_at_most_ten():
    make_citation(make_finding(), pages=("1-40",))

    assert len(read_reference("pages 1-900").targets) == MOST_TARGETS


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "179",
        "2011",
        "RR999",
        "page views",
        "p 12 neglect",
        "F119 neglect",
        "p 0",
        "16 year old",
        "f",
        "p" * 400,
    ],
)
def test_what_is_no_reference(typed):
    make_review(report_number="DFE-RR226")

    assert read_reference(typed) is None


class AnyText(TestCase):
    @given(st.text(max_size=60) | st.from_regex(r"(pp?|page|F|RR)\.? ?[0-9ivx&/,\- ]{0,30}", fullmatch=True))
    def test_never_raises(self, text):
        read_reference(text)


@pytest.mark.parametrize("typed", ["F1", "RR226", "p. 179", "neglect"])
def test_one_query_at_most(typed, django_assert_max_num_queries):
    Finding.objects.count()
    with django_assert_max_num_queries(1):
        read_reference(typed)


@pytest.fixture
def reports():
    """Four reports as people cite them, by short names."""
    made = {
        "neglect": make_review(
            short_title="Neglect and case reviews (2003 to 2011)",
            title="Neglect and Case Reviews. A report",
            publisher="University of East Anglia and NSPCC",
            published="2013-01-01",
            page_count=92,
        ),
        "new": make_review(
            short_title="New learning (2009 to 2011)",
            published="2012-07-01",
            incidents_from="2009-04-01",
            incidents_to="2011-03-31",
            incidents_precision="month",
            report_number="DFE-RR026",
            isbn="978 1 84775 474 5",
            page_count=150,
        ),
        "pathways": make_review(
            short_title="Pathways to harm, pathways to protection (2011 to 2014)",
            title="Pathways to harm, pathways to protection: a triennial analysis. Final report",
            published="2016-05-01",
            page_count=277,
        ),
        "fatal": make_review(short_title="Fatal neglect (2005 to 2009)", published="2013-03-01"),
    }
    for name, families in {
        "neglect": ["Brandon", "Bailey"],
        "new": ["Brandon", "Sidebotham"],
        "pathways": ["Sidebotham", "Brandon"],
        "fatal": ["Brandon"],
    }.items():
        for place, family in enumerate(families):
            made[name].authors.create(family=family, given="Alex", position=place)
    return made


@pytest.mark.parametrize(
    ("typed", "report", "page"),
    [
        ("Sidebotham 2016 page 242", "pathways", "242"),
        ("(Sidebotham et al., 2016, p. 242)", "pathways", "242"),
        ("Sidebotham and Brandon (2016: 242)", "pathways", "242"),
        ("Sidebotham2016 p242 of 277", "pathways", "242"),
        ("page 242 of Sidebotham 2016", "pathways", "242"),
        ("p. 242 in Sidebotham et al. 2016a", "pathways", "242"),
        ("Sidebotham, p. 242, 2016", "pathways", "242"),
        ("Pathways to harm p 179", "pathways", "179"),
        ("PATHWAYS TO HARM 179", "pathways", "179"),
        ("Path\u00adways to harm pg. 179ff", "pathways", "179"),
        ("Brandon 2016 p 9", "pathways", "9"),
        ("New learning, p. iv", "new", "iv"),
        ("Brandon et al 2012 p 14", "new", "14"),
        ("Brandon 2009–11, p 14", "new", "14"),
        ("DFE-RR026 p 14", "new", "14"),
        ("RR26, page no. 14", "new", "14"),
        ("DfE Research Report RR026 p. 14", "new", "14"),
        ("research report 26 p 14", "new", "14"),
        ("978-1-84775-474-5 p 14", "new", "14"),
        ("ISBN 1 84775 474 1, page 14", "new", "14"),
        ("Neglect and case reviews p 68", "neglect", "68"),
        ("p. 68 Neglect and case reviews", "neglect", "68"),
        ("page 242 pathways", "pathways", "242"),
        ("https://example.org/files/Analysis_of_SCRs_-__Pathways_to_harm.pdf p. 12", "pathways", "12"),
        ("https://example.org/reviews/pathways-to-harm-2016 page 12", "pathways", "12"),
        (
            "Brandon, A., Bailey, A. and others (2013) Neglect and Case Reviews. Leeds: NSPCC. p. 68",
            "neglect",
            "68",
        ),
    ],
)
def test_a_page_of_a_report(reports, typed, report, page):
    meant = read_reference(typed)

    assert [url for _, url in meant.targets] == [reports[report].page_url(page)]
    assert meant.leads_straight


def test_several_reports_that_could_be_meant_are_listed_with_what_each_page_holds(reports):
    make_citation(make_finding(review=reports["fatal"]), pages=("67-69",))

    meant = read_reference("Brandon 2013 p 68")

    assert meant.targets == (
        ("Page 68 of Fatal neglect (2005 to 2009): 1 finding", reports["fatal"].page_url("68")),
        (
            "Page 68 of Neglect and case reviews (2003 to 2011): 0 findings",
            reports["neglect"].page_url("68"),
        ),
    )
    assert len(read_reference("Brandon p 12").targets) == 3  # those by Brandon first of all


@pytest.mark.parametrize(
    ("typed", "report", "note"),
    [
        ("Sidebotham 2016 p 300", "pathways", "has 277 pages. It has no page 300."),
        ("RR26 pp. 151-152", "new", "has 150 pages. It has no pages 151 and 152."),
    ],
)
def test_which_report_has_no_such_page(reports, typed, report, note):
    meant = read_reference(typed)

    assert not meant.found
    assert meant.notes == (f"{reports[report].short_title} {note}",)
    assert meant.targets == ((reports[report].short_title, reports[report].get_absolute_url()),)


def test_references_in_one_search_are_each_found_or_told_of(reports):
    meant = read_reference("Brandon 2012: 37; Sidebotham et al., 2016, pp. 14 & 900; Munro 2011 p. 3")

    assert [url for _, url in meant.targets] == [
        reports["new"].page_url("37"),
        reports["pathways"].page_url("14"),
    ]
    assert meant.notes == (
        "Pathways to harm, pathways to protection (2011 to 2014) has 277 pages. It has no page 900.",
        "No report here fits “Munro 2011”.",
    )
    assert (meant.is_choice, read_reference("Munro 2011 p. 3; Lord 1999 p. 4").kind) == (False, "unknown")


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("Sidebotham et al. 2016, para 3.4", "para 3.4"),
        ("Pathways to harm chapter 3", "chapter 3"),
        ("Sidebotham 2016 ¶3.4", "¶3.4"),
    ],
)
def test_other_places_than_pages_lead_to_the_report(reports, typed, place):
    meant = read_reference(typed)

    assert [url for _, url in meant.targets] == [reports["pathways"].get_absolute_url()]
    assert meant.notes == (f"Findings here are cited by pages, so “{place}” cannot be looked up.",)


def test_isbn_that_none_of_ours_has_is_told_of(reports, client):
    assert read_reference("ISBN 978 0 00000 000 2").is_number
    page = client.get("/search/?q=ISBN 978 0 00000 000 2").content.decode()

    assert "No report here has the number “ISBN 978 0 00000 000 2”." in page
    assert "of any report" not in page


def test_many_pages_of_a_report_are_not_cut_in_silence(reports):
    meant = read_reference("Sidebotham 2016 pp. 11-60")

    assert len(meant.targets) == 10
    assert meant.notes == ("Only the first 10 of these pages are listed.",)


def test_another_year_is_not_passed_over(reports):
    meant = read_reference("Sidebotham 2017, p 12")

    assert not meant.leads_straight
    assert meant.notes == ("No report here fits “Sidebotham 2017” with that year. These come nearest.",)


@pytest.mark.parametrize(
    ("typed", "words", "is_number"),
    [
        ("Munro 2011, p. 20", "Munro 2011", False),
        ("page 20 of the Munro report", "the Munro report", False),
        ("RR 465 p 20", "RR 465", True),
        ("978 0 00000 000 2 p 20", "978 0 00000 000 2", True),
    ],
)
def test_pages_of_a_report_that_is_none_of_ours(reports, typed, words, is_number):
    meant = read_reference(typed)

    assert (meant.kind, meant.meaning, meant.words) == ("unknown", "page 20", words)
    assert (meant.targets, meant.is_number) == ((), is_number)


@pytest.mark.parametrize(
    ("typed", "report"), [("Brandon et al 2012", "new"), ("(Sidebotham, 2016)", "pathways")]
)
def test_a_report_without_a_page(reports, typed, report):
    assert [url for _, url in read_reference(typed).targets] == [reports[report].get_absolute_url()]


@pytest.mark.parametrize(
    "typed", ["neglect 16", "Brandon 2012 bruises", "pathways 2014", "Brandon is 14", "PC on a visit 2013"]
)
def test_words_and_numbers_are_no_reference(reports, typed):
    assert read_reference(typed) is None


def test_queries_of_a_reference_do_not_grow(reports, django_assert_max_num_queries):
    with django_assert_max_num_queries(2):
        read_reference("Brandon p 12")
