"""What happened to one row and to all that belongs to it: who changed what, when and why.

Read from the events that triggers keep, so that bulk edits and plain SQL are in it too.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from itertools import pairwise
from typing import Any

import pghistory
from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import models
from django.utils.text import capfirst

from reviews.history.acts import ACTS
from reviews.history.details import (
    ChangedDetail,
    EventStep,
    Names,
    Source,
    get_row_key,
    has_row_id,
    list_details,
)

NO_NAME = "No name was kept"


@dataclass
class HistoryEntry:
    """All that was changed in one transaction and by one person."""

    at: datetime
    who: str
    why: str
    act: str
    minor: bool
    steps: list[EventStep] = field(default_factory=list)
    details: list[ChangedDetail] = field(default_factory=list)
    place: tuple = ()  # among the others, by when it was written
    of: str = ""  # what was changed, where it is another row than the one that is looked at

    @property
    def address(self) -> int:
        """The moment, in millionths of a second: no two entries of a row have the same."""
        return round(self.at.timestamp() * 1_000_000)


class Chronicle:
    """The history of one row. `entries` are newest first; their details are read for a page of them at a time."""

    def __init__(self, model: type[models.Model], pk: Any, sources: Iterable[Source] = ()) -> None:
        self.own = Source(model, "", "")
        self.sources = [self.own, *sources]
        self.pk = pk
        entries = self._group_by_transaction()
        _put_entries_in_order(entries)
        self.entries = sorted(entries, key=lambda entry: entry.place, reverse=True)

    def _group_by_transaction(self) -> list[HistoryEntry]:
        """One entry for all events of a transaction and a person, with a step for each event that concerns the row."""
        events = [(source, event) for source in self.sources for event in _find_events(source, self.pk)]
        contexts = pghistory.models.Context.objects.in_bulk(
            {event.pgh_context_id for _, event in events} - {None}
        )
        people = _read_names_of_people(contexts.values())
        entries: dict[tuple, HistoryEntry] = {}
        last: dict[tuple, Any] = {}
        for source, event in events:
            key = (source, get_row_key(event))
            before, after = last.get(key), event if self._leaves_row(source, event) else None
            last[key] = after
            if before is None and after is None:
                continue
            transaction = (event.pgh_created_at, event.pgh_context_id)
            if transaction not in entries:
                context = contexts.get(event.pgh_context_id)
                entries[transaction] = _build_entry(event, context.metadata if context else {}, people)
            entries[transaction].steps.append(EventStep(source, before, after, event.pgh_id))
        return list(entries.values())

    def _leaves_row(self, source: Source, event: Any) -> bool:
        """Whether the event leaves a row that is this one or belongs to it."""
        if event.pgh_label == "delete":
            return False
        return source is self.own or getattr(event, f"{source.name}_id") == self.pk

    @staticmethod
    def read(entries: Iterable[HistoryEntry]) -> list[HistoryEntry]:
        """Fill in the details of these entries. One query for each model whose rows they name."""
        entries = list(entries)
        names = Names(step for entry in entries for step in entry.steps)
        for entry in entries:
            entry.details = list_details(entry.steps, names)
        return entries

    def find_entry(self, address: int) -> HistoryEntry | None:
        return next((entry for entry in self.entries if entry.address == address), None)

    def get_rows_after(self, entry: HistoryEntry) -> dict[Source, dict[Any, Any]]:
        """The rows as they were after this entry: for each source the newest event of each row, by its key."""
        rows: dict[Source, dict[Any, Any]] = {source: {} for source in self.sources}
        for earlier in reversed(self.entries[self.entries.index(entry) :]):
            for step in earlier.steps:
                key = get_row_key(step.after or step.before)
                if step.after is None:
                    rows[step.source].pop(key, None)
                else:
                    rows[step.source][key] = step.after
        return rows


def _put_entries_in_order(entries: list[HistoryEntry]) -> None:
    """Set the place of each entry: by time, except that a transaction which waited for a lock comes after the other."""
    for entry in entries:
        own = [step.number for step in entry.steps if not step.source.name]
        entry.place = (entry.at, max(own, default=0), max(step.number for step in entry.steps))
    steps_by_row: dict[tuple, list[tuple[int, HistoryEntry]]] = defaultdict(list)
    for entry in entries:
        for step in entry.steps:
            steps_by_row[(step.source, get_row_key(step.after or step.before))].append((step.number, entry))
    for steps in steps_by_row.values():
        steps.sort(key=lambda pair: pair[0])
        for (_, earlier), (_, later) in pairwise(steps):
            if later.place[0] < earlier.place[0]:
                later.place = (earlier.place[0], *later.place[1:])


@cache
def get_event_models() -> dict[str, Any]:
    """The event models of all tracked tables, by the name of the table."""
    events: list[Any] = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    tracking = [event for event in events if event.pgh_tracked_model is not None]
    return {event.pgh_tracked_model._meta.db_table: event for event in tracking}


def _find_events(source: Source, pk: Any) -> models.QuerySet:
    model = get_event_models()[source.model._meta.db_table]
    events = model._default_manager.order_by("pgh_id")
    if not source.name:
        return events.filter(pgh_obj_id=pk)
    of_row = events.filter(**{f"{source.name}_id": pk})
    if not has_row_id(model):
        return of_row
    # With the events by which rows left this one for another.
    return events.filter(pgh_obj_id__in=of_row.order_by().values("pgh_obj_id"))


def _read_names_of_people(contexts: Iterable[Any]) -> dict[str, str]:
    keys = {context.metadata.get("user") for context in contexts} - {None}
    people = get_user_model()._default_manager.in_bulk([key for key in keys if str(key).isdigit()])
    return {str(key): person.get_full_name() or person.get_username() for key, person in people.items()}


def _build_entry(event: Any, metadata: dict[str, Any], people: dict[str, str]) -> HistoryEntry:
    return HistoryEntry(
        at=event.pgh_created_at,
        who=_describe_author(metadata, people),
        why=metadata.get("why") or "",
        act=_describe_act(metadata),
        minor=bool(metadata.get("minor")),
    )


def _describe_author(metadata: dict[str, Any], people: dict[str, str]) -> str:
    if (user := metadata.get("user")) is not None:
        return people.get(str(user), f"Somebody who has left (account {user})")
    if command := metadata.get("command"):
        return f"The command {command}"
    return "The portal itself" if metadata.get("job") else NO_NAME


def _describe_act(metadata: dict[str, Any]) -> str:
    act = metadata.get("act", "")
    if not act and metadata.get("command"):
        return "Loaded from the files of a collection"
    return ACTS.get(act, capfirst(str(act).replace("_", " ")))
