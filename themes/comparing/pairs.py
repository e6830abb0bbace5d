"""The three things that can be compared: two periods, two themes, two reports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Count, Func, IntegerField, Q
from django.urls import reverse

from reviews.collection_version import kept_by_version
from reviews.models import Period, Review
from reviews.models.review import ReviewKind
from reviews.plurals import count_things
from themes.comparing.sides import (
    PairCell,
    PairComparison,
    PairRow,
    SideQuestion,
    find_one_sided,
    name_both_ways,
    read_sides,
    say_are,
)
from themes.explore.choice import build_address
from themes.explore.matrix import (
    SEVERAL_PERIODS,
    MatrixCell,
    Silence,
    build_own_url,
    build_url_apart,
    choose_silence,
    read_listed_matrix,
)
from themes.explore.periods import CountByPeriods, count_by_periods, count_themes_by_periods
from themes.findings.cards import YEARS_IN_WORDS
from themes.models import CatalogueEntry, Coverage, Theme
from themes.models.catalogue import SHIFT, CatalogueCondition, FacetNumber

ALONE, SEVERAL = FacetNumber.SPAN.encode(1), FacetNumber.SPAN.encode(2)


def compare_periods(theme: Theme | None, periods: Sequence[Period]) -> PairComparison:
    """Findings of each of the two alone, and of several periods with either; of this theme, or of all."""
    options = [FacetNumber.THEME.encode(theme.pk)] if theme else []
    own = [[*options, FacetNumber.PERIOD.encode(period.pk), ALONE] for period in periods]
    counts = count_by_periods((CatalogueCondition(tuple(options)),) if options else ())
    themes, cells = _read_cells()
    silences = [_find_period_silence(themes, cells, theme, period) for period in periods]
    of_theme = f" on “{theme.title}”" if theme else ""
    *sides, together = read_sides(_ask_of_periods(theme, periods, own, silences, counts))
    said = [
        f"Of the findings that we hold{of_theme}, {say_are(sides[0].count)} from {periods[0].name} alone and "
        f"{say_are(sides[1].count)} from {periods[1].name} alone; {say_are(together.count)} drawn from several periods "
        "together, with one of these or both among them.",
        *(
            _say_silence(silence, period, theme)
            for side, silence, period in zip(sides, silences, periods, strict=True)
            if not side.count
        ),
    ]
    if theme:
        others = [each for each in themes if each.pk != theme.pk]
        by_theme = [_count_themes_of(Q(options__contains=wanted)) for wanted in own]
    else:
        others = themes
        by_theme = [_count_themes_of_period(period) for period in periods]
    rows = _build_theme_rows(others, cells, periods, by_theme, of_theme=theme)
    names = [period.name for period in periods]
    among = f"Among findings{of_theme}: from" if theme else "From"
    titles = name_both_ways("{} alone, none from {} alone", *names)
    return PairComparison(
        heading=f"{names[0]} beside {names[1]}",
        title_for_tabs=f"{f'{theme.title_for_tabs}: ' if theme else ''}{names[0]} and {names[1]} compared",
        said=tuple(said),
        sides=tuple(sides),
        together=together,
        row_name="Theme",
        table_title="Other themes that these findings stand under" if theme else "Themes",
        columns=tuple(f"{name} alone" for name in names),
        rows=rows,
        cautions=_warn_of_periods(periods),
        content_notes=(theme.content_note,) if theme and theme.content_note else (),
        one_sided=find_one_sided(rows, (f"{among} {titles[0]}", f"{among} {titles[1]}")),
    )


def _ask_of_periods(
    theme: Theme | None,
    periods: Sequence[Period],
    own: Sequence[Sequence[int]],
    silences: Sequence[Silence],
    counts: CountByPeriods,
) -> list[SideQuestion]:
    options = [FacetNumber.THEME.encode(theme.pk)] if theme else []
    of_either = [FacetNumber.PERIOD.encode(period.pk) for period in periods]
    questions = [
        SideQuestion(
            title=period.name,
            count=counts[(period.pk,)],
            which=Q(options__contains=wanted),
            list_url=_list_findings(theme, ("period", period.slug), ("alone", "yes")),
            words="of this period alone",
            url=period.get_absolute_url(),
            facts=_tell_period(period),
            silence=_explain(silence, period, theme),
            list_words=f"of {period.name} alone",
        )
        for period, wanted, silence in zip(periods, own, silences, strict=True)
    ]
    either = {period.pk for period in periods}
    several = SideQuestion(
        title="Drawn from several periods together",
        count=sum(count for ids, count in counts.items() if len(ids) > 1 and not either.isdisjoint(ids)),
        which=Q(options__contains=[*options, SEVERAL], options__overlap=of_either),
        list_url=_list_findings(theme, *(("period", period.slug) for period in periods), ("alone", "no")),
        words="of several periods at once, one of these two or both among them. They cannot be split by period",
        silence="No finding that we hold is of several periods with either of these among them.",
        list_words="of several periods with either of these",
    )
    return [*questions, several]


def _warn_of_periods(periods: Sequence[Period]) -> tuple[str, ...]:
    first, second = (period.months for period in periods)
    lengths = f"{first} months beside {second}: the longer period can have more findings for that alone."
    return (
        *([lengths] if first != second else []),
        *(note for period in periods for note in period.notes),
        *(f"Read so far of {period.name}: {period.read_so_far}." for period in periods if period.read_so_far),
    )


def compare_themes(themes: Sequence[Theme]) -> PairComparison:
    """Findings under one, under the other and under both; and over the periods."""
    first, second = (FacetNumber.THEME.encode(theme.pk) for theme in themes)
    under_both = count_by_periods((CatalogueCondition((first,)), CatalogueCondition((second,))))
    counted = count_themes_by_periods()
    under_each = [counted.get(theme.pk, Counter()) for theme in themes]
    *sides, together = read_sides(_ask_of_themes(themes, under_each, under_both))
    rows = _build_period_rows(themes, under_each, under_both)
    names = [theme.title for theme in themes]
    either = under_each[0] + under_each[1] - under_both
    total = either.total()
    several = sum(count for periods, count in either.items() if len(periods) > 1)
    return PairComparison(
        heading=f"{names[0]} beside {names[1]}",
        title_for_tabs=" and ".join(theme.title_for_tabs for theme in themes) + " compared",
        said=(
            f"We hold {count_things(sides[0].count, 'finding')} under “{names[0]}” alone, {sides[1].count:,} under "
            f"“{names[1]}” alone and {together.count:,} under both.",
            f"Of these {total:,}, {_say_spread(either)}{say_are(several)} drawn from several periods together"
            + (f" and {_say_years_in_words(either[()])}." if either[()] else "."),
        ),
        sides=tuple(sides),
        together=together,
        row_name="Incidents",
        table_title="Over the periods",
        columns=(*names, "Under both"),
        rows=rows,
        cautions=(
            "In the table a finding under both themes is counted in the column of each, and under “Under both”.",
            "We have read more about some themes than about others.",
        ),
        content_notes=tuple(dict.fromkeys(theme.content_note for theme in themes if theme.content_note)),
        one_sided=find_one_sided(
            rows, name_both_ways("Years with findings of their own on “{}” and none on “{}”", *names)
        ),
    )


def _ask_of_themes(
    themes: Sequence[Theme], under_each: Sequence[CountByPeriods], under_both: CountByPeriods
) -> list[SideQuestion]:
    options = [FacetNumber.THEME.encode(theme.pk) for theme in themes]
    questions = [
        SideQuestion(
            title=theme.title,
            count=under_each[place].total() - under_both.total(),
            which=Q(options__contains=[options[place]]) & ~Q(options__contains=[options[1 - place]]),
            list_url=_list_findings(theme),
            words=f"under this theme and not under “{other.title}”",
            url=theme.get_absolute_url(),
            facts=(theme.summary,) if theme.summary else (),
            silence="All that we hold under this theme also stands under the other."
            if under_each[place]
            else "We hold no finding under this theme yet.",
            list_words=f"under {theme.title}, those under both among them",
        )
        for place, (theme, other) in enumerate(zip(themes, reversed(themes), strict=True))
    ]
    both = SideQuestion(
        title="Under both",
        count=under_both.total(),
        which=Q(options__contains=options),
        list_url=_list_findings(None, *(("theme", theme.slug) for theme in themes)),
        words="under both themes",
        silence="No finding that we hold stands under both.",
        list_words="under either, those under both first",
    )
    return [*questions, both]


def compare_reviews(reviews: Sequence[Review]) -> PairComparison:
    """Findings from each, and their themes."""
    numbers = [FacetNumber.REVIEW.encode(review.pk) for review in reviews]
    sides = read_sides(
        [_ask_of_review(review, number) for review, number in zip(reviews, numbers, strict=True)]
    )
    counts = [_count_themes_of(Q(options__contains=[number])) for number in numbers]
    states = {
        (row["review"], row["theme"]): row["state"]
        for row in Coverage.objects.filter(review__in=reviews).order_by().values("review", "theme", "state")
    }

    def build_cell(theme: Theme, place: int) -> PairCell:
        review = reviews[place]
        if count := counts[place][theme.pk]:
            return PairCell(count, _list_findings(theme, ("review", review.slug)))
        return PairCell(silence=choose_silence([states.get((review.pk, theme.pk))]))

    rows = tuple(
        PairRow(theme.title, theme.get_absolute_url(), (build_cell(theme, 0), build_cell(theme, 1)))
        for theme in Theme.objects.current().filter(pk__in={*counts[0], *counts[1]}).in_order()
    )
    shared = sum(all(cell.count for cell in row.cells) for row in rows)
    names = [review.short_title for review in reviews]
    return PairComparison(
        heading=" beside ".join(names),
        title_for_tabs=" and ".join(review.plain_name for review in reviews) + " compared",
        said=(
            f"We hold {count_things(sides[0].count, 'finding')} from “{names[0]}” and {sides[1].count:,} from "
            f"“{names[1]}”.",
            f"{count_things(shared, 'theme')} {'has' if shared == 1 else 'have'} findings from both reports"
            + (f", {len(rows) - shared:,} from one alone." if len(rows) > shared else "."),
        ),
        sides=sides,
        together=None,
        row_name="Theme",
        table_title="Themes",
        columns=tuple(names),
        rows=rows,
        cautions=(
            "A finding is taken from one report. Reports about the same reviews can say the same in other words.",
            *(
                f"{review.short_title}: {review.case_count_note}"
                for review in reviews
                if review.case_count_note
            ),
        ),
        one_sided=find_one_sided(rows, name_both_ways("From “{}”, none from “{}”", *names)),
    )


def _ask_of_review(review: Review, number: int) -> SideQuestion:
    return SideQuestion(
        title=review.short_title,
        count=count_by_periods((CatalogueCondition((number,)),)).total(),
        which=Q(options__contains=[number]),
        list_url=_list_findings(None, ("review", review.slug)),
        words="from this report",
        url=review.get_absolute_url(),
        facts=_tell_review(review),
        silence="No finding has been taken from this report yet. That says how far we have read.",
        list_words=f"from {review.short_title}",
    )


def _list_findings(theme: Theme | None, *pairs: tuple[str, str]) -> str:
    return build_address(reverse("finding-list"), [*([("theme", theme.slug)] if theme else []), *pairs])


Cells = Mapping[tuple[int, int], MatrixCell]  # by ids of theme and period


@kept_by_version
def _read_cells() -> tuple[list[Theme], Cells]:
    """The themes that readers are led to, in their order, and the cells of both tables of themes by period."""
    matrix = read_listed_matrix()
    tables = (matrix.core, matrix.later)
    cells = {
        (row.theme.pk, cell.column.period.pk): cell
        for table in tables
        for group in table.groups
        for row in group.rows
        for cell in row.cells
        if cell.column.period
    }
    return [row.theme for group in matrix.core.groups for row in group.rows], cells


def _find_silence(cells: Cells, theme: Theme, period: Period) -> Silence:
    """Why something about the theme has nothing of this period alone. Where anything has, and nobody noted how far its
    analysis was read, that was read in part.
    """
    cell = cells.get((theme.pk, period.pk))
    if cell is None:
        return Silence.NOT_READ
    return cell.silence if cell.silence != Silence.NOT_READ or not cell.count else Silence.NOTHING_SO_FAR


def _find_period_silence(
    themes: Iterable[Theme], cells: Cells, theme: Theme | None, period: Period
) -> Silence:
    """Where no theme is asked for, a report was read in part if it was for some, or in part for any."""
    if theme:
        return _find_silence(cells, theme, period)
    said = {_find_silence(cells, each, period) for each in themes}
    if len(said) > 1:
        return Silence.NOTHING_SO_FAR
    return said.pop() if said else Silence.NOT_READ


def _explain(silence: Silence, period: Period, theme: Theme | None) -> str:
    analysis = f"The analysis of {period.name}"
    for_this = " for this theme" if theme else ""
    return {
        Silence.NOT_READ: f"We have not read the analysis of {period.name}{for_this} yet.",
        Silence.NOTHING_SO_FAR: f"{analysis} has been read{for_this} in part. Nothing of that period alone was taken "
        "so far.",
        Silence.NOTHING_FOUND: f"{analysis} has been read{for_this}. Nothing of that period alone was found.",
    }.get(silence, "None so far.")


def _say_silence(silence: Silence, period: Period, theme: Theme | None) -> str:
    for_this = " for this theme" if theme else ""
    return {
        Silence.NOT_READ: f"The analysis of {period.name} has not been read{for_this} yet.",
        Silence.NOTHING_FOUND: f"The analysis of {period.name} has been read{for_this}.",
    }.get(silence, f"The analysis of {period.name} has been read{for_this} in part only.")


def _tell_period(period: Period) -> tuple[str, ...]:
    analyses = period.reviews.filter(kind=ReviewKind.NATIONAL_ANALYSIS).only("case_count", "case_count_note")
    counted = [
        review.case_count_note or count_things(review.case_count or 0, "review") + " in its analysis"
        for review in analyses
        if review.case_count_note or review.case_count
    ]
    return (f"{period.months} months", *counted)


def _tell_review(review: Review) -> tuple[str, ...]:
    return tuple(
        filter(
            None,
            [
                review.get_kind_display(),
                f"incidents {review.incidents_text}" if review.incidents_text else "",
                f"published {review.published_text}" if review.published_text else "",
                count_things(review.case_count, "review") + " in it" if review.case_count else "",
            ],
        )
    )


def _count_themes_of(which: Q) -> Counter[int]:
    """Findings of a set by theme: one query."""
    unnested = Func("options", function="unnest", output_field=IntegerField(), set_returning=True)
    rows = (
        CatalogueEntry.objects.in_lists()
        .filter(which)
        .order_by()
        .annotate(option=unnested)
        .values("option")
        .annotate(count=Count("pk"))
        .values_list("option", "count")
    )
    return Counter(
        {
            option % (1 << SHIFT): count
            for option, count in rows
            if option >> SHIFT == FacetNumber.THEME and option % (1 << SHIFT)
        }
    )


def _count_themes_of_period(period: Period) -> Counter[int]:
    """Findings of the period alone by theme."""
    return Counter({theme: counts[(period.pk,)] for theme, counts in count_themes_by_periods().items()})


def _build_theme_rows(
    themes: Iterable[Theme],
    cells: Cells,
    periods: Sequence[Period],
    counts: Sequence[Counter[int]],
    *,
    of_theme: Theme | None,
) -> tuple[PairRow, ...]:
    """Those of the themes that findings of either period alone stand under. Two themes at once have no list."""

    def build_cell(theme: Theme, place: int) -> PairCell:
        period = periods[place]
        if not (count := counts[place][theme.pk]):
            return PairCell(silence=_find_silence(cells, theme, period))
        return PairCell(count, "" if of_theme else build_own_url(reverse("finding-list"), theme, period))

    return tuple(
        PairRow(theme.title, theme.get_absolute_url(), (build_cell(theme, 0), build_cell(theme, 1)))
        for theme in themes
        if any(of_period[theme.pk] for of_period in counts)
    )


def _build_period_rows(
    themes: Sequence[Theme], under_each: Sequence[CountByPeriods], both: CountByPeriods
) -> tuple[PairRow, ...]:
    """Periods, then what is of no single one, with the cells of both themes and what stands under both."""
    _, held = _read_cells()
    list_url = reverse("finding-list")
    rows = []
    for period in Period.objects.order_by("starts"):
        cells = [
            PairCell(count, build_own_url(list_url, theme, period))
            if (count := counts[(period.pk,)])
            else PairCell(silence=_find_silence(held, theme, period))
            for theme, counts in zip(themes, under_each, strict=True)
        ]
        if not period.is_core and not any(cell.count for cell in cells):
            continue
        rows.append(PairRow(period.name, period.get_absolute_url(), (*cells, PairCell(both[(period.pk,)]))))
    apart = {
        SEVERAL_PERIODS: lambda periods: len(periods) > 1,
        YEARS_IN_WORDS: lambda periods: not periods,
    }
    for name, is_of in apart.items():
        numbers = [
            sum(count for ids, count in counts.items() if is_of(ids)) for counts in (*under_each, both)
        ]
        if any(numbers):
            urls = [build_url_apart(list_url, theme, name) for theme in themes]
            rows.append(
                PairRow(
                    name,
                    "",
                    tuple(
                        PairCell(number, url if number else "")
                        for number, url in zip(numbers, [*urls, ""], strict=True)
                    ),
                )
            )
    return tuple(rows)


def _say_spread(counts: CountByPeriods) -> str:
    """ "2 are from 2003 to 2005 alone, " for each period that has any."""
    said = [
        f"{say_are(count)} from {period.name} alone, "
        for period in Period.objects.order_by("starts")
        if (count := counts[(period.pk,)])
    ]
    return "".join(said)


def _say_years_in_words(number: int) -> str:
    return (
        f"{number:,} findings give their years in their own words"
        if number > 1
        else "1 finding gives its years in its own words"
    )
