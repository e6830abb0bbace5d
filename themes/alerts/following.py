"""What somebody can be told of: a list of findings, as the address of its page has it behind the `?`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.text import Truncator

from reviews.history.tracking import find_by_old_slug
from themes.data.lists import DataRefused, read_filter
from themes.explore.choice import build_address, describe_choice
from themes.models import Finding, Situation

LONGEST_QUERY = 1_000
LONGEST_NAME = 110  # in a subject
EVERYTHING = "the collection"
# A list that is one thing's has a page of its own.
PAGES = {"theme": "theme", "period": "period", "review": "review"}


@dataclass(frozen=True)
class FollowedList:
    """`query` is the one spelling of it; `members` a query for the ids of its findings."""

    query: str
    name: str  # as it stands in a sentence
    path: str
    members: QuerySet
    is_short: bool = False


def find_followed(query: str) -> FollowedList | None:
    """The list; nothing where it cannot be followed: there is no such choice, or it was typed or made by somebody."""
    data = QueryDict(query)
    if "\x00" in query or "q" in data or "id" in data:
        return None
    if "situation" in data:
        return _follow_situation(data["situation"]) if len(data) == 1 else None
    try:
        filterset = read_filter(data)
    except DataRefused:
        return None
    pairs = [pair for pair in filterset.build_pairs() if pair[0] != "sort"]
    address = build_address("", pairs).removeprefix("?")
    if len(address) > LONGEST_QUERY:
        return None
    return FollowedList(
        address,
        Truncator(describe_choice(filterset, for_tabs=True) or EVERYTHING).chars(LONGEST_NAME),
        _find_page(pairs),
        filterset.qs.order_by().values("finding_id"),
    )


def _find_page(pairs: list[tuple[str, str]]) -> str:
    if len(pairs) == 1 and pairs[0][0] in PAGES:
        return reverse(PAGES[pairs[0][0]], args=[pairs[0][1]])
    return build_address(reverse("finding-list"), pairs)


def _follow_situation(slug: str) -> FollowedList | None:
    situation: Any = Situation.objects.filter(slug=slug).first() or find_by_old_slug(Situation, slug)
    if situation is None:
        return None
    return FollowedList(
        build_address("", [("situation", situation.slug)]).removeprefix("?"),
        f"“{Truncator(situation.title).chars(LONGEST_NAME)}”",
        situation.get_absolute_url(),
        Finding.objects.in_lists().filter(situations=situation).order_by().values("pk"),
        is_short=True,
    )
