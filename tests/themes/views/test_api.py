"""The API: what it answers, refuses and describes; that its examples are true."""

from types import SimpleNamespace
from urllib.parse import urlsplit

import jsonschema
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from scr_portal.open_data import RequestCounter
from tests.factories import make_block, make_finding, make_period, make_review, make_theme
from tests.themes.views.test_every_page import collection  # noqa: F401
from themes.findings.publishing import withdraw_finding
from themes.models import Finding
from themes.views.data import EXAMPLES

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "/findings": 4,
    "/findings?theme=neglect&theme=babies&period=2011-2014&agency=health&limit=3": 3,
    "/findings/{code}": 3,
    "/themes": 6,
    "/themes/neglect": 5,
    "/periods": 3,
    "/periods/2011-2014": 2,
    "/reviews": 6,
    "/reviews/the-review": 5,
    "/situations": 2,
    "/situations/a-baby-is-due": 1,
    "/figures": 2,
    "/figures/series-0": 2,
}


@pytest.fixture
def description(client):
    return client.get("/api/v1/openapi.json").json()


@pytest.mark.parametrize("collection", [1, 7], indirect=True)
def test_answers_are_as_described_with_as_many_queries_for_many_rows(client, collection, description):  # noqa: F811
    asked = {}
    for address in ADDRESSES:
        at = f"/api/v1{address.format(code=collection['finding'].code)}"
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(at)
        asked[address] = len(queries)

        assert answer.status_code == 200, answer.content
        jsonschema.validate(answer.json(), find_schema(description, urlsplit(at).path))
    assert asked == ADDRESSES


def find_schema(description: dict, path: str) -> dict:
    """Of what this path answers."""
    parts = path.split("/")
    [known] = [
        each
        for each in description["paths"]
        if len(each.split("/")) == len(parts)
        and all(own == part or own[:1] == "{" for own, part in zip(each.split("/"), parts, strict=True))
    ]
    answer = description["paths"][known]["get"]["responses"]["200"]
    return {**answer["content"]["application/json"]["schema"], "components": description["components"]}


def test_it_is_described_in_openapi(description):
    assert description["openapi"] == "3.1.0"
    assert len(description["paths"]) == 12


def test_the_examples_of_the_page_are_true(client):
    for name in ("Thresholds", "Babies", "Neglect"):
        make_finding(themes=(make_theme(name),), periods=(make_period(),))
    make_finding(number=119)
    page = client.get("/api/").content.decode()

    for words, address in EXAMPLES:
        assert words in page
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert answer.json()


def test_a_list_goes_on_under_next(client):
    codes = [make_finding().code for _ in range(5)]
    seen, address = [], "/api/v1/findings?limit=2"
    while address:
        page = client.get(address).json()
        seen += [each["code"] for each in page["results"]]
        address = page["next"]

    assert seen == codes


def test_small_lists_go_on_too(client):
    themes = [make_theme(f"Theme {letter}") for letter in "abc"]
    slugs = [theme.slug for theme in themes]
    make_finding(themes=tuple(themes))
    seen, address = [], "/api/v1/themes?limit=1"
    while address:
        page = client.get(address).json()
        seen += [each["slug"] for each in page["results"]]
        address = page["next"]

    assert seen == slugs


@pytest.mark.parametrize(
    ("address", "status", "words"),
    [
        ("findings?theme=no-such", 404, "no “no-such” to choose"),
        ("findings?foo=1", 422, "no parameter “foo”"),
        ("findings?limit=1000", 422, "“limit”"),
        ("findings?cursor=x", 422, "“cursor”"),
        ("findings?since=2011&until=2003", 404, "must not be later"),
        ("findings/F999", 404, "no finding with this number"),
        ("findings/x%2fy/z", 404, "nothing at this address"),
        ("themes/no-such", 404, "no theme"),
        ("themes?cursor=no-such", 404, "Begin the list anew"),
        ("figures?theme=no-such", 404, "no such theme"),
        ("no/such/thing", 404, "nothing at this address"),
        ("findings?theme=%00", 404, "to choose"),
    ],
)
def test_what_goes_wrong_is_said_in_words(client, address, status, words):
    make_finding(themes=(make_theme("Neglect"),))

    answer = client.get(f"/api/v1/{address}")

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/json; charset=utf-8")
    assert words in answer.json()["detail"]
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_who_asks_another_host_is_told_in_json_too(client):
    answer = client.get("/api/v1/themes", headers={"host": "other.example"})

    assert (answer.status_code, list(answer.json())) == (400, ["detail"])


def test_it_can_only_be_read(client):
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(client, method)("/api/v1/findings")
        assert answer.status_code == 405
        assert "GET" in answer["Allow"]
        assert answer.json()["detail"].startswith("The collection can only be read")


def test_other_sites_may_ask_without_cookies(client):
    make_finding()
    answer, asked = client.get("/api/v1/findings"), client.options("/api/v1/findings")

    assert answer["Access-Control-Allow-Origin"] == asked["Access-Control-Allow-Origin"] == "*"
    assert asked.status_code == 204
    assert "Access-Control-Allow-Credentials" not in answer
    assert not answer.cookies
    assert "Access-Control-Allow-Origin" not in client.get("/findings/")


@pytest.mark.django_db(transaction=True)
def test_an_answer_that_somebody_has_is_not_sent_again(client):
    make_finding(themes=(make_theme("Neglect"),))
    tag = client.get("/api/v1/findings?theme=neglect")["ETag"]

    same = client.get("/api/v1/findings?theme=neglect", headers={"if-none-match": tag})
    assert (same.status_code, same.content, same["Access-Control-Allow-Origin"]) == (304, b"", "*")

    withdraw_finding(finding=Finding.objects.get(), why="It was wrong.")
    other = client.get("/api/v1/findings?theme=neglect", headers={"if-none-match": tag})
    assert (other.status_code, other.json()["results"]) == (200, [])


def test_what_is_not_public_is_not_there(client):
    draft, gone = make_finding(state="draft"), make_finding("Words that were withdrawn.")
    shown = make_finding(review=gone.review)
    make_block(shown, draft)
    withdraw_finding(finding=gone, why="It was wrong.")

    found = client.get("/api/v1/findings").json()
    assert [each["code"] for each in found["results"]] == [shown.code]
    assert found["results"][0]["read_together"] == []
    assert client.get(f"/api/v1/findings/{draft.code}").status_code == 404
    answer = client.get(f"/api/v1/findings/{gone.code}")
    assert answer.status_code == 410
    assert "Words" not in answer.content.decode()


def test_who_asks_too_often_is_told_to_wait(client, settings, monkeypatch):
    monkeypatch.setattr("scr_portal.open_data.time", SimpleNamespace(time=lambda: 100.0))
    settings.API_REQUESTS_A_MINUTE = 2
    make_review("the-review")
    answers = [client.get("/api/v1/findings/F999") for _ in range(4)]

    assert [answer.status_code for answer in answers] == [404, 404, 429, 429]
    refused = answers[-1]
    assert refused["Retry-After"] == "20"
    assert "At most 2 requests a minute" in refused.json()["detail"]
    assert client.get("/findings/F999/").status_code == 404


def test_addresses_are_counted_apart_and_for_a_minute():
    counter = RequestCounter()

    assert [counter.count(address, now) for address, now in [("a", 1), ("a", 59), ("b", 59), ("a", 60)]] == [
        1,
        2,
        1,
        1,
    ]
