from django.db import migrations

from themes.roles import make_roles


def make(apps, schema_editor):
    make_roles(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('signing_in', '0002_what_all_processes_count'),
        ('themes', '0032_articles_to_work_through'),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
