"""Filters, the count beside every option, and the order of a list: against a count by hand."""

from __future__ import annotations

import math
import random
from dataclasses import dataclass

import pytest
from django.http import QueryDict
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from reviews.models import Period
from tests.factories import make_block, make_citation, make_finding, make_period, make_review, make_theme
from themes.enums import CitationBasis, FindingKind, FindingState, Outcome
from themes.explore.choice import build_address, build_facet_boxes, describe_choice
from themes.explore.facets import NO_PERIOD, NONE_OF_THEM
from themes.explore.filters import SORTS, FindingFilter, normalise_spelling
from themes.explore.listing import read_page
from themes.models import AgeGroup, Agency, CatalogueEntry, Citation, Finding, Harm, Quotation
from themes.search.understanding import understand

WORDS = ["harbour", "river", "granite", "cloud"]


@dataclass
class Filed:
    """What one finding is filed under, read from its own relations: by filter, the values that match it."""

    finding: Finding
    under: dict[str, set[str]]
    years: list[tuple[int, int]]
    for_every_agency: bool


def how(finding: Finding) -> set[str]:
    lists = list(finding.citations.all())
    if not lists:
        return {"contents" if finding.certainty == "low" else "not-known"}
    known = {"page_read": "read", "contents_list": "contents"}
    return {known.get(each.basis, "not-checked") if each.pages.exists() else "not-known" for each in lists}


def wording(finding: Finding) -> set[str]:
    outcomes = [each.outcome for each in finding.quotations.all()]
    if not outcomes:
        return {"own"}
    return {"checked" if set(outcomes) == {"exact"} else "not-checked"}


def filed() -> list[Filed]:
    """Every finding that lists show, by its number."""
    relations = ("themes", "periods", "agencies", "ages", "harms", "citations__pages", "quotations")
    shown = Finding.objects.filter(state="published").exclude(kind="scope").order_by("number")
    shown = shown.select_related("review").prefetch_related(*relations)
    return [
        Filed(
            finding,
            {
                "theme": {theme.slug for theme in finding.themes.all()},
                "period": {period.slug for period in finding.periods.all()} or {NO_PERIOD},
                "alone": {1: {"yes"}, 0: set()}.get(finding.periods.count(), {"no"}),
                "agency": {agency.slug for agency in finding.agencies.all()} or {NONE_OF_THEM},
                "age": {age.slug for age in finding.ages.all()} or {NONE_OF_THEM},
                "harm": {harm.slug for harm in finding.harms.all()} or {NONE_OF_THEM},
                "kind": {finding.kind},
                "how": how(finding),
                "wording": wording(finding),
                "review": {finding.review.slug},
            },
            [(period.starts.year, period.ends.year) for period in finding.periods.all()],
            finding.for_every_agency,
        )
        for finding in shown
    ]


def meets(each: Filed, name: str, values: list[str]) -> bool:
    if name == "together":
        first, last = (int(year) for year in values[0].split("-"))
        spanned = (min(each.years)[0], max(each.years)[1]) if each.years else ()
        return len(each.years) > 1 and spanned == (first, last)
    if name == "years":
        since, until = (int(value) if value else None for value in values)
        return any(last >= (since or 0) and first <= (until or 9999) for first, last in each.years)
    follows = name == "agency" and each.for_every_agency and set(values) != {NONE_OF_THEM}
    return bool(each.under[name] & set(values)) or follows


def matching(everything: list[Filed], choice: dict[str, list[str]], *, without: str = "") -> list[Filed]:
    return [
        each
        for each in everything
        if all(meets(each, name, values) for name, values in choice.items() if name != without and values)
    ]


def score(each: Filed, typed: list[str], everything: list[Filed]) -> int:
    """One for each word, and one more for each time that the findings with it are e times fewer than all."""
    holding = {word: sum(word in other.finding.text.split() for other in everything) for word in typed}
    return sum(
        1 + int(math.log(len(everything) / holding[word]))
        for word in typed
        if word in each.finding.text.split()
    )


