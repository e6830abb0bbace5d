"""The screens on which themes are merged and split, and on which that is undone."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission

from reviews.models import Series
from tests.factories import make_block, make_citation, make_finding, make_period, make_theme
from tests.themes.admin.cases import get_messages
from tests.themes.admin.themes.cases import get_address
from themes.merging.acts import merge_themes
from themes.models import FindingTheme, Rearrangement, Situation, Theme

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


def test_theme_is_merged_after_a_preview_and_the_merge_undone(client, curator):
    old, new = make_theme("Old"), make_theme("New")
    publishable("One.", old)

    chosen = client.get(get_address("merge", old.pk))
    preview = client.get(get_address("merge", old.pk), {"into": new.pk}).content.decode()
    done = client.post(get_address("merge", old.pk), {**hidden(preview), "why": "The same."}, follow=True)

    old.refresh_from_db()
    assert chosen.status_code == 200
    assert "1 finding of which it is the primary theme" in preview
    assert f"/t/{old.pk}" in preview
    assert old.merged_into == new
    assert get_messages(done) == [
        "“Old” is merged into “New”. Its addresses lead there. It can be undone on the page of “Old”."
    ]
    act = Rearrangement.objects.get()
    assert (act.by, act.why, act.theme, act.into) == (curator, "The same.", old, new)
    assert client.get(old.get_absolute_url()).headers["Location"] == new.get_absolute_url()

    page = client.get(get_address("change", old.pk)).content.decode()
    undoing = get_address("undo", old.pk, act.pk)
    assert undoing in page
    assert client.get(undoing).status_code == 200
    undone = client.post(undoing, {"why": "A mistake."}, follow=True)

    old.refresh_from_db()
    assert old.merged_into is None
    assert get_messages(undone) == ["It is undone: what it moved is back."]
    assert client.get(old.get_absolute_url()).status_code == 200
    again = client.post(undoing).content.decode()
    assert "This was undone already." in again


def test_merge_is_shown_anew_when_something_changed_since_the_preview(client, curator):
    old, new = make_theme("Old"), make_theme("New")
    preview = client.get(get_address("merge", old.pk), {"into": new.pk}).content.decode()
    publishable("Late.", old)

    answer = client.post(get_address("merge", old.pk), hidden(preview))

    assert "Something changed since you looked" in answer.content.decode()
    assert not Rearrangement.objects.exists()


@pytest.mark.parametrize("into", ["", "0", "x", "\x00", "9" * 30, "self", "merged"])
def test_merge_into_nothing_is_answered_in_words(client, curator, into):
    old, gone, other = make_theme("Old"), make_theme("Gone"), make_theme("Other")
    merge_themes(theme=gone, into=other)
    into = {"self": old.pk, "merged": gone.pk}.get(into, into)

    answer = client.post(get_address("merge", old.pk), {"into": into, "act": "merge", "seen": ""})

    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert Rearrangement.objects.count() == 1


def test_theme_that_is_merged_is_neither_merged_nor_split_again(client, curator):
    old, new = make_theme("Old"), make_theme("New")
    merge_themes(theme=old, into=new)

    for screen in ("merge", "split"):
        assert get_messages(client.get(get_address(screen, old.pk), follow=True)) == [
            "“Old” is already merged into “New”."
        ]
    for screen in ("merge", "split"):
        assert client.get(get_address(screen, 987654321)).status_code == 404
        assert client.get(f"/admin/themes/theme/{'9' * 30}/{screen}/").status_code == 404
    assert client.get(get_address("undo", new.pk, 1)).status_code == 404


def test_merging_is_a_permission_of_its_own(client):
    old, new = make_theme("Old"), make_theme("New")
    act = merge_themes(theme=make_theme("Gone"), into=new)
    user = get_user_model().objects.create_user("reader", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="change_theme"))
    client.force_login(user)
    addresses = [
        get_address("merge", old.pk),
        get_address("split", old.pk),
        get_address("undo", act.theme_id, act.pk),
    ]

    refused = [client.get(one).status_code for one in addresses] + [
        client.post(one).status_code for one in addresses
    ]
    page = client.get(get_address("change", old.pk)).content.decode()
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

    empty = client.get(get_address("split", whole.pk))
    preview = client.post(get_address("split", whole.pk), {**data, "act": "preview"})
    page = preview.content.decode()
    done = client.post(get_address("split", whole.pk), {**data, **hidden(page), "act": "split"}, follow=True)

    assert empty.status_code == 200
    assert "going" not in empty.context
    assert (preview.context["going"], preview.context["along"]) == ([one, two], [two])
    assert get_messages(done) == [
        "2 findings are filed under “Part” now. It can be undone on the page of “Whole”."
    ]
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

    answer = client.post(get_address("split", whole.pk), data)

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

    preview = client.post(get_address("split", whole.pk), {**data, "act": "preview"})

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


def test_undoing_says_first_what_stays_and_then_puts_back_the_rest(client, curator):
    old, new, third = (make_theme(title) for title in ("Old", "New", "Third"))
    moved, changed = (make_finding(text, state="draft", themes=(old,)) for text in ("Moved.", "Changed."))
    act = merge_themes(theme=old, into=new)
    changed.finding_themes.update(theme=third)
    undoing = get_address("undo", old.pk, act.pk)

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

    shown = client.get(get_address("undo", old.pk, act.pk)).content.decode()

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
        client.get(get_address("undo", old.pk, act.pk))

    assert not [each["sql"] for each in asked if each["sql"].startswith(("UPDATE", "DELETE", "INSERT"))]
    assert not [each["sql"] for each in asked if "FOR UPDATE" in each["sql"] or "KEY UPDATE" in each["sql"]]
