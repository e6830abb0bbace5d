"""Documents stored: each file once, by its SHA-256, with all of its pages or none."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.signals import post_delete
from django.dispatch import receiver
from django.utils import timezone
from django.utils.timezone import localtime
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from reviews.documents import pictures
from reviews.documents.files import FileCopy, build_file_name, copy_file, get_path, make_folder, open_file
from reviews.documents.labels import Labelling, choose_sample, label_pages
from reviews.documents.legible import is_legible
from reviews.documents.reading import (
    DocumentError,
    PdfPage,
    Watch,
    ignore_progress,
    read_pages,
    refuse_other_kinds,
)
from reviews.history.tracking import annotate_history
from reviews.models import Document, DocumentPage, DocumentReading, DocumentState, LabelsFrom, Review
from reviews.models.document import READING_EDITION
from reviews.page_labels import ROMAN_OFFSET, get_label_at, sort_key

EDGE_LINES = 3  # of the top and of the foot of a page, where its number stands
READING_TASK = "reviews.jobs.read_document"
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


class EditionExistsError(DocumentError):
    """The review has another PDF, and `new_edition` was not given."""


@dataclass(frozen=True)
class AddedDocument:
    """A stored PDF. `existed` says that it was stored before, `is_read_now` that its reading was queued."""

    document: Document
    existed: bool
    is_read_now: bool


@dataclass(frozen=True)
class ImportedDocument:
    """What became of a PDF. Without a document it was only read; `existed` says that nothing had to be done."""

    document: Document | None
    pages: Sequence[PdfPage]
    labelling: Labelling
    existed: bool = False
    superseded: Document | None = None


def import_document(
    *,
    review: Review,
    path: Path,
    offset: int | None = None,
    new_edition: bool = False,
    dry_run: bool = False,
) -> ImportedDocument:
    """Store a review's PDF with the text and printed label of each page. Raises DocumentError; then nothing is stored.

    A file that is stored and read already is left alone, unless an `offset` gives its pages other labels. One that was
    never read to its end is read again. Another PDF of the same review is refused unless it is a `new_edition`.
    """
    with open_file(path) as source, copy_file(source, None if dry_run else make_folder()) as copy:
        existing = _find_existing(copy, review)
        if existing and existing.state == DocumentState.READ and offset in (None, existing.label_offset):
            return _describe_existing(existing)
        superseded = _find_superseded(review, existing, new_edition)
        pages = read_pages(copy.path)
        labelling = label_pages(pages, offset)
        if dry_run:
            return ImportedDocument(None, pages, labelling, superseded=superseded)
        return _save_import(copy, review, existing, new_edition, pages, labelling)


def add_document(
    *, review: Review, file: BinaryIO, offset: int | None = None, new_edition: bool = False
) -> AddedDocument:
    """Store a review's PDF and queue its reading. Raises DocumentError; then nothing is stored.

    A file that is stored already is left as it is. One that could not be read is stored again and read again, with the
    arguments given now. A new edition replaces the current one only once it was read.
    """
    with copy_file(file, make_folder()) as copy, ExitStack() as undo:
        refuse_other_kinds(copy.path)
        with transaction.atomic(), annotate_history(act="add_document"):
            review = Review.objects.select_for_update().get(pk=review.pk)  # one new PDF at a time
            if existing := _find_existing(copy, review):
                return _add_again(_lock(existing), copy, offset, new_edition)
            superseded = _find_superseded(review, None, new_edition)
            document = _create(review, copy, DocumentState.WAITING, offset)
            undo.callback(_remove_file, copy.sha256)  # nobody else can have added it from here on
            DocumentReading.objects.create(document=document, is_new_edition=bool(superseded))
            queue_reading(document)
            copy.move_into_place()
        undo.pop_all()
    return AddedDocument(document, existed=False, is_read_now=True)


def _add_again(document: Document, copy: FileCopy, offset: int | None, new_edition: bool) -> AddedDocument:
    """Read a stored document again if it could not be read, with the arguments given now."""
    is_read_now = document.state == DocumentState.FAILED
    if is_read_now:
        superseded = _find_superseded(document.review, document, new_edition)
        if offset is not None:
            document.labels_from, document.label_offset = LabelsFrom.OFFSET, offset
            document.save(update_fields=["labels_from", "label_offset"])
        if superseded:
            _set_added_now(document)
        DocumentReading.objects.update_or_create(
            document=document,
            defaults={"is_new_edition": bool(superseded), "pages_read": 0, "page_count": None},
        )
        retry_reading(document)
        copy.move_into_place()  # the stored file may be what could not be read
    return AddedDocument(document, existed=True, is_read_now=is_read_now)


def retry_reading(document: Document) -> None:
    """Queue the reading of a document that could not be read."""
    with transaction.atomic(), annotate_history(act="read_again"):
        document = _lock(document)
        if document.state == DocumentState.FAILED:
            document.state, document.message = DocumentState.WAITING, ""
            document.save(update_fields=["state", "message"])
            queue_reading(document)


def queue_reading(document: Document) -> None:
    """Put the reading of a document into the queue, where it does not wait already; see `reviews.jobs`."""
    name = f"document {document.pk}"
    task = app.configure_task(READING_TASK, allow_unknown=False, lock=name, queueing_lock=name)
    with suppress(AlreadyEnqueued), transaction.atomic():
        task.defer(document=document.pk)


def reread_document(
    document: Document, offset: int | None = None, watch: Watch = ignore_progress
) -> Document:
    """Read a stored document, and replace all of its pages at once. Raises DocumentError.

    If that fails, one that was read before stays as it was; for any other the reason becomes its message. Safe to call
    again after a run that was killed.
    """
    unread = Document.objects.filter(pk=document.pk).exclude(state=DocumentState.READ)
    unread.exclude(state=DocumentState.READING).update(state=DocumentState.READING, message="")
    try:
        pages = read_pages(Path(document.file.path), watch)
    except OSError as error:
        reason = f"Its file cannot be read: {error.strerror}."
        record_failure(document, reason)
        raise DocumentError(reason) from error
    except DocumentError as error:
        record_failure(document, str(error))
        raise
    with transaction.atomic(), annotate_history(act="import_document"):
        Review.objects.select_for_update().get(pk=document.review_id)  # one new edition at a time
        document = _lock(document)
        confirmed_at = document.labels_confirmed_at
        confirmed = _keep_confirmed(document, len(pages)) if offset is None else None
        _replace_pages(
            document,
            pages,
            confirmed or label_pages(pages, document.label_offset if offset is None else offset),
        )
        if confirmed:
            document.labels_confirmed_at = confirmed_at
            document.save(update_fields=["labels_confirmed_at"])
    return document


def _keep_confirmed(document: Document, count: int) -> Labelling | None:
    """The printed numbers, where a person has confirmed them: reading the file again does not change those."""
    labels = tuple(document.pages.order_by("index").values_list("label", flat=True))
    if document.labels_confirmed_at is None or len(labels) != count:
        return None
    found = LabelsFrom(document.labels_from)
    return Labelling(labels, found, choose_sample(labels), document.label_offset)


def find_outdated() -> QuerySet[Document]:
    """Current documents that an earlier release read in another way."""
    pages = DocumentPage.objects.filter(document=OuterRef("pk"), edition__lt=READING_EDITION)
    return Document.objects.filter(Exists(pages), state=DocumentState.READ, superseded_by=None)


def record_failure(document: Document, reason: str) -> None:
    """Record why a document could not be read. One that was read before stays as it is."""
    unread = Document.objects.filter(pk=document.pk).exclude(state=DocumentState.READ)
    with annotate_history(act="import_document"):
        unread.update(state=DocumentState.FAILED, message=reason)
    # Else `find_outdated` would have it tried again and again.
    DocumentPage.objects.filter(document=document.pk).update(edition=READING_EDITION)


def relabel_pages(document: Document, *, offset: int) -> Document:
    """Count the printed numbers of all pages anew from an offset, without reading the file again.

    Nobody has confirmed them then. Raises DocumentError for a document that was not read.
    """
    with transaction.atomic(), annotate_history(act="relabel_document"):
        document = _lock(document)
        if document.state != DocumentState.READ:
            raise DocumentError("It has not been read yet: its pages are not known.")
        pages = list(document.pages.order_by("index"))
        labelling = label_pages([_show_front(page) for page in pages], offset)
        _write_labels(pages, labelling.labels)
        _set_labels(document, labelling)
        document.save(update_fields=_LABEL_FIELDS)
    return document


def _show_front(page: DocumentPage) -> PdfPage:
    """What is known of a page's number without the file: its roman label, and its first and last lines."""
    lines = [line for line in page.text.splitlines() if line.strip()]
    own = "" if page.label.isdigit() else page.label
    return PdfPage(page.index, own, "", (*lines[:EDGE_LINES], *lines[-EDGE_LINES:]))


