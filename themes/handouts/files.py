"""Handouts as files, by the suffix of an address: which there are, and how they are made."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from reviews.limited_process.running import Limits, run_limited
from themes.handouts import ON_ONE_PAGE
from themes.handouts.contents import MOST_FINDINGS, Handout

NEARLY_ALL = (
    60  # findings of a list; a longer one, with all that must be read with it, may be more than a file holds
)
SLIDES_AROUND = 2  # one before the findings, one behind them
# A hundred findings take two seconds, and less than half of this memory.
LIMITS = Limits(memory=1_500_000_000, processor_seconds=15, seconds=15, answer=20_000_000)
LONGEST_WAIT = 4  # seconds for the one that is made before
OFFICE = "application/vnd.openxmlformats-officedocument"


class HandoutKind(NamedTuple):
    """What it is called, its type and the program that makes it, with its argument; text needs none."""

    name: str
    content_type: str
    program: tuple[str, ...]


# By suffix.
KINDS = {
    "pdf": HandoutKind("Handout", "application/pdf", ("themes.handouts.pdf", "handout")),
    "seven-minutes.pdf": HandoutKind(
        "Seven-minute sheet", "application/pdf", ("themes.handouts.pdf", "sheet")
    ),
    "pptx": HandoutKind("Slides", f"{OFFICE}.presentationml.presentation", ("themes.handouts.slides",)),
    "docx": HandoutKind("Word document", f"{OFFICE}.wordprocessingml.document", ("themes.handouts.word",)),
    "txt": HandoutKind("Text file", "text/plain; charset=utf-8", ()),
}


class HandoutKindConverter:
    """The end of an address: which file it is."""

    regex = "|".join(suffix.replace(".", r"\.") for suffix in KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class HandoutLink(NamedTuple):
    name: str
    detail: str  # how long it is, where that is known before it is made
    url: str


class HandoutLinks(NamedTuple):
    links: Sequence[HandoutLink]
    most: int = 0  # findings in a file, where there are more


def build_handout_links(path: str, query: str, *, entry_count: int, finding_count: int) -> HandoutLinks:
    """The files beside a page: its address without the slash at its end, a suffix, and the same query.

    `finding_count` with those that must be read with the others, where that is known.
    """
    may_be_cut = finding_count > NEARLY_ALL
    details = {
        "pdf": "PDF, 1 page" if finding_count <= ON_ONE_PAGE else "PDF",
        "seven-minutes.pdf": "PDF",
        "pptx": "PowerPoint" if may_be_cut else f"PowerPoint, {entry_count + SLIDES_AROUND}",
    }
    query = f"?{query}" if query else ""
    links = [
        HandoutLink(each.name, details.get(suffix, ""), f"{path.rstrip('/')}.{suffix}{query}")
        for suffix, each in KINDS.items()
    ]
    # What comes along may make it a longer list than this: then the file says so.
    return HandoutLinks(links, MOST_FINDINGS if finding_count > MOST_FINDINGS else 0)


class TooManyMade(Exception):
    """Others are being made by this process."""


_places = threading.BoundedSemaphore(2)  # of a process: one is made, one waits
_making = threading.Lock()


@contextmanager
def _take_turn() -> Iterator[None]:
    """However many are asked for, most threads of the process go on answering, and one processor is left."""
    if not _places.acquire(blocking=False):
        raise TooManyMade
    try:
        if not _making.acquire(timeout=LONGEST_WAIT):
            raise TooManyMade
        try:
            yield
        finally:
            _making.release()
    finally:
        _places.release()


def make_file(handout: Handout, suffix: str) -> bytes:
    """The file of a kind other than text. Raises TooManyMade, and ProcessStopped where it was too much."""
    with _take_turn():
        return run_limited(*KINDS[suffix].program, limits=LIMITS, given=handout.to_json().encode())
