"""Reports that the tests make: invented prose about harbours, libraries and gardens, as PDFs of several makers.

What stands on which page is known from the start, for each page is given its own sentences.
"""

from __future__ import annotations

import html
import io
import random
import subprocess
import tempfile
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import fpdf
import pypdfium2  # type: ignore[import-untyped]
import typst
from reportlab.lib.pagesizes import A4, landscape  # type: ignore[import-untyped]
from reportlab.pdfbase import pdfmetrics  # type: ignore[import-untyped]
from reportlab.pdfbase.ttfonts import TTFont  # type: ignore[import-untyped]
from reportlab.pdfgen.canvas import Canvas  # type: ignore[import-untyped]

from reviews.documents.letters import read_letters
from reviews.page_labels import get_label_at
from tests.browser.find import find_browser
from themes.quotations.furniture import PageText


@dataclass(frozen=True)
class Vocabulary:
    places: Sequence[str]
    people: Sequence[str]
    things: Sequence[str]
    deeds: Sequence[str]
    kinds: Sequence[str]
    templates: Sequence[str]


HARBOURS = Vocabulary(
    places=[
        "harbour quay", "fish-market", "dry dock", "north pier", "chart room", "lock gate", "slipway",
        "ferry office", "lighthouse", "breakwater", "boatyard", "customs-house", "estuary", "marina",
    ],
    people=[
        "pilot", "cook", "harbour-master", "sailmaker", "officer", "deckhand", "diver", "surveyor", "stoker",
        "ferryman",
    ],
    things=[
        "ledger", "anchor", "cargo", "lantern", "chart", "rope", "tide-table", "buoy", "official", "flag",
        "waterline", "affidavit", "manifest",
    ],
    deeds=[
        "moved", "lowered", "counted", "flooded", "repaired", "inspected", "forgotten", "confirmed", "refitted",
        "dredged", "offered",
    ],
    kinds=[
        "tidal", "rusty", "official", "careful", "narrow", "well-known", "difficult", "sufficient", "deep",
        "salted", "unaffected", "seaworthy",
    ],
    templates=(
        "In {year} the {kind} {thing} of the {place} was {deed} by {n} {person}s",
        "The {person} was not told that the {place} had been {deed} before the {thing}",
        "About {decimal} per cent of every {thing} near the {place} was {deed} in winter",
        "Nobody at the {place} could say why the {person} had {deed} the {kind} {thing}",
        "A {kind} {thing} can be {deed} when the {person} and the {other} co-operate at the {place}",
        "The {person}’s {thing} cost £{money} – a {kind} sum – and was {deed} at the {place}",
        "“It was always {kind},” said the {person}, “until the {place} {deed} our {thing}”",
        "The {other} did not see the {thing} because the {place} was {kind} from {year} to {later}",
        "Between {n} and {m} {person}s were never asked about the {kind} {thing} of the {place}",
        "Without the {person} the {place} would have {deed} {percent}% of what the {other} needed",
        "Every {thing} should be {deed} twice, first at the {place} and then by the {other}",
        "What the {person} called a {kind} {thing} had been {deed} in the {place} for {n} years",
    ),
)  # fmt: skip

LIBRARIES = Vocabulary(
    places=[
        "reading-room", "orchard", "rose garden", "map library", "potting shed", "glasshouse", "cloister",
        "archive", "herb border", "arboretum", "bindery", "scriptorium", "fernery", "terrace",
    ],
    people=[
        "librarian", "gardener", "bookbinder", "porter", "botanist", "cataloguer", "visitor", "florist",
        "keeper", "reader",
    ],
    things=[
        "shelf-mark", "folio", "trowel", "catalogue", "seedling", "final proof", "afflicted pear", "index",
        "hedge", "atlas", "sundial", "pamphlet", "offprint", "shuttle", "greenfly",
    ],
    deeds=[
        "borrowed", "watered", "pruned", "misfiled", "bound", "rebound", "catalogued", "planted", "trampled",
        "deciphered", "weeded",
    ],
    kinds=[
        "mossy", "dusty", "rare-looking", "profitable", "shady", "gilded", "half-open", "fragrant", "efficient",
        "baffling", "slow", "old",
    ],
    templates=(
        "By {year} some {n} {person}s had {deed} the {kind} {thing} of the {place}",
        "It is not true that the {place} was {kind} once the {person} had {deed} it",
        "The {thing} cannot be {deed} unless a {person} visits the {place} with the {other}",
        "Only {percent}% of the {place} was ever {deed}, though the {other} counted {m} times",
        "The {other} wrote: “No {thing} was {deed} here — the {place} is too {kind} for that”",
        "For £{money} the {person} could have {deed} each {kind} {thing} in the {place}",
        "Some {decimal} hectares of {kind} {place} are {deed} when the {person}’s {thing} is lost",
        "Neither the {person} nor the {other} was asked whether the {thing} had been {deed}",
        "The {place} opened in {year}; the {kind} {thing} was {deed} in {later} by a {person}",
        "When a {thing} is {deed} the {place} seems {kind} to the {other}, {n} days later",
    ),
)  # fmt: skip


