"""Merging and splitting themes."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max, QuerySet

from reviews.history.tracking import annotate_history
from reviews.history.undoing import (
    check_constraints_immediately,
    find_latest_events,
)
from themes.enums import CoverageState
from themes.models import (
    ArticleSection,
    Comment,
    Coverage,
    Finding,
    FindingTheme,
    Rearrangement,
    RearrangementKind,
    RelatedTheme,
    SituationTheme,
    StartingPoint,
    Theme,
    ThemeSeries,
    Thread,
)
from themes.models.catalogue import rebuild_catalogue_once

LONGEST_NAME = 80

# What either act moves, in the order in which undoing restores it: referenced models come first.
MOVED_MODELS = (
    Theme,
    Thread,
    Comment,
    FindingTheme,
    StartingPoint,
    Coverage,
    ArticleSection,
    SituationTheme,
    RelatedTheme,
    ThemeSeries,
)


def merge_themes(*, theme: Theme, into: Theme, why: str = "", by: Any = None) -> Rearrangement:
    """Let `into` stand for both: all that hangs on `theme` moves there, and its address leads there.

    Raises ValidationError for a ring or a chain.
    """
    if theme.pk == into.pk:
        raise ValidationError({"merged_into": "A theme cannot be merged into itself."})
    with transaction.atomic(), annotate_history(act="merge", why=why) as context:
        theme, into = lock_themes(theme, into)
        if theme.merged_into:
            raise ValidationError(f"“{theme}” is already merged into “{theme.merged_into}”.")
        theme.refuse_merging_into(into)
        check_constraints_immediately()
        before = find_latest_events(MOVED_MODELS)
        _move_findings(theme, into, theme.finding_themes.values_list("finding", flat=True))
        _move_starting_points(theme, into, StartingPoint.objects.filter(theme=theme))
        _join_coverage(theme, into)
        _move_thread(theme, into)
        theme.article_sections.update(theme=into)
        for situation in theme.situations.all():
            situation.themes.add(into)
            situation.themes.remove(theme)
        into.series.add(*theme.series.all())
        into.related.add(*theme.related.exclude(pk=into.pk))
        for other in Theme.objects.filter(related=theme):
            other.related.remove(theme)
            if other != into:
                other.related.add(into)
        theme.series.clear()
        theme.related.clear()
        _join_names(theme, into)
        theme.took_in.update(merged_into=into)  # one step, however many themes were merged before
        theme.merged_into = into
        theme.save(update_fields=["merged_into"])
        return Rearrangement.objects.create(
            kind=RearrangementKind.MERGE,
            theme=theme,
            into=into,
            context=context.id,
            span=_read_span(before),
            by=by,
            why=why,
        )


def split_theme(
    *,
    theme: Theme,
    into: Theme,
    findings: Collection[int],
    moving: bool = True,
    reading_too: bool = False,
    why: str = "",
    by: Any = None,
) -> Rearrangement:
    """File these findings of `theme` (by id) under `into`, which may be a theme not saved yet.

    Those that are read together with one of them go along. `moving` takes them away from `theme`; else they stand
    under both. `reading_too` says that what was read for `theme` was read for a new theme too. Raises
    ValidationError where there is nothing to split.
    """
    if theme == into:
        raise ValidationError("Choose another theme than the one that is split.")
    made_new = into.pk is None
    with transaction.atomic(), annotate_history(act="split", why=why) as context:
        before = find_latest_events(MOVED_MODELS)
        if made_new:
            (theme,) = lock_themes(theme)
            into.full_clean()
            into.save()
        else:
            theme, into = lock_themes(theme, into)
        for merged in (theme, into):
            if merged.merged_into:
                raise ValidationError(f"“{merged}” is merged into “{merged.merged_into}”: choose that one.")
        going = add_partners(theme, findings)
        refuse_empty_split(theme, going, moving=moving)
        check_constraints_immediately()
        if moving:
            _move_findings(theme, into, going)
            _move_starting_points(theme, into, StartingPoint.objects.filter(theme=theme, finding__in=going))
        else:
            _add_findings(theme, into, going)
        if made_new and reading_too:
            _copy_reading(theme, into)
        return Rearrangement.objects.create(
            kind=RearrangementKind.SPLIT,
            theme=theme,
            into=into,
            made_new=made_new,
            context=context.id,
            span=_read_span(before),
            by=by,
            why=why,
        )


def _read_span(before: Mapping[str, int]) -> dict[str, list[int]]:
    return {label: [before[label], last] for label, last in find_latest_events(MOVED_MODELS).items()}


def add_partners(theme: Theme, findings: Collection[int]) -> list[int]:
    """Ids of these findings of the theme, and of those of the theme that are to be read together with them."""
    own = Finding.objects.filter(themes=theme)
    chosen = own.filter(pk__in=findings)
    blocks = chosen.filter(block__isnull=False).values("block")
    return list(
        (chosen | own.filter(block__in=blocks)).distinct().order_by("number").values_list("pk", flat=True)
    )


def refuse_empty_split(theme: Theme, going: Collection[int], *, moving: bool) -> None:
    if not going:
        raise ValidationError("Tick at least one finding that goes.")
    if moving and not theme.finding_themes.exclude(finding__in=going).exists():
        raise ValidationError(
            "These are all its findings: nothing would be left. Leave one, or merge the theme into another instead."
        )


def lock_themes(*themes: Theme) -> list[Theme]:
    """The themes as they are now, locked: two who merge at once wait for each other."""
    rows = Theme.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    locked = {row.pk: row for row in rows.filter(pk__in=[theme.pk for theme in themes])}
    if len(locked) < len(themes):
        raise ValidationError("One of the two themes is not there any more.")
    return [locked[theme.pk] for theme in themes]


def _move_findings(theme: Theme, into: Theme, findings: Iterable[int]) -> None:
    """A finding filed under both keeps one row, which is primary if either was."""
    with rebuild_catalogue_once() as changed:
        changed |= set(findings)
        rows = theme.finding_themes.filter(finding__in=list(changed))
        double = rows.filter(finding__in=into.finding_themes.values("finding"))
        primary = list(double.filter(is_primary=True).values_list("finding", flat=True))
        double.delete()
        into.finding_themes.filter(finding__in=primary).update(is_primary=True)
        rows.update(theme=into)


def _add_findings(theme: Theme, into: Theme, findings: Collection[int]) -> None:
    """File them under `into` too, as starting points where they are starting points of `theme`."""
    filed = into.finding_themes.values("finding")
    rows = theme.finding_themes.filter(finding__in=findings).exclude(finding__in=filed)
    with rebuild_catalogue_once() as changed:
        changed |= set(findings)
        FindingTheme.objects.bulk_create(
            [FindingTheme(finding_id=row.finding_id, theme=into) for row in rows]
        )
    points = StartingPoint.objects.filter(theme=theme, finding__in=findings)
    _add_starting_points(into, [point.finding_id for point in points])


def _move_starting_points(theme: Theme, into: Theme, points: QuerySet[StartingPoint]) -> None:
    """Appended in their order; a finding that is a starting point of both is one once."""
    stored = list(into.startingpoint_set.all())
    points.filter(finding__in=[point.finding_id for point in stored]).delete()
    last = max((point.position for point in stored), default=-1)
    for position, point in enumerate(points.all(), last + 1):
        point.theme, point.position = into, position
        point.save(update_fields=["theme", "position"])


def _add_starting_points(into: Theme, findings: Sequence[int]) -> None:
    stored = into.startingpoint_set
    present = set(stored.values_list("finding", flat=True))
    last = stored.aggregate(last=Max("position"))["last"]
    new = [finding for finding in findings if finding not in present]
    for position, finding in enumerate(new, 0 if last is None else last + 1):
        StartingPoint.objects.create(theme=into, finding_id=finding, position=position)


def join_states(first: str | None, second: str | None) -> str:
    """How far a review was read for two themes together; None means that there is no row."""
    states = {state or CoverageState.NOT_YET for state in (first, second)}
    return states.pop() if len(states) == 1 else CoverageState.PARTLY_READ


def _join_coverage(theme: Theme, into: Theme) -> None:
    """A review is read for both together only when it was read for each."""
    moving = {row.review_id: row for row in theme.coverage.all()}
    stored = {row.review_id: row for row in into.coverage.all()}
    for review in moving.keys() | stored.keys():
        rows = [side[review] for side in (stored, moving) if review in side]
        keep, *double = rows
        state = join_states(keep.state, double[0].state if double else None)
        for row in double:
            row.delete()
        if (keep.theme_id, keep.state) != (into.pk, state):
            keep.theme, keep.state = into, state
            keep.save(update_fields=["theme", "state"])


def _copy_reading(theme: Theme, into: Theme) -> None:
    for row in theme.coverage.exclude(state=CoverageState.NOT_YET):
        note = f"Read for “{theme}”, before this theme was split from it."
        Coverage.objects.create(
            review_id=row.review_id,
            theme=into,
            state=row.state,
            by_id=row.by_id,
            on=row.on,
            note=f"{row.note} {note}".strip(),
        )


def _move_thread(theme: Theme, into: Theme) -> None:
    """The comments are put after those that the other theme has."""
    thread = Thread.objects.filter(theme=theme).first()
    if thread is None:
        return
    target = Thread.objects.filter(theme=into).first()
    if target is None:
        thread.theme = into
        thread.save(update_fields=["theme"])
        return
    move_comments(thread.comments.order_by("position"), target)


def move_comments(comments: QuerySet[Comment], thread: Thread) -> None:
    """Saved one by one: by a rule of the database, a reply is in the thread of the comment it answers, after it."""
    last = thread.comments.aggregate(last=Max("position"))["last"] or 0
    for position, comment in enumerate(comments, last + 1):
        comment.thread, comment.position = thread, position
        comment.save(update_fields=["thread", "position"])


def _join_names(theme: Theme, into: Theme) -> None:
    """Whoever searches by the names of `theme` finds `into`."""
    title = [theme.title] if len(theme.title) <= LONGEST_NAME else []
    names = [name for name in [*title, *theme.synonyms] if name != into.title]
    into.synonyms = list(dict.fromkeys([*into.synonyms, *names]))
    into.also_typed = list(dict.fromkeys([*into.also_typed, *theme.also_typed]))
    into.save(update_fields=["synonyms", "also_typed"])
