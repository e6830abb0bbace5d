"""PDFs for tests, by several producers: plain ones, odd ones, and such as mean harm."""

from __future__ import annotations

import functools
import io
import re
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import fpdf
import pikepdf
import typst
from PIL import Image
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen import canvas  # type: ignore[import-untyped]

WORDS = (
    "Practitioners did not see the father, and nobody asked who else lived in the home.",
    "The health visitor called twice; no reply was recorded, and the case was closed.",
    "Agencies held 14 contacts between them, and none had the whole picture.",
)


def with_reportlab(
    numbers: Sequence[str], *, header: str = "", turned: Sequence[int] = (), blank: Sequence[int] = ()
) -> bytes:
    """One page for each printed number, at its foot; "" for none. `turned` ones lie on their side, by /Rotate."""
    file = io.BytesIO()
    drawn = canvas.Canvas(file, pagesize=A4)
    for place, number in enumerate(numbers, start=1):
        drawn.setFont("Times-Roman", 11)
        is_turned = place in turned
        if is_turned:
            drawn.setPageRotation(90)
        if place not in blank:
            # A turned sheet is 842 wide and 595 high before it is turned: its foot is its right side.
            for line in range(15 if is_turned else 20):
                drawn.drawString(
                    90, (520 if is_turned else 730) - line * 25, WORDS[(place + line) % len(WORDS)]
                )
            if is_turned:
                drawn.saveState()
                drawn.translate(815, 297)
                drawn.rotate(90)
                drawn.drawCentredString(0, 0, number)
                drawn.restoreState()
            else:
                drawn.drawString(72, 810, header)
                drawn.drawCentredString(297, 30, number)
        drawn.showPage()
    drawn.save()
    return file.getvalue()


def landscape_with_reportlab(numbers: Sequence[str]) -> bytes:
    file = io.BytesIO()
    drawn = canvas.Canvas(file, pagesize=landscape(A4))
    for place, number in enumerate(numbers):
        for line in range(12):
            drawn.drawString(60, 480 - line * 25, WORDS[(place + line) % len(WORDS)])
        drawn.drawRightString(800, 25, f"Page {number}")
        drawn.showPage()
    drawn.save()
    return file.getvalue()


def with_fpdf(numbers: Sequence[str]) -> bytes:
    """Two columns; the number at the outer edge of the head, with the year and the chapter beside it."""
    made = fpdf.FPDF(format="A4")
    made.set_auto_page_break(False)
    for place, number in enumerate(numbers, start=1):
        made.add_page()
        made.set_font("helvetica", size=9)
        made.set_xy(10, 8)
        chapter = f"Chapter {1 + place // 7}: learning from 2009 to 2011"
        made.cell(190, 5, f"{chapter}    {number}" if place % 2 else f"{number}    {chapter}")
        for column in range(2):
            made.set_xy(15 + column * 95, 40)
            made.multi_cell(85, 5, " ".join(WORDS) + " " + " ".join(WORDS))
    return bytes(made.output())


def with_typst(front: int, body: int) -> bytes:
    """Roman front matter, then arabic pages, numbered by the program itself in the footer."""
    text = " ".join(WORDS)
    return typst.compile(
        (
            '#set page(numbering: "i")\n'
            + "#pagebreak()\n".join([text + "\n"] * front)
            + '#set page(numbering: "1")\n#counter(page).update(1)\n'
            + "#pagebreak()\n".join([text + "\n"] * body)
        ).encode()
    )


def of_pictures(count: int, head: str = "") -> bytes:
    file = io.BytesIO()
    drawn = canvas.Canvas(file, pagesize=A4)
    picture = ImageReader(Image.new("RGB", (60, 80), "grey"))
    for _ in range(count):
        drawn.drawImage(picture, 0, 0, *A4)
        drawn.drawString(72, 810, head)
        drawn.showPage()
    drawn.save()
    return file.getvalue()


