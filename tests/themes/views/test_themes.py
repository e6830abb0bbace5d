"""The page of a theme."""

import re

import pytest
import segno
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.factories import make_block, make_citation, make_finding, make_period, make_theme
from themes.findings import of_theme, theme_places
from themes.findings.blocks import read_entries
from themes.models import Finding, StartingPoint

pytestmark = pytest.mark.django_db


def test_new_theme_is_listed_once_a_finding_of_it_was_published(client):
    theme = make_theme("Housing")
    finding = make_finding("Not ready.", state="draft", themes=(theme,))

    before = [theme.get_absolute_url() in client.get(page).content.decode() for page in ("/", "/themes/")]
    Finding.objects.filter(pk=finding.pk).update(state="published", published_at=timezone.now())
    after = [theme.get_absolute_url() in client.get(page).content.decode() for page in ("/", "/themes/")]

    assert (before, after) == ([False, False], [True, True])


def test_merged_theme_redirects_to_the_one_that_took_it_in(client):
    kept, merged = make_theme("Kept"), make_theme("Merged")
    merged.merged_into = kept
    merged.save()

    response = client.get("/themes/merged/")
    assert (response.status_code, response["Location"]) == (301, "/themes/kept/")
    assert response["Cache-Control"] == "no-cache"  # the merge may be undone


def test_theme_counts_each_finding_once_and_not_those_that_only_come_along(client):
    theme, other = make_theme("Neglect"), make_theme("Babies")
    own = make_finding(themes=(theme,), periods=(make_period(2003, 2005), make_period(2011, 2014)))
    make_block(own, make_finding(themes=(other,)))
    make_citation(own)

    page = client.get("/themes/neglect/").content.decode()

    assert "1 finding, 1 with a page, and 1 more from other themes to be read with it." in " ".join(
        page.split()
    )
    assert page.count(f'aria-label="Finding {own.code}"') == 1
    assert "Several periods together" in page


def test_tab_title_of_a_theme_can_differ_from_its_heading(client):
    theme = make_theme("A hard word", slug="a-theme", tab_title="Young people")
    finding = make_finding(themes=(theme,))

    for address in ("/themes/a-theme/", finding.get_absolute_url()):
        title = client.get(address).content.decode().partition("<title>")[2].partition("</title>")[0]
        assert "Young people" in title
        assert "A hard word" not in title


def test_key_lessons_are_pointed_at_below_not_repeated(client):
    theme = make_theme("Babies")
    finding = make_finding("Said once.", themes=(theme,), periods=(make_period(),))
    StartingPoint.objects.create(theme=theme, finding=finding)

    page = " ".join(client.get("/themes/babies/").content.decode().split())

    assert page.count("Said once.") == 1
    assert (
        f'href="#key-lessons">Key lessons</a>: <a class="portal-quiet" href="/findings/{finding.code}/">'
        in page
    )
    assert "1 finding</span></h3>" in page  # of its period, though it stands above


def test_three_findings_are_key_lessons_and_the_one_of_a_block_that_is_named_leads_it(client):
    theme, other = make_theme("Neglect"), make_theme("Babies")
    partner, named = make_finding("Partner.", themes=(other,)), make_finding("Named.", themes=(theme,))
    make_block(partner, named)
    more = [make_finding(text, themes=(theme,)) for text in ("Second.", "Third.", "Fourth.")]
    for position, finding in enumerate([named, *more]):
        StartingPoint.objects.create(theme=theme, finding=finding, position=position)

    page = client.get("/themes/neglect/").content.decode()
    keys = page.partition('<ol class="portal-keys">')[2].partition("</ol>")[0]

    assert "Three key lessons" in " ".join(page.split())
    assert re.findall(r">([A-Z][a-z]+\.)</a>", keys) == ["Named.", "Partner.", "Second.", "Third."]
    assert f'value="{partner.code} {named.code}"' in keys  # ticked as in every list
    assert page.index("Fourth.") > page.index("rests on this too")


@pytest.mark.parametrize(
    ("how_many", "summary"),
    [(5, None), (6, "Show the other finding"), (9, "Show the other 4")],
)
def test_first_five_of_a_section_are_in_sight_and_the_others_one_step_away(client, how_many, summary):
    theme, period = make_theme("Neglect"), make_period(2003, 2005)
    for number in range(how_many):
        make_finding(f"Lesson {number}.", themes=(theme,), periods=(period,))

    page = " ".join(client.get("/themes/neglect/").content.decode().split())
    in_sight = page.partition('id="period-')[2].partition("<summary>Show the other")[0]

    assert f"{how_many} findings</span></h3>" in in_sight
    assert len(re.findall(r"Lesson \d", in_sight.partition('id="gaps"')[0])) == 5
    assert (summary in page) if summary else ("<summary>Show the other" not in page)
    assert f'<a href="#period-2003-to-2005">2003 to 2005 <span>{how_many}</span></a>' in page
    assert all(f"Lesson {number}." in page for number in range(how_many))


