"""Pages about the site itself, and what they promise."""

import re
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape
from django.utils.text import slugify

from scr_portal.then_and_now import BODIES_AND_PROCEDURES, CHILDREN, NATIONAL_ANALYSES
from tests.factories import make_citation, make_finding, make_period, make_review, make_theme
from themes.models import ContestedTerm, Coverage, KnownGap
from themes.reading.tally import count_what_was_read

pytestmark = pytest.mark.django_db

ADDRESSES = {
    "themes-by-period": "/themes-by-period/",
    "what-we-have-read": "/what-we-have-read/",
    "then-and-now": "/then-and-now/",
    "help": "/help/",
    "about": "/about/",
    "corrections": "/corrections-policy/",
    "accessibility": "/accessibility/",
    "privacy": "/privacy/",
}
ABOUT_THE_OPERATOR = ("about", "corrections", "accessibility", "privacy")
# Never in a tab or a link preview: others may see the screen.
DISTRESSING = ("abuse", "neglect", "death", "died", "suicide", "murder", "killed", "violence", "child")


def title_of(page):
    return page.partition("<title>")[2].partition("</title>")[0]


@pytest.mark.parametrize("name", ADDRESSES)
def test_page_answers_at_its_address_with_one_heading_and_a_calm_title(client, name):
    assert reverse(name) == ADDRESSES[name]

    response = client.get(ADDRESSES[name])

    page = response.content.decode()
    assert response.status_code == 200
    assert page.count("<h1") == 1
    assert title_of(page).endswith(" - SCR Portal")
    assert not any(word in title_of(page).lower() for word in DISTRESSING)


@pytest.mark.parametrize("name", ADDRESSES)
def test_every_page_leads_to_it(client, name):
    for page in ("/", "/themes/", "/no/such/page/"):
        assert f'href="{ADDRESSES[name]}"' in client.get(page).content.decode(), page


def test_titles_differ(client):
    titles = [title_of(client.get(address).content.decode()) for address in ADDRESSES.values()]

    assert len(set(titles)) == len(titles)


@pytest.mark.parametrize("address", ["/", "/themes/", "/findings/?theme=a&theme=b", *ADDRESSES.values()])
def test_readers_get_no_cookies(client, address):
    assert client.get(address).cookies == {}


def test_privacy_names_every_cookie_that_signing_in_sets(client, admin_user):
    page = client.get("/privacy/").content.decode()

    client.get("/admin/login/")
    client.force_login(admin_user)
    client.post(
        reverse("admin:themes_knowngap_add"),
        {"slug": "a-gap", "topic": "A gap", "position": 0, "words": "", "note": ""},
    )

    assert {"sessionid", "csrftoken", "messages"} == set(client.cookies)
    assert [name for name in client.cookies if f">{name}</dt>" not in page] == []


@pytest.mark.parametrize("name", ABOUT_THE_OPERATOR)
def test_page_says_plainly_that_nobody_is_named(client, settings, name):
    settings.OPERATOR_NAME = settings.OPERATOR_CONTACT = ""

    page = client.get(ADDRESSES[name]).content.decode()

    assert "Nobody is named here as running this copy" in page
    assert "cannot tell you whom to write to" in page


@pytest.mark.parametrize("name", ABOUT_THE_OPERATOR)
def test_page_names_who_runs_it(client, settings, name):
    settings.OPERATOR_NAME, settings.OPERATOR_CONTACT = "An <Example> Trust", "portal@example.org"

    page = client.get(ADDRESSES[name]).content.decode()

    assert "run by An &lt;Example&gt; Trust." in page
    assert 'href="mailto:portal@example.org"' in page
    assert "Nobody is named here" not in page


@pytest.mark.parametrize(
    ("contact", "shown"),
    [
        ("https://example.org/contact", '<a class="govuk-link" href="https://example.org/contact">'),
        ("portal@example.org", '<a class="govuk-link" href="mailto:portal@example.org">'),
        ("1 High Street, or a@b.org", "1 High Street, or a@b.org"),
        ("javascript:alert(1)", "javascript:alert(1)"),
        ("<b>me</b>", "&lt;b&gt;me&lt;/b&gt;"),
    ],
)
def test_contact_becomes_a_link_only_where_it_is_an_address(client, settings, contact, shown):
    settings.OPERATOR_NAME, settings.OPERATOR_CONTACT = "A Trust", contact

    page = client.get("/about/").content.decode()

    assert f"To write to them: {shown}" in page
    assert 'href="javascript' not in page


