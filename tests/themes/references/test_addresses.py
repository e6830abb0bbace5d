"""Addresses of references: what they hold, in which order, and what they refuse."""

import json

import pytest
import rispy  # type: ignore[import-untyped]
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.models import Author
from tests.factories import make_block, make_citation, make_finding, make_review, make_theme
from tests.themes.references.test_formats import read_bibtex
from themes.models import Situation, SituationFinding
from themes.references.files import FORMATS, MOST_IN_FILE
from themes.views import references as views

pytestmark = pytest.mark.django_db


def body(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def make_some(count: int) -> None:
    for number in range(count):
        review = make_review(kind="national_analysis")
        Author.objects.create(review=review, family=f"Family{number}", given="Given")
        make_citation(make_finding(review=review), pages=(str(number + 1), "90-91"))


@pytest.mark.parametrize("address", ["/findings.bib", "/findings.ris", "/findings/references/"])
def test_queries_do_not_grow(client, address):
    counts = []
    for more in (2, 20):
        make_some(more)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            body(client.get(address))
        counts.append(len(queries))

    assert counts[0] == counts[1] < 10


def test_file_has_the_order_of_the_list_and_keeps_together_what_must_be(client):
    theme = make_theme("Babies")
    first, other, last = (make_finding(themes=(theme,)), make_finding(), make_finding(themes=(theme,)))
    make_block(first, other)

    items = json.loads(body(client.get(f"/findings.csl.json?theme={theme.slug}&each=finding")))

    assert [item["id"] for item in items] == [f"scr-portal-{each.code}" for each in (first, other, last)]
    assert f"To be read together with {other.code}." in items[0]["note"]
    alone = json.loads(body(client.get(f"/findings/{first.code}.csl.json")))
    assert alone == items[:2]
    picked = json.loads(body(client.get(f"/findings.csl.json?id={last.code}&id={other.code}&each=finding")))
    assert [item["id"] for item in picked] == [f"scr-portal-{each.code}" for each in (last, first, other)]
    backwards = body(client.get(f"/findings.bib?theme={theme.slug}&sort=number&each=finding"))
    assert [entry["key"] for entry in read_bibtex(backwards)] == [item["id"] for item in items]


@pytest.mark.parametrize(
    "address", ["/findings.{}", "/themes/babies.{}", "/findings.{}?id=F901&id=F902&id=F903"]
)
def test_each_report_is_in_a_file_once_with_its_findings_in_the_note(client, address):
    theme, report, other = make_theme("Babies"), make_review(title="On boats"), make_review(title="On piers")
    cited = (
        (901, report, ("53",)),
        (902, other, ("9-12",)),
        (903, report, ("iv", "7", "53", "68-70", "100")),
    )
    for number, review, pages in cited:
        finding = make_finding(f"Lesson {number}.", number=number, review=review, themes=(theme,))
        make_citation(finding, pages=pages)

    items = json.loads(body(client.get(address.format("csl.json"))))
    bib = read_bibtex(body(client.get(address.format("bib"))))
    ris = rispy.loads(body(client.get(address.format("ris"))))

    reports = [f"scr-portal-report-{review.slug}" for review in (report, other)]
    assert (
        [item["id"] for item in items]
        == [each["key"] for each in bib]
        == [each["id"] for each in ris]
        == reports
    )
    for note in (items[0]["note"], " ".join(ris[0]["notes"])):
        told = [note.index(part) for part in ("53", "F901: “Lesson 901.”", "68 to 70", "F903: “Lesson 903.”")]
        assert told == sorted(told)
        assert "Lesson 902" not in note
        assert "\n" not in note
    assert [len(each["notes"]) for each in ris] == [2, 1]  # reference managers make a note of each


def test_a_report_has_all_pages_of_its_findings_each_once_in_their_order(client):
    report, article = make_review(title="On boats"), make_review(kind="journal_article", volume="17: 313-330")
    for pages in (("53",), ("100", "53", "iv"), ("68-70", "7"), ("68",)):
        make_citation(make_finding(review=report), pages=pages)
    make_finding(review=report)  # of no known page
    make_citation(make_finding(review=article), pages=("315",))

    in_csl = json.loads(body(client.get("/findings.csl.json")))
    in_ris = rispy.loads(body(client.get("/findings.ris")))
    in_bib = read_bibtex(body(client.get("/findings.bib")))

    by_id = {item["id"]: item["page"] for item in in_csl}
    assert by_id == {
        f"scr-portal-report-{report.slug}": "iv, 7, 53, 68, 68-70, 100",
        f"scr-portal-report-{article.slug}": "313-330",
    }
    assert {each["id"]: each["start_page"] for each in in_ris}[f"scr-portal-report-{report.slug}"] == by_id[
        f"scr-portal-report-{report.slug}"
    ]
    assert {each["key"]: each["pages"].replace("--", "-") for each in in_bib} == by_id


@pytest.mark.parametrize(
    ("suffix", "content_type"), [(key, each.content_type) for key, each in FORMATS.items()]
)
def test_file_says_what_it_is(client, suffix, content_type):
    finding, theme = make_finding(), make_theme("Babies")

    for address, name in (
        (f"/findings/{finding.code}.{suffix}", f"scr-portal-{finding.code}"),
        (f"/reviews/{finding.review.slug}.{suffix}", f"scr-portal-{finding.review.slug}"),
        (f"/themes/{theme.slug}.{suffix}", f"scr-portal-{theme.slug}"),
        (f"/findings.{suffix}", "scr-portal-findings"),
    ):
        response = client.get(address)
        assert response["Content-Type"] == f"{content_type}; charset=utf-8"
        assert response["Content-Disposition"] == f'attachment; filename="{name}.{suffix}"'
        body(response)


def test_withdrawn_finding_has_no_reference(client):
    withdrawn, draft = make_finding(state="withdrawn"), make_finding(state="draft")

    for suffix in FORMATS:
        assert client.get(f"/findings/{withdrawn.code}.{suffix}").status_code == 410
        assert client.get(f"/findings/{draft.code}.{suffix}").status_code == 404
        assert withdrawn.code not in body(client.get(f"/findings.{suffix}"))
        response = client.get(f"/findings.{suffix}?id={withdrawn.code}")
        assert (response.status_code, response["Location"]) == (302, f"/findings/?id={withdrawn.code}")


def test_address_that_asks_for_what_is_not_there_leads_to_the_list_which_says_so(client):
    for address in ("/findings.bib", "/findings/references/"):
        response = client.get(f"{address}?theme=neglct&style=apa")
        assert response["Location"] == "/findings/?theme=neglct"


def test_former_addresses_lead_to_todays(client):
    finding = make_finding()
    assert client.get(f"/findings/{finding.number}.ris")["Location"] == f"/findings/{finding.code}.ris"

    review = finding.review
    review.slug, old = "new-name", review.slug
    review.save()
    assert client.get(f"/reviews/{old}.ris")["Location"] == "/reviews/new-name.ris"

    theme = make_theme("Babies")
    theme.slug, old = "new-theme", theme.slug
    theme.save()
    assert client.get(f"/themes/{old}.ris")["Location"] == "/themes/new-theme.ris"


def test_situation_gives_its_findings_in_its_order(client):
    first, other, last = make_finding(), make_finding(), make_finding()
    situation = Situation.objects.create(slug="a-baby-is-due", title="A baby is due")
    for place, finding in enumerate((last, first)):
        SituationFinding.objects.create(situation=situation, finding=finding, position=place)
    make_block(first, other)
    address = situation.get_absolute_url()

    items = json.loads(body(client.get(f"{address.rstrip('/')}.csl.json?each=finding")))
    page = client.get(address)

    assert [item["id"] for item in items] == [f"scr-portal-{each.code}" for each in (last, first, other)]
    assert f"{address.rstrip('/')}.bib" in page.content.decode()
    listed = client.get(page.context["references_url"])
    assert [cited.reference.card.code for cited in listed.context["cited"]] == [
        each.code for each in (last, first, other)
    ]

    situation.slug = "baby-due"
    situation.save()
    assert client.get(f"{address.rstrip('/')}.ris")["Location"] == "/situations/baby-due.ris"


def test_long_list_is_cut_and_says_so(client, monkeypatch):
    make_some(3)
    monkeypatch.setattr(views, "MOST_IN_FILE", 2)
    monkeypatch.setattr(views, "MOST_SHOWN", 2)
    monkeypatch.setattr("themes.views.lists.MOST_IN_FILE", 2)

    response = client.get("/findings.ris")
    shown = client.get("/findings/references/").content.decode()

    assert len(rispy.loads(body(response))) == 2
    assert 'filename="scr-portal-findings-first-2.ris"' in response["Content-Disposition"]
    assert "the first 2 entries" in client.get("/findings/").content.decode()
    assert "the first 2 places" in shown
    assert shown.count('class="Z3988"') == 2
    assert MOST_IN_FILE >= 1_000


def test_what_was_typed_is_neither_kept_nor_in_the_name_of_the_file(client):
    make_finding("Missed appointments were not followed up.")

    for address in ("/search.bib?q=missed", "/search/references/?q=missed"):
        response = client.get(address)
        assert "appointments" in body(response)
        assert "no-store" in response["Cache-Control"]
        assert "missed" not in response.get("Content-Disposition", "")


def test_pages_of_another_report_are_no_locator(client):
    finding, later = make_finding(), make_review()
    make_citation(finding, pages=("53",), review=later, basis="same_authors_later")

    (item,) = json.loads(body(client.get(f"/findings/{finding.code}.csl.json")))
    page = client.get(finding.get_absolute_url()).content.decode()

    assert "page" not in item
    assert f"(The pages are of {later.short_title}.)" in item["note"]
    assert "none that we could vouch for is known" in page


def test_heading_seen_in_a_contents_list_is_no_locator(client):
    finding = make_finding()
    make_citation(finding, pages=("53",), basis="contents_list")

    (item,) = json.loads(body(client.get(f"/findings/{finding.code}.csl.json")))

    assert "page" not in item
    assert "Seen in the contents list only." in item["note"]


def test_several_page_lists_are_one_locator_each_page_once(client):
    finding = make_finding()
    make_citation(finding, pages=("11", "17-18"))
    make_citation(finding, pages=("11", "iv"))

    (item,) = json.loads(body(client.get(f"/findings/{finding.code}.csl.json")))

    assert item["page"] == "11, 17-18, iv"


def test_titles_cannot_bring_markup_into_a_page(client):
    title = "<script>alert(1)</script> & “others” <span class='nocase'>X</span>"
    finding = make_finding(review=make_review(title=title, publisher="<b>P</b>"))

    for address in (
        finding.get_absolute_url(),
        finding.review.get_absolute_url(),
        "/findings/references/",
        "/findings/references/?style=apa",
        "/findings/references/?style=vancouver",
        "/findings/references/?style=plain",
    ):
        page = client.get(address).content.decode()
        assert "<script>alert" not in page
        assert "<b>P" not in page
        assert "&lt;script&gt;alert(1)" in page


def test_unknown_style_is_told(client):
    assert client.get("/findings/references/?style=chicago").status_code == 404


def test_addresses_are_those_promised():
    assert reverse("finding-file", args=["F119", "csl.json"]) == "/findings/F119.csl.json"
    assert reverse("finding-list-file", args=["bib"]) == "/findings.bib"
