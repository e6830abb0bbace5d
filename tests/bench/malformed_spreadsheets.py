"""Thousands of broken files, given to the portal's own screens: each gets an answer in words, and none does harm.

    .venv/bin/python -m tests.bench.malformed_spreadsheets [HOW_MANY]

Prints what became of them; fails on an error, on an answer without a message, and on a half import.
"""

from __future__ import annotations

import io
import random
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import openpyxl

HEADINGS = [
    "Number",
    "Wording",
    "Review",
    "Periods",
    "Primary theme",
    "Agencies",
    "Place in the block",
    "Composite",
]
WORDS = [
    "",
    "12",
    "12.0",
    "F001",
    "F999999",
    "=1+1",
    "@SUM(A1)",
    "yes",
    "2016-05-24",
    "neglect",
    "no such",
    "é–“x”",
]
WORDS += ["", "", "national-analysis-2011-2014", "no-such"]
STRANGE = [
    "\x00",
    "\ud800",
    "\ufffe",
    "\u202e",
    "\x1b[31m",
    "'" * 40,
    '"',
    "a" * 40_000,
    ";" * 2_000,
    "\\",
    "\r",
    "9" * 400,
]


def spreadsheets(rng: random.Random, number: int) -> Iterator[tuple[str, bytes]]:
    """So many files with their names, each wrong in a way of its own; some are merely odd."""
    for _ in range(number):
        name, make = rng.choice(KINDS)
        yield name, make(rng)


def _cells(rng: random.Random) -> list[list[str]]:
    width = rng.randint(1, len(HEADINGS))
    rows = [[rng.choice(WORDS) for _ in range(width)] for _ in range(rng.randint(0, 6))]
    if rows and rng.random() < 0.5:
        rng.choice(rows)[rng.randrange(width)] = rng.choice(STRANGE)
    return [HEADINGS[:width], *rows]


def _csv(rng: random.Random) -> bytes:
    quote = rng.random() < 0.6
    sign = rng.choice(",;\t,")
    lines = [
        sign.join(f'"{cell.replace(chr(34), chr(34) * 2)}"' if quote else cell for cell in row)
        for row in _cells(rng)
    ]
    return (
        rng.choice(["\r\n", "\n", "\r"])
        .join(lines)
        .encode(rng.choice(["utf-8", "utf-16", "cp1252"]), "replace")
    )


def _surrogates(rng: random.Random) -> bytes:
    return ("Number,Wording\n," + rng.choice(WORDS)).encode() + b"\xed\xa0\x80" + rng.choice(WORDS).encode()


