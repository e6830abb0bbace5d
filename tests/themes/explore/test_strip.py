"""The period strip: its parts against a count by hand, where they lead, and what it says where it has nothing."""

from __future__ import annotations

import random
import re
from html import unescape

import pytest
from django.http import QueryDict
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from tests.factories import make_finding, make_period, make_review, make_theme
from tests.themes.explore.test_filters import choose, filed, make_collection, matching, query
from themes.explore.choice import build_address
from themes.explore.filters import NAMES_OF_PERIODS, FindingFilter
from themes.explore.matrix import Silence
from themes.explore.strip import read_strip
from themes.models import Coverage


def read(text: str = "", size="mid"):
    return read_strip(FindingFilter(QueryDict(text)), lambda pairs: build_address("/findings/", pairs), size)


def count_at(url: str) -> int:
    return FindingFilter(QueryDict(url.partition("?")[2])).qs.count()


class AgainstACountByHand(TestCase):
    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=12, deadline=None)
    def test_parts_make_up_the_list_without_its_periods_and_each_leads_to_its_findings(self, seed):
        chance = random.Random(seed)  # noqa: S311 - examples, not secrets
        make_collection(chance)
        everything = filed()
        for _ in range(4):
            choice, sort = choose(chance, FindingFilter())
            filterset = FindingFilter(query(choice, sort))

            strip = read_strip(filterset, lambda pairs: build_address("/findings/", pairs))

            of_periods = {*NAMES_OF_PERIODS, "years"}
            rest = {name: values for name, values in choice.items() if name not in of_periods}
            expected = matching(everything, rest)
            assert strip.total == len(expected) == count_at(strip.url)
            for column in strip.columns:
                own = [
                    each for each in expected if column.name in {p.name for p in each.finding.periods.all()}
                ]
                assert column.count == sum(len(each.years) == 1 for each in own)
                assert column.spanning == sum(len(each.years) > 1 for each in own)
                assert bool(column.url) == bool(own)
            for part in strip.parts:
                if part.url and part.count:
                    assert (part, count_at(part.url)) == (part, part.count)
                    chosen = FindingFilter(QueryDict(part.url.partition("?")[2]))
                    assert (
                        chosen.build_pairs()
                        == FindingFilter(QueryDict(part.url.partition("?")[2])).build_pairs()
                    )
                    assert build_address("/findings/", chosen.build_pairs()) == part.url
                    again = read_strip(chosen, lambda pairs: build_address("/findings/", pairs))
                    current = [one.name for one in again.parts if one.is_current]
                    assert current == [part.name]
            shown = sum(part.count for part in strip.parts if part.is_current)
            assert shown >= filterset.counts.total or not strip.is_chosen


@pytest.fixture
def windows(db):
    """The five windows, each with the analysis that reported on it."""
    years = [(2003, 2005), (2005, 2007), (2007, 2009), (2009, 2011), (2011, 2014)]
    periods = [make_period(*each) for each in years]
    return [(period, make_review(period=period, kind="national_analysis")) for period in periods]


def say(strip) -> list[str]:
    return [str(column.count or column.silence) for column in strip.columns]


def test_theme_without_findings_of_a_period_says_how_far_it_was_read(windows):
    theme, other = make_theme("Neglect"), make_theme("Other")
    for (_, review), state in zip(windows, ["not_yet", "partly_read", "read", None, "read"], strict=True):
        if state:
            Coverage.objects.create(review=review, theme=theme, state=state)
    Coverage.objects.create(review=windows[3][1], theme=other, state="read")
    make_finding(themes=(theme,), periods=(windows[4][0],))

    assert say(read("theme=neglect")) == [
        Silence.NOT_READ, Silence.NOTHING_SO_FAR, Silence.NOTHING_FOUND, Silence.NOT_READ, "1",
    ]  # fmt: skip
    # Of no single theme: hatched only where nothing at all was read.
    assert say(read()) == [
        Silence.NOT_READ, Silence.NOTHING_SO_FAR, Silence.NOTHING_SO_FAR, Silence.NOTHING_SO_FAR, "1",
    ]  # fmt: skip
    assert say(read("theme=neglect&theme=other")) == say(read())


def test_what_findings_are_held_of_is_never_called_unread(windows):
    theme = make_theme("Neglect")
    make_finding(themes=(theme,), periods=(windows[0][0],), kind="statistic")

    assert say(read("theme=neglect&kind=recommendation"))[:2] == [Silence.NOTHING_SO_FAR, Silence.NOT_READ]
    assert say(read("kind=recommendation"))[:2] == [Silence.NOTHING_SO_FAR, Silence.NOT_READ]


def test_period_without_an_analysis_was_not_read(db):
    make_period(2003, 2005)

    assert say(read()) == [Silence.NOT_READ]


def test_columns_are_as_wide_as_their_months_and_the_area_of_a_bar_is_its_number(windows):
    for (period, _), count in zip(windows, [4, 2, 0, 1, 6], strict=True):
        for _ in range(count):
            make_finding(periods=(period,))

    strip = read(size="large")

    assert [(column.start, column.end) for column in strip.columns] == [
        (1, 5),
        (5, 9),
        (9, 13),
        (13, 17),
        (17, 23),
    ]
    assert strip.half_years == 22
    # 132 pixels less the room for the number: four in 24 months and six in 36 are as dense.
    assert [column.height for column in strip.columns] == [108, 54, 2, 27, 108]
    assert [column.bar_top for column in strip.columns] == [24, 78, 130, 105, 24]


def test_very_long_collection_still_has_a_column_for_each_period(db):
    for first in range(1950, 2014, 2):
        make_period(first, first + 2)

    strip = read()

    assert [column.end - column.start >= 1 for column in strip.columns] == [True] * 32
    assert strip.half_years <= 32


