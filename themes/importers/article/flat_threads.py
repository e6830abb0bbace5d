"""Threads whose comments all stand beside each other in a page's source: what an element says of its depth is read."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable

from lxml import etree
from lxml.html import HtmlElement

_DEPTH = re.compile(r"(?:^|[\s_-])(?:depth|level|lvl|indent|nesting)[_-]*(\d{1,2})(?![\w-])", re.IGNORECASE)
_ATTRIBUTES = ("data-depth", "data-level", "data-indent", "aria-level")
_MARGIN = re.compile(
    r"(?:^|;)\s*(?:margin|padding)-(?:left|inline-start)\s*:\s*(\d+(?:\.\d+)?)\s*(?:px|em|rem|pt|%)?\s*(?:;|$)",
    re.IGNORECASE,
)
_IS_ANSWER = re.compile(
    r"(?:^|\s)(?:[\w-]*[_-])?(?:reply|answer|child|nested|indented)(?=\s|$)", re.IGNORECASE
)
# A box of answers that follows the comment they answer.
_HOLDS_ANSWERS = re.compile(
    r"(?:^|\s)(?:[\w-]*[_-])?(?:indented|children|replies|answers|nested)(?=\s|$)", re.IGNORECASE
)


def nest_comments(comments: Iterable[HtmlElement]) -> None:
    """Put each comment inside the one that it answers, by the depth that it, or a box around it alone, states.

    Comments that stand inside each other already are left as they are.
    """
    threads: dict[HtmlElement, list[tuple[HtmlElement, HtmlElement]]] = {}
    found = dict.fromkeys(comments)
    for comment in found:
        below = comment.getnext()
        if below is not None and below not in found and _HOLDS_ANSWERS.search(below.get("class", "")):
            _move_into(comment, below)
    boxes = {comment: _find_box(comment, found) for comment in found}
    for comment, box in boxes.items():
        parent = box.getparent()
        if parent is not None:
            threads.setdefault(parent, []).append((comment, box))
    for thread in threads.values():
        depths = _read_depths(thread)
        branch: list[tuple[float, HtmlElement]] = []
        for (comment, box), depth in zip(thread, depths, strict=True):
            while branch and branch[-1][0] >= depth:
                branch.pop()
            if branch:
                _move_into(branch[-1][1], box)
            branch.append((depth, comment))


def find_with_depth(tree: HtmlElement) -> list[HtmlElement]:
    """Comments by whatever name, that state their depth: "comment-item level-3"."""
    return [
        element
        for element in tree.iter("div", "article", "section")
        if "comment" in element.get("class", "").lower() and _read_stated(element)
    ]


def _find_box(comment: HtmlElement, comments: Container[HtmlElement]) -> HtmlElement:
    """The outermost element around this comment and no other, below the one that holds the thread."""
    box = comment
    while (parent := box.getparent()) is not None:
        if any(other is not comment and other in comments for other in parent.iter()):
            return box
        box = parent
    return comment


def _read_depths(thread: list[tuple[HtmlElement, HtmlElement]]) -> list[float]:
    """By the first way of saying it that any of these comments uses; all alike where none does."""
    for read in (_read_stated, _read_margin, _read_answer):
        depths = [max(read(comment), read(box)) for comment, box in thread]
        if len(set(depths)) > 1:
            return depths
    return [0.0] * len(thread)


def _read_stated(element: HtmlElement) -> float:
    stated = next((value for name in _ATTRIBUTES if (value := element.get(name, "")).isdecimal()), "")
    match = _DEPTH.search(element.get("class", ""))
    return float(stated or (match[1] if match else 0))


def _read_margin(element: HtmlElement) -> float:
    match = _MARGIN.search(element.get("style", ""))
    return float(match[1]) if match else 0.0


def _read_answer(element: HtmlElement) -> float:
    return float(bool(_IS_ANSWER.search(element.get("class", ""))))


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
