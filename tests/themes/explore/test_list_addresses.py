"""A list goes into its address and comes out again as it was, whatever its title and notes are."""

from __future__ import annotations

from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st

from themes.explore.filters import TICK
from themes.explore.list_addresses import (
    LONGEST_ADDRESS,
    LONGEST_NOTE,
    LONGEST_TITLE,
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


@given(lists())
def test_what_is_said_to_fit_is_within_what_servers_take(made):
    said = made.explain_what_is_too_long()

    assert ("title" in said) == (len(made.title) > LONGEST_TITLE)
    assert {name for name in said if name.startswith("note-")} == {
        f"note-{code}" for code, note in made.notes.items() if len(note) > LONGEST_NOTE
    }
    assert ("" in said) == (len(made.address.encode()) > LONGEST_ADDRESS)


def test_address_of_another_list_brings_its_notes_and_leaves_ones_own():
    query = QueryDict(mutable=True)
    query.setlist(
        "id", ["F001", "https://x.example/findings/?id=F001&id=F002&title=Theirs&note-F001=a&note-F002=b"]
    )
    query["title"] = "Mine"
    query["note-F001"] = "My own."

    made = read_addressed_list(query)

    assert made == AddressedList(("F001", "F002"), "Mine", {"F001": "My own.", "F002": "b"})
