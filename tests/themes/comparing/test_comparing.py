"""Two periods, themes or reports side by side: one address each, each finding once, and why there is nothing."""

from datetime import date

import pytest
from django.db.models import Q

from reviews.models import Review, Series, SeriesPoint
from tests.factories import make_block, make_finding, make_period, make_review, make_theme
from themes.comparing import sides
from themes.models import Coverage, Finding, Theme
from themes.models.catalogue import FacetNumber

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept():
    """Three periods, two themes: each finding says what it is of."""
    first, middle, last = make_period(2003, 2005), make_period(2007, 2009), make_period(2011, 2014)
    neglect, babies = make_theme("Neglect", slug="neglect"), make_theme("Babies", slug="babies")
    analysis = make_review("first-analysis", kind="national_analysis", period=first)
    other = make_review("last-analysis", kind="national_analysis", period=last)
    make_finding("Of 2003 alone.", themes=(neglect,), periods=(first,), review=analysis)
    make_finding(
        "Of 2003 alone, of both themes.", themes=(neglect, babies), periods=(first,), review=analysis
    )
    make_finding("Of 2011 alone.", themes=(babies,), periods=(last,), review=other)
    make_finding("Of both periods.", themes=(neglect,), periods=(first, last), review=other)
    make_finding("Of the first and the middle.", themes=(neglect,), periods=(first, middle), review=other)
    make_finding("Of years in words.", themes=(neglect,), periods=(), review=other)
    Coverage.objects.create(review=other, theme=neglect, state="read")
    return {"neglect": neglect, "babies": babies}


def compare(client, query):
    response = client.get(f"/compare/?{query}")
    assert response.status_code == 200, response
    return response.context["comparison"]


def list_texts(side):
    return [card.text for entry in side.entries for card in entry.cards]


def test_two_periods_of_a_theme(client, kept):
    found = compare(client, "theme=neglect&period=2003-2005&period=2011-2014")

    assert [side.count for side in found.sides] == [2, 0]
    assert list_texts(found.sides[0]) == ["Of 2003 alone.", "Of 2003 alone, of both themes."]
    assert list_texts(found.together) == ["Of both periods.", "Of the first and the middle."]
    assert found.said == (
        "Of the findings that we hold on “Neglect”, 2 are from 2003 to 2005 alone and none is from 2011 to 2014 alone; "
        "2 are drawn from several periods together, with one of these or both among them.",
        "The analysis of 2011 to 2014 has been read for this theme.",
    )


def test_what_was_not_read_is_told_from_nothing(client, kept):
    found = compare(client, "period=2003-2005&period=2011-2014")

    assert [(one.title, [str(silence) for silence, _ in one.by_silence]) for one in found.one_sided] == [
        ("From 2003 to 2005 alone, none from 2011 to 2014 alone", ["Read, nothing found"])
    ]
    assert [row.name for row in found.rows] == ["Neglect", "Babies"]
    Coverage.objects.all().delete()
    found = compare(client, "period=2003-2005&period=2011-2014")
    assert [str(silence) for silence, _ in found.one_sided[0].by_silence] == ["Not read yet"]


def test_what_is_in_one_alone_is_said_of_the_findings_it_was_counted_among(client, kept):
    """Babies has a finding of 2011 to 2014 too: only among those on Neglect there is none."""
    found = compare(client, "theme=neglect&period=2003-2005&period=2011-2014")

    assert [
        (one.title, [row.name for _, rows in one.by_silence for row in rows]) for one in found.one_sided
    ] == [("Among findings on “Neglect”: from 2003 to 2005 alone, none from 2011 to 2014 alone", ["Babies"])]


def test_report_read_in_full_is_not_called_partly_read_where_other_findings_were_taken(client, kept):
    Coverage.objects.create(
        review=Review.objects.get(slug="last-analysis"), theme=kept["babies"], state="read"
    )

    found = compare(client, "theme=neglect&period=2003-2005&period=2011-2014")

    assert [str(silence) for silence, _ in found.one_sided[0].by_silence] == ["Read, nothing found"]


def test_what_was_taken_of_a_report_nobody_noted_as_read_was_read_in_part(client, kept):
    found = compare(client, "theme=neglect&period=2003-2005&period=2011-2014")

    assert [str(silence) for silence, _ in found.one_sided[0].by_silence] == ["Partly read, nothing so far"]


