"""Notices and complaints, step by step: each by its clock, by the right person, and nobody's name given away."""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import timezone

from reviews.letters import LetterError
from reviews.working_time import LONDON, add_working_hours, end_of_day_after
from tests.factories import make_comment, make_finding, make_member
from themes.discussion.moderation import decide_comment
from themes.discussion.sealing import propose_removal, settle_removal
from themes.enums import CommentState
from themes.models import LegalRemoval, Notice, NoticeStep, ProblemReport
from themes.models.notice import NextStep
from themes.notices import letters
from themes.notices.clock import describe_clock, find_due
from themes.notices.filing import file_notice
from themes.notices.forms import AppealForm
from themes.notices.keeping import NOTICE_DAYS, empty_old_notices
from themes.notices.steps import close_notice, record_reply, write_to_poster
from themes.problems.filing import file_report
from themes.problems.slips import Slip, find_comment, make_reference

pytestmark = pytest.mark.django_db

ORIGIN = "https://scr.example.org"
TYPED = {
    "name": "Morwenna Penrose",
    "email": "morwenna@example.org",
    "statement": "She hid the file.",
    "words": "It says that I broke the law.",
    "meaning": "That I hid a file on purpose.",
    "untrue": "No file was hidden.",
    "knows_too_little": True,
    "pass_name": False,
    "pass_email": False,
}


@pytest.fixture
def comment():
    author = make_member("Curator", name="poster", email="poster@example.org")
    return make_comment(make_finding(), "She hid the file.", author=author)


def address_of(comment) -> str:
    return f"{comment.thread.finding.get_absolute_url()}#comment-{comment.pk}"


def file(kind="defamation", comment=None, **typed) -> Notice:
    asked = TYPED if kind == "defamation" else {"words": "It was wrong.", "email": "reader@example.org"}
    where = {"address": address_of(comment)} if comment else {}
    return file_notice(make_reference(), kind, {**asked, **where, **typed}, origin=ORIGIN)


def send_all(notice: Notice) -> list:
    """The letters that the queue would send now."""
    mail.outbox.clear()
    for send in (letters.send_acknowledgement, letters.send_told, letters.send_outcome):
        send(notice=notice.pk, origin=ORIGIN)
    return mail.outbox


def acts(notice: Notice) -> list[str]:
    return list(NoticeStep.objects.filter(notice=notice).values_list("act", flat=True))


def moderator(name: str):
    return make_member("Moderator", name=name)


def tell_poster(notice: Notice, by) -> str:
    """What whoever posted it is sent."""
    write_to_poster(notice=notice, by=by, origin=ORIGIN)
    mail.outbox.clear()
    letters.send_to_poster(notice=notice.pk, by=by.pk, origin=ORIGIN)
    letters.send_to_poster(notice=notice.pk, by=by.pk, origin=ORIGIN)
    notice.refresh_from_db()
    [letter] = mail.outbox
    assert letter.to == ["poster@example.org"]
    return f"{letter.subject} {letter.body}"


def test_a_notice_of_defamation_until_two_persons_have_removed_it(comment):
    notice, first, second = file(comment=comment), moderator("first"), moderator("second")
    assert (notice.comment, notice.waits_for) == (comment, NextStep.CONTACT)
    assert notice.due_at == add_working_hours(notice.at, 48)

    letter = tell_poster(notice, first)
    assert "No file was hidden." in letter
    assert f"Where it stands: {ORIGIN}/comments/{comment.pk}/\n" in letter
    last = end_of_day_after(timezone.now(), 4).astimezone(LONDON)  # begins the last day
    assert f"by the end of {last:%A %-d %B %Y}, the fifth day after today:" in letter
    assert notice.waits_for == NextStep.REPLY
    assert notice.due_at == end_of_day_after(timezone.now(), 5)
    with pytest.raises(ValidationError, match="not over yet"):
        record_reply(notice=notice, reply="silent", by=first)
    Notice.objects.filter(pk=notice.pk).update(due_at=timezone.now() - timedelta(hours=1))
    record_reply(notice=notice, reply="silent", by=first)

    comment.refresh_from_db()
    assert (comment.state, notice.waits_for) == (CommentState.HELD, NextStep.REMOVE)
    with pytest.raises(ValidationError, match="two persons"):
        close_notice(notice=notice, outcome="removed", answer="", by=first, origin=ORIGIN)
    close_notice(notice=notice, outcome="removed", answer="", by=second, origin=ORIGIN)

    comment.refresh_from_db()
    assert (comment.state, comment.evidence.get().body) == (CommentState.WITHDRAWN, "She hid the file.")
    assert (notice.outcome, notice.due_at, notice.closed_by) == ("removed", None, second)
    assert [letter.to for letter in send_all(notice)] == [["morwenna@example.org"]] * 3
    assert send_all(notice) == []  # each once
    assert acts(notice) == [
        *("received", "poster_told", "poster_answered", "hidden", "removed", "closed"),
        *("acknowledged", "complainant_told", "outcome_sent"),
    ]


