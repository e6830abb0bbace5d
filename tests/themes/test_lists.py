"""Lists of findings as readers meet them: filtered in any spelling, and picked one by one."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.factories import make_block, make_citation, make_finding, make_period, make_review, make_theme
from themes.findings.publishing import withdraw_finding
from themes.models import Agency, Finding, Harm, StartingPoint

pytestmark = pytest.mark.django_db


def seen(client, address: str) -> str:
    """The page at this address, whatever it redirects to, without its markup's line breaks."""
    return re.sub(r"\s+", " ", client.get(address, follow=True).content.decode())


def texts(page: str) -> list[str]:
    return re.findall(r'portal-finding__link" href="[^"]*">([^<]*)<', page)


def count_beside(page: str, name: str, value: str) -> tuple[int, ...]:
    """The number beside an option; for periods and agencies also the one after the plus."""
    match = re.search(rf'for="{name}-{value}">[^<]*<span class="portal-count">\((\d+)(?: \+ (\d+))?\)', page)
    assert match, (name, value)
    return tuple(int(number) for number in match.groups() if number)


def title(page: str) -> str:
    return page.partition("<title>")[2].partition("</title>")[0]


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


def test_findings_in_most_of_the_chosen_themes_come_first_under_their_heading(client):
    themes = [make_theme(name) for name in ("One", "Two", "Three")]
    make_finding("In one.", themes=(themes[0],))
    make_finding("In all three.", themes=tuple(themes))
    make_finding("In two.", themes=(themes[0], themes[2]))

    page = seen(client, "/findings/?theme=one&theme=two&theme=three")

    assert texts(page) == ["In all three.", "In two.", "In one."]
    places = [
        page.index(words) for words in ("In 3 of your themes", "In 2 of your themes", "In 1 of your themes")
    ]
    assert places == sorted(places)
    assert "of your themes" not in seen(client, "/findings/?theme=one&theme=two&sort=number")


def test_findings_for_every_agency_follow_those_of_the_chosen_one(client):
    health = Agency.objects.create(slug="health", name="Health")
    police = Agency.objects.create(slug="police", name="Police", position=1)
    make_finding("For everyone.", for_every_agency=True)
    make_finding("About health.").agencies.add(health)
    make_finding("About neither.")

    page = seen(client, "/findings/?agency=health")

    assert texts(page) == ["About health.", "For everyone."]
    assert page.index("About health.") < page.index("For every agency<") < page.index("For everyone.")
    assert "1 of these is for every agency and stands last." in page
    assert [count_beside(page, "agency", value) for value in ("health", "police", "not-one")] == [
        (1, 1),
        (0, 1),
        (2,),
    ]
    none = seen(client, f"/findings/?agency={police.slug}")
    assert texts(none) == ["For everyone."]
    assert "No finding here is about the agency you chose. This one is for every agency." in none


def test_blanks_have_a_name(client):
    Agency.objects.create(slug="health", name="Health")
    make_finding("About nobody in particular.")

    page = seen(client, "/findings/?agency=not-one&age=not-one&harm=not-one")

    assert texts(page) == ["About nobody in particular."]
    assert "not about one agency, and not about one age, and no kind of harm named" in page


def test_years_take_every_period_that_reaches_into_them(client):
    early, late = make_period(2003, 2005), make_period(2009, 2011)
    make_finding("Early.", periods=(early,))
    make_finding("Late.", periods=(late,))
    make_finding("Both.", periods=(early, late))

    assert texts(seen(client, "/findings/?since=2005&until=2005")) == ["Early.", "Both."]
    assert texts(seen(client, "/findings/?since=2006&until=2008")) == []
    assert texts(seen(client, "/findings/?since=2006")) == ["Late.", "Both."]
    assert "incidents 2005 to 2010" in seen(client, "/findings/?since=2005&until=2010")


@pytest.mark.parametrize(
    "query", ["since=2011&until=2005", "since=soon", "until=20055", "sort=best", "since=-1"]
)
def test_years_and_orders_that_make_no_sense_are_left_out_and_told(client, query):
    make_finding("Still here.", periods=(make_period(),))

    page = seen(client, f"/findings/?{query}")

    assert texts(page) == ["Still here."]
    assert "left out" in page


