"""Taking the synthetic collection away, with all that hangs on it, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pghistory
from django.apps import apps
from django.db import connection, transaction
from django.db.models import CASCADE, QuerySet
from django.db.models.deletion import get_candidate_relations_to_delete

from scr_portal.corpus.loading import CorpusError, refresh_statistics, without_triggers
from scr_portal.corpus.marks import synthetic_rows
from themes.models import CatalogueEntry, Finding


@dataclass(frozen=True)
class RemovalStep:
    """Rows to delete, with their history; `clinging` rows still point to them and are not ours to delete."""

    rows: QuerySet
    history: list[QuerySet]
    clinging: list[QuerySet]


def remove_corpus() -> dict[str, int]:
    """Delete all synthetic rows, what hangs on them, and their history; how many rows of each kind, by name.

    All in one transaction. Raises CorpusError when something real needs a synthetic row.
    """
    steps = [step for rows in synthetic_rows() for step in _steps(rows, history_by="pgh_obj", of=rows)]
    tables = [step.rows.model for step in steps]
    removed: dict[str, int] = {}
    # Real findings that somebody gave a synthetic page list: how we know them changes with it.
    synthetic, citations, *_ = synthetic_rows()
    left = Finding.objects.filter(citations__in=citations).exclude(pk__in=synthetic)
    with transaction.atomic(), without_triggers(tables):
        to_enter = list(left.values_list("pk", flat=True))
        for step in steps:
            for others in step.clinging:
                _refuse_clinging(others, step.rows)
            for events in step.history:
                events._raw_delete(connection.alias)
            name = str(step.rows.model._meta.verbose_name_plural)
            if count := step.rows._raw_delete(connection.alias):
                removed[name] = removed.get(name, 0) + count
        CatalogueEntry.objects.enter(Finding.objects.filter(pk__in=to_enter))
    if removed:
        refresh_statistics(tables)
    return removed


def _steps(rows: QuerySet, *, history_by: str, of: QuerySet) -> Iterator[RemovalStep]:
    """What to delete, in order: first what hangs on `rows`, as Django's own deletion would, then these."""
    model = rows.model
    clinging = []
    relation: Any
    for relation in get_candidate_relations_to_delete(model._meta):
        other, field = relation.related_model, relation.field
        # What a row of the same table hangs on goes in one statement with it.
        if other is model or issubclass(other, pghistory.models.Event):
            continue
        pointing = other._base_manager.filter(**{f"{field.name}__in": rows.values("pk")})
        if relation.on_delete is CASCADE or other is CatalogueEntry:
            yield from _steps(pointing, history_by=field.name, of=rows)
        else:
            clinging.append(pointing)
    history = [
        events.filter(**{f"{history_by}__in": of.values("pk")}) for events in _histories(model._meta.db_table)
    ]
    yield RemovalStep(rows, history, clinging)


def _histories(table: str) -> list[QuerySet]:
    models: list[Any] = [model for model in apps.get_models() if issubclass(model, pghistory.models.Event)]
    return [model._base_manager.all() for model in models if model.pgh_tracked_model._meta.db_table == table]


def _refuse_clinging(others: QuerySet, rows: QuerySet) -> None:
    example = others.order_by("pk").first()
    if example is None:
        return
    this, that = rows.model._meta, others.model._meta
    raise CorpusError(
        f"{that.verbose_name} {example.pk} (“{example}”) is not marked as synthetic, but needs a synthetic "
        f"{this.verbose_name}. Change that first, in the admin; until then nothing is taken away."
    )