@pytest.mark.parametrize("pass_name", [False, True])
@pytest.mark.parametrize("pass_email", [False, True])
def test_who_complains_is_named_only_as_far_as_they_agreed(comment, pass_name, pass_email):
    letter = tell_poster(
        file(comment=comment, pass_name=pass_name, pass_email=pass_email), moderator("first")
    )

    assert ("Morwenna" in letter, "morwenna@" in letter) == (pass_name, pass_email)


@pytest.mark.parametrize("agrees", [False, True])
def test_who_stands_by_it_is_named_only_if_they_agreed(comment, agrees):
    notice, first = file(comment=comment), moderator("first")
    tell_poster(notice, first)
    with pytest.raises(ValidationError, match="full name"):
        record_reply(notice=notice, reply="stands", by=first, name="Jory Trevanion")
    record_reply(
        notice=notice, reply="stands", by=first, name="Jory Trevanion", address="1 Quay", may_pass_on=agrees
    )
    close_notice(notice=notice, outcome="kept", answer="", by=first, origin=ORIGIN)

    comment.refresh_from_db()
    assert comment.state == CommentState.PUBLISHED
    outcome = send_all(notice)[-1].body
    assert ("Jory" in outcome, "1 Quay" in outcome) == (agrees, agrees)


def test_who_cannot_be_reached_is_not_waited_for():
    comment = make_comment(make_finding())  # brought in with an article
    notice, first = file(comment=comment), moderator("first")
    with pytest.raises(ValidationError, match="no account"):
        write_to_poster(notice=notice, by=first, origin=ORIGIN)
    record_reply(notice=notice, reply="unreachable", by=first)

    comment.refresh_from_db()
    assert (comment.state, notice.waits_for) == (CommentState.HELD, NextStep.REMOVE)


def test_taken_down_is_said_only_of_what_is(comment):
    """Of two notices about one comment, each with the other's removal."""
    first, second = moderator("first"), moderator("second")
    one, other = file(comment=comment), file(comment=comment)

    def close(notice, outcome, by):
        close_notice(notice=notice, outcome=outcome, answer="Said.", by=by, origin=ORIGIN)

    for notice in (one, other):
        record_reply(notice=notice, reply="unreachable", by=first)
    assert (acts(one)[-1], acts(other)[-1]) == ("hidden", "poster_answered")
    settle_removal(removal=LegalRemoval.objects.get(), carry_out=False, by=second)
    for state in (CommentState.HELD, CommentState.PUBLISHED):
        comment.refresh_from_db()
        decide_comment(comment=comment, decision=state, by=second)
        with pytest.raises(ValidationError, match="propose its removal"):
            close(one, "removed", first)

    propose_removal(comment=comment, why="They are right", by=first, notice=one)
    close(other, "kept", second)
    assert LegalRemoval.objects.filter(settled_at=None).count() == 1, "the other notice still waits for it"
    third = file(comment=comment)
    record_reply(notice=third, reply="unreachable", by=second)
    with pytest.raises(ValidationError, match="two persons"):
        close(third, "removed", first)
    close(third, "removed", second)
    close(one, "removed", first)  # nobody has to remove it twice
    assert ("removed" in acts(third), "removed" in acts(one)) == (True, False)
    comment.refresh_from_db()
    assert (comment.state, comment.evidence.count()) == (CommentState.WITHDRAWN, 1)

    last = make_comment(make_finding())
    propose_removal(comment=last, why="An order", by=first)
    notice = file(comment=last)
    record_reply(notice=notice, reply="unreachable", by=second)
    close(notice, "kept", second)
    assert not last.legal_removals.filter(settled_at=None).exists()

    nowhere = file(address="/comments/999999/")
    record_reply(notice=nowhere, reply="unreachable", by=first)
    with pytest.raises(ValidationError, match="No comment is known"):
        close(nowhere, "removed", second)


