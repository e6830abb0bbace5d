"""What was done in a test, put on a day of the past."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from reviews.history.tracking import get_events
from themes.models import Finding, Theme
from themes.past.tables import OF_FINDINGS, OTHERS

JUST_NOW = timedelta(minutes=30)  # longer than a test takes


def noon(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(12)))


@contextlib.contextmanager
def done_on(moment: date | datetime) -> Iterator[None]:
    """What is done inside gets this moment in its history. In a test's transaction the clock stands still."""
    at = moment if isinstance(moment, datetime) else noon(moment)
    yield
    Finding.objects.filter(published_at__gte=timezone.now() - JUST_NOW).update(published_at=at)
    with connection.cursor() as cursor:
        tables: list[type[Model]] = [Finding, Theme, *OF_FINDINGS, *OTHERS]
        for model in tables:
            table = get_events(model).model._meta.db_table
            cursor.execute(f"UPDATE {table} SET pgh_created_at = %s WHERE pgh_created_at = now()", [at])  # noqa: S608
