"""The pages and files of figures over time."""

import re
from datetime import date
from decimal import Decimal

import pytest

from reviews.models import Series, SeriesPoint
from tests.factories import make_block, make_finding, make_period, make_review, make_theme
from themes.figures.reading import TOO_FEW, read_figures
from themes.findings.publishing import withdraw_finding

pytestmark = pytest.mark.django_db


def make_series(
    slug="reviews-held", *, themes=(), points=((2009, 161), (2011, 293)), unit="reviews", **fields
):
    """Points are of the two financial years that begin with theirs."""
    series = Series.objects.create(slug=slug, title=f"Figure {slug}", unit=unit, **fields)
    for theme in themes:
        theme.series.add(series)
    for position, (year, value) in enumerate(points):
        add_point(series, year, value=value, position=position)
    return series


def add_point(series, year, **fields):
    return SeriesPoint.objects.create(
        series=series,
        years=f"{year} to {year + 2}",
        covers_from=date(year, 4, 1),
        covers_to=date(year + 2, 3, 31),
        certainty="high",
        **{"counted_by": "Ofsted", **fields},
    )


def make_listed_theme(title):
    theme = make_theme(title)
    make_finding(themes=(theme,))
    return theme


def test_list_is_chosen_from_by_theme_and_period(client):
    neglect, babies = make_listed_theme("Neglect"), make_listed_theme("Babies")
    make_period(2009, 2011)
    make_series("one", themes=(neglect, babies))
    make_series("two", themes=(babies,), points=((2003, 5), (2005, 6)))
    make_series("three")

    shown = {
        query: [slug for slug in ("one", "two", "three") if f'href="/figures/{slug}/"' in page]
        for query in ("", "?theme=babies", "?period=2009-2011", "?theme=babies&period=2009-2011")
        if (page := client.get(f"/figures/{query}").content.decode())
    }

    assert shown == {
        "": ["one", "two", "three"],
        "?theme=babies": ["one", "two"],
        "?period=2009-2011": ["one", "three"],
        "?theme=babies&period=2009-2011": ["one"],
    }
    assert client.get("/figures.csv?theme=babies&period=2009-2011").content.decode().count("Figure one") == 2


@pytest.mark.parametrize(
    ("query", "to"),
    [
        ("?theme=&period=", "/figures/"),
        ("?period=2009-2011&theme=neglect", "/figures/?theme=neglect&period=2009-2011"),
        ("?theme=neglect&theme=neglect", "/figures/?theme=neglect"),
        ("?theme=neglect&utm=1", "/figures/?theme=neglect"),
        ("?theme=neglected", "/figures/?theme=neglect"),  # its old address
        ("?theme=no-such&period=2009-2011", "/figures/?period=2009-2011"),
        ("?theme=%00", "/figures/"),
    ],
)
def test_one_choice_has_one_address(client, query, to):
    theme = make_listed_theme("Neglected")
    theme.slug = "neglect"
    theme.save()
    make_period(2009, 2011)
    make_series(themes=(theme,))

    answer = client.get(f"/figures/{query}")

    assert (answer.status_code, answer["Location"]) == (302, to)
    assert client.get(to).status_code == 200


def test_page_says_what_a_number_is_and_what_it_is_not(client):
    report = make_review("report")
    series = make_series(points=((2005, 10),), note="Read with care.", gaps=["2007 to 2009: not seen."])
    add_point(
        series,
        2010,
        value=4,
        position=1,
        change="by the year of notification",
        counted_by="",
        review=report,
        pages="9",
    )

    page = client.get("/figures/reviews-held/").content.decode()

    for words in (
        "10 in 2005 to 2007, 4 in 2010 to 2012. They were not counted in the same way",
        "counts of reviews, not of children",
        "Read with care.",
        "Not found: 2007 to 2009: not seen.",
        "Counted differently from 2010 to 2012: by the year of notification.",
        "June 2010: From 10 June 2010 local boards had to publish",
        'href="/reviews/report/"',
        "page 9",
        "page not known",
    ):
        assert words in page, words
    for suffix in ("csv", "png", "svg", "vl.json"):
        assert f'href="/figures/reviews-held.{suffix}"' in page


