"""Answered once seen, sent by mail once, and emptied after its time."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from reviews.letters import LetterError
from tests.factories import make_comment, make_finding, make_member, make_report
from themes.alerts.subscribing import choose_for_account
from themes.alerts.telling import tell_authors
from themes.discussion.moderation import decide_comment
from themes.enums import CommentState
from themes.jobs import clear_reports
from themes.models import Letter, ModerationDecision, ProblemReport
from themes.models.alert import AlertKind
from themes.problems.answering import answer_report, can_hide, hide_what_is_meant
from themes.problems.letters import send_answer

pytestmark = pytest.mark.django_db

ORIGIN = "https://scr.example.org"


def answer(report, outcome="changed", words="It says three now.", **options):
    name = f"curator-{report.pk}-{outcome}"
    by = User.objects.filter(username=name).first() or make_member("Curator", name=name)
    answer_report(report=report, outcome=outcome, answer=words, by=by, origin=ORIGIN, **options)


def jobs() -> list[dict]:
    waiting = ProcrastinateJob.objects.filter(task_name="themes.problems.letters.send_answer")
    return list(waiting.values_list("args", flat=True))


def test_an_answer_is_written_down_and_sent_to_who_wanted_it():
    report, silent = make_report(email="reader@example.org"), make_report()
    answer(report)
    answer(silent)

    assert (report.outcome, report.answer, report.answered_by.username) == (
        "changed",
        "It says three now.",
        f"curator-{report.pk}-changed",
    )
    assert jobs() == [{"report": report.pk, "origin": ORIGIN}]  # and no address in the queue


def test_the_letter_says_what_came_of_it_and_goes_out_once(settings):
    settings.OPERATOR_NAME = "A Trust"
    report = make_report(email="reader@example.org")
    answer(report, words="It says “three” & more now.")

    send_answer(report=report.pk, origin=ORIGIN)
    send_answer(report=report.pk, origin=ORIGIN)

    [letter] = mail.outbox
    assert letter.to == ["reader@example.org"]
    assert letter.subject == f"Your report to SCR Portal, {report.reference}"
    assert "What came of it: changed." in letter.body
    assert "It says “three” & more now." in letter.body
    assert f"{ORIGIN}/problem/{report.reference}/" in letter.body
    assert "A Trust" in letter.body
    assert report.words not in letter.body


def test_a_letter_that_cannot_be_handed_over_is_tried_again(monkeypatch):
    report = make_report(email="reader@example.org")
    answer(report)

    def fail(*arguments):
        raise SMTPRecipientsRefused({"reader@example.org": (550, b"No such mailbox")})

    with monkeypatch.context() as patch:
        patch.setattr("reviews.letters.send_mail", fail)
        with pytest.raises(LetterError, match="^SMTPRecipientsRefused$"):  # which is logged, and names nobody
            send_answer(report=report.pk, origin=ORIGIN)
    send_answer(report=report.pk, origin=ORIGIN)

    assert len(mail.outbox) == 1
    assert send_answer.retry_strategy.max_attempts == 6


def test_no_letter_without_an_answer_or_an_address():
    unanswered, gone = make_report(email="a@example.org"), make_report(email="b@example.org")
    answer(gone)
    ProblemReport.objects.filter(pk=gone.pk).update(email="")

    for pk in (unanswered.pk, gone.pk, 0):
        send_answer(report=pk, origin=ORIGIN)

    assert mail.outbox == []


def test_a_second_answer_is_sent_as_well():
    report = make_report(email="reader@example.org")
    for outcome in ("left", "changed"):
        answer(report, outcome=outcome)
        send_answer(report=report.pk, origin=ORIGIN)

    assert ["changed" in letter.body for letter in mail.outbox] == [False, True]


def test_who_did_not_see_the_answer_of_another_is_told():
    report = make_report()
    answer(report, outcome="left")
    with pytest.raises(ValidationError, match="Somebody answered “Left as it is”"):
        answer(report, outcome="changed", was="")
    with pytest.raises(ValidationError, match="Choose what came of it"):
        answer(report, outcome="", was="left")
    assert ProblemReport.objects.get().outcome == "left"


def test_an_answer_has_a_date():
    report = make_report()
    with pytest.raises(IntegrityError, match="problem_report_answered_has_a_date"), transaction.atomic():
        ProblemReport.objects.filter(pk=report.pk).update(outcome="left")


def test_what_is_meant_is_hidden_in_one_step():
    finding = make_finding()
    report = make_report(finding, kind="recognised")
    assert can_hide(report)

    assert hide_what_is_meant(report=report, by=make_member("Moderator")) == [finding.code]

    report = ProblemReport.objects.select_related("finding").get()
    assert report.finding.state == "hidden"
    assert not can_hide(report)
    assert hide_what_is_meant(report=report, by=None) == []


def test_a_comment_is_held_again_with_its_answers_and_the_page_stays():
    finding = make_finding()
    comment = make_comment(finding)
    reply = make_comment(finding, to=comment)
    moderator = make_member("Moderator")
    report = make_report(finding, kind="recognised", comment=comment)

    assert len(hide_what_is_meant(report=report, by=moderator)) == 2

    for each in (comment, reply):
        each.refresh_from_db()
        assert each.state == CommentState.HELD
    finding.refresh_from_db()
    assert finding.state == "published"
    assert set(ModerationDecision.objects.values_list("by", flat=True)) == {moderator.pk}


def test_to_keep_a_comment_after_a_report_is_a_decision_of_its_own():
    author, moderator = make_member("Curator", name="author"), make_member("Moderator")
    comment = make_comment(make_finding(), author=author)
    choose_for_account(user=author, kind=AlertKind.DECIDED, wanted=True, origin=ORIGIN)
    report = make_report(kind="attacks", comment=comment, email="reader@example.org")
    with pytest.raises(ValidationError, match="Say why the comment stays"):
        answer(report, outcome="left")
    hide_what_is_meant(report=report, by=moderator)
    with pytest.raises(ValidationError, match="Decide about it first"):
        answer(report, outcome="left", kept_because="It attacks nobody.")
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=moderator)
    answer(report, outcome="left", kept_because="It attacks nobody.")
    answer(report, outcome="left", words="It stays.")  # once more, in other words: it was kept already
    other = make_report(kind="attacks", comment=comment)
    answer(other, outcome="unclear")

    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED
    entries = comment.decisions.order_by("pk")
    assert [(entry.label, entry.explanation) for entry in entries] == [
        ("Held", f"Report {report.reference}: it attacks somebody"),
        ("Published", ""),
        ("Kept after a report", "It attacks nobody."),
    ]
    assert entries.last().by.username == f"curator-{report.pk}-left"
    assert [job["report"] for job in jobs()] == [report.pk, report.pk]
    tell_authors()
    told = set(Letter.objects.values_list("words__pk", flat=True))
    assert told == {entry.pk for entry in entries if not entry.kind}  # nothing became of it for its author
    with pytest.raises(IntegrityError, match="what_is_kept_is_shown"), transaction.atomic():
        ModerationDecision.objects.create(comment=comment, decision="held", kind="kept")


def test_what_is_about_no_finding_has_nothing_to_hide():
    report = make_report(kind="recognised")
    assert not can_hide(report)
    assert hide_what_is_meant(report=report, by=None) == []


def test_typed_words_go_when_their_time_is_over_and_what_is_counted_stays():
    now = timezone.now()

    def make(sent, answered=None):
        fields: dict[str, Any] = (
            {"outcome": "left", "answered_at": now - timedelta(days=answered), "answer": "No."}
            if answered
            else {}
        )
        return make_report(email="a@example.org", at=now - timedelta(days=sent), **fields)

    rows = {
        "fresh": make(1),
        "answered yesterday": make(40, 1),
        "answered a month ago": make(50, 31),
        "answered a year ago": make(500, 366),
        "never answered": make(366),
    }
    clear_reports(timestamp=0)
    clear_reports(timestamp=0)

    kept = {}
    for name, row in rows.items():
        row.refresh_from_db()
        kept[name] = (bool(row.email), bool(row.words), bool(row.answer), bool(row.address))
    assert kept == {
        "fresh": (True, True, False, True),
        "answered yesterday": (True, True, True, True),
        "answered a month ago": (False, True, True, True),
        "answered a year ago": (False, False, False, False),
        "never answered": (False, True, False, True),
    }
    assert ProblemReport.objects.count() == 5
    assert ProblemReport.objects.filter(kind="wording").exclude(reference="").count() == 5
