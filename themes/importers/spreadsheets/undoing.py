"""Undoing an import by its history: all of it, or nothing where somebody changed something of it since."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.db.models.deletion import Collector
from django.utils import timezone

from reviews.history.tracking import annotate_history
from reviews.history.undoing import (
    RowChange,
    check_constraints_immediately,
    find_changes,
    find_latest_events,
    undo_changes,
)
from themes.findings.snapshots import (
    read_findings_of_lists,
    refuse_changing_published,
    take_public_snapshots,
)
from themes.importers.spreadsheets.last_changes import describe_last_changes
from themes.importers.spreadsheets.reading import SheetError
from themes.importers.spreadsheets.rows import SheetRow
from themes.importers.spreadsheets.sheets import SHEETS
from themes.jobs import check_soon
from themes.models import Citation, Finding, FindingTheme, PageCitation, Quotation
from themes.models.catalogue import rebuild_catalogue_once
from themes.models.spreadsheet import SheetImport, SheetImportState

MOST_NAMED = 5
# What a person says of a quotation; the rest of it is written by the check, which is no change of theirs.
OWN_COLUMNS = ("finding_id", "citation_id", "words", "position", "overruled_because")


def list_written_models(sheet: type[SheetRow]) -> list[Any]:
    """What an import writes to, the parts before what they belong to."""
    model = sheet._meta.model
    parts = {field.remote_field.through for field in model._meta.many_to_many} | set(sheet.part_models)
    if model is Finding:
        parts |= {FindingTheme, Quotation, PageCitation, Citation.findings.through, Citation}
    tracked = [one for one in _list_tracked() if one._meta.concrete_model in parts | {model}]
    return sorted(tracked, key=lambda one: (one is model, one is Citation))


def _list_tracked() -> list[Any]:
    every = SheetImport._meta.apps.get_models()
    return [
        tracked for events in every if (tracked := getattr(events, "pgh_tracked_model", None)) is not None
    ]


def read_span(sheet: type[SheetRow], before: dict[str, int]) -> dict[str, list[int]]:
    """For each model that was written to: its last event before the import, and now."""
    now = find_latest_events(list_written_models(sheet))
    return {label: [before[label], last] for label, last in now.items() if last != before[label]}


def undo_import(*, upload: SheetImport, by: Any, why: str = "") -> None:
    """Put everything back as it was before the import.

    Raises SheetError, with what was changed since, and then nothing is undone.
    """
    sheet = SHEETS[upload.sheet]
    with transaction.atomic(), annotate_history(act="undo_import", why=why):
        upload = SheetImport.objects.select_for_update(of=("self",), no_key=True).get(pk=upload.pk)
        if upload.state != SheetImportState.IMPORTED or upload.span is None or upload.context is None:
            raise SheetError(
                "This import cannot be undone: only one that was imported, and not undone yet, can be."
            )
        check_constraints_immediately()
        changes = _find_changes(upload, sheet)
        _refuse_without_right(sheet, changes, by)
        _refuse_additions(sheet, changes)
        citations = _list_citations(changes)
        findings = _list_findings(changes, citations)
        _lock(findings, citations)
        before = take_public_snapshots(findings)
        try:
            with transaction.atomic():
                left = _undo(changes, findings)
                transaction.set_rollback(bool(left))
            if left:
                raise SheetError(_describe(sheet, left))
            refuse_changing_published(before, findings, by=by)
            check_soon(citations=citations)
        except ValidationError as error:
            raise SheetError(
                f"This import cannot be undone. {' '.join(error.messages[:MOST_NAMED])}"
            ) from error
        except (ProtectedError, RestrictedError) as error:
            raise SheetError(
                "This import cannot be undone: something else that was made since rests on what it added."
            ) from error
        upload.state, upload.decided_by, upload.decided_at = SheetImportState.UNDONE, by, timezone.now()
        upload.save(update_fields=["state", "decided_by", "decided_at"])


def _find_changes(upload: SheetImport, sheet: type[SheetRow]) -> list[list[RowChange]]:
    """What it did, model by model."""
    found = []
    for model in list_written_models(sheet):
        if span := (upload.span or {}).get(model._meta.label):
            changes = find_changes(upload.context, model, after=span[0], upto=span[1])  # type: ignore[arg-type]
            if model is Quotation:
                changes = [_leave_out_check(change) for change in changes]
            found.append(changes)
    return found


def _leave_out_check(change: RowChange) -> RowChange:
    if change.kind != "insert":
        return change
    return replace(change, after={name: change.after[name] for name in OWN_COLUMNS})


def _lock(findings: set[int], citations: set[int]) -> None:
    """In the order that the catalogue asks for: whoever publishes one of them meanwhile waits."""
    for model, pks in ((Finding, findings), (Citation, citations)):
        rows = model._default_manager.filter(pk__in=pks).order_by("pk")
        list(rows.select_for_update(of=("self",), no_key=True).values_list("pk"))


def _undo(changes: Sequence[Sequence[RowChange]], findings: Iterable[int]) -> list[RowChange]:
    """Returns what could not be put back."""
    with rebuild_catalogue_once() as concerned:
        concerned |= set(findings)
        left = [row for some in changes for row in undo_changes(some)]
        concerned &= set(Finding.objects.filter(pk__in=concerned).values_list("pk", flat=True))
    return left


def _list_citations(changes: Sequence[Sequence[RowChange]]) -> set[int]:
    """The page lists that were changed, with their pages or with their findings."""
    changed = {change.pk for some in changes for change in some if change.model is Citation}
    return changed | _list_named(changes, "citation_id")


def _list_findings(changes: Sequence[Sequence[RowChange]], citations: set[int]) -> set[int]:
    """Findings that may look different once it is undone: as `find_touched_findings` of the sheets, and the other end
    of each link.

    Links of page lists that come back or go are among the changes, so those stored now are all the others.
    """
    found = {change.pk for some in changes for change in some if change.model is Finding}
    found |= _list_named(changes, "finding_id", "from_finding_id", "to_finding_id")
    found |= {finding for _, finding in read_findings_of_lists(citations)}
    blocks = _list_named(changes, "block_id")
    return found | set(Finding.objects.filter(block__in=blocks).values_list("pk", flat=True))


def _list_named(changes: Sequence[Sequence[RowChange]], *columns: str) -> set[int]:
    """The keys in these columns, before it and after it."""
    values = [row for some in changes for change in some for row in (change.before, change.after)]
    return {row[column] for row in values for column in columns if row.get(column) is not None}


def _refuse_without_right(sheet: type[SheetRow], changes: Sequence[Sequence[RowChange]], by: Any) -> None:
    opts = sheet._meta.model._meta
    is_adding = any(
        change.kind == "insert" for some in changes for change in some if change.model is sheet._meta.model
    )
    if is_adding and not by.has_perm(f"{opts.app_label}.delete_{opts.model_name}"):
        raise SheetError(f"It added a {sheet.singular}, and you may not delete one. Ask an administrator.")


def _refuse_additions(sheet: type[SheetRow], changes: Sequence[Sequence[RowChange]]) -> None:
    """Raises SheetError where somebody added to what was imported: it would go with it."""
    inserted: dict[Any, set[int]] = defaultdict(set)
    for change in (change for some in changes for change in some):
        if change.kind == "insert":
            inserted[change.model._meta.concrete_model].add(change.pk)
    tracked = {model._meta.concrete_model for model in _list_tracked()}
    added: list[str] = []
    for model in (sheet._meta.model, Citation):
        collector = Collector(using="default")
        try:
            collector.collect(model._default_manager.filter(pk__in=inserted[model]))
        except (ProtectedError, RestrictedError) as error:
            raise SheetError(
                "This import cannot be undone: something that was made since rests on what it added."
            ) from error
        going = [*collector.data.items(), *((rows.model, rows) for rows in collector.fast_deletes)]
        for owner, rows in going:
            concrete = owner._meta.concrete_model
            if concrete in tracked:
                added += [_name_addition(row) for row in rows if row.pk not in inserted[concrete]]
    if added:
        names = "; ".join(list(dict.fromkeys(added))[:MOST_NAMED])
        raise SheetError(
            f"This import cannot be undone: something was added to it since. {names}. Nothing was undone."
        )


def _name_addition(row: Any) -> str:
    finding = getattr(row, "finding", None)
    name = str(row._meta.verbose_name)
    return f"{finding.code}: a {name}" if isinstance(finding, Finding) else f"A {name}"


def _describe(sheet: type[SheetRow], left: Sequence[RowChange]) -> str:
    """What changed since, and who changed it."""
    model = sheet._meta.model
    owner = f"{model._meta.model_name}_id"
    pks = [
        change.pk if change.model is model else (change.after or change.before).get(owner) for change in left
    ]
    who = describe_last_changes(sheet, [pk for pk in dict.fromkeys(pks) if pk])
    rows = {row.pk: row for row in model._default_manager.filter(pk__in=[pk for pk in pks if pk])}
    names = [
        f"{sheet.get_key(rows[pk]) if pk in rows else 'A row that is gone'}{who.get(pk or 0, '')}"
        for pk in dict.fromkeys(pks)
    ]
    more = f" and {len(names) - MOST_NAMED} more" if len(names) > MOST_NAMED else ""
    return (
        f"This import cannot be undone: these were changed since. {'; '.join(names[:MOST_NAMED])}{more}. "
        "Nothing was undone."
    )
