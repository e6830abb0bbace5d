"""Printed page numbers: the truth, or none. Never a number that is not on the page."""

from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.documents.labels import choose_sample, find_own_labels, find_printed_labels, label_pages
from reviews.documents.reading import PdfPage, read_pages
from reviews.models import LabelsFrom
from reviews.page_labels import get_label_at, is_label, sort_key
from tests.reviews.documents import pdfs

From = LabelsFrom


def pages_of(own: list[str], edges: list[list[str]]) -> list[PdfPage]:
    return [
        PdfPage(place, label, "Words.", tuple(lines))
        for place, (label, lines) in enumerate(zip(own, edges, strict=True), start=1)
    ]


def labels_of(tmp_path, content: bytes, offset: int | None = None):
    path = tmp_path / "report.pdf"
    path.write_bytes(content)
    return label_pages(read_pages(path), offset)


ROMAN = ["i", "ii", "iii", "iv", "v", "vi"]


@pytest.mark.parametrize(
    ("given_labels", "expected"),
    [
        (["", "", ""], ["", "", ""]),
        (["1", "2", "3", "4"], ["", "", "", ""]),  # what programs write unasked
        (["i", "ii", "1", "2", "3"], ["i", "ii", "1", "2", "3"]),
        (["I", "II", "1", "2", "3"], ["i", "ii", "1", "2", "3"]),
        (["Cover", "1", "2", "3", "A-1"], ["", "1", "2", "3", ""]),
        (["49", "50", "51"], ["49", "50", "51"]),
        (["a", "b", "c", "d", "1", "2", "3", "4", "5"], ["", "", "", "", "1", "2", "3", "4", "5"]),
        (["5", "9", "10", "11", "12"], ["5", "9", "10", "11", "12"]),
        (["1", "1", "1", "1"], ["", "", "", ""]),
        (["c", "x", "m", "i"], ["", "", "", ""]),
        (["123456", "123457"], ["", ""]),
        (["5"], [""]),
    ],
)
def test_own_labels(given_labels, expected):
    assert list(find_own_labels(given_labels)) == expected


def plain_edges(numbers: list[str]) -> list[list[str]]:
    return [["Learning from 2009 to 2011", number] if number else ["Learning"] for number in numbers]


def test_numbers_at_the_edges_are_found():
    numbers = ["", "", "i", "ii", "iii", "iv", *map(str, range(1, 30))]

    assert list(find_printed_labels(plain_edges(numbers))) == numbers


@pytest.mark.parametrize(
    "line",
    ["{}", "Page {}", "– {} –", "| {}", "{} | Neglect", "Neglect {}", "Page {} of 286", "[{}]", "{}."],
)
def test_numbers_are_found_beside_other_words(line):
    numbers = [str(number) for number in range(3, 33)]

    assert list(find_printed_labels([[line.format(number)] for number in numbers])) == numbers


@pytest.mark.parametrize("line", ["{}", "- {} -", "P a g e {}"])
def test_figures_set_apart_are_one_number(line):
    numbers = [str(number) for number in range(8, 28)]

    assert list(find_printed_labels([[line.format(" ".join(number))] for number in numbers])) == numbers


def test_roman_numbers_set_apart_are_one_number():
    numbers = ["iv", "v", "vi", "vii", "viii", "ix"]

    assert list(find_printed_labels([[" ".join(number)] for number in numbers])) == numbers


def test_figures_of_words_that_are_set_apart_are_no_page_numbers():
    lines = [" ".join(f"by{number}thesufficientlantern".replace("the", " the ")) for number in range(5, 15)]

    assert not any(find_printed_labels([[line] for line in lines]))


BROWSER_FOOT = ["11/29/26, 6:24 AM Learning from a review", "https://papers.example/review.html {}/{}"]


def browser_edges(numbers: list[str]) -> list[list[str]]:
    foot = [
        [line.format(place, len(numbers)) for line in BROWSER_FOOT] for place in range(1, len(numbers) + 1)
    ]
    return [[number, *lines] if number else lines for number, lines in zip(numbers, foot, strict=True)]


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([""] * 5, ["1", "2", "3", "4", "5"]),
        (["iv", "v", "vi", "vii"], ["iv", "v", "vi", "vii"]),
        ([str(number) for number in range(31, 50)], [str(number) for number in range(31, 50)]),
    ],
)
def test_sheets_of_a_browser_are_counted_where_pages_have_no_numbers_of_their_own(numbers, expected):
    assert list(find_printed_labels(browser_edges(numbers))) == expected


def test_unnumbered_pages_between_numbered_ones_are_counted():
    shown = [str(number) if number % 9 else "" for number in range(1, 40)]

    labels = find_printed_labels(plain_edges(shown))

    assert list(labels) == [str(number) for number in range(1, 40)]


def test_pages_before_the_first_and_after_the_last_number_have_none():
    shown = ["", "", *map(str, range(3, 20)), "", ""]

    assert list(find_printed_labels(plain_edges(shown))) == shown


