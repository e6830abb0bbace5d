"""What search engines are told: every page that is public, with the day of its last change, and nothing else."""

import re
import xml.etree.ElementTree as ET

import pytest

from tests.factories import make_finding, make_theme
from tests.themes.views.test_every_page import collection  # noqa: F401
from themes.findings.publishing import withdraw_finding

pytestmark = pytest.mark.django_db
PLACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def read_pages(client, address: str) -> dict[str, str | None]:
    root = ET.fromstring(client.get(address).content)  # noqa: S314 - our own
    return {str(each.findtext(f"{PLACE}loc")): each.findtext(f"{PLACE}lastmod") for each in root}


def read_everything(client) -> dict[str, str | None]:
    return {
        page: day
        for part in read_pages(client, "/sitemap.xml")
        for page, day in read_pages(client, part).items()
    }


def test_robots_are_told_where_it_is(client):
    assert b"\nSitemap: https://testserver/sitemap.xml\n" in client.get("/robots.txt").content


def test_it_has_every_page_with_the_day_of_its_last_change(client, collection):  # noqa: F811
    pages = read_everything(client)

    for key in ("theme", "finding", "review", "period", "situation"):
        assert re.fullmatch(
            r"\d{4}-\d\d-\d\d", pages[f"https://testserver{collection[key].get_absolute_url()}"] or ""
        )
    assert "https://testserver/figures/series-0/" in pages
    assert "https://testserver/this-week/" in pages
    for page in pages:
        assert client.get(page).status_code == 200, page


def test_what_is_not_public_is_not_in_it(client):
    finding, draft = make_finding(themes=(make_theme("Neglect"),)), make_finding(state="draft")
    make_theme("Nobody is led here yet")
    withdraw_finding(finding=finding, why="It was wrong.")

    said = " ".join(read_everything(client))

    assert finding.code not in said
    assert draft.code not in said
    assert "nobody" not in said
    assert client.get("/sitemap-nothing.xml").status_code == 404


@pytest.mark.parametrize("collection", [1, 7], indirect=True)
@pytest.mark.parametrize("part", ["findings", "themes", "reviews", "figures"])
def test_queries_do_not_grow(client, collection, part, django_assert_max_num_queries):  # noqa: F811
    with django_assert_max_num_queries(4):
        client.get(f"/sitemap-{part}.xml")
