"""Comments are decided by people, with a reason where one is rejected, and the log of decisions stays."""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse, reverse_lazy

from reviews.models import Article
from tests.factories import make_member, make_theme
from tests.themes.admin.cases import comment, save
from themes.discussion.moderation import decide_comment
from themes.enums import CommentState
from themes.models import (
    Comment,
    LegalRemoval,
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
    logged = LogEntry.objects.latest("pk")
    assert logged.object_repr == f"Comment {held.pk}"
    LogEntry.objects.update(object_repr=f"{held.author_name}: {held.body}")  # as an earlier release logged it
    import_module("themes.migrations.0060_logs_without_words_of_comments").empty_log(apps, None)
    assert set(LogEntry.objects.values_list("object_repr", flat=True)) == {f"Comment {held.pk}"}
    assert not {word for word in (*held.body.split(), held.author_name) if word in logged.change_message}


CARDS = reverse_lazy("admin:themes_comment_changelist")


def decide(client, decisions, **said):
    """Open the cards and send all of them back, with these decisions about comments."""
    page = client.get(CARDS)
    data = {"card": [card.comment.pk for card in page.context["cards"]]}
    for card in page.context["cards"]:
        data |= {field.html_name: field.value() or "" for field in card.form}
    data |= {f"comment-{each.pk}-decision": decision for each, decision in decisions.items()}
    return client.post(CARDS, data | said, follow=True)


def states() -> list[str]:
    return list(Comment.objects.order_by("position").values_list("state", flat=True))


def test_one_save_takes_a_decision_for_each_card(client, curator, thread):
    first, second, third, _ = (comment(thread, position) for position in (1, 2, 3, 4))
    reason = {f"comment-{second.pk}-reason": "names", f"comment-{second.pk}-explanation": "Names a worker."}

    page = decide(client, {first: "published", second: "rejected", third: "published"}, **reason).text

    assert states() == ["published", "rejected", "published", "held"]
    logged = ModerationDecision.objects.order_by("comment").values_list(
        "comment", "reason", "explanation", "by"
    )
    assert list(logged) == [
        (first.pk, "", "", curator.pk),
        (second.pk, "names", "Names a worker.", curator.pk),
        (third.pk, "", "", curator.pk),
    ]
    assert "3 comments decided: 2 published and 1 rejected." in page


def test_where_one_decision_is_refused_none_is_taken_and_all_that_was_chosen_stays(client, curator, thread):
    first, second = comment(thread, 1), comment(thread, 2)

    page = decide(client, {first: "published", second: "rejected"})

    assert states() == ["held", "held"]
    assert ModerationDecision.objects.count() == 0
    assert [card.comment.pk for card in page.context["cards"] if card.problems] == [second.pk]
    [(target, _)] = page.context["error_links"]
    assert f'id="{target}"' in page.text
    assert "Comment 2: Choose a reason." in page.text
    chosen = {card.comment.pk: card.form["decision"].value() for card in page.context["cards"]}
    assert chosen == {first.pk: "published", second.pk: "rejected"}


def test_reply_is_published_in_the_same_save_as_what_it_answers_and_not_without_it(client, curator, thread):
    first = comment(thread, 1)
    second = comment(thread, 2, parent=first)

    assert "Decide that one first." in decide(client, {second: "published"}).text
    assert states() == ["held", "held"]
    decide(client, {second: "published", first: "published"})
    assert states() == ["published", "published"]


def test_reply_is_published_under_the_place_of_what_was_rejected(client, curator, thread):
    first = comment(thread, 1)
    second = comment(thread, 2, parent=first)

    decide(client, {first: "rejected", second: "published"}, **{f"comment-{first.pk}-reason": "names"})

    assert states() == ["rejected", "published"]


def test_where_a_comment_is_held_again_its_replies_are_held_too_and_one_rejected_beside_it_keeps_its_reason(
    client, curator, thread
):
    first = comment(thread, 1)
    second, third = (comment(thread, position, parent=first) for position in (2, 3))
    decide(client, {first: "published", second: "published", third: "published"})

    page = decide(client, {first: "held", second: "rejected"}, **{f"comment-{second.pk}-reason": "link"}).text

    assert states() == ["held", "rejected", "held"]
    assert "1 reply no longer shown with it." in page


def test_a_decision_is_about_the_words_that_were_read(client, curator, thread):
    first = comment(thread)
    opened = client.get(CARDS)
    data = {"card": first.pk, f"comment-{first.pk}-decision": "published"}
    data |= {field.html_name: field.value() or "" for field in opened.context["cards"][0].form} | data
    Comment.objects.update(body="Other words.", wording=2)

    page = client.post(CARDS, data, follow=True)

    assert states() == ["held"]
    assert "Its author changed it after you opened this list." in page.text
    assert "Other words." in page.text
    decide(client, {first: "published"})
    assert states() == ["published"]


def test_what_its_author_withdrew_is_not_published_again_by_the_way(thread, curator):
    held = comment(thread)
    decide_comment(comment=held, decision=CommentState.WITHDRAWN, by=None, reason="author")

    with pytest.raises(ValidationError, match="Its author does not want it shown"):
        decide_comment(comment=held, decision=CommentState.PUBLISHED, by=curator)


def test_words_without_a_decision_are_not_lost(client, curator, thread):
    first, second = comment(thread, 1), comment(thread, 2)

    page = decide(client, {first: "published"}, **{f"comment-{second.pk}-explanation": "Ask Ann first."})

    assert states() == ["held", "held"]
    assert "Choose a decision too" in page.text
    assert "Ask Ann first." in page.text


def test_saving_without_any_decision_says_so(client, curator, thread):
    comment(thread)

    assert "Nothing was saved: no decision was chosen." in decide(client, {}).text


def test_only_those_who_decide_about_comments_may(client, thread):
    held = comment(thread)
    client.force_login(make_member("Curator"))

    answer = client.post(CARDS, {"card": [held.pk], f"comment-{held.pk}-decision": "published"})

    assert (answer.status_code, states()) == (403, ["held"])


def test_cards_take_the_same_queries_however_many_there_are(client, curator, thread):
    comment(thread)
    with CaptureQueriesContext(connection) as one:
        client.get(CARDS)
    for position in range(2, 26):
        decide_comment(
            comment=comment(thread, position, parent=Comment.objects.get(position=position - 1)),
            decision=CommentState.HELD,
            by=curator,
        )

    with CaptureQueriesContext(connection) as many:
        page = client.get(CARDS)

    assert len(page.context["cards"]) == 25
    assert len(many) - len(one) <= 1  # the decisions of those that have any


def test_curators_see_whole_words_and_the_place_in_the_thread(client, curator, thread):
    first = comment(thread, 1)
    Comment.objects.filter(pk=first.pk).update(
        body="One word after another. " * 24 + "He lives in Quay Street."
    )
    reply = comment(thread, 2, parent=first)
    Comment.objects.filter(pk=reply.pk).update(body="Well " * 150 + "or not.")

    page = client.get(CARDS).text

    assert "He lives in <mark>Quay Street<sup>" in page
    assert "Comment 1<" in page
    assert "Comment 2, reply to Reader 1<" in page
    assert "Well or not.<" in page
    assert (
        "Comment 2, reply to Reader 1<"
        in client.get(reverse("admin:themes_comment_change", args=[reply.pk])).text
    )


def test_a_card_says_what_its_author_and_colleagues_did(client, curator, thread):
    held = comment(thread)
    decide_comment(comment=held, decision=CommentState.REJECTED, by=curator, reason="names")
    Comment.objects.filter(pk=held.pk).update(state="held")  # as after its author changed it
    page = " ".join(client.get(CARDS).text.split())
    assert "Changed by its author since. Rejected by" in page
    assert "waits for a second person" not in page
    assert "Its author does not want it shown" not in page

    LegalRemoval.objects.create(comment=held, why="An order", proposed_by=curator)
    Comment.objects.filter(pk=held.pk).update(is_imported=True)
    page = client.get(CARDS).text
    assert "waits for a second person" in page
    assert "Its author does not want it shown" in page


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


def test_publishing_a_reply_to_what_is_held_is_an_error_of_the_form(client, curator, thread):
    reply = comment(thread, 2, parent=comment(thread, 1))

    page = save(client, reply, decision="published").content.decode()

    assert "Decide that one first." in page
    assert "changed successfully" not in page


@pytest.mark.parametrize(("reason", "said"), [("author", "Withdrawn"), ("names", "Taken down")])
def test_what_its_author_withdrew_is_told_from_what_was_taken_down(client, curator, thread, reason, said):
    shown = comment(thread)
    decide_comment(comment=shown, decision=CommentState.WITHDRAWN, by=curator, reason=reason)

    page = client.get(reverse("admin:themes_comment_changelist")).content.decode()

    assert f'comment-card__state">{said}' in page
    assert "Leave it not shown" in page


@pytest.mark.parametrize("decision", ["withdrawn", "rejected"])
def test_published_replies_stay_where_what_they_reply_to_is_taken_away(client, curator, thread, decision):
    first = comment(thread, 1)
    second = comment(thread, 2, parent=first)
    for one in (first, second):
        decide_comment(comment=one, decision=CommentState.PUBLISHED, by=curator)

    save(client, first, decision=decision, reason="names")

    assert states() == [decision, "published"]
