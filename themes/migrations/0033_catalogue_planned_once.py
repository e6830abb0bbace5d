from django.db import migrations

# The function runs with each row that says what a finding is about, some five times for one that is saved, and making its
# plan took four fifths of its time. Now a session plans it once. By indexes, whatever the tables hold: the plan may be of
# a day when they were nearly empty.
PLAN_ONCE = """
ALTER FUNCTION themes_catalogue(bigint[]) SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION themes_catalogue(bigint[]) SET enable_seqscan = off;
"""


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0032_articles_to_work_through'),
    ]

    operations = [
        migrations.RunSQL(PLAN_ONCE, "ALTER FUNCTION themes_catalogue(bigint[]) RESET ALL"),
    ]
