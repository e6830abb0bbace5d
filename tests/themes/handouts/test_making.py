"""PDF, slides and Word of the same contents: what stands in them, however hostile it is, and who can read them."""

from __future__ import annotations

import io
import zipfile

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from docx import Document
from pptx import Presentation

from tests.themes.handouts.reading import URL, make_contents, read_pdf, read_slides, read_tags, read_word
from themes.handouts import pdf
from themes.handouts.pdf import NOT_PRINTED, make_pdf
from themes.handouts.slides import make_slides
from themes.handouts.word import make_document

HOSTILE = {
    "markup of typst": '#panic("x") #eval("1+1") *bold* _it_ $x$ `raw` <label> @ref = Heading \\ // /* [x] {y}',
    "markup of XML": "<a:t>&amp;</a:t> ]]> <!-- --> <w:p/> &#x0; \"quotes\" 'more'",
    "a long word": "W" * 3_000,
    "a long address": "https://portal.example/" + "a/b?c=d&" * 200,
    "code that looks like an escape": "_x0041_ _x000D_ \\u0041 %00 {{ x }} {% x %}",
    "signs that combine": "Z̷̢͉͝a̶l̷g̵o̶ ﷽ a\u0301\u0302\u0303\u0304" * 5,
}
NO_LETTERS = {
    "another alphabet": "中文 العربية हिन्दी ไทย",
    "emoji": "😀 👩‍👩‍👧 🏴󠁧󠁢󠁷󠁬󠁳󠁿",
    "signs nobody sees": "a\u200db\ufeffc\u2060d\u00ade\u202ce\u2069f",
}
WELSH = "Ŵy’r llys – “tŷ bach” … é ñ ł ř €20"


def with_text(text: str, count: int = 4) -> dict:
    """Contents with this in every place where a person's text may stand."""
    contents = make_contents(count, title=text[:160], lead=text, content_notes=[text], remarks=[text])
    for entry in contents["entries"]:
        entry["note"] = text
        if entry["reason"]:
            entry["reason"] = text
        for finding in entry["findings"]:
            finding["lesson"] = f"{finding['code']} {text}"
            finding["reference"] = finding["years"] = text
            finding["cautions"] = [text]
            for source in finding["sources"]:
                source["place"] = source["sentence"] = source["tag"] = text
    contents["questions"] = [{"text": text, "theme": text}]
    contents["checks"] = [text]
    return contents


@pytest.mark.parametrize("kind", ["handout", "sheet"])
@pytest.mark.parametrize("count", [1, 2, 6])
def test_six_findings_and_a_sheet_are_one_page(kind, count):
    assert len(read_pdf(make_pdf(kind, make_contents(count)))) == 1


def test_six_long_findings_are_one_page():
    contents = make_contents(6)
    for entry in contents["entries"]:
        entry["note"] = "Ask the team. " * 14
        for finding in entry["findings"]:
            finding["lesson"] = "Thirty-five words that go on " * 8
            finding["sources"] = [
                {**finding["sources"][0], "sentence": "What is not known of its pages. " * 9}
            ]

    (page,) = read_pdf(make_pdf("handout", contents))

    assert page.count("Note: Ask") == 5
    assert page.count("Thirty-five words") == 6 * 8


def test_a_handout_says_all_there_is_to_say():
    (page,) = read_pdf(make_pdf("handout", make_contents(6)))

    for said in (
        "An example theme",
        "example 6 was seen",
        "2011 to 2014 · Page 6 of What was learned · Page not checked · F006",
        "We have not compared it with the report.",
        "About one period only. Words quoted from the report: Not checked yet.",
        "Read these together: F005 and F006",
        "One says how many, the other how few.",
        "Who did not? An example theme",
        "portal.example/t/7",
        "SCR Portal, 30 November 2026, version 4711 of the collection. Not guidance.",
        "Page 1 of 1",
    ):
        assert said in page


