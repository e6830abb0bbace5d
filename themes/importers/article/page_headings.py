"""Headings of a web page: which is the article's title, and those that stand inside buttons and lists."""

import re
from collections.abc import Iterator
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

LONGEST_HEADING = 150  # characters
LOOKED_AT_BELOW = 19  # elements, to see what a heading stands above
LONGEST_LOGO = 100  # characters that stand beside a site's name: a slogan

_TITLES = etree.XPath("(//article|//main)[not(ancestor::li)]//h1|(//h1)")
_HEADINGS = etree.XPath("(//h1|//h2|//h3|//h4|//h5|//h6|//summary|//*[@role='heading'])[not(ancestor::li)]")
_BOLD_LINES = etree.XPath("//p[count(*) = 1 and not(ancestor::li)][strong or b]")
_BUTTONS = etree.XPath("//button[not(@role = 'tab' or ancestor::nav or ancestor::form or ancestor::aside)]")
_TABS = etree.XPath("//*[@role = 'tab']")
_PANELS = etree.XPath("//*[@role = 'tabpanel']")
_HEADING_ABOVE = etree.XPath(
    "ancestor::*[self::h1 or self::h2 or self::h3 or self::h4 or self::h5 or self::h6]"
)
_OUTSIDE_BUTTONS = etree.XPath(".//text()[not(ancestor::button)]")
_HEADED_ITEMS = etree.XPath("//li[h2 or h3 or h4 or h5 or h6][ul or ol or div//li]")
_LISTS = ("ul", "ol")
# Words of a button that are no words of its heading.
_TOGGLE = re.compile(
    r"(?:show|hide|open|close|expand|collapse|toggle|view|read\s+more|more|less)(?:\s+(?:this|all|section|content|more))*"
    r"|this\s+section|[\W_]*",
    re.IGNORECASE,
)
_ACTION = re.compile(  # of a button beside a heading's words
    r"(?:share|print|copy|edit|listen|save|tweet|like|bookmark|link|permalink|anchor|e-?mail|download|(?:back\s+to\s+)?top)\b"
    r"(?:\s+\w+){0,4}",
    re.IGNORECASE,
)
_LOGO = re.compile(r"\b(?:logo|brand(?:ing)?|masthead|site-?(?:title|name|branding|header))\b", re.IGNORECASE)
_BETWEEN_TITLE_AND_SITE = re.compile(r"\s[|·•–—-]\s")  # "The title | The site"
_COMMENTS = re.compile(r"comment|respon", re.IGNORECASE)


def open_headings(tree: HtmlElement) -> None:
    """Take headings out of the buttons and tabs that unfold their sections, and out of lists of sections."""
    tabs, panels = _TABS(tree), _PANELS(tree)
    for number, tab in enumerate(tabs):
        target = tab.get("aria-controls") or (tab.get("href") or "").partition("#")[2]
        sections = tree.xpath("//*[@id = $id][not(self::body)]", id=target) if target else []
        if not sections and (name := tab.get("id")):
            sections = [panel for panel in panels if name in panel.get("aria-labelledby", "").split()]
        if not sections and len(tabs) == len(panels):
            sections = [panels[number]]
        for section in sections[:1]:
            heading = section.makeelement("h3")
            heading.text = tab.text_content().strip()
            section.insert(0, heading)
            heading.tail, section.text = section.text, None
            tab.tag = "button"  # left out
    actions = _find_actions(tree)
    for button in _BUTTONS(tree):
        is_inside = bool(_HEADING_ABOVE(button))
        if button in actions:
            continue
        if not is_inside and not _heads_section(button):
            continue
        for part in list(button.iterdescendants()):
            if _TOGGLE.fullmatch(part.text_content().strip()) and part.getparent() is not None:
                part.drop_tree()
        button.tag = "span" if is_inside else "h3"
        for name in ("hidden", "aria-hidden", "style"):  # what it unfolds is only hidden until then
            for below in islice(_list_below(button), 1):
                below.attrib.pop(name, None)
    for item in _HEADED_ITEMS(tree):
        if _TOGGLE.fullmatch((item.text or "").strip()) and not _is_in_comments(item):
            item.tag = "div"
            parent = item.getparent()
            if parent is not None and all(child.tag != "li" for child in parent):
                parent.tag = "div"


