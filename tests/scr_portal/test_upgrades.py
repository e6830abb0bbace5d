"""A release serves no database that a later one has changed."""

from pathlib import Path

import pytest
import yaml
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.migrations.recorder import MigrationRecorder

from scr_portal.management.commands.up import Command
from scr_portal.upgrades import OUR_APPS, find_missing, find_newer, list_applied

pytestmark = pytest.mark.django_db


def test_what_this_release_has_applied_is_neither_newer_nor_missing():
    assert find_newer(list_applied()) == []
    assert find_missing() == []


def test_migrations_that_were_squashed_and_those_of_others_are_known():
    assert find_newer(["themes.0003_catalogue_of_findings", "auth.9999_of_somebody_else"]) == []
    assert find_newer(["themes.9999_from_tomorrow"]) == ["themes.9999_from_tomorrow"]


def test_every_app_of_ours_that_has_migrations_is_looked_at():
    folders = {Path(config.path): config.label for config in apps.get_app_configs()}
    ours = {
        label
        for folder, label in folders.items()
        if settings.BASE_DIR in folder.parents and "site-packages" not in folder.parts
    }

    assert {
        label for folder, label in folders.items() if label in ours and (folder / "migrations").exists()
    } == {*OUR_APPS}


def test_it_does_not_start_on_newer_data():
    MigrationRecorder.Migration.objects.create(app="reviews", name="9999_from_tomorrow")

    with pytest.raises(CommandError, match=r"A newer portal has used .* reviews.9999_from_tomorrow"):
        Command().migrate()


def test_containers_do_not_begin_on_newer_data_either():
    prepare = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())["services"]["prepare"]
    command, *options = prepare["command"][-1].partition(" && ")[0].split()[2:]
    MigrationRecorder.Migration.objects.create(app="themes", name="9999_from_tomorrow")

    with pytest.raises(CommandError, match=r"A newer portal has used .* themes.9999_from_tomorrow"):
        call_command(command, *options)
