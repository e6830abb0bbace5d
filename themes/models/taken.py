"""Who has taken which piece of work, so that two do not do the same."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from reviews.history.tracking import track_history
from reviews.models import Review
from reviews.models.rules import RuledModel
from themes.enums import FindingState, Outcome
from themes.models.citation import Quotation
from themes.models.finding import Finding
from themes.models.intake import ArticleIntake, IntakeState
from themes.models.problem import ProblemReport

# Each piece of work is one row of one of these, in the order in which it is listed; with the column and the values
# that say that it still waits. A report waits until whoever took it gives it back.
SUBJECTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "problem": ("outcome", ("",)),
    "intake": ("state", (IntakeState.IN_HAND,)),
    "review": ("", ()),
    "finding": ("state", (FindingState.DRAFT, FindingState.IN_REVIEW, FindingState.HIDDEN)),
    "quotation": (
        "outcome",
        tuple(each for each in Outcome if each not in (Outcome.EXACT, Outcome.OVERRULED)),
    ),
}


def _only(name: str) -> Q:
    return Q(**{f"{each}__isnull": each != name for each in SUBJECTS})


def _any_one() -> Q:
    either = Q()
    for name in SUBJECTS:
        either |= _only(name)
    return either


class TakenWorkQuerySet(models.QuerySet["TakenWork"]):
    def about(self, row: Any) -> TakenWorkQuerySet:
        return self.filter(**{find_field(row): row})

    def held(self) -> TakenWorkQuerySet:
        """What somebody has; a row stays when it is given back, for its history."""
        return self.filter(by__isnull=False)

    def waiting(self) -> TakenWorkQuerySet:
        """Without what is done: published, answered, decided, worked through."""
        rows = self
        for name, (column, values) in SUBJECTS.items():
            if column:
                rows = rows.filter(Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__{column}__in": values}))
        return rows

    def left_behind(self) -> TakenWorkQuerySet:
        """What people have whose accounts are closed."""
        return self.filter(by__is_active=False)


def find_field(row: Any) -> str:
    """By which of SUBJECTS a row is named."""
    models_of: dict[str, Any] = {name: TakenWork._meta.get_field(name).related_model for name in SUBJECTS}
    return next(name for name, model in models_of.items() if isinstance(row, model))


def is_waiting(row: Any) -> bool:
    """Whether there is still something to do about it; as `waiting` asks."""
    column, values = SUBJECTS[find_field(row)]
    return not column or getattr(row, column) in values


@track_history()
class TakenWork(RuledModel):
    """A piece of work, and who has taken it. It forbids nothing to anybody else."""

    problem = models.OneToOneField(
        ProblemReport, on_delete=models.CASCADE, null=True, blank=True, related_name="taken"
    )
    intake = models.OneToOneField(
        ArticleIntake, on_delete=models.CASCADE, null=True, blank=True, related_name="taken"
    )
    review = models.OneToOneField(
        Review, on_delete=models.CASCADE, null=True, blank=True, related_name="taken", verbose_name="report"
    )
    finding = models.OneToOneField(
        Finding, on_delete=models.CASCADE, null=True, blank=True, related_name="taken"
    )
    quotation = models.OneToOneField(
        Quotation, on_delete=models.CASCADE, null=True, blank=True, related_name="taken"
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    since = models.DateTimeField(null=True, blank=True)

    objects = TakenWorkQuerySet.as_manager()

    class Meta:
        verbose_name = "work that somebody has taken"
        verbose_name_plural = "work that somebody has taken"
        ordering = ["since", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=_any_one(),
                name="taken_work_is_one_thing",
                violation_error_message="Work is one finding, quotation, report, article or reader’s report.",
            )
        ]

    def __str__(self) -> str:
        return str(self.subject)

    @property
    def subject(self) -> Any:
        """The row that was taken."""
        return next(row for name in SUBJECTS if (row := getattr(self, name)) is not None)
