from django.db import migrations

from themes.roles import make_roles


def give(apps, schema_editor):
    make_roles(apps)


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0006_documents_in_hand'),
        ('themes', '0020_wording_checked'),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
