"""Reads what a PDF says about itself: its fields, and the lines of its first and last pages. In a limited process.

Run as a program with the path of a PDF and how many pages are read at either end and how many lines of each; answers
with one line of JSON.
"""

import json
import statistics
import sys

LONGEST_LINE = 500  # characters
LETTERS_MEASURED = 20  # of a line, for its size


def read_opening(path: str, first: int, last: int, most_lines: int) -> dict:
    import pypdfium2  # type: ignore[import-untyped]

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError:
        return {"problem": "broken"}
    count = len(document)
    places = [*range(min(first, count)), *range(max(first, count - last), count)]
    pages = []
    for index in places:
        try:
            page = document[index]
            words = page.get_textpage()
        except pypdfium2.PdfiumError:
            continue
        pages.append({"page": index + 1, "lines": read_lines(words, most_lines)})
        words.close()
        page.close()
    return {"count": count, "fields": document.get_metadata_dict(skip_empty=True), "pages": pages}


def read_lines(words, most: int) -> list[tuple[str, float]]:
    """Lines in their order, each with the height of its letters in points."""
    from reviews.documents.letters import read_letters

    text, numbers = read_letters(words)
    lines: list[tuple[str, float]] = []
    start = 0
    for line in text.split("\n"):
        places = [start + at for at, sign in enumerate(line) if sign.isalnum()]
        start += len(line) + 1
        if places and len(lines) < most:
            heights = [measure(words, numbers[at]) for at in places[:LETTERS_MEASURED]]
            lines.append((line.strip()[:LONGEST_LINE], round(statistics.median(heights), 1)))
    return lines


def measure(words, number: int) -> float:
    from pypdfium2 import raw

    box = raw.FS_RECTF()
    if number < 0 or not raw.FPDFText_GetLooseCharBox(words, number, box):
        return 0.0
    # Of a line that stands upright the width is what tells.
    return min(abs(box.top - box.bottom), 1_000.0)


def main() -> None:
    path, *rest = sys.argv[1:]
    sys.stdout.write(json.dumps(read_opening(path, *map(int, rest))) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
