from django.db import migrations

from themes.roles import make_roles


def make(apps, schema_editor):
    make_roles(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0035_finding_of_each_week'),
    ]

    operations = [migrations.RunPython(make, migrations.RunPython.noop)]
