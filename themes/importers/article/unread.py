"""What stands in an article and is none of its words: struck out, hidden, notes and the marks that lead to them."""

import re
from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple
from unicodedata import normalize

from lxml import etree
from lxml.html import HtmlElement

from themes.quotations.pieces import POWER_OR_MARK

RAISED = str.maketrans("0123456789+-−–n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻ⁿ")
LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
LEVEL = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")

_FOR_EARS = ("sr-only", "visually-hidden", "screen-reader-text")  # parts of classes; a page shows none of it
_STRUCK_OR_HIDDEN = etree.XPath(
    "//del|//s|//strike|//template|//*[@hidden or @aria-hidden or @style]"
    f"|//span[{' or '.join(f'contains(@class, {name!r})' for name in _FOR_EARS)}]"
)
_VANISHING = re.compile(r"(?:^|;)(?:font-size|opacity):0(?![.\d]*[1-9])")
_HIDING = re.compile(r"display:none|visibility:(?:hidden|collapse)|mso-hide:all")
# "vertical-align: 0" is the line itself.
_RAISING = re.compile(r"vertical-align:(?:super|sub|text-top|-?(?=[\d.]*[1-9])[.\d])")
_MOVED = re.compile(r"(?:^|;)top:-?[.\d]")
_LOWERING = re.compile(r"vertical-align:(?:sub|-)|(?:^|;)top:[.\d]")
_RAISED_CLASS = re.compile(
    r"sub|(?:\S*[-_])?(?:sup|superscript|subscript|(?:mso)?(?:foot|end)?note-?ref(?:erence)?|fn-?ref)",
    re.IGNORECASE,
)
# What a page's own styles say is kept to for pieces of a sentence alone: panels are closed and opened by them.
_INLINE = ("span", "b", "i", "em", "strong", "small", "font", "u", "mark", "ins", "a")
_ONE_MEDIUM = re.compile(r"@[^@{};]{0,200}\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}")
_CLASS = re.compile(r"\s*[a-z]*\.([\w-]+)\s*")
_TELLING = re.compile(
    r"(?:text-decoration(?:-line)?|visibility|vertical-align|position|top|font-size|opacity)\s*:[^;]{1,100}"
    r"|display\s*:\s*none"
)
MAX_TELLING = 500  # characters of what is said of one class
LONGEST_RAISED = 12  # characters; what is longer is a line set small

_OPENS = etree.XPath(
    "boolean(ancestor-or-self::*[contains(@class, 'accordion') or contains(@class, 'collaps') or @role = 'tabpanel'])"
)
_RAISED_ELEMENTS = etree.XPath("//sup|//sub|//span[@class]|//*[@style]")
_LINKS = etree.XPath("//a[contains(@href, '#')]")
_HOLDS_BODY = etree.XPath("boolean(self::html|self::body|self::main|self::article|.//h1|.//main|.//article)")
_ANCHORED = etree.XPath("//*[@id or @name]")
_CLASSED = etree.XPath("//*[@class or @role]")
_NOTE_CLASS = re.compile(
    r"(?:[a-z]+-)?(?:Mso)?(?:foot|end)notes?[-_]?(?:text|list|def(?:inition)?|content|container|wrapper|section|item)?"
    r"|doc-(?:foot|end)notes?|reflist|references",
    re.IGNORECASE,
)
_BACK_LINKS = etree.XPath(
    "//a[contains('↑↩⤴⏎', substring(normalize-space(), 1, 1)) and normalize-space() and not(contains(@href, '#top'))]"
)
_BLOCKS = frozenset({"li", "p", "dd", "tr", "div", "aside"})
# Of anchors: "#fn3", "#_ftn1", "#footnote-2", "#cite_note-5".
_NOTE_ANCHOR = r"[_:]?(?:user-content-)?(?:easy-|sd)?(?:fn|ftn|footnote|fnote|edn|endnote|note|cite[-_]?note)"
_LEADS_TO_NOTE = re.compile(rf"{_NOTE_ANCHOR}|ref[-_]?\d|bib|e?n\d|r\d", re.IGNORECASE)
_IS_NOTE = re.compile(rf"{_NOTE_ANCHOR}(?!.*ref)(?:[-_:.]?\d+|[-_:.][\w.-]*\d)", re.IGNORECASE)
_MARK = re.compile(
    r"[\[(]?\s*(?:(?:note|fn)?\s*[0-9]{1,3}|[ivx]{1,4}|[a-z]|[*†‡§¶#]+)\s*[\])]?\.?", re.IGNORECASE
)
_NOTES_HEADING = re.compile(r"\W*(?:(?:foot|end)?notes?|references|sources|bibliography)\W*", re.IGNORECASE)

