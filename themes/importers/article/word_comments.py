"""How far the comments of a Word document stand from its margin, as styles of ours: mammoth drops the rest."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from lxml import etree

from themes.importers.article.comments import find_comments
from themes.importers.article.lines import ArticleLine
from themes.importers.article.moments import find_closing_moment, find_vague_moment

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MAX_STYLES_IN_A_ROW = 20  # that are based on each other; they may even go round in a circle

TAB = 720  # twips, to Word's usual tab stop
SPACE = 60  # twips, of usual letters
SAME = 57  # twips, a millimetre: nobody sees less, and programs round
MAX_SPACES = 80
_STYLE = "portal-further-in-{}"  # of ours, by spaces
STYLE_MAP = "\n".join(
    f"p.{_STYLE.format(spaces)} => p.further-in-{spaces}:fresh" for spaces in range(1, MAX_SPACES + 1)
)


@dataclass
class WordStyles:
    """What the parts of a document beside its words say of how paragraphs and runs look."""

    by_id: dict[str | None, etree._Element] = field(default_factory=dict)
    usual: str | None = None  # the style of paragraphs that name none
    default: etree._Element | None = None  # what stands behind all styles
    levels: dict[tuple[str | None, str], etree._Element] = field(default_factory=dict)  # by list and level

    def list_based_on(self, element: etree._Element | None, kind: str) -> list[etree._Element]:
        """The style of a run or a paragraph, and those that it is based on, nearest first."""
        named = element.find(f"{W}{kind}Pr/{W}{kind}Style") if element is not None else None
        name = named.get(f"{W}val") if named is not None else self.usual if kind == "p" else None
        found: list[etree._Element] = []
        while (style := self.by_id.get(name)) is not None and len(found) < MAX_STYLES_IN_A_ROW:
            found.append(style)
            base = style.find(f"{W}basedOn")
            name = base.get(f"{W}val") if base is not None else None
        return found

    def list_levels(self, properties: etree._Element) -> Iterator[etree._Element]:
        """The level of a list that these properties of a paragraph name."""
        number = properties.find(f"{W}numPr/{W}numId")
        if number is not None:
            level = properties.find(f"{W}numPr/{W}ilvl")
            at = level.get(f"{W}val", "0") if level is not None else "0"
            if (found := self.levels.get((number.get(f"{W}val"), at))) is not None:
                yield found


def read_styles(styles: etree._Element | None, numbering: etree._Element | None) -> WordStyles:
    read = WordStyles()
    if styles is not None:
        read.by_id = {style.get(f"{W}styleId"): style for style in styles.iter(f"{W}style")}
        read.usual = next(
            (
                name
                for name, style in read.by_id.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in ("1", "true", "on")
            ),
            None,
        )
        read.default = styles.find(f"{W}docDefaults/{W}pPrDefault")
    if numbering is not None:
        kinds = {kind.get(f"{W}abstractNumId"): kind for kind in numbering.iter(f"{W}abstractNum")}
        for number in numbering.iter(f"{W}num"):
            kind = number.find(f"{W}abstractNumId")
            described = kinds.get(kind.get(f"{W}val")) if kind is not None else None
            for level in [*(described if described is not None else ()), *number.iter(f"{W}lvl")]:
                if level.tag == f"{W}lvl":
                    read.levels[number.get(f"{W}numId"), level.get(f"{W}ilvl", "0")] = level
    return read


def indent_comments(document: etree._Element, styles: WordStyles) -> None:
    """Give what stands below the line that opens the comments a style for its place: two spaces for a level."""
    paragraphs = list(document.iter(f"{W}p"))
    lines = [
        ArticleLine(number, 0, f"• {words}" if words and _is_in_list(one, styles) else words)
        for number, one in enumerate(paragraphs)
        for words in [_read_words(one).strip()]
    ]
    start = find_comments(lines)
    if start is None:
        return
    places: dict[etree._Element, int] = {}
    of_dated = set()
    for paragraph, line in zip(paragraphs[start + 1 :], lines[start + 1 :], strict=True):
        is_dated = bool(find_closing_moment(line.text) or find_vague_moment(line.text))
        if line.text and (is_dated or not (line.text.startswith("• ") or _is_heading(paragraph, styles))):
            places[paragraph] = _measure(paragraph, styles)
        if is_dated:
            of_dated.add(places[paragraph])
            if _is_in_list(paragraph, styles):
                _make_bullet(paragraph)
    level = _find_level(sorted(of_dated or set(places.values())))
    least = min(places.values(), default=0)
    for paragraph, place in places.items():
        _indent(paragraph, min(round(2 * (place - least) / level), MAX_SPACES))


def _find_level(places: Sequence[int]) -> int:
    """The least distance between them that can be seen."""
    return min((far - near for near, far in pairwise(places) if far - near > SAME), default=TAB)


def _measure(paragraph: etree._Element, styles: WordStyles) -> int:
    """Where its first line begins, in twips from the margin."""
    sides, firsts = ("left", "start"), ("firstLine", "hanging")
    found: dict[str, tuple[str, str]] = {}
    for properties in _list_properties(paragraph, styles):
        indent = properties.find(f"{W}ind")
        for names in (sides, firsts) if indent is not None else ():
            for name in names:
                if (value := indent.get(f"{W}{name}")) is not None:
                    found.setdefault(names[0], (name, value))
    side, (first, by) = found.get("left", ("left", "0")), found.get("firstLine", ("firstLine", "0"))
    moved = _read_twips(by)
    words = _read_words(paragraph)
    blank = words[: len(words) - len(words.lstrip())]
    boxes = (table.find(f"{W}tblPr/{W}tblInd") for table in paragraph.iterancestors(f"{W}tbl"))
    tabs = blank.count("\t")
    return (
        _read_twips(side[1])
        + (-moved if first == "hanging" else moved)
        + TAB * tabs
        + SPACE * (len(blank) - tabs)
        + sum(_read_twips(box.get(f"{W}w", "0")) for box in boxes if box is not None)
    )


def _read_twips(value: str) -> int:
    """Plain numbers are twips; newer files may name a unit."""
    units = {"pt": 20, "in": 1440, "cm": 1440 / 2.54, "mm": 144 / 2.54, "pc": 240, "pi": 240}
    number, unit = (value[:-2], units[value[-2:]]) if value[-2:] in units else (value, 1)
    try:
        return max(-100_000, min(100_000, round(float(number) * unit)))
    except (ValueError, OverflowError):
        return 0


def _list_properties(paragraph: etree._Element, styles: WordStyles) -> Iterator[etree._Element]:
    """Those of a paragraph, of its list, of its styles and of the document: the nearest first."""
    for holder in (paragraph, *styles.list_based_on(paragraph, "p"), styles.default):
        properties = holder.find(f"{W}pPr") if holder is not None else None
        if properties is not None:
            yield properties
            for level in styles.list_levels(properties):
                yield from level.iter(f"{W}pPr")


def _is_in_list(paragraph: etree._Element, styles: WordStyles) -> bool:
    for holder in (paragraph, *styles.list_based_on(paragraph, "p")):
        number = holder.find(f"{W}pPr/{W}numPr/{W}numId")
        if number is not None:
            return number.get(f"{W}val") != "0"
    return False


def _is_heading(paragraph: etree._Element, styles: WordStyles) -> bool:
    names = (style.find(f"{W}name") for style in styles.list_based_on(paragraph, "p"))
    return any(name is not None and name.get(f"{W}val", "").lower().startswith("heading") for name in names)


def _read_words(paragraph: etree._Element) -> str:
    """Of its own runs, tabs as they are."""
    words = []
    for piece in paragraph.iter(f"{W}t", f"{W}tab", f"{W}br", f"{W}tabs"):
        if piece.tag == f"{W}t":
            words.append(piece.text or "")
        elif piece.tag != f"{W}tabs" and piece.getparent().tag == f"{W}r":
            words.append("\t" if piece.tag == f"{W}tab" else "\n")
    return "".join(words)


def _indent(paragraph: etree._Element, spaces: int) -> None:
    """Instead of its own style and list: who wrote and when is no heading, and where it stands says more."""
    properties = paragraph.find(f"{W}pPr")
    if properties is None:
        properties = etree.Element(f"{W}pPr")
        paragraph.insert(0, properties)
    for element in properties.findall(f"{W}pStyle") + properties.findall(f"{W}numPr"):
        properties.remove(element)
    etree.SubElement(properties, f"{W}pStyle").set(f"{W}val", _STYLE.format(spaces))


def _make_bullet(paragraph: etree._Element) -> None:
    run = etree.Element(f"{W}r")
    text = etree.SubElement(run, f"{W}t")
    text.text = "• "
    text.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    properties = paragraph.find(f"{W}pPr")
    paragraph.insert(0 if properties is None else paragraph.index(properties) + 1, run)
