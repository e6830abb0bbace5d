"""PDF files on disk: each once, named by its SHA-256."""

from __future__ import annotations

import contextlib
import hashlib
import os
import stat
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import default_storage

from reviews.documents.reading import DocumentError, refuse_size

FOLDER = "documents"
BLOCK = 1_048_576  # bytes copied at a time
LEFT_BEHIND = 86_400  # seconds after which a copy was left by a run that was killed: a day


@dataclass(frozen=True)
class FileCopy:
    """A copy that nobody else writes to, in the folder of documents or in that of temporary files."""

    path: Path
    sha256: str
    size: int

    def move_into_place(self) -> None:
        self.path.replace(get_path(self.sha256))


def build_file_name(sha256: str) -> str:
    """The name of a document's file in the storage."""
    return f"{FOLDER}/{sha256}.pdf"


def get_path(sha256: str) -> Path:
    return Path(default_storage.path(build_file_name(sha256)))


def make_folder() -> Path:
    """The folder of documents. Copies and uploads that killed runs left behind are removed."""
    folder = Path(default_storage.path(FOLDER))
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in [*folder.glob("*.part"), *Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.upload*")]:
        with contextlib.suppress(OSError):  # another run may be quicker
            if time.time() - leftover.stat().st_mtime > LEFT_BEHIND:
                leftover.unlink()
    return folder


def open_file(path: Path) -> BinaryIO:
    """Open a file for reading. Raises DocumentError for anything else, such as a pipe."""
    try:
        # Without waiting: a pipe would wait for somebody to write.
        source = os.fdopen(os.open(path, os.O_RDONLY | os.O_NONBLOCK), "rb")
    except OSError as error:
        raise DocumentError(f"It cannot be read: {error.strerror}.") from error
    if not stat.S_ISREG(os.fstat(source.fileno()).st_mode):
        source.close()
        raise DocumentError("It is not a file.")
    return source


@contextlib.contextmanager
def copy_file(source: BinaryIO, folder: Path | None) -> Iterator[FileCopy]:
    """Copy a file, to the temporary folder where no other is given. The copy is removed unless it was moved."""
    try:
        with tempfile.NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as copy:
            path = Path(copy.name)
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
                yield FileCopy(path, digest.hexdigest(), size)
            finally:
                path.unlink(missing_ok=True)
    except OSError as error:
        raise DocumentError(f"It cannot be kept: {error.strerror}. Nothing was kept.") from error
