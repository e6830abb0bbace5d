from django.db import migrations

# The table of Django's cache in the database, as `createcachetable` makes it.
MAKE = """
CREATE TABLE IF NOT EXISTS signing_in_cache (
    cache_key varchar(255) NOT NULL PRIMARY KEY,
    value text NOT NULL,
    expires timestamp with time zone NOT NULL
);
CREATE INDEX IF NOT EXISTS signing_in_cache_expires ON signing_in_cache (expires);
"""


class Migration(migrations.Migration):

    dependencies = [
        ('signing_in', '0001_sign_ins'),
    ]

    operations = [migrations.RunSQL(MAKE, 'DROP TABLE signing_in_cache')]
