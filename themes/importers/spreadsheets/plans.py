"""What a sheet would change, row by row, and what is wrong in it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from themes.importers.spreadsheets.rows import SheetRow


class RowStatus(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    WRONG = "wrong"


@dataclass(frozen=True)
class SheetProblem:
    heading: str  # "" where it concerns the whole row
    column: str  # its letter
    given: str
    message: str  # what is wrong and what to do
    cause: str = ""  # the code of a mistake that several rows share, whatever their messages say


@dataclass
class PlannedRow:
    number: int  # in the sheet
    name: str
    cells: dict[str, str]  # by column
    status: RowStatus = RowStatus.UNCHANGED
    changes: list[tuple[str, str, str]] = field(default_factory=list)  # heading, before, after
    problems: list[SheetProblem] = field(default_factory=list)
    form: Any = None

    def refuse(self, *problems: SheetProblem) -> None:
        self.problems += problems
        self.status = RowStatus.WRONG

    def as_json(self) -> dict[str, Any]:
        return {
            "number": self.number,
            "name": self.name,
            "deed": self.status.value,
            "changes": [list(change) for change in self.changes],
            "problems": [
                [each.heading, each.column, each.given, each.message, each.cause] for each in self.problems
            ],
        }


@dataclass
class SheetPlan:
    sheet: type[SheetRow]
    rows: list[PlannedRow]
    left_out: list[tuple[int, str]] = field(default_factory=list)  # rows of the sheet, and why

    @property
    def tally(self) -> dict[str, int]:
        counts = Counter(row.status.value for row in self.rows)
        return {status.value: counts[status.value] for status in RowStatus}

    @property
    def to_save(self) -> list[PlannedRow]:
        return [row for row in self.rows if row.status in (RowStatus.NEW, RowStatus.CHANGED)]

    def as_json(self) -> dict[str, Any]:
        """What a curator is shown of it. Plans that are shown alike do the same."""
        rows = [row.as_json() for row in self.rows if row.status != RowStatus.UNCHANGED]
        return {"tally": self.tally, "rows": rows, "left_out": [list(pair) for pair in self.left_out]}
