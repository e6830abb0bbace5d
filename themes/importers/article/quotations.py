"""The words of a report as an article gives them: what stands in double quotes."""

import re

_OPENING = "“„‟«"
_CLOSING = "”»"
_INCHES = re.compile(r"(?<=[0-9½¼¾])[\"”]")
_BEFORE_OPENING = " \t\xa0([/–—-"
_MARKS = re.compile(rf"[{_OPENING}{_CLOSING}\"]")


def read_quotations(text: str) -> tuple[tuple[str, ...], bool]:
    """The quoted passages of a text, and whether every quotation mark has its partner.

    Curly and straight marks may be mixed, and curly ones nested: a passage ends where its first mark is
    closed. One left open is not given.
    """
    passages: list[str] = []
    balanced = True
    depth = 0
    start = 0
    for mark in _MARKS.finditer(text):
        position, character = mark.start(), mark[0]
        if _is_inches(text, position, depth):
            continue
        if character in _OPENING or (character == '"' and depth == 0):
            if depth == 0:
                start = position + 1
            depth += 1
        elif depth == 0:
            balanced = False
        else:
            # A straight mark has no direction to nest in: it ends the whole passage.
            depth = 0 if character == '"' else depth - 1
            if depth == 0:
                passages.append(text[start:position].strip())
    return tuple(filter(None, passages)), balanced and depth == 0


def _is_inches(text: str, position: int, depth: int) -> bool:
    """Whether the mark is one of measure: behind a figure, where no passage is open or where the next mark ends it."""
    if depth > 1 or not _INCHES.match(text, position):
        return False
    following = _MARKS.search(text, position + 1)
    if depth == 0 or following is None:
        return depth == 0
    return following[0] in _CLOSING or (
        following[0] == '"' and text[following.start() - 1] not in _BEFORE_OPENING
    )
