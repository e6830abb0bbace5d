"""No page is without a limit: long lists show their first part, say how many there are, and lead to the rest."""

import re
from datetime import date

import pytest

from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from tests.themes.views.list_pages import PUBLISHED, find_texts, read_list
from themes.explore import choice, filters
from themes.models import Finding
from themes.reading import report_page, shelves
from themes.references import files
from themes.views import articles, lists, references, reviews

pytestmark = pytest.mark.django_db


def link_in(page: str, words: str) -> str:
    """The address behind the link that begins with these words."""
    [address] = re.findall(rf'href="([^"]*)">\s*{words}', page)
    return address.replace("&amp;", "&")


def test_report_with_many_findings_shows_the_first_of_each_theme_and_leads_to_all(client, monkeypatch):
    monkeypatch.setattr(report_page, "MOST_WHOLE", 10)
    review, babies, neglect = make_review("the-review"), make_theme("Babies"), make_theme("Neglect")
    for number in range(7):
        make_finding(f"Baby {number}.", review=review, themes=(babies,))
    make_block(
        make_finding("First.", review=review, themes=(neglect,)),
        make_finding("Theirs.", review=make_review("other"), themes=(neglect,)),
    )
    for number in range(6):
        make_finding(f"No theme {number}.", review=review)

    page = read_list(client, "/reviews/the-review/")

    assert [len(re.findall(rf"{name} \d", page)) for name in ("Baby", "No theme")] == [5, 5]
    assert page.count("Theirs.") == 1
    assert "14 findings are about this report: none with a page." in page
    assert "The first 5 of 7." in page
    assert "The first 5 of 6." in page
    assert "14 findings</h1>" in read_list(client, link_in(page, "See all 14 findings of this report"))
    assert "7 findings</h1>" in read_list(client, link_in(page, "See all 7<"))


def test_report_with_few_findings_shows_them_all(client):
    review, theme = make_review("the-review"), make_theme("Babies")
    for number in range(7):
        make_finding(f"Baby {number}.", review=review, themes=(theme,))

    page = read_list(client, "/reviews/the-review/")

    assert len(re.findall(r"Baby \d", page)) == 7
    assert "The first" not in page


def test_index_of_a_report_shows_its_first_pages_and_leads_to_all(client, monkeypatch):
    monkeypatch.setattr(reviews, "MOST_CITED", 3)
    review = make_review("the-review", page_count=300)
    for pages in (("3-6",), ("50-120",), ("iv",)):
        make_citation(make_finding(review=review), pages=pages)

    page = read_list(client, "/reviews/the-review/")
    index = read_list(client, link_in(page, "See all 6"))

    assert len(re.findall('class="portal-cited__page"', page)) == 3
    assert "The first 3 of 6." in page
    assert re.findall(r'href="([^"]*)/">([^<]*)</a>', index.partition("All 6, by the number")[2])[:6] == [
        *(("iv", "iv"), ("3", "3"), ("4", "4"), ("5", "5"), ("6", "6"), ("50", "50 to 120")),
    ]
    assert client.get("/reviews/the-review/p/50/").status_code == 200
    monkeypatch.setattr(reviews, "MOST_INDEXED", 2)
    assert "The first 2 of 6. Type the number of any other page above." in read_list(
        client, "/reviews/the-review/p/"
    )


def test_pages_within_long_runs_count_the_findings_of_all_of_them():
    review = make_review()
    for pages in (("10-40",), ("20-60",), ("10-40", "30")):
        make_citation(make_finding(review=review), pages=pages)
    make_citation(make_finding(review=review), pages=("25", "70"))

    listed = [(page.text, page.finding_count) for page in report_page.list_cited_pages(review)]

    assert listed == [("10 to 40", 2), ("20 to 60", 1), ("25", 4), ("30", 3), ("70", 1)]


def cited(monkeypatch):
    monkeypatch.setattr(reviews, "PER_PAGE", 2)
    review = make_review("the-review")
    found = [make_finding(f"Lesson {number}.", review=review) for number in range(5)]
    for finding in found:
        make_citation(finding, pages=("53",))
    make_block(found[1], found[4])
    return "/reviews/the-review/p/53/"


