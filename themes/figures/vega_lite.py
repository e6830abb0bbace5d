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
KEY = "Thicker bars are longer periods. Pale with a broken edge: no figure, or the source's words in place of one."
AREA = "The height is the number a year, which we have worked out."
ROOM = 1.35  # of the highest bar, for the words above it
Spec = dict[str, Any]


def build_specification(figure: Figure, chart: Chart, address: str) -> Spec:
    below = [*figure.notes, *(f"Not found: {gap}" for gap in figure.gaps)]
    if chart.timeline:
        below += [KEY, *([AREA] if chart.is_area else [])]
        below += [describe_aside(figure, row) for row in chart.timeline.asides]
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
    room = {"domain": [0, round(timeline.most * scale * ROOM, 2)]}
    up = {"field": "height", "type": "quantitative", "scale": room, "axis": {"title": unit, "grid": False}}
    window = {"x": across, "x2": {"field": "to"}, "y": up, "y2": {"datum": 0}}
    label = {"x": {"field": "middle", "type": "temporal"}, "y": up, "text": {"field": "label"}}
    is_beside = any(value["beside"] for value in values)
    layers: list[Spec] = [
        _layer({"type": "bar", "color": BAR}, "datum.look == 'number'", window),
        _layer(
            {"type": "bar", "color": PALE, "stroke": BAR, "strokeDash": [5, 4]},
            "datum.look != 'number'",
            window,
        ),
        _layer(
            {"type": "text", "baseline": "bottom", "dy": -17 if is_beside else -4, "color": INK},
            "true",
            label,
        ),
    ]
    if is_beside:
        beside = {"type": "text", "baseline": "bottom", "dy": -4, "color": LINE, "fontSize": 10}
        layers.append(_layer(beside, "datum.beside != ''", {**label, "text": {"field": "beside"}}))
    breaks = [
        {"at": timeline.columns[number].first.isoformat(), "short": "break", "said": each.why}
        for number, each in timeline.breaks.items()
    ]
    layers += _draw_lines(breaks, [3, 4], 8) if breaks else []
    for place, marker in enumerate(timeline.markers, 1):
        said = {"at": marker.on.isoformat(), "short": f"{marker.month}: {marker.short}", "said": marker.words}
        layers += _draw_lines([said], [1, 0], 8 + place * 14)
    return {"height": 260, "data": {"values": values}, "layer": layers}


def _draw_lines(values: list[Spec], dash: list[int], y: int) -> list[Spec]:
    """Upright lines, and a word beside each."""
    data = {"values": values}
    across = {"field": "at", "type": "temporal"}
    return [
        {
            "data": data,
            "mark": {"type": "rule", "color": LINE, "strokeDash": dash},
            "encoding": {"x": across, "tooltip": {"field": "said", "type": "nominal"}},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dx": 4, "color": LINE},
            "encoding": {"x": across, "y": {"value": y}, "text": {"field": "short"}},
        },
    ]


def _describe_window(figure: Figure, column: ChartColumn, height: float) -> Spec:
    row, end = column.row, column.last + timedelta(days=1)
    return {
        **({"years": column.years, "figure": None} if row is None else _describe_row(figure, row)),
        "from": column.first.isoformat(),
        "to": end.isoformat(),
        "middle": (column.first + (end - column.first) / 2).isoformat(),
        "look": column.look,
        "height": round(height, 2),
        "label": "no figure" if row is None else row.value,
        "beside": "" if row is None else ", ".join(figure.say_beside(row)),
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
    order = [value["label"] for value in values]
    down = {"field": "label", "type": "nominal", "sort": order, "axis": {"title": None, "labelLimit": 300}}
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
        yield row, ", ".join(filter(None, [row.value, *figure.say_beside(row), row.category, row.years]))
