"""Reports that may be one."""

from __future__ import annotations

from datetime import date

import pytest

from reviews.duplicates import Clues, find_duplicates, read_by_doi, read_by_isbn
from reviews.models import Availability
from tests.factories import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def held():
    review = make_review(
        "held",
        title="Learning from reviews: an analysis 2011-2014",
        short_title="Learning 2011-14",
        publisher="Department for Education",
        journal="Child Abuse Review",
        isbn="978 1 84775 096 9",
        report_number="DFE-RR040",
        published=date(2016, 5, 1),
        published_precision="month",
    )
    Availability.objects.create(review=review, place="publisher", url="https://doi.org/10.1002/car.2190")
    return review


@pytest.mark.parametrize(
    ("clues", "why"),
    [
        (Clues(isbn="1-84775-096-6"), "the same ISBN"),
        (Clues(report_number="dfe rr 40"), "the same report number"),
        (Clues(doi="10.1002/car.2190"), "the same DOI"),
        (Clues(title="Learning from Reviews – an Analysis, 2011-2014", year=2015), "nearly the same title"),
        (Clues(title="Learning from reviews: an analysis 2014-2017", year=2016), ""),
        (Clues(title="Learning from reviews: an analysis 2011-2014", year=2020), ""),
        (Clues(isbn="978 1 84775 474 5", report_number="DFE-RR041", doi="10.1002/car.219"), ""),
        (Clues(), ""),
    ],
)
def test_report_is_known_again_by_number_or_title(held, clues, why):
    assert [(one.review, one.why) for one in find_duplicates(clues)] == ([(held, why)] if why else [])


def test_one_child_is_not_another_and_no_report_its_own_duplicate(held):
    make_review("child-a", title="Serious Case Review: Child B", short_title="Child B")

    assert find_duplicates(Clues(title="Serious Case Review: Child C")) == []
    assert find_duplicates(Clues(isbn=held.isbn), held.pk) == []


def test_numbers_of_reports_that_we_have_tell_publisher_and_journal(held):
    assert read_by_isbn("978 1 84775 474 5").publisher == "Department for Education"
    assert read_by_doi("10.1002/car.999").journal == "Child Abuse Review"
    assert read_by_doi("10.1002/cfs.999").journal == read_by_isbn("978 1 5286 3391 8").publisher == ""
