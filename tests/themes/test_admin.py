"""The admin: everything opens, can be corrected, published, withdrawn and decided, and each act leaves its trace."""

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.urls import reverse

from reviews.history import events_of
from tests.factories import make_article, make_citation, make_finding, make_period, make_review, make_theme
from themes.discussion.moderation import decide
from themes.enums import CommentState
from themes.models import Comment, Finding, ModerationDecision, Thread
from themes.publishing import publish_finding, reasons_not_to_publish, withdraw_finding

pytestmark = pytest.mark.django_db


@pytest.fixture
def curator(client):
    user = get_user_model().objects.create_superuser("curator", password="long enough to pass")
    client.force_login(user)
    return user


@pytest.fixture
def publishable() -> Finding:
    finding = make_finding("Ready.", state="draft", themes=(make_theme(),), periods=(make_period(),))
    make_citation(finding)
    return finding


@pytest.fixture
def thread() -> Thread:
    return Thread.objects.create(article=make_article(make_review()))


def comment(thread, position=1, parent=None) -> Comment:
    return Comment.objects.create(
        thread=thread, position=position, parent=parent, author_name=f"Reader {position}", body="Words."
    )


OURS = sorted(
    (model for model in admin.site._registry if model._meta.app_label in ("reviews", "themes")),
    key=lambda model: model._meta.label,
)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
def test_every_list_and_form_opens_for_a_curator_and_for_nobody_else(
    client, curator, publishable, thread, model
):
    comment(thread)
    addresses = [reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")]
    addresses.append(f"{addresses[0]}?q=F001")
    if admin.site._registry[model].has_add_permission(_request(curator)):
        addresses.append(f"{addresses[0]}add/")
    if row := model._default_manager.first():
        addresses.append(f"{addresses[0]}{row.pk}/change/")

    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)

    client.logout()
    assert {client.get(address).status_code for address in addresses} == {302}


def _request(user):
    return type("Request", (), {"user": user})()


def form_data(response) -> dict:
    """What a browser would send back for the form of an admin's change page, unchanged."""
    context = response.context
    data = {}
    forms = [
        context["adminform"].form,
        *(inline.formset.management_form for inline in context["inline_admin_formsets"]),
    ]
    forms += [form for inline in context["inline_admin_formsets"] for form in inline.formset.forms]
    for form in forms:
        for field in form:
            value = field.value()
            if value is not None:
                data[field.html_name] = value if isinstance(value, list | tuple) else str(value)
    return {name: value for name, value in data.items() if value != "False"}


def save(client, row, **changes):
    address = reverse(f"admin:themes_{row._meta.model_name}_change", args=[row.pk])
    return client.post(address, {**form_data(client.get(address)), **changes}, follow=True)


def test_finding_is_corrected_and_published_in_one_go_and_history_says_who_and_why(
    client, curator, publishable
):
    response = save(client, publishable, text="Better words.", act="publish", why="Checked with the report.")

    publishable.refresh_from_db()
    assert (publishable.text, publishable.state) == ("Better words.", "published"), response.content.decode()
    assert client.get(publishable.get_absolute_url()).status_code == 200
    last = events_of(Finding).order_by("pgh_id").last()
    assert last.pgh_context.metadata["why"] == "Checked with the report."
    assert last.pgh_context.metadata["user"] == curator.pk


def test_finding_that_cannot_be_published_is_saved_and_says_why(client, curator):
    draft = make_finding(state="draft", text="Words.", certainty="", basis="")

    page = save(client, draft, act="publish").content.decode()

    draft.refresh_from_db()
    assert draft.state == "draft"
    for reason in ("It has no primary theme.", "It has no period.", "It does not say how we know it."):
        assert reason in page


def test_withdrawing_takes_it_from_the_public_at_once(client, curator, publishable):
    publish_finding(finding=publishable)

    save(client, publishable, act="withdraw", why="A mistake.")

    publishable.refresh_from_db()
    assert publishable.state == "withdrawn"
    assert client.get(publishable.get_absolute_url()).status_code == 410


def test_several_findings_are_published_and_one_that_cannot_be_does_not_hold_them_up(
    client, curator, publishable
):
    not_ready = make_finding(state="draft", text="")

    page = client.post(
        reverse("admin:themes_finding_changelist"),
        {"action": "publish", "_selected_action": [publishable.pk, not_ready.pk], "why": "A batch."},
        follow=True,
    ).content.decode()

    assert set(Finding.objects.published()) == {publishable}
    assert f"{not_ready.code} cannot be published: It has no wording of our own yet." in page


