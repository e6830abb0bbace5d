"""A database that grew by every migration is like one that is made at once."""

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from pgtrigger.migrations import AddTrigger, RemoveTrigger

from tests import databases
from tests.conftest import WORKER

APPS = ("reviews", "themes")
SCHEMA = {
    "columns": """
        SELECT table_name, column_name, udt_name, is_nullable, column_default, generation_expression,
               character_maximum_length, is_identity
        FROM information_schema.columns WHERE table_schema = 'public' ORDER BY 1, 2""",
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2""",
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1, 2",
    "triggers": """
        SELECT tgrelid::regclass::text, tgname, pg_get_triggerdef(oid), tgenabled FROM pg_trigger
        WHERE NOT tgisinternal ORDER BY 1, 2""",
    "functions": """
        SELECT proname, prosrc, proconfig FROM pg_proc WHERE pronamespace = 'public'::regnamespace
          AND NOT EXISTS (SELECT FROM pg_depend WHERE objid = pg_proc.oid AND deptype = 'e') ORDER BY 1""",
    "sequences": "SELECT sequencename, data_type::text, start_value FROM pg_sequences ORDER BY 1",
    "extensions": "SELECT extname FROM pg_extension ORDER BY 1",
    "roles": """
        SELECT auth_group.name, codename FROM auth_group_permissions
        JOIN auth_group ON auth_group.id = group_id JOIN auth_permission ON auth_permission.id = permission_id
        ORDER BY 1, 2""",
}


def schema() -> dict[str, list[tuple]]:
    found = {}
    with connection.cursor() as cursor:
        for kind, query in SCHEMA.items():
            cursor.execute(query)
            found[kind] = cursor.fetchall()
    return found


@pytest.fixture
def triggers_render_no_models(monkeypatch):
    """Migrations do not ask a model for its triggers, and to render it anew for each takes half of the time."""

    def keep_models(forwards):
        def change_state(operation, app_label, state):
            apps = state.__dict__.pop("apps", None)
            forwards(operation, app_label, state)
            if apps is not None:
                state.__dict__["apps"] = apps

        return change_state

    for operation in (AddTrigger, RemoveTrigger):
        monkeypatch.setattr(operation, "state_forwards", keep_models(operation.state_forwards))


def migrate_one_by_one() -> None:
    """As databases were brought up to date before the migrations of each app were made one."""
    executor = MigrationExecutor(connection)
    executor.loader = MigrationLoader(connection, replace_migrations=False)
    replaced = [
        key
        for migration in executor.loader.disk_migrations.values()
        if migration.app_label in APPS
        for key in migration.replaces
    ]
    last = [max(key for key in replaced if key[0] == app) for app in APPS]
    planned = [migration for migration, _ in executor.migration_plan(last) if migration.app_label in APPS]
    assert len(planned) == len(replaced) > 30
    executor.migrate(last)


@pytest.mark.usefixtures("triggers_render_no_models")
def test_migrations_made_one_make_what_all_of_them_made(django_db_setup, django_db_blocker):
    at_once = schema_of_a_copy(django_db_blocker, databases.empty_template(), fill=lambda: None)

    grown = schema_of_a_copy(django_db_blocker, "template0", fill=migrate_one_by_one)

    assert len(grown["triggers"]) > 150
    assert {kind: rows for kind, rows in grown.items() if rows != at_once[kind]} == {}


def schema_of_a_copy(blocker, template, *, fill):
    with (
        blocker.unblock(),
        databases.copied(template, f"test_{WORKER}_migrations") as name,
        databases.connected_to(name),
    ):
        fill()
        call_command("migrate", verbosity=0, interactive=False)  # what came since, and nothing else
        return schema()