def shared(name: str, value: str, others: list[Filed]) -> int | None:
    if name == "period" and value != NO_PERIOD:
        return sum(value in each.under["period"] and "no" in each.under["alone"] for each in others)
    if name == "agency" and value != NONE_OF_THEM:
        return sum(each.for_every_agency and value not in each.under["agency"] for each in others)
    return None


def in_order(
    found: list[Filed],
    choice: dict[str, list[str]],
    sort: str,
    typed: list[str],
    everything: list[Filed],
) -> list[set[int]]:
    """Places of the list, each the matching findings of a block or one finding, by hand."""
    agencies, themes = choice.get("agency", []), choice.get("theme", [])

    def key(each: Filed) -> tuple:
        follows = bool(agencies) and not each.under["agency"] & set(agencies)
        away: int | tuple[int, ...] = 0
        if sort == "newest":
            away = -max((last for _, last in each.years), default=0)
        elif sort == "oldest":
            away = min((first for first, _ in each.years), default=9999)
        elif sort == "":
            is_figure = bool(typed) and each.finding.kind == FindingKind.STATISTIC
            away = (-len(each.under["theme"] & set(themes)), -score(each, typed, everything), is_figure)
        return (follows, away, each.finding.number)

    places: dict[tuple, set[int]] = {}
    for each in sorted(found, key=key):
        block = each.finding.block_id
        places.setdefault((True, block) if block else (False, each.finding.pk), set()).add(each.finding.pk)
    return list(places.values())


def make_collection(chance: random.Random) -> None:
    periods = [make_period(*years) for years in [(2003, 2005), (2005, 2007), (2009, 2011), (2014, 2017)]]
    themes = [make_theme() for _ in range(4)]
    agencies = [Agency.objects.create(slug=f"agency-{n}", name=f"Agency {n}", position=n) for n in range(3)]
    ages = [
        AgeGroup.objects.create(slug=f"age-{n}", name=f"Age {n}", position=n, from_age=n, to_age=n)
        for n in range(2)
    ]
    harms = [Harm.objects.create(slug=f"harm-{n}", name=f"Harm {n}", position=n) for n in range(3)]
    reviews = [make_review() for _ in range(3)]

    def some(rows: list, most: int = 2) -> list:
        return chance.sample(rows, chance.choice([0, 1, 1, most]))

    findings = []
    for _ in range(chance.randint(0, 18)):
        finding = make_finding(
            " ".join(["Example", *some(WORDS, 3)]),
            themes=tuple(some(themes, 3)),
            periods=tuple(some(periods, 3)),
            review=chance.choice(reviews),
            kind=chance.choice([*FindingKind.values, "finding"]),
            state=chance.choice(["published"] * 5 + ["draft", "withdrawn"]),
            certainty=chance.choice(["high", "medium", "low"]),
            for_every_agency=chance.random() < 0.25,
        )
        finding.agencies.set(some(agencies))
        finding.ages.set(some(ages))
        finding.harms.set(some(harms))
        findings.append(finding)
    for _ in range(chance.randint(0, 6)):
        if findings:
            make_citation(
                *chance.sample(findings, min(len(findings), chance.randint(1, 3))),
                pages=chance.choice([("5",), ("5", "9-11"), ()]),
                basis=chance.choice(CitationBasis.values),
                given_by="somebody",
            )
    for _ in range(chance.randint(0, 6)):
        if findings:
            Quotation.objects.create(
                finding=chance.choice(findings),
                words="Said.",
                outcome=chance.choice([*Outcome.values, "exact", "exact"]),
                checked_at=timezone.now(),
                overruled_because="Read in print.",
            )
    free = findings.copy()
    for _ in range(chance.randint(0, 2)):
        if len(free) > 2:
            make_block(*(free.pop(chance.randrange(len(free))) for _ in range(2)))


