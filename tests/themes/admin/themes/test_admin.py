"""The lists and forms of themes and situations: their order, their addresses, words that they share."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from reviews.history.tracking import get_events
from tests.factories import make_finding, make_theme
from tests.themes.admin.cases import get_messages
from tests.themes.admin.themes.cases import get_address
from tests.themes.forms import seen
from themes.merging.acts import merge_themes
from themes.models import (
    Agency,
    KnownGap,
    Situation,
    SituationFinding,
    StartingPoint,
    Synonym,
    Theme,
    ThemeGroup,
)

pytestmark = pytest.mark.django_db


THEMES = "/admin/themes/theme/"
GAPS = "/admin/themes/knowngap/"


def places(client, address) -> dict[str, str]:
    """What the list would send back when it is saved, unchanged."""
    formset = client.get(address).context["cl"].formset
    data = {f"form-{name}": str(value) for name, value in formset.management_form.initial.items()}
    for number, form in enumerate(formset.forms):
        place = str(form["position"].value())
        data |= {
            f"form-{number}-id": str(form.instance.pk),
            f"form-{number}-position": place,
            f"initial-form-{number}-position": place,
        }
    return {**data, "_save": "Save"}


def make_gaps(names: str) -> list[KnownGap]:
    return [KnownGap.objects.create(slug=s, topic=s, position=n) for n, s in enumerate(names)]


def test_page_of_a_list_holds_the_places_that_it_was_made_from(client, curator):
    make_gaps("ab")

    page = client.get(GAPS).content.decode()

    fields = re.findall(r'name="([^"]*form-\d+-position)" value="([^"]+)"', page)
    assert fields == [
        ("form-0-position", "1"),
        ("initial-form-0-position", "1"),
        ("form-1-position", "2"),
        ("initial-form-1-position", "2"),
    ]


def test_themes_are_put_in_order_within_their_groups(client, curator):
    for title in ("A", "B", "C"):
        make_theme(title, position=4)
    other = make_theme(
        "Elsewhere", group=ThemeGroup.objects.create(slug="z", title="Z", position=9), position=4
    )

    answer = client.post(
        THEMES, {**places(client, THEMES), "form-2-position": "1", "why": "Read first."}, follow=True
    )

    assert get_messages(answer) == ["1 theme was changed successfully."]
    assert list(Theme.objects.exclude(pk=other.pk).order_by("position").values_list("title", "position")) == [
        ("C", 0),
        ("A", 1),
        ("B", 2),
    ]
    other.refresh_from_db()
    assert other.position == 4
    context = get_events(Theme).order_by("-pgh_id").first().pgh_context.metadata
    assert (context["act"], context["why"]) == ("order", "Read first.")


def test_several_rows_are_moved_at_once(client, curator):
    make_gaps("abcde")

    client.post(GAPS, {**places(client, GAPS), "form-0-position": "99", "form-1-position": "99"})

    assert "".join(KnownGap.objects.values_list("topic", flat=True)) == "cdeba"


def test_order_that_somebody_else_changed_meanwhile_is_not_overwritten(client, curator):
    first, second, third = make_gaps("abc")
    data = places(client, GAPS)
    KnownGap.objects.filter(pk=third.pk).update(position=0)
    KnownGap.objects.filter(pk=first.pk).update(position=2)

    answer = client.post(GAPS, {**data, "form-1-position": "1"}, follow=True)

    assert len(get_messages(answer)) == 1
    assert "Somebody else changed the order" in get_messages(answer)[0]
    assert list(KnownGap.objects.all()) == [third, second, first]


@pytest.mark.parametrize("place", ["", "x", "0", "-1", "9" * 40, "\x00", "1.5"])
def test_place_that_is_no_number_changes_nothing(client, curator, place):
    gaps = make_gaps("ab")

    answer = client.post(GAPS, {**places(client, GAPS), "form-1-position": place}, follow=True)

    assert answer.status_code == 200
    assert answer.context["cl"].formset.forms[1].errors.keys() == {"position"}
    assert list(KnownGap.objects.all()) == gaps


def test_order_is_changed_by_those_who_may(client):
    user = get_user_model().objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_theme"))
    client.force_login(user)
    theme = make_theme("A", position=3)

    page = client.get(THEMES)
    client.post(
        THEMES,
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "1", "form-0-id": theme.pk, "form-0-position": "1",
         "initial-form-0-position": "4", "_save": "Save"},
    )  # fmt: skip

    theme.refresh_from_db()
    assert (page.status_code, theme.position) == (200, 3)
    assert "form-0-position" not in page.content.decode()


def inline(rows, prefix, **more) -> dict:
    """What the admin's form sends of an inline: `rows` are (id, parent's field and id, finding, place)."""
    data: dict = {
        f"{prefix}-TOTAL_FORMS": len(rows),
        f"{prefix}-INITIAL_FORMS": sum(bool(row[0]) for row in rows),
    }
    for number, (pk, parent, finding, place) in enumerate(rows):
        data |= {
            f"{prefix}-{number}-id": pk or "",
            f"{prefix}-{number}-{parent[0]}": parent[1],
            f"{prefix}-{number}-finding": finding,
            f"{prefix}-{number}-position": place,
        }
    return {**data, **more}


def test_findings_of_a_situation_are_numbered_and_saved_together(client, curator):
    situation = Situation.objects.create(slug="a-visit", title="A visit")
    findings = [make_finding() for _ in range(4)]
    rows = [
        SituationFinding.objects.create(situation=situation, finding=finding, position=place + 1)
        for place, finding in enumerate(findings[:3])
    ]
    parent = ("situation", situation.pk)
    data = inline(
        [
            (rows[0].pk, parent, findings[0].pk, 3),
            (rows[1].pk, parent, findings[1].pk, 2),
            (rows[2].pk, parent, findings[2].pk, 3),
            ("", parent, findings[3].pk, 1),
        ],
        "situationfinding_set",
        title="A visit",
        slug="a-visit",
    )

    form = reverse("admin:themes_situation_change", args=[situation.pk])
    answer = client.post(form, {**data, **seen(client, form)})

    assert answer.status_code == 302, answer.context["errors"]
    held = SituationFinding.objects.values_list("finding", "position")
    assert list(held) == [
        (findings[3].pk, 0),
        (findings[1].pk, 1),
        (findings[0].pk, 2),
        (findings[2].pk, 3),
    ]


def test_ninth_finding_of_a_situation_is_refused(client, curator):
    situation = Situation.objects.create(slug="a-visit", title="A visit")
    parent = ("situation", situation.pk)
    data = inline(
        [("", parent, make_finding().pk, "") for _ in range(9)],
        "situationfinding_set",
        title="A visit",
        slug="a-visit",
    )

    form = reverse("admin:themes_situation_change", args=[situation.pk])
    answer = client.post(form, {**data, **seen(client, form)})

    assert "A situation shows at most 8 findings." in answer.content.decode()
    assert not SituationFinding.objects.exists()


def test_new_rows_come_last(client, curator):
    KnownGap.objects.create(slug="a", topic="A", position=7)

    client.post(reverse("admin:themes_knowngap_add"), {"slug": "b", "topic": "B", "words": "", "note": ""})

    assert list(KnownGap.objects.values_list("topic", "position")) == [("A", 7), ("B", 8)]


def test_starting_points_keep_their_order_when_one_is_deleted(client, curator):
    theme = make_theme("Whole")
    findings = [make_finding(themes=(theme,)) for _ in range(3)]
    rows = [
        StartingPoint.objects.create(theme=theme, finding=finding, position=place)
        for place, finding in enumerate(findings)
    ]
    parent = ("theme", theme.pk)
    data = inline(
        [(row.pk, parent, row.finding_id, place) for place, row in enumerate(rows, 1)],
        "startingpoint_set",
        title="Whole",
        slug="whole",
        group=theme.group_id,
        **{"startingpoint_set-0-DELETE": "on"},
    )

    form = get_address("change", theme.pk)
    answer = client.post(form, {**data, **seen(client, form)})

    assert answer.status_code == 302, answer.context["errors"]
    assert list(StartingPoint.objects.values_list("finding", "position")) == [
        (findings[1].pk, 0),
        (findings[2].pk, 1),
    ]


def test_changed_address_is_said_and_the_old_one_leads_on(client, curator):
    theme = make_theme("Whole")
    data = inline([], "startingpoint_set", title="Whole", slug="renamed", group=theme.group_id)

    form = get_address("change", theme.pk)
    answer = client.post(form, {**data, **seen(client, form)}, follow=True)

    assert get_messages(answer)[0] == (
        "The address is now /themes/renamed/. The old one, which ended in “whole”, leads there for ever."
    )
    assert client.get("/themes/whole/").headers["Location"] == "/themes/renamed/"
    assert "whole" in client.get(get_address("change", theme.pk)).content.decode()


@pytest.mark.parametrize("typed", ["code", "number"])
def test_finding_is_chosen_by_its_number_where_there_are_no_scripts(client, curator, typed):
    situation, finding = Situation.objects.create(slug="a-visit", title="A visit"), make_finding()
    screen = reverse("admin:themes_situation_change", args=[situation.pk])
    data = inline(
        [("", ("situation", situation.pk), "", "")], "situationfinding_set", title="A visit", slug="a-visit"
    )
    data |= seen(client, screen)
    name = "situationfinding_set-0-finding-typed"

    page = client.get(screen).content.decode()
    refused = [client.post(screen, {**data, name: typed}) for typed in ("F99999", "x", "9" * 30)]
    odd = client.post(screen, {**data, name: "\x00"})
    client.post(screen, {**data, name: str(getattr(finding, typed))})

    assert f'name="{name}"' in page
    assert ["No finding has this number." in answer.content.decode() for answer in refused] == [True] * 3
    assert "Null characters are not allowed." in odd.content.decode()
    assert list(situation.findings.all()) == [finding]


def test_words_that_stand_in_two_places_are_told_of(client, curator):
    make_theme("Neglect", synonyms=["drift"])
    other = Synonym.objects.create(slug="mother", words=["mother", "mum"])
    data = {"slug": "parent", "words": "Mum\r\nNeglect\r\ndrift\r\nparent"}

    answer = client.post(reverse("admin:themes_synonym_add"), data, follow=True)

    warnings = [message for message in get_messages(answer) if message.startswith("“")]
    assert [warning.partition(":")[0].partition(". ")[0] for warning in warnings] == [
        f"“Mum” also stands in the set “{other}”",
        "“drift” is also a name of the theme “Neglect”",
        "“Neglect” is also a name of the theme “Neglect”",
    ]
    page = client.get(reverse("admin:themes_synonym_change", args=[Synonym.objects.get(slug="parent").pk]))
    assert "/search/?q=Mum" in page.content.decode()


def test_old_addresses_of_what_lists_are_filtered_by_lead_on(client, curator):
    agency = Agency.objects.create(slug="polise", name="Police")
    finding, other = make_finding(), make_finding()
    finding.agencies.add(agency)
    agency.slug = "police"
    agency.save()

    page = client.get("/findings/", {"agency": "polise"}, follow=True).content.decode()

    assert finding.text in page
    assert other.text not in page


def test_merged_themes_are_not_offered(client, curator):
    gone, kept = make_theme("Alpha gone"), make_theme("Alpha kept")
    merge_themes(theme=gone, into=kept)
    field = {"app_label": "themes", "model_name": "findingtheme", "field_name": "theme", "term": "Alpha"}

    offered = client.get("/admin/autocomplete/", field).json()["results"]

    assert [each["text"] for each in offered] == ["Alpha kept"]
