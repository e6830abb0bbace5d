"""Themes by period: every number against a count by hand, and the three kinds of silence told apart."""

import random
from collections import Counter
from datetime import date

import pytest
from django.urls import reverse
from django.utils.html import escape

from tests.factories import make_finding, make_period, make_review, make_theme
from themes.explore.matrix import Silence, choose_heat, name_heat_steps, read_matrix
from themes.models import Coverage, Finding, ThemeGroup

pytestmark = pytest.mark.django_db


def cover(review, theme, state):
    return Coverage.objects.create(review=review, theme=theme, state=state)


def cells(theme, *, later=False):
    """What the table says of a theme: a number or a reason for each period, then the counts of columns apart."""
    table = read_matrix().later if later else read_matrix().core
    row = next(row for group in table.groups for row in group.rows if row.theme == theme)
    apart = {cell.name: cell.count for cell in row.apart}
    assert [*apart] == [column.name for column in table.apart]
    return [cell.count or cell.silence for cell in row.cells] + [
        apart.get("Several periods together", 0),
        apart.get("Years given in the finding", 0),
    ]


def by_hand(theme, periods):
    """The same, asked finding by finding."""
    own: Counter = Counter()
    together = of_none = 0
    for finding in Finding.objects.filter(state="published").exclude(kind="scope"):
        held = list(finding.periods.all())
        if theme not in finding.themes.all():
            continue
        if not held:
            of_none += periods[0].is_core
        elif len(held) == 1:
            own[held[0]] += 1
        elif any(period.is_core for period in held) == periods[0].is_core:
            together += 1
    said: list[int | str] = []
    for period in periods:
        analyses = period.reviews.filter(kind="national_analysis")
        states = [
            next((row.state for row in theme.coverage.filter(review=review)), "not_yet")
            for review in analyses
        ]
        if own[period]:
            said.append(own[period])
        elif not {"read", "partly_read"} & set(states):
            said.append("Not read yet")
        elif set(states) == {"read"}:
            said.append("Read, nothing found")
        else:
            said.append("Partly read, nothing so far")
    return [*said, together, of_none]


@pytest.mark.parametrize("seed", range(12))
def test_every_cell_agrees_with_a_count_by_hand(seed):
    chance = random.Random(seed)  # noqa: S311 - examples, not secrets
    core = [make_period(*years) for years in [(2003, 2005), (2005, 2007), (2007, 2009)]]
    later = [make_period(2014, 2017), make_period(2017, 2019)]
    groups = [ThemeGroup.objects.create(slug=f"g{n}", title=f"Group {n}", position=n) for n in range(2)]
    themes = [make_theme(group=chance.choice(groups)) for _ in range(4)]
    reviews = [
        make_review(period=period, kind=chance.choice(["national_analysis"] * 3 + ["companion_report"]))
        for period in core + later
        for _ in range(chance.randint(0, 2))
    ]
    for review in reviews:
        for theme in themes:
            if state := chance.choice(["read", "partly_read", "not_yet", None]):
                cover(review, theme, state)
    source = make_review()
    for _ in range(25):
        make_finding(
            review=source,
            themes=tuple(chance.sample(themes, chance.randint(0, 3))),
            periods=tuple(chance.sample(core + later, chance.choice([0, 1, 1, 1, 2, 4]))),
            state=chance.choice(["published"] * 4 + ["draft", "in_review", "withdrawn"]),
            kind=chance.choice(["finding", "statistic", "recommendation", "scope"]),
        )

    for theme in themes:
        assert cells(theme) == by_hand(theme, core)
        assert cells(theme, later=True) == by_hand(theme, later)


def test_finding_about_several_periods_is_counted_once_and_in_no_period():
    periods = [make_period(*years) for years in [(2003, 2005), (2005, 2007), (2014, 2017)]]
    theme = make_theme()
    make_finding(themes=(theme,), periods=tuple(periods))

    assert cells(theme) == ["Not read yet", "Not read yet", 1, 0]
    assert cells(theme, later=True) == ["Not read yet", 0, 0]


def test_silence_says_why():
    period = make_period()
    review = make_review(period=period)
    other = make_review(period=period)
    read, partly, half, told, unsaid = (make_theme() for _ in range(5))
    for theme, states in [
        (read, ["read", "read"]),
        (partly, ["partly_read", "partly_read"]),
        (half, ["read"]),  # the other analysis of the period has not been read for it
        (told, ["not_yet", "not_yet"]),
    ]:
        for analysis, state in zip([review, other], states, strict=False):
            cover(analysis, theme, state)

    assert [cells(theme)[0] for theme in (read, partly, half, told, unsaid)] == [
        Silence.NOTHING_FOUND,
        Silence.NOTHING_SO_FAR,
        Silence.NOTHING_SO_FAR,
        Silence.NOT_READ,
        Silence.NOT_READ,
    ]


