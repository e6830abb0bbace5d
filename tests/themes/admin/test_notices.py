"""Notices in the workspace by their clocks, comments taken down and sealed, and what was sealed looked at on record."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.conftest import SecureClient
from tests.factories import make_comment, make_finding, make_member, make_notice
from themes.discussion.sealing import withdraw_at_once
from themes.models import Comment, EvidenceLook, LegalRemoval, Notice, SealedEvidence
from themes.notices.steps import close_notice, record_reply

pytestmark = pytest.mark.django_db

LIST = reverse("admin:themes_notice_changelist")


def screen(row) -> str:
    return reverse(f"admin:themes_{row._meta.model_name}_change", args=[row.pk])


def client_of(role, name="") -> SecureClient:
    client = SecureClient()
    client.force_login(make_member(role, name=name))
    return client


def steps_of(client, notice) -> list[str]:
    form = client.get(screen(notice)).context["adminform"].form
    return [value for value, _ in form.fields["step"].choices] if "step" in form.fields else []


def read(response) -> str:
    return " ".join(response.content.decode().split())


def test_what_is_due_first_stands_first_and_over_time_is_said_in_words(django_assert_max_num_queries):
    now = timezone.now()
    late, soon = (make_notice(due_at=now + timedelta(hours=hours)) for hours in (-200, 900))
    closed = make_notice(waits_for="", due_at=None, outcome="upheld", closed_at=now)
    secret = make_notice("data", due_at=now - timedelta(hours=300))
    moderator, administrator = client_of("Moderator"), client_of("Administrator")

    listed = moderator.get(LIST)
    assert list(listed.context["cl"].result_list) == [late, soon, closed]
    assert "OVER TIME by" in read(listed)
    assert secret in administrator.get(LIST).context["cl"].result_list
    assert moderator.get(screen(secret)).status_code == 302
    front = read(moderator.get("/admin/"))
    assert "1 notice or complaint is OVER TIME" in front
    assert "2 notices and complaints wait for their next step" in front
    assert "data protection" not in front
    assert "1 data protection complaint waits" in read(administrator.get("/admin/"))
    for _ in range(20):
        make_notice()
    with django_assert_max_num_queries(12):
        moderator.get(LIST)


def test_a_notice_is_worked_through_by_two(client):
    comment = make_comment(make_finding())
    notice = make_notice("defamation", comment=comment)
    first, second = client_of("Moderator", "first"), client_of("Moderator", "second")

    assert steps_of(first, notice) == ["reply unreachable", "close incomplete"]
    wrong = first.post(screen(notice), {"step": "close incomplete", "reply": "", "was": "contact"})
    assert "Say why, in words" in read(wrong)
    assert first.post(screen(notice), {"step": "reply unreachable"}).status_code == 302
    assert steps_of(first, notice) == ["close removed", "close kept"]
    alone = first.post(screen(notice), {"step": "close removed", "reply": "Typed words stay."})
    assert "takes two persons" in read(alone)
    assert "Typed words stay." in read(alone)
    assert second.post(screen(notice), {"step": "close removed", "reply": "Gone."}).status_code == 302

    notice.refresh_from_db()
    comment.refresh_from_db()
    assert (notice.outcome, notice.answer, comment.state) == ("removed", "Gone.", "withdrawn")
    assert steps_of(first, notice) == []
    assert "first" in read(second.get(screen(notice)))


def test_what_was_typed_stays_though_somebody_closed_it_meanwhile():
    """Steps are closed from under the form: the notice's answer, and a name and address."""
    moderator, other = client_of("Moderator"), make_member("Moderator", name="other")
    replied = make_notice("defamation", comment=make_comment(make_finding()), waits_for="reply")
    for notice, typed in (
        (make_notice("treatment"), {"step": "close upheld", "reply": "A long answer."}),
        (replied, {"step": "reply stands", "full_name": "Jory Trevanion", "postal_address": "1 Quay"}),
    ):
        if notice == replied:
            record_reply(notice=notice, reply="agrees", by=other)
        else:
            close_notice(notice=notice, outcome="upheld", answer="", by=other, origin="https://testserver")
        page = read(moderator.post(screen(notice), typed))

        assert [text for name, text in typed.items() if name != "step" and text not in page] == []
        assert "Somebody has done the next step meanwhile." in page
        assert "valid choice" not in page


