"""Which findings match: the FilterSet on PostgreSQL is the definition. The index answers the same conditions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils.text import slugify
from pyroaring import BitMap

from reviews.collection_version import kept_by_version
from reviews.history.tracking import find_by_old_slugs
from reviews.models import Period, Review
from themes.explore.facets import (
    LABELS,
    NAMES,
    NO_PERIOD,
    NONE_OF_THEM,
    SEVERAL,
    Counts,
    Facet,
    Option,
    count_options,
    count_options_in_index,
    read_facets,
)
from themes.forms import GovukForm
from themes.index.contents import CatalogueIndex
from themes.index.keeping import answer
from themes.models import AgeGroup, Agency, CatalogueEntry, Finding, Harm, Theme
from themes.models.catalogue import SHIFT, CatalogueCondition, FacetNumber
from themes.search.understanding import Understanding

YEARS = 20  # stands for "since" and "until", which are no facet; higher than the number of any facet
TOGETHER = 21  # likewise for "together"
# These are about periods, and leave out findings of none; by the names that an address has for them.
OF_PERIODS = frozenset({FacetNumber.PERIOD, FacetNumber.SPAN, TOGETHER, YEARS})
NAMES_OF_PERIODS = ("period", "alone", "together", "since", "until")
WITH_OLD_SLUGS: dict[FacetNumber, type[Model]] = {
    FacetNumber.THEME: Theme,
    FacetNumber.PERIOD: Period,
    FacetNumber.REVIEW: Review,
    FacetNumber.AGENCY: Agency,
    FacetNumber.AGE: AgeGroup,
    FacetNumber.HARM: Harm,
}
LONGEST_VALUE = 100
MOST_VALUES = 100
MOST_CHOSEN = 30  # options of one facet
LONGEST_LIST = 100
FILTERS = "filters"  # says how their panel stands, see `themes.views.lists.OPEN`
CUT = "cut"  # names the facets of which too much was chosen
# What goes along in every address while a list is being made, see `themes.explore.list_addresses`.
TICK = "tick"  # names findings that are ticked and not on a list yet
TITLE = "title"
ORDER = "order"  # all codes as they stood: boxes on a page are sent in the order of the page
NOTE = "note-"  # before a finding's code
AS_OF = "as-of"  # the day at whose end the list is shown, see `themes.past`
YEAR = re.compile(r"[12][0-9]{3}")
FROM_TO = re.compile(r"([12][0-9]{3})(?:-|–| to )([12][0-9]{3})")
LISTED = re.compile(r"[?&]id=([^&#]+)")  # in the address of a list

SORTS = {
    "": "By number",  # unless some findings fit the choice better than others: see `sorts`
    "newest": "Latest incidents first",
    "oldest": "Earliest incidents first",
    "number": "By number",
}


class OptionsField(forms.Field):
    """Cleans any spelling of a facet's options to a list of them, in the facet's order.

    Unknown words raise no error, so that a mistyped address still gives an answer. After cleaning they are in
    `unknown`, to be shown to the reader.
    """

    widget = forms.SelectMultiple  # reads all values of a name; never rendered

    def __init__(self, *, facet: Facet, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.facet = facet
        self.unknown: list[str] = []
        self.is_cut = False  # whether more was chosen than is used

    def clean(self, value: Sequence[str] | None) -> list[Option]:
        known = self.facet.by_spelling
        spellings = {
            text: text if text in known else normalise_spelling(text)
            for text in map(str.strip, split_values(value or []))
        }
        unmatched = [text for text, spelling in spellings.items() if text and spelling not in known]
        current = self._resolve_old_slugs(unmatched)
        chosen = {known[slug].number for slug in [*spellings.values(), *current.values()] if slug in known}
        self.unknown = [text for text in unmatched if text not in current]
        in_order = [option for option in self.facet.options if option.number in chosen]
        self.is_cut = len(in_order) > MOST_CHOSEN or count_values(value or []) > MOST_VALUES
        return in_order[:MOST_CHOSEN]

    def _resolve_old_slugs(self, texts: Sequence[str]) -> dict[str, str]:
        """Today's values for former slugs, and for those of themes that were merged into others."""
        model = WITH_OLD_SLUGS.get(self.facet.number)
        slugs = {text: text for text in texts if len(text) <= LONGEST_VALUE and "\x00" not in text}
        if model is None or not slugs:
            return {}
        rows = find_by_old_slugs(model, slugs)
        values = {option.number: option.value for option in self.facet.options}
        pks = {slug: getattr(row, "merged_into_id", None) or row.pk for slug, row in rows.items()}
        numbers = {slug: self.facet.number.encode(pk) for slug, pk in pks.items()}
        return {slug: values[number] for slug, number in numbers.items() if number in values}


