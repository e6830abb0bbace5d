"""Pages as data: their columns and values, what stays out, and where a long list goes on."""

import csv
import io
import json
from datetime import date
from itertools import product
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.conftest import SecureClient
from tests.factories import make_block, make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.views.test_every_page import collection  # noqa: F401
from themes.data.files import write_table
from themes.data.shapes import FindingData
from themes.findings.publishing import withdraw_finding
from themes.models import Agency, Finding, Situation, SituationFinding

pytestmark = pytest.mark.django_db

PAGES = {
    "/themes": 5,
    "/themes/neglect": 10,
    "/findings": 4,
    "/findings/F{number:03}": 4,
    "/situations": 1,
    "/situations/a-baby-is-due": 5,
    "/reviews": 6,
    "/reviews/the-review": 11,
    "/periods": 2,
    "/periods/2011-2014": 7,
    "/search": 7,
}


def read_csv(client: SecureClient, address: str) -> list[dict[str, str]]:
    answer = client.get(address)
    assert answer.status_code == 200, address
    text = answer.content.decode("utf-8-sig")
    assert answer.content.startswith("\ufeff".encode())
    return list(csv.DictReader(io.StringIO(text, newline="")))


def fill(path: str, collection: dict) -> str:  # noqa: F811
    return path.format(number=collection["finding"].number)


@pytest.mark.parametrize("collection", [1, 7], indirect=True)
def test_each_page_is_data_with_as_many_queries_for_one_row_as_for_many(client, collection):  # noqa: F811
    asked = {}
    for page, suffix in product(PAGES, ("csv", "json")):
        query = "?q=reviews" if page == "/search" else ""
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"{fill(page, collection)}.{suffix}{query}")
        asked[page] = max(asked.get(page, 0), len(queries))

        assert answer.status_code == 200, page
        assert answer["X-Robots-Tag"] == "noindex"
        if suffix == "json":
            assert json.loads(answer.content)
        else:
            assert list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))[1]
    assert asked == PAGES


def test_a_finding_has_what_its_card_says():
    theme, period = make_theme("Neglect", content_note="About neglect."), make_period()
    finding = make_finding("Reviews found one thing.", themes=(theme,), periods=(period,))
    finding.agencies.add(Agency.objects.create(slug="health", name="Health"))
    make_citation(finding, pages=("11", "17-18"))

    [row] = read_csv(SecureClient(), "/findings.csv")
    [data] = SecureClient().get("/findings.json").json()["results"]

    assert (row["code"], row["wording"], row["themes"]) == (
        finding.code,
        "Reviews found one thing.",
        "neglect",
    )
    assert (row["agencies"], row["for_every_agency"]) == ("health", "false")
    assert row["address"] == f"https://testserver/findings/{finding.code}/"
    assert row["published"] == date.fromisoformat(row["published"]).isoformat()
    assert data["sources"][0]["pages"] == ["11", "17 to 18"]
    assert data["sources"][0]["review"] == finding.review.slug
    assert data["content_note"] == "About neglect."
    assert list(row) == list(data) == list(FindingData.model_fields)


def test_findings_that_are_read_together_are_never_parted():
    first, second, alone = make_finding(), make_finding(), make_finding()
    make_block(first, alone)

    answers = [SecureClient().get(f"/findings.json?limit={limit}").json() for limit in (1, 2)]
    codes = [[each["code"] for each in answer["results"]] for answer in answers]

    assert codes == [[first.code, alone.code], [first.code, alone.code, second.code]]
    assert answers[0]["results"][0]["read_together"] == [alone.code]
    assert [
        each["code"] for each in SecureClient().get(f"/findings/{alone.code}.json").json()["together"]
    ] == [first.code]


def test_what_is_not_public_is_in_no_file():
    theme = make_theme("Neglect")
    shown = make_finding(themes=(theme,))
    make_finding("A draft that nobody may see.", themes=(theme,), state="draft")
    gone = make_finding("Words that were withdrawn.", themes=(theme,), review=shown.review)
    situation = Situation.objects.create(slug="a-baby", title="A baby")
    for position, finding in enumerate(Finding.objects.all()):
        SituationFinding.objects.create(situation=situation, finding=finding, position=position)
    withdraw_finding(finding=gone, why="It was wrong.")

    for path in (
        "/findings",
        "/themes/neglect",
        f"/reviews/{shown.review.slug}",
        "/situations/a-baby",
        "/situations",
    ):
        for suffix in ("csv", "json"):
            said = SecureClient().get(f"{path}.{suffix}").content.decode()
            assert shown.code in said, path
            hidden = [word for word in ("nobody may see", "were withdrawn", gone.code) if word in said]
            assert hidden == [], path
    for suffix in ("csv", "json"):
        answer = SecureClient().get(f"/findings/{gone.code}.{suffix}")
        assert answer.status_code == 410
        assert b"Words that were" not in answer.content
        assert (
            SecureClient().get(f"/findings/{Finding.objects.get(state='draft').code}.{suffix}").status_code
            == 404
        )


