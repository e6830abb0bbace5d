"""What lists, filters and counts look at: one narrow row for each finding.

Denormalised: triggers keep it up to date, TRUNCATE excepted. What a row holds is defined once, in the function
`themes_catalogue` of the migrations `wording_unchecked_when_changed` and `findings_of_no_period`.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.exceptions import EmptyResultSet
from django.db import connection, models
from django.db.models import F, Q

from reviews.collection_version import shown_to_readers
from reviews.models import Period

# An option is one number: its facet in the high bits, the row or choice in the low ones.
SHIFT = 24


class FacetNumber(IntEnum):
    """Facets, by the numbers they have in stored rows: never give one a new meaning."""

    THEME = 1
    PERIOD = 2  # 0 of none: its wording names its years
    AGENCY = 3
    AGE = 4
    HARM = 5
    KIND = 6  # 1 finding, 2 statistic, 3 recommendation, 4 scope note
    HOW = 7  # 1 page read, 2 page not checked, 3 contents list only, 4 page not known
    REVIEW = 8
    SPAN = 9  # 1 of one period alone, 2 of several together
    EVERY_AGENCY = 10  # 1 where the source addresses all agencies
    WORDING = 13  # 1 all quoted words checked, 2 some are not; 0 where nothing is quoted
    # Only counted: the periods of a finding that has several, the agencies of one that is for every agency.
    AMONG_PERIODS = 11
    AMONG_AGENCIES = 12
    PAGE_KNOWN = 14  # 1 where a page is cited, whoever read it

    def encode(self, value: int) -> int:
        """The option of this facet with this `value`, as rows store it; 0 stands for findings filed under none."""
        return (self << SHIFT) + value


@dataclass(frozen=True, slots=True)
class CatalogueCondition:
    """Entries under any of these options and, where given, with just this first and last year."""

    any_of: tuple[int, ...]
    years: tuple[int, int] | None = None

    def build_q(self) -> Q:
        options = Q(options__overlap=list(self.any_of))
        return options & Q(first_year=self.years[0], last_year=self.years[1]) if self.years else options


# The key of the advisory lock under which entries are rebuilt: any number, the same for every process.
LOCK = 1_190_119


def lock_catalogue() -> None:
    """Take the lock under which entries are rebuilt now, and hold it until the transaction ends.

    Rows are locked in this order, to avoid deadlocks: findings and page lists, then this, then quotations.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])


def build_catalogue_triggers(
    findings: str, operation: pgtrigger.Operation | None = None
) -> list[pgtrigger.Trigger]:
    """Triggers that rebuild entries. `findings` is SQL that selects ids of findings; `row` in it is the written row.

    Writers wait for each other to commit: of two that do not see each other's change, each would store half of it.
    """
    operation = operation or pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete
    old, new = (findings.replace("row.", f"{side}.") for side in ("OLD", "NEW"))
    return [
        pgtrigger.Trigger(
            name="catalogue_one_at_a_time",
            level=pgtrigger.Statement,
            when=pgtrigger.Before,
            operation=operation,
            func=f"PERFORM pg_advisory_xact_lock({LOCK}); RETURN NULL;",
        ),
        pgtrigger.Trigger(
            name="catalogue_findings",
            when=pgtrigger.After,
            operation=operation,
            # An insert has no old row and a delete no new one: their ids are null, and select nothing.
            func=f"PERFORM themes_catalogue(ARRAY({old} UNION {new})); RETURN NULL;",
        ),
    ]


def build_link_triggers() -> list[pgtrigger.Trigger]:
    """Triggers that rebuild entries, for many-to-many tables of findings."""
    return build_catalogue_triggers("SELECT row.finding_id")


# The triggers that rebuild entries row by row.
ROW_BY_ROW = [
    f"themes.{table}:catalogue_findings"
    for table in (
        *("Finding", "FindingTheme", "FindingPeriod", "FindingAgency", "FindingAge", "FindingHarm"),
        *("Citation", "PageCitation", "CitationFinding", "Quotation"),
    )
]


