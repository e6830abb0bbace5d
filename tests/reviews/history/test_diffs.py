from hypothesis import given, settings
from hypothesis import strategies as st

from reviews.history.diffs import DiffPiece, build_diff


def test_changed_words_are_marked_on_both_sides():
    found = build_diff("Fathers were often absent.", "Fathers were seldom seen at home.")

    assert [piece.words for piece in found.before if piece.changed] == ["often absent"]
    assert [piece.words for piece in found.after if piece.changed] == ["seldom seen at home"]


def test_a_line_broken_elsewhere_is_no_other_word():
    found = build_diff("One two\nthree", "One\ntwo three")

    assert not any(piece.changed for piece in (*found.before, *found.after))


def test_nothing_is_no_piece():
    assert build_diff("", "New").before == ()
    assert build_diff("", "New").after == (DiffPiece("New", changed=True),)


def test_very_long_texts_are_compared_by_line():
    before = "".join(f"Line {number} of it, said at some length.\n" for number in range(1000))

    found = build_diff(before, before.replace("Line 500 ", "Line five hundred "))

    assert [piece.words for piece in found.after if piece.changed] == [
        "Line five hundred of it, said at some length."
    ]


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_each_side_is_the_text_itself(before, after):
    found = build_diff(before, after)

    assert "".join(piece.words for piece in found.before) == before
    assert "".join(piece.words for piece in found.after) == after
