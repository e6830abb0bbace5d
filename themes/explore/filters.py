"""Which findings match: the FilterSet on PostgreSQL is the definition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import Any

import django_filters
from django import forms
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.utils.text import slugify

from reviews.history.tracking import current_for_old_slugs
from reviews.models import Period, Review
from themes.explore.facets import (
    LABELS,
    NAMES,
    NONE_OF_THEM,
    Counts,
    Facet,
    Option,
    count_options,
    read_facets,
)
from themes.forms import GovukForm
from themes.models import AgeGroup, Agency, CatalogueEntry, Finding, Harm, Theme
from themes.models.catalogue import FacetNumber
from themes.search.understanding import Understanding

YEARS = 20  # a kind of choice that has no options to count; its number comes after those of the facets
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
LONGEST_LIST = 100
YEAR = re.compile(r"[12][0-9]{3}")
LISTED = re.compile(r"[?&]id=([^&#]+)")  # in the address of a list

SORTS = {
    "": "By number",  # where nothing that was chosen makes some fit more than others: see `sorts`
    "newest": "Latest incidents first",
    "oldest": "Earliest incidents first",
    "number": "By number",
}


class OptionsField(forms.Field):
    """Options of a facet by any spelling, as a list in the facet's order.

    What is not known is left out and told: a mistyped address still gives an answer. After cleaning, `unknown`
    lists such words.
    """

    widget = forms.SelectMultiple  # reads all values of a name; never rendered

    def __init__(self, *, facet: Facet, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.facet = facet
        self.unknown: list[str] = []

    def clean(self, value: Sequence[str] | None) -> list[Option]:
        known = self.facet.by_spelling
        typed = {
            text: text if text in known else spelling(text)
            for text in map(str.strip, split_values(value or []))
        }
        strange = [text for text, said in typed.items() if text and said not in known]
        current = self._current(strange)
        chosen = {known[said] for said in [*typed.values(), *current.values()] if said in known}
        self.unknown = [text for text in strange if text not in current]
        return [option for option in self.facet.options if option in chosen]

    def _current(self, strange: Sequence[str]) -> dict[str, str]:
        """Where former slugs, or those of themes merged into others, lead today."""
        model = WITH_OLD_SLUGS.get(self.facet.number)
        slugs = {text: text for text in strange if len(text) <= LONGEST_VALUE and "\x00" not in text}
        if model is None or not slugs:
            return {}
        rows = current_for_old_slugs(model, slugs)
        values = {option.number: option.value for option in self.facet.options}
        leading = {slug: getattr(row, "merged_into_id", None) or row.pk for slug, row in rows.items()}
        numbers = {slug: self.facet.number.option(pk) for slug, pk in leading.items()}
        return {slug: values[number] for slug, number in numbers.items() if number in values}


def split_values(values: Iterable[str]) -> list[str]:
    """Values of one name: `theme=a&theme=b` and `theme=a,b` say the same. At most a hundred."""
    return [part for value in values for part in value.split(",")][:MOST_VALUES]


def spelling(text: str) -> str:
    """As addresses spell it: "2011–14" is "2011-2014", "Safer Sleep" is "safer-sleep"."""
    said = slugify(text[:LONGEST_VALUE].replace("–", "-").replace("_", "-").replace("/", "-"))
    short = re.fullmatch(r"([12][0-9])([0-9]{2})-([0-9]{2})", said)
    return f"{short[1]}{short[2]}-{short[1]}{short[3]}" if short else said


class OptionsFilter(django_filters.Filter):
    """Findings under any of the chosen options of one facet."""

    field_class = OptionsField

    def __init__(self, number: FacetNumber) -> None:
        self.number = number
        super().__init__(label=LABELS[number][1], required=False)

    def condition(self, chosen: Sequence[Option]) -> Q | None:
        """On entries of the catalogue; None when nothing is chosen."""
        numbers = [option.number for option in chosen]
        if self.number == FacetNumber.AGENCY and any(option.value != NONE_OF_THEM for option in chosen):
            numbers.append(FacetNumber.EVERY_AGENCY.option(1))
        return Q(options__overlap=numbers) if numbers else None

    def filter(self, qs: QuerySet, value: Sequence[Option]) -> QuerySet:
        condition = self.condition(value or [])
        return qs.filter(condition) if condition else qs


class YearField(forms.Field):
    """A year as a number, or None; any other word is kept in `unknown`."""

    def clean(self, value: str | None) -> int | None:
        said = (value or "").strip()
        self.unknown = [said] if said and not YEAR.fullmatch(said) else []
        return int(said) if said and not self.unknown else None


class SortField(forms.Field):
    """A key of `SORTS`; any other word is kept in `unknown`, and the order is the usual one."""

    def clean(self, value: str | None) -> str:
        said = (value or "").strip().lower()
        self.unknown = [] if said in SORTS else [said]
        return said if said in SORTS else ""


class YearFilter(django_filters.Filter):
    field_class = YearField


class SortFilter(django_filters.Filter):
    field_class = SortField


class FindingFilter(django_filters.FilterSet):
    """Entries of the catalogue that an address asks for. Same kind of choice: any of them. Different kinds: all.

    `since` and `until` are years of incidents: with either, one of the finding's periods must reach into them.
    """

    theme = OptionsFilter(FacetNumber.THEME)
    period = OptionsFilter(FacetNumber.PERIOD)
    alone = OptionsFilter(FacetNumber.SPAN)
    since = YearFilter(label="Incidents from", required=False)
    until = YearFilter(label="Incidents to", required=False)
    agency = OptionsFilter(FacetNumber.AGENCY)
    age = OptionsFilter(FacetNumber.AGE)
    harm = OptionsFilter(FacetNumber.HARM)
    kind = OptionsFilter(FacetNumber.KIND)
    how = OptionsFilter(FacetNumber.HOW)
    wording = OptionsFilter(FacetNumber.WORDING)
    review = OptionsFilter(FacetNumber.REVIEW)
    sort = SortFilter(label="Order", required=False)

    class Meta:
        model = CatalogueEntry
        fields: list[str] = []
        form = GovukForm

    words: Understanding | None = None

    def __init__(self, data: QueryDict | None = None) -> None:
        """Reads the facets: one query."""
        super().__init__(data if data is not None else QueryDict(), CatalogueEntry.objects.in_lists())
        self.facets = read_facets()
        for facet in self.facets:
            self.filters[facet.name].extra["facet"] = facet

    def look_for(self, words: Understanding) -> None:
        """Only among entries that match these words, which somebody typed; before anything else is asked."""
        # No facet, but where to start from: the index finds the entries that hold any of the words.
        self.words = words
        self.queryset = CatalogueEntry.objects.in_lists().with_words().filter(words.condition())

    @cached_property
    def cleaned(self) -> dict[str, Any]:
        """What was understood, by name; nothing that was not is an error."""
        self.form.is_valid()
        return self.form.cleaned_data

    def chosen(self, name: str) -> list[Option]:
        """The options chosen under `name`, in their own order."""
        return self.cleaned.get(name) or []

    @property
    def every_choice(self) -> Iterator[tuple[Facet, list[Option]]]:
        """The facets that something was chosen of, with what."""
        return ((facet, chosen) for facet in self.facets if (chosen := self.chosen(facet.name)))

    @property
    def agencies_chosen(self) -> int:
        """How many agencies were chosen: findings for every agency follow theirs."""
        return sum(option.value != NONE_OF_THEM for option in self.chosen("agency"))

    @property
    def following(self) -> int:
        """How many match only because they are for every agency: one query."""
        about = [option.number for option in self.chosen("agency")]
        return self.qs.exclude(options__overlap=about).count()

    @property
    def years(self) -> tuple[int | None, int | None]:
        """`since` and `until`; neither when the first comes after the last."""
        since, until = self.cleaned.get("since"), self.cleaned.get("until")
        return (None, None) if since and until and since > until else (since, until)

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
        """The orders to choose from. The usual one is named by what was chosen, and by number is said once."""
        themes = len(self.chosen("theme")) > 1
        if themes and self.words:
            usual = "Those that fit most of your choices first"
        elif themes:
            usual = "Those under most of the chosen themes first"
        elif self.words:
            usual = "Those with most of your words first"
        else:
            return [(key, name) for key, name in SORTS.items() if key != "number"]
        return [("", usual), *(each for each in SORTS.items() if each[0])]

    @cached_property
    def conditions(self) -> dict[int, Q]:
        """What entries must meet, by the number of the facet, or `YEARS`."""
        found: dict[int, Q] = {}
        for facet, chosen in self.every_choice:
            found[facet.number] = self.filters[facet.name].condition(chosen)
        since, until = self.years
        if since or until:
            reached = [
                option.number
                for facet in self.facets
                for option in facet.options
                if option.years and option.years[1] >= (since or 0) and option.years[0] <= (until or 9999)
            ]
            found[YEARS] = Q(options__overlap=reached)
        return found

    def count_without_words(self) -> int:
        """How many would match if nothing had been typed: one query."""
        return self.filter_queryset(CatalogueEntry.objects.in_lists()).count()

    def filter_queryset(self, queryset: QuerySet) -> QuerySet:
        for condition in self.conditions.values():
            queryset = queryset.filter(condition)
        return queryset

    @cached_property
    def counts(self) -> Counts:
        """The count beside every option: one query."""
        return count_options(self.conditions, self.queryset)

    @property
    def unknown(self) -> list[tuple[str, str]]:
        """What the address asked for that does not exist, as (label of the filter, word)."""
        self.form.is_valid()
        told = [("Filter", name) for name in self.data if name not in KNOWN_NAMES]
        told += [
            (str(field.label), word)
            for field in self.form.fields.values()
            for word in getattr(field, "unknown", [])
        ]
        return told

    @property
    def years_in_wrong_order(self) -> bool:
        return self.years != (self.cleaned.get("since"), self.cleaned.get("until"))

    def pairs(self, *, without: Option | FacetNumber | int | None = None) -> list[tuple[str, str]]:
        """The choice as an address spells it: one way only. `without` one option, or one kind of choice."""
        pairs = []
        for facet in self.facets:
            if without != facet.number:
                pairs += [(facet.name, each.value) for each in self.chosen(facet.name) if each != without]
            if facet.number == FacetNumber.SPAN and without != YEARS:
                years = {"since": self.cleaned.get("since"), "until": self.cleaned.get("until")}
                pairs += [(name, str(year)) for name, year in years.items() if year]
        return pairs + ([("sort", self.order)] if self.order else [])

    @property
    def unknown_pairs(self) -> list[tuple[str, str]]:
        """What was not understood stays in the address, behind the rest, so that it can be told."""
        pairs = [
            (name, word) for name, field in self.form.fields.items() for word in getattr(field, "unknown", [])
        ]
        return pairs + [(name, self.data[name]) for name in self.data if name not in KNOWN_NAMES]


# Other names that an address may hold; the page they belong to reads them.
KNOWN_NAMES = {*NAMES, "since", "until", "q", "sort", "id", "list", "tick", "each", "page", "to"}


def finding_numbers(values: Iterable[str]) -> tuple[list[int], list[str]]:
    """Numbers of findings as an address or a person lists them ("F4", "f004, 60"), and what is no number.

    The address of another list counts as the findings on it. In the order given, each once.
    """
    numbers: dict[int, None] = {}
    strange: list[str] = []
    for text in [part for value in values for part in re.split(r"[,;\s]+", value)]:
        given = [number for each in LISTED.findall(text) or [text] if (number := Finding.number_of(each))]
        numbers |= dict.fromkeys(given)
        if text and not given:
            strange.append(text)
    return list(numbers), strange[:LONGEST_LIST]
