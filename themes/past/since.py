"""What changed in a list since a day, net: what stood there then beside what stands there today."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from reviews.plurals import count_things
from themes.enums import FindingKind, FindingState
from themes.findings.cards import read_rows
from themes.models import Finding
from themes.past.tables import Past

# Findings of the list, and those to be read with one of them, with what readers see of each.
STANDING = f"""
SELECT finding.id, finding.number, md5(finding.text),
       (SELECT string_agg(theme_id::text, ' ' ORDER BY theme_id) FROM themes_findingtheme
        WHERE finding_id = finding.id),
       (SELECT string_agg(period_id::text, ' ' ORDER BY period_id) FROM themes_finding_periods
        WHERE finding_id = finding.id),
       (SELECT string_agg(cited.pages, ' ' ORDER BY cited.pages) FROM themes_citation_findings link, LATERAL (
            SELECT string_agg(concat_ws('-', page.review_id, page.first_page, page.last_page), ' '
                              ORDER BY page.review_id, page.first_page, page.last_page) AS pages
            FROM themes_pagecitation page WHERE page.citation_id = link.citation_id
        ) cited WHERE link.finding_id = finding.id)
FROM themes_finding finding
WHERE (%s OR finding.id = ANY(%s)) AND finding.state = '{FindingState.PUBLISHED}'
  AND (finding.id IN ({{members}})
       OR finding.kind <> '{FindingKind.SCOPE}'
          AND finding.block_id IN (SELECT block_id FROM themes_finding WHERE block_id IS NOT NULL
                                   AND id IN ({{members}})))
"""  # noqa: S608 - nothing but our own constants is put in


class ComparedFinding(NamedTuple):
    """A finding as it stands in a list, as far as it is compared."""

    pk: int
    number: int
    words: str
    themes: str | None
    periods: str | None
    pages: str | None


@dataclass(frozen=True)
class Since:
    """Codes of findings by what became of them; those taken from view since are not shown as they were."""

    reworded: tuple[str, ...] = ()
    repaged: tuple[str, ...] = ()
    refiled: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    withdrawn: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()  # until somebody has decided
    again: tuple[str, ...] = ()

    @property
    def groups(self) -> list[tuple[str, tuple[str, ...]]]:
        """What happened in words, and to which."""
        named = {
            "reworded": self.reworded,
            "with other pages": self.repaged,
            "filed under other themes or years": self.refiled,
            "added": self.added,
            "no longer listed here": self.left,
            "withdrawn": self.withdrawn,
            "not shown for now": self.hidden,
            "taken from view and shown again": self.again,
        }
        return [(words, codes) for words, codes in named.items() if codes]

    @property
    def sentence(self) -> str:
        """ "2 findings reworded, 1 added, 1 withdrawn"; empty where nothing changed."""
        parts = [f"{len(codes)} {words}" for words, codes in self.groups]
        if parts:
            words, codes = self.groups[0]
            parts[0] = f"{count_things(len(codes), 'finding')} {words}"
        return ", ".join(parts)

    @property
    def not_shown(self) -> str:
        """Said where what was taken from view since is missing; empty where all is shown."""
        return "What was taken from view since is not shown here" if self.withdrawn or self.again else ""


def compare_with_today(
    past: Past, members: QuerySet, *, is_short: bool = False, until: Past | None = None
) -> Since:
    """What changed in a list, where `members` is a query for the ids of its findings: five queries at most.

    The same query is answered as of then and today. Of a list that may be long only what was changed is looked at.
    `until` stands in the place of today, where only what changed before that is asked for.
    """
    if not is_short and not past.changed:
        return Since()
    try:
        sql, params = members.query.sql_with_params()
    except EmptyResultSet:  # nothing could match, so Django makes no query
        return Since()
    statement = STANDING.format(members=sql)
    values = [is_short, [] if is_short else past.changed, *params, *params]
    gone = _read(lambda *asked: past.read(*asked, gone=True), statement, values)
    hidden = Finding.objects.filter(pk__in=gone, state=FindingState.HIDDEN) if gone else []
    return sort_changes(
        then=_read(past.read, statement, values),
        gone=gone,
        hidden={finding.pk for finding in hidden},
        now=_read(until.read if until else read_rows, statement, values),
    )


def _read(
    read: Callable[[str, Sequence[Any]], Collection[tuple]], statement: str, values: Sequence[Any]
) -> dict[int, ComparedFinding]:
    return {row[0]: ComparedFinding(*row) for row in read(statement, values)}


def sort_changes(
    *,
    then: Mapping[int, ComparedFinding],
    gone: Mapping[int, ComparedFinding],
    hidden: Collection[int] = (),
    now: Mapping[int, ComparedFinding],
) -> Since:
    """`gone` are those that stood there too, and were withdrawn since, or are `hidden` (of them) for now."""
    both = [(then[pk], now[pk]) for pk in then.keys() & now.keys()]
    return Since(
        reworded=_name(before for before, after in both if before.words != after.words),
        repaged=_name(before for before, after in both if before.pages != after.pages),
        refiled=_name(before for before, after in both if before[3:5] != after[3:5]),
        added=_name(now[pk] for pk in now.keys() - then.keys() - gone.keys()),
        left=_name(then[pk] for pk in then.keys() - now.keys()),
        withdrawn=_name(gone[pk] for pk in gone.keys() - now.keys() - set(hidden)),
        hidden=_name(gone[pk] for pk in gone.keys() & set(hidden)),
        again=_name(gone[pk] for pk in gone.keys() & now.keys()),
    )


def _name(rows: Any) -> tuple[str, ...]:
    return tuple(Finding.name_code(number) for number in sorted(row.number for row in rows))
