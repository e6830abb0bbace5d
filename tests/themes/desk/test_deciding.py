"""Decisions about quotations: who may take them, two people at one, and that nothing is done in part."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.themes.desk.cases import (
    LANTERN,
    LOST,
    NEARLY,
    PILOT,
    ROPES,
    act_on,
    checked,
    make_quotation,
    share,
)
from themes.desk.acts import ACTS, FOR_SEVERAL, ActInput
from themes.desk.deciding import (
    ChangedMeanwhileError,
    RefusedError,
    compute_quotation_token,
    decide,
    decide_for_several,
    preview_act,
)
from themes.desk.snapshots import take_snapshots
from themes.models import Change, Citation, PageCitation, Quotation

pytestmark = pytest.mark.django_db


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
    token = str(compute_quotation_token(quotation.pk))
    change(quotation)
    before = take_snapshots([quotation.pk])

    with pytest.raises(ChangedMeanwhileError):
        decide(ACTS["move"], quotation.pk, by=publisher, act_input=ActInput(by=publisher), form_token=token)

    assert take_snapshots([quotation.pk]) == before


def test_only_publishers_decide_about_what_readers_see(review, document, curator):
    quotation = checked(make_quotation(LANTERN, "1", review=review, state="published"))
    before = take_snapshots([quotation.pk])

    with pytest.raises(RefusedError, match=f"Readers see {quotation.finding.code}, so only somebody who may"):
        act_on("move", quotation, curator)

    assert take_snapshots([quotation.pk]) == before


def test_readers_are_told_of_pages_that_change(review, document, publisher):
    quotation = checked(make_quotation(LANTERN, "1", review=review, state="published"))
    version = quotation.finding.version
    Change.objects.all().delete()  # that it was added, in the same transaction as all of this

    act_on("move", quotation, publisher)

    quotation.finding.refresh_from_db()
    assert [change.kind for change in Change.objects.filter(finding=quotation.finding)] == ["pages"]
    assert quotation.finding.version == version


def test_published_finding_takes_no_words_that_are_not_found(review, document, publisher):
    quotation = checked(make_quotation(PILOT, "1", review=review, state="published"))

    with pytest.raises(RefusedError, match=f"{quotation.finding.code} is published, so this cannot be saved"):
        act_on("reword", quotation, publisher, words=LOST)

    quotation.refresh_from_db()
    assert quotation.words == PILOT


def test_one_of_two_lost_quotations_of_a_published_finding_can_be_mended(review, document, publisher):
    quotation = make_quotation(LOST, "1", review=review, state="published")
    other = quotation.finding.quotations.create(words=f"{LOST} twice", citation=quotation.citation)
    checked(quotation)

    act_on("our_own_words", quotation, publisher)

    assert list(Quotation.objects.all()) == [other]


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


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(slug=st.sampled_from(FOR_SEVERAL), chosen=st.data(), publishes=st.booleans())
def test_preview_writes_nothing_and_is_what_is_then_done(mixed, publisher, curator, slug, chosen, publishes):
    pks = chosen.draw(st.lists(st.sampled_from(mixed), min_size=1, unique=True))
    by = publisher if publishes else curator
    act_input = ActInput(by=by, reason="Seen on paper.")
    with transaction.atomic():
        before, looked = everything(), take_snapshots(mixed)
        result = preview_act(ACTS[slug], pks, by=by, act_input=act_input)
        assert everything() == before

        done = decide_for_several(ACTS[slug], pks, by=by, act_input=act_input, digest=result.digest)

        after = take_snapshots(mixed)
        changed = {pk: (looked[pk], after.get(pk)) for pk in mixed if looked[pk] != after.get(pk)}
        assert {each.before.pk: (each.before, each.after) for each in result.changes} == changed
        assert done == result
        decided = [change.before.pk for change in result.chosen] + [each.pk for each in result.unchanged]
        assert sorted([*decided, *(each.snapshot.pk for each in result.skipped)]) == sorted(pks)
        if not publishes:
            hidden = Quotation.objects.filter(pk__in=mixed, finding__state="published")
            assert not set(changed) & {
                one.pk for one in hidden if looked[one.pk].outcome != after[one.pk].outcome
            }
        transaction.set_rollback(True)


def test_bulk_that_would_do_something_else_by_now_does_nothing(mixed, publisher):
    act, act_input = ACTS["move"], ActInput(by=publisher)
    result = preview_act(act, mixed, by=publisher, act_input=act_input)
    Quotation.objects.filter(pk=mixed[0]).update(outcome="near")
    before = everything()

    with pytest.raises(ChangedMeanwhileError):
        decide_for_several(act, mixed, by=publisher, act_input=act_input, digest=result.digest)

    assert everything() == before


@pytest.mark.parametrize("rows", [1, 7])
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
        result = preview_act(ACTS[slug], pks, by=publisher, act_input=ActInput(by=publisher, reason="Seen."))

    assert result.count == rows
