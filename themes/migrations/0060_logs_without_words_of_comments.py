from django.db import migrations
from django.db.models import F, Value
from django.db.models.functions import Coalesce, Concat, Now


def empty_log(apps, schema_editor):
    """Earlier, each entry about a comment held its author's name and its first words, for good."""
    entries = apps.get_model("admin", "LogEntry").objects.filter(content_type__app_label="themes")
    entries.filter(content_type__model="comment").update(object_repr=Concat(Value("Comment "), F("object_id")))
    entries.filter(content_type__model="moderationdecision").update(object_repr="A decision")


def note_what_is_shown(apps, schema_editor):
    """Published by a process of the release before, after its column was filled: nobody noted when."""
    shown = apps.get_model("themes", "Comment").objects.filter(state="published", approved_at=None)
    shown.update(approved_at=Coalesce("posted_at", Now()))


class Migration(migrations.Migration):
    dependencies = [
        ("themes", "0059_words_taken_out_are_known"),
        ("admin", "0003_logentry_add_action_flag_choices"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(empty_log, migrations.RunPython.noop),
        migrations.RunPython(note_what_is_shown, migrations.RunPython.noop),
    ]
