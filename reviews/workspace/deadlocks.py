"""Two curators who save at the same moment, each waiting for rows that the other has locked: PostgreSQL stops one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

from django.db import OperationalError
from psycopg.errors import DeadlockDetected

STOPPED = (
    "Somebody else was saving just then what this names too, and was quicker. Nothing was saved. "
    "What you filled in is still here: save it again."
)


class DeadlockError(Exception):
    """PostgreSQL rolled the transaction back to resolve a deadlock. The same may succeed when tried again."""


@contextlib.contextmanager
def raise_deadlocks() -> Iterator[None]:
    """Raise DeadlockError where Django has an OperationalError for many causes. Goes around the transaction."""
    try:
        yield
    except OperationalError as error:
        if isinstance(error.__cause__, DeadlockDetected):
            raise DeadlockError from error
        raise
