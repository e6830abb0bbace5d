"""Puts a sheet in somebody's own columns and words into ours, as the answers say."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from themes.enums import CitationBasis
from themes.importers.spreadsheets.headings import match_headings
from themes.importers.spreadsheets.own_columns.cell_texts import (
    is_page_list,
    is_spoilt_pages,
    read_pages,
    read_quotations,
    restore_pages,
    split_own,
    split_reference,
)
from themes.importers.spreadsheets.own_columns.likeness import make_key, normalise
from themes.importers.spreadsheets.own_columns.vocabularies import (
    EVERYBODY,
    ColumnVocabulary,
    get_subject,
    is_list,
)
from themes.importers.spreadsheets.reading import SheetTable
from themes.importers.spreadsheets.rows import SheetRow
from themes.importers.spreadsheets.text import join_items, shorten, split_items

# Answers that are nothing of ours; no slug or label has these signs.
LEAVE_OUT = "-"  # the word
DROP_ROWS = "!"  # the rows that have it
AS_ABOVE = "^"
AS_PAGES = "pages"
DATES = "dates"  # stands for all dates where pages should be
FROM_NOTES = "a colleague’s notes"
FEWEST_WORDS = 2  # of a lesson; fewer are a heading in between
_TOTAL = re.compile(
    r"(?:grand |sub)?(?:total|sum|count|summe|gesamt|anzahl)\b[\w ]{0,12}\W*\d*", re.IGNORECASE
)


@dataclass
class Answers:
    """What somebody said about a sheet. `columns` by place, None where all headings are ours; `values` by subject."""

    columns: dict[str, str] | None = None
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    basis: str = CitationBasis.SECONDARY_SOURCE.value
    left_out: list[int] = field(default_factory=list)  # rows, by their numbers in the sheet
    remembered: bool = False  # nobody was asked: all of it was known from an earlier sheet

    @classmethod
    def from_json(cls, stored: Mapping[str, Any] | None) -> Answers:
        return cls(**stored) if stored else cls()

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    def get(self, subject: str, given: str) -> str | None:
        return self.values.get(subject, {}).get(make_key(given))

    def set(self, subject: str, given: str, meaning: str) -> None:
        self.values.setdefault(subject, {})[make_key(given)] = meaning


@dataclass
class UnknownWord:
    """A word that is not ours and has no answer yet, with the rows that have it."""

    column: str
    subject: str
    given: str  # as first written; "" where a cell is empty that may not be
    rows: list[int]


@dataclass
class Translation:
    table: SheetTable
    unknown: list[UnknownWord]


def translate(
    sheet: type[SheetRow], table: SheetTable, answers: Answers, vocabularies: Mapping[str, ColumnVocabulary]
) -> Translation:
    """The sheet in our columns, and what has no answer. Raises SheetError where our own headings are wrong."""
    if answers.columns is None:
        return _OurColumns(sheet, table, answers, vocabularies).translate()
    return _OwnColumns(sheet, table, answers, vocabularies).translate()


class _Translator:
    def __init__(
        self,
        sheet: type[SheetRow],
        table: SheetTable,
        answers: Answers,
        vocabularies: Mapping[str, ColumnVocabulary],
    ) -> None:
        self.sheet, self.table, self.answers, self.vocabularies = sheet, table, answers, vocabularies
        self.kinds = sheet.declared_fields
        self.dropped = set(answers.left_out)
        self.unknown: dict[tuple[str, str], UnknownWord] = {}
        self.left_out: list[tuple[int, str]] = []

    def note(self, column: str, given: str, row: int) -> None:
        subject = get_subject(self.kinds[column], column) if column in self.kinds else column
        word = self.unknown.setdefault((subject, make_key(given)), UnknownWord(column, subject, given, []))
        if word.rows[-1:] != [row]:
            word.rows.append(row)

    def finish(self, rows: list[tuple[int, list[str]]], names: list[str]) -> Translation:
        table = SheetTable(self.table.headings, rows, self.table.above, names, self.left_out)
        return Translation(table, list(self.unknown.values()))


class _OurColumns(_Translator):
    """Our headings: only words that have an answer are replaced, and all else stays to the letter."""

    def translate(self) -> Translation:
        names = match_headings(self.sheet, self.table.headings)
        places = [(place, name) for place, name in enumerate(names) if name in self.vocabularies]
        rows = []
        for number, cells in self.table.rows:
            if number in self.dropped:
                self.left_out.append((number, "You left it out."))
                continue
            replaced = list(cells)
            is_wanted = True
            for place, name in places:
                if cells[place].strip():
                    replaced[place], wanted = self._replace(name, cells[place], number)
                    is_wanted = is_wanted and wanted
            if is_wanted:
                rows.append((number, replaced))
            else:
                self.left_out.append((number, "You left these rows out."))
        return self.finish(rows, names)

    def _replace(self, name: str, text: str, row: int) -> tuple[str, bool]:
        kind = self.kinds[name]
        items = split_items(text) if is_list(kind) else [text.strip()]
        subject = get_subject(kind, name)
        meanings = [self.answers.get(subject, item) or self._find(name, item) for item in items]
        for meaning, item in zip(meanings, items, strict=True):
            if meaning is None:
                self.note(name, item, row)
        pairs = zip(meanings, items, strict=True)
        kept = [meaning or item for meaning, item in pairs if meaning not in (LEAVE_OUT, DROP_ROWS)]
        replaced = join_items(kept) if is_list(kind) else (kept or [""])[0]
        return (text if kept == items else replaced), DROP_ROWS not in meanings

    def _find(self, name: str, item: str) -> str | None:
        found = self.vocabularies[name].find(item)
        return None if found == EVERYBODY else found


class _OwnColumns(_Translator):
    """Somebody's own columns: our names are found by all that people call them, and pages and quotations read."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        columns = self.answers.columns or {}
        self.names = [columns.get(str(place), "") for place in range(len(self.table.headings))]
        # In our order: the primary theme before the others.
        ordered = dict.fromkeys([self.sheet.key, *self.kinds])
        self.given = [name for name in ordered if name in self.names]
        extra = ("for_every_agency", "other_themes", "pages", "pages_basis", "pages_given_by", "review")
        self.added = [name for name in extra if name in self.kinds and name not in self.given]
        self.needs_review = "review" in self.kinds and not {"review", "number"} & {*self.given}
        self.above: dict[str, str] = {}

    def translate(self) -> Translation:
        names = self._list_names_once()
        rows = []
        headings = [normalise(heading) for heading in self.table.headings]
        for number, texts in self.table.rows:
            if number in self.dropped:
                self.left_out.append((number, "You left it out."))
            elif [normalise(text) for text in texts] == headings:
                self.left_out.append((number, "The headings again."))
            else:
                cells = self._gather(texts)
                if reason := self._explain_no_row(cells):
                    shown = shorten(" ".join(text.strip() for text in texts if text.strip()), 60)
                    self.left_out.append((number, f"{reason} “{shown}”"))
                elif (ours := self._translate_row(cells, number)) is None:
                    self.left_out.append((number, "You left these rows out."))
                else:
                    rows.append((number, [ours.get(name, "") if name else "" for name in names]))
        return self.finish(rows, names)

    def _list_names_once(self) -> list[str]:
        """By place; a name that several columns have stands at the first of them, and what is added at the end."""
        names: list[str] = []
        for name in [*self.names, *self.added]:
            names.append("" if name in names else name)
        return names

    def _gather(self, texts: list[str]) -> dict[str, list[str]]:
        cells: dict[str, list[str]] = {name: [] for name in self.given}
        for name, text in zip(self.names, texts, strict=True):
            if name and text.strip():
                cells[name].append(text.strip())
        return cells

    def _explain_no_row(self, cells: Mapping[str, list[str]]) -> str:
        """Why nothing is made of a row: totals and headings in between are no lessons."""
        if not any(cells.values()):
            return "It has nothing in the columns that were taken:"
        if "text" not in self.given or "number" in self.given:
            return ""
        wording = " ".join(cells["text"])
        if not wording and not cells.get("quotation"):
            return "It has no wording:"
        if wording and (len(re.findall(r"[^\W\d_]+", wording)) < FEWEST_WORDS or _TOTAL.fullmatch(wording)):
            return "It is too short to be a lesson:"
        filled = sum(bool(texts) for texts in cells.values())
        return (
            "It has nothing beside it:"
            if filled == 1 and len(self.given) > 1 and "review" in self.given
            else ""
        )

    def _translate_row(self, cells: Mapping[str, list[str]], number: int) -> dict[str, str] | None:
        """By column, or None where the row was left out by an answer."""
        ours: dict[str, str] = {}
        for name in self.given:
            texts = list(cells[name])
            if name == "review":
                texts = self._take_pages_off(texts, ours)
            if name in self.vocabularies:
                if not self._translate_words(name, texts, number, ours):
                    return None
            elif name in ("pages", "quotation") and name in self.kinds:
                self._translate_evidence(name, texts, number, ours)
            else:
                ours[name] = "\n".join(texts) if name != "source_note" else "; ".join(texts)
        if self.needs_review and not self._translate_words("review", [], number, ours):
            return None
        if ours.get("pages") and "pages_basis" in self.kinds:
            ours["pages_basis"] = str(CitationBasis(self.answers.basis).label)
            is_read = self.answers.basis == CitationBasis.PAGE_READ
            ours["pages_given_by"] = "" if is_read else FROM_NOTES
        return ours

    def _take_pages_off(self, texts: list[str], ours: dict[str, str]) -> list[str]:
        """ "Missed chances 2016, p. 4" names a report and a page, unless that is what the report is called."""
        kept = []
        for text in texts:
            name, pages = text, ""
            if self.vocabularies["review"].find(text) is None and "pages" in self.kinds:
                name, pages = split_reference(text)
            kept.append(name)
            if pages and "pages" not in self.given:
                ours["pages"] = pages
        return kept

    def _translate_evidence(self, name: str, texts: list[str], number: int, ours: dict[str, str]) -> None:
        if name == "quotation":
            ours[name] = join_items(words for text in texts for words in read_quotations(text))
            return
        text = ", ".join(texts)
        answer = self.answers.get("pages", DATES)
        if text and is_spoilt_pages(text) and not is_page_list(text):
            if answer is None:
                self.note("pages", DATES, number)
            elif answer == LEAVE_OUT:
                text = ""
            else:
                text = restore_pages(text) or text
        ours[name] = read_pages(text)

    def _translate_words(self, name: str, texts: list[str], number: int, ours: dict[str, str]) -> bool:
        """Puts our names for the words of a cell into `ours`. False where their row is to be left out."""
        kind, vocabulary = self.kinds[name], self.vocabularies[name]
        subject = get_subject(kind, name)

        def is_known(item: str) -> bool:
            return self.answers.get(subject, item) is not None or vocabulary.find(item) is not None

        found: list[str] = []
        items = [item for text in texts for item in self._split(name, text, is_known)]
        if not items and kind.required and kind.model is not None:
            items = [""]
        for item in items:
            answer = self.answers.get(subject, item)
            if answer == DROP_ROWS:
                return False
            if answer == AS_ABOVE:
                answer = self.above.get(name, "")
            elif answer is None:
                answer = vocabulary.find(item) if item else None
            if answer is None:
                self.note(name, item, number)
                answer = item
            if answer and answer != LEAVE_OUT:
                found += split_items(answer) if is_list(kind) else [answer]
        self._place_words(name, found, ours)
        if found:
            self.above[name] = found[0]
        return True

    def _split(self, name: str, text: str, is_known: Any) -> list[str]:
        kind = self.kinds[name]
        return split_own(text, is_known) if is_list(kind) or name == "primary_theme" else [text]

    def _place_words(self, name: str, found: list[str], ours: dict[str, str]) -> None:
        if name == "agencies" and EVERYBODY in found:
            ours["for_every_agency"] = "yes"
            found = [item for item in found if item != EVERYBODY]
        found = list(dict.fromkeys(found))
        if name == "primary_theme" and len(found) > 1:
            ours["other_themes"] = join_items([*split_items(ours.get("other_themes", "")), *found[1:]])
            found = found[:1]
        if name == "other_themes":
            before = split_items(ours.get(name, ""))
            found = [item for item in [*before, *found] if item != ours.get("primary_theme")]
        ours[name] = join_items(dict.fromkeys(found)) if is_list(self.kinds[name]) else (found or [""])[0]
