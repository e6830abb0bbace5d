"""Hundreds of damaged PDFs, given to `manage.py import_document`: each gets an answer in words, and none does harm.

    .venv/bin/python -m tests.bench.damaged_documents [HOW_MANY]

Good PDFs of several producers, spoiled by chance with a fixed seed. Prints what became of them; fails on an error, on
an answer without a message, and on a file or row that does not belong to a document read to its end.
"""

from __future__ import annotations

import io
import random
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import pikepdf

from tests.bench.documents import without_documents
from tests.bench.spreadsheets import collection
from tests.reviews.documents import pdfs

SLOW = 130  # seconds: the reader is stopped before


def good() -> list[bytes]:
    """PDFs to spoil; each also with its streams unpacked, so that chance hits more than packed bytes."""
    whole = [
        pdfs.with_reportlab(["i", "ii", *map(str, range(1, 13))], header="Learning", turned=[4], blank=[7]),
        pdfs.with_fpdf([str(number) for number in range(1, 9)]),
        pdfs.with_typst(2, 6),
        pdfs.labelled(pdfs.plain(), (0, {"S": "r"}), (2, {"S": "D"})),
        pdfs.encrypted(pdfs.plain(), user=""),
        pdfs.of_pictures(3),
    ]
    unpacked = []
    for content in whole:
        with pdfs.changed(content) as (_, saved):
            unpacked.append(
                saved(
                    compress_streams=False,
                    stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
                    object_stream_mode=pikepdf.ObjectStreamMode.disable,
                )
            )
    return whole + unpacked


def _cut(rng: random.Random, pdf: bytes) -> bytes:
    return pdf[: rng.randrange(len(pdf))]


def _headless(rng: random.Random, pdf: bytes) -> bytes:
    return pdf[rng.randrange(len(pdf)) :]


def _flipped(rng: random.Random, pdf: bytes) -> bytes:
    spoiled = bytearray(pdf)
    for _ in range(rng.choice([1, 5, 50, 500])):
        spoiled[rng.randrange(len(spoiled))] ^= 1 << rng.randrange(8)
    return bytes(spoiled)


def _emptied(rng: random.Random, pdf: bytes) -> bytes:
    first = rng.randrange(len(pdf))
    last = min(len(pdf), first + rng.choice([10, 200, 3_000]))
    return pdf[:first] + bytes(last - first) + pdf[last:]


def _removed(rng: random.Random, pdf: bytes) -> bytes:
    first = rng.randrange(len(pdf))
    return pdf[:first] + pdf[first + rng.choice([1, 20, 500]) :]


def _inserted(rng: random.Random, pdf: bytes) -> bytes:
    first = rng.randrange(len(pdf))
    odd = rng.choice([b"endstream endobj ", b"<<" * 500, b"[" * 5_000, b"9" * 400, rng.randbytes(200)])
    return pdf[:first] + odd + pdf[first:]


def _moved(rng: random.Random, pdf: bytes) -> bytes:
    one, two, three = sorted(rng.sample(range(len(pdf)), 3))
    return pdf[:one] + pdf[two:three] + pdf[one:two] + pdf[three:]


def _joined(rng: random.Random, pdf: bytes) -> bytes:
    return pdf + pdf[rng.randrange(len(pdf)) :]


def _numbers(rng: random.Random, pdf: bytes) -> bytes:
    """Lengths, counts, offsets and references that are not what they were."""
    found = list(re.finditer(rb"\d+", pdf))
    for number in sorted(
        rng.sample(found, min(len(found), rng.choice([1, 4, 30]))), key=lambda one: -one.start()
    ):
        other = rng.choice([b"0", b"-1", b"1", b"7", b"65536", b"2147483647", b"99999999999", b"1e9"])
        pdf = pdf[: number.start()] + other + pdf[number.end() :]
    return pdf


def _references(rng: random.Random, pdf: bytes) -> bytes:
    """Objects that lead to others than they did, to themselves perhaps."""
    found = list(re.finditer(rb"(\d+) 0 R", pdf))
    for reference in sorted(
        rng.sample(found, min(len(found), rng.choice([1, 3, 9]))), key=lambda one: -one.start()
    ):
        other = b"%d 0 R" % rng.randint(1, 30)
        pdf = pdf[: reference.start()] + other + pdf[reference.end() :]
    return pdf


def _names(rng: random.Random, pdf: bytes) -> bytes:
    found = list(re.finditer(rb"/[A-Z][A-Za-z0-9]+", pdf))
    names = [one[0] for one in found]
    for name in sorted(
        rng.sample(found, min(len(found), rng.choice([1, 3, 9]))), key=lambda one: -one.start()
    ):
        pdf = pdf[: name.start()] + rng.choice(names) + pdf[name.end() :]
    return pdf


WAYS = [
    *[_cut, _headless, _flipped, _flipped, _emptied, _removed, _inserted, _moved, _joined],
    *[_numbers, _numbers, _references, _references, _names],
]


def give(path: Path) -> str:
    """What became of a file: "kept", or the start of the message that refused it. Raises AssertionError."""
    from django.core.management import CommandError, call_command
    from django.db.models import F

    from reviews.documents.files import FOLDER
    from reviews.models import Document, DocumentPage, Review

    slug = Review.objects.values_list("slug", flat=True).order_by("slug")[0]
    out = io.StringIO()
    try:
        call_command("import_document", slug, str(path), stdout=out)
        became = "kept"
    except CommandError as error:
        became = str(error).removeprefix(f"{path}: ")
    documents = list(Document.objects.all())
    kept = sorted(file.name for file in _storage(FOLDER).glob("*"))
    assert kept == sorted(Path(document.file.path).name for document in documents), "a stray file"
    assert not DocumentPage.objects.exclude(document__in=documents).exists(), "a stray page"
    if became == "kept":
        (document,) = documents
        assert out.getvalue().strip(), "kept without a word"
        assert (document.state, document.pages.count()) == ("read", document.page_count), "half a document"
        assert not document.pages.filter(index__gt=F("document__page_count")).exists(), "a page too many"
        without_documents()
        return became
    assert not documents, "refused, but kept"
    assert len(became) > 20, "refused without a message"
    return re.split(r"[:.]", re.sub(r"[\d,]+", "N", became))[0]


def _storage(folder: str) -> Path:
    from django.core.files.storage import default_storage

    return Path(default_storage.path(folder))


def main() -> None:
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    rng = random.Random(number)  # noqa: S311 - examples, not secrets
    with collection(), tempfile.TemporaryDirectory() as folder:
        without_documents()
        became: Counter[str] = Counter()
        slowest = 0.0
        began = time.perf_counter()
        sound = good()
        path = Path(folder) / "report.pdf"
        for _ in range(number):
            path.write_bytes(rng.choice(WAYS)(rng, rng.choice(sound)))
            since = time.perf_counter()
            became[give(path)] += 1
            slowest = max(slowest, time.perf_counter() - since)
            assert slowest < SLOW, "it hangs"
        seconds = time.perf_counter() - began
    print(f"{number:,} damaged PDFs in {seconds:.0f} s; the slowest took {slowest:.2f} s.")
    for said, count in became.most_common():
        print(f"{count:6,}  {said}")


if __name__ == "__main__":
    main()
