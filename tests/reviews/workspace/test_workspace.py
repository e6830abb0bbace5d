"""What every form of the workspace asks about a change, and what the history then knows of it."""

import pytest
from django.contrib import admin
from django.urls import reverse

from reviews.history.tracking import get_events
from reviews.workspace.base import CuratedAdmin
from tests.factories import make_citation, make_finding, make_period, make_theme
from tests.themes.admin.cases import save
from themes.models import Agency, Finding, Member, Notice, ProblemReport, RestrictedTerm, SealedEvidence

pytestmark = pytest.mark.django_db


def last_context(model) -> dict:
    return get_events(model).order_by("-pgh_id").select_related("pgh_context").first().pgh_context.metadata


def test_every_admin_of_ours_is_a_curated_one():
    ours = [
        kept
        for model, kept in admin.site._registry.items()
        if model._meta.app_label in ("reviews", "themes")
        and model
        not in (Member, ProblemReport, Notice, RestrictedTerm, SealedEvidence)  # which keep no history
    ]

    assert [kept for kept in ours if not isinstance(kept, CuratedAdmin)] == []


def test_forms_ask_why_and_those_readers_are_told_of_ask_whether_it_is_minor(client, curator):
    agency, finding = Agency.objects.create(slug="police", name="Police"), make_finding()

    asked = {
        model: [
            name
            for name in ("why", "minor")
            if f'name="{name}"'
            in client.get(reverse(f"admin:themes_{model}_change", args=[pk])).content.decode()
        ]
        for model, pk in (("agency", agency.pk), ("finding", finding.pk))
    }

    assert asked == {"agency": ["why"], "finding": ["why", "minor"]}


def test_history_knows_why_and_whether_it_was_minor(client, curator):
    finding = make_finding(themes=(make_theme(),), periods=(make_period(),))
    make_citation(finding)

    save(client, finding, text="Other words.", why="  A comma was lost. ", minor="on")

    said = last_context(Finding)
    assert (said["why"], said["minor"], said["user"]) == ("A comma was lost.", True, curator.pk)


def test_act_done_after_saving_keeps_the_reason_of_the_form(client, curator):
    finding = make_finding(themes=(make_theme(),), periods=(make_period(),), state="draft")

    save(client, finding, act="publish", why="Read again.")

    said = last_context(Finding)
    assert (said["act"], said["why"]) == ("publish", "Read again.")


def test_address_in_capitals_is_refused_in_words(client, admin_user):
    client.force_login(admin_user)

    page = client.post("/admin/themes/theme/add/", {"title": "Babies", "slug": "Babies"}).content.decode()

    assert "Small letters, numbers and hyphens only" in page
