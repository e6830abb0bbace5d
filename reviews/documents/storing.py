"""Documents kept: each file once, by its SHA-256, with all of its pages or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.timezone import localtime
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from reviews.documents import pictures
from reviews.documents.labels import Labelling, label_pages, sample_of
from reviews.documents.reading import (
    DocumentError,
    Page,
    Watch,
    read_pages,
    refuse_other_kinds,
    refuse_size,
    unwatched,
)
from reviews.history.tracking import recorded
from reviews.models import Document, DocumentPage, DocumentReading, Review
from reviews.page_labels import sort_key

FOLDER = "documents"
READING_TASK = "reviews.jobs.read_document"
BLOCK = 1_048_576  # bytes copied at a time
LEFT_BEHIND = 86_400  # seconds after which a copy was left by a run that was killed: a day
NO_TEXT = "No page of this PDF has text: its pages are pictures. Quotations cannot be checked against them."

STOPPED_THRICE = (
    "Reading this PDF broke off three times, and took the program that reads with it. Open it in your PDF program, "
    "print it to a new PDF, and add that one."
)
UNFORESEEN = (
    "Something went wrong here that nobody foresaw; it is in the log of the portal. Try again, and tell whoever runs "
    "the portal if it happens again."
)

_JUST_NOW = "Somebody else added this very file just now. Run this again to see what they added."


class EditionHeld(DocumentError):
    """The review has another PDF: whoever adds one has to say that it replaces that one."""


@dataclass(frozen=True)
class Held:
    """A PDF that is kept; `was_held` says that it was before, and `is_read_now` that it waits to be read."""

    document: Document
    was_held: bool
    is_read_now: bool


@dataclass(frozen=True)
class Imported:
    """What became of a PDF. Without a document it was only read; `was_held` says that nothing had to be done."""

    document: Document | None
    pages: Sequence[Page]
    labelling: Labelling
    was_held: bool = False
    superseded: Document | None = None


@dataclass(frozen=True)
class _Copy:
    path: Path
    sha256: str
    size: int


def import_document(
    *,
    review: Review,
    path: Path,
    offset: int | None = None,
    new_edition: bool = False,
    dry_run: bool = False,
) -> Imported:
    """Keep a review's PDF with the text and printed label of each page. Raises DocumentError, and keeps nothing then.

    A file that is held and read is left alone, unless an `offset` gives its pages other labels. One that was never
    read to its end is read again. Another PDF of the same review is refused unless it is a `new_edition`.
    """
    with _opened(path) as source, _copied(source, None if dry_run else _folder()) as copy:
        held = _held(copy, review)
        if held and held.state == Document.State.READ and offset in (None, held.label_offset):
            return _as_held(held)
        superseded = _superseded(review, held, new_edition)
        pages = read_pages(copy.path)
        labelling = label_pages(pages, offset)
        if dry_run:
            return Imported(None, pages, labelling, superseded=superseded)
        return _kept(copy, review, held, new_edition, pages, labelling)


def hold(*, review: Review, file: BinaryIO, offset: int | None = None, new_edition: bool = False) -> Held:
    """Keep a review's PDF and have it read in the background. Raises DocumentError, and keeps nothing then.

    A file that is held is left as it is. One that could not be read is kept afresh and read again, with what is said
    of it now. A new edition replaces the one that is held only once it was read.
    """
    with _copied(file, _folder()) as copy:
        refuse_other_kinds(copy.path)
        place = Path(default_storage.path(_name(copy.sha256)))
        is_ours = False
        try:
            with transaction.atomic(), recorded(act="add_document"):
                review = Review.objects.select_for_update().get(pk=review.pk)  # one new PDF at a time
                if held := _held(copy, review):
                    held = _locked(held)
                    is_read_now = held.state == Document.State.FAILED
                    if is_read_now:
                        _given_again(held, offset, _superseded(review, held, new_edition))
                        copy.path.replace(place)  # its own may be what could not be read
                    return Held(held, was_held=True, is_read_now=is_read_now)
                replaced = _superseded(review, None, new_edition)
                document = _added(review, copy, Document.State.WAITING, offset)
                is_ours = True  # nobody else can have added it from here on
                DocumentReading.objects.create(document=document, is_new_edition=bool(replaced))
                queue_reading(document)
                copy.path.replace(place)
        except BaseException:
            if is_ours:
                place.unlink(missing_ok=True)
            raise
    return Held(document, was_held=False, is_read_now=True)


def read_later(document: Document) -> None:
    """Have a document that could not be read tried once more in the background."""
    with transaction.atomic(), recorded(act="read_again"):
        document = _locked(document)
        if document.state == Document.State.FAILED:
            document.state, document.message = Document.State.WAITING, ""
            document.save(update_fields=["state", "message"])
            queue_reading(document)


def queue_reading(document: Document) -> None:
    """Put the reading of a document into the queue, where it does not wait already; see `reviews.jobs`."""
    name = f"document {document.pk}"
    task = app.configure_task(READING_TASK, allow_unknown=False, lock=name, queueing_lock=name)
    with contextlib.suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(document=document.pk)


def read_again(document: Document, offset: int | None = None, watch: Watch = unwatched) -> Document:
    """Read a document that is held, and replace all of its pages at once. Raises DocumentError.

    One that was read stays as it was if that fails; for any other the reason becomes its message. Safe to call again
    after a run that was killed.
    """
    unread = Document.objects.filter(pk=document.pk).exclude(state=Document.State.READ)
    unread.exclude(state=Document.State.READING).update(state=Document.State.READING, message="")
    try:
        pages = read_pages(Path(document.file.path), watch)
    except OSError as error:
        said = f"Its file cannot be read: {error.strerror}."
        give_up(document, said)
        raise DocumentError(said) from error
    except DocumentError as error:
        give_up(document, str(error))
        raise
    with transaction.atomic(), recorded(act="import_document"):
        Review.objects.select_for_update().get(pk=document.review_id)  # one new edition at a time
        document = _locked(document)
        _write(document, pages, label_pages(pages, document.label_offset if offset is None else offset))
    return document


def give_up(document: Document, said: str) -> None:
    """Say why a document could not be read. One that was read before stays as it is."""
    unread = Document.objects.filter(pk=document.pk).exclude(state=Document.State.READ)
    with recorded(act="import_document"):
        unread.update(state=Document.State.FAILED, message=said)


def relabel(document: Document, *, offset: int) -> Document:
    """Count the printed numbers of all pages anew from an offset, without reading the file again.

    Nobody has confirmed them then. Raises DocumentError for a document that was not read.
    """
    with transaction.atomic(), recorded(act="relabel_document"):
        document = _locked(document)
        if document.state != Document.State.READ:
            raise DocumentError("It has not been read yet: its pages are not known.")
        held = list(document.pages.order_by("index").only("index", "label"))
        labelling = label_pages([Page(page.index, "", "", ()) for page in held], offset)
        for page, label in zip(held, labelling.labels, strict=True):
            page.label, page.label_sort = label, sort_key(label) if label else None
        DocumentPage.objects.bulk_update(held, ["label", "label_sort"], batch_size=500)
        _say_labels(document, labelling)
        document.save(update_fields=_OF_LABELS)
    return document


def confirm_labels(document: Document) -> None:
    """Write down that a person compared the printed numbers with the pages. Raises DocumentError if there are none."""
    with transaction.atomic(), recorded(act="confirm_labels"):
        document = _locked(document)
        if document.state != Document.State.READ or document.labels_from == Document.LabelsFrom.NONE:
            raise DocumentError("No printed pages are known, so there is nothing to confirm.")
        if document.labels_confirmed_at is None:
            document.labels_confirmed_at = timezone.now()
            document.save(update_fields=["labels_confirmed_at"])


@receiver(post_delete, sender=Document)
def _document_was_deleted(instance: Document, **about: Any) -> None:
    transaction.on_commit(partial(_remove_files, instance.sha256, instance.review_id), robust=True)


def _remove_files(sha256: str, review: int) -> None:
    """Remove the PDF and its pictures, unless it was added once more."""
    with transaction.atomic():
        Review.objects.select_for_update().filter(pk=review).first()  # nobody adds it just now
        if not Document.objects.filter(sha256=sha256).exists():
            Path(default_storage.path(_name(sha256))).unlink(missing_ok=True)
            pictures.forget(sha256)


def _kept(
    copy: _Copy,
    review: Review,
    held: Document | None,
    new_edition: bool,
    pages: Sequence[Page],
    labelling: Labelling,
) -> Imported:
    place = Path(default_storage.path(_name(copy.sha256)))
    is_ours = False
    try:
        with transaction.atomic(), recorded(act="import_document"):
            review = Review.objects.select_for_update().get(pk=review.pk)  # one new PDF at a time
            if not held and _held(copy, review):
                raise DocumentError(_JUST_NOW)
            superseded = _superseded(review, held, new_edition)
            document = _locked(held) if held else _added(review, copy, Document.State.READING)
            is_ours = not held  # nobody else can have added it from here on
            if superseded:
                _count_as_added_now(document)
                superseded.superseded_by = document
                superseded.save(update_fields=["superseded_by"])
            _write(document, pages, labelling)
            copy.path.replace(place)
    except BaseException:
        if is_ours:
            place.unlink(missing_ok=True)
        raise
    return Imported(document, pages, labelling, superseded=superseded)


def _folder() -> Path:
    folder = Path(default_storage.path(FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    # Uploads stand there until they were looked at.
    for left in [*folder.glob("*.part"), *Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")]:
        with contextlib.suppress(OSError):  # another run may be quicker
            if time.time() - left.stat().st_mtime > LEFT_BEHIND:
                left.unlink()
    return folder


@contextlib.contextmanager
def _copied(source: BinaryIO, folder: Path | None) -> Iterator[_Copy]:
    """A copy of the file that nobody else writes to, gone at the end unless it was moved."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as copy:
            place = Path(copy.name)
            try:
                digest, size = hashlib.sha256(), 0
                while block := source.read(BLOCK):
                    size += len(block)
                    refuse_size(size)  # it may still grow
                    digest.update(block)
                    copy.write(block)
                copy.flush()
                os.fsync(copy.fileno())
                refuse_size(size)
                yield _Copy(place, digest.hexdigest(), size)
            finally:
                place.unlink(missing_ok=True)
    except OSError as error:
        raise DocumentError(f"It cannot be kept: {error.strerror}. Nothing was kept.") from error