def test_only_national_analyses_say_how_far_a_period_was_read():
    period, theme = make_period(), make_theme()
    cover(make_review(period=period, kind="companion_report"), theme, "read")

    assert cells(theme) == ["Not read yet", 0, 0]


def test_scope_notes_drafts_and_withdrawn_findings_are_not_counted():
    period, theme = make_period(), make_theme()
    make_finding(themes=(theme,), periods=(period,), kind="scope")
    for state in ("draft", "in_review", "withdrawn"):
        make_finding(themes=(theme,), periods=(period,), state=state)

    assert cells(theme) == ["Not read yet", 0, 0]


def test_finding_of_no_period_stands_in_a_column_of_its_own_and_leads_to_its_list(client):
    make_period()
    make_period(2014, 2017)
    theme, other = make_theme(), make_theme()
    make_finding("Reviews published in 2014.", themes=(theme, other))

    assert cells(theme) == cells(other) == ["Not read yet", 0, 1]
    assert cells(theme, later=True) == ["Not read yet", 0, 0]

    page = client.get(reverse("themes-by-period")).content.decode()
    [cell] = next(
        row for group in read_matrix().core.groups for row in group.rows if row.theme == theme
    ).apart
    assert (cell.count, cell.url) == (1, f"/findings/?theme={theme.slug}&period=none")
    assert f'href="{escape(cell.url)}"' in page
    assert '<h1 class="govuk-heading-l">1 finding' in client.get(cell.url).content.decode()


def test_themes_stand_in_their_groups_and_merged_ones_are_left_out():
    second = ThemeGroup.objects.create(slug="b", title="Second", position=2)
    first = ThemeGroup.objects.create(slug="a", title="First", position=1)
    ThemeGroup.objects.create(slug="c", title="Empty", position=0)
    one, two, three = make_theme(group=second), make_theme(group=first), make_theme(group=first)
    make_theme(group=first, merged_into=one)

    groups = read_matrix().core.groups

    assert [(group.title, [row.theme for row in group.rows]) for group in groups] == [
        ("First", [two, three]),
        ("Second", [one]),
    ]


def test_page_has_no_bare_nought_and_says_each_reason():
    period, earlier = make_period(), make_period(2003, 2005)
    review, theme = make_review(period=period), make_theme()
    cover(review, theme, "partly_read")
    make_finding(themes=(theme,), periods=(earlier,))

    row = read_matrix().core.groups[0].rows[0]

    assert [cell.count or str(cell.silence) for cell in row.cells] == [1, "Partly read, nothing so far"]
    assert row.apart == ()


def test_page_shows_counts_as_links_to_what_they_count(client):
    period, earlier = make_period(), make_period(2003, 2005)
    theme = make_theme("Neglect")
    for _ in range(2):
        make_finding(themes=(theme,), periods=(period,))
    make_finding(themes=(theme,), periods=(period, earlier))

    page = client.get(reverse("themes-by-period")).content.decode()
    row = read_matrix().core.groups[0].rows[0]

    assert [(cell.count or str(cell.silence), bool(cell.url)) for cell in row.cells] == [
        ("Not read yet", False),
        (2, True),
    ]
    [several] = row.apart
    assert several.count == 1
    for cell in (row.cells[1], several):
        assert f'href="{cell.url.replace("&", "&amp;")}"' in page
    own, together = client.get(row.cells[1].url), client.get(several.url)
    assert '<h1 class="govuk-heading-l">2 findings' in own.content.decode()
    assert '<h1 class="govuk-heading-l">1 finding' in together.content.decode()


def test_columns_are_as_wide_as_their_windows_are_long(client):
    make_period(1990, 2003)
    make_period(2003, 2004, ends=date(2003, 5, 31))
    make_period(2009, 2011)
    make_period(2011, 2014)
    make_theme()

    page = client.get(reverse("themes-by-period")).content.decode()

    columns = read_matrix().core.periods
    assert [(column.look, column.short_name) for column in columns] == [
        ("window-10", "90–03"),  # no wider, however long
        ("window-1", "03"),  # no narrower, however short
        ("window-4", "09–11"),
        ("window-6", "11–14"),
    ]
    assert all(f'<col class="portal-matrix__{column.look}">' in page for column in columns)
    assert "style=" not in page


