"""What a check found of a quotation is found again on the page, whatever maker, columns or hyphens."""

from functools import partial

import pytest

from tests.themes.quotations import pdfs
from themes.quotations.checking import check_quotation
from themes.quotations.document import DocumentText
from themes.quotations.furniture import PageText
from themes.quotations.marking import PageWords, find_neighbours


def make_page_words(text: str, *around: str) -> PageWords:
    pages = [PageText(index, "", one) for index, one in enumerate(["", text, *around], 1)]
    return PageWords(pages[1], lambda: pages)


def marked(text: str, quoted: str) -> list[str]:
    return [text[start:end] for start, end in make_page_words(text).find_spans(quoted)]


@pytest.mark.parametrize(
    ("text", "quoted", "expected"),
    [
        ("He was seldom asked.", "seldom asked", ["seldom asked"]),
        ("He was seldom\nasked.", "seldom asked", ["seldom\nasked."]),
        ("He was sel\ufffedom asked", "seldom asked", ["sel\ufffedom asked"]),
        ("He was sel-\ndom asked", "seldom asked", ["sel-\ndom asked"]),
        ("The oﬃcer was\nseldom asked", "The officer was seldom asked", ["The oﬃcer was\nseldom asked"]),
        ("“It was always careful,”\nsaid he", "It was always careful, said he", ["It was always careful,”\nsaid he"]),
        ("He was seldom, and that for years,\nasked", "He was seldom … asked", ["He was seldom,", "asked"]),
        ("asked once, asked twice", "asked", ["asked"]),
        ("He was 𝒔eldom asked", "was 𝒔eldom asked", ["was 𝒔eldom asked"]),
        ("He was often asked.", "seldom asked", []),
        ("He was seldom asked.", "", []),
        ("He was seldom asked.", " … ", []),
        ("", "seldom asked", []),
    ],
)  # fmt: skip
def test_words_are_found_as_the_page_has_them(text, quoted, expected):
    assert marked(text, quoted) == expected


def test_footnote_between_the_words_is_left_out():
    text = (
        "Nobody knew.1 He was\nseldom asked, as the other one\n1 See the ledger of 1903.\nsaid in a letter."
    )

    found = marked(text, "He was seldom asked, as the other one said in a letter")

    assert found == ["He was\nseldom asked, as the other one", "said in a letter."]


def test_part_of_a_quotation_is_marked_on_each_of_its_pages():
    first, second = (
        PageText(1, "1", "The end: he was seldom"),
        PageText(2, "2", "asked who lived there. Nobody was."),
    )
    quoted = "he was seldom asked who lived there"

    on_first = PageWords(first, lambda: [first, second]).find_spans(quoted, begins=1)
    on_second = PageWords(second, lambda: [first, second]).find_spans(quoted, begins=1)

    assert [first.text[start:end] for start, end in on_first] == ["he was seldom"]
    assert [second.text[start:end] for start, end in on_second] == ["asked who lived there."]


def test_words_that_begin_and_end_on_the_page_before_are_not_marked_here_too():
    first, second = (
        PageText(1, "1", "He was seldom asked. Nobody was."),
        PageText(2, "2", "She was seldom asked."),
    )

    assert PageWords(second, lambda: [first, second]).find_spans("seldom asked", begins=1) == []


@pytest.mark.parametrize("made", pdfs.to_tune_on() + pdfs.kept_aside(), ids=lambda made: made.name)
def test_every_sentence_that_is_found_can_be_marked(made):
    """What a check keeps of words it found exactly is found again, on the page on which they begin and the next."""
    pages = made.pages()
    document = DocumentText(pages)
    marked = 0
    for sheet in made.sheets:
        for sentence in sheet.sentences:
            found = check_quotation(sentence, [(sheet.label, sheet.label)], document)
            if found.outcome != "exact":
                continue
            for index in {place.index for place in found.places}:
                first, last = find_neighbours(index, len(pages))
                words = PageWords(pages[index - 1], partial(pages.__getitem__, slice(first - 1, last)))
                spans = words.find_spans(found.matched, found.page.index)
                ends = [place for place in found.places if place.index == index]

                marked += 1
                assert spans, (sheet.label, index, found.matched)
                assert spans[0][0] == ends[0].start
                assert 0 <= spans[-1][1] - ends[-1].end <= 3
    assert marked