def test_a_moderator_withdraws_at_once_from_the_queue_and_administrators_look(client):
    moderator, administrator = client_of("Moderator"), client_of("Administrator")
    comment = make_comment(make_finding(), "It was zennorcove.", state="held")
    queue = read(moderator.get(reverse("admin:themes_comment_changelist")))
    assert f'name="_seal" value="{comment.pk}"' in queue
    other = make_comment(make_finding(), state="held")
    cards = {
        "card": [comment.pk, other.pk],
        f"comment-{other.pk}-decision": "rejected",
        f"comment-{other.pk}-reason": "link",
        f"comment-{other.pk}-explanation": "Typed beside it.",
    }
    back = moderator.post(
        reverse("admin:themes_comment_changelist"), {**cards, "_seal": comment.pk}, follow=True
    )
    forms = {card.comment.pk: card.form for card in back.context["cards"]}
    assert forms[other.pk]["decision"].value() == "rejected"
    assert "Typed beside it." in read(back)
    assert forms[comment.pk] is None
    assert "Taken down. Nobody sees it from now on" in read(back)
    other.refresh_from_db()
    assert other.state == "held"
    moderator.post(screen(other), {"_seal": "1"})
    beside = moderator.post(
        screen(other), {"_seal": "1", "decision": "rejected", "explanation": "Typed here."}, follow=True
    )
    assert "Typed here." in read(beside)
    assert "somebody else" not in read(beside).lower()
    comment.refresh_from_db()
    assert comment.state == "withdrawn"
    evidence = SealedEvidence.objects.get(comment=comment)
    for person, may in ((moderator, False), (administrator, True)):
        pages = [
            read(person.get(address))
            for address in (screen(comment), reverse("admin:themes_comment_changelist"))
        ]
        assert [page for page in pages if "zennorcove" in page] == []
        assert [page for page in pages if f"comment-{comment.pk}-decision" in page] == []
        assert 'name="decision"' not in pages[0]
        assert [screen(evidence) in page for page in pages] == [False, may]
    late = {"card": comment.pk, f"comment-{comment.pk}-decision": "published"}
    refused = moderator.post(reverse("admin:themes_comment_changelist"), late)
    assert "It was sealed after you opened this list." in read(refused)
    for person, may in ((moderator, False), (administrator, True)):
        plain = person.get(screen(evidence))
        looked = person.post(screen(evidence), {"_open": "1"})
        assert ("zennorcove" in read(plain), "zennorcove" in read(looked)) == (False, may)
        assert EvidenceLook.objects.count() == may
    assert moderator.post(screen(evidence), {"_lift": "1"}).status_code in (302, 403)
    assert not SealedEvidence.objects.exclude(lifted_at=None)
    administrator.post(screen(evidence), {"_lift": "1"})
    assert Comment.objects.get(pk=comment.pk).body == "It was zennorcove."


def test_removals_and_threads_have_their_buttons(client):
    first, second = client_of("Moderator", "first"), client_of("Moderator", "second")
    comment = make_comment(make_finding())
    refused = first.post(
        screen(comment), {"_propose": "1", "legal_why": " ", "explanation": "Typed beside it."}, follow=True
    )
    assert "Say why the law asks for it." in read(refused)
    assert "Typed beside it." in read(refused)
    first.post(screen(comment), {"_propose": "1", "legal_why": "An order"})
    assert (
        "_carry_out" in read(first.get(screen(comment))),
        "_carry_out" in read(second.get(screen(comment))),
    ) == (
        False,
        True,
    )
    first.post(screen(comment), {"_carry_out": "1"})
    assert LegalRemoval.objects.get().settled_at is None
    second.post(screen(comment), {"_carry_out": "1"})
    assert LegalRemoval.objects.get().is_carried_out

    other = make_comment(make_finding())
    first.post(screen(other.thread), {"_seal": "1"})
    assert SealedEvidence.objects.filter(comment=other).exists()
    publisher = client_of("Publisher")
    third = make_comment(make_finding())
    assert publisher.post(screen(third), {"_seal": "1"}).status_code in (302, 403)
    assert publisher.post(screen(third.thread), {"_seal": "1"}).status_code == 403
    assert (
        "_seal" in read(publisher.get(screen(third.thread))),
        "_seal" in read(first.get(screen(third.thread))),
    ) == (False, True)
    assert not SealedEvidence.objects.filter(comment=third).exists()
    assert Notice.objects.count() == 0
    withdraw_at_once(comment=third, by=make_member("Moderator", name="third"))