def test_pages_left_out_of_the_count_divide_the_runs():
    shown = [*map(str, range(1, 20)), "", "", *map(str, range(20, 40))]

    assert list(find_printed_labels(plain_edges(shown))) == shown


def test_stray_number_does_not_lengthen_a_run():
    shown = ["8", "", *map(str, range(10, 30)), "", "31", ""]

    assert list(find_printed_labels(plain_edges(shown))) == ["", "", *map(str, range(10, 30)), "", "", ""]


def test_number_of_a_chapter_is_no_page_number():
    edges = [["Chapter 1"], *[[str(number)] for number in range(2, 20)]]

    assert list(find_printed_labels(edges)) == ["", *map(str, range(2, 20))]


def test_numbers_on_right_hand_pages_alone_are_enough():
    shown = [str(number) if number % 2 else "" for number in range(1, 40)]

    assert list(find_printed_labels(plain_edges(shown))) == [str(number) for number in range(1, 40)]


def test_two_rows_of_numbers_that_contend_give_none():
    edges = [[f"Child {number + 40}", f"Report {number}"] for number in range(1, 30)]

    assert set(find_printed_labels(edges)) == {""}


def test_numbers_that_fill_their_line_win_over_years_that_go_up_with_the_pages():
    edges = [[f"{page} See the ledger of {1903 + page}.", str(page)] for page in range(1, 11)]

    assert find_printed_labels([[line, "" if place < 2 else number] for place, (line, number) in enumerate(edges)]) == (
        "", "", *map(str, range(3, 11)),
    )  # fmt: skip
    assert (
        find_printed_labels([[f"See the ledger of {1903 + page}, page {page}"] for page in range(1, 11)])
        == ("",) * 10
    )


def test_few_numbers_are_no_majority():
    edges = [["Learning"]] * 30 + [[str(number)] for number in range(31, 40)]

    assert set(find_printed_labels(edges)) == {""}


def test_part_that_counts_from_one_again_has_none():
    shown = [*map(str, range(1, 40)), *map(str, range(1, 12))]

    assert list(find_printed_labels(plain_edges(shown))) == [*map(str, range(1, 40)), *[""] * 11]


def test_years_tables_and_chapters_are_no_page_numbers():
    edges = [["Chapter 3", "2009 to 2011", f"Table {page // 4}", "12.5%", "£300"] for page in range(40)]

    assert set(find_printed_labels(edges)) == {""}


def test_printed_numbers_win_over_default_and_wrong_labels():
    edges = [[], [], *[[str(number)] for number in range(1, 20)]]
    default = [str(place) for place in range(1, 22)]
    wrong = [str(place + 4) for place in range(1, 22)]

    for own in (default, wrong):
        labelling = label_pages(pages_of(own, edges))
        assert labelling.found == From.PRINTED
        assert list(labelling.labels) == ["", "", *map(str, range(1, 20))]


def test_own_labels_win_where_the_printed_ones_agree():
    own = [*ROMAN, *map(str, range(1, 20))]
    labelling = label_pages(pages_of(own, [[], [], *[[label] for label in own[2:]]]))

    assert (list(labelling.labels), labelling.found) == (own, From.PDF)


def test_offset_decides_alone():
    own = [str(place + 7) for place in range(1, 7)]
    labelling = label_pages(pages_of(own, [[label] for label in own]), offset=2)

    assert list(labelling.labels) == ["", "", "1", "2", "3", "4"]
    assert (labelling.found, labelling.offset) == (From.OFFSET, 2)
    assert label_pages(pages_of(own, [[]] * 6), offset=-48).labels[0] == "49"


@pytest.mark.parametrize("own", [["", "i", "ii", "iii", "iv"], [""] * 5])
def test_front_matter_keeps_its_roman_numbers_beside_an_offset(own):
    shown = [["Learning"], *[["Learning", number] for number in ("i", "ii", "iii", "iv")]]

    labels = label_pages(pages_of([*own, "", "", ""], [*shown, [], [], []]), offset=5).labels

    assert list(labels) == ["", "i", "ii", "iii", "iv", "1", "2", "3"]


def test_nothing_known_gives_none():
    labelling = label_pages(pages_of([""] * 5, [[]] * 5))

    assert (labelling.labels, labelling.found, labelling.sample) == (("",) * 5, From.NONE, ())


def test_sample_shows_the_ends_and_the_middle_of_each_run():
    labels = ["", "i", "ii", "iii", *map(str, range(1, 101))]

    assert choose_sample(labels) == (2, 3, 4, 5, 55, 104)


def test_sample_stays_short():
    assert len(choose_sample([label for number in range(1, 50) for label in (str(number), "")])) == 8


# Real PDFs


