"""A release serves no database that a later one has changed."""

import pytest
from django.core.management import CommandError
from django.db.migrations.recorder import MigrationRecorder

from scr_portal.management.commands.up import Command
from scr_portal.upgrades import find_missing, find_newer, list_applied

pytestmark = pytest.mark.django_db


def test_what_this_release_has_applied_is_neither_newer_nor_missing():
    assert find_newer(list_applied()) == []
    assert find_missing() == []


def test_migrations_that_were_squashed_and_those_of_others_are_known():
    assert find_newer(["themes.0003_catalogue_of_findings", "auth.9999_of_somebody_else"]) == []
    assert find_newer(["themes.9999_from_tomorrow"]) == ["themes.9999_from_tomorrow"]


def test_it_does_not_start_on_newer_data():
    MigrationRecorder.Migration.objects.create(app="reviews", name="9999_from_tomorrow")

    with pytest.raises(CommandError, match=r"A newer portal has used .* reviews.9999_from_tomorrow"):
        Command().migrate()
