"""Statements that read findings, answered as they would have been at a moment.

A statement names the tables it reads. `Past.read` puts a `WITH` before it that has the same names: each holds the rows
of that table as they stood then. So lists, filters and cards of the past are those of today, made by the same
statements. Of a row that was changed since, the history has what it was; of any other it is what it is now.

What findings are about (themes, filing, periods, page lists, what must be read together) is as it stood. What they
lead to (names of themes, of reports and their pages) is as it is today.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache, cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.utils import timezone

from reviews.history.details import has_row_id
from reviews.history.tracking import get_events
from themes.enums import FindingState
from themes.findings.cards import Parameters
from themes.models import (
    Citation,
    Finding,
    FindingTheme,
    PageCitation,
    Quotation,
    ReadTogether,
    SituationFinding,
)
from themes.models.citation import CitationFinding
from themes.models.finding import FindingAge, FindingAgency, FindingHarm, FindingPeriod

OF_FINDINGS: tuple[type[models.Model], ...] = (
    *(FindingTheme, FindingPeriod, FindingAgency, FindingAge, FindingHarm, CitationFinding, Quotation),
)
OTHERS: tuple[type[models.Model], ...] = (Citation, PageCitation, ReadTogether, SituationFinding)

# The rows of a table as they stood: those that were not touched since, and of the others the last event before.
# Both conditions are looked up row by row: a statement that wants few rows reads few events.
ROWS = """
SELECT {columns}{gone_now} FROM {table} stood
WHERE {around} NOT EXISTS (SELECT FROM {events} later WHERE {of_row} AND later.pgh_created_at >= {moment})
UNION ALL
SELECT {columns_then}{gone_then} FROM {events} stood
WHERE {around_then} stood.pgh_created_at < {moment} AND stood.pgh_label <> 'delete'
  AND EXISTS (SELECT FROM {events} later WHERE {later} AND later.pgh_created_at >= {moment})
  AND NOT EXISTS (
      SELECT FROM {events} newer
      WHERE {newer} AND newer.pgh_id > stood.pgh_id AND newer.pgh_created_at < {moment}
  )
"""
# A finding that readers saw then is gone for good once it was withdrawn, though it may be published again: see
# decision 7. So is what it was before it was hidden: whatever somebody could be recognised by, its words or quotations,
# may have been changed meanwhile. Any of those to be read with it takes it along: one without the other would mislead.
IS_GONE = f"""
, NOT EXISTS (SELECT FROM themes_finding now WHERE now.id = stood.pgh_obj_id AND now.state = '{FindingState.PUBLISHED}')
  OR EXISTS (SELECT FROM themes_findingevent later WHERE later.pgh_obj_id = stood.pgh_obj_id
             AND later.pgh_created_at >= {{moment}}
             AND (later.state <> '{FindingState.PUBLISHED}' OR later.pgh_label = 'delete')) AS is_gone
"""  # noqa: S608 - nothing but our own constants is put in
FINDINGS = f"""
SELECT {{columns}}, CASE
    WHEN stood.state <> '{FindingState.PUBLISHED}' THEN stood.state
    WHEN {{hidden}} (stood.is_gone OR stood.block_id IS NOT NULL AND EXISTS (
        SELECT FROM past_finding other WHERE other.block_id = stood.block_id
        AND other.state = '{FindingState.PUBLISHED}' AND other.is_gone
    )) THEN '{FindingState.WITHDRAWN}' ELSE '{FindingState.PUBLISHED}' END AS state
FROM past_finding stood
"""  # noqa: S608
ENTRIES = "finding_id, number, block_id, is_listed, options, first_year, last_year"
# Entries of findings that were changed since are worked out once, and given to each statement as they are.
CATALOGUE = f"""
SELECT {ENTRIES} FROM themes_catalogueentry WHERE {{with_others}} AND finding_id <> ALL('{{changed}}'::bigint[])
UNION ALL
SELECT {ENTRIES} FROM jsonb_to_recordset('{{entries}}')
    AS entry (finding_id bigint, number int, block_id bigint, is_listed boolean, options int[],
              first_year int, last_year int)
