"""Quoted words marked in the picture of a page: over the words, all of them, and nothing else.

The pages are drawn with the quoted words in red, so that the picture itself says where they are.
"""

from __future__ import annotations

import hashlib
import io

import pikepdf
import pypdfium2  # type: ignore[import-untyped]
import pytest
from django.utils import timezone
from PIL import Image, ImageChops, ImageDraw
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from reviews.models import Document, DocumentPage
from tests.factories import make_citation, make_finding, make_review, make_theme
from tests.reviews.documents import pdfs
from themes.models import Finding, Quotation
from themes.reading.evidence import MarkedPicture, MarkedWords, draw_page

pytestmark = pytest.mark.django_db

QUOTED = "seldom asked who else lived in the home"


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    (settings.MEDIA_ROOT / "documents").mkdir(parents=True)
    return settings.MEDIA_ROOT


def held(pdf: bytes, media) -> Document:
    """The PDF kept as a document, with its pages."""
    sha256 = hashlib.sha256(pdf).hexdigest()
    document = Document.objects.create(
        review=make_review(), sha256=sha256, file=f"documents/{sha256}.pdf", size=len(pdf), state="read"
    )
    (media / document.file.name).write_bytes(pdf)
    with pypdfium2.PdfDocument(pdf) as opened:
        for index, page in enumerate(opened, 1):
            text = page.get_textpage().get_text_range().replace("\r\n", "\n")
            DocumentPage.objects.create(document=document, index=index, label=str(index), text=text)
        document.page_count = len(opened)
    document.save()
    return document


def typeset(lines, *, size=A4, font="Times-Roman", points=12, turned=0) -> bytes:
    """A page of lines, each a place and its words; those between asterisks are red.

    On a `turned` one they stand upright when the page is shown turned, as scanned tables often are.
    """
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=size)
    if turned:
        canvas.setPageRotation(turned)
        canvas.translate(*{90: (size[0], 0), 180: size, 270: (0, size[1])}[turned])
        canvas.rotate(turned)
    for x, y, words in lines:
        text = canvas.beginText(x, y)
        text.setFont(font, points)
        for place, part in enumerate(words.split("*")):
            text.setFillColorRGB(place % 2, 0, 0)
            text.textOut(part)
        canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def changed(pdf: bytes, **values) -> bytes:
    with pdfs.changed(pdf) as (opened, saved):
        for name, value in values.items():
            opened.pages[0][f"/{name}"] = pikepdf.Array(value) if isinstance(value, list) else value
        return saved()


def looked_at(shown: MarkedPicture, media) -> tuple[float, float]:
    """The share of the red ink that lies under marks, and of the ink under marks that is red."""
    (path,) = (media / "pictures").glob("*.webp")
    with Image.open(path) as image:
        r, g, b = image.convert("RGB").split()
    marks = Image.new("L", r.size, 0)
    pen = ImageDraw.Draw(marks)
    for mark in shown.marks:
        pen.rectangle((mark.x, mark.y, mark.x + mark.width - 1, mark.y + mark.height - 1), fill=255)
    red = ImageChops.subtract(r, g).point(lambda value: 255 * (value > 60))
    black = ImageChops.lighter(r, ImageChops.lighter(g, b)).point(lambda value: 255 * (value < 90))
    ink, right, wrong = (
        each.histogram()[255]
        for each in (red, ImageChops.darker(red, marks), ImageChops.darker(black, marks))
    )
    assert ink > 100
    return right / ink, right / (right + wrong)


PLAIN = [
    (90, 700, "The health visitor called twice; the father was *seldom asked*"),
    (90, 684, "*who else lived in the home*, and nobody wrote down why."),
    (90, 668, "The next line says something else about the home."),
]
LOWER = [(x, y - 250, words) for x, y, words in PLAIN]
COLUMNS = [
    (60, 700, "In the left column stands a long"),
    (60, 684, "line that says he was *seldom*"),
    (60, 668, "*asked who else lived in the*"),
    (320, 700, "*home*, which the right column"),
    (320, 684, "goes on to explain at length."),
]
BROKEN = [
    (90, 700, "The health visitor saw that the father was *seldom asked who el-*"),
    (90, 684, "*se lived in the home*, and nobody wrote down why."),
]
REPEATED = [
    (90, 700, "He was *seldom asked who else lived in the home*. Nobody asked."),
    (90, 684, "The mother, too, was seldom asked who else lived in the home."),
]
LIGATURES = [
    (90, 700, "The oﬃcer said: *seldom asked who else lived in the home*, the ﬁle says,"),
    (90, 684, "ﬂuently, and so on to the end of the line."),
]


