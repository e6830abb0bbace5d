"""What happened when a collection was loaded."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple


class LoadOutcome(Enum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"


class CollectionProblem(NamedTuple):
    """Something that must be mended before the collection can be loaded."""

    file: str
    id: str  # empty when the whole file is meant
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, {self.id}: {self.reason}" if self.id else f"{self.file}: {self.reason}"


class KeptRow(NamedTuple):
    """A row that was changed or deleted here since it was last loaded, and was therefore left as it is."""

    file: str
    id: str
    changed_on: datetime
    deleted: str = ""  # the id of what was deleted: the row itself, or one that it cannot do without

    @property
    def why(self) -> str:
        if not self.deleted:
            return "it was edited here"
        return "it was deleted here" if self.deleted == self.id else f"“{self.deleted}” was deleted here"


class CollectionError(Exception):
    """The collection cannot be loaded; nothing was saved. `problems` says why, row by row."""

    def __init__(self, problems: list[CollectionProblem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass
class LoadReport:
    """Rows counted by kind ("findings") and outcome."""

    outcomes: dict[str, Counter[LoadOutcome]] = field(default_factory=dict)
    kept: list[KeptRow] = field(default_factory=list)

    def add(self, kind: str, outcome: LoadOutcome) -> None:
        self.outcomes.setdefault(kind, Counter())[outcome] += 1

    def count_rows(self, outcome: LoadOutcome | None = None) -> int:
        """Rows of this outcome, all for None."""
        return sum(
            count
            for counts in self.outcomes.values()
            for given, count in counts.items()
            if outcome in (None, given)
        )

    @property
    def nothing_changed(self) -> bool:
        return not self.count_rows(LoadOutcome.CREATED) and not self.count_rows(LoadOutcome.CHANGED)