"""  # noqa: S608
SELECT_PUBLIC = f"SELECT id FROM themes_finding WHERE state = '{FindingState.PUBLISHED}' AND id = ANY(%s)"  # noqa: S608
AT_ONCE = 250  # findings
AROUND = """
WITH wanted AS (
    SELECT unnest(%(findings)s::bigint[]) AS id
    UNION SELECT id FROM themes_finding WHERE block_id = ANY(%(blocks)s)
    UNION SELECT pgh_obj_id FROM themes_findingevent WHERE block_id = ANY(%(blocks)s)
), blocks AS (
    SELECT block_id FROM themes_finding WHERE id IN (SELECT id FROM wanted)
    UNION SELECT block_id FROM themes_findingevent WHERE pgh_obj_id IN (SELECT id FROM wanted)
), together AS (
    SELECT id FROM wanted
    UNION SELECT id FROM themes_finding WHERE block_id IN (SELECT block_id FROM blocks)
    UNION SELECT pgh_obj_id FROM themes_findingevent WHERE block_id IN (SELECT block_id FROM blocks)
), lists AS (
    SELECT citation_id FROM themes_citation_findings WHERE finding_id IN (SELECT id FROM together)
    UNION SELECT citation_id FROM themes_citationfindingevent WHERE finding_id IN (SELECT id FROM together)
)
SELECT ARRAY(
    SELECT id FROM together
    UNION SELECT finding_id FROM themes_citation_findings WHERE citation_id IN (SELECT citation_id FROM lists)
    UNION SELECT finding_id FROM themes_citationfindingevent WHERE citation_id IN (SELECT citation_id FROM lists)
), ARRAY(SELECT citation_id FROM lists)
"""
READ_DEFINITION = "SELECT prosrc FROM pg_proc WHERE oid = 'themes_catalogue(bigint[])'::regprocedure"
DEFINITION = re.compile(r"SELECT finding\.id,.*WHERE finding\.id = ANY\(wanted\)", re.DOTALL)


@cache
def read_catalogue_definition() -> str:
    """What an entry of the catalogue holds, as the function `themes_catalogue` says it: once a process."""
    with connection.cursor() as cursor:
        cursor.execute(READ_DEFINITION)
        [(source,)] = cursor.fetchall()
    found = DEFINITION.search(source)
    assert found, "The function themes_catalogue no longer selects its entries for `ANY(wanted)`."  # noqa: S101
    return found[0].replace("%", "%%").replace("ANY(wanted)", "ANY(%(wanted)s)")


def _list_columns(model: type[models.Model]) -> list[str]:
    """The columns that the history keeps."""
    return [
        field.column
        for field in get_events(model).model._meta.concrete_fields
        if not field.column.startswith("pgh_")
    ]


@dataclass(frozen=True)
class Around:
    """All that the cards of a few findings can name: findings, and page lists, by id.

    Where tables are joined, PostgreSQL looks at all rows of one of them for each of the other. So of tables that are
    about a few findings only the rows of these are made, once.
    """

    findings: str  # as SQL has an array
    lists: str

    def build_condition(self, model: type[models.Model], key: str) -> str:
        """SQL: that a row is one of these; `key` is the column of its id."""
        if model is Finding:
            return f"stood.{key} = ANY('{self.findings}'::bigint[]) AND"
        if model in OF_FINDINGS:
            return f"stood.finding_id = ANY('{self.findings}'::bigint[]) AND"
        if model in (Citation, PageCitation):
            column = key if model is Citation else "citation_id"
            return f"stood.{column} = ANY('{self.lists}'::bigint[]) AND"
        return ""


def _build_rows(
    model: type[models.Model],
    moment: str,
    around: Around | None = None,
    *,
    gone_now: str = "",
    gone_then: str = "",
) -> str:
    columns, events = _list_columns(model), get_events(model).model
    of_row = "later.pgh_obj_id = stood.id"
    later, newer = "later.pgh_obj_id = stood.pgh_obj_id", "newer.pgh_obj_id = stood.pgh_obj_id"
    if not has_row_id(events):  # rows of a many-to-many table, which are never led elsewhere
        of_row = later = "later.finding_id = stood.finding_id AND later.id = stood.id"
        newer = "newer.finding_id = stood.finding_id AND newer.id = stood.id"
    return ROWS.format(
        columns=", ".join(f"stood.{column}" for column in columns),
        columns_then=", ".join(
            # what events point to their row by is indexed
            "stood.pgh_obj_id" if column == "id" and has_row_id(events) else f"stood.{column}"
            for column in columns
        ),
        table=model._meta.db_table,
        events=events._meta.db_table,
        around=around.build_condition(model, "id") if around else "",
        around_then=around.build_condition(model, "pgh_obj_id") if around else "",
        of_row=of_row,
        later=later,
        newer=newer,
        moment=moment,
        gone_now=gone_now,
        gone_then=gone_then.format(moment=moment),
    )


@dataclass(frozen=True)
class Past:
    """The collection as it stood just before `moment`, to those who read it today."""

    moment: datetime

    @classmethod
    def at_end_of(cls, day: date) -> Past:
        """Where the portal is read: days begin and end in London."""
        midnight = datetime.combine(day + timedelta(days=1), time.min)
        return cls(timezone.make_aware(midnight))

    @property
    def _moment(self) -> str:
        return f"'{self.moment.isoformat()}'::timestamptz"

    @cached_property
    def changed(self) -> list[int]:
        """Findings, by id, of which anything was changed since: one query.

        A filtered list is worked out anew for these alone; the others have today's entries of the catalogue.
        """
        statements = [
            f"SELECT id AS finding_id FROM themes_findingevent WHERE pgh_created_at >= {self._moment}"  # noqa: S608
        ]
        statements += [self._select_changed(model, "finding_id") for model in OF_FINDINGS]
        lists = " UNION ALL ".join(
            [self._select_changed(Citation, "id"), self._select_changed(PageCitation, "citation_id")]
        )
        for table in (CitationFinding._meta.db_table, get_events(CitationFinding).model._meta.db_table):
            statements.append(f"SELECT finding_id FROM {table} WHERE citation_id IN ({lists})")  # noqa: S608
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT DISTINCT finding_id FROM ({' UNION ALL '.join(statements)}) changed")  # noqa: S608
            return [finding for (finding,) in cursor.fetchall()]

    def _select_changed(self, model: type[models.Model], column: str) -> str:
        """SQL: the findings, or lists, of rows that were changed since, and those that these rows were of before."""
        events = get_events(model).model
        key = "pgh_obj_id" if has_row_id(events) else "id"
        since = f"SELECT {key} FROM {events._meta.db_table} WHERE pgh_created_at >= {self._moment}"  # noqa: S608
        return f"SELECT {column} FROM {events._meta.db_table} WHERE {key} IN ({since})"  # noqa: S608

    @cached_property
    def _entries(self) -> list[dict[str, Any]]:
        """What the catalogue held of the findings that were changed since, withdrawn ones too.

        Two queries for each few hundred of them.
        """
        rows = []
        for start in range(0, len(self.changed), AT_ONCE):
            part = self.changed[start : start + AT_ONCE]
            around = self._find_around(part)
            rows += self._read(
                read_catalogue_definition(), {"wanted": part}, hidden="false AND", around=around
            )
        return [dict(zip(ENTRIES.split(", "), row, strict=True)) for row in rows]

    def _find_around(self, findings: Sequence[int], blocks: Sequence[int] = ()) -> Around:
        """One query."""
        with connection.cursor() as cursor:
            cursor.execute(AROUND, {"findings": list(findings), "blocks": list(blocks)})
            [(near, lists)] = cursor.fetchall()
        return Around(*(f"{{{','.join(map(str, ids))}}}" for ids in (near, lists)))

    @cached_property
    def _gone(self) -> set[int]:
        """Those of them that stood here and cannot be shown: one query."""
        rows = self.read(SELECT_PUBLIC, [self.changed], gone=True)
        return {finding for (finding,) in rows}

    def _build_tables(self, sql: str, *, hidden: str, around: Around | None) -> str:
        """SQL: the tables as they stood; `hidden` is what comes before the condition that a finding is gone."""
        columns = [f"stood.{column}" for column in _list_columns(Finding) if column != "state"]
        tables = {
            "past_finding": _build_rows(
                Finding, self._moment, around, gone_now=", false AS is_gone", gone_then=IS_GONE
            ),
            "themes_finding": FINDINGS.format(columns=", ".join(columns), hidden=hidden),
        }
        for model in (*OF_FINDINGS, *OTHERS):
            tables[model._meta.db_table] = _build_rows(model, self._moment, around)
        if "themes_catalogueentry" in sql:
            tables["themes_catalogueentry"] = self._build_catalogue(gone=bool(hidden))
        how = "MATERIALIZED" if around else "NOT MATERIALIZED"
        return ", ".join(f"{name} AS {how} ({rows})" for name, rows in tables.items())

    def _build_catalogue(self, *, gone: bool) -> str:
        entries = [
            {**entry, "is_listed": entry["is_listed"] and (entry["finding_id"] in self._gone) == gone}
            for entry in self._entries
        ]
        return CATALOGUE.format(
            with_others="false" if gone else "true",
            changed=f"{{{','.join(map(str, self.changed))}}}",
            entries=json.dumps(entries),
        )

    def read(self, sql: str, params: Parameters = (), *, gone: bool = False) -> list[tuple]:
        """Rows of a SELECT, as it would have been answered then.

        With `gone` the only published findings are those that readers saw then and that were withdrawn since: for
        counting them. Their words are shown nowhere.
        """
        return self._read(sql, params, hidden="NOT" if gone else "")

    def read_cards(self, sql: str, params: Parameters) -> list[tuple]:
        """The same for the statement of cards, whose parameters name findings and blocks: two queries."""
        assert isinstance(params, Mapping)  # noqa: S101
        around = self._find_around(params["findings"], params["blocks"])
        return self._read(sql, params, hidden="", around=around)

    def _read(
        self, sql: str, params: Parameters, *, hidden: str, around: Around | None = None
    ) -> list[tuple]:
        with connection.cursor() as cursor:
            cursor.execute(f"WITH {self._build_tables(sql, hidden=hidden, around=around)} {sql}", params)
            return cursor.fetchall()

    def read_values(self, rows: models.QuerySet) -> list[tuple]:
        """The same of a queryset of `values` or `values_list`."""
        try:
            return self.read(*rows.query.sql_with_params())
        except EmptyResultSet:  # nothing could match, so Django makes no query
            return []
