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
    make_period,
    make_theme,
)
from tests.themes.admin.cases import act_on, get_messages
from themes.models import (
    Citation,
    Finding,
    ReadTogether,
)

pytestmark = pytest.mark.django_db


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
    assert "This deletes, with their pages and quotations, these 2 findings" in asked.content.decode()

    response = act_on(client, "delete_drafts", *drafts, withdrawn, why="Imported twice.")

    assert set(Finding.objects.all()) == {publishable, withdrawn}
    assert set(Citation.objects.filter(pk__in=[shared.pk, own.pk])) == {shared}
    assert not ReadTogether.objects.exists()
    codes = " and ".join(one.code for one in drafts)
    assert get_messages(response) == [f"{codes} are deleted now. One was left as it was."]


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
