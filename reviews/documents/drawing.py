"""Draws one page of a PDF, in a limited process.

Run as a program with the path of a PDF, a page from 1 and what is most of it; answers with a line of JSON, then the
picture as WebP. The line holds the picture's size, the page's text and for each character its box in the picture; or
what stood in the way. It imports hardly anything: it starts once for each page, and a broken file may end it at any
point.
"""

import ctypes
import io
import json
import math
import sys

FINE = 16  # parts of a pixel in which places are measured
LARGEST_SCALE = 4  # pixels to a point: a stamp is not blown up
LONGEST_SIDE = 1_000_000  # points; a page that claims more has no size to draw it at
QUALITY = 75  # letters stay sharp, and a scanned page takes a tenth of what it takes as PNG
EFFORT = 2  # of six: twice as fast as the usual four, for three per cent more bytes


class DrawingProblem(Exception):
    """What stands in the way, as a word for the message."""


def draw(path: str, index: int, most_wide: int, most_high: int, most_characters: int) -> tuple[dict, bytes]:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
        page = document[index - 1]
        words = page.get_textpage()
    except (pypdfium2.PdfiumError, IndexError) as error:
        raise DrawingProblem("damaged") from error
    width, height = page.get_size()
    if not (0 < width < LONGEST_SIDE and 0 < height < LONGEST_SIDE):
        raise DrawingProblem("sizeless")
    # What a page shows is as many pixels wide as told; the fraction of a pixel would make one more.
    scale = min((most_wide - 1) / width, (most_high - 1) / height, LARGEST_SCALE)
    bitmap = page.render(scale=scale)
    text = ""
    boxes: list[int] = []
    if words.count_chars() <= most_characters:
        text, boxes = read_characters(page, words, bitmap.width, bitmap.height)
    file = io.BytesIO()
    bitmap.to_pil().save(file, format="WEBP", quality=QUALITY, method=EFFORT)
    answer = {"width": bitmap.width, "height": bitmap.height, "text": text, "boxes": boxes}
    return answer, file.getvalue()


def read_characters(page, words, width: int, height: int) -> tuple[str, list[int]]:
    """The text as reading has it, and four numbers for each of its characters: left, top, right, bottom.

    Characters that PDFium adds, such as the end of a line, have no box: four noughts.
    """
    from pypdfium2 import raw

    from reviews.documents.letters import read_letters

    to_picture = build_transform(page, width, height)
    text, numbers = read_letters(words)
    boxes: list[int] = []
    rect = raw.FS_RECTF()
    for sign, number in zip(text, numbers, strict=True):
        if not sign.isspace() and number >= 0 and raw.FPDFText_GetLooseCharBox(words, number, rect):
            boxes += to_picture(rect.left, rect.bottom, rect.right, rect.top)
        else:
            boxes += (0, 0, 0, 0)
    return text, boxes


def build_transform(page, width: int, height: int):
    """What makes a box of the page one of the picture, whichever way the page is turned and cut."""
    from pypdfium2 import raw

    left, bottom, right, top = page.get_bbox()

    def project(x: float, y: float) -> tuple[float, float]:
        across, down = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, width * FINE, height * FINE, 0, x, y, across, down)
        return across.value / FINE, down.value / FINE

    at, along, up = project(left, bottom), project(right, bottom), project(left, top)
    wide, high = (right - left) or 1, (top - bottom) or 1
    # How far a point to the right, and one up, go across and down in the picture.
    right_across, right_down = ((along[side] - at[side]) / wide for side in (0, 1))
    up_across, up_down = ((up[side] - at[side]) / high for side in (0, 1))

    def to_picture(x: float, y: float, to_x: float, to_y: float) -> tuple[int, int, int, int]:
        x, y, to_x, to_y = x - left, y - bottom, to_x - left, to_y - bottom
        first_x, second_x = (
            (at[0] + x * right_across + y * up_across),
            (at[0] + to_x * right_across + to_y * up_across),
        )
        high, low = (at[1] + x * right_down + y * up_down), (at[1] + to_x * right_down + to_y * up_down)
        if not math.isfinite(first_x + second_x + high + low):
            return 0, 0, 0, 0
        return (
            clamp(math.floor(min(first_x, second_x)), width),
            clamp(math.floor(min(high, low)), height),
            clamp(math.ceil(max(first_x, second_x)), width),
            clamp(math.ceil(max(high, low)), height),
        )

    return to_picture


def clamp(place: int, size: int) -> int:
    """The nearest place that the picture shows."""
    return min(max(place, 0), size)


def main() -> None:
    path, *rest = sys.argv[1:]
    picture = b""
    try:
        answer, picture = draw(path, *map(int, rest))
    except DrawingProblem as problem:
        answer = {"problem": str(problem)}
    sys.stdout.write(json.dumps({**answer, "bytes": len(picture)}) + "\n")
    sys.stdout.flush()
    sys.stdout.buffer.write(picture)


if __name__ == "__main__":
    main()
