"""What a handout says, as plain values: the same for PDF, slides, Word and text, whichever list it is of."""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import chain
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list

from reviews.collection_version import find_version, read_version
from reviews.plurals import count_things
from themes.explore.list_text import NOT_GUIDANCE
from themes.findings.blocks import ListEntry
from themes.findings.cards import Card, cached_reverse
from themes.findings.cautions import list_cautions
from themes.models import Theme
from themes.references.findings import build_references

MOST_FINDINGS = 100  # in one file
MOST_QUESTIONS = 2
MOST_LESSONS, MOST_IN_LESSONS = 3, 4  # entries and findings of a seven-minute sheet
LONGEST_TITLE = 160  # characters: a choice of many filters is longer than any heading
LONGEST_CODE = 300  # characters of an address: the code of a longer one is too fine to be read from paper
OWN_WORDS = "Lessons are in our words, not the reports’."
QUESTION = "Where do we meet this in our own work?"  # where no theme has any
# Signs that no XML, font or reader knows what to do with; and those that turn the direction of what follows.
_NO_TEXT = frozenset({"Cc", "Cs", "Co", "Cn"})
_TURNS = frozenset("\u202a\u202b\u202d\u202e")


@dataclass(frozen=True)
class HandoutSource:
    """One source of a finding: where it stands in which report, and how far that was checked, in a word and whole."""

    place: str
    tag: str
    sentence: str


@dataclass(frozen=True)
class HandoutFinding:
    code: str
    lesson: str
    years: str
    sources: tuple[HandoutSource, ...]
    cautions: tuple[str, ...]
    url: str
    reference: str


@dataclass(frozen=True)
class HandoutEntry:
    """A finding, or findings with the reason why they are read together; and what somebody noted to it."""

    codes: str
    findings: tuple[HandoutFinding, ...]
    reason: str
    note: str


@dataclass(frozen=True)
class Question:
    text: str
    theme: str


@dataclass(frozen=True)
class Handout:
    """`address` is `url` as people type it. `remarks` say what was left out, and whose words stand in it."""

    over: str
    title: str
    lead: str
    content_notes: tuple[str, ...]
    entries: tuple[HandoutEntry, ...]
    lessons: tuple[HandoutEntry, ...]  # the first of them, as many as can be talked about in seven minutes
    questions: tuple[Question, ...]
    remarks: tuple[str, ...]
    not_guidance: str
    own_words: str
    url: str
    made_on: str
    day: str  # ISO
    version: str

    @property
    def finding_count(self) -> int:
        return sum(len(entry.findings) for entry in self.entries)

    def to_json(self) -> str:
        """For the processes that make files of it: texts cleaned, with what they would have to count or choose."""
        values = asdict(self) | {
            "count": count_things(self.finding_count, "finding"),
            "finding_count": self.finding_count,
            "address": self.url.partition("://")[2],
            "has_code": len(self.url) <= LONGEST_CODE,
            "checks": count_checks(chain.from_iterable(entry.findings for entry in self.lessons)),
            "lesson_count": sum(len(entry.findings) for entry in self.lessons),
        }
        return json.dumps(clean_texts(values), ensure_ascii=False)


@dataclass(frozen=True)
class Subject:
    """What a handout is about, and its whole address."""

    over: str
    title: str
    url: str
    lead: str = ""
    content_note: str = ""
    questions: tuple[str, ...] = ()  # its own; those of the themes of its findings where it has none
    remarks: tuple[str, ...] = ()


def build_handout(
    subject: Subject, entries: Sequence[ListEntry], origin: str, notes: Mapping[tuple[str, int], str] = {}
) -> Handout:
    """`notes` by the keys of entries. Four queries, however many findings there are."""
    references = {each.card.pk: each.plain for each in build_references(entries, origin)}
    made = tuple(
        HandoutEntry(
            get_text_list([card.code for card in entry.cards], "and"),
            tuple(_describe_finding(card, references[card.pk], origin) for card in entry.cards),
            entry.reason,
            notes.get(entry.key, ""),
        )
        for entry in entries
    )
    cards = [card for entry in entries for card in entry.cards]
    content_notes = [subject.content_note] if subject.content_note else [card.content_note for card in cards]
    today = timezone.localdate()
    return Handout(
        over=subject.over,
        title=shorten(subject.title),
        lead=subject.lead,
        content_notes=tuple(filter(None, dict.fromkeys(content_notes))),
        entries=made,
        lessons=choose_lessons(made),
        questions=choose_questions(subject, cards),
        remarks=subject.remarks,
        not_guidance=NOT_GUIDANCE,
        own_words=OWN_WORDS,
        url=subject.url,
        made_on=date_format(today, "j F Y"),
        day=today.isoformat(),
        version=find_version() or read_version(),
    )


