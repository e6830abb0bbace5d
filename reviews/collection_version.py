"""The collection's version: one number that grows with every statement that writes what readers can see.

What was made while it was one number is right for as long as it is that number. `docs/decisions/0013` says why it is
kept as it is: a sum of steps, so that no writer waits for another.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import pgtrigger
from django.db import connection, models

CHANNEL = "collection_version"  # of PostgreSQL's notifications, as in the migration `collection_version`
READ = "SELECT coalesce(sum(step), 0)::text FROM reviews_versionstep"
MOST_KEPT = 300  # results of one function

ModelClass = TypeVar("ModelClass", bound=type[models.Model])
Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")


def shown_to_readers(model: ModelClass) -> ModelClass:
    """Class decorator: every statement that writes the model's table raises the version.

    For many-to-many tables, decorate a proxy of theirs. A test asks every model whether readers see it.
    """
    raise_version = pgtrigger.Trigger(
        name="raise_version",
        level=pgtrigger.Statement,
        when=pgtrigger.After,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete | pgtrigger.Truncate,
        func="PERFORM reviews_raise_version(); RETURN NULL;",
    )
    return pgtrigger.register(raise_version)(model)


def read_version() -> str:
    """The version as this transaction sees it, its own changes included: one query."""
    with connection.cursor() as cursor:
        cursor.execute(READ)
        return cursor.fetchone()[0]


def raise_version() -> None:
    """For bulk work that switches the triggers off."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT reviews_raise_version()")


# What tells the version for the request that is being answered. It was the version before anything was read for it.
version_of_request: ContextVar[Callable[[], str | None] | None] = ContextVar(
    "version_of_request", default=None
)


def find_version() -> str | None:
    """The version that the request knows; None outside requests that read.

    And within transactions, which may see what nobody else does.
    """
    ask = version_of_request.get()
    return ask() if ask and not connection.in_atomic_block else None


def kept_by_version(make: Callable[Arguments, Result]) -> Callable[Arguments, Result]:
    """Decorator: what a page shows, made once a version in each process instead of once a request.

    The result must depend on the arguments and the collection alone (no clock, no user), and nobody may change it.
    Outside requests that read, and within transactions, which may see what nobody else does, it is made each time.
    """
    kept: tuple[str, dict[Any, Result]] = ("", {})

    @wraps(make)
    def read(*args: Arguments.args, **kwargs: Arguments.kwargs) -> Result:
        nonlocal kept
        version = find_version()
        if version is None:
            return make(*args, **kwargs)
        held, results = kept
        if held != version or len(results) >= MOST_KEPT:
            results = {}
            kept = version, results
        key = (args, *kwargs.items())
        if key not in results:
            results[key] = make(*args, **kwargs)
        return results[key]

    return read