def test_nothing_found_offers_single_steps_that_find_something(client):
    neglect, babies = make_theme("Neglect"), make_theme("Babies")
    early, late = make_period(2003, 2005), make_period(2011, 2014)
    make_finding(themes=(neglect,), periods=(early,))
    make_finding(themes=(babies,), periods=(late,))
    make_finding(themes=(babies,), periods=(late,))

    page = seen(client, "/findings/?theme=neglect&period=2011-2014")

    assert "0 findings" in title(page)
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

    page = seen(client, "/findings/?harm=suicide&review=a-report")

    assert title(page) == "0 findings: a kind of harm, and one report - SCR Portal"
    assert "harm: suicide, and report: Deaths of children" in page


def test_filters_on_a_theme_and_on_a_period_lead_to_the_list_within_it(client):
    theme, period = make_theme("Neglect"), make_period(2011, 2014)
    make_finding(themes=(theme,), periods=(period,), kind="statistic")
    make_finding(themes=(theme,))
    make_finding()

    for address, hidden, beside in [
        ("/themes/neglect/", 'name="theme" value="neglect"', ("period", "2011-2014")),
        ("/periods/2011-2014/", 'name="period" value="2011-2014"', ("kind", "statistic")),
    ]:
        page = seen(client, address)
        assert f'<input type="hidden" {hidden}>' in page
        assert count_beside(page, *beside)[0] == 1
    assert count_beside(seen(client, "/themes/neglect/"), "kind", "finding") == (1,)


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

    page = seen(client, f"/findings/?{choice}")
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

    page = seen(client, "/search/?q=cold&period=2011-2014")

    [address] = re.findall(
        r'Also look at <a class="govuk-link" href="([^"]*)">1 finding</a> with its years', page
    )
    assert texts(seen(client, unescape(address))) == ["Cold homes in reviews published in 2014."]


@pytest.mark.parametrize("address", ["/findings/", "/themes/neglect/"])
def test_card_without_a_period_says_that_its_years_are_in_its_words(client, address):
    make_finding("Reviews published in 2014.", themes=(make_theme("Neglect"),))

    page = seen(client, address)

    assert re.search(r'"portal-finding__years[^>]*>Years given in the finding ?</span>', page)


def test_long_list_links_to_few_pages(client):
    review = make_review()
    Finding.objects.bulk_create([Finding(text="More.", review=review, **PUBLISHED) for _ in range(500)])

    page = seen(client, "/findings/?page=10")

    linked = re.findall(r'aria-label="Page (\d+)"', page)
    assert linked == ["1", "8", "9", "10", "11", "12", "20"]
    assert client.get("/findings/?page=21").status_code == 404
    assert "This list has 20 pages." in client.get("/findings/?page=21").content.decode()


PUBLISHED = {
    "state": "published",
    "certainty": "high",
    "basis": "report",
    "published_at": "2026-01-01T00:00:00Z",
}


def test_made_list_keeps_its_order_and_brings_what_must_be_read_together(client):
    first, second, third = (make_finding(text) for text in ("First.", "Second.", "Third."))
    make_block(first, third)

    page = seen(client, f"/findings/?id={second.code}&id={first.code}")

    assert texts(page) == ["Second.", "First.", "Third."]
    assert "A list of 3 findings" in title(page)
    assert f"mailto:?subject=SCR%20Portal%3A%20a%20list%20of%20findings%20%28{second.code}" in page
    assert f"id%3D{second.code}%26id%3D{first.code}" in page


@pytest.mark.parametrize(
    "spelling", ["id=4&id=60", "id=F4&id=F60", "id=f004,+60", "id=F004+F060&list=new", "id=4&id=4&id=60"]
)
def test_list_has_one_address(client, spelling):
    for number in (4, 60):
        make_finding(number=number)

    assert client.get(f"/findings/?{spelling}")["Location"] == "/findings/?id=F004&id=F060"
    assert client.get("/findings/?id=F004&id=F060").status_code == 200


