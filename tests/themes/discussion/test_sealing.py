"""Taken down at once by one, removed by law by two; sealed, looked at on record, purged in the history too."""

from datetime import timedelta

import pgtrigger
import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from reviews.history.tracking import get_events
from tests.factories import make_comment, make_finding, make_member
from tests.scr_portal.forgetting.test_forgetting import find_in_dump
from themes.discussion.keeping import EMPTIED, REJECTED_DAYS, WITHDRAWN_DAYS, empty_old_comments
from themes.discussion.moderation import decide_comment
from themes.discussion.names import decide_name, wish_name
from themes.discussion.posting import PostingError, change_comment, withdraw_comment
from themes.discussion.sealing import (
    IN_PLACE,
    lift_seal,
    look_at_evidence,
    propose_removal,
    purge_evidence,
    settle_removal,
    withdraw_at_once,
    withdraw_thread_at_once,
)
from themes.enums import CommentState
from themes.models import Comment, LegalRemoval, ModerationDecision, SealedEvidence, Thread

pytestmark = pytest.mark.django_db

WORDS = "It was zennorcove primary."


@pytest.fixture
def comment():
    return make_comment(make_finding(), WORDS, author_name="Lamorna", is_imported=True)


@pytest.fixture
def people():
    return [make_member("Moderator", name=name) for name in ("first", "second")]


def test_what_is_withdrawn_at_once_stands_nowhere_but_in_the_seal(comment, people):
    reply = make_comment(to=comment)
    unseen = make_comment(to=comment, state="rejected")
    below = make_comment(to=unseen)
    comment.body = f"{WORDS} Really."
    comment.save()
    evidence = withdraw_at_once(comment=comment, by=people[0])
    assert withdraw_at_once(comment=comment, by=people[1]) == evidence

    comment.refresh_from_db()
    assert (comment.state, comment.body, comment.author_name) == (CommentState.WITHDRAWN, IN_PLACE, "")
    states = dict(Comment.objects.values_list("pk", "state"))
    assert [states[each.pk] for each in (reply, unseen, below)] == ["held", "rejected", "held"]
    assert find_in_dump("zennorcove", "lamorna") == [
        "zennorcove: themes_sealedevidence",
        "lamorna: themes_sealedevidence",
    ]
    seen = look_at_evidence(evidence=evidence, by=people[1])
    assert (seen.body, seen.author_name, seen.earlier) == (f"{WORDS} Really.", "Lamorna", [WORDS])
    assert [look.by for look in evidence.looks.all()] == [people[1]]
    for decision in CommentState:
        with pytest.raises(ValidationError, match="sealed"):
            decide_comment(comment=comment, decision=decision, by=people[0], reason="other")
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(state="published")


def test_the_seal_is_purged_when_its_time_is_over(comment, people, settings):
    settings.EVIDENCE_DAYS = 30
    Comment.objects.filter(pk=comment.pk).update(body="Another wording.")
    comment.refresh_from_db()
    evidence = withdraw_at_once(comment=comment, by=people[0])
    assert timedelta(days=29) < evidence.kept_until - timezone.now() <= timedelta(days=30)
    assert purge_evidence() == 0
    SealedEvidence.objects.update(kept_until=timezone.now())

    assert purge_evidence() == 1
    assert find_in_dump("zennorcove", "lamorna") == []
    with pytest.raises(ValidationError, match="Nothing is sealed"):
        lift_seal(evidence=evidence, by=people[0])
    with pytest.raises(IntegrityError, match="sealed"), transaction.atomic():
        Comment.objects.filter(pk=comment.pk).update(state="published")


def test_a_mistake_is_put_back_and_decided_anew(comment, people):
    lift_seal(evidence=withdraw_at_once(comment=comment, by=people[0]), by=people[1])

    comment.refresh_from_db()
    assert (comment.state, comment.body, comment.author_name) == (CommentState.HELD, WORDS, "Lamorna")
    assert find_in_dump("zennorcove")[-1] != "zennorcove: themes_sealedevidence"
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=people[0])
    withdraw_at_once(comment=comment, by=people[0])
    assert comment.evidence.count() == 2


def test_a_whole_thread_goes_at_once(comment, people):
    make_comment(to=comment)
    held = make_comment(comment.thread.finding, state="held")
    assert withdraw_thread_at_once(thread=comment.thread, by=people[0]) == 2

    comment.thread.refresh_from_db()
    assert not comment.thread.is_open
    assert SealedEvidence.objects.count() == 2
    held.refresh_from_db()
    assert held.state == CommentState.HELD


def test_a_legal_removal_takes_two(comment, people):
    first, second = people
    with pytest.raises(ValidationError, match="cannot be blank"):
        propose_removal(comment=comment, why="", by=first)
    removal = propose_removal(comment=comment, why="Order of the court", by=first)

    comment.refresh_from_db()
    assert comment.state == CommentState.HELD
    with pytest.raises(ValidationError, match="proposed it already"):
        propose_removal(comment=comment, why="Order", by=second)
    with pytest.raises(ValidationError, match="settle that first"):
        decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=second)
    for carry_out in (True, False):
        with pytest.raises(ValidationError, match="two persons"):
            settle_removal(removal=removal, carry_out=carry_out, by=first)
    with pytest.raises(IntegrityError, match="need_two_persons"), transaction.atomic():
        LegalRemoval.objects.update(settled_by=first, settled_at=timezone.now(), is_carried_out=True)
    settle_removal(removal=removal, carry_out=True, by=second)

    comment.refresh_from_db()
    assert (comment.state, comment.body) == (CommentState.WITHDRAWN, IN_PLACE)
    assert comment.decisions.last().by == second
    with pytest.raises(ValidationError, match="meanwhile"):
        settle_removal(removal=removal, carry_out=False, by=second)


