"""Several findings are published and withdrawn from their list: asked first, done in one go."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reviews.history.tracking import get_events
from tests.factories import (
    make_block,
    make_citation,
    make_finding,
    make_member,
    make_period,
    make_theme,
)
from tests.themes.admin.cases import act_on, get_messages
from tests.themes.forms import form_data
from themes.admin.findings import bulk
from themes.admin.notes import add_note, set_done
from themes.findings.block_members import delete_draft
from themes.findings.publishing import publish_finding
from themes.models import (
    Citation,
    ColleagueNote,
    Finding,
    ReadTogether,
)

pytestmark = pytest.mark.django_db
LIST = reverse("admin:themes_finding_changelist")


def test_several_findings_are_published_and_one_that_cannot_be_does_not_hold_them_up(
    client, curator, publishable
):
    not_ready = make_finding(state="draft", text="")
    chosen = {"action": "publish", "_selected_action": [publishable.pk, not_ready.pk]}

    asked = client.post(reverse("admin:themes_finding_changelist"), chosen)
    assert not Finding.objects.published().exists()
    assert [(each.finding, each.unread) for each in asked.context["going"]] == [(publishable, True)]
    assert [(each.finding, each.reasons[0]) for each in asked.context["left_out"]] == [
        (not_ready, "It has no wording of our own yet.")
    ]

    response = act_on(client, "publish", publishable, not_ready, why="A batch.")

    assert list(Finding.objects.published()) == [publishable]
    assert get_messages(response) == [f"{publishable.code} is published now. One was left as it was."]
    last = get_events(Finding).order_by("pgh_id").last()
    assert (last.pgh_context.metadata["act"], last.pgh_context.metadata["why"]) == ("publish", "A batch.")


def test_drafts_are_deleted_and_nothing_that_readers_saw(client, curator, publishable):
    drafts = [make_finding(state="draft"), make_finding(state="in_review")]
    shared, own = make_citation(publishable), make_citation(drafts[0])
    shared.findings.add(drafts[1])
    make_block(*drafts)
    withdrawn = make_finding(themes=(make_theme(),), periods=(make_period(),))
    chosen = {"action": "delete_drafts", "_selected_action": [one.pk for one in [*drafts, withdrawn]]}

    asked = client.post(reverse("admin:themes_finding_changelist"), chosen)
    assert Finding.objects.filter(pk__in=[one.pk for one in drafts]).count() == 2
    assert [each.finding for each in asked.context["going"]] == drafts
    assert "This deletes, with their pages, quotations and notes, these 2 findings" in asked.content.decode()

    response = act_on(client, "delete_drafts", *drafts, withdrawn, why="Imported twice.")

    assert set(Finding.objects.all()) == {publishable, withdrawn}
    assert set(Citation.objects.filter(pk__in=[shared.pk, own.pk])) == {shared}
    assert not ReadTogether.objects.exists()
    codes = " and ".join(one.code for one in drafts)
    assert get_messages(response) == [f"{codes} are deleted now. One was left as it was."]


@pytest.fixture
def mixed_block(published):
    """A draft with a page list of its own, read together with what readers see."""
    draft = make_finding(state="draft", review=published.review)
    make_citation(draft)
    make_block(published, draft)
    return draft


@pytest.mark.parametrize("way", ["list", "form", "not a finding", "same as"])
@pytest.mark.parametrize("role", ["Curator", "Publisher"])
def test_only_publishers_delete_what_is_read_together_with_what_readers_see(client, mixed_block, way, role):
    client.force_login(make_member(role))
    draft, lists = mixed_block, mixed_block.citations.count()
    other = make_finding(state="draft", review=draft.review)
    address = reverse("admin:themes_finding_wording_one", args=[draft.pk])

    if way == "list":
        act_on(client, "delete_drafts", draft)
    elif way == "form":
        client.post(reverse("admin:themes_finding_delete", args=[draft.pk]), {"post": "yes"})
    else:
        act = "not_a_finding" if way == "not a finding" else f"same:{other.pk}"
        client.post(address, {**form_data(client.get(address)), "act": act})

    is_left = role == "Curator"
    assert Finding.objects.filter(pk=draft.pk).exists() == is_left
    assert ReadTogether.objects.exists() == is_left
    assert draft.citations.count() == (lists if is_left else 0)
    assert not Citation.objects.filter(findings=None).exists()


def test_what_cannot_be_deleted_is_said_before_and_holds_nothing_up(client, mixed_block):
    client.force_login(make_member("Curator"))
    other = make_finding(state="draft")

    page = act_on(client, "delete_drafts", mixed_block, other, follow=False)

    assert not Finding.objects.filter(pk=other.pk).exists()
    assert Finding.objects.filter(pk=mixed_block.pk).exists()
    asked = client.post(LIST, {"action": "delete_drafts", "_selected_action": [mixed_block.pk]})
    [left] = asked.context["left_out"]
    assert "which readers see: only somebody who may publish can delete it" in left.reasons[0]
    assert page.status_code == 302


def test_open_notes_that_go_along_are_named_before(client, curator, publishable):
    quotation = publishable.quotations.create(words="Words.")
    for about in (publishable, quotation):
        add_note(about=about, text=f"Ask about the {about._meta.model_name}.", by=curator)
    add_note(about=publishable, text="Settled.", by=curator)
    set_done(ColleagueNote.objects.filter(text="Settled."), is_done=True, by=curator)

    page = client.post(LIST, {"action": "delete_drafts", "_selected_action": [publishable.pk]})

    named = [note.text for note in page.context["going"][0].notes]
    assert sorted(named) == ["Ask about the finding.", "Ask about the quotation."]
    assert all(text in page.text for text in named)
    assert "Settled." not in page.text


def test_what_goes_with_one_draft_is_named_before_on_its_form_and_after_at_the_desk(
    client, curator, publishable
):
    add_note(about=publishable, text="Ask the library.", by=curator)
    other = make_finding(state="draft")
    own, shared = make_citation(publishable, pages=("77",)), make_citation(publishable, other, pages=("88",))
    client.force_login(make_member("Curator", "somebody"))

    asked = client.get(reverse("admin:themes_finding_delete", args=[publishable.pk]))
    address = reverse("admin:themes_finding_wording_one", args=[publishable.pk])
    told = client.post(address, {**form_data(client.get(address)), "act": "not_a_finding"}, follow=True)

    assert "Ask the library." in asked.text
    assert f"Page list: {own}" in asked.context["deleted_objects"]
    assert f"Page list: {shared}" not in asked.context["deleted_objects"]
    assert "Yes, delete it" in asked.text
    assert "went with it: “Ask the library.”" in get_messages(told)[0]


@pytest.mark.parametrize("meanwhile", ["published", "deleted", "reworded"])
def test_drafts_are_read_again_once_nobody_else_can_change_them(
    client, curator, publishable, meanwhile, monkeypatch
):
    """Somebody else was a moment quicker, after the list was read and before its rows were locked."""
    other = make_finding(state="draft")

    lock = bulk._lock

    def lock_too_late(findings):
        if meanwhile == "published":
            publish_finding(finding=publishable)
        elif meanwhile == "deleted":
            delete_draft(finding=publishable)
        else:
            Finding.objects.filter(pk=publishable.pk).update(text="Changed meanwhile.")
        return lock(findings)

    chosen = {"action": "delete_drafts", "_selected_action": [publishable.pk, other.pk], "post": "yes"}
    shown = [each.mark for each in client.post(LIST, chosen | {"post": ""}).context["going"]]
    monkeypatch.setattr(bulk, "_lock", lock_too_late)

    page = client.post(LIST, {**chosen, "shown": shown})

    assert page.status_code == 200
    assert page.context["is_stale"] is True
    assert Finding.objects.filter(pk=other.pk).exists()


def test_that_all_are_published_meanwhile_is_said(client, curator, publishable):
    chosen = {"action": "delete_drafts", "_selected_action": [publishable.pk], "post": "yes"}
    shown = [each.mark for each in client.post(LIST, chosen | {"post": ""}).context["going"]]
    publish_finding(finding=publishable)

    page = client.post(LIST, {**chosen, "shown": shown})

    assert "Something changed since this page was opened, so nothing was deleted." in page.text


@pytest.mark.parametrize("name", ["publish", "withdraw"])
def test_what_is_read_together_comes_along_and_is_named(client, curator, publishable, name):
    state = "draft" if name == "publish" else "published"
    one, other = (
        make_finding(state=state, themes=(make_theme(),), periods=(make_period(),)) for _ in range(2)
    )
    make_block(one, other)

    asked = client.post(
        reverse("admin:themes_finding_changelist"), {"action": name, "_selected_action": [one.pk]}
    )
    act_on(client, name, one)

    assert [(each.finding, each.chosen) for each in asked.context["going"]] == [(one, True), (other, False)]
    wanted = "published" if name == "publish" else "withdrawn"
    assert list(Finding.objects.filter(state=wanted).order_by("pk")) == [one, other]


def test_wording_changed_since_the_question_is_not_published(client, curator, publishable):
    address = reverse("admin:themes_finding_changelist")
    chosen = {"action": "publish", "_selected_action": [publishable.pk]}
    shown = [each.mark for each in client.post(address, chosen).context["going"]]
    publishable.text = "Changed meanwhile."
    publishable.save(update_fields=["text"])

    page = client.post(address, {**chosen, "post": "yes", "shown": shown}).content.decode()

    assert "Something changed since this page was opened" in page
    assert "Changed meanwhile." in page
    assert not Finding.objects.published().exists()


def test_no_more_are_published_than_somebody_reads(client, curator, monkeypatch):
    monkeypatch.setattr("themes.admin.findings.bulk.MOST_AT_ONCE", 1)
    drafts = [make_finding(state="draft") for _ in range(2)]

    response = act_on(client, "publish", *drafts)

    assert get_messages(client.get(response["Location"])) == [
        "At most 1 findings can be published at once, so that somebody can read what they are. You chose 2: nothing "
        "was published. Choose fewer."
    ]


@pytest.mark.parametrize("name", ["publish", "withdraw"])
def test_queries_of_several_do_not_grow(client, curator, name, django_assert_num_queries):
    state = "draft" if name == "publish" else "published"
    rows = [make_finding(state=state, themes=(make_theme(),), periods=(make_period(),)) for _ in range(6)]
    for finding in rows:
        make_citation(finding)
    act_on(client, name, rows[0], follow=False)
    with CaptureQueriesContext(connection) as few:
        act_on(client, name, rows[1], follow=False)

    with django_assert_num_queries(len(few)):
        act_on(client, name, *rows[2:], follow=False)
