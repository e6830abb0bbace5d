"""Pictures of figures: which are drawn, and that they show no more than the table says."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themes.figures.charts import EACH_ITS_OWN, MEASURED_APART, draw_chart, render_figure
from themes.figures.drawing import NARROW, OF_A_LETTER, SMALL, WIDE
from themes.figures.reading import Figure, FigureRow


def make_row(first, last, value, *, text="", of="", source="A report", category=""):
    """A figure of the financial years from `first` to `last`; without dates where `first` is None."""
    return FigureRow(
        years=f"{first} to {last}",
        category=category,
        value=text or f"{value}",
        of=of,
        source=source,
        pages="page 9",
        note="",
        first=first and date(first, 4, 1),
        last=first and date(last, 3, 31),
        amount=None if value is None else Decimal(value),
        is_in_words=bool(text),
    )


def make_figure(*rows, unit="per cent", is_whole=True):
    return Figure("plans", "Plans for neglect", unit, note="", gaps=(), rows=rows, is_whole=is_whole)


PLANS = (make_row(2005, 2007, 12), make_row(2007, 2009, 9), make_row(2009, 2011, 6))


def test_shares_are_as_high_as_their_number_and_stand_in_their_windows():
    wide, narrow = draw_chart(make_figure(*PLANS)).drawings

    assert [(box.x, box.width, box.height) for box in wide.boxes] == [
        (2, 209.3, 180),
        (215.3, 209.3, 135),
        (428.7, 209.3, 90),
    ]
    assert [words.text for words in wide.words if words.look == "number"] == ["12", "9", "6"]
    assert [words.text for words in narrow.words] == [
        "2005 to 2007",
        "12",
        "2007 to 2009",
        "9",
        "2009 to 2011",
        "6",
    ]


def test_area_of_a_count_is_its_number_wherever_windows_differ_in_length():
    chart = draw_chart(make_figure(make_row(2009, 2011, 200), make_row(2011, 2014, 300), unit="reviews"))

    assert chart.is_area
    assert [box.height for box in chart.drawings[0].boxes] == [180, 180]
    assert [box.height for box in chart.drawings[1].boxes] == [14, 21]
    assert len({box.width for box in chart.drawings[1].boxes}) == 1


@pytest.mark.parametrize(
    ("unit", "is_area"),
    [
        ("reviews", True),
        ("persons and perpetrators", True),
        ("separate operations", True),
        ("reviews per year", False),
        ("reviews a year", False),
        ("per 100,000 children", False),
        ("percent", False),
        ("Percentage of reviews", False),
        ("% of reviews", False),
        ("average age in years", False),
        ("age in years", False),
        ("Rate in every 1,000", False),
    ],
)
def test_only_counts_are_areas(unit, is_area):
    rows = (make_row(2009, 2014, 32), make_row(2014, 2017, 54))

    assert draw_chart(make_figure(*rows, unit=unit)).is_area is is_area


def test_part_is_said_with_its_whole():
    rows = (make_row(2005, 2007, 24, of="93"), make_row(2007, 2009, 69, of="143"))
    chart = draw_chart(make_figure(*rows, unit="reviews"))

    assert [words.text for words in chart.drawings[0].words][:6] == [
        *("of 93", "24", "2005 to", "2007", "of 143", "69"),
    ]
    assert "2005 to 2007 (of 93)" in [words.text for words in chart.drawings[1].words]
    assert chart.label.endswith("2005 to 2007: 24, of 93. 2007 to 2009: 69, of 143.")


def test_note_of_a_number_stands_below_the_picture_too():
    html = render_figure(make_figure(PLANS[0], replace(PLANS[1], note="Doubtful: early data.")))

    assert "2007 to 2009: Doubtful: early data.</p>" in html.partition("<table")[0]
    assert html.count("Doubtful") == 2


def test_window_without_a_figure_is_hatched_and_said():
    chart = draw_chart(make_figure(PLANS[0], PLANS[2]))

    assert [box.look for box in chart.drawings[0].boxes] == ["number", "none", "number"]
    assert chart.has_gaps
    assert [box.height for box in chart.drawings[0].boxes] == [180, 180, 90]
    assert [box.width for box in chart.drawings[1].boxes] == [237, 237, 118]
    assert chart.label == (
        "Plans for neglect, per cent. 12 in 2005 to 2007, 6 in 2009 to 2011. 2005 to 2007: 12. "
        "2007 to 2009: no figure here. 2009 to 2011: 6."
    )


def test_gap_within_a_year_says_it_once():
    rows = (PLANS[0], replace(PLANS[1], first=date(2007, 9, 1)))

    assert "2007: no figure here" in draw_chart(make_figure(*rows)).label


def test_words_of_a_source_are_its_label_and_fill_the_plot_without_a_height_of_ours():
    said = "33 of 189 children"
    chart = draw_chart(make_figure(*PLANS, make_row(2011, 2014, None, text=said, of="33 of 189")))
    wide, narrow = chart.drawings

    assert (wide.boxes[-1].look, wide.boxes[-1].height) == ("words", 180)
    assert (narrow.boxes[-1].look, narrow.boxes[-1].width) == ("words", 237)
    assert "33 of 189 children" in [words.text for words in wide.words]
    assert "2011 to 2014: 33 of 189 children" in [words.text for words in narrow.words]
    assert chart.label.endswith("2011 to 2014: 33 of 189 children.")


@pytest.mark.parametrize(("amount", "text", "height"), [(0, "none", 0), (6, "at least 6", 90)])
def test_words_with_a_number_are_as_high_as_it(amount, text, height):
    chart = draw_chart(make_figure(*PLANS, make_row(2011, 2014, amount, text=text)))

    assert (chart.drawings[0].boxes[-1].look, chart.drawings[0].boxes[-1].height) == ("words", height)


def test_broken_line_stands_where_another_source_counts_from():
    rows = (*PLANS, make_row(2011, 2014, 4, source="Another report"))
    chart = draw_chart(make_figure(*rows))

    assert [line.points[0][0] for line in chart.drawings[0].lines if line.look == "break"] == [426.7]
    assert [each.years for each in chart.breaks] == ["2011 to 2014"]
    assert "no plain rise or fall" in chart.finding
    assert not draw_chart(make_figure(*PLANS)).breaks


def test_curators_say_where_counting_changed():
    rows = (PLANS[0], replace(PLANS[1], change="serious harm is counted too"), PLANS[2])
    chart = draw_chart(make_figure(*rows))

    assert chart.breaks == (("2007 to 2009", "serious harm is counted too"),)
    assert "2007 to 2009 (serious harm is counted too): 9" in chart.label


def test_who_told_of_a_count_is_no_other_way_of_counting():
    rows = (*PLANS[:2], replace(PLANS[2], source="A report, as the press has it"))

    assert not draw_chart(make_figure(*rows)).breaks


def test_reports_that_each_count_for_themselves_are_named_once():
    rows = [replace(row, source=f"Report {number}") for number, row in enumerate(PLANS)]
    chart = draw_chart(make_figure(*rows))

    assert not chart.breaks
    assert EACH_ITS_OWN in chart.key


def test_longer_windows_are_said_for_a_year_and_named_as_our_division():
    rows = (make_row(2003, 2005, 161), make_row(2011, 2014, 293))
    chart = draw_chart(make_figure(*rows, unit="reviews"))

    assert [words.text for words in chart.drawings[0].words if "a year" in words.text] == [
        "81 a year",
        "98 a year",
    ]
    assert chart.finding == "About 81 a year in 2003 to 2005, about 98 a year in 2011 to 2014."
    assert "which we have worked out" in " ".join(chart.key)


def test_policy_stands_where_it_could_move_a_count_of_reviews_and_nowhere_else():
    rows = (make_row(2008, 2010, 10), make_row(2010, 2012, 5))

    assert [each.month for each in draw_chart(make_figure(*rows, unit="reviews")).markers] == ["June 2010"]
    assert draw_chart(make_figure(*rows, unit="children")).markers == ()
    assert draw_chart(make_figure(*PLANS[:2], unit="reviews")).markers == ()


def test_windows_that_hold_others_stand_below_in_words():
    whole = make_row(2005, 2011, 27)
    chart = draw_chart(make_figure(whole, *PLANS, make_row(None, None, 30)))

    assert [(box.x, box.look) for box in chart.drawings[0].boxes] == [
        (2, "number"),
        (215.3, "number"),
        (428.7, "number"),
    ]
    assert [line.look for line in chart.drawings[0].lines].count("bracket") == 1
    for drawing in chart.drawings:
        said = [words.text for words in drawing.words]
        assert "2005 to 2011: 27" in said
        assert "None to None: 30" in said


@pytest.mark.parametrize(
    ("why", "kind", "figure"),
    [
        ("one number of no whole", "words", make_figure(PLANS[0], unit="reviews")),
        ("one number of a whole", "bars", make_figure(PLANS[0])),
        (
            "without dates",
            "bars",
            make_figure(make_row(None, None, 9, source="A"), replace(PLANS[0], years="2001")),
        ),
        ("several kinds", "bars", make_figure(make_row(2005, 2007, 1, category="boys"), PLANS[1], PLANS[2])),
        ("too long for words", "bars", make_figure(*PLANS, make_row(2011, 2014, None, text="nearly " * 20))),
        (
            "too many windows",
            "bars",
            make_figure(*(make_row(year, year + 1, 3) for year in range(2000, 2020))),
        ),
        ("numbers of two kinds", "words", make_figure(PLANS[0], make_row(2005, 2007, 900), unit="reviews")),
        ("no numbers", "words", make_figure(make_row(2005, 2007, None, text="some"), unit="words")),
    ],
)
def test_what_windows_could_not_show_is_drawn_as_bars_or_said_in_large_letters(why, kind, figure):
    chart = draw_chart(figure)

    assert chart.kind == kind, why
    for drawing in chart.drawings:
        said = " ".join(words.text for words in drawing.words)
        assert all(" ".join(row.value.split()) in said for row in figure.rows)


def test_some_points_of_a_series_make_no_picture():
    figure = make_figure(*PLANS, is_whole=False)

    assert draw_chart(figure) is None
    assert "<svg" not in render_figure(figure)
    assert render_figure(figure).count('<th scope="row"') == len(figure.rows)


def test_bar_of_a_part_stands_in_its_whole():
    rows = (
        replace(make_row(2009, 2011, 14, category="assault"), part=14, whole=28, of="28"),
        replace(make_row(2009, 2011, 7, category="neglect"), part=7, whole=7, of="7"),
    )
    boxes = draw_chart(make_figure(*rows, unit="cases")).drawings[1].boxes

    assert [(box.look, round(box.width / 230, 2)) for box in boxes] == [
        *(("track", 1), ("number", 0.5), ("track", 0.25), ("number", 0.25)),
    ]


def test_bars_of_longer_years_are_no_longer_for_that():
    rows = (
        make_row(2008, 2009, 200, category="all children"),
        make_row(2007, 2011, 600, category="all children"),
        make_row(2007, 2011, 300, category="girls"),
    )
    chart = draw_chart(make_figure(*rows, unit="children"))

    assert [box.width for box in chart.drawings[1].boxes] == [230, 230, 115]
    assert MEASURED_APART in chart.key
    assert MEASURED_APART not in draw_chart(make_figure(*rows[1:], unit="children")).key


def test_picture_keeps_its_table_and_says_all_numbers_in_words():
    html = render_figure(make_figure(*PLANS[:2], make_row(2009, 2011, 6, of="11 of 184")))

    label = (
        "Plans for neglect, per cent. 12 in 2005 to 2007, 9 in 2007 to 2009, 6 in 2009 to 2011. 2005 to 2007: 12. "
        "2007 to 2009: 9. 2009 to 2011: 6, 11 of 184."
    )
    assert re.findall(r'role="img" aria-label="([^"]+)"', html) == [label] * 2
    assert re.findall(r'<th scope="row"[^>]*>([^<]+)<', html) == [row.years for row in PLANS]
    assert "style=" not in html


@given(
    st.lists(
        st.tuples(
            st.integers(1, 4),
            st.sampled_from([0, 1, 7, 999, 2_000, None]),
            st.booleans(),
            st.sampled_from(["", "9 of 100", "93"]),
            st.sampled_from(["", "", "children of parents whom nobody had asked about it before"]),
        ),
        max_size=4,
    ),
    st.sampled_from(["per cent", "reviews"]),
)
def test_nothing_is_drawn_outside_its_picture(windows, unit):
    rows, year = [make_row(1996, 2000, 5), make_row(2000, 2004, 3)], 2004
    for years, value, is_apart, of, category in windows:
        year += is_apart
        text = "" if value else "about a third"
        rows.append(make_row(year, year + years, value, text=text, of=of, category=category))
        year += years

    chart = draw_chart(make_figure(*rows, unit=unit))

    for drawing, width in zip((*chart.drawings, chart.small), (WIDE, NARROW, SMALL), strict=True):
        assert drawing.width == width
        for box in drawing.boxes:
            assert box.x >= 0
            assert box.x + box.width <= width
            assert box.y >= 0
            assert box.y + box.height <= drawing.height
        for words in drawing.words:
            assert 0 < words.y <= drawing.height
            length = len(words.text) * OF_A_LETTER[words.look]
            left = words.x - {"start": 0, "middle": length / 2, "end": length}[words.anchor]
            assert left >= 0
            assert left + length <= width


@pytest.mark.parametrize(
    ("first", "years", "change"),
    [(2003, 13, ()), (2007, 7, ()), (2009, 6, (2,)), (2003, 12, (3, 9)), (2010, 4, (1,)), (2009, 5, ())],
)
def test_words_of_what_changed_cross_no_line(first, years, change):
    rows = [
        replace(make_row(first + n, first + n + 1, 70 + n), change="other rules" if n in change else "")
        for n in range(years)
    ]

    wide, _ = draw_chart(make_figure(*rows, unit="reviews a year")).drawings

    marked = [words for words in wide.words if words.text[:3] == "Jun"]
    assert marked
    assert len([words for words in wide.words if words.text == "break"]) == len(change)
    for words in wide.words:
        long = len(words.text) * 6.5  # as narrow as letters are in most fonts
        left = words.x - {"start": 0, "middle": long / 2, "end": long}[words.anchor]
        for line in wide.lines:
            (x, top), (end, bottom) = line.points[0], line.points[-1]
            if line.look in ("marker", "break") and x == end:
                assert not (left < x < left + long and top < words.y - 4 < bottom), (words, line)
