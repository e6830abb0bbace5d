import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
import pgtrigger.compiler
import pgtrigger.migrations
import reviews.fields
import themes.models.finding
from django.conf import settings
from django.contrib.postgres.operations import TrigramExtension
from django.db import migrations, models

from reviews.migrations._whole import CreateTables
from themes.roles import make_roles, remove_roles

# What a finding is filed under, as numbers: the facet in the bits from the 24th on, the row or choice in those
# below, 0 for "none of them". Facets: 1 theme, 2 period, 3 agency, 4 age, 5 harm, 6 kind, 7 how we know, 8 review,
# 9 one period alone (1) or several (2), 10 for every agency, 11 a period among several, 12 an agency although for
# every one, 13 all quoted words checked (1), some not (2), nothing quoted (0).
CATALOGUE = """
CREATE OR REPLACE FUNCTION themes_catalogue(wanted bigint[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO themes_catalogueentry
        (finding_id, number, block_id, is_listed, options, first_year, last_year)
    SELECT finding.id, finding.number, finding.block_id,
           finding.state = 'published' AND finding.kind <> 'scope',
           ARRAY(
               SELECT (1 << 24) + theme_id::int FROM themes_findingtheme WHERE finding_id = finding.id
               UNION ALL
               SELECT (2 << 24) + period_id::int FROM themes_finding_periods WHERE finding_id = finding.id
               UNION ALL
               SELECT (3 << 24) + agency_id::int FROM themes_finding_agencies WHERE finding_id = finding.id
               UNION ALL
               SELECT 3 << 24
               WHERE NOT EXISTS (SELECT FROM themes_finding_agencies WHERE finding_id = finding.id)
               UNION ALL
               SELECT (4 << 24) + agegroup_id::int FROM themes_finding_ages WHERE finding_id = finding.id
               UNION ALL
               SELECT 4 << 24
               WHERE NOT EXISTS (SELECT FROM themes_finding_ages WHERE finding_id = finding.id)
               UNION ALL
               SELECT (5 << 24) + harm_id::int FROM themes_finding_harms WHERE finding_id = finding.id
               UNION ALL
               SELECT 5 << 24
               WHERE NOT EXISTS (SELECT FROM themes_finding_harms WHERE finding_id = finding.id)
               UNION ALL
               SELECT (6 << 24) + array_position(ARRAY['finding', 'statistic', 'recommendation', 'scope'],
                                                 finding.kind::text)
               UNION ALL
               -- As cards say it, see themes.citations.provenance: a list without pages gives none.
               SELECT DISTINCT (7 << 24) + CASE
                   WHEN NOT EXISTS (SELECT FROM themes_pagecitation WHERE citation_id = citation.id) THEN 4
                   WHEN citation.basis = 'page_read' THEN 1
                   WHEN citation.basis = 'contents_list' THEN 3
                   ELSE 2 END
               FROM themes_citation_findings link JOIN themes_citation citation ON citation.id = link.citation_id
               WHERE link.finding_id = finding.id
               UNION ALL
               SELECT (7 << 24) + CASE finding.certainty WHEN 'low' THEN 3 ELSE 4 END
               WHERE NOT EXISTS (SELECT FROM themes_citation_findings WHERE finding_id = finding.id)
               UNION ALL
               SELECT (8 << 24) + finding.review_id::int
               UNION ALL
               SELECT (9 << 24) + CASE count(*) WHEN 1 THEN 1 ELSE 2 END
               FROM themes_finding_periods WHERE finding_id = finding.id HAVING count(*) > 0
               UNION ALL
               SELECT (10 << 24) + 1 WHERE finding.for_every_agency
               UNION ALL
               SELECT (11 << 24) + period_id::int FROM themes_finding_periods
               WHERE finding_id = finding.id
                 AND (SELECT count(*) FROM themes_finding_periods WHERE finding_id = finding.id) > 1
               UNION ALL
               SELECT (13 << 24) + CASE count(*)
                   WHEN 0 THEN 0
                   WHEN count(*) FILTER (WHERE outcome = 'exact') THEN 1
                   ELSE 2 END
               FROM themes_quotation WHERE finding_id = finding.id
               UNION ALL
               SELECT (12 << 24) + agency_id::int FROM themes_finding_agencies
               WHERE finding_id = finding.id AND finding.for_every_agency
               ORDER BY 1
           ),
           years.first_year, years.last_year
    FROM themes_finding finding
    CROSS JOIN LATERAL (
        SELECT min(extract(year FROM period.starts))::int AS first_year,
               max(extract(year FROM period.ends))::int AS last_year
        FROM themes_finding_periods link JOIN reviews_period period ON period.id = link.period_id
        WHERE link.finding_id = finding.id
    ) years
    WHERE finding.id = ANY(wanted)
    ON CONFLICT (finding_id) DO UPDATE
    SET number = excluded.number, block_id = excluded.block_id, is_listed = excluded.is_listed,
        options = excluded.options, first_year = excluded.first_year, last_year = excluded.last_year
    WHERE themes_catalogueentry IS DISTINCT FROM excluded
$$
"""


def make(apps, schema_editor):
    make_roles(apps)


