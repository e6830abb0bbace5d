from django.db import migrations, models

KINDS = [
    ('kept', 'Kept after a report'),
    ('at_once', 'Shown without waiting: its author is trusted'),
    ('looked_at', 'Looked at again, and left'),
]
MARK = 'Tells that several are by one account, also once that is deleted, and not whose it was.'


class Migration(migrations.Migration):

    dependencies = [('themes', '0064_words_of_notices')]

    operations = [
        migrations.AddField(
            model_name='moderationdecision',
            name='kind',
            field=models.CharField(blank=True, choices=KINDS, db_default='', default='', max_length=10),
        ),
        migrations.AddField(
            model_name='sealedevidence',
            name='account_mark',
            field=models.CharField(blank=True, db_default='', default='', help_text=MARK, max_length=12),
        ),
        migrations.AddIndex(
            model_name='moderationdecision',
            index=models.Index(condition=models.Q(('kind', 'at_once')), fields=['comment'], name='shown_at_once'),
        ),
        migrations.AddConstraint(
            model_name='moderationdecision',
            constraint=models.CheckConstraint(
                condition=models.Q(('kind', ''), ('decision', 'published'), _connector='OR'),
                name='what_is_kept_is_shown',
                violation_error_message='Only a comment that readers see is kept, or looked at again.',
            ),
        ),
    ]