def test_a_pdf_tells_screen_readers_what_is_what():
    content = make_pdf("handout", make_contents(20))

    with pikepdf.open(io.BytesIO(content)) as made:
        assert str(made.Root.Lang) == "en-GB"
        assert made.Root.MarkInfo.Marked
        assert made.Root.ViewerPreferences.DisplayDocTitle
        with made.open_metadata() as metadata:
            assert metadata["dc:title"] == "An example theme"
            assert metadata["pdfuaid:part"] == "1"
        fonts = [
            font
            for page in made.pages
            for font in page.Resources.Font.values()
            for font in font.DescendantFonts
        ]
        assert fonts
        assert all(
            "/FontFile2" in each.FontDescriptor or "/FontFile3" in each.FontDescriptor for each in fonts
        )
    tags = read_tags(content)
    names = [name for name, _ in tags]
    assert [names.count(name) for name in ("/H1", "/H2", "/H3")] == [
        1,
        20,
        2,
    ]  # 18 alone, one pair, the questions
    assert [alt for name, alt in tags if name == "/Figure"] == ["QR code of the address portal.example/t/7"]
    assert names.count("/Link") >= 20


def test_a_block_is_on_one_page():
    contents = make_contents(32)
    *alone, block = contents["entries"]
    contents["entries"] = [each for entry in alone for each in (entry, block)]

    pages = read_pdf(make_pdf("handout", contents))

    assert len(pages) > 5
    assert sum(page.count("example 31 was") for page in pages) == 30
    assert all(page.count("example 31 was") == page.count("example 32 was") for page in pages)


@pytest.mark.parametrize("lessons", [1, 2, 3])
@pytest.mark.parametrize("questions", [1, 2])
def test_a_sheet_has_at_most_seven_steps(lessons, questions):
    contents = make_contents(3)
    contents["lessons"] = (contents["entries"] * 3)[:lessons]
    contents["questions"] = contents["questions"][:questions]

    (page,) = read_pdf(make_pdf("sheet", contents))

    assert page.count("Read aloud") == lessons
    assert all(question["text"] in page for question in contents["questions"])
    assert "Agree: one thing to do" in page
    headings = [name for name, _ in read_tags(make_pdf("sheet", contents))].count("/H2")
    assert 5 <= headings <= 7


@pytest.mark.parametrize("name", HOSTILE)
def test_text_is_data(name):
    contents = with_text(HOSTILE[name])
    expected = " ".join(HOSTILE[name].split())[:40]

    printed = "".join(read_pdf(make_pdf("handout", contents))).replace("\u200b", "").replace(" ", "")
    slides = read_slides(make_slides(contents))
    paragraphs = [text for _, text in read_word(make_document(contents))]

    if name != "signs that combine":
        assert expected.replace(" ", "") in printed
    assert any(expected in text for _, text, _ in slides)
    assert all(expected in notes for _, _, notes in slides)
    assert any(expected in text for text in paragraphs)


@pytest.mark.parametrize("kind", ["handout", "sheet"])
@pytest.mark.parametrize("name", [*HOSTILE, *NO_LETTERS])
def test_no_text_stops_a_pdf(kind, name):
    text = {**HOSTILE, **NO_LETTERS}[name]

    assert make_pdf(kind, with_text(text)).startswith(b"%PDF-")


def test_letters_that_no_font_has_are_told():
    (page,) = read_pdf(make_pdf("handout", make_contents(1, lead=f"\U000e0041\U0001f9ff {WELSH}")))

    assert f"? {WELSH}" in page
    assert NOT_PRINTED in page


def test_letters_of_our_languages_are_printed():
    (page,) = read_pdf(make_pdf("handout", make_contents(1, lead=WELSH)))

    assert WELSH in page
    assert NOT_PRINTED not in page


def test_what_is_always_printed_has_letters_in_the_font_that_comes_with_typst(monkeypatch):
    signs = "".join(filter(lambda sign: not pdf.PRINTED_SURELY.match(sign), map(chr, range(32, 0x2200))))
    monkeypatch.setattr(pdf, "FONTS", ["Libertinus Serif"])

    assert NOT_PRINTED not in " ".join(read_pdf(make_pdf("handout", make_contents(1, lead=" ".join(signs)))))


