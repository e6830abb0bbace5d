"""Terms restricted for a report: who sees them, where they are found, and that nobody else is told."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.urls import reverse
from django.utils import timezone

from tests.factories import make_comment, make_finding, make_member
from tests.themes.forms import form_data
from themes.discussion.checking import check_comment
from themes.discussion.guard import Kind
from themes.models import RestrictedTerm

pytestmark = pytest.mark.django_db

LIST = reverse("admin:themes_restrictedterm_changelist")
ADD = reverse("admin:themes_restrictedterm_add")
COMMENTS = reverse("admin:themes_comment_changelist")
HELP = reverse("admin:themes_finding_writing_help")
TERM = "Zarathel"
SAID = "What happened to ZÁRA thel could have been seen."


def test_moderators_keep_terms_and_only_they_learn_of_them(client):
    finding, elsewhere = make_finding(), make_finding()
    make_comment(finding, state="held", body=SAID)
    make_comment(elsewhere, state="held", body=SAID)
    client.force_login(make_member("Moderator"))

    page = client.post(
        ADD, form_data(client.get(ADD)) | {"review": finding.review_id, "term": "!", "why": "An order."}
    )
    assert "Give at least 2 letters or digits" in page.text

    client.post(
        ADD, form_data(client.get(ADD)) | {"review": finding.review_id, "term": TERM, "why": "An order."}
    )
    row = RestrictedTerm.objects.get()
    assert (row.term, row.by.username) == (TERM, "moderator")
    assert TERM in client.get(LIST).text

    cards = {card.comment.thread.finding: card for card in client.get(COMMENTS).context["cards"]}
    [mark] = [mark for mark in cards[finding].found.marks if mark.kind is Kind.RULE]
    assert SAID[mark.start : mark.end] == "ZÁRA thel"
    assert not any(mark.kind is Kind.RULE for mark in cards[elsewhere].found.marks)

    row_page = reverse("admin:themes_restrictedterm_change", args=[row.pk])
    assert row_page not in client.get(reverse("admin:find"), {"q": TERM}).text
    logged = [f"{entry.object_repr} {entry.change_message}" for entry in LogEntry.objects.all()]
    history = client.get(reverse("admin:themes_restrictedterm_history", args=[row.pk])).text
    assert not any(TERM.lower() in text.lower() for text in [*logged, history])
    assert not any(model.__name__ == "RestrictedTermEvent" for model in apps.get_models())

    for role in ("Curator", "Publisher"):
        client.force_login(make_member(role))
        for address in (LIST, ADD, row_page):
            assert client.get(address).status_code == 403
        helped = client.post(HELP, {"text": SAID, "finding": finding.pk}).text
        assert "A rule about this report fired" in helped
        assert "thel<sup>" not in helped

    told = check_comment(SAID, finding.thread).for_author()
    assert [(mark.kind, mark.end) for mark in told.marks if mark.kind is Kind.RULE] == [(Kind.RULE, 0)]

    RestrictedTerm.objects.update(until=timezone.localdate() - timedelta(days=1))
    assert not any(mark.kind is Kind.RULE for mark in check_comment(SAID, finding.thread).marks)
    RestrictedTerm.objects.update(until=timezone.localdate())
    assert any(mark.kind is Kind.RULE for mark in check_comment(SAID, finding.thread).marks)


def test_moderators_see_marks_and_may_have_the_gravest_on_top(client):
    finding = make_finding()
    for body in (
        "Nothing <b>to</b> see.",
        "I knew a boy of six in Rotherham who died.",
        "Ring 0161 496 0123 and ask for Jayden.",
    ):
        make_comment(finding, state="held", body=body)
    client.force_login(make_member("Moderator"))

    page = client.get(COMMENTS)
    assert [card.comment.body[:7] for card in page.context["cards"]] == ["Nothing", "I knew ", "Ring 01"]
    assert "Nothing &lt;b&gt;to&lt;/b&gt; see." in page.text
    assert "<mark>Jayden<sup><span" in page.text
    assert "<strong>Name</strong>, by itself." in page.text

    page = client.get(COMMENTS, {"order": "gravest"})
    assert [card.comment.body[:7] for card in page.context["cards"]] == ["Ring 01", "I knew ", "Nothing"]
