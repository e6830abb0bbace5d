"""Members write, answer, change and withdraw: nothing is seen before a person read it, nothing typed is lost."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.urls import reverse
from django.utils import timezone

from tests.conftest import SecureClient
from tests.factories import make_comment, make_finding, make_member, make_theme
from themes.discussion.markdown import MOST_WORDS
from themes.discussion.moderation import decide_comment
from themes.discussion.sealing import propose_removal, settle_removal
from themes.enums import CommentState
from themes.findings.publishing import hide_findings
from themes.models import Comment, Member, Thread

pytestmark = pytest.mark.django_db


def make_writer(name: str = "sam", **fields) -> User:
    """A member whose e-mail address is known to be theirs."""
    user = User.objects.create_user(name, f"{name}@example.org", **fields)
    Member.objects.create(user=user, display_name=name.title())
    return user


@pytest.fixture
def finding():
    finding = make_finding("Nobody asked the father.")
    Thread.objects.create(finding=finding, is_open=True)
    return finding


@pytest.fixture
def writer(client):
    user = make_writer()
    client.force_login(user)
    return user


def read_fields(page) -> dict[str, str]:
    """What the form of a page would send, without its buttons."""
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page.text)
    texts = re.findall(r'<textarea name="([^"]+)"[^>]*>\s?(.*?)</textarea>', page.text, re.DOTALL)
    return {name: value for name, value in hidden + texts if name != "csrfmiddlewaretoken"}


def read_token(page) -> str:
    return re.findall(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[0]


def send(client, address: str, body: str):
    """From the form over the check: the answer to what was sent, and what was sent."""
    fields = read_fields(client.get(address)) | {"body": body}
    checked = client.post(address, fields)
    assert checked.status_code == 200
    assert Comment.objects.filter(body=body).exists() is False
    sent = read_fields(checked) | {"send": "1"}
    return client.post(address, sent), sent


def write(finding) -> str:
    return reverse("write-comment", args=[finding.thread.pk])


def test_a_comment_is_written_checked_sent_once_and_seen_once_it_is_approved(client, writer, finding):
    assert "Write a comment<" in client.get(finding.get_absolute_url()).text
    answer, sent = send(client, write(finding), "Ask *him*.\n\n<script>alert(1)</script>")

    page = client.get(answer["Location"])
    assert "A person reads it before it appears." in page.text
    assert "Ask <em>him</em>." in page.text
    comment = Comment.objects.get()
    assert (
        comment.state,
        comment.author,
        comment.author_name,
        comment.finding_version,
        comment.position,
    ) == (
        *("held", writer, "A reader", 1),
        1,
    )
    again = client.post(write(finding), sent)
    assert again["Location"] == answer["Location"]
    assert Comment.objects.count() == 1
    changed = client.post(write(finding), sent | {"body": "Something else."})
    assert changed.status_code == 409
    assert "You have sent this already" in changed.text
    assert read_fields(changed)["body"].strip() == "Something else."
    client.post(write(finding), read_fields(changed) | {"send": "1"})
    assert list(Comment.objects.values_list("body", flat=True)[1:]) == ["Something else."]

    for address in (finding.get_absolute_url(), reverse("discussion", args=[finding.thread.pk])):
        assert "Ask " not in SecureClient().get(address).text
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=None)
    page = SecureClient().get(finding.get_absolute_url()).text
    assert "Ask <em>him</em>." in page
    assert "Sign in to comment<" in page
    assert "1 comment<" in page


def test_pages_of_members_are_kept_nowhere_and_are_for_their_author_alone(client, writer, finding):
    _, sent = send(client, write(finding), "Mine.")
    comment = Comment.objects.get()
    addresses = [
        *(write(finding), reverse("own-comments")),
        *(reverse(name, args=[comment.pk]) for name in ("own-comment", "change-comment", "withdraw-comment")),
    ]
    for address in addresses:
        assert "no-store" in client.get(address)["Cache-Control"], address
        anonymous = SecureClient().get(address)
        assert anonymous["Location"] == f"{reverse('member_sign_in')}?next={address.replace('/', '%2F')}"
    other = SecureClient()
    other.force_login(make_writer("ann"))
    assert [other.get(address).status_code for address in addresses] == [200, 200, 404, 404, 404]
    assert "Mine." not in other.get(addresses[1]).text
    other.post(addresses[4])
    assert Comment.objects.get().state == "held"

    unconfirmed = SecureClient()
    unconfirmed.force_login(User.objects.create_user("new", "new@example.org"))
    refused = unconfirmed.post(write(finding), sent)
    assert refused.status_code == 403
    assert "You cannot comment yet" in refused.text
    assert "Mine." in refused.text
    unconfirmed.force_login(make_member("Moderator"))
    assert unconfirmed.get(write(finding)).status_code == 200


def test_an_answer_stands_below_what_it_answers_also_where_that_was_taken_away_meanwhile(
    client, writer, finding
):
    Member.objects.update(name_state=CommentState.PUBLISHED)
    above = make_comment(finding, "First.", author_name="Ann")
    held = make_comment(finding, "Not yet.", state="held")
    assert client.get(write(finding), {"to": held.pk}).status_code == 404
    address = f"{write(finding)}?to={above.pk}"
    form = client.get(address)
    assert "First." in form.text
    decide_comment(comment=above, decision=CommentState.REJECTED, by=None, reason="names")

    fields = read_fields(form) | {"body": "Well said.", "send": "1"}
    assert client.post(address, fields).status_code == 302

    reply = Comment.objects.get(body="Well said.")
    assert (reply.parent, reply.author_name) == (above, "Sam")
    assert "First." not in client.get(address).text
    decide_comment(comment=reply, decision=CommentState.PUBLISHED, by=None)
    page = SecureClient().get(finding.get_absolute_url()).text
    assert "Well said." in page
    assert "This comment is not shown." in page


def test_what_is_wrong_is_said_and_what_was_typed_comes_back(client, writer, finding):
    fields = read_fields(client.get(write(finding)))
    long = "word " * (MOST_WORDS + 1)
    for typed, said in [
        ("", "Write what you would like to say."),
        ("\u200b \u202e", "Write what you would like to say."),
        (long, "This has 1,001 words."),
        ("x" * 1_000_000, "This has 1,000,000 characters."),
        ("bell \x07", "There is a control character"),
    ]:
        page = client.post(write(finding), fields | {"body": typed, "send": "1"})
        assert page.status_code == 400
        assert said in page.text
        assert typed.strip() in read_fields(page)["body"]
    assert not Comment.objects.exists()
    assert client.post(write(finding), {"body": "No slip.", "send": "1"}).status_code == 400

    back = client.post(write(finding), fields | {"body": "Typed.", "_look": "1"})
    assert read_fields(back) | {"body": read_fields(back)["body"].strip()} == fields | {"body": "Typed."}

    Thread.objects.update(is_open=False)
    page = client.post(write(finding), fields | {"body": "Typed.", "send": "1"})
    assert page.status_code == 409
    assert "closed while you were writing" in page.text
    assert "Typed." in read_fields(page)["body"]
    assert client.get(write(finding))["Location"] == reverse("discussion", args=[finding.thread.pk])


def test_what_was_typed_comes_back_where_the_page_went_away_meanwhile(client, writer, finding, settings):
    _, sent = send(client, write(finding), "Mine.")
    change = reverse("change-comment", args=[Comment.objects.get().pk])
    typed = sent | {"body": "Long words <of mine>."}

    def lose(address: str) -> None:
        lost = client.post(address, typed)
        assert lost.status_code == 404
        assert read_fields(client.post(address, typed)) == {}
        assert "Long words &lt;of mine&gt;.</textarea>" in lost.text
        assert "no-store" in lost["Cache-Control"]
        assert client.get(address).status_code == 404
        assert "<textarea" not in client.post(address, {}).text

    client.force_login(make_writer("other"))
    lose(change)
    client.force_login(writer)
    lose(write(finding).replace(str(finding.thread.pk), "999999"))
    hide_findings(findings=[finding])
    lose(write(finding))
    settings.DISCUSSION = False
    lose(change)


def test_checks_are_limited_so_that_nobody_tries_names_one_after_the_other(client, writer, finding, settings):
    settings.ACCOUNT_RATE_LIMITS = settings.ACCOUNT_RATE_LIMITS | {"check_comment": "2/h/user"}
    fields = read_fields(client.get(write(finding)))
    pages = [client.post(write(finding), fields | {"body": f"Name {number}."}) for number in range(3)]
    assert [page.status_code for page in pages] == [200, 200, 429]
    assert read_fields(pages[2])["body"].strip() == "Name 2."
    assert "What you typed is still here" in pages[2].text
    assert client.post(write(finding), fields | {"body": "Sent.", "send": "1"}).status_code == 302


def test_a_rejected_comment_says_why_and_is_mended_and_sent_again(client, writer, finding):
    send(client, write(finding), "He lives in Quay Street.")
    comment = Comment.objects.get()
    decide_comment(
        comment=comment, decision=CommentState.REJECTED, by=None, reason="names", explanation="The street."
    )

    page = client.get(reverse("own-comments")).text
    assert "Names or could identify a child" in page
    assert "“The street.”" in page
    address = reverse("change-comment", args=[comment.pk])
    removal = propose_removal(comment=comment, why="An order", by=make_member("Moderator", "first"))
    for own in (reverse("own-comments"), reverse("own-comment", args=[comment.pk])):
        assert (
            address not in client.get(own).text
        )  # while somebody looks whether the law asks for its removal
    settle_removal(removal=removal, carry_out=False, by=make_member("Moderator", "second"))
    assert address in client.get(reverse("own-comments")).text
    form = client.get(address)
    assert "“The street.”" in form.text
    assert read_fields(form)["body"].strip() == "He lives in Quay Street."
    answer, _ = send(client, address, "He lived near.")

    comment.refresh_from_db()
    assert (comment.state, comment.body, comment.wording) == ("held", "He lived near.", 2)
    assert "“The street.”" not in client.get(answer["Location"]).text


def test_what_is_shown_can_be_changed_for_a_day_and_is_not_shown_until_it_is_read_again(
    client, writer, finding
):
    send(client, write(finding), "First words.")
    comment = Comment.objects.get()
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=None)
    reply = make_comment(to=comment, body="An answer.")
    decide_comment(comment=comment, decision=CommentState.HELD, by=None)
    page = client.get(reverse("own-comment", args=[comment.pk])).text
    assert "Your comment is hidden while we look at it again." in page
    assert "Thank you" not in page
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=None)
    decide_comment(comment=reply, decision=CommentState.PUBLISHED, by=None)
    address = reverse("change-comment", args=[comment.pk])
    old = client.get(address)
    send(client, address, "Second words.")

    page = SecureClient().get(finding.get_absolute_url()).text
    for words, is_there in [
        ("First words.", False),
        ("Second words.", False),
        ("This comment is not shown.", True),
        ("An answer.", True),
    ]:
        assert (words in page) == is_there, words
    # Another tab, opened before: both wordings are there, and what is sent then takes the place of the other.
    conflict = client.post(address, read_fields(old) | {"body": "Third words.", "send": "1"})
    assert conflict.status_code == 409
    assert "Second words." in conflict.text
    assert read_fields(conflict)["body"].strip() == "Third words."
    assert client.post(address, read_fields(conflict) | {"send": "1"}).status_code == 302
    comment.refresh_from_db()
    assert (comment.body, comment.wording, comment.state) == ("Third words.", 3, "held")
    decide_comment(comment=comment, decision=CommentState.PUBLISHED, by=None)
    assert "Third words." in SecureClient().get(finding.get_absolute_url()).text

    fresh = client.get(address)
    Comment.objects.filter(pk=comment.pk).update(posted_at=timezone.now() - timedelta(hours=25))
    late = client.post(address, read_fields(fresh) | {"body": "Late words.", "send": "1"})
    assert late.status_code == 409
    assert "can no longer be changed" in late.text
    assert "Late words." in read_fields(late)["body"]

    client.post(reverse("withdraw-comment", args=[comment.pk]))
    client.post(reverse("withdraw-comment", args=[comment.pk]))
    page = SecureClient().get(finding.get_absolute_url()).text
    assert "Third words." not in page
    assert "An answer." in page
    assert comment.decisions.filter(reason="author", by=None).count() == 1
    assert reply.state == "published"
    writer.delete()
    assert Comment.objects.get(pk=comment.pk).author is None


def test_a_withdrawn_comment_that_nobody_saw_leaves_no_trace(client, writer, finding):
    send(client, write(finding), "Never mind.")
    client.post(reverse("withdraw-comment", args=[Comment.objects.get().pk]))

    page = SecureClient().get(finding.get_absolute_url()).text
    assert "This comment is not shown." not in page
    assert "No comments yet." in page


def test_what_was_typed_goes_through_a_sign_in_and_a_changed_token(finding):
    user = make_writer(password="long enough to be safe 7")
    browser = SecureClient(enforce_csrf_checks=True)
    browser.force_login(user)
    address = f"{write(finding)}?to={make_comment(finding).pk}"
    page = browser.get(address)
    token = read_token(page)
    typed = read_fields(page) | {"body": "Typed over an hour.", "csrfmiddlewaretoken": token}
    origin = {"origin": "https://testserver"}

    browser.logout()  # the session is over
    page = browser.post(address, typed, headers=origin)
    assert page.status_code == 403
    kept = read_fields(page)
    assert "Typed over an hour." in kept["kept"]
    token = read_token(page)
    login = {"username": "sam", "password": "long enough to be safe 7", "csrfmiddlewaretoken": token}

    page = browser.post(
        reverse("member_sign_in"), login | {"kept": unescape(kept["kept"]), "next": address}, headers=origin
    )
    assert "Typed over an hour." in page.text, page.text[:2_000]
    assert f'action="{address}"' in page.text

    # Signed in anew in another tab: the token of this form holds no more.
    page = browser.post(address, typed | {"csrfmiddlewaretoken": "a" * 64}, headers=origin)
    assert page.status_code == 403
    assert "Not sent yet" in page.text
    token = read_token(page)
    form = browser.post(
        address, read_fields(page) | {"csrfmiddlewaretoken": token, "_look": "1"}, headers=origin
    )
    assert read_fields(form)["body"].strip() == "Typed over an hour."
    assert not Comment.objects.filter(author=user).exists()
    elsewhere = browser.post(address, typed, headers={"origin": "https://elsewhere.example"})
    assert "Typed over an hour." not in elsewhere.text


def test_lists_never_count_comments_and_own_comments_take_the_same_queries(
    client, writer, django_assert_max_num_queries
):
    for number in range(30):
        make_comment(make_theme(f"Theme {number}"), "Words.", author=writer, state="rejected")
    assert (
        "comment"
        not in SecureClient().get(reverse("theme-list")).text.partition("<main")[2].partition("</main")[0]
    )
    with django_assert_max_num_queries(9):
        page = client.get(reverse("own-comments"))
    assert page.text.count('aria-label="Your comment"') == 25
