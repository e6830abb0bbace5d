"""A long report read and kept: the seconds, and the most memory that the process which reads it had.

    .venv/bin/python -m tests.bench.documents [PAGES]

Prints medians of three for reading alone and for `manage.py import_document`; fails when either takes 10 seconds, or
the reader 500 MB.
"""

from __future__ import annotations

import os
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path

from reviews.documents.reading import read_pages
from tests.bench.spreadsheets import collection
from tests.reviews.documents import pdfs

ROUNDS = 3
MOST_SECONDS = 10
MOST_MEMORY = 500_000_000  # bytes


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 300
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.pdf"
        numbers = ["", "", "iii", "iv", "v", "vi", *map(str, range(1, count - 5))]
        path.write_bytes(pdfs.with_reportlab(numbers, header="Learning from 2009 to 2011"))
        reading = []
        for _ in range(ROUNDS):
            began = time.perf_counter()
            pages = read_pages(path)
            reading.append(time.perf_counter() - began)
        # Of the readers: no other process was started so far, the database comes later.
        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        with collection():
            without_documents()
            keeping = [kept(path, numbers) for _ in range(ROUNDS)]
    print(
        f"{len(pages):,} pages, {sum(len(page.text) for page in pages):,} characters: "
        f"read in {statistics.median(reading):.2f} s, read and kept in {statistics.median(keeping):.2f} s; "
        f"the reader had {memory / 1e6:.0f} MB at most."
    )
    if statistics.median(keeping) >= MOST_SECONDS or memory >= MOST_MEMORY:
        sys.exit("Too slow, or too large.")


def kept(path: Path, numbers: list[str]) -> float:
    """The seconds of `import_document` for a PDF with these printed numbers, which is then deleted again."""
    from django.core.management import call_command

    from reviews.models import Document, Review

    slug = Review.objects.values_list("slug", flat=True).order_by("slug")[0]
    began = time.perf_counter()
    with open(os.devnull, "w") as nowhere:
        call_command("import_document", slug, str(path), stdout=nowhere)
    seconds = time.perf_counter() - began
    document = Document.objects.get()
    assert [page.label for page in document.pages.order_by("index")] == numbers
    without_documents()
    return seconds


def without_documents() -> None:
    """Nothing of the round before, nor of a run that failed."""
    from reviews.models import Document

    for document in Document.objects.all():
        Path(document.file.path).unlink(missing_ok=True)
        document.delete()


if __name__ == "__main__":
    main()