def test_analysis_read_in_full_for_all_themes_is_not_called_read_in_part(client, kept):
    middle = make_review(period=make_period(2007, 2009))
    for theme in kept.values():
        Coverage.objects.create(review=middle, theme=theme, state="read")

    found = compare(client, "period=2003-2005&period=2007-2009")

    assert found.said[1:] == ("The analysis of 2007 to 2009 has been read.",)


def test_two_themes_count_each_finding_once(client, kept):
    found = compare(client, "theme=neglect&theme=babies")

    assert [side.count for side in (*found.sides, found.together)] == [4, 1, 1]
    assert (
        found.said[0] == "We hold 4 findings under “Neglect” alone, 1 under “Babies” alone and 1 under both."
    )
    assert found.said[1] == (
        "Of these 6, 2 are from 2003 to 2005 alone, 1 is from 2011 to 2014 alone, 2 are drawn from several periods "
        "together and 1 finding gives its years in its own words."
    )
    cells = {row.name: [cell.count for cell in row.cells] for row in found.rows}
    assert cells["2003 to 2005"] == [2, 1, 1]
    assert cells["Several periods together"] == [2, 0, 0]
    assert [
        (one.title, [row.name for _, rows in one.by_silence for row in rows]) for one in found.one_sided
    ] == [
        (
            "Years with findings of their own on “Neglect” and none on “Babies”",
            ["Several periods together", "Years given in the finding"],
        ),
        ("Years with findings of their own on “Babies” and none on “Neglect”", ["2011 to 2014"]),
    ]


def test_two_reports(client, kept):
    found = compare(client, "review=first-analysis&review=last-analysis")

    assert [side.count for side in found.sides] == [2, 4]
    assert found.said[1] == "2 themes have findings from both reports."

    make_finding(themes=(make_theme("Schools"),), review=Review.objects.get(slug="last-analysis"))

    found = compare(client, "review=first-analysis&review=last-analysis")
    assert found.said[1] == "2 themes have findings from both reports, 1 from one alone."
    assert found.one_sided[0].title.startswith("From “What was learned")


@pytest.mark.parametrize(
    "query",
    [
        "period=2003-2005&period=2011-2014",
        "theme=neglect&period=2003-2005&period=2011-2014",
        "theme=neglect&theme=babies",
        "review=first-analysis&review=last-analysis",
    ],
)
def test_counts_of_sides_and_cells_are_those_of_the_lists_they_lead_to(client, kept, query):
    make_finding("A draft.", themes=tuple(kept.values()), periods=(make_period(2003, 2005),), state="draft")
    found = compare(client, query)
    sides = [*found.sides, *filter(None, [found.together])]
    expected = [(side.asked.list_url, side.count) for side in sides]
    if query.startswith("theme=neglect&theme"):  # each list has those under both too, that of both all
        one, other, both = (side.count for side in sides)
        numbers = [one + both, other + both, one + other + both]
        expected = [(url, number) for (url, _), number in zip(expected, numbers, strict=True)]
    expected += [(cell.url, cell.count) for row in found.rows for cell in row.cells if cell.url]

    assert [(url, client.get(url).context["finding_count"]) for url, _ in expected] == expected


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("theme=babies&theme=neglect", "theme=neglect&theme=babies"),
        ("theme=neglect,babies&period=", "theme=neglect&theme=babies"),
        (
            "period=2011-2014&theme=neglect&period=2003-2005",
            "theme=neglect&period=2003-2005&period=2011-2014",
        ),
        ("review=last-analysis&review=first-analysis", "review=first-analysis&review=last-analysis"),
        ("theme=neglect&theme=neglect", "theme=neglect"),
        ("theme=&theme=", ""),
        ("theme=once&theme=babies", "theme=neglect&theme=babies"),
    ],
)
def test_each_choice_has_one_address(client, kept, query, address):
    theme = kept["neglect"]
    theme.slug = "once"
    theme.save()
    theme.slug = "neglect"
    theme.save()

    response = client.get(f"/compare/?{query}", follow=True)

    assert response.redirect_chain == [(f"/compare/?{address}".rstrip("?"), 302)]
    assert response.status_code == 200