def test_a_long_list_goes_on_where_it_stopped_whatever_was_withdrawn():
    theme = make_theme("Neglect")
    codes = [make_finding(themes=(theme,)).code for _ in range(5)]
    first = Finding.objects.get(number=int(codes[0][1:]))
    seen, address = [], "/findings.json?theme=neglect&limit=2"
    while address:
        page = SecureClient().get(address).json()
        seen += [each["code"] for each in page["results"]]
        address = page["next"] and "?".join(urlsplit(page["next"])[2:4])
        if first.state == "published":
            withdraw_finding(finding=first, why="It was wrong.")
            first.refresh_from_db()

    assert seen == codes
    assert page["count"] == 4


def test_the_name_of_a_file_says_that_it_is_a_part():
    for _ in range(3):
        make_finding()
    named = [
        SecureClient().get(f"/findings.csv{query}")["Content-Disposition"]
        for query in ("", "?limit=2", "?limit=2&cursor=1")
    ]

    assert named == [
        'attachment; filename="scr-portal-findings.csv"',
        'attachment; filename="scr-portal-findings-first-2.csv"',
        'attachment; filename="scr-portal-findings-continued.csv"',
    ]


@pytest.mark.parametrize(
    "query",
    ["theme=no-such", "cursor=x", "cursor=-1", "limit=0", "limit=1001", "since=2011&until=2003", "foo=1"],
)
def test_what_is_not_understood_leads_to_the_page_that_says_so(client, query):
    make_finding(themes=(make_theme("Neglect"),))

    answer = client.get(f"/findings.json?{query}")

    assert answer.status_code == 302
    assert answer["Location"].startswith("/findings/?")
    assert "no-store" in answer["Cache-Control"]


def test_old_slugs_lead_on(client):
    theme = make_theme("Neglect")
    theme.slug = "neglect-today"
    theme.save()

    assert client.get("/themes/neglect.json")["Location"] == "/themes/neglect-today.json"


def test_no_cell_is_a_formula_and_none_is_torn():
    nasty = '=HYPERLINK("http://x")\n; a "quoted" word'
    make_finding(nasty)

    [row] = read_csv(SecureClient(), "/findings.csv")

    assert row["wording"] == f"'{nasty}"


def test_lists_in_a_cell_can_be_told_apart():
    finding = make_finding()
    make_citation(finding, pages=("3",))
    make_citation(finding, pages=("4",), basis="contents_list")
    [data] = SecureClient().get("/findings.json").json()["results"]
    text = "".join(write_table(FindingData, [FindingData(**data)]))
    [row] = csv.DictReader(io.StringIO(text.removeprefix("\ufeff")))

    assert row["sources"].split(" | ") == [each["sentence"] for each in data["sources"]]


def test_reports_are_listed_in_parts_and_by_shelf(client):
    reviews = [make_review(f"review-no-{number}") for number in range(3)]
    first = client.get("/reviews.json?limit=2").json()
    rest = client.get("/reviews.json?limit=2&cursor=review-no-1").json()

    assert [each["slug"] for each in first["results"]] == ["review-no-0", "review-no-1"]
    assert first["next"].endswith("/reviews.json?cursor=review-no-1&limit=2")
    assert ([each["slug"] for each in rest["results"]], rest["next"]) == (["review-no-2"], None)
    assert client.get("/reviews.json?cursor=no-such").status_code == 404
    assert client.get("/reviews.json?shelf=no-such").status_code == 404
    assert rest["results"][0]["published"] == "2016-05"
    assert reviews[0].get_absolute_url() in first["results"][0]["address"]


def test_figures_are_data_too(client, collection):  # noqa: F811
    whole, one = client.get("/figures.json").json(), client.get("/figures/series-0.json").json()

    assert whole["results"] == [one]
    assert one["rows"][0]["starts"] == "2011-04-01"
    assert one["themes"] == ["neglect"]
    assert client.get("/figures.json?theme=babies").json()["count"] == 0
    assert client.get("/figures.json?theme=no-such").status_code == 302
