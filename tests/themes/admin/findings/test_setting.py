"""Theme, period, agency or state of several findings: looked at first, then set in one go, and nothing round a rule."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.history.chronicle import Chronicle
from tests.factories import make_block, make_citation, make_finding, make_member, make_period, make_theme
from tests.themes.admin.cases import get_messages
from tests.themes.forms import form_data
from themes.findings.publishing import publish_finding, withdraw_finding
from themes.models import Agency, Finding, FindingTheme

pytestmark = pytest.mark.django_db
LIST = "/admin/themes/finding/"
HOWS = {"theme_how": "add", "period_how": "add", "agency_how": "add"}


def look(client, *findings, **what):
    chosen = {"action": "set_fields", "_selected_action": [finding.pk for finding in findings]}
    return client.post(LIST, {**chosen, **HOWS, "look": "1", **what})


def set_in(client, *findings, **what):
    """Look at what would happen, and say yes."""
    looked = look(client, *findings, **what)
    shown = [row.mark for row in looked.context["going"]]
    chosen = {"action": "set_fields", "_selected_action": [finding.pk for finding in findings]}
    return client.post(LIST, {**chosen, **HOWS, **what, "shown": shown, "confirm": "1"}, follow=True)


def themes_of(finding) -> list[tuple[str, bool]]:
    return list(finding.finding_themes.values_list("theme__title", "is_primary"))


@pytest.fixture
def drafts():
    return [
        make_finding(
            f"Draft {n}.", state="draft", themes=(make_theme(f"Theme {n}"),), periods=(make_period(),)
        )
        for n in (1, 2)
    ]


def test_nothing_is_set_before_somebody_has_seen_what_would_happen(client, curator, drafts):
    agency = Agency.objects.create(slug="police", name="Police")

    page = look(client, *drafts, theme=make_theme("Sleep").pk, agency=agency.pk, state="in_review")

    assert [row.differences for row in page.context["going"]] == [
        [
            ("Themes", f"Theme {n} (primary)", f"Theme {n} (primary), Sleep"),
            ("Agencies", "", "Police"),
            ("State", "Draft", "In review"),
        ]
        for n in (1, 2)
    ]
    assert [themes_of(finding) for finding in drafts] == [[(f"Theme {n}", True)] for n in (1, 2)]
    assert not Finding.agencies.through.objects.exists()


def test_all_is_set_in_one_go_and_history_says_by_whom_and_why(client, curator, drafts):
    period = make_period(2003, 2005)

    page = set_in(
        client, *drafts, theme=make_theme("Sleep").pk, theme_how="primary", period=period.pk, why="Sorted."
    )

    codes = " and ".join(finding.code for finding in drafts)
    assert get_messages(page) == [f"{codes} are changed now."]
    for n, finding in enumerate(drafts, 1):
        assert themes_of(finding) == [("Sleep", True), (f"Theme {n}", False)]
        assert finding.periods.count() == 2
    link = FindingTheme.objects.get(finding=drafts[0], is_primary=True)
    entry = Chronicle.read(Chronicle(FindingTheme, link.pk).entries)[0]
    assert (entry.act, entry.who, entry.why) == (
        "Theme, period, agency or state was set in several findings at once",
        "curator",
        "Sorted.",
    )


def test_what_is_taken_out_goes_but_never_the_primary_theme(client, curator, drafts):
    one, two = drafts
    theme = two.themes.get()
    FindingTheme.objects.create(finding=one, theme=theme)
    period = one.periods.get()

    page = look(client, one, two, theme=theme.pk, theme_how="take", period=period.pk, period_how="take")
    set_in(client, one, two, theme=theme.pk, theme_how="take", period=period.pk, period_how="take")

    [left] = page.context["left_out"]
    assert (left.finding, "primary theme" in left.reasons[0]) == (two, True)
    assert themes_of(one) == [("Theme 1", True)]
    assert (one.periods.count(), two.periods.count()) == (0, 1)


def test_curator_sets_nothing_in_what_readers_see(client, curator, drafts, published):
    client.force_login(make_member("Curator", "somebody"))
    theme = make_theme("Sleep")

    page = look(client, drafts[0], published, theme=theme.pk)
    set_in(client, drafts[0], published, theme=theme.pk)

    [left] = page.context["left_out"]
    assert left.reasons == [
        f"Readers see {published.code}, so only somebody who may publish can change this."
    ]
    assert list(theme.findings.all()) == [drafts[0]]


def test_curator_makes_no_theme_listed_with_what_readers_no_longer_see(client, curator, drafts, published):
    """Nor do several at once, of which each would be the first. Others may be set, for publishing them again."""
    gone = [make_finding(f"Gone {n}.", themes=(make_theme(f"Old {n}"),)) for n in (1, 2)]
    for finding in gone:
        withdraw_finding(finding=finding)
    client.force_login(make_member("Curator", "somebody"))
    new, listed = make_theme("Sleep"), published.themes.get()

    page = look(client, *gone, theme=new.pk)
    set_in(client, *gone, theme=new.pk)
    set_in(client, *gone, theme=listed.pk)

    assert [row.finding for row in page.context["left_out"]] == gone
    assert "only somebody who may publish can add “Sleep”" in page.context["left_out"][0].reasons[0]
    assert not new.findings.exists()
    assert set(listed.findings.all()) == {published, *gone}


def test_published_finding_keeps_what_it_needs(client, curator, published):
    period = published.periods.get()

    page = look(client, published, period=period.pk, period_how="take")
    set_in(client, published, period=period.pk, period_how="take")

    assert "It has no period" in page.context["left_out"][0].reasons[0]
    assert published.periods.get() == period


def test_state_goes_with_those_read_together_and_only_between_draft_and_review(
    client, curator, drafts, published
):
    one, two = drafts
    make_block(one, two)

    page = look(client, one, published, state="in_review")
    set_in(client, one, published, state="in_review")

    assert [(row.finding, row.chosen) for row in page.context["going"]] == [(one, True), (two, False)]
    assert "stays so" in page.context["left_out"][0].reasons[0]
    assert {finding.state for finding in Finding.objects.filter(pk__in=[one.pk, two.pk])} == {"in_review"}


def test_what_stays_of_those_read_together_holds_the_others_back(client, curator, drafts):
    """Else they could never be confirmed: with one goes the state of the other."""
    one, two = drafts
    make_block(one, two)
    alone = make_finding("Alone.", state="draft", themes=(make_theme("Theme 3"),))
    what = {"theme": two.themes.get().pk, "theme_how": "take", "state": "in_review"}

    page = look(client, one, two, alone, **what)
    told = set_in(client, one, two, alone, **what)

    assert [(row.finding, row.reasons) for row in page.context["left_out"]] == [
        (one, [f"Its state goes with that of {two.code}, in which something stands in the way."]),
        (two, ["It is its primary theme. Make another one the primary theme first."]),
    ]
    assert get_messages(told)[0].startswith(f"{alone.code} is changed now.")
    assert {finding.state for finding in Finding.objects.filter(pk__in=[one.pk, two.pk])} == {"draft"}


def test_member_that_comes_along_holds_nothing_back_by_what_is_not_set_in_it(
    client, curator, drafts, published
):
    """Nor does one whose state is no draft's: it stays, and the others go."""
    one, two = drafts
    make_block(one, two, published)

    page = look(client, one, published, state="in_review", theme=two.themes.get().pk, theme_how="take")
    set_in(client, one, published, state="in_review", theme=two.themes.get().pk, theme_how="take")

    assert [row.finding for row in page.context["going"]] == [one, two]
    assert {finding.state for finding in Finding.objects.filter(pk__in=[one.pk, two.pk])} == {"in_review"}


