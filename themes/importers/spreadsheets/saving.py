"""Writes what was planned: all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction

from reviews.history.tracking import annotate_history
from themes.findings.snapshots import PublicSnapshot, find_reasons_against_change, take_public_snapshots
from themes.importers.spreadsheets.planning import make_plan
from themes.importers.spreadsheets.plans import RowStatus, SheetPlan, SheetProblem
from themes.importers.spreadsheets.reading import SheetTable
from themes.importers.spreadsheets.rows import SheetRow
from themes.models import Finding
from themes.models.catalogue import rebuild_catalogue_once

BATCH = 500  # rows in one statement


class PlanChangedError(Exception):
    """What would be done now is not what was shown; `plan` is what would."""

    def __init__(self, plan: SheetPlan) -> None:
        super().__init__("The collection was changed meanwhile.")
        self.plan = plan


def preview(*, sheet: type[SheetRow], table: SheetTable, by: Any) -> SheetPlan:
    """The plan, with what published findings would suffer. Writes in a savepoint that is rolled back.

    Raises SheetError where the headings are wrong.
    """
    plan = make_plan(sheet=sheet, table=table, by=by)
    if any(row.problems for row in plan.rows) or not plan.to_save:
        return plan
    # A new finding is a draft: nobody sees it, and saving it would use up its number.
    tried = [
        row for row in plan.to_save if not (row.status == RowStatus.NEW and sheet._meta.model is Finding)
    ]
    forms = [row.form for row in tried]
    touched = sheet.find_touched_findings(forms)
    before = take_public_snapshots(_list_findings(touched))
    if sheet._meta.model is Finding:
        _refuse_drafts_in_published_blocks(plan)
    if before:
        for place, reasons in _try_writing(sheet, forms, before, touched, by).items():
            tried[place].refuse(*(SheetProblem("", "", "", reason) for reason in reasons))
    return plan


def import_rows(
    *, sheet: type[SheetRow], table: SheetTable, previewed: dict[str, Any], by: Any, why: str = ""
) -> list[Any]:
    """Save what was `previewed`, and return the rows. Raises PlanChangedError, and then nothing is saved."""
    with transaction.atomic(), annotate_history(act="import_sheet", why=why, user=by.pk):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a long queue of deferred checks is slow
        plan = make_plan(sheet=sheet, table=table, by=by, lock=True)
        if plan.tally["wrong"] or plan.as_json() != previewed:
            raise PlanChangedError(plan)
        forms = [row.form for row in plan.to_save]
        touched = sheet.find_touched_findings(forms)
        before = take_public_snapshots(_list_findings(touched))
        _write(sheet, forms)
        if _find_reasons(before, touched, by):
            raise PlanChangedError(plan)
        return [form.instance for form in forms]


def _try_writing(
    sheet: type[SheetRow],
    forms: Sequence[SheetRow],
    before: dict[int, PublicSnapshot],
    touched: dict[int, list[int]],
    by: Any,
) -> dict[int, list[str]]:
    """By the place of a form: why it cannot be saved. Runs in a savepoint that is rolled back."""
    new = [form.instance for form in forms if form.instance._state.adding]
    with transaction.atomic():
        try:
            _write(sheet, forms)
            reasons = _find_reasons(before, touched, by)
        except DatabaseError:
            reasons = {0: ["The database refuses this change. Ask an administrator to look at the log."]}
        finally:
            transaction.set_rollback(True)
    for instance in new:
        instance.pk = None
    return reasons


def _find_reasons(
    before: dict[int, PublicSnapshot], touched: dict[int, list[int]], by: Any
) -> dict[int, list[str]]:
    """By the place of a form: why what it did to published findings cannot stay."""
    by_finding = find_reasons_against_change(before, _list_findings(touched), by=by)
    by_place = {
        place: [reason for pk in findings for reason in by_finding.get(pk, [])]
        for place, findings in touched.items()
    }
    return {place: reasons for place, reasons in by_place.items() if reasons}


def _refuse_drafts_in_published_blocks(plan: SheetPlan) -> None:
    """A new finding is a draft, and a draft is not read together with what readers see."""
    joining = [row for row in plan.to_save if row.status == RowStatus.NEW and row.form.instance.block_id]
    if not joining:
        return
    blocks = {row.form.instance.block_id for row in joining}
    codes: dict[int, str] = {}
    for finding in Finding.objects.published().filter(block__in=blocks).order_by("number"):
        codes.setdefault(finding.block_id, finding.code)
    for row in joining:
        if code := codes.get(row.form.instance.block_id):
            message = (
                f"Readers see {code}, and what is read together with it is published together with it. "
                "Empty the cell under “Read together”."
            )
            row.refuse(SheetProblem("Read together", "", "", message))


def _list_findings(touched: dict[int, list[int]]) -> set[int]:
    return {pk for findings in touched.values() for pk in findings}


def _write(sheet: type[SheetRow], forms: Sequence[SheetRow]) -> None:
    """Each finding is entered in the catalogue once, not once for each of its links."""
    with rebuild_catalogue_once() as findings:
        findings |= _list_findings(sheet.find_touched_findings(forms))
        _write_rows(sheet, forms)
        _write_links(sheet, forms)
        sheet.save_parts(forms)
        findings |= _list_findings(sheet.find_touched_findings(forms))


def _write_rows(sheet: type[SheetRow], forms: Sequence[SheetRow]) -> None:
    rows = sheet._meta.model._default_manager
    new = [form.instance for form in forms if form.instance._state.adding]
    changed = [form for form in forms if not form.instance._state.adding and form.get_fields_to_save()]
    if changed:
        names = sorted({name for form in changed for name in form.get_fields_to_save()})
        rows.bulk_update([form.instance for form in changed], names, BATCH)
    rows.bulk_create(new, BATCH)


def _write_links(sheet: type[SheetRow], forms: Sequence[SheetRow]) -> None:
    wanted: dict[str, dict[int, set[int]]] = defaultdict(dict)
    for form in forms:
        for name, rows in form.get_links().items():
            wanted[name][form.instance.pk] = {row.pk for row in rows}
    for name, links in wanted.items():
        _sync_links(sheet._meta.model._meta.get_field(name), links)


def _sync_links(field: Any, keys_by_owner: Mapping[int, set[int]]) -> None:
    """Make the rows of a many-to-many table be these: primary keys by that of their owner."""
    table = field.remote_field.through._default_manager
    owner, other = f"{field.m2m_field_name()}_id", field.m2m_reverse_name()
    expected = {(pk, key) for pk, keys in keys_by_owner.items() for key in keys}
    stored = set(table.filter(**{f"{owner}__in": keys_by_owner}).values_list(owner, other))
    gone, new = stored - expected, expected - stored
    if field.remote_field.symmetrical:
        gone |= {(key, pk) for pk, key in gone}
        new |= {(key, pk) for pk, key in new}
    touched = table.filter(**{f"{owner}__in": {pk for pk, _ in gone | new}})
    pks = {(pk, key): row for row, pk, key in touched.values_list("pk", owner, other)}
    table.filter(pk__in=[pks[pair] for pair in gone & pks.keys()]).delete()
    missing = sorted(pair for pair in new if pair in gone or pair not in pks)
    table.bulk_create([table.model(**{owner: pk, other: key}) for pk, key in missing], BATCH)
