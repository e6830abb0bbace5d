"""Kinds of columns: how a value is printed in a cell, and read from one. Each is a field of a row's form.

What is printed is read back as the same value; two values are the same when they are printed the same.
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
from reviews.history.tracking import current_for_old_slugs
from reviews.models import Period
from themes.importers.spreadsheets.text import joined, plain, separated, shortened
from themes.models import AgeGroup, Agency, Finding, Harm, Theme, ThemeGroup

# Few rows each, that people name in several ways.
FEW = (Period, Theme, ThemeGroup, Agency, AgeGroup, Harm)


class Known:
    """Rows that the cells of a sheet name, all fetched together."""

    def __init__(self) -> None:
        self._wanted: dict[type[models.Model], set[str]] = defaultdict(set)
        self._rows: dict[type[models.Model], dict[str, models.Model]] = {}

    def want(self, model: type[models.Model], names: Iterable[str]) -> None:
        self._wanted[model].update(names)

    def fetch(self) -> None:
        """One query for each kind of row, and two more where a name may be an old one."""
        for model, names in self._wanted.items():
            if model is Finding:
                self._rows[model] = findings_by_code(names)
            elif model in FEW:
                held: list[Any] = list(model._default_manager.all())
                self._rows[model] = {
                    **{str(row).casefold(): row for row in held},
                    **{row.slug: row for row in held},
                }
            else:
                found: Any = model._default_manager.filter(slug__in=names)
                self._rows[model] = {row.slug: row for row in found}
            missing = names - self._rows[model].keys()
            if missing and model is not Finding and hasattr(model, "pgh_event_model"):
                self._rows[model].update(current_for_old_slugs(model, missing))

    def find(self, model: type[models.Model], name: str) -> models.Model:
        """The row of that name. Raises ValidationError, with the nearest name where one is near."""
        rows = self._rows.get(model, {})
        if model is Finding:
            row = rows.get(code_of(name))
        else:
            row = rows.get(name) or (rows.get(name.casefold()) if model in FEW else None)
        if row is None:
            slugs = [row.slug for row in rows.values() if hasattr(row, "slug")]
            near = get_close_matches(name.casefold()[:80], slugs, n=1) if model in FEW else []
            advice = f"Did you mean “{near[0]}”?" if near else "Correct it, or add it in the workspace first."
            raise ValidationError(f"There is no {_kind(model)} “{shortened(name, 60)}”. {advice}")
        return row


def _kind(model: type[models.Model]) -> str:
    return {"ReadTogether": "block of findings read together", "Harm": "kind of harm"}.get(
        model.__name__, str(model._meta.verbose_name)
    )


def number_of(text: str) -> int | None:
    """The number of a finding in a cell; some programs write 119 as "119.0"."""
    return Finding.number_of(text.strip().removesuffix(".0"))


def code_of(text: str) -> str:
    """ "F119" of "f119", "119" or "F0119"; the text itself where it is no number."""
    number = number_of(text)
    return Finding(number=number).code if number else text


def findings_by_code(codes: Iterable[str]) -> dict[str, models.Model]:
    numbers = [number for code in codes if (number := number_of(code))]
    return {finding.code: finding for finding in Finding.objects.filter(number__in=numbers)}


class Cell(forms.Field):
    """One column. `held` takes the value from a row, where that is more than the attribute of the same name."""

    widget = forms.TextInput
    model: type[models.Model] | None = None
    link = False  # many-to-many rows, saved when the rows are there
    known: Known

    def __init__(
        self, heading: str, meaning: str, *, held: Callable[[Any], Any] | None = None, required: bool = False
    ) -> None:
        super().__init__(label=heading, help_text=meaning, required=required)
        self._held = held
        self.error_messages["required"] = "This cannot be empty. Fill in the cell."

    def held(self, row: models.Model, name: str) -> Any:
        return self._held(row) if self._held else getattr(row, name)

    def printed(self, value: Any) -> str:
        return plain(value or "")

    def names_in(self, text: str) -> list[str]:
        """What the cell calls rows of `model`."""
        return []


class TextCell(Cell):
    def to_python(self, value: Any) -> str:
        return value.strip()


class SlugCell(Cell):
    """None for an empty cell, so that several rows may be without."""

    def to_python(self, value: Any) -> str | None:
        return value.strip() or None


class ChoiceCell(Cell):
    """A choice by the words that the workspace shows, or by its short name."""

    def __init__(self, heading: str, meaning: str, choices: type[models.TextChoices], **options: Any) -> None:
        words = ", ".join(str(label) for label in choices.labels)
        super().__init__(heading, f"{meaning} One of: {words}.", **options)
        self.choices = choices

    def printed(self, value: str) -> str:
        return str(self.choices(value).label) if value else ""

    def to_python(self, value: Any) -> str:
        asked = value.strip().casefold()
        for choice in self.choices:
            if asked in (str(choice.label).casefold(), choice.value):
                return choice.value
        if asked:
            words = ", ".join(f"“{label}”" for label in self.choices.labels)
            raise ValidationError(f"“{shortened(value, 60)}” is none of the choices. Write one of: {words}.")
        return ""


class YesNoCell(Cell):
    def printed(self, value: bool) -> str:
        return "yes" if value else "no"

    def to_python(self, value: Any) -> bool:
        asked = value.strip().casefold()
        if asked in ("yes", "y", "true", "1"):
            return True
        if asked in ("no", "n", "false", "0", ""):
            return False
        raise ValidationError("Write yes or no.")


class NumberCell(Cell):
    """A whole number; `empty` is what an empty cell stands for."""

    def __init__(self, heading: str, meaning: str, *, empty: int | None = None, **options: Any) -> None:
        super().__init__(heading, meaning, **options)
        self.empty = empty

    def printed(self, value: int | None) -> str:
        return "" if value is None else str(value)

    def to_python(self, value: Any) -> int | None:
        asked = value.strip()
        if not asked:
            return self.empty
        if not re.fullmatch(r"[0-9]{1,9}(\.0)?", asked):
            raise ValidationError(f"“{shortened(asked, 20)}” is not a whole number. Write one such as 12.")
        return int(asked.removesuffix(".0"))


class DateCell(Cell):
    """A date known to the day, month or year: a pair of the date and how exactly it is known, or None."""

    def __init__(self, heading: str, meaning: str, *, last: bool = False, **options: Any) -> None:
        super().__init__(heading, f"{meaning} As 2016, 2016-05 or 2016-05-24.", **options)
        self.last = last

    def printed(self, value: tuple[date, str] | None) -> str:
        if not value or not value[0]:
            return ""
        length = {Precision.DAY.value: 10, Precision.MONTH.value: 7}.get(value[1], 4)
        return value[0].isoformat()[:length]

    def to_python(self, value: Any) -> tuple[date, str] | None:
        if not value.strip():
            return None
        try:
            day, precision = read_partial_date(value, last=self.last)
        except ValueError as error:
            raise ValidationError(str(error)) from error
        return day, precision.value


class ListCell(Cell):
    """Several texts."""

    def __init__(self, heading: str, meaning: str, **options: Any) -> None:
        super().__init__(heading, f"{meaning} Several are separated by semicolons.", **options)

    def printed(self, value: Sequence[str]) -> str:
        return plain(joined(value))

    def to_python(self, value: Any) -> list[str]:
        return separated(value)


class ReferenceCell(Cell):
    """Another row, by its slug; a finding by its number."""

    def __init__(self, heading: str, meaning: str, model: type[models.Model], **options: Any) -> None:
        super().__init__(heading, meaning, **options)
        self.model = model

    def printed(self, value: Any) -> str:
        return name_of(value) if value else ""

    def names_in(self, text: str) -> list[str]:
        return [text.strip()] if text.strip() else []

    def to_python(self, value: Any) -> Any:
        names = self.names_in(value)
        return self.known.find(self.model, names[0]) if names and self.model else None


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

    def held(self, row: models.Model, name: str) -> list[Any]:
        return list(self._held(row) if self._held else getattr(row, name).all())

    def printed(self, value: Sequence[Any]) -> str:
        rows = value if self.in_order else sorted(value, key=_place)
        return joined(name_of(row) for row in rows)

    def names_in(self, text: str) -> list[str]:
        return separated(text)

    def to_python(self, value: Any) -> list[Any]:
        if self.model is None:
            return []
        rows = [self.known.find(self.model, name) for name in self.names_in(value)]
        return list({row.pk: row for row in rows}.values())


def name_of(row: Any) -> str:
    return row.code if isinstance(row, Finding) else row.slug


def _place(row: Any) -> tuple[int, str]:
    return (row.number, "") if isinstance(row, Finding) else (0, row.slug)
