"""Makes a handout as PDF/UA-1 with typst, in a limited process.

Run as a program with the kind of handout, its contents as JSON on its standard input; answers with the file.
"""

import datetime
import io
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import segno
import typst

from themes.handouts import ON_ONE_PAGE

# The first that the machine has; the last comes with typst.
FONTS = ["Liberation Sans", "Arial", "Helvetica", "DejaVu Sans", "Libertinus Serif"]
LONGEST_WORD = 28  # letters; longer ones may be broken anywhere
BREAK = "\u200b"
LONGEST_SHOWN = 110  # characters of an address in print
# What every font that may be used here has, in case the machine's fonts lack what somebody typed.
PRINTED_SURELY = re.compile(
    r"[^\n\x20-\x7e\xa0-\u017f\u0391-\u03a1\u03a3-\u03c9\u0410-\u044f\u2010-\u2026\u20ac\u200b]"
)
NOT_PRINTED = "Letters that this handout could not print stand as “?”. They are at its address."


def draw_code(url: str) -> str:
    picture = io.BytesIO()
    segno.make_qr(url, error="m").save(
        picture, kind="svg", dark="#000", light="#fff", xmldecl=False, nl=False, omitsize=True
    )
    return picture.getvalue().decode()


def break_words(value: Any) -> Any:
    """Texts in which words that are longer than a line may be broken."""
    if isinstance(value, str):
        return re.sub(
            rf"[^\s{BREAK}]{{{LONGEST_WORD},}}",
            lambda word: BREAK.join(re.findall(r".{1,12}", word[0])),
            value,
        )
    if isinstance(value, dict):
        return {key: each if key in ("url", "address") else break_words(each) for key, each in value.items()}
    return [break_words(each) for each in value] if isinstance(value, list) else value


def print_surely(value: Any) -> Any:
    if isinstance(value, str):
        return PRINTED_SURELY.sub("?", value)
    if isinstance(value, dict):
        return {key: each if key == "url" else print_surely(each) for key, each in value.items()}
    return [print_surely(each) for each in value] if isinstance(value, list) else value


def make_pdf(kind: str, contents: dict[str, Any]) -> bytes:
    day = datetime.date.fromisoformat(contents["day"])
    address = contents["address"]
    data = break_words(contents) | {
        "kind": kind,
        "fonts": FONTS,
        "date": [day.year, day.month, day.day],
        "one_page": kind != "handout" or contents["finding_count"] <= ON_ONE_PAGE,
        "shown_address": address if len(address) <= LONGEST_SHOWN else "Open this list",
        "more": contents["finding_count"] - contents["lesson_count"],
    }
    code = draw_code(contents["url"]) if contents["has_code"] else ""
    try:
        return compile_pdf(data | {"code": code})
    except typst.TypstError:
        # No font for something that was typed, or an alphabet that cannot be tagged.
        data = print_surely(data) | {"code": code}
        return compile_pdf(data | {"remarks": [*data["remarks"], NOT_PRINTED]})


def compile_pdf(data: dict[str, Any]) -> bytes:
    return typst.compile(
        Path(__file__).with_name("sheet.typ").read_bytes(),
        sys_inputs={"data": json.dumps(data)},
        pdf_standards=["ua-1"],
        timestamp=datetime.datetime.combine(
            datetime.date(*data["date"]), datetime.time(12), tzinfo=datetime.UTC
        ),
    )


if __name__ == "__main__":
    os.nice(10)  # pages come first
    os.environ["RAYON_NUM_THREADS"] = "1"  # of typst: each thread takes addresses, of which there is a limit
    sys.stdout.buffer.write(make_pdf(sys.argv[1], json.loads(sys.stdin.buffer.read())))
