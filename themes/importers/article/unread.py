"""What stands in an article and is none of its words: struck out, hidden, notes and the marks that lead to them."""

import re
from collections.abc import Iterator

from lxml import etree
from lxml.html import HtmlElement

RAISED, LOWERED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"), str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")

_STRUCK_OR_HIDDEN = etree.XPath("//del|//s|//strike|//template|//*[@hidden or @aria-hidden or @style]")
_HIDING = re.compile(r"display:none|visibility:(?:hidden|collapse)|mso-hide:all")
_RAISING = re.compile(r"vertical-align:(?:super|sub)\b")
LONGEST_RAISED = 12  # characters; what is longer is a line set small

_OPENS = etree.XPath(
    "boolean(ancestor-or-self::*[contains(@class, 'accordion') or contains(@class, 'collaps') or @role = 'tabpanel'])"
)
_RAISED_ELEMENTS = etree.XPath("//sup|//sub|//*[@style]")
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

# Raised figures behind a word or a figure, and "[1]"; "m²" is a measure, "R²" a sign.
_TEXT_MARK = re.compile(r"(?<=[^\s⁺⁻⁰¹²³⁴-⁹])(?:[ \xa0]?[⁰¹²³⁴-⁹]+(?:[,˒–⁻-][⁰¹²³⁴-⁹]+)*|\[\^?[0-9]{1,3}\])")
# In Markdown, and as programs strike letters out one by one.
_STRUCK_TEXT = re.compile(
    r"(?:(?<!\S)~~(?=[^\s~])[^~]{1,500}(?<!\s)~~(?:\s|$)|~~(?=[^\s~])[^~]{1,500}(?<!\s)~~|(?:\S[\u0335\u0336]\s?)+)"
)
_MEASURED = re.compile(r"(?<![^\W\d_])(?:[kcmd]?m|ft|in|yd|mi|[A-Za-zχ])\Z")


def drop_unread(tree: HtmlElement) -> None:
    """Of a web page. Raised and lowered figures become characters, so that they join no others."""
    opened = {
        name
        for element in tree.iterfind(".//*[@aria-controls]")
        for name in element.get("aria-controls").split()
    }
    for element in _STRUCK_OR_HIDDEN(tree):
        if _is_unseen(element, opened):
            _drop(element)
        elif _HIDING.search(_read_style(element)):
            del element.attrib["style"]  # the renderer keeps to it
    _drop_notes(tree)
    for element in _RAISED_ELEMENTS(tree):
        if element.tag in {"sup", "sub"} or _RAISING.search(_read_style(element)):
            _set_apart(element)


def drop_unread_text(text: str) -> str:
    """A line without what is struck out and without marks of notes; one that begins it stays, for it begins a note."""
    text = _STRUCK_TEXT.sub("", text).strip()
    return _TEXT_MARK.sub(lambda mark: mark[0] if _is_measure(text, mark) else "", text)


def begins_note(text: str) -> bool:
    """Whether a line is the text of a note: "¹ See the tables."."""
    return re.match(r"[⁰¹²³⁴-⁹]|\[\^?[0-9]{1,3}\]:?\s", text) is not None


def _is_measure(text: str, mark: re.Match) -> bool:
    return mark[0] in "²³" and _MEASURED.search(text, 0, mark.start()) is not None


def _is_unseen(element: HtmlElement, opened: set[str]) -> bool:
    if element.tag in {"del", "s", "strike", "template"} or "line-through" in _read_style(element):
        return True
    is_hidden = element.get("hidden") is not None or element.get("aria-hidden") == "true"
    if not is_hidden and not _HIDING.search(_read_style(element)):
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
    for block in _find_notes(tree, targets):
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


def _set_apart(element: HtmlElement) -> None:
    """Raised "th" stays where it is; a mark goes; figures become raised characters; anything else gets a space."""
    text = element.text_content().strip()
    if len(text) > LONGEST_RAISED:
        return
    is_lowered = element.tag == "sub" or "vertical-align:sub" in _read_style(element)
    if re.fullmatch(r"[0-9](?:[0-9\s,–-]*[0-9])?", text):
        text = re.sub(r"\s", "", text).translate(LOWERED if is_lowered else RAISED)
    elif not any(map(str.isalnum, text)) or (
        not is_lowered and re.fullmatch(r"[\[(]\s*\w{1,3}\s*[\])]", text)
    ):
        text = ""
    elif text.isalpha():
        if not is_lowered and len(text) == 1 and not _read_before(element)[-1:].isalpha():
            text = ""  # a mark such as those of notes to tables
    else:
        text = f" {text}"
    if not text:
        _drop(element)
        return
    tail = element.tail  # joined to its neighbours, thousands of these would take minutes
    element.clear()
    element.tag, element.text, element.tail = "span", text, tail


def _read_before(element: HtmlElement) -> str:
    previous, parent = element.getprevious(), element.getparent()
    if previous is not None:
        return previous.tail or previous.text_content()
    return (parent.text or "") if parent is not None else ""


def _drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()
