"""The index and PostgreSQL agree in what is found, its order and every count, whatever is chosen or changes."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from django.db import connection
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reviews.collection_version import read_version
from tests.factories import make_block, make_finding, make_period, make_theme
from tests.themes.explore.test_filters import choose, make_collection, query
from themes.explore.filters import FindingFilter
from themes.explore.listing import read_page
from themes.explore.periods import count_by_periods, count_themes_by_periods
from themes.explore.strip import read_strip
from themes.findings import theme_places
from themes.findings.cards import read_cards
from themes.findings.related import find_nearby
from themes.findings.theme_places import find_places_of
from themes.index.contents import CatalogueIndex
from themes.index.keeping import keeper
from themes.index.reading import catch_up, read_index
from themes.models import Agency, Finding, Synonym, Theme
from themes.reading.tally import count_by_report
from themes.search.understanding import understand

STEMS = ["harbour", "harbours", "river", "granite", "cloud", "the", "father's", "fathers", "strange"]


@contextmanager
def answering(index: CatalogueIndex | None) -> Iterator[None]:
    """Questions are answered from this index, or from the database."""
    with patch.object(keeper, "find", lambda version: index), patch.object(keeper, "drop", fail):
        yield


def fail() -> None:
    raise AssertionError("the index failed")


def ask_everything(data: Any, typed: str) -> dict[str, Any]:
    """All that a list says of a choice and of what was typed."""
    filterset = FindingFilter(data)
    words = understand(typed) if typed else None
    if words:
        filterset.look_for(words)
    counts = filterset.counts
    facets = filterset.facets
    pages = [read_page(filterset, number=number, size=4) for number in range(1, 7)]
    return {
        "places": [
            [(heading, set(place.finding_ids), place.block) for heading, place in page.places]
            for page in pages
        ],
        "place counts": [page.place_count for page in pages],
        "total": counts.total,
        "options": {
            (facet.name, option.value): (counts[option.number], counts.count_shared(option.number))
            for facet in facets
            for option in facet.options
        },
        "without": [counts.count_without(number) for number in range(30)],
        "strip": read_strip(filterset, str),
        "years in words": filterset.count_years_in_words(),
        "following": filterset.count_following(),
        "without words": filterset.count_without_words(),
        "evidence": words and words.evidence,
        "themes": words and words.themes,
    }


def ask_for_pages(named: frozenset[int]) -> dict[str, Any]:
    """What pages of themes, periods and reports count, and the places of a theme, of which only some are shown."""
    with patch.object(theme_places, "MOST_WHOLE", 3), patch.object(theme_places, "IN_SIGHT", 1):
        return {
            "by periods": count_by_periods(),
            "themes by periods": count_themes_by_periods(),
            "reports": {review: tally for review, tally in count_by_report().items() if any(tally)},
            "places": {
                theme.pk: vars(found := find_places_of(theme, named))
                | {
                    "places": [
                        (each.section, set(each.place.finding_ids), each.place.block) for each in found.places
                    ]
                }
                for theme in Theme.objects.all()
            },
            "nearby": {
                card.pk: find_nearby(Finding.objects.get(pk=card.pk), card, frozenset([card.pk]))
                for card in read_cards(Finding.objects.in_lists().values_list("pk", flat=True))
            },
        }


def make_words(chance: random.Random) -> str:
    pieces = []
    for _ in range(chance.choice([0, 0, 1, 1, 2, 4])):
        some = " ".join(chance.choices(STEMS, k=chance.choice([1, 1, 2, 3])))
        pieces.append(chance.choice([some, some, f'"{some}"', f"-{some}", f'-"{some}"']))
    return " ".join(pieces)


def write_words(chance: random.Random) -> str:
    return " ".join(chance.choices([*STEMS, "and"], k=chance.choice([1, 4, 9, 40])))


def change_something(chance: random.Random) -> None:
    """One change as curators make them; findings that were published are not deleted."""
    findings = list(Finding.objects.all())
    if not findings or chance.random() < 0.2:
        make_finding(write_words(chance), themes=(make_theme(),), periods=(make_period(),))
        return
    finding = chance.choice(findings)
    change = chance.randrange(6)
    if change == 0:
        finding.text = write_words(chance)
        finding.save()
    elif change == 1 and finding.state == "published":
        Finding.objects.filter(pk=finding.pk).update(state="withdrawn", withdrawn_at=finding.published_at)
    elif change == 2:
        finding.agencies.set(Agency.objects.all()[:1])
    elif change == 3:
        finding.periods.set([make_period(2003, 2005), make_period(2009, 2011)][: chance.randint(0, 2)])
    elif change == 4 and len(findings) > 1:
        make_block(*chance.sample(findings, 2))
    else:
        Finding.objects.filter(state="draft").delete()


class AgainstTheDatabase(TestCase):
    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=10)
    def test_index_and_database_agree(self, seed):
        chance = random.Random(seed)  # noqa: S311 - examples, not secrets
        make_collection(chance)
        Synonym.objects.create(slug="water", words=["river", "the harbour", "granite cloud"])
        for finding in Finding.objects.all():
            if chance.random() < 0.5:
                Finding.objects.filter(pk=finding.pk).update(text=write_words(chance))
            if chance.random() < 0.2:
                finding.see_also.add(chance.choice(Finding.objects.all()))
        index = read_index(connection.connection)
        for _ in range(5):
            choice, sort = choose(chance, FindingFilter())
            data, typed = query(choice, sort), make_words(chance)

            numbers = Finding.objects.values_list("number", flat=True)
            named = frozenset(chance.choices([0, *numbers], k=2))

            with answering(index):
                from_index, pages_from_index = ask_everything(data, typed), ask_for_pages(named)
            with answering(None):
                from_database, pages_from_database = ask_everything(data, typed), ask_for_pages(named)

            assert from_index == from_database
            assert pages_from_index == pages_from_database
            for _ in range(chance.randint(0, 3)):
                change_something(chance)
            if not catch_up(index):  # a longer text than it has room for
                index = read_index(connection.connection)
            assert index.version == read_version()
