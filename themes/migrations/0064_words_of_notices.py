from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0063_reports_about_comments'),
    ]

    operations = [
        migrations.AlterField(
            model_name='notice',
            name='outcome',
            field=models.CharField(blank=True, choices=[('removed', 'Taken down'), ('kept', 'Stays as it is'), ('upheld', 'We agree with you'), ('not_upheld', 'We do not agree'), ('incomplete', 'It does not say what it must')], max_length=12, verbose_name='what came of it'),
        ),
    ]
