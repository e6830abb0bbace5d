"""Rows get the places they are given; the others make room, and nobody's order is lost unseen."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from reviews.workspace.ordering import arrange, placed
from tests.factories import make_theme
from themes.models import Theme


@pytest.mark.parametrize(
    ("wanted", "order"),
    [
        ({}, "abcde"),
        ({"e": 2}, "aebcd"),
        ({"a": 4}, "bcdae"),
        ({"a": 2, "b": 1}, "bacde"),
        ({"d": 1, "e": 1}, "deabc"),
        ({"a": 99}, "bcdea"),
        ({"a": 99, "b": 99}, "cdeba"),
        ({"c": -5}, "cabde"),
    ],
)
def test_placed_moves_what_was_numbered(wanted, order):
    assert "".join(placed("abcde", wanted)) == order


@given(st.permutations(range(8)), st.dictionaries(st.integers(0, 7), st.integers(-3, 12)))
def test_placed_loses_nothing_and_keeps_the_others_in_order(keys, wanted):
    order = placed(keys, wanted)

    assert sorted(order) == sorted(keys)
    assert [key for key in order if key not in wanted] == [key for key in keys if key not in wanted]


@pytest.mark.django_db
def test_arranging_mends_double_positions():
    rows = [make_theme(title, position=3) for title in ("A", "B", "C")]

    moved = arrange(rows=Theme.objects.all(), seen=[row.pk for row in rows], wanted={rows[2].pk: 1})

    assert moved
    assert list(Theme.objects.order_by("position").values_list("title", "position")) == [
        ("C", 0),
        ("A", 1),
        ("B", 2),
    ]


@pytest.mark.django_db
def test_order_that_changed_meanwhile_is_not_overwritten():
    first, second = make_theme("A", position=0), make_theme("B", position=1)
    seen = [second.pk, first.pk]

    with pytest.raises(ValidationError, match="Somebody else changed this list"):
        arrange(rows=Theme.objects.all(), seen=seen, wanted={first.pk: 1})

    assert list(Theme.objects.order_by("position")) == [first, second]
