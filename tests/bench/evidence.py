"""The page of a report as evidence: the milliseconds of its address with its picture kept and not kept.

    .venv/bin/python -m tests.bench.evidence [ROUNDS]

Asks for it as a curator, over a page of text, one in two columns and one that is a large scanned picture, each
quoted by a finding, in the starter collection. Prints medians; fails when one is too slow.
"""

from __future__ import annotations

import hashlib
import io
import statistics
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pypdfium2  # type: ignore[import-untyped]
from PIL import Image
from reportlab.lib.utils import ImageReader  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from tests.bench.spreadsheets import collection
from tests.themes.quotations import pdfs

ROUNDS = 21
MOST_KEPT = 40  # milliseconds
MOST_MADE = 400


def scanned(pdf: bytes) -> bytes:
    """The first page as a scanner gives it: a grey picture of 300 dots an inch with noise, and the text unseen."""
    with pypdfium2.PdfDocument(pdf) as document:
        page = document[0]
        size, words = page.get_size(), page.get_textpage().get_text_range().splitlines()
        picture = page.render(scale=300 / 72).to_pil().convert("L")
    noisy = Image.blend(picture, Image.effect_noise(picture.size, 40), 0.2)
    packed, file = io.BytesIO(), io.BytesIO()
    noisy.save(packed, "JPEG", quality=80)
    canvas = Canvas(file, pagesize=size)
    canvas.drawImage(ImageReader(packed), 0, 0, *size)
    text = canvas.beginText(60, size[1] - 60)
    text.setTextRenderMode(3)
    text.textLines(words)
    canvas.drawText(text)
    canvas.showPage()
    canvas.save()
    return file.getvalue()


def reports() -> dict[str, bytes]:
    text = pdfs.with_typst("text", pdfs.sheets(pdfs.Prose(pdfs.HARBOURS, 1), 8, sentences=40), width="210mm")
    columns = pdfs.with_fpdf(
        "columns", pdfs.sheets(pdfs.Prose(pdfs.LIBRARIES, 2), 8, sentences=50), columns=2
    )
    return {"text": text.pdf, "two columns": columns.pdf, "scanned": scanned(text.pdf)}


def held(name: str, pdf: bytes) -> str:
    """The report kept with a quotation on its first page; the address of that page."""
    from django.utils import timezone

    from reviews.documents.reading import read_pages
    from reviews.models import Document, DocumentPage, Review
    from themes.models import Citation, Finding, PageCitation, Quotation

    sha256 = hashlib.sha256(pdf).hexdigest()
    finding = Finding.objects.filter(state="published").order_by("number")[0]
    review = Review.objects.create(
        slug=f"bench-{name.replace(' ', '-')}",
        kind="overview",
        title=f"Bench {name}",
        short_title=f"Bench {name}",
        published="2016-05-01",
        published_precision="day",
    )
    document = Document.objects.create(
        review=review, sha256=sha256, file=f"documents/{sha256}.pdf", size=len(pdf), state="read"
    )
    path = Path(document.file.path)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(pdf)
    pages = read_pages(path)
    Document.objects.filter(pk=document.pk).update(page_count=len(pages))
    for page in pages:
        DocumentPage.objects.create(
            document=document, index=page.index, label=str(page.index), text=page.text
        )
    words = " ".join(pages[0].text.split()[60:90])
    citation = Citation.objects.create(as_given="1", basis="page_read")
    citation.findings.add(finding)
    PageCitation.objects.create(citation=citation, review=review, first_page="1", last_page="1", position=0)
    Quotation.objects.create(
        finding=finding, citation=citation, words=words, matched=words, outcome="exact", document=document,
        found_on="1", found_index=1, checked_at=timezone.now(),
    )  # fmt: skip
    return review.page_url("1")


def milliseconds(rounds: int, deed: Callable[[], None], before: Callable[[], None] = lambda: None) -> float:
    """The median of so many times; `before` each is not counted."""
    taken = []
    for _ in range(rounds):
        before()
        began = time.perf_counter()
        deed()
        taken.append((time.perf_counter() - began) * 1_000)
    return statistics.median(taken)


def measure(rounds: int) -> bool:
    """Print the table; whether all is fast enough. What was put into the collection is taken out again."""
    from django.contrib.auth import get_user_model
    from django.core.files.storage import default_storage
    from django.db import transaction
    from django.test import Client

    client = Client(raise_request_exception=True)
    kept = Path(default_storage.path("pictures"))

    def forget() -> None:
        for path in kept.glob("*.json"):
            path.unlink()

    def ask(address: str) -> None:
        answer = client.get(address)
        assert answer.status_code == 200, answer.status_code

    fast = True
    print(f"{'ms, medians':<14}{'not kept':>10}{'kept':>8}{'picture':>9}{'stranger':>10}{'kB':>7}")
    with transaction.atomic():
        user = get_user_model().objects.create(username="bench-evidence", is_superuser=True, is_staff=True)
        for name, pdf in reports().items():
            address = held(name, pdf)
            client.logout()
            ask(address)
            stranger = milliseconds(rounds, partial(ask, address))
            client.force_login(user)
            page = client.get(address).content.decode()
            assert "portal-page-picture__mark" in page
            picture = page.partition('<image href="')[2].partition('"')[0]
            size = len(client.get(picture).content) / 1_000
            made = milliseconds(rounds, partial(ask, address), forget)
            again = milliseconds(rounds, partial(ask, address))
            alone = milliseconds(rounds, partial(ask, picture))
            print(f"{name:<14}{made:>10.0f}{again:>8.1f}{alone:>9.1f}{stranger:>10.1f}{size:>7.0f}")
            fast = fast and made < MOST_MADE and again < MOST_KEPT
        transaction.set_rollback(True)
    return fast


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    with collection():
        fast = measure(rounds)
    if not fast:
        sys.exit(f"Too slow: at most {MOST_KEPT} ms kept and {MOST_MADE} ms not kept.")


if __name__ == "__main__":
    main()
