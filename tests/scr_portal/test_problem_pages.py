""" "Is something wrong here?": taken in without account and cookie, once, and never lost on a mistake."""

import logging
import re
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from scr_portal import problem_pages
from tests.conftest import SecureClient
from tests.factories import make_article, make_comment, make_finding, make_report, make_review, make_theme
from themes.models import Finding, ProblemReport
from themes.problems import slips
from themes.problems.counting import count_reports
from themes.problems.slips import Slip

pytestmark = pytest.mark.django_db

FORM = "/problem/"
WORDS = "It says two, and the report says three."


@pytest.fixture(autouse=True)
def no_limits_before():
    cache.clear()


def find_slip(page: str) -> str:
    [slip] = re.findall(r'name="slip" value="([^"]+)"', page)
    return slip


def open_form(client, page="") -> str:
    """The slip of a fresh form."""
    content = client.get(FORM, {"page": page} if page else {}).content.decode()
    return find_slip(content)


def send(client, *, page="/themes/", slip=None, headers=None, **typed):
    typed = {"kind": "wording", "address": page, "words": WORDS, "email": "", **typed}
    return client.post(
        FORM, {**typed, "slip": open_form(client, page) if slip is None else slip}, headers=headers or {}
    )


def test_a_reader_reports_a_finding_without_a_cookie(client):
    finding = make_finding()
    answer = send(client, page=finding.get_absolute_url(), email="reader@example.org")

    [report] = ProblemReport.objects.all()
    assert (answer.status_code, answer["Location"]) == (302, f"/problem/{report.reference}/")
    assert (report.kind, report.words, report.email, report.outcome) == (
        "wording",
        WORDS,
        "reader@example.org",
        "",
    )
    assert (report.finding, report.finding_version) == (finding, 1)
    assert report.collection_version.isdigit()
    assert client.cookies == {}
    page = client.get(answer["Location"]).content.decode()
    assert report.reference in page
    assert WORDS not in page
    assert "reader@example.org" not in page
    assert client.cookies == {}


def test_the_form_knows_which_wording_its_reader_had_before_them(client):
    finding = make_finding()
    slip = open_form(client, finding.get_absolute_url())
    Finding.objects.filter(pk=finding.pk).update(text="Other words.")

    send(client, page=finding.get_absolute_url(), slip=slip)
    send(client, page=finding.code)

    assert list(ProblemReport.objects.values_list("finding", "finding_version")) == [
        (finding.pk, 1),
        (finding.pk, 2),
    ]


@pytest.mark.parametrize(
    "written",
    [
        "/findings/{code}/",
        "https://scr.example.org/findings/{code}/?tick=F001#top",
        "/f/{number}",
        "{code}",
        " {small} ",
        "/findings/{code}.ris",
    ],
)
def test_a_finding_is_known_however_its_page_is_written(client, written):
    finding = make_finding()
    send(client, page=written.format(code=finding.code, small=finding.code.lower(), number=finding.number))

    assert ProblemReport.objects.get().finding == finding


@pytest.mark.parametrize("state", ["draft", "in_review"])
def test_nobody_learns_of_what_was_never_public(client, state):
    draft = make_finding(state=state)
    send(client, page=f"/findings/{draft.code}/")

    report = ProblemReport.objects.get()
    assert (report.finding, report.finding_version) == (None, None)
    assert draft.code not in client.get(report.get_absolute_url()).content.decode()


def test_a_comment_is_reported_by_its_own_link(client):
    comment = make_comment(make_article(make_review()))
    page = client.get(comment.thread.article.get_absolute_url()).content.decode()
    [link] = re.findall(r'href="(/problem/[^"]+comment[^"]+)"', page)
    form = client.get(link)
    [address] = re.findall(r'name="address" value="([^"]*)"', form.content.decode())
    assert "Report a comment</h1>" in form.text
    assert "The page number it gives" not in form.text

    assert send(client, page=address).status_code == 400  # a kind that findings have
    thanks = client.get(send(client, page=address, kind="attacks")["Location"]).text

    report = ProblemReport.objects.get()
    assert report.comment == comment
    assert reverse("comment", args=[comment.pk]) in thanks
    assert reverse("notices") in thanks
    ProblemReport.objects.update(comment=None)
    assert report in ProblemReport.objects.about_people()
    assert report not in ProblemReport.objects.about_the_collection()


