from django.db import migrations


class Migration(migrations.Migration):
    """The numbers that findings are known by. A sequence never gives one out twice, deleted drafts included.

    Those below 1001 are left to the collection that comes with the project, so that the two never meet.
    """

    initial = True
    dependencies = []
    operations = [
        migrations.RunSQL(
            "CREATE SEQUENCE themes_finding_number AS integer START 1001", "DROP SEQUENCE themes_finding_number"
        ),
    ]
