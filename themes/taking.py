"""Work taken by a person and given back. Of two who take the same at once, one gets it and the other is told."""

from __future__ import annotations

import contextlib
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator

from reviews.history.tracking import annotate_history
from themes.models import ArticleIntake, Finding, ProblemReport, Quotation, TakenWork
from themes.models.taken import SUBJECTS, find_field

MAY_TAKE = "themes.change_takenwork"


class TakenMeanwhileError(Exception):
    """Somebody else has it, or gave it back, since the page was opened. Nothing was done; `by` has it now."""

    def __init__(self, by: Any) -> None:
        super().__init__()
        self.by = by


def take_work(*, about: Any, by: Any) -> None:
    """Take what nobody has. Twice is as good as once. Raises TakenMeanwhileError."""
    rows, taken = TakenWork.objects.about(about), {"by": by, "since": timezone.now()}
    with annotate_history(act="take_work"):
        if not rows.exists():
            with (
                contextlib.suppress(IntegrityError),
                transaction.atomic(),
            ):  # somebody may be quicker by a moment
                rows.create(**{find_field(about): about}, **taken)
        elif rows.filter(by=None).update(**taken):
            return
    _refuse_unless_held(about, by)


def take_over_work(*, about: Any, by: Any, held_by: int) -> None:
    """Take what somebody had when the page was opened. Raises TakenMeanwhileError where that is not so now."""
    rows = TakenWork.objects.about(about).filter(by=held_by)
    with annotate_history(act="take_over_work"):
        rows.update(by=by, since=timezone.now())
    _refuse_unless_held(about, by)


def _refuse_unless_held(about: Any, by: Any) -> None:
    now = TakenWork.objects.about(about).select_related("by").first()
    if now is None or now.by != by:
        raise TakenMeanwhileError(now and now.by)


def give_back_work(*, about: Any, by: Any) -> bool:
    """Whether there was anything of theirs to give back."""
    with annotate_history(act="give_back_work"):
        return bool(TakenWork.objects.about(about).filter(by=by).update(by=None, since=None))


def name_person(user: Any) -> str:
    """As colleagues know them."""
    return user.get_full_name() or user.get_username()


def describe_work(taken: TakenWork) -> tuple[str, str]:
    """The address where a piece of work is done, and how it is called. For rows that came with `SUBJECTS`."""
    subject = taken.subject
    if isinstance(subject, Finding):
        words = subject.text or f"not worded yet. {subject.article_words}"
        return (
            reverse("admin:themes_finding_change", args=[subject.pk]),
            Truncator(f"{subject.code}, {subject.get_state_display().lower()}: {words}").words(22),
        )
    if isinstance(subject, Quotation):
        address = reverse("admin:themes_quotation_desk_one", args=[subject.pk])
        return address, Truncator(f"A quotation of {subject.finding.code}: “{subject.words}”").words(22)
    if isinstance(subject, ArticleIntake):
        return reverse(
            "admin:themes_articleintake_change", args=[subject.pk]
        ), f"The article “{subject.title}”"
    if isinstance(subject, ProblemReport):
        address = reverse("admin:themes_problemreport_change", args=[subject.pk])
        return address, f"A reader’s report, {subject}"
    return reverse("admin:reviews_review_change", args=[subject.pk]), f"The report “{subject.short_title}”"


def list_own_work(user: Any, most: int) -> list[tuple[str, str]]:
    """What somebody has taken and not done yet, the oldest first: address and name of each. One query."""
    if not user.has_perm(MAY_TAKE):
        return []
    rows = see_work(TakenWork.objects.filter(by=user).waiting(), user)
    return [describe_work(row) for row in rows.order_by("since", "pk")[:most]]


def see_work(rows: QuerySet[TakenWork], user: Any) -> QuerySet[TakenWork]:
    """Those about what this person may see, with what they are about."""
    visible = Q(pk=None)
    for name in SUBJECTS:
        meta: Any = TakenWork._meta.get_field(name).related_model._meta  # type: ignore[union-attr]
        if user.has_perm(f"{meta.app_label}.view_{meta.model_name}"):
            visible |= Q(**{f"{name}__isnull": False})
    people, collection = user.has_perm("themes.hide_finding"), user.has_perm("themes.change_finding")
    if not (people and collection):
        of_people = ProblemReport.objects.about_people().values("pk")
        rows = rows.filter(
            Q(problem=None) | (Q(problem__in=of_people) if people else ~Q(problem__in=of_people))
        )
    with_subjects = rows.filter(visible).select_related("by", *SUBJECTS, "quotation__finding")
    return with_subjects.defer(
        "finding__search", "quotation__finding__search", "intake__text", "intake__decisions"
    )
