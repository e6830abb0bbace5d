"""What was planned, written: all of it or nothing."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.db import DatabaseError, connection, transaction

from reviews.history.tracking import recorded
from themes.findings.snapshots import PublicSnapshot, reasons_not_to_change, take_public_snapshots
from themes.importers.spreadsheets.planning import Deed, Plan, Problem, make_plan
from themes.importers.spreadsheets.reading import Table
from themes.importers.spreadsheets.rows import RowForm
from themes.models import Finding
from themes.models.catalogue import entered_once

AT_ONCE = 500  # rows in one statement


class PlanChangedError(Exception):
    """What would be done now is not what was shown; `plan` is what would."""

    def __init__(self, plan: Plan) -> None:
        super().__init__("The collection was changed meanwhile.")
        self.plan = plan


def preview(*, sheet: type[RowForm], table: Table, by: Any) -> Plan:
    """The plan, with what the public pages would suffer from it: tried, and taken back.

    Raises SheetError where the headings are wrong.
    """
    plan = make_plan(sheet=sheet, table=table, by=by)
    if any(row.problems for row in plan.rows) or not plan.to_save:
        return plan
    # A new finding is a draft, and its number would be gone.
    tried = [row for row in plan.to_save if not (row.deed == Deed.NEW and sheet._meta.model is Finding)]
    forms = [row.form for row in tried]
    concerned = sheet.concerned(forms)
    before = take_public_snapshots(_findings(concerned))
    _refuse_joining(plan)
    if not before:
        return plan
    new = [row.form.instance for row in tried if row.deed == Deed.NEW]
    with transaction.atomic():
        try:
            _write(sheet, forms)
            refused = _refused(before, concerned, by)
        except DatabaseError:
            refused = {0: ["The database refuses this change. Ask an administrator to look at the log."]}
        finally:
            transaction.set_rollback(True)
    for instance in new:
        instance.pk = None
    for place, reasons in refused.items():
        row = tried[place]
        row.problems += [Problem("", "", "", reason) for reason in reasons]
        row.deed = Deed.WRONG
    return plan


def import_rows(
    *, sheet: type[RowForm], table: Table, shown: dict[str, Any], by: Any, why: str = ""
) -> list[Any]:
    """Save what was `shown`, and return the rows. Raises PlanChangedError, and then nothing is saved."""
    with transaction.atomic(), recorded(act="import_sheet", why=why, user=by.pk):
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a long queue of deferred checks is slow
        plan = make_plan(sheet=sheet, table=table, by=by, lock=True)
        if plan.tally["wrong"] or plan.as_json() != shown:
            raise PlanChangedError(plan)
        forms = [row.form for row in plan.to_save]
        concerned = sheet.concerned(forms)
        before = take_public_snapshots(_findings(concerned))
        _write(sheet, forms)
        if _refused(before, concerned, by):
            raise PlanChangedError(plan)
        return [form.instance for form in forms]


def _refused(
    before: dict[int, PublicSnapshot], concerned: dict[int, list[int]], by: Any
) -> dict[int, list[str]]:
    """By the place of the form: why what it did to published findings cannot stay."""
    reasons = reasons_not_to_change(before, _findings(concerned), by=by)
    refused = {
        place: [said for pk in findings for said in reasons.get(pk, [])]
        for place, findings in concerned.items()
    }
    return {place: said for place, said in refused.items() if said}


def _refuse_joining(plan: Plan) -> None:
    """A new finding is a draft, and what readers see is not read together with a draft."""
    if plan.sheet._meta.model is not Finding:
        return
    joining = [row for row in plan.to_save if row.deed == Deed.NEW and row.form.instance.block_id]
    blocks = {row.form.instance.block_id for row in joining}
    public: dict[int, str] = {}
    for finding in Finding.objects.published().filter(block__in=blocks).order_by("number") if blocks else ():
        public.setdefault(finding.block_id, finding.code)
    for row in joining:
        if code := public.get(row.form.instance.block_id):
            said = f"Readers see {code}, and what is read together with it is published together with it. "
            said += "Empty the cell under “Read together”."
            row.problems.append(Problem("Read together", "", "", said))
            row.deed = Deed.WRONG


def _write(sheet: type[RowForm], forms: Sequence[RowForm]) -> None:
    """Each finding is entered in the catalogue once, not once for each of its links."""
    with entered_once() as findings:
        findings |= _findings(sheet.concerned(forms))
        _write_rows(sheet, forms)
        findings |= _findings(sheet.concerned(forms))


def _findings(concerned: dict[int, list[int]]) -> set[int]:
    return {pk for findings in concerned.values() for pk in findings}


def _write_rows(sheet: type[RowForm], forms: Sequence[RowForm]) -> None:
    model = sheet._meta.model
    new = [form for form in forms if form.instance._state.adding]
    changed = [form for form in forms if not form.instance._state.adding]
    names = sorted({name for form in changed for name in form.written()})
    if names:
        model._default_manager.bulk_update(
            [form.instance for form in changed if form.written()], names, AT_ONCE
        )
    model._default_manager.bulk_create([form.instance for form in new], AT_ONCE)
    links: dict[str, dict[int, list[Any]]] = defaultdict(dict)
    for form in forms:
        for name, rows in form.links().items():
            links[name][form.instance.pk] = rows
    for name, wanted in links.items():
        _link(model._meta.get_field(name), wanted)
    sheet.save_parts(forms)


def _link(field: Any, wanted: dict[int, list[Any]]) -> None:
    """Bring the rows of a many-to-many table to what is wanted, by the owner's primary key."""
    table = field.remote_field.through
    owner, other = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_name()}"
    held: dict[int, dict[int, int]] = defaultdict(dict)
    for row in table._default_manager.filter(**{f"{owner}__in": wanted}):
        held[getattr(row, owner)][getattr(row, other)] = row.pk
    gone: set[tuple[int, int]] = set()
    pairs: dict[tuple[int, int], None] = {}
    for pk, rows in wanted.items():
        keep = {row.pk for row in rows}
        gone.update((pk, there) for there in held[pk] if there not in keep)
        pairs.update({(pk, there): None for there in sorted(keep - held[pk].keys())})
    table._default_manager.filter(pk__in=[held[pk][there] for pk, there in gone]).delete()
    if field.remote_field.symmetrical:
        for pk, there in gone:
            table._default_manager.filter(**{owner: there, other: pk}).delete()
        pairs.update({(there, pk): None for pk, there in list(pairs)})
        back = table._default_manager.filter(**{f"{owner}__in": {pk for pk, _ in pairs}})
        present = {(getattr(row, owner), getattr(row, other)) for row in back}
        pairs = {pair: None for pair in pairs if pair not in present}
    table._default_manager.bulk_create([table(**{owner: pk, other: there}) for pk, there in pairs], AT_ONCE)