def test_a_comment_that_waits_is_nobody_elses_to_report(client):
    comment = make_comment(make_article(make_review()), state="held")
    send(client, page=f"{comment.thread.article.get_absolute_url()}#comment-{comment.pk}", kind="other")

    report = ProblemReport.objects.get()
    assert report.comment is None
    assert reverse("comment", args=[comment.pk]) not in client.get(report.get_absolute_url()).text


def test_every_answer_is_kept_nowhere(client):
    answers = [
        client.get(FORM),
        client.get(FORM, {"page": "/themes/"}),
        send(client),
        send(client, kind="", words="x"),
        send(client, slip="no slip"),
        send(client, headers={"Origin": "https://elsewhere.example"}),
        client.get(ProblemReport.objects.get().get_absolute_url()),
        client.get("/problem/ABCD-EFGH-JKLM/"),
    ]

    assert [answer.status_code for answer in answers] == [200, 200, 302, 400, 400, 403, 200, 404]
    assert [answer for answer in answers if "no-store" not in answer["Cache-Control"]] == []


# Sent twice, changed, too late.


def test_sent_twice_it_is_one_report(client):
    slip = open_form(client, "/themes/")
    first, second = send(client, slip=slip), send(client, slip=slip)

    assert first["Location"] == second["Location"]
    assert ProblemReport.objects.count() == 1


def test_changed_after_going_back_it_is_told_and_not_lost(client):
    slip = open_form(client, "/themes/")
    first = send(client, slip=slip)
    answer = send(client, slip=slip, words="And there is more.")
    page = answer.content.decode()

    assert answer.status_code == 409
    assert "You have sent this already" in page
    assert first["Location"] in page
    assert "And there is more." in page
    another = find_slip(page)
    send(client, slip=another, words="And there is more.")
    assert list(ProblemReport.objects.values_list("words", flat=True)) == [WORDS, "And there is more."]


@pytest.mark.parametrize("slip", ["", "no slip", "x" * 500_000, "a:b:c", "\0"])
def test_a_slip_that_is_not_ours_loses_nothing(client, slip):
    answer = send(client, slip=slip)

    assert answer.status_code == 400
    assert problem_pages.TOO_OLD in answer.content.decode()
    assert WORDS in answer.content.decode()
    assert not ProblemReport.objects.exists()


def test_after_a_day_the_form_is_shown_again_with_what_was_typed(client, monkeypatch):
    slip = open_form(client, "/themes/")
    monkeypatch.setattr(slips, "HOLDS", -1)

    answer = send(client, slip=slip)

    assert answer.status_code == 400
    assert WORDS in answer.content.decode()
    monkeypatch.undo()
    again = find_slip(answer.content.decode())
    assert send(client, slip=again).status_code == 302


