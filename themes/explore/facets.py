"""The choices that findings can be filtered by, and how many findings stand behind each."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import groupby

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Case, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable
from django.utils.text import slugify

from themes.models.catalogue import SHIFT, CatalogueQuerySet, FacetNumber

EVERY_AGENCY = FacetNumber.EVERY_AGENCY.option(1)
# Facets that nobody chooses by themselves, to those that they are counted with.
CHOSEN_AS: Mapping[int, FacetNumber] = {
    FacetNumber.EVERY_AGENCY: FacetNumber.AGENCY,
    FacetNumber.AMONG_PERIODS: FacetNumber.PERIOD,
    FacetNumber.AMONG_AGENCIES: FacetNumber.AGENCY,
}
NONE_OF_THEM = "not-one"  # in an address: findings without any agency, age or kind of harm


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `number` is as the catalogue stores it, `value` as addresses spell it."""

    number: int
    value: str
    name: str
    name_for_tabs: str = ""  # calm words, when others may see them; empty: the name itself is calm
    group: str = ""
    years: tuple[int, int] | None = None  # of a period: its first and last


@dataclass(frozen=True)
class Facet:
    """One kind of choice, its options in the order readers see them."""

    number: FacetNumber
    name: str  # in an address
    label: str
    options: tuple[Option, ...]
    hint: str = ""

    @cached_property
    def by_spelling(self) -> dict[str, Option]:
        """Options by what an address may say for them: their names, spelled as slugs are, or their values."""
        named = {slugify(option.name): option for option in reversed(self.options)}
        return named | {option.value: option for option in self.options}

    @property
    def groups(self) -> list[tuple[str, list[Option]]]:
        """Options under their groups' titles; one nameless group where there are none."""
        return [(title, list(options)) for title, options in groupby(self.options, lambda each: each.group)]


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
    FacetNumber.PERIOD: "First how many are of that period alone, then how many are of several periods together.",
    FacetNumber.AGENCY: "First how many are about that agency, then how many are for every agency: these follow.",
}
NAMES = tuple(name for name, _ in LABELS.values())

