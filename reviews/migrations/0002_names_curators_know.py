
from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0001_evidence'),
    ]

    operations = [
        migrations.AlterModelOptions(
            name='review',
            options={'ordering': ['incidents_from', 'published', 'pk'], 'verbose_name': 'report', 'verbose_name_plural': 'reports and papers'},
        ),
        migrations.AlterModelOptions(
            name='series',
            options={'ordering': ['position', 'pk'], 'verbose_name': 'table of figures over time', 'verbose_name_plural': 'figures over time'},
        ),
    ]