# Raised figures behind a word or a figure, and "[1]"; "m²" is a measure, "R²" a sign, "5¹/₂" a fraction.
_TEXT_MARK = re.compile(
    r"(?<=[^\s⁺⁻⁰¹²³⁴-⁹/⁄])(?:[ \xa0]?[⁰¹²³⁴-⁹]+(?:[,˒–⁻-][⁰¹²³⁴-⁹]+)*(?![⁰¹²³⁴-⁹ⁿ⁺⁻]|[/⁄](?:[₀-₉⁰¹²³⁴-⁹]|[2-8]\b))"
    r"|\[\^?[0-9]{1,3}\])"
)
_ORDINAL = re.compile(r"(?<=\d)(?:ˢᵗ|ⁿᵈ|ʳᵈ|ᵗʰ)(?!\w)")
_DEGREE = re.compile(r"(?<=\d)(?P<space>[ \xa0]?)⁰(?=[ \xa0]?[CF]\b)")
# "10⁶" is a power wherever no note says otherwise; "10¹" would be no other number than 10.
_POWER_OF_TEN = re.compile(r"(?:(?P<times>[×x*·][ \xa0]?)|(?<![\d.,/–-]))10\Z")
_IN_PAGE_LIST = re.compile(
    r"\b(?:pp?|pgs?|pages?)\b\.?[\s\d⁰¹²³⁴-⁹,;&/–—-]*(?:and[\s\d]*)?\d\Z", re.IGNORECASE
)
_FIGURES = re.compile(r"\d[\d.,]*")
_MONEY = re.compile(r"[£$€]\s?\d[\d.,]*\s?[mk]\Z")
_FIGURE = re.compile(r"[-−–+]?[0-9](?:[0-9\s,–-]*[0-9])?|[0-9]*[-−+]|n")
_RAISED_SIGNS = tuple("⁰¹²³⁴⁵⁶⁷⁸⁹")
# In Markdown, and as programs strike letters out one by one.
_STRUCK_TEXT = re.compile(
    r"(?:(?<!\S)~~(?=[^\s~])[^~]{1,500}(?<!\s)~~(?:\s|$)|~~(?=[^\s~])[^~]{1,500}(?<!\s)~~|(?:\S[\u0335\u0336]\s?)+)"
)
_NOTE = re.compile(r"[⁰¹²³⁴-⁹]+|\[\^?[0-9]{1,3}\]:?\s")
_MEASURED = re.compile(r"(?<![^\W\d_])(?:[kcmd]?m|ft|in|yd|mi|[A-Za-zχ])\Z")


def drop_unread(tree: HtmlElement) -> None:
    """Of a web page. Raised and lowered figures become characters, so that they join no others."""
    opened = {
        name
        for element in tree.iterfind(".//*[@aria-controls]")
        for name in element.get("aria-controls").split()
    }
    _write_out_styles(tree)
    for element in _STRUCK_OR_HIDDEN(tree):
        if _is_unseen(element, opened):
            _drop(element)
        elif _HIDING.search(_read_style(element)):
            del element.attrib["style"]  # the renderer keeps to it
    _drop_notes(tree)
    for element in _RAISED_ELEMENTS(tree):
        style = _read_style(element)
        named = next(filter(None, map(_RAISED_CLASS.fullmatch, element.get("class", "").split())), None)
        is_raised = _RAISING.search(style) or ("position:relative" in style and _MOVED.search(style))
        if element.tag in {"sup", "sub"} or named or is_raised:
            is_named_low = named is not None and named[0].lower().endswith(("sub", "subscript"))
            is_lowered = element.tag == "sub" or is_named_low or _LOWERING.search(style) is not None
            _set_apart(element, is_lowered=is_lowered)


