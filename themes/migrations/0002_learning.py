import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import reviews.fields
import themes.models.finding
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('reviews', '0001_evidence'),
        ('themes', '0001_finding_numbers'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name_plural': 'agencies',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgencyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.agency')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(blank=True, help_text='Its id in the collection.', max_length=80, null=True, unique=True)),
                ('as_given', models.TextField(help_text='As the source prints it: "14 & 68 & 131".')),
                ('basis', models.CharField(choices=[('page_read', 'Read on the page'), ('secondary_source', 'Given by another source'), ('same_authors_later', 'Given by the same authors later'), ('contents_list', 'Contents list only')], max_length=20)),
                ('given_by', models.CharField(blank=True, help_text='Who gave the pages, when not an article held here.', max_length=300)),
                ('note', models.TextField(blank=True)),
                ('given_by_article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='reviews.article')),
            ],
            options={
                'ordering': ['pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('basis', 'secondary_source'), _negated=True), ('given_by_article__isnull', False), models.Q(('given_by', ''), _negated=True), _connector='OR'), name='citation_from_another_source_names_it', violation_error_message='Name the source that gives these pages.')],
            },
        ),
        migrations.CreateModel(
            name='CitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(blank=True, db_index=False, help_text='Its id in the collection.', max_length=80, null=True)),
                ('as_given', models.TextField(help_text='As the source prints it: "14 & 68 & 131".')),
                ('basis', models.CharField(choices=[('page_read', 'Read on the page'), ('secondary_source', 'Given by another source'), ('same_authors_later', 'Given by the same authors later'), ('contents_list', 'Contents list only')], max_length=20)),
                ('given_by', models.CharField(blank=True, help_text='Who gave the pages, when not an article held here.', max_length=300)),
                ('note', models.TextField(blank=True)),
                ('given_by_article', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.citation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContestedTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('term', models.CharField(max_length=100)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('note', models.TextField()),
            ],
            options={
                'ordering': ['term'],
            },
        ),
        migrations.CreateModel(
            name='ContestedTermEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('term', models.CharField(max_length=100)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('note', models.TextField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.contestedterm')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Harm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HarmEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.harm')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KnownGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('topic', models.CharField(max_length=100)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('note', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='KnownGapEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('topic', models.CharField(max_length=100)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('note', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.knowngap')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PageCitation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('first_page', models.CharField(max_length=12, validators=[reviews.fields.validate_label])),
                ('last_page', models.CharField(max_length=12, validators=[reviews.fields.validate_label])),
                ('first_sort', reviews.fields.PageSortField(label='first_page')),
                ('last_sort', reviews.fields.PageSortField(label='last_page')),
                ('role', models.CharField(choices=[('not_stated', 'Not stated'), ('summary', 'Summary'), ('evidence', 'Evidence')], default='not_stated', max_length=12)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('citation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='themes.citation')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='page_citations', to='reviews.review')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(fields=['review', 'first_sort', 'last_sort'], name='pages_of_review')],
                'constraints': [models.CheckConstraint(condition=models.Q(('last_sort__gte', models.F('first_sort'))), name='page_range_in_order', violation_error_message='The last page comes before the first.'), models.UniqueConstraint(fields=('citation', 'review', 'first_page', 'last_page'), name='page_once_in_a_list', violation_error_message='This page is already in the list.')],
            },
        ),
        migrations.CreateModel(
            name='PageCitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('first_page', models.CharField(max_length=12, validators=[reviews.fields.validate_label])),
                ('last_page', models.CharField(max_length=12, validators=[reviews.fields.validate_label])),
                ('first_sort', reviews.fields.PageSortField(label='first_page')),
                ('last_sort', reviews.fields.PageSortField(label='last_page')),
                ('role', models.CharField(choices=[('not_stated', 'Not stated'), ('summary', 'Summary'), ('evidence', 'Evidence')], default='not_stated', max_length=12)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('citation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.citation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.pagecitation')),
                ('review', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReadTogether',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('reason', models.CharField(max_length=200)),
            ],
            options={
                'verbose_name': 'read together',
                'verbose_name_plural': 'read together',
                'ordering': ['slug'],
            },
        ),
        migrations.CreateModel(
            name='ReadTogetherEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('reason', models.CharField(max_length=200)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.readtogether')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Situation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(max_length=80, unique=True)),
                ('title', models.CharField(max_length=150)),
                ('note', models.TextField(blank=True)),
                ('content_note', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SituationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, max_length=80)),
                ('title', models.CharField(max_length=150)),
                ('note', models.TextField(blank=True)),
                ('content_note', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.situation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ThemeGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('title', models.CharField(max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ThemeGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('title', models.CharField(max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.themegroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AgeGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('from_age', models.PositiveSmallIntegerField()),
                ('to_age', models.PositiveSmallIntegerField()),
            ],
            options={
                'ordering': ['position', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('to_age__gte', models.F('from_age'))), name='age_group_from_before_to', violation_error_message='An age group must not end before it starts.')],
            },
        ),
        migrations.CreateModel(
            name='AgeGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('from_age', models.PositiveSmallIntegerField()),
                ('to_age', models.PositiveSmallIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.agegroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', models.SlugField(help_text='Its permanent address. If you change it, the old one redirects for ever.', unique=True)),
                ('title', models.CharField(max_length=120, unique=True)),
                ('tab_title', models.CharField(blank=True, help_text='When the title could distress, or endanger, a reader whose screen others can see.', max_length=120, verbose_name='title in tabs and link previews')),
                ('summary', models.TextField(blank=True, verbose_name='in short')),
                ('scope_note', models.TextField(blank=True, verbose_name='scope')),
                ('synonyms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('questions', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="Our questions, not the reviews' words.", size=None)),
                ('content_note', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('merged_into', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='took_in', to='themes.theme')),
                ('group', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='themes.themegroup')),
                ('related', models.ManyToManyField(blank=True, to='themes.theme')),
                ('series', models.ManyToManyField(blank=True, related_name='themes', to='reviews.series', verbose_name='figures')),
            ],
            options={
                'ordering': ['group__position', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='theme_not_merged_into_itself', violation_error_message='A theme cannot be merged into itself.')],
            },
        ),
        migrations.CreateModel(
            name='ThemeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', models.SlugField(db_index=False, help_text='Its permanent address. If you change it, the old one redirects for ever.')),
                ('title', models.CharField(max_length=120)),
                ('tab_title', models.CharField(blank=True, help_text='When the title could distress, or endanger, a reader whose screen others can see.', max_length=120, verbose_name='title in tabs and link previews')),
                ('summary', models.TextField(blank=True, verbose_name='in short')),
                ('scope_note', models.TextField(blank=True, verbose_name='scope')),
                ('synonyms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('questions', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="Our questions, not the reviews' words.", size=None)),
                ('content_note', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('merged_into', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.theme')),
                ('group', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.themegroup')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ThemeSeriesEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('series', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.series')),
                ('theme', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RelatedTheme',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('themes.theme_related',),
        ),
        migrations.CreateModel(
            name='ThemeSeries',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('themes.theme_series',),
        ),
        migrations.AddField(
            model_name='situation',
            name='themes',
            field=models.ManyToManyField(blank=True, related_name='situations', to='themes.theme'),
        ),
        migrations.CreateModel(
            name='ArticleSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.TextField()),
                ('line', models.PositiveIntegerField(help_text='Where it stands in the imported text.')),
                ('left_out', models.BooleanField(default=False)),
                ('article', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='reviews.article')),
                ('theme', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='article_sections', to='themes.theme')),
            ],
            options={
                'ordering': ['article', 'position'],
                'constraints': [models.UniqueConstraint(fields=('article', 'position'), name='one_section_in_each_place'), models.CheckConstraint(condition=models.Q(('left_out', False), ('theme__isnull', True), _connector='OR'), name='section_left_out_has_no_theme', violation_error_message='A heading that was left out has no theme.')],
            },
        ),
        migrations.CreateModel(
            name='ArticleSectionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.TextField()),
                ('line', models.PositiveIntegerField(help_text='Where it stands in the imported text.')),
                ('left_out', models.BooleanField(default=False)),
                ('article', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.articlesection')),
                ('theme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Coverage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('state', models.CharField(choices=[('read', 'Read'), ('partly_read', 'Partly read'), ('not_yet', 'Not read yet')], max_length=12)),
                ('on', models.DateField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage', to='reviews.review')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage', to='themes.theme')),
            ],
            options={
                'verbose_name_plural': 'coverage',
                'ordering': ['review', 'theme'],
                'constraints': [models.UniqueConstraint(fields=('review', 'theme'), name='one_coverage_for_a_review_and_theme', violation_error_message='How far this review was read for this theme is already recorded.')],
            },
        ),
        migrations.CreateModel(
            name='CoverageEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('state', models.CharField(choices=[('read', 'Read'), ('partly_read', 'Partly read'), ('not_yet', 'Not read yet')], max_length=12)),
                ('on', models.DateField(blank=True, null=True)),
                ('note', models.TextField(blank=True)),
                ('by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.coverage')),
                ('review', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review')),
                ('theme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Finding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', themes.models.finding.NumberField(db_default=models.Func(models.Value('themes_finding_number'), function='nextval'), editable=False, unique=True)),
                ('text', models.TextField(blank=True, help_text='One lesson in our own words, at most 35, that stands alone.', verbose_name='wording')),
                ('kind', models.CharField(choices=[('finding', 'Finding'), ('statistic', 'Statistic'), ('recommendation', 'Recommendation'), ('scope', 'Scope note')], default='finding', max_length=20)),
                ('for_every_agency', models.BooleanField(default=False)),
                ('block_position', models.PositiveSmallIntegerField(default=0, verbose_name='place in the block')),
                ('basis', models.CharField(blank=True, choices=[('author_summary', 'Summary by the authors, the publisher or a professional body'), ('partial_source', 'Press report, local summary or part of a source'), ('report', 'The report itself')], max_length=20, verbose_name='what we read')),
                ('certainty', models.CharField(blank=True, choices=[('high', 'author, publisher, professional body or page text'), ('medium', 'press, local board, composite illustration or cut text'), ('low', 'contents list only')], max_length=6)),
                ('composite', models.BooleanField(default=False, verbose_name='built by the report from several reviews')),
                ('source_note', models.TextField(blank=True, verbose_name='how we know, in detail')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='where it was read')),
                ('article_words', models.TextField(blank=True, help_text='For curators only.', verbose_name="the article's words")),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('added', models.DateTimeField(auto_now_add=True)),
                ('article', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='reviews.article')),
                ('article_section', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='themes.articlesection')),
                ('review', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='reviews.review')),
                ('block', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='findings', to='themes.readtogether', verbose_name='read together with')),
                ('agencies', models.ManyToManyField(blank=True, help_text='None: it is not about one agency.', related_name='findings', to='themes.agency')),
                ('ages', models.ManyToManyField(blank=True, help_text='None: it is not about one age.', related_name='findings', to='themes.agegroup')),
                ('periods', models.ManyToManyField(blank=True, related_name='findings', to='reviews.period')),
                ('see_also', models.ManyToManyField(blank=True, to='themes.finding')),
                ('harms', models.ManyToManyField(blank=True, related_name='findings', to='themes.harm', verbose_name='kinds of harm')),
            ],
            options={
                'ordering': ['number'],
                'permissions': [('publish_finding', 'Can publish and withdraw findings')],
                'indexes': [models.Index(fields=['state', 'kind', 'number'], name='finding_for_lists'), models.Index(fields=['block', 'block_position'], name='finding_in_block')],
                'constraints': [models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review']), models.Q(models.Q(('text', ''), _negated=True), models.Q(('certainty', ''), _negated=True)), _connector='OR'), name='finding_published_has_words_and_source', violation_error_message='A published finding needs its wording, and how we know it.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='finding_published_has_a_date', violation_error_message='A published finding needs the date it was published.'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', False), _connector='OR'), name='finding_withdrawn_has_a_date', violation_error_message='A withdrawn finding needs the date it was withdrawn.'), models.CheckConstraint(condition=models.Q(('article_words', ''), ('article__isnull', False), _connector='OR'), name='finding_article_words_have_an_article', violation_error_message='Name the article that these words are from.')],
            },
        ),
        migrations.CreateModel(
            name='FindingAgeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('agegroup', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.agegroup')),
                ('finding', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingAgencyEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('agency', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.agency')),
                ('finding', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('number', themes.models.finding.NumberField(db_default=models.Func(models.Value('themes_finding_number'), function='nextval'), editable=False)),
                ('text', models.TextField(blank=True, help_text='One lesson in our own words, at most 35, that stands alone.', verbose_name='wording')),
                ('kind', models.CharField(choices=[('finding', 'Finding'), ('statistic', 'Statistic'), ('recommendation', 'Recommendation'), ('scope', 'Scope note')], default='finding', max_length=20)),
                ('for_every_agency', models.BooleanField(default=False)),
                ('block_position', models.PositiveSmallIntegerField(default=0, verbose_name='place in the block')),
                ('basis', models.CharField(blank=True, choices=[('author_summary', 'Summary by the authors, the publisher or a professional body'), ('partial_source', 'Press report, local summary or part of a source'), ('report', 'The report itself')], max_length=20, verbose_name='what we read')),
                ('certainty', models.CharField(blank=True, choices=[('high', 'author, publisher, professional body or page text'), ('medium', 'press, local board, composite illustration or cut text'), ('low', 'contents list only')], max_length=6)),
                ('composite', models.BooleanField(default=False, verbose_name='built by the report from several reviews')),
                ('source_note', models.TextField(blank=True, verbose_name='how we know, in detail')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='where it was read')),
                ('article_words', models.TextField(blank=True, help_text='For curators only.', verbose_name="the article's words")),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('added', models.DateTimeField(auto_now_add=True)),
                ('article', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article')),
                ('article_section', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.articlesection')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.finding')),
                ('review', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review')),
                ('block', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.readtogether', verbose_name='read together with')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingHarmEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('finding', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('harm', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.harm')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingPeriodEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('finding', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('period', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.period')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingSeeAlsoEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('from_finding', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('to_finding', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingTheme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_primary', models.BooleanField(default=False, verbose_name='primary')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='finding_themes', to='themes.finding')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finding_themes', to='themes.theme')),
            ],
            options={
                'ordering': ['-is_primary', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('finding', 'theme'), name='theme_once_on_a_finding', violation_error_message='This finding already has this theme.'), models.UniqueConstraint(condition=models.Q(('is_primary', True)), fields=('finding',), name='one_primary_theme_on_a_finding', violation_error_message='A finding has one primary theme.')],
            },
        ),
        migrations.CreateModel(
            name='FindingThemeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_primary', models.BooleanField(default=False, verbose_name='primary')),
                ('finding', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.findingtheme')),
                ('theme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Quotation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('outcome', models.CharField(choices=[('not_checked', 'Not checked yet'), ('exact', 'Wording checked'), ('near', 'Nearly the same'), ('other_page', 'Found on another page'), ('not_found', 'Not found'), ('unavailable', 'Report not available'), ('overruled', 'Accepted by a curator')], default='not_checked', max_length=12)),
                ('score', models.FloatField(blank=True, help_text='Likeness to what was found, from 0 to 1.', null=True)),
                ('matched', models.TextField(blank=True, verbose_name='words found')),
                ('found_on', models.CharField(blank=True, max_length=12, verbose_name='printed page it was found on')),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('overruled_because', models.TextField(blank=True)),
                ('citation', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='quotations', to='themes.citation')),
                ('document', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='quotations', to='reviews.document')),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotations', to='themes.finding')),
                ('overruled_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['finding', 'position', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='quotation_has_words'), models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'overruled'), _negated=True), models.Q(('overruled_because', ''), _negated=True), _connector='OR'), name='quotation_overruled_with_a_reason', violation_error_message='Say why these words are accepted all the same.'), models.CheckConstraint(condition=models.Q(('outcome__in', ['not_checked', 'overruled', 'unavailable']), ('checked_at__isnull', False), _connector='OR'), name='quotation_outcome_has_a_date', violation_error_message='Say when these words were looked for.'), models.CheckConstraint(condition=models.Q(('score__isnull', True), ('score__range', (0, 1)), _connector='OR'), name='quotation_score_is_a_share')],
            },
        ),
        migrations.CreateModel(
            name='QuotationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('words', models.TextField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('outcome', models.CharField(choices=[('not_checked', 'Not checked yet'), ('exact', 'Wording checked'), ('near', 'Nearly the same'), ('other_page', 'Found on another page'), ('not_found', 'Not found'), ('unavailable', 'Report not available'), ('overruled', 'Accepted by a curator')], default='not_checked', max_length=12)),
                ('score', models.FloatField(blank=True, help_text='Likeness to what was found, from 0 to 1.', null=True)),
                ('matched', models.TextField(blank=True, verbose_name='words found')),
                ('found_on', models.CharField(blank=True, max_length=12, verbose_name='printed page it was found on')),
                ('checked_at', models.DateTimeField(blank=True, null=True)),
                ('overruled_because', models.TextField(blank=True)),
                ('citation', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.citation')),
                ('document', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.document')),
                ('finding', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('overruled_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.quotation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='RelatedThemeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('from_theme', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
                ('to_theme', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SituationFinding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='themes.finding')),
                ('situation', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='themes.situation')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('situation', 'finding'), name='finding_once_in_a_situation'), models.CheckConstraint(condition=models.Q(('position__lt', 8)), name='situation_has_at_most_eight_findings', violation_error_message='A situation shows at most eight findings.'), models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('situation', 'position'), name='one_finding_in_each_place')],
            },
        ),
        migrations.CreateModel(
            name='SituationFindingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('finding', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.situationfinding')),
                ('situation', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.situation')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SituationThemeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('situation', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.situation')),
                ('theme', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='StartingPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('finding', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='themes.finding')),
                ('theme', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='themes.theme')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'constraints': [models.UniqueConstraint(fields=('theme', 'finding'), name='starting_point_once_in_a_theme')],
            },
        ),
        migrations.CreateModel(
            name='StartingPointEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('finding', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.startingpoint')),
                ('theme', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Thread',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('is_open', models.BooleanField(default=False, verbose_name='open for comments')),
                ('article', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thread', to='reviews.article')),
                ('finding', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thread', to='themes.finding')),
                ('theme', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thread', to='themes.theme')),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', True), ('finding__isnull', True), ('theme__isnull', False)), models.Q(('article__isnull', True), ('finding__isnull', False), ('theme__isnull', True)), models.Q(('article__isnull', False), ('finding__isnull', True), ('theme__isnull', True)), _connector='OR'), name='thread_is_about_one_thing', violation_error_message='A thread is about one theme, one finding or one article.')],
            },
        ),
        migrations.CreateModel(
            name='ThreadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_open', models.BooleanField(default=False, verbose_name='open for comments')),
                ('article', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article')),
                ('finding', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.thread')),
                ('theme', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingAgency',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('themes.finding_agencies',),
        ),
        migrations.CreateModel(
            name='FindingAge',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('themes.finding_ages',),
        ),
        migrations.CreateModel(
            name='FindingPeriod',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('themes.finding_periods',),
        ),
        migrations.CreateModel(
            name='FindingSeeAlso',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('themes.finding_see_also',),
        ),
        migrations.CreateModel(
            name='FindingHarm',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('themes.finding_harms',),
        ),
        migrations.CreateModel(
            name='SituationTheme',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('themes.situation_themes',),
        ),
        migrations.AddField(
            model_name='citation',
            name='findings',
            field=models.ManyToManyField(related_name='citations', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='situation',
            name='findings',
            field=models.ManyToManyField(related_name='situations', through='themes.SituationFinding', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='theme',
            name='starting_points',
            field=models.ManyToManyField(related_name='starting_point_of', through='themes.StartingPoint', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='finding',
            name='themes',
            field=models.ManyToManyField(related_name='findings', through='themes.FindingTheme', to='themes.theme'),
        ),
        migrations.CreateModel(
            name='CitationFindingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('citation', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.citation')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('finding', models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Comment',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('author_name', models.CharField(max_length=150)),
                ('posted_at', models.DateTimeField(blank=True, help_text='Empty when the source gives no day.', null=True)),
                ('time_known', models.BooleanField(default=True, help_text='Whether the time of day is known too.')),
                ('body', models.TextField()),
                ('finding_version', models.PositiveIntegerField(blank=True, help_text='The version of the finding that it spoke about.', null=True)),
                ('state', models.CharField(choices=[('held', 'Held'), ('published', 'Published'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='held', editable=False, max_length=10)),
                ('author', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='themes.comment')),
                ('thread', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='themes.thread')),
            ],
            options={
                'ordering': ['thread', 'position'],
                'indexes': [models.Index(fields=['state', 'posted_at'], name='comments_to_decide')],
                'constraints': [models.UniqueConstraint(fields=('thread', 'position'), name='one_comment_in_each_place'), models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='comment_not_its_own_parent'), models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='comment_says_something')],
            },
        ),
        migrations.CreateModel(
            name='CommentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveIntegerField()),
                ('author_name', models.CharField(max_length=150)),
                ('posted_at', models.DateTimeField(blank=True, help_text='Empty when the source gives no day.', null=True)),
                ('time_known', models.BooleanField(default=True, help_text='Whether the time of day is known too.')),
                ('body', models.TextField()),
                ('finding_version', models.PositiveIntegerField(blank=True, help_text='The version of the finding that it spoke about.', null=True)),
                ('state', models.CharField(choices=[('held', 'Held'), ('published', 'Published'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='held', editable=False, max_length=10)),
                ('author', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL)),
                ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.comment')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.comment')),
                ('thread', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.thread')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ModerationDecision',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision', models.CharField(choices=[('held', 'Held'), ('published', 'Published'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], max_length=10)),
                ('reason', models.CharField(blank=True, choices=[('names', 'Names or could identify a child, a family or a worker'), ('personal', 'Attacks a person'), ('own_case', 'Tells of a case the author is part of'), ('off_topic', 'Not about this page'), ('link', 'Advertises, or only holds a link'), ('unlawful', 'May be unlawful'), ('other', 'Another reason')], max_length=20)),
                ('explanation', models.TextField(blank=True)),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('comment', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='themes.comment')),
            ],
            options={
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decision', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='rejection_has_a_reason', violation_error_message='Give a reason for rejecting this comment.')],
            },
        ),
        migrations.CreateModel(
            name='CitationFinding',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('themes.citation_findings',),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agegroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_agegroupevent" ("from_age", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "to_age") VALUES (NEW."from_age", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug", NEW."to_age"); RETURN NULL;', hash='b9b9e476054292b25b415a1830f5dfa1dc73173b', operation='INSERT', pgid='pgtrigger_insert_insert_e2602', table='themes_agegroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agegroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_agegroupevent" ("from_age", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "to_age") VALUES (NEW."from_age", NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug", NEW."to_age"); RETURN NULL;', hash='4083a92d3ec5c7ca92a52000c581636f4157dee8', operation='UPDATE', pgid='pgtrigger_update_update_968c9', table='themes_agegroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agegroup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_agegroupevent" ("from_age", "id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "to_age") VALUES (OLD."from_age", OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug", OLD."to_age"); RETURN NULL;', hash='0c3465767052a2f5a10a7dd578a28c11fbfc3db0', operation='DELETE', pgid='pgtrigger_delete_delete_c3c6c', table='themes_agegroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agency',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_agencyevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;', hash='6c5d886de5df4741b01bf182c76fad6de464d88b', operation='INSERT', pgid='pgtrigger_insert_insert_a9c93', table='themes_agency', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agency',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_agencyevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;', hash='4b94c6133a4b9acca7a8df639e942f8ebb54ffa9', operation='UPDATE', pgid='pgtrigger_update_update_e60a5', table='themes_agency', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='agency',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_agencyevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug"); RETURN NULL;', hash='301516aa2e58bcea51c65596e2f9e735f129e0ed', operation='DELETE', pgid='pgtrigger_delete_delete_b1ccc', table='themes_agency', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contestedterm',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_contestedtermevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "term", "words") VALUES (NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug", NEW."term", NEW."words"); RETURN NULL;', hash='93047e2c16276d6fbbc37ae1774bded03480459a', operation='INSERT', pgid='pgtrigger_insert_insert_dcb8d', table='themes_contestedterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contestedterm',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_contestedtermevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "term", "words") VALUES (NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug", NEW."term", NEW."words"); RETURN NULL;', hash='84545ad7c86f7d146395d069fb1d9d57b66bf3a8', operation='UPDATE', pgid='pgtrigger_update_update_ee8cc', table='themes_contestedterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contestedterm',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_contestedtermevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug", "term", "words") VALUES (OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug", OLD."term", OLD."words"); RETURN NULL;', hash='2d49925faa21a50a753751800a4735f4ca57fadc', operation='DELETE', pgid='pgtrigger_delete_delete_39901', table='themes_contestedterm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='harm',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_harmevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;', hash='a771b6f2d5f030681e0444fe32627732d1479be9', operation='INSERT', pgid='pgtrigger_insert_insert_cc652', table='themes_harm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='harm',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_harmevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (NEW."id", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug"); RETURN NULL;', hash='b7afc951016e3d018cd36a962f625f51bc003189', operation='UPDATE', pgid='pgtrigger_update_update_d651e', table='themes_harm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='harm',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_harmevent" ("id", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug") VALUES (OLD."id", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug"); RETURN NULL;', hash='d00d36eff48068491ff5f5b332313af88206bea3', operation='DELETE', pgid='pgtrigger_delete_delete_de3e8', table='themes_harm', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowngap',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_knowngapevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "topic", "words") VALUES (NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug", NEW."topic", NEW."words"); RETURN NULL;', hash='39b623599ffb34158cfb96822b2db16d8829b59b', operation='INSERT', pgid='pgtrigger_insert_insert_807d5', table='themes_knowngap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowngap',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_knowngapevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "topic", "words") VALUES (NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug", NEW."topic", NEW."words"); RETURN NULL;', hash='07671eb446289c2c15f979443466f48811fc1634', operation='UPDATE', pgid='pgtrigger_update_update_ee111', table='themes_knowngap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='knowngap',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_knowngapevent" ("id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "topic", "words") VALUES (OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug", OLD."topic", OLD."words"); RETURN NULL;', hash='bb5359f29f67bd0a701d4c53b6210a2a0687faaa', operation='DELETE', pgid='pgtrigger_delete_delete_8455e', table='themes_knowngap', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readtogether',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_readtogetherevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "slug") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."reason", NEW."slug"); RETURN NULL;', hash='4ac3a1fccb30d0317fbbc811b53fbc2d2bc230ec', operation='INSERT', pgid='pgtrigger_insert_insert_d180f', table='themes_readtogether', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readtogether',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_readtogetherevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "slug") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."reason", NEW."slug"); RETURN NULL;', hash='e3274daf63d4f539e7e8f58727322b6da6ee7e7d', operation='UPDATE', pgid='pgtrigger_update_update_b7847', table='themes_readtogether', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='readtogether',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_readtogetherevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "slug") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."reason", OLD."slug"); RETURN NULL;', hash='d2f3334b2fef13d6824ccd7153be621a67c411e8', operation='DELETE', pgid='pgtrigger_delete_delete_e43cf', table='themes_readtogether', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='themegroup',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_themegroupevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "title") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug", NEW."title"); RETURN NULL;', hash='764611b4561381225a26e39c17f9622531b66202', operation='INSERT', pgid='pgtrigger_insert_insert_1aacd', table='themes_themegroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='themegroup',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_themegroupevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "title") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug", NEW."title"); RETURN NULL;', hash='83805c3ff894ce6f56f0526320a92c442840d374', operation='UPDATE', pgid='pgtrigger_update_update_b585a', table='themes_themegroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='themegroup',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_themegroupevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "title") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug", OLD."title"); RETURN NULL;', hash='369d36077f7bd158c4b2d8805ac17ebc63ea07a9', operation='DELETE', pgid='pgtrigger_delete_delete_b79b4', table='themes_themegroup', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_citationevent" ("as_given", "basis", "given_by", "given_by_article_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."as_given", NEW."basis", NEW."given_by", NEW."given_by_article_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."slug"); RETURN NULL;', hash='f825b216e23d1b2081817fd70a0ef9ce2ec3e2bc', operation='INSERT', pgid='pgtrigger_insert_insert_19385', table='themes_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_citationevent" ("as_given", "basis", "given_by", "given_by_article_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (NEW."as_given", NEW."basis", NEW."given_by", NEW."given_by_article_id", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."slug"); RETURN NULL;', hash='2ddee1467fd48d45f9fe4b6600ef73113f20c09c', operation='UPDATE', pgid='pgtrigger_update_update_f9eb0', table='themes_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_citationevent" ("as_given", "basis", "given_by", "given_by_article_id", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "slug") VALUES (OLD."as_given", OLD."basis", OLD."given_by", OLD."given_by_article_id", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."slug"); RETURN NULL;', hash='74f3c55d94bd46dc21ff4a9329f3107a9d8b002f', operation='DELETE', pgid='pgtrigger_delete_delete_bf247', table='themes_citation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='moderationdecision',
            trigger=pgtrigger.compiler.Trigger(name='decisions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e3a6e6144c9102be1f4b0531a2ad0deb86b65a2f', operation='UPDATE', pgid='pgtrigger_decisions_stay_df19d', table='themes_moderationdecision', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagecitation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_pagecitationevent" ("citation_id", "first_page", "first_sort", "id", "last_page", "last_sort", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id", "role") VALUES (NEW."citation_id", NEW."first_page", NEW."first_sort", NEW."id", NEW."last_page", NEW."last_sort", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."review_id", NEW."role"); RETURN NULL;', hash='92089e13659260cb91ad24659790a061f9efb862', operation='INSERT', pgid='pgtrigger_insert_insert_666f1', table='themes_pagecitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagecitation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_pagecitationevent" ("citation_id", "first_page", "first_sort", "id", "last_page", "last_sort", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id", "role") VALUES (NEW."citation_id", NEW."first_page", NEW."first_sort", NEW."id", NEW."last_page", NEW."last_sort", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."review_id", NEW."role"); RETURN NULL;', hash='e4a7fee6d7b6bd35f93c913b5d1a319768d0e1db', operation='UPDATE', pgid='pgtrigger_update_update_59f16', table='themes_pagecitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagecitation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_pagecitationevent" ("citation_id", "first_page", "first_sort", "id", "last_page", "last_sort", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id", "role") VALUES (OLD."citation_id", OLD."first_page", OLD."first_sort", OLD."id", OLD."last_page", OLD."last_sort", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."review_id", OLD."role"); RETURN NULL;', hash='57a351b2b6b7ac7a942204526da448e4f427cf05', operation='DELETE', pgid='pgtrigger_delete_delete_65c0f', table='themes_pagecitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_quotationevent" ("checked_at", "citation_id", "document_id", "finding_id", "found_on", "id", "matched", "outcome", "overruled_because", "overruled_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "score", "words") VALUES (NEW."checked_at", NEW."citation_id", NEW."document_id", NEW."finding_id", NEW."found_on", NEW."id", NEW."matched", NEW."outcome", NEW."overruled_because", NEW."overruled_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."score", NEW."words"); RETURN NULL;', hash='5de5ed076ccf3781cfca855988749542a9ab8938', operation='INSERT', pgid='pgtrigger_insert_insert_00587', table='themes_quotation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_quotationevent" ("checked_at", "citation_id", "document_id", "finding_id", "found_on", "id", "matched", "outcome", "overruled_because", "overruled_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "score", "words") VALUES (NEW."checked_at", NEW."citation_id", NEW."document_id", NEW."finding_id", NEW."found_on", NEW."id", NEW."matched", NEW."outcome", NEW."overruled_because", NEW."overruled_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."score", NEW."words"); RETURN NULL;', hash='d83ae06aa6f1f3805001fda7071318c77649acec', operation='UPDATE', pgid='pgtrigger_update_update_b44a4', table='themes_quotation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_quotationevent" ("checked_at", "citation_id", "document_id", "finding_id", "found_on", "id", "matched", "outcome", "overruled_because", "overruled_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "score", "words") VALUES (OLD."checked_at", OLD."citation_id", OLD."document_id", OLD."finding_id", OLD."found_on", OLD."id", OLD."matched", OLD."outcome", OLD."overruled_because", OLD."overruled_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."score", OLD."words"); RETURN NULL;', hash='cd8bf29fdab5574bf25a49af070822f174d1ae2c', operation='DELETE', pgid='pgtrigger_delete_delete_d5df3', table='themes_quotation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationfinding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_situationfindingevent" ("finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "situation_id") VALUES (NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."situation_id"); RETURN NULL;', hash='d4378ddbc2123ef06c6a477f7e99dc4186b4046e', operation='INSERT', pgid='pgtrigger_insert_insert_fc7d5', table='themes_situationfinding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationfinding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_situationfindingevent" ("finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "situation_id") VALUES (NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."situation_id"); RETURN NULL;', hash='1e78379690bb298b96f3e6ab5d083a42d3f80b02', operation='UPDATE', pgid='pgtrigger_update_update_ac424', table='themes_situationfinding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationfinding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_situationfindingevent" ("finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "situation_id") VALUES (OLD."finding_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."situation_id"); RETURN NULL;', hash='9f105497ba5a42ba0a341cb08d7e81a41f496e19', operation='DELETE', pgid='pgtrigger_delete_delete_62656', table='themes_situationfinding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='startingpoint',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_startingpointevent" ("finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "theme_id") VALUES (NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."theme_id"); RETURN NULL;', hash='388349de7e5481305c50e0be18b9d868b2b303d4', operation='INSERT', pgid='pgtrigger_insert_insert_61c07', table='themes_startingpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='startingpoint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_startingpointevent" ("finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "theme_id") VALUES (NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."theme_id"); RETURN NULL;', hash='9faed19033563cc5fc33ebf44097f03daa8d8ad9', operation='UPDATE', pgid='pgtrigger_update_update_97bbd', table='themes_startingpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='startingpoint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_startingpointevent" ("finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "theme_id") VALUES (OLD."finding_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."theme_id"); RETURN NULL;', hash='9a2fc5885a07d8edf946a7bf4f04101e602b293b', operation='DELETE', pgid='pgtrigger_delete_delete_d4383', table='themes_startingpoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_situationevent" ("content_note", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "title") VALUES (NEW."content_note", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug", NEW."title"); RETURN NULL;', hash='48472a718b8d86dd49cf77b6b50c8a43f4d1905d', operation='INSERT', pgid='pgtrigger_insert_insert_3c1fa', table='themes_situation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_situationevent" ("content_note", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "title") VALUES (NEW."content_note", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug", NEW."title"); RETURN NULL;', hash='48d7e19626874110fa96744ccedd99b77401fe14', operation='UPDATE', pgid='pgtrigger_update_update_33c60', table='themes_situation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_situationevent" ("content_note", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "title") VALUES (OLD."content_note", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug", OLD."title"); RETURN NULL;', hash='b443610c3556f61bff10bbcd00307c5f7838f4f5', operation='DELETE', pgid='pgtrigger_delete_delete_ce20f', table='themes_situation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingtheme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingthemeevent" ("finding_id", "id", "is_primary", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (NEW."finding_id", NEW."id", NEW."is_primary", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."theme_id"); RETURN NULL;', hash='7718930c1732f7fb508236e6fd1a77347ab25eb3', operation='INSERT', pgid='pgtrigger_insert_insert_e3a15', table='themes_findingtheme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingtheme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_findingthemeevent" ("finding_id", "id", "is_primary", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (NEW."finding_id", NEW."id", NEW."is_primary", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."theme_id"); RETURN NULL;', hash='f7e40d6f5b92683ca80270b4f4bd5f68e56b00e5', operation='UPDATE', pgid='pgtrigger_update_update_3a9e9', table='themes_findingtheme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingtheme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingthemeevent" ("finding_id", "id", "is_primary", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (OLD."finding_id", OLD."id", OLD."is_primary", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."theme_id"); RETURN NULL;', hash='e4e280165c5b4f7be4082271d8872d9c9b02a4f6', operation='DELETE', pgid='pgtrigger_delete_delete_a922e', table='themes_findingtheme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='number_never_changes', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."number" IS DISTINCT FROM (NEW."number"))', func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='4d774a0d14a7ccab582daabc1d79a8c8302b37f2', operation='UPDATE', pgid='pgtrigger_number_never_changes_e98e0', table='themes_finding', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='withdraw_do_not_delete', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."published_at" IS NOT NULL)', func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;", hash='9533a8bb3c7c04a81c7fef5b7002d8f4a0fdb6e6', operation='DELETE', pgid='pgtrigger_withdraw_do_not_delete_b087b', table='themes_finding', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='count_wordings', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n                    NEW.version = OLD.version;\n                    IF NEW.text IS DISTINCT FROM OLD.text THEN\n                        NEW.version = OLD.version + 1;\n                    END IF;\n                    RETURN NEW;\n                ', hash='77f3dafba5f52eef0c00c0d6e4d6f695e91973b7', operation='UPDATE', pgid='pgtrigger_count_wordings_51b14', table='themes_finding', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingevent" ("added", "article_id", "article_section_id", "article_words", "basis", "block_id", "block_position", "certainty", "composite", "for_every_agency", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_id", "source_note", "source_url", "state", "text", "version", "withdrawn_at") VALUES (NEW."added", NEW."article_id", NEW."article_section_id", NEW."article_words", NEW."basis", NEW."block_id", NEW."block_position", NEW."certainty", NEW."composite", NEW."for_every_agency", NEW."id", NEW."kind", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."review_id", NEW."source_note", NEW."source_url", NEW."state", NEW."text", NEW."version", NEW."withdrawn_at"); RETURN NULL;', hash='8621a89392cece794dc969f6f34cbf586d3e1b41', operation='INSERT', pgid='pgtrigger_insert_insert_4b327', table='themes_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_findingevent" ("added", "article_id", "article_section_id", "article_words", "basis", "block_id", "block_position", "certainty", "composite", "for_every_agency", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_id", "source_note", "source_url", "state", "text", "version", "withdrawn_at") VALUES (NEW."added", NEW."article_id", NEW."article_section_id", NEW."article_words", NEW."basis", NEW."block_id", NEW."block_position", NEW."certainty", NEW."composite", NEW."for_every_agency", NEW."id", NEW."kind", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."review_id", NEW."source_note", NEW."source_url", NEW."state", NEW."text", NEW."version", NEW."withdrawn_at"); RETURN NULL;', hash='a74b6555f19f6fdf2766564b378c46c46f2e018a', operation='UPDATE', pgid='pgtrigger_update_update_e75f2', table='themes_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingevent" ("added", "article_id", "article_section_id", "article_words", "basis", "block_id", "block_position", "certainty", "composite", "for_every_agency", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_id", "source_note", "source_url", "state", "text", "version", "withdrawn_at") VALUES (OLD."added", OLD."article_id", OLD."article_section_id", OLD."article_words", OLD."basis", OLD."block_id", OLD."block_position", OLD."certainty", OLD."composite", OLD."for_every_agency", OLD."id", OLD."kind", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_at", OLD."review_id", OLD."source_note", OLD."source_url", OLD."state", OLD."text", OLD."version", OLD."withdrawn_at"); RETURN NULL;', hash='ccce1019b09b4bda7cf69bc328c3cff58470db57', operation='DELETE', pgid='pgtrigger_delete_delete_ae3f9', table='themes_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='coverage',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_coverageevent" ("by_id", "id", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "state", "theme_id") VALUES (NEW."by_id", NEW."id", NEW."note", NEW."on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."review_id", NEW."state", NEW."theme_id"); RETURN NULL;', hash='6b30706b65a0218e872ca436b064ffb98fa67b2a', operation='INSERT', pgid='pgtrigger_insert_insert_5c95a', table='themes_coverage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='coverage',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_coverageevent" ("by_id", "id", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "state", "theme_id") VALUES (NEW."by_id", NEW."id", NEW."note", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."review_id", NEW."state", NEW."theme_id"); RETURN NULL;', hash='b01a0ad3a3ccaa3a350fc0051ecd87c20e1ca350', operation='UPDATE', pgid='pgtrigger_update_update_6d787', table='themes_coverage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='coverage',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_coverageevent" ("by_id", "id", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "state", "theme_id") VALUES (OLD."by_id", OLD."id", OLD."note", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."review_id", OLD."state", OLD."theme_id"); RETURN NULL;', hash='8c45978038ebe87cdf0aac605c6f3e59d6003607', operation='DELETE', pgid='pgtrigger_delete_delete_1bfbf', table='themes_coverage', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlesection',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_articlesectionevent" ("article_id", "id", "left_out", "line", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "theme_id", "title") VALUES (NEW."article_id", NEW."id", NEW."left_out", NEW."line", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."theme_id", NEW."title"); RETURN NULL;', hash='3bafc2664c05dfee499f6c9379ddcb3106be0bc5', operation='INSERT', pgid='pgtrigger_insert_insert_faef5', table='themes_articlesection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlesection',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_articlesectionevent" ("article_id", "id", "left_out", "line", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "theme_id", "title") VALUES (NEW."article_id", NEW."id", NEW."left_out", NEW."line", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."theme_id", NEW."title"); RETURN NULL;', hash='b2cadcb635804f8086cf9fae17ea6aefe0bb8250', operation='UPDATE', pgid='pgtrigger_update_update_4deed', table='themes_articlesection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlesection',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_articlesectionevent" ("article_id", "id", "left_out", "line", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "theme_id", "title") VALUES (OLD."article_id", OLD."id", OLD."left_out", OLD."line", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."theme_id", OLD."title"); RETURN NULL;', hash='99094e8f12452b8b9667831ce3a4f29b2b836619', operation='DELETE', pgid='pgtrigger_delete_delete_8150c', table='themes_articlesection', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_themeevent" ("content_note", "group_id", "id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "questions", "scope_note", "slug", "summary", "synonyms", "tab_title", "title") VALUES (NEW."content_note", NEW."group_id", NEW."id", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."questions", NEW."scope_note", NEW."slug", NEW."summary", NEW."synonyms", NEW."tab_title", NEW."title"); RETURN NULL;', hash='3d454078521a1df5b365b88e1900b0f5efd22934', operation='INSERT', pgid='pgtrigger_insert_insert_e7641', table='themes_theme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_themeevent" ("content_note", "group_id", "id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "questions", "scope_note", "slug", "summary", "synonyms", "tab_title", "title") VALUES (NEW."content_note", NEW."group_id", NEW."id", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."questions", NEW."scope_note", NEW."slug", NEW."summary", NEW."synonyms", NEW."tab_title", NEW."title"); RETURN NULL;', hash='d3b4c391dd8342ac0802fdca13da890f0f88f7cb', operation='UPDATE', pgid='pgtrigger_update_update_74a5b', table='themes_theme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_themeevent" ("content_note", "group_id", "id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "questions", "scope_note", "slug", "summary", "synonyms", "tab_title", "title") VALUES (OLD."content_note", OLD."group_id", OLD."id", OLD."merged_into_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."questions", OLD."scope_note", OLD."slug", OLD."summary", OLD."synonyms", OLD."tab_title", OLD."title"); RETURN NULL;', hash='4ebb8912b8f20e8794f432c45985370ac7487f00', operation='DELETE', pgid='pgtrigger_delete_delete_ea2fc', table='themes_theme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='thread',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_threadevent" ("article_id", "finding_id", "id", "is_open", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (NEW."article_id", NEW."finding_id", NEW."id", NEW."is_open", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."theme_id"); RETURN NULL;', hash='3ac54ec19cc8ac69fb1f47a31aefa84d6c405916', operation='INSERT', pgid='pgtrigger_insert_insert_74b7c', table='themes_thread', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='thread',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_threadevent" ("article_id", "finding_id", "id", "is_open", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (NEW."article_id", NEW."finding_id", NEW."id", NEW."is_open", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."theme_id"); RETURN NULL;', hash='c8930695e8ccf99d2e784b01889ca4582ddcefd5', operation='UPDATE', pgid='pgtrigger_update_update_ec5a1', table='themes_thread', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='thread',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_threadevent" ("article_id", "finding_id", "id", "is_open", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "theme_id") VALUES (OLD."article_id", OLD."finding_id", OLD."id", OLD."is_open", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."theme_id"); RETURN NULL;', hash='1491be57073c60c45be16b1e59b607653f1d4f69', operation='DELETE', pgid='pgtrigger_delete_delete_0ee93', table='themes_thread', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='reply_in_the_same_thread', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (NEW."parent_id" IS NOT NULL)', declare='DECLARE theirs themes_comment%ROWTYPE;', func="\n                    SELECT * INTO theirs FROM themes_comment WHERE id = NEW.parent_id;\n                    IF theirs.thread_id IS DISTINCT FROM NEW.thread_id THEN\n                        RAISE EXCEPTION 'a reply belongs to the thread of the comment it answers'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF theirs.position >= NEW.position THEN\n                        RAISE EXCEPTION 'a reply comes after the comment it answers'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ", hash='a885fdcf8a9c6c0674ff1a2ad8f65c9b4815da53', operation='INSERT OR UPDATE OF "parent_id", "thread_id"', pgid='pgtrigger_reply_in_the_same_thread_4eb6e', table='themes_comment', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_commentevent" ("author_id", "author_name", "body", "finding_version", "id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "posted_at", "state", "thread_id", "time_known") VALUES (NEW."author_id", NEW."author_name", NEW."body", NEW."finding_version", NEW."id", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."posted_at", NEW."state", NEW."thread_id", NEW."time_known"); RETURN NULL;', hash='18dbb362de2a9093a6bef1a4d984327f0bec7c9c', operation='INSERT', pgid='pgtrigger_insert_insert_1de9c', table='themes_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_commentevent" ("author_id", "author_name", "body", "finding_version", "id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "posted_at", "state", "thread_id", "time_known") VALUES (NEW."author_id", NEW."author_name", NEW."body", NEW."finding_version", NEW."id", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."posted_at", NEW."state", NEW."thread_id", NEW."time_known"); RETURN NULL;', hash='1441d3119740750fd2e0dfc22f5848a49add5b88', operation='UPDATE', pgid='pgtrigger_update_update_d8dfd', table='themes_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='comment',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_commentevent" ("author_id", "author_name", "body", "finding_version", "id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "posted_at", "state", "thread_id", "time_known") VALUES (OLD."author_id", OLD."author_name", OLD."body", OLD."finding_version", OLD."id", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."posted_at", OLD."state", OLD."thread_id", OLD."time_known"); RETURN NULL;', hash='150fcf3b92934d04d5d67a6a7b169c2e80644ae8', operation='DELETE', pgid='pgtrigger_delete_delete_732ab', table='themes_comment', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingagency',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingagencyevent" ("agency_id", "finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."agency_id", NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\'); RETURN NULL;', hash='52861ce9cf7053f1ec90c539c187742361f2886e', operation='INSERT', pgid='pgtrigger_insert_insert_94eaa', table='themes_finding_agencies', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingagency',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_findingagencyevent" ("agency_id", "finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."agency_id", NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'update\'); RETURN NULL;', hash='2e82a64b2794a24cffab897c3a4d78906da05973', operation='UPDATE', pgid='pgtrigger_update_update_27ffd', table='themes_finding_agencies', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingagency',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingagencyevent" ("agency_id", "finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."agency_id", OLD."finding_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\'); RETURN NULL;', hash='498175b501d169dde9f4073a6dd1055d707562ee', operation='DELETE', pgid='pgtrigger_delete_delete_b408e', table='themes_finding_agencies', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingage',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingageevent" ("agegroup_id", "finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."agegroup_id", NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\'); RETURN NULL;', hash='a77dd0dc272e2b0680b1695ebd423a4d9eeb488d', operation='INSERT', pgid='pgtrigger_insert_insert_e196d', table='themes_finding_ages', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingage',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_findingageevent" ("agegroup_id", "finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."agegroup_id", NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'update\'); RETURN NULL;', hash='3baabf2b30d8b1c9fd0c98b805ae83308b7421ef', operation='UPDATE', pgid='pgtrigger_update_update_77731', table='themes_finding_ages', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingage',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingageevent" ("agegroup_id", "finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."agegroup_id", OLD."finding_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\'); RETURN NULL;', hash='956f6c83b5e22057b080474b93a011ae8e0fa34d', operation='DELETE', pgid='pgtrigger_delete_delete_165a9', table='themes_finding_ages', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingperiod',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingperiodevent" ("finding_id", "id", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."finding_id", NEW."id", NEW."period_id", _pgh_attach_context(), NOW(), \'insert\'); RETURN NULL;', hash='0fbae0182fb5419c92cee27d3c5acff302d63674', operation='INSERT', pgid='pgtrigger_insert_insert_fd403', table='themes_finding_periods', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingperiod',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_findingperiodevent" ("finding_id", "id", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."finding_id", NEW."id", NEW."period_id", _pgh_attach_context(), NOW(), \'update\'); RETURN NULL;', hash='2a496b9afbab599af245f3fb1cc58641ed1be6d5', operation='UPDATE', pgid='pgtrigger_update_update_dea07', table='themes_finding_periods', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingperiod',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingperiodevent" ("finding_id", "id", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."finding_id", OLD."id", OLD."period_id", _pgh_attach_context(), NOW(), \'delete\'); RETURN NULL;', hash='e8a9a896bf68195d14285da34543f42ef8e627ea', operation='DELETE', pgid='pgtrigger_delete_delete_703eb', table='themes_finding_periods', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingseealso',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingseealsoevent" ("from_finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_finding_id") VALUES (NEW."from_finding_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."to_finding_id"); RETURN NULL;', hash='1a4176e219af7c6baf04893076d97a926c173a88', operation='INSERT', pgid='pgtrigger_insert_insert_a3d2e', table='themes_finding_see_also', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingseealso',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_findingseealsoevent" ("from_finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_finding_id") VALUES (NEW."from_finding_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."to_finding_id"); RETURN NULL;', hash='5feb431e680a7a0be1288e3eb95a6dc63dc185fa', operation='UPDATE', pgid='pgtrigger_update_update_792dd', table='themes_finding_see_also', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingseealso',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingseealsoevent" ("from_finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_finding_id") VALUES (OLD."from_finding_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."to_finding_id"); RETURN NULL;', hash='3527d743ef581aa05cfd1ba4ef1c40eafe6954cd', operation='DELETE', pgid='pgtrigger_delete_delete_92cce', table='themes_finding_see_also', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citationfinding',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_citationfindingevent" ("citation_id", "finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."citation_id", NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\'); RETURN NULL;', hash='793bebee41fef92ad1a80988477932abe395f114', operation='INSERT', pgid='pgtrigger_insert_insert_05cea', table='themes_citation_findings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citationfinding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_citationfindingevent" ("citation_id", "finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."citation_id", NEW."finding_id", NEW."id", _pgh_attach_context(), NOW(), \'update\'); RETURN NULL;', hash='45e9776f0d7ed683eb5a21bf7fafd26a6d111ddb', operation='UPDATE', pgid='pgtrigger_update_update_5014b', table='themes_citation_findings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citationfinding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_citationfindingevent" ("citation_id", "finding_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."citation_id", OLD."finding_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\'); RETURN NULL;', hash='253b007bacf7b4b7e70480a55428d47c113acc4a', operation='DELETE', pgid='pgtrigger_delete_delete_80e2d', table='themes_citation_findings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingharm',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingharmevent" ("finding_id", "harm_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."finding_id", NEW."harm_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\'); RETURN NULL;', hash='27119356487ff4ad9fb1935fe702dff90abf58b9', operation='INSERT', pgid='pgtrigger_insert_insert_45a48', table='themes_finding_harms', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingharm',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_findingharmevent" ("finding_id", "harm_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (NEW."finding_id", NEW."harm_id", NEW."id", _pgh_attach_context(), NOW(), \'update\'); RETURN NULL;', hash='143329bb5308690c40d6c598c4010ac04dda2d90', operation='UPDATE', pgid='pgtrigger_update_update_d08fc', table='themes_finding_harms', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingharm',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingharmevent" ("finding_id", "harm_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label") VALUES (OLD."finding_id", OLD."harm_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\'); RETURN NULL;', hash='f0c9703536826862e15eceb07c7c010bb0eb94f0', operation='DELETE', pgid='pgtrigger_delete_delete_1eb67', table='themes_finding_harms', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relatedtheme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_relatedthemeevent" ("from_theme_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_theme_id") VALUES (NEW."from_theme_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."to_theme_id"); RETURN NULL;', hash='9fda29625e43e4d5315dd80dc59e7fa181ab25aa', operation='INSERT', pgid='pgtrigger_insert_insert_89a36', table='themes_theme_related', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relatedtheme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_relatedthemeevent" ("from_theme_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_theme_id") VALUES (NEW."from_theme_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."to_theme_id"); RETURN NULL;', hash='4fe186b05a153ad5e18d5821fa0778e5dd635781', operation='UPDATE', pgid='pgtrigger_update_update_a10ee', table='themes_theme_related', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='relatedtheme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_relatedthemeevent" ("from_theme_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_theme_id") VALUES (OLD."from_theme_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."to_theme_id"); RETURN NULL;', hash='01123652475fd56b499c4219e7178b35b8aaf4d7', operation='DELETE', pgid='pgtrigger_delete_delete_3aa01', table='themes_theme_related', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='themeseries',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_themeseriesevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "series_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."series_id", NEW."theme_id"); RETURN NULL;', hash='f3833beb41082a7259af170552a7d4e93d9ff5c8', operation='INSERT', pgid='pgtrigger_insert_insert_55f1a', table='themes_theme_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='themeseries',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_themeseriesevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "series_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."series_id", NEW."theme_id"); RETURN NULL;', hash='cf95bf78712989e7cda76423903ed9e0004fe258', operation='UPDATE', pgid='pgtrigger_update_update_6944d', table='themes_theme_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='themeseries',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_themeseriesevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "series_id", "theme_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."series_id", OLD."theme_id"); RETURN NULL;', hash='2319f41cabcf0d015e14f01a1ce7c11ebf1ad8e4', operation='DELETE', pgid='pgtrigger_delete_delete_60c08', table='themes_theme_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationtheme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_situationthemeevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "situation_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."situation_id", NEW."theme_id"); RETURN NULL;', hash='f57af4a6781ff92807b59e00e0757ad01ae7798e', operation='INSERT', pgid='pgtrigger_insert_insert_17f7a', table='themes_situation_themes', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationtheme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_situationthemeevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "situation_id", "theme_id") VALUES (NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."situation_id", NEW."theme_id"); RETURN NULL;', hash='79772906cb679abacd73075dd78fc88a052ce4b3', operation='UPDATE', pgid='pgtrigger_update_update_730c7', table='themes_situation_themes', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='situationtheme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_situationthemeevent" ("id", "pgh_context_id", "pgh_created_at", "pgh_label", "situation_id", "theme_id") VALUES (OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."situation_id", OLD."theme_id"); RETURN NULL;', hash='ca48584e3a3a5ef026cab03fdc791e11172edf0c', operation='DELETE', pgid='pgtrigger_delete_delete_fa6ae', table='themes_situation_themes', when='AFTER')),
        ),
    ]