@pytest.mark.django_db(transaction=True)
def test_of_two_that_come_at_once_one_is_taken_in():
    make_theme()
    slip, answers, start = open_form(SecureClient(), "/themes/"), [], threading.Barrier(2)

    def go():
        start.wait(30)
        answers.append(send(SecureClient(), slip=slip))
        connection.close()

    threads = [threading.Thread(target=go) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert [answer.status_code for answer in answers] == [302, 302]
    assert len({answer["Location"] for answer in answers}) == 1
    assert ProblemReport.objects.count() == 1


# Mistakes and hostile texts.

HOSTILE = {
    "half a megabyte": ({"words": "ä" * 500_000}, "This has 500,000 characters"),
    "a control character": ({"words": "It says\x0btwo."}, "There is a control character"),
    "the end of a C string": ({"words": "It says\0two."}, "Null characters"),
    "an end of line in the address of mail": (
        {"email": "reader@example.org\r\nBcc: all@example.org"},
        "Type an e-mail address",
    ),
    "two addresses of mail": ({"email": "a@example.org, b@example.org"}, "Type an e-mail address"),
    "a long address of mail": ({"email": f"{'a' * 400}@example.org"}, "e-mail address|has 412 characters"),
    "a long address of a page": ({"address": "/" + "a" * 600}, "This has 601 characters"),
    "an end of line in the address of a page": (
        {"address": "/themes/\x1b[2J"},
        "There is a control character",
    ),
    "no kind": ({"kind": ""}, "Choose what is wrong."),
    "a kind that there is not": ({"kind": "<script>"}, "Choose what is wrong."),
    "no words": ({"words": "  \r\n "}, "Say in a few words what is wrong."),
    "somebody, nowhere": (
        {"kind": "recognised", "words": "", "address": ""},
        "Say which page, or in a few words what is wrong.",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_cannot_be_taken_is_said_and_given_back(client, name):
    typed, said = HOSTILE[name]
    answer = send(client, **{"words": WORDS, "email": "reader@example.org", **typed})
    page = answer.content.decode()

    assert answer.status_code == 400
    assert re.search(said, page)
    assert "There is a problem" in page
    for value in {"words": WORDS, **typed}.values():
        kept = re.split("[\0\x0b]", value.strip())[0][:300]
        assert kept in page or kept == "<script>"
    assert not ProblemReport.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "{% load static %}{{ settings.SECRET_KEY }}",
        "’; DROP TABLE themes_finding; --",
        "\u202eright to left\u202c and \u200bnothing\ufeff",
        "a" * 5_000,
        "👩🏽‍🏫 " * 500,
    ],
)
def test_whatever_was_typed_is_words_and_nothing_else(client, curator, words):
    send(SecureClient(), words=words, page=words[:200])

    report = ProblemReport.objects.get()
    assert report.words == words.strip()
    screen = client.get(reverse("admin:themes_problemreport_change", args=[report.pk])).content.decode()
    assert "<script>alert" not in screen
    assert "<img src=x" not in screen
    assert 'href="javascript' not in screen


def test_where_somebody_could_be_recognised_the_page_is_enough(client):
    finding = make_finding()
    assert send(client, kind="recognised", words="", page=finding.get_absolute_url()).status_code == 302
    assert ProblemReport.objects.get().words == ""


def test_nothing_typed_is_logged(client, caplog, monkeypatch):
    caplog.set_level(logging.DEBUG)
    secret = "a-secret-nobody-may-read"
    send(client, words=secret, email=f"{secret}@example.org", page=f"/{secret}/")
    send(client, words=secret, kind="", page=f"/{secret}/")
    send(client, words=secret, slip="none")
    send(client, words=secret, headers={"Origin": "https://elsewhere.example"})
    client.get(FORM, {"page": f"/{secret}/"})

    def fail(*arguments, **options):
        raise RuntimeError("The disk is on fire.")

    monkeypatch.setattr(problem_pages, "file_report", fail)
    client.raise_request_exception = False
    failed = send(client, words=secret, headers={"Origin": "https://testserver"})

    assert failed.status_code == 500
    assert secret in failed.content.decode()  # given back to whoever typed it
    queries = [record for record in caplog.records if record.name == "django.db.backends"]
    assert [
        record for record in caplog.records if record not in queries and secret in record.getMessage()
    ] == []
    assert any("/problem/" in record.getMessage() for record in caplog.records)


# Where it comes from, and how often.


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 302),
        ({"Origin": "null"}, 302),
        ({"Origin": "https://testserver"}, 302),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 302),
        ({"Origin": "https://elsewhere.example"}, 403),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
    ],
)
def test_a_form_of_another_site_is_not_taken(client, headers, status):
    answer = send(client, headers=headers)

    assert answer.status_code == status
    assert ProblemReport.objects.exists() == (status == 302)
    assert WORDS not in answer.content.decode()


def test_no_other_token_is_asked_for(client):
    strict = SecureClient(enforce_csrf_checks=True)
    assert send(strict).status_code == 302
    assert strict.cookies == {}


def test_too_many_from_one_network_wait_and_lose_nothing(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "report_problem": "2/h/key"}
    assert [send(client, words=f"Number {number}").status_code for number in range(3)] == [302, 302, 429]
    slip = open_form(client, "/themes/")
    refused = send(client, slip=slip, words="Please look.")

    assert problem_pages.TOO_MANY in refused.content.decode().replace("&#x27;", "'")
    assert "Please look." in refused.content.decode()
    [given_back] = re.findall(r'name="slip" value="([^"]*)"', refused.content.decode())
    assert Slip.read(given_back) == Slip.read(slip)
    elsewhere = SecureClient(REMOTE_ADDR="198.51.100.7")
    assert send(elsewhere).status_code == 302
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM signing_in_cache")
        keys = " ".join(key for (key,) in cursor.fetchall())
    assert "report_problem" in keys
    assert "127.0.0" not in keys
    assert "198.51.100" not in keys


