"""The queue of the citation desk."""

from __future__ import annotations

import pytest
from django.utils import timezone

from tests.factories import make_review
from tests.themes.admin.desk.pages import DESK
from tests.themes.desk.cases import LANTERN, LOST, NEARLY, PILOT, ROPES, checked, make_quotation, share
from themes.desk.queue import SLUGS, TO_SPLIT, WAITING, Queue
from themes.models import Quotation
from themes.todo import KINDS

pytestmark = pytest.mark.django_db


@pytest.fixture
def every_kind(review, document) -> dict[str, Quotation]:
    """A quotation of every kind, by the slug of its kind, entered from the best to the worst."""
    other = make_review("gardens")
    rows = {
        "checked": make_quotation(PILOT, "1", review=review),
        "accepted": make_quotation(LOST, "1", review=review, outcome="overruled", overruled_because="Seen."),
        "no-list": make_quotation(ROPES, review=review),
        "unavailable": make_quotation(ROPES, "3", review=other),
        "not-checked": make_quotation(PILOT, "1", review=make_review("quays")),
        "near": make_quotation(NEARLY, "1", review=review),
        "elsewhere": make_quotation(LANTERN, "1", review=review),
        "not-found": make_quotation(LOST, "1", review=review),
    }
    checked(rows["checked"])
    Quotation.objects.filter(pk=rows["not-checked"].pk).update(outcome="not_checked", checked_at=None)
    return rows


# The queue


def test_desk_and_to_do_count_the_same(client, publisher, every_kind, review):
    split = share(PILOT, LANTERN, pages=("1", "2"), review=review)
    checked_now = {"outcome": "exact", "checked_at": timezone.now()}
    Quotation.objects.filter(pk__in=[one.pk for one in split]).update(**checked_now)

    page = client.get(DESK)

    [everything, *kinds] = page.context["kinds"]
    at_the_desk = {option.query.removeprefix("work="): option.count for option in kinds}
    to_do = {
        kind.slug: list(kind.count_rows().values_list("count", flat=True))
        for kind in KINDS
        if kind.model is Quotation
    }
    assert to_do == {slug: [at_the_desk[slug]] for slug in WAITING}
    assert (
        everything.count == sum(count for [count] in to_do.values()) == Queue().get_quotations().count() == 8
    )


def test_worst_comes_first_and_what_is_settled_is_left_out(every_kind):
    settled = ("accepted", "checked")

    assert [one.pk for one in Queue().get_quotations()] == [
        every_kind[slug].pk for slug in SLUGS if slug not in settled
    ]


@pytest.mark.parametrize("slug", SLUGS)
def test_each_kind_is_listed_alone_and_counted(client, publisher, every_kind, slug):
    page = client.get(f"{DESK}?work={slug}")

    assert [row.quotation for row in page.context["rows"]] == [every_kind[slug]]
    [chosen] = [option for option in page.context["kinds"] if option.chosen]
    assert (chosen.count, chosen.query) == (1, f"work={slug}")


def test_oldest_of_a_kind_comes_first(review, document):
    quotations = [make_quotation(LOST, "1", review=review) for _ in range(3)]
    checked(quotations[0])

    assert list(Queue("not-found").get_quotations()) == quotations


def test_queue_is_held_to_one_report_with_its_counts(client, publisher, every_kind):
    page = client.get(f"{DESK}?report=gardens")

    assert [row.quotation for row in page.context["rows"]] == [every_kind["unavailable"]]
    assert page.context["kinds"][0].count == 1
    assert {option.label: option.count for option in page.context["reports"]}["All reports"] == 6


def test_filter_that_there_is_not_is_left_out(client, publisher, every_kind):
    assert client.get(f"{DESK}?work=nonsense&page=x").context["page"].paginator.count == 6
    assert "There is no such quotation." in client.get(f"{DESK}?report=no-such").content.decode()


def test_empty_desk_says_so_kindly(client, publisher):
    assert "No quotation wants a decision." in client.get(DESK).content.decode()


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_of_the_queue_do_not_grow(
    client, publisher, review, document, rows, django_assert_num_queries
):
    for _ in range(rows):
        make_quotation(LOST, "1", review=review)
    checked(Quotation.objects.all()[0])
    client.get(DESK)

    with django_assert_num_queries(11):
        assert len(client.get(DESK).context["rows"]) == rows


def test_curator_is_offered_only_what_is_theirs_to_change(client, curator, review, document):
    drafted = make_quotation(LOST, "1", review=review)
    public = make_quotation(LOST, "1", review=review, state="published")
    checked(drafted)

    page = client.get(DESK).content.decode()

    assert f'name="row" value="{drafted.pk}"' in page
    assert f'name="row" value="{public.pk}"' not in page
    assert "Only somebody who may publish decides about it" in page


def test_kinds_of_work_are_kinds_of_the_desk():
    assert {kind.slug for kind in KINDS if kind.model is Quotation} <= {*SLUGS, TO_SPLIT}
