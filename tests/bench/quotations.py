"""1,000 quotations over 50 made reports of 100 pages: the seconds, and what was found by kind of trouble.

    .venv/bin/python -m tests.bench.quotations [QUOTATIONS] [REPORTS] [PAGES]

Reports are made with fpdf2, read with PDFium and compared without a database; making and reading are timed apart.
"""

from __future__ import annotations

import os
import random
import resource
import sys
import time

MOST_SECONDS = 20


def main(quotations: int = 1_000, reports: int = 50, pages: int = 100) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "scr_portal.settings")
    from tests.themes.quotations.cases import Case, cases_of
    from tests.themes.quotations.pdfs import HARBOURS, LIBRARIES, Prose, sheets, with_fpdf
    from tests.themes.quotations.test_checking import Tried, table
    from themes.quotations.checking import check_quotation
    from themes.quotations.document import DocumentText

    started = time.perf_counter()
    made = [
        with_fpdf(
            f"report {number}",
            sheets(
                Prose((HARBOURS, LIBRARIES)[number % 2], number),
                pages,
                roman=4,
                sentences=24,
                notes=number % 3 == 0,
            ),
            columns=1 + number % 2,
            head=f"Papers of board {number}",
        )
        for number in range(reports)
    ]
    texts = [report.pages() for report in made]
    cases: list[list[Case]] = [
        cases_of([report], HARBOURS, number, each=1) for number, report in enumerate(made)
    ]
    each = -(-quotations // reports)
    chance = random.Random(1)  # noqa: S311 - the same every time
    cases = [chance.sample(of_report, min(each, len(of_report))) for of_report in cases]
    count = sum(map(len, cases))
    words = sum(len(page.text.split()) for report in texts for page in report)
    print(f"made and read in {time.perf_counter() - started:.1f} s: {reports} reports, {words:,} words")

    started, processor = time.perf_counter(), time.process_time()
    results, ready = [], 0.0
    for text, of_report in zip(texts, cases, strict=True):
        begun = time.perf_counter()
        document = DocumentText(text)
        ready += time.perf_counter() - begun
        results += [Tried(case, check_quotation(case.words, [case.cited], document)) for case in of_report]
    seconds, used = time.perf_counter() - started, time.process_time() - processor

    print(table(results))
    print(f"{'quotations':<28}{count:>10,}")
    print(f"{'reports ready, s':<28}{ready:>10.2f}")
    print(f"{'quotations looked for, s':<28}{seconds - ready:>10.2f}")
    print(f"{'together, s':<28}{seconds:>10.2f}  at most {MOST_SECONDS}")
    print(f"{'of the processor, s':<28}{used:>10.2f}")
    print(f"{'peak memory, MB':<28}{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:>10.0f}")
    return int(seconds > MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
