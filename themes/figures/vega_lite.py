"""A figure as a Vega-Lite specification: the same numbers, windows, breaks and words, to draw again elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

from themes.figures.bars import Bar
from themes.figures.charts import Chart
from themes.figures.reading import MONTHS_A_YEAR, Figure, FigureRow
from themes.figures.timelines import ChartColumn, Timeline, describe_aside

SCHEMA = "https://vega.github.io/schema/vega-lite/v6.json"
BAR, PALE, INK, LINE = "#2b7a7d", "#e1eeed", "#16262a", "#4b5a5c"
Spec = dict[str, Any]


def build_specification(figure: Figure, chart: Chart, address: str) -> Spec:
    below = [*figure.notes, *chart.key, *(f"Gaps: {gap}" for gap in figure.gaps)]
    if chart.timeline:
        below += [describe_aside(row) for row in chart.timeline.asides]
        drawn = _draw_windows(figure, chart.timeline)
    else:
        drawn = _draw_bars(figure, chart.bars) if chart.bars else _draw_words(figure)
    return {
        "$schema": SCHEMA,
        "description": chart.label,
        "title": {
            "text": figure.title,
            "subtitle": [*filter(None, [figure.unit_in_words]), *below],
            "anchor": "start",
        },
        "usermeta": {
            "address": address,
            "source": chart.source or "Each row names its own.",
            "finding": chart.finding,
            "policy": [marker._asdict() | {"on": marker.on.isoformat()} for marker in chart.markers],
        },
        "width": 640,
        **drawn,
    }


def _describe_row(figure: Figure, row: FigureRow) -> Spec:
    """All that the table has of it."""
    return {
        "years": row.years,
        "what": row.category or None,
        "figure": row.value,
        "number": float(row.amount) if row.amount is not None else None,
        "part": row.part,
        "whole": row.whole,
        "out_of": row.out_of or None,
        "a_year": figure.format_year(row) or None,
        "source": row.source,
        "pages": row.pages or None,
        "note": row.note or None,
        "counted_differently": row.change or None,
    }


def _draw_windows(figure: Figure, timeline: Timeline) -> Spec:
    scale = MONTHS_A_YEAR if timeline.is_area else 1
    values = [
        _describe_window(figure, column, timeline.measure(column) * scale) for column in timeline.columns
    ]
    unit = f"{figure.unit_in_words}, a year (worked out)" if timeline.is_area else figure.unit_in_words
    across = {"field": "from", "type": "temporal", "axis": {"title": None, "format": "%Y", "grid": False}}
    up = {"field": "height", "type": "quantitative", "axis": {"title": unit, "grid": False}}
    window = {"x": across, "x2": {"field": "to"}}
    label = {"x": {"field": "middle", "type": "temporal"}, "y": up, "text": {"field": "label"}}
    layers: list[Spec] = [
        _layer({"type": "bar", "color": BAR}, "datum.look == 'number'", {**window, "y": up}),
        _layer(
            {"type": "bar", "color": PALE, "stroke": BAR, "strokeDash": [5, 4]},
            "datum.look != 'number'",
            {**window, "y": up},
        ),
        _layer({"type": "text", "dy": -16, "color": INK, "lineBreak": "\n"}, "true", label),
    ]
    lines = [
        {"at": timeline.columns[number].first.isoformat(), "said": f"Counted differently: {each.why}"}
        for number, each in timeline.breaks.items()
    ]
    policy = [
        {"at": marker.on.isoformat(), "said": f"{marker.month}: {marker.words}"}
        for marker in timeline.markers
    ]
    for found, dash in ((lines, [3, 4]), (policy, [1, 0])):
        if found:
            layers.append(
                {
                    "data": {"values": found},
                    "mark": {"type": "rule", "color": LINE, "strokeDash": dash},
                    "encoding": {
                        "x": {"field": "at", "type": "temporal"},
                        "tooltip": {"field": "said", "type": "nominal"},
                    },
                }
            )
    return {"height": 240, "data": {"values": values}, "layer": layers}


def _describe_window(figure: Figure, column: ChartColumn, height: float) -> Spec:
    row, end = column.row, column.last + timedelta(days=1)
    said = ["no figure"] if row is None else [row.value, row.out_of]
    if row is not None and (of_a_year := figure.format_year(row)):
        said.append(f"{of_a_year} a year")
    return {
        **({"years": column.years, "figure": None} if row is None else _describe_row(figure, row)),
        "from": column.first.isoformat(),
        "to": end.isoformat(),
        "middle": (column.first + (end - column.first) / 2).isoformat(),
        "look": column.look,
        "height": round(height, 2) if column.has_number else 0,
        "label": "\n".join(filter(None, said)),
    }


def _layer(mark: Spec, test: str, encoding: Spec) -> Spec:
    return {"transform": [{"filter": test}], "mark": mark, "encoding": encoding}


def _draw_bars(figure: Figure, bars: Sequence[Bar]) -> Spec:
    values = [
        {
            **_describe_row(figure, bar.row),
            "label": f"{bar.label} ({bar.row.years})" if bar.label != bar.row.years else bar.label,
            "length": bar.share,
            "of": bar.track,
            "said": ", ".join(filter(None, [bar.row.value, bar.row.out_of])),
        }
        for bar in bars
    ]
    down = {"field": "label", "type": "nominal", "sort": None, "axis": {"title": None, "labelLimit": 300}}
    scale = {"domain": [0, 1]}
    length = {"field": "length", "type": "quantitative", "scale": scale, "axis": None}
    end = {"field": "end", "type": "quantitative", "scale": scale, "axis": None}
    whole = {"field": "of", "type": "quantitative", "scale": scale, "axis": None}
    layers = [
        _layer({"type": "bar", "color": PALE}, "datum.of != null", {"y": down, "x": whole}),
        _layer({"type": "bar", "color": BAR}, "datum.length != null", {"y": down, "x": length}),
        {
            "transform": [{"calculate": "max(datum.length || 0, datum.of || 0)", "as": "end"}],
            "mark": {"type": "text", "align": "left", "dx": 5, "color": INK},
            "encoding": {"y": down, "x": end, "text": {"field": "said"}},
        },
    ]
    return {"height": {"step": 34}, "data": {"values": values}, "layer": layers}


def _draw_words(figure: Figure) -> Spec:
    values = [{**_describe_row(figure, row), "said": text} for row, text in _say_rows(figure)]
    return {
        "height": {"step": 40},
        "data": {"values": values},
        "mark": {"type": "text", "align": "left", "fontSize": 18, "color": INK},
        "encoding": {
            "y": {"field": "said", "type": "nominal", "sort": None, "axis": None},
            "x": {"value": 0},
            "text": {"field": "said"},
        },
    }


def _say_rows(figure: Figure) -> Iterator[tuple[FigureRow, str]]:
    for row in figure.rows:
        yield row, ", ".join(filter(None, [row.value, row.out_of, row.category, row.years]))
