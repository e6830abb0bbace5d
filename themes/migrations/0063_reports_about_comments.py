from django.db import migrations, models

KINDS = [
    ('recognised', 'Somebody could be recognised'),
    ('wording', 'What it says is wrong or unfair'),
    ('page', 'The page number it gives'),
    ('source', 'The report or source it gives'),
    ('link', 'A link leads nowhere, or to the wrong place'),
    ('site', 'The page cannot be read or used'),
    ('attacks', 'It attacks somebody'),
    ('own_case', 'It tells of a case that its author is part of'),
    ('unlawful', 'It may be against the law'),
    ('other', 'Something else'),
]


class Migration(migrations.Migration):

    dependencies = [('themes', '0060_logs_without_words_of_comments')]

    operations = [
        migrations.AlterField(
            model_name='problemreport',
            name='kind',
            field=models.CharField(choices=KINDS, max_length=12, verbose_name='what is wrong'),
        ),
    ]