@contextlib.contextmanager
def rebuild_catalogue_once() -> Iterator[set[int]]:
    """Context manager for bulk work: entries are rebuilt once, at its end, and not with each row that is written.

    The caller adds to the set the ids of all findings that the work concerns, before it and after it.
    """
    concerned: set[int] = set()
    with pgtrigger.ignore(*ROW_BY_ROW):
        yield concerned
    findings = CatalogueEntry._meta.get_field("finding").related_model
    CatalogueEntry.objects.rebuild(findings._default_manager.filter(pk__in=concerned))


class CatalogueQuerySet(models.QuerySet["CatalogueEntry"]):
    def in_lists(self) -> CatalogueQuerySet:
        """Entries of findings that lists show and counts count, as `FindingQuerySet.in_lists`."""
        return self.filter(is_listed=True)

    def with_words(self) -> CatalogueQuerySet:
        """Entries with the words of their findings to search in, as `search`."""
        return self.alias(search=F("finding__search"))

    def rebuild(self, findings: models.QuerySet) -> None:
        """Rebuild the entries of these findings, for bulk work that switches the triggers off: one statement."""
        try:
            sql, params = findings.order_by().values("pk").query.sql_with_params()
        except EmptyResultSet:  # of no finding
            return
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT themes_catalogue(ARRAY({sql}))", params)


@shown_to_readers
class CatalogueEntry(models.Model):
    """`options` are numbers as `FacetNumber.encode` makes them; the years span the finding's periods."""

    finding = models.OneToOneField(
        "themes.Finding",
        # A trigger on findings deletes the entry. A cascade would come too early: after it the finding's links are
        # deleted, and their triggers would insert the entry once more.
        on_delete=models.DO_NOTHING,
        db_constraint=False,
        primary_key=True,
        related_name="catalogue_entry",
    )
    number = models.PositiveIntegerField()
    block_id = models.BigIntegerField(null=True)
    is_listed = models.BooleanField()
    options = ArrayField(models.IntegerField())
    first_year = models.PositiveSmallIntegerField(null=True)
    last_year = models.PositiveSmallIntegerField(null=True)

    objects = CatalogueQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "catalogue"
        indexes = [
            GinIndex(fields=["options"], name="catalogue_by_option"),
            models.Index(fields=["number"], condition=Q(is_listed=True), name="catalogue_in_order"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="remember_change",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
                func="""
                    IF OLD.is_listed OR NEW.is_listed THEN
                        PERFORM themes_remember_change(ARRAY[OLD.number, NEW.number]);
                    END IF;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="forget_changes",
                level=pgtrigger.Statement,
                when=pgtrigger.After,
                operation=pgtrigger.Truncate,
                func="PERFORM themes_forget_changes(); RETURN NULL;",
            ),
        ]

    def __str__(self) -> str:
        return f"F{self.number:03}"


class CatalogueChange(models.Model):
    """A finding whose entry or wording was changed, for the indexes in memory (`themes.index`).

    Filled by triggers with the functions of the migration `changes_of_the_catalogue`. Only the newest are remembered.
    """

    made_by = models.BigIntegerField(
        db_index=True
    )  # the transaction: rows appear in another order than their ids
    number = models.IntegerField()  # of the finding; 0 where only the order of the others matters

    def __str__(self) -> str:
        return f"F{self.number:03}"


def forget_catalogue_changes() -> None:
    """For bulk work that switches the triggers off: every index is made anew."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT themes_forget_changes()")


class PeriodYears(Period):
    """Periods again, for a trigger: when their dates change, so do the years of their findings' entries."""

    class Meta:
        proxy = True
        verbose_name = "years of a period"
        verbose_name_plural = "years of periods"
        triggers = build_catalogue_triggers(
            "SELECT finding_id FROM themes_finding_periods WHERE period_id = row.id",
            pgtrigger.UpdateOf("starts", "ends"),
        )
