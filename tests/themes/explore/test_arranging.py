"""A list put in another order by the places typed beside its entries."""

from __future__ import annotations

import pytest

from themes.explore.arranging import put_in_places, read_places

LISTED = [["F001"], ["F002", "F003"], ["F004"], ["F005"]]


@pytest.mark.parametrize(
    ("places", "order"),
    [
        ({}, "1245"),
        ({"F005": "1"}, "5124"),
        ({"F001": "2", "F002": "1"}, "2145"),
        ({"F001": "99"}, "2451"),
        ({"F005": "0"}, "5124"),
        ({"F001": "3", "F005": "3"}, "2415"),
        ({"F001": "4", "F002": "3", "F004": "2", "F005": "1"}, "5421"),
        ({"F004": " "}, "1245"),
        ({"F004": "３", "F005": "２"}, "1524"),
    ],
)
def test_entries_stand_where_their_numbers_say(places, order):
    sent = {f"place-{codes[0]}": str(number) for number, codes in enumerate(LISTED, 1)}
    sent |= {f"place-{code}": place for code, place in places.items()}

    wanted, strange = read_places(LISTED, sent)

    assert strange == {}
    assert put_in_places(LISTED, wanted) == [
        next(codes for codes in LISTED if codes[0][-1] == number) for number in order
    ]


@pytest.mark.parametrize("typed", ["x", "-1", "1.5", "²", "1" * 7])
def test_what_is_no_place_is_told(typed):
    wanted, strange = read_places(LISTED, {"place-F002": typed})

    assert wanted == {}
    assert strange == {
        "place-F002": f"“{typed}” is not a position. Type a number: 1 puts F002 and F003 first."
    }