def _bytes(rng: random.Random) -> bytes:
    return rng.choice(
        [b"", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe", b"%PDF-", b"\xd0\xcf\x11\xe0"]
    ) + rng.randbytes(rng.randint(0, 3_000))


def _book(rng: random.Random) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    odd: list[Any] = [
        12.0,
        0.1 + 0.2,
        True,
        date(2016, 5, 24),
        "=1+1",
        '=HYPERLINK("x")',
        "#REF!",
        1e300,
        None,
        "text",
    ]
    sheet.append(HEADINGS)
    for _ in range(rng.randint(0, 5)):
        sheet.append([rng.choice(odd) for _ in HEADINGS])
    if rng.random() < 0.3:
        sheet.merge_cells("B2:D4")
    return book


def _xlsx(rng: random.Random) -> bytes:
    file = io.BytesIO()
    _book(rng).save(file)
    return file.getvalue()


def _far_away(rng: random.Random) -> bytes:
    book, file = _book(rng), io.BytesIO()
    book.active[rng.choice(["XFD1", "A1048576", "XFD1048576", "CZ3"])] = "far"
    book.save(file)
    return file.getvalue()


def _cut(rng: random.Random) -> bytes:
    whole = _xlsx(rng)
    return whole[: rng.randrange(len(whole))]


def _flipped(rng: random.Random) -> bytes:
    whole = bytearray(_xlsx(rng))
    for _ in range(rng.randint(1, 20)):
        whole[rng.randrange(len(whole))] ^= 1 << rng.randrange(8)
    return bytes(whole)


def _repacked(rng: random.Random) -> bytes:
    """A workbook with a part lost, emptied, or filled with something else."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(_xlsx(rng))) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        spoiled = rng.choice(old.namelist())
        for name in old.namelist():
            content = old.read(name)
            if name == spoiled:
                content = rng.choice(
                    [
                        b"",
                        b"<a",
                        content[: len(content) // 2],
                        content.replace(b">", b"", 3),
                        rng.randbytes(50),
                    ]
                )
            new.writestr(name, content)
        if rng.random() < 0.1:
            new.writestr("xl/vbaProject.bin", b"x")
    return file.getvalue()


def _bomb(rng: random.Random) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", bytes(rng.choice([1_000_000, 110_000_000])))
    return file.getvalue()


def _wrong_headings(rng: random.Random) -> bytes:
    headings = rng.choices(
        [*HEADINGS, "Colour", "", "number", "  WORDING ", "Problem", "Seen"], k=rng.randint(1, 9)
    )
    return "\n".join([",".join(headings), ",".join(rng.choices(WORDS, k=len(headings)))]).encode()


def _wide(rng: random.Random) -> bytes:
    count = rng.randint(50, 5_000)
    return ("Number," * count + "\n" + "1," * rng.randint(0, count)).encode()


def _long(rng: random.Random) -> bytes:
    return b"Number,Wording\n" + b"," + b"x" * rng.randint(90_000, 300_000) + b"\n,y" * rng.choice([1, 6_000])


KINDS: list[tuple[str, Callable[[random.Random], bytes]]] = [
    *[("a.csv", _csv)] * 6,
    ("b.csv", _surrogates),
    *[("c.xlsx", _bytes)] * 3,
    *[("d.xlsx", _xlsx)] * 3,
    ("e.xlsx", _far_away),
    *[("f.xlsx", _cut)] * 3,
    *[("g.xlsx", _flipped)] * 4,
    *[("h.xlsx", _repacked)] * 3,
    *[("j.csv", _wrong_headings)] * 4,
    ("k.csv", _wide),
    ("l.csv", _long),
]


def give(client: Any, sheet: str, name: str, content: bytes) -> str:
    """What became of a file: "refused", "with mistakes", "nothing new" or "imported". Raises AssertionError."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.urls import reverse

    from themes.importers.spreadsheets.sheets import SHEETS
    from themes.models import SheetImport

    rows = SHEETS[sheet]._meta.model._default_manager
    before = rows.count()
    file = SimpleUploadedFile(name, content)
    answer = client.post(reverse("admin:themes_sheetimport_add"), {"sheet": sheet, "file": file}, follow=True)
    assert answer.status_code == 200, answer.status_code
    page = answer.content.decode()
    if not answer.redirect_chain:
        assert 'class="errorlist"' in page, "refused without a word"
        return "refused"
    given = SheetImport.objects.latest("pk")
    if not given.shown:
        assert "Which column is which?" in page, "asked nothing"
        return "asked about"
    wrong, new = given.shown["tally"]["wrong"], given.shown["tally"]["new"]
    assert not wrong or "has a mistake" in page, "mistakes that are not shown"
    sent = {"seen": given.preview_token}
    answer = client.post(reverse("admin:themes_sheetimport_import", args=[given.pk]), sent, follow=True)
    assert answer.status_code == 200, answer.status_code
    assert 'class="messagelist"' in answer.content.decode(), "no message"
    given.refresh_from_db()
    added = rows.count() - before
    assert added == (new if given.state == "imported" else 0), "half an import"
    assert not (wrong and given.state == "imported"), "imported with mistakes"
    if given.state == "imported":
        return "imported"
    return "with mistakes" if wrong else "nothing new"


def main() -> None:
    from tests.bench.spreadsheets import collection

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 5_000
    rng = random.Random(number)  # noqa: S311 - examples, not secrets
    with collection():
        from django.contrib.auth import get_user_model
        from django.db import transaction
        from django.test import Client

        user, _ = get_user_model().objects.get_or_create(username="bench", is_superuser=True, is_staff=True)
        client = Client(raise_request_exception=True)
        client.force_login(user)
        became: Counter[str] = Counter()
        slowest = 0.0
        for name, content in spreadsheets(rng, number):
            began = time.perf_counter()
            with transaction.atomic():  # nothing is left behind for the next
                became[
                    give(
                        client,
                        rng.choice(["findings"] * 7 + ["citations", "themes", "reviews"]),
                        name,
                        content,
                    )
                ] += 1
                transaction.set_rollback(True)
            slowest = max(slowest, time.perf_counter() - began)
        bombs = [give(client, "findings", "bomb.xlsx", _bomb(rng)) for _ in range(5)]
    print(
        f"{number:,} files: {dict(became.most_common())}; the slowest took {slowest:.1f} s. Bombs: {set(bombs)}."
    )


if __name__ == "__main__":
    main()