def mark_headings(tree: HtmlElement, *, is_whole: bool) -> None:
    """Mark all but the title; what a site prints above that is left out, unless all of it `is_whole` an article."""
    title = next(iter(_HEADINGS(tree)), None) if is_whole else _find_title(tree)
    if title is not None and not is_whole and not title.xpath("preceding::li"):
        for element in title.xpath("preceding::*"):
            drop(element)
    for heading in [*_HEADINGS(tree), *filter(_is_bold_throughout, _BOLD_LINES(tree))]:
        if heading is not title and heading.text_content().strip():
            heading.text = f"## {(heading.text or '').lstrip()}"


def drop(element: HtmlElement) -> None:
    if element.getparent() is not None:
        element.drop_tree()


def _find_title(tree: HtmlElement) -> HtmlElement | None:
    """The first heading of the highest rank that is neither the site's name nor that of a list."""
    titles = [title for title in _TITLES(tree) if title.text_content().strip()]
    names = [title for title in titles if _is_site_name(title, tree)]
    others = [title for title in titles if title not in names]
    if others:
        return None if _heads_list(others[0]) else others[0]
    below = (
        names[-1].xpath("following::h2[not(ancestor::li)]|following::h3[not(ancestor::li)]") if names else []
    )
    return next((heading for heading in below[:1] if not _heads_list(heading)), None)


def _is_site_name(title: HtmlElement, tree: HtmlElement) -> bool:
    words = title.text_content().strip()
    if words in tree.xpath("//meta[@property='og:site_name']/@content"):
        return True
    _, *behind = _BETWEEN_TITLE_AND_SITE.split(tree.findtext(".//title") or "")
    if behind and behind[-1].strip() and words.casefold().endswith(behind[-1].strip().casefold()):
        return True
    links = title.xpath(".//a|ancestor::a")
    if links and links[0].text_content().strip() == words and _leads_home(links[0].get("href")):
        return True
    for element in chain([title], title.iterancestors()):
        if element.tag in ("body", "html") or len(element.text_content()) > len(words) + LONGEST_LOGO:
            return False
        if _LOGO.search(f"{element.get('id', '')} {element.get('class', '')}"):
            return True
    return False


def _leads_home(address: str | None) -> bool:
    try:
        return address is None or urlsplit(address).path in ("", "/", "index.html", "/index.html")
    except ValueError:
        return False


def _heads_list(heading: HtmlElement) -> bool:
    below = next(_list_below(heading), None)
    return below is not None and below.tag in _LISTS


def _list_below(element: HtmlElement) -> Iterator[HtmlElement]:
    """What follows it and has words, from outside in."""
    siblings = (
        one for around in chain([element], element.iterancestors()) for one in around.itersiblings("*")
    )
    following = (below for sibling in siblings for below in sibling.iter("*"))
    return (below for below in islice(following, LOOKED_AT_BELOW) if below.text_content().strip())


def _find_actions(tree: HtmlElement) -> set[HtmlElement]:
    """Buttons beside the words of headings, such as "Share". One that stands there alone is the heading."""
    found: set[HtmlElement] = set()
    for heading in tree.iter("h1", "h2", "h3", "h4", "h5", "h6"):
        words = [(button, button.text_content().strip()) for button in heading.iter("button")]
        actions = [button for button, text in words if _ACTION.fullmatch(text)]
        if actions:
            others = [text for _, text in words if not _ACTION.fullmatch(text)]
            rest = " ".join([*_OUTSIDE_BUTTONS(heading), *others]).strip()
            found.update(actions[1:] if _TOGGLE.fullmatch(rest) else actions)
    return found


def _heads_section(button: HtmlElement) -> bool:
    words = button.text_content().strip()
    below = next(_list_below(button), None)
    if below is None or not 0 < len(words) <= LONGEST_HEADING or _TOGGLE.fullmatch(words):
        return False
    has_list = below.tag in _LISTS or below.find(".//li") is not None
    return has_list and below.tag != "nav" and below.find(".//nav") is None and not _is_in_comments(button)


def _is_in_comments(element: HtmlElement) -> bool:
    around = chain([element], element.iterancestors())
    return any(_COMMENTS.search(f"{one.get('id', '')} {one.get('class', '')}") for one in around) or bool(
        element.xpath(".//time")
    )


def _is_bold_throughout(paragraph: HtmlElement) -> bool:
    """A heading that an editor made by hand."""
    bold = paragraph[0]
    outside = f"{paragraph.text or ''}{bold.tail or ''}".strip()
    return not outside and bold.find(".//br") is None and len(bold.text_content()) <= LONGEST_HEADING
