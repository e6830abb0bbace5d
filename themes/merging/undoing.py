"""Undoing a merge or a split by its history."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, F
from django.utils import timezone

from reviews.history.tracking import annotate_history, get_events
from reviews.history.undoing import (
    RowChange,
    check_constraints_immediately,
    find_changes,
    undo_changes,
)
from reviews.plurals import count_things
from themes.enums import FindingState
from themes.findings.publishing import find_reasons_against_publishing
from themes.merging.acts import MOVED_MODELS, lock_themes, move_comments
from themes.models import (
    Comment,
    Coverage,
    Finding,
    FindingTheme,
    Rearrangement,
    RearrangementKind,
    RelatedTheme,
    Situation,
    SituationTheme,
    StartingPoint,
    Theme,
    ThemeSeries,
    Thread,
)
from themes.models.catalogue import rebuild_catalogue_once


def refuse_undoing(rearrangement: Rearrangement) -> None:
    """Raise ValidationError, in words, where it cannot be undone, or not yet."""
    theme, into = rearrangement.theme, rearrangement.into
    if rearrangement.undone_at:
        raise ValidationError("This was undone already.")
    if into.merged_into:
        raise ValidationError(f"“{into}” was itself merged into “{into.merged_into}” since. Undo that first.")
    if rearrangement.kind == RearrangementKind.MERGE and theme.merged_into != into:
        raise ValidationError(f"“{theme}” is not merged into “{into}” any more.")
    if rearrangement.kind == RearrangementKind.SPLIT and theme.merged_into:
        raise ValidationError(f"“{theme}” was merged into “{theme.merged_into}” since. Undo that first.")


def undo_rearrangement(*, rearrangement: Rearrangement, why: str = "", by: Any = None) -> list[str]:
    """Put back what it moved. Returns, in sentences, what was changed since and so stays as it is.

    Raises ValidationError where it cannot be undone.
    """
    with transaction.atomic(), annotate_history(act="undo", why=why):
        theme, into = lock_themes(rearrangement.theme, rearrangement.into)
        rearrangement = Rearrangement.objects.select_for_update(no_key=True).get(pk=rearrangement.pk)
        rearrangement.theme, rearrangement.into = theme, into
        refuse_undoing(rearrangement)
        check_constraints_immediately()
        remaining: list[RowChange] = []
        sentences: list[str] = []
        for model in MOVED_MODELS:
            remaining += _undo_changes_of(model, rearrangement)
            if model is Comment:
                sentences += _move_replies_back(into)
        if rearrangement.made_new:
            sentences += _redirect_new_theme(theme, Theme.objects.get(pk=into.pk))
        _refuse_orphans(remaining)
        rearrangement.undone_at, rearrangement.undone_by = timezone.now(), by
        rearrangement.save(update_fields=["undone_at", "undone_by"])
        return list(dict.fromkeys([*map(_describe_remaining, remaining), *sentences]))


def _undo_changes_of(model: type[models.Model], rearrangement: Rearrangement) -> list[RowChange]:
    """Undo what it changed in one table; returns what stays, because it was changed since."""
    after, upto = rearrangement.span[model._meta.label]
    changes = find_changes(rearrangement.context, model, after=after, upto=upto)
    if model is Theme:
        changes = [change for change in changes if change.before]
    if model is Comment:  # a reply goes back after what it answers
        changes.sort(key=lambda change: change.before["position"])
        return [row for change in changes for row in undo_changes([change])]
    if model is FindingTheme:
        with rebuild_catalogue_once() as findings:
            findings |= {(change.before or change.after)["finding_id"] for change in changes}
            return undo_changes(changes)
    return undo_changes(changes)


# Rows that link others have no name that a curator would know: what they lead to is counted instead, each once,
# though a link that moves is one row taken away and another one made.
LINKS: dict[Any, tuple[str, str, str]] = {
    Coverage: ("review", "report read for it", "reports read for it"),
    RelatedTheme: ("to_theme", "related theme", "related themes"),
    SituationTheme: ("situation", "situation", "situations"),
    ThemeSeries: ("series", "table of figures", "tables of figures"),
}


def list_moved_rows(rearrangement: Rearrangement) -> list[str]:
    """How many rows of each kind it moved, by its history: a query for each table."""
    counts = []
    for model in MOVED_MODELS:
        after, upto = rearrangement.span[model._meta.label]
        events = get_events(model).filter(
            pgh_context_id=rearrangement.context, pgh_id__gt=after, pgh_id__lte=upto
        )
        own_names = "id", str(model._meta.verbose_name), str(model._meta.verbose_name_plural)
        column, *names = LINKS.get(model, own_names)
        if model is RelatedTheme:  # the links between the two themes themselves, and those back
            events = events.exclude(to_theme__in=[rearrangement.theme_id, rearrangement.into_id])
        if number := events.aggregate(rows=Count(column, distinct=True))["rows"]:
            counts.append(count_things(number, *names))
    return counts


def _move_replies_back(into: Theme) -> list[str]:
    """Replies written since go along with the comments that they answer."""
    sentences = []
    answers = Comment.objects.filter(thread__theme=into, parent__isnull=False)
    while astray := list(answers.exclude(thread=F("parent__thread")).order_by("position")[:100]):
        for comment in astray:
            move_comments(Comment.objects.filter(pk=comment.pk), Thread.objects.get(comments=comment.parent))
            sentences.append(
                f"The answer by {comment.author_name}, given since, goes back with what it answers."
            )
    return sentences


def _redirect_new_theme(theme: Theme, new: Theme) -> list[str]:
    """Its address was public, so it redirects for ever; with findings filed under it since, it stays a theme."""
    if new.finding_themes.exists():
        return [f"“{new}” stays a theme of its own: findings were filed under it since."]
    new.merged_into = theme
    new.save(update_fields=["merged_into"])
    return [f"The address of “{new}” stays, and leads to “{theme}”."]


def _refuse_orphans(remaining: Sequence[RowChange]) -> None:
    """Raises ValidationError where a published finding would be left without a primary theme."""
    ids = {
        (change.before or change.after)["finding_id"] for change in remaining if change.model is FindingTheme
    }
    for finding in Finding.objects.filter(pk__in=ids, state=FindingState.PUBLISHED):
        if reasons := find_reasons_against_publishing(finding):
            raise ValidationError(
                [f"This cannot be undone by itself. {finding.code}: {reason}" for reason in reasons]
            )


def _describe_remaining(change: RowChange) -> str:
    values = change.before or change.after
    since = "was changed since, and stays as it is."
    if change.model is FindingTheme or change.model is StartingPoint:
        finding = Finding.objects.filter(pk=values["finding_id"]).first()
        name = finding.code if finding else "A finding that is gone"
        subject = (
            "Where it is filed" if change.model is FindingTheme else "Its place among the starting points"
        )
        return f"{name}: {subject.lower()} {since}" if finding else f"{name} cannot be put back."
    if change.model is Coverage:
        row = Coverage.objects.filter(pk=change.pk).select_related("review", "theme").first()
        return (
            f"How far “{row.review}” was read for “{row.theme}” {since}"
            if row
            else "A reading was removed since."
        )
    if change.model is SituationTheme:
        situation = Situation.objects.filter(pk=values["situation_id"]).first()
        return f"The themes of the situation “{situation}” were changed since, and stay as they are."
    if change.model is Theme:
        theme = Theme.objects.get(pk=change.pk)
        return f"The words by which “{theme}” is searched for were changed since, and stay as they are."
    return f"{str(change.model._meta.verbose_name).capitalize()} {change.pk} {since}"
