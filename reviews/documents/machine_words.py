"""Pages that are pictures, read by a program (Tesseract) where the machine has it. What it reads may be wrong.

Its words are marked wherever they are shown, searched and compared, and a quotation found in them waits for a person's
look. Reading goes page by page, so that it goes on where it was broken off; reading again replaces words and nothing
that a person decided.
"""

from __future__ import annotations

import logging
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from reviews.documents.legible import is_legible
from reviews.documents.storing import NO_TEXT, label_from_words
from reviews.history.tracking import annotate_history
from reviews.limited_process.running import Excess, Limits, ProcessStopped, run_limited
from reviews.models import Document, DocumentPage, DocumentReading, DocumentState

TASK = "reviews.jobs.read_by_machine"
PER_INCH = 300  # dots: what the program was made for
MOST_DOTS = 25_000_000  # of a page: three times A4
SCANNING = Limits(memory=500_000_000, processor_seconds=20, seconds=40, answer=26_000_000)
READING = Limits(memory=1_200_000_000, processor_seconds=90, seconds=180, answer=1_000_000)
SAVED_AT_ONCE = 5  # pages; readers' pages are made anew whenever some are saved

NO_PROGRAM = (
    "This machine has no program that reads pictures (Tesseract). Whoever runs the portal can install it."
)
BROKEN = (
    "The program that reads pictures (Tesseract) does not work on this machine. What is wrong is in the log of the "
    "portal: tell whoever runs it."
)
FILE_AWAY = (
    "The file of this PDF could not be opened, so a machine cannot read its pages. What it read before stays. Tell "
    "whoever runs the portal."
)
UNFORESEEN_FAULT = (
    "Something went wrong that was not foreseen while a machine read the pages that are pictures. What it read so far "
    "stays. The log of the portal says more: tell whoever runs it."
)
GIVEN_UP = "A machine tried three times to read the pages that are pictures, and broke off each time."

REASONS = (NO_PROGRAM, BROKEN, FILE_AWAY, UNFORESEEN_FAULT, GIVEN_UP)

BLANK = b"P5 60 60 255\n" + b"\xff" * 3_600

logger = logging.getLogger(__name__)


class MachineError(Exception):
    """Nothing can be read by machine; the message says why, for curators."""


def find_program() -> str:
    """The path of the program; empty where there is none, or none is wanted."""
    return shutil.which(settings.OCR_PROGRAM) or "" if settings.OCR_PROGRAM else ""


def find_pictures(document: Document) -> QuerySet[DocumentPage]:
    """The pages whose text is not what they show, or was read by machine."""
    return document.pages.filter(is_picture=True).order_by("index")


def begin_machine_reading(document: Document) -> None:
    """Queue the reading of all pages that are pictures, from the first one on. Raises MachineError."""
    if not find_program():
        raise MachineError(NO_PROGRAM)
    with transaction.atomic():
        document = Document.objects.select_for_update().get(pk=document.pk)
        count = find_pictures(document).count()
        if document.state != DocumentState.READ or not count:
            raise MachineError("No page of this PDF is a picture that a machine could read.")
        fields = {"by_machine": True, "pages_read": 0, "page_count": count}
        DocumentReading.objects.update_or_create(document=document, defaults=fields)
        queue_machine_reading(document.pk)


def queue_machine_reading(document: int) -> None:
    """Put it into the queue where it does not wait already. One document is read at a time: it takes a processor."""
    task = app.configure_task(
        TASK, allow_unknown=False, lock="read by machine", queueing_lock=f"read {document} by machine"
    )
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(document=document)


def read_pictures(document: Document, refuse_to_go_on: Callable[[], None]) -> None:
    """Read what is not read yet of a document; `refuse_to_go_on` is asked before each page, and may raise.

    A page whose reading is stopped stays as it was. Where the document is read again meanwhile, the job that comes of
    that goes on. Raises MachineError where the program itself fails, or the file is away.
    """
    program = find_program()
    if not program:
        raise MachineError(NO_PROGRAM)
    reading = DocumentReading.objects.filter(document=document, by_machine=True)
    begun = reading.values_list("pages_read", flat=True).first()
    path = Path(document.file.path)
    _refuse_without_file(path)
    pages = list(find_pictures(document))
    for start in range(begun or 0, len(pages), SAVED_AT_ONCE):
        some = pages[start : start + SAVED_AT_ONCE]
        for page in some:
            refuse_to_go_on()
            words = read_picture(program, path, page.index)
            if words is not None:
                page.text, page.is_machine_read = words, True
        with transaction.atomic():
            if not reading.filter(pages_read=start).update(pages_read=start + len(some)):
                return
            if DocumentPage.objects.bulk_update(some, ["text", "is_machine_read"]) < len(some):
                transaction.set_rollback(True)
                return
    _finish(document)


def _refuse_without_file(path: Path) -> None:
    try:
        path.open("rb").close()
    except OSError as error:
        logger.warning("The file of a document cannot be opened: %s", error.strerror)
        raise MachineError(FILE_AWAY) from error


def read_picture(program: str, path: Path, index: int) -> str | None:
    """The words of a page, line by line; none where the program finds none, or what it finds is no language.

    None where it was stopped: by a damaged page, or one that took too long or too much.
    """
    try:
        answer = run_limited(
            "reviews.documents.scanning", path.resolve(), index, PER_INCH, MOST_DOTS, limits=SCANNING
        )
    except ProcessStopped:
        _refuse_without_file(path)
        return None
    per_inch, _, picture = answer.partition(b"\n")
    try:
        words = _run(program, picture, per_inch.decode())
    except ProcessStopped as stopped:
        if stopped.excess == Excess.UNKNOWN:
            _refuse_broken(program)
        return None
    return words if is_legible(words) else ""


def _run(program: str, picture: bytes, per_inch: str) -> str:
    arguments = ("stdin", "stdout", "-l", "eng", "--psm", "3", "--dpi", per_inch)
    said = run_limited(program, *arguments, limits=READING, given=picture).decode(errors="replace")
    lines = (" ".join(line.replace("\x00", "").split()) for line in said.splitlines())
    return "\n".join(filter(None, lines))


def _refuse_broken(program: str) -> None:
    """Tell a page that the program cannot read from a program that cannot read any."""
    try:
        _run(program, BLANK, str(PER_INCH))
    except ProcessStopped as error:
        raise MachineError(BROKEN) from error


def _finish(document: Document) -> None:
    """All was read: printed page numbers are looked for where none are known, and quotations are compared again."""
    with transaction.atomic(), annotate_history(act="read_by_machine"):
        document = Document.objects.select_for_update().get(pk=document.pk)
        DocumentReading.objects.filter(document=document, by_machine=True).delete()
        label_from_words(document)
        if document.message in (NO_TEXT, *REASONS):
            has_text = document.pages.exclude(text="").exists()
            document.message = "" if has_text else NO_TEXT
        document.save()  # who listens has the quotations compared


def give_up_machine_reading(document: int, reason: str) -> None:
    """It will not be tried again by itself; what was read so far stays."""
    with transaction.atomic(), annotate_history(act="read_by_machine"):
        row = Document.objects.select_for_update().filter(pk=document).first()
        DocumentReading.objects.filter(document=document, by_machine=True).delete()
        if row:
            row.message = reason
            row.save(update_fields=["message"])


def begin_where_possible(document: Document) -> None:
    """After a PDF was read: have its pictures read by machine, unless all were, or there is no program."""
    if find_program() and find_pictures(document).filter(is_machine_read=False).exists():
        with suppress(MachineError):
            begin_machine_reading(document)
