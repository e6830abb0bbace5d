from django.db import migrations

# Until now every comment came with an article. When one was first approved stands in the log of decisions; where one
# is shown and the log has nothing of it, the day it was posted has to do.
FILL = """
    UPDATE themes_comment SET
        is_imported = author_id IS NULL,
        approved_at = coalesce(
            (SELECT min(at) FROM themes_moderationdecision d
             WHERE d.comment_id = themes_comment.id AND d.decision = 'published'),
            CASE WHEN state = 'published' THEN coalesce(posted_at, now()) END
        )
"""


class Migration(migrations.Migration):
    dependencies = [("themes", "0048_comments_of_members")]

    operations = [migrations.RunSQL(FILL, migrations.RunSQL.noop)]
