from importlib import import_module

from django.db import migrations

before = import_module('themes.migrations.0001_squashed_0024_wording_unchecked_when_changed')
AGENCIES = "               SELECT (3 << 24) + agency_id::int FROM themes_finding_agencies"
# Facet 2: of no period (0), as facets 3, 4 and 5 have it.
NO_PERIOD = """\
               SELECT 2 << 24
               WHERE NOT EXISTS (SELECT FROM themes_finding_periods WHERE finding_id = finding.id)
               UNION ALL
"""
CATALOGUE = before.CATALOGUE.replace(AGENCIES, NO_PERIOD + AGENCIES)
CATALOGUE_ALL = "SELECT themes_catalogue(ARRAY(SELECT id FROM themes_finding))"
assert CATALOGUE.count(NO_PERIOD) == 1


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0026_help_numbers_looked_up'),
    ]

    operations = [
        # Undone in the other order: rows are entered again once the older function stands.
        migrations.RunSQL(migrations.RunSQL.noop, CATALOGUE_ALL),
        migrations.RunSQL(CATALOGUE, before.CATALOGUE),
        migrations.RunSQL(CATALOGUE_ALL, migrations.RunSQL.noop),
    ]
