import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0052_subscriptions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Letter',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=200, unique=True)),
                ('kind', models.CharField(choices=[('confirm', 'Asks whether the address is right'), ('changes', 'What changed in a list'), ('waiting', 'What waits for moderators')], max_length=10)),
                ('words', models.JSONField(default=dict)),
                ('state', models.CharField(choices=[('waiting', 'To be sent'), ('sent', 'Sent'), ('nothing', 'Not sent, as there was nothing left to say'), ('refused', 'Refused by the mail server'), ('given_up', 'Given up after several tries')], default='waiting', max_length=10)),
                ('posted_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('due_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('error', models.CharField(blank=True, max_length=60)),
                ('subscription', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='letters', to='themes.subscription')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [
                    models.Index(condition=models.Q(('state', 'waiting')), fields=['due_at', 'id'], name='letters_to_be_sent'),
                    models.Index(fields=['state', 'ended_at'], name='letters_by_what_came_of_them'),
                ],
            },
        ),
    ]
