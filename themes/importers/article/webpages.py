"""A web page as text: its lists keep their bullets and nesting, and what stands around an article is left out."""

import re
from collections.abc import Mapping

from inscriptis import Inscriptis
from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_properties import Display
from inscriptis.model.config import ParserConfig
from inscriptis.model.html_element import HtmlElement as HtmlStyle
from inscriptis.model.tag import CustomHtmlTagHandlerMapping
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from themes.importers.article.drafts import ArticleError
from themes.importers.article.flat_threads import find_dated, find_with_depth, nest_comments
from themes.importers.article.indentation import read_sheets
from themes.importers.article.moments import find_closing_moment, find_vague_moment
from themes.importers.article.page_headings import drop, mark_headings, open_headings
from themes.importers.article.remarks import write_stated_days
from themes.importers.article.stated_days import find_stated_days
from themes.importers.article.unread import drop_unread

MAX_DEPTH = 150  # elements inside each other; saved pages have about 40, and each level costs a call
MAX_ATTRIBUTES = (
    1_000  # of one tag, which libxml2 compares with each other; elements of saved pages have fewer than 50
)
MAX_TAGS = 60_000  # rendered in about two seconds; saved pages have a few thousand

LONGEST_BUTTON = 40  # characters: "Reply to Ada Example"; what is longer is a reply