def test_what_changed_since_it_was_looked_at_is_shown_again(client, curator, drafts):
    theme = make_theme("Sleep")
    looked = look(client, *drafts, theme=theme.pk)
    shown = [row.mark for row in looked.context["going"]]
    FindingTheme.objects.create(finding=drafts[0], theme=make_theme("Neglect"))

    chosen = {"action": "set_fields", "_selected_action": [finding.pk for finding in drafts]}
    page = client.post(LIST, {**chosen, **HOWS, "theme": theme.pk, "shown": shown, "confirm": "1"})

    assert "Something changed since this was looked at" in page.text
    assert not theme.findings.exists()


def test_choosing_nothing_to_set_is_said(client, curator, drafts):
    assert "Choose what to set." in look(client, *drafts).text


def test_preview_takes_the_same_queries_for_one_and_for_many(client, curator, drafts):
    theme = make_theme("Sleep")
    Finding.objects.filter(pk=drafts[0].pk).update(certainty="high")
    make_citation(drafts[0])
    publish_finding(finding=drafts[0])
    with CaptureQueriesContext(connection) as one:
        look(client, drafts[0], theme=theme.pk)
    others = [
        make_finding(f"Other {n}.", themes=(make_theme(),), periods=(make_period(),)) for n in range(30)
    ]

    with CaptureQueriesContext(connection) as many:
        page = look(client, drafts[0], *others, theme=theme.pk)

    assert len(page.context["going"]) == 31
    assert len(many) == len(one)


def test_form_that_somebody_has_open_is_told(client, curator, drafts):
    address = reverse("admin:themes_finding_change", args=[drafts[0].pk])
    opened = form_data(client.get(address))
    set_in(client, *drafts, theme=make_theme("Sleep").pk)

    page = client.post(address, opened | {"text": "Mine."})

    assert page.context["conflict"]
