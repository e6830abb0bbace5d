"""Authors who asked for it are told by mail what was decided about their comments, and that somebody answered."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.utils import timezone

from scr_portal.signing_in import membership
from tests.conftest import SecureClient
from tests.factories import make_comment, make_finding, make_member
from themes.alerts.jobs import tell_of_comments
from themes.alerts.outbox import send_due_letters
from themes.alerts.subscribing import choose_for_account
from themes.discussion.moderation import decide_comment
from themes.discussion.posting import change_comment, withdraw_comment
from themes.discussion.sealing import withdraw_at_once
from themes.enums import CommentState
from themes.findings.publishing import hide_findings
from themes.models import Comment, Letter, Subscription
from themes.models.alert import AlertKind

pytestmark = pytest.mark.django_db
SECRET = "The boy from Mill Lane."
HELD, PUBLISHED, REJECTED, WITHDRAWN = (
    CommentState(state) for state in ("held", "published", "rejected", "withdrawn")
)


@pytest.fixture(autouse=True)
def discussion(settings):
    settings.DISCUSSION = settings.REPLIES = True
    return settings


@pytest.fixture
def kim() -> Any:
    kim = membership.make_account(email="kim@example.org", password="four words nobody guesses", name="Kim")
    for kind in (AlertKind.DECIDED, AlertKind.ANSWERED):
        choose_for_account(user=kim, kind=kind, wanted=True, origin="https://testserver")
    return kim


@pytest.fixture
def moderator() -> Any:
    return make_member("Moderator", "mo")


def write(author: Any, state: CommentState = HELD, **fields: Any) -> Comment:
    about = None if "to" in fields else make_finding()
    seen_since = timezone.now() - timedelta(days=30) if state == PUBLISHED else None
    return make_comment(about, author=author, state=state, body=SECRET, approved_at=seen_since, **fields)


def read_letters() -> list[Any]:
    """What is sent when the worker looks, and looks again."""
    mail.outbox.clear()
    for _ in range(2):
        tell_of_comments(timestamp=0)
        send_due_letters()
    assert not [letter for letter in mail.outbox if SECRET in f"{letter.subject} {letter.body}"]
    return list(mail.outbox)


def test_what_was_decided_is_told_once_as_it_stands_when_the_letter_goes(kim, moderator):
    """Each row: how a comment stood, what happened before the worker looked, the subject and words of the letter."""

    def decide(state: CommentState, **why: str):
        return lambda comment: decide_comment(comment=comment, decision=state, by=moderator, **why)

    def seal(comment: Comment) -> None:
        withdraw_at_once(comment=comment, by=moderator)

    def hide_finding(comment: Any) -> None:
        hide_findings(findings=[comment.thread.finding])

    def close(comment: Comment) -> None:
        comment.thread.is_open = False
        comment.thread.save()

    def open_thread(comment: Comment) -> None:
        comment.thread.is_open = True
        comment.thread.save()

    def change(comment: Comment) -> None:
        change_comment(comment=comment, author=kim, body="Other words.", wording=1)

    def withdraw(comment: Comment) -> None:
        withdraw_comment(comment=comment, author=kim)

    def hold_parent(comment: Any) -> None:
        decide_comment(comment=comment.parent, decision=HELD, by=moderator, reason="names")

    def own(comment: Comment) -> None:
        decide_comment(comment=comment, decision=PUBLISHED, by=kim)

    reject = decide(REJECTED, reason="names", explanation="Leave the street out.")
    publish = decide(PUBLISHED)
    mend, own_page = "/account/comments/{pk}/change/", "/account/comments/{pk}/\n"
    others = write(None, PUBLISHED)
    rows: list[tuple[str, Comment, list[Any], str, list[str]]] = [
        ("approved", write(kim), [publish], "Your comment is shown", ["/comments/{pk}/", "Finding F"]),
        ("rejected", write(kim), [open_thread, reject], "Your comment was not accepted",
         [mend, "Names or could identify", "Leave the street out.", "/complaints/appeal/"]),
        ("rejected in a closed thread", write(kim), [reject, close], "Your comment was not accepted", [own_page]),
        ("taken down", write(kim, PUBLISHED), [decide(WITHDRAWN, reason="personal", explanation="No.")],
         "Your comment was taken down", [own_page, "Attacks a person"]),
        ("held again", write(kim, PUBLISHED), [decide(HELD, explanation="Report R-1")],
         "Your comment is not shown for now", [own_page]),
        ("put right at once", write(kim), [reject, publish], "Your comment is shown", []),
        ("waits as before", write(kim), [decide(HELD)], "", []),
        ("mended since", write(kim), [open_thread, reject, change], "", []),
        ("withdrawn since", write(kim), [publish, withdraw], "", []),
        ("withdrawn for its author", write(kim, PUBLISHED), [decide(WITHDRAWN, reason="author")], "", []),
        ("sealed", write(kim, PUBLISHED), [seal], "", []),
        ("taken along", write(kim, PUBLISHED, to=others), [hold_parent], "", []),
        ("on what is hidden", write(kim), [publish, hide_finding], "", []),
        ("by oneself", write(kim), [own], "", []),
        ("of somebody who did not ask", write(moderator), [publish], "", []),
    ]  # fmt: skip
    for name, comment, acts, subject, words in rows:
        for act in acts:
            act(comment)
            comment.refresh_from_db()
        letters = read_letters()
        assert [letter.subject for letter in letters] == ([subject] if subject else []), name
        for letter in letters:
            assert letter.to == ["kim@example.org"], name
            assert "Report R-1" not in letter.body
            assert all(part.format(pk=comment.pk) in letter.body for part in words), (name, letter.body)
            assert "\n\n\n" not in letter.body, (name, letter.body)
            assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"

    assert not Letter.objects.filter(state="waiting").exists()


def test_an_answer_is_told_once_it_is_approved_and_while_it_is_seen(kim, moderator, discussion):
    def approve(answer: Comment) -> Comment:
        decide_comment(comment=answer, decision=PUBLISHED, by=moderator)
        return answer

    asked = write(kim, PUBLISHED)
    answer = write(moderator, to=asked, author_name="Pat")
    assert read_letters() == [], "posted, and not approved"
    approve(answer)
    [letter] = read_letters()
    assert (letter.subject, letter.to) == ("Somebody replied to your comment", ["kim@example.org"])
    assert letter.body.startswith(
        f"Pat has replied to your comment on Finding {asked.thread.finding.code}:\n\n"
        f"https://testserver/comments/{answer.pk}/\n"
    )
    decide_comment(comment=answer, decision=HELD, by=moderator)
    approve(answer)
    approve(write(kim, to=asked))
    # Kim is told that the comment of their own is shown, and nothing of an answer.
    assert [letter.subject for letter in read_letters()] == ["Your comment is shown"]
    approve(write(None, to=asked, author_name=""))
    [letter] = read_letters()
    assert letter.body.startswith("A reader has replied")

    def hide(answer: Comment) -> None:
        decide_comment(comment=answer, decision=HELD, by=moderator)

    def withdraw(answer: Comment) -> None:
        withdraw_comment(comment=Comment.objects.get(pk=asked.pk), author=kim)

    def switch_off(answer: Comment) -> None:
        discussion.REPLIES = False

    for act in (hide, switch_off, withdraw):
        discussion.REPLIES = True
        answer = approve(write(moderator, to=asked))
        tell_of_comments(timestamp=0)
        assert Letter.objects.filter(state="waiting").count() == 1
        act(answer)
        mail.outbox.clear()
        assert (send_due_letters(), mail.outbox) == (0, []), act


def test_letters_are_asked_for_on_the_account_page_and_ended_from_one_without_signing_in(kim, moderator):
    Subscription.objects.all().delete()
    before = write(kim)
    decide_comment(comment=before, decision=PUBLISHED, by=moderator)
    client = SecureClient()
    client.force_login(kim)
    ticks = re.findall(r'<input[^>]+name="told_of"[^>]*>', client.get("/account/").content.decode())
    assert (len(ticks), [tick for tick in ticks if "checked" in tick]) == (2, [])
    saved = client.post("/account/", {"told_of": ["decided", "answered"]}, follow=True).content.decode()
    assert "Your choice of letters was saved." in saved
    assert saved.count("checked") == 2
    assert client.post("/account/", {"told_of": ["waiting"]}).status_code == 400
    client.post("/account/", {"told_of": ["decided"]})
    assert [*Subscription.objects.values_list("user", "kind")] == [(kim.pk, "decided")]
    assert read_letters() == [], "what was decided before is not told"

    decide_comment(comment=write(kim), decision=PUBLISHED, by=moderator)
    [letter] = read_letters()
    mine = membership.gather_data(kim)["letters_wanted"]
    assert [(row["kind"], row["letters"][0]["state"]) for row in mine] == [("decided", "sent")]
    stranger = SecureClient()
    shown = stranger.get(re.findall(r"https://testserver(/alerts/\?\S+)", letter.body)[0]).content.decode()
    assert "What was decided about your comments" in shown
    assert "delete this address" not in shown
    end = letter.extra_headers["List-Unsubscribe"].strip("<>").removeprefix("https://testserver")
    ended = stranger.post(end, {"List-Unsubscribe": "One-Click"}).content.decode()
    assert "on the page where you did before" in ended
    assert not Subscription.objects.exists()

    kim.email = ""
    kim.save()
    page = client.post("/account/", {"told_of": ["decided"]}).content.decode()
    assert "no e-mail address" in page
    assert not Subscription.objects.exists()
