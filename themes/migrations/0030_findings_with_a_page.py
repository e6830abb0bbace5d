from importlib import import_module

from django.db import migrations

before = import_module('themes.migrations.0027_findings_of_no_period')
LAST = "               ORDER BY 1\n"
# 14: a page is known (1), however it is.
PAGE_KNOWN = """\
               UNION ALL
               SELECT (14 << 24) + 1
               WHERE EXISTS (
                   SELECT FROM themes_citation_findings link
                   JOIN themes_pagecitation page ON page.citation_id = link.citation_id
                   WHERE link.finding_id = finding.id)
"""
CATALOGUE = before.CATALOGUE.replace(LAST, PAGE_KNOWN + LAST)
assert CATALOGUE.count(PAGE_KNOWN) == 1


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0029_changes_of_the_catalogue'),
    ]

    operations = [
        # Undone in the other order: rows are entered again once the older function stands.
        migrations.RunSQL(migrations.RunSQL.noop, before.CATALOGUE_ALL),
        migrations.RunSQL(CATALOGUE, before.CATALOGUE),
        migrations.RunSQL(before.CATALOGUE_ALL, migrations.RunSQL.noop),
    ]