def vera(lines) -> bytes:
    pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    return typeset(lines, font="Vera", points=10)


def cut(pdf: bytes) -> bytes:
    return changed(pdf, MediaBox=[-30, -20, 595, 842], CropBox=[50, 400, 560, 800])


PAGES = {
    "one column": typeset(PLAIN),
    "two columns": typeset(COLUMNS),
    "broken at a line's end": typeset(BROKEN),
    "the first of two": typeset(REPEATED),
    "ligatures": vera(LIGATURES),
    "landscape": typeset(LOWER, size=landscape(A4)),
    "small print on a poster": typeset(PLAIN, size=(1_684, 2_384), points=14),
    "turned": typeset(LOWER, turned=90),
    "turned the other way": typeset(LOWER, turned=270),
    "turned twice": typeset(PLAIN, turned=180),
    "lying on its side": changed(typeset(PLAIN), Rotate=90),
    "lying on its other side": changed(typeset(PLAIN), Rotate=270),
    "cut": cut(typeset(PLAIN)),
    "cut and turned": changed(cut(typeset(PLAIN)), Rotate=90),
}


@pytest.mark.parametrize("name", PAGES)
def test_marks_lie_over_the_quoted_words_and_no_others(name, media):
    page = held(PAGES[name], media).pages.get()

    shown = draw_page(page, [QUOTED])

    covered, right = looked_at(shown, media)
    assert shown.problem == ""
    assert covered > 0.99
    assert right > 0.99


def test_one_mark_for_each_line(media):
    page = held(PAGES["one column"], media).pages.get()

    assert len(draw_page(page, [QUOTED]).marks) == 2
    assert len(draw_page(page, ["seldom asked"]).marks) == 1
    assert len(draw_page(page, [QUOTED, "nobody wrote"]).marks) == 3


def test_words_that_are_not_there_are_not_marked(media):
    page = held(PAGES["one column"], media).pages.get()

    shown = draw_page(page, ["often asked who else lived", "", "   ", "…"])

    assert (shown.marks, shown.labels, shown.problem) == ((), (), "")
    assert shown.url == f"/documents/{page.document_id}/1.webp"
    assert shown.alt == "Page 1 (PDF page 1) as a picture."


def test_marks_and_labels_say_who_quotes(media):
    page = held(PAGES["one column"], media).pages.get()

    shown = draw_page(page, [MarkedWords(QUOTED, "F7"), MarkedWords("nobody wrote down", "F12")])

    assert [mark.code for mark in shown.marks] == ["F7", "F7", "F12"]
    assert [label.code for label in shown.labels] == ["F7", "F12"]
    assert shown.labels[1].y - shown.labels[0].y >= 44
    assert shown.alt == "Page 1 (PDF page 1) as a picture. The words that F7 and F12 quote are marked."


def test_page_that_cannot_be_drawn_says_so(media):
    document = held(PAGES["one column"], media)
    (media / document.file.name).unlink()

    shown = draw_page(document.pages.get(), [QUOTED])

    assert (shown.url, shown.marks) == ("", ())
    assert "cannot be read" in shown.problem


# The evidence view


@pytest.fixture
def document(media) -> Document:
    """A page that a published finding and a draft quote, held and confirmed."""
    document = held(PAGES["one column"], media)
    Document.objects.update(labels_from="pdf", labels_confirmed_at=timezone.now())
    for state, words in (("published", QUOTED), ("draft", "nobody wrote down")):
        finding = make_finding(f"{state}.", state=state, themes=(make_theme(),), review=document.review)
        quote(finding, document, words)
    return document