def choose(chance: random.Random, filterset: FindingFilter) -> tuple[dict[str, list[str]], str]:
    choice = {}
    for facet in filterset.facets:
        if facet.options and chance.random() < 0.35:
            values = [option.value for option in facet.options]
            choice[facet.name] = chance.sample(values, min(len(values), chance.choice([1, 1, 2, 3])))
    if chance.random() < 0.3:
        years = sorted(chance.choices(range(2001, 2019), k=2))
        choice["years"] = [str(year) if chance.random() < 0.7 else "" for year in years]
        if choice["years"] == ["", ""]:
            del choice["years"]
    if chance.random() < 0.2:
        choice["together"] = [
            chance.choice(["2003-2007", "2003-2011", "2005-2011", "2009-2017", "2003-2004"])
        ]
    return choice, chance.choice(list(SORTS))


def query(choice: dict[str, list[str]], sort: str = "") -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in choice.items():
        if name == "years":
            data["since"], data["until"] = values
        else:
            data.setlist(name, values)
    if sort:
        data["sort"] = sort
    return data


class AgainstACountByHand(TestCase):
    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=15, deadline=None)
    def test_matches_counts_and_order(self, seed):
        chance = random.Random(seed)  # noqa: S311 - examples, not secrets
        make_collection(chance)
        everything = filed()
        for _ in range(6):
            choice, sort = choose(chance, FindingFilter())
            typed = chance.sample(WORDS, chance.choice([0, 0, 1, 2, 3]))
            filterset = FindingFilter(query(choice, sort))
            if typed:
                filterset.look_for(understand(" ".join(typed)))

            of_words = (
                [each for each in everything if score(each, typed, everything)] if typed else everything
            )
            expected = matching(of_words, choice)

            assert set(filterset.qs.values_list("pk", flat=True)) == {each.finding.pk for each in expected}
            assert filterset.counts.total == len(expected)
            for facet in filterset.facets:
                others = matching(of_words, choice, without=facet.name)
                assert filterset.counts.count_without(facet.number) == (
                    len(others) if choice.get(facet.name) else len(expected)
                )
                for option in facet.options:
                    by_hand = sum(option.value in each.under[facet.name] for each in others)
                    assert (option.value, filterset.counts[option.number]) == (option.value, by_hand)
                    assert filterset.counts.count_shared(option.number) == shared(
                        facet.name, option.value, others
                    )
            rest = {
                name: values
                for name, values in choice.items()
                if name not in ("period", "alone", "together", "years")
            }
            beside = [each for each in matching(of_words, rest) if not each.years]
            misses = len(rest) < len(choice) and NO_PERIOD not in choice.get("period", [])
            assert filterset.count_years_in_words() == (len(beside) if misses else 0)
            without_periods = filterset.build_pairs_of(("period", NO_PERIOD))
            switched = FindingFilter(QueryDict(build_address("", without_periods)[1:]))
            assert switched.build_pairs() == without_periods
            assert len(matching(everything, {**rest, "period": [NO_PERIOD]})) == switched.qs.count()
            if typed:
                assert filterset.count_without_words() == len(matching(everything, choice))
            places = in_order(expected, choice, sort, typed, everything)
            read = []
            for number in range(1, len(places) // 3 + 2):
                listed = read_page(filterset, number=number, size=3)
                assert listed.place_count == (len(places) if listed.places else 0)
                read += [set(place.finding_ids) for _, place in listed.places]
            assert read == places

    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=8, deadline=None)
    def test_address_is_one_whatever_the_spelling(self, seed):
        chance = random.Random(seed)  # noqa: S311
        make_collection(chance)
        for _ in range(6):
            choice, sort = choose(chance, FindingFilter())
            canonical = build_address("/findings/", FindingFilter(query(choice, sort)).build_pairs())

            shuffled = QueryDict(mutable=True)
            names = list(choice)
            chance.shuffle(names)
            for name in names:
                values = [chance.choice([value, value.upper(), f" {value} "]) for value in choice[name]]
                if name == "years":
                    shuffled["until"], shuffled["since"] = values[1], values[0]
                else:
                    chance.shuffle(values)
                    shuffled.setlist(name, chance.choice([values, [",".join(values)], [*values, *values]]))
            shuffled["sort"] = sort
            again = build_address("/findings/", FindingFilter(shuffled).build_pairs())
            once_more = QueryDict(canonical.partition("?")[2])

            assert again == canonical
            assert build_address("/findings/", FindingFilter(once_more).build_pairs()) == canonical

    @given(seed=st.integers(0, 2**32))
    @settings(max_examples=15, deadline=None)
    def test_catalogue_keeps_in_step_with_every_change(self, seed):
        chance = random.Random(seed)  # noqa: S311
        make_collection(chance)
        rows = list(Finding.objects.all())
        for finding in rows:
            match chance.randrange(7):
                case 0:
                    finding.themes.clear()
                case 1:
                    finding.agencies.set(Agency.objects.all()[:2])
                case 2:
                    Finding.objects.filter(pk=finding.pk).update(certainty="low", for_every_agency=True)
                case 3:
                    Citation.objects.filter(findings=finding).update(basis="page_read")
                case 4:
                    for citation in finding.citations.all():
                        citation.pages.all().delete()
                case 5 if finding.state == FindingState.DRAFT:
                    finding.delete()
                case 6:
                    finding.citations.clear()
        for period in Period.objects.filter(starts__year__lt=2010):
            period.ends = period.ends.replace(year=period.ends.year - 1)
            period.save()

        everything = filed()
        entries = {entry.finding_id: entry for entry in CatalogueEntry.objects.all()}

        assert set(entries) == set(Finding.objects.values_list("pk", flat=True))
        for name, values in [(facet.name, facet.options) for facet in FindingFilter().facets]:
            for option in values:
                held = {pk for pk, entry in entries.items() if option.number in entry.options}
                by_hand = {each.finding.pk for each in everything if option.value in each.under[name]}
                assert held & {pk for pk in held if entries[pk].is_listed} == by_hand, option
        for each in everything:
            entry = entries[each.finding.pk]
            assert entry.first_year == min((first for first, _ in each.years), default=None)
            assert entry.last_year == max((last for _, last in each.years), default=None)