def relabel_front(document: Document, *, pdf_page: int, label: str) -> Document:
    """Count the roman numbers of the pages before printed page 1 anew from one of them; arabic ones stay as they are.

    Nobody has confirmed them then. Raises DocumentError where that page is not among those.
    """
    with transaction.atomic(), annotate_history(act="relabel_document"):
        document = _lock(document)
        pages = list(document.pages.order_by("index"))
        last = next((page.index - 1 for page in pages if page.label.isdigit()), len(pages))
        if not 1 <= pdf_page <= last:
            raise DocumentError("This page comes after printed page 1: roman pages come before it.")
        distance = sort_key(label) - pdf_page
        first = ROMAN_OFFSET + 1 - distance
        _write_labels(
            pages,
            [
                page.label
                if page.index > last
                else get_label_at(page.index + distance)
                if page.index >= first
                else ""
                for page in pages
            ],
        )
        document.labels_from = document.labels_from or LabelsFrom.PRINTED
        document.labels_confirmed_at = None
        document.save(update_fields=_LABEL_FIELDS)
    return document


def _write_labels(pages: Sequence[DocumentPage], labels: Sequence[str]) -> None:
    for page, label in zip(pages, labels, strict=True):
        page.label, page.label_sort = label, sort_key(label) if label else None
    DocumentPage.objects.bulk_update(pages, ["label", "label_sort"], batch_size=500)