def test_what_a_notice_a_report_or_a_link_is_about_is_found(comment):
    """Whatever its state is now: only what nobody has looked at yet is not given away."""
    decider, finding = moderator("decider"), comment.thread.finding
    never, changed = (make_comment(finding, state="held") for _ in range(2))
    decide_comment(comment=changed, decision=CommentState.REJECTED, by=decider, reason="off_topic")
    type(changed).objects.filter(pk=changed.pk).update(state="held")  # as its author changes it
    rejected = make_comment(finding, state="held")
    decide_comment(comment=rejected, decision=CommentState.REJECTED, by=decider, reason="off_topic")
    decide_comment(comment=comment, decision=CommentState.HELD, by=decider)
    for number, (each, found) in enumerate(
        [(comment, comment), (changed, changed), (rejected, rejected), (never, None)]
    ):
        for kind in ("defamation", "appeal"):
            assert file(kind, each).comment == found, number
        typed = {"kind": "recognised", "address": address_of(each), "words": "", "email": ""}
        assert file_report(Slip(make_reference(), "1"), typed).comment == found, number
    assert ProblemReport.objects.exclude(comment=None).count() == 3
    with pytest.raises(ValidationError, match="somebody else has to answer"):
        close_notice(notice=file("appeal", comment), outcome="upheld", answer="", by=decider, origin=ORIGIN)

    link = f"/comments/{comment.pk}/"
    for address, is_of_comment in (
        (address_of(comment), True),
        (link, True),
        (f" https://scr.example.org{link}?from=mail ", True),
        (f"/discussions/{comment.thread_id}/?page=2#comment-{comment.pk}", True),
        ("/comments/", False),
        (f"/admin/themes/comment/{comment.pk}/change/", False),
        ("/themes/#comment-", False),
        (f"/comments/{10**40}/", False),
        ("", False),
    ):
        assert find_comment(address) == (comment if is_of_comment else None), address
        assert AppealForm({"address": address, "words": "Why?"}).is_valid() == is_of_comment, address


def test_the_time_to_answer_begins_when_the_letter_is_handed_over(comment, monkeypatch):
    notice, first = file(comment=comment), moderator("first")

    def fail(*arguments):
        raise SMTPRecipientsRefused({"poster@example.org": (550, b"No")})

    with monkeypatch.context() as patch:
        patch.setattr("reviews.letters.send_mail", fail)
        with pytest.raises(LetterError), transaction.atomic():
            letters.send_to_poster(notice=notice.pk, by=first.pk, origin=ORIGIN)
    notice.refresh_from_db()

    assert (notice.waits_for, acts(notice)) == (NextStep.CONTACT, ["received"])


def test_an_appeal_is_answered_by_somebody_who_did_not_decide(comment):
    decider, other = moderator("decider"), moderator("other")
    decide_comment(comment=comment, decision=CommentState.REJECTED, by=decider, reason="off_topic")
    notice = file("appeal", comment)

    with pytest.raises(ValidationError, match="somebody else has to answer"):
        close_notice(notice=notice, outcome="upheld", answer="", by=decider, origin=ORIGIN)
    with pytest.raises(IntegrityError, match="did not decide"), transaction.atomic():
        Notice.objects.filter(pk=notice.pk).update(
            closed_by=decider, closed_at=timezone.now(), outcome="upheld", waits_for="", due_at=None
        )
    with pytest.raises(ValidationError, match="Say why"):
        close_notice(notice=notice, outcome="not_upheld", answer="", by=other, origin=ORIGIN)
    close_notice(notice=notice, outcome="upheld", answer="It was about the page.", by=other, origin=ORIGIN)

    assert notice.closed_by == other
    assert "It was about the page." in send_all(notice)[-1].body


