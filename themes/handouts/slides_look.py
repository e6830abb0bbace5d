"""The look of our slides: what python-pptx begins with, made wide, calm and ours.

It stands in the master and its two layouts, so whoever goes on with the slides goes on in the same look.
"""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from lxml import etree
from pptx import Presentation
from pptx.enum.shapes import PP_PLACEHOLDER as KIND
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.oxml import parse_xml
from pptx.oxml.ns import nsdecls, qn
from pptx.presentation import Presentation as Deck
from pptx.slide import Slide, SlideLayout, SlideMaster
from pptx.util import Cm, Emu, Pt

WIDTH, HEIGHT = Cm(33.867), Cm(19.05)
SIDE = Cm(1.9)
INNER = Emu(WIDTH - 2 * SIDE)
CODE = Cm(5.6)  # the side of the QR code
INK, PALE, DEEP = "16262A", "4B5A5C", "0B4448"
# By the names of a theme: text and ground, second text and ground, six accents, links.
COLOURS = {
    "dk1": INK,
    "lt1": "FFFFFF",
    "dk2": DEEP,
    "lt2": "EAF1F0",
    "accent1": "2B7A7D",
    "accent2": "55798F",
    "accent3": "4C6024",
    "accent4": "7A5210",
    "accent5": "6A4A7D",
    "accent6": "2F5D8A",
    "hlink": "0D5A5E",
    "folHlink": "0D5A5E",
}
FONT = "Arial"  # or what stands for it on a machine without it
TITLE_SIZE, TEXT_SIZE, SMALL_SIZE = Pt(30), Pt(20), Pt(12)
TITLE, FINDING = 0, 1  # the layouts that are kept
# Left, top, width, height of what the master and the layout of the title hold, by kind.
PLACES = {
    KIND.TITLE: (SIDE, Cm(1.6), INNER, Cm(7.2)),
    KIND.BODY: (SIDE, Cm(9.2), INNER, Cm(7.8)),
    KIND.FOOTER: (SIDE, Cm(17.4), Emu(INNER - Cm(3)), Cm(1.0)),
    KIND.SLIDE_NUMBER: (Emu(WIDTH - SIDE - Cm(3)), Cm(17.4), Cm(3), Cm(1.0)),
    KIND.CENTER_TITLE: (SIDE, Cm(2.2), Emu(INNER - CODE - Cm(1)), Cm(5.0)),
    KIND.SUBTITLE: (SIDE, Cm(7.7), Emu(INNER - CODE - Cm(1)), Cm(9.2)),
}
SHORT_TITLE = SIDE, Cm(0.9), INNER, Cm(2.2)
LONG_TEXT = SIDE, Cm(3.3), INNER, Cm(13.7)
BAR = f"""
<p:sp {nsdecls("p", "a")}>
  <p:nvSpPr>
    <p:cNvPr id="90" name="Bar at the edge"><a:extLst><a:ext uri="{{C183D7F6-B498-43B3-948B-1728B52AA6E4}}">
      <adec:decorative xmlns:adec="http://schemas.microsoft.com/office/drawing/2017/decorative" val="1"/>
    </a:ext></a:extLst></p:cNvPr>
    <p:cNvSpPr/><p:nvPr userDrawn="1"/>
  </p:nvSpPr>
  <p:spPr>
    <a:xfrm><a:off x="0" y="0"/><a:ext cx="{Cm(0.6)}" cy="{HEIGHT}"/></a:xfrm>
    <a:prstGeom prst="rect"><a:avLst/></a:prstGeom>
    <a:solidFill><a:schemeClr val="tx2"/></a:solidFill><a:ln><a:noFill/></a:ln>
  </p:spPr>
</p:sp>
"""


