"""Pages that others may show within theirs, those that they may not, and what oEmbed says of them."""

from datetime import date
from html.parser import HTMLParser
from urllib.parse import urlencode

import pytest
from lxml import etree

from reviews.models import Series, SeriesPoint
from tests.factories import make_block, make_citation, make_finding, make_review, make_theme
from themes.findings.publishing import hide_findings, withdraw_finding
from themes.merging.acts import merge_themes
from themes.models import StartingPoint

pytestmark = pytest.mark.django_db


def make_figure(slug="reviews-begun", **fields):
    series = Series.objects.create(slug=slug, title="Reviews begun", unit="reviews", **fields)
    for position, year in enumerate((2009, 2011)):
        SeriesPoint.objects.create(
            series=series,
            years=f"{year} to {year + 2}",
            covers_from=date(year, 4, 1),
            covers_to=date(year + 2, 3, 31),
            value=100 + year,
            position=position,
            certainty="high",
            review=make_review(),
            pages="9",
        )
    return series


def read(client, path, status=200):
    response = client.get(path)
    assert response.status_code == status
    return response, response.content.decode()


def may_stand_in_a_frame(response) -> bool:
    directives = dict(
        each.strip().partition(" ")[::2] for each in response["Content-Security-Policy"].split(";")
    )
    return directives["frame-ancestors"] == "*" and "X-Frame-Options" not in response


def ask(client, url, **more):
    return client.get(f"/oembed/?{urlencode({'url': f'https://testserver{url}', **more})}")


def test_a_finding_says_its_report_its_page_and_what_it_is_read_with(client):
    theme = make_theme("Neglect", tab_title="Calm words", content_note="This theme is about deaths.")
    review = make_review("the-review", short_title="Neglect in reviews")
    finding = make_finding("Homes were unsafe.", themes=(theme,), review=review)
    make_citation(finding, pages=("13",))
    partner = make_finding("Most were not.")
    make_block(finding, partner)

    response, page = read(client, f"/findings/{finding.code}/embed/")

    assert may_stand_in_a_frame(response)
    for said in (
        "Homes were unsafe.",
        "Most were not.",
        "Read these together.",
        "Neglect in reviews",
        "/p/13/",
    ):
        assert said in page
    assert "This theme is about deaths." in page
    assert "follow your local procedures" in page
    assert f"https://testserver/findings/{finding.code}/" in page
    assert '<base target="_top">' in page
    assert "<script" not in page
    assert f"<title>Finding {finding.code}: Calm words" in page


@pytest.mark.parametrize(
    ("take_away", "status", "said"),
    [
        (lambda finding: withdraw_finding(finding=finding, why="It was wrong."), 410, "was withdrawn"),
        (lambda finding: hide_findings(findings=[finding]), 404, "is not shown for now"),
    ],
)
def test_one_that_readers_do_not_see_says_so_and_nothing_of_it(client, take_away, status, said):
    finding = make_finding("Homes were unsafe.", themes=(make_theme("Neglect"),))
    kept, _ = read(client, path := f"/findings/{finding.code}/embed/")
    assert "no-store" not in kept["Cache-Control"]

    take_away(finding)

    response, page = read(client, path, status)
    assert may_stand_in_a_frame(response)
    assert "no-store" in response["Cache-Control"]
    assert said in page
    assert "Homes" not in page
    assert "Neglect" not in page
    assert ask(client, finding.get_absolute_url()).status_code == 404


def test_a_theme_says_what_it_rests_on(client):
    theme = make_theme("Neglect", summary="It was named late.", content_note="About deaths.")
    finding = make_finding("A lesson of its own.", themes=(theme,))
    StartingPoint.objects.create(theme=theme, finding=finding)

    response, page = read(client, "/themes/neglect/embed/")

    assert may_stand_in_a_frame(response)
    for said in (
        "It was named late.",
        "About deaths.",
        finding.code,
        "1 finding,",
        "https://testserver/themes/neglect/",
    ):
        assert said in page
    assert finding.text not in page


def test_a_figure_says_its_sources(client):
    make_figure()

    response, page = read(client, "/figures/reviews-begun/embed/")

    assert may_stand_in_a_frame(response)
    assert "<svg" in page
    assert "Sources: " in page
    assert "https://testserver/figures/reviews-begun/" in page


def test_old_addresses_lead_to_those_of_today(client):
    make_figure()
    Series.objects.filter(slug="reviews-begun").update(slug="begun")
    old, new = make_theme("Old"), make_theme("New")
    merge_themes(theme=old, into=new, why="The same.")
    finding = make_finding()

    assert client.get("/figures/reviews-begun/embed/")["Location"] == "/figures/begun/embed/"
    assert client.get("/themes/old/embed/")["Location"] == "/themes/new/embed/"
    assert client.get(f"/findings/{finding.number}/embed/")["Location"] == f"/findings/{finding.code}/embed/"
    assert ask(client, "/themes/old/").json()["title"] == "New (SCR Portal)"


def test_no_other_page_may_be_framed(client):
    finding = make_finding(themes=(make_theme("Neglect"),))
    make_figure()
    pages = [
        "/",
        finding.get_absolute_url(),
        "/themes/neglect/",
        "/figures/reviews-begun/",
        "/findings/F999/embed/",
    ]

    for path in [*pages, "/api/v1/themes", "/oembed/", "/admin/login/"]:
        response = client.get(path)
        assert "frame-ancestors 'none'" in response["Content-Security-Policy"], path
        assert response["X-Frame-Options"] == "DENY", path