def confirm_labels(document: Document) -> None:
    """Record that a person has compared the printed numbers with the pages. Raises DocumentError if there are none."""
    with transaction.atomic(), annotate_history(act="confirm_labels"):
        document = _lock(document)
        if document.state != DocumentState.READ or document.labels_from == LabelsFrom.NONE:
            raise DocumentError("No printed pages are known, so there is nothing to confirm.")
        if document.labels_confirmed_at is None:
            document.labels_confirmed_at = timezone.now()
            document.save(update_fields=["labels_confirmed_at"])


@receiver(post_delete, sender=Document)
def _document_was_deleted(instance: Document, **about: Any) -> None:
    transaction.on_commit(partial(_remove_files, instance.sha256, instance.review_id), robust=True)


def _remove_file(sha256: str) -> None:
    get_path(sha256).unlink(missing_ok=True)


def _remove_files(sha256: str, review: int) -> None:
    """Remove the PDF and its pictures, unless it was added once more."""
    with transaction.atomic():
        Review.objects.select_for_update().filter(pk=review).first()  # nobody adds it just now
        if not Document.objects.filter(sha256=sha256).exists():
            _remove_file(sha256)
            pictures.delete_pictures(sha256)


def _save_import(
    copy: FileCopy,
    review: Review,
    existing: Document | None,
    new_edition: bool,
    pages: Sequence[PdfPage],
    labelling: Labelling,
) -> ImportedDocument:
    with ExitStack() as undo:
        with transaction.atomic(), annotate_history(act="import_document"):
            review = Review.objects.select_for_update().get(pk=review.pk)  # one new PDF at a time
            if not existing and _find_existing(copy, review):
                raise DocumentError(_JUST_NOW)
            superseded = _find_superseded(review, existing, new_edition)
            if existing:
                document = _lock(existing)
            else:
                document = _create(review, copy, DocumentState.READING)
                undo.callback(_remove_file, copy.sha256)  # nobody else can have added it from here on
            if superseded:
                _set_added_now(document)
                superseded.superseded_by = document
                superseded.save(update_fields=["superseded_by"])
            _replace_pages(document, pages, labelling)
            copy.move_into_place()
        undo.pop_all()
    return ImportedDocument(document, pages, labelling, superseded=superseded)


def _find_existing(copy: FileCopy, review: Review) -> Document | None:
    document = Document.objects.filter(sha256=copy.sha256).select_related("review", "superseded_by").first()
    if document and document.review_id != review.pk:
        raise DocumentError(
            f"This very file is held as the PDF of “{document.review.short_title}” ({document.review.slug}). "
            "A file belongs to one review: name that one, or choose another file."
        )
    return document


def _describe_existing(document: Document) -> ImportedDocument:
    stored = list(document.pages.order_by("index"))
    pages = [PdfPage(index=page.index, own_label="", text=page.text, edges=()) for page in stored]
    labels = tuple(page.label for page in stored)
    found = LabelsFrom(document.labels_from)
    return ImportedDocument(
        document, pages, Labelling(labels, found, choose_sample(labels), document.label_offset), existed=True
    )