def test_what_a_list_cannot_show_is_told(client):
    shown, gone = make_finding("Shown."), make_finding("Gone.")
    draft = make_finding("Not ready.", state="draft")
    withdraw_finding(finding=gone)

    page = seen(client, f"/findings/?id={shown.code}&id={gone.code}&id={draft.code}&id=F900&id=%3Cb%3E")

    assert texts(page) == ["Shown."]
    assert f"Finding {gone.code} was withdrawn" in page
    for word in (draft.code, "F900", "&lt;b&gt;"):
        assert f"There is no finding “{word}”" in page
    assert "Not ready." not in page


def test_finding_can_be_taken_off_a_list_and_moved_up(client):
    one, two, three = (make_finding() for _ in range(3))

    page = seen(client, f"/findings/?id={one.code}&id={two.code}&id={three.code}")

    assert f'href="/findings/?id={one.code}&amp;id={three.code}">Remove' in page
    assert (
        f'href="/findings/?id={one.code}&amp;id={three.code}&amp;id={two.code}#{three.code}">Move up' in page
    )


def test_ticking_nothing_is_told(client):
    make_finding("Still here.")

    page = seen(client, "/findings/?list=new")

    assert "No finding was ticked" in page
    assert texts(page) == ["Still here."]


def test_list_of_nothing_but_mistakes_is_a_page(client):
    response = client.get("/findings/?id=x")

    assert response.status_code == 200
    assert "A list of 0 findings" in response.content.decode()


def test_scope_note_may_be_listed_by_name(client):
    note = make_finding("What a report covers.", kind="scope")

    assert texts(seen(client, f"/findings/?id={note.code}")) == ["What a report covers."]


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_of_a_made_list(client, django_assert_num_queries, rows):
    made = [make_finding() for _ in range(rows)]
    for finding in made:
        make_citation(finding)
    address = "/findings/?" + "&".join(f"id={finding.code}" for finding in made)

    with django_assert_num_queries(3):  # places, cards, where to get help
        assert client.get(address).status_code == 200


def test_partner_that_was_not_asked_for_says_why_it_is_there(client):
    here, there = make_theme("Here"), make_theme("There")
    first, second = make_finding(themes=(here,)), make_finding(themes=(there,))
    make_block(first, second)

    page = seen(client, "/findings/?theme=here")

    assert "1 finding" in title(page)
    assert f"Beside what you asked for: {second.code}. One would mislead without the other." in page
    assert "Beside what you asked for" not in seen(client, "/findings/?theme=here&theme=there")


def test_list_says_when_more_was_asked_for_than_fits(client):
    review = make_review()
    Finding.objects.bulk_create([Finding(text="One.", review=review, **PUBLISHED) for _ in range(105)])
    codes = [finding.code for finding in Finding.objects.order_by("number")]

    more = seen(client, "/findings/?id=" + ",".join(codes))
    all_of_them = seen(client, "/findings/?id=" + ",".join(codes[:100]))

    assert "A list of 100 findings" in title(more)
    assert "at most 100 findings" in more
    assert "A list of 100 findings" in title(all_of_them)
    assert "at most 100 findings" not in all_of_them


def test_address_of_another_list_can_be_added_to_a_list(client):
    for number in (4, 60, 119):
        make_finding(number=number)

    response = client.get("/findings/", {"id": ["F060", "https://testserver/findings/?id=F119&id=F004"]})

    assert response["Location"] == "/findings/?id=F060&id=F119&id=F004"


def test_option_with_capitals_in_its_slug_can_be_chosen(client):
    agency = Agency.objects.create(slug="Health_Visiting", name="Health visiting")
    make_finding("About visits.").agencies.add(agency)
    make_finding("About nothing.")

    for address in ("/findings/?agency=Health_Visiting", "/findings/?agency=health-visiting"):
        assert texts(seen(client, address)) == ["About visits."]


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


