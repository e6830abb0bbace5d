"""What the forms of all sheets have in common: one row of a sheet is one form."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import models

from themes.importers.spreadsheets.cells import Cell, Known, ReferencesCell
from themes.importers.spreadsheets.text import plain

SEEN = "seen"
LICENCE = "SCR Portal’s own wording is under the MIT licence. Titles and words of reports belong to their publishers."


@dataclass(frozen=True)
class Shown:
    """A column that is only written. With `guarded`, a sheet that gives something else there is refused."""

    heading: str
    meaning: str
    printed: Callable[[Any, str], str]  # of a row, and the address that the portal's own begin with
    guarded: str = ""  # what to do instead


class RowForm(forms.ModelForm):
    """A row of a sheet, for a new row of the collection or one we hold.

    Only the cells in `only` are looked at; whatever else the row has stays. The columns are the form's fields,
    in their order, with those in `shown` around them.
    """

    do_not_call_in_templates = True
    sheet: ClassVar[str]  # its name in addresses
    heading: ClassVar[str]
    one: ClassVar[str]
    key: ClassVar[str]  # the column that says which row is meant
    shown: ClassVar[dict[str, Shown]]
    order: ClassVar[Sequence[str]]  # of the columns
    parts: ClassVar[tuple[type[models.Model], ...]] = ()  # what belongs to a row, many-to-many rows apart
    declared_fields: ClassVar[dict[str, Any]]

    def __init__(
        self, *, cells: dict[str, str], only: Iterable[str], row: models.Model, known: Known
    ) -> None:
        kinds = type(self).declared_fields
        # Only these are copied for the row: copying them all takes longer than anything else.
        self.base_fields = {name: kinds[name] for name in kinds if name in set(only)}  # type: ignore[misc]
        super().__init__(data=cells, instance=row)
        row.checked_together = True  # type: ignore[attr-defined]
        self.said: dict[str, Any] = {}
        for cell in self.cells.values():
            cell.known = known

    @property
    def cells(self) -> dict[str, Cell]:
        return self.fields  # type: ignore[return-value]

    @classmethod
    def kinds(cls) -> dict[str, Cell]:
        return cls.declared_fields

    @classmethod
    def rows(cls) -> models.QuerySet:
        """Rows with all that their cells hold, in the order of an export."""
        raise NotImplementedError

    @classmethod
    def read_key(cls, text: str) -> str:
        """The key as `find` knows it. Raises ValidationError."""
        return text

    @classmethod
    def find(cls, keys: Iterable[str], rows: models.QuerySet) -> dict[str, models.Model]:
        """The rows that these keys mean."""
        raise NotImplementedError

    @classmethod
    def begin(cls, key: str) -> models.Model:
        """A row to be added. Raises ValidationError where none can be added under that key."""
        raise NotImplementedError

    @classmethod
    def key_of(cls, row: Any) -> str:
        raise NotImplementedError

    @classmethod
    def held(cls, row: models.Model) -> dict[str, str]:
        """The cells of a row as they would be exported now, those only shown left out."""
        return {name: cell.printed(cell.held(row, name)) for name, cell in cls.declared_fields.items()}

    @classmethod
    def token(cls, row: models.Model, held: dict[str, str] | None = None) -> str:
        """Stands for the row as it is: another one as soon as anything in its cells has changed."""
        cells = [*(held or cls.held(row)).values()]
        cells += [column.printed(row, "") for column in cls.shown.values() if column.guarded]
        return hashlib.sha256("\x1f".join(cells).encode()).hexdigest()[:10]

    @classmethod
    def columns(cls) -> dict[str, str]:
        """Headings by name, in order."""
        known = {
            **{name: column.heading for name, column in cls.shown.items()},
            **{name: str(cell.label) for name, cell in cls.declared_fields.items()},
        }
        ordered = {name: known[name] for name in (*cls.order, *known)}
        return {**ordered, SEEN: "Seen", "sheet_licence": "Licence of this sheet"}

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """What each column means, by its heading."""
        said = {
            **{name: column.meaning for name, column in cls.shown.items()},
            **{name: str(cell.help_text) for name, cell in cls.declared_fields.items()},
            SEEN: "Tells whether the row was changed here since it was exported: leave it. Empty: not looked at.",
            "sheet_licence": "Under what terms the sheet may be used. Ignored when it comes back.",
        }
        return {heading: said[name] for name, heading in cls.columns().items()}

    @classmethod
    def exported(cls, row: Any, origin: str) -> list[str]:
        """All cells of a row, in the order of the columns."""
        cells = cls.held(row)
        texts = {
            **cells,
            **{name: column.printed(row, origin) for name, column in cls.shown.items()},
            SEEN: cls.token(row, cells),
            "sheet_licence": LICENCE,
        }
        return [texts[name] for name in cls.columns()]

    def value(self, name: str) -> Any:
        """What the sheet says, else what the row has. For use before the row is changed."""
        if name in self.said:
            return self.said[name]
        kind = type(self).declared_fields[name]
        return kind.held(self.instance, name) if self.instance.pk else kind.clean("")

    def changes(self, held: dict[str, str]) -> dict[str, tuple[str, str]]:
        """By column: what stood there, and what shall."""
        after = {name: self.cells[name].printed(value) for name, value in self.said.items()}
        return {
            name: (held.get(name, ""), printed)
            for name, printed in after.items()
            if printed != held.get(name, "")
        }

    def links(self) -> dict[str, list[Any]]:
        """By many-to-many field: what it shall hold."""
        return {
            name: self.said[name]
            for name, cell in self.cells.items()
            if isinstance(cell, ReferencesCell) and cell.link and name in self.said
        }

    def written(self) -> list[str]:
        """Fields of the row that are to be saved."""
        return [name for name in self._meta.fields or () if name in self.cleaned_data]

    @classmethod
    def save_parts(cls, forms: Sequence[Any]) -> None:
        """Write what belongs to the rows and is no field and no link of theirs."""

    @classmethod
    def concerned(cls, forms: Sequence[Any]) -> dict[int, list[int]]:
        """By the place of a form: the findings that readers may see change with the row."""
        return {}

    def _clean_fields(self) -> None:
        super()._clean_fields()  # type: ignore[misc]
        self.said = dict(self.cleaned_data)

    def _get_validation_exclusions(self) -> set[str]:
        """That rows named in cells are there is known: they have just been fetched."""
        references = {field.name for field in self._meta.model._meta.fields if field.is_relation}
        return super()._get_validation_exclusions() | references  # type: ignore[misc]

    def _update_errors(self, errors: ValidationError) -> None:
        """What is said about a field that has no column is said about the row."""
        if hasattr(errors, "error_dict"):
            strange = [
                name for name in errors.error_dict if name not in self.fields and name != NON_FIELD_ERRORS
            ]
            for name in strange:
                errors.error_dict.setdefault(NON_FIELD_ERRORS, []).extend(errors.error_dict.pop(name))
        super()._update_errors(errors)  # type: ignore[misc]


def address(row: Any, origin: str) -> str:
    return f"{origin}{row.get_absolute_url()}"


def add_and_remove(
    table: Any, present: Iterable[tuple[int, tuple]], wanted: Iterable[tuple], *names: str
) -> None:
    """Bring rows of a table to what is wanted: `present` are primary keys with the values of `names`."""
    wanted = dict.fromkeys(wanted)
    held = set()
    gone = []
    for pk, values in present:
        held.add(values)
        if values not in wanted:
            gone.append(pk)
    table._default_manager.filter(pk__in=gone).delete()
    table._default_manager.bulk_create(
        [table(**dict(zip(names, values, strict=True))) for values in wanted if values not in held]
    )


def text_of(name: str) -> Callable[[Any, str], str]:
    return lambda row, origin: plain(str(getattr(row, name) or ""))
