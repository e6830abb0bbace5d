"""What can be taken of a figure, by the suffix of its address: its table, its picture, its specification."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.http import HttpResponse
from django.urls import reverse

from themes.figures.charts import Chart
from themes.figures.reading import Figure
from themes.figures.slides import draw_png, lay_out, write_svg
from themes.figures.vega_lite import build_specification
from themes.importers.spreadsheets.writing import FILE_KINDS, write_csv

# By suffix: what it is, in words, and its type.
KINDS = {
    "csv": ("Table, CSV", FILE_KINDS["csv"]),
    "png": ("Picture for a slide, PNG", "image/png"),
    "svg": ("Drawing, SVG", "image/svg+xml; charset=utf-8"),
    "vl.json": ("Vega-Lite specification", "application/json; charset=utf-8"),
}
HEADINGS = (
    *(
        "Figure",
        "Unit",
        "Years",
        "From",
        "To",
        "What",
        "Value",
        "Number",
        "Part",
        "Whole",
        "A year, worked out by us",
    ),
    *("Source", "Pages", "Note", "Counted differently from here", "To know", "Not found", "Address"),
)


class FigureFile(NamedTuple):
    name: str
    suffix: str
    url: str


class FigureKindConverter:
    """The end of an address: which file it is."""

    regex = "|".join(suffix.replace(".", r"\.") for suffix in KINDS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def list_figure_files(figure: Figure) -> list[FigureFile]:
    return [
        FigureFile(name, suffix, reverse("figure-file", args=[figure.slug, suffix]))
        for suffix, (name, _) in KINDS.items()
    ]


def list_rows(figure: Figure, address: str) -> Iterator[list[str]]:
    """What its table says, and what is said around it."""
    for row in figure.rows:
        yield [
            *(figure.title, figure.unit, row.years),
            *(day.isoformat() if day else "" for day in (row.first, row.last)),
            *(row.category, row.value, f"{row.amount.normalize():f}" if row.amount is not None else ""),
            *("" if number is None else str(number) for number in (row.part, row.whole)),
            *(figure.format_year(row), row.source, row.pages, row.note, row.change),
            *(" ".join(figure.notes), " ".join(figure.gaps), address),
        ]


def build_table(figures: Sequence[Figure], origin: str) -> str:
    rows = (row for each in figures for row in list_rows(each, f"{origin}{each.get_absolute_url()}"))
    return "".join(write_csv([HEADINGS, *rows]))


def build_table_of_all(figures: Sequence[Figure], origin: str) -> HttpResponse:
    return _answer(build_table(figures, origin), "csv", "scr-portal-figures")


def build_figure_file(figure: Figure, chart: Chart, kind: str, address: str) -> HttpResponse:
    """The picture is shown where a browser can; the others are kept."""
    content: str | bytes
    if kind == "csv":
        content = build_table([figure], address.removesuffix(figure.get_absolute_url()))
    elif kind == "vl.json":
        content = json.dumps(build_specification(figure, chart, address), ensure_ascii=False, indent=1)
    else:
        content = draw_picture(figure, chart, kind, address)
    return _answer(content, kind, f"scr-portal-{figure.slug}")


@lru_cache(maxsize=64)
def draw_picture(figure: Figure, chart: Chart, kind: str, address: str) -> str | bytes:
    """Remembered, as the chart is, by the content of the figure."""
    slide = lay_out(figure, chart, address)
    return draw_png(slide) if kind == "png" else write_svg(slide)


def _answer(content: str | bytes, kind: str, name: str) -> HttpResponse:
    is_picture = kind in ("png", "svg")
    return HttpResponse(
        content,
        content_type=KINDS[kind][1],
        headers={
            "Content-Disposition": f'{"inline" if is_picture else "attachment"}; filename="{name}.{kind}"',
            "X-Robots-Tag": "noindex",
        },
    )
