"""The first and last pages of a PDF, and what it says about itself, read in a limited process."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from reviews.documents.reading import DocumentError, refuse_other_kinds, refuse_size
from reviews.limited_process.running import Limits, ProcessStopped, run_limited
from reviews.models import Document

FIRST, LAST = 6, 2  # pages
MOST_LINES = 120  # of a page
MEMORY = 500_000_000
PROCESSOR_SECONDS = 8
SECONDS = 15
MOST_ANSWERED = 2_000_000  # bytes

NOT_READ = (
    "The first pages of this PDF could not be read, so nothing of it is proposed. Type the fields by hand."
)


@dataclass(frozen=True)
class OpeningLine:
    text: str
    size: float  # of its letters in points; nought where it is not known


@dataclass(frozen=True)
class OpeningPage:
    index: int  # from 1
    lines: Sequence[OpeningLine]


@dataclass(frozen=True)
class Opening:
    """What proposals are made from."""

    pages: Sequence[OpeningPage] = ()
    fields: Mapping[str, str] = field(default_factory=dict)  # as PDFs call them: Title, CreationDate


def read_opening(path: Path) -> Opening:
    """Raises DocumentError; OSError for the file itself."""
    refuse_size(path.stat().st_size)
    refuse_other_kinds(path)
    try:
        answer = json.loads(
            run_limited(
                "reviews.documents.opening",
                *(path.resolve(), FIRST, LAST, MOST_LINES),
                limits=Limits(MEMORY, PROCESSOR_SECONDS, SECONDS, MOST_ANSWERED),
            )
        )
    except (ProcessStopped, ValueError) as error:
        raise DocumentError(NOT_READ) from error
    if "problem" in answer:
        raise DocumentError(NOT_READ)
    pages = [
        OpeningPage(page["page"], [OpeningLine(text, size) for text, size in page["lines"]])
        for page in answer["pages"]
    ]
    return Opening(pages, answer["fields"])


@lru_cache(maxsize=32)
def recall_opening(sha256: str, path: Path) -> Opening:
    """As `read_opening`, kept by what is in the file: a form that shows proposals asks at each press of a button."""
    return read_opening(path)


def read_opening_of(document: Document) -> Opening:
    """As `read_opening`, of a PDF that is held."""
    return recall_opening(document.sha256, Path(document.file.path))
