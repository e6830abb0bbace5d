"""What letters stand raised, and columns drawn row by row, as reading writes them."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import pypdfium2  # type: ignore[import-untyped]
import pytest
from reportlab.lib.pagesizes import A4  # type: ignore[import-untyped]
from reportlab.pdfbase.pdfmetrics import stringWidth  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from reviews.documents.letters import Letters, read_letters

FONT, SIZE = "Times-Roman", 11


def read(draw: Callable[[Canvas], None]) -> Letters:
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    with pypdfium2.PdfDocument(file.getvalue()) as document:
        return read_letters(document[0].get_textpage())


def write_line(canvas: Canvas, x: float, y: float, parts: Sequence[str], *, scaled: bool = False) -> None:
    """Parts side by side; those that begin with "^" raised and small, with "~" raised and as large."""
    for part in parts:
        is_raised, size = part[0] in "^~", 6.5 if part[0] == "^" else SIZE
        said = part[1:] if is_raised else part
        text = canvas.beginText()
        if scaled:  # as some makers write sizes
            text.setFont(FONT, 1)
            text.setTextTransform(size, 0, 0, size, x, y + (4 if is_raised else 0))
        else:
            text.setFont(FONT, size)
            text.setTextOrigin(x, y + (4 if is_raised else 0))
        text.textOut(said)
        canvas.drawText(text)
        x += stringWidth(said, FONT, size)


@pytest.mark.parametrize("scaled", [False, True])
@pytest.mark.parametrize(
    ("parts", "expected"),
    [
        (["In 2014", "^12", " the number rose"], "In 2014¹² the number rose"),
        (["A fall of 10", "^7", "% was seen"], "A fall of 10⁷% was seen"),
        (["The rate was 1.5", "^6", ", twice that"], "The rate was 1.5⁶, twice that"),
        (["about £1,200", "^3", " a week"], "about £1,200³ a week"),
        (["nobody asked", "^4", " why"], "nobody asked⁴ why"),
        (["of 47", "^a", " children"], "of 47ᵃ children"),
        (["the plan", "^b", " was ended"], "the plan" + "ᵇ was ended"),
        (["in 2009", "^iv", ", when"], "in 2009ⁱᵛ, when"),
        (["in 2009", "^7,8", " and"], "in 2009⁷,⁸ and"),
        (["in 2009", "^[7]", " and"], "in 2009⁽⁷⁾ and"),
        (["typed 25", "~9", " here"], "typed 25⁹ here"),
        (["^12", " See the tables."], "¹² See the tables."),
        (["a room of 12 m", "^2", " for five"], "a room of 12 m2 for five"),
        (["the 21", "^st", " of May"], "the 21st of May"),
        (["R", "^2", " was low"], "R2 was low"),
        (["between 10 and 12 of 25"], "between 10 and 12 of 25"),
    ],
)
def test_raised_marks_are_told_from_figures_and_words(parts, expected, scaled):
    letters = read(lambda canvas: write_line(canvas, 70, 700, parts, scaled=scaled))

    assert letters.text.strip() == expected


def test_raised_marks_of_a_page_on_its_side():
    def draw(canvas: Canvas) -> None:
        canvas.translate(500, 100)
        canvas.rotate(90)
        write_line(canvas, 0, 0, ["In 2014", "^12", " the number rose"])

    assert "2014¹²" in read(draw).text


LEFT = [
    "The police had come to the",
    "house on nine nights that",
    "winter, and each time they",
    "left without a note.",
]
RIGHT = [
    "Teachers had seen the",
    "change in her and spoke",
    "about it with each other",
    "but with nobody else.",
]


def draw_rows(*columns: Sequence[str], drop: float = 0.0) -> Callable[[Canvas], None]:
    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        canvas.drawString(
            70, 740, "What the review found about the winter of that year, in the words of its authors:"
        )
        for row in range(max(map(len, columns))):
            for number, column in enumerate(columns):
                if row < len(column):
                    canvas.drawString(70 + number * 170, 700 - row * 14 - number * drop, column[row])
        canvas.drawString(70, 500, "Afterwards nobody could say who had known.")

    return draw


@pytest.mark.parametrize("drop", [0, 3])
@pytest.mark.parametrize("more", [[], ["at the school."], ["at the school, nor", "with the nurse."]])
def test_columns_drawn_row_by_row_are_put_one_after_the_other(more, drop):
    right = [*RIGHT[:-1], "but with nobody else", *more] if more else RIGHT

    text = read(draw_rows(LEFT, right, drop=drop)).text

    words = " ".join(text.split())
    assert " ".join(LEFT) + " " + " ".join(right) in words
    assert words.endswith("Afterwards nobody could say who had known.")


def test_three_columns_drawn_row_by_row():
    third = ["In spring a neighbour", "wrote to the council", "and had no answer to", "what she had said."]

    words = " ".join(read(draw_rows(LEFT, RIGHT, third)).text.split())

    assert " ".join([*LEFT, *RIGHT, *third]) in words


def test_rows_of_a_table_stay_rows():
    names = [
        "Physical abuse and neglect",
        "Emotional abuse",
        "Sexual abuse of children",
        "Overlying, unknown",
    ]
    figures = ["24 per cent", "35 per cent", "12 per cent", "29 per cent"]

    lines = read(draw_rows(names, figures)).text.splitlines()

    assert lines[1].split() == ["Physical", "abuse", "and", "neglect", "24", "per", "cent"]


def test_narrow_lines_under_a_wide_head_stay_lines():
    """PDFium takes them for columns, as more of the page is filled from top to bottom than from side to side."""
    lines = [
        "The nurse wrote that nobody",
        "had asked him why the plan",
        "had no dates, and this was",
        "not shared.",
    ] * 18

    def draw(canvas: Canvas) -> None:
        canvas.setFont(FONT, SIZE)
        canvas.drawString(20, 820, "11/29/26, 6:24 AM")
        canvas.drawString(555, 820, "2/5")
        for number, line in enumerate(lines):
            text = canvas.beginText()
            for place, letter in enumerate(line):  # each by itself, as browsers place them
                text.setTextOrigin(70 + 0.95 * stringWidth(line[:place], FONT, SIZE), 805 - 11 * number)
                text.textOut(letter)
            canvas.drawText(text)

    assert read(draw).text.split("\n") == ["11/29/26, 6:24 AM 2/5", *lines]


def test_every_letter_keeps_its_number():
    text, numbers = read(draw_rows(LEFT, RIGHT))

    assert len(text) == len(numbers)
    assert all(number >= 0 for sign, number in zip(text, numbers, strict=True) if not sign.isspace())