def _find_superseded(review: Review, existing: Document | None, new_edition: bool) -> Document | None:
    """The current edition, which a new PDF replaces. Raises EditionExistsError where that was not asked for.

    Editions that could not be read do not count.
    """
    if existing and existing.state != DocumentState.FAILED:
        return None
    current = (
        Document.objects.filter(review=review, superseded_by=None)
        .exclude(state=DocumentState.FAILED)
        .order_by("-added", "-pk")
        .first()
    )
    if current and not new_edition:
        raise EditionExistsError(
            f"“{review.short_title}” has another PDF already, added on {localtime(current.added):%-d %B %Y}. "
            "If this one replaces it, add it with --new-edition."
        )
    return current


def _create(review: Review, copy: FileCopy, state: DocumentState, offset: int | None = None) -> Document:
    labels_from = LabelsFrom.NONE if offset is None else LabelsFrom.OFFSET
    try:
        with transaction.atomic():
            return Document.objects.create(
                review=review,
                sha256=copy.sha256,
                file=build_file_name(copy.sha256),
                size=copy.size,
                state=state,
                labels_from=labels_from,
                label_offset=offset,
            )
    except IntegrityError as error:
        raise DocumentError(
            "Somebody else added this very file just now. Look at what they added."
        ) from error


def _set_added_now(document: Document) -> None:
    """A file that is added again as a new edition counts from now on as the last one added."""
    document.added, document.superseded_by = timezone.now(), None
    document.save(update_fields=["added", "superseded_by"])


def _lock(document: Document) -> Document:
    return Document.objects.select_for_update().get(pk=document.pk)


_LABEL_FIELDS = ["labels_from", "label_offset", "labels_confirmed_at"]


def _replace_pages(document: Document, pages: Sequence[PdfPage], labelling: Labelling) -> None:
    """Replace all pages of a document and say that it is read; to be called in a transaction."""
    # The file is the same, so what a machine read off its pictures holds still.
    by_machine = dict(document.pages.filter(is_machine_read=True).values_list("index", "text"))
    document.pages.all().delete()
    DocumentPage.objects.bulk_create(
        [
            _build_page(document, page, label, by_machine.get(page.index))
            for page, label in zip(pages, labelling.labels, strict=True)
        ],
        batch_size=500,
    )
    document.state = DocumentState.READ
    has_text = any(page.text.strip() for page in pages) or any(by_machine.values())
    document.message = "" if has_text else NO_TEXT
    document.page_count = len(pages)
    _set_labels(document, labelling)
    document.save(update_fields=["state", "message", "page_count", *_LABEL_FIELDS])
    _settle_editions(document)


def _build_page(document: Document, page: PdfPage, label: str, by_machine: str | None) -> DocumentPage:
    is_picture = page.is_picture or not is_legible(page.text)
    words = by_machine if is_picture else None
    return DocumentPage(
        document=document,
        index=page.index,
        label=label,
        text=page.text if words is None else words,
        is_picture=is_picture,
        is_machine_read=words is not None,
    )


def label_from_words(document: Document) -> None:
    """Look for printed numbers in the words of a document of which none are known, and nobody gave any.

    To be called in a transaction, by whoever saves the document.
    """
    if document.labels_from != LabelsFrom.NONE or document.labels_confirmed_at is not None:
        return
    pages = list(document.pages.order_by("index"))
    labelling = label_pages([_show_front(page) for page in pages], None)
    if any(labelling.labels):
        _write_labels(pages, labelling.labels)
        _set_labels(document, labelling)


def _set_labels(document: Document, labelling: Labelling) -> None:
    document.labels_from, document.label_offset = labelling.found, labelling.offset
    document.labels_confirmed_at = None


def _settle_editions(document: Document) -> None:
    """Of the editions that are read, let the one added last replace the others, whichever was read first.

    One that failed stood in nobody's way: another may have been added before it was read after all.
    """
    DocumentReading.objects.filter(document=document).delete()
    current = Document.objects.filter(review=document.review_id, state=DocumentState.READ, superseded_by=None)
    *older, newest = current.select_for_update().order_by("added", "pk")
    for document in older:
        document.superseded_by = newest
        document.save(update_fields=["superseded_by"])
