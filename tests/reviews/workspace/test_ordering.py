"""Rows get the places they are given, and the others make room."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.workspace.ordering import place_in_order


@pytest.mark.parametrize(
    ("places", "order"),
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
def test_rows_in_order_moves_what_was_numbered(places, order):
    assert "".join(place_in_order("abcde", places)) == order


@given(st.permutations(range(8)), st.dictionaries(st.integers(0, 7), st.integers(-3, 12)))
def test_rows_in_order_loses_nothing_and_keeps_the_others_in_order(keys, places):
    order = place_in_order(keys, places)

    assert sorted(order) == sorted(keys)
    assert [key for key in order if key not in places] == [key for key in keys if key not in places]