def of_article(monkeypatch):
    monkeypatch.setattr(articles, "PER_PAGE", 2)
    article = make_article(make_review(), slug="the-article")
    found = [make_finding(f"Lesson {number}.", article=article) for number in range(5)]
    make_block(found[1], found[4])
    return "/articles/the-article/"


@pytest.mark.parametrize("make", [cited, of_article])
def test_lists_that_no_filter_finds_have_pages_which_split_no_block(client, monkeypatch, make):
    address = make(monkeypatch)

    pages = [read_list(client, at) for at in (address, f"{address}?page=2")]

    assert [find_texts(page) for page in pages] == [
        ["Lesson 0.", "Lesson 1.", "Lesson 4."],
        ["Lesson 2.", "Lesson 3."],
    ]
    assert all("5 findings" in page for page in pages)
    assert 'href="?page=2"' in pages[0]
    assert "This list has 2 pages. The address asks for another one." in read_list(
        client, f"{address}?page=3"
    )


def make_reports(how_many):
    for number in range(how_many):
        review = make_review(
            f"report-{number}",
            short_title=f"Report {number:02}",
            kind="thematic_briefing",
            published=date(2003, 1, 1 + number),
        )
        make_finding(review=review)


@pytest.mark.parametrize("address", ["/reviews/", "/what-we-have-read/"])
def test_shelf_with_many_reports_shows_the_first_and_has_pages_of_its_own(client, monkeypatch, address):
    monkeypatch.setattr(shelves, "MOST_ON_SHELF", 4)
    monkeypatch.setattr(shelves, "FIRST_ON_SHELF", 3)
    monkeypatch.setattr(reviews, "REVIEWS_PER_PAGE", 4)
    monkeypatch.setattr("themes.views.overview.READINGS_PER_PAGE", 4)
    make_reports(5)

    def list_reports(page):
        return [int(number) for number in re.findall(r">Report (\d+)</a>", page)]

    page = read_list(client, address)
    shelf = address + link_in(page, "See all 5")

    assert list_reports(page) == [0, 1, 2]
    assert "The first 3 of 5." in page
    assert list_reports(read_list(client, shelf)) == [0, 1, 2, 3]
    assert list_reports(read_list(client, f"{shelf}&page=2")) == [4]
    assert client.get(f"{address}?shelf=no-such").status_code == 404


def test_shelf_with_a_few_reports_shows_them_all(client, monkeypatch):
    monkeypatch.setattr(shelves, "MOST_ON_SHELF", 5)
    monkeypatch.setattr(shelves, "FIRST_ON_SHELF", 3)
    make_reports(5)

    page = read_list(client, "/reviews/")

    assert page.count(">Report 0") == 5
    assert "The first" not in page


def test_period_names_the_first_of_its_other_reports(client, monkeypatch):
    monkeypatch.setattr("themes.views.periods.OTHER_REVIEWS", 2)
    period = make_period(2011, 2014)
    for number in range(3):
        make_review(f"report-{number}", short_title=f"Report {number}", kind="study").periods.add(period)

    page = read_list(client, "/periods/2011-2014/")

    assert page.count(">Report ") == 2
    assert "The first 2 of 3." in page


def make_choices(monkeypatch):
    """Report 0 has one finding, report 1 two, and so on; each second finding is about neglect."""
    monkeypatch.setattr(choice, "MOST_OPTIONS", 8)  # more than any other filter has
    monkeypatch.setattr(choice, "MOST_FREQUENT", 3)
    monkeypatch.setattr(lists, "CHOICES_PER_PAGE", 6)
    neglect = make_theme("Neglect")
    for number in range(9):
        review = make_review(f"report-{number}", short_title=f"Report {number}")
        for place in range(number + 1):
            make_finding("Children.", review=review, themes=(neglect,) if place % 2 else ())


def list_choices(page):
    names = r"(Report \d)(?:</a>)? ?<span class=\"portal-count\">\(?(\d+)"
    return [(name, int(count)) for name, count in re.findall(names, page)]