def test_mistakes_and_what_is_sent_again_count_for_nothing(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "report_problem": "1/h/key"}
    slip = open_form(client, "/themes/")

    assert [send(client, slip=slip, kind="").status_code for _ in range(3)] == [400] * 3
    assert [send(client, slip=slip).status_code for _ in range(3)] == [302] * 3


# The line on every page.


def test_each_page_has_one_line_for_it_with_its_own_address_and_no_words(client):
    make_finding(themes=(make_theme("Neglect"),))
    pages = ["/", "/themes/neglect/", "/findings/?theme=neglect", "/search/?q=a+name", "/no/such/page/"]
    for page in pages:
        content = client.get(page).content.decode()
        path = page.partition("?")[0]
        assert re.findall(r'href="/problem/\?page=([^"]*)"', content) == [path.replace("/", "%2F")]


def test_pages_with_a_secret_in_their_address_have_none(client):
    report = make_report()
    for page in (report.get_absolute_url(), FORM, "/admin/login/", "/account/password/forgotten/"):
        assert "/problem/?page=" not in client.get(page).content.decode(), page


# What came of it.


def test_what_came_of_it_stands_at_its_number_in_any_letters(client):
    report = make_report(
        outcome="changed", answer="<b>Thank you.</b>\nIt says three now.", answered_at=timezone.now()
    )
    page = client.get(f"/problem/{report.reference.lower()}/").content.decode()

    assert "What came of your report: changed" in page
    assert "&lt;b&gt;Thank you.&lt;/b&gt;<br>It says three now." in page


def test_counts_agree_with_the_rows_by_kind_outcome_and_year(client):
    long_ago = timezone.now() - timedelta(days=800)
    answered: dict[str, Any] = {"outcome": "changed", "answered_at": timezone.now()}
    make_report(kind="recognised")
    make_report(kind="recognised", **answered)
    make_report(kind="link", outcome="left", answered_at=timezone.now())
    make_report(kind="link", at=long_ago, **answered)

    this_year, then = count_reports()
    page = client.get(reverse("problem-counts")).content.decode()

    assert sum(year.all.total for year in (this_year, then)) == ProblemReport.objects.count() == 4
    for year in (this_year, then):
        rows = ProblemReport.objects.filter(at__year=year.year)
        assert year.all.total == sum(row.total for row in year.rows) == rows.count()
        assert sum(year.all.by_outcome) == year.all.total
    assert [(row.label, row.outcomes) for row in this_year.rows] == [
        ("Somebody could be recognised", "1 not answered yet, 1 changed"),
        ("A link leads nowhere, or to the wrong place", "1 left as it is"),
    ]
    assert "2 reports: 1 not answered yet, 1 changed" in " ".join(page.split())
    assert "no-cache" in client.get(reverse("problem-counts"))["Cache-Control"]


def test_counts_take_one_query_however_many_there_are(client, django_assert_num_queries):
    for number in range(12):
        make_report(at=timezone.now() - timedelta(days=200 * number))
    with django_assert_num_queries(1):
        assert len(count_reports()) > 3


def test_queries_of_the_form_are_few(client, django_assert_max_num_queries):
    finding = make_finding()
    slip = open_form(client, finding.get_absolute_url())
    with django_assert_max_num_queries(6):
        client.get(FORM, {"page": finding.get_absolute_url()})
    with django_assert_max_num_queries(18):
        assert send(client, page=finding.get_absolute_url(), slip=slip).status_code == 302


def test_a_slip_tells_of_nothing_but_its_page():
    finding = make_finding(state="draft")
    slip = Slip.make(f"/findings/{finding.code}/", "7")
    assert Slip.read(slip.sign()) == slip
    assert re.fullmatch(slips.REFERENCE, slip.reference)
    assert len({slips.make_reference() for _ in range(1_000)}) == 1_000
