"""Kinds of columns: how a value is formatted in a cell, and read from one. Each is a field of a row's form.

A formatted value is read back as the same value; two values are the same when they are formatted alike.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from difflib import get_close_matches
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from reviews.dates import Precision, read_partial_date
from reviews.history.tracking import find_by_old_slugs
from reviews.models import Period
from themes.importers.spreadsheets.spoiled import read_program_date, refuse_dates
from themes.importers.spreadsheets.text import join_items, replace_noncharacters, shorten, split_items
from themes.models import AgeGroup, Agency, Finding, Harm, Theme, ThemeGroup

# Few rows each, named by slug or name: all are fetched.
SMALL_VOCABULARIES = (Period, Theme, ThemeGroup, Agency, AgeGroup, Harm)


class RowLookup:
    """Rows that the cells of a sheet name, fetched together."""

    def __init__(self) -> None:
        self._names: dict[type[models.Model], set[str]] = defaultdict(set)
        self._rows: dict[type[models.Model], dict[str, models.Model]] = {}

    def request(self, model: type[models.Model], names: Iterable[str]) -> None:
        self._names[model].update(names)

    def fetch(self) -> None:
        """One query for each model, and two more where a name may be an old slug."""
        for model, names in self._names.items():
            self._rows[model] = rows = _fetch_rows(model, names)
            missing = names - rows.keys()
            if missing and model is not Finding and hasattr(model, "pgh_event_model"):
                rows.update(find_by_old_slugs(model, missing))

    def find(self, model: type[models.Model], name: str) -> models.Model:
        """The row of that name. Raises ValidationError, with the nearest name where one is near."""
        rows = self._rows.get(model, {})
        if model is Finding:
            row = rows.get(read_code(name))
        else:
            row = rows.get(name) or (rows.get(name.casefold()) if model in SMALL_VOCABULARIES else None)
        if row is None:
            slugs = [row.slug for row in rows.values() if hasattr(row, "slug")]
            near = get_close_matches(name.casefold()[:80], slugs, n=1) if model in SMALL_VOCABULARIES else []
            advice = f"Did you mean “{near[0]}”?" if near else "Correct it, or add it in the workspace first."
            raise ValidationError(f"There is no {_name_model(model)} “{shorten(name, 60)}”. {advice}")
        return row


def _fetch_rows(model: type[models.Model], names: set[str]) -> dict[str, models.Model]:
    """By code, slug or name in lower case."""
    if model is Finding:
        numbers = [number for code in names if (number := read_number(code))]
        return {finding.code: finding for finding in Finding.objects.filter(number__in=numbers)}
    if model in SMALL_VOCABULARIES:
        every: list[Any] = list(model._default_manager.all())
        return {**{str(row).casefold(): row for row in every}, **{row.slug: row for row in every}}
    found: Any = model._default_manager.filter(slug__in=names)
    return {row.slug: row for row in found}


def _name_model(model: type[models.Model]) -> str:
    return {"ReadTogether": "block of findings read together", "Harm": "kind of harm"}.get(
        model.__name__, str(model._meta.verbose_name)
    )


def read_number(text: str) -> int | None:
    """The number of a finding in a cell; some programs write 119 as "119.0"."""
    return Finding.parse_code(text.strip().removesuffix(".0"))


def read_code(text: str) -> str:
    """ "F119" of "f119", "119" or "F0119"; the text itself where it is no number."""
    number = read_number(text)
    return Finding(number=number).code if number else text


class SheetCell(forms.Field):
    """One column. `get` takes the value from a row, where that is more than the attribute of the same name."""

    widget = forms.TextInput
    model: type[models.Model] | None = None
    link = False  # a many-to-many field, saved when the rows are there
    new_only = False  # given for rows that are added, and never exported: what we hold has a sheet of its own
    lookup: RowLookup

    def __init__(
        self, heading: str, meaning: str, *, get: Callable[[Any], Any] | None = None, required: bool = False
    ) -> None:
        super().__init__(label=heading, help_text=meaning, required=required)
        self._get = get
        self.error_messages["required"] = "This cannot be empty. Fill in the cell."

    def get_value(self, row: models.Model, name: str) -> Any:
        return self._get(row) if self._get else getattr(row, name)

    def format(self, value: Any) -> str:
        return replace_noncharacters(value or "")

    def list_names(self, text: str) -> list[str]:
        """The names of rows of `model` in a cell."""
        return []


class TextCell(SheetCell):
    def to_python(self, value: Any) -> str:
        return value.strip()


class SignsCell(TextCell):
    """Signs rather than words, which spreadsheet programs take for a date; with `day_numbers` pages may stand there."""

    def __init__(self, heading: str, meaning: str, *, day_numbers: bool = False, **options: Any) -> None:
        super().__init__(heading, meaning, **options)
        self.day_numbers = day_numbers

    def to_python(self, value: Any) -> str:
        refuse_dates(value, day_numbers=self.day_numbers)
        return super().to_python(value)


class SlugCell(SheetCell):
    """None for an empty cell, so that several rows may be without."""

    def to_python(self, value: Any) -> str | None:
        return value.strip() or None


class ChoiceCell(SheetCell):
    """A choice by the words that the workspace shows, or by its short name."""

    def __init__(self, heading: str, meaning: str, choices: type[models.TextChoices], **options: Any) -> None:
        words = ", ".join(str(label) for label in choices.labels)
        super().__init__(heading, f"{meaning} One of: {words}.", **options)
        self.choices = choices

    def format(self, value: str) -> str:
        return str(self.choices(value).label) if value else ""

    def to_python(self, value: Any) -> str:
        text = value.strip().casefold()
        for choice in self.choices:
            if text in (str(choice.label).casefold(), choice.value):
                return choice.value
        if text:
            words = ", ".join(f"“{label}”" for label in self.choices.labels)
            raise ValidationError(f"“{shorten(value, 60)}” is none of the choices. Write one of: {words}.")
        return ""


class YesNoCell(SheetCell):
    def format(self, value: bool) -> str:
        return "yes" if value else "no"

    def to_python(self, value: Any) -> bool:
        text = value.strip().casefold()
        if text in ("yes", "y", "true", "1"):
            return True
        if text in ("no", "n", "false", "0", ""):
            return False
        raise ValidationError("Write yes or no.")


class NumberCell(SheetCell):
    """A whole number; `empty` is what an empty cell stands for."""

    def __init__(self, heading: str, meaning: str, *, empty: int | None = None, **options: Any) -> None:
        super().__init__(heading, meaning, **options)
        self.empty = empty

    def format(self, value: int | None) -> str:
        return "" if value is None else str(value)

    def to_python(self, value: Any) -> int | None:
        text = value.strip()
        if not text:
            return self.empty
        if not re.fullmatch(r"[0-9]{1,9}(\.0)?", text):
            raise ValidationError(f"“{shorten(text, 20)}” is not a whole number. Write one such as 12.")
        return int(text.removesuffix(".0"))


class DateCell(SheetCell):
    """A date known to the day, month or year: a pair of the date and how exactly it is known, or None."""

    def __init__(self, heading: str, meaning: str, *, last: bool = False, **options: Any) -> None:
        super().__init__(heading, f"{meaning} As 2016, 2016-05 or 2016-05-24.", **options)
        self.last = last

    def format(self, value: tuple[date, str] | None) -> str:
        if not value or not value[0]:
            return ""
        length = {Precision.DAY.value: 10, Precision.MONTH.value: 7}.get(value[1], 4)
        return value[0].isoformat()[:length]

    def to_python(self, value: Any) -> tuple[date, str] | None:
        if not value.strip():
            return None
        value = read_program_date(value)
        try:
            day, precision = read_partial_date(value, last=self.last)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return day, precision.value


class ListCell(SheetCell):
    """Several texts."""

    def __init__(self, heading: str, meaning: str, **options: Any) -> None:
        super().__init__(heading, f"{meaning} Several are separated by semicolons.", **options)

    def format(self, value: Sequence[str]) -> str:
        return replace_noncharacters(join_items(value))

    def to_python(self, value: Any) -> list[str]:
        return split_items(value)


class ReferenceCell(SheetCell):
    """Another row, by its slug; a finding by its number."""

    def __init__(self, heading: str, meaning: str, model: type[models.Model], **options: Any) -> None:
        super().__init__(heading, meaning, **options)
        self.model = model

    def format(self, value: Any) -> str:
        return get_name(value) if value else ""

    def list_names(self, text: str) -> list[str]:
        return [text.strip()] if text.strip() else []

    def to_python(self, value: Any) -> Any:
        names = self.list_names(value)
        return self.lookup.find(self.model, names[0]) if names and self.model else None


class ReferencesCell(ReferenceCell):
    """Several rows, in any order unless `in_order`. With `link` it is a many-to-many field of that name."""

    def __init__(
        self,
        heading: str,
        meaning: str,
        *args: Any,
        link: bool = True,
        in_order: bool = False,
        **options: Any,
    ):
        super().__init__(heading, f"{meaning} Several are separated by semicolons.", *args, **options)
        self.link = link
        self.in_order = in_order

    def get_value(self, row: models.Model, name: str) -> list[Any]:
        return list(self._get(row) if self._get else getattr(row, name).all())

    def format(self, value: Sequence[Any]) -> str:
        rows = value if self.in_order else sorted(value, key=_get_sort_key)
        return join_items(get_name(row) for row in rows)

    def list_names(self, text: str) -> list[str]:
        return split_items(text)

    def to_python(self, value: Any) -> list[Any]:
        if self.model is None:
            return []
        rows = [self.lookup.find(self.model, name) for name in self.list_names(value)]
        return list({row.pk: row for row in rows}.values())


def get_name(row: Any) -> str:
    return row.code if isinstance(row, Finding) else row.slug


def _get_sort_key(row: Any) -> tuple[int, str]:
    return (row.number, "") if isinstance(row, Finding) else (0, row.slug)