@pytest.mark.parametrize(
    ("count", "heat"),
    [(0, 0), (1, 1), (2, 2), (3, 2), (4, 3), (6, 3), (7, 4), (11, 4), (12, 5), (13, 5), (400, 5)],
)
def test_colour_is_the_stronger_the_more_findings_we_hold(count, heat):
    assert choose_heat(count) == heat


def test_steps_of_colour_are_named_for_the_numbers_that_have_them():
    for heat, words in name_heat_steps():
        first, _, last = words.removesuffix("+").partition("–")
        assert choose_heat(int(first)) == choose_heat(int(last or first)) == heat
        assert choose_heat(int(first) - 1) == heat - 1
    assert [words for _, words in name_heat_steps()] == ["1", "2–3", "4–6", "7–11", "12+"]


def test_cells_look_like_what_they_say(client):
    early, period = make_period(2003, 2005), make_period()
    many, partly, read, unread = (make_theme(title) for title in ("Many", "Partly", "Read", "Unread"))
    cover(make_review(period=period), partly, "partly_read")
    cover(period.reviews.get(), read, "read")
    for _ in range(7):
        make_finding(themes=(many,), periods=(period,))
        make_finding(themes=(many,), periods=(early, period))
    make_finding(themes=(many,))

    [group] = read_matrix().core.groups
    page = client.get(reverse("themes-by-period")).content.decode()

    assert {row.theme: [cell.look for cell in row.cells_and_apart[1:]] for row in group.rows} == {
        many: ["4", "several", "years-in-words"],  # apart from single periods, the colour says no number
        partly: ["nothing-so-far", "none-apart", "none-apart"],
        read: ["nothing-found", "none-apart", "none-apart"],
        unread: ["not-read", "none-apart", "none-apart"],
    }
    key = page.partition("portal-matrix-key")[2].partition("</ul>")[0]
    for silence in (Silence.NOT_READ, Silence.NOTHING_SO_FAR, Silence.NOTHING_FOUND):
        cell = f'"true">{silence.sign}</span><span class="govuk-visually-hidden">{silence}</span>'
        assert cell in page  # the words in every cell, for those who do not see the sign
        assert f'portal-cell--{silence.look}">{silence.sign}</span> {silence}</li>' in key
    signs = [silence.sign for silence in Silence]
    assert len(set(signs)) == len(signs)
    assert "0" not in signs


def test_groups_have_the_colour_of_their_address(client):
    make_period()
    make_theme(group=ThemeGroup.objects.create(slug="harm", title="Harm", position=1))

    page = client.get(reverse("themes-by-period")).content.decode()

    assert '<tbody role="rowgroup" class="portal-group-harm">' in page


def test_table_of_few_periods_is_narrow_so_that_a_month_is_as_wide_as_above():
    core, later = make_period(2009, 2014), make_period(2014, 2017)
    theme = make_theme()
    make_finding(themes=(theme,), periods=(later,))
    assert (read_matrix().core.is_narrow, read_matrix().later.is_narrow) == (True, True)

    make_period(2017, 2022)
    make_finding(themes=(theme,), periods=(core, later))

    assert (read_matrix().core.is_narrow, read_matrix().later.is_narrow) == (False, False)


def test_later_periods_stand_apart_for_comparison(client):
    core, later, theme = make_period(), make_period(2014, 2017), make_theme("Neglect")
    make_finding(themes=(theme,), periods=(later,))

    matrix = read_matrix()
    page = client.get(reverse("themes-by-period")).content.decode()

    assert [column.period for column in matrix.core.periods] == [core]
    assert [column.period for column in matrix.later.periods] == [later]
    assert page.index("Why the columns cannot simply be compared") < page.index("2014 to 2017")


def test_empty_collection_has_its_page(client):
    page = client.get(reverse("themes-by-period")).content.decode()

    assert page.count("<h1") == 1
    assert "<table" not in page


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_do_not_grow_with_rows(client, rows, django_assert_num_queries):
    periods = [make_period(2003, 2005), make_period(2011, 2014), make_period(2014, 2017)]
    for _ in range(rows):
        theme = make_theme()
        review = make_review(period=periods[0])
        cover(review, theme, "partly_read")
        make_finding(themes=(theme,), periods=(periods[0],), review=review)
        make_finding(themes=(theme,), periods=tuple(periods), review=review)
        make_finding(themes=(theme,), review=review)

    # periods, themes with their groups, counts, how far they were read, help
    with django_assert_num_queries(5):
        response = client.get(reverse("themes-by-period"))

    assert response.status_code == 200
