"""What the index holds: for each option, year, block and word of listed findings, the findings that have it.

Findings are their public numbers here. So every bitmap is in the order of a list, and a change leaves all others as
they are.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from pyroaring import BitMap, BitMap64

from themes.models.catalogue import SHIFT, CatalogueCondition, FacetNumber

# Words one after the other: how far each stands behind the one before (0 for the first), and its stems.
Phrase = tuple[tuple[int, tuple[str, ...]], ...]

LAST_YEAR = 4095  # an order has 12 binary digits for it
NO_FIRST_YEAR, NO_LAST_YEAR = LAST_YEAR, 0  # where findings without years stand in it
LONGEST_PHRASE = 30  # words


class NotInIndex(Exception):
    """The index cannot say this, but the database can."""


class IndexedFinding(NamedTuple):
    """A listed finding with all that the index holds of it."""

    number: int
    pk: int
    block: int | None
    options: Sequence[int]
    periods: tuple[int, ...]  # those of its options that are periods
    first_year: int
    last_year: int
    words: Sequence[str]  # its stems, each as often as it stands there
    positions: Sequence[int]  # of these words


class CatalogueIndex:
    """The listed findings at one version of the collection, and nothing of any other."""

    def __init__(self, highest_position: int = 0) -> None:
        self.version = ""
        self.snapshot = ""  # of the database: whose changes are in it
        self.remembered_in = 0  # the table of its changes
        self.listed = BitMap()
        self.pks = array("q")  # of the listed, in the order of their numbers
        self.options: dict[int, BitMap] = defaultdict(BitMap)
        self.periods: dict[tuple[int, ...], BitMap] = defaultdict(BitMap)  # by all periods of a finding
        self.first_years: dict[int, BitMap] = defaultdict(BitMap)
        self.last_years: dict[int, BitMap] = defaultdict(BitMap)
        self.blocks: dict[int, BitMap] = defaultdict(BitMap)
        self.block_of: dict[int, int] = {}
        self.in_blocks = BitMap()
        self.later = BitMap()  # of each block all but its lowest number
        self.words: dict[str, BitMap] = defaultdict(BitMap)
        # Where each word stands: the finding's number and then, in this many binary digits, its position. There is
        # room behind every finding, so that no phrase is found across two of them.
        self.digits = (highest_position + LONGEST_PHRASE).bit_length()
        self.positions: dict[str, BitMap64] = defaultdict(BitMap64)

    @property
    def highest_position(self) -> int:
        """The highest that a word may have."""
        return (1 << self.digits) - 1 - LONGEST_PHRASE

    def remove(self, numbers: Iterable[int]) -> None:
        """Take findings out, as far as they are there: all at once, since every word is looked at."""
        gone = self.listed & BitMap(numbers)
        for number in reversed(gone):
            del self.pks[self.listed.rank(number) - 1]
        self.listed -= gone
        for number in gone & self.in_blocks:
            block = self.block_of.pop(number)
            self.blocks[block].remove(number)
            self._order_block(block)
        self.in_blocks -= gone
        self.later -= gone
        kinds = (self.options, self.periods, self.first_years, self.last_years)
        for filed in chain.from_iterable(kind.values() for kind in kinds):
            filed.difference_update(gone)
        for word, holding in self.words.items():
            if holding.intersect(gone):
                for number in holding & gone:
                    self.positions[word].remove_range(number << self.digits, number + 1 << self.digits)
                holding.difference_update(gone)

    def order_blocks(self) -> None:
        """Once `blocks` is filled."""
        for block, numbers in self.blocks.items():
            self.block_of |= dict.fromkeys(numbers, block)
            self.in_blocks |= numbers
            self._order_block(block)

    def add(self, finding: IndexedFinding) -> None:
        """Put in a finding that is not there."""
        number = finding.number
        self.pks.insert(self.listed.rank(number), finding.pk)
        self.listed.add(number)
        for option in finding.options:
            self.options[option].add(number)
        self.periods[finding.periods].add(number)
        self.first_years[finding.first_year].add(number)
        self.last_years[finding.last_year].add(number)
        if finding.block is not None:
            self.blocks[finding.block].add(number)
            self.block_of[number] = finding.block
            self.in_blocks.add(number)
            self._order_block(finding.block)
        for word, position in zip(finding.words, finding.positions, strict=True):
            self.words[word].add(number)
            self.positions[word].add((number << self.digits) + position)

    def _order_block(self, block: int) -> None:
        self.later |= self.blocks[block]
        self.later -= self.blocks[block][:1]

    def find(self, condition: CatalogueCondition) -> BitMap:
        """Those that meet the condition."""
        found = self.find_options(condition.any_of)
        if condition.years:
            first, last = condition.years
            found &= self.first_years.get(first, BitMap()) & self.last_years.get(last, BitMap())
        return found

    def find_options(self, options: Iterable[int]) -> BitMap:
        """Those that are filed under any of these."""
        return BitMap.union(BitMap(), *(self.options[each] for each in options if each in self.options))

    def list_values(self, facet: FacetNumber, number: int) -> list[int]:
        """What a finding is filed under in this facet."""
        first = facet.encode(0)
        return [
            option - first
            for option, filed in self.options.items()
            if option >> SHIFT == facet and number in filed
        ]

    def find_phrases(self, phrases: Iterable[Phrase]) -> BitMap:
        """Those that hold any of these."""
        return BitMap.union(BitMap(), *map(self._find_phrase, phrases))

    def _find_phrase(self, phrase: Phrase) -> BitMap:
        if len(phrase) == 1:
            stems = phrase[0][1]
            return BitMap.union(BitMap(), *(self.words[stem] for stem in stems if stem in self.words))
        if sum(distance for distance, _ in phrase) > LONGEST_PHRASE:
            raise NotInIndex
        begins: BitMap64 | None = None
        behind = 0  # the first word of the phrase
        for distance, stems in phrase:
            behind += distance
            standing = BitMap64.union(
                BitMap64(), *(self.positions[stem] for stem in stems if stem in self.positions)
            )
            standing = standing.shift(-behind)
            begins = standing if begins is None else begins & standing
            if not begins:
                return BitMap()
        return BitMap(begin >> self.digits for begin in begins or ())

    def get_pks(self, numbers: Iterable[int]) -> tuple[int, ...]:
        return tuple(self.pks[self.listed.rank(number) - 1] for number in numbers)
