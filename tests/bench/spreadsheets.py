"""A spreadsheet of 1,000 findings, uploaded and imported through the screens: the seconds of each.

    .venv/bin/python -m tests.bench.spreadsheets [ROWS]

The collection is the starter collection, in a database of its own under `var/bench`. Prints the medians of three
for rows that are all new and for the same rows changed; fails when one bad row among them does not stop it all.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.portal import BENCH

ROUNDS = 3


@contextmanager
def collection() -> Iterator[None]:
    """Django set up, with the starter collection and nothing else of ours."""
    os.environ |= {"DJANGO_SETTINGS_MODULE": "scr_portal.settings", "VAR_DIR": str(BENCH / "spreadsheets")}
    os.environ |= {"PLAIN_HTTP": "1"}
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    from scr_portal import database

    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    settings.ALLOWED_HOSTS = ["testserver"]
    with database.keep_running():
        call_command("migrate", verbosity=0)
        call_command("load_collection", verbosity=0, stdout=open(os.devnull, "w"))  # noqa: SIM115
        yield


def new_rows(rows: int, *, bad: bool = False) -> bytes:
    """A sheet of as many new findings, the one in the middle of a review that is not there if `bad`."""
    headings = "Number,Wording,Review,Periods,Primary theme,Other themes,Agencies,Ages,Our source,How we know"
    lines = [headings]
    for number in range(rows):
        review = "no-such-review" if bad and number == rows // 2 else "national-analysis-2011-2014"
        lines.append(
            f",Finding {number} of those made for measuring is about a visit that was put off.,{review},"
            "2011-2014; 2009-2011,neglect,babies; thresholds,health; social-care,,High,Made for measuring."
        )
    return "\r\n".join(lines).encode()


def clear_rows() -> None:
    from django.db import connection, transaction

    from themes.models import Finding

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        Finding.objects.filter(source_note="Made for measuring.").delete()


def change_rows() -> bytes:
    """The rows made for measuring as a workbook, each with other words and another agency."""
    from themes.importers.spreadsheets.sheets import SHEETS
    from themes.importers.spreadsheets.writing import export_rows, write_xlsx

    sheet = SHEETS["findings"]
    made = sheet.get_queryset().filter(source_note="Made for measuring.")
    changed = (
        [cell.replace("a visit", "a visit or a call").replace("health; ", "police; ") for cell in row]
        for row in export_rows(sheet, made, "http://testserver")
    )
    return write_xlsx(changed, title="Findings").read()


def measure(rows: int) -> None:
    from django.contrib.auth import get_user_model
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.test import Client
    from django.urls import reverse

    from themes.importers.spreadsheets.sheets import SHEETS
    from themes.importers.spreadsheets.writing import export_rows, write_csv
    from themes.models import Finding, SheetImport

    user, _ = get_user_model().objects.get_or_create(username="bench", is_superuser=True, is_staff=True)
    client = Client(raise_request_exception=True)
    client.force_login(user)
    sheet = SHEETS["findings"]

    def upload(content: bytes, name: str) -> tuple[float, SheetImport]:
        began = time.perf_counter()
        file = SimpleUploadedFile(name, content)
        answer = client.post(
            reverse("admin:themes_sheetimport_add"), {"sheet": "findings", "file": file}, follow=True
        )
        seconds = time.perf_counter() - began
        assert answer.status_code == 200, answer.status_code
        return seconds, SheetImport.objects.latest("pk")

    def take(given: SheetImport) -> float:
        began = time.perf_counter()
        sent = {"seen": given.preview_token}
        client.post(reverse("admin:themes_sheetimport_import", args=[given.pk]), sent, follow=True)
        seconds = time.perf_counter() - began
        given.refresh_from_db()
        assert given.state == "imported", given.shown["tally"]
        return seconds

    clear_rows()
    before = Finding.objects.count()
    _, given = upload(new_rows(rows, bad=True), "bad.csv")
    sent = {"seen": given.preview_token}
    client.post(reverse("admin:themes_sheetimport_import", args=[given.pk]), sent, follow=True)
    given.refresh_from_db()
    print(f"One bad row: {given.tally_text}; {Finding.objects.count() - before} imported.")
    if given.shown["tally"]["wrong"] != 1 or Finding.objects.count() != before:
        sys.exit("One bad row did not stop the import.")
    times: dict[str, list[float]] = {}
    for _ in range(ROUNDS):
        for name, content in (("new", lambda: new_rows(rows)), ("changed", change_rows)):
            looked, given = upload(content(), "sheet.csv" if name == "new" else "sheet.xlsx")
            times.setdefault(f"{name}: looked at", []).append(looked)
            times.setdefault(f"{name}: imported", []).append(take(given))
        began = time.perf_counter()
        made = sheet.get_queryset().filter(source_note="Made for measuring.")
        count = sum(1 for _ in write_csv(export_rows(sheet, made, "http://testserver"))) - 1
        times.setdefault(f"exported as CSV ({count:,} rows)", []).append(time.perf_counter() - began)
        clear_rows()
    print_times(times)


def print_times(times: dict[str, list[float]]) -> None:
    for name, seconds in times.items():
        print(f"{statistics.median(seconds):6.1f} s  {name} ({', '.join(f'{one:.1f}' for one in seconds)})")
    if os.getloadavg()[0] > 2:
        print(f"Others are at work on this machine, too: load {os.getloadavg()[0]:.0f}.")


if __name__ == "__main__":
    with collection():
        measure(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000)