def test_reportlab_with_front_matter_turned_and_blank_pages(tmp_path):
    numbers = ["", "", "iii", "iv", "v", *map(str, range(1, 31))]
    content = pdfs.with_reportlab(numbers, header="Learning 2011", turned=[12, 13], blank=[1, 20])

    labelling = labels_of(tmp_path, content)

    assert (list(labelling.labels), labelling.found) == (numbers, From.PRINTED)


def test_fpdf_with_numbers_in_the_head(tmp_path):
    numbers = [str(number) for number in range(5, 30)]

    assert list(labels_of(tmp_path, pdfs.with_fpdf(numbers)).labels) == numbers


def test_typst_with_roman_front_matter(tmp_path):
    labelling = labels_of(tmp_path, pdfs.with_typst(4, 20))

    assert list(labelling.labels) == ["i", "ii", "iii", "iv", *map(str, range(1, 21))]


def test_landscape_pages(tmp_path):
    numbers = [str(number) for number in range(90, 110)]

    assert list(labels_of(tmp_path, pdfs.landscape_with_reportlab(numbers)).labels) == numbers


def test_own_labels_of_a_pdf(tmp_path):
    content = pdfs.labelled(
        pdfs.with_reportlab([""] * 8), (0, {"P": "Cover"}), (1, {"S": "r"}), (4, {"S": "D"})
    )
    labelling = labels_of(tmp_path, content)

    assert list(labelling.labels) == ["", "i", "ii", "iii", "1", "2", "3", "4"]
    assert labelling.found == From.PDF


# Any document


@st.composite
def documents(draw):
    """The truth for each page, and what its edges show of it among other numbers."""
    rng = random.Random(draw(st.integers(0, 2**32)))  # noqa: S311 - examples, not secrets
    noise, silence = draw(st.integers(0, 3)), draw(st.floats(0, 0.9))
    truth: list[str] = [""] * draw(st.integers(0, 6))
    truth += [get_label_at(sort_key("i") + place) for place in range(draw(st.integers(0, 15)))]
    number = draw(st.integers(1, 400))
    for _ in range(draw(st.integers(0, 3))):
        length, between = draw(st.integers(0, 60)), draw(st.integers(0, 3))
        truth += [str(number + place) for place in range(length)] + [""] * between
        # Pages that are not counted, or counted without a number, or a count that goes on as if pages were missing.
        number += length + draw(st.sampled_from([0, between, between + 7]))
    numbered = [place for place, label in enumerate(truth) if label]
    for before, after in pairwise(numbered):
        if sort_key(truth[after]) - sort_key(truth[before]) == after - before:
            truth[before:after] = [
                get_label_at(sort_key(truth[before]) + step) for step in range(after - before)
            ]
    edges = []
    for place, label in enumerate(truth):
        lines = [f"Chapter {1 + place // 11}", "Learning from reviews, 2009 to 2011"]
        beside = {
            sort_key(near) + place - there
            for there, near in enumerate(truth[max(0, place - 3) : place + 4], start=max(0, place - 3))
            if near
        }
        for _ in range(noise):
            # A stray number that continues the count of the pages beside it: nobody could tell it from theirs.
            if (stray := rng.randint(1, 900)) not in beside:
                lines.append(rng.choice(["{}", "Table {}", "{} cases", "see {}"]).format(stray))
        if label and rng.random() >= silence:
            lines.append(rng.choice(["{}", "Page {}", "{} | Neglect", "– {} –"]).format(label))
        rng.shuffle(lines)
        edges.append(lines)
    return truth, edges


@given(documents())
def test_label_is_the_truth_or_none(document):
    truth, edges = document

    labels = find_printed_labels(edges)

    wrong = [(true, found) for true, found in zip(truth, labels, strict=True) if found not in ("", true)]
    assert wrong == []
    assert all(is_label(label) for label in labels if label)


@given(st.integers(1, 500), st.integers(0, 5), st.integers(20, 80), st.integers(0, 2**32))
def test_ordinary_numbers_are_found(first, before, count, seed):
    rng = random.Random(seed)  # noqa: S311
    numbers = [""] * before + [str(first + place) for place in range(count)]
    edges = [
        ["Learning, 2011", number if number and (place % 7 or rng.random() < 0.5) else ""]
        for place, number in enumerate(numbers)
    ]

    labels = find_printed_labels(edges)

    assert sum(bool(label) for label in labels) >= count - 6  # at either end a few may be silent


@given(st.lists(st.text(max_size=6) | st.sampled_from(["1", "2", "3", "i", "ii", "iv", "x", "2011"])))
def test_whatever_a_pdf_calls_its_pages_labels_are_labels(given_labels):
    labels = find_own_labels(given_labels)

    assert len(labels) == len(given_labels)
    assert all(is_label(label) for label in labels if label)


@given(st.lists(st.lists(st.text(max_size=30), max_size=4), max_size=30))
def test_whatever_stands_at_the_edges_labels_are_labels(edges):
    assert all(is_label(label) for label in find_printed_labels(edges) if label)
