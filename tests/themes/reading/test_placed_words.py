"""Words of a page placed over its picture."""

from pathlib import Path

import pytest

from reviews.documents.pictures import PagePicture
from themes.reading.placed_words import place_words


def picture(text: str, *lines: tuple[int, int, str]) -> PagePicture:
    """Letters of ten by twenty pixels; each line with where it begins. Spaces and line ends have no box."""
    boxes: list[int] = []
    for x, y, words in lines:
        for number, letter in enumerate(words):
            left = x + 10 * number
            boxes += (0, 0, 0, 0) if letter.isspace() else (left, y, left + 10, y + 20)
    assert len(boxes) == 4 * len(text)
    return PagePicture(Path(), 500, 500, text, boxes)


def test_words_of_a_line_stand_where_they_are_printed():
    (line,) = place_words(picture("Two words", (50, 100, "Two words")))

    assert (line.y, line.size) == (116, 17)
    assert [(word.x, word.text) for word in line.words] == [(50, "Two"), (90, "words")]


def test_each_printed_line_is_one_and_a_broken_word_keeps_its_hyphen():
    lines = place_words(picture("One har\x02bour", (50, 100, "One har\x02"), (50, 130, "bour")))

    assert [[word.text for word in line.words] for line in lines] == [["One", "har-"], ["bour"]]


@pytest.mark.parametrize("second", [(50, 130), (300, 40), (20, 100)], ids=["below", "next column", "back"])
def test_words_that_are_not_beside_each_other_are_two_lines_whatever_the_text_says(second):
    lines = place_words(picture("One two", (50, 100, "One "), (*second, "two")))

    assert [[word.text for word in line.words] for line in lines] == [["One"], ["two"]]


def test_what_runs_upwards_or_is_not_seen_is_left_out():
    upright = [side for step in range(6) for side in (20, 100 + 10 * step, 40, 110 + 10 * step)]
    page = PagePicture(Path(), 500, 500, "upward gone", [*upright, *[0] * 20])

    assert place_words(page) == []