class Prose:
    """Sentences without end, no two of them the same."""

    def __init__(self, vocabulary: Vocabulary, seed: int) -> None:
        self.random = random.Random(seed)  # noqa: S311 - the same every time
        self.vocabulary = vocabulary
        self.said: set[str] = set()

    def sentence(self) -> str:
        words, pick = self.vocabulary, self.random.choice
        while True:
            year = self.random.randint(1951, 2004)
            person, other = self.random.sample(list(words.people), 2)
            said = pick(words.templates).format(
                place=pick(words.places),
                person=person,
                other=other,
                thing=pick(words.things),
                deed=pick(words.deeds),
                kind=pick(words.kinds),
                year=year,
                later=year + self.random.randint(1, 9),
                n=self.random.randint(3, 29),
                m=self.random.randint(31, 88),
                percent=self.random.randint(12, 94),
                decimal=f"{self.random.randint(1, 48)}.{self.random.randint(1, 9)}",
                money=f"{self.random.randint(1, 9)},{self.random.randint(100, 999)}",
            )
            said += pick(
                ["", "", ", as the " + pick(words.people) + " knew", " after the " + pick(words.things)]
            )
            if said not in self.said:
                self.said.add(said)
                return f"{said}."


@dataclass
class Sheet:
    """A page as it is to be printed. Where `goes_on`, its last sentence ends on the next page."""

    label: str
    sentences: list[str]
    goes_on: bool = False
    cut: int = 0  # how many words of the last sentence stand on this page
    notes: dict[int, str] = field(default_factory=dict)  # a footnote after the sentence of that number


@dataclass
class Made:
    """A report as a PDF, and what stands on its pages."""

    name: str
    sheets: list[Sheet]
    pdf: bytes

    def pages(self) -> list[PageText]:
        """The text of its pages as it is read."""
        with pypdfium2.PdfDocument(self.pdf) as document:
            return [
                PageText(number, sheet.label, read_letters(page.get_textpage()).text)
                for number, (page, sheet) in enumerate(zip(document, self.sheets, strict=True), start=1)
            ]


