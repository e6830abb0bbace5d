"""The facets that findings can be filtered by, their options, and how many findings each option has."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, Value, When
from django.db.models.expressions import Combinable
from django.utils.text import slugify
from pyroaring import BitMap

from reviews.collection_version import kept_by_version
from themes.findings.cards import YEARS_IN_WORDS
from themes.index.contents import CatalogueIndex
from themes.models.catalogue import SHIFT, CatalogueCondition, CatalogueQuerySet, FacetNumber

EVERY_AGENCY = FacetNumber.EVERY_AGENCY.encode(1)
# Facets that no filter shows, with the facet whose options they are counted for.
COUNTED_WITH: Mapping[int, FacetNumber] = {
    FacetNumber.EVERY_AGENCY: FacetNumber.AGENCY,
    FacetNumber.AMONG_PERIODS: FacetNumber.PERIOD,
    FacetNumber.AMONG_AGENCIES: FacetNumber.AGENCY,
}
NONE_OF_THEM = "not-one"  # in an address: findings without any agency, age or kind of harm
ALONE, SEVERAL = 1, 2  # of one period, or of several
NO_PERIOD = "none"  # in an address: findings of no period, whose wording names their years


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a facet. The catalogue stores its `number`; addresses have its `value`."""

    number: int
    value: str
    name: str
    name_for_tabs: str = ""  # calm words for the browser's tab, which others may see; empty: the name will do
    group: str = ""
    years: tuple[int, int] | None = None  # of a period: its first and last
    # Whether it is worth choosing. One that nothing is filed under yet is understood in an address, and not offered.
    is_offered: bool = True


@dataclass(frozen=True)
class Facet:
    """A filter with its options, in the order readers see them."""

    number: FacetNumber
    name: str  # in an address
    label: str
    options: tuple[Option, ...]
    hint: str = ""

    @cached_property
    def by_spelling(self) -> dict[str, Option]:
        """Options by every spelling that an address may have: their values, and their names as slugs."""
        named = {slugify(option.name): option for option in reversed(self.options)}
        return named | {option.value: option for option in self.options}

    def offer(self, chosen: Collection[int]) -> list[Option]:
        """The options to choose from, and those whose numbers were chosen already."""
        return [option for option in self.options if option.is_offered or option.number in chosen]


# In the order of the page and of every address.
LABELS: Mapping[FacetNumber, tuple[str, str]] = {
    FacetNumber.THEME: ("theme", "Theme"),
    FacetNumber.PERIOD: ("period", "Period of the incidents"),
    FacetNumber.SPAN: ("alone", "One period or several"),
    FacetNumber.AGENCY: ("agency", "Agency"),
    FacetNumber.AGE: ("age", "Age of the child"),
    FacetNumber.HARM: ("harm", "Kind of harm"),
    FacetNumber.KIND: ("kind", "Kind of finding"),
    FacetNumber.HOW: ("how", "How we know"),
    FacetNumber.WORDING: ("wording", "Quoted words"),
    FacetNumber.REVIEW: ("review", "Report"),
}
HINTS = {
    FacetNumber.PERIOD: "Of that period alone + of several together.",
    FacetNumber.AGENCY: (
        "First number: findings about that agency. Second: findings for every agency, which come last in the list."
    ),
}
NAMES = tuple(name for name, _ in LABELS.values())

