"""Themes merged and split: what moves, the act itself, and undoing it by its history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, F, Max, QuerySet
from django.utils import timezone

from reviews.history.tracking import events_of, recorded
from reviews.history.undoing import (
    RowChange,
    check_constraints_immediately,
    find_changes,
    latest_events,
    undo_changes,
)
from themes.enums import CoverageState, FindingState
from themes.findings.publishing import reasons_not_to_publish
from themes.models import (
    ArticleSection,
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
from themes.models.catalogue import entered_once

LONGEST_NAME = 80

# What either act moves, in the order in which it is put back: what others hang on comes first.
MOVED = (
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
    with transaction.atomic(), recorded(act="merge", why=why) as context:
        theme, into = _locked(theme, into)
        if theme.merged_into:
            raise ValidationError(f"“{theme}” is already merged into “{theme.merged_into}”.")
        theme.refuse_merging_into(into)
        check_constraints_immediately()
        before = latest_events(MOVED)
        with entered_once() as findings:
            findings |= set(theme.finding_themes.values_list("finding", flat=True))
            _move_findings(theme, into, theme.finding_themes.all())
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
            span=_span(before),
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
    with transaction.atomic(), recorded(act="split", why=why) as context:
        before = latest_events(MOVED)
        if made_new:
            (theme,) = _locked(theme)
            into.full_clean()
            into.save()
        else:
            theme, into = _locked(theme, into)
        for each in (theme, into):
            if each.merged_into:
                raise ValidationError(f"“{each}” is merged into “{each.merged_into}”: choose that one.")
        going = with_partners(theme, findings)
        refuse_empty_split(theme, going, moving=moving)
        check_constraints_immediately()
        rows = theme.finding_themes.filter(finding__in=going)
        points = StartingPoint.objects.filter(theme=theme, finding__in=going)
        if moving:
            with entered_once() as findings:
                findings |= set(going)
                _move_findings(theme, into, rows)
            _move_starting_points(theme, into, points)
        else:
            held = into.finding_themes.values("finding")
            new = [
                FindingTheme(finding_id=row.finding_id, theme=into) for row in rows.exclude(finding__in=held)
            ]
            with entered_once() as findings:
                findings |= set(going)
                FindingTheme.objects.bulk_create(new)
            _add_starting_points(into, [point.finding_id for point in points])
        if made_new and reading_too:
            _copy_reading(theme, into)
        return Rearrangement.objects.create(
            kind=RearrangementKind.SPLIT,
            theme=theme,
            into=into,
            made_new=made_new,
            context=context.id,
            span=_span(before),
            by=by,
            why=why,
        )


def _span(before: Mapping[str, int]) -> dict[str, list[int]]:
    return {label: [before[label], last] for label, last in latest_events(MOVED).items()}


def with_partners(theme: Theme, findings: Collection[int]) -> list[int]:
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


def _locked(*themes: Theme) -> list[Theme]:
    """The themes as they are now, held until the end: two who merge at once wait for each other."""
    rows = Theme.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    held = {row.pk: row for row in rows.filter(pk__in=[theme.pk for theme in themes])}
    if len(held) < len(themes):
        raise ValidationError("One of the two themes is not there any more.")
    return [held[theme.pk] for theme in themes]


def _move_findings(theme: Theme, into: Theme, rows: QuerySet[FindingTheme]) -> None:
    """A finding in both keeps one row there, and is primary if it was so in either."""
    double = rows.filter(finding__in=into.finding_themes.values("finding"))
    primary = list(double.filter(is_primary=True).values_list("finding", flat=True))
    double.delete()
    into.finding_themes.filter(finding__in=primary).update(is_primary=True)
    rows.update(theme=into)


def _move_starting_points(theme: Theme, into: Theme, points: QuerySet[StartingPoint]) -> None:
    """After those already there, in their order."""
    held = list(into.startingpoint_set.all())
    points.filter(finding__in=[point.finding_id for point in held]).delete()
    last = max((point.position for point in held), default=-1)
    for position, point in enumerate(points.all(), last + 1):
        point.theme, point.position = into, position
        point.save(update_fields=["theme", "position"])


def _add_starting_points(into: Theme, findings: Sequence[int]) -> None:
    held = into.startingpoint_set
    there = set(held.values_list("finding", flat=True))
    last = held.aggregate(last=Max("position"))["last"]
    new = [finding for finding in findings if finding not in there]
    for position, finding in enumerate(new, 0 if last is None else last + 1):
        StartingPoint.objects.create(theme=into, finding_id=finding, position=position)


def joined_state(one: str | None, other: str | None) -> str:
    """How far a review was read for two themes together; None means that there is no row."""
    states = {state or CoverageState.NOT_YET for state in (one, other)}
    return states.pop() if len(states) == 1 else CoverageState.PARTLY_READ


def _join_coverage(theme: Theme, into: Theme) -> None:
    """A review is read for both together only when it was read for each."""
    moving = {row.review_id: row for row in theme.coverage.all()}
    held = {row.review_id: row for row in into.coverage.all()}
    for review in moving.keys() | held.keys():
        rows = [each[review] for each in (held, moving) if review in each]
        keep, *double = rows
        state = joined_state(keep.state, double[0].state if double else None)
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
    """What people said stays readable: after what was said there."""
    thread = Thread.objects.filter(theme=theme).first()
    if thread is None:
        return
    there = Thread.objects.filter(theme=into).first()
    if there is None:
        thread.theme = into
        thread.save(update_fields=["theme"])
        return
    _move_comments(thread.comments.order_by("position"), there)


def _move_comments(comments: QuerySet[Comment], thread: Thread) -> None:
    """One by one: the database holds a reply to the thread of what it answers, and after it."""
    last = thread.comments.aggregate(last=Max("position"))["last"] or 0
    for position, comment in enumerate(comments, last + 1):
        comment.thread, comment.position = thread, position
        comment.save(update_fields=["thread", "position"])


def _join_names(theme: Theme, into: Theme) -> None:
    """Whoever searches for what is gone is led to where it went."""
    title = [theme.title] if len(theme.title) <= LONGEST_NAME else []
    names = [name for name in [*title, *theme.synonyms] if name != into.title]
    into.synonyms = list(dict.fromkeys([*into.synonyms, *names]))
    into.also_typed = list(dict.fromkeys([*into.also_typed, *theme.also_typed]))
    into.save(update_fields=["synonyms", "also_typed"])


@dataclass(frozen=True)
class Part:
    """One kind of thing that moves: how many, said in words, and those of them that are worth naming."""

    said: str
    rows: Sequence[Any] = ()


def _counted(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"


def what_merging_moves(theme: Theme, into: Theme) -> list[Part]:
    """What `merge_themes` would do, in words; the number of queries does not depend on how much there is."""
    rows = theme.finding_themes.order_by()
    primary = rows.filter(is_primary=True).count()
    beside = rows.filter(is_primary=False).count()
    parts = [
        Part(f"{_counted(primary, 'finding', 'findings')} of which it is the primary theme"),
        Part(f"{_counted(beside, 'finding', 'findings')} filed under it beside another primary theme"),
    ]
    double = Finding.objects.filter(themes=theme).filter(pk__in=into.finding_themes.values("finding"))
    if number := double.count():
        said = f"{_counted(number, 'of these is', 'of these are')} already filed under “{into}”"
        parts.append(Part(f"{said} and will stand there once", list(double[:20])))
    if points := theme.startingpoint_set.count():
        said = _counted(points, "starting point", "starting points")
        parts.append(Part(f"{said}, after those of “{into}”, each finding once"))
    parts += _coverage_parts(theme, into)
    situations = list(theme.situations.all())
    if situations:
        parts.append(Part(_counted(len(situations), "situation", "situations"), situations))
    for number, one, several in (
        (theme.series.count(), "figure over time", "figures over time"),
        (theme.article_sections.count(), "heading of an imported article", "headings of imported articles"),
    ):
        if number:
            parts.append(Part(_counted(number, one, several)))
    related = list(Theme.objects.filter(pk__in=theme.related.values("pk")).exclude(pk=into.pk))
    if related:
        parts.append(Part("Its related themes, which become related to the other", related))
    comments = Comment.objects.filter(thread__theme=theme).count()
    if comments:
        parts.append(
            Part(
                f"{_counted(comments, 'comment', 'comments')} of its discussion, after what was said about “{into}”"
            )
        )
    names = [theme.title, *theme.synonyms, *theme.also_typed]
    parts.append(Part(f"The words by which it is searched for: {', '.join(names)}"))
    earlier = list(theme.took_in.all())
    if earlier:
        parts.append(Part("Themes that were merged into it before: their addresses lead on too", earlier))
    return parts


def _coverage_parts(theme: Theme, into: Theme) -> list[Part]:
    moving = dict(theme.coverage.values_list("review__short_title", "state"))
    held = dict(into.coverage.values_list("review__short_title", "state"))
    parts = []
    for review in sorted(moving.keys() | held.keys()):
        state = joined_state(held.get(review), moving.get(review))
        if state != held.get(review):
            was, here = (
                CoverageState(states.get(review, CoverageState.NOT_YET)).label.lower()
                for states in (held, moving)
            )
            parts.append(
                Part(
                    f"{review}: “{CoverageState(state).label.lower()}” for the two together (“{here}” for "
                    f"“{theme}”, “{was}” for “{into}”)"
                )
            )
    return parts


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


def undo(*, rearrangement: Rearrangement, why: str = "", by: Any = None) -> list[str]:
    """Put back what it moved. Returns, in sentences, what was changed since and so stays as it is.

    Raises ValidationError where it cannot be undone.
    """
    with transaction.atomic(), recorded(act="undo", why=why):
        theme, into = _locked(rearrangement.theme, rearrangement.into)
        rearrangement = Rearrangement.objects.select_for_update(no_key=True).get(pk=rearrangement.pk)
        rearrangement.theme, rearrangement.into = theme, into
        refuse_undoing(rearrangement)
        check_constraints_immediately()
        left: list[RowChange] = []
        said: list[str] = []
        for model in MOVED:
            after, upto = rearrangement.span[model._meta.label]
            changes = find_changes(rearrangement.context, model, after=after, upto=upto)
            if model is Theme:
                changes = [change for change in changes if change.before]
            if model is Comment:  # a reply goes back after what it answers
                changes.sort(key=lambda change: change.before["position"])
                left += [stays for change in changes for stays in undo_changes([change])]
                said += _bring_replies_along(into)
            elif model is FindingTheme:
                with entered_once() as findings:
                    findings |= {(change.before or change.after)["finding_id"] for change in changes}
                    left += undo_changes(changes)
            else:
                left += undo_changes(changes)
        if rearrangement.made_new:
            said += _leave_new_theme(theme, Theme.objects.get(pk=into.pk))
        _refuse_orphans(left)
        rearrangement.undone_at, rearrangement.undone_by = timezone.now(), by
        rearrangement.save(update_fields=["undone_at", "undone_by"])
        return list(dict.fromkeys([*map(_in_words, left), *said]))


def what_it_moved(rearrangement: Rearrangement) -> list[str]:
    """How many rows of each kind, by what was recorded: what undoing sets out to put back. Nothing is tried."""
    said = []
    for model in MOVED:
        after, upto = rearrangement.span[model._meta.label]
        events = events_of(model).filter(
            pgh_context_id=rearrangement.context, pgh_id__gt=after, pgh_id__lte=upto
        )
        if number := events.aggregate(rows=Count("id", distinct=True))["rows"]:
            said.append(_counted(number, str(model._meta.verbose_name), str(model._meta.verbose_name_plural)))
    return said


def _bring_replies_along(into: Theme) -> list[str]:
    """Answers given since, to what has gone back, go with it."""
    said = []
    answers = Comment.objects.filter(thread__theme=into, parent__isnull=False)
    while astray := list(answers.exclude(thread=F("parent__thread")).order_by("position")[:100]):
        for comment in astray:
            _move_comments(Comment.objects.filter(pk=comment.pk), Thread.objects.get(comments=comment.parent))
            said.append(f"The answer by {comment.author_name}, given since, goes back with what it answers.")
    return said


def _leave_new_theme(theme: Theme, new: Theme) -> list[str]:
    """Its address was public and leads on for ever; with findings filed there since, it stays a theme."""
    if new.finding_themes.exists():
        return [f"“{new}” stays a theme of its own: findings were filed under it since."]
    new.merged_into = theme
    new.save(update_fields=["merged_into"])
    return [f"The address of “{new}” stays, and leads to “{theme}”."]


def _refuse_orphans(left: Sequence[RowChange]) -> None:
    """A published finding has a primary theme, whatever was changed since."""
    ids = {(change.before or change.after)["finding_id"] for change in left if change.model is FindingTheme}
    for finding in Finding.objects.filter(pk__in=ids, state=FindingState.PUBLISHED):
        if reasons := reasons_not_to_publish(finding):
            raise ValidationError(
                [f"This cannot be undone by itself. {finding.code}: {one}" for one in reasons]
            )


def _in_words(change: RowChange) -> str:
    values = change.before or change.after
    since = "was changed since, and stays as it is."
    if change.model is FindingTheme or change.model is StartingPoint:
        finding = Finding.objects.filter(pk=values["finding_id"]).first()
        name = finding.code if finding else "A finding that is gone"
        what = "Where it is filed" if change.model is FindingTheme else "Its place among the starting points"
        return f"{name}: {what.lower()} {since}" if finding else f"{name} cannot be put back."
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
