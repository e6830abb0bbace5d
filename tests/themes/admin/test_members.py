"""Where moderators look at the names that readers wish."""

import pytest
from django.contrib.auth.models import User
from django.core import mail
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from tests.factories import make_member
from themes.discussion.letters import tell_of_name
from themes.models import Member

pytestmark = pytest.mark.django_db


def read_letters() -> list[str]:
    """Those that wait, sent as the worker sends them."""
    mail.outbox.clear()
    for job in ProcrastinateJob.objects.filter(task_name__endswith=".tell_of_name").order_by("id"):
        tell_of_name(**job.args)
    return [f"{letter.to[0]}: {letter.body}" for letter in mail.outbox]


def test_moderator_approves_and_rejects_one_after_the_other(client):
    moderator = make_member("Moderator")
    members = [
        Member.objects.create(
            user=User.objects.create_user(f"{name}@example.org".lower(), f"{name}@example.org".lower()),
            display_name=name,
        )
        for name in ("Kim", "Pat", "Sam")
    ]
    kim, pat, sam = (reverse("admin:themes_member_change", args=[member.pk]) for member in members)
    client.force_login(moderator)

    def decide(address, name, decision="published", why="", seen_state="held"):
        sent = {"decision": decision, "why": why, "seen_name": name, "seen_state": seen_state}
        return client.post(address, sent)

    front = client.get("/admin/").content.decode()
    waiting = client.get(reverse("admin:themes_member_changelist"), {"work": "names"}).content.decode()
    page = client.get(kim).content.decode()
    unsaid = decide(kim, "Kim", decision="").content.decode()
    without_reason = decide(kim, "Kim", "rejected").content.decode()
    other_name = decide(kim, "Kym").content.decode()
    before = set(Member.objects.values_list("name_state", flat=True))
    approved = decide(kim, "Kim")
    rejected = decide(pat, "Pat", "rejected", "somebody")
    again = decide(pat, "Pat").content.decode()
    last = decide(sam, "Sam")
    letters = read_letters()

    assert "3 readers’ names wait for a decision" in front
    assert [name in waiting for name in ("Kim", "Pat", "Sam")] == [True] * 3
    assert "kim@example.org" not in page + waiting  # addresses are not for moderators
    assert "Choose what becomes of the name." in unsaid
    assert "Choose a reason. Its owner is told why." in without_reason
    assert "After you opened this it became “Kim” (held)." in other_name
    assert before == {"held"}
    assert [approved.url, rejected.url, last.url] == [pat, sam, reverse("admin:themes_member_changelist")]
    assert "it became “Pat” (rejected)" in again
    assert [letter.partition(":")[0] for letter in letters] == [
        f"{name}@example.org" for name in ("kim", "pat", "sam")
    ]
    assert "Others see\nit from now on: Kim" in letters[0]
    assert "The reason: It is, or could be taken for, the name of somebody else." in letters[1]
    assert "https://testserver/account/" in letters[1]
    assert list(Member.objects.order_by("pk").values_list("name_state", "reason", "decided_by")) == [
        ("published", "", moderator.pk),
        ("rejected", "somebody", moderator.pk),
        ("published", "", moderator.pk),
    ]