def sheets(
    prose: Prose,
    count: int,
    *,
    roman: int = 0,
    sentences: int = 13,
    notes: bool = False,
    crossing: bool = True,
) -> list[Sheet]:
    """`count` pages, the first `roman` of them front matter with roman numbers."""
    made = []
    for number in range(count):
        label = get_label_at(number + 1 - 10_000) if number < roman else str(number + 1 - roman)
        sheet = Sheet(label, [prose.sentence() for _ in range(sentences)])
        if notes:
            sheet.notes = {
                place: f"See the {prose.random.choice(prose.vocabulary.things)} of {1900 + place + number}."
                for place in (3, sentences // 2)
            }
        if crossing and number < count - 1 and number != roman - 1 and number % 2 == 0:
            sheet.goes_on = True
            sheet.cut = prose.random.randint(4, 8)
        made.append(sheet)
    return made


def flows(made: Sequence[Sheet]) -> list[list[str]]:
    """What is printed on each page: a sentence that goes on is cut, and its end opens the next page."""
    printed, carried = [], ""
    for sheet in made:
        lines = ([carried] if carried else []) + list(sheet.sentences)
        carried = ""
        if sheet.goes_on:
            words = lines.pop().split(" ")
            lines.append(" ".join(words[: sheet.cut]))
            carried = " ".join(words[sheet.cut :])
        printed.append(lines)
    return printed


def with_typst(
    name: str,
    made: list[Sheet],
    *,
    columns: int = 1,
    font: str = "Libertinus Serif",
    flipped: bool = False,
    head: str = "What the harbour taught",
    width: str = "150mm",
) -> Made:
    """Justified and hyphenated, with ligatures, footnotes and running heads."""
    pages = []
    for sheet, lines in zip(made, flows(made), strict=True):
        offset = len(lines) - len(sheet.sentences)
        body = []
        for place, line in enumerate(lines):
            note = sheet.notes.get(place - offset) if place < len(lines) - 1 or not sheet.goes_on else None
            body.append(line + (f"#footnote[{note}]" if note else ""))
        pages.append(f"#set page(footer: align(center)[{sheet.label}])\n{' '.join(body)}\n")
    source = (
        f"#set page(width: {width}, height: 210mm, margin: 20mm, columns: {columns}, flipped: {str(flipped).lower()}, "
        f'header: [{head}])\n#set text(font: "{font}", size: 9pt, lang: "en", hyphenate: true)\n'
        "#set par(justify: true)\n" + "#pagebreak()\n".join(pages)
    )
    return Made(name, made, typst.compile(source.encode()))


def wrapped(text: str, width: int, chance: random.Random, *, last: bool = False) -> list[str]:
    """Lines of at most `width` letters; long words at their ends are broken with a hyphen."""
    lines: list[str] = []
    rest = text.split(" ")
    line = ""
    while rest:
        word = rest.pop(0)
        if len(line) + len(word) + 1 <= width:
            line = f"{line} {word}".strip()
            continue
        room = width - len(line) - 2
        if room >= 3 and len(word) >= 7 and word.isalpha() and chance.random() < 0.7:
            cut = min(room, len(word) - 3)
            lines.append(f"{line} {word[:cut]}-")
            line = word[cut:]
        elif "-" in word and room > word.index("-"):
            cut = word.index("-") + 1
            lines.append(f"{line} {word[:cut]}")
            line = word[cut:]
        else:
            lines.append(line)
            line = word
    return [*lines, line] if line or last else lines


def with_reportlab(
    name: str,
    made: list[Sheet],
    *,
    columns: int = 1,
    font: str = "Times-Roman",
    ligatures: bool = False,
    turned: int = 0,
    wide: bool = False,
    head: str = "Report of the harbour board",
) -> Made:
    """Lines set one by one: words broken with hard hyphens, heads and numbers drawn before the text."""
    if font == "Vera":
        pdfmetrics.registerFont(TTFont("Vera", "Vera.ttf"))
    chance = random.Random(name)  # noqa: S311
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=landscape(A4) if wide else A4, invariant=True)
    for number, (sheet, sentences) in enumerate(zip(made, flows(made), strict=True)):
        size = landscape(A4) if wide else A4
        if turned and number % 3 == 1:  # the letters stand upright when the page is shown turned
            canvas.translate(*((size[0], 0) if turned == 90 else size))
            canvas.rotate(turned)
            size = size[::-1] if turned == 90 else size
        canvas.setFont("Helvetica", 8)
        canvas.drawString(60, size[1] - 40, head if number % 2 else "Chapter of the tides")
        canvas.drawString(size[0] / 2, 30, sheet.label)
        canvas.setFont(font, 10)
        text = "  ".join(sentences)
        if ligatures:
            text = text.replace("fi", "ﬁ").replace("fl", "ﬂ")
        width = (size[0] - 120 - 20 * (columns - 1)) / columns
        lines = wrapped(text, int(width / (6.2 if font in ("Courier", "Vera") else 5.4)), chance)
        each = -(-len(lines) // columns)
        for column in range(columns):
            for row, line in enumerate(lines[column * each : (column + 1) * each]):
                canvas.drawString(60 + column * (width + 20), size[1] - 70 - row * 13, line)
        canvas.showPage()
    canvas.save()
    return Made(name, made, rotated(out.getvalue(), turned) if turned else out.getvalue())


def rotated(pdf: bytes, degrees: int) -> bytes:
    """Every third page is to be shown turned, as scanned tables often are."""
    out = io.BytesIO()
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(1, len(document), 3):
            document[number].set_rotation(degrees)
        document.save(out)
    return out.getvalue()


def with_fpdf(
    name: str, made: list[Sheet], *, columns: int = 1, wide: bool = False, head: str = "Garden papers"
) -> Made:
    """Justified text cells, the head before and the number after the text, notes of its own at the foot."""
    chance = random.Random(name)  # noqa: S311
    document = fpdf.FPDF(orientation="landscape" if wide else "portrait", unit="pt", format="A4")
    document.core_fonts_encoding = "windows-1252"
    document.set_auto_page_break(False)
    shown = 0
    for number, (sheet, sentences) in enumerate(zip(made, flows(made), strict=True)):
        document.add_page()
        document.set_font("helvetica", size=8)
        document.text(60, 40, f"{head} | {sheet.label}" if number % 2 else f"{sheet.label} | {head}")
        document.set_font("times", size=10)
        offset = len(sentences) - len(sheet.sentences)
        notes = []
        said = []
        for place, sentence in enumerate(sentences):
            if (note := sheet.notes.get(place - offset)) and (
                place < len(sentences) - 1 or not sheet.goes_on
            ):
                shown += 1
                notes.append(f"{shown} {note}")
                sentence += str(shown)
            said.append(sentence)
        width = (document.w - 120 - 20 * (columns - 1)) / columns
        lines = wrapped(" ".join(said), int(width / 5.2), chance)
        each = -(-len(lines) // columns)
        for column in range(columns):
            for row, line in enumerate(lines[column * each : (column + 1) * each]):
                document.text(60 + column * (width + 20), 70 + row * 13, line)
        document.set_font("times", size=7)
        for row, note in enumerate(notes):
            document.text(60, document.h - 70 + row * 9, textwrap.shorten(note, 90))
    return Made(name, made, bytes(document.output()))


SECTION = """<section lang="en"><header>{head}</header><main>{text}</main>{notes}<footer>{label}</footer></section>"""
PRINTED = """<!doctype html><meta charset="utf-8"><title>{head}</title><style>
@page {{ size: {size}; margin: 0 }}
body {{ margin: 0; font: 9.5pt/1.35 {font} }}
section {{ position: relative; box-sizing: border-box; height: {height}mm; padding: 22mm 20mm; overflow: hidden;
  break-after: page; break-inside: avoid }}
header, footer {{ position: absolute; left: 20mm; right: 20mm; font-size: 8pt; text-align: right }}
header {{ top: 9mm }} footer {{ bottom: 9mm }}
main {{ columns: {columns}; column-gap: 8mm; text-align: justify; hyphens: auto }}
aside {{ position: absolute; left: 20mm; right: 20mm; bottom: 16mm; font-size: 7pt }} p {{ margin: 0 }}
sup {{ font-size: 6pt; line-height: 0 }}
</style>{sections}"""


def with_browser(
    name: str,
    made: list[Sheet],
    *,
    columns: int = 1,
    wide: bool = False,
    font: str = "serif",
    head: str = "Notes for the committee",
) -> Made:
    """A web page printed to PDF, as many briefings are: justified, hyphenated, notes raised in the text."""
    shown = 0
    sections = []
    for sheet, sentences in zip(made, flows(made), strict=True):
        offset = len(sentences) - len(sheet.sentences)
        said, notes = [], []
        for place, sentence in enumerate(sentences):
            note = sheet.notes.get(place - offset)
            if note and (place < len(sentences) - 1 or not sheet.goes_on):
                shown += 1
                notes.append(f"<p>{shown} {html.escape(note)}</p>")
                said.append(f"{html.escape(sentence)}<sup>{shown}</sup>")
            else:
                said.append(html.escape(sentence))
        aside = f"<aside>{''.join(notes)}</aside>" if notes else ""
        sections.append(SECTION.format(head=head, text=" ".join(said), notes=aside, label=sheet.label))
    page = PRINTED.format(
        head=head,
        size="A4 landscape" if wide else "A4",
        height=209 if wide else 296,
        font=font,
        columns=columns,
        sections="".join(sections),
    )
    return Made(name, made, printed(page))


def printed(page: str) -> bytes:
    """The PDF that a browser prints of a page of HTML."""
    browser = find_browser()
    assert browser, "no browser was found: see tests/browser/install.py"
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        source, pdf = Path(folder, "page.html"), Path(folder, "page.pdf")
        source.write_text(page)
        quiet = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
        subprocess.run(
            [browser, "--headless", *quiet, f"--user-data-dir={folder}/profile", "--no-pdf-header-footer",
             f"--print-to-pdf={pdf}", source.as_uri()],
            stdin=subprocess.DEVNULL, capture_output=True, check=True, timeout=120,
        )  # fmt: skip
        return pdf.read_bytes()


def to_tune_on() -> list[Made]:
    """The reports on which the checking was tuned."""
    return [
        with_typst("typst, one column", sheets(Prose(HARBOURS, 1), 10, roman=3)),
        with_typst("typst, two columns", sheets(Prose(HARBOURS, 2), 10), columns=2),
        with_typst(
            "typst, footnotes", sheets(Prose(HARBOURS, 3), 10, notes=True), font="New Computer Modern"
        ),
        with_typst("typst, landscape", sheets(Prose(HARBOURS, 4), 8), flipped=True, columns=2),
        with_reportlab("reportlab, hyphens", sheets(Prose(HARBOURS, 5), 10, roman=2)),
        with_reportlab("reportlab, two columns", sheets(Prose(HARBOURS, 6), 10), columns=2, font="Helvetica"),
        with_reportlab(
            "reportlab, ligatures, turned",
            sheets(Prose(HARBOURS, 7), 10),
            font="Vera",
            ligatures=True,
            turned=90,
        ),
    ]


def kept_aside() -> list[Made]:
    """Other words and other makers. Three things were mended after the first look at them."""
    return [
        with_fpdf("fpdf2, notes", sheets(Prose(LIBRARIES, 101), 10, roman=2, notes=True)),
        with_fpdf("fpdf2, two columns", sheets(Prose(LIBRARIES, 102), 10), columns=2),
        with_fpdf("fpdf2, landscape", sheets(Prose(LIBRARIES, 103), 8), wide=True, columns=2),
        with_reportlab(
            "reportlab, upside down", sheets(Prose(LIBRARIES, 104), 8), turned=180, font="Courier", wide=True
        ),
        with_typst(
            "typst, narrow", sheets(Prose(LIBRARIES, 105), 8, sentences=9, notes=True), width="105mm",
            font="DejaVu Sans Mono", head="On gardens and their books",
        ),
    ]  # fmt: skip


def kept_aside_again() -> list[Made]:
    """Looked at once, after what the reports above taught."""
    return [
        with_fpdf("fpdf2, harbours", sheets(Prose(HARBOURS, 201), 10, roman=4, notes=True), head="Dock papers"),
        with_typst(
            "typst, gardens", sheets(Prose(LIBRARIES, 202), 10, roman=2, notes=True), columns=2,
            font="New Computer Modern",
        ),
        with_typst("typst, wide", sheets(Prose(LIBRARIES, 203), 8), flipped=True, head="The garden year"),
        with_reportlab("reportlab, gardens", sheets(Prose(LIBRARIES, 204), 10, roman=3), font="Vera", columns=2),
        with_reportlab("reportlab, upright", sheets(Prose(LIBRARIES, 205), 8), turned=90, font="Helvetica"),
    ]  # fmt: skip


def from_a_browser() -> list[Made]:
    """Printed by a browser. Two things were mended after the first look at them."""
    return [
        with_browser("browser, one column", sheets(Prose(HARBOURS, 301), 10, roman=2)),
        with_browser(
            "browser, two columns", sheets(Prose(LIBRARIES, 302), 10, notes=True), columns=2, font="sans-serif",
            head="Library notes",
        ),
        with_browser("browser, landscape", sheets(Prose(LIBRARIES, 303), 8, notes=True), columns=3, wide=True),
    ]  # fmt: skip


def from_a_browser_again() -> list[Made]:
    """Looked at once, after what those above taught."""
    return [
        with_browser("browser, notes", sheets(Prose(HARBOURS, 401), 12, roman=3, notes=True), font="sans-serif"),
        with_browser("browser, monospaced", sheets(Prose(HARBOURS, 402), 9, sentences=9), font="monospace"),
        with_browser(
            "browser, wide", sheets(Prose(LIBRARIES, 403), 10, notes=True), columns=2, wide=True, head="The year’s work"
        ),
    ]  # fmt: skip
