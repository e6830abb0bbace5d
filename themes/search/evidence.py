"""What the findings say of the words that were typed: from the index, or one query.

How much a word tells findings apart is a whole number, in thousandths: so sums come out the same in whatever order.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from math import log

from django.db import connection
from pyroaring import BitMap

from themes.index.contents import CatalogueIndex
from themes.index.keeping import answer
from themes.index.points import Points
from themes.models.catalogue import FacetNumber
from themes.search.findings import SearchGroup, join_any, list_options

BEST_FINDINGS = 12  # those asked where they stand
FEWEST = 30  # of so few findings nothing can be said of how rare a word is
COMMON = 1 / 3  # a word that more findings hold tells too little to bring them, unless nothing else was typed

# When something here says what was typed. The best finding must hold so large a part of it, by how much each word
# tells findings apart, or so much at all. Set by the sentences in tests/themes/search.
ENOUGH = 0.5
MUCH = 1.05  # times what a word of one finding alone tells, so that no single word is enough
ENOUGH_ALONE = 0.6  # where the best finding holds one word, and another is of nothing here
HELD_BY_OTHERS = 0.75  # the part that counts of words that findings hold, though not all the same one
# For a word that no finding holds, but that leads to a theme; any other tells as much as can be.
OF_THEMES = 4500

# A group tells findings apart by the logarithm of how many findings there are to one that holds it. Those that stand
# under a theme hold the words that name it, too, where it is asked how much of what was typed a finding holds at most.
# With OFFSET 0 each query goes to the index by itself: all at once, they were tried on every finding in turn.
EVIDENCE = """
    WITH asked AS (
        SELECT number, query::tsquery, is_weak
        FROM unnest(%(queries)s::text[], %(weak)s::bool[]) WITH ORDINALITY AS typed (query, is_weak, number)
        WHERE query <> ''
    ),
    known AS (SELECT count(*)::float AS findings FROM themes_catalogueentry WHERE is_listed),
    by_words AS (
        SELECT asked.number, is_weak, finding.id AS finding_id, finding.number AS place,
            finding.search @@ %(excluded)s::tsquery AS is_excluded
        FROM asked CROSS JOIN LATERAL (
            SELECT id, number, search FROM themes_finding WHERE search @@ query OFFSET 0
        ) finding
        JOIN themes_catalogueentry entry ON entry.finding_id = finding.id AND entry.is_listed
    ),
    told AS (
        SELECT number, is_weak, floor(1000 * ln((SELECT findings FROM known) / count(*)))::bigint AS tells
        FROM by_words GROUP BY number, is_weak
    ),
    best AS (
        SELECT finding_id, sum(tells) AS held
        FROM by_words JOIN told USING (number)
        WHERE NOT by_words.is_weak AND NOT is_excluded
        GROUP BY finding_id, place ORDER BY held DESC, place LIMIT %(most)s
    ),
    held AS (
        SELECT number, finding_id FROM by_words WHERE NOT is_weak
        UNION
        SELECT naming.number, link.finding_id
        FROM unnest(%(naming)s::int[], %(themes)s::bigint[]) AS naming (number, theme_id)
        JOIN themes_findingtheme link USING (theme_id)
        JOIN themes_catalogueentry entry ON entry.finding_id = link.finding_id AND entry.is_listed
    ),
    spread AS (SELECT number, count(*) AS findings FROM held GROUP BY number),
    fullest AS (
        SELECT sum(floor(1000 * ln(known.findings / spread.findings))::bigint) AS held
        FROM held JOIN spread USING (number), known
        WHERE spread.findings <= known.findings * %(common)s
        GROUP BY finding_id ORDER BY held DESC LIMIT 1
    )
    SELECT 'theme', theme_id, sum(held * held)
    FROM best JOIN themes_findingtheme USING (finding_id)
    GROUP BY theme_id
    UNION ALL
    SELECT 'tells', number, tells FROM told
    UNION ALL
    SELECT 'spread', number, findings FROM spread
    UNION ALL
    SELECT 'known', 0, findings FROM known
    UNION ALL
    SELECT 'fullest', 0, held FROM fullest
