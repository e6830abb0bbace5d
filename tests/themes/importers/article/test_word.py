"""Word documents are read as their text would be."""

import io

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.shared import Twips

from tests.themes.importers.article.article_pages import EXPECTED, summarise
from tests.themes.importers.article.word_documents import make_picture, make_word_document, write_runs
from themes.importers.article.decoding import decode
from themes.importers.article.reading import read_article


def test_word_document_is_read_as_its_text_would_be():
    assert summarise(read_article(decode(make_word_document())))[:2] == EXPECTED[:2]


@pytest.mark.parametrize(
    ("look", "read", "pages"),
    [
        ({}, "Cut 20 off.", "340"),
        ({"bold": True}, "Cut 20 off.", "340"),
        ({"strike": True}, "Cut 0 off.", "40"),
        ({"double_strike": True}, "Cut 0 off.", "40"),
        ({"hidden": True}, "Cut 0 off.", "40"),
        ({"hidden": False}, "Cut 20 off.", "340"),
        ({"style": "Struck"}, "Cut 0 off.", "40"),
        ({"style": "Gone"}, "Cut 0 off.", "40"),
        ({"style": "Gone", "strike": False}, "Cut 20 off.", "340"),
    ],
)
def test_words_of_a_word_document_are_those_that_readers_see(look, read, pages):
    data = write_runs(("Cut ", {}), ("2", look), ("0 off. (pg ", {}), ("3", look), ("40)", {}))

    (theme,) = read_article(decode(data)).themes

    assert [finding.text for finding in theme.findings] == [read]
    assert [one.as_given for one in theme.citations] == [pages]


@pytest.mark.parametrize("look", [{"superscript": True}, {"style": "Raised"}])
def test_raised_figures_of_a_word_document_join_no_others(look):
    data = write_runs(
        ("Cut 20", {}), ("1", look), (" of 10", {}), ("6", look), (". (pg 30)", {}), ("2", look)
    )

    (theme,) = read_article(decode(data)).themes

    assert [finding.text for finding in theme.findings] == ["Cut 20 of 10⁶."]
    assert [one.as_given for one in theme.citations] == ["30"]


def indent(paragraph, twips: int) -> None:
    paragraph.paragraph_format.left_indent = Twips(twips)


def indent_as_newer_files_do(paragraph, twips: int) -> None:
    properties = paragraph._p.get_or_add_pPr()
    properties.append(parse_xml(f'<w:ind {nsdecls("w")} w:hanging="0" w:start="{twips / 20}pt" w:end="0"/>'))


def indent_by_style(paragraph, twips: int) -> None:
    styles = paragraph.part.document.styles
    for name, base, left in (("Near", None, twips), ("Far", "Near", None)):
        if f"{name}{twips}" not in styles:
            style = styles.add_style(f"{name}{twips}", WD_STYLE_TYPE.PARAGRAPH)
            style.base_style = styles[f"{base}{twips}"] if base else styles["Normal"]
            style.paragraph_format.left_indent = left and Twips(left)
    paragraph.style = f"Far{twips}"


def indent_by_list(paragraph, twips: int) -> None:
    paragraph.style = ("List Bullet", "List Bullet 2", "List Bullet 3")[twips // 360]


def indent_by_tabs(paragraph, twips: int) -> None:
    paragraph.runs[0].text = "\t" * (twips // 360) + paragraph.runs[0].text


def indent_first_line(paragraph, twips: int) -> None:
    paragraph.paragraph_format.first_line_indent = Twips(twips)


def indent_heading(paragraph, twips: int) -> None:
    paragraph.style = "Heading 3"
    indent(paragraph, twips)


def indent_roughly(paragraph, twips: int) -> None:
    """As programs that count in millimetres do, and from the left of the margin."""
    indent(paragraph, twips + len(paragraph.text) % 3 - 500)


def indent_in_table(paragraph, twips: int) -> None:
    table = paragraph.part.document.add_table(1, 1)
    table._tbl.tblPr.append(parse_xml(f'<w:tblInd {nsdecls("w")} w:w="{twips}" w:type="dxa"/>'))
    table.cell(0, 0)._tc.append(paragraph._p)


@pytest.mark.parametrize(
    "move",
    [
        indent,
        indent_as_newer_files_do,
        indent_by_style,
        indent_by_list,
        indent_by_tabs,
        indent_first_line,
        indent_heading,
        indent_roughly,
        indent_in_table,
    ],
)
def test_comments_of_a_word_document_answer_as_they_are_indented(move):
    def write(document):
        document.add_heading("On safeguarding", 1)
        document.add_heading("Ropes", 2)
        document.add_paragraph("Cut. (pg 3)", style="List Bullet")
        document.add_heading("5 Responses to On safeguarding", 2)
        for number, twips in enumerate((0, 360, 720, 360, 0), start=1):
            move(document.add_paragraph(f"Ann Example {number} July 2016 at 14:05"), twips)
            indent(document.add_paragraph("We knew."), twips + 180)
            document.add_paragraph("And we said so.", style="List Bullet")

    draft = read_article(decode(make_word_document(write)))

    assert [comment.depth for comment in draft.comments] == [1, 2, 3, 2, 1]
    assert {comment.body for comment in draft.comments} == {"We knew.\n\n• And we said so."}
    assert draft.problems == ()


def test_indentation_above_the_comments_of_a_word_document_is_left_alone():
    def write(document):
        document.add_heading("On safeguarding", 1)
        document.add_heading("Ropes", 2)
        document.add_paragraph("Cut. (pg 3)", style="List Bullet")
        indent(document.add_paragraph("Knots"), 720)
        document.add_paragraph("Tied. (pg 4)", style="List Bullet")
        document.add_heading("Comments", 2)

    draft = read_article(decode(make_word_document(write)))

    assert [theme.title for theme in draft.themes] == ["Ropes", "Knots"]


@pytest.mark.parametrize("level", [0, 1, None])  # the style Title, a heading among headings, plain words
def test_title_of_a_word_document_is_its_first_line(level):
    def write(document):
        document.add_paragraph("On safeguarding") if level is None else document.add_heading(
            "On safeguarding", level
        )
        for heading in ("Ropes", "Knots"):
            document.add_heading(heading, 1)
            document.add_paragraph("Cut. (pg 3)", style="List Bullet")

    draft = read_article(decode(make_word_document(write)))

    assert draft.title == "On safeguarding"
    assert [theme.title for theme in draft.themes] == ["Ropes", "Knots"]


def test_pictures_in_a_word_document_are_left_out():
    def write(document):
        document.add_heading("A heading", 1)
        document.add_picture(io.BytesIO(make_picture()))

    assert decode(make_word_document(write)).strip() == "A heading"
