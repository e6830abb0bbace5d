
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0015_pages_of_articles_wait'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='agegroup',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'age group', 'verbose_name_plural': 'ages'},
        ),
        migrations.AlterModelOptions(
            name='articlesection',
            options={'ordering': ['article', 'position'], 'verbose_name': 'heading of an article', 'verbose_name_plural': 'headings of articles'},
        ),
        migrations.AlterModelOptions(
            name='citation',
            options={'ordering': ['pk'], 'verbose_name': 'page list', 'verbose_name_plural': 'page lists'},
        ),
        migrations.AlterModelOptions(
            name='coverage',
            options={'ordering': ['review', 'theme'], 'verbose_name': 'reading of a report for a theme', 'verbose_name_plural': 'what has been read'},
        ),
        migrations.AlterModelOptions(
            name='harm',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'kind of harm', 'verbose_name_plural': 'kinds of harm'},
        ),
        migrations.AlterModelOptions(
            name='readtogether',
            options={'ordering': ['slug'], 'verbose_name': 'group of findings to be read together', 'verbose_name_plural': 'findings to be read together'},
        ),
        migrations.AlterModelOptions(
            name='synonym',
            options={'ordering': ['slug'], 'verbose_name': 'group of words that mean the same', 'verbose_name_plural': 'words that mean the same'},
        ),
        migrations.AlterModelOptions(
            name='themegroup',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'group of themes', 'verbose_name_plural': 'groups of themes'},
        ),
    ]
