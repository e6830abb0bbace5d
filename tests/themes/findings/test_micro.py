"""The small drawing of a card: windows as wide as their months, those of the finding filled."""

from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import pytest
import yaml
from django.conf import settings

from themes.findings.micro import CORE_YEARS, MicroCell, draw_micro_strip


def draw(*spans):
    return draw_micro_strip([SimpleNamespace(first_year=first, last_year=last) for first, last in spans])


@pytest.mark.parametrize(
    ("spans", "filled"),
    [
        ([(2003, 2005)], [0]),
        ([(2011, 2014)], [4]),
        ([(2003, 2005), (2005, 2007), (2007, 2009), (2009, 2011)], [0, 1, 2, 3]),
        ([(2003, 2005), (2011, 2014)], [0, 4]),
        ([(2011, 2014), (2014, 2017)], [4]),
    ],
)
def test_windows_of_the_finding_are_filled(spans, filled):
    assert [number for number, cell in enumerate(draw(*spans)) if cell.is_filled] == filled


@pytest.mark.parametrize("spans", [[], [(2014, 2017)], [(1999, 2002)]])
def test_nothing_is_drawn_of_a_finding_outside_the_windows(spans):
    assert draw(*spans) == ()


def test_neighbours_join_and_others_stay_apart():
    assert draw((2005, 2007), (2007, 2009)) == (
        MicroCell(x=0, width=10, is_filled=False),
        MicroCell(x=12, width=12, is_filled=True),
        MicroCell(x=24, width=10, is_filled=True),
        MicroCell(x=36, width=10, is_filled=False),
        MicroCell(x=48, width=16, is_filled=False),
    )


def test_windows_are_those_of_the_collection():
    periods = yaml.safe_load(Path(settings.BASE_DIR, "themes/collection/periods.yaml").read_text())["periods"]
    core = [(each["starts"].year, each["ends"].year) for each in periods if each["core"]]

    assert core == list(pairwise(CORE_YEARS))
