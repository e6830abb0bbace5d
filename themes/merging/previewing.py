"""What a merge would move, in words, before it is done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviews.plurals import count_things
from themes.enums import CoverageState
from themes.merging.acts import join_states
from themes.models import Comment, Finding, Theme


@dataclass(frozen=True)
class MovingPart:
    """One kind of thing that moves: how many, in words, and the `rows` to name."""

    words: str
    rows: Sequence[Any] = ()


def preview_merge(theme: Theme, into: Theme) -> list[MovingPart]:
    """What `merge_themes` would move. A constant number of queries."""
    rows = theme.finding_themes.order_by()
    primary = rows.filter(is_primary=True).count()
    secondary = rows.filter(is_primary=False).count()
    parts = [
        MovingPart(f"{count_things(primary, 'finding', 'findings')} of which it is the primary theme"),
        MovingPart(
            f"{count_things(secondary, 'finding', 'findings')} filed under it beside another primary theme"
        ),
    ]
    double = Finding.objects.filter(themes=theme).filter(pk__in=into.finding_themes.values("finding"))
    if number := double.count():
        words = f"{count_things(number, 'of these is', 'of these are')} already filed under “{into}”"
        parts.append(MovingPart(f"{words} and will stand there once", list(double[:20])))
    if points := theme.startingpoint_set.count():
        words = count_things(points, "starting point", "starting points")
        parts.append(MovingPart(f"{words}, after those of “{into}”, each finding once"))
    parts += _list_coverage_parts(theme, into)
    situations = list(theme.situations.all())
    if situations:
        parts.append(MovingPart(count_things(len(situations), "situation", "situations"), situations))
    for number, singular, plural in (
        (theme.series.count(), "figure over time", "figures over time"),
        (theme.article_sections.count(), "heading of an imported article", "headings of imported articles"),
    ):
        if number:
            parts.append(MovingPart(count_things(number, singular, plural)))
    related = list(Theme.objects.filter(pk__in=theme.related.values("pk")).exclude(pk=into.pk))
    if related:
        parts.append(MovingPart("Its related themes, which become related to the other", related))
    comments = Comment.objects.filter(thread__theme=theme).count()
    if comments:
        number_of_comments = count_things(comments, "comment", "comments")
        parts.append(
            MovingPart(f"{number_of_comments} of its discussion, after what was said about “{into}”")
        )
    names = [theme.title, *theme.synonyms, *theme.also_typed]
    parts.append(MovingPart(f"The words by which it is searched for: {', '.join(names)}"))
    earlier = list(theme.took_in.all())
    if earlier:
        parts.append(
            MovingPart("Themes that were merged into it before: their addresses lead on too", earlier)
        )
    return parts


def _list_coverage_parts(theme: Theme, into: Theme) -> list[MovingPart]:
    moving = dict(theme.coverage.values_list("review__short_title", "state"))
    stored = dict(into.coverage.values_list("review__short_title", "state"))
    parts = []
    for review in sorted(moving.keys() | stored.keys()):
        state = join_states(stored.get(review), moving.get(review))
        if state != stored.get(review):
            into_label, theme_label = (
                CoverageState(states.get(review, CoverageState.NOT_YET)).label.lower()
                for states in (stored, moving)
            )
            parts.append(
                MovingPart(
                    f"{review}: “{CoverageState(state).label.lower()}” for the two together (“{theme_label}” for "
                    f"“{theme}”, “{into_label}” for “{into}”)"
                )
            )
    return parts
