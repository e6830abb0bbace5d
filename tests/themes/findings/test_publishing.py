"""What stands in the way of publishing, and who may do it."""

import pghistory
import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.utils import timezone

from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from tests.themes.desk.cases import LOST, PILOT, checked, make_document, make_quotation
from themes.findings.publishing import (
    find_hidden_members,
    find_last_authors,
    find_obstacles,
    find_reasons_against_publishing,
    find_reasons_against_rewording,
    publish_finding,
    publish_findings,
    return_to_draft,
    send_to_review,
    withdraw_finding,
)
from themes.findings.snapshots import refuse_changing_published, take_public_snapshots
from themes.models import Finding, PageCitation, Quotation

pytestmark = pytest.mark.django_db

NO_PERIOD = "It has no period, and its wording does not say which years its reviews are of."


@pytest.fixture
def draft() -> Finding:
    return make_finding("Ready.", state="draft", themes=(make_theme(),), periods=(make_period(),))


@pytest.fixture
def publishable(draft) -> Finding:
    make_citation(draft)
    return draft


@pytest.fixture
def other() -> Finding:
    return make_finding("Ready too.", state="draft", themes=(make_theme(),), periods=(make_period(),))


@pytest.fixture
def author():
    return get_user_model().objects.create_user("author")


def test_words_not_found_on_their_page_stand_in_the_way_until_accepted(draft):
    quotation = draft.quotations.create(words="Not there.", outcome="not_found", checked_at=timezone.now())
    reasons = find_reasons_against_publishing(draft)

    quotation.outcome, quotation.overruled_because = "overruled", "Seen on paper."
    quotation.save()

    assert reasons == [
        "The words “Not there.” were not found on the page given. Correct them, take them out, or accept them with a "
        "reason."
    ]
    assert find_reasons_against_publishing(draft) == []


def test_finding_is_not_published_without_what_it_is_read_together_with(draft, other):
    make_block(draft, other)

    with pytest.raises(ValidationError) as error:
        publish_finding(finding=draft)

    assert error.value.messages == [
        f"{draft.code} cannot be published: It has to be read together with {other.code}, which is draft. "
        "Publish both together."
    ]
    assert list(find_hidden_members(draft)) == [other]


def test_whole_block_is_published_in_one_go(draft, other):
    make_block(draft, other)

    publish_findings(findings=[draft, other])

    assert set(Finding.objects.published()) == {draft, other}
    assert list(find_hidden_members(draft)) == []


def test_nothing_of_a_block_is_published_when_one_of_it_cannot_be(draft, other):
    make_block(draft, other)
    other.periods.clear()

    with pytest.raises(ValidationError, match=NO_PERIOD):
        publish_findings(findings=[draft, other])

    assert not Finding.objects.published().exists()


def test_draft_goes_to_review_and_back(draft):
    send_to_review(finding=draft)
    assert Finding.objects.get().state == "in_review"

    return_to_draft(finding=draft)
    assert Finding.objects.get().state == "draft"


def test_published_finding_goes_neither_to_review_nor_back_to_drafts(draft):
    publish_finding(finding=draft)

    for act in (send_to_review, return_to_draft):
        with pytest.raises(ValidationError, match="is published and stays so"):
            act(finding=draft)


def reword(finding, user, text):
    with pghistory.context(user=user.pk):
        finding.text = text
        finding.save(update_fields=["text"])


def test_history_knows_who_changed_the_words_last(draft, author):
    assert find_last_authors([draft.pk]) == {draft.pk: None}

    reword(draft, author, "Reworded.")
    with pghistory.context(user=author.pk + 1):
        draft.source_note = "More on the source."
        draft.save()

    assert find_last_authors([draft.pk]) == {draft.pk: author.pk}


def test_whoever_worded_it_publishes_it_where_no_second_person_has_to(draft, author):
    reword(draft, author, "Reworded.")

    publish_finding(finding=draft, by=author)

    assert draft.state == "published"


def test_second_person_publishes(draft, author, settings):
    settings.SECOND_PERSON_PUBLISHES = True
    second = get_user_model().objects.create_user("second")
    reword(draft, author, "Reworded.")

    with pytest.raises(ValidationError, match="You were the last to change its words"):
        publish_finding(finding=draft, by=author)
    publish_finding(finding=draft, by=second)

    assert draft.state == "published"
    assert find_obstacles([draft], by=second) == {}


def test_published_words_change_only_while_withdrawn_where_a_second_person_publishes(draft, settings):
    publish_finding(finding=draft)
    assert find_reasons_against_rewording(draft) == []

    settings.SECOND_PERSON_PUBLISHES = True
    assert len(find_reasons_against_rewording(draft)) == 1

    withdraw_finding(finding=draft)
    assert find_reasons_against_rewording(draft) == []


@pytest.fixture
def review():
    review = make_review("harbours")
    make_document(review)
    return review