def split_values(values: Iterable[str]) -> list[str]:
    """The values of one parameter: `theme=a&theme=b` and `theme=a,b` are the same. At most a hundred."""
    return [part for value in values for part in value.split(",")][:MOST_VALUES]


def count_values(values: Iterable[str]) -> int:
    return sum(value.count(",") + 1 for value in values)


def normalise_spelling(text: str) -> str:
    """As addresses spell it: "2011–14" is "2011-2014", "Safer Sleep" is "safer-sleep"."""
    slug = slugify(text[:LONGEST_VALUE].replace("–", "-").replace("_", "-").replace("/", "-"))
    short = re.fullmatch(r"([12][0-9])([0-9]{2})-([0-9]{2})", slug)
    return f"{short[1]}{short[2]}-{short[1]}{short[3]}" if short else slug


class OptionsFilter(django_filters.Filter):
    """Findings under any of the chosen options of one facet."""

    field_class = OptionsField

    def __init__(self, number: FacetNumber) -> None:
        self.number = number
        super().__init__(label=LABELS[number][1], required=False)

    def build_condition(self, chosen: Sequence[Option]) -> CatalogueCondition | None:
        """None when nothing is chosen."""
        numbers = [option.number for option in chosen]
        if self.number == FacetNumber.AGENCY and any(option.value != NONE_OF_THEM for option in chosen):
            numbers.append(FacetNumber.EVERY_AGENCY.encode(1))
        return CatalogueCondition(tuple(numbers)) if numbers else None


class YearField(forms.Field):
    """A year as a number, or None; any other word is kept in `unknown`."""

    def clean(self, value: str | None) -> int | None:
        text = (value or "").strip()
        self.unknown = [text] if text and not YEAR.fullmatch(text) else []
        return int(text) if text and not self.unknown else None


class TogetherField(forms.Field):
    """The first and last year of several periods together ("2003-2011"), or None; other words are in `unknown`."""

    def clean(self, value: str | None) -> tuple[int, int] | None:
        text = (value or "").strip()
        match = FROM_TO.fullmatch(text)
        years = (int(match[1]), int(match[2])) if match and match[1] < match[2] else None
        self.unknown = [text] if text and not years else []
        return years


class SortField(forms.Field):
    """A key of `SORTS`; any other word is kept in `unknown` and gives the default order."""

    def clean(self, value: str | None) -> str:
        key = (value or "").strip().lower()
        self.unknown = [] if key in SORTS else [key]
        return key if key in SORTS else ""


class PlainFilter(django_filters.Filter):
    """Of what is no facet: its field cleans the address, and `FindingFilter` knows what follows from it."""

    def __init__(self, field_class: type[forms.Field], label: str) -> None:
        self.field_class = field_class
        super().__init__(label=label, required=False)


Conditions = Mapping[int, CatalogueCondition]  # by the number of the facet, or `YEARS` or `TOGETHER`


@kept_by_version
def _count_without_words(conditions: tuple[tuple[int, CatalogueCondition], ...]) -> Counts:
    return answer(
        lambda index: count_options_in_index(index, dict(conditions), index.listed),
        lambda: count_options(dict(conditions), CatalogueEntry.objects.in_lists()),
    )


