"""The page of a finding: its pages and how we know, its address, what is read with it."""

import re

import pytest
from django.utils import timezone

from reviews.models import Document, DocumentPage
from tests.factories import make_block, make_citation, make_finding, make_period, make_review, make_theme
from themes.findings.cards import read_cards
from themes.findings.publishing import publish_finding, withdraw_finding
from themes.models import Quotation

pytestmark = pytest.mark.django_db


def test_finding_shows_its_pages_and_how_we_know(client):
    review = make_review("neglect-2013", short_title="Neglect in reviews")
    finding = make_finding("Homes were unsafe.", themes=(make_theme(),), review=review)
    make_citation(finding, pages=("13", "77"))

    page = client.get(finding.get_absolute_url()).content.decode()

    assert "Read on the page" in page
    assert "Read on pages 13 and 77 of the report." in page
    assert 'href="/reviews/neglect-2013/p/13/"' in page
    assert 'href="/reviews/neglect-2013/p/77/"' in page


def test_finding_without_a_page_says_so(client):
    finding = make_finding(themes=(make_theme(),), certainty="medium", basis="partial_source")

    page = client.get(finding.get_absolute_url()).content.decode()

    assert "Page not known" in page
    assert "Read the report before quoting." in page


def test_page_list_shared_by_findings_says_so_and_counts_published_ones_only(client):
    review = make_review()
    shared = [make_finding(review=review) for _ in range(2)]
    draft = make_finding(review=review, state="draft", text="")
    make_citation(*shared, draft, pages=("14", "68", "131"), basis="secondary_source", given_by="a journal")

    page = client.get(shared[0].get_absolute_url()).content.decode()

    codes = ", ".join(finding.code for finding in shared)
    assert f"Pages 14, 68 and 131 are given for two findings together: {codes}." in page
    assert "Which page holds which is not stated." in page
    assert draft.code not in page


@pytest.mark.parametrize("own_list", [True, False])
def test_page_does_not_say_that_is_not_known_which_the_check_found(own_list):
    review = make_review()
    shared = [make_finding(review=review) for _ in range(2)]
    citation = make_citation(
        *shared, pages=("14", "68", "131"), basis="secondary_source", given_by="a journal"
    )
    quoting = citation if own_list else make_citation(shared[0], pages=("68",))
    document = Document.objects.create(review=review, sha256="0" * 64, file="a.pdf", size=1, state="read")
    DocumentPage.objects.create(document=document, index=70, label="68", text="Words.")
    found = {"document": document, "found_on": "68", "found_index": 70, "checked_at": timezone.now()}
    quotation = shared[0].quotations.create(words="words", citation=quoting)
    type(quotation).objects.filter(pk=quotation.pk).update(outcome="exact", **found)

    [unsure] = read_cards([shared[0].pk])
    Document.objects.update(labels_confirmed_at=timezone.now())
    [card], [other] = (read_cards([finding.pk]) for finding in shared)
    [known] = [known for known in card.how_known if known.noun == "Pages"]
    [doubtful] = [known for known in unsure.how_known if known.noun == "Pages"]

    assert unsure.quoted[0].sentence.startswith(
        "Wording checked: these words are in the report, on page 68 if the numbers read from its PDF are right."
    )
    assert doubtful.shared.endswith("Which page holds which is not stated.")
    assert doubtful.sentence == known.sentence
    assert card.quoted[0].sentence.startswith("Wording checked: these words are on page 68.")
    assert known.shared.endswith(" The words quoted here are on page 68.")
    assert known.sentence == (
        "Pages 14, 68 and 131 are given by a journal. "
        "We have compared the quoted words with the report, and nothing else."
    )
    assert known.cited.endswith("only the quoted words compared with the report.")
    assert other.how_known[0].shared.endswith("Which page holds which is not stated.")
    assert other.how_known[0].sentence.endswith("We have not compared them with the report.")


@pytest.mark.parametrize("spelling", ["{number}", "f{number}", "F{number}", "F0{number}", "000{number}"])
def test_every_spelling_of_a_number_leads_to_the_finding(client, spelling):
    finding = make_finding(number=7)

    response = client.get(f"/findings/{spelling.format(number=finding.number)}/")

    assert (response.status_code, response["Location"]) == (301, "/findings/F007/")


def test_short_addresses_lead_on(client):
    theme, finding = make_theme("Babies"), make_finding()

    assert client.get(theme.short_path)["Location"] == "/themes/babies/"
    assert client.get(finding.short_path)["Location"] == finding.get_absolute_url()


@pytest.mark.parametrize(
    "number", ["0", "999999", "99999999999999999999", "x", "F", "F-1", "١٢", "%00", "1%27"]
)
def test_number_of_no_finding_is_a_clear_page(client, number):
    response = client.get(f"/findings/{number}/")

    assert response.status_code in (400, 404)
    assert b"<h1" in response.content


@pytest.mark.parametrize(
    "address", ["/f/0", "/f/999999", "/f/99999999999999999999", "/t/0", "/t/99999999999999999999"]
)
def test_short_address_of_nothing_is_a_clear_page(client, address):
    response = client.get(address)

    assert response.status_code == 404
    assert b"<h1" in response.content


