"""What a check found is about these words on these pages: no others stand as checked, whoever wrote them and how."""

from __future__ import annotations

import pytest
from django.db import connection
from django.utils import timezone

from reviews.models import Review
from tests.factories import make_citation, make_finding, make_review
from tests.themes.quotations.test_verifying import make_document
from themes.enums import Outcome
from themes.models import Citation, PageCitation, Quotation
from themes.models.catalogue import CatalogueEntry, FacetNumber

pytestmark = pytest.mark.django_db

FOUND = ("outcome", "score", "matched", "document", "found_on", "found_index", "remark", "checked_at")
NOTHING = (Outcome.NOT_CHECKED, None, "", None, "", None, "", None)
CHECKED_WORDING = FacetNumber(13).encode(1)


@pytest.fixture
def review() -> Review:
    return make_review("harbours")


@pytest.fixture
def quotation(review) -> Quotation:
    finding = make_finding(review=review)
    return finding.quotations.create(
        words="the pilot was not told",
        citation=make_citation(finding, pages=("1",)),
        outcome=Outcome.EXACT,
        score=1,
        matched="the pilot was not told",
        document=make_document(review),
        found_on="1",
        found_index=2,
        remark="Pages 3 to 5 are beyond the last, 3.",
        checked_at=timezone.now(),
    )


def found(quotation: Quotation) -> tuple:
    row = Quotation.objects.get(pk=quotation.pk)
    return tuple(getattr(row, name) for name in FOUND)


def is_listed_as_checked(quotation: Quotation) -> bool:
    return CHECKED_WORDING in CatalogueEntry.objects.get(finding=quotation.finding_id).options


def saved_with_other_words(quotation: Quotation) -> None:
    quotation.words = "the pilot was told"
    quotation.save()


def updated_with_other_words(quotation: Quotation) -> None:
    Quotation.objects.filter(pk=quotation.pk).update(words="the pilot was told")


def written_by_sql(quotation: Quotation) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE themes_quotation SET words = 'the pilot was told'")


def moved_to_another_list(quotation: Quotation) -> None:
    Quotation.objects.filter(pk=quotation.pk).update(citation=make_citation(quotation.finding, pages=("2",)))


def without_its_list(quotation: Quotation) -> None:
    Citation.objects.get(quotations=quotation).delete()


def on_another_page(quotation: Quotation) -> None:
    PageCitation.objects.update(first_page="2", first_sort=2, last_page="2", last_sort=2)


def on_one_page_more(quotation: Quotation) -> None:
    pages = {"first_page": "2", "last_page": "2", "first_sort": 2, "last_sort": 2}
    PageCitation.objects.bulk_create(
        [
            PageCitation(
                citation=Citation.objects.get(quotations=quotation), review=quotation.finding.review, **pages
            )
        ]
    )


def on_one_page_less(quotation: Quotation) -> None:
    PageCitation.objects.all().delete()


def of_another_review(quotation: Quotation) -> None:
    PageCitation.objects.update(review=make_review("gardens"))


CHANGES = [
    saved_with_other_words,
    updated_with_other_words,
    written_by_sql,
    moved_to_another_list,
    without_its_list,
    on_another_page,
    on_one_page_more,
    on_one_page_less,
    of_another_review,
]


@pytest.mark.parametrize("change", CHANGES)
def test_changed_words_or_pages_are_not_checked(quotation, change):
    assert is_listed_as_checked(quotation)

    change(quotation)

    assert found(quotation) == NOTHING
    assert not is_listed_as_checked(quotation)


@pytest.mark.parametrize("change", CHANGES)
def test_what_was_accepted_is_accepted_no_longer(quotation, change):
    Quotation.objects.update(outcome=Outcome.OVERRULED, overruled_because="Seen on paper.")
    quotation.refresh_from_db()

    change(quotation)

    row = Quotation.objects.get()
    assert (row.outcome, row.overruled_because) == (Outcome.NOT_CHECKED, "Seen on paper.")


def test_place_found_without_an_outcome_goes_too(quotation):
    Quotation.objects.update(outcome=Outcome.NOT_CHECKED)

    on_another_page(quotation)

    assert found(quotation) == NOTHING


@pytest.mark.parametrize(
    "change",
    [
        lambda quotation: quotation.save(),
        lambda quotation: Quotation.objects.update(position=3, overruled_because="Perhaps."),
        lambda quotation: PageCitation.objects.update(role="summary", position=4),
        lambda quotation: Citation.objects.update(note="Looked up twice."),
        lambda quotation: make_citation(make_finding(), pages=("1",)),
    ],
)
def test_other_changes_leave_what_was_found(quotation, change):
    before = found(quotation)

    change(quotation)

    assert found(quotation) == before


def test_statement_that_says_the_outcome_with_the_words_knows_better(quotation):
    Quotation.objects.update(
        words="the pilot was told", outcome=Outcome.OVERRULED, overruled_because="Seen on paper."
    )

    assert found(quotation)[0] == Outcome.OVERRULED