def quote(finding, document: Document, words: str, index: int = 1) -> None:
    Quotation.objects.create(
        finding=finding,
        citation=make_citation(finding, pages=(str(index),)),
        words=words,
        matched=words,
        outcome="exact",
        document=document,
        found_on=str(index),
        found_index=index,
        checked_at=timezone.now(),
    )


def address(document: Document, label: str = "1") -> str:
    return f"/reviews/{document.review.slug}/p/{label}/"


def test_page_is_not_drawn_for_those_who_may_not_see_it(client, document, media):
    page = client.get(address(document)).content.decode()

    assert "published." in page
    assert "/documents/" not in page
    assert "The page itself" not in page
    assert not (media / "pictures").exists()


def test_curator_sees_the_picture_with_what_drafts_quote_too(client, admin_user, document):
    client.force_login(admin_user)
    page = " ".join(client.get(address(document)).text.split())

    codes = list(Finding.objects.order_by("number").values_list("number", flat=True))
    assert f'href="/documents/{document.pk}/1.webp"' in page
    assert f'href="/documents/{document.pk}.pdf#page=1"' in page
    assert page.count('class="portal-page-picture__mark"') == 3
    assert f"The words that F{codes[0]} and F{codes[1]} quote are marked." in page
    assert "Only curators see this page" in page
    assert "What findings quote is marked, in the picture and in the words." in page
    assert page.index("published.") < page.index("The page itself")


def test_reader_sees_it_where_the_licence_allows_it_without_drafts(client, document):
    Document.objects.update(is_public=True)

    page = client.get(address(document)).content.decode()

    assert page.count('class="portal-page-picture__mark"') == 2
    assert "Only curators" not in page
    assert "nobody wrote down why" in page


def test_reader_sees_no_page_whose_number_nobody_has_compared(client, document):
    Document.objects.update(is_public=True, labels_confirmed_at=None)

    assert "/documents/" not in client.get(address(document)).content.decode()


def test_picture_that_cannot_be_made_hides_nothing(client, document, media):
    Document.objects.update(is_public=True)
    (media / document.file.name).write_bytes(b"%PDF-1.7 no more")

    response = client.get(address(document))

    page = response.content.decode()
    assert response.status_code == 200
    assert "There is no picture of this page: the PDF is damaged here." in page
    assert "published." in page
    assert "<mark>seldom asked" in page


def test_page_without_words_says_so(client, admin_user, document):
    client.force_login(admin_user)
    DocumentPage.objects.update(text=" \n")

    assert "No words can be read from this page." in client.get(address(document)).content.decode()


def test_end_of_a_quotation_is_marked_on_the_next_page(client, media):
    first = [(90, 700, "Nobody knew then that the mother was"), (90, 684, "*seldom asked who else*")]
    second = [(90, 700, "*lived in the home*, and nobody wrote down why.")]
    with pdfs.changed(typeset(first)) as (opened, saved), pdfs.changed(typeset(second)) as (other, _):
        opened.pages.extend(other.pages)
        document = held(saved(), media)
    Document.objects.update(is_public=True, labels_from="pdf", labels_confirmed_at=timezone.now())
    finding = make_finding(themes=(make_theme(),), review=document.review)
    quote(finding, document, QUOTED)

    shown = client.get(address(document, "2")).content.decode()

    assert "<mark>lived in the home,</mark>" in shown
    assert shown.count('class="portal-page-picture__mark"') == 1


def test_curator_goes_on_to_the_pages_beside_it(client, admin_user, media):
    client.force_login(admin_user)
    document = held(pdfs.plain(3), media)

    page = client.get(address(document, "2")).content.decode()

    assert "No finding quotes its words." in page
    for label in ("1", "3"):
        assert f'href="{address(document, label)}"' in page
    assert f'href="{address(document, "1")}"' not in client.get(address(document, "3")).content.decode()


@pytest.mark.parametrize("quotations", [1, 6])
def test_queries_do_not_grow_with_what_is_quoted(client, document, quotations, django_assert_num_queries):
    Document.objects.update(is_public=True)
    finding = Finding.objects.get(state="published")
    for number in range(quotations):
        quote(
            finding, document, ["The next line says", "who else", "line", "home", "down why", "else"][number]
        )
    client.get(address(document))

    with django_assert_num_queries(10):
        client.get(address(document))
