"""Files that were made, read by libraries that did not make them, and contents to make them of."""

from __future__ import annotations

import io
from typing import Any

import docx
import pikepdf
import pypdfium2  # type: ignore[import-untyped]
from pptx import Presentation

URL = "https://portal.example/t/7"


def make_contents(count: int = 6, **changes: Any) -> dict[str, Any]:
    """Contents with so many findings, the last two of which are read together where there are three or more."""
    findings = [
        {
            "code": f"F{number:03}",
            "lesson": f"Reviews found that example {number} was seen by many people and asked about by nobody at all.",
            "years": "2011 to 2014",
            "sources": [
                {
                    "place": f"Page {number} of What was learned",
                    "tag": "Page not checked",
                    "sentence": f"Page {number} is given by a journal. We have not compared it with the report.",
                }
            ],
            "cautions": ["About one period only.", "Words quoted from the report: Not checked yet."],
            "url": f"https://portal.example/f/{number}",
            "reference": f"Author, A. (2016) What was learned. Page {number}.",
        }
        for number in range(1, count + 1)
    ]
    alone, together = (findings[:-2], [findings[-2:]]) if count > 2 else (findings, [])
    entries: list[dict[str, Any]] = [
        *({"findings": [each], "reason": "", "note": ""} for each in alone),
        *(
            {"findings": each, "reason": "One says how many, the other how few.", "note": ""}
            for each in together
        ),
    ]
    for entry in entries:
        entry["codes"] = " and ".join(each["code"] for each in entry["findings"])
    return {
        "over": "Theme",
        "title": "An example theme",
        "lead": "In short, an example.",
        "content_notes": ["This page is about examples."],
        "entries": entries,
        "lessons": entries[:3],
        "lesson_count": sum(len(entry["findings"]) for entry in entries[:3]),
        "questions": [
            {"text": "Who asked?", "theme": ""},
            {"text": "Who did not?", "theme": "An example theme"},
        ],
        "remarks": [],
        "not_guidance": "Not guidance.",
        "own_words": "In our words.",
        "url": URL,
        "address": "portal.example/t/7",
        "has_code": True,
        "made_on": "30 November 2026",
        "day": "2026-11-30",
        "version": "4711",
        "count": f"{count} findings",
        "finding_count": count,
        "checks": [f"Page not checked: {count} findings"],
    } | changes


def read_pdf(content: bytes) -> list[str]:
    """The text of each page, with spaces in place of ends of lines."""
    pages = pypdfium2.PdfDocument(content)
    return [" ".join(page.get_textpage().get_text_bounded().replace("\ufffe", "").split()) for page in pages]


def read_tags(content: bytes) -> list[tuple[str, str]]:
    """The tags of a PDF in their order, with the alternative text where there is one."""
    found: list[tuple[str, str]] = []

    def walk(element: Any) -> None:
        if isinstance(element, pikepdf.Array):
            for each in element:
                walk(each)
        elif isinstance(element, pikepdf.Dictionary):
            if "/S" in element:
                found.append((str(element.S), str(element.get("/Alt", ""))))
            if "/K" in element:
                walk(element.K)

    with pikepdf.open(io.BytesIO(content)) as pdf:
        walk(pdf.Root.StructTreeRoot.K)
    return found


def read_slides(content: bytes) -> list[tuple[str, str, str]]:
    """Title, all other text and notes of each slide."""
    return [
        (
            slide.shapes.title.text_frame.text,
            "\n".join(
                shape.text_frame.text
                for shape in slide.shapes
                if shape.has_text_frame and shape.shape_id != slide.shapes.title.shape_id
            ),
            slide.notes_slide.notes_text_frame.text,
        )
        for slide in Presentation(io.BytesIO(content)).slides
    ]


def read_word(content: bytes) -> list[tuple[str, str]]:
    """Style and text of each paragraph."""
    return [(each.style.name, each.text) for each in docx.Document(io.BytesIO(content)).paragraphs]