@pytest.mark.parametrize(
    ("kind", "starts"),
    [("csv", b"\xef\xbb\xbf"), ("png", b"\x89PNG"), ("svg", b"<svg"), ("vl.json", b"{")],
)
def test_old_address_of_a_figure_leads_on_with_its_files(client, kind, starts):
    series = make_series("before")
    series.slug = "now"
    series.save()

    page, file = client.get("/figures/before/"), client.get(f"/figures/before.{kind}")

    assert (page.status_code, page["Location"]) == (301, "/figures/now/")
    assert (file.status_code, file["Location"]) == (301, f"/figures/now.{kind}")
    assert page["Cache-Control"] == file["Cache-Control"] == "no-cache"
    assert client.get(f"/figures/now.{kind}").content.startswith(starts)
    assert client.get(f"/figures/never.{kind}").status_code == 404
    assert client.get("/figures/now.pdf").status_code == 404


def test_findings_with_a_figure_come_with_what_must_be_read_with_them(client):
    series, told, partner = make_series(), make_finding("It was 161."), make_finding("Seldom the cause.")
    withdrawn = make_finding("No longer true.")
    make_block(told, partner)
    for finding in (told, withdrawn):
        finding.figures.add(series)
    withdraw_finding(finding=withdrawn, why="a test")

    page = client.get("/figures/reviews-held/").content.decode()

    assert "It was 161." in page
    assert "Seldom the cause." in page
    assert "No longer true." not in page
    assert 'href="/figures/reviews-held/"' in client.get(told.get_absolute_url()).content.decode()


def test_series_without_a_number_has_no_page(client):
    make_series("empty", points=())

    assert client.get("/figures/empty/").status_code == 404
    assert b"/figures/empty/" not in client.get("/figures/").content


@pytest.mark.parametrize(
    ("unit", "fields", "is_left_out"),
    [
        ("children", {"value": 2}, True),
        ("cases", {"value": 1, "numerator": 1, "denominator": 7}, True),
        ("per cent", {"value": 29, "numerator": 2, "denominator": 7}, True),
        ("reviews", {"value": 2, "category": "a parent in prison"}, True),
        ("children", {"value": 3}, False),
        ("children", {"value": 0}, False),
        ("per cent", {"value": Decimal("1.5"), "denominator": 130}, True),
        ("per cent", {"value": Decimal("2.3"), "denominator": 130}, False),
        ("per cent", {"value": 2}, False),
        ("reviews", {"value": 2, "numerator": 2, "denominator": 106}, False),
    ],
)
def test_number_that_could_point_at_one_family_is_told_nowhere(client, unit, fields, is_left_out):
    series = make_series("few", unit=unit, points=((2003, 50),))
    add_point(series, 2009, **fields)

    row = read_figures(series.points.all())[0].rows[-1]
    files = b"".join(
        client.get(f"/figures/few{end}").content for end in ("/", ".csv", ".svg", ".vl.json")
    ).decode()

    assert (row.value == TOO_FEW) == is_left_out
    assert (TOO_FEW in files) == is_left_out
    if is_left_out:
        assert (row.amount, row.part) == (None, None)
        assert "29%" not in files


def test_of_very_many_findings_with_a_figure_the_page_says_how_many_there_are(client, monkeypatch):
    monkeypatch.setattr("themes.views.figures.MOST_FINDINGS", 2)
    series = make_series("many")
    for number in range(3):
        make_finding(f"Lesson {number}.").figures.add(series)

    page = " ".join(client.get("/figures/many/").content.decode().split())

    assert "The first 2 of 3." in page
    assert "Lesson 1." in page
    assert "Lesson 2." not in page


