"""Public counts of decisions: as many as there are, and none that could tell of one case."""

import random
from collections import Counter
from datetime import date, datetime, timedelta

import pgtrigger
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reviews.working_time import LONDON
from tests.factories import make_comment, make_finding, make_member
from themes.discussion.counting import LEAST, count_by_month, count_reasons, put_small_together
from themes.models import ModerationDecision
from themes.models.discussion import DecisionKind, ModerationReason

LABELS_OF_KINDS = {
    "kept": "Kept after a report",
    "at_once": "Shown without waiting",
    "looked_at": "Looked at again and left",
}
NOW = datetime(2027, 5, 10, 12, 0, tzinfo=LONDON)


@given(st.dictionaries(st.text(min_size=1, max_size=3), st.integers(0, 12), max_size=7))
def test_small_numbers_cannot_be_told_apart(cells):
    shown, rest = put_small_together(cells)
    together = [count for name, count in cells.items() if count and name not in dict(shown)]

    assert sum(count for _, count in shown) + rest == sum(cells.values())
    assert all(count >= LEAST and cells[name] == count for name, count in shown)
    if together and shown:
        assert len(together) > 1
        assert rest >= LEAST


@pytest.mark.django_db
def test_the_counts_are_those_of_the_database(client, django_assert_num_queries):
    dice, by = random.Random(7), make_member("Moderator")  # noqa: S311 (the same each time)
    finding, months, reasons = make_finding(), Counter(), Counter()
    with pgtrigger.ignore("themes.ModerationDecision:decisions_stay"):
        for _ in range(120):
            # Up to the very edges of months, by London's clock.
            at = datetime(2027, 5, 1, tzinfo=LONDON) - timedelta(
                minutes=dice.choice((0, 1, 1, 61, *range(2, 300_000, 997)))
            )
            decision, reason = dice.choice(["published", "rejected", "withdrawn", "held"]), ""
            if decision in ("rejected", "withdrawn"):
                reason = dice.choice(ModerationReason.values)
            comment = make_comment(finding, author=by, posted_at=at - timedelta(hours=3))
            kind = dice.choice(["", *DecisionKind.values]) if decision == "published" else ""
            row = ModerationDecision.objects.create(
                comment=comment, decision=decision, reason=reason, by=by, kind=kind
            )
            ModerationDecision.objects.filter(pk=row.pk).update(at=at)
            month = at.astimezone(LONDON).date().replace(day=1)
            if month < date(2027, 5, 1):
                said = {"rejected": "Not accepted", "withdrawn": "Taken down or withdrawn"}
                months[
                    month, LABELS_OF_KINDS.get(kind) or said.get(decision) or row.get_decision_display()
                ] += 1
            if reason and month < date(2027, 4, 1):
                reasons[(month.year, (month.month - 1) // 3)] += 1

    with django_assert_num_queries(3):
        by_month, by_quarter = count_by_month(NOW), count_reasons(NOW)
    assert {(row.month, label): n for row in by_month for label, n in row.by_decision.items()} == months
    assert [row.total for row in by_month] == [sum(row.by_decision.values()) for row in by_month]
    assert {row.hours for row in by_month if row.total >= LEAST} == {3}
    assert {(row.first.year, (row.first.month - 1) // 3): row.total for row in by_quarter} == reasons
    for quarter in by_quarter:
        assert sum(n for _, n in quarter.reasons) + quarter.others == quarter.total
    assert len(by_month) > 3 < sum(reasons.values())
