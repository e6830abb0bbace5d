"""Trusted authors: nothing of it while it is off; then only what is marked nowhere appears, and is read afterwards."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from scr_portal.signing_in import membership
from tests.conftest import SecureClient
from tests.factories import make_comment, make_finding, make_member
from themes import todo
from themes.alerts.telling import tell_authors
from themes.discussion.counting import count_by_month
from themes.discussion.moderation import decide_comment
from themes.discussion.posting import change_comment, post_comment, withdraw_comment
from themes.discussion.trust import ENDED_BY_ITSELF, end_trust, give_trust, is_trusted
from themes.enums import CommentState
from themes.models import AuthorTrust, Comment, Letter, Thread

pytestmark = pytest.mark.django_db

CARDS = "/admin/themes/comment/"


@pytest.fixture(autouse=True)
def discussion(settings):
    settings.DISCUSSION = settings.REPLIES = settings.TRUSTED_AUTHORS = True
    return settings


@pytest.fixture
def kim() -> Any:
    kim = membership.make_account(email="kim@example.org", password="four words nobody guesses", name="Kim")
    make_comment(make_finding(), author=kim)
    Thread.objects.update(is_open=True)
    return kim


@pytest.fixture
def moderator() -> Any:
    return make_member("Moderator", "mo")


def send(author, body="Well said.", to=None):
    return post_comment(thread=Thread.objects.get(), author=author, body=body, sent_as=uuid4(), to=to)


def list_waiting(person):
    return {
        task.label: task.count
        for task in todo.Waiting(person.has_perm, in_all=True).groups.get("Comments", [])
    }


def test_only_what_is_marked_nowhere_appears_at_once_and_is_looked_at_afterwards(kim, moderator, client):
    lou = membership.make_account(email="lou@example.org", password="four words nobody guesses", name="Lou")
    assert send(kim).state == CommentState.HELD
    Comment.objects.filter(state="held").delete()
    give_trust(member=kim.member, why="Known from training days.", by=moderator)

    shown = send(kim)
    reply = send(kim, to=shown)
    Comment.objects.filter(pk=shown.pk).update(state="held")
    cases = {
        "marked": send(kim, "A boy of 6 called Exampla Smith, in Ward Street."),
        "below what is not shown": send(kim, to=shown),
        "by somebody else": send(lou),
    }
    Comment.objects.filter(pk=shown.pk).update(state="published")
    for case, comment in cases.items():
        assert Comment.objects.get(pk=comment.pk).state == CommentState.HELD, case
        assert not comment.decisions.exists(), case
    assert [each.state for each in (shown, reply)] == ["published", "published"]
    [entry] = shown.decisions.all()
    assert (entry.by, entry.label) == (None, "Shown without waiting: its author is trusted")
    assert list_waiting(moderator) == {
        "3 comments wait for a decision": 3,
        "2 comments of trusted authors are to be looked at": 2,
    }

    client.force_login(moderator)
    page = client.get(f"{CARDS}?work=afterwards")
    assert [card.comment.pk for card in page.context["cards"]] == [shown.pk, reply.pk]
    assert "Nobody of ours has looked at it yet." in page.text
    assert "Same account: 2 held, 2 published" in page.text
    data = {"card": shown.pk, f"comment-{shown.pk}-decision": "published"}
    data |= {
        f"comment-{shown.pk}-{name}": page.context["cards"][0].form[name].value()
        for name in ("seen", "wording")
    }
    client.post(CARDS, data)
    decide_comment(comment=reply, decision=CommentState.REJECTED, by=moderator, reason="off_topic")
    assert [each.label for each in shown.decisions.all()][1:] == ["Looked at again, and left"]
    assert list_waiting(moderator) == {"3 comments wait for a decision": 3}
    later = timezone.now() + timedelta(days=40)
    assert count_by_month(later)[0].by_decision == {
        "Not accepted": 1,
        "Shown without waiting": 2,
        "Looked at again and left": 1,
    }
    tell_authors()
    assert not Letter.objects.exists()


def test_trust_ends_when_something_is_taken_down_and_changes_wait(kim, moderator):
    for why, match in (("", "Say why|cannot be blank"), ("Known.", None)):
        if match:
            with pytest.raises(ValidationError, match=match):
                give_trust(member=kim.member, why=why, by=moderator)
        else:
            give_trust(member=kim.member, why=why, by=moderator)
    with pytest.raises(ValidationError, match="already"):
        give_trust(member=kim.member, why="Again.", by=moderator)
    with pytest.raises(IntegrityError, match="an_author_is_trusted_once"), transaction.atomic():
        AuthorTrust.objects.create(member=kim.member, why="Again.")
    comment = send(kim)
    assert (
        change_comment(comment=comment, author=kim, body="Other words.", wording=1).state == CommentState.HELD
    )
    withdraw_comment(comment=comment, author=kim)
    assert is_trusted(kim)  # what somebody withdraws of their own says nothing against them
    decide_comment(comment=send(kim), decision=CommentState.WITHDRAWN, by=moderator, reason="personal")

    assert not is_trusted(kim)
    assert send(kim).state == CommentState.HELD
    give_trust(member=kim.member, why="It was a slip.", by=moderator)
    assert send(kim).state == CommentState.PUBLISHED
    end_trust(member=kim.member, why="On leave.", by=moderator)
    assert send(kim).state == CommentState.HELD
    with pytest.raises(ValidationError, match="not trusted any more"):
        end_trust(member=kim.member, why="On leave.", by=moderator)
    told = membership.gather_data(kim)["trusted"]
    assert [(each["why"], each["why_ended"]) for each in told] == [
        ("It was a slip.", "On leave."),
        ("Known.", ENDED_BY_ITSELF),
    ]
    new = membership.make_account(email="new@example.org", password="four words nobody guesses", name="New")
    staff = membership.make_account(email="own@example.org", password="four words nobody guesses", name="Own")
    for member, by in ((new.member, moderator), (staff.member, staff)):
        with pytest.raises(ValidationError, match="nothing to trust them by|Somebody else decides"):
            give_trust(member=member, why="Known.", by=by)


def test_who_trusts_whom_stands_on_a_screen_for_moderators(kim, moderator, client):
    address = reverse("admin:themes_member_trust", args=[kim.member.pk])
    client.force_login(moderator)
    assert address in client.get(reverse("admin:themes_member_change", args=[kim.member.pk])).text
    assert address in client.get(CARDS).text
    assert "Say why." in client.post(address, {"why": "", "give": "yes"}).text
    client.post(address, {"why": "Known from training days.", "give": "yes"})
    page = client.get(address).text
    assert "Trusted by mo on" in " ".join(page.split())
    assert "“Known from training days.”" in page
    assert "1 published" in page
    assert is_trusted(kim)
    client.post(address, {"why": "On leave.", "end": "yes"})
    assert not is_trusted(kim)
    client.force_login(make_member("Publisher"))
    assert client.post(address, {"why": "Known.", "give": "yes"}).status_code == 403


def test_while_it_is_off_nothing_is_shown_before_it_is_read_and_nothing_tells_of_it(
    kim, moderator, client, discussion
):
    note = "it is read afterwards"
    pages = ["/how-we-moderate/", "/community-rules/", Thread.objects.get().finding.get_absolute_url()]
    give_trust(member=kim.member, why="Known.", by=moderator)
    early = send(kim)
    assert [address for address in pages if note not in SecureClient().get(address).text] == []
    discussion.TRUSTED_AUTHORS = False

    assert send(kim).state == CommentState.HELD
    told = [address for address in pages if "afterwards" in SecureClient().get(address).text]
    client.force_login(moderator)
    assert client.get(reverse("admin:themes_member_trust", args=[kim.member.pk])).status_code == 404
    assert [word for word in ("/trust/", "To look at afterwards") if word in client.get(CARDS).text] == []
    name = client.get(reverse("admin:themes_member_change", args=[kim.member.pk])).text
    assert "/trust/" not in name
    # What was shown before is looked at all the same.
    assert "1 comment of a trusted author is to be looked at" in list_waiting(moderator)
    assert early.state == CommentState.PUBLISHED
    assert told == []
