"""Rules that the database holds whatever the code above it does."""

from datetime import date

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, transaction

from reviews.fields import SlugField
from reviews.models import Review, Series
from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from themes.models import Comment, Coverage, Finding, FindingTheme, ModerationDecision, PageCitation, Thread

pytestmark = pytest.mark.django_db


def test_finding_number_is_given_by_the_database_and_known_at_once():
    first, second = make_finding(), make_finding()

    assert second.number == first.number + 1
    assert second.code == f"F{second.number:03}"


def test_finding_number_never_changes():
    finding = make_finding()

    with pytest.raises(DatabaseError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(number=finding.number + 1000)

    assert Finding.objects.filter(number=finding.number).exists()


def test_finding_number_is_not_given_out_again_after_a_draft_is_deleted():
    draft = make_finding(state="draft")
    number = draft.number
    draft.delete()

    assert make_finding().number > number


def test_published_finding_cannot_be_deleted_even_in_bulk():
    finding = make_finding()

    with pytest.raises(DatabaseError), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).delete()

    assert Finding.objects.filter(pk=finding.pk).exists()


def test_withdrawn_finding_cannot_be_deleted():
    finding = make_finding(state="withdrawn")

    with pytest.raises(DatabaseError), transaction.atomic():
        finding.delete()


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"text": ""}, "finding_published_has_words_and_source"),
        ({"certainty": ""}, "finding_published_has_words_and_source"),
        ({"published_at": None}, "finding_published_has_a_date"),
        ({"state": "withdrawn", "withdrawn_at": None}, "finding_withdrawn_has_a_date"),
        ({"article_words": "Words of an article."}, "finding_article_words_have_an_article"),
    ],
)
def test_finding_is_refused_when(fields, constraint):
    finding = make_finding()

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Finding.objects.filter(pk=finding.pk).update(**fields)


def test_version_counts_changes_of_wording_only():
    finding = make_finding("A first wording.")

    Finding.objects.filter(pk=finding.pk).update(source_note="Seen on paper.")
    finding.refresh_from_db()
    assert finding.version == 1

    Finding.objects.filter(pk=finding.pk).update(text="A second wording.")
    finding.refresh_from_db()
    assert finding.version == 2


def test_finding_has_one_primary_theme():
    finding = make_finding(themes=(make_theme(), make_theme()))

    with pytest.raises(IntegrityError, match="one_primary_theme"), transaction.atomic():
        FindingTheme.objects.filter(finding=finding).update(is_primary=True)


def test_page_range_in_the_wrong_order_is_refused():
    finding = make_finding()

    with pytest.raises(IntegrityError, match="page_range_in_order"), transaction.atomic():
        make_citation(finding, pages=("18-17",))


def test_roman_pages_sort_before_arabic_ones():
    citation = make_citation(make_finding(), pages=("12", "iv", "3"))

    in_order = citation.pages.order_by("first_sort").values_list("first_page", flat=True)
    assert list(in_order) == ["iv", "3", "12"]


def test_page_that_is_no_page_is_refused_in_words():
    citation = make_citation(make_finding())
    page = PageCitation(
        citation=citation, review=citation.pages.first().review, first_page="x1", last_page="x1"
    )

    with pytest.raises(ValidationError) as refused:
        page.full_clean()
    assert set(refused.value.message_dict) == {"first_page", "last_page"}


def test_page_given_by_another_source_names_it():
    with pytest.raises(IntegrityError, match="citation_from_another_source"), transaction.atomic():
        make_citation(make_finding(), basis="secondary_source")


def test_coverage_is_recorded_once_for_a_review_and_theme():
    review, theme = make_review(), make_theme()
    Coverage.objects.create(review=review, theme=theme, state="partly_read")

    with pytest.raises(IntegrityError), transaction.atomic():
        Coverage.objects.create(review=review, theme=theme, state="read")


def test_thread_is_about_one_thing():
    with pytest.raises(IntegrityError, match="thread_is_about_one_thing"), transaction.atomic():
        Thread.objects.create()
    with pytest.raises(IntegrityError, match="thread_is_about_one_thing"), transaction.atomic():
        Thread.objects.create(theme=make_theme(), finding=make_finding())