def remove(apps, schema_editor):
    remove_roles(apps)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('themes', '0001_finding_numbers'),
        ('themes', '0002_learning'),
        ('themes', '0003_catalogue_of_findings'),
        ('themes', '0004_words_of_findings'),
        ('themes', '0005_synonyms'),
        ('themes', '0006_also_typed'),
        ('themes', '0007_one_writer_at_a_time'),
        ('themes', '0008_find_similar_drafts'),
        ('themes', '0009_articles_in_hand'),
        ('themes', '0010_changes_readers_are_told_of'),
        ('themes', '0011_spreadsheets_given_to_us'),
        ('themes', '0012_themes_merged_and_split'),
        ('themes', '0013_help_numbers'),
        ('themes', '0014_roles'),
        ('themes', '0015_pages_of_articles_wait'),
        ('themes', '0016_names_curators_know'),
        ('themes', '0017_small_slugs'),
        ('themes', '0018_our_source'),
        ('themes', '0019_what_was_found'),
        ('themes', '0020_wording_checked'),
        ('themes', '0021_curators_add_documents'),
        ('themes', '0022_queue_of_quotations'),
        ('themes', '0023_where_readers_stopped'),
        ('themes', '0024_wording_unchecked_when_changed'),
    ]

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
        ('reviews', '0001_squashed_0007_what_public_means'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        TrigramExtension(),
        migrations.RunSQL(
            'CREATE SEQUENCE themes_finding_number AS integer START 1001', 'DROP SEQUENCE themes_finding_number'
        ),
        CreateTables([
        migrations.CreateModel(
            name='AgeGroupEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('from_age', models.PositiveSmallIntegerField()),
                ('to_age', models.PositiveSmallIntegerField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Agency',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
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
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ArticleIntake',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('title', models.TextField()),
                ('text', models.TextField(help_text='Under copyright: for curators only.')),
                ('sha256', models.CharField(editable=False, max_length=64, unique=True, verbose_name='SHA-256 of the text')),
                ('file_name', models.CharField(blank=True, help_text='Empty: it was pasted.', max_length=200, verbose_name='file')),
                ('decisions', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('in_hand', 'In hand'), ('done', 'Done'), ('aside', 'Put aside')], default='in_hand', max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('added', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
            ],
            options={
                'verbose_name': 'article in hand',
                'verbose_name_plural': 'articles in hand',
                'ordering': ['-changed', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='ArticleIntakeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('title', models.TextField()),
                ('sha256', models.CharField(editable=False, max_length=64, verbose_name='SHA-256 of the text')),
                ('file_name', models.CharField(blank=True, help_text='Empty: it was pasted.', max_length=200, verbose_name='file')),
                ('decisions', models.JSONField(blank=True, default=dict)),
                ('state', models.CharField(choices=[('in_hand', 'In hand'), ('done', 'Done'), ('aside', 'Put aside')], default='in_hand', max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('added', models.DateTimeField(auto_now_add=True)),
                ('changed', models.DateTimeField(auto_now=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ArticleMention',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('words', models.TextField(help_text='For curators only.', verbose_name="the article's words")),
                ('pages_wait', models.BooleanField(default=False, help_text='The article gives pages or quotations that readers see once a publisher adds them.', verbose_name='its pages wait')),
            ],
            options={
                'ordering': ['article', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ArticleMentionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('words', models.TextField(help_text='For curators only.', verbose_name="the article's words")),
                ('pages_wait', models.BooleanField(default=False, help_text='The article gives pages or quotations that readers see once a publisher adds them.', verbose_name='its pages wait')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ArticleSection',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField()),
                ('title', models.TextField()),
                ('line', models.PositiveIntegerField(help_text='Where it stands in the imported text.')),
                ('left_out', models.BooleanField(default=False)),
            ],
            options={
                'verbose_name': 'heading of an article',
                'verbose_name_plural': 'headings of articles',
                'ordering': ['article', 'position'],
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
                ('certainty', models.CharField(blank=True, choices=[('high', 'The page itself, or its authors, publisher or a professional body'), ('medium', 'The press, a local summary, a composite illustration or part of a source'), ('low', 'The list of contents alone')], max_length=6, verbose_name='our source')),
                ('composite', models.BooleanField(default=False, verbose_name='built by the report from several reviews')),
                ('source_note', models.TextField(blank=True, verbose_name='how we know, in detail')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='where it was read')),
                ('article_words', models.TextField(blank=True, help_text='For curators only.', verbose_name="the article's words")),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('added', models.DateTimeField(auto_now_add=True)),
                ('search', models.GeneratedField(db_persist=True, expression=django.contrib.postgres.search.SearchVector('text', config='english'), output_field=django.contrib.postgres.search.SearchVectorField())),
            ],
            options={
                'ordering': ['number'],
                'permissions': [('publish_finding', 'Can publish and withdraw findings')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('added', 'Added'), ('wording', 'Wording changed'), ('pages', 'Pages changed'), ('withdrawn', 'Withdrawn'), ('again', 'Published again')], max_length=10)),
                ('at', models.DateTimeField()),
                ('day', models.DateField()),
                ('version', models.PositiveIntegerField()),
                ('before', models.TextField(blank=True)),
                ('after', models.TextField(blank=True)),
                ('minor', models.BooleanField(default=False)),
            ],
            options={
                'ordering': ['-at', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='Citation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(blank=True, help_text='Its id in the collection.', max_length=80, null=True, unique=True)),
                ('as_given', models.TextField(help_text='As the source prints it: "14 & 68 & 131".')),
                ('basis', models.CharField(choices=[('page_read', 'Read on the page'), ('secondary_source', 'Given by another source'), ('same_authors_later', 'Given by the same authors later'), ('contents_list', 'Contents list only')], max_length=20)),
                ('given_by', models.CharField(blank=True, help_text='Who gave the pages, when not an article held here.', max_length=300)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'verbose_name': 'page list',
                'verbose_name_plural': 'page lists',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='CitationEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', reviews.fields.SlugField(blank=True, db_index=False, help_text='Its id in the collection.', max_length=80, null=True)),
                ('as_given', models.TextField(help_text='As the source prints it: "14 & 68 & 131".')),
                ('basis', models.CharField(choices=[('page_read', 'Read on the page'), ('secondary_source', 'Given by another source'), ('same_authors_later', 'Given by the same authors later'), ('contents_list', 'Contents list only')], max_length=20)),
                ('given_by', models.CharField(blank=True, help_text='Who gave the pages, when not an article held here.', max_length=300)),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='CitationFindingEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
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
            ],
            options={
                'ordering': ['thread', 'position'],
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContestedTerm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
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
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('term', models.CharField(max_length=100)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('note', models.TextField()),
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
            ],
            options={
                'verbose_name': 'reading of a report for a theme',
                'verbose_name_plural': 'what has been read',
                'ordering': ['review', 'theme'],
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingAgeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
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
                ('certainty', models.CharField(blank=True, choices=[('high', 'The page itself, or its authors, publisher or a professional body'), ('medium', 'The press, a local summary, a composite illustration or part of a source'), ('low', 'The list of contents alone')], max_length=6, verbose_name='our source')),
                ('composite', models.BooleanField(default=False, verbose_name='built by the report from several reviews')),
                ('source_note', models.TextField(blank=True, verbose_name='how we know, in detail')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='where it was read')),
                ('article_words', models.TextField(blank=True, help_text='For curators only.', verbose_name="the article's words")),
                ('state', models.CharField(choices=[('draft', 'Draft'), ('in_review', 'In review'), ('published', 'Published'), ('withdrawn', 'Withdrawn')], default='draft', max_length=10)),
                ('version', models.PositiveIntegerField(default=1, editable=False)),
                ('published_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('withdrawn_at', models.DateTimeField(blank=True, editable=False, null=True)),
                ('added', models.DateTimeField(auto_now_add=True)),
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
            ],
            options={
                'ordering': ['-is_primary', 'pk'],
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='FindingWord',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='Harm',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'kind of harm',
                'verbose_name_plural': 'kinds of harm',
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
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('name', models.CharField(max_length=80)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='HelpService',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
                ('name', models.CharField(max_length=100)),
                ('telephone', models.CharField(blank=True, help_text='As people dial it in England.', max_length=20, validators=[django.core.validators.RegexValidator('^[0-9]+( [0-9]+)*$', 'Give the number in digits, with single spaces: 0000 000 0000.'), django.core.validators.RegexValidator('^(\\D*\\d){3,13}\\D*$', 'A telephone number has between 3 and 13 digits.')])),
                ('link', models.URLField(blank=True, help_text="The service's own page, beginning with https://.", max_length=300, validators=[django.core.validators.URLValidator(message='Give an address that begins with https://.', schemes=['https'])])),
                ('checked', models.DateField(blank=True, help_text='The day somebody last rang the number and opened the link. Readers see neither of them once this is more than six months ago.', null=True, verbose_name='checked on')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'help number',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='HelpServiceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('name', models.CharField(max_length=100)),
                ('telephone', models.CharField(blank=True, help_text='As people dial it in England.', max_length=20, validators=[django.core.validators.RegexValidator('^[0-9]+( [0-9]+)*$', 'Give the number in digits, with single spaces: 0000 000 0000.'), django.core.validators.RegexValidator('^(\\D*\\d){3,13}\\D*$', 'A telephone number has between 3 and 13 digits.')])),
                ('link', models.URLField(blank=True, help_text="The service's own page, beginning with https://.", max_length=300, validators=[django.core.validators.URLValidator(message='Give an address that begins with https://.', schemes=['https'])])),
                ('checked', models.DateField(blank=True, help_text='The day somebody last rang the number and opened the link. Readers see neither of them once this is more than six months ago.', null=True, verbose_name='checked on')),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='KnownGap',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
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
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('topic', models.CharField(max_length=100)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, size=None)),
                ('note', models.TextField(blank=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
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
            ],
            options={
                'ordering': ['at', 'pk'],
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
            ],
            options={
                'ordering': ['position', 'pk'],
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
                ('found_index', models.PositiveIntegerField(blank=True, help_text='Counted from 1.', null=True, verbose_name='PDF page it was found on')),
                ('remark', models.TextField(blank=True, help_text='What the check has to say about the pages or the words.')),
                ('checked_at', models.DateTimeField(blank=True, help_text='When this outcome was first reached with these words and this document.', null=True)),
                ('overruled_because', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['finding', 'position', 'pk'],
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
                ('found_index', models.PositiveIntegerField(blank=True, help_text='Counted from 1.', null=True, verbose_name='PDF page it was found on')),
                ('remark', models.TextField(blank=True, help_text='What the check has to say about the pages or the words.')),
                ('checked_at', models.DateTimeField(blank=True, help_text='When this outcome was first reached with these words and this document.', null=True)),
                ('overruled_because', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReadingPlace',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveIntegerField(verbose_name='PDF page')),
                ('at', models.DateTimeField()),
            ],
            options={
                'default_permissions': (),
            },
        ),
        migrations.CreateModel(
            name='ReadTogether',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
                ('reason', models.CharField(max_length=200)),
            ],
            options={
                'verbose_name': 'group of findings to be read together',
                'verbose_name_plural': 'findings to be read together',
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
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('reason', models.CharField(max_length=200)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Rearrangement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('merge', 'Merged into another theme'), ('split', 'Split')], max_length=5)),
                ('made_new', models.BooleanField(default=False, help_text='Whether the other theme was made by it.')),
                ('context', models.UUIDField(editable=False)),
                ('span', models.JSONField(default=dict, editable=False, help_text='By model, the last event in its history before it and of it.')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('why', models.TextField(blank=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='RearrangementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('kind', models.CharField(choices=[('merge', 'Merged into another theme'), ('split', 'Split')], max_length=5)),
                ('made_new', models.BooleanField(default=False, help_text='Whether the other theme was made by it.')),
                ('context', models.UUIDField(editable=False)),
                ('span', models.JSONField(default=dict, editable=False, help_text='By model, the last event in its history before it and of it.')),
                ('at', models.DateTimeField(auto_now_add=True)),
                ('why', models.TextField(blank=True)),
                ('undone_at', models.DateTimeField(blank=True, null=True)),
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SheetImport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sheet', models.CharField(choices=[('findings', 'Findings'), ('citations', 'Page lists'), ('themes', 'Themes'), ('reviews', 'Reviews')], max_length=10, verbose_name='rows of')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('headings', models.JSONField(default=list)),
                ('rows', models.JSONField(default=list, help_text='Each with its number in the sheet and its cells.')),
                ('shown', models.JSONField(default=dict, help_text='What a curator saw that it would change.')),
                ('state', models.CharField(choices=[('previewed', 'Looked at, not imported'), ('imported', 'Imported'), ('put_aside', 'Put aside')], default='previewed', max_length=10)),
                ('added', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'verbose_name': 'spreadsheet',
                'ordering': ['-added', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='SheetImportEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('sheet', models.CharField(choices=[('findings', 'Findings'), ('citations', 'Page lists'), ('themes', 'Themes'), ('reviews', 'Reviews')], max_length=10, verbose_name='rows of')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('state', models.CharField(choices=[('previewed', 'Looked at, not imported'), ('imported', 'Imported'), ('put_aside', 'Put aside')], default='previewed', max_length=10)),
                ('added', models.DateTimeField(auto_now_add=True, verbose_name='uploaded')),
                ('decided_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Situation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(max_length=80, unique=True)),
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
                ('slug', reviews.fields.SlugField(db_index=False, max_length=80)),
                ('title', models.CharField(max_length=150)),
                ('note', models.TextField(blank=True)),
                ('content_note', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
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
            ],
            options={
                'ordering': ['position', 'pk'],
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
            ],
            options={
                'ordering': ['position', 'pk'],
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
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Synonym',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), help_text='Words or phrases. Plurals and American spelling are understood without being listed.', size=None)),
            ],
            options={
                'verbose_name': 'group of words that mean the same',
                'verbose_name_plural': 'words that mean the same',
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
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('words', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), help_text='Words or phrases. Plurals and American spelling are understood without being listed.', size=None)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Theme',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(help_text='Its permanent address. If you change it, the old one redirects for ever.', unique=True)),
                ('title', models.CharField(max_length=120, unique=True)),
                ('tab_title', models.CharField(blank=True, help_text='When the title could distress, or endanger, a reader whose screen others can see.', max_length=120, verbose_name='title in tabs and link previews')),
                ('summary', models.TextField(blank=True, verbose_name='in short')),
                ('scope_note', models.TextField(blank=True, verbose_name='scope')),
                ('synonyms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, help_text='Other names for the theme. A search for one of them brings all its findings. Never shown.', size=None)),
                ('also_typed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, help_text='Words and short phrases that people type when they need this theme. A search for them offers the theme, and does not bring its findings. Never shown.', size=None)),
                ('questions', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="Our questions, not the reviews' words.", size=None)),
                ('content_note', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'ordering': ['group__position', 'position', 'pk'],
                'permissions': [('merge_theme', 'Can merge and split themes, and undo it')],
            },
        ),
        migrations.CreateModel(
            name='ThemeEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', reviews.fields.SlugField(db_index=False, help_text='Its permanent address. If you change it, the old one redirects for ever.')),
                ('title', models.CharField(max_length=120)),
                ('tab_title', models.CharField(blank=True, help_text='When the title could distress, or endanger, a reader whose screen others can see.', max_length=120, verbose_name='title in tabs and link previews')),
                ('summary', models.TextField(blank=True, verbose_name='in short')),
                ('scope_note', models.TextField(blank=True, verbose_name='scope')),
                ('synonyms', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, help_text='Other names for the theme. A search for one of them brings all its findings. Never shown.', size=None)),
                ('also_typed', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=80), blank=True, default=list, help_text='Words and short phrases that people type when they need this theme. A search for them offers the theme, and does not bring its findings. Never shown.', size=None)),
                ('questions', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text="Our questions, not the reviews' words.", size=None)),
                ('content_note', models.CharField(blank=True, max_length=200)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ThemeGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
                ('title', models.CharField(max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'group of themes',
                'verbose_name_plural': 'groups of themes',
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
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('title', models.CharField(max_length=100)),
                ('position', models.PositiveSmallIntegerField(default=0)),
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
            ],
        ),
        migrations.CreateModel(
            name='ThreadEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('is_open', models.BooleanField(default=False, verbose_name='open for comments')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='PeriodYears',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('reviews.period',),
        ),
        migrations.CreateModel(
            name='AgeGroup',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
                ('name', models.CharField(max_length=80, unique=True)),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('from_age', models.PositiveSmallIntegerField()),
                ('to_age', models.PositiveSmallIntegerField()),
            ],
            options={
                'verbose_name': 'age group',
                'verbose_name_plural': 'ages',
                'ordering': ['position', 'pk'],
                'abstract': False,
                'constraints': [models.CheckConstraint(condition=models.Q(('to_age__gte', models.F('from_age'))), name='age_group_from_before_to', violation_error_message='An age group must not end before it starts.')],
            },
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
        migrations.AddField(
            model_name='agegroupevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='agegroupevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.agegroup'),
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
        migrations.AddField(
            model_name='agencyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='agencyevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.agency'),
        ),
        migrations.AddField(
            model_name='articleintake',
            name='added_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='articleintake',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='intakes', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='articleintake',
            name='changed_by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='articleintake',
            name='review',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='article_intakes', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='articleintakeevent',
            name='added_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='articleintakeevent',
            name='article',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='articleintakeevent',
            name='changed_by',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='articleintakeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='articleintakeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.articleintake'),
        ),
        migrations.AddField(
            model_name='articleintakeevent',
            name='review',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='articlemention',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='articlementionevent',
            name='article',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='articlementionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='articlementionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.articlemention'),
        ),
        migrations.AddField(
            model_name='articlesection',
            name='article',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='sections', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='articlementionevent',
            name='section',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.articlesection'),
        ),
        migrations.AddField(
            model_name='articlemention',
            name='section',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='mentions', to='themes.articlesection'),
        ),
        migrations.AddField(
            model_name='articlesectionevent',
            name='article',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='articlesectionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='articlesectionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.articlesection'),
        ),
        migrations.CreateModel(
            name='CatalogueEntry',
            fields=[
                ('finding', models.OneToOneField(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, primary_key=True, related_name='catalogue_entry', serialize=False, to='themes.finding')),
                ('number', models.PositiveIntegerField()),
                ('block_id', models.BigIntegerField(null=True)),
                ('is_listed', models.BooleanField()),
                ('options', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('first_year', models.PositiveSmallIntegerField(null=True)),
                ('last_year', models.PositiveSmallIntegerField(null=True)),
            ],
            options={
                'verbose_name_plural': 'catalogue',
            },
        ),
        migrations.AddField(
            model_name='finding',
            name='agencies',
            field=models.ManyToManyField(blank=True, help_text='None: it is not about one agency.', related_name='findings', to='themes.agency'),
        ),
        migrations.AddField(
            model_name='finding',
            name='ages',
            field=models.ManyToManyField(blank=True, help_text='None: it is not about one age.', related_name='findings', to='themes.agegroup'),
        ),
        migrations.AddField(
            model_name='finding',
            name='article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='finding',
            name='article_section',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='themes.articlesection'),
        ),
        migrations.AddField(
            model_name='finding',
            name='periods',
            field=models.ManyToManyField(blank=True, related_name='findings', to='reviews.period'),
        ),
        migrations.AddField(
            model_name='finding',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='findings', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='finding',
            name='see_also',
            field=models.ManyToManyField(blank=True, to='themes.finding'),
        ),
        migrations.AddField(
            model_name='articlementionevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='articlemention',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='mentions', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='change',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='citation',
            name='findings',
            field=models.ManyToManyField(related_name='citations', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='citation',
            name='given_by_article',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='citations', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='citationevent',
            name='given_by_article',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='citationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='citationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.citation'),
        ),
        migrations.AddField(
            model_name='citationfindingevent',
            name='citation',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.citation'),
        ),
        migrations.AddField(
            model_name='citationfindingevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='citationfindingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='comment',
            name='author',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='comments', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='comment',
            name='parent',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='replies', to='themes.comment'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='author',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='parent',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.comment'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.comment'),
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
        migrations.AddField(
            model_name='contestedtermevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='contestedtermevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.contestedterm'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='coverage',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='coverageevent',
            name='by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='coverageevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='coverageevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.coverage'),
        ),
        migrations.AddField(
            model_name='coverageevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='findingageevent',
            name='agegroup',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.agegroup'),
        ),
        migrations.AddField(
            model_name='findingageevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='findingageevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='findingagencyevent',
            name='agency',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.agency'),
        ),
        migrations.AddField(
            model_name='findingagencyevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='findingagencyevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='article',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='article_section',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.articlesection'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='findingharmevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='findingharmevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='findingperiodevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='findingperiodevent',
            name='period',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.period'),
        ),
        migrations.AddField(
            model_name='findingperiodevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='findingseealsoevent',
            name='from_finding',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='findingseealsoevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='findingseealsoevent',
            name='to_finding',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='findingtheme',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='finding_themes', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='findingthemeevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='findingthemeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='findingthemeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.findingtheme'),
        ),
        migrations.AddIndex(
            model_name='findingword',
            index=django.contrib.postgres.indexes.GistIndex(fields=['word'], name='finding_word_likeness', opclasses=['gist_trgm_ops']),
        ),
        migrations.AddField(
            model_name='findingharmevent',
            name='harm',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.harm'),
        ),
        migrations.AddField(
            model_name='finding',
            name='harms',
            field=models.ManyToManyField(blank=True, related_name='findings', to='themes.harm', verbose_name='kinds of harm'),
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
        migrations.AddField(
            model_name='harmevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='harmevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.harm'),
        ),
        migrations.AddConstraint(
            model_name='helpservice',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('link', ''), ('telephone', '')), ('checked__isnull', False), _connector='OR'), name='help_number_was_checked', violation_error_message='Say when the number was rung and the link opened. A wrong one is worse than none.'),
        ),
        migrations.AddConstraint(
            model_name='helpservice',
            constraint=models.CheckConstraint(condition=models.Q(('telephone', ''), ('telephone__regex', '^[0-9]+( [0-9]+)*$'), _connector='OR'), name='help_number_is_digits', violation_error_message='Give the number in digits, with single spaces.'),
        ),
        migrations.AddConstraint(
            model_name='helpservice',
            constraint=models.CheckConstraint(condition=models.Q(('link', ''), ('link__startswith', 'https://'), _connector='OR'), name='help_link_is_secure', violation_error_message='Give an address that begins with https://.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='helpservice',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_helpserviceevent" ("checked", "id", "link", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "telephone") VALUES (NEW."checked", NEW."id", NEW."link", NEW."name", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug", NEW."telephone"); RETURN NULL;', hash='75af0dd19d0e17414ca641b2ffdd82b001fda7c0', operation='INSERT', pgid='pgtrigger_insert_insert_c36d2', table='themes_helpservice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='helpservice',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_helpserviceevent" ("checked", "id", "link", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "telephone") VALUES (NEW."checked", NEW."id", NEW."link", NEW."name", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug", NEW."telephone"); RETURN NULL;', hash='f14133e94ba94da8712c503c97a5538ef5baba18', operation='UPDATE', pgid='pgtrigger_update_update_b4878', table='themes_helpservice', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='helpservice',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_helpserviceevent" ("checked", "id", "link", "name", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "telephone") VALUES (OLD."checked", OLD."id", OLD."link", OLD."name", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug", OLD."telephone"); RETURN NULL;', hash='8a960dbfcd3d9f31a4069c9e4b8188805c93feb7', operation='DELETE', pgid='pgtrigger_delete_delete_fa765', table='themes_helpservice', when='AFTER')),
        ),
        migrations.AddField(
            model_name='helpserviceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='helpserviceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.helpservice'),
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
        migrations.AddField(
            model_name='knowngapevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='knowngapevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.knowngap'),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='by',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='moderationdecision',
            name='comment',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='decisions', to='themes.comment'),
        ),
        migrations.AddField(
            model_name='pagecitation',
            name='citation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='themes.citation'),
        ),
        migrations.AddField(
            model_name='pagecitation',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='page_citations', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='pagecitationevent',
            name='citation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.citation'),
        ),
        migrations.AddField(
            model_name='pagecitationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='pagecitationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.pagecitation'),
        ),
        migrations.AddField(
            model_name='pagecitationevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='quotation',
            name='citation',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='quotations', to='themes.citation'),
        ),
        migrations.AddField(
            model_name='quotation',
            name='document',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='quotations', to='reviews.document'),
        ),
        migrations.AddField(
            model_name='quotation',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='quotations', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='quotation',
            name='overruled_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quotationevent',
            name='citation',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.citation'),
        ),
        migrations.AddField(
            model_name='quotationevent',
            name='document',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.document'),
        ),
        migrations.AddField(
            model_name='quotationevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='quotationevent',
            name='overruled_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='quotationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='quotationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.quotation'),
        ),
        migrations.AddField(
            model_name='readingplace',
            name='document',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='reviews.document'),
        ),
        migrations.AddField(
            model_name='readingplace',
            name='user',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='findingevent',
            name='block',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.readtogether', verbose_name='read together with'),
        ),
        migrations.AddField(
            model_name='finding',
            name='block',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='findings', to='themes.readtogether', verbose_name='read together with'),
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
        migrations.AddField(
            model_name='readtogetherevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='readtogetherevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.readtogether'),
        ),
        migrations.AddField(
            model_name='rearrangement',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rearrangement',
            name='undone_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rearrangementevent',
            name='by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='rearrangementevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='rearrangementevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.rearrangement'),
        ),
        migrations.AddField(
            model_name='rearrangementevent',
            name='undone_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='relatedthemeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sheetimport',
            name='by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sheetimport',
            name='decided_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sheetimportevent',
            name='by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sheetimportevent',
            name='decided_by',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='sheetimportevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sheetimportevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.sheetimport'),
        ),
        migrations.AddField(
            model_name='situationevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='situationevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.situation'),
        ),
        migrations.AddField(
            model_name='situationfinding',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='themes.finding'),
        ),
        migrations.AddField(
            model_name='situationfinding',
            name='situation',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='themes.situation'),
        ),
        migrations.AddField(
            model_name='situation',
            name='findings',
            field=models.ManyToManyField(related_name='situations', through='themes.SituationFinding', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='situationfindingevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='situationfindingevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='situationfindingevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.situationfinding'),
        ),
        migrations.AddField(
            model_name='situationfindingevent',
            name='situation',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.situation'),
        ),
        migrations.AddField(
            model_name='situationthemeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='situationthemeevent',
            name='situation',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.situation'),
        ),
        migrations.AddField(
            model_name='startingpoint',
            name='finding',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='themes.finding'),
        ),
        migrations.AddField(
            model_name='startingpointevent',
            name='finding',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='startingpointevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='startingpointevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.startingpoint'),
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
        migrations.AddField(
            model_name='theme',
            name='merged_into',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='took_in', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='theme',
            name='related',
            field=models.ManyToManyField(blank=True, to='themes.theme'),
        ),
        migrations.AddField(
            model_name='theme',
            name='series',
            field=models.ManyToManyField(blank=True, related_name='themes', to='reviews.series', verbose_name='figures'),
        ),
        migrations.AddField(
            model_name='theme',
            name='starting_points',
            field=models.ManyToManyField(related_name='starting_point_of', through='themes.StartingPoint', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='startingpointevent',
            name='theme',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='startingpoint',
            name='theme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, to='themes.theme'),
        ),
        migrations.AddField(
            model_name='situationthemeevent',
            name='theme',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='situation',
            name='themes',
            field=models.ManyToManyField(blank=True, related_name='situations', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='relatedthemeevent',
            name='from_theme',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='relatedthemeevent',
            name='to_theme',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='rearrangementevent',
            name='into',
            field=models.ForeignKey(db_constraint=False, help_text='Where its findings went.', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='rearrangementevent',
            name='theme',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='rearrangement',
            name='into',
            field=models.ForeignKey(help_text='Where its findings went.', on_delete=django.db.models.deletion.PROTECT, related_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='rearrangement',
            name='theme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='rearrangements', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='findingthemeevent',
            name='theme',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='findingtheme',
            name='theme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='finding_themes', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='finding',
            name='themes',
            field=models.ManyToManyField(related_name='findings', through='themes.FindingTheme', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='coverageevent',
            name='theme',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='coverage',
            name='theme',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='coverage', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='articlesectionevent',
            name='theme',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='articlesection',
            name='theme',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='article_sections', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='themeevent',
            name='merged_into',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='themeevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='themeevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='themeevent',
            name='group',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.themegroup'),
        ),
        migrations.AddField(
            model_name='theme',
            name='group',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='themes', to='themes.themegroup'),
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
        migrations.AddField(
            model_name='themegroupevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='themegroupevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.themegroup'),
        ),
        migrations.AddField(
            model_name='themeseriesevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='themeseriesevent',
            name='series',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.series'),
        ),
        migrations.AddField(
            model_name='themeseriesevent',
            name='theme',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='thread',
            name='article',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thread', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='thread',
            name='finding',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thread', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='thread',
            name='theme',
            field=models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='thread', to='themes.theme'),
        ),
        migrations.AddField(
            model_name='commentevent',
            name='thread',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.thread'),
        ),
        migrations.AddField(
            model_name='comment',
            name='thread',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='comments', to='themes.thread'),
        ),
        migrations.AddField(
            model_name='threadevent',
            name='article',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.article'),
        ),
        migrations.AddField(
            model_name='threadevent',
            name='finding',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.finding'),
        ),
        migrations.AddField(
            model_name='threadevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='threadevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='themes.thread'),
        ),
        migrations.AddField(
            model_name='threadevent',
            name='theme',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='themes.theme'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='periodyears',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='3ffaf14cc1fa45233a874ea7c0d273bbae1f1311', level='STATEMENT', operation='UPDATE OF "starts", "ends"', pgid='pgtrigger_catalogue_one_at_a_time_c461d', table='reviews_period', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='periodyears',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT finding_id FROM themes_finding_periods WHERE period_id = OLD.id UNION SELECT finding_id FROM themes_finding_periods WHERE period_id = NEW.id)); RETURN NULL;', hash='881c0f428bc46cb59e13e359a93dec5715fec00d', operation='UPDATE OF "starts", "ends"', pgid='pgtrigger_catalogue_findings_5eeec', table='reviews_period', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='articleintake',
            index=models.Index(fields=['state', '-changed'], name='articles_in_hand'),
        ),
        migrations.AddConstraint(
            model_name='articleintake',
            constraint=models.CheckConstraint(condition=models.Q(('article__isnull', True), ('review__isnull', False), _connector='OR'), name='intake_with_an_article_has_its_review', violation_error_message='Say which review the article is about.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articleintake',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_articleintakeevent" ("added", "added_by_id", "article_id", "changed", "changed_by_id", "decisions", "file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "sha256", "state", "title", "version") VALUES (NEW."added", NEW."added_by_id", NEW."article_id", NEW."changed", NEW."changed_by_id", NEW."decisions", NEW."file_name", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."review_id", NEW."sha256", NEW."state", NEW."title", NEW."version"); RETURN NULL;', hash='e8c8d72cf21ecef6c0ae2d96ebd48861d6732ef7', operation='INSERT', pgid='pgtrigger_insert_insert_c2b1a', table='themes_articleintake', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articleintake',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added" IS DISTINCT FROM (NEW."added") OR OLD."added_by_id" IS DISTINCT FROM (NEW."added_by_id") OR OLD."article_id" IS DISTINCT FROM (NEW."article_id") OR OLD."changed" IS DISTINCT FROM (NEW."changed") OR OLD."changed_by_id" IS DISTINCT FROM (NEW."changed_by_id") OR OLD."decisions" IS DISTINCT FROM (NEW."decisions") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."review_id" IS DISTINCT FROM (NEW."review_id") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."version" IS DISTINCT FROM (NEW."version"))', func='INSERT INTO "themes_articleintakeevent" ("added", "added_by_id", "article_id", "changed", "changed_by_id", "decisions", "file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "sha256", "state", "title", "version") VALUES (NEW."added", NEW."added_by_id", NEW."article_id", NEW."changed", NEW."changed_by_id", NEW."decisions", NEW."file_name", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."review_id", NEW."sha256", NEW."state", NEW."title", NEW."version"); RETURN NULL;', hash='20222a933b0b1ffa4ee9b815bf0092b3b91f08cc', operation='UPDATE', pgid='pgtrigger_update_update_8a0d2', table='themes_articleintake', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articleintake',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_articleintakeevent" ("added", "added_by_id", "article_id", "changed", "changed_by_id", "decisions", "file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "sha256", "state", "title", "version") VALUES (OLD."added", OLD."added_by_id", OLD."article_id", OLD."changed", OLD."changed_by_id", OLD."decisions", OLD."file_name", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."review_id", OLD."sha256", OLD."state", OLD."title", OLD."version"); RETURN NULL;', hash='3d75cc552f48368fe0322d42d7e631a4764d7a60', operation='DELETE', pgid='pgtrigger_delete_delete_e87da', table='themes_articleintake', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='catalogueentry',
            index=django.contrib.postgres.indexes.GinIndex(fields=['options'], name='catalogue_by_option'),
        ),
        migrations.AddIndex(
            model_name='catalogueentry',
            index=models.Index(condition=models.Q(('is_listed', True)), fields=['number'], name='catalogue_in_order'),
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
        migrations.AddConstraint(
            model_name='articlemention',
            constraint=models.UniqueConstraint(models.F('finding'), models.F('section'), django.db.models.functions.text.MD5('words'), name='mention_once_in_a_section'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlemention',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_articlementionevent" ("article_id", "finding_id", "id", "pages_wait", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_id", "words") VALUES (NEW."article_id", NEW."finding_id", NEW."id", NEW."pages_wait", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."section_id", NEW."words"); RETURN NULL;', hash='043b8d299510c51175c018738472830ec88a05ea', operation='INSERT', pgid='pgtrigger_insert_insert_82d06', table='themes_articlemention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlemention',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_articlementionevent" ("article_id", "finding_id", "id", "pages_wait", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_id", "words") VALUES (NEW."article_id", NEW."finding_id", NEW."id", NEW."pages_wait", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."section_id", NEW."words"); RETURN NULL;', hash='a8e8c4941d5b9d012fca5f10006815ea7b21c3f1', operation='UPDATE', pgid='pgtrigger_update_update_da24b', table='themes_articlemention', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='articlemention',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_articlementionevent" ("article_id", "finding_id", "id", "pages_wait", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "section_id", "words") VALUES (OLD."article_id", OLD."finding_id", OLD."id", OLD."pages_wait", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."section_id", OLD."words"); RETURN NULL;', hash='1c7ef0ad4757f1a13a4bfb765571105dbeb96ea8', operation='DELETE', pgid='pgtrigger_delete_delete_c5a69', table='themes_articlemention', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('minor', False)), fields=['-day', 'kind'], name='changes_by_day'),
        ),
        migrations.AddIndex(
            model_name='change',
            index=models.Index(condition=models.Q(('minor', False), models.Q(('kind', 'added'), _negated=True)), fields=['-at', '-id'], name='changes_newest_first'),
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
        migrations.AddConstraint(
            model_name='citation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('basis', 'secondary_source'), _negated=True), ('given_by_article__isnull', False), models.Q(('given_by', ''), _negated=True), _connector='OR'), name='citation_from_another_source_names_it', violation_error_message='Name the source that gives these pages.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='649b12b79ae77c0855f2d98c43c42aecf886c51c', level='STATEMENT', operation='UPDATE OF "basis"', pgid='pgtrigger_catalogue_one_at_a_time_94583', table='themes_citation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citation',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT finding_id FROM themes_citation_findings WHERE citation_id = OLD.id UNION SELECT finding_id FROM themes_citation_findings WHERE citation_id = NEW.id)); RETURN NULL;', hash='63a2a91447329fbac0eba758f112780d430237bc', operation='UPDATE OF "basis"', pgid='pgtrigger_catalogue_findings_a524b', table='themes_citation', when='AFTER')),
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
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('decision', 'rejected'), _negated=True), models.Q(('reason', ''), _negated=True), _connector='OR'), name='rejection_has_a_reason', violation_error_message='Give a reason for rejecting this comment.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='moderationdecision',
            trigger=pgtrigger.compiler.Trigger(name='decisions_stay', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;", hash='e3a6e6144c9102be1f4b0531a2ad0deb86b65a2f', operation='UPDATE', pgid='pgtrigger_decisions_stay_df19d', table='themes_moderationdecision', when='BEFORE')),
        ),
        migrations.AddIndex(
            model_name='pagecitation',
            index=models.Index(fields=['review', 'first_sort', 'last_sort'], name='pages_of_review'),
        ),
        migrations.AddConstraint(
            model_name='pagecitation',
            constraint=models.CheckConstraint(condition=models.Q(('last_sort__gte', models.F('first_sort'))), name='page_range_in_order', violation_error_message='The last page comes before the first.'),
        ),
        migrations.AddConstraint(
            model_name='pagecitation',
            constraint=models.UniqueConstraint(fields=('citation', 'review', 'first_page', 'last_page'), name='page_once_in_a_list', violation_error_message='This page is already in the list.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagecitation',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='9c32b938b60ffc399a1bccf1582d826ca6cb5cc5', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_one_at_a_time_da9a1', table='themes_pagecitation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagecitation',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT finding_id FROM themes_citation_findings WHERE citation_id = OLD.citation_id UNION SELECT finding_id FROM themes_citation_findings WHERE citation_id = NEW.citation_id)); RETURN NULL;', hash='6691b8955a68b3333f6c065f311462f48c6d18e1', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_findings_bf2b9', table='themes_pagecitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagecitation',
            trigger=pgtrigger.compiler.Trigger(name='tell_readers_of_pages', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'UPDATE' THEN\n                    IF (OLD.citation_id, OLD.review_id, OLD.first_page, OLD.last_page) IS NOT DISTINCT FROM (NEW.citation_id, NEW.review_id, NEW.first_page, NEW.last_page) THEN\n                        RETURN NULL;\n                    END IF;\n                END IF;\n                INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n                SELECT finding.id, 'pages', now(), (now() AT TIME ZONE 'Europe/London')::date,\n                       finding.version, '', '', coalesce(\n    nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'minor' = 'true', false\n)\n                FROM themes_finding finding\n                WHERE finding.state = 'published' AND finding.id IN (SELECT finding_id FROM themes_citation_findings WHERE citation_id = OLD.citation_id UNION SELECT finding_id FROM themes_citation_findings WHERE citation_id = NEW.citation_id)\n                AND NOT EXISTS (\n                    SELECT FROM themes_change told\n                    WHERE told.finding_id = finding.id AND told.at = now()\n                    AND told.kind IN ('pages', 'added', 'again')\n                );\n                RETURN NULL;\n            ", hash='b18a9114844f45fb83c6b8c709c7f0754f9398a0', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_tell_readers_of_pages_9f7cc', table='themes_pagecitation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='pagecitation',
            trigger=pgtrigger.compiler.Trigger(name='unchecked_on_other_pages', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF TG_OP = 'UPDATE' THEN\n                        IF (OLD.citation_id, OLD.review_id, OLD.first_page, OLD.last_page)\n                            IS NOT DISTINCT FROM (NEW.citation_id, NEW.review_id, NEW.first_page, NEW.last_page) THEN\n                            RETURN NULL;\n                        END IF;\n                    END IF;\n                    IF EXISTS (\n                        SELECT FROM themes_quotation WHERE \n    citation_id IN (OLD.citation_id, NEW.citation_id)\n    AND (outcome <> 'not_checked' OR matched <> '' OR remark <> '')\n\n                    ) THEN\n                        UPDATE themes_quotation SET outcome = 'not_checked', score = NULL, document_id = NULL, found_index = NULL, checked_at = NULL, matched = '', found_on = '', remark = '' WHERE \n    citation_id IN (OLD.citation_id, NEW.citation_id)\n    AND (outcome <> 'not_checked' OR matched <> '' OR remark <> '')\n;\n                    END IF;\n                    RETURN NULL;\n                ", hash='c395f8633529fb02a0892329877b076d4678c71f', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_unchecked_on_other_pages_5e30e', table='themes_pagecitation', when='AFTER')),
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
        migrations.AddIndex(
            model_name='quotation',
            index=models.Index(models.Case(models.When(outcome='not_found', then=models.Value(0)), models.When(outcome='other_page', then=models.Value(1)), models.When(outcome='near', then=models.Value(2)), models.When(outcome='unavailable', then=models.Value(4)), models.When(outcome='overruled', then=models.Value(6)), models.When(outcome='exact', then=models.Value(7)), models.When(citation__isnull=True, then=models.Value(5)), default=models.Value(3), output_field=models.IntegerField()), models.F('id'), name='quotations_worst_first'),
        ),
        migrations.AddConstraint(
            model_name='quotation',
            constraint=models.CheckConstraint(condition=models.Q(('words', ''), _negated=True), name='quotation_has_words'),
        ),
        migrations.AddConstraint(
            model_name='quotation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'overruled'), _negated=True), models.Q(('overruled_because', ''), _negated=True), _connector='OR'), name='quotation_overruled_with_a_reason', violation_error_message='Say why these words are accepted all the same.'),
        ),
        migrations.AddConstraint(
            model_name='quotation',
            constraint=models.CheckConstraint(condition=models.Q(('outcome__in', ['not_checked', 'overruled', 'unavailable']), ('checked_at__isnull', False), _connector='OR'), name='quotation_outcome_has_a_date', violation_error_message='Say when these words were looked for.'),
        ),
        migrations.AddConstraint(
            model_name='quotation',
            constraint=models.CheckConstraint(condition=models.Q(('score__isnull', True), ('score__range', (0, 1)), _connector='OR'), name='quotation_score_is_a_share'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='dc616252c31216b4950324c943510239530334e4', level='STATEMENT', operation='INSERT OR UPDATE OF "finding_id", "outcome", "words", "citation_id" OR DELETE', pgid='pgtrigger_catalogue_one_at_a_time_f62eb', table='themes_quotation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT OLD.finding_id UNION SELECT NEW.finding_id)); RETURN NULL;', hash='3cebe53d0d2b3d6d54c8f15e6e981c9ace3b5e11', operation='INSERT OR UPDATE OF "finding_id", "outcome", "words", "citation_id" OR DELETE', pgid='pgtrigger_catalogue_findings_b3629', table='themes_quotation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='unchecked_with_other_words', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                    IF (OLD.words, OLD.citation_id) IS DISTINCT FROM (NEW.words, NEW.citation_id)\n                        AND OLD.outcome = NEW.outcome THEN\n                        NEW.outcome := 'not_checked'; NEW.score := NULL; NEW.document_id := NULL; NEW.found_index := NULL; NEW.checked_at := NULL; NEW.matched := ''; NEW.found_on := ''; NEW.remark := '';\n                    END IF;\n                    RETURN NEW;\n                ", hash='7cb6882b4e9c8c692ba886a6ab8ff30e2ea143a3', operation='UPDATE OF "words", "citation_id"', pgid='pgtrigger_unchecked_with_other_words_da15e', table='themes_quotation', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_quotationevent" ("checked_at", "citation_id", "document_id", "finding_id", "found_index", "found_on", "id", "matched", "outcome", "overruled_because", "overruled_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "remark", "score", "words") VALUES (NEW."checked_at", NEW."citation_id", NEW."document_id", NEW."finding_id", NEW."found_index", NEW."found_on", NEW."id", NEW."matched", NEW."outcome", NEW."overruled_because", NEW."overruled_by_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."remark", NEW."score", NEW."words"); RETURN NULL;', hash='bf00e9def2e2bdfa889b5f73bd769227b8a972f9', operation='INSERT', pgid='pgtrigger_insert_insert_00587', table='themes_quotation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_quotationevent" ("checked_at", "citation_id", "document_id", "finding_id", "found_index", "found_on", "id", "matched", "outcome", "overruled_because", "overruled_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "remark", "score", "words") VALUES (NEW."checked_at", NEW."citation_id", NEW."document_id", NEW."finding_id", NEW."found_index", NEW."found_on", NEW."id", NEW."matched", NEW."outcome", NEW."overruled_because", NEW."overruled_by_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."remark", NEW."score", NEW."words"); RETURN NULL;', hash='cf8ffe0613a3065fe0e3d5360735c07d2f3ea3c1', operation='UPDATE', pgid='pgtrigger_update_update_b44a4', table='themes_quotation', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='quotation',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_quotationevent" ("checked_at", "citation_id", "document_id", "finding_id", "found_index", "found_on", "id", "matched", "outcome", "overruled_because", "overruled_by_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "remark", "score", "words") VALUES (OLD."checked_at", OLD."citation_id", OLD."document_id", OLD."finding_id", OLD."found_index", OLD."found_on", OLD."id", OLD."matched", OLD."outcome", OLD."overruled_because", OLD."overruled_by_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."remark", OLD."score", OLD."words"); RETURN NULL;', hash='28ae83d166f0108ae46664432451bdeeb72d923c', operation='DELETE', pgid='pgtrigger_delete_delete_d5df3', table='themes_quotation', when='AFTER')),
        ),
        migrations.AddIndex(
            model_name='readingplace',
            index=models.Index(fields=['user', '-at'], name='places_of_a_reader'),
        ),
        migrations.AddConstraint(
            model_name='readingplace',
            constraint=models.UniqueConstraint(fields=('user', 'document'), name='one_place_in_a_document'),
        ),
        migrations.AddConstraint(
            model_name='readingplace',
            constraint=models.CheckConstraint(condition=models.Q(('index__gte', 1)), name='place_counts_from_one'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sheetimport',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_sheetimportevent" ("added", "by_id", "decided_at", "decided_by_id", "file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sheet", "state") VALUES (NEW."added", NEW."by_id", NEW."decided_at", NEW."decided_by_id", NEW."file_name", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."sheet", NEW."state"); RETURN NULL;', hash='869d404b3bc0c498f74f14cf80bf3be79999ccfb', operation='INSERT', pgid='pgtrigger_insert_insert_01061', table='themes_sheetimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sheetimport',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added" IS DISTINCT FROM (NEW."added") OR OLD."by_id" IS DISTINCT FROM (NEW."by_id") OR OLD."decided_at" IS DISTINCT FROM (NEW."decided_at") OR OLD."decided_by_id" IS DISTINCT FROM (NEW."decided_by_id") OR OLD."file_name" IS DISTINCT FROM (NEW."file_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."sheet" IS DISTINCT FROM (NEW."sheet") OR OLD."state" IS DISTINCT FROM (NEW."state"))', func='INSERT INTO "themes_sheetimportevent" ("added", "by_id", "decided_at", "decided_by_id", "file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sheet", "state") VALUES (NEW."added", NEW."by_id", NEW."decided_at", NEW."decided_by_id", NEW."file_name", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."sheet", NEW."state"); RETURN NULL;', hash='93f16c2064bc91eb43d4dc99088b2326f3be8745', operation='UPDATE', pgid='pgtrigger_update_update_224d9', table='themes_sheetimport', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='sheetimport',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_sheetimportevent" ("added", "by_id", "decided_at", "decided_by_id", "file_name", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "sheet", "state") VALUES (OLD."added", OLD."by_id", OLD."decided_at", OLD."decided_by_id", OLD."file_name", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."sheet", OLD."state"); RETURN NULL;', hash='6ee828005e8107cd742c50c2fe9cd9aabe94df96', operation='DELETE', pgid='pgtrigger_delete_delete_70980', table='themes_sheetimport', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='situationfinding',
            constraint=models.UniqueConstraint(fields=('situation', 'finding'), name='finding_once_in_a_situation'),
        ),
        migrations.AddConstraint(
            model_name='situationfinding',
            constraint=models.CheckConstraint(condition=models.Q(('position__lt', 8)), name='situation_has_at_most_eight_findings', violation_error_message='A situation shows at most eight findings.'),
        ),
        migrations.AddConstraint(
            model_name='situationfinding',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('situation', 'position'), name='one_finding_in_each_place'),
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
        migrations.AddConstraint(
            model_name='startingpoint',
            constraint=models.UniqueConstraint(fields=('theme', 'finding'), name='starting_point_once_in_a_theme'),
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
        migrations.AddConstraint(
            model_name='rearrangement',
            constraint=models.CheckConstraint(condition=models.Q(('theme', models.F('into')), _negated=True), name='rearrangement_is_of_two_themes'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rearrangement',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_rearrangementevent" ("at", "by_id", "context", "id", "into_id", "kind", "made_new", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "span", "theme_id", "undone_at", "undone_by_id", "why") VALUES (NEW."at", NEW."by_id", NEW."context", NEW."id", NEW."into_id", NEW."kind", NEW."made_new", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."span", NEW."theme_id", NEW."undone_at", NEW."undone_by_id", NEW."why"); RETURN NULL;', hash='5cdc20453070301f61557fe4498647cc5d8d652c', operation='INSERT', pgid='pgtrigger_insert_insert_9bad9', table='themes_rearrangement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rearrangement',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_rearrangementevent" ("at", "by_id", "context", "id", "into_id", "kind", "made_new", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "span", "theme_id", "undone_at", "undone_by_id", "why") VALUES (NEW."at", NEW."by_id", NEW."context", NEW."id", NEW."into_id", NEW."kind", NEW."made_new", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."span", NEW."theme_id", NEW."undone_at", NEW."undone_by_id", NEW."why"); RETURN NULL;', hash='85d482490c48821238e3270d6b349e8fc882ea22', operation='UPDATE', pgid='pgtrigger_update_update_7e7b7', table='themes_rearrangement', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='rearrangement',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_rearrangementevent" ("at", "by_id", "context", "id", "into_id", "kind", "made_new", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "span", "theme_id", "undone_at", "undone_by_id", "why") VALUES (OLD."at", OLD."by_id", OLD."context", OLD."id", OLD."into_id", OLD."kind", OLD."made_new", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."span", OLD."theme_id", OLD."undone_at", OLD."undone_by_id", OLD."why"); RETURN NULL;', hash='1a6812bb656fa61300881bcf6a69a31375adc757', operation='DELETE', pgid='pgtrigger_delete_delete_54edb', table='themes_rearrangement', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='findingtheme',
            constraint=models.UniqueConstraint(fields=('finding', 'theme'), name='theme_once_on_a_finding', violation_error_message='This finding already has this theme.'),
        ),
        migrations.AddConstraint(
            model_name='findingtheme',
            constraint=models.UniqueConstraint(condition=models.Q(('is_primary', True)), fields=('finding',), name='one_primary_theme_on_a_finding', violation_error_message='A finding has one primary theme.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingtheme',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='e3f45b9918984d9425c363cc93394ebe829c323a', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_one_at_a_time_0a4b8', table='themes_findingtheme', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingtheme',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT OLD.finding_id UNION SELECT NEW.finding_id)); RETURN NULL;', hash='f486d88a74ecd620429c145fe932e560c53b34d2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_findings_489d4', table='themes_findingtheme', when='AFTER')),
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
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['state', 'kind', 'number'], name='finding_for_lists'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=models.Index(fields=['block', 'block_position'], name='finding_in_block'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=django.contrib.postgres.indexes.GinIndex(fields=['search'], name='finding_search'),
        ),
        migrations.AddIndex(
            model_name='finding',
            index=django.contrib.postgres.indexes.GinIndex(django.contrib.postgres.search.SearchVector('article_words', config='english'), condition=models.Q(('text', '')), name='finding_without_own_words'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['draft', 'in_review']), models.Q(models.Q(('text', ''), _negated=True), models.Q(('certainty', ''), _negated=True)), _connector='OR'), name='finding_published_has_words_and_source', violation_error_message='A published finding needs its wording, and how we know it.'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'published'), _negated=True), ('published_at__isnull', False), _connector='OR'), name='finding_published_has_a_date', violation_error_message='A published finding needs the date it was published.'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), _negated=True), ('withdrawn_at__isnull', False), _connector='OR'), name='finding_withdrawn_has_a_date', violation_error_message='A withdrawn finding needs the date it was withdrawn.'),
        ),
        migrations.AddConstraint(
            model_name='finding',
            constraint=models.CheckConstraint(condition=models.Q(('article_words', ''), ('article__isnull', False), _connector='OR'), name='finding_article_words_have_an_article', violation_error_message='Name the article that these words are from.'),
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
            trigger=pgtrigger.compiler.Trigger(name='tell_readers', sql=pgtrigger.compiler.UpsertTriggerSql(declare='DECLARE was text; had text;', func="\n                IF TG_OP = 'UPDATE' THEN\n                    was := OLD.state;\n                    had := OLD.text;\n                END IF;\n                IF NEW.state = 'published' THEN\n                    IF was IS DISTINCT FROM 'published' THEN\n                        IF EXISTS (SELECT FROM themes_change WHERE finding_id = NEW.id) THEN\n                            \n        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n        VALUES (NEW.id, 'again', now(), (now() AT TIME ZONE 'Europe/London')::date, NEW.version,\n                '', '', false);\n    \n                        ELSE\n                            \n        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n        VALUES (NEW.id, 'added', now(), (now() AT TIME ZONE 'Europe/London')::date, NEW.version,\n                '', '', false);\n    \n                        END IF;\n                    ELSIF had IS DISTINCT FROM NEW.text THEN\n                        \n        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n        VALUES (NEW.id, 'wording', now(), (now() AT TIME ZONE 'Europe/London')::date, NEW.version,\n                had, NEW.text, coalesce(\n    nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'minor' = 'true', false\n));\n    \n                    END IF;\n                ELSIF was = 'published' THEN\n                    UPDATE themes_change SET before = '', after = '' WHERE finding_id = NEW.id;\n                    \n        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n        VALUES (NEW.id, 'withdrawn', now(), (now() AT TIME ZONE 'Europe/London')::date, NEW.version,\n                '', '', false);\n    \n                END IF;\n                RETURN NULL;\n            ", hash='90395ab6c78e91f4c05207a4b01034129da7d804', operation='INSERT OR UPDATE OF "state", "text"', pgid='pgtrigger_tell_readers_511af', table='themes_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='e9169038357632719d0b511f0eee1bae1790cc2b', level='STATEMENT', operation='INSERT OR UPDATE OF "state", "kind", "review_id", "certainty", "for_every_agency", "block_id", "number"', pgid='pgtrigger_catalogue_one_at_a_time_55c19', table='themes_finding', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT OLD.id UNION SELECT NEW.id)); RETURN NULL;', hash='a1a74fa37c640943371ae822d31c72cea7f1d2c1', operation='INSERT OR UPDATE OF "state", "kind", "review_id", "certainty", "for_every_agency", "block_id", "number"', pgid='pgtrigger_catalogue_findings_5e3da', table='themes_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='leave_the_catalogue', sql=pgtrigger.compiler.UpsertTriggerSql(func='DELETE FROM themes_catalogueentry WHERE finding_id = OLD.id; RETURN NULL;', hash='5052e4dbcf7e17aa505498c6728ef10a25c89076', operation='DELETE', pgid='pgtrigger_leave_the_catalogue_b6d95', table='themes_finding', when='AFTER')),
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
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingevent" ("added", "article_id", "article_section_id", "article_words", "basis", "block_id", "block_position", "certainty", "composite", "for_every_agency", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_id", "source_note", "source_url", "state", "text", "version", "withdrawn_at") VALUES (NEW."added", NEW."article_id", NEW."article_section_id", NEW."article_words", NEW."basis", NEW."block_id", NEW."block_position", NEW."certainty", NEW."composite", NEW."for_every_agency", NEW."id", NEW."kind", NEW."number", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published_at", NEW."review_id", NEW."source_note", NEW."source_url", NEW."state", NEW."text", NEW."version", NEW."withdrawn_at"); RETURN NULL;', hash='8621a89392cece794dc969f6f34cbf586d3e1b41', operation='INSERT', pgid='pgtrigger_insert_insert_4b327', table='themes_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added" IS DISTINCT FROM (NEW."added") OR OLD."article_id" IS DISTINCT FROM (NEW."article_id") OR OLD."article_section_id" IS DISTINCT FROM (NEW."article_section_id") OR OLD."article_words" IS DISTINCT FROM (NEW."article_words") OR OLD."basis" IS DISTINCT FROM (NEW."basis") OR OLD."block_id" IS DISTINCT FROM (NEW."block_id") OR OLD."block_position" IS DISTINCT FROM (NEW."block_position") OR OLD."certainty" IS DISTINCT FROM (NEW."certainty") OR OLD."composite" IS DISTINCT FROM (NEW."composite") OR OLD."for_every_agency" IS DISTINCT FROM (NEW."for_every_agency") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."published_at" IS DISTINCT FROM (NEW."published_at") OR OLD."review_id" IS DISTINCT FROM (NEW."review_id") OR OLD."source_note" IS DISTINCT FROM (NEW."source_note") OR OLD."source_url" IS DISTINCT FROM (NEW."source_url") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."version" IS DISTINCT FROM (NEW."version") OR OLD."withdrawn_at" IS DISTINCT FROM (NEW."withdrawn_at"))', func='INSERT INTO "themes_findingevent" ("added", "article_id", "article_section_id", "article_words", "basis", "block_id", "block_position", "certainty", "composite", "for_every_agency", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_id", "source_note", "source_url", "state", "text", "version", "withdrawn_at") VALUES (NEW."added", NEW."article_id", NEW."article_section_id", NEW."article_words", NEW."basis", NEW."block_id", NEW."block_position", NEW."certainty", NEW."composite", NEW."for_every_agency", NEW."id", NEW."kind", NEW."number", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published_at", NEW."review_id", NEW."source_note", NEW."source_url", NEW."state", NEW."text", NEW."version", NEW."withdrawn_at"); RETURN NULL;', hash='7c0ca79846aa8b83f34d59227f9e6b2b9ec7376c', operation='UPDATE', pgid='pgtrigger_update_update_e75f2', table='themes_finding', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='finding',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_findingevent" ("added", "article_id", "article_section_id", "article_words", "basis", "block_id", "block_position", "certainty", "composite", "for_every_agency", "id", "kind", "number", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published_at", "review_id", "source_note", "source_url", "state", "text", "version", "withdrawn_at") VALUES (OLD."added", OLD."article_id", OLD."article_section_id", OLD."article_words", OLD."basis", OLD."block_id", OLD."block_position", OLD."certainty", OLD."composite", OLD."for_every_agency", OLD."id", OLD."kind", OLD."number", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published_at", OLD."review_id", OLD."source_note", OLD."source_url", OLD."state", OLD."text", OLD."version", OLD."withdrawn_at"); RETURN NULL;', hash='ccce1019b09b4bda7cf69bc328c3cff58470db57', operation='DELETE', pgid='pgtrigger_delete_delete_ae3f9', table='themes_finding', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='coverage',
            constraint=models.UniqueConstraint(fields=('review', 'theme'), name='one_coverage_for_a_review_and_theme', violation_error_message='How far this review was read for this theme is already recorded.'),
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
        migrations.AddConstraint(
            model_name='articlesection',
            constraint=models.UniqueConstraint(fields=('article', 'position'), name='one_section_in_each_place'),
        ),
        migrations.AddConstraint(
            model_name='articlesection',
            constraint=models.CheckConstraint(condition=models.Q(('left_out', False), ('theme__isnull', True), _connector='OR'), name='section_left_out_has_no_theme', violation_error_message='A heading that was left out has no theme.'),
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
        migrations.AddConstraint(
            model_name='theme',
            constraint=models.CheckConstraint(condition=models.Q(('merged_into__isnull', True), models.Q(('merged_into', models.F('id')), _negated=True), _connector='OR'), name='theme_not_merged_into_itself', violation_error_message='A theme cannot be merged into itself.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_themeevent" ("also_typed", "content_note", "group_id", "id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "questions", "scope_note", "slug", "summary", "synonyms", "tab_title", "title") VALUES (NEW."also_typed", NEW."content_note", NEW."group_id", NEW."id", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."questions", NEW."scope_note", NEW."slug", NEW."summary", NEW."synonyms", NEW."tab_title", NEW."title"); RETURN NULL;', hash='b08f96f11ab4ca650fe3f6505aacc22d7e7fb5de', operation='INSERT', pgid='pgtrigger_insert_insert_e7641', table='themes_theme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "themes_themeevent" ("also_typed", "content_note", "group_id", "id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "questions", "scope_note", "slug", "summary", "synonyms", "tab_title", "title") VALUES (NEW."also_typed", NEW."content_note", NEW."group_id", NEW."id", NEW."merged_into_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."questions", NEW."scope_note", NEW."slug", NEW."summary", NEW."synonyms", NEW."tab_title", NEW."title"); RETURN NULL;', hash='6b253bf5563a752231b29012cbdf6562e1a4567d', operation='UPDATE', pgid='pgtrigger_update_update_74a5b', table='themes_theme', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='theme',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "themes_themeevent" ("also_typed", "content_note", "group_id", "id", "merged_into_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "questions", "scope_note", "slug", "summary", "synonyms", "tab_title", "title") VALUES (OLD."also_typed", OLD."content_note", OLD."group_id", OLD."id", OLD."merged_into_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."questions", OLD."scope_note", OLD."slug", OLD."summary", OLD."synonyms", OLD."tab_title", OLD."title"); RETURN NULL;', hash='bf65121bf379bc1fc955a4d50e9d68b9de60dbab', operation='DELETE', pgid='pgtrigger_delete_delete_ea2fc', table='themes_theme', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='thread',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('article__isnull', True), ('finding__isnull', True), ('theme__isnull', False)), models.Q(('article__isnull', True), ('finding__isnull', False), ('theme__isnull', True)), models.Q(('article__isnull', False), ('finding__isnull', True), ('theme__isnull', True)), _connector='OR'), name='thread_is_about_one_thing', violation_error_message='A thread is about one theme, one finding or one article.'),
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
        migrations.AddIndex(
            model_name='comment',
            index=models.Index(fields=['state', 'posted_at'], name='comments_to_decide'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.UniqueConstraint(fields=('thread', 'position'), name='one_comment_in_each_place'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('parent__isnull', True), models.Q(('parent', models.F('id')), _negated=True), _connector='OR'), name='comment_not_its_own_parent'),
        ),
        migrations.AddConstraint(
            model_name='comment',
            constraint=models.CheckConstraint(condition=models.Q(('body', ''), _negated=True), name='comment_says_something'),
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
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='c806b08657154c1cd7644a8ab905e9ff2d09bbb1', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_one_at_a_time_dc0b4', table='themes_finding_agencies', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingagency',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT OLD.finding_id UNION SELECT NEW.finding_id)); RETURN NULL;', hash='e75962cf847262b911d86defc7886ec3bd66cbb2', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_findings_023ac', table='themes_finding_agencies', when='AFTER')),
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
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='0d9840ff11e81dd397a0adaf7f1ab3cdae72bb58', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_one_at_a_time_704f9', table='themes_finding_ages', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingage',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT OLD.finding_id UNION SELECT NEW.finding_id)); RETURN NULL;', hash='66b0b4ab542789d80e85a79ab860b2fcd800de4c', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_findings_a1c6e', table='themes_finding_ages', when='AFTER')),
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
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='44a7a01fe889ceead76de0e151cd912fcb00833e', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_one_at_a_time_d425f', table='themes_finding_periods', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingperiod',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT OLD.finding_id UNION SELECT NEW.finding_id)); RETURN NULL;', hash='dea66d9b036bdc7123d3ccb6baf3a03a5f60f43e', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_findings_32d9c', table='themes_finding_periods', when='AFTER')),
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
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='27e07743149217dcce838e36b43442711e1f1b0d', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_one_at_a_time_d8020', table='themes_citation_findings', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citationfinding',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT OLD.finding_id UNION SELECT NEW.finding_id)); RETURN NULL;', hash='500a4eaba71590e05d138c3aa67ecf978cf268c6', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_findings_daac5', table='themes_citation_findings', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='citationfinding',
            trigger=pgtrigger.compiler.Trigger(name='tell_readers_of_pages', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n                IF TG_OP = 'UPDATE' THEN\n                    IF (OLD.citation_id, OLD.finding_id) IS NOT DISTINCT FROM (NEW.citation_id, NEW.finding_id) THEN\n                        RETURN NULL;\n                    END IF;\n                END IF;\n                INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)\n                SELECT finding.id, 'pages', now(), (now() AT TIME ZONE 'Europe/London')::date,\n                       finding.version, '', '', coalesce(\n    nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'minor' = 'true', false\n)\n                FROM themes_finding finding\n                WHERE finding.state = 'published' AND finding.id IN (SELECT OLD.finding_id UNION SELECT NEW.finding_id)\n                AND NOT EXISTS (\n                    SELECT FROM themes_change told\n                    WHERE told.finding_id = finding.id AND told.at = now()\n                    AND told.kind IN ('pages', 'added', 'again')\n                );\n                RETURN NULL;\n            ", hash='567c51f34cbbb11e0d740acae1751c59cb6c0020', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_tell_readers_of_pages_38c38', table='themes_citation_findings', when='AFTER')),
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
            trigger=pgtrigger.compiler.Trigger(name='catalogue_one_at_a_time', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM pg_advisory_xact_lock(1190119); RETURN NULL;', hash='a02b29dafdd38e6547b0118cc93190845632b72d', level='STATEMENT', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_one_at_a_time_f9192', table='themes_finding_harms', when='BEFORE')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='findingharm',
            trigger=pgtrigger.compiler.Trigger(name='catalogue_findings', sql=pgtrigger.compiler.UpsertTriggerSql(func='PERFORM themes_catalogue(ARRAY(SELECT OLD.finding_id UNION SELECT NEW.finding_id)); RETURN NULL;', hash='4170454c58982393ac24902e66f6467d0c013f22', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_catalogue_findings_70235', table='themes_finding_harms', when='AFTER')),
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
        ]),
        migrations.RunSQL(CATALOGUE, 'DROP FUNCTION themes_catalogue(bigint[])'),
        migrations.RunPython(make, remove),
    ]
