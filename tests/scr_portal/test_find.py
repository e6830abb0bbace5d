"""One search for everything in the workspace."""

import pytest

from tests.factories import make_article, make_finding, make_member, make_review, make_theme
from themes.models import ProblemReport

pytestmark = pytest.mark.django_db


def find(client, typed):
    return client.get("/admin/find/", {"q": typed})


def rows_of(response):
    return {kind.name: [words for words, _ in kind.rows] for kind in response.context["found"]}


def test_number_of_a_finding_leads_to_it(client, curator):
    finding = make_finding("Fathers were left out.")

    response = find(client, f" {finding.code.lower()} ")

    assert response.status_code == 302
    assert response["Location"] == f"/admin/themes/finding/{finding.pk}/change/"


def test_number_that_no_finding_has_is_looked_for_as_words(client, curator):
    assert "Nothing has all of “F99999” in it." in find(client, "F99999").content.decode()


def test_words_are_found_in_everything_that_holds_them(client, curator):
    review = make_review(short_title="Of harbours", title="Of harbours")
    make_finding("Harbours were left out.", review=review)
    make_theme(title="Harbours")
    make_article(review, title="A harbour")
    make_finding("Nothing of it.")

    found = rows_of(find(client, "harbour"))

    assert [(kind, len(rows)) for kind, rows in found.items()] == [
        ("Findings", 1),
        ("Reports and papers", 1),
        ("Themes", 1),
        ("Source articles", 1),
    ]


def test_lists_are_found_by_their_name(client, curator):
    assert find(client, "GAPS").context["screens"] == [("Known gaps", "/admin/themes/knowngap/")]


def test_of_many_the_first_are_shown_and_a_way_to_all(client, curator):
    for number in range(7):
        make_finding(f"Harbour {number}.")

    (findings,) = find(client, "harbour").context["found"]

    assert len(findings.rows) == 5
    assert client.get(findings.all_url).context["cl"].result_count == 7


def test_only_what_somebody_may_see_is_found(client):
    finding = make_finding("Harbours were left out.", state="draft")
    client.force_login(make_member("Moderator"))

    assert rows_of(find(client, "harbour")) == {}
    assert find(client, finding.code).status_code == 200


def test_reports_by_readers_are_found_by_those_who_answer_them(client):
    for reference, kind in (("AAAA-BBBB-CCCC", "recognised"), ("DDDD-EEEE-FFFF", "wording")):
        ProblemReport.objects.create(reference=reference, kind=kind, words="It is about harbours.")
    client.force_login(make_member("Moderator"))

    assert rows_of(find(client, "harbours")) == {
        "Reports by readers": ["AAAA-BBBB-CCCC: somebody could be recognised"]
    }


@pytest.mark.parametrize(
    "typed", ["", "  ", "\0", "F", "%", "a" * 5000, "' OR 1=1 --", "<b>x</b>", "F99999999999"]
)
def test_whatever_is_typed_is_answered_and_kept_nowhere(client, curator, typed):
    response = find(client, typed)

    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert "<b>x</b>" not in response.content.decode()


@pytest.mark.parametrize("many", [1, 12])
def test_queries_of_finding(client, curator, many, django_assert_num_queries):
    for number in range(many):
        make_article(make_review(title=f"Harbour {number}"), title=f"Harbour {number}")
        make_finding(f"Harbour {number}.", review=make_review(title=f"Harbours {number}"))
        make_theme(title=f"Harbour {number}")
    client.get("/admin/")

    # session, account, what waits, and one for each kind of thing
    with django_assert_num_queries(16):
        find(client, "harbour")
