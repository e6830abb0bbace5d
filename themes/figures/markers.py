"""What changed in how reviews were held and published, where that alone can move a count of them."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple


class PolicyMarker(NamedTuple):
    on: date
    short: str  # on a picture: at most 30 letters
    words: str
    source: str
    source_url: str

    @property
    def month(self) -> str:
        return f"{self.on:%B %Y}"


MARKERS = (
    PolicyMarker(
        date(2010, 6, 10),
        "published in full",
        "From 10 June 2010 local boards had to publish the overview reports of reviews in full.",
        "Care Appointments, reporting figures of Children and Young People Now, 2011",
        "https://careappointments.com/care-news/england/84455/sharp-fall-in-serious-case-reviews-triggers-concern/",
    ),
    PolicyMarker(
        date(2013, 6, 1),
        "national panel",
        "Guidance of March 2013 announced a national panel of independent experts, to advise local boards whether to "
        "hold and publish a review. It was set up in June 2013.",
        "First annual report of the panel, July 2014, paragraphs 1 to 3",
        "https://docslib.org/doc/8136649/serious-case-review-panel",
    ),
)


def find_markers(first: date, last: date) -> tuple[PolicyMarker, ...]:
    """Those that fall in these years."""
    return tuple(marker for marker in MARKERS if first < marker.on <= last)
