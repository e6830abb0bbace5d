"""How far comments beside each other are indented: what their elements say of it, and what of that cannot be read."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from lxml.html import HtmlElement

LONGEST_SIGN = 80  # characters of it that are shown
LONGEST_VALUE = 200  # characters; nobody writes a longer selector or length
MAX_DECLARATIONS = 2_000  # characters of all that is said of one class
MAX_SIGNS = 100  # ways of saying it that are looked at in one thread

_DEPTH = r"depth|level|lvl|indent(?:ation)?|nest(?:ing|ed)?|tier"
_STATES_DEPTH = re.compile(rf"(?:^|[-_])(?:{_DEPTH})$", re.IGNORECASE)
_DEPTH_IN_CLASS = re.compile(
    rf"(?:.*[-_])?(?P<name>{_DEPTH})[-_]*(?P<value>\d{{1,2}}|(?<=[-_]).+)", re.IGNORECASE
)
# "ml-4", "ps-md-2", "offset-1", "w-90".
_SPACE_IN_CLASS = re.compile(
    r"(?:[a-z]{2,3}:)?(?P<name>m|p|ml|ms|pl|ps|mx|px|offset|shift|margin|padding|margin-left|padding-left|w|width)"
    r"-(?P<value>\d.*|\[.*\]|(?:xs|sm|md|lg|xl).*|(?:left|start).*)",
    re.IGNORECASE,
)
_NAMES_ANSWERED = re.compile(
    r"(?:data-)?(?:.*[-_])?(?:parent(?:[-_]?id)?|(?:in[-_]?)?reply[-_]?to(?:[-_]?id)?)", re.IGNORECASE
)
_NAMES_ANSWER = re.compile(r"(?P<name>reply|answer|child)-(?P<value>.+)", re.IGNORECASE)
_IS_ANSWER = re.compile(
    r"(?!has-|no-|can-|show-)(?:[\w-]*[_-])?(?:reply|answer|child|nested|indented)", re.IGNORECASE
)
_SIDEWAYS = re.compile(
    r"(?:margin|padding|border)-(?:left|inline-start)(?:-width)?|(?:margin|padding)(?:-inline)?|left|inset-inline-start"
    r"|text-indent|transform|translate|(?:max-|min-)?width|inline-size|grid-column(?:-start)?"
)
_INDENTS = re.compile(r"(?:margin|padding)-left")
_DECLARATION = re.compile(r"(?:^|;)\s*([\w-]+)\s*:\s*([^;]{1,500})")
_CLASS = re.compile(r"\.([A-Za-z_][\w-]*)(?=[^\s>+~]*$)")
_NUMBER = re.compile(r"(\d+(?:\.\d+)?|\.\d+)\s*([a-z%]*)|([-+*/()])|\s+", re.IGNORECASE)
# In pixels; other units depend on what stands around them.
_ABSOLUTE = {"px": 1.0, "pt": 4 / 3, "pc": 16.0, "in": 96.0, "cm": 96 / 2.54, "mm": 9.6 / 2.54}


class Length(NamedTuple):
    number: float
    unit: str  # empty of plain numbers, and of nothing


class Ranking(NamedTuple):
    depths: list[float]
    unread: str  # what says how far they are indented and cannot be read


def rank_comments(thread: Sequence[Sequence[HtmlElement]], sheet: Mapping[str, str]) -> Ranking:
    """By the first way of saying it that differs and can be read; all alike where there is none.

    Each comment is given as the elements that stand for it alone, and `sheet` as the page's own styles by class.
    """
    signs = [dict(_list_signs(elements, sheet)) for elements in thread]
    unread = ""
    ranked: dict[str, list[list[float]]] = {}
    names = dict.fromkeys(key for found in signs for key in found)
    for kind, name in islice(names, MAX_SIGNS):
        values = [found.get((kind, name), "") for found in signs]
        if len(set(values)) == 1:
            continue
        depths = _rank_values(kind, values) if kind != "other" else None
        if depths is None:
            unread = unread or _describe(kind, name, values)
        elif len(set(depths)) > 1:
            ranked.setdefault(kind, []).append(depths)
    for kind in ("stated", "margin", "answer"):
        if found := ranked.get(kind):
            if len({_order(depths) for depths in found}) > 1:
                return Ranking([0.0] * len(thread), unread or "indentations that differ from each other")
            return Ranking(found[0], unread if kind == "answer" else "")
    return Ranking([0.0] * len(thread), unread)


def states_depth(element: HtmlElement) -> bool:
    return any(kind in {"stated", "margin"} for (kind, _), _ in _list_signs([element], {}))


def read_sheets(tree: HtmlElement) -> dict[str, str]:
    """What a page's own styles say of classes that stand further in than others."""
    sheet: dict[str, str] = {}
    for rule in (rule for style in tree.iter("style") for rule in (style.text or "").split("}")):
        before, _, declarations = rule.rpartition("{")
        declarations = declarations[:MAX_DECLARATIONS]
        if any(_SIDEWAYS.fullmatch(name.lower()) for name, _ in _DECLARATION.findall(declarations)):
            for selector in before.rpartition("{")[2].split(","):
                for name in _CLASS.findall(selector.strip()[-LONGEST_VALUE:]):
                    if len(known := sheet.get(name, "")) < MAX_DECLARATIONS:
                        sheet[name] = f"{known};{declarations}"
    return sheet