FIXED_OPTIONS: Mapping[FacetNumber, tuple[tuple[int, str, str], ...]] = {
    FacetNumber.SPAN: (
        (ALONE, "yes", "Of one period alone"),
        (SEVERAL, "no", "Of several periods together"),
    ),
    FacetNumber.AGENCY: ((0, NONE_OF_THEM, "Not about one agency"),),
    FacetNumber.AGE: ((0, NONE_OF_THEM, "Not about one age"),),
    FacetNumber.HARM: ((0, NONE_OF_THEM, "No kind of harm named"),),
    FacetNumber.KIND: (
        (1, "finding", "Finding"),
        (2, "statistic", "Statistic"),
        (3, "recommendation", "Recommendation"),
    ),
    FacetNumber.HOW: (
        (1, "read", "Read on the page"),
        (2, "not-checked", "Page not checked"),
        (3, "contents", "Contents list only"),
        (4, "not-known", "Page not known"),
    ),
    FacetNumber.WORDING: (
        (1, "checked", "Quoted words checked"),
        (2, "not-checked", "Quoted words not checked, or not the same"),
        (0, "own", "In our own words alone"),
    ),
}
# Instead of the names of harms and the titles of reports, in the browser's tab.
CALM_NAMES = {FacetNumber.HARM: "a kind of harm", FacetNumber.REVIEW: "one report"}

# One query for every option that is a row. A theme, age, harm or report without a listed finding is not offered.
OPTIONS = """
SELECT 1, theme.id, theme.slug, theme.title, theme.tab_title, section.title,
       NULL::int, NULL::int, EXISTS (
           SELECT FROM themes_findingtheme JOIN themes_catalogueentry USING (finding_id)
           WHERE theme_id = theme.id AND is_listed
       ),
       section.position, theme.position
FROM themes_theme theme JOIN themes_themegroup section ON section.id = theme.group_id
WHERE theme.merged_into_id IS NULL
UNION ALL
SELECT 2, id, slug, name, '', CASE WHEN is_core THEN '' ELSE 'Later, for comparison' END,
       extract(year FROM starts)::int, extract(year FROM ends)::int, true, CASE WHEN is_core THEN 0 ELSE 1 END,
       extract(year FROM starts)::int
FROM reviews_period
UNION ALL
SELECT 2, 0, %s, %s, '', '', NULL, NULL, true, 0, 9999
UNION ALL
SELECT 3, id, slug, name, '', '', NULL, NULL, true, position, 0 FROM themes_agency
UNION ALL
SELECT 4, id, slug, name, '', '', NULL, NULL,
       EXISTS (
           SELECT FROM themes_finding_ages JOIN themes_catalogueentry USING (finding_id)
           WHERE agegroup_id = age.id AND is_listed
       ), position, 0
FROM themes_agegroup age
UNION ALL
SELECT 5, id, slug, name, '', '', NULL, NULL,
       EXISTS (
           SELECT FROM themes_finding_harms JOIN themes_catalogueentry USING (finding_id)
           WHERE harm_id = harm.id AND is_listed
       ), position, 0
FROM themes_harm harm
UNION ALL
SELECT 8, id, slug, short_title, '', '', NULL, NULL, EXISTS (
           SELECT FROM themes_finding finding JOIN themes_catalogueentry ON finding_id = finding.id
           WHERE finding.review_id = review.id AND is_listed
       ),
       coalesce(extract(year FROM coalesce(incidents_from, published))::int, 9999), 0
FROM reviews_review review
ORDER BY 1, 10, 11, 2
"""


@kept_by_version
def read_facets() -> tuple[Facet, ...]:
    """Every facet with its options, in the order of the page: one query."""
    with connection.cursor() as cursor:
        cursor.execute(OPTIONS, [NO_PERIOD, YEARS_IN_WORDS])
        return _build_facets(tuple(cursor.fetchall()))


@lru_cache(maxsize=8)  # keyed by content, so it is never stale
def _build_facets(rows: tuple[tuple, ...]) -> tuple[Facet, ...]:
    options: dict[FacetNumber, list[Option]] = defaultdict(list)
    for facet, pk, slug, name, for_tabs, group, first_year, last_year, is_offered, *_ in rows:
        number = FacetNumber(facet)
        years = (first_year, last_year) if first_year else None
        name_for_tabs = for_tabs or CALM_NAMES.get(number, "")
        options[number].append(Option(number.encode(pk), slug, name, name_for_tabs, group, years, is_offered))
    for number, choices in FIXED_OPTIONS.items():
        options[number] += [
            Option(number.encode(value), slug, name, CALM_NAMES.get(number, ""))
            for value, slug, name in choices
        ]
    return tuple(
        Facet(number, name, label, tuple(options[number]), HINTS.get(number, ""))
        for number, (name, label) in LABELS.items()
    )


