from django.db import migrations

from themes.roles import make_roles


def give(apps, schema_editor):
    make_roles(apps)


class Migration(migrations.Migration):

    dependencies = [('themes', '0056_work_taken')]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