class FindingFilter(django_filters.FilterSet):
    """Filters catalogue entries by an address. Options of one facet are joined by "or", facets by "and".

    `since` and `until` are years of incidents: with either, one of the finding's periods must reach into them.
    `together` is for findings about several periods at once that begin and end with just these years.
    """

    theme = OptionsFilter(FacetNumber.THEME)
    period = OptionsFilter(FacetNumber.PERIOD)
    alone = OptionsFilter(FacetNumber.SPAN)
    together = PlainFilter(TogetherField, "Several periods together")
    since = PlainFilter(YearField, "Incidents from")
    until = PlainFilter(YearField, "Incidents to")
    agency = OptionsFilter(FacetNumber.AGENCY)
    age = OptionsFilter(FacetNumber.AGE)
    harm = OptionsFilter(FacetNumber.HARM)
    kind = OptionsFilter(FacetNumber.KIND)
    how = OptionsFilter(FacetNumber.HOW)
    wording = OptionsFilter(FacetNumber.WORDING)
    review = OptionsFilter(FacetNumber.REVIEW)
    sort = PlainFilter(SortField, "Order")

    class Meta:
        model = CatalogueEntry
        fields: list[str] = []
        form = GovukForm

    words: Understanding | None = None
    _found: tuple[str, BitMap] | None = None  # what the words find, at a version of the index

    def __init__(self, data: QueryDict | None = None) -> None:
        """Reads nothing: `facets` are read when they are first needed."""
        super().__init__(data if data is not None else QueryDict(), CatalogueEntry.objects.in_lists())

    @cached_property
    def facets(self) -> tuple[Facet, ...]:
        """All of them with their options: one query."""
        return read_facets()

    @property
    def facets_asked(self) -> tuple[Facet, ...]:
        """Those that the address could choose from: none, and no query, where it says nothing."""
        return self.facets if self.data else ()

    def get_form_class(self) -> type[forms.Form]:
        for facet in self.facets:
            self.filters[facet.name].extra["facet"] = facet
        return super().get_form_class()

    def look_for(self, words: Understanding) -> None:
        """Search only among entries that match these typed words. Call it before any query is made."""
        # Not a facet but the base queryset: the index finds the entries that hold any of the words.
        self.words = words
        self.queryset = CatalogueEntry.objects.in_lists().with_words().filter(words.build_condition())

    def find_among(self, index: CatalogueIndex) -> BitMap:
        """What `queryset` selects, in the index."""
        if not self.words:
            return index.listed
        if not self._found or self._found[0] != index.version:
            self._found = index.version, self.words.find(index)
        return self._found[1]

    def find(self, index: CatalogueIndex) -> BitMap:
        """What `qs` selects, in the index."""
        return BitMap.intersection(self.find_among(index), *map(index.find, self.conditions.values()))

    @cached_property
    def fields(self) -> dict[str, forms.Field]:
        """The fields that have cleaned the address, by name; none, and no query, where it says nothing."""
        if not self.data:
            return {}
        self.form.is_valid()  # always: fields keep what they do not know in `unknown`
        return self.form.fields

    @property
    def cleaned(self) -> dict[str, Any]:
        """Cleaned values by name."""
        return self.form.cleaned_data if self.fields else {}

    def chosen(self, name: str) -> list[Option]:
        """The options chosen under `name`, in their own order."""
        return self.cleaned.get(name) or []

    @property
    def every_choice(self) -> Iterator[tuple[Facet, list[Option]]]:
        """The facets with a choice made, each with its chosen options."""
        return ((facet, chosen) for facet in self.facets_asked if (chosen := self.chosen(facet.name)))

    @property
    def agencies_chosen(self) -> int:
        """How many agencies were chosen; with any, findings for every agency are listed after theirs."""
        return sum(option.value != NONE_OF_THEM for option in self.chosen("agency"))

    def count_years_in_words(self) -> int:
        """How many of no period match all that was chosen but the periods and years, which leave them out.

        0 where nothing does: then no query is made, else one at most.
        """
        leaving_out = self.conditions.keys() & OF_PERIODS
        if not leaving_out or any(option.value == NO_PERIOD for option in self.chosen("period")):
            return 0
        conditions = [each for number, each in self.conditions.items() if number not in OF_PERIODS]
        conditions.append(CatalogueCondition((FacetNumber.PERIOD.encode(0),)))
        entries = self.queryset
        for condition in conditions:
            entries = entries.filter(condition.build_q())
        return answer(
            lambda index: len(BitMap.intersection(self.find_among(index), *map(index.find, conditions))),
            entries.count,
        )

    def build_pairs_of(self, *periods: tuple[str, str]) -> list[tuple[str, str]]:
        """The choice as `build_pairs` has it, with these in place of all that was chosen about periods and years."""
        pairs = [pair for pair in self.build_pairs() if pair[0] not in NAMES_OF_PERIODS]
        themes = sum(name == "theme" for name, _ in pairs)
        return [*pairs[:themes], *periods, *pairs[themes:]]

    def count_following(self) -> int:
        """How many match only because they are for every agency: one query at most."""
        about = [option.number for option in self.chosen("agency")]
        return answer(
            lambda index: len(self.find(index) - index.find_options(about)),
            lambda: self.qs.exclude(options__overlap=about).count(),
        )

    @property
    def years(self) -> tuple[int | None, int | None]:
        """`since` and `until`; neither when the first comes after the last."""
        since, until = self.cleaned.get("since"), self.cleaned.get("until")
        return (None, None) if since and until and since > until else (since, until)

    @property
    def years_together(self) -> tuple[int, int] | None:
        """The first and last year chosen of findings about several periods together."""
        return self.cleaned.get("together")

    @property
    def years_to_choose(self) -> range:
        """The years that the periods of the collection cover."""
        covered = [option.years for facet in self.facets for option in facet.options if option.years]
        if not covered:
            return range(0)
        return range(min(first for first, _ in covered), max(last for _, last in covered) + 1)

    @property
    def order(self) -> str:
        """A key of `SORTS`."""
        return self.cleaned.get("sort") or ""

    @property
    def sorts(self) -> list[tuple[str, str]]:
        """The orders to choose from. The default is named for what was chosen; "By number" is offered once."""
        several_themes = len(self.chosen("theme")) > 1
        if several_themes and self.words:
            default = "Those that fit most of your choices first"
        elif several_themes:
            default = "Those under most of the chosen themes first"
        elif self.words:
            default = "Those with most of your words first"
        else:
            return [(key, name) for key, name in SORTS.items() if key != "number"]
        return [("", default), *((key, name) for key, name in SORTS.items() if key)]

    @cached_property
    def conditions(self) -> Conditions:
        """What was chosen, as conditions on entries of the catalogue."""
        conditions: dict[int, CatalogueCondition] = {}
        for facet, chosen in self.every_choice:
            conditions[facet.number] = self.filters[facet.name].build_condition(chosen)
        since, until = self.years
        if since or until:
            periods = [
                option.number
                for facet in self.facets
                for option in facet.options
                if option.years and option.years[1] >= (since or 0) and option.years[0] <= (until or 9999)
            ]
            conditions[YEARS] = CatalogueCondition(tuple(periods))
        if self.years_together:
            several = FacetNumber.SPAN.encode(SEVERAL)
            conditions[TOGETHER] = CatalogueCondition((several,), self.years_together)
        return conditions

    def count_without_words(self) -> int:
        """How many would match if nothing had been typed: one query at most."""
        return _count_without_words(tuple(self.conditions.items())).total

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        for condition in self.conditions.values():
            queryset = queryset.filter(condition.build_q())
        return queryset

    @cached_property
    def counts(self) -> Counts:
        """The count of every option: one query at most."""
        if self.words:
            conditions = self.conditions
            return answer(
                lambda index: count_options_in_index(index, conditions, self.find_among(index)),
                lambda: count_options(conditions, self.queryset),
            )
        return _count_without_words(tuple(self.conditions.items()))

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """What the address asks for that does not exist, as (label of the filter, word)."""
        unknown = [("Filter", name) for name in self.data if not is_known_name(name)]
        return unknown + [(str(self.fields[name].label), word) for name, word in self._unknown_words]

    @property
    def _unknown_words(self) -> list[tuple[str, str]]:
        """By the names that the address has for their fields."""
        return [(name, word) for name, field in self.fields.items() for word in getattr(field, "unknown", [])]

    @property
    def cut(self) -> list[str]:
        """Names of facets of which more was chosen than is used, or was, before the address was put right."""
        told = self.data.getlist(CUT)
        return [name for name in NAMES if name in told or getattr(self.fields.get(name), "is_cut", False)]

    @property
    def cut_pairs(self) -> list[tuple[str, str]]:
        """What stays in the address so that the page can tell of it."""
        return [(CUT, name) for name in self.cut]

    @property
    def years_in_wrong_order(self) -> bool:
        return self.years != (self.cleaned.get("since"), self.cleaned.get("until"))

    def build_pairs(
        self, *, without: Option | FacetNumber | int | None = None, adding: Option | None = None
    ) -> list[tuple[str, str]]:
        """The choice as the canonical query string has it, `without` one option or one facet, or `adding` one option.

        Of what is no facet, `YEARS` and `TOGETHER`.
        """
        pairs = []
        for facet in self.facets if adding else self.facets_asked:
            if without != facet.number:
                chosen = [each for each in self.chosen(facet.name) if each != without]
                if adding and adding.number >> SHIFT == facet.number:
                    chosen = [each for each in facet.options if each in chosen or each == adding]
                pairs += [(facet.name, each.value) for each in chosen]
            if facet.number == FacetNumber.SPAN and self.years_together and without != TOGETHER:
                pairs.append(("together", "{}-{}".format(*self.years_together)))
            if facet.number == FacetNumber.SPAN and without != YEARS:
                years = {"since": self.cleaned.get("since"), "until": self.cleaned.get("until")}
                pairs += [(name, str(year)) for name, year in years.items() if year]
        return pairs + ([("sort", self.order)] if self.order else [])

    @property
    def unknown_pairs(self) -> list[tuple[str, str]]:
        """Unknown words, which stay at the end of the address so that the page can name them."""
        names = [(name, self.data[name]) for name in self.data if not is_known_name(name)]
        return self._unknown_words + names


# Other names that an address may hold; the page they belong to reads them.
KNOWN_NAMES = {
    *NAMES,
    "together",
    "since",
    "until",
    "q",
    "sort",
    "id",
    "list",
    "each",
    "page",
    "to",
    AS_OF,
    CUT,
    FILTERS,
}


def is_of_list(name: str) -> bool:
    """Whether this holds a part of the list that goes along."""
    return name in (TICK, TITLE, ORDER) or name.startswith(NOTE)


def is_known_name(name: str) -> bool:
    return name in KNOWN_NAMES or is_of_list(name)


def parse_finding_numbers(values: Iterable[str]) -> tuple[list[int], list[str]]:
    """Numbers of findings as an address or a person lists them ("F4", "f004, 60"), and what is no number.

    The address of another list stands for the findings on it. In the order given, without repeats.
    """
    numbers: dict[int, None] = {}
    unknown: list[str] = []
    for text in [part for value in values for part in re.split(r"[,;\s]+", value)]:
        found = [number for each in LISTED.findall(text) or [text] if (number := Finding.parse_code(each))]
        numbers |= dict.fromkeys(found)
        if text and not found:
            unknown.append(text)
    return list(numbers), unknown[:LONGEST_LIST]
