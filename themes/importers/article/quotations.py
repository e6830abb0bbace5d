"""The words of a report as an article gives them: what stands in double quotes."""

_OPENING = "“„‟«"
_CLOSING = "”»"


def read_quotations(text: str) -> tuple[tuple[str, ...], bool]:
    """The quoted passages of a text, and whether every quotation mark has its partner.

    Curly and straight marks may be mixed, and curly ones nested: a passage ends where its first mark is
    closed. One left open is not given.
    """
    passages: list[str] = []
    balanced = True
    depth = 0
    start = 0
    for position, character in enumerate(text):
        opens = character in _OPENING or (character == '"' and depth == 0)
        closes = character in _CLOSING or (character == '"' and depth > 0)
        if opens:
            if depth == 0:
                start = position + 1
            depth += 1
        elif closes and depth == 0:
            balanced = False
        elif closes:
            # A straight mark has no direction to nest in: it ends the whole passage.
            depth = 0 if character == '"' else depth - 1
            if depth == 0:
                passages.append(text[start:position].strip())
    return tuple(filter(None, passages)), balanced and depth == 0
