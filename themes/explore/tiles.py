"""Themes as tiles: how many findings each has, and where among the periods they stand, as a small drawing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe

from reviews.collection_version import kept_by_version
from reviews.models import Period
from reviews.models.period import count_months
from themes.explore.matrix import MatrixRow, Silence, read_listed_matrix

WIDTH = 105.6  # pixels: 0.8 for each of the 132 months from 2003 to 2014
GAP = 2
HEIGHT = 9
BETWEEN_LINES = 4  # of the hatch
SOME, MANY = 3, 6  # findings from which a cell is drawn stronger


@dataclass(frozen=True, slots=True)
class TinyWindow:
    """A period of a theme: how many findings are of it alone, and whether anything was read for it."""

    starts: date
    ends: date
    count: int
    is_read: bool


@dataclass(frozen=True, slots=True)
class TinyCell:
    x: float
    width: float
    look: str  # "few", "some" or "many" findings; "none" was found; "not-read"
    hatch: str = ""  # the lines of what was not read, as an SVG path


@dataclass(frozen=True, slots=True)
class TinyStrip:
    """One cell for each period, and a line below them across the years of findings about several periods."""

    cells: tuple[TinyCell, ...]
    line: tuple[float, float] | None  # x and width


@dataclass(frozen=True, slots=True)
class Tile:
    """A theme as plain values: what stands on its tile depends on nothing else."""

    title: str
    slug: str
    count: int
    strip: TinyStrip


@dataclass(frozen=True, slots=True)
class TileGroup:
    title: str
    slug: str
    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class ThemeTiles:
    groups: tuple[TileGroup, ...]
    periods: tuple[Period, ...]  # those of the cells

    @property
    def theme_count(self) -> int:
        return sum(len(group.tiles) for group in self.groups)

    @property
    def last_period(self) -> Period | None:
        return self.periods[-1] if self.periods else None


@kept_by_version
def read_theme_tiles() -> ThemeTiles:
    """The themes that readers are led to, in their groups: as many queries as the matrix, whose numbers they are."""
    matrix = read_listed_matrix()
    periods = tuple(column.period for column in matrix.core.periods if column.period)
    later = {row.theme.pk: row for group in matrix.later.groups for row in group.rows}

    def build_tile(row: MatrixRow) -> Tile:
        windows = [
            TinyWindow(
                period.starts, period.ends, cell.count, bool(cell.count) or cell.silence != Silence.NOT_READ
            )
            for period, cell in zip(periods, row.cells, strict=True)
        ]
        cells = (*row.cells_and_apart, *later[row.theme.pk].cells_and_apart)
        return Tile(
            row.theme.title,
            row.theme.slug,
            sum(cell.count for cell in cells),
            draw_tiny_strip(tuple(windows), row.together),
        )

    groups = (
        TileGroup(group.title, group.slug, tuple(map(build_tile, group.rows))) for group in matrix.core.groups
    )
    return ThemeTiles(tuple(groups), periods)


@lru_cache(maxsize=1024)
def draw_tiny_strip(windows: tuple[TinyWindow, ...], together: tuple[date, date] | None = None) -> TinyStrip:
    """Windows in their order, drawn to their months. `together`: from where to where findings of several reach."""
    if not windows:
        return TinyStrip((), None)
    begin = windows[0].starts
    of_a_month = WIDTH / count_months(begin, windows[-1].ends)

    def place(first: date, last: date) -> tuple[float, float]:
        x = (count_months(begin, first) - 1) * of_a_month
        return round(x, 1), round(count_months(begin, last) * of_a_month - x - GAP, 1)

    return TinyStrip(
        tuple(_draw_cell(window, *place(window.starts, window.ends)) for window in windows),
        place(*together) if together else None,
    )


def _draw_cell(window: TinyWindow, x: float, width: float) -> TinyCell:
    if window.count:
        look = "many" if window.count >= MANY else "some" if window.count >= SOME else "few"
        return TinyCell(x, width, look)
    if window.is_read:
        return TinyCell(x, width, "none")
    return TinyCell(x, width, "not-read", draw_hatch(x, width))


def draw_hatch(
    x: float, width: float, *, top: float = 0, height: float = HEIGHT, between: int = BETWEEN_LINES
) -> str:
    """Slanting lines that fill a box and end at its edges."""
    path, bottom = [], top + height
    for begin in range(between - int(height), int(width), between):
        first, last = max(0, -begin), min(height, width - begin)
        path.append(
            f"M{round(x + begin + first, 1):g} {round(bottom - first, 1):g}"
            f"L{round(x + begin + last, 1):g} {round(bottom - last, 1):g}"
        )
    return "".join(path)


@lru_cache(maxsize=1024)
def render_tile_group(group: TileGroup, level: str) -> SafeString:
    """Its tiles under a heading. Remembered by its content, so it is never out of date."""
    context = {"group": group, "level": level}
    return mark_safe(get_template("components/theme_group.html").render(context))  # noqa: S308 - a template's