@pytest.mark.parametrize("kind", ["finding", "theme", "figure"])
def test_a_page_names_the_frame_of_it_to_programs_and_to_people(client, kind):
    theme = make_theme("Neglect")
    finding = make_finding(themes=(theme,))
    figure = make_figure()
    row = {"finding": finding, "theme": theme, "figure": figure}[kind]
    links = {}

    class Links(HTMLParser):
        def handle_starttag(self, tag, attrs):
            found = dict(attrs)
            if tag == "link" and found.get("rel") == "alternate":
                links[found["type"]] = found["href"]

    page = client.get(row.get_absolute_url()).content.decode()
    Links().feed(page)

    said = client.get(links["application/json+oembed"]).json()
    assert said["html"].startswith(f'<iframe src="https://testserver{row.get_absolute_url()}embed/" width="')
    assert f"&lt;iframe src=&quot;https://testserver{row.get_absolute_url()}embed/" in page
    xml = etree.fromstring(client.get(links["text/xml+oembed"]).content)
    assert {each.tag: each.text for each in xml} == {name: str(value) for name, value in said.items()}


def test_oembed_has_all_that_its_specification_asks_for(client):
    make_theme("Neglect", tab_title="Calm “words” & more")

    response = ask(client, "/themes/neglect/")

    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    said = response.json()
    assert said["html"].count("<iframe ") == 1
    assert 'title="Calm “words” &amp; more (SCR Portal)"' in said.pop("html")
    assert said == {
        "version": "1.0",
        "type": "rich",
        "provider_name": "SCR Portal",
        "provider_url": "https://testserver/",
        "title": "Calm “words” & more (SCR Portal)",
        "width": 640,
        "height": 500,
    }


@pytest.mark.parametrize(
    ("asked", "size"),
    [
        ({"maxwidth": "300"}, (300, 500)),
        ({"maxheight": "200"}, (640, 200)),
        ({"maxwidth": "9000", "maxheight": "1"}, (640, 1)),
        ({"maxwidth": "0", "maxheight": "-5"}, (640, 500)),
        ({"maxwidth": "wide", "maxheight": "٣٠٠"}, (640, 500)),
        ({"maxwidth": "9" * 5000}, (640, 500)),
    ],
)
def test_a_frame_is_no_larger_than_asked_for(client, asked, size):
    make_theme("Neglect")

    said = ask(client, "/themes/neglect/", **asked).json()

    assert (said["width"], said["height"]) == size
    assert f'width="{size[0]}" height="{size[1]}"' in said["html"]


def test_short_addresses_have_frames_too(client):
    theme = make_theme("Neglect")
    finding = make_finding(themes=(theme,))

    assert f"/findings/{finding.code}/embed/" in ask(client, finding.short_path).json()["html"]
    assert "/themes/neglect/embed/" in ask(client, theme.short_path).json()["html"]
    assert "/themes/neglect/embed/" in ask(client, "/themes/neglect/embed/").json()["html"]


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("", 400),
        ("url=", 400),
        ("url=https://testserver/themes/neglect/&format=yaml", 501),
        ("url=https://testserver/themes/neglect/&format=", 501),
        ("url=https://testserver/themes/", 404),
        ("url=https://testserver/themes/no-such/", 404),
        ("url=https://testserver/findings/F999/", 404),
        ("url=https://testserver/figures/no-such/", 404),
        ("url=https://testserver/t/99999", 404),
        ("url=https://testserver/t/99999999999999999999", 404),
        ("url=https://testserver/themes/neglect/?as-of=2026-11-29", 404),
        ("url=https://elsewhere.example/themes/neglect/", 404),
        ("url=//testserver/themes/neglect/", 404),
        ("url=/themes/neglect/", 404),
        ("url=javascript://testserver/themes/neglect/", 404),
        ("url=https://[testserver/themes/neglect/", 404),
        ("url=https://testserver/admin/", 404),
        ("url=https://testserver/%00/", 404),
        ("url=neglect", 404),
    ],
)
def test_what_has_no_frame_is_refused_with_the_codes_of_oembed(client, query, status):
    make_theme("Neglect")

    response = client.get(f"/oembed/?{query}")

    assert response.status_code == status
    assert response["Content-Type"].startswith("text/plain")


def test_a_draft_has_none(client):
    draft = make_finding(state="draft")

    assert client.get(f"/findings/{draft.code}/embed/").status_code == 404
    assert ask(client, draft.get_absolute_url()).status_code == 404


@pytest.mark.parametrize("path", ["/findings/{0.code}", "/themes/neglect", "/figures/reviews-begun"])
def test_queries_do_not_grow(client, django_assert_max_num_queries, path):
    theme = make_theme("Neglect")
    findings = [make_finding(themes=(theme,)) for _ in range(6)]
    make_block(*findings[:3])
    for position, finding in enumerate(findings):
        StartingPoint.objects.create(theme=theme, finding=finding, position=position)
    make_figure().themes.add(theme)

    with django_assert_max_num_queries(5):
        assert client.get(f"{path.format(findings[0])}/embed/").status_code == 200