def of_lines(count: int) -> bytes:
    """A page whose letters were made to outlines."""
    file = io.BytesIO()
    drawn = canvas.Canvas(file, pagesize=A4)
    for place in range(count):
        drawn.line(60 + place % 90 * 5, 700 - place // 90 * 12, 63 + place % 90 * 5, 708 - place // 90 * 12)
    drawn.showPage()
    drawn.save()
    return file.getvalue()


def plain(count: int = 6) -> bytes:
    return with_reportlab([str(number) for number in range(1, count + 1)])


@contextmanager
def changed(pdf: bytes) -> Iterator[tuple[pikepdf.Pdf, Callable[..., bytes]]]:
    """The PDF opened, and what saves it."""
    with pikepdf.open(io.BytesIO(pdf)) as opened:

        def saved(**options: Any) -> bytes:
            file = io.BytesIO()
            opened.save(file, **options)
            return file.getvalue()

        yield opened, saved


def labelled(pdf: bytes, *ranges: tuple[int, dict]) -> bytes:
    """The PDF with labels of its own: from which page (from 0) on, and /S, /P and /St of them."""
    with changed(pdf) as (opened, saved):
        numbers = pikepdf.Array()
        for first, style in ranges:
            numbers.append(first)
            numbers.append(
                pikepdf.Dictionary(
                    {
                        f"/{key}": pikepdf.Name(f"/{value}") if key == "S" else value
                        for key, value in style.items()
                    }
                )
            )
        opened.Root.PageLabels = pikepdf.Dictionary(Nums=numbers)
        return saved()


def encrypted(pdf: bytes, *, user: str = "secret") -> bytes:
    with changed(pdf) as (_, saved):
        return saved(encryption=pikepdf.Encryption(user=user, owner="owner"))


def claiming(pdf: bytes, pages: int) -> bytes:
    """A PDF of reportlab's, whose list of pages says that it has so many."""
    return re.sub(rb"/Count \d+ /Kids", b"/Count %d /Kids" % pages, pdf)


@functools.cache
def pack_many(piece: bytes, times: int) -> bytes:
    """As `zlib.compress(piece * times)` might write it, with the work of one piece."""
    packer = zlib.compressobj(9, wbits=-zlib.MAX_WBITS)
    packed = packer.compress(piece) + packer.flush(zlib.Z_FULL_FLUSH)  # after which a piece stands for itself
    check = 1
    for _ in range(times):
        check = zlib.adler32(piece, check)
    return b"\x78\xda" + packed * times + packer.flush() + check.to_bytes(4)


def bomb(pdf: bytes) -> bytes:
    """A page of which a megabyte becomes 900 of them."""
    with changed(pdf) as (opened, saved):
        stream = pikepdf.Stream(opened, b"")
        stream.write(pack_many(b"q Q " * 250_000, times=900), filter=pikepdf.Name.FlateDecode)
        opened.pages[1].Contents = stream
        return saved(stream_decode_level=pikepdf.StreamDecodeLevel.none)


def nested(pdf: bytes, depth: int = 12) -> bytes:
    """A page that draws a form ten times, which draws another ten times, and so on."""
    with changed(pdf) as (opened, saved):
        form = pikepdf.Stream(opened, b"BT /F1 9 Tf 10 10 Td (word) Tj ET")
        for level in range(depth):
            if level:
                inner, form = opened.make_indirect(form), pikepdf.Stream(opened, b"/F Do " * 10)
                form.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(F=inner))
            form.Type, form.Subtype = pikepdf.Name.XObject, pikepdf.Name.Form
            form.BBox = pikepdf.Array([0, 0, 600, 800])
        opened.pages[1].Resources.XObject = pikepdf.Dictionary(F=opened.make_indirect(form))
        opened.pages[1].Contents = pikepdf.Stream(opened, b"/F Do")
        return saved()


def circular(pdf: bytes) -> bytes:
    """A PDF of reportlab's, whose list of pages has itself among its branches."""
    return re.sub(
        rb"(\d+) 0 obj\n<<\n/Count \d+ /Kids \[ ", rb"\1 0 obj\n<<\n/Count 900 /Kids [ \1 0 R ", pdf
    )