_BEGINS_PAGE = re.compile(
    r"\s*(?:<!--.{0,1000}?-->\s*)*(?:<\?xml|<!doctype|<html|<head|<body)", re.I | re.DOTALL
)
# A part of a page, as copied from its source: an element at the very start, and list items or paragraphs closed.
_BEGINS_ELEMENT = re.compile(
    r"\s*<(?:article|main|section|div|h[1-6]|p|ul|ol|span|table)\b[^<>]{0,1000}>", re.IGNORECASE
)
_LONG_TAG = re.compile(rf"<[a-z][^<>]{{{2 * MAX_ATTRIBUTES},}}", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_CLOSES_BLOCK = re.compile(r"</(?:li|p|h[1-6])\s*>", re.IGNORECASE)
_NO_WORDS = (
    *("script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "math", "canvas"),
    *("audio", "video", "button", "select", "option", "textarea", "input", "nav", "aside", "dialog"),
    "figcaption",
)
_IS_COMMENT = "contains(concat(' ', normalize-space(@class), ' '), ' comment ')"
_INSIDE = f"ancestor::li or ancestor::article or ancestor::*[{_IS_COMMENT}]"
_LEFT_OUT = etree.XPath(
    "|".join(f"//{name}" for name in _NO_WORDS)
    + "|//*[contains(' navigation banner contentinfo complementary search tablist ', concat(' ', @role, ' '))]"
    "|//*[contains(concat(' ', @class, ' '), ' reply ') or contains(@class, 'comment-reply-link')]"
    f"[string-length(normalize-space()) < {LONGEST_BUTTON}]"
    # Under a comment, and inside the article, they hold names and dates; elsewhere the site's own matters.
    f"|//footer[not({_INSIDE})]|//header[not({_INSIDE} or ancestor::main or ancestor::section or .//h1)]"
)
_COMMENT_LINES = etree.XPath(
    "//*[(starts-with(@class, 'comment-author') or starts-with(@class, 'comment-meta')"
    " or ancestor-or-self::header or ancestor-or-self::footer) and ancestor::li]"
)
# Comments that are no items of a list.
_COMMENTS = etree.XPath(
    "//*[self::div or self::article or self::section][not(ancestor::li)]"
    f"[{_IS_COMMENT} or contains(@itemtype, 'schema.org/Comment')]"
)
_COMMENT_ITEMS = etree.XPath(f"//li[{_IS_COMMENT}]")
_TIMES = etree.XPath("//time")
# Inscriptis varies bullets by depth ("+", "o"); articles' own are these.
_ONE_BULLET = CustomHtmlTagHandlerMapping(
    start_tag_mapping={"ul": lambda state, attributes: state.li_counter.append("• ")}, end_tag_mapping={}
)
# An element of ours: its words are indented, so that answers stand below what they answer.
_COMMENT = "comment"
_PARTS_OF_TABLES = ("thead", "tbody", "tfoot", "tr", "th", "td")
_BOXES = ("div", "article", "section")
_CSS = {
    **CSS_PROFILES["strict"],
    "dt": HtmlStyle(display=Display.block),
    "dd": HtmlStyle(display=Display.block, padding_inline=2),
    _COMMENT: HtmlStyle(display=Display.block, padding_inline=2),
}


def is_web_page(text: str) -> bool:
    """Whether a text is the source of a page, or of a part of one."""
    return bool(_BEGINS_PAGE.match(text) or (_BEGINS_ELEMENT.match(text) and _CLOSES_BLOCK.search(text)))


def convert_page(source: str, *, is_document: bool = False) -> str:
    """Its words, a line for each block. Raises ArticleError. `source` holds no control characters.

    A document is an article from its first line on; around that of a page stands what the site prints.
    """
    if source.count("<") > MAX_TAGS:
        raise ArticleError(
            f"The web page has more than {MAX_TAGS:,} tags. Copy the article’s words from your browser and paste them."
        )
    if any(map(_has_many_attributes, _LONG_TAG.finditer(source))):
        raise ArticleError(f"A tag of the web page has more than {MAX_ATTRIBUTES:,} attributes. {HOW_TO}")
    try:
        # As bytes, for text must not name an encoding; without the network, whatever the page asks for.
        tree = document_fromstring(
            source.encode(),
            parser=HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True),
        )
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ArticleError(f"The web page has no words that can be read. {HOW_TO}") from error
    _refuse_deep(tree)
    sheet = read_sheets(tree)
    stated = [] if is_document else find_stated_days(tree)
    open_headings(tree)
    drop_unread(tree)
    for element in _LEFT_OUT(tree):
        drop(element)
    mark_headings(tree, is_whole=is_document)
    _prepare_comments(tree, sheet)
    if is_document:
        _print_further_in(tree)
    _open_tables(tree)
    config = ParserConfig(css=_CSS, custom_html_tag_handler_mapping=_ONE_BULLET)
    words = Inscriptis(tree, config).get_text()
    return f"{words}\n{write_stated_days(stated)}\n" if stated and words.strip() else words


def _has_many_attributes(tag: re.Match[str]) -> bool:
    """Pictures and drawings stand in long tags too: their data are quoted."""
    return len(re.findall(r"[\s/]+", _QUOTED.sub("", tag[0]))) > MAX_ATTRIBUTES


def _prepare_comments(tree: HtmlElement, sheet: Mapping[str, str]) -> None:
    for element in _COMMENT_LINES(tree):
        element.tag = "span"  # who and when belong on one line
        element.tail = f" {element.tail or ''}"
    for element in _TIMES(tree):
        stated = element.get("datetime", "")
        if find_vague_moment(element.text_content().strip()) and find_closing_moment(stated):
            for child in element:
                element.remove(child)
            element.text = stated  # "3 years ago" says less
        element.text = f" {element.text or ''}"
    comments = list(dict.fromkeys([*_COMMENTS(tree), *find_with_depth(tree)]))
    items = _COMMENT_ITEMS(tree)
    further_in = nest_comments([*comments, *items] or find_dated(tree), sheet)
    _refuse_deep(tree)
    for element in comments or further_in:
        if element.tag in _BOXES:
            element.tag = _COMMENT


def _open_tables(tree: HtmlElement) -> None:
    """Where cells hold lists, the cell beside them is their heading: printed side by side, neither would be told."""
    for table in tree.findall(".//table"):
        if table.find(".//li") is not None:
            for part in table.iter("table", *_PARTS_OF_TABLES):
                part.tag = "div"


def _print_further_in(tree: HtmlElement) -> None:
    """Paragraphs of comments in a Word document: see `word_comments`."""
    for paragraph in tree.iter("p"):
        spaces = paragraph.get("class", "").removeprefix("further-in-")
        if spaces.isdecimal():
            paragraph.set("style", f"padding-left: {spaces}em")


HOW_TO = "Copy the article’s words from your browser and paste them."


def _refuse_deep(tree: HtmlElement) -> None:
    depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        if depth > MAX_DEPTH:
            raise ArticleError(f"The web page is nested too deeply to be read. {HOW_TO}")
