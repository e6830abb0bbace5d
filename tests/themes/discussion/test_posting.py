"""Several people, or one in several tabs, at the same moment: nothing is lost, and nothing is there twice."""

import threading
from uuid import uuid4

import pytest
from django.contrib.auth.models import User
from django.db import connection, transaction

from tests.factories import make_comment, make_finding
from themes.discussion.moderation import Decision, RefusedDecisionsError, decide_comment, decide_comments
from themes.discussion.names import decide_name, wish_name
from themes.discussion.posting import (
    CommentChangedError,
    PostingError,
    SentBeforeError,
    change_comment,
    post_comment,
    withdraw_comment,
)
from themes.enums import CommentState
from themes.models import Comment, Thread

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def thread():
    return Thread.objects.create(finding=make_finding(), is_open=True)


@pytest.fixture
def author():
    return User.objects.create_user("sam")


def at_once(*acts):
    """What each act answered or raised, all begun at the same moment on connections of their own."""
    start, answers = threading.Barrier(len(acts)), dict.fromkeys(range(len(acts)))

    def run(number, act):
        try:
            start.wait(30)
            answers[number] = act()
        except Exception as error:
            answers[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(acts)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(60)
    return list(answers.values())


def act_while_another_waits(first, then):
    """Begin `then` on a connection of its own before `first` is saved; it goes on as soon as that is."""
    answers = []
    other = threading.Thread(target=lambda: answers.extend(at_once(then)))
    with transaction.atomic():
        first()
        other.start()
        while other.is_alive() and not count_waiting():
            other.join(0.05)
    other.join(60)
    return answers[0]


def count_waiting():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted AND pid != pg_backend_pid()")
        return cursor.fetchone()[0]


def test_one_form_sent_at_once_many_times_is_one_comment_and_other_words_in_it_are_refused(thread, author):
    slip = uuid4()

    def send(body, sent_as):
        return lambda: post_comment(thread=thread, author=author, body=body, sent_as=sent_as)

    answers = at_once(*[send("Mine.", slip)] * 4, *[send(f"Other {n}.", uuid4()) for n in range(4)])

    assert len({comment.pk for comment in answers[:4]}) == 1
    assert sorted(Comment.objects.values_list("body", flat=True)) == [
        "Mine.",
        *(f"Other {n}." for n in range(4)),
    ]
    assert sorted(Comment.objects.values_list("position", flat=True)) == [1, 2, 3, 4, 5]

    one, other = at_once(send("First tab.", slip2 := uuid4()), send("Second tab.", slip2))
    refused = [answer for answer in (one, other) if isinstance(answer, SentBeforeError)]
    taken = [answer for answer in (one, other) if isinstance(answer, Comment)]
    assert len(refused) == len(taken) == 1
    assert refused[0].comment == taken[0]


def test_a_thread_that_is_closed_meanwhile_takes_a_comment_before_or_refuses_it(thread, author):
    for _ in range(5):
        Thread.objects.update(is_open=True)
        before = Comment.objects.count()
        answer, _ = at_once(
            lambda: post_comment(thread=thread, author=author, body="Late.", sent_as=uuid4()),
            lambda: Thread.objects.filter(pk=thread.pk).update(is_open=False),
        )
        assert isinstance(answer, Comment | PostingError)
        assert Comment.objects.count() == before + isinstance(answer, Comment)
    with pytest.raises(PostingError, match="closed"):
        post_comment(thread=thread, author=author, body="Too late.", sent_as=uuid4())


def test_an_author_changes_or_withdraws_while_it_is_being_approved(thread, author):
    """What is shown is always what a person read, and what the author wants in the end is what stays."""
    for number in range(5):
        comment = post_comment(thread=thread, author=author, body=f"First {number}.", sent_as=uuid4())
        approval = Decision(comment=comment.pk, state=CommentState.PUBLISHED, seen=0, wording=1)
        changed, decided = at_once(
            lambda: change_comment(comment=comment, author=author, body="Second.", wording=1),  # noqa: B023
            lambda: decide_comments(decisions=[approval], by=None),  # noqa: B023
        )
        assert isinstance(changed, Comment)
        comment.refresh_from_db()
        assert (comment.body, comment.state) == ("Second.", CommentState.HELD)
        assert isinstance(decided, list | RefusedDecisionsError)
        assert comment.decisions.count() == isinstance(decided, list)

        seen = getattr(comment.decisions.first(), "pk", 0)
        approval = Decision(comment=comment.pk, state=CommentState.PUBLISHED, seen=seen, wording=2)
        _, decided = at_once(
            lambda: withdraw_comment(comment=comment, author=author),  # noqa: B023
            lambda: decide_comments(decisions=[approval], by=None),  # noqa: B023
        )
        comment.refresh_from_db()
        assert comment.state == CommentState.WITHDRAWN
        assert isinstance(decided, list | RefusedDecisionsError)


def test_of_two_tabs_that_change_a_comment_the_second_is_shown_both(thread, author):
    comment = post_comment(thread=thread, author=author, body="First.", sent_as=uuid4())

    def change(body):
        return lambda: change_comment(comment=comment, author=author, body=body, wording=1)

    one, other = at_once(change("Here."), change("There."))

    taken, refused = (one, other) if isinstance(one, Comment) else (other, one)
    assert isinstance(refused, CommentChangedError)
    assert refused.comment.body == taken.body == Comment.objects.get().body
    assert change(taken.body)().wording == 2  # sent twice, it is one change


def test_what_an_author_withdraws_meanwhile_is_not_held_with_what_it_answers(thread, author):
    comment = make_comment(thread.finding)
    reply = make_comment(to=comment, author=author)

    entries = act_while_another_waits(
        lambda: withdraw_comment(comment=reply, author=author),
        lambda: decide_comment(comment=comment, decision=CommentState.HELD, by=None),
    )

    assert [entry.comment for entry in entries] == [comment]
    assert dict(Comment.objects.values_list("pk", "state")) == {comment.pk: "held", reply.pk: "withdrawn"}


def test_a_comment_is_not_signed_with_a_name_that_is_being_refused(thread, author):
    member = wish_name(user=author, name="Lamorna")
    decide_name(member=member, seen=("Lamorna", "held"), decision="published", by=None)

    comment = act_while_another_waits(
        lambda: decide_name(
            member=member, seen=("Lamorna", "published"), decision="rejected", by=None, reason="identifies"
        ),
        lambda: post_comment(thread=thread, author=author, body="Mine.", sent_as=uuid4()),
    )

    assert comment.author_name == "A reader"


def test_a_process_of_the_release_before_shows_comments_that_can_be_answered_all_the_same(thread):
    comment = make_comment(thread.finding, state="held")
    Comment.objects.filter(pk=comment.pk).update(state="published")
    comment.refresh_from_db()
    assert comment.approved_at is not None
