"""Comments as readers see them: the shape of a thread, its pages, and the comments of one page."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Case, Exists, F, Func, IntegerField, OuterRef, Q, Value, When
from django.urls import reverse
from django.utils.safestring import SafeString

from reviews.collection_version import kept_by_version
from reviews.history.diffs import TextDiff
from reviews.models import Article
from themes.discussion.markdown import render_comment
from themes.discussion.wordings import read_differences
from themes.enums import CommentState
from themes.models import Comment, Finding, Theme, Thread

# Deeper replies are not indented further: a phone is too narrow, and a line says whom they answer.
DEEPEST_INDENT = 3
NAMELESS = "A reader"
NOT_SHOWN = "a comment that is not shown"
ELSEWHERE = "an article elsewhere"

ON_A_PAGE = 30  # comments, or fewer where they are long
BELOW_A_PAGE = 10  # below what they are about: the page is that one's, and the rest is one step away
WEIGHT_OF_A_PAGE = 60_000  # bytes of words
OLDEST, NEWEST = "oldest", "newest"
LONG_AGO = datetime(1, 1, 1, tzinfo=UTC)


class CommentPlace(NamedTuple):
    """Where a comment stands in its thread, and whether readers see it there."""

    pk: int
    parent: int | None
    position: int
    posted_at: datetime | None = None
    is_shown: bool = True
    was_shown: bool = True  # once: what is gone leaves its place
    weight: int = 0  # bytes of its words


class PlacedComment(NamedTuple):
    place: CommentPlace
    depth: int  # 0 where it answers no other comment


@dataclass(frozen=True, slots=True)
class PublicComment:
    """A comment that readers see, or the place of one that they do not.

    `author_name` is the name that it was signed with, whether or not its author has an account, or still has
    one; where that name was taken away it is "A reader".
    """

    pk: int
    depth: int = 0
    is_shown: bool = False
    author_name: str = ""
    posted_at: datetime | None = None
    time_known: bool = False
    html: SafeString | None = None
    source: str = ""  # the article under which it was written, where it came with one
    difference: TextDiff | None = None  # where it is about an earlier wording of the finding
    about_earlier_wording: bool = False
    parent: int | None = None
    parent_author: str = ""
    parent_is_here: bool = False  # on the same page
    is_flat: bool = (
        False  # indented no further than the comment it answers, so that only words tell which that is
    )
    folds: int = 0  # places that follow it and can be folded away
    replies: int = 0  # of those, that readers see
    closes: tuple[None, ...] = ()  # one for each fold that ends behind it

    @property
    def anchor(self) -> str:
        return f"comment-{self.pk}"

    @property
    def parent_address(self) -> str:
        if not self.parent:
            return ""
        return f"#comment-{self.parent}" if self.parent_is_here else reverse("comment", args=[self.parent])


@dataclass(frozen=True, slots=True)
class PublicThread:
    """What readers see of a thread: `comments` of one page in their order, of `count` that are shown."""

    pk: int
    is_open: bool
    comments: tuple[PublicComment, ...] = ()
    count: int = 0
    page_count: int = 1
    is_whole: bool = True  # whether there are no others

    @property
    def has_imported(self) -> bool:
        return any(comment.source for comment in self.comments)

    @property
    def takes_replies(self) -> bool:
        return self.is_open and settings.REPLIES


def read_thread(
    about: Theme | Finding | Article, order: str = OLDEST, most: int = BELOW_A_PAGE
) -> PublicThread | None:
    """The first comments of the thread of a page, or None where it has nothing to show: four queries at most."""
    if not settings.DISCUSSION:
        return None
    thread = Thread.objects.filter(**{str(about._meta.model_name): about}).only("pk", "is_open").first()
    if thread is None:
        return None
    placed = read_places(thread.pk, order)
    if not placed and not thread.is_open:
        return None
    return show_page(thread, about, placed, split_into_pages(placed, most)[0])


def name_subject(about: Theme | Finding | Article) -> tuple[str, str]:
    """What it is called in a tab, without words that could distress there; and what it says."""
    if isinstance(about, Finding):
        return f"Finding {about.code}", about.text
    return (about.title, "") if isinstance(about, Theme) else (about.plain_name, about.source_name)


def select_seen() -> Q:
    """The comments that readers see."""
    if not settings.DISCUSSION:
        return Q(pk__in=[])
    seen = Q(state=CommentState.PUBLISHED)
    return seen if settings.REPLIES else seen & Q(parent=None)


def show_page(
    thread: Thread, about: Theme | Finding | Article, placed: Sequence[PlacedComment], page: slice
) -> PublicThread:
    """These places of a thread, with their comments: two queries, and one for earlier wordings of a finding."""
    here = placed[page]
    return PublicThread(
        pk=thread.pk,
        is_open=thread.is_open,
        comments=_read_comments(here, about),
        count=sum(each.place.is_shown for each in placed),
        page_count=len(split_into_pages(placed)),
        is_whole=len(here) == len(placed),
    )


@kept_by_version
def read_places(thread: int, order: str = OLDEST) -> tuple[PlacedComment, ...]:
    """All places of a thread in this order: one query, without any words."""
    rows = (
        Comment.objects.filter(thread=thread, **({} if settings.REPLIES else {"parent": None}))
        .filter(
            select_seen()
            | Q(approved_at__isnull=False)
            | Exists(Comment.objects.filter(parent=OuterRef("pk")))
        )
        .annotate(
            is_shown=Case(When(state=CommentState.PUBLISHED, then=Value(1)), default=Value(0)),
            weight=Func(F("body"), function="octet_length", output_field=IntegerField()),
        )
        .order_by("position")
        .values_list("pk", "parent_id", "position", "posted_at", "is_shown", "approved_at", "weight")
    )
    places = [
        CommentPlace(pk, parent, position, posted_at, bool(shown), approved_at is not None, weight)
        for pk, parent, position, posted_at, shown, approved_at, weight in rows
    ]
    return tuple(in_thread_order(places) if order == OLDEST else in_newest_order(places))


def in_thread_order(places: Iterable[CommentPlace]) -> list[PlacedComment]:
    """Each after the one it answers, answers to the same one by their positions.

    What readers do not see keeps its place where they saw it once, or see what answers it; else nothing tells of it.
    A comment that answers one which is not among them is left out, and so is all that answers it in turn.
    """
    answers: dict[int | None, list[CommentPlace]] = {}
    for place in sorted(places, key=lambda place: place.position):
        answers.setdefault(place.parent, []).append(place)
    ordered: list[PlacedComment] = []
    waiting = [PlacedComment(place, 0) for place in reversed(answers.get(None, []))]
    while waiting:
        place, depth = placed = waiting.pop()
        ordered.append(placed)
        waiting += [PlacedComment(answer, depth + 1) for answer in reversed(answers.get(place.pk, []))]
    seen_below: set[int | None] = set()
    kept = []
    for placed in reversed(ordered):
        place = placed.place
        if place.is_shown or place.was_shown or place.pk in seen_below:
            seen_below.add(place.parent)
            kept.append(placed)
    return kept[::-1]


def in_newest_order(places: Iterable[CommentPlace]) -> list[PlacedComment]:
    """What was said last comes first, whatever it answers. Places of what is not shown are left out."""
    seen = [placed for placed in in_thread_order(places) if placed.place.is_shown]
    seen.sort(key=lambda each: (each.place.posted_at or LONG_AGO, each.place.position), reverse=True)
    return [PlacedComment(placed.place, 0) for placed in seen]


def split_into_pages(placed: Sequence[PlacedComment], most: int = ON_A_PAGE) -> list[slice]:
    """The pages of a thread: so many comments, fewer where they are long. One where there are none."""
    starts, weight = [0], 0
    for number, (place, _) in enumerate(placed):
        weight += place.weight
        if number - starts[-1] >= most or (weight > WEIGHT_OF_A_PAGE and number > starts[-1]):
            starts.append(number)
            weight = place.weight
    return [slice(start, end) for start, end in zip(starts, [*starts[1:], len(placed)], strict=True)]


def find_page(placed: Sequence[PlacedComment], comment: int) -> int | None:
    """The number of the page on which this comment, or its place, stands."""
    where = next((number for number, (place, _) in enumerate(placed) if place.pk == comment), None)
    if where is None:
        return None
    return next(n for n, page in enumerate(split_into_pages(placed), start=1) if where < page.stop)


def _read_comments(
    placed: Sequence[PlacedComment], about: Theme | Finding | Article
) -> tuple[PublicComment, ...]:
    finding = about if isinstance(about, Finding) else None
    source = about.source_name if isinstance(about, Article) else ELSEWHERE
    shown = [place.pk for place, _ in placed if place.is_shown]
    fields = ("author_name", "posted_at", "time_known", "body", "finding_version", "is_imported")
    rows = Comment.objects.filter(pk__in=shown, state=CommentState.PUBLISHED).values(
        "pk", *fields, "parent__author_name", "parent__state"
    )
    by_pk = {row["pk"]: row for row in rows} if shown else {}
    differences = read_differences(finding, {row["finding_version"] for row in by_pk.values()})
    here = {place.pk for place, _ in placed}
    folds, closes = fold_branches(
        [depth for _, depth in placed], [place.parent in here for place, _ in placed]
    )
    comments = []
    for number, (place, depth) in enumerate(placed):
        row = by_pk.get(place.pk)
        around: dict[str, Any] = {
            "pk": place.pk,
            "depth": depth,
            "folds": folds[number],
            "replies": sum(each.place.is_shown for each in placed[number + 1 : number + 1 + folds[number]]),
            "closes": (None,) * closes[number],
        }
        if row is None:
            comments.append(PublicComment(**around))
            continue
        version = row["finding_version"]
        parent_is_here = place.parent in here
        comments.append(
            PublicComment(
                **around,
                is_shown=True,
                author_name=row["author_name"].strip() or NAMELESS,
                posted_at=row["posted_at"],
                time_known=row["time_known"],
                html=render_comment(row["body"], is_imported=row["is_imported"]),
                source=source if row["is_imported"] else "",
                difference=differences.get(version),
                about_earlier_wording=bool(finding) and version in differences,
                parent=place.parent,
                parent_author=_name_parent(row),
                parent_is_here=parent_is_here,
                is_flat=bool(place.parent) and (depth > DEEPEST_INDENT or depth == 0 or not parent_is_here),
            )
        )
    return tuple(comments)


def _name_parent(row: dict) -> str:
    if row["parent__state"] is None:
        return ""
    if row["parent__state"] != CommentState.PUBLISHED:
        return NOT_SHOWN
    return row["parent__author_name"].strip() or NAMELESS


def fold_branches(depths: Sequence[int], parents_here: Sequence[bool]) -> tuple[list[int], list[int]]:
    """How many replies follow each comment inside its fold, and how many folds end behind it.

    A fold begins where the comment that is answered stands on the same page; below the deepest indent there is none.
    """
    folds, closes = [0] * len(depths), [0] * len(depths)
    open_folds: list[int] = []
    for number, depth in enumerate(depths):
        while open_folds and depths[open_folds[-1]] >= depth:
            open_folds.pop()
            closes[number - 1] += 1
        if number and depth == depths[number - 1] + 1 and depth <= DEEPEST_INDENT and parents_here[number]:
            open_folds.append(number - 1)
        for fold in open_folds:
            folds[fold] += 1
    if depths:
        closes[-1] += len(open_folds)
    return folds, closes
