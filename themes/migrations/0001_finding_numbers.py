from django.db import migrations


class Migration(migrations.Migration):
    """The numbers that findings are known by. A sequence never gives one out twice, deleted drafts included."""

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE themes_finding_number AS integer", "DROP SEQUENCE themes_finding_number"
        ),
    ]
