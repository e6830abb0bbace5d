"""PDFs that came before their report was written down: kept for a day beside the documents, by their SHA-256."""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

from reviews.documents.files import copy_file, get_path, make_folder
from reviews.documents.reading import refuse_other_kinds


def keep_incoming(file: BinaryIO) -> str:
    """Keep a PDF until its report is there, and return its SHA-256. Raises DocumentError.

    `make_folder` removes those that nobody came back for, as it does with copies that were left behind.
    """
    with copy_file(file, make_folder()) as copy:
        refuse_other_kinds(copy.path)
        copy.path.replace(_get_place(copy.sha256))
        return copy.sha256


def find_incoming(sha256: str) -> Path | None:
    """Where it is kept; None where it is not, or not any more."""
    if not re.fullmatch(r"[0-9a-f]{64}", sha256):
        return None
    place = _get_place(sha256)
    return place if place.is_file() else None


def drop_incoming(sha256: str) -> None:
    _get_place(sha256).unlink(missing_ok=True)


def _get_place(sha256: str) -> Path:
    return get_path(sha256).with_suffix(".part")
