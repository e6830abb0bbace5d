"""A figure as one picture by itself, at the size of a slide: its name, its drawing, what to know, and where it is from.

The same parts become an SVG, with text as text and no style sheet, and a PNG, drawn with the fonts of this machine.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from io import BytesIO
from typing import NamedTuple

from django.template.loader import render_to_string
from PIL import Image, ImageDraw, ImageFont

from themes.figures.charts import Chart
from themes.figures.drawing import SIZES, ChartDrawing
from themes.figures.reading import Figure

WIDTH, HEIGHT = 1600, 900  # pixels
MARGIN = 80
TITLE, UNIT, NOTE = 42, 26, 21  # pixels of letters
BESIDE, BETWEEN = 400, 40  # for what to know, and from the drawing to it
OF_A_LETTER, OF_A_BOLD_LETTER = 0.56, 0.66  # of the size of letters, about
LEADING = 1.3
LARGEST = 2.2  # times as on a page
MOST_SOURCES = 7
INK, PALE, GROUND = "#16262a", "#4b5a5c", "#ffffff"
FILLS = {"number": "#2b7a7d", "words": "#e1eeed", "track": "#e1eeed", "none": "#f7faf9"}
STROKES = {
    "break": ("#4b5a5c", 1.5, (3, 4)),
    "marker": ("#55798f", 1.5, ()),
    "bracket": ("#2b7a7d", 2, ()),
    "base": ("#71858a", 2, ()),
    "hatch": ("#a3b5b6", 1.2, ()),
    "outline": ("#2b7a7d", 2, (5, 4)),
}
SMOOTH = 2  # the PNG is drawn so many times larger, and made smaller
COLOURS = 64
# By name, as the system finds them; the last resort is Pillow's own, which has plain letters alone.
FONTS = {
    False: ("DejaVuSans.ttf", "LiberationSans-Regular.ttf", "Arial.ttf", "arial.ttf", "Helvetica.ttc"),
    True: (
        "DejaVuSans-Bold.ttf",
        "LiberationSans-Bold.ttf",
        "Arial Bold.ttf",
        "arialbd.ttf",
        "Helvetica.ttc",
    ),
}
PLAIN_SIGNS = str.maketrans({"–": "-", "—": "-", "‘": "'", "’": "'", "…": "...", "▸": ">"})


class SlideBox(NamedTuple):
    x: float
    y: float
    width: float
    height: float
    fill: str


class SlideLine(NamedTuple):
    points: tuple[tuple[float, float], ...]
    colour: str
    width: float
    dashes: tuple[float, ...]

    @property
    def path(self) -> str:
        return "M" + "L".join(f"{x:g} {y:g}" for x, y in self.points)

    @property
    def dash_words(self) -> str:
        return " ".join(f"{length:g}" for length in self.dashes)


class SlideWords(NamedTuple):
    x: float
    y: float
    text: str
    size: float
    is_bold: bool
    colour: str
    anchor: str


@dataclass
class Slide:
    title: str
    label: str
    size: tuple[int, int] = (WIDTH, HEIGHT)
    ground: str = GROUND
    halo: int = 4  # pixels around words, which so stand clear of lines
    boxes: list[SlideBox] = field(default_factory=list)
    lines: list[SlideLine] = field(default_factory=list)
    words: list[SlideWords] = field(default_factory=list)

    def write(
        self,
        y: float,
        lines: Iterable[str],
        size: float,
        *,
        is_bold: bool = False,
        colour: str = INK,
        x: float = MARGIN,
    ) -> float:
        """Lines below each other; where the last stands."""
        for text in lines:
            y += size * LEADING * (1 if text else 0.5)
            if text:
                self.words.append(SlideWords(x, round(y, 1), text, size, is_bold, colour, "start"))
        return y


def lay_out(figure: Figure, chart: Chart, address: str) -> Slide:
    """The drawing on the left, what to know beside it, the sources below."""
    slide = Slide(figure.title, chart.label)
    y = slide.write(MARGIN - TITLE, wrap_words(figure.title, TITLE, is_bold=True)[:3], TITLE, is_bold=True)
    if figure.unit_in_words:
        unit = figure.unit_in_words
        y = slide.write(y + 4, wrap_words(f"{unit[:1].upper()}{unit[1:]}", UNIT), UNIT, colour=PALE)
    below = [*wrap_words(name_sources(figure, chart), NOTE)[:3], f"SCR Portal. {address}"]
    bottom = HEIGHT - MARGIN / 2 - len(below) * NOTE * LEADING
    slide.write(bottom, below, NOTE, colour=PALE)
    top = y + 30
    lines = int((bottom - top) / (NOTE * LEADING)) - 1
    slide.write(top, _choose_notes(figure, chart, lines), NOTE, colour=PALE, x=WIDTH - MARGIN - BESIDE)
    drawing = chart.drawings[0]
    room = WIDTH - 2 * MARGIN - BESIDE - BETWEEN
    _place(
        slide, drawing, MARGIN, top, min(LARGEST, room / drawing.width, (bottom - top - 20) / drawing.height)
    )
    return slide


def wrap_words(
    text: str,
    size: float,
    *,
    is_bold: bool = False,
    width: float = WIDTH - 2 * MARGIN,
    most: int | None = None,
) -> list[str]:
    """In lines, at most so many: then the last says that there is more."""
    letters = int(width / (size * (OF_A_BOLD_LETTER if is_bold else OF_A_LETTER)))
    return textwrap.wrap(text, letters, max_lines=most, placeholder=" …")


def _choose_notes(figure: Figure, chart: Chart, most: int) -> list[str]:
    """Whole sentences, as many as there are lines for; what to know stands before how to read it."""
    breaks = [f"Counted differently from {each.years}: {each.why}." for each in chart.breaks]
    said = [
        *filter(None, [chart.finding]),
        *figure.notes,
        *breaks,
        *(f"Not found: {gap}" for gap in figure.gaps),
    ]
    said += [" ".join(chart.key)] if chart.key else []
    more = wrap_words("More to know stands with its table, at the address below.", NOTE, width=BESIDE)
    lines: list[str] = []
    for number, sentence in enumerate(said):
        new = [*([""] if lines else []), *wrap_words(sentence, NOTE, width=BESIDE)]
        if len(lines) + len(new) + (len(more) + 1 if number < len(said) - 1 else 0) > most:
            return [*lines, "", *more]
        lines += new
    return lines


def name_sources(figure: Figure, chart: Chart) -> str:
    if chart.source:
        return f"Source: {chart.source}."
    sources = dict.fromkeys(f"{row.source}{f', {row.pages}' if row.pages else ''}" for row in figure.rows)
    return (
        f"Sources: {'; '.join(sources)}."
        if len(sources) <= MOST_SOURCES
        else "Sources and pages: at the address below."
    )


def _place(slide: Slide, drawing: ChartDrawing, left: float, top: float, scale: float) -> None:
    def move(x: float, y: float) -> tuple[float, float]:
        return round(left + x * scale, 1), round(top + y * scale, 1)

    def add_line(points: Sequence[tuple[float, float]], look: str) -> None:
        colour, width, dashes = STROKES[look]
        moved = tuple(move(*point) for point in points)
        slide.lines.append(
            SlideLine(moved, colour, round(width * scale, 1), tuple(d * scale for d in dashes))
        )

    for box in drawing.boxes:
        slide.boxes.append(
            SlideBox(
                *move(box.x, box.y),
                round(box.width * scale, 1),
                round(box.height * scale, 1),
                FILLS[box.look],
            )
        )
        for begin_x, begin_y, end_x, end_y in re.findall(r"M(\S+) (\S+?)L(\S+) ([^M]+)", box.hatch):
            add_line([(float(begin_x), float(begin_y)), (float(end_x), float(end_y))], "hatch")
        if box.look == "words":
            right, bottom = box.x + box.width, box.y + box.height
            add_line(
                [(box.x, box.y), (right, box.y), (right, bottom), (box.x, bottom), (box.x, box.y)], "outline"
            )
    for line in drawing.lines:
        add_line(line.points, line.look)
    for words in drawing.words:
        is_bold = words.look != "small"
        size = round(SIZES[words.look] * scale, 1)
        slide.words.append(
            SlideWords(
                *move(words.x, words.y), words.text, size, is_bold, INK if is_bold else PALE, words.anchor
            )
        )


def write_svg(slide: Slide) -> str:
    return render_to_string(
        "figures/slide.svg",
        {"slide": slide, "width": slide.size[0], "height": slide.size[1], "ground": slide.ground},
    )


def draw_png(slide: Slide) -> bytes:
    width, height = slide.size
    image = Image.new("RGB", (width * SMOOTH, height * SMOOTH), slide.ground)
    pen = ImageDraw.Draw(image)
    for box in slide.boxes:
        left, top = box.x * SMOOTH, box.y * SMOOTH
        pen.rectangle(
            (left, top, left + box.width * SMOOTH, top + max(box.height * SMOOTH - 1, 0)), fill=box.fill
        )
    for line in slide.lines:
        for begin, end in _cut(line):
            pen.line(
                [(x * SMOOTH, y * SMOOTH) for x, y in (begin, end)],
                fill=line.colour,
                width=round(line.width * SMOOTH),
            )
    for words in slide.words:
        font = find_font(words.size * SMOOTH, is_bold=words.is_bold)
        text = words.text if font.path else _write_plainly(words.text)
        anchor = {"start": "ls", "middle": "ms", "end": "rs"}[words.anchor]
        pen.text(
            (words.x * SMOOTH, words.y * SMOOTH),
            text,
            fill=words.colour,
            font=font,
            anchor=anchor,
            stroke_width=slide.halo,
            stroke_fill=slide.ground,
        )
    small = image.resize(slide.size, Image.Resampling.BOX).quantize(COLOURS, dither=Image.Dither.NONE)
    file = BytesIO()
    small.save(file, "PNG", optimize=True)
    return file.getvalue()


def _cut(line: SlideLine) -> list[tuple[tuple[float, float], tuple[float, float]]]:
    """The dashes of a line, or its parts from point to point."""
    parts = list(zip(line.points, line.points[1:], strict=False))
    if not line.dashes:
        return parts
    on, off = line.dashes
    dashes = []
    for (x, y), (to_x, to_y) in parts:
        length = max(abs(to_x - x), abs(to_y - y))
        at = 0.0
        while at < length:
            first, last = at / length, min(at + on, length) / length
            dashes.append(
                (
                    (x + (to_x - x) * first, y + (to_y - y) * first),
                    (x + (to_x - x) * last, y + (to_y - y) * last),
                )
            )
            at += on + off
    return dashes


@lru_cache(maxsize=64)
def find_font(size: float, *, is_bold: bool) -> ImageFont.FreeTypeFont:
    for name in FONTS[is_bold]:
        try:
            return ImageFont.truetype(name, size)
        except OSError:
            continue
    font = ImageFont.load_default(size)
    font.path = ""  # type: ignore[union-attr]
    return font  # type: ignore[return-value]


def _write_plainly(text: str) -> str:
    """For a font of plain letters: without accents, with plain dashes."""
    return unicodedata.normalize("NFKD", text.translate(PLAIN_SIGNS)).encode("ascii", "ignore").decode()
