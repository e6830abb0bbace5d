import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
import reviews.fields
from django.db import migrations, models

from reviews.migrations._whole import CreateTables


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('reviews', '0001_evidence'),
        ('reviews', '0002_names_curators_know'),
        ('reviews', '0003_small_slugs'),
        ('reviews', '0004_our_source'),
        ('reviews', '0005_documents_read'),
        ('reviews', '0006_documents_in_hand'),
        ('reviews', '0007_what_public_means'),
    ]

    dependencies = [
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        CreateTables([
        migrations.CreateModel(
            name='Article',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(max_length=120, unique=True)),
                ('title', models.TextField()),
                ('publication', models.CharField(blank=True, max_length=200)),
                ('author', models.CharField(blank=True, max_length=200)),
                ('published', models.DateField(blank=True, null=True)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('source_sha256', models.CharField(blank=True, editable=False, max_length=64, null=True, unique=True, verbose_name='SHA-256 of the imported text')),
                ('source_text', models.TextField(blank=True, help_text='Under copyright: for curators only.', verbose_name='imported text')),
                ('added', models.DateTimeField(auto_now_add=True)),
            ],
            options={
                'ordering': ['-published', 'title'],
            },
        ),
        migrations.CreateModel(
            name='Author',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('family', models.CharField(max_length=120, verbose_name='family name')),
                ('given', models.CharField(blank=True, max_length=120, verbose_name='given names')),
            ],
            options={
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Availability',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('place', models.CharField(choices=[('publisher', 'Publisher'), ('library', 'Open library of the reports'), ('catalogue', 'Library, university or charity page'), ('copy_read', 'Copy we read (not shown to readers)')], max_length=20)),
                ('url', models.URLField(max_length=500, verbose_name='address')),
                ('state', models.CharField(choices=[('published', 'Published'), ('moved', 'Moved'), ('withdrawn', 'Withdrawn'), ('unreachable', 'Unreachable')], default='published', max_length=20)),
                ('on', models.DateField(blank=True, help_text='Leave empty if nobody has checked it.', null=True, verbose_name='checked on')),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'verbose_name_plural': 'availability',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContentsEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('heading', models.TextField()),
                ('page', models.CharField(blank=True, max_length=12, validators=[reviews.fields.validate_label], verbose_name='printed page')),
            ],
            options={
                'verbose_name_plural': 'contents',
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('sha256', models.CharField(max_length=64, unique=True, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}\\Z')], verbose_name='SHA-256')),
                ('file', models.FileField(upload_to='documents/')),
                ('size', models.PositiveBigIntegerField(help_text='In bytes.')),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be read'), ('reading', 'Being read'), ('read', 'Read'), ('failed', 'Could not be read')], default='waiting', max_length=10)),
                ('message', models.TextField(blank=True, help_text='Why it could not be read, or what it lacks.')),
                ('labels_from', models.CharField(blank=True, choices=[('', 'No printed page numbers are known'), ('pdf', 'The PDF’s own page labels'), ('printed', 'Numbers at the top or bottom of the pages'), ('offset', 'Counted from an offset that a curator gave')], db_default='', max_length=10, verbose_name='printed pages from')),
                ('label_offset', models.IntegerField(blank=True, help_text='2 where PDF page 181 is printed page 179.', null=True, verbose_name='offset')),
                ('labels_confirmed_at', models.DateTimeField(blank=True, help_text='When a person compared them with the pages. History knows who.', null=True, verbose_name='printed pages confirmed')),
                ('is_public', models.BooleanField(default=False, help_text='Only where the licence allows it. All may then read its pages and open the PDF.')),
                ('added', models.DateTimeField(auto_now_add=True)),
                ('superseded_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='supersedes', to='reviews.document')),
            ],
            options={
                'ordering': ['-added', '-pk'],
            },
        ),
        migrations.CreateModel(
            name='PeriodEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('name', models.CharField(max_length=60)),
                ('starts', models.DateField()),
                ('ends', models.DateField(help_text='The last day of the window.')),
                ('is_core', models.BooleanField(default=True, help_text='Untick for a later window kept for comparison.', verbose_name='within 2003 to 2014')),
                ('read_so_far', models.TextField(blank=True, help_text="In a sentence: how much of this period's reports has been read here.")),
                ('notes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='What makes this window hard to compare.', size=None)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='Review',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(help_text='Its permanent address. Old ones redirect.', max_length=80, unique=True)),
                ('kind', models.CharField(choices=[('national_analysis', 'National analysis'), ('serious_case_review', 'Serious case review'), ('practice_review', 'Child safeguarding practice review'), ('overview', 'Overview'), ('component_study', 'Component study'), ('companion_report', 'Companion report'), ('journal_article', 'Journal article'), ('thematic_briefing', 'Thematic briefing'), ('inquiry', 'Inquiry')], max_length=30)),
                ('title', models.TextField()),
                ('short_title', models.CharField(max_length=200)),
                ('publisher', models.CharField(blank=True, max_length=200)),
                ('journal', models.CharField(blank=True, max_length=200)),
                ('volume', models.CharField(blank=True, help_text='For an article: volume, issue and pages.', max_length=60)),
                ('published', models.DateField(blank=True, null=True)),
                ('published_precision', models.CharField(blank=True, choices=[('day', 'to the day'), ('month', 'to the month'), ('year', 'to the year')], max_length=5)),
                ('report_number', models.CharField(blank=True, max_length=60)),
                ('isbn', models.CharField(blank=True, max_length=20, verbose_name='ISBN')),
                ('incidents_from', models.DateField(blank=True, null=True)),
                ('incidents_to', models.DateField(blank=True, null=True)),
                ('incidents_precision', models.CharField(blank=True, choices=[('day', 'to the day'), ('month', 'to the month'), ('year', 'to the year')], max_length=5)),
                ('case_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of cases')),
                ('case_count_note', models.TextField(blank=True, help_text='What was counted, or why the number is not known.')),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('page_count_note', models.TextField(blank=True)),
                ('series_position', models.TextField(blank=True, verbose_name='place in the series')),
                ('contents_note', models.TextField(blank=True)),
                ('covers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='Sentences for "What this report covers".', size=None)),
                ('rights_holder', models.CharField(blank=True, max_length=200)),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('quoting_basis', models.TextField(blank=True, verbose_name='basis for quoting')),
            ],
            options={
                'verbose_name': 'report',
                'verbose_name_plural': 'reports and papers',
                'ordering': ['incidents_from', 'published', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='ReviewDrawnOnEvent',
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
            name='ReviewEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', reviews.fields.SlugField(db_index=False, help_text='Its permanent address. Old ones redirect.', max_length=80)),
                ('kind', models.CharField(choices=[('national_analysis', 'National analysis'), ('serious_case_review', 'Serious case review'), ('practice_review', 'Child safeguarding practice review'), ('overview', 'Overview'), ('component_study', 'Component study'), ('companion_report', 'Companion report'), ('journal_article', 'Journal article'), ('thematic_briefing', 'Thematic briefing'), ('inquiry', 'Inquiry')], max_length=30)),
                ('title', models.TextField()),
                ('short_title', models.CharField(max_length=200)),
                ('publisher', models.CharField(blank=True, max_length=200)),
                ('journal', models.CharField(blank=True, max_length=200)),
                ('volume', models.CharField(blank=True, help_text='For an article: volume, issue and pages.', max_length=60)),
                ('published', models.DateField(blank=True, null=True)),
                ('published_precision', models.CharField(blank=True, choices=[('day', 'to the day'), ('month', 'to the month'), ('year', 'to the year')], max_length=5)),
                ('report_number', models.CharField(blank=True, max_length=60)),
                ('isbn', models.CharField(blank=True, max_length=20, verbose_name='ISBN')),
                ('incidents_from', models.DateField(blank=True, null=True)),
                ('incidents_to', models.DateField(blank=True, null=True)),
                ('incidents_precision', models.CharField(blank=True, choices=[('day', 'to the day'), ('month', 'to the month'), ('year', 'to the year')], max_length=5)),
                ('case_count', models.PositiveIntegerField(blank=True, null=True, verbose_name='number of cases')),
                ('case_count_note', models.TextField(blank=True, help_text='What was counted, or why the number is not known.')),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('page_count_note', models.TextField(blank=True)),
                ('series_position', models.TextField(blank=True, verbose_name='place in the series')),
                ('contents_note', models.TextField(blank=True)),
                ('covers', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='Sentences for "What this report covers".', size=None)),
                ('rights_holder', models.CharField(blank=True, max_length=200)),
                ('licence', models.CharField(blank=True, max_length=200)),
                ('quoting_basis', models.TextField(blank=True, verbose_name='basis for quoting')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewNote',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('disagreement', 'Sources disagree'), ('unverified', 'Not verified'), ('note', 'Note')], max_length=20)),
                ('text', models.TextField()),
            ],
            options={
                'ordering': ['position', 'pk'],
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewNoteEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('kind', models.CharField(choices=[('disagreement', 'Sources disagree'), ('unverified', 'Not verified'), ('note', 'Note')], max_length=20)),
                ('text', models.TextField()),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReviewPeriodEvent',
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
            name='Series',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
                ('title', models.CharField(max_length=200)),
                ('unit', models.CharField(help_text='"reviews", "per cent"; "words" where no number is given.', max_length=80)),
                ('note', models.TextField(blank=True)),
                ('gaps', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='What was looked for, not found.', size=None)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'verbose_name': 'table of figures over time',
                'verbose_name_plural': 'figures over time',
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SeriesEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', reviews.fields.SlugField(db_index=False)),
                ('title', models.CharField(max_length=200)),
                ('unit', models.CharField(help_text='"reviews", "per cent"; "words" where no number is given.', max_length=80)),
                ('note', models.TextField(blank=True)),
                ('gaps', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='What was looked for, not found.', size=None)),
                ('position', models.PositiveSmallIntegerField(default=0)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='SeriesPoint',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('years', models.CharField(help_text='As readers see them: "2009 to 2011".', max_length=40)),
                ('covers_from', models.DateField(blank=True, null=True)),
                ('covers_to', models.DateField(blank=True, null=True)),
                ('category', models.CharField(blank=True, help_text='When the series has several kinds.', max_length=120)),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('text', models.CharField(blank=True, help_text='When the source uses words.', max_length=200)),
                ('numerator', models.PositiveIntegerField(blank=True, null=True)),
                ('denominator', models.PositiveIntegerField(blank=True, null=True)),
                ('counted_by', models.CharField(blank=True, help_text='When not by the review.', max_length=200)),
                ('pages', models.CharField(blank=True, help_text='As a page list: "9 and 23".', max_length=60)),
                ('table', models.CharField(blank=True, max_length=20)),
                ('certainty', models.CharField(choices=[('high', 'The page itself, or its authors, publisher or a professional body'), ('medium', 'The press, a local summary, a composite illustration or part of a source'), ('low', 'The list of contents alone')], max_length=6, verbose_name='our source')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='where it was read')),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'ordering': ['position', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='SeriesPointEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('years', models.CharField(help_text='As readers see them: "2009 to 2011".', max_length=40)),
                ('covers_from', models.DateField(blank=True, null=True)),
                ('covers_to', models.DateField(blank=True, null=True)),
                ('category', models.CharField(blank=True, help_text='When the series has several kinds.', max_length=120)),
                ('value', models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                ('text', models.CharField(blank=True, help_text='When the source uses words.', max_length=200)),
                ('numerator', models.PositiveIntegerField(blank=True, null=True)),
                ('denominator', models.PositiveIntegerField(blank=True, null=True)),
                ('counted_by', models.CharField(blank=True, help_text='When not by the review.', max_length=200)),
                ('pages', models.CharField(blank=True, help_text='As a page list: "9 and 23".', max_length=60)),
                ('table', models.CharField(blank=True, max_length=20)),
                ('certainty', models.CharField(choices=[('high', 'The page itself, or its authors, publisher or a professional body'), ('medium', 'The press, a local summary, a composite illustration or part of a source'), ('low', 'The list of contents alone')], max_length=6, verbose_name='our source')),
                ('source_url', models.URLField(blank=True, max_length=500, verbose_name='where it was read')),
                ('note', models.TextField(blank=True)),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ArticleEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('slug', reviews.fields.SlugField(db_index=False, max_length=120)),
                ('title', models.TextField()),
                ('publication', models.CharField(blank=True, max_length=200)),
                ('author', models.CharField(blank=True, max_length=200)),
                ('published', models.DateField(blank=True, null=True)),
                ('url', models.URLField(blank=True, max_length=500, verbose_name='address')),
                ('source_sha256', models.CharField(blank=True, editable=False, max_length=64, null=True, verbose_name='SHA-256 of the imported text')),
                ('added', models.DateTimeField(auto_now_add=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.article')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AuthorEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('family', models.CharField(max_length=120, verbose_name='family name')),
                ('given', models.CharField(blank=True, max_length=120, verbose_name='given names')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.author')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='AvailabilityEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('place', models.CharField(choices=[('publisher', 'Publisher'), ('library', 'Open library of the reports'), ('catalogue', 'Library, university or charity page'), ('copy_read', 'Copy we read (not shown to readers)')], max_length=20)),
                ('url', models.URLField(max_length=500, verbose_name='address')),
                ('state', models.CharField(choices=[('published', 'Published'), ('moved', 'Moved'), ('withdrawn', 'Withdrawn'), ('unreachable', 'Unreachable')], default='published', max_length=20)),
                ('on', models.DateField(blank=True, help_text='Leave empty if nobody has checked it.', null=True, verbose_name='checked on')),
                ('note', models.TextField(blank=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.availability')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ContentsEntryEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('position', models.PositiveSmallIntegerField(default=0)),
                ('heading', models.TextField()),
                ('page', models.CharField(blank=True, max_length=12, validators=[reviews.fields.validate_label], verbose_name='printed page')),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.contentsentry')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DocumentReading',
            fields=[
                ('document', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='reading', serialize=False, to='reviews.document')),
                ('is_new_edition', models.BooleanField(default=False, help_text='It replaces the edition that is held, once it was read.')),
                ('pages_read', models.PositiveIntegerField(default=0)),
                ('page_count', models.PositiveIntegerField(help_text='Known once the file was opened.', null=True)),
            ],
        ),
        migrations.CreateModel(
            name='DocumentEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', models.BigIntegerField()),
                ('sha256', models.CharField(max_length=64, validators=[django.core.validators.RegexValidator('^[0-9a-f]{64}\\Z')], verbose_name='SHA-256')),
                ('file', models.FileField(upload_to='documents/')),
                ('size', models.PositiveBigIntegerField(help_text='In bytes.')),
                ('page_count', models.PositiveIntegerField(blank=True, null=True)),
                ('state', models.CharField(choices=[('waiting', 'Waiting to be read'), ('reading', 'Being read'), ('read', 'Read'), ('failed', 'Could not be read')], default='waiting', max_length=10)),
                ('message', models.TextField(blank=True, help_text='Why it could not be read, or what it lacks.')),
                ('labels_from', models.CharField(blank=True, choices=[('', 'No printed page numbers are known'), ('pdf', 'The PDF’s own page labels'), ('printed', 'Numbers at the top or bottom of the pages'), ('offset', 'Counted from an offset that a curator gave')], db_default='', max_length=10, verbose_name='printed pages from')),
                ('label_offset', models.IntegerField(blank=True, help_text='2 where PDF page 181 is printed page 179.', null=True, verbose_name='offset')),
                ('labels_confirmed_at', models.DateTimeField(blank=True, help_text='When a person compared them with the pages. History knows who.', null=True, verbose_name='printed pages confirmed')),
                ('is_public', models.BooleanField(default=False, help_text='Only where the licence allows it. All may then read its pages and open the PDF.')),
                ('added', models.DateTimeField(auto_now_add=True)),
                ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.document')),
                ('superseded_by', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.document')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='DocumentPage',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('index', models.PositiveIntegerField(help_text='Counted from 1.', verbose_name='PDF page')),
                ('label', models.CharField(blank=True, max_length=12, validators=[reviews.fields.validate_label], verbose_name='printed page')),
                ('label_sort', reviews.fields.PageSortField(label='label', null=True)),
                ('text', models.TextField(blank=True)),
                ('document', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pages', to='reviews.document')),
            ],
            options={
                'ordering': ['document', 'index'],
            },
        ),
        migrations.CreateModel(
            name='Period',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('slug', reviews.fields.SlugField(unique=True)),
                ('name', models.CharField(max_length=60)),
                ('starts', models.DateField()),
                ('ends', models.DateField(help_text='The last day of the window.')),
                ('is_core', models.BooleanField(default=True, help_text='Untick for a later window kept for comparison.', verbose_name='within 2003 to 2014')),
                ('read_so_far', models.TextField(blank=True, help_text="In a sentence: how much of this period's reports has been read here.")),
                ('notes', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), blank=True, default=list, help_text='What makes this window hard to compare.', size=None)),
            ],
            options={
                'ordering': ['starts'],
                'constraints': [models.CheckConstraint(condition=models.Q(('ends__gt', models.F('starts'))), name='period_ends_after_it_starts', violation_error_message='A period must end after it starts.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(models.Func(models.F('starts'), models.F('ends'), models.Value('[]'), function='daterange', output_field=django.contrib.postgres.fields.ranges.DateRangeField()), '&&')], name='periods_do_not_overlap', violation_error_message='This period overlaps another one.')],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_periodevent" ("ends", "id", "is_core", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_so_far", "slug", "starts") VALUES (NEW."ends", NEW."id", NEW."is_core", NEW."name", NEW."notes", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."read_so_far", NEW."slug", NEW."starts"); RETURN NULL;', hash='ee3ee9e9b955bae7d9dca7bee055cd9e6732c273', operation='INSERT', pgid='pgtrigger_insert_insert_a85ed', table='reviews_period', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_periodevent" ("ends", "id", "is_core", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_so_far", "slug", "starts") VALUES (NEW."ends", NEW."id", NEW."is_core", NEW."name", NEW."notes", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."read_so_far", NEW."slug", NEW."starts"); RETURN NULL;', hash='f2ed61fb8f3aa459584e77d5b8618d2f45a46ebe', operation='UPDATE', pgid='pgtrigger_update_update_21698', table='reviews_period', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='period',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_periodevent" ("ends", "id", "is_core", "name", "notes", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "read_so_far", "slug", "starts") VALUES (OLD."ends", OLD."id", OLD."is_core", OLD."name", OLD."notes", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."read_so_far", OLD."slug", OLD."starts"); RETURN NULL;', hash='31dcbb4b42afe009b1192e6989987f4b6ea7deac', operation='DELETE', pgid='pgtrigger_delete_delete_fc148', table='reviews_period', when='AFTER')),
        ),
        migrations.AddField(
            model_name='periodevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='periodevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.period'),
        ),
        migrations.AddField(
            model_name='review',
            name='draws_on',
            field=models.ManyToManyField(blank=True, help_text='The analyses whose cases it studies again.', related_name='drawn_on_by', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='review',
            name='periods',
            field=models.ManyToManyField(blank=True, related_name='reviews', to='reviews.period'),
        ),
        migrations.AddField(
            model_name='documentevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='document',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='contentsentryevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='contentsentry',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contents', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='availabilityevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='availability',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='availability', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='authorevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='author',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='authors', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='articleevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='article',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='articles', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='reviewdrawnonevent',
            name='from_review',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='reviewdrawnonevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reviewdrawnonevent',
            name='to_review',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='reviewevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reviewevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='reviewnote',
            name='review',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='notes', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='reviewnoteevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reviewnoteevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.reviewnote'),
        ),
        migrations.AddField(
            model_name='reviewnoteevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='reviewperiodevent',
            name='period',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.period'),
        ),
        migrations.AddField(
            model_name='reviewperiodevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='reviewperiodevent',
            name='review',
            field=models.ForeignKey(db_constraint=False, db_tablespace='', on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_seriesevent" ("gaps", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "title", "unit") VALUES (NEW."gaps", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."slug", NEW."title", NEW."unit"); RETURN NULL;', hash='dc09b3841a7b7df8f7f1b78402d69781725d71a0', operation='INSERT', pgid='pgtrigger_insert_insert_8b908', table='reviews_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_seriesevent" ("gaps", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "title", "unit") VALUES (NEW."gaps", NEW."id", NEW."note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."slug", NEW."title", NEW."unit"); RETURN NULL;', hash='0fa8c6ac1e430fb01b02bc0768a80191cad17b2f', operation='UPDATE', pgid='pgtrigger_update_update_21cb6', table='reviews_series', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='series',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_seriesevent" ("gaps", "id", "note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "slug", "title", "unit") VALUES (OLD."gaps", OLD."id", OLD."note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."slug", OLD."title", OLD."unit"); RETURN NULL;', hash='086e825bddc44f9134e9585c254ba2745919b47f', operation='DELETE', pgid='pgtrigger_delete_delete_125b5', table='reviews_series', when='AFTER')),
        ),
        migrations.AddField(
            model_name='seriesevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='seriesevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.series'),
        ),
        migrations.AddField(
            model_name='seriespoint',
            name='pages_of',
            field=models.ForeignKey(blank=True, help_text='The review that the pages are of, when it is not the review above.', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='seriespoint',
            name='review',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='series_points', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='seriespoint',
            name='series',
            field=models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='points', to='reviews.series'),
        ),
        migrations.AddField(
            model_name='seriespointevent',
            name='pages_of',
            field=models.ForeignKey(blank=True, db_constraint=False, help_text='The review that the pages are of, when it is not the review above.', null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='seriespointevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='seriespointevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='reviews.seriespoint'),
        ),
        migrations.AddField(
            model_name='seriespointevent',
            name='review',
            field=models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.review'),
        ),
        migrations.AddField(
            model_name='seriespointevent',
            name='series',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='reviews.series'),
        ),
        migrations.AddIndex(
            model_name='documentpage',
            index=models.Index(fields=['document', 'label_sort'], name='page_by_label'),
        ),
        migrations.AddConstraint(
            model_name='documentpage',
            constraint=models.UniqueConstraint(fields=('document', 'index'), name='one_page_at_each_index'),
        ),
        migrations.AddConstraint(
            model_name='documentpage',
            constraint=models.CheckConstraint(condition=models.Q(('index__gte', 1)), name='page_index_counts_from_one'),
        ),
        migrations.CreateModel(
            name='ReviewDrawnOn',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('reviews.review_draws_on',),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('published__isnull', True), ('published_precision', '')), models.Q(('published__isnull', False), models.Q(('published_precision', ''), _negated=True)), _connector='OR'), name='review_published_says_how_exactly', violation_error_message='Say how exactly the date of publication is known.'),
        ),
        migrations.AddConstraint(
            model_name='review',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('incidents_from__isnull', True), ('incidents_precision', ''), ('incidents_to__isnull', True)), models.Q(('incidents_from__isnull', False), ('incidents_to__isnull', False), ('incidents_to__gte', models.F('incidents_from')), models.Q(('incidents_precision', ''), _negated=True)), _connector='OR'), name='review_incidents_from_before_to', violation_error_message='Give both ends of the incidents, in order, and how exactly known.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_reviewevent" ("case_count", "case_count_note", "contents_note", "covers", "id", "incidents_from", "incidents_precision", "incidents_to", "isbn", "journal", "kind", "licence", "page_count", "page_count_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "published_precision", "publisher", "quoting_basis", "report_number", "rights_holder", "series_position", "short_title", "slug", "title", "volume") VALUES (NEW."case_count", NEW."case_count_note", NEW."contents_note", NEW."covers", NEW."id", NEW."incidents_from", NEW."incidents_precision", NEW."incidents_to", NEW."isbn", NEW."journal", NEW."kind", NEW."licence", NEW."page_count", NEW."page_count_note", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."published", NEW."published_precision", NEW."publisher", NEW."quoting_basis", NEW."report_number", NEW."rights_holder", NEW."series_position", NEW."short_title", NEW."slug", NEW."title", NEW."volume"); RETURN NULL;', hash='75512f4fc985bc79ce3049381e97b581f73aacc5', operation='INSERT', pgid='pgtrigger_insert_insert_7a7c1', table='reviews_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_reviewevent" ("case_count", "case_count_note", "contents_note", "covers", "id", "incidents_from", "incidents_precision", "incidents_to", "isbn", "journal", "kind", "licence", "page_count", "page_count_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "published_precision", "publisher", "quoting_basis", "report_number", "rights_holder", "series_position", "short_title", "slug", "title", "volume") VALUES (NEW."case_count", NEW."case_count_note", NEW."contents_note", NEW."covers", NEW."id", NEW."incidents_from", NEW."incidents_precision", NEW."incidents_to", NEW."isbn", NEW."journal", NEW."kind", NEW."licence", NEW."page_count", NEW."page_count_note", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."published", NEW."published_precision", NEW."publisher", NEW."quoting_basis", NEW."report_number", NEW."rights_holder", NEW."series_position", NEW."short_title", NEW."slug", NEW."title", NEW."volume"); RETURN NULL;', hash='dd6354e847ef820e4b4ba408fb6bde7f9e561dcc', operation='UPDATE', pgid='pgtrigger_update_update_b34c8', table='reviews_review', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='review',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_reviewevent" ("case_count", "case_count_note", "contents_note", "covers", "id", "incidents_from", "incidents_precision", "incidents_to", "isbn", "journal", "kind", "licence", "page_count", "page_count_note", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "published", "published_precision", "publisher", "quoting_basis", "report_number", "rights_holder", "series_position", "short_title", "slug", "title", "volume") VALUES (OLD."case_count", OLD."case_count_note", OLD."contents_note", OLD."covers", OLD."id", OLD."incidents_from", OLD."incidents_precision", OLD."incidents_to", OLD."isbn", OLD."journal", OLD."kind", OLD."licence", OLD."page_count", OLD."page_count_note", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."published", OLD."published_precision", OLD."publisher", OLD."quoting_basis", OLD."report_number", OLD."rights_holder", OLD."series_position", OLD."short_title", OLD."slug", OLD."title", OLD."volume"); RETURN NULL;', hash='a638c8b69d6c63a2d69c31589174f780fa12d643', operation='DELETE', pgid='pgtrigger_delete_delete_98b05', table='reviews_review', when='AFTER')),
        ),
        migrations.CreateModel(
            name='ReviewPeriod',
            fields=[
            ],
            options={
                'proxy': True,
                'indexes': [],
                'constraints': [],
            },
            bases=('reviews.review_periods',),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('sha256__regex', '^[0-9a-f]{64}$')), name='document_sha256_is_one'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(('superseded_by__isnull', True), models.Q(('superseded_by', models.F('id')), _negated=True), _connector='OR'), name='document_does_not_supersede_itself', violation_error_message='A document cannot supersede itself.'),
        ),
        migrations.AddConstraint(
            model_name='document',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('label_offset__isnull', False), ('labels_from', 'offset')), models.Q(models.Q(('labels_from', 'offset'), _negated=True), ('label_offset__isnull', True)), _connector='OR'), name='document_offset_belongs_to_its_labels', violation_error_message='An offset belongs to printed pages counted from an offset, and to no others.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_documentevent" ("added", "file", "id", "is_public", "label_offset", "labels_confirmed_at", "labels_from", "message", "page_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "sha256", "size", "state", "superseded_by_id") VALUES (NEW."added", NEW."file", NEW."id", NEW."is_public", NEW."label_offset", NEW."labels_confirmed_at", NEW."labels_from", NEW."message", NEW."page_count", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."review_id", NEW."sha256", NEW."size", NEW."state", NEW."superseded_by_id"); RETURN NULL;', hash='ded16117d1baad03a99c595ea08a9fb90b05b630', operation='INSERT', pgid='pgtrigger_insert_insert_798a3', table='reviews_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_documentevent" ("added", "file", "id", "is_public", "label_offset", "labels_confirmed_at", "labels_from", "message", "page_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "sha256", "size", "state", "superseded_by_id") VALUES (NEW."added", NEW."file", NEW."id", NEW."is_public", NEW."label_offset", NEW."labels_confirmed_at", NEW."labels_from", NEW."message", NEW."page_count", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."review_id", NEW."sha256", NEW."size", NEW."state", NEW."superseded_by_id"); RETURN NULL;', hash='e9e91f2b530a3266c088ea90752dd0e62a2339a4', operation='UPDATE', pgid='pgtrigger_update_update_78e26', table='reviews_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='document',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_documentevent" ("added", "file", "id", "is_public", "label_offset", "labels_confirmed_at", "labels_from", "message", "page_count", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_id", "sha256", "size", "state", "superseded_by_id") VALUES (OLD."added", OLD."file", OLD."id", OLD."is_public", OLD."label_offset", OLD."labels_confirmed_at", OLD."labels_from", OLD."message", OLD."page_count", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."review_id", OLD."sha256", OLD."size", OLD."state", OLD."superseded_by_id"); RETURN NULL;', hash='44ca8052e1e5f262411f975213e5f5755549b9b9', operation='DELETE', pgid='pgtrigger_delete_delete_05dea', table='reviews_document', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contentsentry',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_contentsentryevent" ("heading", "id", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id") VALUES (NEW."heading", NEW."id", NEW."page", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."review_id"); RETURN NULL;', hash='1de526c93a7c29bf4e0053a7b5f4b4405f0c16cb', operation='INSERT', pgid='pgtrigger_insert_insert_6eade', table='reviews_contentsentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contentsentry',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_contentsentryevent" ("heading", "id", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id") VALUES (NEW."heading", NEW."id", NEW."page", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."review_id"); RETURN NULL;', hash='71e19d648f6b6303dd5ba6770cbf522aa9c94183', operation='UPDATE', pgid='pgtrigger_update_update_60f0f', table='reviews_contentsentry', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='contentsentry',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_contentsentryevent" ("heading", "id", "page", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id") VALUES (OLD."heading", OLD."id", OLD."page", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."review_id"); RETURN NULL;', hash='b9d39bd0d245d04474c2476858e91ce6fb861ec8', operation='DELETE', pgid='pgtrigger_delete_delete_886e7', table='reviews_contentsentry', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='availability',
            constraint=models.UniqueConstraint(fields=('review', 'url', 'place', 'state', 'on'), name='one_ledger_entry_for_each_look', nulls_distinct=False),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='availability',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_availabilityevent" ("id", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "position", "review_id", "state", "url") VALUES (NEW."id", NEW."note", NEW."on", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place", NEW."position", NEW."review_id", NEW."state", NEW."url"); RETURN NULL;', hash='1fc3baddbf1914129a263673db5b77622a282537', operation='INSERT', pgid='pgtrigger_insert_insert_edc95', table='reviews_availability', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='availability',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_availabilityevent" ("id", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "position", "review_id", "state", "url") VALUES (NEW."id", NEW."note", NEW."on", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place", NEW."position", NEW."review_id", NEW."state", NEW."url"); RETURN NULL;', hash='a2ccec706c3974ac70e1f4181575ad067aa0f777', operation='UPDATE', pgid='pgtrigger_update_update_f5ac3', table='reviews_availability', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='availability',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_availabilityevent" ("id", "note", "on", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place", "position", "review_id", "state", "url") VALUES (OLD."id", OLD."note", OLD."on", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place", OLD."position", OLD."review_id", OLD."state", OLD."url"); RETURN NULL;', hash='060bec4168d70937abf526f1aee77e02e4f41d89', operation='DELETE', pgid='pgtrigger_delete_delete_6e459', table='reviews_availability', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='author',
            constraint=models.UniqueConstraint(deferrable=django.db.models.constraints.Deferrable['DEFERRED'], fields=('review', 'position'), name='one_author_in_each_place', violation_error_message='Two authors cannot stand in the same place.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='author',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_authorevent" ("family", "given", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id") VALUES (NEW."family", NEW."given", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."review_id"); RETURN NULL;', hash='188d1d88fc2ecddf7aabba3f119a4bcfa57ca881', operation='INSERT', pgid='pgtrigger_insert_insert_cbe34', table='reviews_author', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='author',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_authorevent" ("family", "given", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id") VALUES (NEW."family", NEW."given", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."review_id"); RETURN NULL;', hash='4a7b88a4da765edd330d4a5f707f1b1edb54cc99', operation='UPDATE', pgid='pgtrigger_update_update_0050f', table='reviews_author', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='author',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_authorevent" ("family", "given", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id") VALUES (OLD."family", OLD."given", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."review_id"); RETURN NULL;', hash='60f39919b7e8cfee9f4a6689606e434162d70bed', operation='DELETE', pgid='pgtrigger_delete_delete_3a759', table='reviews_author', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_articleevent" ("added", "author", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "published", "review_id", "slug", "source_sha256", "title", "url") VALUES (NEW."added", NEW."author", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."publication", NEW."published", NEW."review_id", NEW."slug", NEW."source_sha256", NEW."title", NEW."url"); RETURN NULL;', hash='eaae63fc6cacbd173c028e88c96de39bc580864a', operation='INSERT', pgid='pgtrigger_insert_insert_47c97', table='reviews_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."added" IS DISTINCT FROM (NEW."added") OR OLD."author" IS DISTINCT FROM (NEW."author") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."publication" IS DISTINCT FROM (NEW."publication") OR OLD."published" IS DISTINCT FROM (NEW."published") OR OLD."review_id" IS DISTINCT FROM (NEW."review_id") OR OLD."slug" IS DISTINCT FROM (NEW."slug") OR OLD."source_sha256" IS DISTINCT FROM (NEW."source_sha256") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."url" IS DISTINCT FROM (NEW."url"))', func='INSERT INTO "reviews_articleevent" ("added", "author", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "published", "review_id", "slug", "source_sha256", "title", "url") VALUES (NEW."added", NEW."author", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."publication", NEW."published", NEW."review_id", NEW."slug", NEW."source_sha256", NEW."title", NEW."url"); RETURN NULL;', hash='dce662d3eab66335dbc04797d935cbe39f08cefa', operation='UPDATE', pgid='pgtrigger_update_update_65669', table='reviews_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='article',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_articleevent" ("added", "author", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "publication", "published", "review_id", "slug", "source_sha256", "title", "url") VALUES (OLD."added", OLD."author", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."publication", OLD."published", OLD."review_id", OLD."slug", OLD."source_sha256", OLD."title", OLD."url"); RETURN NULL;', hash='1b93c41c976800c1d0e697e4b2e736cc7556a8e4', operation='DELETE', pgid='pgtrigger_delete_delete_1679e', table='reviews_article', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewnote',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_reviewnoteevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id", "text") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."review_id", NEW."text"); RETURN NULL;', hash='cd003d51e2f5952b973be3ecdb9cfd655a51b13b', operation='INSERT', pgid='pgtrigger_insert_insert_2cc5d', table='reviews_reviewnote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewnote',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_reviewnoteevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id", "text") VALUES (NEW."id", NEW."kind", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."review_id", NEW."text"); RETURN NULL;', hash='10091305c566927a2869369246fe20869b1ac5a3', operation='UPDATE', pgid='pgtrigger_update_update_9d2fc', table='reviews_reviewnote', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewnote',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_reviewnoteevent" ("id", "kind", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id", "text") VALUES (OLD."id", OLD."kind", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."review_id", OLD."text"); RETURN NULL;', hash='01483c152f9140bd050b1150ccbc4a24a68a2426', operation='DELETE', pgid='pgtrigger_delete_delete_ed929', table='reviews_reviewnote', when='AFTER')),
        ),
        migrations.AddConstraint(
            model_name='seriespoint',
            constraint=models.CheckConstraint(condition=models.Q(('value__isnull', False), models.Q(('text', ''), _negated=True), _connector='OR'), name='series_point_says_something', violation_error_message="Give a number, or the source's words."),
        ),
        migrations.AddConstraint(
            model_name='seriespoint',
            constraint=models.CheckConstraint(condition=models.Q(('numerator__isnull', True), ('denominator__isnull', True), ('numerator__lte', models.F('denominator')), _connector='OR'), name='series_point_part_within_whole', violation_error_message='The part is larger than the whole.'),
        ),
        migrations.AddConstraint(
            model_name='seriespoint',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('covers_from__isnull', True), ('covers_to__isnull', True)), models.Q(('covers_from__isnull', False), ('covers_to__isnull', False), ('covers_to__gte', models.F('covers_from'))), _connector='OR'), name='series_point_from_before_to', violation_error_message='Give both ends of the years, the first before the last.'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seriespoint',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_seriespointevent" ("category", "certainty", "counted_by", "covers_from", "covers_to", "denominator", "id", "note", "numerator", "pages", "pages_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id", "series_id", "source_url", "table", "text", "value", "years") VALUES (NEW."category", NEW."certainty", NEW."counted_by", NEW."covers_from", NEW."covers_to", NEW."denominator", NEW."id", NEW."note", NEW."numerator", NEW."pages", NEW."pages_of_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."position", NEW."review_id", NEW."series_id", NEW."source_url", NEW."table", NEW."text", NEW."value", NEW."years"); RETURN NULL;', hash='41d00e95d8c6fe85ceb3cc9e79bc7fcd9d072964', operation='INSERT', pgid='pgtrigger_insert_insert_ac7bd', table='reviews_seriespoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seriespoint',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_seriespointevent" ("category", "certainty", "counted_by", "covers_from", "covers_to", "denominator", "id", "note", "numerator", "pages", "pages_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id", "series_id", "source_url", "table", "text", "value", "years") VALUES (NEW."category", NEW."certainty", NEW."counted_by", NEW."covers_from", NEW."covers_to", NEW."denominator", NEW."id", NEW."note", NEW."numerator", NEW."pages", NEW."pages_of_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."position", NEW."review_id", NEW."series_id", NEW."source_url", NEW."table", NEW."text", NEW."value", NEW."years"); RETURN NULL;', hash='b16cba6c01f2d54b60e731d22e0fc87660f50d5a', operation='UPDATE', pgid='pgtrigger_update_update_8162e', table='reviews_seriespoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='seriespoint',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_seriespointevent" ("category", "certainty", "counted_by", "covers_from", "covers_to", "denominator", "id", "note", "numerator", "pages", "pages_of_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "position", "review_id", "series_id", "source_url", "table", "text", "value", "years") VALUES (OLD."category", OLD."certainty", OLD."counted_by", OLD."covers_from", OLD."covers_to", OLD."denominator", OLD."id", OLD."note", OLD."numerator", OLD."pages", OLD."pages_of_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."position", OLD."review_id", OLD."series_id", OLD."source_url", OLD."table", OLD."text", OLD."value", OLD."years"); RETURN NULL;', hash='d92154671131384a06793b257371a2c3ba12f1c8', operation='DELETE', pgid='pgtrigger_delete_delete_05e6b', table='reviews_seriespoint', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewdrawnon',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_reviewdrawnonevent" ("from_review_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_review_id") VALUES (NEW."from_review_id", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."to_review_id"); RETURN NULL;', hash='f552764eb668757efcb232652b134fd377ee99ac', operation='INSERT', pgid='pgtrigger_insert_insert_169df', table='reviews_review_draws_on', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewdrawnon',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_reviewdrawnonevent" ("from_review_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_review_id") VALUES (NEW."from_review_id", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."to_review_id"); RETURN NULL;', hash='fced5628e312b2ff90a8d58fcf5998595e82b5d1', operation='UPDATE', pgid='pgtrigger_update_update_3c6ca', table='reviews_review_draws_on', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewdrawnon',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_reviewdrawnonevent" ("from_review_id", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "to_review_id") VALUES (OLD."from_review_id", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."to_review_id"); RETURN NULL;', hash='e717605dae4dde6b77781ffe0cc9b58efcd9cf7d', operation='DELETE', pgid='pgtrigger_delete_delete_0dcd4', table='reviews_review_draws_on', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewperiod',
            trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_reviewperiodevent" ("id", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label", "review_id") VALUES (NEW."id", NEW."period_id", _pgh_attach_context(), NOW(), \'insert\', NEW."review_id"); RETURN NULL;', hash='1cdd9649fef80ae58b4754b05c5472e31515416f', operation='INSERT', pgid='pgtrigger_insert_insert_1a1fc', table='reviews_review_periods', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewperiod',
            trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "reviews_reviewperiodevent" ("id", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label", "review_id") VALUES (NEW."id", NEW."period_id", _pgh_attach_context(), NOW(), \'update\', NEW."review_id"); RETURN NULL;', hash='90c9c041e79446bc5ddd5c82cdf197f497c87985', operation='UPDATE', pgid='pgtrigger_update_update_7de12', table='reviews_review_periods', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='reviewperiod',
            trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "reviews_reviewperiodevent" ("id", "period_id", "pgh_context_id", "pgh_created_at", "pgh_label", "review_id") VALUES (OLD."id", OLD."period_id", _pgh_attach_context(), NOW(), \'delete\', OLD."review_id"); RETURN NULL;', hash='6f724c95f9d728ef0884a41f579d4a77f676b3b7', operation='DELETE', pgid='pgtrigger_delete_delete_5fba8', table='reviews_review_periods', when='AFTER')),
        ),
        ]),
    ]