OF_NO_ROWS: Mapping[FacetNumber, tuple[tuple[int, str, str], ...]] = {
    FacetNumber.SPAN: ((1, "yes", "Of one period alone"), (2, "no", "Of several periods together")),
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
# Names of harms and titles of reports are not for tabs.
CALM = {FacetNumber.HARM: "a kind of harm", FacetNumber.REVIEW: "one report"}

# One query for all rows that can be chosen. A report without a listed finding is no choice.
OPTIONS = """
SELECT 1, theme.id, theme.slug, theme.title, theme.tab_title, section.title,
       NULL::int, NULL::int, section.position, theme.position
FROM themes_theme theme JOIN themes_themegroup section ON section.id = theme.group_id
WHERE theme.merged_into_id IS NULL
UNION ALL
SELECT 2, id, slug, name, '', CASE WHEN is_core THEN '' ELSE 'Later, for comparison' END,
       extract(year FROM starts)::int, extract(year FROM ends)::int, CASE WHEN is_core THEN 0 ELSE 1 END,
       extract(year FROM starts)::int
FROM reviews_period
UNION ALL
SELECT 3, id, slug, name, '', '', NULL, NULL, position, 0 FROM themes_agency
UNION ALL
SELECT 4, id, slug, name, '', '', NULL, NULL, position, 0 FROM themes_agegroup
UNION ALL
SELECT 5, id, slug, name, '', '', NULL, NULL, position, 0 FROM themes_harm
UNION ALL
SELECT 8, id, slug, short_title, '', '', NULL, NULL,
       coalesce(extract(year FROM coalesce(incidents_from, published))::int, 9999), 0
FROM reviews_review review
WHERE EXISTS (
    SELECT FROM themes_finding finding JOIN themes_catalogueentry entry ON entry.finding_id = finding.id
    WHERE finding.review_id = review.id AND entry.is_listed
)
ORDER BY 1, 9, 10, 2
"""


def read_facets() -> tuple[Facet, ...]:
    """Every facet with its options, in the order of the page: one query."""
    with connection.cursor() as cursor:
        cursor.execute(OPTIONS)
        return _facets(tuple(cursor.fetchall()))


@lru_cache(maxsize=8)  # by content: never out of date
def _facets(rows: tuple[tuple, ...]) -> tuple[Facet, ...]:
    options: dict[FacetNumber, list[Option]] = defaultdict(list)
    for facet, pk, slug, name, for_tabs, group, first_year, last_year, *_ in rows:
        number = FacetNumber(facet)
        years = (first_year, last_year) if first_year else None
        calm = for_tabs or CALM.get(number, "")
        options[number].append(Option(number.option(pk), slug, name, calm, group, years))
    for number, choices in OF_NO_ROWS.items():
        options[number] += [
            Option(number.option(value), slug, name, CALM.get(number, "")) for value, slug, name in choices
        ]
    return tuple(
        Facet(number, name, label, tuple(options[number]), HINTS.get(number, ""))
        for number, (name, label) in LABELS.items()
    )


class Counts:
    """How many listed findings match, and how many would with one kind of choice changed.

    `total` counts the matches. `counts[option.number]` is the number of findings under an option that match all
    choices of other kinds. `without(facet)` is how many match when that facet's choices are all taken away.
    """

    def __init__(self, rows: Iterable[tuple[int, int, int]]) -> None:
        self.options: Counter[int] = Counter()
        self._lacking: Counter[int] = Counter()
        for mask, number, count in rows:
            facet = number >> SHIFT
            if not number:
                self._lacking[mask] += count
            elif mask in (0, 1 << CHOSEN_AS.get(facet, facet)):
                self.options[number] += count

    def __getitem__(self, number: int) -> int:
        return self.options[number]

    @property
    def total(self) -> int:
        return self._lacking[0]

    def shared(self, number: int) -> int | None:
        """How many of a period's findings are of several periods; how many follow those of an agency.

        The latter are for every agency and do not name it. None for other options.
        """
        facet, value = number >> SHIFT, number % (1 << SHIFT)
        if facet == FacetNumber.PERIOD:
            return self.options[FacetNumber.AMONG_PERIODS.option(value)]
        if facet == FacetNumber.AGENCY and value:
            return self.options[EVERY_AGENCY] - self.options[FacetNumber.AMONG_AGENCIES.option(value)]
        return None

    def without(self, facet: int) -> int:
        return self.total + self._lacking[1 << facet]


# A finding that lacks one kind of choice alone still counts beside the options of that kind; the pseudo-option 0
# counts the findings themselves. OFFSET keeps the planner from working out the mask twice, and "< 1" from thinking
# that few will pass and sorting them all.
COUNTS = """
SELECT mask, option, count(*)
FROM (SELECT mask, unnest(options || 0) AS option FROM ({judged} OFFSET 0) judged WHERE mask & (mask - 1) < 1) filed
GROUP BY mask, option
"""


def count_options(conditions: Mapping[int, Q], entries: CatalogueQuerySet) -> Counts:
    """The count beside every option, each under all the other choices: one query, whatever is chosen.

    `conditions` holds the condition on entries of each kind of choice made, by the facet's number (below 31; one
    that belongs to no facet is only ever counted without).
    """
    mask: Combinable = Value(0, IntegerField())
    for facet, condition in conditions.items():
        mask = mask + Case(
            When(condition, then=Value(0)), default=Value(1 << facet), output_field=IntegerField()
        )
    masked = entries.order_by().annotate(mask=mask).values("options", "mask")
    try:
        judged, params = masked.query.sql_with_params()
    except EmptyResultSet:  # nothing could match, so Django makes no query
        return Counts([])
    with connection.cursor() as cursor:
        cursor.execute(COUNTS.format(judged=judged), params)
        return Counts(cursor.fetchall())