def test_number_beside_a_sources_words_is_not_lost(client):
    series = make_series("advice", unit="recommendations", points=())
    add_point(series, 2009, value=47, text="average of 20 reviews")
    add_point(series, 2011, value=40, text="at least 40 of them")

    assert [row.value for row in read_figures(series.points.all())[0].rows] == [
        "47 (average of 20 reviews)",
        "at least 40 of them",
    ]


def test_home_and_periods_show_figures_small(client):
    make_period(2009, 2011)
    make_series(points=((2007, 1), (2009, 2), (2011, 4)))

    for path in ("/", "/periods/2009-2011/"):
        page = client.get(path).content.decode()
        assert 'href="/figures/reviews-held/"' in page, path
        assert "portal-chart" in page, path


def test_curators_see_the_picture_of_what_they_type_before_it_is_saved(client, curator):
    series = make_series()
    address = f"/admin/reviews/series/{series.pk}/change/"
    form = client.get(address).content.decode()
    assert "As readers see it now." in form
    assert "2009 to 2011: 161" in form

    points = list(series.points.all())
    data = {
        "slug": series.slug,
        "title": series.title,
        "unit": "reviews",
        "position": 0,
        "gaps": "",
        "_look": "1",
    }
    data |= {"points-TOTAL_FORMS": 2, "points-INITIAL_FORMS": 2}
    for number, point in enumerate(points):
        fields = {
            "id": point.pk,
            "series": series.pk,
            "position": number,
            "years": point.years,
            "value": 700 + number,
        }
        fields |= {"covers_from": point.covers_from, "covers_to": point.covers_to, "certainty": "high"}
        data |= {f"points-{number}-{name}": value for name, value in fields.items()}
    typed = client.post(address, data).content.decode()

    assert "It is not saved yet." in typed
    assert "2009 to 2011: 700. 2011 to 2013: 701." in typed
    assert [point.value for point in series.points.all()] == [161, 293]


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_do_not_grow_with_figures(client, rows, django_assert_num_queries):
    theme = make_listed_theme("Neglect")
    make_period(2009, 2011)
    for number in range(rows):
        make_series(f"figure-{number}", themes=(theme,), points=((2009, 1), (2011, 2)) * (1 + number % 2))

    for path, queries in (
        ("/figures/", 4),
        ("/figures/figure-0/", 4 + 2),  # and its findings
        ("/figures/figure-0.csv", 2),
        ("/figures.csv", 2),
    ):
        with django_assert_num_queries(queries + (0 if path.endswith("csv") else 1)):  # where to get help
            assert client.get(path).status_code == 200


def test_of_a_theme_its_own_figures_come_first_and_the_rest_behind_a_link(client):
    neglect, patterns = make_listed_theme("Neglect"), make_listed_theme("Patterns")
    make_series("of-all", themes=(neglect, patterns), position=1)
    make_series("one-number", themes=(neglect,), points=((2009, 161),), position=2)
    make_series("own", themes=(neglect,), position=3)

    def read_order(html):
        return list(dict.fromkeys(re.findall(r"Figure (of-all|one-number|own)", html)))

    page = client.get("/themes/neglect/").content.decode()
    assert read_order(page) == ["own", "of-all", "one-number"]
    assert read_order(client.get("/figures/?theme=neglect").content.decode()) == [
        "own",
        "of-all",
        "one-number",
    ]
    assert "/figures/?theme=neglect" not in page
    for number in range(6):
        make_series(f"more-{number}", themes=(neglect,))
    page = " ".join(client.get("/themes/neglect/").content.decode().split())
    assert 'The first 8 of 9. <a class="govuk-link" href="/figures/?theme=neglect">See all 9</a>' in page
    assert "Figures <span>9</span>" in page


def test_group_of_the_chosen_theme_stands_first(client):
    babies, patterns = make_listed_theme("Babies"), make_listed_theme("Patterns")
    make_series("shared", themes=(babies, patterns), position=1)
    make_series("own", themes=(patterns,), position=2)

    html = client.get("/figures/?theme=patterns").content.decode()

    assert re.findall(r'id="subject-\d">([^<]*)<', html) == ["Patterns", "Babies"]
