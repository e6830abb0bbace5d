"""Hidden for now: shown to nobody at once, nothing of it lost, and told nowhere."""

import threading

import pytest
from django.db import connection
from django.urls import reverse

from reviews.history.tracking import get_events
from tests.factories import make_block, make_citation, make_finding, make_member, make_period, make_theme
from themes.enums import FindingState
from themes.findings.publishing import hide_findings, publish_finding, withdraw_finding
from themes.models import Change, Finding
from themes.search.references import read_reference

pytestmark = pytest.mark.django_db

WORDS = "Nobody asked the keeper of the light."


def shown(**fields):
    finding = make_finding(
        WORDS, themes=(make_theme("Lights"),), periods=(make_period(2011, 2014),), **fields
    )
    make_citation(finding, pages=("17",))
    return finding


def addresses_of(finding):
    review = finding.review.slug
    return [
        finding.get_absolute_url(),
        f"/f/{finding.number}",
        f"/findings/{finding.code}.ris",
        *("/", "/findings/", "/findings.ris", "/themes/lights/", "/themes/lights.ris", "/periods/2011-2014/"),
        *(f"/findings/?id={finding.code}", f"/findings.txt?id={finding.code}", "/search/?q=keeper+light"),
        *("/search/suggestions/?q=keeper", "/findings/references/", "/themes-by-period/"),
        *(f"/reviews/{review}/", f"/reviews/{review}/p/17/", f"/reviews/{review}.ris"),
        *("/corrections/", "/corrections/feed.atom", "/compare/?theme=lights&theme=other"),
        *(
            f"/findings/{finding.code}.json",
            "/findings.csv",
            "/themes/lights.json",
            f"/reviews/{review}.json",
        ),
        *("/periods/2011-2014.csv", "/search.json?q=keeper+light", "/findings/feed.atom", "/this-week/"),
        *("/api/v1/findings", f"/api/v1/findings/{finding.code}", "/api/v1/findings?theme=lights"),
        *("/themes/lights.txt", "/findings.txt?theme=lights"),
    ]


def read(client, address) -> str:
    answer = client.get(address, follow=True)
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode()


def test_it_is_on_no_page_no_list_no_file_and_no_feed(client):
    finding = shown()
    make_theme("Other")
    Finding.objects.filter(pk=finding.pk).update(text=f"{WORDS} Twice.")  # so that the old words are told of
    seen = [address for address in addresses_of(finding) if "keeper of the light" in read(client, address)]
    assert len(seen) > 20

    hide_findings(findings=[finding], why="somebody")

    for address in addresses_of(finding):
        assert "keeper of the light" not in read(client, address), address


def test_its_address_says_so_and_nobody_keeps_that(client):
    finding = shown()
    hide_findings(findings=[finding])

    for address in (finding.get_absolute_url(), f"/findings/{finding.code}.ris"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert "is not shown for now: it is being checked" in answer.content.decode()
        assert 'name="robots" content="noindex"' in answer.content.decode()
        assert "no-store" in answer["Cache-Control"]


def test_lists_and_references_say_so(client):
    finding = shown()
    hide_findings(findings=[finding])

    page = client.get(f"/findings/?id={finding.code}").content.decode()

    assert f"Finding {finding.code} is not shown for now: it is being checked." in page
    meant = read_reference(finding.code)
    assert meant.meaning == f"finding {finding.code}, not shown for now"
    assert [address for _, address in meant.targets] == [finding.get_absolute_url()]


def test_what_must_be_read_with_it_goes_along():
    finding, partner, other = shown(), make_finding("The other half."), make_finding("Alone.")
    make_block(finding, partner)

    hidden = hide_findings(findings=[finding], why="Report ABCD")

    assert {each.pk for each in hidden} == {finding.pk, partner.pk}
    assert finding.state == FindingState.HIDDEN
    states = dict(Finding.objects.values_list("pk", "state"))
    assert states == {finding.pk: "hidden", partner.pk: "hidden", other.pk: "published"}
    event = get_events(Finding).filter(pgh_obj=finding.pk).latest("pgh_id")
    assert event.pgh_context.metadata == {"act": "hide", "why": "Report ABCD"}


def test_shown_again_it_is_as_it_was_and_nothing_was_told(client):
    finding = shown()
    Finding.objects.filter(pk=finding.pk).update(text="Other words.")
    finding.refresh_from_db()
    told = list(Change.objects.values_list())
    published_at = finding.published_at

    hide_findings(findings=[finding])
    publish_finding(finding=finding)

    assert list(Change.objects.values_list()) == told
    assert [change.before for change in Change.objects.filter(kind="wording")] == [WORDS]
    finding.refresh_from_db()
    assert (finding.state, finding.published_at, finding.version) == ("published", published_at, 2)
    assert "Other words." in client.get(finding.get_absolute_url()).content.decode()


def test_reworded_while_hidden_its_earlier_words_are_gone_for_good(client):
    finding = shown()
    Finding.objects.filter(pk=finding.pk).update(text=f"{WORDS} Twice.")
    hide_findings(findings=[finding])
    Finding.objects.filter(pk=finding.pk).update(text="Somebody was not asked.")
    finding.refresh_from_db()
    publish_finding(finding=finding)

    assert set(Change.objects.values_list("before", "after")) == {("", "")}
    assert list(Change.objects.order_by("pk").values_list("kind", flat=True)) == [
        "added",
        "wording",
        "wording",
    ]
    page = client.get(finding.get_absolute_url()).content.decode()
    assert "Somebody was not asked." in page
    assert "keeper" not in page + client.get("/corrections/").content.decode()


def test_withdrawn_while_hidden_it_is_as_any_that_was_withdrawn(client):
    finding = shown()
    Finding.objects.filter(pk=finding.pk).update(text="Other words.")
    hide_findings(findings=[finding])
    withdraw_finding(finding=finding)

    assert list(Change.objects.order_by("pk").values_list("kind", "before")) == [
        ("added", ""),
        ("wording", ""),
        ("withdrawn", ""),
    ]
    assert client.get(finding.get_absolute_url()).status_code == 410


@pytest.mark.parametrize("state", ["draft", "in_review", "withdrawn", "hidden"])
def test_what_nobody_sees_stays_as_it_is(state):
    finding = make_finding(state=state)

    assert hide_findings(findings=[finding]) == []
    finding.refresh_from_db()
    assert finding.state == state


@pytest.mark.django_db(transaction=True)
def test_of_two_who_hide_at_once_each_leaves_it_hidden():
    finding, hidden, start = shown(), [], threading.Barrier(2)

    def hide():
        start.wait(30)
        hidden.extend(hide_findings(findings=[Finding.objects.get(pk=finding.pk)]))
        connection.close()

    threads = [threading.Thread(target=hide) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)

    assert [each.pk for each in hidden] == [finding.pk]
    finding.refresh_from_db()
    assert finding.state == "hidden"


def test_publishers_hide_and_show_again_on_the_screens_of_a_finding(client):
    finding = shown()
    client.force_login(make_member("Publisher", is_superuser=False))
    screen = reverse("admin:themes_finding_withdraw", args=[finding.pk])
    assert "Only hide for now" in client.get(screen).content.decode()

    client.post(screen, {"hide": "1", "why": "Who is that?"})

    finding.refresh_from_db()
    assert finding.state == "hidden"
    form = client.get(reverse("admin:themes_finding_change", args=[finding.pk])).content.decode()
    assert "Save and show again" in form
    assert "Withdraw…" in form
    assert "1 finding is hidden until somebody has decided" in client.get("/admin/").content.decode()
