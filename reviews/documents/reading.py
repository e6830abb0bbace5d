"""The pages of a PDF. What cannot be read is refused in words, and harms nothing else."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from reviews.limited_process.running import Excess, Limits, ProcessStopped, run_by_lines

MOST_BYTES = 200_000_000
MOST_PAGES = 3_000
MOST_CHARACTERS = 200_000  # on one page: fifty times a full one
MOST_IN_ALL = 20_000_000  # characters; the longest inquiries have some five million
MEMORY = 500_000_000  # bytes of the process that reads
PROCESSOR_SECONDS = 120
SECONDS = 240  # until that process is stopped, whatever it does
MOST_ANSWERED = 150_000_000  # bytes; a character may take six

_SAVE_AGAIN = "Open it in your PDF program, print it to a new PDF, and choose that file."
_BROKEN = f"This PDF is damaged: it cannot be opened. {_SAVE_AGAIN} Or get it again where it is published."
_STOPPED = (
    f"This PDF is damaged, or it needs more memory than is allowed: reading it broke off. {_SAVE_AGAIN}"
)
_SLOW = f"It takes too long to read this PDF. {_SAVE_AGAIN}"
_MESSAGES = {
    "broken": _BROKEN,
    "encrypted": "This PDF has a password. Save it without one, and choose that file.",
    "empty": "This PDF has no pages. Choose another.",
    "long": "This PDF has, or says it has, {number:,} pages, and {most:,} is the most. Divide it into several.",
    "full": "PDF page {page:,} has {number:,} characters, and {most_characters:,} is the most. "
    + _SAVE_AGAIN,
    "wordy": "This PDF has more than {most_in_all:,} characters, which is the most. Divide it into several.",
    "missing": "This PDF says it has {pages:,} pages, but {number:,} of them cannot be opened, PDF page {first:,} "
    f"first. {_SAVE_AGAIN} Or get it again where it is published.",
}
_EXCESSES = {
    Excess.MEMORY: f"This PDF needs more memory than is allowed. {_SAVE_AGAIN}",
    Excess.TIME: _SLOW,
    Excess.ANSWER: "This PDF has far more words than any report. Divide it into several.",
    Excess.UNKNOWN: _STOPPED,
}
_SIGNS = {
    b"PK\x03\x04": "This is a Word, Excel or ZIP file. Save the document as PDF, and choose that file.",
    b"\xd0\xcf\x11\xe0": "This is an old Word or Excel file. Save the document as PDF, and choose that file.",
    b"{\\rtf": "This is a text document. Save it as PDF, and choose that file.",
    b"\x89PNG": "This is a picture. Choose a PDF.",
    b"\xff\xd8\xff": "This is a picture. Choose a PDF.",
}


Watch = Callable[[int, int], None]  # told how many pages were read, of how many; may raise to break off


class DocumentError(ValueError):
    """The file is refused as a whole; the message says why and what to do."""


@dataclass(frozen=True)
class PdfPage:
    """One page as the PDF has it: `index` from 1, the PDF's `own_label`, the lines at the page's `edges`."""

    index: int
    own_label: str
    text: str
    edges: tuple[str, ...]
    is_picture: bool = False  # it shows much and has hardly any letters


def refuse_size(size: int) -> None:
    """Raise DocumentError for a file of so many bytes that is not worth opening."""
    if not size:
        raise DocumentError("This file is empty. Choose another.")
    if size > MOST_BYTES:
        raise DocumentError(
            f"This file has {-(-size // 1_000_000):,} MB, and {MOST_BYTES // 1_000_000} MB is the most. "
            "Divide it into several, or save it with smaller pictures."
        )


def ignore_progress(read: int, count: int) -> None:
    """A Watch that does nothing."""


def read_pages(path: Path, watch: Watch = ignore_progress) -> list[PdfPage]:
    """All pages of a PDF, in a process of its own with limits. Raises DocumentError; OSError for the file itself."""
    refuse_size(path.stat().st_size)
    refuse_other_kinds(path)
    lines = run_by_lines(
        "reviews.documents.extracting",
        *(path.resolve(), MOST_PAGES, MOST_CHARACTERS, MOST_IN_ALL),
        limits=Limits(MEMORY, PROCESSOR_SECONDS, SECONDS, MOST_ANSWERED),
    )
    try:
        with closing(lines):
            return list(_parse_pages(lines, watch))
    except ProcessStopped as stopped:
        raise DocumentError(_EXCESSES[stopped.excess]) from stopped


def refuse_other_kinds(path: Path) -> None:
    """Raise DocumentError for a file that is plainly no PDF, by how it begins; its name may lie."""
    with path.open("rb") as opened:
        start = opened.read(1024)
    for sign, message in _SIGNS.items():
        if start.startswith(sign):
            raise DocumentError(message)
    if start.lstrip()[:1] == b"<":
        raise DocumentError(
            "This is a web page, not a PDF: perhaps the address asked you to sign in, or the report has moved. "
            "Open the report in your browser, save it as PDF, and choose that file."
        )
    if b"%PDF-" not in start:
        raise DocumentError("This is not a PDF. Choose the report’s PDF.")


def _parse_pages(output: Iterable[bytes], watch: Watch = ignore_progress) -> Iterator[PdfPage]:
    count = read = 0
    for line in output:
        try:
            answer = json.loads(line)
        except ValueError as error:  # it ended in the middle of a line
            raise DocumentError(_STOPPED) from error
        if list(answer) == ["pages"]:
            count = answer["pages"]
            watch(read, count)
            continue
        if problem := answer.pop("problem", ""):
            most = {
                "most": MOST_PAGES,
                "most_characters": MOST_CHARACTERS,
                "most_in_all": MOST_IN_ALL,
            }
            raise DocumentError(_MESSAGES[problem].format(**answer, **most))
        if "end" in answer:
            return
        yield PdfPage(
            index=answer["page"],
            own_label=answer["label"],
            text=_clean(answer["text"]),
            edges=tuple(answer["edges"]),
            is_picture=answer.get("picture", False),
        )
        read += 1
        watch(read, count)
    raise DocumentError(_STOPPED)


def _clean(text: str) -> str:
    """The words as read, with one kind of line end and nothing that the database cannot hold."""
    return text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