def test_filter_with_very_many_choices_shows_the_chosen_and_the_most_frequent(client, monkeypatch):
    make_choices(monkeypatch)

    page = read_list(client, "/findings/?theme=neglect&review=report-1")

    assert list_choices(page) == [("Report 1", 1), ("Report 7", 4), ("Report 8", 4), ("Report 5", 3)]
    assert link_in(page, "See all 9") == "/findings/choices/review/?theme=neglect&review=report-1"


def test_all_choices_of_a_filter_have_pages_and_lead_to_the_list_with_each(client, monkeypatch):
    make_choices(monkeypatch)
    address = "/findings/choices/review/?theme=neglect&review=report-1"

    first, second = read_list(client, address), read_list(client, f"{address}&page=2")

    assert list_choices(first) == [("Report 0", 0), *((f"Report {n}", (n + 1) // 2) for n in (2, 3, 4, 5))]
    assert list_choices(second) == [("Report 6", 3), ("Report 7", 4), ("Report 8", 4)]
    assert "Chosen so far: Neglect, and report: Report 1" in first
    added = link_in(second, "Report 8")
    assert added == "/findings/?theme=neglect&review=report-1&review=report-8"
    assert client.get(added).status_code == 200  # the one spelling
    assert link_in(first, "Take away") == "/findings/?theme=neglect"


def test_all_choices_beside_words_are_counted_with_them_and_kept_nowhere(client, monkeypatch):
    make_choices(monkeypatch)
    make_finding("A baby.", review=make_review("report-9", short_title="Report 9"))

    answer = client.get("/findings/choices/review/?q=baby&page=2")
    page = answer.content.decode()

    assert "no-store" in answer["Cache-Control"]
    assert link_in(page, "Report 9") == "/search/?q=baby&review=report-9"
    assert dict(list_choices(" ".join(page.split())))["Report 9"] == 1


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("no-such/", 404),
        ("sort/", 404),
        ("review/?page=2", 404),
        ("review/?page=-1", 404),
        ("review/?theme=no-such", 302),
        ("review/?since=2014&until=2003", 302),
    ],
)
def test_choices_that_are_not_there_are_refused_or_told_on_the_list(client, address, status):
    assert client.get(f"/findings/choices/{address}").status_code == status


def test_long_list_is_shown_up_to_a_page_and_says_so(client, monkeypatch):
    monkeypatch.setattr(lists, "MOST_PAGES", 2)
    review = make_review()
    Finding.objects.bulk_create(
        Finding(text=f"Lesson {number}.", review=review, **PUBLISHED) for number in range(51)
    )

    pages = [read_list(client, f"/findings/{query}") for query in ("", "?page=2")]

    said = "These pages hold the first 50 places of the list. To see what stands further on, choose filters."
    assert all("51 findings</h1>" in page and said in page for page in pages)
    assert 'value="3"' not in pages[1].partition("govuk-pagination")[2]
    refused = "Of a long list the first 2 pages can be read. To see what stands further on, choose filters."
    for number in (3, 4, 999_999_999):
        answer = client.get(f"/findings/?page={number}")
        page = answer.content.decode()
        assert (answer.status_code, refused in page, "check it" in page) == (404, True, False)
    assert client.get("/findings/?to=3")["Location"] == "/findings/?page=2"


@pytest.mark.parametrize(
    ("number", "said"),
    [
        ("10000000", "This list has 1 page. The address asks for another one."),
        ("9999999999999", "Its pages have the numbers 1, 2, 3 and so on."),
        ("-1", "Its pages have the numbers 1, 2, 3 and so on."),
        ("0", "Its pages have the numbers 1, 2, 3 and so on."),
        ("one", "Its pages have the numbers 1, 2, 3 and so on."),
        ("٣", "Its pages have the numbers 1, 2, 3 and so on."),
    ],
)
@pytest.mark.parametrize(
    "address",
    [
        "/findings/?",
        "/search/?q=lesson&",
        "/corrections/?",
        "/corrections/?day=2026-01-01&",
        "/reviews/?shelf=briefings-on-one-subject&",
        "/what-we-have-read/?shelf=briefings-on-one-subject&",
        "/findings/choices/review/?",
        "/reviews/the-review/p/53/?",
        "/articles/the-article/?",
    ],
)
def test_page_that_a_list_does_not_have_is_told(client, address, number, said):
    review = make_review("the-review", kind="thematic_briefing")
    finding = make_finding("A lesson.", review=review, article=make_article(review, slug="the-article"))
    make_citation(finding, pages=("53",))
    finding.changes.create(kind="added", day=date(2026, 1, 1), at="2026-01-01T12:00:00Z", version=1)

    answer = client.get(f"{address}page={number}")

    assert answer.status_code == 404
    assert said in answer.content.decode()


def test_file_of_a_theme_says_in_its_name_and_on_the_page_that_it_is_cut(client, monkeypatch):
    for module in (files, references, "themes.views.themes"):
        target = f"{module}.MOST_IN_FILE" if isinstance(module, str) else f"{module.__name__}.MOST_IN_FILE"
        monkeypatch.setattr(target, 2)
    theme = make_theme("Neglect")
    found = [make_finding(f"Lesson {number}.", themes=(theme,)) for number in range(4)]
    make_block(found[1], found[3])

    answer = client.get("/themes/neglect.ris?each=finding")

    assert 'filename="scr-portal-neglect-first-2.ris"' in answer["Content-Disposition"]
    assert re.findall(r"“(Lesson \d)", answer.getvalue().decode()) == ["Lesson 0", "Lesson 1", "Lesson 3"]
    assert "The files of references and data hold the first 2 entries of a longer list" in read_list(
        client, "/themes/neglect/"
    )


def test_more_choices_than_can_be_used_are_left_out_and_told(client, monkeypatch):
    monkeypatch.setattr(filters, "MOST_CHOSEN", 4)
    monkeypatch.setattr(lists, "MOST_CHOSEN", 4)
    monkeypatch.setattr(lists, "MOST_TAKEN_BACK", 3)
    for number in range(6):
        make_finding(review=make_review(f"report-{number}", short_title=f"Report {number}"))
    six = "&".join(f"review=report-{number}" for number in range(6))

    moved = client.get(f"/findings/?{six}&sort=number")
    page = read_list(client, moved["Location"])

    four = "&".join(f"review=report-{number}" for number in range(4))
    assert moved["Location"] == f"/findings/?{four}&sort=number&cut=review"
    assert "4 findings</h1>" in page
    assert "Report: at most 4 choices can be used at once, so the others were left out." in page
    assert page.count("Remove </span>") == 3
    assert "<li>and 1 more</li>" in page
    for address in ("/findings.bib", "/findings/references/", "/findings/choices/review/"):
        assert client.get(f"{address}?{six}")["Location"] == f"/findings/?{six}"
    assert "at most 4" not in read_list(client, f"/findings/?{four}")


@pytest.mark.parametrize("spelling", [",".join, "&review=".join])
def test_three_hundred_choices_are_told_however_they_are_spelled(client, spelling):
    make_finding(review=make_review("report-1"))

    page = read_list(client, f"/findings/?review={spelling(['report-1'] * 300)}")

    assert "Report: at most 30 choices can be used at once" in page
    assert "1 finding</h1>" in page


def test_of_many_words_that_are_no_choice_the_first_are_named(client):
    page = read_list(client, f"/findings/?{'&'.join(f'x{number}=1' for number in range(300))}")

    assert page.count("nothing here is called") == lists.MOST_UNKNOWN
    assert "300 parts of the address mean nothing here; these are the first of them." in page


@pytest.mark.parametrize("address", ["/search/", "/search/references/", "/findings/choices/review/"])
def test_what_was_typed_stands_in_no_address_endlessly(client, address):
    make_finding("A baby.")
    typed = "baby " * 1_500

    answer = client.get(address, {"q": typed}, follow=True)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert max(len(link) for link in re.findall(r'href="([^"]*)"', page)) < 1_500
    if address == "/search/":
        assert "That was long: the first words were used." in page