def test_draft_is_not_public(client):
    theme = make_theme("Babies")
    drafts = [make_finding("Not ready.", state=state, themes=(theme,)) for state in ("draft", "in_review")]

    assert [client.get(f"/findings/{draft.code}/").status_code for draft in drafts] == [404, 404]
    for address in ("/findings/", "/themes/babies/", drafts[0].review.get_absolute_url()):
        assert "Not ready." not in client.get(address).content.decode()


def test_withdrawn_finding_is_gone_at_once_and_its_address_says_so(client):
    theme = make_theme("Babies")
    finding = make_finding("Something mistaken.", themes=(theme,))
    make_citation(finding, pages=("53",))
    lists = [
        "/",
        "/findings/",
        "/themes/babies/",
        finding.review.get_absolute_url(),
        finding.review.page_url("53"),
    ]
    assert all("Something mistaken." in client.get(address).content.decode() for address in lists[1:])

    withdraw_finding(finding=finding, why="a mistake")

    assert not any("Something mistaken." in client.get(address).content.decode() for address in lists)
    gone = client.get(finding.get_absolute_url())
    assert gone.status_code == 410
    assert "This finding was withdrawn on" in gone.content.decode()
    assert "Something mistaken." not in gone.content.decode()
    assert "a mistake" not in gone.content.decode()


@pytest.mark.parametrize(
    ("fields", "caution"),
    [
        ({"basis": "page_read"}, "Page 53."),
        (
            {"basis": "secondary_source", "given_by": "a journal"},
            "Page 53, as given by a journal; not compared with the report.",
        ),
        (
            {"basis": "same_authors_later"},
            "Page 53, as given by a later report; not compared with the report.",
        ),
        ({"basis": "contents_list"}, "Seen in the contents list only."),
        (None, "Page not known: read in a summary."),
    ],
)
def test_reference_carries_what_is_not_known_of_the_page(client, fields, caution):
    finding = make_finding()
    if fields:
        make_citation(finding, **fields)

    page = client.get(finding.get_absolute_url()).content.decode()

    reference = page.partition("How to cite this</h2>")[2].partition("</p>")[0]
    assert f"{caution} As summarised by SCR Portal, finding {finding.code}." in reference


def test_page_list_still_says_how_many_it_was_given_for_when_one_is_withdrawn(client):
    review = make_review()
    shared = [make_finding(review=review) for _ in range(3)]
    make_citation(*shared, pages=("14", "68"))
    withdraw_finding(finding=shared[1])

    page = client.get(shared[0].get_absolute_url()).content.decode()

    codes = f"{shared[0].code}, {shared[2].code}"
    assert f"Pages 14 and 68 are given for three findings together, two of them shown here: {codes}." in page


def test_related_findings_bring_their_partners(client):
    theme = make_theme("Babies")
    finding = make_finding(themes=(theme,))
    near, partner = make_finding("The near one.", themes=(theme,)), make_finding("Its partner.")
    make_block(near, partner)

    page = client.get(finding.get_absolute_url()).content.decode()

    assert "The near one." in page
    assert "Its partner." in page


def test_pages_of_another_report_are_said_to_be_of_it(client):
    finding = make_finding(review=make_review(short_title="The article"))
    make_citation(finding, review=make_review("the-report", short_title="The report"))

    page = client.get(finding.get_absolute_url()).content.decode()

    assert 'of <a class="govuk-link" href="/reviews/the-report/">The report</a>' in page
    assert "(The pages are of The report.)" in page


def test_wording_written_before_publication_is_not_a_change(client):
    finding = make_finding(
        "", state="draft", themes=(make_theme(),), periods=(make_period(),), basis="report"
    )
    finding.text = "Ours at last."
    finding.save()
    publish_finding(finding=finding)
    assert "Wording changed" not in client.get(finding.get_absolute_url()).content.decode()

    finding.text = "Ours, mended."
    finding.save()
    finding.composite = True
    finding.save()
    assert client.get(finding.get_absolute_url()).content.decode().count("Wording changed on") == 1


def test_finding_shows_quoted_words_with_what_came_of_looking_for_them(client):
    finding = make_finding("Bicycles rust.", themes=(make_theme("Bicycles"),))
    citation = make_citation(finding, pages=("53",))
    Quotation.objects.create(
        finding=finding,
        citation=citation,
        words="rust never sleeps",
        outcome="near",
        matched="rust seldom sleeps",
        found_on="53",
        checked_at=timezone.now(),
    )

    page = client.get(finding.get_absolute_url()).content.decode()
    listed = client.get("/findings/?wording=not-checked").content.decode()

    assert "“rust never sleeps”" in page
    assert "The report has: “rust seldom sleeps”" in page
    assert "Nearly the same: the report&#x27;s wording differs. See both." in page
    assert 'id="report-words"' in page
    both = f'<a class="govuk-link" href="{finding.get_absolute_url()}#report-words">See both'
    assert f"Nearly the same: the report&#x27;s wording differs. {both}" in listed
    assert "rust never sleeps" not in listed


def test_all_that_is_read_together_goes_on_the_list_without_scripts_too(client):
    finding, partner = make_finding(themes=(make_theme(),)), make_finding(themes=(make_theme(),))
    make_block(finding, partner)

    page = client.get(partner.get_absolute_url()).content.decode()

    form = page[page.index("data-add-to-list=") :].partition("</form>")[0]
    assert re.findall(r'type="hidden" name="id" value="(F\d+)"', form) == [finding.code, partner.code]
