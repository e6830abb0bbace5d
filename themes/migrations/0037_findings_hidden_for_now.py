import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0036_curators_choose_findings_of_weeks'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='finding',
            options={'ordering': ['number'], 'permissions': [('publish_finding', 'Can publish and withdraw findings'), ('hide_finding', 'Can hide findings until somebody has decided')]},
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='finding',
            name='tell_readers',
        ),
        migrations.AlterField(
            model_name='finding',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('hidden', 'Hidden for now'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10),
        ),
        migrations.AlterField(
            model_name='findingevent',
            name='state',
            field=models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('hidden', 'Hidden for now'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='tell_readers', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was text; had text;', func="\n                IF TG_OP = 'UPDATE' THEN\n                    was := OLD.state;\n                    had := OLD.text;\n                END IF;\n                IF TG_OP = 'UPDATE' AND 'hidden' IN (was, NEW.state) AND had <> NEW.text THEN\n                    UPDATE themes_change SET before = '', after = '' WHERE finding_id = NEW.id;\n                    \n        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n        VALUES (NEW.id, 'wording', now(), (now() AT TIME ZONE 'Europe/London')::date, NEW.version,\n                '', '', false);\n    \n                END IF;\n                IF NEW.state = 'hidden' OR\n                    (was = 'hidden' AND NEW.state = 'published') THEN\n                    RETURN NULL;\n                END IF;\n                IF NEW.state = 'published' THEN\n                    IF was IS DISTINCT FROM 'published' THEN\n                        IF EXISTS (SELECT FROM themes_change WHERE finding_id = NEW.id) THEN\n                            \n        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n        VALUES (NEW.id, 'again', now(), (now() AT TIME ZONE 'Europe/London')::date, NEW.version,\n                '', '', false);\n    \n                        ELSE\n                            \n        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n        VALUES (NEW.id, 'added', now(), (now() AT TIME ZONE 'Europe/London')::date, NEW.version,\n                '', '', false);\n    \n                        END IF;\n                    ELSIF had IS DISTINCT FROM NEW.text THEN\n                        \n        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n        VALUES (NEW.id, 'wording', now(), (now() AT TIME ZONE 'Europe/London')::date, NEW.version,\n                had, NEW.text, coalesce(\n    nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'minor' = 'true', false\n));\n    \n                    END IF;\n                ELSIF was IN ('published', 'hidden') THEN\n                    UPDATE themes_change SET before = '', after = '' WHERE finding_id = NEW.id;\n                    \n        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n        VALUES (NEW.id, 'withdrawn', now(), (now() AT TIME ZONE 'Europe/London')::date, NEW.version,\n                '', '', false);\n    \n                END IF;\n                RETURN NULL;\n            ", hash='fd072d3eb7f4b0030e5f1bf5b41026b5da609f2b', operation='INSERT OR UPDATE OF "state", "text"', pgid='pgtrigger_tell_readers_511af', table='themes_finding', when='AFTER')),
        ),
    ]
