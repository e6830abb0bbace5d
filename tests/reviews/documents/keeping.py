"""A report that is kept as a document, read as the worker reads it, and what is on the disk then."""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

from reviews import jobs
from reviews.documents.storing import add_document
from reviews.models import Document
from tests.reviews.documents import pdfs

REPORT = pdfs.with_reportlab(["", "", *map(str, range(1, 9))])


def make_context(should_abort: Callable[[], bool]) -> Any:
    """The context of a job, which asks `should_abort` whether to break off."""
    return SimpleNamespace(should_abort=should_abort)


GOES_ON = make_context(lambda: False)


def keep(review, content: bytes = REPORT, **options) -> Document:
    return add_document(review=review, file=io.BytesIO(content), **options).document


def read_kept(document: Document) -> Document:
    jobs.read_document(GOES_ON, document=document.pk)
    document.refresh_from_db()
    return document


def list_files(storage: Path) -> list[str]:
    return sorted(str(path.relative_to(storage)) for path in storage.rglob("*") if path.is_file())


def fail_for_want_of_room(*_, **__) -> NoReturn:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
