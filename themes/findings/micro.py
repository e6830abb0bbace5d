"""Where a finding stands among the five windows of 2003 to 2014, as the small drawing beside its years."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Protocol

# The years in which the windows of the five national analyses begin, and the last one ends.
CORE_YEARS = (2003, 2005, 2007, 2009, 2011, 2014)
WIDTH_OF_A_YEAR = 6
GAP = 2


class HasYears(Protocol):
    @property
    def first_year(self) -> int: ...
    @property
    def last_year(self) -> int: ...


@dataclass(frozen=True, slots=True)
class MicroCell:
    x: int
    width: int
    is_filled: bool


def draw_micro_strip(periods: Sequence[HasYears]) -> tuple[MicroCell, ...]:
    """Five cells as wide as their windows, filled where these periods lie. None where they all lie elsewhere.

    Filled cells that follow each other join, as a finding of both is one finding.
    """
    return _draw_cells(tuple((period.first_year, period.last_year) for period in periods))


@lru_cache
def _draw_cells(periods: tuple[tuple[int, int], ...]) -> tuple[MicroCell, ...]:
    windows = list(pairwise(CORE_YEARS))
    filled = [any(first <= start and end <= last for first, last in periods) for start, end in windows]
    if not any(filled):
        return ()
    return tuple(
        MicroCell(
            x=(start - CORE_YEARS[0]) * WIDTH_OF_A_YEAR,
            width=(end - start) * WIDTH_OF_A_YEAR - (0 if is_filled and next_filled else GAP),
            is_filled=is_filled,
        )
        for (start, end), is_filled, next_filled in zip(windows, filled, [*filled[1:], False], strict=True)
    )
