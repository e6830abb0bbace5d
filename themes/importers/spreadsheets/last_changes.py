"""Who changed the rows of a sheet last, as far as their history tells."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.utils import timezone
from django.utils.formats import date_format

from reviews.history.tracking import get_events
from themes.importers.spreadsheets.rows import SheetRow


def describe_last_changes(sheet: type[SheetRow], pks: Iterable[int]) -> dict[int, str]:
    """By primary key: ", by anna on 1 May 2026, 12:00". One query for each table of the sheet."""
    pks = list(pks)
    latest: dict[int, Any] = {}
    for events, owner in _list_histories(sheet):
        rows = events.filter(**{f"{owner}__in": pks}).select_related("pgh_context").order_by(owner, "-pgh_id")
        for event in rows.distinct(owner):
            pk = getattr(event, owner)
            if pk not in latest or latest[pk].pgh_created_at <= event.pgh_created_at:
                latest[pk] = event
    users = {event.pgh_context.metadata.get("user") for event in latest.values() if event.pgh_context}
    people = get_user_model()._default_manager.in_bulk([user for user in users if user])
    return {pk: _describe(event, people) for pk, event in latest.items()}


def _describe(event: Any, people: dict[Any, Any]) -> str:
    user = people.get(event.pgh_context.metadata.get("user")) if event.pgh_context else None
    when = date_format(timezone.localtime(event.pgh_created_at), "j F Y, H:i")
    return f", by {user.get_username()} on {when}" if user else f", on {when}"


def _list_histories(sheet: type[SheetRow]) -> list[tuple[Any, str]]:
    """Events of the rows, their links and their parts, each with the column that holds the row's primary key."""
    model = sheet._meta.model
    owners = {
        field.remote_field.through: f"{field.m2m_field_name()}_id" for field in model._meta.many_to_many
    }
    owners |= dict.fromkeys(sheet.part_models, f"{model._meta.model_name}_id")
    found = [(get_events(model), "pgh_obj_id")]
    for events in model._meta.apps.get_models():
        subject = getattr(events, "pgh_tracked_model", None)
        if subject is not None and subject._meta.concrete_model in owners:
            found.append((events._default_manager.all(), owners[subject._meta.concrete_model]))
    return found