class Counts:
    """How many listed findings match, and how many would if the choices of one facet were different.

    `total` counts the matches. `counts[option.number]` counts an option's findings under the choices of all other
    facets. `count_without(facet)` counts the matches with that facet's choices taken away.
    """

    def __init__(self, rows: Iterable[tuple[int, int, int]]) -> None:
        self.options: Counter[int] = Counter()
        self._by_mask: Counter[int] = Counter()
        for mask, number, count in rows:
            facet = number >> SHIFT
            if not number:
                self._by_mask[mask] += count
            elif mask in (0, 1 << COUNTED_WITH.get(facet, facet)):
                self.options[number] += count

    def __getitem__(self, number: int) -> int:
        return self.options[number]

    @property
    def total(self) -> int:
        return self._by_mask[0]

    def count_shared(self, number: int) -> int | None:
        """How many of a period's findings are of several periods; or how many of an agency's are for every agency.

        The latter do not name the agency itself. None for other options.
        """
        facet, value = number >> SHIFT, number % (1 << SHIFT)
        if facet == FacetNumber.PERIOD and value:
            return self.options[FacetNumber.AMONG_PERIODS.encode(value)]
        if facet == FacetNumber.AGENCY and value:
            return self.options[EVERY_AGENCY] - self.options[FacetNumber.AMONG_AGENCIES.encode(value)]
        return None

    def count_without(self, facet: int) -> int:
        return self.total + self._by_mask[1 << facet]


# The mask has a bit for each facet whose choices a finding does not meet. A finding that fails a single facet still
# counts for the options of that facet; the pseudo-option 0 counts the findings themselves. OFFSET keeps the planner
# from computing the mask twice, and "< 1" from expecting so few rows that it sorts them all.
COUNTS = """
SELECT mask, option, count(*)
FROM (SELECT mask, unnest(options || 0) AS option FROM ({judged} OFFSET 0) judged WHERE mask & (mask - 1) < 1) filed
GROUP BY mask, option
"""


def count_options(conditions: Mapping[int, CatalogueCondition], entries: CatalogueQuerySet) -> Counts:
    """The count of every option under the choices of all other facets: one query, whatever is chosen.

    `conditions` are by the number of the facet that was chosen from. `YEARS` and `TOGETHER` are no facets: they have
    no options to count. Numbers are below 31.
    """
    mask: Combinable = Value(0, IntegerField())
    for facet, condition in conditions.items():
        mask = mask + Case(
            When(condition.build_q(), then=Value(0)), default=Value(1 << facet), output_field=IntegerField()
        )
    masked = entries.order_by().annotate(mask=mask).values("options", "mask")
    try:
        judged, params = masked.query.sql_with_params()
    except EmptyResultSet:  # nothing could match, so Django makes no query
        return Counts([])
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(judged=judged), params)
        return Counts(cursor.fetchall())


def count_options_in_index(
    index: CatalogueIndex, conditions: Mapping[int, CatalogueCondition], among: BitMap
) -> Counts:
    """The same, in the index."""
    found = {facet: index.find(condition) for facet, condition in conditions.items()}
    matching = BitMap.intersection(among, *found.values())
    without = {
        facet: BitMap.intersection(among, *(each for other, each in found.items() if other != facet))
        for facet in found
    }
    rows = [(0, 0, len(matching))]
    rows += [(1 << facet, 0, len(wider) - len(matching)) for facet, wider in without.items()]
    for option, filed in index.options.items():
        facet = option >> SHIFT
        counted = without.get(COUNTED_WITH.get(facet, facet), matching)
        rows.append((0, option, counted.intersection_cardinality(filed)))
    return Counts(rows)
