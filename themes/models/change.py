"""Changes that readers are told of: findings added, reworded, withdrawn or published again, and changed pages.

Triggers write them, so that bulk edits count too. The words of a withdrawn finding are removed at once and for good.
"""

from __future__ import annotations

import pgtrigger
from django.db import models

from reviews.collection_version import shown_to_readers
from themes.enums import FindingState

TIME_ZONE = "Europe/London"


class ChangeKind(models.TextChoices):
    ADDED = "added", "Added"
    WORDING = "wording", "Wording changed"
    PAGES = "pages", "Pages changed"
    WITHDRAWN = "withdrawn", "Withdrawn"
    AGAIN = "again", "Published again"


# SQL: whether the history context says `minor`, that only a typing mistake is being mended.
IS_MINOR = """coalesce(
    nullif(current_setting('pghistory.context_metadata', true), '')::jsonb ->> 'minor' = 'true', false
)"""


def _build_insert(
    finding: str, kind: str, before: str = "''", after: str = "''", minor: str = "false"
) -> str:
    return f"""
        INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)
        VALUES ({finding}.id, {kind}, now(), (now() AT TIME ZONE '{TIME_ZONE}')::date, {finding}.version,
                {before}, {after}, {minor});
    """  # noqa: S608 - nothing but our own constants are put in


def build_change_triggers() -> list[pgtrigger.Trigger]:
    """Triggers on findings: published, reworded, withdrawn.

    That one was hidden for now is told nowhere, nor that it is shown again. Where it was reworded meanwhile, its
    earlier words may be why, and are removed as those of a withdrawn one are.
    """
    return [
        pgtrigger.Trigger(
            name="tell_readers",
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.UpdateOf("state", "text"),
            declare=[("was", "text"), ("had", "text")],
            func=f"""
                IF TG_OP = 'UPDATE' THEN
                    was := OLD.state;
                    had := OLD.text;
                END IF;
                IF TG_OP = 'UPDATE' AND '{FindingState.HIDDEN}' IN (was, NEW.state) AND had <> NEW.text THEN
                    UPDATE themes_change SET before = '', after = '' WHERE finding_id = NEW.id;
                    {_build_insert("NEW", f"'{ChangeKind.WORDING}'")}
                END IF;
                IF NEW.state = '{FindingState.HIDDEN}' OR
                    (was = '{FindingState.HIDDEN}' AND NEW.state = '{FindingState.PUBLISHED}') THEN
                    RETURN NULL;
                END IF;
                IF NEW.state = '{FindingState.PUBLISHED}' THEN
                    IF was IS DISTINCT FROM '{FindingState.PUBLISHED}' THEN
                        IF EXISTS (SELECT FROM themes_change WHERE finding_id = NEW.id) THEN
                            {_build_insert("NEW", f"'{ChangeKind.AGAIN}'")}
                        ELSE
                            {_build_insert("NEW", f"'{ChangeKind.ADDED}'")}
                        END IF;
                    ELSIF had IS DISTINCT FROM NEW.text THEN
                        {_build_insert("NEW", f"'{ChangeKind.WORDING}'", "had", "NEW.text", IS_MINOR)}
                    END IF;
                ELSIF was IN ('{FindingState.PUBLISHED}', '{FindingState.HIDDEN}') THEN
                    UPDATE themes_change SET before = '', after = '' WHERE finding_id = NEW.id;
                    {_build_insert("NEW", f"'{ChangeKind.WITHDRAWN}'")}
                END IF;
                RETURN NULL;
            """,  # noqa: S608
        )
    ]


def build_page_change_triggers(findings: str, *columns: str) -> list[pgtrigger.Trigger]:
    """Triggers on page lists. `findings` is SQL that selects the ids of findings; `row` in it is the written row.

    Only changes of `columns` count. A transaction adds one change for a finding at most, and none where the finding
    itself was published in it.
    """
    old, new = (findings.replace("row.", f"{side}.") for side in ("OLD", "NEW"))
    sides = [", ".join(f"{side}.{column}" for column in columns) for side in ("OLD", "NEW")]
    return [
        pgtrigger.Trigger(
            name="tell_readers_of_pages",
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
            func=f"""
                IF TG_OP = 'UPDATE' THEN
                    IF ({sides[0]}) IS NOT DISTINCT FROM ({sides[1]}) THEN
                        RETURN NULL;
                    END IF;
                END IF;
                INSERT INTO themes_change (finding_id, kind, at, day, version, before, after, minor)
                SELECT finding.id, '{ChangeKind.PAGES}', now(), (now() AT TIME ZONE '{TIME_ZONE}')::date,
                       finding.version, '', '', {IS_MINOR}
                FROM themes_finding finding
                WHERE finding.state = '{FindingState.PUBLISHED}' AND finding.id IN ({old} UNION {new})
                AND NOT EXISTS (
                    SELECT FROM themes_change told
                    WHERE told.finding_id = finding.id AND told.at = now()
                    AND told.kind IN ('{ChangeKind.PAGES}', '{ChangeKind.ADDED}', '{ChangeKind.AGAIN}')
                );
                RETURN NULL;
            """,  # noqa: S608
        )
    ]


class ChangeQuerySet(models.QuerySet["Change"]):
    def without_minor(self) -> ChangeQuerySet:
        """Without what somebody marked as only a typing mistake."""
        return self.filter(minor=False)


@shown_to_readers
class Change(models.Model):
    """One change that readers are told of. `before` and `after` are public wordings, of a changed one only."""

    finding = models.ForeignKey("themes.Finding", on_delete=models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=10, choices=ChangeKind)
    at = models.DateTimeField()
    day = models.DateField()  # of `at` where readers live: the list goes by days
    version = models.PositiveIntegerField()  # of the finding, after it
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)
    minor = models.BooleanField(default=False)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["-day", "kind"], condition=models.Q(minor=False), name="changes_by_day"),
            models.Index(
                fields=["-at", "-id"],
                condition=models.Q(minor=False) & ~models.Q(kind="added"),
                name="changes_newest_first",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.finding.code}: {self.get_kind_display().lower()}"
