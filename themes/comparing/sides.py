"""Two things side by side: what each has, what is in one and not in the other, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Q

from themes.explore.matrix import Silence
from themes.findings.blocks import ListEntry, ListPlace, read_entries
from themes.models import CatalogueEntry

FIRST_SHOWN = 5  # entries of each side; the list has the rest
READ_AT_MOST = 60  # findings looked through for them: a block may have many
COUNTED = "These numbers count findings that we hold, not children and not reviews."


@dataclass(frozen=True, slots=True)
class SideQuestion:
    """A set of findings to count and to show the first of. `words` follow the count."""

    title: str
    which: Q
    list_url: str
    words: str
    url: str = ""  # of its own page
    facts: tuple[str, ...] = ()
    silence: str = ""  # what to say where it has none
    list_words: str = ""  # of the link, where the list has more than these


@dataclass(frozen=True, slots=True)
class Side:
    """`above`: how many of its first findings stand further up, in a block that is not split."""

    asked: SideQuestion
    count: int
    entries: tuple[ListEntry, ...]
    above: int

    @property
    def is_whole(self) -> bool:
        shown = {card.pk for entry in self.entries for card in entry.cards}
        return self.count <= len(shown) and not self.above


@dataclass(frozen=True, slots=True)
class PairCell:
    """A number with the address that lists it, or the reason why there is none."""

    count: int = 0
    url: str = ""
    silence: Silence = Silence.NONE_APART

    @property
    def look(self) -> str:
        return "some" if self.count else self.silence.look


@dataclass(frozen=True, slots=True)
class PairRow:
    name: str
    url: str
    cells: tuple[PairCell, ...]  # the two, and perhaps what is of both


@dataclass(frozen=True, slots=True)
class OneSided:
    """What is in one and not in the other, by why it is not: "Not read yet" comes first."""

    title: str
    by_silence: tuple[tuple[Silence, tuple[PairRow, ...]], ...]


@dataclass(frozen=True)
class PairComparison:
    heading: str
    title_for_tabs: str
    said: tuple[str, ...]  # sentences that may be said aloud
    sides: tuple[Side, ...]  # the two
    together: Side | None
    row_name: str  # "Theme", "Incidents"
    table_title: str
    columns: tuple[str, ...]
    rows: tuple[PairRow, ...]
    cautions: tuple[str, ...] = ()
    content_notes: tuple[str, ...] = ()
    one_sided: tuple[OneSided, ...] = field(default=())

    @property
    def silences(self) -> list[Silence]:
        said = {cell.silence for row in self.rows for cell in row.cells if not cell.count}
        return [silence for silence in Silence if silence in said]


def read_sides(questions: Sequence[SideQuestion]) -> tuple[Side, ...]:
    """A count and the first places of each, then all their cards: two queries for each question and one more.

    An entry stands once on a page, at the first side that it is of: what must be read together is never split.
    """
    shown: set[tuple[str, int]] = set()
    counted: list[tuple[SideQuestion, int, list[ListPlace], int]] = []
    for question in questions:
        entries = CatalogueEntry.objects.in_lists().filter(question.which)
        places = _find_first_places(
            entries.order_by("number").values_list("finding_id", "block_id")[:READ_AT_MOST]
        )
        own = [place for place in places if place.key not in shown][:FIRST_SHOWN]
        above = sum(len(place.finding_ids) for place in places if place.key in shown)
        shown.update(place.key for place in own)
        counted.append((question, entries.count(), own, above))
    found = {entry.key: entry for entry in read_entries([place for _, _, own, _ in counted for place in own])}
    return tuple(
        Side(question, count, tuple(found[place.key] for place in own if place.key in found), above)
        for question, count, own, above in counted
    )


def _find_first_places(rows: Iterable[tuple[int, int | None]]) -> list[ListPlace]:
    in_order: dict[tuple[str, int], list[int]] = {}
    for finding, block in rows:
        in_order.setdefault(("block", block) if block else ("finding", finding), []).append(finding)
    return [ListPlace(tuple(ids), pk if kind == "block" else None) for (kind, pk), ids in in_order.items()]


def find_one_sided(
    rows: Iterable[PairRow], names: Sequence[str], title: str = "In {}, not in {}"
) -> tuple[OneSided, ...]:
    """Rows where one of the first two cells has findings and the other has none."""
    rows = list(rows)
    found = []
    for here, there in ((0, 1), (1, 0)):
        alone = [row for row in rows if row.cells[here].count and not row.cells[there].count]
        by_silence = tuple(
            (silence, of_silence)
            for silence in Silence
            if (of_silence := tuple(row for row in alone if row.cells[there].silence == silence))
        )
        if by_silence:
            found.append(OneSided(title.format(names[here], names[there]), by_silence))
    return tuple(found)


def say_are(number: int) -> str:
    """ "6 are", "1 is", "none is"."""
    return f"{number:,} are" if number > 1 else "1 is" if number else "none is"