@pytest.mark.django_db
def test_findings_of_no_period_are_a_choice_beside_the_periods():
    period, later = make_period(), make_period(2014, 2017)
    make_finding(periods=(period,))
    make_finding(periods=(period, later))
    make_finding("Reviews published in 2014.")

    filterset = FindingFilter(QueryDict("period=none"))
    [facet] = [each for each in build_facet_boxes(filterset) if each.facet.name == "period"]

    assert [
        (title, [(box.option.value, box.count, box.shared) for box in of_group])
        for title, of_group in facet.groups
    ] == [
        ("", [("2011-2014", 1, 1), ("none", 1, None)]),
        ("Later, for comparison", [("2014-2017", 0, 1)]),
    ]
    assert describe_choice(filterset) == "years given in the finding"
    assert describe_choice(FindingFilter(QueryDict("period=none&period=2011-2014"))) == (
        "2011 to 2014 or years given in the finding"
    )
    assert FindingFilter(QueryDict("period=Years given in the finding")).build_pairs() == [("period", "none")]
    assert filterset.years_to_choose == range(2011, 2018)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("2011-14", "2011-2014"),
        ("2011–14", "2011-2014"),
        ("2011–2014", "2011-2014"),
        ("2011/14", "2011-2014"),
        ("Safer Sleep", "safer-sleep"),
        ("safer_sleep", "safer-sleep"),
        ("", ""),
    ],
)
def test_spellings_of_a_value(typed, said):
    assert normalise_spelling(typed) == said


@pytest.mark.django_db
def test_lesson_comes_before_a_statistic_that_matches_as_well():
    statistic = make_finding("Granite counted", kind=FindingKind.STATISTIC)
    lesson = make_finding("Granite learnt")
    by_number, by_words = FindingFilter(QueryDict()), FindingFilter(QueryDict())
    by_words.look_for(understand("granite"))

    def list_shown(filterset: FindingFilter) -> list[tuple[int, ...]]:
        return [place.finding_ids for _, place in read_page(filterset, number=1, size=9).places]

    assert list_shown(by_words) == [(lesson.pk,), (statistic.pk,)]
    assert list_shown(by_number) == [(statistic.pk,), (lesson.pk,)]