def test_a_removal_of_what_was_sealed_meanwhile_is_settled_too(comment, people):
    removal = propose_removal(comment=comment, why="Order of the court", by=people[0])
    evidence = withdraw_at_once(comment=comment, by=people[0])
    settle_removal(removal=removal, carry_out=True, by=people[1])

    assert list(SealedEvidence.objects.all()) == [evidence]
    assert LegalRemoval.objects.get().is_carried_out


def test_what_is_to_be_removed_is_not_changed_before(people):
    author = User.objects.create_user("kim@example.org")
    comment = make_comment(make_finding(), WORDS, author=author, posted_at=timezone.now())
    Thread.objects.update(is_open=True)
    removal = propose_removal(comment=comment, why="Order of the court", by=people[0])

    with pytest.raises(PostingError, match="cannot be changed now"):
        change_comment(comment=comment, author=author, body="Harmless.", wording=1)
    settle_removal(removal=removal, carry_out=True, by=people[1])
    assert SealedEvidence.objects.get().body == WORDS


def test_a_name_that_was_refused_since_does_not_come_back_with_the_seal(people):
    author = User.objects.create_user("kim@example.org")
    member = wish_name(user=author, name="Lamorna")
    decide_name(member=member, seen=("Lamorna", "held"), decision="published", by=people[0])
    comment = make_comment(make_finding(), WORDS, author=author, author_name="Lamorna")
    left = make_comment(make_finding(), WORDS, author_name="Lamorna")
    sealed = [withdraw_at_once(comment=each, by=people[0]) for each in (comment, left)]
    decide_name(
        member=member, seen=("Lamorna", "published"), decision="rejected", reason="identifies", by=None
    )

    assert set(Comment.objects.values_list("author_name", flat=True)) == {""}
    for evidence in sealed:
        lift_seal(evidence=evidence, by=people[1])
    assert set(Comment.objects.values_list("author_name", flat=True)) == {"A reader"}


def test_what_its_author_withdraws_while_it_is_sealed_does_not_come_back(people):
    author, other = (User.objects.create_user(f"{name}@example.org") for name in ("kim", "lou"))
    about = make_finding()
    comments = [
        make_comment(about, f"{WORDS} {n}", author=who) for n, who in enumerate((author, author, other))
    ]
    sealed = [withdraw_at_once(comment=comment, by=people[0]) for comment in comments]
    for _ in range(2):
        withdraw_comment(comment=comments[0], author=author)
    assert comments[0].decisions.filter(reason="author", by=None).count() == 1
    for evidence in sealed[:2]:
        lift_seal(evidence=evidence, by=people[1])
    assert [Comment.objects.get(pk=each.pk).state for each in comments[:2]] == ["withdrawn", "held"]
    assert SealedEvidence.objects.exclude(lifted_at=None).filter(account_mark="").count() == 2

    # By a mark, and by nothing else, several are known to be of one account once it is deleted.
    again = withdraw_at_once(comment=comments[1], by=people[0])
    pair = withdraw_at_once(comment=make_comment(about, author=author), by=people[0])
    author.delete()
    marks = {each.pk: each.account_mark for each in SealedEvidence.objects.filter(lifted_at=None)}
    assert marks[again.pk] == marks[pair.pk] != marks[sealed[2].pk]
    assert "kim" not in str(SealedEvidence.objects.filter(pk=pair.pk).values().get())
    SealedEvidence.objects.update(kept_until=timezone.now())
    purge_evidence()
    assert set(SealedEvidence.objects.values_list("account_mark", flat=True)) == {""}


def test_a_removal_that_is_refused_leaves_the_comment_to_be_decided(comment, people):
    removal = propose_removal(comment=comment, why="Order of the court", by=people[0])
    settle_removal(removal=removal, carry_out=False, by=people[1])

    comment.refresh_from_db()
    assert (comment.state, comment.body) == (CommentState.HELD, WORDS)
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=people[0])


def test_words_that_nobody_sees_go_after_their_time(people):
    finding = make_finding()
    made = {
        (state, days): make_comment(finding, f"Words zennorcove {state} {days}", state="published")
        for state, days in (
            ("rejected", REJECTED_DAYS + 1),
            ("rejected", REJECTED_DAYS - 1),
            ("withdrawn", WITHDRAWN_DAYS + 1),
            ("withdrawn", WITHDRAWN_DAYS - 1),
            ("published", 5000),
            ("held", 5000),
        )
    }
    for (state, days), each in made.items():
        decide_comment(
            comment=each,
            decision=CommentState(state),
            by=people[0],
            reason="personal",
            explanation="zennorcove",
        )
        with pgtrigger.ignore("themes.ModerationDecision:decisions_stay"):
            each.decisions.update(at=timezone.now() - timedelta(days=days))
    assert empty_old_comments() == 2
    assert empty_old_comments() == 0

    for (state, days), each in made.items():
        each.refresh_from_db()
        limit = {"rejected": REJECTED_DAYS, "withdrawn": WITHDRAWN_DAYS}.get(state, 10_000)
        over = days > limit
        past = set(get_events(Comment).filter(pgh_obj_id=each.pk).values_list("body", flat=True))
        assert (each.body == EMPTIED, past == {EMPTIED}) == (over, over), (state, days)
        said = ModerationDecision.objects.filter(comment=each).values_list("explanation", flat=True)
        assert list(said) == ["" if over else "zennorcove"]
