import django.contrib.postgres.indexes
import django.contrib.postgres.search
import pgtrigger.compiler
import pgtrigger.migrations
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0003_catalogue_of_findings'),
    ]

    operations = [
        TrigramExtension(),
        migrations.CreateModel(
            name='FindingWord',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.RunSQL(
            """
            INSERT INTO themes_findingword (word)
            SELECT DISTINCT word
            FROM themes_finding, regexp_split_to_table(lower(text), '[^[:alpha:]]+') AS word
            WHERE state = 'published' AND length(word) BETWEEN 3 AND 40
            """,
            migrations.RunSQL.noop,
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name='finding',
            name='update_update',
        ),
        migrations.AddField(
            model_name='finding',
            name='search',
            field=models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('text', config='english'), output_field=django.contrib.postgres.search.SearchVectorField()),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='finding_search'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='keep_words_on_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    INSERT INTO themes_findingword (word)\n    SELECT DISTINCT word\n    FROM written, regexp_split_to_table(lower(written.text), '[^[:alpha:]]+') AS word\n    WHERE written.state = 'published' AND length(word) BETWEEN 3 AND 40\n    ORDER BY word\n    ON CONFLICT DO NOTHING;\n    RETURN NULL;\n", hash='3904740fea5c802522f29dfa432989c5a20a1958', level='STATEMENT', operation='INSERT', pgid='pgtrigger_keep_words_on_insert_f100b', referencing='REFERENCING NEW TABLE AS written ', table='themes_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='keep_words_on_update', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    INSERT INTO themes_findingword (word)\n    SELECT DISTINCT word\n    FROM written, regexp_split_to_table(lower(written.text), '[^[:alpha:]]+') AS word\n    WHERE written.state = 'published' AND length(word) BETWEEN 3 AND 40\n    ORDER BY word\n    ON CONFLICT DO NOTHING;\n    RETURN NULL;\n", hash='46959eef1c37fdf2de1e6ff327968f5102081605', level='STATEMENT', operation='UPDATE', pgid='pgtrigger_keep_words_on_update_cc28c', referencing='REFERENCING NEW TABLE AS written ', table='themes_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added" IS DISTINCT FROM (NEW."added") OR OLD."article_id" IS DISTINCT FROM (NEW."article_id") OR OLD."article_section_id" IS DISTINCT FROM (NEW."article_section_id") OR OLD."article_words" IS DISTINCT FROM (NEW."article_words") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."block_id" IS DISTINCT FROM (NEW."block_id") OR OLD."block_position" IS DISTINCT FROM (NEW."block_position") OR OLD."certainty" IS DISTINCT FROM (NEW."certainty") OR OLD."composite" IS DISTINCT FROM (NEW."composite") OR OLD."for_every_agency" IS DISTINCT FROM (NEW."for_every_agency") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."review_id" IS DISTINCT FROM (NEW."review_id") OR OLD."source_note" IS DISTINCT FROM (NEW."source_note") OR OLD."source_url" IS DISTINCT FROM (NEW."source_url") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at"))', func='INSERT INTO "themes_findingevent" ("added", "article_id", "article_section_id", "article_words", "basis", "block_id", "block_position", "certainty", "composite", "for_every_agency", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_id", "source_note", "source_url", "state", "text", "version", "withdrawn_at") VALUES (NEW."added", NEW."article_id", NEW."article_section_id", NEW."article_words", NEW."basis", NEW."block_id", NEW."block_position", NEW."certainty", NEW."composite", NEW."for_every_agency", NEW."id", NEW."kind", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."review_id", NEW."source_note", NEW."source_url", NEW."state", NEW."text", NEW."version", NEW."withdrawn_at"); RETURN NULL;', hash='7c0ca79846aa8b83f34d59227f9e6b2b9ec7376c', operation='UPDATE', pgid='pgtrigger_update_update_e75f2', table='themes_finding', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='findingword',
            index=django.contrib.postgres.indexes.GistIndex(fields=['word'], name='finding_word_likeness', opclasses=['gist_trgm_ops']),
        ),
    ]
