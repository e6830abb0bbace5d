"""Searches that are nothing but a reference."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import make_citation, make_finding, make_review
from themes.findings.publishing import withdraw_finding
from themes.models import Finding
from themes.search.references import MOST_TARGETS, reference

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "typed", ["F{n}", "f {n}", "finding {n}", "Finding F{n}.", "finding no. {n}", "f-00{n}"]
)
def test_a_finding(typed):
    finding = make_finding()

    meant = reference(typed.format(n=finding.number))

    assert (meant.kind, meant.found) == ("finding", True)
    assert meant.targets == ((f"Finding {finding.code}", finding.get_absolute_url()),)


def test_a_withdrawn_finding_is_found_and_a_draft_is_not():
    finding = make_finding()
    withdraw_finding(finding=finding, why="A mistake.")
    draft = make_finding(state="draft")

    assert reference(finding.code).meaning == f"finding {finding.code}, withdrawn"
    assert not reference(draft.code).found
    assert not reference("F" + "9" * 200).found
    assert reference("F999999999").meaning == "finding F999999999"


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

    assert reference(typed).targets == ((review.short_title, review.get_absolute_url()),)


def test_pages_that_published_findings_cite():
    review, other = make_review(published="2015-01-01"), make_review(published="2016-01-01")
    make_citation(make_finding(review=review), pages=("11", "179"))
    make_citation(make_finding(review=other), pages=("178-180", "iv"))
    make_citation(make_finding(state="draft"), pages=("179",))

    assert [url for _, url in reference("p. 179").targets] == [review.page_url("179"), other.page_url("179")]
    assert [text for text, _ in reference("pg 11 & 180").targets] == [
        f"Page 11 of {review.short_title}",
        f"Page 180 of {other.short_title}",
    ]
    assert [url for _, url in reference("page iv").targets] == [other.page_url("iv")]
    assert reference("pages 12 and 13").meaning == "pages 12 and 13"
    assert not reference("pages 12 and 13").found
    assert len(reference("pages 1-900").targets) == 5


def test_pages_are_at_most_ten():
    make_citation(make_finding(), pages=("1-40",))

    assert len(reference("pages 1-900").targets) == MOST_TARGETS


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

    assert reference(typed) is None


class AnyText(TestCase):
    @given(st.text(max_size=60) | st.from_regex(r"(pp?|page|F|RR)\.? ?[0-9ivx&/,\- ]{0,30}", fullmatch=True))
    def test_never_raises(self, text):
        reference(text)


@pytest.mark.parametrize("typed", ["F1", "RR226", "p. 179", "neglect"])
def test_one_query_at_most(typed, django_assert_max_num_queries):
    Finding.objects.count()
    with django_assert_max_num_queries(1):
        reference(typed)
