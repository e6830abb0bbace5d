"""A finding in the workspace: corrected, published and withdrawn, each by those who may, and by the rules."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.exceptions import ValidationError
from django.urls import reverse

from reviews.history.tracking import get_events
from tests.factories import (
    make_article,
    make_citation,
    make_finding,
    make_theme,
)
from tests.themes.admin.cases import act_on, get_messages, save, stored_rows
from themes.findings.publishing import publish_finding
from themes.models import (
    Finding,
    FindingTheme,
)

pytestmark = pytest.mark.django_db


def test_finding_is_corrected_and_published_in_one_go_and_history_says_who_and_why(
    client, curator, publishable
):
    response = save(client, publishable, text="Better words.", act="publish", why="Checked with the report.")

    publishable.refresh_from_db()
    assert (publishable.text, publishable.state) == ("Better words.", "published"), response.content.decode()
    assert client.get(publishable.get_absolute_url()).status_code == 200
    last = get_events(Finding).order_by("pgh_id").last()
    assert last.pgh_context.metadata["why"] == "Checked with the report."
    assert last.pgh_context.metadata["user"] == curator.pk


def test_finding_that_cannot_be_published_says_why(client, curator):
    draft = make_finding(state="draft", text="Words.", certainty="", basis="")

    page = save(client, draft, act="publish").content.decode()

    draft.refresh_from_db()
    assert draft.state == "draft"
    for reason in (
        "It has no primary theme.",
        "It has no period, and its wording does not say which years its reviews are of.",
        "It does not say how we know it.",
    ):
        assert reason in page


def test_withdrawing_takes_it_from_the_public_at_once(client, curator, publishable):
    publish_finding(finding=publishable)

    client.post(reverse("admin:themes_finding_withdraw", args=[publishable.pk]), {"why": "A mistake."})

    publishable.refresh_from_db()
    assert publishable.state == "withdrawn"
    assert client.get(publishable.get_absolute_url()).status_code == 410


def test_public_finding_cannot_be_deleted_in_the_admin(client, curator, publishable):
    publish_finding(finding=publishable)

    assert (
        client.post(
            reverse("admin:themes_finding_delete", args=[publishable.pk]), {"post": "yes"}
        ).status_code
        == 403
    )
    assert "delete_selected" not in client.get(reverse("admin:themes_finding_changelist")).content.decode()


@pytest.mark.parametrize("rows", [1, 7])
def test_list_of_findings_takes_as_many_queries_whatever_its_length(
    client, curator, rows, django_assert_max_num_queries
):
    for _ in range(rows):
        make_citation(make_finding(themes=(make_theme(),)))

    with django_assert_max_num_queries(15):
        client.get(reverse("admin:themes_finding_changelist"))


def test_another_theme_becomes_the_primary_one(client, curator, published):
    FindingTheme.objects.create(finding=published, theme=make_theme("Second"))

    save(client, published, **{"finding_themes-0-is_primary": "", "finding_themes-1-is_primary": "on"})

    assert published.finding_themes.get(is_primary=True).theme.title == "Second"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"finding_themes-0-DELETE": "on"}, "It has no primary theme."),
        ({"periods": []}, "It has no period, and its wording does not say which years its reviews are of."),
        ({"Citation_findings-0-DELETE": "on", "basis": ""}, "It has neither a page list"),
        ({"text": "Their words."}, "Its wording is the article&#x27;s, not ours."),
    ],
)
def test_published_finding_keeps_the_rules(client, curator, published, changes, reason):
    Finding.objects.filter(pk=published.pk).update(
        article=make_article(published.review), article_words="Their words."
    )
    before = stored_rows(published)
    page = save(client, published, **changes).content.decode()

    assert f"{published.code} is published, so this cannot be saved: {reason}" in page
    assert "changed successfully" not in page
    assert stored_rows(published) == before
    assert published.periods.count() == published.citations.count() == 1


def test_publishing_is_a_permission_of_its_own(client, publishable):
    user = get_user_model().objects.create_user("adder", password="long enough to pass", is_staff=True)
    names = ["add_finding", "change_finding", "view_finding"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    address = reverse("admin:themes_finding_change", args=[publishable.pk])

    page = save(client, publishable, act="publish").content.decode()
    act_on(client, "publish", publishable)

    publishable.refresh_from_db()
    assert publishable.state == "draft"
    assert 'value="publish"' not in page + client.get(address).content.decode()

    user.user_permissions.add(Permission.objects.get(codename="publish_finding"))
    assert 'value="publish"' in client.get(address).content.decode()
    act_on(client, "publish", publishable)
    publishable.refresh_from_db()
    assert publishable.state == "published"


def test_draft_that_was_published_the_second_it_is_deleted_stays_and_that_is_said(
    client, curator, publishable, monkeypatch
):
    tried = []

    def delete_too_late(*, finding, by):
        tried.append(finding)
        if len(tried) > 1:  # the first is the look at what would go
            raise ValidationError("Readers have seen it.")

    monkeypatch.setattr("themes.admin.findings.admin.delete_draft", delete_too_late)

    page = client.post(
        reverse("admin:themes_finding_delete", args=[publishable.pk]), {"post": "yes"}, follow=True
    )

    assert get_messages(page) == ["Nothing was deleted. Readers have seen it."]
    assert page.request["PATH_INFO"] == reverse("admin:themes_finding_change", args=[publishable.pk])
    assert Finding.objects.get() == publishable