"""


def measure(findings: int, holding: int) -> int:
    """How much a word tells that so many of all findings hold."""
    return int(1000 * log(findings / holding))


@dataclass(frozen=True)
class Evidence:
    """Groups are numbered from 1."""

    themes: Mapping[int, float] = field(default_factory=dict)  # how much the best findings under each hold
    tells: Mapping[int, int] = field(default_factory=dict)  # how much each group tells findings apart
    # Findings that hold each group, or stand where it leads.
    spread: Mapping[int, int] = field(default_factory=dict)
    findings: int = 0
    fullest: int = 0  # what the best finding holds

    def count_holding(self, number: int) -> int:
        """How many findings hold this group, weak or not, or stand where it leads."""
        return self.spread.get(number, 0) or int(number in self.tells)

    def compute_weights(self, groups: Sequence[SearchGroup]) -> tuple[int, ...]:
        return tuple(1 + self.tells.get(number, 0) // 1000 for number, _ in enumerate(groups, start=1))

    def select_bringing(self, groups: Sequence[SearchGroup]) -> tuple[SearchGroup, ...]:
        """The groups that bring findings: not those that are weak, and common ones only where there are no others."""
        strong = [(number, group) for number, group in enumerate(groups, start=1) if not group.is_weak]
        if self.findings < FEWEST:
            return tuple(group for _, group in strong) or tuple(groups)
        rare = [group for number, group in strong if self.spread.get(number, 0) <= self.findings * COMMON]
        return tuple(rare or [group for _, group in strong])

    def is_enough(self, groups: Sequence[SearchGroup]) -> bool:
        """Whether any finding holds enough of what was typed to say that this is spoken of here."""
        if self.findings < FEWEST:
            return True
        sought, weights, is_strange = 0.0, [], False
        for number, group in enumerate(groups, start=1):
            count = self.spread.get(number, 0)
            if not group.is_weak and count <= self.findings * COMMON:
                sought += self._weigh_group(count, group)
                weights += [measure(self.findings, count)] if count else []
                is_strange = is_strange or not (count or group.is_of_themes)
        least = ENOUGH_ALONE if is_strange and self.fullest in weights else ENOUGH
        return bool(self.spread) and self.fullest >= min(least * sought, MUCH * measure(self.findings, 1))

    def _weigh_group(self, count: int, group: SearchGroup) -> float:
        if count:
            return HELD_BY_OTHERS * measure(self.findings, count)
        return OF_THEMES if group.is_of_themes else measure(2 * self.findings, 1)


def read_evidence(groups: Sequence[SearchGroup], excluded: Sequence[SearchGroup]) -> Evidence:
    """One query at most, and none where nothing could be found."""
    if not any(group.tsquery or group.naming for group in groups):
        return Evidence()
    return answer(
        lambda index: read_evidence_from_index(index, groups, excluded),
        lambda: _read_from_database(groups, excluded),
    )


def _read_from_database(groups: Sequence[SearchGroup], excluded: Sequence[SearchGroup]) -> Evidence:
    naming = [(number, theme) for number, group in enumerate(groups, start=1) for theme in group.naming]
    with connection.cursor() as cursor:
        cursor.execute(
            EVIDENCE,
            {
                "queries": [group.tsquery for group in groups],
                "weak": [group.is_weak for group in groups],
                "excluded": join_any(group.tsquery for group in excluded),
                "most": BEST_FINDINGS,
                "common": COMMON,
                "naming": [number for number, _ in naming],
                "themes": [theme for _, theme in naming],
            },
        )
        rows = cursor.fetchall()
    read: dict[str, dict[int, int]] = {"theme": {}, "tells": {}, "spread": {}, "known": {}, "fullest": {}}
    for kind, number, value in rows:
        read[kind][number] = int(value or 0)
    return Evidence(
        _share_out(read["theme"], read["tells"], groups),
        read["tells"],
        read["spread"],
        read["known"][0],
        read["fullest"].get(0, 0),
    )


def _share_out(
    squares: Mapping[int, int], tells: Mapping[int, int], groups: Sequence[SearchGroup]
) -> dict[int, float]:
    """The squares of what the best findings under each theme hold, as a part of what there is to hold."""
    strong = sum(tells.get(number, 0) for number, group in enumerate(groups, start=1) if not group.is_weak)
    return {theme: square / strong / 1000 if strong else 0 for theme, square in squares.items()}


def read_evidence_from_index(
    index: CatalogueIndex, groups: Sequence[SearchGroup], excluded: Sequence[SearchGroup]
) -> Evidence:
    """The same as the query says."""
    known = len(index.listed)
    tells, spread = {}, {}
    holding, standing = Points(), Points()
    any_held = BitMap()
    for number, group in enumerate(groups, start=1):
        held = group.find(index)
        if held:
            tells[number] = measure(known, len(held))
        if group.is_weak:
            held = BitMap()
        elif held:
            holding.add(held, tells[number])
            any_held |= held
        held = held | index.find_options(list_options(group.naming))
        if held:
            spread[number] = len(held)
            if len(held) <= known * COMMON:
                standing.add(held, measure(known, len(held)))
    for group in excluded:
        any_held -= group.find(index)
    squares: dict[int, int] = {}
    best = ((points, finding) for points, found in holding.descend(any_held) for finding in found)
    for points, finding in islice(best, BEST_FINDINGS):
        for theme in index.list_values(FacetNumber.THEME, finding):
            squares[theme] = squares.get(theme, 0) + points * points
    fullest = next((points for points, _ in standing.descend(index.listed)), 0)
    return Evidence(_share_out(squares, tells, groups), tells, spread, known, fullest)
