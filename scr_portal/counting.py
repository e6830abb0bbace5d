"""What all web processes counted together: numbers in memory that they share.

Every process adds to a row of its own, and whoever reads adds up the rows. The rows outlive the processes, so that
a count never falls because one of them ended. prometheus_client would keep files instead, which somebody would have
to clear away after a crash, and which a container without a disk of its own has no place for.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from mmap import mmap
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

MOST_PROCESSES = 256
MOST_CELLS = 8_192  # of each process; they take memory only once they are used

STATUSES = ("1xx", "2xx", "3xx", "4xx", "5xx")
LIMITS = (0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)  # seconds: up to each of these, and above the last
KEPT = ("kept", "held", "made", "as_it_was")  # see kept_pages.py
NO_VIEW = "none"  # of requests that no view answered: nothing at that address, static files, refusals before any view

IN_USE, HAS_INDEX = 0, 1  # cells, before those of kept pages and of views
FIRST_OF_KEPT = 2
FIRST_OF_VIEWS = FIRST_OF_KEPT + len(KEPT)
CELLS_OF_VIEW = len(STATUSES) + len(LIMITS) + 2  # one for what is slower than the last limit, one for the sum


def walk_names(patterns: list[Any], before: str = "") -> Iterator[str]:
    for each in patterns:
        if isinstance(each, URLResolver):
            yield from walk_names(
                each.url_patterns, f"{before}{each.namespace}:" if each.namespace else before
            )
        elif isinstance(each, URLPattern) and each.name:
            yield before + each.name


@cache
def list_views() -> list[str]:
    """The names of all addresses, in the same order in each process: never the addresses, which people type."""
    return [NO_VIEW, *sorted(set(walk_names(get_resolver().url_patterns)))]


@cache
def _number_views() -> dict[str, int]:
    return {name: number for number, name in enumerate(list_views())}


@dataclass(frozen=True)
class ViewTotals:
    by_status: list[float]  # in the order of STATUSES
    by_time: list[float]  # in the order of LIMITS, and one more
    seconds: float


@dataclass(frozen=True)
class Totals:
    processes: float
    with_index: float
    kept: dict[str, float]  # by outcome
    views: dict[str, ViewTotals]  # those that anybody asked for


class SharedFigures:
    """A row of numbers for each process that was forked from this one; `row` is that of the process itself."""

    def __init__(self) -> None:
        self._cells = memoryview(mmap(-1, 8 * MOST_PROCESSES * MOST_CELLS)).cast("d")
        self._used = memoryview(mmap(-1, MOST_PROCESSES))  # whether anything stands in a row
        self._lock = threading.Lock()  # between the threads of one process
        self.row = 0

    def begin(self, process: int) -> None:
        """Call it in each process, with a number that no other has which is running."""
        self.row = process % MOST_PROCESSES
        self._set(self.row, IN_USE, 1)

    def end(self, process: int) -> None:
        """That process is there no more. What it counted stays."""
        for cell in (IN_USE, HAS_INDEX):
            self._set(process % MOST_PROCESSES, cell, 0)

    def note_index(self, is_there: bool) -> None:
        self._set(self.row, HAS_INDEX, float(is_there))

    def count_kept(self, outcome: str) -> None:
        self._add({FIRST_OF_KEPT + KEPT.index(outcome): 1})

    def count_request(self, view: str, status: int, seconds: float) -> None:
        first = FIRST_OF_VIEWS + CELLS_OF_VIEW * _number_views().get(view, 0)
        limit = next((number for number, most in enumerate(LIMITS) if seconds <= most), len(LIMITS))
        status_class = min(max(status // 100, 1), len(STATUSES)) - 1
        self._add(
            {
                first + status_class: 1,
                first + len(STATUSES) + limit: 1,
                first + CELLS_OF_VIEW - 1: seconds,
            }
        )

    def read(self) -> Totals:
        names = list_views()
        length = FIRST_OF_VIEWS + CELLS_OF_VIEW * len(names)
        begins = [row * MOST_CELLS for row in range(MOST_PROCESSES) if self._used[row]]
        rows = [self._cells[begin : begin + length].tolist() for begin in begins]
        cells = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * length
        views = {}
        for number, name in enumerate(names):
            first = FIRST_OF_VIEWS + CELLS_OF_VIEW * number
            by_status = cells[first : first + len(STATUSES)]
            if any(by_status):
                by_time = cells[first + len(STATUSES) : first + CELLS_OF_VIEW - 1]
                views[name] = ViewTotals(by_status, by_time, cells[first + CELLS_OF_VIEW - 1])
        kept = dict(zip(KEPT, cells[FIRST_OF_KEPT:FIRST_OF_VIEWS], strict=True))
        return Totals(cells[IN_USE], cells[HAS_INDEX], kept, views)

    def _set(self, row: int, cell: int, value: float) -> None:
        self._used[row] = 1
        self._cells[row * MOST_CELLS + cell] = value

    def _add(self, changes: dict[int, float]) -> None:
        begin = self.row * MOST_CELLS
        with self._lock:
            self._used[self.row] = 1
            for cell, more in changes.items():
                self._cells[begin + cell] += more


figures = SharedFigures()
