"""A list goes into its address and comes out again as it was, whatever its title and notes are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.explore.filters import TICK
from themes.explore.list_addresses import (
    AddressedList,
    clean_note,
    clean_title,
    read_addressed_list,
    read_list_in_address,
)

SIGNS = st.characters(exclude_categories=["Cs"])
HARD = st.sampled_from(
    [
        "&id=F009",
        "?id=F009&title=x",
        "%26",
        "a+b",
        "\r\n",
        "“‘\"'",
        "<script>",
        "👩‍👧",
        "שלום",
        "\u202eabc",
        "#F001",
        "\x00",
        ";",
        "é",
    ]
)
TEXT = st.lists(st.one_of(st.text(SIGNS, max_size=12), HARD), max_size=8).map("".join)
CODES = st.lists(
    st.integers(1, 10**9 - 1).map(lambda number: f"F{number:03}"), unique=True, min_size=1, max_size=30
)


@st.composite
def lists(draw: st.DrawFn) -> AddressedList:
    codes = draw(CODES)
    noted = draw(st.dictionaries(st.sampled_from(codes), TEXT.map(clean_note).filter(bool), max_size=5))
    return AddressedList(tuple(codes), clean_title(draw(TEXT)), noted)


@given(lists())
@settings(max_examples=150)
def test_list_comes_out_of_its_address_as_it_went_in(made):
    query = QueryDict(made.query)

    assert read_addressed_list(query) == made
    assert read_addressed_list(query).address == made.address
    carried = QueryDict(mutable=True)
    for name, value in made.build_pairs(TICK):
        carried.appendlist(name, value)
    assert read_list_in_address(QueryDict(carried.urlencode())) == made


@given(TEXT)
def test_words_are_cleaned_once(text):
    assert clean_title(clean_title(text)) == clean_title(text)
    assert clean_note(clean_note(text)) == clean_note(text)


MANY = tuple(f"F{number:03}" for number in range(1, 31))


def pad(made: AddressedList, length: int) -> AddressedList:
    """With so long a last note that its address has this length."""
    code = made.codes[-1]
    return replace(
        made, notes={**made.notes, code: "x" * (length - len(made.address) - len(f"&note-{code}="))}
    )


@pytest.mark.parametrize(
    ("made", "named"),
    [
        (AddressedList(("F001",), "t" * 80, {"F001": "n" * 200}), set()),
        (AddressedList(("F001",), "t" * 81), {"title"}),
        (AddressedList(("F001", "F002"), "", {"F001": "n" * 200, "F002": "n" * 201}), {"note-F002"}),
        (pad(AddressedList(("F001",)), 3_500), {"note-F001"}),
        (pad(AddressedList(("F001",)), 6_001), {"note-F001", ""}),
        (AddressedList(MANY, "", dict.fromkeys(MANY, "é" * 40)), {""}),
    ],
)
def test_what_is_too_long_is_named(made, named):
    assert made.explain_what_is_too_long().keys() == named


def test_title_goes_with_the_last_finding_and_a_note_with_its_own():
    made = AddressedList(("F001", "F002"), "Title", {"F001": "a", "F002": "b"})

    assert made.with_codes(["F002"]) == AddressedList(("F002",), "Title", {"F002": "b"})
    assert made.with_codes([]) == AddressedList()


def test_order_that_goes_along_stands_and_what_is_new_comes_behind():
    query = QueryDict("tick=F002&tick=F009&tick=F001+F003&order=F003+F001+F002")

    assert read_addressed_list(query, TICK).codes == ("F003", "F001", "F002", "F009")


def test_address_of_another_list_brings_its_notes_and_leaves_ones_own():
    query = QueryDict(mutable=True)
    query.setlist(
        "id", ["F001", "https://x.example/findings/?id=F001&id=F002&title=Theirs&note-F001=a&note-F002=b"]
    )
    query["title"] = "Mine"
    query["note-F001"] = "My own."

    made = read_addressed_list(query)

    assert made == AddressedList(("F001", "F002"), "Mine", {"F001": "My own.", "F002": "b"})