def _opened(path: Path) -> BinaryIO:
    try:
        # Without waiting: a pipe would wait for somebody to write.
        source = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except OSError as error:
        raise DocumentError(f"It cannot be read: {error.strerror}.") from error
    about = os.fstat(source.fileno())
    if not stat.S_ISREG(about.st_mode):
        source.close()
        raise DocumentError("It is not a file.")
    return source


def _held(copy: _Copy, review: Review) -> Document | None:
    document = Document.objects.filter(sha256=copy.sha256).select_related("review", "superseded_by").first()
    if document and document.review_id != review.pk:
        raise DocumentError(
            f"This very file is held as the PDF of “{document.review.short_title}” ({document.review.slug}). "
            "A file belongs to one review: name that one, or choose another file."
        )
    return document


def _as_held(document: Document) -> Imported:
    held = list(document.pages.order_by("index"))
    pages = [Page(index=page.index, own_label="", text=page.text, edges=()) for page in held]
    labels = tuple(page.label for page in held)
    found = Document.LabelsFrom(document.labels_from)
    return Imported(
        document, pages, Labelling(labels, found, sample_of(labels), document.label_offset), was_held=True
    )


def _superseded(review: Review, held: Document | None, new_edition: bool) -> Document | None:
    """The edition that a PDF newly read replaces. One that could not be read stands in nobody's way."""
    if held and held.state != Document.State.FAILED:
        return None
    current = (
        Document.objects.filter(review=review, superseded_by=None)
        .exclude(state=Document.State.FAILED)
        .order_by("-added", "-pk")
        .first()
    )
    if current and not new_edition:
        raise EditionHeld(
            f"“{review.short_title}” has another PDF already, added on {localtime(current.added):%-d %B %Y}. "
            "If this one replaces it, add it with --new-edition."
        )
    return current


