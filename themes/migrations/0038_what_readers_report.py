import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('themes', '0037_findings_hidden_for_now'),
    ]

    operations = [
        migrations.CreateModel(
            name='ProblemReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(max_length=14, unique=True)),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='sent')),
                ('kind', models.CharField(choices=[('recognised', 'Somebody could be recognised'), ('wording', 'What it says is wrong or unfair'), ('page', 'The page number it gives'), ('source', 'The report or source it gives'), ('link', 'A link leads nowhere, or to the wrong place'), ('site', 'The page cannot be read or used')], max_length=12, verbose_name='what is wrong')),
                ('address', models.CharField(blank=True, max_length=500, verbose_name='page')),
                ('words', models.TextField(blank=True, verbose_name='in their words')),
                ('email', models.EmailField(blank=True, max_length=320, verbose_name='e-mail address')),
                ('finding_version', models.PositiveIntegerField(blank=True, null=True, verbose_name='version of the finding')),
                ('collection_version', models.CharField(blank=True, max_length=40, verbose_name='version of the collection')),
                ('outcome', models.CharField(blank=True, choices=[('changed', 'Changed'), ('taken_down', 'Taken down'), ('left', 'Left as it is'), ('unclear', 'Too little to go on'), ('not_ours', 'Not about this site')], max_length=12, verbose_name='what came of it')),
                ('answer', models.TextField(blank=True, verbose_name='answer')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('mailed_at', models.DateTimeField(blank=True, null=True, verbose_name='answer sent by mail')),
            ],
            options={
                'verbose_name': 'report by a reader',
                'verbose_name_plural': 'reports by readers',
                'ordering': ['at', 'pk'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('answered_at', None), ('outcome', '')), models.Q(models.Q(('outcome', ''), _negated=True), ('answered_at__isnull', False)), _connector='OR'), name='problem_report_answered_has_a_date', violation_error_message='An answered report needs the date of its answer.')],
            },
        ),
        migrations.AddField(
            model_name='problemreport',
            name='answered_by',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name='problemreport',
            name='comment',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='problem_reports', to='themes.comment'),
        ),
        migrations.AddField(
            model_name='problemreport',
            name='finding',
            field=models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='problem_reports', to='themes.finding'),
        ),
        migrations.AddIndex(
            model_name='problemreport',
            index=models.Index(fields=['outcome', 'kind', 'at'], name='problem_reports_to_answer'),
        ),
    ]
