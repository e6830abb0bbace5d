"""Draws one page of a PDF as a program that reads letters wants it, in a limited process.

Run as a program with the path of a PDF, a page from 1, how many dots to the inch and how many of them at most; answers
with a line that says how many to the inch they became, then the page in grey as PGM.
"""

import math
import sys

INCH = 72  # points
LONGEST_SIDE = 1_000_000  # points; a page that claims more has no size to draw it at


def scan(path: str, index: int, per_inch: int, most: int) -> None:
    import pypdfium2  # type: ignore[import-untyped]

    page = pypdfium2.PdfDocument(path)[index - 1]
    width, height = page.get_size()
    if not (0 < width < LONGEST_SIDE and 0 < height < LONGEST_SIDE):
        raise ValueError
    scale = min(per_inch / INCH, math.sqrt(most / (width * height)))
    picture = page.render(scale=scale, grayscale=True).to_pil().convert("L")
    output = sys.stdout.buffer
    output.write(b"%d\n" % max(round(scale * INCH), 1))
    output.write(b"P5 %d %d 255\n" % picture.size)
    output.write(picture.tobytes())
    output.flush()


if __name__ == "__main__":
    path, *rest = sys.argv[1:]
    scan(path, *map(int, rest))