def _write_out_styles(tree: HtmlElement) -> None:
    """What the page's own styles say of classes, as the style of each piece of a sentence that has such a class."""
    told: dict[str, str] = {}
    for style in tree.iter("style"):
        text, *commented = (style.text or "").split("/*")
        text += "".join(comment.partition("*/")[2] for comment in commented)
        for rule in _ONE_MEDIUM.sub("", text).split("}"):
            selectors, _, declarations = rule.rpartition("{")
            telling = ";".join(_TELLING.findall(declarations.lower()))
            for named in map(_CLASS.fullmatch, selectors.split(",")) if telling else ():
                if named and len(known := told.get(named[1], "")) < MAX_TELLING:
                    told[named[1]] = f"{known}{telling[:MAX_TELLING]};"
    for element in tree.iter(*_INLINE) if told else ():
        names = dict.fromkeys(element.get("class", "").split())
        if styles := "".join(told[name] for name in names if name in told):
            element.set("style", f"{styles}{element.get('style', '')}")


class CleanText(NamedTuple):
    text: str
    doubtful: tuple[str, ...] = ()  # numbers with raised figures that were left out, and may be powers: "47²"


def drop_unread_text(text: str, explained: Container[str] = ()) -> CleanText:
    """A line without what is struck out and without marks of notes; one that begins it stays, for it begins a note.

    `explained` are the numbers of notes whose texts stand in the article.
    """
    text = _STRUCK_TEXT.sub("", text).strip()
    text = _ORDINAL.sub(lambda match: normalize("NFKC", match[0]), text)
    text = _DEGREE.sub(r"\g<space>°", text)
    doubtful: list[str] = []

    def read_mark(mark: re.Match) -> str:
        before = text[max(0, mark.start() - 80) : mark.start()]
        figure = re.split("[,˒]", mark[0])[0]  # what follows it are marks
        if _is_measure(before, figure):
            return figure
        power = _POWER_OF_TEN.search(before)
        if power and power["times"] and "," not in mark[0]:
            return mark[0].partition("˒")[0]
        around = f"{before[-6:]}{mark[0].strip()}{text[mark.end() : mark.end() + 2]}"
        doubt = POWER_OR_MARK.match(around, len(before[-6:]))
        if doubt is None or _IN_PAGE_LIST.search(before):
            return ""
        is_note = figure.strip().translate(LEVEL) in explained
        if power and not (is_note or figure.strip() == "¹"):
            return figure
        if not is_note:
            doubtful.append(f"{_FIGURES.findall(before)[-1]}{figure}")
        return ""

    return CleanText(_TEXT_MARK.sub(read_mark, text), tuple(doubtful))


def begins_note(text: str) -> bool:
    """Whether a line is the text of a note: "¹ See the tables."."""
    return _NOTE.match(text) is not None


def find_explained(texts: Iterable[str]) -> set[str]:
    """The numbers of notes whose texts stand among these lines."""
    notes = filter(None, map(_NOTE.match, texts))
    return {match[0].translate(LEVEL).strip("[]^: ") for match in notes}


def _is_measure(before: str, figure: str) -> bool:
    is_measure = figure in ("²", "³") and _MEASURED.search(before[-5:]) is not None
    return is_measure and _MONEY.search(before[-30:]) is None


def _is_unseen(element: HtmlElement, opened: set[str]) -> bool:
    style = _read_style(element)
    if element.tag in {"del", "s", "strike", "template"} or "line-through" in style:
        return True
    if element.tag in _INLINE and (
        _VANISHING.search(style) or any(name in element.get("class", "") for name in _FOR_EARS)
    ):
        return True
    is_hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if not is_hidden and not _HIDING.search(style):
        return False
    # What opens at a button, or when it is searched, is read: it only was closed when the page was saved. And behind
    # an open dialog the whole page is hidden.
    can_open = element.get("id") in opened or element.get("hidden") == "until-found" or _OPENS(element)
    return not can_open and not _HOLDS_BODY(element)


def _read_style(element: HtmlElement) -> str:
    return "".join(element.get("style", "").lower().split())


def _drop_notes(tree: HtmlElement) -> None:
    targets = set()
    for link in _LINKS(tree):
        target = link.get("href").rpartition("#")[2]
        raised = next(link.iterancestors("sup"), None)
        if target and _is_note_mark(link, target, is_raised=raised is not None):
            targets.add(target)
            _drop(link)
            if raised is not None and not any(map(str.isalnum, raised.text_content())):
                _drop(raised)
    for block in dict.fromkeys(_find_notes(tree, targets)):  # many notes of one block are looked at once
        headings = block.xpath(".//h1|.//h2|.//h3|.//h4|.//h5|.//h6")
        if not _HOLDS_BODY(block) and all(_NOTES_HEADING.fullmatch(one.text_content()) for one in headings):
            _drop(block)


