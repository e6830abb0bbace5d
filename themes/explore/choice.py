"""What was chosen, as readers say it and as they take it back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from django.http import QueryDict
from django.urls import reverse

from themes.explore.facets import NO_PERIOD, NONE_OF_THEM, Counts, Facet, Option
from themes.explore.filters import TOGETHER, YEARS, FindingFilter
from themes.models.catalogue import FacetNumber

FIRST_FACETS = (FacetNumber.THEME, FacetNumber.PERIOD, FacetNumber.AGENCY, FacetNumber.AGE)
# The first that stand open, with how many of their options are at hand beside those chosen: as many as let all the
# first facets and the button be in sight at once on a small laptop.
AT_HAND = {FacetNumber.THEME: 3, FacetNumber.PERIOD: 5}
PLURALS = {FacetNumber.THEME: "themes", FacetNumber.AGENCY: "agencies"}
# Of a facet that has more, the filters show the most frequent; all stand on a page of their own.
MOST_OPTIONS = 60
MOST_FREQUENT = 20
LABELLED = {
    FacetNumber.AGE: "age",
    FacetNumber.HARM: "harm",
    FacetNumber.AGENCY: "agency",
    FacetNumber.REVIEW: "report",
}
IN_SMALL_LETTERS = (FacetNumber.SPAN, FacetNumber.KIND, FacetNumber.HOW, FacetNumber.WORDING)


@dataclass(frozen=True, slots=True)
class Chosen:
    """A filter that is on: its words, and the address without it."""

    text: str
    url: str


@dataclass(frozen=True, slots=True)
class Widening:
    """One step that would bring findings: what to take away, how many there are then, and the address."""

    text: str
    count: int
    url: str


@dataclass(frozen=True, slots=True)
class OptionBox:
    """One option as the filter shows it. `shared` is counted apart: see `Counts.count_shared`."""

    option: Option
    count: int
    is_chosen: bool
    shared: int | None = None

    @property
    def counted(self) -> str:
        """ "12", or "12 + 30" where some are counted apart."""
        return f"{self.count:,}" if self.shared is None else f"{self.count:,} + {self.shared:,}"


Groups = tuple[tuple[str, tuple[OptionBox, ...]], ...]  # a group's title, empty where there are no groups


@dataclass(frozen=True, slots=True)
class FacetBoxes:
    """One facet as the filter shows it. Of a long one `rest` is folded: all but what was chosen and the first few.

    Of a very long one only what was chosen and the most frequent are here; all of them, `all_count`, are at `all_url`.
    """

    facet: Facet
    chosen_count: int
    groups: Groups  # those at hand
    rest: Groups = ()
    all_url: str = ""
    all_count: int = 0

    @property
    def is_first(self) -> bool:
        """Whether it stands above "More filters"."""
        return self.facet.number in FIRST_FACETS

    @property
    def is_open(self) -> bool:
        """Whether its options are in sight without a step."""
        return self.facet.number in AT_HAND

    @property
    def rest_words(self) -> str:
        """What opens the rest: "25 more themes"."""
        count = sum(len(options) for _, options in self.rest)
        return f"{count} more {PLURALS.get(self.facet.number, 'choices')}" if count > 1 else "One more"


def build_address(path: str, pairs: Sequence[tuple[str, str]]) -> str:
    """An address with these names and values, in this order."""
    query = QueryDict(mutable=True)
    for name, value in pairs:
        query.appendlist(name, value)
    return f"{path}?{query.urlencode()}" if pairs else path


def describe_years(since: int | None, until: int | None) -> str:
    if since and until:
        return f"incidents {since} to {until}" if since != until else f"incidents in {since}"
    return f"incidents from {since}" if since else f"incidents to {until}" if until else ""


def describe_together(filterset: FindingFilter) -> tuple[str, str] | None:
    """The years chosen of several periods together, as an address has them and in words."""
    if not filterset.years_together:
        return None
    first, last = filterset.years_together
    return f"{first}-{last}", f"{first} to {last} together"


def describe_spans(filterset: FindingFilter) -> list[tuple[int, str]]:
    """What was chosen that is no facet, by its number: "2003 to 2011 together", "incidents to 2005"."""
    words = {
        TOGETHER: (describe_together(filterset) or ("", ""))[1],
        YEARS: describe_years(*filterset.years),
    }
    return [(number, text) for number, text in words.items() if text]


def describe_facet(facet: Facet, chosen: Sequence[Option], *, for_tabs: bool = False) -> str:
    """The choices of one kind: "Neglect or Babies", "age: under 1 or 1 to 4"."""
    if for_tabs and facet.number == FacetNumber.REVIEW:
        return f"{len(chosen)} reports" if len(chosen) > 1 else "one report"
    number = facet.number
    if number in LABELLED and not (for_tabs and number == FacetNumber.HARM):
        names = _label_names(number, chosen)
    else:
        names = [
            _lower_first(option.name)
            if (number, option.value) == (FacetNumber.PERIOD, NO_PERIOD)
            else (for_tabs and option.name_for_tabs) or option.name
            for option in chosen
        ]
    if number in IN_SMALL_LETTERS:
        names = [_lower_first(name) for name in names]
    if number == FacetNumber.KIND:
        names = [f"{name}s" for name in names]
    return " or ".join(dict.fromkeys(names))


def _label_names(number: FacetNumber, chosen: Sequence[Option]) -> list[str]:
    """The names behind a label; the choice of having none of them says by itself what it is of."""
    names = [option.name for option in chosen if option.value != NONE_OF_THEM]
    none = [_lower_first(option.name) for option in chosen if option.value == NONE_OF_THEM]
    if number in (FacetNumber.AGE, FacetNumber.HARM):
        names = [_lower_first(name) for name in names]
    return [f"{LABELLED[number]}: {' or '.join(names)}", *none] if names else none


def _lower_first(name: str) -> str:
    return name[:1].lower() + name[1:]


def describe_choice(filterset: FindingFilter, *, for_tabs: bool = False) -> str:
    """The whole choice as readers say it: "Neglect or Babies, and 2011 to 2014". Empty when nothing is chosen."""
    kinds = [describe_facet(facet, chosen, for_tabs=for_tabs) for facet, chosen in filterset.every_choice]
    kinds += [text for _, text in describe_spans(filterset)]
    return ", and ".join(words for words in kinds if words)


def list_chosen(filterset: FindingFilter, path: str, words: Sequence[tuple[str, str]] = ()) -> list[Chosen]:
    """Every filter that is on. `words` are pairs of the address that stay whatever is taken away."""
    chosen = [
        Chosen(option.name, build_address(path, [*words, *filterset.build_pairs(without=option)]))
        for _, options in filterset.every_choice
        for option in options
    ]
    return chosen + [
        Chosen(text.capitalize(), build_address(path, [*words, *filterset.build_pairs(without=number)]))
        for number, text in describe_spans(filterset)
    ]


def list_widenings(
    filterset: FindingFilter, path: str, words: Sequence[tuple[str, str]], path_without_words: str
) -> list[Widening]:
    """Single steps that would find something where nothing was found, those that find most first."""
    steps: list[tuple[str, int, str]] = [
        (
            describe_facet(facet, chosen),
            facet.number,
            build_address(path, [*words, *filterset.build_pairs(without=facet.number)]),
        )
        for facet, chosen in filterset.every_choice
    ]
    for number, text in describe_spans(filterset):
        pairs = [*words, *filterset.build_pairs(without=number)]
        steps.append((text, number, build_address(path, pairs)))
    found = [Widening(f"“{text}”", filterset.counts.count_without(kind), url) for text, kind, url in steps]
    if words and filterset.build_pairs():
        count = filterset.count_without_words()
        found.append(
            Widening("your words", count, build_address(path_without_words, filterset.build_pairs()))
        )
    return sorted((step for step in found if step.count), key=lambda step: -step.count)


def _count_option(option: Option, counts: Counts, chosen: set[int]) -> OptionBox:
    count, shared = counts[option.number], counts.count_shared(option.number)
    if option.years and shared is not None:
        count -= shared  # of this period alone
    return OptionBox(option, count, option.number in chosen, shared)


def build_facet_boxes(
    filterset: FindingFilter, leave_out: Sequence[FacetNumber] = (), words: Sequence[tuple[str, str]] = ()
) -> list[FacetBoxes]:
    """The facets with the count beside every option; the counting is one query."""
    counts = filterset.counts
    facets = []
    for facet in filterset.facets:
        if facet.number in leave_out:
            continue
        chosen = {option.number for option in filterset.chosen(facet.name)}
        offered = facet.offer(chosen)
        if not offered:
            continue
        if len(offered) > MOST_OPTIONS:
            every = reverse("finding-choices", args=[facet.name])
            all_url = build_address(every, [*words, *filterset.build_pairs()])
            boxes = choose_most_frequent(count_boxes(filterset, facet))
            facets.append(
                FacetBoxes(facet, len(chosen), (("", boxes),), all_url=all_url, all_count=len(offered))
            )
            continue
        groups = tuple(
            (title, tuple(_count_option(option, counts, chosen) for option in options))
            for title, options in groupby(offered, lambda option: option.group)
        )
        facets.append(FacetBoxes(facet, len(chosen), *_fold_options(facet, groups)))
    return facets


def count_boxes(filterset: FindingFilter, facet: Facet) -> list[OptionBox]:
    """Every option of a facet that there is to choose from, with its count."""
    chosen = {option.number for option in filterset.chosen(facet.name)}
    return [_count_option(option, filterset.counts, chosen) for option in facet.offer(chosen)]


def choose_most_frequent(boxes: Sequence[OptionBox]) -> tuple[OptionBox, ...]:
    """Those chosen, in the facet's order, then the others with most findings, most first."""
    others = sorted((box for box in boxes if not box.is_chosen and box.count), key=lambda box: -box.count)
    return (*(box for box in boxes if box.is_chosen), *others[:MOST_FREQUENT])


def _fold_options(facet: Facet, groups: Groups) -> tuple[Groups, Groups]:
    """The options at hand, and the rest under their titles; all at hand where they are few."""
    boxes = [box for _, of_group in groups for box in of_group]
    others = [box for box in boxes if not box.is_chosen]
    many = AT_HAND.get(facet.number, len(others))
    if len(others) <= many + 1:
        return groups, ()
    at_hand = (*(box for box in boxes if box.is_chosen), *others[:many])
    numbers = {box.option.number for box in at_hand}
    rest = tuple(
        (title, left)
        for title, of_group in groups
        if (left := tuple(box for box in of_group if box.option.number not in numbers))
    )
    return (("", at_hand),), rest
