"""Acts on the quoted words."""

from __future__ import annotations

import pytest

from reviews.history.acts import ACTS as IN_WORDS
from reviews.history.tracking import get_events
from tests.themes.desk.cases import LOST, NEARLY, ROPES, act_on, checked, make_quotation
from themes.desk.acts import ACTS
from themes.enums import Outcome
from themes.models import Quotation

pytestmark = pytest.mark.django_db


def test_wording_of_the_report_is_taken_and_then_found(review, document, publisher):
    quotation = checked(make_quotation(NEARLY, "1", review=review))
    assert quotation.outcome == Outcome.NEAR

    act_on("take_wording", quotation, publisher)

    assert quotation.outcome == Outcome.EXACT
    assert quotation.words in "The pilot was not told that the slipway had been closed in 1987."


def test_words_are_changed_and_looked_for(review, document, publisher):
    quotation = checked(make_quotation(LOST, "3", review=review))

    act_on("reword", quotation, publisher, words=ROPES)

    assert (quotation.words, quotation.outcome, quotation.found_on) == (ROPES, Outcome.EXACT, "3")


def test_words_of_our_own_are_taken_out_and_history_keeps_them(review, document, publisher):
    quotation = checked(make_quotation(LOST, "3", review=review))

    result = act_on("our_own_words", quotation, publisher, why="Nobody said so.")

    assert not Quotation.objects.exists()
    assert [change.after for change in result.changes] == [None]
    assert quotation.finding.citations.count() == 1
    event = get_events(Quotation).order_by("pgh_id").last()
    said = event.pgh_context.metadata
    assert (event.words, event.pgh_label) == (LOST, "delete")
    assert (said["act"], said["why"]) == ("our_own_words", "Nobody said so.")


def test_history_calls_every_act_by_a_sentence():
    assert set(ACTS) <= set(IN_WORDS)