def test_help_has_the_same_lines_as_every_footer_and_says_how_to_leave(client):
    page = client.get("/help/").content.decode()

    assert page.count("If a child is in immediate danger, call 999.") == 2
    assert "It takes you away quickly. It does not clear your history." in page


@pytest.mark.parametrize(
    "name", [*BODIES_AND_PROCEDURES, *CHILDREN, NATIONAL_ANALYSES], ids=lambda name: slugify(name.name)
)
def test_every_name_then_and_now_was_looked_up_in_two_places(client, name):
    page = " ".join(unescape(client.get("/then-and-now/").content.decode()).split())

    assert len({source.site for source in name.sources}) >= 2
    links = [f'<a class="govuk-link" href="{source.url}">{source.site}</a>' for source in name.sources]
    assert f"Sources: {', '.join(links)}" in page.partition(name.now)[2][:2000]


def test_disputed_words_stand_under_then_and_now_but_in_no_heading(client):
    ContestedTerm.objects.create(slug="a-term", term="a disputed term", note="Some say it blames.")

    page = client.get("/then-and-now/").content.decode()

    assert "Some say it blames." in page
    assert ">A disputed term</dt>" in page


def test_what_we_have_read_is_counted_review_by_review_and_adds_up(client):
    first, second, third = (make_review(f"review-{name}", short_title=f"Report {name}") for name in "abc")
    first.periods.add(make_period())
    theme, other = make_theme("Babies"), make_theme("Teenagers")
    on_page, given, _ = (make_finding(review=first, themes=(theme,)) for _ in range(3))
    make_citation(on_page, pages=("1", "2"))
    make_citation(on_page, pages=("3",))
    make_citation(given, pages=("4",), basis="secondary_source", given_by="a journal")
    make_finding(review=first, kind="scope", themes=(theme,))
    make_finding(review=first, state="draft", text="")
    make_finding(review=second, themes=(other,))
    Coverage.objects.create(review=first, theme=theme, state="partly_read")
    Coverage.objects.create(review=second, theme=other, state="read")
    Coverage.objects.create(review=third, theme=other, state="not_yet")

    response = client.get("/what-we-have-read/")

    page = " ".join(response.content.decode().split())
    readings = {each.review.slug: each for shelf in response.context["shelves"] for each in shelf.readings}
    tallies = {slug: each.tally for slug, each in readings.items()}
    assert {slug: tally.findings for slug, tally in tallies.items()} == {
        "review-a": 3,
        "review-b": 1,
        "review-c": 0,
    }
    assert tuple(map(sum, zip(*tallies.values(), strict=True))) == count_what_was_read()
    assert "2 of 4 findings have a page; 1 was read on the page; 0 quotations checked." in page
    assert (
        "Beside the 4 findings, 1 note only says what a report covers: no list counts it as a finding."
        in page
    )
    assert "1 note on what it covers." in page
    assert "3 findings: 2 with a page, 1 read on the page." in page
    assert "1 finding: none with a page." in page
    assert "No finding has been taken from it yet." in page
    assert page.count("Not read yet for any theme.") == 1
    assert "Partly read for 1 of 2 themes: " in page
    assert "Read for 1 of 2 themes: " in page
    assert "1 report has been read in full for at least one theme." in page
    # The bars have the numbers of the words beside them.
    bars = re.findall(r'viewBox="0 0 (\d+) 1".*?</svg>', page)
    drawn = re.findall(r'<rect class="portal-progress__(\w+)" width="(\d+)"', page)
    assert bars == ["4", "2", "2"]
    assert drawn == [("part", "2"), ("all", "1"), ("part", "1"), ("all", "1")]


def test_what_we_have_read_never_says_read_when_nothing_was(client):
    review, theme = make_review(), make_theme()
    Coverage.objects.create(review=review, theme=theme, state="partly_read")
    KnownGap.objects.create(slug="police", topic="the police & others", note="Not yet.")

    page = client.get("/what-we-have-read/").content.decode()

    assert "No report has been read in full for any theme yet." in page
    assert "Read for" not in page
    assert "Nothing has been added yet about 1 subject<" in page
    assert escape("the police & others") in page


