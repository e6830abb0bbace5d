"""Comments of an article: their tree, their order, and those that are added later."""

import dataclasses
from datetime import UTC, datetime, timedelta

import pgtrigger
import pytest
from django.utils import timezone

from tests.articles import ArticlePlan, CommentPlan, article_bytes
from tests.factories import make_member
from tests.themes.importers.article.importing import (
    AT,
    COMMENTS,
    PLAN,
    THEMES,
    import_plan,
    list_comments,
    run_command,
)
from themes.discussion.keeping import EMPTIED, REJECTED_DAYS, empty_old_comments
from themes.discussion.moderation import decide_comment
from themes.discussion.sealing import IN_PLACE, lift_seal, withdraw_at_once
from themes.enums import CommentState
from themes.models import Comment, ModerationDecision, Thread

pytestmark = pytest.mark.django_db


def test_comments_keep_their_tree_and_are_held(review, file):
    run_command(file)

    tree = [
        (
            comment.author_name,
            comment.parent.author_name if comment.parent else None,
            comment.body,
            comment.state,
        )
        for comment in Comment.objects.order_by("position").select_related("parent")
    ]
    assert tree == [
        ("Ada Example", None, "We knew.\n\nWe said so.", "held"),
        ("Ben Example", "Ada Example", "So did we.", "held"),
        ("Ada Example", "Ben Example", "Good.", "held"),
        ("Cleo Example", None, "No time given.", "held"),
    ]
    times = Comment.objects.order_by("position").values_list("posted_at", "time_known")
    summer_time = datetime(2016, 7, 7, 13, 18, tzinfo=UTC)
    assert list(times) == [(summer_time, True)] * 3 + [(None, False)]
    assert not Thread.objects.get().is_open


def test_later_copy_with_more_comments_adds_only_those(review, file, tmp_path):
    run_command(file)
    later = tmp_path / "later.txt"
    added = CommentPlan("Dora Example", AT, ["One more."])
    comments = [COMMENTS[0], COMMENTS[1], added]
    plan = ArticlePlan(themes=THEMES, comments=comments, closing_section=PLAN.closing_section)
    later.write_bytes(article_bytes(plan))

    assert "0 draft findings, 0 new page lists, 0 quotations to check, 1 comment held" in run_command(later)
    assert (
        list(Comment.objects.order_by("position").values_list("author_name", flat=True))[-1] == "Dora Example"
    )


def test_two_comments_with_the_same_words_at_the_same_time_are_both_kept(review, tmp_path):
    file = tmp_path / "twice.txt"
    twice = CommentPlan("Ada Example", AT, ["Quite."])
    file.write_bytes(article_bytes(ArticlePlan(themes=THEMES, comments=[twice, twice])))

    run_command(file)
    run_command(file)

    assert Comment.objects.count() == 2


def test_a_later_reply_to_the_first_comment_stands_under_it(review, file, tmp_path):
    run_command(file)
    first = COMMENTS[0]
    late = CommentPlan("Dora Example", AT, ["Late."], [CommentPlan("Ben Example", AT, ["Later."])])
    comments = [dataclasses.replace(first, replies=[*first.replies, late]), COMMENTS[1]]

    out = import_plan(tmp_path, comments=comments)

    assert "2 comments held for moderation" in out
    assert "1 comment moved to the article’s order" in out
    assert list_comments() == [
        "We knew.\n\nWe said so.",
        "So did we.",
        "Good.",
        "Late.",
        "Later.",
        "No time given.",
    ]
    assert list(Comment.objects.order_by("position").values_list("position", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_the_whole_order_may_change_and_others_comments_keep_their_place(review, file, tmp_path):
    run_command(file)
    thread = Thread.objects.get()
    good = Comment.objects.get(body="Good.")
    Comment.objects.create(thread=thread, position=5, author_name="Eve", body="A root of ours.")
    Comment.objects.create(thread=thread, position=6, author_name="Eve", body="A reply of ours.", parent=good)
    new = CommentPlan("Dora Example", AT, ["First."])

    import_plan(tmp_path, comments=[COMMENTS[1], new, COMMENTS[0]])

    assert list_comments() == [
        "No time given.",
        "A root of ours.",
        "First.",
        "We knew.\n\nWe said so.",
        "So did we.",
        "Good.",
        "A reply of ours.",
    ]
    replies = Comment.objects.filter(parent__isnull=False).select_related("parent")
    assert replies
    assert [reply.body for reply in replies if reply.parent.position >= reply.position] == []
    before = list_comments()
    import_plan(tmp_path, comments=[COMMENTS[1], new, COMMENTS[0]])
    assert list_comments() == before


def test_the_same_words_under_two_comments_stay_where_they_were_said(review, tmp_path):
    def roots(*agreed):
        agree = CommentPlan("Cleo Example", AT, ["Agreed."])
        names = ("Ada Example", "Ben Example")
        return [CommentPlan(name, AT, [name], [agree] if name in agreed else []) for name in names]

    import_plan(tmp_path, comments=roots("Ben Example"))
    import_plan(tmp_path, comments=roots("Ada Example", "Ben Example"))

    assert list_comments() == ["Ada Example", "Agreed.", "Ben Example", "Agreed."]
    parents = (
        Comment.objects.filter(body="Agreed.").order_by("position").values_list("parent__body", flat=True)
    )
    assert list(parents) == ["Ada Example", "Ben Example"]


def test_words_that_were_taken_out_do_not_come_back_with_the_article(review, file, tmp_path):
    run_command(file)
    moderator = make_member("Moderator")
    first, sealed, _, emptied = Comment.objects.order_by("position")
    evidence = withdraw_at_once(comment=sealed, by=moderator)
    decide_comment(comment=emptied, decision=CommentState.REJECTED, by=moderator, reason="names")
    with pgtrigger.ignore("themes.ModerationDecision:decisions_stay"):
        ModerationDecision.objects.update(at=timezone.now() - timedelta(days=REJECTED_DAYS + 1))
    assert empty_old_comments() == 1
    without = [first.body, IN_PLACE, "Good.", EMPTIED]

    import_plan(tmp_path, comments=[*COMMENTS, CommentPlan("Dora Example", AT, ["One more."])])
    assert list_comments() == [*without, "One more."]
    lift_seal(evidence=evidence, by=moderator)
    import_plan(tmp_path)
    assert list_comments() == [first.body, "So did we.", "Good.", EMPTIED, "One more."]