@pytest.mark.parametrize(
    ("query", "status", "words"),
    [
        ("theme=neglect&theme=nothing", 404, "We have nothing with the address “nothing”"),
        ("period=%00", 404, "We have nothing with the address"),
        ("review=" + "x" * 3000, 404, "We have nothing with the address"),
        ("theme=neglect&review=first-analysis", 400, "Choose two periods, two themes or two reports"),
        ("period=2003-2005&period=2007-2009&period=2011-2014", 400, "Choose two periods, two themes"),
    ],
)
def test_what_is_no_pair_is_told_in_words_with_the_form(client, kept, query, status, words):
    response = client.get(f"/compare/?{query}")

    page = response.content.decode()
    assert (response.status_code, response["Cache-Control"]) == (status, "private, no-store")
    assert words in page
    assert page.count("<form") >= 3
    assert "<title>Error: Compare" in page


def test_forms_hold_what_is_chosen_and_name_their_boxes(client, kept):
    fields = client.get("/compare/?theme=babies&period=2003-2005").context["fields"]

    boxes = {
        kind: [(field.id, field.label, field.chosen) for field in of_kind] for kind, of_kind in fields.items()
    }
    assert boxes == {
        "periods": [
            ("of-theme", "Theme", "babies"),
            ("period-1", "Period", "2003-2005"),
            ("period-2", "and", ""),
        ],
        "themes": [("theme-1", "Theme", "babies"), ("theme-2", "and", "")],
        "reviews": [("review-1", "Report", ""), ("review-2", "and", "")],
    }


def test_merged_theme_leads_to_the_one_it_was_merged_into(client, kept):
    Theme.objects.create(slug="old", title="Old", group=kept["babies"].group, merged_into=kept["babies"])

    response = client.get("/compare/?theme=neglect&theme=old")

    assert response["Location"] == "/compare/?theme=neglect&theme=babies"


def test_block_stands_once_and_whole(client, kept, monkeypatch):
    monkeypatch.setattr(sides, "FIRST_SHOWN", 1)
    one = make_finding(
        "One of a pair.", themes=(kept["neglect"],), periods=(make_period(2003, 2005),), number=1
    )
    two = make_finding("The other.", themes=(kept["neglect"],), periods=(make_period(2011, 2014),), number=2)
    make_block(one, two)

    found = compare(client, "theme=neglect&period=2003-2005&period=2011-2014")

    assert [list_texts(side) for side in found.sides] == [["One of a pair.", "The other."], []]
    assert [(side.count, side.above) for side in found.sides] == [(3, 0), (1, 1)]


def test_all_are_led_to_though_members_of_the_other_side_are_shown(client, kept, monkeypatch):
    """The block shows two cards and the side has two findings, but one of those cards is not of it."""
    monkeypatch.setattr(sides, "FIRST_SHOWN", 1)
    first = make_period(2007, 2009)
    one = make_finding("One of a pair.", themes=(kept["babies"],), periods=(first,), number=1)
    two = make_finding("The other.", themes=(kept["babies"],), periods=(make_period(2009, 2011),), number=2)
    make_block(one, two)
    make_finding("One more.", themes=(kept["babies"],), periods=(first,))

    page = client.get("/compare/?theme=babies&period=2007-2009&period=2009-2011")

    side = page.context["comparison"].sides[0]
    assert (list_texts(side), side.count, side.is_whole) == (["One of a pair.", "The other."], 2, False)
    words = page.content.decode()
    assert "All findings of 2007 to 2009 alone" in words
    assert '<option value="2007-2009" selected>' in words


def test_all_that_stand_further_up_are_counted_however_few_are_looked_through(client, kept, monkeypatch):
    monkeypatch.setattr(sides, "READ_AT_MOST", 2)
    last = [
        make_finding(themes=(kept["babies"],), periods=(make_period(2009, 2011),), number=n)
        for n in (2, 3, 4)
    ]
    make_block(make_finding(themes=(kept["babies"],), periods=(make_period(2007, 2009),), number=1), *last)

    found = compare(client, "theme=babies&period=2007-2009&period=2009-2011")

    assert [(side.count, side.above, side.is_whole) for side in found.sides] == [(1, 0, True), (3, 3, False)]


def test_queries_of_sides_do_not_grow_with_what_they_show(kept, django_assert_num_queries):
    """As many as `read_sides` promises, for blocks too."""
    make_block(*Finding.objects.order_by("number")[:2])
    questions = [
        sides.SideQuestion(
            theme.title,
            4,
            Q(options__contains=[FacetNumber.THEME.encode(theme.pk)]),
            "/findings/",
            "under it",
        )
        for theme in kept.values()
    ]

    with django_assert_num_queries(len(questions) + 2):
        sides.read_sides(questions)