def open_deck() -> Deck:
    """A presentation without slides, with the layouts TITLE and FINDING."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = WIDTH, HEIGHT
    for layout in list(deck.slide_layouts)[2:]:
        deck.slide_layouts.remove(layout)
    _set_theme(deck.slide_master)
    _set_master(deck.slide_master)
    for layout, name in zip(deck.slide_layouts, ("Title", "Finding"), strict=True):
        _set_layout(layout, name)
    return deck


def add_slide(deck: Deck, layout: int, footer: str) -> Slide:
    """With what stands at its foot: python-pptx leaves that out."""
    slide = deck.slides.add_slide(deck.slide_layouts[layout])
    for shape in slide.slide_layout.placeholders:
        if shape.placeholder_format.type in (KIND.FOOTER, KIND.SLIDE_NUMBER):
            copied = deepcopy(shape._element)
            copied.nvSpPr.cNvPr.set("id", str(80 + shape.placeholder_format.idx))
            slide.shapes._spTree.append(copied)
    for shape in slide.placeholders:
        if shape.placeholder_format.type == KIND.FOOTER:
            paragraph = shape.text_frame.paragraphs[0]
            paragraph.alignment = PP_ALIGN.LEFT
            run = paragraph.add_run()
            run.text, run.font.size, run.font.name = (
                footer,
                SMALL_SIZE,
                FONT,
            )  # LibreOffice looks at no style here
    return slide


def give_room(slide: Slide) -> None:
    """To the text, where the title is short."""
    shapes: tuple[Any, ...] = (slide.shapes.title, slide.placeholders[1])
    for shape, place in zip(shapes, (SHORT_TITLE, LONG_TEXT), strict=True):
        shape.left, shape.top, shape.width, shape.height = place


def _set_theme(master: SlideMaster) -> None:
    """Colours and fonts: python-pptx keeps the theme as bytes."""
    part = next(each.target_part for each in master.part.rels.values() if each.reltype.endswith("/theme"))
    theme = etree.fromstring(part.blob)
    theme.set("name", "SCR Portal")
    for name, colour in COLOURS.items():
        element = theme.find(f".//{qn('a:clrScheme')}/{qn(f'a:{name}')}")
        element[:] = [element.makeelement(qn("a:srgbClr"), {"val": colour})]
    for latin in theme.findall(f".//{qn('a:fontScheme')}/*/{qn('a:latin')}"):
        latin.set("typeface", FONT)
    part._blob = etree.tostring(theme, xml_declaration=True, encoding="UTF-8", standalone=True)


def _set_master(master: SlideMaster) -> None:
    master.shapes._spTree.insert(2, parse_xml(BAR))  # behind all else
    for shape in list(master.placeholders):
        _place(shape)
    styles = master._element.find(qn("p:txStyles"))
    for name, size in (("p:titleStyle", TITLE_SIZE), ("p:bodyStyle", TEXT_SIZE)):
        _make_plain(styles.find(qn(name)), size, is_bold=name == "p:titleStyle")


def _set_layout(layout: SlideLayout, name: str) -> None:
    layout.name = name
    for shape in list(layout.placeholders):
        if shape.placeholder_format.type in (KIND.CENTER_TITLE, KIND.SUBTITLE, KIND.DATE):
            _place(shape)
        elif (place := shape._element.spPr.find(qn("a:xfrm"))) is not None:
            shape._element.spPr.remove(place)  # where the master has it
        if shape.placeholder_format.type == KIND.SUBTITLE:
            _make_plain(_find_style(shape), TEXT_SIZE)


def _place(shape: Any) -> None:
    """A placeholder, where it belongs."""
    kind = shape.placeholder_format.type
    if kind not in PLACES:  # the date stands in the footer
        shape._element.getparent().remove(shape._element)
        return
    shape.left, shape.top, shape.width, shape.height = PLACES[kind]
    if kind in (KIND.TITLE, KIND.CENTER_TITLE):
        shape.text_frame.vertical_anchor = MSO_ANCHOR.BOTTOM
    if kind in (KIND.FOOTER, KIND.SLIDE_NUMBER):
        _make_plain(_find_style(shape), SMALL_SIZE, to="r" if kind == KIND.SLIDE_NUMBER else "l")


def _find_style(shape: Any) -> etree._Element:
    return shape._element.txBody.find(qn("a:lstStyle"))


def _make_plain(style: etree._Element, size: int, *, is_bold: bool = False, to: str = "l") -> None:
    """Paragraphs of all levels: one size, one colour, no bullets, nothing in the middle."""
    for level in style:
        for name in ("marL", "indent"):
            level.attrib.pop(name, None)
        level.set("algn", to)
        for child in list(level):
            if child.tag in {qn(f"a:{name}") for name in ("buChar", "buFont", "buNone", "buAutoNum")}:
                level.remove(child)
        run = level.find(qn("a:defRPr"))
        run.addprevious(run.makeelement(qn("a:buNone"), {}))
        run.set("sz", str(size // Pt(1) * 100))
        run.set("b", "1" if is_bold else "0")
        fill = run.find(qn("a:solidFill"))
        if fill is not None:
            fill[:] = [fill.makeelement(qn("a:schemeClr"), {"val": "tx1"})]
