"""Two periods or two themes, ticked in a table to be read together."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse

from reviews.plurals import count_things
from themes.explore.choice import build_address
from themes.explore.filters import split_values


@dataclass(frozen=True, slots=True)
class Ticked:
    """The slugs that were ticked, each once, as the address has them."""

    themes: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()

    @property
    def url(self) -> str:
        """Where both are compared; empty unless exactly two of one kind were ticked, and none of the other."""
        pairs = [("theme", slug) for slug in self.themes] + [("period", slug) for slug in self.periods]
        is_pair = sorted([len(self.themes), len(self.periods)]) == [0, 2]
        return build_address(reverse("compare"), pairs) if is_pair else ""

    @property
    def words(self) -> str:
        """ "1 period and 3 themes"; "nothing" where nothing was ticked."""
        counted = [(len(self.periods), "period"), (len(self.themes), "theme")]
        return " and ".join(count_things(number, name) for number, name in counted if number) or "nothing"


def read_ticked(data: QueryDict) -> Ticked:
    """What an address says was ticked. The comparison names what does not exist."""

    def read(name: str) -> tuple[str, ...]:
        return tuple(dict.fromkeys(filter(None, map(str.strip, split_values(data.getlist(name))))))

    return Ticked(read("theme"), read("period"))
