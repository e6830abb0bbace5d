"""What happened when a collection was loaded."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum
from typing import NamedTuple


class Deed(Enum):
    CREATED = "created"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    KEPT = "kept"


class Problem(NamedTuple):
    """Something that must be mended before the collection can be loaded."""

    file: str
    id: str  # empty when the whole file is meant
    reason: str

    def __str__(self) -> str:
        return f"{self.file}, {self.id}: {self.reason}" if self.id else f"{self.file}: {self.reason}"


class Kept(NamedTuple):
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

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass
class Report:
    """Rows counted by kind ("findings") and by what was done with them."""

    deeds: dict[str, Counter[Deed]] = field(default_factory=dict)
    kept: list[Kept] = field(default_factory=list)

    def add(self, kind: str, deed: Deed) -> None:
        self.deeds.setdefault(kind, Counter())[deed] += 1

    def total(self, deed: Deed | None = None) -> int:
        """Rows with this outcome; all of them for None."""
        return sum(
            count for counts in self.deeds.values() for done, count in counts.items() if deed in (None, done)
        )

    @property
    def nothing_changed(self) -> bool:
        return not self.total(Deed.CREATED) and not self.total(Deed.CHANGED)
