"""Makes a handout for Word with python-docx, in a limited process: for a document of one's own, with real headings.

Run as a program with the contents of a handout as JSON on its standard input; answers with the file.
"""

import datetime
import io
import json
import os
import sys
from typing import Any

import docx
import segno
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

FONT = "Arial"  # or what stands for it on a machine without it
INK, PALE, DEEP = RGBColor(0x16, 0x26, 0x2A), RGBColor(0x4B, 0x5A, 0x5C), RGBColor(0x0B, 0x44, 0x48)
SIZES = {"Normal": 11, "Heading 1": 20, "Heading 2": 13, "Heading 3": 12, "Footer": 8}
CODE = Cm(2.6)


def open_document() -> Document:
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(2)
    for name, size in SIZES.items():
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for place in list(fonts.attrib):
            if place.endswith("Theme"):  # else the theme's font is taken
                del fonts.attrib[place]
        for place in ("w:hAnsi", "w:cs", "w:eastAsia"):
            fonts.set(qn(place), FONT)
        style.font.color.rgb = PALE if name == "Footer" else DEEP if name == "Heading 1" else INK
        style.paragraph_format.space_after = Pt(4)
        if name.startswith("Heading"):
            style.paragraph_format.space_before = Pt(4 if name == "Heading 1" else 12)
            style.paragraph_format.keep_with_next = True
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:val"), "en-GB")
    return document


def add(document: Document, text: str, *, is_small: bool = False, before: str = "") -> Paragraph:
    """A paragraph; `before` stands in bold in front of it."""
    paragraph = document.add_paragraph()
    if before:
        paragraph.add_run(f"{before} ").bold = True
    paragraph.add_run(text)
    for run in paragraph.runs:
        if is_small:
            run.font.size = Pt(9.5)
            run.font.color.rgb = PALE
    return paragraph


def add_code(document: Document, contents: dict[str, Any]) -> None:
    picture = io.BytesIO()
    segno.make_qr(contents["url"], error="m").save(picture, kind="png", scale=10)
    drawn = document.add_picture(picture, width=CODE)
    said = f"QR code of the address {contents['address']}"
    drawn._inline.docPr.set("descr", said)
    drawn._inline.docPr.set("name", "QR code")
    document.paragraphs[-1].alignment = WD_ALIGN_PARAGRAPH.LEFT


def add_field(paragraph: Paragraph, name: str) -> None:
    """A number that Word fills in."""
    for kind in ("begin", None, "end"):
        run = paragraph.add_run()._r
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = name
        run.append(element)


def add_finding(document: Document, finding: dict[str, Any], level: int) -> None:
    document.add_heading(finding["lesson"], level)
    for source in finding["sources"]:
        said = f"{source['place']} · {source['tag']} · {finding['code']}"
        paragraph = add(document, said, before=f"{finding['years']} ·")
        paragraph.paragraph_format.keep_with_next = True
        add(document, source["sentence"], is_small=True).paragraph_format.keep_with_next = True
    add(document, " ".join(finding["cautions"]), is_small=True).paragraph_format.keep_with_next = True
    add(document, finding["reference"], is_small=True, before="Reference:")


def add_entry(document: Document, entry: dict[str, Any]) -> None:
    findings = entry["findings"]
    if len(findings) > 1:
        document.add_heading(f"Read these together: {entry['codes']}", 2)
        add(document, entry["reason"]).paragraph_format.keep_with_next = True
    for number, each in enumerate(findings):
        add_finding(document, each, 2 if len(findings) == 1 else 3)
        if number < len(findings) - 1:
            document.paragraphs[-1].paragraph_format.keep_with_next = True
    for number, line in enumerate(entry["note"].split("\n") if entry["note"] else []):
        add(document, line, before="" if number else "Note:")


def make_document(contents: dict[str, Any]) -> bytes:
    document = open_document()
    properties = document.core_properties
    properties.title, properties.author, properties.language = contents["title"], "SCR Portal", "en-GB"
    properties.subject = contents["not_guidance"]
    properties.comments = ""
    properties.last_modified_by = "SCR Portal"
    properties.created = properties.modified = datetime.datetime.fromisoformat(contents["day"])
    add(document, contents["over"], is_small=True)
    document.add_heading(contents["title"], 1)
    for line in filter(None, contents["lead"].split("\n")):
        add(document, line)
    for note in contents["content_notes"]:
        add(document, note)
    add(document, f"{contents['count']}. {contents['own_words']} {contents['not_guidance']}", is_small=True)
    for remark in contents["remarks"]:
        add(document, remark, is_small=True)
    add(document, contents["url"], is_small=True)
    if contents["has_code"]:
        add_code(document, contents)
    for entry in contents["entries"]:
        add_entry(document, entry)
    document.add_heading("Questions to take with you", 2)
    for each in contents["questions"]:
        about = f"({each['theme']})" if each["theme"] else ""
        add(document, f"{each['text']} {about}".strip())
    add(document, "Ours, not the reviews’ words.", is_small=True)
    footer = document.sections[0].footer.paragraphs[0]
    footer.add_run(
        f"SCR Portal, {contents['made_on']}, version {contents['version']} of the collection. Page "
    )
    add_field(footer, "PAGE")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


if __name__ == "__main__":
    os.nice(10)  # pages come first
    sys.stdout.buffer.write(make_document(json.loads(sys.stdin.buffer.read())))
