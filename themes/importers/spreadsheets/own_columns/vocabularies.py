"""What may stand in a column of ours, by all the names that it goes by; and what somebody else's word may mean."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Prefetch

from reviews.models import Article, Author, Period, Review
from themes.importers.spreadsheets.cells import (
    SMALL_VOCABULARIES,
    ChoiceCell,
    ReferencesCell,
    SheetCell,
    YesNoCell,
)
from themes.importers.spreadsheets.own_columns.likeness import measure, normalise
from themes.importers.spreadsheets.rows import SheetRow
from themes.importers.spreadsheets.text import join_items
from themes.models import Agency, Theme

EVERYBODY = "*"  # stands for all agencies; no slug has this sign
NEAR = 0.72  # from here on a likeness is proposed as the answer
REMOTE = 0.45  # and from here on named among the first
ANOTHER_NAME = 0.95  # what one of a theme's other names is worth, where it is the very same
SHARED = 0.9  # of a period that its years must share with those given
_YEARS = re.compile(r"\D{0,25}?((?:19|20)\d\d)(?:\s*(?:-|–|—|/|to|bis|until)\s*((?:19|20)?\d\d))?\D{0,12}")


@dataclass(frozen=True)
class Meaning:
    """Something of ours: what our cell takes, what it is called on the screen, and what else people call it."""

    value: str
    label: str
    names: tuple[str, ...]
    others: tuple[str, ...] = ()  # that are compared as a whole only
    span: tuple[date, date] | None = None


@dataclass
class ColumnVocabulary:
    """All that a column may hold."""

    meanings: list[Meaning]
    known: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        taken: dict[str, set[str]] = {}
        for meaning in self.meanings:
            for name in (meaning.value, *meaning.names):
                taken.setdefault(normalise(name), set()).add(meaning.value)
        self.known = {name: values.pop() for name, values in taken.items() if len(values) == 1}
        self._found: dict[str, str | None] = {}

    def find(self, given: str) -> str | None:
        """What is called so, if exactly one is."""
        if given not in self._found:
            self._found[given] = self.known.get(normalise(given)) or self._find_years(given)
        return self._found[given]

    def propose(self, given: str) -> list[tuple[Meaning, float]]:
        """What it may mean, the likeliest first."""
        if by_years := self._propose_years(given):
            return by_years
        plain = normalise(given)
        scores = (
            (
                meaning,
                ANOTHER_NAME
                if plain in meaning.others
                else max(measure(given, name) for name in meaning.names),
            )
            for meaning in self.meanings
        )
        return sorted((pair for pair in scores if pair[1] >= REMOTE), key=lambda pair: -pair[1])

    def _find_years(self, given: str) -> str | None:
        """The period of exactly these years."""
        years = read_years(given)
        same = [
            meaning.value
            for meaning in self.meanings
            if years and meaning.span and (meaning.span[0].year, meaning.span[1].year) == years
        ]
        return same[0] if len(same) == 1 else None

    def _propose_years(self, given: str) -> list[tuple[Meaning, float]]:
        """Periods that share most of their days with these years; several that lie within them together."""
        years, dated = read_years(given), [meaning for meaning in self.meanings if meaning.span]
        if not years or not dated:
            return []
        first, last = date(years[0], 1, 1), date(years[1], 12, 31)
        whole = [meaning for meaning in dated if _share(meaning, first, last)[1] >= SHARED]
        by_share = sorted(
            ((meaning, _share(meaning, first, last)[0]) for meaning in dated), key=lambda pair: -pair[1]
        )
        found = [(meaning, max(share, REMOTE)) for meaning, share in by_share if share > 0]
        if len(whole) > 1:
            together = Meaning(
                join_items(one.value for one in whole), ", ".join(one.label for one in whole), ()
            )
            return [(together, 1.0), *found]
        return found


def read_years(text: str) -> tuple[int, int] | None:
    """ "2012-14", "SCRs 2012 to 2014", "2013": first and last year, where nothing else stands there."""
    match = _YEARS.fullmatch(text.strip())
    if not match:
        return None
    first = int(match[1])
    last = (
        first
        if match[2] is None
        else int(match[2])
        if len(match[2]) == 4
        else first // 100 * 100 + int(match[2])
    )
    return (first, last) if first <= last else None


def _share(meaning: Meaning, first: date, last: date) -> tuple[float, float]:
    """Of the days from first to last, how many lie in its span; and the other way round."""
    if meaning.span is None:
        return 0.0, 0.0
    starts, ends = meaning.span
    days = (min(ends, last) - max(starts, first)).days + 1
    return max(0, days) / ((last - first).days + 1), max(0, days) / ((ends - starts).days + 1)


class ColumnVocabularies(Mapping[str, ColumnVocabulary]):
    """Those of a sheet by column, for all that hold a choice or name a row. Each is read when it is first asked for."""

    def __init__(self, sheet: type[SheetRow]) -> None:
        self._kinds = {
            name: kind
            for name, kind in sheet.declared_fields.items()
            if isinstance(kind, ChoiceCell | YesNoCell)
            or kind.model in (*SMALL_VOCABULARIES, Review, Article)
        }
        self._read: dict[Any, ColumnVocabulary] = {}

    def __getitem__(self, name: str) -> ColumnVocabulary:
        kind = self._kinds[name]
        key = kind.model or name  # a model that several columns name is read once
        if key not in self._read:
            self._read[key] = _read(kind)
        return self._read[key]

    def __contains__(self, name: object) -> bool:
        return name in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


def _read(kind: Any) -> ColumnVocabulary:
    if kind.model is not None:
        return ColumnVocabulary(_READERS.get(kind.model, _read_terms)(kind.model))
    if isinstance(kind, YesNoCell):
        return _YES_OR_NO
    labels = [(str(one.label), one.value) for one in kind.choices]
    return ColumnVocabulary([Meaning(label, label, (label, value)) for label, value in labels])


_YES_OR_NO = ColumnVocabulary(
    [
        Meaning("yes", "Yes", ("yes", "y", "true", "1", "x", "ja", "j", "oui", "wahr")),
        Meaning("no", "No", ("no", "n", "false", "0", "nein", "non", "falsch")),
    ]
)


def get_subject(kind: SheetCell, name: str) -> str:
    """What the words of a column are about: two columns of themes know the same ones."""
    return kind.model._meta.model_name or name if kind.model else name


def is_list(kind: SheetCell | None) -> bool:
    return isinstance(kind, ReferencesCell)


def _read_terms(model: Any) -> list[Meaning]:
    every = [Meaning(row.slug, str(row), (str(row), row.slug)) for row in model._default_manager.all()]
    if model is Agency:
        names = (
            "Everybody",
            "everyone",
            "all",
            "all agencies",
            "all professionals",
            "all staff",
            "every agency",
        )
        every.append(Meaning(EVERYBODY, "Every agency", (*names, "alle")))
    return every


def _read_themes(_: Any) -> list[Meaning]:
    return [
        Meaning(
            theme.slug,
            theme.title,
            (theme.title, theme.slug),
            tuple(normalise(name) for name in [*theme.synonyms, *theme.also_typed]),
        )
        for theme in Theme.objects.current()
    ]


def _read_periods(_: Any) -> list[Meaning]:
    return [
        Meaning(row.slug, row.name, (row.name, row.slug), (), (row.starts, row.ends))
        for row in Period.objects.all()
    ]


def _read_reviews(_: Any) -> list[Meaning]:
    """By its titles, with the year; and as references name it, by its first author and the year."""
    rows = Review.objects.prefetch_related(Prefetch("authors", Author.objects.order_by("position")))
    return [Meaning(row.slug, row.short_title, tuple(_name_review(row))) for row in rows]


def _name_review(row: Review) -> Iterable[str]:
    year = row.published.year if row.published else ""
    yield from (row.short_title, row.slug, row.title)
    yield from (f"{row.short_title} {year}", f"{row.title} {year}")
    for author in row.authors.all()[:1]:
        yield f"{author.family} {year}"
    yield from filter(None, (row.isbn, row.report_number))


def _read_articles(_: Any) -> list[Meaning]:
    rows = Article.objects.defer("source_text")
    return [Meaning(row.slug, str(row), (str(row), row.slug, row.title)) for row in rows]


_READERS: Mapping[Any, Any] = {
    Theme: _read_themes, Period: _read_periods, Review: _read_reviews, Article: _read_articles,
}  # fmt: skip
