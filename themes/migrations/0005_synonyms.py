import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('themes', '0004_words_of_findings'),
    ]

    operations = [
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), help_text='Words or phrases. Plurals and American spelling are understood without being listed.', size=None)),
            ],
            options={
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='SynonymEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), help_text='Words or phrases. Plurals and American spelling are understood without being listed.', size=None)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AddConstraint(
            model_name='synonym',
            constraint=models.CheckConstraint(condition=models.Q(('words__len__gte', 2)), name='synonyms_are_at_least_two', violation_error_message='Give at least two words or phrases that mean the same.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_synonymevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "words") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."words"); RETURN NULL;', hash='6776fff0d258f64497914d31e07548c37e094fcb', operation='INSERT', pgid='pgtrigger_insert_insert_96097', table='themes_synonym', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_synonymevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "words") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."words"); RETURN NULL;', hash='be76c267a3b57d55a1151b57c8e6c2ac8646c0ae', operation='UPDATE', pgid='pgtrigger_update_update_95fc8', table='themes_synonym', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='synonym',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_synonymevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "words") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."words"); RETURN NULL;', hash='750294f319102b651971d41a26b9c2851bcd21d2', operation='DELETE', pgid='pgtrigger_delete_delete_c82c6', table='themes_synonym', when='AFTER')),
        ),
        migrations.AddField(
            model_name='synonymevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='synonymevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.synonym'),
        ),
    ]
