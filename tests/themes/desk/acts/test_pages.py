"""Acts on the pages that are given for quoted words."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.factories import make_citation
from tests.themes.desk.cases import (
    LANTERN,
    LOST,
    PILOT,
    ROPES,
    act_on,
    checked,
    lists_of,
    make_document,
    make_quotation,
    share,
)
from themes.citations.locators import parse
from themes.desk.acts import ACTS, ActInput
from themes.desk.deciding import RefusedError, decide_for_several, preview_act
from themes.enums import Outcome
from themes.models import Citation
from themes.quotations.shared_lists import find_offers
from themes.quotations.verifying import verify

pytestmark = pytest.mark.django_db


def test_quotation_moves_to_the_page_it_was_found_on(review, document, publisher):
    quotation = checked(make_quotation(LANTERN, "1", review=review, source="A journal"))
    citation = quotation.citation

    act_on("move", quotation, publisher)

    assert quotation.citation == citation
    assert (quotation.outcome, quotation.found_on) == (Outcome.EXACT, "2")
    # The source gave another page: it is not said to have given this one.
    assert lists_of(quotation.finding) == [("2", "page_read", "", [("2", "2", "evidence")], 1)]
    citation.refresh_from_db()
    assert citation.note == "Instead of “1”, given by A journal, where its quoted words were not found."
    assert verify().changed == 0


def test_quotation_that_was_decided_keeps_its_date(review, document, publisher):
    quotation = checked(make_quotation(LANTERN, "1", review=review))
    started = timezone.now()

    act_on("move", quotation, publisher)

    assert quotation.checked_at is not None
    assert quotation.checked_at >= started


def test_move_from_a_shared_list_moves_one_finding_only(review, document, publisher):
    stays, goes = share(PILOT, LANTERN, pages=("1", "3"), review=review)
    checked(goes)
    before = lists_of(stays.finding)

    act_on("move", goes, publisher)

    assert lists_of(goes.finding) == [("2", "page_read", "", [("2", "2", "evidence")], 1)]
    assert lists_of(stays.finding) == [(*before[0][:4], 1)]
    stays.refresh_from_db()
    assert (stays.citation.as_given, stays.outcome) == ("1 & 3", Outcome.EXACT)


def test_list_stays_for_other_words_that_the_finding_quotes_from_it(review, document, publisher):
    quotation = make_quotation(LANTERN, "1", review=review)
    other = quotation.finding.quotations.create(words=PILOT, citation=quotation.citation)
    checked(quotation)

    act_on("move", quotation, publisher)

    other.refresh_from_db()
    assert [(each[0], each[3]) for each in lists_of(quotation.finding)] == [
        ("1", [("1", "1", "not_stated")]),
        ("2", [("2", "2", "evidence")]),
    ]
    assert (other.citation.as_given, quotation.citation.as_given) == ("1", "2")


def test_page_without_a_printed_number_is_no_page_to_move_to(review, publisher):
    make_document(review, {"": LANTERN})
    quotation = checked(make_quotation(LANTERN, "1", review=review))

    with pytest.raises(RefusedError, match="were not found on another page"):
        act_on("move", quotation, publisher)


@pytest.mark.parametrize(
    ("was_read", "wanted"),
    [
        (True, ("pp. 2, 3", "page_read", "")),
        (False, ("pp. 2, 3", "secondary_source", "A journal")),
    ],
)
def test_other_pages_are_given(review, document, publisher, was_read, wanted):
    quotation = checked(make_quotation(LANTERN, "1", review=review, source="A journal"))

    act_on("set_pages", quotation, publisher, pages=parse("pp. 2, 3"), as_given="pp. 2, 3", was_read=was_read)

    assert quotation.outcome == Outcome.EXACT
    pages = [("2", "2", "not_stated"), ("3", "3", "not_stated")]
    assert lists_of(quotation.finding) == [(*wanted, pages, 1)]


def test_quotation_without_a_list_gets_one(review, document, publisher):
    quotation = checked(make_quotation(ROPES, review=review))

    act_on("set_pages", quotation, publisher, pages=parse("3"), as_given="3", was_read=True)

    assert quotation.outcome == Outcome.EXACT
    assert lists_of(quotation.finding) == [("3", "page_read", "", [("3", "3", "evidence")], 1)]


def test_quotation_without_a_list_is_put_on_one_of_its_finding(review, document, publisher):
    quotation = make_quotation(ROPES, review=review)
    citation = make_citation(quotation.finding, pages=("3",))

    act_on("set_pages", quotation, publisher, citation=citation.pk)

    assert (quotation.citation, quotation.outcome) == (citation, Outcome.EXACT)


def test_shared_list_is_split_for_one_finding(review, document, publisher):
    stays, goes = share(PILOT, LANTERN, pages=("1", "2"), review=review)
    shared = checked(goes).citation

    act_on("split_list", goes, publisher)

    assert lists_of(goes.finding) == [("1 & 2", "secondary_source", "A journal", [("2", "2", "evidence")], 1)]
    codes = f"{stays.finding.code} and {goes.finding.code}"
    assert goes.citation.note == f"Split from the list “1 & 2”, given for {codes} together."
    pages = [("1", "1", "not_stated"), ("2", "2", "not_stated")]
    assert lists_of(stays.finding) == [("1 & 2", "secondary_source", "A journal", pages, 1)]
    assert stays.citation == shared
    assert verify().changed == 0


def test_run_of_pages_stays_whole_when_a_list_is_split(review, document, publisher):
    _, goes = share(PILOT, LANTERN, pages=("iv", "1-2"), review=review)
    checked(goes)

    act_on("split_list", goes, publisher)

    assert lists_of(goes.finding)[0][3] == [("1", "2", "evidence")]


def test_whole_list_is_split_at_once_and_none_is_left_over(review, document, publisher):
    quotations = share(PILOT, LANTERN, ROPES, pages=("1", "2", "3"), review=review)
    checked(quotations[0])
    pks = [one.pk for one in quotations]
    act, act_input = ACTS["split_list"], ActInput(by=publisher)

    digest = preview_act(act, pks, by=publisher, act_input=act_input).digest
    decide_for_several(act, pks, by=publisher, act_input=act_input, digest=digest)

    assert [lists_of(one.finding)[0][3] for one in quotations] == [
        [("1", "1", "evidence")],
        [("2", "2", "evidence")],
        [("3", "3", "evidence")],
    ]
    assert Citation.objects.count() == 3
    assert not Citation.objects.filter(findings=None).exists()


def test_list_is_not_split_while_other_words_of_the_finding_are_not_placed(review, document, publisher):
    _, goes = share(PILOT, LANTERN, pages=("1", "2"), review=review)
    goes.finding.quotations.create(words=LOST, citation=goes.citation)
    checked(goes)

    with pytest.raises(RefusedError, match="is not known from its words"):
        act_on("split_list", goes, publisher)


def test_offers_name_the_findings_whose_words_place_them(review, document):
    _, second = share(LOST, LANTERN, pages=("1", "2"), review=review)
    checked(second)

    said = [str(offer) for offer in find_offers(Citation.objects.filter(quotations=second))]

    code = second.finding.code
    assert said == [f"{code} is on 2, one of pages 1 and 2 given for 2 findings together: split the list?"]
