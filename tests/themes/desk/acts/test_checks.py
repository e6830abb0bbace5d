"""Acts on what the check found."""

from __future__ import annotations

import pytest

from reviews.history.tracking import get_events
from tests.themes.desk.cases import LOST, PILOT, act_on, checked, make_document, make_quotation
from themes.desk.deciding import RefusedError
from themes.enums import Outcome
from themes.models import Quotation
from themes.quotations.verifying import verify

pytestmark = pytest.mark.django_db


def test_acceptance_keeps_its_reason_and_who_gave_it_and_can_be_taken_back(review, document, publisher):
    quotation = checked(make_quotation(LOST, "3", review=review))

    act_on("overrule", quotation, publisher, reason="Seen on paper.")

    kept = (quotation.outcome, quotation.overruled_because, quotation.overruled_by)
    assert kept == (Outcome.OVERRULED, "Seen on paper.", publisher)
    assert verify().changed == 0

    act_on("stop_overruling", quotation, publisher)

    kept = (quotation.outcome, quotation.overruled_because, quotation.overruled_by)
    assert kept == (Outcome.NOT_FOUND, "", None)


def test_found_words_have_nothing_to_overrule(review, document, publisher):
    quotation = checked(make_quotation(PILOT, "1", review=review))

    with pytest.raises(RefusedError, match="nothing to overrule"):
        act_on("overrule", quotation, publisher, reason="Seen.")


def test_quotation_is_looked_for_again(review, publisher):
    quotation = checked(make_quotation(PILOT, "1", review=review))
    assert quotation.outcome == Outcome.UNAVAILABLE
    make_document(review)

    act_on("check_again", quotation, publisher)

    assert quotation.outcome == Outcome.EXACT
    event = get_events(Quotation).order_by("pgh_id").last()
    assert event.pgh_context.metadata["act"] == "check_again"


def test_words_that_a_machine_found_are_settled_by_a_persons_look_and_stay_so(review, document, publisher):
    document.pages.update(is_picture=True, is_machine_read=True)
    quotation = checked(make_quotation(PILOT, "1", review=review))
    assert quotation.full_outcome == Outcome.BY_MACHINE

    act_on("seen_on_picture", quotation, publisher)

    kept = (quotation.outcome, quotation.overruled_because, quotation.overruled_by)
    because = "the words were compared with the picture of page 1"
    assert kept == (Outcome.OVERRULED, because, publisher)
    document.pages.update(text="What a machine reads another time.")
    assert verify().changed == 0


def test_there_is_no_look_at_words_that_no_machine_found(review, document, publisher):
    quotation = checked(make_quotation(PILOT, "1", review=review))

    with pytest.raises(RefusedError, match="not found by machine"):
        act_on("seen_on_picture", quotation, publisher)
