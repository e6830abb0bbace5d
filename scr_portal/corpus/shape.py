"""How a synthetic collection spreads, in weights and shares: much like the real one."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import accumulate
from typing import TypeVar

from reviews.models.review import ReviewKind
from reviews.models.series import Certainty
from themes.enums import CitationBasis, FindingKind, Outcome, SourceBasis

Value = TypeVar("Value")

FINDINGS_OF_A_REVIEW = 500  # on average
REVIEW_KINDS = {
    ReviewKind.SERIOUS_CASE_REVIEW: 76,
    ReviewKind.PRACTICE_REVIEW: 12,
    ReviewKind.THEMATIC_BRIEFING: 5,
    ReviewKind.INSPECTORATE_EVALUATION: 2,
    ReviewKind.STUDY: 2,
    ReviewKind.OVERVIEW: 3,
}
PERIODS_OF_A_REVIEW = {1: 70, 2: 20, 3: 10}

SHORTEST_DOCUMENT, LONGEST_DOCUMENT = 60, 400  # pages
FRONT_PAGES = 4  # numbered in roman numerals
SENTENCES_OF_A_PAGE = (10, 18)  # some 330 words

KINDS = {FindingKind.FINDING: 75, FindingKind.STATISTIC: 20, FindingKind.RECOMMENDATION: 5}
THEMES = {1: 45, 2: 33, 3: 16, 4: 6}
PERIODS = {0: 45, 1: 33, 2: 10, 3: 5, 4: 4, 5: 3}  # of none: the wording names the years
AGENCIES = {0: 65, 1: 20, 2: 10, 3: 5}
EVERY_AGENCY = 8 / 65  # of those that name none
AGES = {0: 80, 1: 14, 2: 6}
HARMS = {0: 60, 1: 30, 2: 10}
COMPOSITE = 0.03

# Findings come as they do when a report is read: several in a row from one review.
SECTION = {4: 1, 6: 1, 8: 1, 10: 1, 12: 1}
HAS_BLOCK = 0.32  # of sections, so that one finding in ten stands in a block
BLOCK = {2: 1, 3: 1}

CITED = 0.5
FINDINGS_OF_A_LIST = {1: 70, 2: 15, 3: 10, 4: 5}
PAGES_OF_A_LIST = {1: 60, 2: 28, 3: 12}
IS_A_RANGE = 0.15
KNOWN_BY_PAGE = {
    (CitationBasis.PAGE_READ, Certainty.HIGH): 45,
    (CitationBasis.SECONDARY_SOURCE, Certainty.MEDIUM): 35,
    (CitationBasis.SAME_AUTHORS_LATER, Certainty.HIGH): 12,
    (CitationBasis.CONTENTS_LIST, Certainty.LOW): 8,
}
KNOWN_WITHOUT_PAGE = {
    (SourceBasis.AUTHOR_SUMMARY, Certainty.HIGH): 60,
    (SourceBasis.PARTIAL_SOURCE, Certainty.MEDIUM): 30,
    (SourceBasis.REPORT, Certainty.HIGH): 10,
}
QUOTED = 0.2  # of findings with a page
OUTCOMES = {
    Outcome.NOT_CHECKED: 60,
    Outcome.EXACT: 22,
    Outcome.NEAR: 8,
    Outcome.OTHER_PAGE: 4,
    Outcome.NOT_FOUND: 6,
}


class Dice:
    """Chances that come out the same for the same seed and purpose."""

    def __init__(self, seed: int, purpose: str) -> None:
        self.chance = random.Random(f"{seed} {purpose}")  # noqa: S311 - nobody gains by guessing these

    def happens(self, share: float) -> bool:
        return self.chance.random() < share

    def choose_one(self, weights: Mapping[Value, int]) -> Value:
        return self.chance.choices(list(weights), list(weights.values()))[0]

    def choose_between(self, least: int, most: int) -> int:
        """A whole number, both ends included."""
        return self.chance.randint(least, most)

    def choose_neighbours(self, rows: Sequence[Value], count: int) -> Sequence[Value]:
        """So many that stand beside each other; all when there are not as many."""
        first = self.choose_between(0, max(0, len(rows) - count))
        return rows[first : first + count]

    def sample(self, rows: Sequence[Value], count: int) -> list[Value]:
        """So many different ones, each as likely as another; all when there are not as many."""
        return self.chance.sample(rows, min(count, len(rows)))


class Skewed:
    """Rows of which a few come up far more often than the rest."""

    def __init__(self, rows: Sequence[int], dice: Dice) -> None:
        self.dice = dice
        self.rows = dice.sample(rows, len(rows))  # which ones is for the dice to say
        self.weights = list(accumulate(1 / (place + 2) for place in range(len(rows))))

    def choose_some(self, count: int) -> list[int]:
        """At most so many different ones; at least one, if there are any and any are asked for."""
        if not (count and self.rows):
            return []
        chosen = self.dice.chance.choices(self.rows, cum_weights=self.weights, k=3 * count)
        return list(dict.fromkeys(chosen))[:count]
