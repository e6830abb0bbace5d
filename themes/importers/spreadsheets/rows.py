"""The forms of all sheets: one row of a sheet is one form."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from reviews.history.tracking import find_by_old_slugs
from themes.importers.spreadsheets.cells import ReferencesCell, RowLookup, SheetCell

SEEN = "seen"
LICENCE = "SCR Portal’s own wording is under the MIT licence. Titles and words of reports belong to their publishers."


@dataclass(frozen=True)
class ReadOnlyColumn:
    """A column that is exported only. With `refusal`, a sheet that gives something else there is refused."""

    heading: str
    meaning: str
    format: Callable[[Any, str], str]  # of a row, and the origin of addresses
    refusal: str = ""  # why, and what to do instead


class SheetRow(forms.ModelForm):
    """One row of a sheet, for a row of the collection that is new or stored.

    Only the cells in `only` are validated; whatever else the row has stays. The columns are the form's fields,
    with those in `read_only` around them, in `order`.
    """

    do_not_call_in_templates = True
    name: ClassVar[str]  # its name in addresses
    heading: ClassVar[str]
    singular: ClassVar[str]
    key: ClassVar[str]  # the column that says which row is meant
    key_is_needed: ClassVar[bool] = True  # else all rows of a sheet without it are to be added
    read_only: ClassVar[dict[str, ReadOnlyColumn]]
    order: ClassVar[Sequence[str]]  # of the columns
    # Models whose rows belong to a row, many-to-many tables aside.
    part_models: ClassVar[tuple[type[models.Model], ...]] = ()
    declared_fields: ClassVar[dict[str, Any]]

    def __init__(
        self, *, cells: dict[str, str], only: Iterable[str], row: models.Model, lookup: RowLookup
    ) -> None:
        kinds = type(self).declared_fields
        # Only these are copied for the row: copying them all takes longer than anything else.
        self.base_fields = {name: kinds[name] for name in kinds if name in set(only)}  # type: ignore[misc]
        super().__init__(data=cells, instance=row)
        row.checked_together = True  # type: ignore[attr-defined]
        self.values: dict[str, Any] = {}
        for cell in self.cells.values():
            cell.lookup = lookup

    @property
    def cells(self) -> dict[str, SheetCell]:
        return self.fields  # type: ignore[return-value]

    @classmethod
    def get_queryset(cls) -> models.QuerySet:
        """Rows with all that their cells hold, in the order of an export."""
        raise NotImplementedError

    @classmethod
    def read_key(cls, text: str) -> str:
        """The key as `find_rows` knows it. Raises ValidationError."""
        return text

    @classmethod
    def find_rows(cls, keys: Iterable[str], rows: models.QuerySet) -> dict[str, models.Model]:
        """The rows of these keys, by key."""
        raise NotImplementedError

    @classmethod
    def make_instance(cls, key: str) -> models.Model:
        """A row to be added. Raises ValidationError where none can be added under that key."""
        raise NotImplementedError

    @classmethod
    def get_key(cls, row: Any) -> str:
        raise NotImplementedError

    @classmethod
    def format_cells(cls, row: models.Model) -> dict[str, str]:
        """The cells of a row as they would be exported now, without those that are read-only."""
        return {
            name: cell.format(cell.get_value(row, name))
            for name, cell in cls.declared_fields.items()
            if not cell.new_only
        }

    @classmethod
    def make_token(cls, row: models.Model, cells: dict[str, str] | None = None) -> str:
        """Eleven characters that change as soon as a cell of the row changes.

        A letter in front, for spreadsheet programs take "0123456789" and "12345e6789" for numbers.
        """
        texts = [*(cells or cls.format_cells(row)).values()]
        texts += [column.format(row, "") for column in cls.read_only.values() if column.refusal]
        return f"s{hashlib.sha256(chr(0x1F).join(texts).encode()).hexdigest()[:10]}"

    @classmethod
    def get_headings(cls) -> dict[str, str]:
        """Headings of an export by name, in order."""
        new_only = {name for name, cell in cls.declared_fields.items() if cell.new_only}
        return {name: heading for name, heading in cls.get_known_headings().items() if name not in new_only}

    @classmethod
    def get_known_headings(cls) -> dict[str, str]:
        """The same, with those that a sheet may have beside them."""
        known = {
            **{name: column.heading for name, column in cls.read_only.items()},
            **{name: str(cell.label) for name, cell in cls.declared_fields.items()},
        }
        ordered = {name: known[name] for name in (*cls.order, *known)}
        return {**ordered, SEEN: "Seen", "sheet_licence": "Licence of this sheet"}

    @classmethod
    def get_meanings(cls) -> dict[str, str]:
        """What each column means, by its heading."""
        meanings = {
            **{name: column.meaning for name, column in cls.read_only.items()},
            **{name: str(cell.help_text) for name, cell in cls.declared_fields.items()},
            SEEN: "Tells whether the row was changed here since it was exported: leave it. Empty: not looked at.",
            "sheet_licence": "Under what terms the sheet may be used. Ignored when it comes back.",
        }
        return {heading: meanings[name] for name, heading in cls.get_known_headings().items()}

    @classmethod
    def format_row(cls, row: Any, origin: str) -> list[str]:
        """All cells of a row, in the order of the columns."""
        cells = cls.format_cells(row)
        texts = {
            **cells,
            **{name: column.format(row, origin) for name, column in cls.read_only.items()},
            SEEN: cls.make_token(row, cells),
            "sheet_licence": LICENCE,
        }
        return [texts[name] for name in cls.get_headings()]

    def get_value(self, name: str) -> Any:
        """What the sheet gives, else what the row has. For use before the row is changed."""
        if name in self.values:
            return self.values[name]
        kind = type(self).declared_fields[name]
        return kind.get_value(self.instance, name) if self.instance.pk else kind.clean("")

    def find_changes(self, before: dict[str, str]) -> dict[str, tuple[str, str]]:
        """By column: the text before, and after."""
        after = {name: self.cells[name].format(value) for name, value in self.values.items()}
        return {
            name: (before.get(name, ""), text) for name, text in after.items() if text != before.get(name, "")
        }

    def get_links(self) -> dict[str, list[Any]]:
        """The rows wanted for each many-to-many field."""
        return {
            name: self.values[name]
            for name, cell in self.cells.items()
            if isinstance(cell, ReferencesCell) and cell.link and name in self.values
        }

    def get_fields_to_save(self) -> list[str]:
        """Fields of the row that are to be saved."""
        return [name for name in self._meta.fields or () if name in self.cleaned_data]

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        """Write what belongs to the rows and is neither a field nor a many-to-many field of theirs."""

    @classmethod
    def find_touched_findings(cls, forms: Sequence[Any]) -> dict[int, list[int]]:
        """By the place of a form: findings that may look different to readers once it is saved."""
        return {}

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        self.values = dict(self.cleaned_data)

    def _get_validation_exclusions(self) -> set[str]:
        """Foreign keys need no query: the rows have just been fetched."""
        references = {field.name for field in self._meta.model._meta.fields if field.is_relation}
        return super()._get_validation_exclusions() | references  # type: ignore[misc]

    def _update_errors(self, errors: ValidationError) -> None:
        """Errors of fields without a column become errors of the row."""
        if hasattr(errors, "error_dict"):
            known = {*self.fields, NON_FIELD_ERRORS}
            for name in [name for name in errors.error_dict if name not in known]:
                errors.error_dict.setdefault(NON_FIELD_ERRORS, []).extend(errors.error_dict.pop(name))
        super()._update_errors(errors)  # type: ignore[misc]


def is_token(text: str) -> bool:
    """Whether a cell under "Seen" can have been exported so."""
    return re.fullmatch(r"s?[0-9a-f]{10}", text) is not None


def format_address(row: Any, origin: str) -> str:
    return f"{origin}{row.get_absolute_url()}"


ADDRESS = ReadOnlyColumn(
    "Address", "Where readers find it, for ever: it can be sent to anybody.", format_address
)


class SluggedSheetRow(SheetRow):
    """A row whose key is its slug: one that we hold, or had before, is changed; another is added under it."""

    key = "slug"

    @classmethod
    def find_rows(cls, keys: Iterable[str], rows: models.QuerySet) -> dict[str, Any]:
        keys = set(keys)
        found = {row.slug: row for row in rows.filter(slug__in=keys)}
        if missing := keys - found.keys():
            before = find_by_old_slugs(cls.Meta.model, missing)  # type: ignore[attr-defined]
            again = {row.pk: row for row in rows.filter(pk__in=[row.pk for row in before.values()])}
            found.update({slug: again[row.pk] for slug, row in before.items() if row.pk in again})
        return found

    @classmethod
    def make_instance(cls, key: str) -> Any:
        return cls.Meta.model()  # type: ignore[attr-defined]

    @classmethod
    def get_key(cls, row: Any) -> str:
        return row.slug if row.pk else ""


def sync_parts(
    table: Any, owner: str, names: Sequence[str], values_by_owner: Mapping[int, Iterable[tuple[Any, ...]]]
) -> None:
    """Make the rows that belong to some owners be these: values of `names`, by the owner's primary key."""
    missing = {(pk, *values): None for pk, rows in values_by_owner.items() for values in rows}
    expected = set(missing)
    gone = []
    for pk, *values in table._default_manager.filter(**{f"{owner}__in": values_by_owner}).values_list(
        "pk", owner, *names
    ):
        missing.pop(tuple(values), None)
        if tuple(values) not in expected:
            gone.append(pk)
    table._default_manager.filter(pk__in=gone).delete()
    table._default_manager.bulk_create(
        [table(**dict(zip([owner, *names], values, strict=True))) for values in missing]
    )
