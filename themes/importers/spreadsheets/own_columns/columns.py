"""Where the headings stand, and which column is which: proposed by what it is called and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from themes.importers.spreadsheets.headings import IGNORED
from themes.importers.spreadsheets.own_columns.cell_texts import (
    is_page_list,
    is_spoilt_pages,
    read_pages,
    split_own,
    split_reference,
)
from themes.importers.spreadsheets.own_columns.likeness import make_key, measure, normalise
from themes.importers.spreadsheets.own_columns.vocabularies import NEAR, ColumnVocabulary, is_list
from themes.importers.spreadsheets.reading import SheetTable, TableRow
from themes.importers.spreadsheets.rows import SEEN, SheetRow

LOOKED_AT = 15  # rows among which the headings are looked for
LONGEST_HEADING = 60
SAMPLE = 60  # cells of a column that are looked at
LEAST = 0.6  # a column that is less like one of ours is left out until somebody says otherwise
CLEAR = 0.75  # a heading that is so like one of ours
FEWEST_WORDS = 5  # of a wording, on average

# What people call our columns.
ALSO_CALLED: dict[str, tuple[str, ...]] = {
    "text": (
        "lesson", "finding", "learning", "learning point", "key learning", "what we learned", "what was learned",
        "lesson learned", "point", "key message", "message", "summary", "description", "statement", "erkenntnis",
    ),
    "review": (
        "report", "source", "study", "publication", "document", "reference", "citation", "case review", "scr",
        "which report", "name of report", "report title", "from", "author and year", "bericht", "quelle",
    ),
    "primary_theme": ("topic", "theme", "main theme", "subject", "category", "area", "heading", "tag", "thema"),
    "other_themes": ("second theme", "secondary theme", "other topics", "also about", "themes", "topics", "tags"),
    "pages": (
        "page", "pages", "page no", "page number", "page numbers", "page ref", "pp", "pg", "p", "where in report",
        "seite", "seiten", "location",
    ),
    "quotation": (
        "quote", "quotation", "exact quote", "direct quote", "exact words", "their words", "words of the report",
        "verbatim", "quoted text", "extract", "excerpt", "zitat",
    ),
    "periods": ("years", "period", "time period", "years covered", "dates covered", "review period", "zeitraum"),
    "agencies": ("agency", "who for", "audience", "for whom", "organisation", "organisations", "service", "sector"),
    "ages": ("age", "age group", "age of child", "alter"),
    "harms": ("type of harm", "harm", "kind of abuse", "type of abuse", "abuse"),
    "kind": ("type", "type of finding", "kind of finding"),
    "source_note": ("notes", "note", "comment", "comments", "remarks", "my notes", "bemerkung"),
    "source_url": ("link", "url", "web address", "website", "weblink"),
    "findings": ("finding", "findings"),
    "short_title": ("name", "short name"),
    "published": ("year", "date", "publication date", "date published"),
}  # fmt: skip


@dataclass(frozen=True)
class OwnColumn:
    """A column of the sheet, as somebody is shown it."""

    place: int
    heading: str
    cells: Sequence[str]  # some of those that are not empty

    @property
    def examples(self) -> list[str]:
        return list(dict.fromkeys(cell.strip() for cell in self.cells))[:3]


def list_columns(table: SheetTable) -> list[OwnColumn]:
    """Those with a heading or with something in them."""
    columns = []
    for place, heading in enumerate(table.headings):
        cells = [cells[place] for _, cells in table.rows if cells[place].strip()][:SAMPLE]
        if heading.strip() or cells:
            columns.append(OwnColumn(place, heading.strip(), cells))
    return columns


def find_headings(sheet: type[SheetRow]) -> Callable[[Sequence[TableRow]], int]:
    """For `reading.read_table`: the row among the first that looks most like headings."""

    def find(rows: Sequence[TableRow]) -> int:
        scores = [_rate_as_headings(sheet, cells) for _, cells in rows[:LOOKED_AT]]
        # Below the headings there is something, unless there is nothing else.
        best = max(scores[: max(1, len(rows) - 1)])
        return scores.index(best)

    return find


def _rate_as_headings(sheet: type[SheetRow], cells: Sequence[str]) -> float:
    """Short words, none twice, and the more the more are called as columns are."""
    texts = [cell.strip() for cell in cells if cell.strip()]
    words = [text for text in texts if len(text) <= LONGEST_HEADING and re.search(r"[^\W\d]", text)]
    distinct = {normalise(text) for text in words}
    familiar = sum(
        any(_compare_heading(sheet, name, text) >= CLEAR for name in list_columns_to_choose(sheet))
        for text in distinct
    )
    return familiar + 0.2 * len(distinct) - 0.5 * (len(texts) - len(distinct))


def list_columns_to_choose(sheet: type[SheetRow]) -> dict[str, str]:
    """The headings of our columns that one of theirs may be, by name: not those that are only for reading."""
    asked_apart = ("pages_basis", "pages_given_by", SEEN, "sheet_licence", "address")
    return {
        name: heading
        for name, heading in sheet.get_known_headings().items()
        if name not in asked_apart and (name in sheet.declared_fields or name == sheet.key)
    }


def _compare_heading(sheet: type[SheetRow], name: str, heading: str) -> float:
    if normalise(heading) in IGNORED:
        return 0.0
    called = (sheet.get_known_headings()[name], *ALSO_CALLED.get(name, ()))
    return max(measure(heading, one) for one in called)


def propose_columns(
    sheet: type[SheetRow],
    columns: Sequence[OwnColumn],
    vocabularies: Mapping[str, ColumnVocabulary],
    remembered: Mapping[str, str],
) -> dict[int, str]:
    """By place: the name of our column that it seems to be, or "". What is remembered comes first."""
    chosen = {
        column.place: remembered[make_key(column.heading)]
        for column in columns
        if make_key(column.heading) in remembered
    }
    rated = sorted(
        (
            (
                _rate(
                    sheet,
                    name,
                    column,
                    vocabularies[name] if name in _NAMES_ROWS and name in vocabularies else None,
                ),
                -column.place,
                name,
                column.place,
            )
            for column in columns
            for name in list_columns_to_choose(sheet)
            if column.place not in chosen
        ),
        reverse=True,
    )
    for score, _, name, place in rated:
        if score < LEAST or place in chosen:
            continue
        if name not in chosen.values() or is_list(sheet.declared_fields.get(name)):
            chosen[place] = name
    if "other_themes" in chosen.values() and "primary_theme" not in chosen.values():
        # One column of themes has the first of them, and the others behind it.
        chosen[min(place for place, name in chosen.items() if name == "other_themes")] = "primary_theme"
    return {column.place: chosen.get(column.place, "") for column in columns}


def _rate(sheet: type[SheetRow], name: str, column: OwnColumn, vocabulary: ColumnVocabulary | None) -> float:
    """How likely a column is ours of that name: from about 0 to 1.5."""
    score = _compare_heading(sheet, name, column.heading)
    score = score if score >= CLEAR else 0.0
    if not column.cells:
        return score
    if _is_running_number(column.cells):
        return 0.0
    if name == sheet.key and name not in sheet.declared_fields:
        # Their own numbers 1 to 60 are not ours.
        return score if all(re.fullmatch(r"[Ff][0-9]+", cell.strip()) for cell in column.cells) else 0.0
    if name == "pages":
        return _rate_pages(score, column)
    if name == "text":
        return _rate_wording(score, column)
    if vocabulary is not None:
        return _rate_names(score, column, vocabulary, is_list(sheet.declared_fields[name]))
    return score


_NAMES_ROWS = ("review", "primary_theme", "other_themes", "periods", "agencies", "ages", "harms")


def _is_running_number(cells: Sequence[str]) -> bool:
    """1, 2, 3: the rows are counted."""
    numbers = [int(cell) for cell in cells if re.fullmatch(r"\s*[0-9]{1,5}\s*", cell)]
    steps = {following - number for number, following in pairwise(numbers)}
    return len(numbers) == len(cells) and numbers[:1] in ([0], [1]) and steps <= {1}


def _rate_pages(score: float, column: OwnColumn) -> float:
    read = [is_page_list(read_pages(cell)) or is_spoilt_pages(cell) for cell in column.cells]
    marked = [re.search(r"\b(?:pp?|pg|pages?|s)\b", cell.casefold()) is not None for cell in column.cells]
    share = sum(read) / len(read)
    if share < 0.5:
        return score - 0.5
    return max(score + 0.3 * share, 0.65 if sum(marked) >= 0.3 * len(marked) else 0.0)


def _rate_wording(score: float, column: OwnColumn) -> float:
    words = sum(len(cell.split()) for cell in column.cells) / len(column.cells)
    if words < FEWEST_WORDS:
        return score - 0.5
    return max(score + 0.3, min(0.9, 0.6 + 0.01 * words))


def _rate_names(score: float, column: OwnColumn, vocabulary: ColumnVocabulary, is_several: bool) -> float:
    """By how many of its words are ours, or like ours."""
    texts = {split_reference(cell)[0] for cell in column.cells}
    items = {item for text in texts for item in split_own(text, lambda one: vocabulary.find(one) is not None)}
    if not items:
        return score
    near = sum(_measure_best(vocabulary, item) for item in items) / len(items)
    if not near and len(items) > 10 and len(items) > 0.8 * len(column.cells):
        return score - 0.5  # every cell another, and none known: their own numbers or words
    return max(score + 0.3 * near, 0.7 * near if len(items) > 1 or len(texts) == 1 else 0.0)


def _measure_best(vocabulary: ColumnVocabulary, item: str) -> float:
    if vocabulary.find(item) is not None:
        return 1.0
    proposed = vocabulary.propose(item)
    return proposed[0][1] if proposed and proposed[0][1] >= NEAR else 0.0