def test_a_word_longer_than_a_line_stays_on_the_page():
    content = make_pdf("handout", make_contents(1, lead="W" * 400, title="M" * 160))

    with pikepdf.open(io.BytesIO(content)) as made:
        width = float(made.pages[0].MediaBox[2])
    page = pypdfium2.PdfDocument(content)[0].get_textpage()
    right = max(page.get_charbox(place)[2] for place in range(page.count_chars()))
    assert right < width - 40


def test_slides_have_a_finding_or_block_each():
    slides = read_slides(make_slides(make_contents(6)))

    titles = [title for title, _, _ in slides]
    assert titles[0] == "An example theme"
    assert titles[-2:] == ["Read these together: F005 and F006", "Questions to take with you"]
    assert len(titles) == len(set(titles)) == 7
    _, text, notes = slides[-2]
    for said in ("example 5 was seen", "example 6 was seen", "One says how many, the other how few."):
        assert said in text
        assert said in notes
    for title, _, notes in slides[1:-2]:
        assert title in notes
        assert "Reference: Author, A. (2016)" in notes
        assert "Words quoted from the report: Not checked yet." in notes
        assert "We have not compared it with the report." in notes
    assert all("version 4711 of the collection" in text for _, text, _ in slides)


def test_slides_tell_screen_readers_what_is_what():
    deck = Presentation(io.BytesIO(make_slides(make_contents(3))))

    assert (deck.core_properties.title, deck.core_properties.language) == ("An example theme", "en-GB")
    (picture,) = [shape for slide in deck.slides for shape in slide.shapes if not shape.has_text_frame]
    assert picture._element.nvPicPr.cNvPr.get("descr") == "QR code of the address portal.example/t/7"
    for slide in deck.slides:
        numbers = [shape.shape_id for shape in slide.shapes]
        assert len(numbers) == len(set(numbers))
        assert slide.shapes[0] == slide.shapes.title  # it is read first
    assert [layout.name for layout in deck.slide_layouts] == ["Title", "Finding"]


def test_a_slide_of_many_findings_has_smaller_letters():
    contents = make_contents(6)
    contents["entries"] = [
        {
            "findings": [each for entry in contents["entries"] for each in entry["findings"]],
            "codes": "Six",
            "reason": "R.",
            "note": "",
        }
    ]

    slide = Presentation(io.BytesIO(make_slides(contents))).slides[1]

    sizes = {run.font.size.pt for each in slide.placeholders[1].text_frame.paragraphs for run in each.runs}
    assert max(sizes) < 18
    assert min(sizes) >= 9


def test_word_has_headings():
    paragraphs = read_word(make_document(make_contents(4)))

    headings = [(style, text) for style, text in paragraphs if style.startswith("Heading")]
    assert headings[0] == ("Heading 1", "An example theme")
    assert [style[-1] for style, _ in headings] == ["1", "2", "2", "2", "3", "3", "2"]
    assert headings[3][1] == "Read these together: F003 and F004"
    assert any("Reference: Author, A. (2016)" in text for _, text in paragraphs)
    made = Document(io.BytesIO(make_document(make_contents(4))))
    assert [each._inline.docPr.get("descr") for each in made.inline_shapes] == [
        "QR code of the address portal.example/t/7"
    ]
    assert (made.core_properties.title, made.core_properties.language) == ("An example theme", "en-GB")


@pytest.mark.parametrize("make", [make_slides, make_document])
def test_nothing_is_asked_of_other_hosts(make):
    with zipfile.ZipFile(io.BytesIO(make(make_contents(3)))) as packed:
        for name in packed.namelist():
            if name.endswith(".rels"):
                assert b'TargetMode="External"' not in packed.read(name)


def test_an_address_that_is_long_has_no_code():
    contents = make_contents(
        1, has_code=False, url=f"{URL}?{'x' * 900}", address=f"portal.example/t/7?{'x' * 900}"
    )

    assert "/Figure" not in [name for name, _ in read_tags(make_pdf("handout", contents))]
    assert "Open this list" in read_pdf(make_pdf("handout", contents))[0]
