"""Threads whose comments all stand beside each other in a page's source: what an element says of its depth is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from lxml import etree
from lxml.html import HtmlElement

from themes.importers.article.indentation import rank_comments, states_depth
from themes.importers.article.moments import LONGEST, find_closing_moment, find_vague_moment
from themes.importers.article.remarks import write_remark

# A box of answers that follows the comment they answer.
_HOLDS_ANSWERS = re.compile(
    r"(?:^|\s)(?:[\w-]*[_-])?(?:indented|children|replies|answers|nested)(?=\s|$)", re.IGNORECASE
)
_OPENING = re.compile(
    r"\W*(?:[\w’']+\s+){0,2}(?:comments?|responses?|repl(?:y|ies)|thoughts?|discussion)\b.{0,150}",
    re.IGNORECASE,
)
_CELLS = ("table", "thead", "tbody", "tr", "td", "th")
_MOVED = frozenset(("div", "article", "section", "li"))
_BLOCKS = _MOVED | {"p", "header", "footer", "blockquote", "dt", "dd", *_CELLS}
# Within these the answers are printed further in than what they answer.
_PRINTED_FURTHER_IN = frozenset(("ul", "ol", "dd", "blockquote"))


def nest_comments(comments: Iterable[HtmlElement], sheet: Mapping[str, str]) -> list[HtmlElement]:
    """Put each comment inside the one that it answers, by the depth that it, or a box around it alone, states.

    Those of threads that have answers are given back, to be printed further in. Comments that stand inside each other
    already are left as they are. Where a depth is stated and cannot be read, a remark is written above. `sheet` is what
    the page's own styles say, by class.
    """
    threads: dict[HtmlElement, list[tuple[HtmlElement, HtmlElement]]] = {}
    found = dict.fromkeys(comments)
    for comment in found:
        below = comment.getnext()
        if below is not None and below not in found and _HOLDS_ANSWERS.search(below.get("class", "")):
            _move_into(comment, below)
    counts = _count_held(found)
    for comment in found:
        box = _find_box(comment, counts)
        parent = box.getparent()
        if parent is not None:
            threads.setdefault(parent, []).append((comment, box))
    further_in: list[HtmlElement] = []
    inside = (
        (one, next((around for around in one.iterancestors() if around in found), None)) for one in found
    )
    in_tree = set(chain.from_iterable(pair for pair in inside if pair[1] is not None))
    for parent, thread in reversed(threads.items()):  # inner ones first: their places are not deep yet
        own = [list(_list_own(*one)) for one in thread]
        depths, unread = rank_comments(own, sheet)
        if len(set(depths)) > 1 and any(box.tag not in (*_MOVED, *_CELLS) for _, box in thread):
            unread = unread or f"by {thread[0][1].tag}"  # their words may stand outside
        elif len(set(depths)) > 1:
            _nest_thread(parent, thread, depths)
            in_tree.update(comment for comment, _ in thread)
        if unread:
            _remark(thread[0][1], unread)
        for element in chain.from_iterable(own):
            element.attrib.pop("style", None)  # the renderer would read some of them in its own way
        if any(comment in in_tree for comment, _ in thread):
            further_in += [comment for comment, _ in thread]
    return further_in


def _nest_thread(
    parent: HtmlElement, thread: Sequence[tuple[HtmlElement, HtmlElement]], depths: Sequence[float]
) -> None:
    if any(box.tag in _CELLS for _, box in thread):
        _open_table(parent)
    branch: list[tuple[float, HtmlElement]] = []
    for (comment, box), depth in zip(thread, depths, strict=True):
        while branch and branch[-1][0] >= depth:
            branch.pop()
        if branch:
            _move_into(branch[-1][1], box)
        branch.append((depth, comment))


def find_with_depth(tree: HtmlElement) -> list[HtmlElement]:
    """Comments by whatever name, that state their depth: "comment-item level-3"; and those like them beside them."""
    named = [
        element
        for element in tree.iter("div", "article", "section")
        if "comment" in element.get("class", "").lower()
    ]
    kinds = {_name_kind(element) for element in named if states_depth(element)}
    return [element for element in named if _name_kind(element) in kinds]


def _name_kind(element: HtmlElement) -> tuple[HtmlElement | None, str, str]:
    return element.getparent(), element.tag, " ".join(element.get("class", "").split()[:1])


def find_dated(tree: HtmlElement) -> list[HtmlElement]:
    """Comments that only their dates show, below the line that opens them: each as the element that stands for it."""
    dated: dict[HtmlElement, None] = {}
    has_item = is_open = False
    for element in tree.iter(etree.Element):
        has_item = has_item or element.tag == "li"
        for text in (element.text, *(child.tail for child in element)):
            words = (text or "").strip()
            if not 0 < len(words) <= LONGEST:
                continue
            is_open = is_open or (has_item and _OPENING.fullmatch(words) is not None)
            if is_open and (find_closing_moment(words) or find_vague_moment(words)):
                dated[_find_block(element)] = None
    counts = _count_held(dated)
    boxes = {block: _find_box(block, counts) for block in dated}
    _remark_nested(boxes)
    return [box if _is_item(box) else block for block, box in boxes.items()]


def _find_block(element: HtmlElement) -> HtmlElement:
    around = (one for one in element.iterancestors() if one.tag in _BLOCKS)
    return element if element.tag in _BLOCKS else next(around, element)


def _remark_nested(boxes: Mapping[HtmlElement, HtmlElement]) -> None:
    """Elements inside each other show who answers whom only where they are printed further in."""
    become_comments = {box: block for block, box in boxes.items() if _is_item(box)}
    first: dict[HtmlElement, HtmlElement] = {}  # what of an element holds its first date
    for block in boxes:
        inside = first.setdefault(block, block)
        for around in block.iterancestors():
            other = first.setdefault(around, inside)
            is_printed = inside.tag in _PRINTED_FURTHER_IN or become_comments.get(around, block) is not block
            if is_printed or around.tag in ("main", "body"):
                break
            if other is not inside and not _is_like(other, inside):
                _remark(boxes[block], f"a {inside.tag} inside a {around.tag}")
                return
            inside = around


def _is_item(box: HtmlElement) -> bool:
    return box.tag in _MOVED


def _is_like(element: HtmlElement, other: HtmlElement) -> bool:
    """Headings are taken out of list items, which are no items then."""
    tags = {"div" if each.tag == "li" else each.tag for each in (element, other)}
    return len(tags) == 1 and _name_kind(element)[2] == _name_kind(other)[2]


def _count_held(comments: Iterable[HtmlElement]) -> Counter[HtmlElement]:
    """How many of the comments each element is or holds."""
    return Counter(around for comment in comments for around in (comment, *comment.iterancestors()))


def _find_box(comment: HtmlElement, counts: Counter[HtmlElement]) -> HtmlElement:
    """The outermost element around this comment and no other, below the one that holds the thread."""
    box = comment
    while (parent := box.getparent()) is not None:
        if counts[parent] > 1:
            return box
        box = parent
    return comment


def _list_own(comment: HtmlElement, box: HtmlElement) -> Iterator[HtmlElement]:
    """What stands for this comment alone: from the box inwards, and what only holds a space before its words."""
    path = [comment]
    while path[-1] is not box:
        path.append(path[-1].getparent())
    for element in path:
        yield element
        for child in element:
            if child.text_content().strip() or (element.text or "").strip():
                break
            yield from child.iter(etree.Element)


def _remark(box: HtmlElement, unread: str) -> None:
    """Above the thread, where no list or table is torn."""
    place = box
    for around in box.iterancestors():
        if around.tag in ("ul", "ol", "dl", "table"):
            place = around
    remark = place.makeelement("p")
    remark.text = write_remark(unread)
    place.addprevious(remark)


def _open_table(parent: HtmlElement) -> None:
    """Rows cannot stand inside each other; here they only place comments on the screen."""
    for element in [*parent.iterancestors(*_CELLS), *parent.iter(*_CELLS)]:
        element.tag = "div"


def _move_into(answered: HtmlElement, box: HtmlElement) -> None:
    parent, before = box.getparent(), box.getprevious()
    if tail := box.tail:  # what stands behind it stays
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
        box.tail = None
    target = etree.SubElement(answered, "ul") if box.tag == "li" else answered
    target.append(box)
