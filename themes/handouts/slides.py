"""Makes slides with python-pptx, in a limited process: one finding or block a slide.

Run as a program with the contents of a handout as JSON on its standard input; answers with the file. A slide shows the
lesson; its notes hold the reference and all that must be known before it is passed on.
"""

import datetime
import io
import json
import os
import sys
from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

import segno
from pptx.dml.color import RGBColor
from pptx.enum.lang import MSO_LANGUAGE_ID
from pptx.slide import Slide
from pptx.text.text import TextFrame
from pptx.util import Cm, Emu, Pt

from themes.handouts.slides_look import (
    CODE,
    FINDING,
    PALE,
    SIDE,
    TITLE,
    WIDTH,
    add_slide,
    give_room,
    open_deck,
)

LARGEST_OF_TITLE, LARGEST_OF_TEXT, SMALLEST = 36, 22, 9  # points of letters
SMALLER = 0.75  # lines of years and sources, beside lessons
OF_A_LETTER, OF_A_BOLD_LETTER = 0.55, 0.64  # of the size of letters, about: no one is there to measure
LEADING = 1.25
BEFORE = 0.6  # of the size: above each lesson

Piece = tuple[str, bool]  # a text, and whether it is small


def reduce_size(size: float, *, is_small: bool) -> int:
    return max(SMALLEST, round(size * SMALLER)) if is_small else round(size)


def fit(pieces: Sequence[Piece], shape: Any, largest: int, of_a_letter: float = OF_A_LETTER) -> int:
    """The size of letters at which this fills the shape and no more, or the smallest."""
    width, height = Emu(shape.width).pt, Emu(shape.height).pt
    for size in range(largest, SMALLEST, -1):
        needed = 0.0
        for text, is_small in pieces:
            letters = reduce_size(size, is_small=is_small)
            needed += letters * LEADING * ceil(max(1, len(text)) * letters * of_a_letter / width)
            needed += 0 if is_small else size * BEFORE
        if needed <= height:
            return size
    return SMALLEST


def write(frame: TextFrame, pieces: Sequence[Piece], size: int) -> None:
    """Paragraphs, small ones pale. What was in the frame is gone."""
    frame.clear()
    frame.word_wrap = True
    for number, (text, is_small) in enumerate(pieces):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.space_before = Pt(0 if is_small or not number else size * BEFORE)
        run = paragraph.add_run()
        run.text = text
        run.font.language_id = MSO_LANGUAGE_ID.ENGLISH_UK
        run.font.size = Pt(reduce_size(size, is_small=is_small))
        if is_small:
            run.font.color.rgb = RGBColor.from_string(PALE)


def set_title(slide: Slide, text: str) -> None:
    title: Any = slide.shapes.title
    write(title.text_frame, [(text, False)], fit([(text, False)], title, LARGEST_OF_TITLE, OF_A_BOLD_LETTER))


def set_text(slide: Slide, pieces: Sequence[Piece]) -> None:
    shape: Any = slide.placeholders[1]
    write(shape.text_frame, pieces, fit(pieces, shape, LARGEST_OF_TEXT))


def set_notes(slide: Slide, lines: Sequence[str]) -> None:
    notes: Any = slide.notes_slide.notes_text_frame
    notes.text = "\n".join(filter(None, lines))


def describe(finding: dict[str, Any]) -> Iterator[Piece]:
    """The lines below a lesson."""
    for source in finding["sources"]:
        yield f"{finding['years']} · {source['place']} · {source['tag']}", True
    address = finding["url"].partition("://")[2]
    yield " ".join([*finding["cautions"], f"{finding['code']} · {address}"]), True


def list_notes(finding: dict[str, Any]) -> list[str]:
    return [
        f"{finding['code']}: {finding['lesson']}",
        *(f"{source['place']}. {source['tag']}. {source['sentence']}" for source in finding["sources"]),
        *finding["cautions"],
        f"Reference: {finding['reference']}",
        "",
    ]


def add_title(slide: Slide, contents: dict[str, Any]) -> None:
    set_title(slide, contents["title"])
    lead = [(line, False) for line in contents["lead"].split("\n") if line][:4]
    set_text(
        slide,
        [
            *lead,
            *((note, True) for note in contents["content_notes"]),
            (f"{contents['over']}. {contents['count']}. {contents['own_words']}", True),
            (contents["not_guidance"], True),
            *((remark, True) for remark in contents["remarks"]),
            *([(contents["address"], True)] if contents["has_code"] else []),
        ],
    )
    set_notes(slide, [contents["url"], contents["not_guidance"], contents["own_words"], *contents["remarks"]])
    if contents["has_code"]:
        picture = io.BytesIO()
        segno.make_qr(contents["url"], error="m").save(picture, kind="png", scale=12)
        drawn: Any = slide.shapes.add_picture(picture, Emu(WIDTH - SIDE - CODE), Cm(2.2), CODE, CODE)
        drawn.name = "QR code"
        drawn._element.nvPicPr.cNvPr.set("descr", f"QR code of the address {contents['address']}")


def add_entry(slide: Slide, entry: dict[str, Any]) -> None:
    findings = entry["findings"]
    pieces: list[Piece] = []
    if len(findings) == 1:
        set_title(slide, findings[0]["lesson"])
        pieces += describe(findings[0])
    else:
        give_room(slide)
        set_title(slide, f"Read these together: {entry['codes']}")
        pieces.append((entry["reason"], True))
        for each in findings:
            pieces += [(each["lesson"], False), *describe(each)]
    noted = [f"Note: {entry['note']}"] if entry["note"] else []
    set_text(slide, pieces)
    together = [entry["reason"]] if len(findings) > 1 else []
    set_notes(slide, [*noted, *together, *(line for each in findings for line in list_notes(each))])


def make_slides(contents: dict[str, Any]) -> bytes:
    deck = open_deck()
    footer = f"SCR Portal, {contents['made_on']}, version {contents['version']} of the collection"
    properties = deck.core_properties
    properties.title, properties.author, properties.language = contents["title"], "SCR Portal", "en-GB"
    properties.subject = contents["not_guidance"]
    properties.created = properties.modified = datetime.datetime.fromisoformat(contents["day"])
    properties.last_modified_by = "SCR Portal"
    add_title(add_slide(deck, TITLE, footer), contents)
    for entry in contents["entries"]:
        add_entry(add_slide(deck, FINDING, footer), entry)
    slide = add_slide(deck, FINDING, footer)
    give_room(slide)
    set_title(slide, "Questions to take with you")
    asked = [(each["text"], False) for each in contents["questions"]]
    set_text(slide, [*asked, ("Ours, not the reviews’ words.", True)])
    set_notes(slide, [f"{each['text']} {each['theme']}".strip() for each in contents["questions"]])
    written = io.BytesIO()
    deck.save(written)
    return written.getvalue()


if __name__ == "__main__":
    os.nice(10)  # pages come first
    sys.stdout.buffer.write(make_slides(json.loads(sys.stdin.buffer.read())))