def test_public_finding_cannot_be_deleted_in_the_admin(client, curator, publishable):
    publish_finding(finding=publishable)

    assert (
        client.post(
            reverse("admin:themes_finding_delete", args=[publishable.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert "delete_selected" not in client.get(reverse("admin:themes_finding_changelist")).content.decode()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " "}, "It has no wording of our own yet."),
        ({"certainty": ""}, "It does not say how we know it."),
    ],
)
def test_reasons_not_to_publish(publishable, change, reason):
    assert reasons_not_to_publish(publishable) == []
    for field, value in change.items():
        setattr(publishable, field, value)

    assert reasons_not_to_publish(publishable) == [reason]


def test_articles_own_words_cannot_be_published_as_ours(publishable):
    publishable.article = make_article(publishable.review)
    publishable.article_words = "Their words."
    publishable.text = "Their words. "

    assert reasons_not_to_publish(publishable) == ["Its wording is the article's, not ours."]


def test_page_list_without_pages_stands_in_the_way(publishable):
    publishable.citations.get().pages.all().delete()

    with pytest.raises(ValidationError, match="One of its page lists has no pages"):
        publish_finding(finding=publishable)


def test_published_again_keeps_its_first_date(publishable):
    publish_finding(finding=publishable)
    first = publishable.published_at
    withdraw_finding(finding=publishable)
    publish_finding(finding=publishable)

    assert (publishable.published_at, publishable.withdrawn_at) == (first, None)


def test_what_was_never_public_is_not_withdrawn(publishable):
    with pytest.raises(ValidationError, match="was never published"):
        withdraw_finding(finding=publishable)


def test_comment_is_approved_and_the_decision_kept(client, curator, thread):
    held = comment(thread)

    save(client, held, decision="published")

    held.refresh_from_db()
    assert held.state == CommentState.PUBLISHED
    assert list(ModerationDecision.objects.values_list("comment", "decision", "by")) == [
        (held.pk, "published", curator.pk)
    ]


def test_comment_is_not_rejected_without_a_reason(client, curator, thread):
    held = comment(thread)

    page = save(client, held, decision="rejected").content.decode()
    held.refresh_from_db()
    assert held.state == CommentState.HELD
    assert "Choose a reason." in page

    save(client, held, decision="rejected", reason="names", explanation="Names a worker.")
    held.refresh_from_db()
    assert held.state == CommentState.REJECTED
    assert ModerationDecision.objects.get().explanation == "Names a worker."


def test_comments_are_rejected_together_with_a_reason(client, curator, thread):
    held = [comment(thread, position) for position in (1, 2)]
    ids = [one.pk for one in held]
    address = reverse("admin:themes_comment_changelist")

    client.post(address, {"action": "reject", "_selected_action": ids})
    assert ModerationDecision.objects.count() == 0

    client.post(address, {"action": "reject", "_selected_action": ids, "reason": "off_topic"})
    assert set(Comment.objects.values_list("state", flat=True)) == {"rejected"}


def test_whole_thread_is_approved_at_once_parents_first(client, curator, thread):
    first = comment(thread, 1)
    second = comment(thread, 2, parent=first)
    third = comment(thread, 3, parent=second)

    client.post(
        reverse("admin:themes_comment_changelist"),
        {"action": "approve", "_selected_action": [third.pk, second.pk, first.pk]},
    )

    assert set(Comment.objects.values_list("state", flat=True)) == {"published"}


def test_reply_is_not_shown_under_a_comment_that_is_not(thread):
    reply = comment(thread, 2, parent=comment(thread, 1))

    with pytest.raises(ValidationError, match="Decide that one first"):
        decide(comment=reply, decision=CommentState.PUBLISHED, by=None)


def test_peoples_words_are_not_edited(client, curator, thread):
    held = comment(thread)

    save(client, held, body="Other words.", author_name="Somebody else")

    held.refresh_from_db()
    assert (held.body, held.author_name) == ("Words.", "Reader 1")


def test_lists_in_the_admin_are_typed_one_to_a_line(client, curator):
    theme = make_theme("Babies", questions=["What now, and for whom?", "Who knows?"])

    save(client, theme, questions="One, with a comma?\r\n\r\nTwo?\r\n")

    theme.refresh_from_db()
    assert theme.questions == ["One, with a comma?", "Two?"]


@pytest.mark.parametrize("rows", [1, 30])
def test_list_of_findings_takes_as_many_queries_whatever_its_length(
    client, curator, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_citation(make_finding(themes=(make_theme(),)))

    with django_assert_max_num_queries(14):
        client.get(reverse("admin:themes_finding_changelist"))
