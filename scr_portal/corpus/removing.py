"""Removes the synthetic collection with everything that belongs to it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pghistory
from django.apps import apps
from django.db import connection, transaction
from django.db.models import CASCADE, QuerySet
from django.db.models.deletion import get_candidate_relations_to_delete

from scr_portal.corpus.loading import CorpusError, disable_triggers, refresh_statistics
from scr_portal.corpus.marks import list_synthetic_rows
from themes.models import CatalogueEntry, Finding


@dataclass(frozen=True)
class RemovalStep:
    """Rows to delete, with their history. `dependants` are rows of other tables that point to them and must not go."""

    rows: QuerySet
    history: list[QuerySet]
    dependants: list[QuerySet]


def remove_corpus() -> dict[str, int]:
    """Delete all synthetic rows, what cascades from them, and their history; the rows deleted, by kind.

    All in one transaction. Raises CorpusError when something real needs a synthetic row.
    """
    steps = [
        step for rows in list_synthetic_rows() for step in _plan_steps(rows, history_by="pgh_obj", of=rows)
    ]
    tables = [step.rows.model for step in steps]
    removed: dict[str, int] = {}
    # Real findings that somebody gave a synthetic page list: how we know them changes with it.
    synthetic, citations, *_ = list_synthetic_rows()
    left = Finding.objects.filter(citations__in=citations).exclude(pk__in=synthetic)
    with transaction.atomic(), disable_triggers(tables):
        to_enter = list(left.values_list("pk", flat=True))
        for step in steps:
            for others in step.dependants:
                _refuse_dependants(others, step.rows)
            for events in step.history:
                events._raw_delete(connection.alias)
            name = str(step.rows.model._meta.verbose_name_plural)
            if count := step.rows._raw_delete(connection.alias):
                removed[name] = removed.get(name, 0) + count
        CatalogueEntry.objects.rebuild(Finding.objects.filter(pk__in=to_enter))
    if removed:
        refresh_statistics(tables)
    return removed


def _plan_steps(rows: QuerySet, *, history_by: str, of: QuerySet) -> Iterator[RemovalStep]:
    """What to delete, in order: first what cascades from `rows`, as in Django's own deletion, then `rows`."""
    model = rows.model
    dependants = []
    relation: Any
    for relation in get_candidate_relations_to_delete(model._meta):
        other, field = relation.related_model, relation.field
        # Rows of the same table that point to each other are deleted in one statement.
        if other is model or issubclass(other, pghistory.models.Event):
            continue
        pointing = other._base_manager.filter(**{f"{field.name}__in": rows.values("pk")})
        if relation.on_delete is CASCADE or other is CatalogueEntry:
            yield from _plan_steps(pointing, history_by=field.name, of=rows)
        else:
            dependants.append(pointing)
    history = [
        events.filter(**{f"{history_by}__in": of.values("pk")})
        for events in _list_histories(model._meta.db_table)
    ]
    yield RemovalStep(rows, history, dependants)


def _list_histories(table: str) -> list[QuerySet]:
    models: list[Any] = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    return [model._base_manager.all() for model in models if model.pgh_tracked_model._meta.db_table == table]


def _refuse_dependants(others: QuerySet, rows: QuerySet) -> None:
    example = others.order_by("pk").first()
    if example is None:
        return
    this, that = rows.model._meta, others.model._meta
    raise CorpusError(
        f"{that.verbose_name} {example.pk} (“{example}”) is not marked as synthetic, but needs a synthetic "
        f"{this.verbose_name}. Change that first, in the admin; until then nothing is taken away."
    )