def test_reports_stand_on_the_same_shelves_wherever_they_are_listed(client):
    core, later = make_period(2011, 2014), make_period(2017, 2019, is_core=False)
    national = make_review("national", kind="national_analysis", period=core)
    make_review("later", kind="national_analysis", period=later)
    make_review("again", kind="component_study").draws_on.add(national)
    make_review("local", kind="serious_case_review", period=core)
    make_review("inspected", kind="inspectorate_evaluation").draws_on.add(national)
    make_review("briefing", kind="thematic_briefing")
    for kind in ("study", "journal_article", "companion_report"):
        make_review(kind, kind=kind)
    make_review("poster", kind="study").draws_on.add(national)
    make_review("overview", kind="overview")

    listed = client.get("/reviews/").context["shelves"]
    read = client.get("/what-we-have-read/").context["shelves"]

    shelves = {shelf.title: [review.slug for review in shelf.reviews] for shelf in listed}
    assert shelves == {
        "The national analyses of 2003 to 2014": ["national"],
        "Studies of the same reviews": ["again", "poster"],
        "Inspectorates’ evaluations of reviews": ["inspected"],
        "Briefings on one subject": ["briefing"],
        "Other studies of reviews": ["study", "journal_article", "companion_report"],
        "Later analyses, for comparison": ["later"],
        "Other reports": ["local", "overview"],
    }
    assert list(shelves) == [shelf.title for shelf in read]
    assert {shelf.title: [each.review.slug for each in shelf.readings] for shelf in read} == shelves


@pytest.mark.parametrize("rows", [1, 7])
def test_queries_of_what_we_have_read_do_not_grow(client, rows, django_assert_num_queries):
    for number in range(rows):
        review, theme = make_review(period=make_period()), make_theme()
        finding = make_finding(review=review, themes=(theme,))
        make_citation(finding)
        Coverage.objects.create(review=review, theme=theme, state="partly_read")
        KnownGap.objects.create(slug=f"gap-{number}", topic=f"Gap {number}")

    # tally, findings by review, coverage, reviews, their periods, number of themes, gaps, where to get help
    with django_assert_num_queries(9):
        client.get("/what-we-have-read/")


@pytest.mark.parametrize(
    ("name", "queries"),
    [
        (name, 2 if name in ("then-and-now", "help") else 1) for name in list(ADDRESSES)[2:]
    ],  # 1: where to get help
)
def test_fixed_pages_hardly_ask_the_database(client, name, queries, django_assert_num_queries):
    with django_assert_num_queries(queries):
        client.get(ADDRESSES[name])


def test_programs_are_told_what_is_not_for_them(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"] == "text/plain"
    assert b"Disallow: /admin/" in response.content
    assert b"Disallow: /compare/?" in response.content


@pytest.mark.parametrize(
    ("contact", "said"),
    [
        ("portal@example.org", "mailto:portal@example.org"),
        ("https://example.org/holes", "https://example.org/holes"),
    ],
)
def test_security_txt_names_whom_to_tell_and_until_when(client, settings, contact, said):
    settings.OPERATOR_CONTACT = contact

    response = client.get("/.well-known/security.txt")
    fields = dict(line.split(": ", 1) for line in response.content.decode().splitlines())

    assert fields["Contact"] == said
    assert fields["Canonical"] == "https://testserver/.well-known/security.txt"
    left = datetime.fromisoformat(fields["Expires"]) - timezone.now()
    assert timedelta(days=170) < left < timedelta(days=365)


@pytest.mark.parametrize("contact", ["", "1 High Street, or a@b.org", "javascript:alert(1)"])
def test_without_an_address_there_is_no_security_txt(client, settings, contact):
    settings.OPERATOR_CONTACT = contact

    assert client.get("/.well-known/security.txt").status_code == 404


@pytest.mark.parametrize("address", ["/about/", "/robots.txt", "/nowhere/", "/admin/login/"])
def test_every_answer_keeps_others_out(client, address):
    response = client.get(address)

    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in response["Permissions-Policy"]