def test_words_that_changed_since_they_were_not_found_are_looked_for_before_they_are_published(review):
    lost = checked(make_quotation(LOST, "1", review=review))
    lost.words = f"{LOST},"
    lost.save()
    lost.refresh_from_db()
    assert lost.outcome == "not_checked"

    with pytest.raises(ValidationError, match=f"The words “{LOST},” were not found on the page given"):
        publish_finding(finding=lost.finding)

    lost.refresh_from_db()
    assert lost.outcome == "not_found"
    assert not Finding.objects.published().exists()


def test_words_that_are_found_are_published_as_checked(review):
    quotation = make_quotation(PILOT, "1", review=review)

    publish_finding(finding=quotation.finding)

    quotation.refresh_from_db()
    assert (quotation.outcome, quotation.finding.state) == ("exact", "published")


def with_lost_words(quotation: Quotation) -> None:
    Quotation.objects.filter(pk=quotation.pk).update(words=LOST)


def on_pages_of_another_report(quotation: Quotation) -> None:
    other = make_review("gardens")
    make_document(other, {"1": "Nothing grew in the walled garden that year."})
    PageCitation.objects.filter(citation=quotation.citation).update(review=other)


@pytest.mark.parametrize("change", [with_lost_words, on_pages_of_another_report])
def test_change_that_gives_readers_words_that_are_not_found_is_refused(review, change):
    quotation = checked(make_quotation(PILOT, "1", review=review, state="published"))
    before = take_public_snapshots([quotation.finding_id])

    change(quotation)

    with pytest.raises(ValidationError, match="were not found on the page given"):
        refuse_changing_published(before, [quotation.finding_id])


def test_only_the_very_words_that_were_not_found_before_are_excused(review):
    long = f"{LOST} and all of its trumpets to the butchers, one after another, "
    lost = checked(make_quotation(f"{long} in spring", "1", review=review, state="published"))
    finding = lost.finding
    before = take_public_snapshots([finding.pk])
    Finding.objects.filter(pk=finding.pk).update(source_note="Read twice.")
    refuse_changing_published(before, [finding.pk])

    Quotation.objects.filter(pk=lost.pk).update(words=f"{long} in autumn")

    with pytest.raises(ValidationError, match="were not found on the page given"):
        refuse_changing_published(before, [finding.pk])


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_of_publishing_do_not_grow_with_what_is_quoted(draft, rows, django_assert_num_queries):
    citation = make_citation(draft)
    for number in range(rows):
        draft.quotations.create(words=f"Words {number}.", citation=citation)

    with django_assert_num_queries(QUERIES_TO_PUBLISH):
        publish_finding(finding=draft)


def test_looking_for_words_takes_one_query_where_all_are_checked(draft, django_assert_num_queries):
    with django_assert_num_queries(QUERIES_WITHOUT_WORDS):
        publish_finding(finding=draft)


QUERIES_WITHOUT_WORDS = 9
QUERIES_TO_PUBLISH = 19


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " "}, "It has no wording of our own yet."),
        ({"certainty": ""}, "It does not say how we know it."),
    ],
)
def test_reasons_not_to_publish(publishable, change, reason):
    assert find_reasons_against_publishing(publishable) == []
    for field, value in change.items():
        setattr(publishable, field, value)

    assert find_reasons_against_publishing(publishable) == [reason]


def test_articles_own_words_cannot_be_published_as_ours(publishable):
    publishable.article = make_article(publishable.review)
    publishable.article_words = "Their words."
    publishable.text = "Their words. "

    assert find_reasons_against_publishing(publishable) == ["Its wording is the article's, not ours."]


@pytest.mark.parametrize(
    ("text", "reasons"),
    [
        ("In reviews published from 2013 to 2015 midwives were often not told.", []),
        ("Midwives were often not told.", [NO_PERIOD]),
        ("The Children Act 1989 asks that midwives are told.", [NO_PERIOD]),
    ],
)
def test_finding_of_no_period_has_to_name_its_years(publishable, text, reasons):
    publishable.text = text
    assert find_reasons_against_publishing(publishable) == []

    publishable.periods.clear()

    assert find_reasons_against_publishing(publishable) == reasons


def test_published_finding_of_no_period_keeps_its_years():
    finding = make_finding("Reviews published in 2014 asked for it.", themes=(make_theme(),))
    before = take_public_snapshots([finding.pk])
    Finding.objects.filter(pk=finding.pk).update(text="Reviews asked for it.")

    with pytest.raises(ValidationError, match=NO_PERIOD):
        refuse_changing_published(before, [finding.pk])


def test_page_list_without_pages_stands_in_the_way(publishable):
    publishable.citations.get().pages.all().delete()

    with pytest.raises(ValidationError, match="One of its page lists has no pages"):
        publish_finding(finding=publishable)


def test_published_again_keeps_its_first_date(publishable):
    publish_finding(finding=publishable)
    first = publishable.published_at
    withdraw_finding(finding=publishable)
    publish_finding(finding=publishable)

    assert (publishable.published_at, publishable.withdrawn_at) == (first, None)


def test_what_was_never_public_is_not_withdrawn(publishable):
    with pytest.raises(ValidationError, match="was never published"):
        withdraw_finding(finding=publishable)
