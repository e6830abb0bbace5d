"""Lists of findings as readers filter them, in any spelling."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.factories import make_citation, make_finding, make_period, make_review, make_theme
from tests.themes.views.list_pages import PUBLISHED, find_texts, find_title, read_list
from themes.models import Agency, Finding, Harm

pytestmark = pytest.mark.django_db


def count_beside(page: str, name: str, value: str) -> tuple[int, ...]:
    """The number beside an option; for periods and agencies also the one after the plus."""
    match = re.search(rf'for="{name}-{value}">[^<]*<span class="portal-count">\((\d+)(?: \+ (\d+))?\)', page)
    assert match, (name, value)
    return tuple(int(number) for number in match.groups() if number)


@pytest.mark.parametrize(
    "spelling",
    [
        "period=2011-2014&theme=neglect",
        "theme=Neglect&period=2011-14",
        "theme=neglect&theme=NEGLECT&period=2011%E2%80%932014&since=&until=&sort=&q=",
        "theme=neglect,&period=+2011-2014+",
        "theme=neglect&period=2011-2014&page=1",
        "theme=neglect&period=2011-2014&sort=fit-me" + "&sort=",
    ],
)
def test_filters_in_any_order_and_spelling_lead_to_one_address(client, spelling):
    make_theme("Neglect")
    make_period(2011, 2014)

    assert client.get(f"/findings/?{spelling}")["Location"] == "/findings/?theme=neglect&period=2011-2014"


def test_canonical_address_is_answered_at_once(client):
    make_theme("Neglect")
    make_period(2011, 2014)

    address = "/findings/?theme=neglect&period=2011-2014&since=2005&until=2012&kind=statistic&sort=newest"
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("path", ["/findings/?theme=neglect", "/search/?q=words&theme=neglect"])
def test_filters_that_were_applied_without_a_script_stay_open(client, path):
    make_finding("Words.", themes=(make_theme("Neglect"),))
    closed, opened = (
        '<details class="portal-filters portal-filters--beside">',
        'portal-filters--beside" open>',
    )

    left, stayed = client.get(path).content.decode(), client.get(f"{path}&filters=open").content.decode()

    assert (closed in left, opened in left) == (True, False)
    assert (closed in stayed, opened in stayed) == (False, True)
    # Where scripts run the panel is not made again, so it needs no word in the address.
    assert '<noscript><input type="hidden" name="filters" value="open"></noscript>' in left


def test_open_filters_have_one_address_too_and_no_part_in_any_link(client):
    make_finding(themes=(make_theme("Neglect"),))

    assert (
        client.get("/findings/?filters=open&theme=Neglect")["Location"]
        == "/findings/?theme=neglect&filters=open"
    )
    assert client.get("/findings/?theme=neglect&filters=shut")["Location"] == "/findings/?theme=neglect"
    page = client.get("/findings/?theme=neglect&filters=open").content.decode()
    assert re.findall(r'href="[^"]*filters=open', page) == []
    assert '<meta name="robots" content="noindex">' in client.get("/findings/?filters=open").content.decode()


def test_findings_in_most_of_the_chosen_themes_come_first_under_their_heading(client):
    themes = [make_theme(name) for name in ("One", "Two", "Three")]
    make_finding("In one.", themes=(themes[0],))
    make_finding("In all three.", themes=tuple(themes))
    make_finding("In two.", themes=(themes[0], themes[2]))

    page = read_list(client, "/findings/?theme=one&theme=two&theme=three")

    assert find_texts(page) == ["In all three.", "In two.", "In one."]
    said = (
        "In all 3 themes you chose",
        "In 2 of the 3 themes you chose",
        "In 1 of the 3 themes you chose",
    )
    places = [page.index(words) for words in said]
    assert places == sorted(places)
    assert "themes you chose" not in read_list(client, "/findings/?theme=one&theme=two&sort=number")


def test_findings_for_every_agency_follow_those_of_the_chosen_one(client):
    health = Agency.objects.create(slug="health", name="Health")
    police = Agency.objects.create(slug="police", name="Police", position=1)
    make_finding("For everyone.", for_every_agency=True)
    make_finding("About health.").agencies.add(health)
    make_finding("About neither.")

    page = read_list(client, "/findings/?agency=health")

    assert find_texts(page) == ["About health.", "For everyone."]
    assert page.index("About health.") < page.index("For every agency<") < page.index("For everyone.")
    assert "1 of these is for every agency and stands last." in page
    assert [count_beside(page, "agency", value) for value in ("health", "police", "not-one")] == [
        (1, 1),
        (0, 1),
        (2,),
    ]
    none = read_list(client, f"/findings/?agency={police.slug}")
    assert find_texts(none) == ["For everyone."]
    assert "No finding here is about the agency you chose. This one is for every agency." in none


def test_blanks_have_a_name(client):
    Agency.objects.create(slug="health", name="Health")
    make_finding("About nobody in particular.")

    page = read_list(client, "/findings/?agency=not-one&age=not-one&harm=not-one")

    assert find_texts(page) == ["About nobody in particular."]
    assert "not about one agency, and not about one age, and no kind of harm named" in page


def test_years_take_every_period_that_reaches_into_them(client):
    early, late = make_period(2003, 2005), make_period(2009, 2011)
    make_finding("Early.", periods=(early,))
    make_finding("Late.", periods=(late,))
    make_finding("Both.", periods=(early, late))

    assert find_texts(read_list(client, "/findings/?since=2005&until=2005")) == ["Early.", "Both."]
    assert find_texts(read_list(client, "/findings/?since=2006&until=2008")) == []
    assert find_texts(read_list(client, "/findings/?since=2006")) == ["Late.", "Both."]
    assert "incidents 2005 to 2010" in read_list(client, "/findings/?since=2005&until=2010")


@pytest.mark.parametrize(
    "query", ["since=2011&until=2005", "since=soon", "until=20055", "sort=best", "since=-1"]
)
def test_years_and_orders_that_make_no_sense_are_left_out_and_told(client, query):
    make_finding("Still here.", periods=(make_period(),))

    page = read_list(client, f"/findings/?{query}")

    assert find_texts(page) == ["Still here."]
    assert "left out" in page


def test_nothing_found_offers_single_steps_that_find_something(client):
    neglect, babies = make_theme("Neglect"), make_theme("Babies")
    early, late = make_period(2003, 2005), make_period(2011, 2014)
    make_finding(themes=(neglect,), periods=(early,))
    make_finding(themes=(babies,), periods=(late,))
    make_finding(themes=(babies,), periods=(late,))

    page = read_list(client, "/findings/?theme=neglect&period=2011-2014")

    assert "0 findings" in find_title(page)
    assert "No findings match this choice: Neglect, and 2011 to 2014." in page
    assert (
        '<a class="govuk-link" href="/findings/?period=2011-2014">Remove “Neglect”</a> (2 findings)' in page
    )
    assert (
        '<a class="govuk-link" href="/findings/?theme=neglect">Remove “2011 to 2014”</a> (1 finding)' in page
    )
    assert "/what-we-have-read/" in page


def test_tabs_name_no_harm_and_no_report(client):
    Harm.objects.create(slug="suicide", name="Suicide")
    make_finding(review=make_review("a-report", short_title="Deaths of children"))

    page = read_list(client, "/findings/?harm=suicide&review=a-report")

    assert find_title(page) == "0 findings: a kind of harm, and one report - SCR Portal"
    assert "harm: suicide, and report: Deaths of children" in page


def test_theme_and_period_lead_to_the_list_within_it(client):
    theme, period = make_theme("Neglect"), make_period(2011, 2014)
    make_finding(themes=(theme,), periods=(period,), kind="statistic")
    make_finding(themes=(theme,))
    make_finding()

    page = read_list(client, "/periods/2011-2014/")

    assert '<input type="hidden" name="period" value="2011-2014">' in page
    assert count_beside(page, "kind", "statistic") == (1,)
    assert 'href="/findings/?theme=neglect">' in read_list(client, "/themes/neglect/")


@pytest.mark.parametrize(
    ("choice", "elsewhere"),
    [
        ("theme=neglect&period=2011-2014", 2),
        ("theme=neglect&since=2012", 2),
        ("theme=neglect&alone=yes", 2),
        ("theme=neglect&period=2011-2014&alone=no&until=2014&kind=statistic&sort=newest", 1),
        ("theme=neglect&period=2003-2005&kind=recommendation", 0),
        ("theme=neglect&period=2011-2014&period=none", 0),
        ("theme=neglect&period=none", 0),
        ("theme=neglect", 0),
    ],
)
def test_list_of_periods_or_years_says_what_it_leaves_out_for_being_of_no_period(client, choice, elsewhere):
    theme = make_theme("Neglect")
    make_finding("Late.", themes=(theme,), periods=(make_period(2011, 2014), make_period(2003, 2005)))
    make_finding("Reviews published in 2014.", themes=(theme,))
    make_finding("Reviews published in 2015.", themes=(theme,), kind="statistic")
    make_finding("Reviews published in 2016.")

    page = read_list(client, f"/findings/?{choice}")
    told = re.findall(r'Also look at <a class="govuk-link" href="([^"]*)">(\d+) findings?</a>', page)

    assert [int(count) for _, count in told] == [elsewhere] * bool(elsewhere)
    for address, _ in told:
        response = client.get(unescape(address))  # not redirected
        assert f'<h1 class="govuk-heading-l">{elsewhere} finding' in response.content.decode()
        assert "period=none" in address


def test_search_held_to_a_period_leads_to_the_same_words_of_no_period(client):
    make_finding("Cold homes.", periods=(make_period(),))
    make_finding("Cold homes in reviews published in 2014.")
    make_finding("Warm homes in reviews published in 2014.")

    page = read_list(client, "/search/?q=cold&period=2011-2014")

    [address] = re.findall(
        r'Also look at <a class="govuk-link" href="([^"]*)">1 finding</a> with its years', page
    )
    assert find_texts(read_list(client, unescape(address))) == ["Cold homes in reviews published in 2014."]


@pytest.mark.parametrize("address", ["/findings/", "/themes/neglect/"])
def test_card_without_a_period_says_that_its_years_are_in_its_words(client, address):
    make_finding("Reviews published in 2014.", themes=(make_theme("Neglect"),))

    page = read_list(client, address)

    assert re.search(r'"portal-finding__years[^>]*>Years given in the finding ?</span>', page)


def test_long_list_links_to_few_pages(client):
    review = make_review()
    Finding.objects.bulk_create([Finding(text="More.", review=review, **PUBLISHED) for _ in range(500)])

    page = read_list(client, "/findings/?page=10")

    linked = re.findall(r'aria-label="Page (\d+)"', page)
    assert linked == ["1", "8", "9", "10", "11", "12", "20"]
    assert client.get("/findings/?page=21").status_code == 404
    assert "This list has 20 pages." in client.get("/findings/?page=21").content.decode()


def test_option_with_capitals_in_its_slug_can_be_chosen(client):
    agency = Agency.objects.create(slug="Health_Visiting", name="Health visiting")
    make_finding("About visits.").agencies.add(agency)
    make_finding("About nothing.")

    for address in ("/findings/?agency=Health_Visiting", "/findings/?agency=health-visiting"):
        assert find_texts(read_list(client, address)) == ["About visits."]


def test_former_names_take_few_queries(client, django_assert_max_num_queries):
    kept = make_theme("Kept")
    for number in range(30):
        make_theme(f"Old {number}", merged_into=kept)

    with django_assert_max_num_queries(3):
        response = client.get("/findings/?" + "&".join(f"theme=old-{number}" for number in range(30)))

    assert response["Location"] == "/findings/?theme=kept"


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("to=2", "?page=2"),
        ("to=1&page=2", ""),
        ("theme=neglect&to=3", "?theme=neglect"),
        ("theme=neglect&q=&since=&to=2&tick=F001", "?theme=neglect&tick=F001"),
        ("kind=statistic&to=2&tick=F001", "?kind=statistic&tick=F001"),
        ("to=9&tick=F001", "?tick=F001&page=3"),
        ("theme=nothing-of-ours&to=3", "?theme=nothing-of-ours&page=3"),
        ("to=0", ""),
        ("to=x", ""),
    ],
)
@pytest.mark.parametrize(("path", "words"), [("/findings/", ""), ("/search/", "q=number")])
def test_page_button_pressed_after_filters_were_changed_leads_to_a_page_there_is(
    client, sent, address, path, words
):
    theme = make_theme("Neglect")
    for place in range(60):
        make_finding(f"Number {place}.", number=place + 1, themes=(theme,) if place < 3 else ())

    response = client.get(f"{path}?{'&'.join(filter(None, [words, sent.replace('q=&', '')]))}")

    expected = "&".join(filter(None, [words, address[1:]]))
    assert response["Location"] == f"{path}?{expected}".rstrip("?")
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.parametrize(
    ("sent", "address"),
    [
        ("/findings/?q=number&theme=neglect&to=3", "/search/?q=number&theme=neglect"),
        ("/search/?q=&theme=neglect&to=3", "/findings/?theme=neglect"),
        ("/search/?q=storm&to=3", "/search/?q=storm"),
    ],
)
def test_page_button_pressed_after_words_were_changed_leads_to_a_page_there_is(client, sent, address):
    make_finding("Number one.", themes=(make_theme("Neglect"),))

    response = client.get(sent, follow=True)

    assert [url for url, _ in response.redirect_chain][-1] == address
    assert response.status_code == 200


def test_page_number_is_spelled_one_way(client):
    assert client.get("/findings/?page=01")["Location"] == "/findings/"


@pytest.mark.parametrize(
    ("address", "first"),
    [
        ("/findings/", "By number"),
        ("/findings/?theme=here", "By number"),
        ("/findings/?theme=here&theme=there", "Those under most of the chosen themes first"),
        ("/search/?q=homes", "Those with most of your words first"),
        ("/search/?q=homes&theme=here&theme=there", "Those that fit most of your choices first"),
    ],
)
def test_usual_order_is_named_by_what_was_chosen(client, address, first):
    here, there = make_theme("Here"), make_theme("There")
    make_finding("Homes were cold.", themes=(here, there))

    page = read_list(client, address)

    names = re.findall(r"<option value=\"(?:|newest|oldest|number)\"[^>]*>([^<]+)</option>", page)
    assert first in names
    assert names.count("By number") == 1


def test_word_of_the_check_opens_its_sentence(client):
    finding = make_finding()
    make_citation(finding, pages=("68",))

    summary, _, rest = read_list(client, "/findings/").partition("</summary> <p>")
    assert re.sub("<[^>]*>", "", summary).endswith(f"Read on the page: how we know {finding.code}")
    assert rest.startswith("Read on page 68 of the report.")
    assert "Read on page 68 of the report." in read_list(client, finding.get_absolute_url())


def test_only_what_findings_are_filed_under_is_offered_and_addresses_may_ask_for_the_rest(client):
    full, only_a_draft = make_theme("Full"), make_theme("Only a draft")
    make_finding("Seen.", themes=(full,)).harms.add(Harm.objects.create(slug="burns", name="Burns"))
    make_finding("Unseen.", themes=(only_a_draft,), state="draft")
    Harm.objects.create(slug="falls", name="Falls")

    page, choices = read_list(client, "/findings/"), read_list(client, "/findings/choices/theme/")
    make_review("empty", short_title="Empty report")
    asked = read_list(client, "/findings/?theme=only-a-draft&review=empty")

    assert re.findall(r'name="(?:theme|harm)" value="([\w-]+)"', page) == ["full", "burns", "not-one"]
    assert "Empty report" not in read_list(client, "/findings/")
    assert ("the only choice" in choices, "Only a draft" in choices) == (True, False)
    assert (find_texts(asked), "nothing here is called" in asked) == ([], False)
    assert "Only a draft, and report: Empty report" in asked
