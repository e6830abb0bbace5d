import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

SOMEBODY = {'null': True, 'on_delete': django.db.models.deletion.SET_NULL, 'related_name': '+'}


class Migration(migrations.Migration):

    dependencies = [
        ('themes', '0065_what_decisions_and_seals_say'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='AuthorTrust',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('why', models.TextField(verbose_name='why they are trusted')),
                ('given_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(blank=True, null=True)),
                ('why_ended', models.TextField(blank=True, verbose_name='why they are trusted no longer')),
                ('ended_by', models.ForeignKey(blank=True, to=settings.AUTH_USER_MODEL, **SOMEBODY)),
                ('given_by', models.ForeignKey(to=settings.AUTH_USER_MODEL, **SOMEBODY)),
                (
                    'member',
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name='trusts', to='themes.member'
                    ),
                ),
            ],
            options={
                'ordering': ['-given_at', '-pk'],
                'default_permissions': (),
                'constraints': [
                    models.UniqueConstraint(
                        condition=models.Q(('ended_at', None)), fields=('member',), name='an_author_is_trusted_once'
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(('why', ''), _negated=True),
                            models.Q(
                                models.Q(('ended_at', None), ('why_ended', '')),
                                models.Q(('ended_at__isnull', False), models.Q(('why_ended', ''), _negated=True)),
                                _connector='OR',
                            ),
                        ),
                        name='trust_is_given_and_ended_with_a_reason',
                        violation_error_message='Say why.',
                    ),
                ],
            },
        ),
    ]
