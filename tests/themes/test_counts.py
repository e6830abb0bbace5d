"""What a page says of how many findings there are is what the page it leads to says and holds."""

import re
from html import unescape

import pytest

from reviews.models import Period, Review
from tests.factories import make_finding
from themes.findings import theme_places
from themes.models import Finding, Situation, Theme

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_collection")]

# A link with a count behind it, a tile, and a link whose text is a count.
COUNTED = [
    re.compile(
        r'href="(/[^"]*)"[^>]*>[^<]*</a>\s*<span class="portal-tile__count">([0-9]+) <span[^>]*>findings?\b'
    ),
    re.compile(r'href="(/[^"]*)"[^>]*>[^<]*</a>\s*<span\s+class="portal-count">\s*([0-9]+) findings?\b'),
    re.compile(r'href="(/[^"]*)"[^>]*>\s*([0-9]+)(?:<span[^>]*>)? findings?\b'),
]
# How pages say how many findings they hold.
HELD = {
    "/themes/": r"([0-9]+) findings?, [0-9]+ with a page",
    "/findings/": r"<h1[^>]*>([0-9]+) findings?<",
    "/reviews/": r"([0-9]+) findings? (?:is|are) about this report",
    "/periods/": r"([0-9]+) findings? from this period alone",
}


@pytest.fixture(autouse=True)
def of_no_period(monkeypatch):
    """Findings that give their years in their words, under themes that have none, some or many others."""
    monkeypatch.setattr(theme_places, "MOST_WHOLE", 100)  # these make one longer than pages show whole
    for number, theme in enumerate(Theme.objects.listed().order_by("pk")[:3], start=1):
        for _ in range(number):
            make_finding("In reviews published in 2014.", themes=(theme,), review=Review.objects.first())
    make_finding("In reviews published in 2015.", themes=(theme,), kind="recommendation")


@pytest.fixture
def read(client):
    pages: dict[str, str] = {}

    def read_once(address: str) -> str:
        if address not in pages:
            response = client.get(address, follow=True)
            assert response.status_code == 200, address
            pages[address] = re.sub(r"\s+", " ", response.content.decode())
        return pages[address]

    return read_once


def held(page: str, address: str) -> int:
    pattern = next(each for start, each in HELD.items() if address.startswith(start))
    match = re.search(pattern, page)
    return int(match[1]) if match else 0


def addresses() -> list[str]:
    rows = [*Theme.objects.listed(), *Period.objects.all(), *Situation.objects.all()]
    fixed = ["/", "/themes/", "/reviews/", "/periods/", "/themes-by-period/", "/situations/"]
    return [*fixed, *(row.get_absolute_url() for row in rows)]


def test_counts_agree_with_the_pages_they_lead_to(read):
    said = {
        (page, unescape(target), int(count))
        for page in addresses()
        for pattern in COUNTED
        for target, count in pattern.findall(read(page))
    }
    wrong = [
        (page, target, count, held(read(target), target))
        for page, target, count in sorted(said)
        if held(read(target), target) != count
    ]

    assert len(said) > 150
    assert wrong == []
    of_none = Finding.objects.in_lists().filter(periods=None)
    assert of_none.count() > 7  # those made here
    assert {count for _, target, count in said if target == "/findings/?period=none"} == {of_none.count()}
    linked = [target for page, target, _ in said if page == "/themes-by-period/" and "period=none" in target]
    assert len(linked) == Theme.objects.listed().filter(findings__in=of_none).distinct().count()


def test_reports_have_as_many_findings_wherever_they_are_counted(read):
    overview = read("/what-we-have-read/")
    counted = 0
    for review in Review.objects.all():
        own = read(review.get_absolute_url())
        part = overview[overview.index(f'href="{review.get_absolute_url()}"') :].partition("<h3")[0]
        match = re.search(r"([0-9]+) findings?: ", part)
        assert (int(match[1]) if match else 0) == held(own, review.get_absolute_url()), review
        assert not (match and "Not read yet for any theme." in part), review
        counted += held(own, review.get_absolute_url())

    assert f"of {counted} findings have a page" in overview
    assert f"of {counted} findings have a page" in read("/")
    assert held(read("/findings/"), "/findings/") == counted


def test_theme_pages_say_why_references_and_boxes_are_not_as_many(read):
    themes = list(Theme.objects.listed())

    assert len(themes) > 10
    for theme in themes:
        page = read(theme.get_absolute_url())
        findings = held(page, theme.get_absolute_url())
        references = read(f"/findings/references/?theme={theme.slug}")
        along = re.search(r"([0-9]+) more from other themes", page)
        boxes = re.search(r"share a box: ([0-9]+) boxes? for ([0-9]+) findings", page)
        [named] = re.findall(r"<h1[^>]*>References for ([0-9]+) findings?", references)
        ticks = set(re.findall(r'name="tick" form="list" value="(F[0-9 F]+)"', page))

        assert int(named) == findings + (int(along[1]) if along else 0), theme
        assert len(ticks) == (int(boxes[1]) if boxes else findings), theme
        assert not boxes or int(boxes[2]) == findings, theme
        sections = re.findall(r'class="portal-period__count">([0-9]+) findings?<', page)
        recommended = re.search(r"What the authors recommended <span>([0-9]+)</span>", page)
        assert sum(map(int, sections)) + (int(recommended[1]) if recommended else 0) == findings, theme
        assert bool(along) == ("not what the list counts" in references), theme
