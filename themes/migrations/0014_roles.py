from django.db import migrations

from themes.roles import make_roles, remove_roles


def make(apps, schema_editor):
    make_roles(apps)


def remove(apps, schema_editor):
    remove_roles(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
        ('reviews', '0001_evidence'),
        ('themes', '0013_help_numbers'),
    ]

    operations = [migrations.RunPython(make, remove)]
