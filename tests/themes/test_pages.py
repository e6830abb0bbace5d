"""Public pages: what they show, where they lead, and how many queries they take."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from reviews.models import Document, DocumentPage, Series, SeriesPoint
from tests.factories import (
    make_article,
    make_block,
    make_citation,
    make_comment,
    make_finding,
    make_period,
    make_review,
    make_theme,
)
from themes.findings.cards import read_cards
from themes.findings.publishing import publish_finding, withdraw_finding
from themes.models import (
    Agency,
    Finding,
    KnownGap,
    Quotation,
    Situation,
    SituationFinding,
    StartingPoint,
    Theme,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def collection(request, monkeypatch):
    """`rows` findings, each with themes, pages and a partner, and everything that pages show beside them."""
    rows = getattr(request, "param", 1)
    period, review = make_period(), make_review("the-review", page_count=400)
    review.periods.add(period)
    theme, other = make_theme("Neglect"), make_theme("Babies")
    theme.related.add(other)
    situation = Situation.objects.create(slug="a-baby-is-due", title="A baby is due")
    article = make_article(review)
    Agency.objects.create(slug="health", name="Health")
    for number in range(rows):
        finding = make_finding(review=review, themes=(theme, other), periods=(period,), article=article)
        partner = make_finding(review=review, themes=(other,), periods=(period, make_period(2003, 2005)))
        make_citation(finding, partner, pages=(str(number + 1), "200-201"), review=review)
        make_block(finding, partner)
        if number < 8:
            SituationFinding.objects.create(situation=situation, finding=finding, position=number)
        StartingPoint.objects.create(theme=theme, finding=finding, position=number)
        KnownGap.objects.create(slug=f"gap-{number}", topic=f"Gap {number}")
        series = Series.objects.create(slug=f"series-{number}", title=f"Figure {number}", unit="reviews")
        series.themes.add(theme)
        SeriesPoint.objects.create(
            series=series,
            years="2011 to 2014",
            covers_from=date(2011, 4, 1),
            covers_to=date(2014, 3, 31),
            value=number,
            certainty="high",
            review=review,
            pages="9 and 23",
        )
        make_review(period=period)
        make_theme(f"Another {number}")
        for about in (theme, finding, article):
            make_comment(to=make_comment(about))
        make_finding(article=make_article(review))
    monkeypatch.setattr("scr_portal.views.EXAMPLE", finding.number)
    return {
        "theme": theme,
        "finding": finding,
        "review": review,
        "period": period,
        "situation": situation,
        "article": article,
    }


def paths(collection) -> dict[str, str]:
    return {
        "home": "/",
        "themes": "/themes/",
        "theme": collection["theme"].get_absolute_url(),
        "findings": "/findings/",
        "findings filtered": "/findings/?theme=neglect&theme=babies&period=2011-2014&alone=no&since=2005&agency=health"
        "&age=not-one&harm=not-one&kind=finding&how=read",
        "finding": collection["finding"].get_absolute_url(),
        "situations": "/situations/",
        "situation": collection["situation"].get_absolute_url(),
        "reviews": "/reviews/",
        "review": collection["review"].get_absolute_url(),
        "review page": collection["review"].page_url("200"),
        "periods": "/periods/",
        "period": collection["period"].get_absolute_url(),
        "article": collection["article"].get_absolute_url(),
    }


QUERIES = {
    "home": 6,  # the example's place and its card, groups, themes, situations, tally
    "themes": 2,
    "theme": 11,  # theme, places, cards, starting points, coverage, figures, gaps, related, options, counts, thread
    "findings": 4,  # options, their counts, places, cards
    "findings filtered": 5,  # the same, and how many follow those of the chosen agency
    "finding": 8,  # it, its review's authors, its card; places of others on its pages, of related, cards; changes
    "situations": 1,
    "situation": 5,
    "reviews": 2,
    "review": 11,
    "review page": 8,
    "periods": 2,
    "period": 9,
    "article": 4,  # it, places, cards, thread
}


@pytest.mark.parametrize("collection", [1, 7], indirect=True)
@pytest.mark.parametrize("page", QUERIES)
def test_queries_do_not_grow_with_rows(client, collection, page, django_assert_num_queries):
    with django_assert_num_queries(QUERIES[page] + 1):  # every page asks once where to get help
        response = client.get(paths(collection)[page])

    assert response.status_code == 200


@pytest.mark.parametrize("collection", [1], indirect=True)
def test_every_kind_of_page_answers_with_one_heading_and_a_title_of_its_own(client, collection):
    titles = {}
    for name, path in paths(collection).items():
        page = client.get(path).content.decode()
        assert page.count("<h1") == 1, name
        titles[name] = page.partition("<title>")[2].partition("</title>")[0]

    assert len(set(titles.values())) == len(titles)
    assert all(title.endswith("SCR Portal") for title in titles.values())


def test_collection_that_is_empty_still_has_all_its_pages(client):
    for name in ("home", "theme-list", "finding-list", "situation-list", "review-list", "period-list"):
        assert client.get(reverse(name)).status_code == 200, name


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


def test_new_theme_is_listed_once_a_finding_of_it_was_published(client):
    theme = make_theme("Housing")
    finding = make_finding("Not ready.", state="draft", themes=(theme,))

    before = [theme.get_absolute_url() in client.get(page).content.decode() for page in ("/", "/themes/")]
    Finding.objects.filter(pk=finding.pk).update(state="published", published_at=timezone.now())
    after = [theme.get_absolute_url() in client.get(page).content.decode() for page in ("/", "/themes/")]

    assert (before, after) == ([False, False], [True, True])


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


def test_findings_to_be_read_together_come_along_whatever_the_filter(client):
    here, there = make_theme("Here"), make_theme("There")
    first, second = (
        make_finding("The first half.", themes=(here,)),
        make_finding("The other.", themes=(there,)),
    )
    make_block(first, second, reason="one is not the other")

    for address in ("/findings/?theme=here", "/themes/here/", first.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "The other." in page, address
        assert "Read these together" in page, address
    assert '<h1 class="govuk-heading-l">1 finding' in client.get("/findings/?theme=here").content.decode()


def test_partner_that_is_not_published_does_not_come_along(client):
    first, second = make_finding("The first half."), make_finding("The other.", state="draft")
    make_block(first, second)

    page = client.get(first.get_absolute_url()).content.decode()

    assert "The other." not in page
    assert "Read these together" not in page


def test_pages_of_a_list_never_split_a_block(client):
    findings = [make_finding(f"Sentence {number}.") for number in range(30)]
    make_block(findings[24], findings[29])

    first = client.get("/findings/").content.decode()
    second = client.get("/findings/?page=2").content.decode()

    assert "Sentence 29." in first
    assert "Sentence 29." not in second
    assert "Sentence 25." in second


@pytest.mark.parametrize("page", ["0", "-1", "3", "x", "1.5", "0000000019", "9" * 5000, "9" * 20, "²"])
def test_page_that_does_not_exist_is_a_clear_page(client, page):
    make_finding()

    response = client.get("/findings/", {"page": page})

    assert response.status_code == 404
    assert b"<h1" in response.content


def test_same_kind_of_filter_widens_and_different_kinds_narrow(client):
    babies, neglect = make_theme("Babies"), make_theme("Neglect")
    early, late = make_period(2003, 2005), make_period(2011, 2014)
    make_finding("About babies, early.", themes=(babies,), periods=(early,))
    make_finding("About neglect, late.", themes=(neglect,), periods=(late,))
    make_finding("About both, late.", themes=(babies, neglect), periods=(late,))

    def found(query):
        page = client.get(f"/findings/?{query}").content.decode()
        return [text for text in ("babies, early", "neglect, late", "both, late") if f"About {text}." in page]

    assert found("theme=babies") == ["babies, early", "both, late"]
    assert found("theme=babies&theme=neglect") == ["babies, early", "neglect, late", "both, late"]
    assert found("theme=babies&theme=neglect&period=2011-2014") == ["neglect, late", "both, late"]
    assert found("theme=babies&period=2003-2005&period=2011-2014") == ["babies, early", "both, late"]


def test_choice_is_said_in_words_and_each_part_can_be_taken_away(client):
    for title in ("Neglect", "Babies"):
        make_theme(title)
    make_period(2011, 2014)

    page = client.get("/findings/?theme=neglect&theme=babies&period=2011-2014").content.decode()

    assert "Neglect or Babies, and 2011 to 2014" in page
    assert 'href="/findings/?theme=babies&amp;period=2011-2014"' in page
    assert 'href="/findings/?theme=neglect&amp;theme=babies"' in page


@pytest.mark.parametrize("word", ["nope", "<script>alert(1)</script>", "' OR 1=1", "\x00", "a" * 5000])
def test_filter_that_is_not_known_is_left_out_and_told(client, word):
    make_theme("Neglect")
    make_finding("About neglect.", themes=(Theme.objects.get(),))

    response = client.get("/findings/", {"theme": ["neglect", word]})

    page = response.content.decode()
    assert response.status_code == 200
    assert "About neglect." in page
    assert "was left out" in page
    assert "<script>alert" not in page


def test_scope_notes_stand_on_the_review_only(client):
    review, theme = make_review(), make_theme("Babies")
    make_finding("A chapter is about this.", kind="scope", review=review, themes=(theme,))

    assert "A chapter is about this." in client.get(review.get_absolute_url()).content.decode()
    assert "A chapter is about this." not in client.get("/findings/").content.decode()
    assert "A chapter is about this." not in client.get("/themes/babies/").content.decode()


def test_page_of_a_review_lists_every_finding_that_cites_it(client):
    review = make_review("the-review", page_count=300)
    within, on, elsewhere = (make_finding(text, review=review) for text in ("In range.", "On it.", "Not it."))
    make_citation(within, pages=("50-55",))
    make_citation(on, pages=("11", "53"))
    make_citation(elsewhere, pages=("54",))

    page = client.get(review.page_url("53")).content.decode()

    assert "In range." in page
    assert "On it." in page
    assert "Not it." not in page
    assert 'href="/reviews/the-review/p/54/"' in page


@pytest.mark.parametrize(
    ("families", "named"),
    [
        ((), "An example publisher"),
        (("Brandon",), "Brandon"),
        (("Brandon", "Bailey"), "Brandon and Bailey"),
        (("Brandon", "Bailey", "Belderson"), "Brandon and others"),
    ],
)
@pytest.mark.parametrize(("address", "before"), [("", ""), ("p/53/", "Page 53: ")])
def test_title_of_a_report_says_whose_it_is_without_its_own_title(client, families, named, address, before):
    review = make_review("the-review", title="Deaths", kind="companion_report", published=date(2013, 1, 1))
    for place, family in enumerate(families):
        review.authors.create(family=family, given="A", position=place)

    page = client.get(f"/reviews/the-review/{address}").content.decode()

    assert f"<title>{before}Companion report (2013), {named} - SCR Portal</title>" in page


@pytest.mark.parametrize(("spelling", "canonical"), [("053", "53"), ("IV", "iv")])
def test_page_number_has_one_address(client, spelling, canonical):
    review = make_review("the-review")

    response = client.get(f"/reviews/the-review/p/{spelling}/")

    assert (response.status_code, response["Location"]) == (301, review.page_url(canonical))
    assert response["Cache-Control"] == "no-cache"  # which spelling is right depends on the PDF that is held


@pytest.mark.parametrize("label", ["0", "301", "iiii", "xz", "1-2", "99999999999999", "½", "%00"])
def test_page_that_cannot_be_is_a_clear_page(client, label):
    make_review("the-review", page_count=300)

    response = client.get(f"/reviews/the-review/p/{label}/")

    assert response.status_code == 404
    assert b"<h1" in response.content


@pytest.mark.parametrize(
    ("make", "address"),
    [
        (make_theme, "/themes/{}/"),
        (make_theme, "/themes/{}.ris"),
        (make_review, "/reviews/{}/"),
        (make_review, "/reviews/{}.bib"),
        (make_review, "/reviews/{}/p/53/"),
        (make_period, "/periods/{}/"),
        (lambda: Situation.objects.create(slug="before", title="A situation"), "/situations/{}/"),
        (lambda: Situation.objects.create(slug="before", title="A situation"), "/situations/{}.ris"),
    ],
)
def test_old_slug_leads_on_for_ever_and_no_browser_keeps_where(client, make, address):
    row = make()
    old = row.slug
    for slug in ("renamed-once", "renamed-twice"):
        row.slug = slug
        row.save()

    renamed = client.get(address.format(old))
    row.slug = old
    row.save()
    back = client.get(address.format("renamed-twice"))

    assert (renamed.status_code, renamed["Location"]) == (301, address.format("renamed-twice"))
    assert (back.status_code, back["Location"]) == (301, address.format(old))
    assert renamed["Cache-Control"] == back["Cache-Control"] == "no-cache"
    assert client.get(address.format(old)).status_code == 200
    assert client.get(address.format("never-was")).status_code == 404


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

    assert "1 finding, 1 with a page." in page
    assert page.count(f'aria-label="Finding {own.code}"') == 1
    assert "Several periods together" in page


def test_tab_title_of_a_theme_can_differ_from_its_heading(client):
    theme = make_theme("A hard word", slug="a-theme", tab_title="Young people")
    finding = make_finding(themes=(theme,))

    for address in ("/themes/a-theme/", finding.get_absolute_url()):
        title = client.get(address).content.decode().partition("<title>")[2].partition("</title>")[0]
        assert "Young people" in title
        assert "A hard word" not in title


def test_name_of_another_host_is_a_clear_page(client):
    response = client.get("/", headers={"host": "elsewhere.example"})

    assert response.status_code == 400
    assert b"<h1" in response.content


def test_findings_of_one_period_alone(client):
    early, late = make_period(2003, 2005), make_period(2011, 2014)
    make_finding("Late alone.", periods=(late,))
    make_finding("Both together.", periods=(early, late))

    both = client.get("/findings/?period=2011-2014").content.decode()
    alone = client.get("/findings/?period=2011-2014&alone=yes").content.decode()

    assert "Both together." in both
    assert "Both together." not in alone
    assert "Late alone." in alone
    assert "2011 to 2014, and of one period alone" in alone
    assert 'href="/findings/?period=2011-2014"' in alone


def test_filter_that_does_not_exist_is_told(client):
    make_finding("A finding.")

    page = client.get("/findings/?colour=red").content.decode()

    assert "A finding." in page
    assert "“colour”" in page
    assert "was left out" in page


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


def test_block_stands_under_the_page_of_each_of_its_findings(client):
    review = make_review("the-review")
    first, second = make_finding("First.", review=review), make_finding("Second.", review=review)
    make_citation(first, pages=("53",))
    make_citation(second, pages=("68",))
    make_block(first, second, reason="")

    page = client.get("/reviews/the-review/").content.decode()

    assert page.index("Page 53</h3>") < page.index("Page 68</h3>")
    assert page.partition("Page 68</h3>")[2].count("Second.") == 1
    assert "2 findings are about this report." in page


def test_what_stands_under_start_here_is_pointed_at_below_not_repeated(client):
    theme = make_theme("Babies")
    finding = make_finding("Said once.", themes=(theme,), periods=(make_period(),))
    StartingPoint.objects.create(theme=theme, finding=finding)

    page = client.get("/themes/babies/").content.decode()

    assert page.count("Said once.") == 1
    assert 'href="#start-here"' in page


def test_former_slug_in_a_filter_leads_to_the_current_one(client):
    theme, other = make_theme("Babies"), make_theme("Neglect")
    make_finding("About babies.", themes=(theme,))
    theme.slug = "babies-and-pregnancy"
    theme.save()

    response = client.get("/findings/?theme=neglect&theme=babies")

    assert response["Location"] == "/findings/?theme=babies-and-pregnancy&theme=neglect"

    other.merged_into = theme
    other.save()
    assert client.get("/findings/?theme=neglect")["Location"] == "/findings/?theme=babies-and-pregnancy"


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


def test_page_that_is_not_there_says_why(client):
    make_review("the-review", page_count=277)

    page = client.get("/reviews/the-review/p/278/").content.decode()

    assert "This report has 277 pages. There is no page 278." in page


def test_findings_of_several_periods_together(client):
    early, late = make_period(2003, 2005), make_period(2011, 2014)
    make_finding("Late alone.", periods=(late,))
    make_finding("Both together.", periods=(early, late))

    page = client.get("/findings/?alone=no").content.decode()

    assert "Both together." in page
    assert "Late alone." not in page
    assert "of several periods together" in page


@pytest.mark.parametrize("word", ["maybe", "\x00", "yess"])
def test_span_that_is_not_known_is_told_and_leaves_the_rest(client, word):
    theme = make_theme("Neglect")
    make_finding("About neglect.", themes=(theme,))
    make_finding("About babies.")

    page = client.get("/findings/", {"theme": "neglect", "alone": word}).content.decode()

    assert "About neglect." in page
    assert "About babies." not in page
    assert "was left out" in page


def test_first_page_has_one_address(client):
    make_theme("Neglect")

    assert client.get("/findings/?page=1")["Location"] == "/findings/"
    assert client.get("/findings/?page=1&theme=neglect")["Location"] == "/findings/?theme=neglect"


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


def test_list_can_be_held_to_checked_wording(client):
    checked, unchecked, own = (make_finding(f"Lesson {name}.") for name in ("one", "two", "three"))
    for finding, outcome in ((checked, "exact"), (unchecked, "exact"), (unchecked, "near")):
        Quotation.objects.create(finding=finding, words="w", outcome=outcome, checked_at=timezone.now())

    def shown(query: str) -> list[str]:
        page = client.get(f"/findings/?wording={query}").content.decode()
        return [each.code for each in (checked, unchecked, own) if f"{each.code}</a>" in page]

    assert [shown("checked"), shown("not-checked"), shown("own")] == [
        [checked.code],
        [unchecked.code],
        [own.code],
    ]
    Quotation.objects.filter(outcome="near").update(outcome="exact")
    assert shown("checked") == [checked.code, unchecked.code]
    Quotation.objects.filter(finding=checked).delete()
    assert shown("own") == [checked.code, own.code]
