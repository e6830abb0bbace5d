"""Two things side by side: what each has, what is in one and not in the other, and why."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from django.db.models import Count, Q

from themes.explore.matrix import Silence
from themes.findings.blocks import ListEntry, ListPlace, group_places, read_entries
from themes.models import CatalogueEntry

FIRST_SHOWN = 5  # entries of each side; the list has the rest
READ_AT_MOST = 60  # findings looked through for them: a block may have many
COUNTED = "These numbers count findings that we hold, not children and not reviews."


@dataclass(frozen=True, slots=True)
class SideQuestion:
    """A set of findings, counted, to show the first of. `words` follow the count."""

    title: str
    count: int
    which: Q
    list_url: str
    words: str
    url: str = ""  # of its own page
    facts: tuple[str, ...] = ()
    silence: str = ""  # what to say where it has none
    list_words: str = ""  # of the link, where the list has more than these


@dataclass(frozen=True, slots=True)
class Side:
    """`shown`: how many of its findings its entries show, and `above`: how many stand further up, in blocks of the
    sides before it. A block shows others too, which are not counted.
    """

    asked: SideQuestion
    entries: tuple[ListEntry, ...]
    shown: int
    above: int

    @property
    def count(self) -> int:
        return self.asked.count

    @property
    def is_whole(self) -> bool:
        return self.shown == self.count


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
    """What one has findings of and the other has none of, by why it has none: "Not read yet" comes first."""

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
    """The first places of each, then all their cards: one query for each question and two more.

    An entry stands once on a page, at the first side that it is of: what must be read together is never split.
    """
    taken: set[tuple[str, int]] = set()
    places: list[list[ListPlace]] = []
    for question in questions:
        entries = CatalogueEntry.objects.in_lists().filter(question.which)
        found = group_places(entries.order_by("number").values_list("finding_id", "block_id")[:READ_AT_MOST])
        own = [place for place in found if place.key not in taken][:FIRST_SHOWN]
        taken.update(place.key for place in own)
        places.append(own)
    read = {entry.key: entry for entry in read_entries([place for own in places for place in own])}
    shown = [tuple(read[place.key] for place in own if place.key in read) for own in places]
    numbers = _count_shown(questions, shown)
    return tuple(
        Side(question, entries, *numbers[place])
        for place, (question, entries) in enumerate(zip(questions, shown, strict=True))
    )


def _count_shown(
    questions: Sequence[SideQuestion], shown: Sequence[tuple[ListEntry, ...]]
) -> list[tuple[int, int]]:
    """How many findings of each stand in its own entries, and in those further up: one query."""
    above: list[int] = []
    wanted = {}
    for place, (question, entries) in enumerate(zip(questions, shown, strict=True)):
        own = [card.pk for entry in entries for card in entry.cards]
        wanted[f"own_{place}"] = Count("pk", filter=question.which & Q(pk__in=own))
        wanted[f"above_{place}"] = Count("pk", filter=question.which & Q(pk__in=above))
        above = [*above, *own]
    found = CatalogueEntry.objects.in_lists().filter(pk__in=above).aggregate(**wanted)
    return [(found[f"own_{place}"], found[f"above_{place}"]) for place in range(len(questions))]


def find_one_sided(rows: Iterable[PairRow], titles: tuple[str, str]) -> tuple[OneSided, ...]:
    """Rows where one of the first two cells has findings and the other has none. `titles`: of those of the first, and
    of the second.
    """
    rows = list(rows)
    found = []
    for title, (here, there) in zip(titles, ((0, 1), (1, 0)), strict=True):
        alone = [row for row in rows if row.cells[here].count and not row.cells[there].count]
        by_silence = tuple(
            (silence, of_silence)
            for silence in Silence
            if (of_silence := tuple(row for row in alone if row.cells[there].silence == silence))
        )
        if by_silence:
            found.append(OneSided(title, by_silence))
    return tuple(found)


def name_both_ways(pattern: str, first: str, second: str) -> tuple[str, str]:
    """ "From {} alone, none from {} alone", filled in either order."""
    return pattern.format(first, second), pattern.format(second, first)


def say_are(number: int) -> str:
    """ "6 are", "1 is", "none is"."""
    return f"{number:,} are" if number > 1 else "1 is" if number else "none is"