def measure(value: str) -> Length | None:
    """ "2.5rem", and simple sums such as "calc(2 * 1.5rem)"; None where it cannot be told."""
    if len(value) > LONGEST_VALUE:
        return None
    value = re.sub(r"\s*!important\Z|\bcalc\b", "", value.strip().lower())
    pieces, at = [], 0
    while match := _NUMBER.match(value, at):
        number, unit, sign = match.groups()
        if number or sign:
            pieces.append(Length(float(number), unit) if number else sign)
        at = match.end()
    if at < len(value) or not pieces:
        return None
    try:
        length = _Sum(pieces).read()
    except (ArithmeticError, LookupError, ValueError):
        return None
    factor = _ABSOLUTE.get(length.unit)
    return Length(length.number * factor, "px") if factor else length


class _Sum:
    """Numbers of at most one unit between signs, read from left to right."""

    def __init__(self, pieces: list) -> None:
        self.pieces = [*pieces, "end"]

    def read(self) -> Length:
        length = self.add()
        if self.pieces != ["end"]:
            raise ValueError
        return length

    def add(self) -> Length:
        length = self.multiply()
        while self.pieces[0] in ("+", "-"):
            sign, other = self.pieces.pop(0), self.multiply()
            unit = length.unit or other.unit
            if {length.unit, other.unit} > {unit} and length.number and other.number:
                raise ValueError
            length = Length(length.number + (other.number if sign == "+" else -other.number), unit)
        return length

    def multiply(self) -> Length:
        length = self.take()
        while self.pieces[0] in ("*", "/"):
            sign, other = self.pieces.pop(0), self.take()
            if other.unit and (length.unit or sign == "/"):
                raise ValueError
            number = length.number * other.number if sign == "*" else length.number / other.number
            length = Length(number, length.unit or other.unit)
        return length

    def take(self) -> Length:
        piece = self.pieces.pop(0)
        if piece == "-":
            length = self.take()
            return Length(-length.number, length.unit)
        if piece == "(":
            length = self.add()
            if self.pieces.pop(0) != ")":
                raise ValueError
            return length
        if isinstance(piece, str):
            raise ValueError
        return piece


def _list_signs(
    elements: Iterable[HtmlElement], sheet: Mapping[str, str]
) -> Iterator[tuple[tuple[str, str], str]]:
    """Kind and name, and the value."""
    for element in elements:
        for name, value in element.attrib.items():
            if name not in ("class", "style", "id"):
                if name == "aria-level" or _STATES_DEPTH.search(name):
                    yield ("stated", name), value
                elif _NAMES_ANSWERED.fullmatch(name) or name in ("width", "colspan"):
                    yield ("other", name), value
        classes = list(dict.fromkeys(element.get("class", "").split()))
        for token in classes:
            if match := _DEPTH_IN_CLASS.fullmatch(token):
                yield ("stated", f"class {match['name'].lower()}"), match["value"]
            elif match := _SPACE_IN_CLASS.fullmatch(token):
                kind = "other" if match["name"].startswith("w") else "stated"
                yield (kind, f"class {match['name'].lower()}"), match["value"]
            elif _IS_ANSWER.fullmatch(token):
                yield ("answer", "class"), "1"
            elif match := _NAMES_ANSWER.fullmatch(token):
                yield ("other", f"class {match['name'].lower()}"), match["value"]
        styles = ";".join([*(sheet[token] for token in classes if token in sheet), element.get("style", "")])
        yield from _list_declarations(styles)


def _list_declarations(styles: str) -> Iterator[tuple[tuple[str, str], str]]:
    for name, value in _DECLARATION.findall(styles):
        name, value = name.lower(), value.strip()
        if name.startswith("--"):
            if _STATES_DEPTH.search(name):
                yield ("stated", name), value
        elif _SIDEWAYS.fullmatch(name):
            parts = re.findall(r"[\w-]*\([^()]*(?:\([^()]*\)[^()]*)*\)|\S+", value.replace("!important", ""))
            name = name.replace("inline-start", "left")
            if name in ("margin", "padding"):
                name, value = f"{name}-left", parts[{4: 3, 3: 1, 2: 1}.get(len(parts), 0)] if parts else ""
            elif name in ("margin-inline", "padding-inline"):
                name, value = name.replace("inline", "left"), parts[0] if parts else ""
            yield ("margin" if _INDENTS.fullmatch(name) else "other", name), value


def _rank_values(kind: str, values: Sequence[str]) -> list[float] | None:
    """None where one cannot be measured, or not beside the others; "1.2" is the place of an answer, and no depth."""
    lengths = [measure(value) if value else Length(0.0, "") for value in values]
    found = [
        length
        for length in lengths
        if length and length.number >= 0 and (kind == "margin" or length.unit or length.number.is_integer())
    ]
    units = {length.unit for length in found if length.number}
    return [length.number for length in found] if len(found) == len(values) and len(units) < 2 else None


def _order(depths: Sequence[float]) -> tuple[int, ...]:
    places = {depth: place for place, depth in enumerate(sorted(set(depths)))}
    return tuple(places[depth] for depth in depths)


def _describe(kind: str, name: str, values: Sequence[str]) -> str:
    """The first value that cannot be measured, else one of each unit."""
    given = list(dict.fromkeys(filter(None, values)))
    unread = [value for value in given if kind == "other" or not measure(value)][:1]
    by_unit = {length.unit: value for value in given if (length := measure(value)) and length.number}
    text = f"{name.removeprefix('class ')}: {' and '.join(unread or by_unit.values())}"
    text = " ".join(text.split())
    return text if len(text) <= LONGEST_SIGN else f"{text[: LONGEST_SIGN - 1]}…"