def _describe_finding(card: Card, reference: str, origin: str) -> HandoutFinding:
    return HandoutFinding(
        code=card.code,
        lesson=card.text,
        years=f"{card.years_text}{' together' if card.spans_periods else ''}",
        sources=tuple(
            HandoutSource(
                f"{known.noun} {''.join(f'{page.before}{page.text}' for page in known.pages)} of {known.pages_of}"
                if known.pages
                else known.pages_of or card.review.title,
                known.tag,
                " ".join(filter(None, [known.sentence, known.shared])),
            )
            for known in card.how_known
        ),
        cautions=tuple(list_cautions(card)),
        url=f"{origin}{cached_reverse('finding-short', args=(card.number,))}",
        reference=reference,
    )


def choose_first(entries: Iterable[ListEntry], most: int) -> list[ListEntry]:
    """As many entries as hold no more findings than that, and one at least: none is ever split."""
    chosen: list[ListEntry] = []
    count = 0
    for entry in entries:
        count += len(entry.cards)
        if chosen and count > most:
            break
        chosen.append(entry)
    return chosen


def choose_lessons(entries: Sequence[HandoutEntry]) -> tuple[HandoutEntry, ...]:
    """The first that fit into seven minutes, one at least; a block is one lesson, however many findings it has."""
    chosen: list[HandoutEntry] = []
    count = 0
    for entry in entries:
        if len(chosen) == MOST_LESSONS or (chosen and count + len(entry.findings) > MOST_IN_LESSONS):
            break
        chosen.append(entry)
        count += len(entry.findings)
    return tuple(chosen)


def choose_questions(subject: Subject, cards: Sequence[Card]) -> tuple[Question, ...]:
    """The subject's own; else one of each of the themes that most of the findings are about, or two of the only one."""
    if subject.questions:
        return tuple(Question(text, "") for text in subject.questions[:MOST_QUESTIONS])
    often = Counter(card.primary_theme.pk for card in cards if card.primary_theme)
    themes = Theme.objects.filter(pk__in=often).exclude(questions=[]).only("title", "questions")
    asking = sorted(themes, key=lambda theme: (-often[theme.pk], theme.pk))
    if len(asking) == 1:
        return tuple(Question(text, asking[0].title) for text in asking[0].questions[:MOST_QUESTIONS])
    asked = [Question(theme.questions[0], theme.title) for theme in asking[:MOST_QUESTIONS]]
    return tuple(asked) or (Question(QUESTION, ""),)


def count_checks(findings: Iterable[HandoutFinding]) -> list[str]:
    """How far findings were checked, counted: "2: Page not checked"."""
    tags = Counter(source.tag for finding in findings for source in finding.sources[:1])
    return [f"{tag}: {count_things(count, 'finding')}" for tag, count in tags.items()]


def shorten(title: str) -> str:
    return title if len(title) <= LONGEST_TITLE else f"{title[: LONGEST_TITLE - 1].rstrip()}…"


def clean_text(text: str) -> str:
    """Without signs that nobody sees. What ends a line stays, in one way of ending it."""
    text = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c]", "\n", text).replace("\t", " ")
    return "".join(
        sign
        for sign in text
        if sign == "\n" or (unicodedata.category(sign) not in _NO_TEXT and sign not in _TURNS)
    )


def clean_texts(value: Any) -> Any:
    """All texts in lists and dictionaries, cleaned."""
    if isinstance(value, str):
        return clean_text(value)
    if isinstance(value, dict):
        return {key: clean_texts(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [clean_texts(each) for each in value]
    return value
