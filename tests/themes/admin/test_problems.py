"""Reports in the workspace: who sees which, hidden in one step, answered, and nothing typed is lost."""

import pytest
from django.urls import reverse

from tests.conftest import SecureClient
from tests.factories import make_article, make_comment, make_finding, make_member, make_report, make_review
from themes.models import ProblemReport

pytestmark = pytest.mark.django_db

LIST = reverse("admin:themes_problemreport_changelist")


def screen(report) -> str:
    return reverse("admin:themes_problemreport_change", args=[report.pk])


def client_of(role) -> SecureClient:
    client = SecureClient()
    client.force_login(make_member(role))
    return client


def references(client, address=LIST) -> list[str]:
    return [row.reference for row in client.get(address).context["cl"].result_list]


@pytest.fixture
def reports():
    comment = make_comment(make_article(make_review()))
    return {
        "wording": make_report(make_finding()),
        "recognised": make_report(make_finding(), kind="recognised"),
        "comment": make_report(kind="wording", comment=comment),
        "link": make_report(kind="link"),
    }


def test_moderators_see_reports_about_people_and_curators_the_others(reports):
    about_people, others = {"recognised", "comment"}, {"wording", "link"}
    allowed = {
        "Moderator": about_people,
        "Curator": others,
        "Publisher": about_people | others,
        "Administrator": about_people | others,
    }
    for role, names in allowed.items():
        client = client_of(role)
        assert set(references(client)) == {reports[name].reference for name in names}, role
        for name, report in reports.items():
            opened = client.get(screen(report)).status_code == 200
            assert opened == (name in names), (role, name)
            client.post(screen(report), {"result": "left", "kept_because": "So.", "reply": "No.", "was": ""})
            report.refresh_from_db()
            assert bool(report.outcome) == (name in names), (role, name)
        ProblemReport.objects.update(outcome="", answered_at=None)


def test_recognised_first_then_the_oldest(client, curator, reports):
    assert references(client) == [
        reports[name].reference for name in ("recognised", "wording", "comment", "link")
    ]


def test_to_do_counts_what_waits_and_leads_to_it(reports):
    ProblemReport.objects.filter(pk=reports["link"].pk).update(
        outcome="left", answered_at="2026-01-01T00:00Z"
    )
    moderator, curator = client_of("Moderator"), client_of("Curator")

    for client, slug, said, names in (
        (
            moderator,
            "recognised",
            "2 readers’ reports say that somebody could be recognised",
            ["recognised", "comment"],
        ),
        (curator, "reported", "1 reader’s report about the collection waits for an answer", ["wording"]),
    ):
        assert said in client.get("/admin/").content.decode()
        assert references(client, f"{LIST}?work={slug}") == [reports[name].reference for name in names]


@pytest.mark.parametrize("role", ["Moderator", "Publisher", "Administrator"])
def test_a_finding_is_hidden_in_one_step_and_the_answer_typed_so_far_stays(role, reports):
    client, report = client_of(role), reports["recognised"]
    assert "Hide it now" in client.get(screen(report)).content.decode()

    answer = client.post(
        screen(report), {"_hide": "1", "result": "taken_down", "reply": "Half an answer", "was": ""}
    )

    page = answer.content.decode()
    report.finding.refresh_from_db()
    report.refresh_from_db()
    assert (report.finding.state, report.outcome) == ("hidden", "")
    assert f"Hidden now: {report.finding.code}." in page
    assert "Half an answer" in page
    assert '<option value="taken_down" selected>' in page
    assert "Hide it now" not in page


def test_a_curator_hides_nothing(reports):
    client = client_of("Curator")
    report = reports["wording"]
    assert "Hide it now" not in client.get(screen(report)).content.decode()

    assert client.post(screen(report), {"_hide": "1"}).status_code == 403
    assert client.post(screen(reports["recognised"]), {"_hide": "1"}).status_code in (302, 403, 404)

    for name in ("wording", "recognised"):
        reports[name].finding.refresh_from_db()
        assert reports[name].finding.state == "published"


def test_an_answer_is_saved_and_seen_by_whoever_asked(client, curator, reports):
    report = reports["wording"]
    client.post(screen(report), {"result": "changed", "reply": "It says three now.", "was": ""})

    page = SecureClient().get(report.get_absolute_url()).content.decode()
    report.refresh_from_db()
    assert "It says three now." in page
    assert report.answered_by == curator


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"result": ""}, "Choose what came of it."),
        ({"result": "burnt"}, "Select a valid choice"),
        ({"reply": "a\x0bb"}, "There is a control character"),
        ({"was": "left"}, "Somebody answered “Nothing yet” after you opened this"),
    ],
)
def test_a_mistake_saves_nothing_and_loses_nothing(client, curator, reports, typed, said):
    report = reports["wording"]
    answer = client.post(screen(report), {"result": "left", "reply": "No. Page 12.", "was": "", **typed})

    assert said in answer.content.decode()
    assert typed.get("reply", "No. Page 12.")[:1] in answer.content.decode()
    report.refresh_from_db()
    assert report.outcome == ""


def test_no_e_mail_address_is_shown_to_anybody(client, curator, reports):
    ProblemReport.objects.update(email="reader@example.org")
    for address in (LIST, *(screen(report) for report in reports.values())):
        assert "reader@example.org" not in client.get(address).content.decode()


def test_the_screen_says_which_wording_was_seen_and_whether_it_is_still_that(client, curator, reports):
    finding = reports["wording"].finding
    assert (
        f"{finding.code}, wording 1: its wording is the same now"
        in client.get(screen(reports["wording"])).content.decode()
    )
    finding.text = "Other words."
    finding.save()
    assert "its wording was changed since" in client.get(screen(reports["wording"])).content.decode()
