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
from pathlib import Path
from typing import BinaryIO

from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from reviews.documents.labels import Labelling, label_pages, sample_of
from reviews.documents.reading import DocumentError, Page, read_pages, refuse_size
from reviews.history import recorded
from reviews.models import Document, DocumentPage, Review

FOLDER = "documents"
BLOCK = 1_048_576  # bytes copied at a time
LEFT_BEHIND = 86_400  # seconds after which a copy was left by a run that was killed: a day
NO_TEXT = "No page of this PDF has text: its pages are pictures. Quotations cannot be checked against them."

_JUST_NOW = "Somebody else added this very file just now. Run this again to see what they added."


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
    with _copied(path, None if dry_run else _folder()) as copy:
        held = _held(copy, review)
        if held and held.state == Document.State.READ and offset in (None, held.label_offset):
            return _as_held(held)
        superseded = _superseded(review, held, new_edition)
        pages = read_pages(copy.path)
        labelling = label_pages(pages, offset)
        if dry_run:
            return Imported(None, pages, labelling, superseded=superseded)
        return _kept(copy, review, held, new_edition, pages, labelling)


def read_again(document: Document, offset: int | None = None) -> Document:
    """Read a document that is held, and replace all of its pages at once. Raises DocumentError.

    One that was read stays as it was if that fails; for any other the reason becomes its message. Safe to call again
    after a run that was killed.
    """
    unread = Document.objects.filter(pk=document.pk).exclude(state=Document.State.READ)
    unread.update(state=Document.State.READING, message="")
    try:
        pages = read_pages(Path(document.file.path))
    except OSError as error:
        said = f"Its file cannot be read: {error.strerror}."
        unread.update(state=Document.State.FAILED, message=said)
        raise DocumentError(said) from error
    except DocumentError as error:
        unread.update(state=Document.State.FAILED, message=str(error))
        raise
    with transaction.atomic(), recorded(act="import_document"):
        document = _locked(document)
        _write(document, pages, label_pages(pages, document.label_offset if offset is None else offset))
    return document


def _kept(
    copy: _Copy,
    review: Review,
    held: Document | None,
    new_edition: bool,
    pages: Sequence[Page],
    labelling: Labelling,
) -> Imported:
    place = Path(default_storage.path(_name(copy)))
    is_ours = False
    try:
        with transaction.atomic(), recorded(act="import_document"):
            review = Review.objects.select_for_update().get(pk=review.pk)  # one new PDF at a time
            if not held and _held(copy, review):
                raise DocumentError(_JUST_NOW)
            superseded = _superseded(review, held, new_edition)
            document = _locked(held) if held else _added(review, copy)
            is_ours = not held  # nobody else can have added it from here on
            _write(document, pages, labelling)
            if superseded:
                superseded.superseded_by = document
                superseded.save(update_fields=["superseded_by"])
            copy.path.replace(place)
    except BaseException:
        if is_ours:
            place.unlink(missing_ok=True)
        raise
    return Imported(document, pages, labelling, superseded=superseded)


def _folder() -> Path:
    folder = Path(default_storage.path(FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob("*.part"):
        with contextlib.suppress(OSError):  # another run may be quicker
            if time.time() - left.stat().st_mtime > LEFT_BEHIND:
                left.unlink()
    return folder


@contextlib.contextmanager
def _copied(path: Path, folder: Path | None) -> Iterator[_Copy]:
    """A copy of the file that nobody else writes to, gone at the end unless it was moved."""
    with _opened(path) as source:
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
        raise DocumentError(
            f"“{review.short_title}” has another PDF already, added on {localtime(current.added):%-d %B %Y}. "
            "If this one replaces it, add it with --new-edition."
        )
    return current


def _name(copy: _Copy) -> str:
    return f"{FOLDER}/{copy.sha256}.pdf"


def _added(review: Review, copy: _Copy) -> Document:
    try:
        return Document.objects.create(
            review=review, sha256=copy.sha256, file=_name(copy), size=copy.size, state=Document.State.READING
        )
    except IntegrityError as error:
        raise DocumentError(
            "Somebody else added this very file just now. Look at what they added."
        ) from error


def _locked(document: Document) -> Document:
    return Document.objects.select_for_update().get(pk=document.pk)


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
    document.labels_from, document.label_offset = labelling.found, labelling.offset
    document.labels_confirmed_at = None
    document.save(
        update_fields=[
            *["state", "message", "page_count"],
            *["labels_from", "label_offset", "labels_confirmed_at"],
        ]
    )