def _name(sha256: str) -> str:
    return f"{FOLDER}/{sha256}.pdf"


def _added(review: Review, copy: _Copy, state: Document.State, offset: int | None = None) -> Document:
    known = Document.LabelsFrom.NONE if offset is None else Document.LabelsFrom.OFFSET
    try:
        with transaction.atomic():
            return Document.objects.create(
                review=review,
                sha256=copy.sha256,
                file=_name(copy.sha256),
                size=copy.size,
                state=state,
                labels_from=known,
                label_offset=offset,
            )
    except IntegrityError as error:
        raise DocumentError(
            "Somebody else added this very file just now. Look at what they added."
        ) from error


def _given_again(document: Document, offset: int | None, replaced: Document | None) -> None:
    """Have one that could not be read tried once more, with what was said when it was given again."""
    if offset is not None:
        document.labels_from, document.label_offset = Document.LabelsFrom.OFFSET, offset
        document.save(update_fields=["labels_from", "label_offset"])
    if replaced:
        _count_as_added_now(document)
    DocumentReading.objects.update_or_create(
        document=document,
        defaults={"is_new_edition": bool(replaced), "pages_read": 0, "page_count": None},
    )
    read_later(document)


def _count_as_added_now(document: Document) -> None:
    """For a file that was held and is given once more, as the one that replaces the others."""
    document.added, document.superseded_by = timezone.now(), None
    document.save(update_fields=["added", "superseded_by"])


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update().get(pk=document.pk)


_OF_LABELS = ["labels_from", "label_offset", "labels_confirmed_at"]


def _write(document: Document, pages: Sequence[Page], labelling: Labelling) -> None:
    """Replace all pages of a document and say that it is read; to be called in a transaction."""
    document.pages.all().delete()
    DocumentPage.objects.bulk_create(
        [
            DocumentPage(document=document, index=page.index, label=label, text=page.text)
            for page, label in zip(pages, labelling.labels, strict=True)
        ],
        batch_size=500,
    )
    document.state = Document.State.READ
    document.message = "" if any(page.text.strip() for page in pages) else NO_TEXT
    document.page_count = len(pages)
    _say_labels(document, labelling)
    document.save(update_fields=["state", "message", "page_count", *_OF_LABELS])
    _settle_editions(document)


def _say_labels(document: Document, labelling: Labelling) -> None:
    document.labels_from, document.label_offset = labelling.found, labelling.offset
    document.labels_confirmed_at = None


def _settle_editions(document: Document) -> None:
    """Of the editions that are read, let the one added last replace the others, whichever was read first.

    One that failed stood in nobody's way: another may have been added before it was read after all.
    """
    DocumentReading.objects.filter(document=document).delete()
    current = Document.objects.filter(
        review=document.review_id, state=Document.State.READ, superseded_by=None
    )
    *older, newest = current.select_for_update().order_by("added", "pk")
    for one in older:
        one.superseded_by = newest
        one.save(update_fields=["superseded_by"])