def test_what_changed(client, kept):
    page = client.get("/what-changed/")

    changes = page.context["changes"]
    assert [(each.period.name, each.own_count) for each in changes.analyses] == [
        ("2003 to 2005", 2),
        ("2007 to 2009", 0),
        ("2011 to 2014", 1),
    ]
    assert [[theme.title for theme in each.first_themes] for each in changes.analyses] == [
        ["Neglect", "Babies"],
        [],
        [],
    ]
    assert [each.lesson and each.lesson.text for each in changes.analyses] == [
        "Of 2003 alone.",
        None,
        "Of 2011 alone.",
    ]
    assert (changes.several_count, changes.recurring, changes.read_in_full) == (2, (), 1)


def test_what_changed_names_what_recurs_and_what_nobody_read(client, kept):
    make_finding("Of 2007 alone.", themes=(kept["neglect"],), periods=(make_period(2007, 2009),))
    make_finding("Of 2011 alone.", themes=(kept["neglect"],), periods=(make_period(2011, 2014),))
    make_finding("Of later years.", themes=(make_theme("Schools"),), periods=(make_period(2014, 2017),))
    make_finding("A draft.", themes=(make_theme("Unpublished"),), state="draft")

    page = client.get("/what-changed/")

    changes = page.context["changes"]

    assert [(each.theme.slug, each.url) for each in changes.recurring] == [
        ("neglect", "/compare/?theme=neglect&period=2003-2005&period=2011-2014")
    ]
    assert [theme.slug for theme in changes.never_read] == ["schools"]
    assert (changes.theme_count, [each.not_read_count for each in changes.analyses]) == (3, [1, 2, 1])
    words = " ".join(page.content.decode().split())
    assert "1 of the five analyses has been read in full for at least one theme." in words


def test_what_changed_shows_no_lesson_without_the_one_to_be_read_with_it_or_from_a_theme_with_a_warning(
    client,
):
    period, warned = make_period(2003, 2005), make_theme("Warned")
    Theme.objects.filter(pk=warned.pk).update(content_note="This page is about deaths.")
    make_block(*(make_finding(f"Pair {n}.", themes=(make_theme(),), periods=(period,)) for n in (1, 2)))
    make_finding("Warned of.", themes=(make_theme(), warned), periods=(period,))

    assert client.get("/what-changed/").context["changes"].analyses[0].lesson is None


@pytest.mark.parametrize(
    ("spans", "has_moved"),
    [
        ([(2003, 2005, 100), (2011, 2014, 150)], False),  # 50 a year in each
        ([(2003, 2005, 100), (2011, 2014, 100)], True),  # fewer a year
        ([(2007, 2009, 100), (2003, 2005, 90), (2009, 2011, 100)], True),
        ([(2007, 2009, 100), (2003, 2005, 100), (2005, 2007, 80)], False),
        ([(1998, 2000, 80), (2003, 2005, 100), (2009, 2011, 100)], False),
        ([(2003, 2005, 100), (2009, 2011, 100), (2015, 2017, 90)], False),
    ],
)
def test_figure_has_moved_where_what_its_card_says_differs_over_these_years(client, kept, spans, has_moved):
    series = Series.objects.create(slug="reviews", title="Reviews", unit="reviews")
    for position, (first, last, value) in enumerate(spans):
        SeriesPoint.objects.create(
            series=series,
            position=position,
            years=f"{first} to {last}",
            covers_from=date(first, 4, 1),
            covers_to=date(last, 3, 31),
            value=value,
            certainty="high",
            review=Review.objects.get(slug="last-analysis"),
            pages="9",
        )

    assert len(client.get("/what-changed/").context["changes"].figures) == has_moved


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("period=2005-2007&period=2011-2014", "We have not read the analysis of 2005 to 2007 yet."),
        (
            "theme=babies&period=2005-2007&period=2011-2014",
            "We have not read the analysis of 2005 to 2007 for this theme yet.",
        ),
        ("theme=neglect&theme=schools", "We hold no finding under this theme yet."),
        ("theme=neglect&theme=toddlers", "All that we hold under this theme also stands under the other."),
    ],
)
def test_side_without_findings_says_why(client, kept, query, words):
    make_period(2005, 2007)
    make_theme("Schools")
    make_finding(
        themes=(kept["neglect"], make_theme("Toddlers")), periods=(make_period(2005, 2007), make_period())
    )

    assert words in [side.asked.silence for side in compare(client, query).sides]
