"""Reads a PDF's pages, in a limited process.

Run as a program with the path of a PDF and what is most of it; answers with lines of JSON: one with the number of
pages, one for each page, then one that says that it came to the end, or what stood in the way. It imports hardly
anything: it starts once for each PDF, and a broken file may end it at any point.
"""

import json
import re
import sys

EDGE = 0.1  # of a page's height or width: where page numbers stand
EDGE_OF_NUMBERS = 0.2  # where they stand above what a browser printed at the foot
LONGEST_NUMBER = 12  # characters of a line that may be a page number and nothing else
FEW_LETTERS = 250  # of a page of which the rest may be a picture
LEAST_COVERED = 0.3  # of the page, by pictures
MANY_LINES = 1_500  # parts of drawn lines: letters that were made to outlines, or a chart
LONGEST_EDGE = 2_000  # characters


class ExtractionProblem(Exception):
    """What stands in the way, as `kind` and figures for the message."""

    def __init__(self, kind: str, **figures: int) -> None:
        super().__init__(kind)
        self.answer = {"problem": kind, **figures}


def write_answer(line: dict) -> None:
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()  # somebody watches how far it has come


def read_document(path: str, most_pages: int, most_characters: int, most_in_all: int) -> None:
    import pypdfium2  # type: ignore[import-untyped]
    from pypdfium2 import raw

    from reviews.documents.letters import read_letters

    try:
        document = pypdfium2.PdfDocument(path)
    except pypdfium2.PdfiumError as error:
        locked = error.err_code in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY)
        raise ExtractionProblem("encrypted" if locked else "broken") from error
    count = len(document)
    if not count:
        raise ExtractionProblem("empty")
    if count > most_pages:
        raise ExtractionProblem("long", number=count)
    write_answer({"pages": count})
    in_all = 0
    missing: list[int] = []
    for index in range(count):
        try:
            page = document[index]
            words = page.get_textpage()
        except pypdfium2.PdfiumError:
            missing.append(index + 1)
            continue
        characters = words.count_chars()
        in_all += characters
        if characters > most_characters:
            raise ExtractionProblem("full", page=index + 1, number=characters)
        if in_all > most_in_all:
            raise ExtractionProblem("wordy")
        letters = read_letters(words)
        write_answer(
            {
                "page": index + 1,
                "label": get_label(document, index),
                "text": letters.text,
                "edges": find_edges(page, words, letters),
                "picture": is_picture(page, letters.text),
            }
        )
        words.close()
        page.close()
    if missing:
        raise ExtractionProblem("missing", first=missing[0], number=len(missing), pages=count)


def get_label(document, index: int) -> str:
    try:
        return document.get_page_label(index)
    except UnicodeDecodeError:
        return ""


def is_picture(page, text: str) -> bool:
    """Whether a page shows much that is no letter, and has hardly any: a scan under a printed head, a drawn text."""
    from pypdfium2 import raw

    if sum(map(str.isalnum, text)) > FEW_LETTERS:
        return False
    left, bottom, right, top = page.get_bbox()
    covered, lines = 0.0, 0
    for thing in page.get_objects(filter=(raw.FPDF_PAGEOBJ_IMAGE, raw.FPDF_PAGEOBJ_PATH), max_depth=3):
        if thing.type == raw.FPDF_PAGEOBJ_PATH:
            lines += raw.FPDFPath_CountSegments(thing)
        else:
            from_x, from_y, to_x, to_y = thing.get_bounds()
            covered += max(0, min(right, to_x) - max(left, from_x)) * max(
                0, min(top, to_y) - max(bottom, from_y)
            )
    return covered >= LEAST_COVERED * (right - left) * (top - bottom) or lines >= MANY_LINES


def find_edges(page, words, letters) -> list[str]:
    """The lines at the top and bottom; on a page that lies on its side, at all four sides."""
    from reviews.documents.letters import Glyphs

    left, bottom, right, top = page.get_bbox()
    height, width = top - bottom, right - left
    on_its_side = page.get_rotation() or width > height
    glyphs = Glyphs(words)
    found = []
    for line in re.finditer(r"[^\s\ufffe][^\n\ufffe]*", letters.text):
        wide = EDGE if len(line[0].strip()) > LONGEST_NUMBER else EDGE_OF_NUMBERS
        ends = [letters.numbers[at] for at in (line.start(), line.start() + len(line[0].rstrip()) - 1)]
        places = [glyphs.get_origin(number) for number in ends]
        if (
            all(y >= top - wide * height for _, y in places)
            or all(y <= bottom + wide * height for _, y in places)
            or (on_its_side and all(x <= left + EDGE * width for x, _ in places))
            or (on_its_side and all(x >= right - EDGE * width for x, _ in places))
        ):
            found.append(line[0][:LONGEST_EDGE])
    return found


def main() -> None:
    path, *most = sys.argv[1:]
    try:
        read_document(path, *map(int, most))
        write_answer({"end": True})
    except ExtractionProblem as problem:
        write_answer(problem.answer)


if __name__ == "__main__":
    main()
