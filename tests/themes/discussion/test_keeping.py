"""Words that nobody sees any more go after their time, the earlier ones too, and never while something is open."""

from datetime import timedelta

import pgtrigger
import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from reviews.history.tracking import get_events
from tests.factories import make_comment, make_finding, make_member, make_notice
from tests.scr_portal.forgetting.test_forgetting import find_in_dump
from themes.discussion.keeping import EMPTIED, REJECTED_DAYS, empty_old_comments
from themes.discussion.moderation import decide_comment
from themes.discussion.posting import change_comment
from themes.discussion.sealing import (
    lift_seal,
    propose_removal,
    purge_evidence,
    settle_removal,
    withdraw_at_once,
)
from themes.enums import CommentState
from themes.models import Comment, ModerationDecision, SealedEvidence, Thread

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(days=REJECTED_DAYS + 1)


@pytest.fixture
def people():
    return [make_member("Moderator", name=name) for name in ("first", "second")]


def reject(comment: Comment, by) -> None:
    comment.refresh_from_db()
    decide_comment(
        comment=comment, decision=CommentState.REJECTED, by=by, reason="names", explanation="Says zennorcove."
    )


def make_older(comment: Comment, by: timedelta) -> None:
    """As if all that happened to it so far had happened so much earlier."""
    with pgtrigger.ignore("themes.ModerationDecision:decisions_stay"):
        for decision in comment.decisions.all():
            ModerationDecision.objects.filter(pk=decision.pk).update(at=decision.at - by)
    for event in get_events(Comment).filter(pgh_obj_id=comment.pk):
        get_events(Comment).filter(pk=event.pk).update(pgh_created_at=event.pgh_created_at - by)


def test_words_stay_while_something_about_them_is_open(people):
    first, second = people
    finding, now = make_finding(), timezone.now()
    comments = {
        name: make_comment(finding, "Zennorcove.") for name in ["plain", "lifted", "appeal", "removal"]
    }
    lift_seal(evidence=withdraw_at_once(comment=comments["lifted"], by=first), by=second)
    for comment in comments.values():
        reject(comment, first)
        make_older(comment, LONG_AGO)
    appeal = make_notice("appeal", comment=comments["appeal"])
    removal = propose_removal(comment=comments["removal"], why="An order", by=first)

    def find_emptied() -> set[str]:
        empty_old_comments()
        return {
            name for name, comment in comments.items() if Comment.objects.get(pk=comment.pk).body == EMPTIED
        }

    assert find_emptied() == {"plain", "lifted"}
    explained = ModerationDecision.objects.filter(explanation__contains="zennorcove")
    assert set(explained.values_list("comment", flat=True)) == {comments["appeal"].pk, comments["removal"].pk}
    type(appeal).objects.update(outcome="upheld", waits_for="", due_at=None, closed_at=now)
    settle_removal(removal=removal, carry_out=False, by=second)
    assert find_emptied() == comments.keys()
    assert find_in_dump("zennorcove") == []


def test_rejected_words_go_though_others_stand_in_their_place(people):
    reader = get_user_model().objects.create_user("reader")
    comment = make_comment(
        make_finding(), "It was zennorcove primary.", author=reader, state="held", posted_at=timezone.now()
    )
    Thread.objects.update(is_open=True)
    reject(comment, people[0])
    make_older(comment, LONG_AGO - timedelta(days=2))
    comment = change_comment(comment=comment, author=reader, body="It was lamorna.", wording=comment.wording)
    comment = change_comment(comment=comment, author=reader, body="It was a school.", wording=comment.wording)
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=people[0])

    assert empty_old_comments() == 0
    assert "zennorcove: themes_commentevent" in find_in_dump("zennorcove")
    make_older(comment, timedelta(days=2))
    notice = make_notice("appeal", comment=comment)
    assert empty_old_comments() == 0
    notice.delete()
    assert empty_old_comments() == 1
    assert empty_old_comments() == 0
    assert find_in_dump("zennorcove", "lamorna") == ["lamorna: themes_commentevent"]
    make_older(comment, LONG_AGO)
    empty_old_comments()
    assert find_in_dump("zennorcove", "lamorna") == []
    comment.refresh_from_db()
    assert (comment.body, comment.author_name, comment.state) == (
        "It was a school.",
        "A. Reader",
        "published",
    )


def test_a_seal_is_purged_with_what_was_said_of_it_once_nothing_is_open(people):
    comment = make_comment(make_finding(), "It was zennorcove primary.")
    reject(comment, people[0])
    comment.refresh_from_db()
    withdraw_at_once(comment=comment, by=people[0])
    SealedEvidence.objects.update(kept_until=timezone.now())
    notice = make_notice("treatment", comment=comment)

    assert purge_evidence() == 0
    notice.delete()
    assert purge_evidence() == 1
    assert find_in_dump("zennorcove") == []
