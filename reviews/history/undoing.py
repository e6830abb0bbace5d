"""Undoing an act by its history: what it changed is put as it was, except what was changed since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction

from reviews.history.tracking import get_events

Values = dict[str, Any]


@dataclass(frozen=True)
class RowChange:
    """A row as it was before an act and after it; empty where it was not there."""

    model: type[models.Model]
    pk: int
    before: Values
    after: Values

    @property
    def kind(self) -> str:
        if not self.before:
            return "insert"
        return "update" if self.after else "delete"

    @property
    def fields(self) -> list[str]:
        """The columns in which the two differ, where the row was there before and after."""
        return [name for name in self.before if self.before[name] != self.after[name]]


def find_latest_events(tracked_models: Iterable[type[models.Model]]) -> dict[str, int]:
    """The id of the last event in the history of each model, by its label."""
    return {
        model._meta.label: get_events(model).aggregate(last=models.Max("pgh_id"))["last"] or 0
        for model in tracked_models
    }


def find_changes(context: UUID, model: type[models.Model], *, after: int, upto: int) -> list[RowChange]:
    """What happened to rows of a tracked model in one history context, between two of its events.

    A context alone does not tell an act: several may share one, and in a transaction it outlasts its block.
    Raises ValidationError where the history lacks how a row was before.
    """
    of_act: dict[int, list[Any]] = defaultdict(list)
    events = get_events(model).filter(pgh_context_id=context, pgh_id__gt=after, pgh_id__lte=upto)
    for event in events.order_by("pgh_id"):
        of_act[event.id].append(event)
    before = _read_values_before(
        model, {pk: rows[0].pgh_id for pk, rows in of_act.items() if rows[0].pgh_label == "update"}
    )
    changes = []
    for pk, (first, *_, last) in ((pk, [*rows, rows[-1]]) for pk, rows in of_act.items()):
        was = {"insert": {}, "delete": _copy_values(first)}.get(first.pgh_label, before.get(pk))
        if was is None:
            raise ValidationError("This cannot be undone: there is no history of how it was before.")
        now = {} if last.pgh_label == "delete" else _copy_values(last)
        if was != now:
            changes.append(RowChange(model, pk, was, now))
    return changes


def _read_values_before(model: type[models.Model], first: dict[int, int]) -> dict[int, Values]:
    """How the rows were before the events in `first`, by row."""
    if not first:
        return {}
    earlier = (
        get_events(model).filter(pgh_obj_id__in=first, pgh_id__lt=max(first.values())).order_by("pgh_id")
    )
    return {event.id: _copy_values(event) for event in earlier if event.pgh_id < first[event.id]}


def _copy_values(event: models.Model) -> Values:
    fields = [field.attname for field in event._meta.concrete_fields]
    return {name: getattr(event, name) for name in fields if not name.startswith("pgh_")}


def undo_changes(changes: Sequence[RowChange]) -> list[RowChange]:
    """Put the rows of one model as they were; returns the changes that stay, because the rows changed since.

    Only what the act changed goes back: the other columns keep what was written to them since. For use inside a
    transaction whose constraints are immediate, so that what does not fit is known at once.
    """
    if not changes:
        return []
    model = changes[0].model
    manager = model._base_manager
    rows = manager.select_for_update(no_key=True).order_by("pk").in_bulk([change.pk for change in changes])
    groups: dict[str, list[RowChange]] = defaultdict(list)
    for change in changes:
        groups[change.kind if _can_be_undone(change, rows.get(change.pk)) else "left"].append(change)
    not_undone = groups["left"]
    # Inserted rows are deleted before deleted ones come back: they may take up the same place.
    not_undone += _undo_each(
        groups["insert"], lambda some: manager.filter(pk__in=[change.pk for change in some]).delete()
    )
    for alike in _group_alike(groups["update"]):
        not_undone += _undo_each(alike, lambda some: _update(model, some))
    not_undone += _undo_each(
        groups["delete"], lambda some: manager.bulk_create([model(**change.before) for change in some])
    )
    return sorted(not_undone, key=lambda change: change.pk)


def _can_be_undone(change: RowChange, row: models.Model | None) -> bool:
    """Whether the row is as the act left it, in all that the act changed."""
    if change.kind == "insert":
        return row is None or _has_values(row, change.after)
    if change.kind == "delete":
        return row is None
    return row is not None and _has_values(row, {name: change.after[name] for name in change.fields})


def _has_values(row: models.Model, values: Values) -> bool:
    return all(getattr(row, name) == value for name, value in values.items())


def _group_alike(changes: Iterable[RowChange]) -> Iterable[list[RowChange]]:
    """Changes that one statement can undo, in the order of the rows' events."""
    groups: dict[str, list[RowChange]] = {}
    for change in changes:
        groups.setdefault(repr([(name, change.before[name]) for name in change.fields]), []).append(change)
    return groups.values()


def _update(model: type[models.Model], changes: Sequence[RowChange]) -> None:
    first = changes[0]
    values = {name: first.before[name] for name in first.fields}
    model._base_manager.filter(pk__in=[change.pk for change in changes]).update(**values)


def _undo_each(changes: Sequence[RowChange], act: Callable[[Sequence[RowChange]], Any]) -> list[RowChange]:
    """Undo all at once, or one by one where that breaks a constraint; returns the changes that break one."""
    if not changes:
        return []
    try:
        with transaction.atomic():
            act(changes)
    except IntegrityError:
        if len(changes) == 1:
            return list(changes)
        return [refused for change in changes for refused in _undo_each([change], act)]
    return []


def check_constraints_immediately() -> None:
    """From here to the end of the transaction the database checks every rule with each statement."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
