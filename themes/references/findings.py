"""The reference of a finding: its report, its pages, and what is not known of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format

from reviews.bibliography import write_reference
from reviews.csl import Item, build_csl_item, join_into_line
from reviews.models import Review
from reviews.page_labels import sort_key
from themes.citations.provenance import CONTENTS_ONLY, HowKnown
from themes.findings.blocks import ListEntry
from themes.findings.cards import Card, cached_reverse


@dataclass(frozen=True, slots=True)
class FindingReference:
    """`address` is the finding's short one, whole. The reference is to the report; the wording is ours."""

    card: Card
    review: Review
    report: Item  # the review alone, as a list of references has it
    address: str
    worded: datetime | None = None  # when its wording last changed, where that is told
    partners: tuple[str, ...] = ()  # the numbers of findings that it must be read with

    @property
    def locator(self) -> str:
        """The pages of this report, as styles read them: "11, 17-18". Empty when none is known."""
        pages = [
            page.text.replace(" to ", "-")
            for known in self.card.how_known
            if known.tag != CONTENTS_ONLY[0]  # its text was not seen on that page
            for page in known.pages
            if page.url.startswith(self.card.review.url)  # pages of a later report say nothing about this one
        ]
        return ", ".join(dict.fromkeys(pages))

    @property
    def caution(self) -> str:
        """The pages in words, and how far they were checked."""
        return " ".join(_describe_pages(known, self.card.review.title) for known in self.card.how_known)

    @property
    def summarised(self) -> str:
        """Whose words the finding is in, and where it stands."""
        worded = f", wording of {date_format(self.worded, 'j F Y')}" if self.worded else ""
        return f"As summarised by SCR Portal, finding {self.card.code}{worded}. {self.address}"

    @property
    def ending(self) -> str:
        """What every reference to the finding ends with, in whichever style."""
        return f"{self.caution} {self.summarised}"

    @property
    def plain(self) -> str:
        return f"{write_reference(self.review)} {self.ending}"

    @property
    def item(self) -> Item:
        """For files. The note tells entries of one report apart, and carries what is not known of the page.

        The report's address is not the finding's, so there is no URL.
        """
        item = self.report | {"id": f"scr-portal-{self.card.code}", "note": self.note}
        # The pages of an article are those it fills: which of them is meant stands in the note.
        if self.locator and item["type"] == "report":
            item["page"] = self.locator
        return item

    @property
    def note(self) -> str:
        """The pages, how far they were checked, and what the finding says."""
        together = f" To be read together with {' and '.join(self.partners)}." if self.partners else ""
        summary = f"As summarised by SCR Portal, finding {self.card.code}: “{self.card.text}”{together} {self.address}"
        return join_into_line(f"{self.caution} {summary}")


def merge_reports(found: Iterable[FindingReference]) -> list[Item]:
    """An item for each report, in the order of the list: with all pages that its findings are on, each once.

    Its note has a line for each finding.
    """
    by_report: dict[int, list[FindingReference]] = {}
    for reference in found:
        by_report.setdefault(reference.review.pk, []).append(reference)
    return [_merge(group) for group in by_report.values()]


def _merge(group: Sequence[FindingReference]) -> Item:
    item = group[0].report | {"note": "\n".join(each.note for each in group)}
    pages = {page for each in group for page in each.locator.split(", ") if page}
    if pages and item["type"] == "report":  # as of a single finding: an article's own pages stay
        item["page"] = ", ".join(sorted(pages, key=_find_place))
    return item


def _find_place(pages: str) -> tuple[int, int]:
    """Where "17" or "17-18" stands in a report."""
    first, _, last = pages.partition("-")
    return sort_key(first), sort_key(last or first)


def _describe_pages(how_known: HowKnown, title: str) -> str:
    elsewhere = how_known.pages and how_known.pages_of != title
    return f"{how_known.cited} (The pages are of {how_known.pages_of}.)" if elsewhere else how_known.cited


def cite_page(name: str, address: str) -> str:
    """A page of ours as text, as it is today."""
    return f"SCR Portal, {name}, seen on {date_format(timezone.localdate(), 'j F Y')}. {address}"


def build_references(entries: Sequence[ListEntry], origin: str) -> list[FindingReference]:
    """The references of a list in its order, blocks together: two queries, however long it is."""
    reviews = Review.objects.with_authors().in_bulk(
        {card.review.pk for entry in entries for card in entry.cards}
    )
    reports = {key: build_csl_item(review) for key, review in reviews.items()}
    return [
        FindingReference(
            card,
            reviews[card.review.pk],
            reports[card.review.pk],
            f"{origin}{cached_reverse('finding-short', args=(card.number,))}",
            partners=tuple(other.code for other in entry.cards if other is not card),
        )
        for entry in entries
        for card in entry.cards
    ]