def test_of_a_theme_with_many_findings_the_first_of_each_section_stand_there_and_the_list_has_all(
    client, monkeypatch
):
    monkeypatch.setattr(theme_places, "MOST_WHOLE", 20)
    theme, early, late = make_theme("Neglect"), make_period(2003, 2005), make_period(2011, 2014)
    for number in range(7):
        make_finding(f"Early {number}.", themes=(theme,), periods=(early,))
        make_finding(f"Together {number}.", themes=(theme,), periods=(early, late))
    make_block(
        *(make_finding(f"Late {number}.", themes=(theme,), periods=(late,)) for number in range(2)),
        make_finding("Comes along.", themes=(make_theme("Babies"),)),
    )
    named = make_finding("Named.", themes=(theme,), periods=(late,))
    StartingPoint.objects.create(theme=theme, finding=named)
    for number in range(6):
        make_finding(f"Undated {number}.", themes=(theme,))
        make_finding(f"Advice {number}.", themes=(theme,), kind="recommendation", periods=(early,))

    page = " ".join(client.get("/themes/neglect/").content.decode().split())
    shown = [
        len(re.findall(rf"{name} \d", page)) for name in ("Early", "Together", "Late", "Undated", "Advice")
    ]

    assert "29 findings, 0 with a page, and 1 more from other themes" in page
    assert shown == [3, 3, 2, 3, 3]
    assert page.count("Named.") == page.count("Comes along.") == 1
    assert "<summary>Show the other" not in page
    said = re.findall(
        r'The first (?:finding|[0-9]+) of ([0-9]+)\. <a class="govuk-link" href="([^"]*)">See all ([0-9]+)',
        page,
    )
    assert [(count, again) for count, _, again in said] == [(n, n) for n in ("7", "7", "6", "6")]
    for count, address, _ in said:
        answer = client.get(address.replace("&amp;", "&"))
        assert answer.status_code == 200  # the one spelling that lists have
        assert f'<h1 class="govuk-heading-l">{count} findings</h1>' in answer.content.decode()


@pytest.mark.parametrize("of", ["themes", "periods"])
def test_finding_filed_elsewhere_while_the_page_is_made_takes_its_section_along(client, monkeypatch, of):
    finding = make_finding("Filed.", themes=(make_theme("Neglect"),), periods=(make_period(2003, 2005),))

    def read_late(places):
        # Past the acts that would change the catalogue: as cards read it, places did not.
        getattr(Finding, of).through.objects.filter(finding=finding).delete()
        return read_entries(places)

    monkeypatch.setattr(of_theme, "read_entries", read_late)

    assert client.get("/themes/neglect/").status_code == 200


def test_page_of_a_theme_asks_and_reads_no_more_where_it_has_many_findings(client, monkeypatch):
    monkeypatch.setattr(theme_places, "MOST_WHOLE", 6)
    theme, period = make_theme("Neglect"), make_period(2003, 2005)
    read: list[int] = []

    def read_and_count(places):
        read.append(len(places))
        return read_entries(places)

    monkeypatch.setattr(of_theme, "read_entries", read_and_count)

    def count(more):
        for number in range(more):
            make_finding(f"{number}.", themes=(theme,), periods=(period,))
        with CaptureQueriesContext(connection) as queries:
            client.get("/themes/neglect/")
        return len(queries)

    client.get("/themes/neglect/")
    assert count(8) == count(12)
    assert read[1:] == [5, 5]


def test_counts_of_sections_make_up_the_count_of_the_theme(client):
    theme, other = make_theme("Neglect"), make_theme("Babies")
    for _ in range(7):
        make_finding(themes=(theme,), periods=(make_period(2003, 2005),))
        make_block(make_finding(themes=(theme,)), make_finding(themes=(other,)))
    make_finding(themes=(theme,), kind="recommendation")

    page = " ".join(client.get("/themes/neglect/").content.decode().split())

    assert "15 findings, 0 with a page, and 7 more from other themes to be read with them." in page
    assert re.findall(r"([0-9]+) findings?</span></h3>", page) == ["7", "7"]
    assert "What reviews found <span>14</span>" in page
    assert "What the authors recommended <span>1</span>" in page


def test_findings_of_no_period_come_last_on_their_theme_and_are_told_beside_the_periods(client):
    theme, late = make_theme("Neglect"), make_period(2011, 2014)
    make_finding("Published.", themes=(theme,))
    make_finding("Together.", themes=(theme,), periods=(make_period(2003, 2005), late))
    make_finding("Late alone.", themes=(theme,), periods=(late,))

    page = " ".join(client.get("/themes/neglect/").content.decode().split())
    headings = re.findall(r'<h3 class="portal-period" id="([^"]*)">([^<]*) <span', page)

    assert headings == [
        ("period-2011-to-2014", "2011 to 2014"),
        ("period-several-periods-together", "Several periods together"),
        ("period-years-given-in-the-finding", "Years given in the finding"),
    ]
    assert "So they stand under no period." in page
    for address in ("/periods/", "/periods/2011-2014/"):
        page = " ".join(client.get(address).content.decode().split())
        assert '<a class="govuk-link" href="/findings/?period=none">1 finding</a>. It is of no period' in page


def test_code_of_a_theme_is_its_short_address_whatever_the_slug(client):
    theme = make_theme("Babies")

    response = client.get(theme.code_path)

    assert (response.status_code, response["Content-Type"]) == (200, "image/svg+xml")
    assert "max-age" in response["Cache-Control"]
    (drawn,) = re.findall(r'class="qrline"[^>]* (d="[^"]+")', response.content.decode())
    assert drawn in segno.make_qr(f"https://testserver{theme.short_path}", error="m").svg_inline()
    assert client.head(theme.code_path).status_code == 200
    assert client.post(theme.code_path).status_code == 405
    assert client.get("/t/999999.svg").status_code == 404
    assert f'src="{theme.code_path}"' in client.get(theme.get_absolute_url()).content.decode()