def test_the_database_asks_of_a_notice_what_the_regulations_ask(comment):
    for missing in ("name", "email", "statement", "words", "meaning", "untrue", "knows_too_little"):
        with pytest.raises(IntegrityError, match="says_what_it_must"), transaction.atomic():
            file(comment=comment, **{missing: False if missing == "knows_too_little" else ""})
    kept = Notice.objects.filter(pk=file(comment=comment).pk)
    with pytest.raises(IntegrityError, match="waits_or_is_closed"), transaction.atomic():
        kept.update(due_at=None)
    with pytest.raises(DatabaseError, match="Cannot update"), transaction.atomic():
        NoticeStep.objects.update(at=timezone.now())


def test_times_are_those_of_the_law_and_our_own():
    friday = datetime(2026, 12, 4, 15, 0, tzinfo=LONDON)
    for waits_for, kind, due in (
        (NextStep.CONTACT, "defamation", "2026-12-08 15:00"),
        (NextStep.REPLY, "defamation", "2026-12-10 00:00"),
        (NextStep.REMOVE, "defamation", "2026-12-08 15:00"),
        (NextStep.TELL, "defamation", "2026-12-08 15:00"),
        (
            NextStep.ANSWER,
            "data",
            "2027-01-03 00:00",
        ),  # the thirtieth day, that of the complaint being the first
        (NextStep.ANSWER, "appeal", "2026-12-19 00:00"),
        (NextStep.ANSWER, "treatment", "2026-12-19 00:00"),
    ):
        assert find_due(waits_for, friday, kind) == datetime.fromisoformat(due).replace(tzinfo=LONDON), (
            waits_for,
            kind,
        )


def test_what_is_left_is_said_in_days_and_hours_as_each_is_counted():
    friday = datetime(2026, 12, 4, 15, 0, tzinfo=LONDON)
    off = "weekends and bank holidays not counted"
    for waits_for, kind, due, said in (
        (NextStep.CONTACT, "defamation", "12-04 20:00", f"5 hours left, {off}"),
        (NextStep.CONTACT, "defamation", "12-04 15:59", f"less than an hour left, {off}"),
        (NextStep.CONTACT, "defamation", "12-08 14:30", f"1 day 23 hours left, {off}"),
        (NextStep.CONTACT, "defamation", "12-08 15:00", f"2 days left, {off}"),
        (NextStep.CONTACT, "defamation", "12-04 13:00", f"OVER TIME by 2 hours, {off}"),
        (NextStep.REPLY, "defamation", "12-10 00:00", "they may answer for 5 more days"),
        (NextStep.REPLY, "defamation", "12-06 00:00", "they may answer for 1 more day"),
        (NextStep.REPLY, "defamation", "12-05 00:00", "they may answer until the end of today"),
        (NextStep.REPLY, "defamation", "12-04 15:00", "their time is over: say that they did not answer"),
        (NextStep.ANSWER, "data", "12-31 00:00", "26 days left"),
        (NextStep.ANSWER, "data", "12-05 00:00", "until the end of today"),
        (NextStep.ANSWER, "data", "12-04 00:00", "OVER TIME by 1 day"),
    ):
        due_at = datetime.fromisoformat(f"2026-{due}").replace(tzinfo=LONDON)
        assert describe_clock(Notice(waits_for=waits_for, kind=kind, due_at=due_at), friday) == said


def test_names_and_words_go_after_their_time_and_the_steps_stay(comment):
    notice, first = file(comment=comment), moderator("first")
    close_notice(notice=notice, outcome="incomplete", answer="Which words?", by=first, origin=ORIGIN)
    closed = Notice.objects.filter(pk=notice.pk)

    closed.update(closed_at=timezone.now() - timedelta(days=NOTICE_DAYS, hours=-1))
    assert empty_old_notices() == 0
    closed.update(closed_at=timezone.now() - timedelta(days=NOTICE_DAYS, hours=1))
    assert empty_old_notices() == 1
    assert empty_old_notices() == 0

    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(n)::text FROM themes_notice n")
        [[row]] = cursor.fetchall()
    texts = [text for text in TYPED.values() if isinstance(text, str)]
    assert [text for text in (*texts, "Which words?", "comment-") if text in row] == []
    assert acts(notice) == ["received", "closed", "emptied"]