def make_thread() -> Thread:
    return Thread.objects.create(article=make_article(make_review()))


def comment(thread, position, parent=None, **fields) -> Comment:
    return Comment.objects.create(
        thread=thread, position=position, parent=parent, author_name="A reader", body="Words.", **fields
    )


def test_reply_belongs_to_the_thread_of_what_it_answers():
    elsewhere = comment(make_thread(), 1)

    with pytest.raises(IntegrityError, match="belongs to the thread"), transaction.atomic():
        comment(make_thread(), 2, parent=elsewhere)


def test_reply_comes_after_what_it_answers_so_that_no_ring_can_form():
    thread = make_thread()
    first = comment(thread, 1)
    second = comment(thread, 2, parent=first)

    with pytest.raises(IntegrityError, match="comes after"), transaction.atomic():
        Comment.objects.filter(pk=first.pk).update(parent=second)


def test_decisions_about_comments_are_never_changed():
    decision = ModerationDecision.objects.create(comment=comment(make_thread(), 1), decision="published")

    with pytest.raises(DatabaseError), transaction.atomic():
        ModerationDecision.objects.filter(pk=decision.pk).update(decision="rejected", reason="other")


def test_rejection_needs_a_reason():
    with pytest.raises(IntegrityError, match="rejection_has_a_reason"), transaction.atomic():
        ModerationDecision.objects.create(comment=comment(make_thread(), 1), decision="rejected")


def test_periods_do_not_overlap():
    make_period(2011, 2014)

    with pytest.raises(IntegrityError, match="periods_do_not_overlap"), transaction.atomic():
        make_period(2013, 2015)


def test_finding_stands_in_one_block_at_most():
    first, second, third = make_finding(), make_finding(), make_finding()
    make_block(first, second)
    make_block(first, third)

    assert [finding.block_id is not None for finding in Finding.objects.order_by("number")] == [True] * 3
    first.refresh_from_db()
    second.refresh_from_db()
    assert first.block_id != second.block_id


def test_numbers_given_here_never_meet_those_of_the_collection():
    assert make_finding().number > 1000


@pytest.mark.parametrize("end", ["incidents_from", "incidents_to"])
def test_incidents_with_one_end_are_refused(end):
    with pytest.raises(IntegrityError, match="review_incidents_from_before_to"), transaction.atomic():
        Review.objects.create(**{"slug": "half", end: date(2011, 4, 1), "incidents_precision": "month"})


@pytest.mark.parametrize("end", ["covers_from", "covers_to"])
def test_years_of_a_figure_with_one_end_are_refused(end):
    series = Series.objects.create(slug="deaths", title="Deaths", unit="reviews")

    with pytest.raises(IntegrityError, match="series_point_from_before_to"), transaction.atomic():
        series.points.create(years="2011", value=1, certainty="high", **{end: date(2011, 4, 1)})


@pytest.mark.parametrize("slug", ["Babies", "small_hands", "two words", "babies\n"])
def test_address_that_readers_could_not_reach_is_refused_whoever_writes_it(slug):
    theme = make_theme()
    theme.slug = slug

    with pytest.raises(ValidationError, match="Small letters, numbers and hyphens only"):
        theme.full_clean()


def test_every_slug_is_of_small_letters():
    slugs = {
        field
        for model in apps.get_models()
        if model._meta.app_label in ("reviews", "themes")
        for field in model._meta.get_fields()
        if field.name == "slug"
    }

    assert len(slugs) > 10
    assert {type(field) for field in slugs} == {SlugField}


@pytest.mark.parametrize(
    ("written", "number"),
    [
        *[
            ("F119", 119),
            ("f119", 119),
            ("119", 119),
            ("F0119", 119),
            (" F004 ", 4),
            ("999999999", 999_999_999),
        ],
        *[
            ("", None),
            ("F", None),
            ("0", None),
            ("FF4", None),
            ("4.0", None),
            ("1000000000", None),
            ("٤", None),
        ],
    ],
)
def test_number_of_a_finding_as_people_write_it(written, number):
    assert Finding.parse_code(written) == number
