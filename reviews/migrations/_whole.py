"""An app's tables made at once, as they are in the end: for the migration that stands for all earlier ones."""

from django.db import migrations
from django.db.migrations.operations.base import Operation
from pgtrigger.migrations import AddTrigger


class CreateTables(Operation):
    """Does what `operations` do one after another to no tables at all, in a tenth of the time.

    Most of the time of a migration goes into Django's models of the state between two operations. Here only those
    of the last state are made: each table is created with all its columns, constraints and indexes.
    """

    def __init__(self, operations: list[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label, state):
        state.__dict__.pop("apps", None)  # else every operation makes its models anew
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        for operation in self.operations:
            if isinstance(operation, migrations.CreateModel | AddTrigger):
                operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        for operation in reversed(self.operations):
            if isinstance(operation, migrations.CreateModel):
                operation.database_backwards(app_label, schema_editor, from_state, to_state)

    def describe(self) -> str:
        return "Creates all tables of the app"