def test_ticks_go_along_through_pages_filters_and_chosen_filters(client):
    theme = make_theme("Neglect")
    findings = [make_finding(f"Number {place}.", themes=(theme,)) for place in range(30)]
    first, last = findings[0].code, findings[-1].code

    page = seen(client, f"/findings/?theme=neglect&tick={first}&tick={last}")
    after = seen(client, f"/findings/?theme=neglect&tick={first}&tick={last}&page=2")
    nothing = seen(client, f"/findings/?theme=neglect&kind=statistic&tick={first}")

    for shown, ticked, elsewhere in ((page, first, last), (after, last, first)):
        assert re.findall(r'value="(F\d+)" id="pick-F\d+"\s+checked', shown) == [ticked]
        assert re.findall(r'<input type="hidden" name="tick" value="(F\d+)">', shown) == [elsewhere]
        assert f"Ticked on other pages: {elsewhere}." in shown
        assert f'href="/findings/?tick={first}&amp;tick={last}"' in shown  # without the theme
    assert 'form="list" name="to" value="2"' in page
    assert f'href="/findings/?theme=neglect&amp;tick={first}"' in nothing
    assert f"Ticked on other pages: {first}." in nothing


@pytest.mark.parametrize(
    "address", ["/findings/", "/search/?q=number", "/findings/?theme=neglect&kind=finding"]
)
def test_ticks_become_a_list_whatever_else_the_form_holds(client, address):
    codes = [
        make_finding("Number one.", themes=(make_theme("Neglect"),)).code,
        make_finding("Number two.").code,
    ]
    shown = seen(client, f"{address}{'&' if '?' in address else '?'}tick={codes[1]}")

    sent = client.get("/findings/", {"q": "number", "sort": "", "list": "new", "tick": codes[::-1]})

    assert 'formaction="/findings/"' in shown
    assert f'value="{codes[1]}"' in shown
    assert sent["Location"] == f"/findings/?id={codes[1]}&id={codes[0]}"


def test_ticks_have_one_address_and_nonsense_is_none(client):
    make_finding(number=4)

    assert client.get("/findings/?tick=f4&tick=x&tick=F004&page=1")["Location"] == "/findings/?tick=F004"
    assert client.get("/findings/?list=new&tick=x")["Location"] == "/findings/?list=new"


def test_block_is_ticked_by_whichever_of_its_findings(client):
    first, second = make_finding("One."), make_finding("Two.")
    make_block(first, second)

    page = seen(client, f"/findings/?tick={second.code}")

    assert re.findall(r'value="(F\d+)" id="pick-F\d+"\s+checked', page) == [first.code]
    assert "Ticked on other pages" not in page


def test_every_finding_of_a_theme_can_be_ticked_and_a_finding_added_from_its_page(client):
    theme = make_theme("Neglect")
    recommended = make_finding("Do it.", themes=(theme,), kind="recommendation")
    alone = make_finding("One.", themes=(theme,))
    StartingPoint.objects.create(theme=theme, finding=alone, position=0)

    page = seen(client, "/themes/neglect/")

    assert set(re.findall(r'name="tick" form="list" value="(F\d+)"', page)) == {recommended.code, alone.code}
    assert page.count("Make a list</button>") == 1
    assert page.count('id="list"') == 1
    assert f'<input type="hidden" name="id" value="{alone.code}">' in seen(client, f"/findings/{alone.code}/")
    listed = client.get(
        "/findings/", {"id": [f"https://x.example/findings/?id={recommended.code}", alone.code]}
    )
    assert listed["Location"] == f"/findings/?id={recommended.code}&id={alone.code}"


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

    page = seen(client, address)

    names = re.findall(r"<option value=\"(?:|newest|oldest|number)\"[^>]*>([^<]+)</option>", page)
    assert first in names
    assert names.count("By number") == 1


def test_word_of_the_check_opens_its_sentence(client):
    finding = make_finding()
    make_citation(finding, pages=("68",))

    summary, _, rest = seen(client, "/findings/").partition("</summary> <p>")
    assert re.sub("<[^>]*>", "", summary).endswith(f"Read on the page: how we know {finding.code}")
    assert rest.startswith("Read on page 68 of the report.")
    assert "Read on page 68 of the report." in seen(client, finding.get_absolute_url())
