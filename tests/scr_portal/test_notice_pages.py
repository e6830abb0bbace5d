"""Notices and complaints sent without account and cookie: once, never lost on a mistake, and shown to nobody else."""

import re
from datetime import datetime

import pytest
from django.core.cache import cache

from reviews.working_time import LONDON
from scr_portal import notice_pages
from tests.factories import make_comment, make_finding, make_member, make_notice
from themes.discussion.moderation import decide_comment
from themes.discussion.posting import withdraw_comment
from themes.enums import CommentState
from themes.models import Notice, NoticeKind, NoticeStep
from themes.notices.forms import FORMS

pytestmark = pytest.mark.django_db

SECRET = "zennorcove"
EVERYTHING = {
    "name": f"Morwenna {SECRET}",
    "email": f"{SECRET}@example.org",
    "statement": f"She hid {SECRET}.",
    "words": f"It says {SECRET}.",
    "meaning": f"That I hid {SECRET}.",
    "untrue": f"Nothing {SECRET} was hidden.",
    "knows_too_little": "on",
    "pass_name": "no",
    "pass_email": "yes",
    "declared": "on",
}


@pytest.fixture(autouse=True)
def no_limits_before():
    cache.clear()


@pytest.fixture
def address():
    comment = make_comment(make_finding())
    return f"https://scr.example.org{comment.thread.finding.get_absolute_url()}#comment-{comment.pk}"


def send(client, kind, *, slip=None, headers=None, **typed):
    where = f"/complaints/{kind}/"
    slip = slip or re.findall(r'name="slip" value="([^"]+)"', client.get(where).content.decode())[0]
    return client.post(where, {**typed, "slip": slip}, headers=headers or {})


def test_each_form_asks_for_what_it_keeps_and_shows_nothing_of_it(client, address):
    for kind in NoticeKind.values:
        asked = set(FORMS[kind].base_fields)
        typed = {name: text for name, text in {**EVERYTHING, "address": address}.items() if name in asked}
        answer = send(client, kind, **typed)

        notice = Notice.objects.get(kind=kind)
        assert (answer.status_code, answer["Location"]) == (302, f"/complaints/{notice.reference}/"), kind
        assert notice.comment_id == (int(address.rpartition("-")[2]) if "address" in asked else None)
        for name in asked - {"declared", "knows_too_little", "pass_name", "pass_email"}:
            assert getattr(notice, name) == typed[name], (kind, name)
        page = client.get(answer["Location"])
        assert (notice.reference in page.content.decode(), SECRET in page.content.decode()) == (True, False)
        assert "no-store" in page["Cache-Control"]
    notice = Notice.objects.get(kind="defamation")
    assert (notice.pass_name, notice.pass_email, notice.knows_too_little) == (False, True, True)
    assert client.cookies == {}


def test_every_field_that_the_regulations_name_is_asked_for(client, address):
    optional = {
        "appeal": {"email"},
        "treatment": {"address", "email"},
        "data": {"name", "email"},
        "defamation": set(),
    }
    for kind in NoticeKind.values:
        full = {
            name: text
            for name, text in {**EVERYTHING, "address": address}.items()
            if name in FORMS[kind].base_fields
        }
        for name in full:
            answer = send(client, kind, **{key: text for key, text in full.items() if key != name})
            accepted = answer.status_code == 302
            assert accepted == (name in optional[kind]), (kind, name)
            if not accepted:  # and nothing that was typed is lost
                kept = answer.content.decode()
                typed = [text for key, text in full.items() if key != name and SECRET in text]
                assert [text for text in typed if text not in kept] == [], (kind, name)
    assert Notice.objects.filter(kind="defamation").count() == 0
    assert send(client, "appeal", **EVERYTHING, address="/themes/").status_code == 400


def test_it_is_taken_once_from_here_and_not_too_often(client, monkeypatch, settings):
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "send_notice": "2/h/key"}
    slip = re.findall(r'value="([^"]+)"', client.get("/complaints/data/").content.decode())[0]
    for words, status in (("One.", 302), ("One.", 302), ("Two.", 409)):
        assert send(client, "data", slip=slip, words=words).status_code == status
    assert Notice.objects.count() == 1
    assert send(client, "data", words="Three.", headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert send(client, "data", words="Four.", slip="made up").status_code == 400
    assert [send(client, "data", words=f"Number {n}.").status_code for n in range(2)] == [302, 429]
    assert Notice.objects.count() == 2


def test_a_held_comment_is_not_given_away(client):
    held = make_comment(make_finding(), state="held")
    send(client, "appeal", words="Why?", address=f"/findings/F001/#comment-{held.pk}")

    assert Notice.objects.get().comment is None


def test_who_wrote_a_rejected_comment_asks_again_and_nobody_else_learns_of_it(client):
    author = make_member("Curator", name="writer")
    comment = make_comment(make_finding(), author=author, state="published")
    decide_comment(comment=comment, decision=CommentState.REJECTED, by=None, reason="off_topic")
    form, own = f"/complaints/appeal/?comment={comment.pk}", f"/comments/{comment.pk}/#comment-{comment.pk}"

    client.force_login(author)
    assert f'href="{form}">Ask us to look again</a>' in client.get(f"/account/comments/{comment.pk}/").text
    assert f'value="{own}"' in client.get(form).text
    answer = send(client, "appeal", words="It was about the page.", address=own)
    assert (answer.status_code, Notice.objects.get().comment) == (302, comment)
    for other in (make_member("Curator", name="other"), None):
        client.logout()
        if other:
            client.force_login(other)
        for query in (f"?comment={comment.pk}", f"?comment={comment.pk + 1}", "?comment=x", ""):
            assert client.get(f"/complaints/appeal/{query}").context["form"]["address"].value() == "", query
    withdraw_comment(comment=comment, author=author)
    client.force_login(author)
    assert "look again" not in client.get(f"/account/comments/{comment.pk}/").text


def test_whoever_complained_reads_the_last_day_and_what_became_of_asking(client):
    midnight = datetime(2026, 12, 7, tzinfo=LONDON)
    notice = make_notice("defamation", waits_for="reply", due_at=midnight)
    assert "may answer until the end of Sunday 6 December 2026." in client.get(notice.get_absolute_url()).text
    NoticeStep.objects.create(notice=notice, act="poster_answered")
    for reply, said in (
        ("agrees", "answered"),
        ("incomplete", "answered"),
        ("silent", "did not answer"),
        ("unreachable", "cannot be reached"),
    ):
        Notice.objects.filter(pk=notice.pk).update(poster_reply=reply)
        assert f">The author {said}</dd>" in client.get(notice.get_absolute_url()).text


def test_nothing_typed_is_left_where_an_error_is_written_down(rf):
    request = rf.post("/complaints/data/", {"words": SECRET})
    request.META["HTTP_SEC_FETCH_SITE"] = "cross-site"
    notice_pages.send_notice(request, "data")

    assert request.sensitive_post_parameters == "__ALL__"