def _is_note_mark(link: HtmlElement, target: str, *, is_raised: bool) -> bool:
    """ "3", "[3]" and "*" are; a bare figure may also be a page, so that something else must speak for it."""
    text = link.text_content().strip()
    says_so = _LEADS_TO_NOTE.match(target) or "noteref" in link.get("role", "")
    return _MARK.fullmatch(text) is not None and bool(is_raised or says_so or text.startswith("["))


def _find_notes(tree: HtmlElement, targets: set[str]) -> Iterator[HtmlElement]:
    for element in _CLASSED(tree):
        names = f"{element.get('class', '')} {element.get('role', '')}".split()
        if any(
            _NOTE_CLASS.fullmatch(name) and not name.startswith(("has-", "with-", "no-")) for name in names
        ):
            yield element
    for element in _ANCHORED(tree):
        is_target = bool(targets & {element.get("id"), element.get("name")})
        if element.tag in _BLOCKS and (is_target or _IS_NOTE.fullmatch(element.get("id", ""))):
            yield element
        elif is_target:
            yield from element.xpath("ancestor::*[self::li or self::p or self::dd or self::tr][1]")
    for link in _BACK_LINKS(tree):
        yield from link.xpath("ancestor::*[self::li or self::p or self::dd][1]")


def _set_apart(element: HtmlElement, *, is_lowered: bool) -> None:
    """Raised "th" stays where it is; a mark goes; figures become raised characters; anything else gets a space."""
    text = element.text_content().strip()
    if len(text) > LONGEST_RAISED:
        return
    before, after = _read_before(element)[-20:], (element.tail or "")[:1]
    if (
        text in ("o", "0", "º")
        and before[-1:].isdigit()
        and not is_lowered
        and (text != "0" or after in "CF")
    ):
        text = "°"
    elif _FIGURE.fullmatch(text) and not (is_lowered and text == "n"):
        text = _lower_or_raise(re.sub(r"\s", "", text), is_lowered=is_lowered)
        text = f"˒{text}" if before[-1:] in _RAISED_SIGNS and not is_lowered else text
    elif ordinal := re.fullmatch(r"(st|nd|rd|th)\s*([0-9]{1,3})", text):
        text = f"{ordinal[1]}{ordinal[2].translate(RAISED)}"
    elif not any(map(str.isalnum, text)) or (not is_lowered and _is_letter_mark(text, before, after)):
        text = ""
    elif is_lowered and re.fullmatch(r"[0-9]+[a-z]+", text):
        text = text.translate(LOWERED)
    elif not text.isalpha():
        text = f" {text}"
    if not text:
        _drop(element)
        return
    tail = element.tail  # joined to its neighbours, thousands of these would take minutes
    element.clear()
    element.tag, element.text, element.tail = "span", text, tail


def _lower_or_raise(figures: str, *, is_lowered: bool) -> str:
    """A sign at its start or end belongs to a power or a charge; those between its figures part marks."""
    if is_lowered:
        return figures.translate(LOWERED)
    between = re.sub(r"\d", lambda digit: digit[0].translate(RAISED), figures[1:-1])
    return figures[:1].translate(RAISED) + between + figures[1:][-1:].translate(RAISED)


def _is_letter_mark(text: str, before: str, after: str) -> bool:
    """ "20ᵃ", "20ᵃ,ᵇ" and "workersᵃ" point at notes to tables; "McRope", "Nᵒ" and "1ˢᵗ" are words."""
    if re.fullmatch(
        r"[\[(]\s*\w{1,3}\s*[\])]|[a-z](?:\s*,\s*[a-z])+|(?:note|fn)\s*[0-9]{1,3}", text, re.IGNORECASE
    ):
        return True
    if before[-1:].isdigit() and re.fullmatch("[ivx]{2,4}", text):
        return True
    word = re.search(r"[^\W\d_]*\Z", before)
    return len(text) == 1 and not after.isalpha() and (not word or not word[0] or word[0][-2:].islower())


def _read_before(element: HtmlElement) -> str:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or previous.text_content()
    return (parent.text or "") if parent is not None else ""


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
