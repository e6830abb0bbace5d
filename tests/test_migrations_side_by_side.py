"""While a release is rolled out, its code and that of the release before work on one database.

So no new migration drops or renames what the earlier code reads or writes, or makes it need a value. What is no longer
used goes with the release after.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.postgres.fields import ArrayField
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations import operations
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ModelState, ProjectState
from pgtrigger import migrations as triggers

from tests.factories import make_one_of_each

# The last migrations of the newest release: raise them with each. Until there is one, of the day when this was begun.
RELEASED = {
    "reviews": "0013_where_figures_break",
    "themes": "0032_articles_to_work_through",
    "signing_in": "0003_administrators_see_sign_ins",
}

# By "app.name" of a migration, why earlier code lives with what find_faults says of it.
JUDGED: dict[str, str] = {
    "themes.0033_catalogue_planned_once": "how quickly a function works, not what it does",
    "themes.0035_finding_of_each_week": "on a table that earlier code does not know",
    "themes.0037_findings_hidden_for_now": "earlier code asks for the states it knows, and shows others as written",
    "themes.0040_spreadsheets_in_other_columns": "the rule is on a table that earlier code does not know",
    "themes.0043_notes_to_colleagues": "on a table that earlier code does not know",
    "themes.0048_comments_of_members": "earlier code writes the reasons it knows, and shows others as written",
    "themes.0049_comments_that_came_with_articles": "fills columns that earlier code does not know",
    "themes.0050_terms_restricted_for_a_report": "on a table that earlier code does not know",
    "themes.0054_notices_and_what_is_sealed": "on tables that earlier code does not know",
    "themes.0056_work_taken": "on a table that earlier code does not know",
    "themes.0058_letters_about_comments": "on tables that earlier code does not know",
    "themes.0059_words_taken_out_are_known": "what needs a value is on a table that earlier code does not know",
    "themes.0066_trusted_authors": "on a table that earlier code does not know",
    "themes.0065_what_decisions_and_seals_say": "earlier code gives no kind, which the constraint allows",
    "themes.0063_reports_about_comments": "earlier code writes the kinds it knows, and shows others as written",
}

# They add, or are not about what code reads and writes.
HARMLESS = (
    *(operations.CreateModel, operations.AddIndex, operations.RemoveIndex, operations.AlterModelOptions),
    *(operations.AlterModelManagers, operations.RemoveConstraint, operations.RunPython),
    *(triggers.AddTrigger, triggers.RemoveTrigger),
)
GONE = (
    *(operations.RemoveField, operations.DeleteModel, operations.RenameField, operations.RenameModel),
    operations.AlterModelTable,
)


def find_faults(operation: Any, before: ProjectState, app: str) -> Iterator[str]:
    """Why code that knows nothing of this operation would fail once it was done."""
    if isinstance(operation, GONE):
        yield "takes away what earlier code asks for"
    elif isinstance(operation, operations.AddField):
        # Rows of history are written by triggers, which come with the same release.
        if not operation.model_name.lower().endswith("event") and needs_value(operation.field):
            yield "needs a value that earlier code does not give: null=True or db_default"
    elif isinstance(operation, operations.AlterField):
        yield from compare(
            before.models[app, operation.model_name_lower].fields[operation.name], operation.field
        )
    elif isinstance(operation, operations.AddConstraint):
        yield "refuses what earlier code may write"
    elif not isinstance(operation, HARMLESS):
        yield "is of a kind that a person has to judge"


def needs_value(field: models.Field) -> bool:
    may_be_left_out = field.null or field.has_db_default()
    return not may_be_left_out and not isinstance(field, models.ManyToManyField | models.GeneratedField)


def compare(was: models.Field, now: models.Field) -> Iterator[str]:
    if needs_value(now) and not needs_value(was):
        yield "needs a value that earlier code may leave out"
    if not isinstance(now, type(was)):
        yield "has another type than earlier code reads"
    if (now.max_length or 1e9) < (was.max_length or 1e9):
        yield "is shorter than what earlier code may write"
    if was.choices and set(dict(now.flatchoices)) - set(dict(was.flatchoices)):
        yield "may hold a choice that earlier code does not know"
    if now.unique and not was.unique:
        yield "refuses what earlier code may write"


def list_new() -> Iterator[tuple[Any, ProjectState]]:
    """Migrations that no release has yet, each with what was before it."""
    loader = MigrationLoader(None)
    released = loader.graph._generate_plan(list(RELEASED.items()), at_end=True)
    state = loader.project_state(list(RELEASED.items()))
    for key in loader.graph._generate_plan(loader.graph.leaf_nodes(), at_end=True):
        if key not in released and key[0] in RELEASED:
            yield loader.disk_migrations[key], state
            state = loader.disk_migrations[key].mutate_state(state)


def test_new_migrations_let_earlier_code_go_on():
    faults = {
        f"{migration.app_label}.{migration.name}, {type(operation).__name__}: {fault}"
        for migration, before in list_new()
        if f"{migration.app_label}.{migration.name}" not in JUDGED
        for operation in migration.operations
        for fault in find_faults(operation, before, migration.app_label)
    }

    assert faults == set(), "Do it in two releases; or say in JUDGED why earlier code lives with it."


BEFORE = ProjectState(
    {
        ("themes", "theme"): ModelState(
            "themes",
            "Theme",
            [
                ("id", models.BigAutoField(primary_key=True)),
                ("title", models.CharField(max_length=120)),
                ("summary", models.TextField(null=True)),
                ("state", models.TextField(choices=[("a", "A")])),
            ],
        )
    }
)
RULE = models.CheckConstraint(condition=~models.Q(title=""), name="title_is_there")


@pytest.mark.parametrize(
    ("operation", "fault"),
    [
        (operations.RemoveField("theme", "summary"), "takes away"),
        (operations.RenameField("theme", "summary", "short"), "takes away"),
        (operations.RenameModel("Theme", "Lesson"), "takes away"),
        (operations.DeleteModel("Theme"), "takes away"),
        (operations.AddField("theme", "mark", models.IntegerField(default=0)), "does not give"),
        (operations.AddField("theme", "mark", models.TextField()), "does not give"),
        (operations.AddField("theme", "mark", models.IntegerField(null=True)), None),
        (operations.AddField("theme", "mark", models.IntegerField(db_default=0)), None),
        (operations.AddField("themeevent", "mark", models.IntegerField(default=0)), None),
        (operations.AddField("theme", "marks", models.ManyToManyField("themes.Theme")), None),
        (operations.AlterField("theme", "summary", models.TextField(default="")), "may leave out"),
        (operations.AlterField("theme", "title", models.CharField(max_length=60)), "shorter"),
        (operations.AlterField("theme", "title", models.CharField(max_length=120, unique=True)), "refuses"),
        (operations.AlterField("theme", "title", models.IntegerField()), "another type"),
        (operations.AlterField("theme", "title", ArrayField(models.TextField())), "another type"),
        (operations.AlterField("theme", "title", models.CharField(max_length=200, help_text="!")), None),
        (
            operations.AlterField("theme", "state", models.TextField(choices=[("a", "A"), ("b", "B")])),
            "choice",
        ),
        (operations.AlterField("theme", "state", models.TextField(choices=[("a", "Another word")])), None),
        (operations.AddConstraint("theme", RULE), "refuses"),
        (operations.RunSQL("DROP TABLE themes_theme"), "has to judge"),
    ],
)
def test_what_earlier_code_does_not_survive_is_found(operation, fault):
    found = list(find_faults(operation, BEFORE, "themes"))

    assert [fault in each for each in found] == ([True] if fault else [])


def use_as_earlier_code() -> tuple[list[str], int]:
    """Read, change and add a row of every model, as the newest release does it; what failed, and how much was tried."""
    earlier = MigrationLoader(None).project_state(list(RELEASED.items())).apps
    failed, tried = [], 0
    for model in earlier.get_models(include_auto_created=True):
        if model._meta.app_label not in RELEASED or model._meta.proxy or "pgh_id" in model.__dict__:
            continue
        try:
            with transaction.atomic():
                row = model._base_manager.order_by("pk").last()
                if row is None:
                    continue
                tried += 1
                row.save()
                # Not `copy`, which makes a row of today's model: it lacks the columns that earlier code does not read.
                columns = [field.attname for field in model._meta.concrete_fields if not field.generated]
                another = model(**{name: getattr(row, name) for name in columns})
                if model._meta.auto_field:
                    another.pk = None
                with transaction.atomic():
                    another.save()
        except DatabaseError as error:
            # Two that may not be alike: the row came as far as the rules that are not about its columns.
            if getattr(error.__cause__, "sqlstate", "") not in ("23505", "23514", "P0001"):
                failed.append(f"{model._meta.label}: {error}")
    return failed, tried


@pytest.mark.django_db
def test_two_releases_work_side_by_side_on_one_database():
    make_one_of_each()

    failed, tried = use_as_earlier_code()

    assert failed == []
    assert tried > 25


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        "ALTER TABLE themes_theme DROP COLUMN content_note",
        "ALTER TABLE themes_theme RENAME COLUMN content_note TO note",
        "ALTER TABLE themes_theme ADD COLUMN mark integer NOT NULL DEFAULT 0; "
        "ALTER TABLE themes_theme ALTER COLUMN mark DROP DEFAULT",
    ],
)
def test_what_would_break_the_earlier_release_is_seen(change):
    make_one_of_each()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(change)

    failed, _ = use_as_earlier_code()

    assert [each.partition(":")[0] for each in failed] == ["themes.Theme"]
