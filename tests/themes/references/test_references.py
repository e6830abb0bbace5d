"""References that leave the site, over the whole starter collection."""

import json
import re
import warnings
from html import escape
from html.parser import HTMLParser
from urllib.parse import parse_qs

import pytest
import rispy  # type: ignore[import-untyped]
from citeproc.source.json import CiteProcJSON  # type: ignore[import-untyped]

from reviews.bibliography import write_reference
from reviews.csl import build_csl_item
from reviews.models import Review
from tests.conftest import SecureClient
from tests.themes.references.test_formats import from_latex, names_of, read_bibtex
from themes.findings.blocks import list_entries
from themes.models import Finding
from themes.references.files import FORMATS
from themes.references.findings import build_references
from themes.references.styles import STYLES, render_reference

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("starter_collection")]


def body(response) -> str:
    return b"".join(response.streaming_content).decode() if response.streaming else response.content.decode()


def get(address: str) -> str:
    response = SecureClient().get(address)
    assert response.status_code == 200, address
    return body(response)


class Head(HTMLParser):
    """`citation_*` tags, COinS and schema.org types of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, str]] = []
        self.coins: list[dict[str, list[str]]] = []
        self.types: list[str] = []
        self.properties: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "meta" and (given.get("name") or "").startswith("citation_"):
            self.tags.append((given["name"], given["content"]))
        if given.get("class") == "Z3988":
            self.coins.append(parse_qs(given["title"], strict_parsing=True))
        if "itemtype" in given:
            self.types.append(given["itemtype"].removeprefix("https://schema.org/"))
        if tag == "meta" and "itemprop" in given:
            self.properties.append((given["itemprop"], given["content"]))


def written(item: dict) -> list[str]:
    return [
        author.get("literal") or f"{author['family']}, {author['given']}" for author in item.get("author", [])
    ]


# The whole collection


def test_every_finding_is_in_every_file_with_its_report():
    ours = json.loads(get("/findings.csl.json?each=finding"))
    bib = read_bibtex(get("/findings.bib?each=finding"))
    ris = rispy.loads(get("/findings.ris?each=finding"))

    published = Finding.objects.in_lists().count()
    assert published > 100
    assert len(ours) == len(bib) == len(ris) == published
    assert len({item["id"].lower() for item in ours}) == published
    reviews = {finding.code: finding.review for finding in Finding.objects.select_related("review")}
    for item, in_bib, in_ris in zip(ours, bib, ris, strict=True):
        report = reviews[item["id"].removeprefix("scr-portal-")]
        assert item["title"] == report.title.rstrip(".")
        assert item["id"] == in_bib["key"] == in_ris["id"]
        assert item["title"] == from_latex(in_bib["title"]) == in_ris["title"]
        assert written(item) == (names_of(in_bib["author"]) if "author" in in_bib else [])
        assert written(item) == in_ris.get("authors", [])
        assert item["note"] == from_latex(in_bib["note"]) == in_ris["notes"][-1]
        dated = [str(part) for part in item.get("issued", {"date-parts": [[]]})["date-parts"][0]]
        assert dated == [str(in_bib[name]) for name in ("year", "month", "day") if name in in_bib]
        assert dated[:1] == [in_ris[name] for name in ("year",) if name in in_ris]
        assert item.get("publisher") == (
            from_latex(in_bib["institution"]) if "institution" in in_bib else None
        )
        assert item.get("publisher") == in_ris.get("publisher")
        assert item.get("container-title") == (from_latex(in_bib["journal"]) if "journal" in in_bib else None)
        assert item.get("container-title") == in_ris.get("secondary_title")
        assert item.get("page", "").replace("-", "--") == in_bib.get("pages", "")
        pages = "-".join(filter(None, [in_ris.get("start_page"), in_ris.get("end_page")]))
        assert item.get("page", "") == pages


def test_notes_on_what_a_report_covers_have_references_too():
    """They stand in no list but those that somebody makes."""
    notes = Finding.objects.published().filter(kind="scope")
    address = "/findings.csl.json?each=finding&" + "&".join(f"id={note.code}" for note in notes)

    items = json.loads(get(address))

    assert {f"scr-portal-{note.code}" for note in notes} <= {item["id"] for item in items}
    assert len(notes) + Finding.objects.in_lists().count() == Finding.objects.published().count()


def test_every_report_is_in_every_file():
    reviews = list(Review.objects.with_authors())

    assert len(reviews) > 10
    for review in reviews:
        address = f"/reviews/{review.slug}"
        (item,) = json.loads(get(f"{address}.csl.json"))
        (in_bib,) = read_bibtex(get(f"{address}.bib"))
        (in_ris,) = rispy.loads(get(f"{address}.ris"))
        assert item == build_csl_item(review)
        assert item["title"] == from_latex(in_bib["title"]) == in_ris["title"]
        assert "note" not in item


@pytest.mark.parametrize("style", STYLES)
def test_every_reference_reads_well_in_every_style(style):
    found = build_references(
        list_entries(Finding.objects.in_lists().order_by("number")), "https://portal.example"
    )
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        all_styled = [(each, render_reference(style, each.report, each.locator)) for each in found]

    assert len(all_styled) == len(found) > 100
    for each, printed in all_styled:
        entry = re.sub("</?i>", "", printed.entry)
        assert escape(each.review.title.rstrip("."))[:30].lower() in entry.lower()
        assert entry.count(each.review.title[:40]) <= 1
        assert not re.search(r"\.\.|  |,,|\( | \.|None|;\.", entry), entry
        assert not re.search(r"[\ue000\ue001]", entry + printed.in_text)
        if each.review.published:
            assert str(each.review.published.year) in entry
        pages = re.findall(r"\d+", each.locator)
        assert all(re.search(rf"\b{page}\b", printed.in_text) for page in pages), printed.in_text
        assert ("p. " in printed.in_text or "pp. " in printed.in_text) == bool(each.locator)


def test_only_a_page_that_was_given_is_a_locator():
    found = build_references(
        list_entries(Finding.objects.in_lists().order_by("number")), "https://portal.example"
    )

    without = [each for each in found if not each.locator]
    assert 0 < len(without) < len(found)
    for each in without:
        assert re.search("Page not known|contents list", each.caution), each.card.code
        if each.item["type"] != "article-journal":
            assert "page" not in each.item
    assert all(each.caution in each.item["note"] for each in found)


def test_items_are_what_a_citation_processor_takes():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        source = CiteProcJSON(json.loads(get("/findings.csl.json?each=finding")))

    assert len(source) == Finding.objects.in_lists().count()


# Pages


def test_metadata_of_a_finding_and_of_its_report_for_library_tools():
    finding = next(
        each
        for each in build_references(
            list_entries(Finding.objects.in_lists().order_by("number")), "https://testserver"
        )
        if each.locator and each.report["type"] == "report" and "number" in each.report
    )
    item = finding.item
    for address in (finding.card.url, finding.review.get_absolute_url()):
        head = Head(get(address))
        tags = dict(head.tags)
        (coins,) = head.coins
        assert tags["citation_title"] == coins["rft.btitle"][0] == item["title"]
        assert [name for tag, name in head.tags if tag == "citation_author"] == written(item)
        assert coins["rft.au"] == [f"{each['given']} {each['family']}" for each in item["author"]]
        assert coins["rft.aulast"] == [item["author"][0]["family"]]
        assert coins["rft.date"][0].split("-") == [f"{part:02}" for part in item["issued"]["date-parts"][0]]
        assert tags["citation_publication_date"] == coins["rft.date"][0].replace("-", "/")
        assert tags["citation_technical_report_institution"] == coins["rft.pub"][0] == item["publisher"]
        assert tags["citation_technical_report_number"] == item["number"]
        assert "Report" in head.types
        assert ("name", item["title"]) in head.properties
    assert coins.get("rft.pages") is None
    assert Head(get(finding.card.url)).coins[0]["rft.pages"] == [finding.locator]


def test_metadata_of_an_article_name_its_journal():
    review = next(each for each in Review.objects.with_authors() if each.journal and each.volume)
    item = build_csl_item(review)

    head = Head(get(review.get_absolute_url()))

    tags = dict(head.tags)
    assert tags["citation_journal_title"] == head.coins[0]["rft.jtitle"][0] == review.journal
    assert f"{tags['citation_firstpage']}-{tags['citation_lastpage']}" == item["page"]
    assert "citation_technical_report_institution" not in tags
    assert "ScholarlyArticle" in head.types


def test_page_of_references_has_coins_for_each_finding_and_each_report_once():
    page = get("/findings/references/?theme=neglect")
    items = json.loads(get("/findings.csl.json?theme=neglect&each=finding"))

    assert len(Head(page).coins) == len(items) > 10
    reports = page.partition("The reports</h2>")[2].partition("</section>")[0]
    assert reports.count("portal-citation") == len({item["title"] for item in items})


def test_plain_page_holds_what_each_finding_says_of_itself():
    page = get("/findings/references/?theme=neglect&style=plain")
    finding = Finding.objects.in_lists().filter(themes__slug="neglect").order_by("number").first()
    own = get(finding.get_absolute_url())

    cite = own.partition('id="citation">')[2].partition("</p>")[0]
    assert write_reference(finding.review)[:20] in cite
    assert re.sub(r", wording of [^.]*", "", cite) in page


@pytest.mark.parametrize(
    "path", ["/findings/", "/findings/?theme=babies&theme=neglect", "/findings/?id=F004&id=F060"]
)
def test_list_leads_to_its_references(path):
    page = get(path)
    hrefs = [href.replace("&amp;", "&") for href in re.findall(r'href="([^"]*)"', page)]
    _, _, query = path.partition("?")
    query = f"?{query}" if query else ""

    assert {f"/findings.{suffix}{query}" for suffix in FORMATS} <= set(hrefs)
    assert f"/findings/references/{query}" in hrefs
