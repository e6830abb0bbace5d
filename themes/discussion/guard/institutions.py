"""Schools, hospitals and other places where people know each other, by name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from themes.discussion.guard.lists import Lists, read_lists, read_words
from themes.discussion.guard.marks import Kind, Mark
from themes.discussion.guard.tokens import SpelledWord

_KINDS = read_words("institution_kinds")
# Of these, only by a name with a capital letter that no common word is.
_WEAK = read_words("institution_kinds_by_capital")
_STRONG_ALONE = read_words("institution_kinds_in_small_letters")
_GENERIC = read_words("before_institutions")
_LINKS = read_words("in_institution_names")
_WITHIN = read_words("in_institutions_only")
_HOSPITALS = read_words("hospital_kinds")
_NEWSPAPERS = read_words("newspapers")
_GOING = read_words("going_to_institutions")
_BODIES = read_words("after_bodies")
FURTHEST = 4  # words before the kind of place that may be its name


_HOLY = re.compile(r"\b(?:Our Lady|Sacred Heart|Holy (?:Trinity|Family|Cross|Rood)|All Saints)\b['’]?")
_THE_ROYAL = re.compile(
    r"\b(?:at|to|in|from) the (?P<name>Royal|General|Infirmary|Queen's|Victoria|Jessop)(?![ \w])"
)


def find_institutions(text: str, tokens: Sequence[SpelledWord]) -> Iterator[Mark]:
    lists = read_lists()
    yield from (Mark.of(Kind.SCHOOL, *match.span()) for match in _HOLY.finditer(text))
    yield from (Mark.of(Kind.SCHOOL, *match.span("name")) for match in _THE_ROYAL.finditer(text))
    for place, token in enumerate(tokens):
        if token.folded in {"st", "saint"} and (mark := _find_saint(tokens, place, lists)):
            yield mark
        if (
            token.folded in _NEWSPAPERS
            and token.is_capital
            and (mark := _find_newspaper(tokens, place, lists))
        ):
            yield mark
        if token.folded in _HOSPITALS and token.is_capital and _is_named(tokens, place - 1, lists):
            yield Mark.of(Kind.SCHOOL, tokens[place - 1].start, token.end)
        if token.folded not in _KINDS:
            if _is_named_place(tokens, place, lists):
                yield Mark.of(Kind.SCHOOL, token.start, token.end)
            continue
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        if after and after.folded in _BODIES and token.is_capital and token.folded != "surgery":
            continue  # the College of Policing
        if mark := _find_name_before(tokens, place, lists):
            yield mark
        elif token.folded in {"primary", "academy", "school", "nursery", "infants", "juniors", "high"}:
            before = tokens[place - 1] if place else None
            if before and before.is_upper and len(before.raw) <= 5 and _has_letters_only(before, lists):
                yield Mark.of(Kind.SCHOOL, before.start, token.end)


def _is_named_place(tokens: Sequence[SpelledWord], place: int, lists: Lists) -> bool:
    """ "at Hillcrest": a place with a name, and no town."""
    token = tokens[place]
    return (
        place > 0
        and tokens[place - 1].folded == "at"
        and token.gap == " "
        and token.is_capital
        and not token.is_upper
        and token.raw[1:].islower()
        and not any(
            token.folded in each
            for each in (lists.words, lists.known, lists.places, lists.given, lists.reports)
        )
    )


def _is_named(tokens: Sequence[SpelledWord], place: int, lists: Lists) -> bool:
    """Whether a word is a name and no office: "Southmere General", not "Attorney General"."""
    token = tokens[place] if place >= 0 else None
    return bool(
        token and token.is_capital and token.folded not in lists.words and token.folded not in lists.known
    )


def _find_newspaper(tokens: Sequence[SpelledWord], place: int, lists: Lists) -> Mark | None:
    """ "The Thornwick Gazette": a link to what names people, without the link."""
    before = tokens[place - 1] if place else None
    if before and before.folded in _NEWSPAPERS and place > 1:
        before = tokens[place - 2]
    if before is None or tokens[place].gap != " " or not before.is_capital or before.folded in lists.known:
        return None
    if before.folded in lists.words and before.folded not in lists.places:
        return None
    return Mark.of(Kind.LINK, before.start, tokens[place].end)


def _has_letters_only(token: SpelledWord, lists: Lists) -> bool:
    return token.raw.isalpha() and token.folded not in lists.known and token.folded not in lists.words


def _find_saint(tokens: Sequence[SpelledWord], place: int, lists: Lists) -> Mark | None:
    """ "St Bede's", "st marys", "St M's", whatever comes after."""
    if place + 1 >= len(tokens):
        return None
    name = tokens[place + 1]
    if not name.raw[0].isalpha() or name.gap.strip(". ") or (name.opens and "." not in name.gap):
        return None
    after = tokens[place + 2].folded if place + 2 < len(tokens) else ""
    is_road = after in {"road", "street"}
    names_school = name.possessive or name.folded.endswith("s") or after in _KINDS or len(name.raw) == 1
    if is_road or not names_school or (name.folded in lists.words and not name.is_capital):
        return None
    end = tokens[place + 2].end if after in _KINDS else name.end + (2 if name.possessive else 0)
    return Mark.of(Kind.SCHOOL, tokens[place].start, end)


def _find_name_before(tokens: Sequence[SpelledWord], place: int, lists: Lists) -> Mark | None:
    kind = tokens[place]
    start, telling = place, False
    for step in range(1, FURTHEST + 1):
        if place - step < 0 or tokens[place - step + 1].gap.strip(" .'"):
            break
        token = tokens[place - step]
        if token.folded in _KINDS:
            continue
        if token.folded in _LINKS and token.folded != "the":
            continue
        if token.folded in _WITHIN:
            continue
        if not token.raw[0].isalpha() or token.folded in _GENERIC or token.folded in lists.known:
            break
        is_name = token.folded not in lists.words or (token.is_capital and not token.opens)
        if kind.folded in _WEAK:
            is_name = (
                token.is_capital and (token.folded not in lists.words or kind.is_capital) and not token.opens
            )
        if not is_name:
            break
        telling, start = True, place - step
    if not telling and kind.folded in _STRONG_ALONE:
        telling, start = _follows_going(tokens, place)
    if not telling:
        return None
    end = place
    while end + 1 < len(tokens) and tokens[end + 1].folded in _KINDS and tokens[end + 1].gap == " ":
        end += 1
    return Mark.of(Kind.SCHOOL, tokens[start].start, tokens[end].end)


def _follows_going(tokens: Sequence[SpelledWord], place: int) -> tuple[bool, int]:
    """ "went to meadow view primary": in small letters, one or two words after a word of going there."""
    for size in (1, 2):
        first = place - size
        if first < 1 or tokens[first].folded in _GENERIC or not tokens[first].raw[0].isalpha():
            return False, place
        if tokens[first - 1].folded in _GOING and all(
            tokens[at].gap == " " for at in range(first, place + 1)
        ):
            return True, first
    return False, place
