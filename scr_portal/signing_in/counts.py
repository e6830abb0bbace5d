"""Where limits are counted (allauth's), in a table of the database."""

from __future__ import annotations

from typing import Any

from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router


class CountsCache(DatabaseCache):
    """Django's writes nothing down where it cannot, and says nothing: each count would be taken for one too many."""

    def _base_set(self, mode: str, key: str, value: Any, *args: Any, **kwargs: Any) -> bool:
        is_written = super()._base_set(mode, key, value, *args, **kwargs)  # type: ignore[misc]
        if not is_written:
            self._fail_where_nothing_is_taken()
        return is_written

    def _fail_where_nothing_is_taken(self) -> None:
        """Let the database say itself that it is read-only, for `scr_portal.faults`."""
        connection = connections[router.db_for_write(self.cache_model_class)]
        with connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {connection.ops.quote_name(self._table)} WHERE false")  # type: ignore[attr-defined]  # noqa: S608
