"""Decisions about quotations: what each does, to whom it is refused, and that nothing is done in part."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reviews.history.acts import ACTS as IN_WORDS
from reviews.history.tracking import events_of
from reviews.models import Document, Review
from tests.factories import make_citation, make_review
from tests.themes.desk.cases import (
    LANTERN,
    LOST,
    NEARLY,
    PILOT,
    ROPES,
    checked,
    lists_of,
    make_document,
    make_quotation,
    share,
)
from themes import roles
from themes.citations.locators import parse
from themes.desk.acts import ACTS, FOR_SEVERAL, Given
from themes.desk.deciding import (
    ChangedMeanwhileError,
    Plan,
    RefusedError,
    decide,
    decide_for_several,
    looks,
    mark_of_quotation,
    rehearse,
)
from themes.enums import Outcome
from themes.models import Change, Citation, PageCitation, Quotation
from themes.quotations.shared_lists import find_offers
from themes.quotations.verifying import verify

pytestmark = pytest.mark.django_db


@pytest.fixture
def review() -> Review:
    return make_review("harbours")


@pytest.fixture
def document(review) -> Document:
    return make_document(review)


@pytest.fixture
def publisher() -> User:
    return User.objects.create_superuser("publisher")


@pytest.fixture
def curator() -> User:
    roles.make_roles(apps)
    user = User.objects.create_user("curator", is_staff=True)
    user.groups.add(Group.objects.get(name="Curator"))
    return user


def do(slug: str, quotation: Quotation, by: User, **fields) -> Plan:
    """The act on a quotation that was just looked at; the quotation in hand is brought up to date."""
    why = fields.pop("why", "")
    seen = str(mark_of_quotation(quotation.pk))
    plan = decide(ACTS[slug], quotation.pk, by=by, given=Given(by=by, **fields), seen=seen, why=why)
    if Quotation.objects.filter(pk=quotation.pk).exists():
        quotation.refresh_from_db()
    return plan


def test_wording_of_the_report_is_taken_and_then_found(review, document, publisher):
    quotation = checked(make_quotation(NEARLY, "1", review=review))
    assert quotation.outcome == Outcome.NEAR

    do("take_wording", quotation, publisher)

    assert quotation.outcome == Outcome.EXACT
    assert quotation.words in "The pilot was not told that the slipway had been closed in 1987."


def test_quotation_moves_to_the_page_it_was_found_on(review, document, publisher):
    quotation = checked(make_quotation(LANTERN, "1", review=review, source="A journal"))
    citation = quotation.citation

    do("move", quotation, publisher)

    assert quotation.citation == citation
    assert (quotation.outcome, quotation.found_on) == (Outcome.EXACT, "2")
    # The source gave another page: it is not said to have given this one.
    assert lists_of(quotation.finding) == [("2", "page_read", "", [("2", "2", "evidence")], 1)]
    citation.refresh_from_db()
    assert citation.note == "Instead of “1”, given by A journal, where its quoted words were not found."
    assert verify().changed == 0


def test_move_from_a_shared_list_moves_one_finding_only(review, document, publisher):
    stays, goes = share(PILOT, LANTERN, pages=("1", "3"), review=review)
    checked(goes)
    before = lists_of(stays.finding)

    do("move", goes, publisher)

    assert lists_of(goes.finding) == [("2", "page_read", "", [("2", "2", "evidence")], 1)]
    assert lists_of(stays.finding) == [(*before[0][:4], 1)]
    stays.refresh_from_db()
    assert (stays.citation.as_given, stays.outcome) == ("1 & 3", Outcome.EXACT)


def test_list_stays_for_other_words_that_the_finding_quotes_from_it(review, document, publisher):
    quotation = make_quotation(LANTERN, "1", review=review)
    other = quotation.finding.quotations.create(words=PILOT, citation=quotation.citation)
    checked(quotation)

    do("move", quotation, publisher)

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
        do("move", quotation, publisher)


def test_words_are_changed_and_looked_for(review, document, publisher):
    quotation = checked(make_quotation(LOST, "3", review=review))

    do("reword", quotation, publisher, words=ROPES)

    assert (quotation.words, quotation.outcome, quotation.found_on) == (ROPES, Outcome.EXACT, "3")


@pytest.mark.parametrize(
    ("was_read", "wanted"),
    [
        (True, ("pp. 2, 3", "page_read", "")),
        (False, ("pp. 2, 3", "secondary_source", "A journal")),
    ],
)
def test_other_pages_are_given(review, document, publisher, was_read, wanted):
    quotation = checked(make_quotation(LANTERN, "1", review=review, source="A journal"))

    do("set_pages", quotation, publisher, pages=parse("pp. 2, 3"), as_given="pp. 2, 3", was_read=was_read)

    assert quotation.outcome == Outcome.EXACT
    pages = [("2", "2", "not_stated"), ("3", "3", "not_stated")]
    assert lists_of(quotation.finding) == [(*wanted, pages, 1)]


def test_quotation_without_a_list_gets_one(review, document, publisher):
    quotation = checked(make_quotation(ROPES, review=review))

    do("set_pages", quotation, publisher, pages=parse("3"), as_given="3", was_read=True)

    assert quotation.outcome == Outcome.EXACT
    assert lists_of(quotation.finding) == [("3", "page_read", "", [("3", "3", "evidence")], 1)]


def test_quotation_without_a_list_is_put_on_one_of_its_finding(review, document, publisher):
    quotation = make_quotation(ROPES, review=review)
    citation = make_citation(quotation.finding, pages=("3",))

    do("set_pages", quotation, publisher, citation=citation.pk)

    assert (quotation.citation, quotation.outcome) == (citation, Outcome.EXACT)


def test_shared_list_is_split_for_one_finding(review, document, publisher):
    stays, goes = share(PILOT, LANTERN, pages=("1", "2"), review=review)
    shared = checked(goes).citation

    do("split_list", goes, publisher)

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

    do("split_list", goes, publisher)

    assert lists_of(goes.finding)[0][3] == [("1", "2", "evidence")]


def test_whole_list_is_split_at_once_and_none_is_left_over(review, document, publisher):
    quotations = share(PILOT, LANTERN, ROPES, pages=("1", "2", "3"), review=review)
    checked(quotations[0])
    pks = [one.pk for one in quotations]
    act, given_by = ACTS["split_list"], Given(by=publisher)

    seal = rehearse(act, pks, by=publisher, given=given_by).seal
    decide_for_several(act, pks, by=publisher, given=given_by, seal=seal)

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
        do("split_list", goes, publisher)


def test_words_of_our_own_are_taken_out_and_history_keeps_them(review, document, publisher):
    quotation = checked(make_quotation(LOST, "3", review=review))

    plan = do("our_own_words", quotation, publisher, why="Nobody said so.")

    assert not Quotation.objects.exists()
    assert [change.after for change in plan.changes] == [None]
    assert quotation.finding.citations.count() == 1
    event = events_of(Quotation).order_by("pgh_id").last()
    said = event.pgh_context.metadata
    assert (event.words, event.pgh_label) == (LOST, "delete")
    assert (said["act"], said["why"]) == ("our_own_words", "Nobody said so.")


def test_acceptance_keeps_its_reason_and_who_gave_it_and_can_be_taken_back(review, document, publisher):
    quotation = checked(make_quotation(LOST, "3", review=review))

    do("overrule", quotation, publisher, reason="Seen on paper.")

    kept = (quotation.outcome, quotation.overruled_because, quotation.overruled_by)
    assert kept == (Outcome.OVERRULED, "Seen on paper.", publisher)
    assert verify().changed == 0

    do("stop_overruling", quotation, publisher)

    kept = (quotation.outcome, quotation.overruled_because, quotation.overruled_by)
    assert kept == (Outcome.NOT_FOUND, "", None)


def test_found_words_have_nothing_to_overrule(review, document, publisher):
    quotation = checked(make_quotation(PILOT, "1", review=review))

    with pytest.raises(RefusedError, match="nothing to overrule"):
        do("overrule", quotation, publisher, reason="Seen.")


def test_quotation_is_looked_for_again(review, publisher):
    quotation = checked(make_quotation(PILOT, "1", review=review))
    assert quotation.outcome == Outcome.UNAVAILABLE
    make_document(review)

    do("check_again", quotation, publisher)

    assert quotation.outcome == Outcome.EXACT
    event = events_of(Quotation).order_by("pgh_id").last()
    assert event.pgh_context.metadata["act"] == "check_again"


# Two people, and readers


def edit_list(quotation):
    quotation.citation.pages.create(review=quotation.finding.review, first_page="9", last_page="9")


ELSEWHERE: dict[str, Callable] = {
    "the quotation": lambda one: Quotation.objects.filter(pk=one.pk).update(words="Other words."),
    "its page list": edit_list,
    "who shares its list": lambda one: make_quotation("w", review=one.finding.review).finding.citations.add(
        one.citation
    ),
    "its finding": lambda one: type(one.finding).objects.filter(pk=one.finding_id).update(text="Other."),
}


@pytest.mark.parametrize("change", ELSEWHERE.values(), ids=ELSEWHERE)
def test_second_person_is_told_and_nothing_is_done(review, document, publisher, change):
    quotation = checked(make_quotation(LANTERN, "1", review=review))
    seen = str(mark_of_quotation(quotation.pk))
    change(quotation)
    before = looks([quotation.pk])

    with pytest.raises(ChangedMeanwhileError):
        decide(ACTS["move"], quotation.pk, by=publisher, given=Given(by=publisher), seen=seen)

    assert looks([quotation.pk]) == before


def test_only_publishers_decide_about_what_readers_see(review, document, curator):
    quotation = checked(make_quotation(LANTERN, "1", review=review, state="published"))
    before = looks([quotation.pk])

    with pytest.raises(RefusedError, match=f"Readers see {quotation.finding.code}, so only somebody who may"):
        do("move", quotation, curator)

    assert looks([quotation.pk]) == before


def test_readers_are_told_of_pages_that_change(review, document, publisher):
    quotation = checked(make_quotation(LANTERN, "1", review=review, state="published"))
    version = quotation.finding.version
    Change.objects.all().delete()  # that it was added, in the same transaction as all of this

    do("move", quotation, publisher)

    quotation.finding.refresh_from_db()
    assert [change.kind for change in Change.objects.filter(finding=quotation.finding)] == ["pages"]
    assert quotation.finding.version == version


def test_published_finding_takes_no_words_that_are_not_found(review, document, publisher):
    quotation = checked(make_quotation(PILOT, "1", review=review, state="published"))

    with pytest.raises(RefusedError, match=f"{quotation.finding.code} is published, so this cannot be saved"):
        do("reword", quotation, publisher, words=LOST)

    quotation.refresh_from_db()
    assert quotation.words == PILOT


def test_one_of_two_lost_quotations_of_a_published_finding_can_be_mended(review, document, publisher):
    quotation = make_quotation(LOST, "1", review=review, state="published")
    other = quotation.finding.quotations.create(words=f"{LOST} twice", citation=quotation.citation)
    checked(quotation)

    do("our_own_words", quotation, publisher)

    assert list(Quotation.objects.all()) == [other]


# Several at once


def everything() -> tuple:
    """All that acts write, without keys and dates."""
    quotations = Quotation.objects.order_by("pk").values_list(
        "pk", "words", "outcome", "found_on", "overruled_because", "citation__as_given", "citation__note"
    )
    pages = PageCitation.objects.order_by("citation__as_given", "first_page", "role")
    return (
        list(quotations),
        list(pages.values_list("citation__as_given", "first_page", "last_page", "role")),
        sorted(Citation.findings.through.objects.values_list("finding", "citation__as_given")),
    )


@pytest.fixture
def mixed(review, document) -> list[int]:
    """Quotations of every outcome, of drafts and of what readers see, alone and sharing lists."""
    rows = [
        make_quotation(LANTERN, "1", review=review),
        make_quotation(LANTERN, "1", review=review, state="published"),
        make_quotation(LOST, "1", review=review, state="published"),
        make_quotation(NEARLY, "1", review=review),
        make_quotation(PILOT, "1", review=review),
        make_quotation(ROPES, review=review),
        *share(PILOT, LANTERN, LOST, pages=("1", "2"), review=review),
        *share(ROPES, LANTERN, pages=("1", "2"), review=review, state="published"),
    ]
    checked(rows[0])
    return [row.pk for row in rows]


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slug=st.sampled_from(FOR_SEVERAL), chosen=st.data(), publishes=st.booleans())
def test_preview_writes_nothing_and_is_what_is_then_done(mixed, publisher, curator, slug, chosen, publishes):
    pks = chosen.draw(st.lists(st.sampled_from(mixed), min_size=1, unique=True))
    by = publisher if publishes else curator
    filled_in = Given(by=by, reason="Seen on paper.")
    with transaction.atomic():
        before, looked = everything(), looks(mixed)
        plan = rehearse(ACTS[slug], pks, by=by, given=filled_in)
        assert everything() == before

        done = decide_for_several(ACTS[slug], pks, by=by, given=filled_in, seal=plan.seal)

        after = looks(mixed)
        changed = {pk: (looked[pk], after.get(pk)) for pk in mixed if looked[pk] != after.get(pk)}
        assert {each.pk: (each.before, each.after) for each in plan.changes} == changed
        assert (done.changes, done.left) == (plan.changes, plan.left)
        assert {each.pk for each in (*plan.left, *plan.same)} | {
            each.pk for each in plan.changes if each.chosen
        } == set(pks)
        if not publishes:
            hidden = Quotation.objects.filter(pk__in=mixed, finding__state="published")
            assert not set(changed) & {
                one.pk for one in hidden if looked[one.pk].outcome != after[one.pk].outcome
            }
        transaction.set_rollback(True)


def test_bulk_that_would_do_something_else_by_now_does_nothing(mixed, publisher):
    act, filled_in = ACTS["move"], Given(by=publisher)
    plan = rehearse(act, mixed, by=publisher, given=filled_in)
    Quotation.objects.filter(pk=mixed[0]).update(outcome="near")
    before = everything()

    with pytest.raises(ChangedMeanwhileError):
        decide_for_several(act, mixed, by=publisher, given=filled_in, seal=plan.seal)

    assert everything() == before


@pytest.mark.parametrize("rows", [1, 30])
@pytest.mark.parametrize("shared", [True, False], ids=["shared", "alone"])
@pytest.mark.parametrize("slug", ["move", "split_list", "overrule"])
def test_queries_do_not_grow_with_what_is_chosen(
    review, document, publisher, rows, slug, shared, django_assert_max_num_queries
):
    pages = ("1", "2") if slug == "split_list" else ("3",)
    words = (LANTERN, PILOT) if shared or slug == "split_list" else (LANTERN,)
    quotations = [share(*words, pages=pages, review=review)[0] for _ in range(rows)]
    checked(quotations[0])
    pks = [one.pk for one in quotations]

    with django_assert_max_num_queries(60):
        plan = rehearse(ACTS[slug], pks, by=publisher, given=Given(by=publisher, reason="Seen."))

    assert plan.done == rows


# Offers


def test_offers_name_the_findings_whose_words_place_them(review, document):
    _, second = share(LOST, LANTERN, pages=("1", "2"), review=review)
    checked(second)

    said = [str(offer) for offer in find_offers(Citation.objects.filter(quotations=second))]

    code = second.finding.code
    assert said == [f"{code} is on 2, one of pages 1 and 2 given for 2 findings together: split the list?"]


def test_history_calls_every_act_by_a_sentence():
    assert set(ACTS) <= set(IN_WORDS)


def test_quotation_that_was_decided_keeps_its_date(review, document, publisher):
    quotation = checked(make_quotation(LANTERN, "1", review=review))
    started = timezone.now()

    do("move", quotation, publisher)

    assert quotation.checked_at is not None
    assert quotation.checked_at >= started
