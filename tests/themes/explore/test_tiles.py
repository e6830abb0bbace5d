"""Tiles of themes: the small drawing, and numbers that are those of "Themes by period"."""

import random
import re
from datetime import date

import pytest

from tests.factories import make_finding, make_period, make_review, make_theme
from themes.explore.matrix import read_matrix
from themes.explore.tiles import TinyWindow, draw_hatch, draw_tiny_strip, read_theme_tiles
from themes.models import Coverage

YEARS = [(2003, 2005), (2005, 2007), (2007, 2009), (2009, 2011), (2011, 2014)]


def draw(*counts, together=None):
    """The strip of these counts in the five windows, None where nothing was read; `together` in years."""
    windows = tuple(
        TinyWindow(date(first, 4, 1), date(last, 3, 31), count or 0, count is not None)
        for (first, last), count in zip(YEARS, counts, strict=True)
    )
    return draw_tiny_strip(windows, together and (date(together[0], 4, 1), date(together[1], 3, 31)))


def test_cells_are_as_wide_as_their_months_and_fill_the_strip():
    cells = draw(1, 1, 1, 1, 1).cells

    assert [(cell.x, cell.width) for cell in cells] == [
        (0, 17.2),
        (19.2, 17.2),
        (38.4, 17.2),
        (57.6, 17.2),
        (76.8, 26.8),
    ]


def test_depth_is_how_many_are_held_and_silence_is_told_apart():
    assert [cell.look for cell in draw(1, 2, 3, 5, 6).cells] == ["few", "few", "some", "some", "many"]
    assert [cell.look for cell in draw(0, None, 99, 0, None).cells] == [
        "none",
        "not-read",
        "many",
        "none",
        "not-read",
    ]
    assert [bool(cell.hatch) for cell in draw(0, None, 1, 0, None).cells] == [False, True, False, False, True]


@pytest.mark.parametrize(
    ("together", "line"),
    [
        (None, None),
        ((2003, 2014), (0, 103.6)),
        ((2003, 2011), (0, 74.8)),
        ((2007, 2011), (38.4, 36.4)),
    ],
)
def test_line_reaches_over_the_years_of_findings_about_several_periods(together, line):
    assert draw(0, 0, 0, 0, 0, together=together).line == line


def test_one_window_fills_the_strip_and_none_draws_nothing():
    [cell] = draw_tiny_strip((TinyWindow(date(2020, 1, 1), date(2020, 12, 31), 4, True),)).cells

    assert (cell.x, cell.width, cell.look) == (0, 103.6, "some")
    assert draw_tiny_strip(()).cells == ()


@pytest.mark.parametrize(("x", "width"), [(0, 17.2), (19.2, 17.2), (76.8, 26.8), (0, 103.6), (5, 2)])
def test_hatch_stays_within_its_cell(x, width):
    ends = [
        tuple(map(float, end.split())) for end in re.findall(r"[ML]([\d.]+ [\d.]+)", draw_hatch(x, width))
    ]

    assert len(ends) >= 2
    assert all(x <= at <= x + width and 0 <= height <= 9 for at, height in ends)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_tiles_say_what_themes_by_period_says(seed):
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    periods = [make_period(*years) for years in [*YEARS, (2014, 2017)]]
    themes = [make_theme() for _ in range(5)]
    reviews = [make_review(period=period, kind="national_analysis") for period in periods]
    for theme in themes:
        for review in reviews:
            if state := chance.choice(["read", "partly_read", "not_yet", None]):
                Coverage.objects.create(review=review, theme=theme, state=state)
    for _ in range(30):
        held = chance.sample(periods, chance.choice([0, 1, 1, 1, 2, 3]))
        state, kind = chance.choice(["published"] * 4 + ["draft"]), chance.choice(["finding"] * 4 + ["scope"])
        make_finding(themes=tuple(chance.sample(themes, 2)), periods=tuple(held), state=state, kind=kind)

    matrix = read_matrix()
    said = {tile.slug: tile for group in read_theme_tiles().groups for tile in group.tiles}
    rows = {row.theme: row for group in matrix.core.groups for row in group.rows}
    later = {row.theme: row for group in matrix.later.groups for row in group.rows}

    looks = {"Not read yet": "not-read", "Partly read, nothing so far": "none", "Read, nothing found": "none"}
    assert len(said) == 5
    for theme in themes:
        cells = [*rows[theme].cells_and_apart, *later[theme].cells_and_apart]
        assert said[theme.slug].count == sum(cell.count for cell in cells)
        assert said[theme.slug].count == theme.findings.in_lists().count()
        for cell, drawn in zip(rows[theme].cells, said[theme.slug].strip.cells, strict=True):
            assert (
                drawn.look == looks[cell.silence] if not cell.count else drawn.look in ("few", "some", "many")
            )
        several = [
            list(f.periods.filter(is_core=True)) for f in theme.findings.in_lists() if f.periods.count() > 1
        ]
        assert (said[theme.slug].strip.line is not None) == any(several)


@pytest.mark.django_db
def test_line_ends_with_the_last_of_the_five_periods_where_a_finding_goes_on():
    periods = [make_period(2009, 2011), make_period(2011, 2014), make_period(2014, 2017)]
    make_finding(themes=(make_theme(),), periods=(periods[1], periods[2]))

    [group] = read_theme_tiles().groups

    assert group.tiles[0].strip.line == (42.2, 61.4)
