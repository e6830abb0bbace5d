"""What is asked about a sheet, once: which column is which, which word is which, and what becomes of mistakes."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reviews.plurals import count_things
from themes.importers.spreadsheets.own_columns.likeness import make_key
from themes.importers.spreadsheets.own_columns.translating import (
    AS_ABOVE,
    AS_PAGES,
    DATES,
    DROP_ROWS,
    LEAVE_OUT,
    UnknownWord,
)
from themes.importers.spreadsheets.own_columns.vocabularies import NEAR, ColumnVocabulary, read_years
from themes.importers.spreadsheets.rows import SheetRow
from themes.importers.spreadsheets.text import shorten

MOST_ASKED = 40  # words at once, those of the most rows first
FIRST = 5  # meanings that stand above all others
LEAD = 0.02  # by how much the first must be likelier than the second
HALF = 0.5  # of the years given that must lie in a period
Choices = list[tuple[str, Any]]

# What is said of a column's words: "12 rows name a report that we do not know".
_UNKNOWN = {
    "review": "a report that we do not know",
    "theme": "a theme that we do not have",
    "period": "years that are no period of ours",
    "agency": "an agency that we do not have",
    "agegroup": "an age that we do not have",
    "harm": "a kind of harm that we do not have",
    "article": "an article that we do not have",
    "readtogether": "a group of findings that we do not have",
}


@dataclass(frozen=True)
class SheetQuestion:
    """About one word, in however many rows it stands."""

    field: str  # its name in a form
    subject: str
    given: str
    sentence: str
    choices: Choices
    proposed: str = ""
    rows: Sequence[int] = ()
    heading: str = ""  # of our column


def name_field(*parts: str) -> str:
    """The same whenever the same is asked."""
    return f"{parts[0]}-{hashlib.sha256(chr(0x1F).join(parts[1:]).encode()).hexdigest()[:12]}"


def list_questions(
    sheet: type[SheetRow],
    unknown: Sequence[UnknownWord],
    vocabularies: Mapping[str, ColumnVocabulary],
    titles: Sequence[str] = (),
) -> list[SheetQuestion]:
    """One for each word, those of the most rows first. `titles` may name the report that no cell names."""
    asked = sorted(unknown, key=lambda word: -len(word.rows))[:MOST_ASKED]
    return [_ask(sheet, word, vocabularies, titles) for word in asked]


def _ask(
    sheet: type[SheetRow],
    word: UnknownWord,
    vocabularies: Mapping[str, ColumnVocabulary],
    titles: Sequence[str],
) -> SheetQuestion:
    if word.subject == "pages":
        return _ask_about_dates(word)
    vocabulary = vocabularies[word.column]
    kind = sheet.declared_fields[word.column]
    proposed = vocabulary.propose(word.given) if word.given else _propose_of_titles(vocabulary, titles)
    likely = proposed[0][0].value if _is_likely(word, [score for _, score in proposed]) else ""
    first = [(meaning.value, shorten(meaning.label, 90)) for meaning, _ in proposed[:FIRST]]
    acts = [(DROP_ROWS, "None: leave these rows out")]
    if not kind.required:
        acts.insert(0, (LEAVE_OUT, "None: leave this word out"))
    if not word.given:
        acts.insert(0, (AS_ABOVE, "The same as in the row above"))
    every = [(meaning.value, shorten(meaning.label, 90)) for meaning in vocabulary.meanings]
    choices: Choices = [
        ("", "Choose"),
        *([("Most alike", first)] if first else []),
        ("All", every),
        ("Other", acts),
    ]
    return SheetQuestion(
        name_field("word", word.subject, make_key(word.given)),
        *(
            word.subject,
            word.given,
            _describe(word, str(kind.label)),
            choices,
            likely,
            word.rows,
            str(kind.label),
        ),
    )


def _is_likely(word: UnknownWord, scores: Sequence[float]) -> bool:
    """Whether the first is near enough to stand there as the answer; of two that are as near, neither."""
    if not word.given or not scores or (len(scores) > 1 and scores[0] - scores[1] < LEAD):
        return False
    return scores[0] >= (HALF if word.subject == "period" and read_years(word.given) else NEAR)


def _propose_of_titles(vocabulary: ColumnVocabulary, titles: Sequence[str]) -> list[Any]:
    found = [pair for title in titles for pair in vocabulary.propose(title)]
    return sorted(found, key=lambda pair: -pair[1])


def _describe(word: UnknownWord, heading: str) -> str:
    rows = count_things(len(word.rows), "row", "rows")
    one = len(word.rows) == 1
    if not word.given:
        return f"{rows} {'does' if one else 'do'} not say which report {'it is' if one else 'they are'} from."
    what = _UNKNOWN.get(word.subject, f"something else under “{heading}”")
    return f"{rows} {'names' if one else 'name'} {what}: “{shorten(word.given, 80)}”."


def _ask_about_dates(word: UnknownWord) -> SheetQuestion:
    choices: Choices = [
        ("", "Choose"),
        (AS_PAGES, "Pages that the program made dates of: 2–4 where it says 2 April"),
        (LEAVE_OUT, "No pages: leave them out"),
    ]
    have = "has a date" if len(word.rows) == 1 else "have dates"
    sentence = f"{count_things(len(word.rows), 'row', 'rows')} {have} where pages should stand."
    return SheetQuestion(
        name_field("word", "pages", DATES),
        *("pages", DATES, sentence, choices, AS_PAGES, word.rows, "Pages"),
    )


@dataclass
class MistakeGroup:
    """Rows that have the same mistake."""

    field: str  # of the answer that leaves them out
    heading: str
    column: str
    message: str
    examples: list[tuple[int, str, str]]  # row, its name, in the cell
    rows: list[int]

    @property
    def place(self) -> str:
        if not self.column:
            return self.heading or "the whole row"
        return f"column {self.column} ({self.heading})" if self.heading else f"column {self.column}"


# What is said of mistakes that have one cause and many messages.
CAUSES = {
    "held": "The collection has these already: the same wording from the same report.",
    "twice": "The sheet has these wordings twice. Only the first of them can be taken.",
    "pages": "These cannot be read as pages. Write them as in “pp. 12–14, 20”.",
    "date": "A spreadsheet program may have made dates of these. Format the cells as text, and type what was meant.",
}
EXAMPLES = 3


def group_mistakes(
    rows: Sequence[Mapping[str, Any]], questions: Sequence[SheetQuestion] = ()
) -> list[MistakeGroup]:
    """Of a preview's rows, by cause: those of the most rows first. What a question is about is left to it."""
    asked: dict[str, set[int]] = defaultdict(set)
    for question in questions:
        asked[question.heading] |= set(question.rows)
    groups: dict[tuple[str, str], MistakeGroup] = {}
    for row in rows:
        for heading, column, given, message, *rest in row["problems"]:
            cause = rest[0] if rest and rest[0] in CAUSES else ""
            key = heading, cause or message
            group = groups.setdefault(
                key,
                MistakeGroup(name_field("leave", *key), heading, column, CAUSES.get(cause, message), [], []),
            )
            if row["number"] not in group.rows[-1:]:
                group.rows.append(row["number"])
                if len(group.examples) < EXAMPLES:
                    group.examples.append((row["number"], row["name"], given))
    left = [group for group in groups.values() if not set(group.rows) <= asked[group.heading]]
    return sorted(left, key=lambda group: -len(group.rows))


def select_open(
    unknown: Sequence[UnknownWord], rows: Sequence[Mapping[str, Any]], headings: Mapping[str, str]
) -> list:
    """The words that are in the way, where the planner knows some that the vocabularies do not, such as old slugs."""
    wrong: dict[str, set[int]] = defaultdict(set)
    for row in rows:
        for heading, *_ in row["problems"]:
            wrong[heading].add(row["number"])
    return [word for word in unknown if wrong[headings.get(word.column, "")] & set(word.rows)]
