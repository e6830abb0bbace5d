"""Advice on the wording of a finding, from its words alone."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from themes.discussion.guard import KnownPeople, PieceOfText, RestrictedWords, find_marks, split_pieces
from themes.search.words import normalise
from themes.writing.avoided import Contested, find_avoided
from themes.writing.years import NO_YEARS_OF_REVIEWS, names_years

MOST_WORDS = 35

AVOID = "Words to avoid"
ALONE = "Does it stand alone?"
YEARS = "Which years?"
RECOGNISED = "Could anyone be recognised?"
QUOTED = "Whose words are these?"
ONE_LESSON = "One lesson?"


@dataclass(frozen=True, slots=True)
class Advice:
    """One piece of advice about `found`, the words from `start` to `end`; about the whole text where both are 0."""

    question: str
    found: str
    why: str
    better: str
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Help:
    text: str
    words: int
    advice: tuple[Advice, ...]

    @property
    def count_text(self) -> str:
        words = f"{self.words} {'word' if self.words == 1 else 'words'}"
        over = self.words - MOST_WORDS
        if over > 0:
            return f"{words}: {over} more than {MOST_WORDS}. Leave out what the lesson does not need."
        return f"{words} of at most {MOST_WORDS}."

    @property
    def pieces(self) -> tuple[PieceOfText, ...]:
        """The text split at the words that advice is about."""
        return split_pieces(self.text, self.advice)


def build_help(
    text: str,
    *,
    quotations: Collection[str] = (),
    contested: Iterable[Contested] = (),
    people: KnownPeople | None = None,
    restricted: RestrictedWords | None = None,
) -> Help:
    """`quotations` are the words quoted for this finding, which may stand in it in quotation marks.

    `people` are named in public for their reports, `restricted` are terms that may not be said about this report.
    """
    text = text.strip()
    recognisable = tuple(check_recognisable(text))
    found = [
        *(Advice(AVOID, text[start:end], why, better, start, end)
          for start, end, why, better in sorted(find_avoided(text, contested))),
        *check_stands_alone(text), *check_years(text), *recognisable,
        *check_by_guard(text, recognisable, people, restricted),
        *check_quotation_marks(text, quotations), *check_one_lesson(text),
    ]  # fmt: skip
    # Numbered as a reader meets the marks, from left to right; the longer before what begins with it.
    advice = sorted(found, key=lambda each: (each.end == 0, each.start, -each.end))
    return Help(text, count_words(text), tuple(advice))


def count_words(text: str) -> int:
    """As a reader counts them: "co-sleeping" is one word, a dash by itself none."""
    return sum(any(character.isalnum() for character in word) for word in text.split())


def _advise(question: str, match: re.Match[str], why: str, better: str, group: int | str = 0) -> Advice:
    return Advice(question, match[group], why, better, match.start(group), match.end(group))


_OPENING = re.compile(
    r"(?:they|them|their|these|those|this|that|it|its|he|she|his|her|such|no such|others?|another|both|here|also"
    r"|however|but|and|so|then|therefore|thus|again|in addition|as a result|the same|similarly"
    r"|furthermore|moreover)(?![\w-])",
    re.IGNORECASE,
)
_STATED_IN_FULL = re.compile(r"(?:it is|both [a-z]+ and|that [a-z]+)\b", re.IGNORECASE)
_ELSEWHERE = re.compile(
    r"(?<![\w-])(?:this (?:report|study|review|chapter|analysis|section|finding|article|theme)"
    r"|(?:as|see|mentioned|described|listed|noted|shown|set out|the|given)"
    r" (?:above|below)(?! (?:the|a|an|what|that|which)\b)"
    r"|(?:above|below)(?=[.,;:)]|$)|above-mentioned|aforementioned|the (?:former|latter)"
    r"|a chapter|the (?:report|chapter|article)(?! (?:of|on|for|by)\b))(?![\w-])",
    re.IGNORECASE,
)


def check_stands_alone(text: str) -> Iterator[Advice]:
    if (match := _OPENING.match(text)) and not _STATED_IN_FULL.match(text):
        yield _advise(
            ALONE,
            match,
            "It opens with a word that points back to something the reader may not have before them: a finding may be "
            "printed or quoted by itself.",
            "begin with who or what it is about",
        )
    for match in _ELSEWHERE.finditer(text):
        yield _advise(
            ALONE,
            match,
            "It points to something outside this sentence, which a reader of the sentence alone does not have.",
            "name the report or its years: “the 2009 to 2011 analysis”",
        )


_NUMBER = r"(?:one|two|three|four|five|six|seven|eight|nine|ten|\d+)"
_FIGURE = re.compile(
    rf"(?:\d[\d,.]*\s*(?:per cent|percent|%)|\b{_NUMBER} (?:[a-z]+ )?(?:in|out of) (?:every )?{_NUMBER}\b"
    r"|\b(?:a |one |two[- ]|three[- ])?(?:half|third|thirds|quarter|quarters|fifths?)(?= of\b| \(|,| died)"
    r"|(?<![\w-])\d[\d,.]*(?![\w-]))",
    re.IGNORECASE,
)
_AGES = re.compile(r"\b\d+ (?:to|and|or) \d+ year|\bover \d+\b|\bunder \d+\b|\d+ year", re.IGNORECASE)


def check_years(text: str) -> Iterator[Advice]:
    """Figures mean nothing without the years they are of."""
    if names_years(text):
        return
    for no_figure in (_AGES, NO_YEARS_OF_REVIEWS):
        text = no_figure.sub(lambda found: " " * len(found[0]), text)
    match = _FIGURE.search(text)
    if match:
        yield _advise(
            YEARS,
            match,
            "It gives a figure and does not say of which years: readers cannot tell it from those of other years.",
            "name the years of the incidents: “in the 2011 to 2014 reviews”",
        )


_MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? (?:of )?{_MONTH}(?: \d{{4}})?"
    rf"|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?"
    rf"|\d{{1,2}}/\d{{1,2}}/\d{{2,4}}|\d{{4}}-\d\d-\d\d"
    rf"|(?<!to )(?:in|on|since|by|until) {_MONTH}(?: \d{{4}})?(?! to\b))"
)
_WORD_NUMBER = (
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen"
    r"|seventeen)"
)
_EXACT_AGE = re.compile(
    rf"\b(?:a|an|the|one|her|his|this) (?:[a-z]+ )?{_WORD_NUMBER}[- ](?:day|week|month|year)s?[- ]old\b(?!s)"
    r"|\b(?:boy|girl|child|baby|son|daughter|brother|sister|toddler|teenager)"
    rf" (?:was )?(?:aged|of) {_WORD_NUMBER}\b(?! to\b)"
    r"|\bhe was \d+\b|\bshe was \d+\b|,\s*\d{1,2},",
    re.IGNORECASE,
)
# "Jayden was 3", "Jayden, aged 3", "Jayden (3)".
_NAME_AND_AGE = re.compile(
    r"(?<![\w'’-])(?P<name>[A-Z][a-z]+)"
    rf"(?:,? (?:was|is)(?: only| just)? {_WORD_NUMBER}(?= (?:years?|months?|weeks?|days?|when)\b|-|[.,;:!?)](?!\d)|$)"
    rf"|,? (?:who was )?aged? (?:of )?{_WORD_NUMBER}\b(?! to\b)"
    rf"|(?: \(|, ){_WORD_NUMBER}(?=[,)]))"
)
# Words that open a sentence and are nobody's name.
_OPENERS = frozenset(
    """It This That There He She They Who What Which One Each Every All Most Some Many Half Nobody Everybody The A An
    Child Baby Boy Girl Mother Father Parent Family Children Babies Infants Teenagers People""".split()  # noqa: SIM905
)
_SINGLE = re.compile(
    r"\b(?:in|of|from) (?:one|a single|this|that)"
    r" (?:review|case|family|instance|local authority|area|town|city|school|hospital)(?!s)(?! in\b)\b"
    r"|\b(?:one|a particular|a certain)"
    r" (?:child|baby|boy|girl|mother|father|family|teenager|sibling)(?!['’]s)(?! in\b)\b",
    re.IGNORECASE,
)
_FEW = re.compile(
    r"(?<![\w.,-])(?:one|two|three|four|[1-4])(?: (?:of|out of)(?: the| these)? (?:\w+))?"
    r" (?:children|babies|infants|boys|girls|teenagers|young people|mothers|fathers|parents|families|siblings|deaths"
    r"|suicides|assaults|(?:sexual|physical) assaults)(?! in\b)\b"
    r"|(?<![\w.,-])[1-4] (?:of|out of) (?:\d|1\d)(?!\d| per)(?= )",
    re.IGNORECASE,
)
_CAPITAL = re.compile(r"(?<![.!?:]\s)(?<!^)(?<![\w'’-])[A-Z][a-z]+(?:[ -][A-Z][a-z]+)*")
_NOT_NAMES = frozenset(
    """England English Britain British Wales Welsh Scotland Scottish Ireland Irish Europe European London
    January February March April May June July August September October November December
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Christmas Easter Parliament Government
    Common Assessment Framework Working Together Ofsted Sure Start Children Act Department Education Health
    Local Safeguarding Board Boards Serious Case Review Reviews National Service Child Protection Plan
    University East Anglia Warwick Care Quality Commission Black Asian Muslim Christian Jewish Roma Gypsy Traveller
    Internet Facebook Covid""".split()  # noqa: SIM905
)


def check_recognisable(text: str) -> Iterator[Advice]:
    """What could lead to one child or family, even where the report has it."""
    named = [each for each in _NAME_AND_AGE.finditer(text) if each["name"] not in _NOT_NAMES | _OPENERS]
    for match in named:
        yield _advise(
            RECOGNISED,
            match,
            "A first name with an age is one child. We name no child, not even by a changed name.",
            "leave the name out, and give an age group: baby, under five, teenager",
        )
    covered = [range(match.start(), match.end()) for match in named]
    for match in _CAPITAL.finditer(text):
        if any(match.start() in span for span in covered):
            continue
        if not all(word in _NOT_NAMES for word in re.findall(r"[A-Z][a-z]+", match[0])):
            yield _advise(
                RECOGNISED,
                match,
                "It looks like the name of a person or a place. We name no child, family or member of staff, and no "
                "place where one could be looked for.",
                "leave it out, or say what kind of place it was",
            )
    for match in _DATE.finditer(text):
        yield _advise(RECOGNISED, match, "A day or month can lead to one family.", "the years of the reviews")
    for match in _EXACT_AGE.finditer(text):
        yield _advise(
            RECOGNISED,
            match,
            "The exact age of one child can lead to that child.",
            "an age group: baby, under five, teenager",
        )
    for match in _SINGLE.finditer(text):
        yield _advise(
            RECOGNISED,
            match,
            "It is about a single review or family, which those who know it may recognise.",
            "keep it only if the report tells it in as many words; leave out what only this family had",
        )
    for match in _FEW.finditer(text):
        yield _advise(
            RECOGNISED,
            match,
            "So few could be recognised, or counted out from another figure.",
            "“a few”, or a share of a larger number",
        )


def check_by_guard(
    text: str, said: Collection[Advice], people: KnownPeople | None, restricted: RestrictedWords | None
) -> Iterator[Advice]:
    """What the guard of comments sees and `said` does not. Of a rule about the report only that it fired."""
    found = find_marks(text, people=people or KnownPeople(), restricted=restricted or RestrictedWords())
    for mark in found.for_author().marks:
        if not any(mark.start < each.end and each.start < mark.end for each in said):
            words = text[mark.start : mark.end] or "This report"
            yield Advice(RECOGNISED, words, mark.why, mark.better, mark.start, mark.end)


_IN_MARKS = re.compile(r"“([^”]{2,})”|\"([^\"]{2,})\"|‘([^’]{2,})’(?!\w)|(?<!\w)'([^']{2,})'(?!\w)")


def check_quotation_marks(text: str, quotations: Collection[str] = ()) -> Iterator[Advice]:
    known = [normalise(words) for words in quotations]
    for match in _IN_MARKS.finditer(text):
        inside = normalise(next(filter(None, match.groups())))
        if not any(inside in words for words in known):
            yield _advise(
                QUOTED,
                match,
                "Quotation marks say that somebody wrote these very words, and no quotation below has them.",
                "leave the marks out, or add the words as a quotation with their page",
            )


_NEXT_SENTENCE = re.compile(r"[.!?](?=\s+[A-Z“\"])")  # without the space: the number stands before it
_AND = re.compile(r"\band\b", re.IGNORECASE)
MANY_ANDS = 4


def check_one_lesson(text: str) -> Iterator[Advice]:
    """Two lessons in one finding can be cited for one page only, and are found by half of those who look."""
    if match := _NEXT_SENTENCE.search(text):
        yield _advise(
            ONE_LESSON, match, "There are two sentences: perhaps two lessons.", "a finding for each", 0
        )
    elif ";" in text:
        place = text.index(";")
        yield Advice(
            ONE_LESSON,
            ";",
            "The semicolon joins two statements: perhaps two lessons.",
            "a finding for each, unless one misleads without the other",
            place,
            place + 1,
        )
    if len(ands := list(_AND.finditer(text))) >= MANY_ANDS:
        yield _advise(
            ONE_LESSON, ands[-1], f"“And” stands in it {len(ands)} times.", "keep what belongs to one lesson"
        )
