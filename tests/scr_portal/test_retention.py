"""How long what is about people is kept: one table, which no model can be forgotten in, and which jobs keep."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import models
from django.urls import reverse
from pghistory.models import Event
from procrastinate.contrib.django import app

from scr_portal import retention
from scr_portal.jobs import keep_all_times
from scr_portal.retention import KEPT
from themes.alerts.subscribing import LETTERS_DAYS, UNCONFIRMED_DAYS
from themes.discussion.keeping import REJECTED_DAYS, WITHDRAWN_DAYS
from themes.notices.keeping import NOTICE_DAYS
from themes.problems.keeping import EMAIL_DAYS, EMAIL_MOST_DAYS, WORDS_DAYS

OTHERS = {
    "socialaccount.SocialApp": "the provider of single sign-on",
}


def is_about_people(model: type[models.Model]) -> bool:
    """Whether it says by itself who somebody is, or belongs to an account."""
    if model._meta.app_label in ("account", "mfa", "socialaccount", "signing_in"):
        return True
    return any(
        isinstance(field, models.EmailField | models.GenericIPAddressField)
        or (field.remote_field and field.remote_field.model is get_user_model())
        for field in model._meta.local_fields
    )


def test_no_model_about_people_is_forgotten():
    about_people = {
        model._meta.label
        for model in apps.get_models(include_auto_created=True)
        if not model._meta.proxy and not issubclass(model, Event) and is_about_people(model)
    }
    named = {label for kept in KEPT for label in kept.models}

    assert about_people - OTHERS.keys() - named == set(), (
        "Say in scr_portal/retention.py how long it is kept."
    )
    assert [label for label in named if apps.get_model(label) is None] == []


def test_every_number_of_days_is_kept_by_a_job():
    app.perform_import_paths()
    promised = [kept for kept in KEPT if re.search(r"\b(days|years?)\b", kept.how_long)]

    assert [kept.what for kept in promised if not kept.empty and kept.job not in app.tasks] == [
        "Comments that readers see",  # their earlier words
        "Comments that were taken down, or withdrawn by their authors",  # with those that were rejected
    ]


@pytest.mark.django_db
def test_the_job_does_all_of_them_though_one_fails(monkeypatch, caplog):
    done = []

    def fail():
        raise ValueError("a")

    rows = [
        retention.Kept(name, "", (), empty) for name, empty in (("a", fail), ("b", lambda: done.append("b")))
    ]
    monkeypatch.setattr(retention, "KEPT", rows)
    keep_all_times(timestamp=0)

    assert done == ["b"]
    assert "a: what is too old was not taken out." in caplog.text


def test_the_page_for_whoever_runs_a_copy_says_the_same_times():
    said = Path(settings.BASE_DIR, "docs", "people.md").read_text()
    times = [
        (WORDS_DAYS, "after the answer"),
        (EMAIL_DAYS, "after the answer"),
        (EMAIL_MOST_DAYS, "after it was sent"),
        (NOTICE_DAYS, "after it was closed"),
        (REJECTED_DAYS, "after it was rejected"),
        (LETTERS_DAYS, "after it was sent"),
        (UNCONFIRMED_DAYS, "where it was not confirmed"),
        (settings.EVIDENCE_DAYS, "(`EVIDENCE_DAYS`)"),
        (settings.SIGN_IN_LOG_DAYS, "(`SIGN_IN_LOG_DAYS`)"),
    ]

    said_otherwise = [words for days, words in times if f"{days} days {words}" not in said]
    assert said_otherwise == []
    assert f"and {WITHDRAWN_DAYS} after it was taken down" in said


@pytest.mark.django_db
def test_the_page_says_what_the_table_says(client):
    page = client.get(reverse("kept")).content.decode()

    assert [kept.what for kept in KEPT if kept.what not in page] == []
    assert [kept.how_long for kept in KEPT if kept.how_long not in page] == []


@pytest.mark.django_db
@pytest.mark.parametrize("is_on", [False, True])
def test_pages_of_discussion_are_led_to_where_there_is_one(client, settings, is_on):
    settings.DISCUSSION = is_on
    places = client.get("/help/").content.decode(), client.get("/sitemap-site.xml").content.decode()

    for place in places:
        assert ("/community-rules/" in place, "/how-we-moderate/" in place) == (is_on, is_on)
        assert "/what-we-keep/" in place
        assert "/complaints/" in place
