"""Comments are decided by people, with a reason where one is rejected, and the log of decisions stays."""

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from reviews.models import Article
from tests.factories import (
    make_theme,
)
from tests.themes.admin.cases import comment, save
from themes.discussion.moderation import decide_comment
from themes.enums import CommentState
from themes.models import (
    Comment,
    ModerationDecision,
    Thread,
)

pytestmark = pytest.mark.django_db


def test_comment_is_approved_and_the_decision_kept(client, curator, thread):
    held = comment(thread)

    save(client, held, decision="published")

    held.refresh_from_db()
    assert held.state == CommentState.PUBLISHED
    assert list(ModerationDecision.objects.values_list("comment", "decision", "by")) == [
        (held.pk, "published", curator.pk)
    ]


def test_comment_is_not_rejected_without_a_reason(client, curator, thread):
    held = comment(thread)

    page = save(client, held, decision="rejected").content.decode()
    held.refresh_from_db()
    assert held.state == CommentState.HELD
    assert "Choose a reason." in page

    save(client, held, decision="rejected", reason="names", explanation="Names a worker.")
    held.refresh_from_db()
    assert held.state == CommentState.REJECTED
    assert ModerationDecision.objects.get().explanation == "Names a worker."


def test_comments_are_rejected_together_with_a_reason(client, curator, thread):
    held = [comment(thread, position) for position in (1, 2)]
    ids = [one.pk for one in held]
    address = reverse("admin:themes_comment_changelist")

    client.post(address, {"action": "reject", "_selected_action": ids})
    assert ModerationDecision.objects.count() == 0

    client.post(address, {"action": "reject", "_selected_action": ids, "reason": "off_topic"})
    assert set(Comment.objects.values_list("state", flat=True)) == {"rejected"}


def test_curators_see_whole_words_and_the_place_in_the_thread(client, curator, thread):
    first = comment(thread, 1)
    Comment.objects.filter(pk=first.pk).update(
        body="One word after another. " * 24 + "He lives in Quay Street."
    )
    reply = comment(thread, 2, parent=first)
    Comment.objects.filter(pk=reply.pk).update(body="Well " * 150 + "or not.")

    page = client.get(reverse("admin:themes_comment_changelist")).text

    assert "He lives in Quay Street.<" in page
    assert "Comment 1<" in page
    assert "Comment 2, answer to Reader 1<" in page
    assert "Well Well… (2 words more)" in page
    assert (
        "Comment 2, answer to Reader 1<"
        in client.get(reverse("admin:themes_comment_change", args=[reply.pk])).text
    )


def test_whole_thread_is_approved_at_once_parents_first(client, curator, thread):
    first = comment(thread, 1)
    second = comment(thread, 2, parent=first)
    third = comment(thread, 3, parent=second)

    client.post(
        reverse("admin:themes_comment_changelist"),
        {"action": "approve", "_selected_action": [third.pk, second.pk, first.pk]},
    )

    assert set(Comment.objects.values_list("state", flat=True)) == {"published"}


def test_reply_is_not_shown_under_a_comment_that_is_not(thread):
    reply = comment(thread, 2, parent=comment(thread, 1))

    with pytest.raises(ValidationError, match="Decide that one first"):
        decide_comment(comment=reply, decision=CommentState.PUBLISHED, by=None)


def test_peoples_words_are_not_edited(client, curator, thread):
    held = comment(thread)

    save(client, held, body="Other words.", author_name="Somebody else")

    held.refresh_from_db()
    assert (held.body, held.author_name) == ("Words.", "Reader 1")


def test_comments_and_their_log_are_not_deleted(client, curator, thread):
    held = comment(thread)
    decide_comment(comment=held, decision=CommentState.PUBLISHED, by=curator)
    article = Article.objects.get()

    for row in (held, thread, article):
        name = f"admin:{row._meta.app_label}_{row._meta.model_name}"
        client.post(reverse(f"{name}_delete", args=[row.pk]), {"post": "yes"})
        client.post(
            reverse(f"{name}_changelist"),
            {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"},
        )

    assert ModerationDecision.objects.count() == Comment.objects.count() == 1
    empty = Thread.objects.create(theme=make_theme())
    client.post(reverse("admin:themes_thread_delete", args=[empty.pk]), {"post": "yes"})
    assert list(Thread.objects.all()) == [thread]


def test_deciding_several_says_how_many(client, curator, thread):
    held = [comment(thread, position) for position in (1, 2, 3)]
    address = reverse("admin:themes_comment_changelist")
    data: dict = {"_selected_action": [one.pk for one in held]}

    assert "3 comments approved." in _page(client, address, data | {"action": "approve"})
    data = {"_selected_action": [held[0].pk], "reason": "names"}
    assert "1 comment rejected." in _page(client, address, data | {"action": "reject"})


def _page(client, address, data) -> str:
    return client.post(address, data, follow=True).content.decode()


def test_publishing_a_reply_to_what_is_held_is_an_error_of_the_form(client, curator, thread):
    reply = comment(thread, 2, parent=comment(thread, 1))

    page = save(client, reply, decision="published").content.decode()

    assert "Decide that one first." in page
    assert "changed successfully" not in page


@pytest.mark.parametrize("decision", ["withdrawn", "rejected"])
def test_published_replies_go_with_what_they_reply_to(client, curator, thread, decision):
    first = comment(thread, 1)
    second = comment(thread, 2, parent=first)
    third = comment(thread, 3, parent=second)
    for one in (first, second, third):
        decide_comment(comment=one, decision=CommentState.PUBLISHED, by=curator)

    page = save(client, first, decision=decision, reason="names").content.decode()

    states = Comment.objects.order_by("position").values_list("state", flat=True)
    assert list(states) == [decision, "withdrawn", "withdrawn"]
    assert list(ModerationDecision.objects.values_list("reason", flat=True)[3:]) == ["names"] * 3
    assert "2 replies no longer shown with it." in page
