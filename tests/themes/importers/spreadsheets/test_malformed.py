"""Broken files get an answer in words from the real screens, and change nothing by halves."""

import random

import pytest

from tests.bench.malformed_spreadsheets import KINDS, _bomb, give
from tests.factories import make_period, make_review, make_theme

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", sorted({make.__name__ for _, make in [*KINDS, ("", _bomb)]}))
def test_broken_spreadsheets_are_answered_in_words(client, curator, kind):
    make_review("no-such", period=make_period())
    make_theme("Neglect")
    rng = random.Random(kind)  # noqa: S311 - examples, not secrets
    make = {make.__name__: make for _, make in [*KINDS, ("", _bomb)]}[kind]

    became = {give(client, "findings", "sheet.xlsx", make(rng)) for _ in range(6)}

    assert became <= {"refused", "with mistakes", "nothing new", "imported", "asked about"}