def test_the_most_frequent_of_several_periods_are_bands_and_the_table_has_the_others(windows):
    later = make_period(2014, 2017, is_core=False)
    last = make_period(2017, 2019, is_core=False)
    make_finding(periods=(windows[3][0], windows[4][0], later))
    make_finding(periods=(windows[0][0], windows[2][0]))
    for _ in range(2):
        make_finding(periods=(windows[3][0], windows[4][0]))
    make_finding(periods=(later,))
    make_finding(periods=(later, last))
    make_finding()

    strip = read()

    assert [(band.name, band.count, band.start, band.end, band.runs_on) for band in strip.bands] == [
        ("2009 to 2014 together", 2, 13, 23, False),
        ("2003 to 2009 together", 1, 1, 13, False),
    ]
    assert [(band.name, band.count, band.url) for band in strip.more_bands] == [
        ("2009 to 2017 together", 1, "/findings/?together=2009-2017"),
    ]
    assert [(line.count, line.words, line.url) for line in strip.apart] == [
        (1, "more, with years given in the finding", "/findings/?period=none"),
        (1, "of later years, 2014 to 2017, for comparison", "/findings/?period=2014-2017&alone=yes"),
        (1, "of later years, 2014 to 2019 together, for comparison", "/findings/?together=2014-2019"),
    ]
    assert strip.total == 7
    assert (strip.undrawn, read(size="small").undrawn) == (1, 4)


def test_several_periods_that_are_shown_are_the_first_band(windows):
    for count, first, last in ((3, 0, 1), (2, 1, 2), (1, 2, 3)):
        for _ in range(count):
            make_finding(periods=(windows[first][0], windows[last][0]))

    strip = read("together=2007-2011")

    assert [(band.name, band.is_current) for band in strip.bands] == [
        ("2007 to 2011 together", True),
        ("2003 to 2007 together", False),
    ]
    assert [band.name for band in strip.more_bands] == ["2005 to 2009 together"]


def test_band_may_run_past_the_last_column(windows):
    make_finding(periods=(windows[3][0], make_period(2014, 2017, is_core=False)))

    (band,) = read().bands

    assert (band.name, band.start, band.end, band.runs_on) == ("2009 to 2017 together", 13, 17, True)


@pytest.mark.parametrize(
    ("choice", "switch"),
    [
        ("", None),
        ("period=2003-2005&alone=yes", (2, "/findings/?period=2003-2005", False)),
        ("period=2003-2005", (2, "/findings/?period=2003-2005&alone=yes", True)),
        ("period=2003-2005&since=2003", (2, "/findings/?period=2003-2005&alone=yes&since=2003", True)),
        ("alone=yes", (3, "/findings/?alone=yes&alone=no", False)),
        ("alone=yes&since=2003", (3, "/findings/?since=2003", False)),
        ("period=none&period=2003-2005", None),
        ("alone=no", None),
        ("together=2003-2007", None),
        ("period=2011-2014", None),
    ],
)
def test_findings_about_several_periods_are_included_or_left_out_in_one_step(windows, choice, switch):
    first, second, third = (period for period, _ in windows[:3])
    make_finding(periods=(first,))
    make_finding(periods=(first, second))
    make_finding(periods=(first, second, third))
    make_finding(periods=(second, third))
    make_finding(periods=())  # neither of one nor of several

    found = read(choice).switch

    assert (found and (found.count, found.url, found.is_on)) == switch
    if found:
        gained = count_at(found.url) - count_at(f"?{choice}")
        assert gained == (-found.count if found.is_on else found.count)


@pytest.mark.parametrize(
    "text", ["2003", "2011-2003", "2003-2003", "early", "2003-2005-2007", "-", "9999-10000"]
)
def test_years_together_that_make_no_sense_are_left_out_and_told(client, windows, text):
    make_finding("Still here.", periods=(windows[0][0], windows[1][0]))

    page = client.get(f"/findings/?together={text}", follow=True).content.decode()

    assert "Still here." in page
    assert "Several periods together: nothing here is called" in page


def test_page_leads_from_each_part_of_the_strip_to_its_findings_and_keeps_what_is_ticked(client, windows):
    theme = make_theme("Neglect")
    first, second = windows[0][0], windows[1][0]
    make_finding("Alone.", themes=(theme,), periods=(first,))
    ticked = make_finding("Both.", themes=(theme,), periods=(first, second))
    make_finding("Neither.", themes=(theme,))

    page = client.get(f"/findings/?theme=neglect&tick={ticked.code}").content.decode()
    strip = page[page.index('class="portal-strip ') : page.index("portal-strip__table")]
    links = [unescape(url) for url in re.findall('href="([^"]*)"', strip)]

    assert links == [
        f"/findings/?{query}&tick={ticked.code}"
        for query in (
            "theme=neglect&period=2003-2005&alone=yes",
            "theme=neglect&period=2005-2007",  # nothing alone: what there is of it with others
            "theme=neglect&together=2003-2007",
            "theme=neglect&period=none",
        )
    ]
    assert "2003 to 2005: 1 finding of that period alone" in strip
    assert (
        "2005 to 2007: partly read, nothing so far; 1 finding of it and other periods together" not in strip
    )
    assert "2005 to 2007: not read yet; 1 finding of it and other periods together" in strip
    for link, text in zip(links, ["Alone.", "Both.", "Both.", "Neither."], strict=True):
        response = client.get(link)
        assert response.status_code == 200
        assert f">{text}<" in response.content.decode()
        assert response.content.decode().count('aria-current="true"') >= 1


def test_list_of_nothing_has_no_strip(client, db):
    assert "portal-strip" not in client.get("/findings/").content.decode()
