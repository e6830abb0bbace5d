"""The screens on which themes are merged, split and put in order."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.urls import reverse

from reviews.history.tracking import events_of
from reviews.models import Series
from tests.factories import make_block, make_citation, make_finding, make_period, make_theme
from tests.themes.forms import seen
from themes.merging.acts import merge_themes
from themes.models import (
    Agency,
    FindingTheme,
    KnownGap,
    Rearrangement,
    Situation,
    SituationFinding,
    StartingPoint,
    Synonym,
    Theme,
    ThemeGroup,
)

pytestmark = pytest.mark.django_db


def publishable(text, *themes):
    finding = make_finding(text, themes=themes, periods=(make_period(),))
    make_citation(finding)
    return finding


def hidden(page: str) -> dict[str, str]:
    """What the hidden fields of a page would send."""
    return {
        name: value.replace("&#x27;", "'")
        for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page)
    }


def address(name, *args):
    return reverse(f"admin:themes_theme_{name}", args=args)


def said(response) -> list[str]:
    return [str(message) for message in response.context["messages"]]


def test_theme_is_merged_after_a_preview_and_the_merge_undone(client, curator):
    old, new = make_theme("Old"), make_theme("New")
    publishable("One.", old)

    chosen = client.get(address("merge", old.pk))
    preview = client.get(address("merge", old.pk), {"into": new.pk}).content.decode()
    done = client.post(address("merge", old.pk), {**hidden(preview), "why": "The same."}, follow=True)

    old.refresh_from_db()
    assert chosen.status_code == 200
    assert "1 finding of which it is the primary theme" in preview
    assert f"/t/{old.pk}" in preview
    assert old.merged_into == new
    assert said(done) == [
        "“Old” is merged into “New”. Its addresses lead there. It can be undone on the page of “Old”."
    ]
    act = Rearrangement.objects.get()
    assert (act.by, act.why, act.theme, act.into) == (curator, "The same.", old, new)
    assert client.get(old.get_absolute_url()).headers["Location"] == new.get_absolute_url()

    page = client.get(address("change", old.pk)).content.decode()
    undoing = address("undo", old.pk, act.pk)
    assert undoing in page
    assert client.get(undoing).status_code == 200
    undone = client.post(undoing, {"why": "A mistake."}, follow=True)

    old.refresh_from_db()
    assert old.merged_into is None
    assert said(undone) == ["It is undone: what it moved is back."]
    assert client.get(old.get_absolute_url()).status_code == 200
    again = client.post(undoing).content.decode()
    assert "This was undone already." in again


def test_merge_is_shown_anew_when_something_changed_since_the_preview(client, curator):
    old, new = make_theme("Old"), make_theme("New")
    preview = client.get(address("merge", old.pk), {"into": new.pk}).content.decode()
    publishable("Late.", old)

    answer = client.post(address("merge", old.pk), hidden(preview))

    assert "Something changed since you looked" in answer.content.decode()
    assert not Rearrangement.objects.exists()


@pytest.mark.parametrize("into", ["", "0", "x", "\x00", "9" * 30, "self", "merged"])
def test_merge_into_nothing_is_answered_in_words(client, curator, into):
    old, gone, other = make_theme("Old"), make_theme("Gone"), make_theme("Other")
    merge_themes(theme=gone, into=other)
    into = {"self": old.pk, "merged": gone.pk}.get(into, into)

    answer = client.post(address("merge", old.pk), {"into": into, "act": "merge", "seen": ""})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert Rearrangement.objects.count() == 1


def test_theme_that_is_merged_is_neither_merged_nor_split_again(client, curator):
    old, new = make_theme("Old"), make_theme("New")
    merge_themes(theme=old, into=new)

    for screen in ("merge", "split"):
        assert said(client.get(address(screen, old.pk), follow=True)) == [
            "“Old” is already merged into “New”."
        ]
    for screen in ("merge", "split"):
        assert client.get(address(screen, 987654321)).status_code == 404
        assert client.get(f"/admin/themes/theme/{'9' * 30}/{screen}/").status_code == 404
    assert client.get(address("undo", new.pk, 1)).status_code == 404


def test_merging_is_a_permission_of_its_own(client):
    old, new = make_theme("Old"), make_theme("New")
    act = merge_themes(theme=make_theme("Gone"), into=new)
    user = get_user_model().objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_theme"))
    client.force_login(user)
    addresses = [
        address("merge", old.pk),
        address("split", old.pk),
        address("undo", act.theme_id, act.pk),
    ]

    refused = [client.get(one).status_code for one in addresses] + [
        client.post(one).status_code for one in addresses
    ]
    page = client.get(address("change", old.pk)).content.decode()
    user.user_permissions.add(Permission.objects.get(codename="merge_theme"))
    allowed = [client.get(one).status_code for one in addresses]

    assert refused == [403] * 6
    assert "Merge…" not in page
    assert allowed == [200] * 3


SPLIT = {"mode": "move", "where": "new", "reading": "copy", "why": "Two lessons.", "numbers": ""}
NEW = {
    "new-title": "Part",
    "new-slug": "part",
    "new-summary": "",
    "new-scope_note": "",
    "new-content_note": "",
}


def test_theme_is_split_after_a_preview(client, curator):
    whole = make_theme("Whole")
    one, two, three = (publishable(text, whole) for text in ("One.", "Two.", "Three."))
    make_block(one, two)
    data = {**SPLIT, **NEW, "new-group": whole.group_id, "finding": [one.pk]}

    empty = client.get(address("split", whole.pk))
    preview = client.post(address("split", whole.pk), {**data, "act": "preview"})
    page = preview.content.decode()
    done = client.post(address("split", whole.pk), {**data, **hidden(page), "act": "split"}, follow=True)

    assert empty.status_code == 200
    assert "going" not in empty.context
    assert (preview.context["going"], preview.context["along"]) == ([one, two], [two])
    assert said(done) == ["2 findings are filed under “Part” now. It can be undone on the page of “Whole”."]
    part = Theme.objects.get(slug="part")
    assert list(part.findings.all()) == [one, two]
    assert list(whole.findings.all()) == [three]
    assert client.get(part.get_absolute_url()).status_code == 200


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"finding": []}, "Tick at least one finding that goes."),
        ({"finding": ["x", "\x00", "9" * 40]}, "Tick at least one finding that goes."),
        ({"finding": [], "numbers": "F1\x00"}, "Null characters are not allowed"),
        ({"finding": [], "numbers": "F99999999999999"}, "is not a number of a finding"),
        ({"finding": [], "numbers": "F999888"}, "Not under this theme: F999888."),
        ({"where": "existing", "into": ""}, "Choose the theme they go to."),
        ({"where": "existing", "into": "7" * 30}, "Choose one of the themes in the list."),
        ({"reading": ""}, "Say what was read for the new theme."),
        ({"new-slug": "whole"}, "is or was the address of another theme"),
        ({"new-slug": "old-address"}, "is or was the address of another theme"),
        ({"new-title": ""}, "This field is required."),
        ({"mode": ""}, "This field is required."),
        ({"mode": "\x00", "where": "7"}, "Select a valid choice"),
    ],
)
def test_split_that_cannot_be_made_is_answered_in_words_and_nothing_is_lost(
    client, curator, changes, message
):
    whole, other = make_theme("Whole"), make_theme("Other", slug="old-address")
    other.slug = "other"
    other.save()
    one, _two = publishable("One.", whole), publishable("Two.", whole)
    data = {**SPLIT, **NEW, "new-group": whole.group_id, "finding": [one.pk], "act": "split", **changes}

    answer = client.post(address("split", whole.pk), data)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert message in page
    assert "Two lessons." in page
    assert not Rearrangement.objects.exists()
    assert FindingTheme.objects.filter(theme=whole).count() == 2


def test_typed_numbers_go_too_and_the_form_can_be_changed_after_the_preview(client, curator):
    whole, other = make_theme("Whole"), make_theme("Other")
    one, two, _three = (publishable(text, whole) for text in ("One.", "Two.", "Three."))
    data = {
        **SPLIT,
        "where": "existing",
        "into": other.pk,
        "finding": [one.pk],
        "numbers": f"{two.code}, {one.number}",
    }

    preview = client.post(address("split", whole.pk), {**data, "act": "preview"})

    assert preview.context["going"] == [one, two]
    assert preview.context["ticked"] == {one.pk}


@pytest.mark.parametrize("rows", [1, 7])
def test_screens_take_as_many_queries_however_much_there_is(
    client, curator, django_assert_max_num_queries, rows
):
    old, new = make_theme("Old"), make_theme("New")
    for _ in range(rows):
        publishable(None, old)
        make_theme()

    for screen, most in ((f"merge/?into={new.pk}", 24), ("split/", 14), ("change/", 28)):
        with django_assert_max_num_queries(most):
            assert client.get(f"/admin/themes/theme/{old.pk}/{screen}").status_code == 200
    with django_assert_max_num_queries(9):
        client.get("/admin/themes/theme/")


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

    assert said(answer) == ["1 theme was changed successfully."]
    assert list(Theme.objects.exclude(pk=other.pk).order_by("position").values_list("title", "position")) == [
        ("C", 0),
        ("A", 1),
        ("B", 2),
    ]
    other.refresh_from_db()
    assert other.position == 4
    context = events_of(Theme).order_by("-pgh_id").first().pgh_context.metadata
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

    assert len(said(answer)) == 1
    assert "Somebody else changed the order" in said(answer)[0]
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

    form = address("change", theme.pk)
    answer = client.post(form, {**data, **seen(client, form)})

    assert answer.status_code == 302, answer.context["errors"]
    assert list(StartingPoint.objects.values_list("finding", "position")) == [
        (findings[1].pk, 0),
        (findings[2].pk, 1),
    ]


def test_changed_address_is_said_and_the_old_one_leads_on(client, curator):
    theme = make_theme("Whole")
    data = inline([], "startingpoint_set", title="Whole", slug="renamed", group=theme.group_id)

    form = address("change", theme.pk)
    answer = client.post(form, {**data, **seen(client, form)}, follow=True)

    assert said(answer)[0] == (
        "The address is now /themes/renamed/. The old one, which ended in “whole”, leads there for ever."
    )
    assert client.get("/themes/whole/").headers["Location"] == "/themes/renamed/"
    assert "whole" in client.get(address("change", theme.pk)).content.decode()


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
    refused = [client.post(screen, {**data, name: said}) for said in ("F99999", "x", "9" * 30)]
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

    warnings = [message for message in said(answer) if message.startswith("“")]
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


def test_undoing_says_first_what_stays_and_then_puts_back_the_rest(client, curator):
    old, new, third = (make_theme(title) for title in ("Old", "New", "Third"))
    moved, changed = (make_finding(text, state="draft", themes=(old,)) for text in ("Moved.", "Changed."))
    act = merge_themes(theme=old, into=new)
    changed.finding_themes.update(theme=third)
    undoing = address("undo", old.pk, act.pk)

    shown = client.get(undoing).content.decode()
    assert "2 finding themes" in shown
    first = client.post(undoing, {"why": "A mistake."}).content.decode()

    assert "Nothing was put back yet." in first
    assert f"{changed.code}: where it is filed was changed since" in first
    assert [moved.themes.get(), changed.themes.get()] == [new, third]
    client.post(undoing, {"why": "A mistake.", "act": "undo"})
    assert [moved.themes.get(), changed.themes.get()] == [old, third]


@pytest.mark.parametrize("number", [1, 2])
def test_what_was_moved_is_counted_in_words_that_curators_know(client, curator, number):
    old, new = make_theme("Old"), make_theme("New")
    for place in range(number):
        old.series.add(Series.objects.create(slug=f"s{place}", title=f"Series {place}"))
        old.related.add(make_theme(f"Related {place}"))
        Situation.objects.create(slug=f"at-{place}", title=f"At {place}").themes.add(old)
    act = merge_themes(theme=old, into=new)

    shown = client.get(address("undo", old.pk, act.pk)).content.decode()

    words = {1: ("1 related theme<", "1 situation<", "1 table of figures<")}.get(
        number, ("2 related themes<", "2 situations<", "2 tables of figures<")
    )
    assert [each for each in words if each not in shown] == []
    assert "seriess" not in shown


def test_looking_at_an_undoing_writes_nothing(client, curator, django_assert_max_num_queries):
    old, new = make_theme("Old"), make_theme("New")
    for text in ("One.", "Two.", "Three."):
        make_finding(text, themes=(old,))
    act = merge_themes(theme=old, into=new)

    with django_assert_max_num_queries(25) as asked:
        client.get(address("undo", old.pk, act.pk))

    assert not [each["sql"] for each in asked if each["sql"].startswith(("UPDATE", "DELETE", "INSERT"))]
    assert not [each["sql"] for each in asked if "FOR UPDATE" in each["sql"] or "KEY UPDATE" in each["sql"]]
