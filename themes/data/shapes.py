"""The shapes of the data: names, types and what each field means, once for JSON, CSV, SQLite and the API.

What stands here is public. A field is what a page shows and never more; a list of rows has one row for each thing.
"""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Slug = Annotated[str, Field(description="The last part of its address.", examples=["neglect"])]
Address = Annotated[str, Field(description="Its page, as a whole address.")]
PartialDate = Annotated[
    str, Field(description="As exact as it is known: “2016-05-01”, “2016-05” or “2016”; empty if it is not.")
]
Next = Annotated[
    str | None, Field(description="The whole address of where the list goes on; null at its end.")
]
ContentNote = Annotated[str, Field(description="What to know before reading it; often empty.")]


class DataShape(BaseModel):
    """Values that never change. `cell` is what one of them is within a cell of a table."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @property
    def cell(self) -> str:
        return self.model_dump_json()


class SourceData(DataShape):
    """How a finding is known."""

    tag: str = Field(description="In short.", examples=["Read on the page"])
    sentence: str = Field(description="As the page of the finding says it.")
    review: str = Field(
        description="The slug of the report that the pages are of; empty if no page is known."
    )
    pages: list[str] = Field(description="Printed page numbers: “179”, “17 to 18”.")
    shared: str = Field(description="Where a list of pages belongs to several findings together: which.")

    @property
    def cell(self) -> str:
        return " ".join(filter(None, [self.sentence, self.shared]))


class QuotationData(DataShape):
    """Words quoted in a finding, with what came of looking for them."""

    words: str
    tag: str = Field(description="What came of the check, in short.", examples=["Wording checked"])
    sentence: str = Field(description="What came of the check.")
    is_checked: bool = Field(description="Whether these very words stand on the page that is cited.")
    report_has: str = Field(description="The report’s own words, where they differ.")

    @property
    def cell(self) -> str:
        return f"“{self.words}” {self.sentence}"


class FindingData(DataShape):
    """One lesson in our own words, with where it is known from."""

    code: str = Field(description="Its number as readers see it; it never changes.", examples=["F119"])
    wording: str = Field(description="The lesson.")
    kind: str = Field(description="finding, statistic, recommendation or scope.")
    review: Slug
    review_title: str
    themes: list[str] = Field(description="Slugs; the primary theme first.")
    periods: list[str] = Field(description="Slugs of periods of incidents, the earliest first.")
    years: str = Field(description="In words.", examples=["2003 to 2011"])
    agencies: list[str] = Field(description="Slugs; none: it is not about one agency.")
    for_every_agency: bool
    ages: list[str] = Field(description="Slugs; none: it is not about one age.")
    harms: list[str] = Field(description="Slugs of kinds of harm.")
    content_note: ContentNote
    sources: list[SourceData] = Field(description="How we know it: at least one.")
    quotations: list[QuotationData]
    read_together: list[str] = Field(
        description="Codes of findings without which it would mislead. Show them together, or none of them."
    )
    read_together_because: str
    published: date | None = Field(description="The day on which it first stood here.")
    address: Address
    short_address: str = Field(description="For slides and paper.")


class FindingDetail(FindingData):
    """A finding, with those that it has to be read with."""

    together: list[FindingData]


class FindingPage(DataShape):
    """Findings in the order of the list. Those that are to be read together are never parted."""

    count: int = Field(description="How many entries the whole list has: a block of findings is one.")
    next: Next
    results: list[FindingData]


class ThemeData(DataShape):
    """A theme, without its findings."""

    slug: Slug
    title: str
    group: str
    summary: str
    scope: str = Field(description="What belongs to it, and what does not.")
    questions: list[str] = Field(description="Our questions for a conversation, not the reviews’ words.")
    content_note: ContentNote
    related: list[str] = Field(description="Slugs of themes.")
    figures: list[str] = Field(description="Slugs of figures over time.")
    finding_count: int
    address: Address
    short_address: str


class PeriodData(DataShape):
    """A window of incidents that one national analysis reported on. Windows differ in length."""

    slug: Slug
    name: str
    starts: date
    ends: date
    months: int
    is_core: bool = Field(description="Whether it lies within 2003 to 2014; later ones are for comparison.")
    read_so_far: str = Field(description="How much of its reports has been read here.")
    notes: list[str] = Field(description="What makes it hard to compare.")
    reviews: list[str] = Field(description="Slugs of reports about it.")
    own_finding_count: int = Field(description="Findings that are of this period alone.")
    shared_finding_count: int = Field(description="Findings of several periods together, this one included.")
    address: Address


class PlaceData(DataShape):
    """Where a report could be had."""

    place: str
    state: str
    url: str
    checked: date | None

    @property
    def cell(self) -> str:
        day = f", checked {self.checked.isoformat()}" if self.checked else ""
        return f"{self.url} ({self.place}, {self.state}{day})"


class ReviewData(DataShape):
    """A report or paper: its reference, and what is known of it."""

    slug: Slug
    kind: str
    title: str
    short_title: str
    authors: list[str] = Field(description="As the title page names them: “Brandon, Marian”.")
    publisher: str
    journal: str
    volume: str
    published: PartialDate
    report_number: str
    isbn: str
    incidents_from: PartialDate
    incidents_to: PartialDate
    periods: list[str] = Field(description="Slugs.")
    draws_on: list[str] = Field(description="Slugs of reports whose cases it studies again.")
    case_count: int | None
    case_count_note: str = Field(description="What was counted, or why the number is not known.")
    page_count: int | None
    covers: list[str]
    rights_holder: str
    licence: str
    places: list[PlaceData] = Field(description="Where it can be had, as far as we know.")
    reference: str = Field(description="The whole reference, as text.")
    finding_count: int = Field(description="Taken from it so far. That says how far we have read.")
    address: Address


class SituationData(DataShape):
    """A page in practitioners’ words, with findings in a chosen order."""

    slug: Slug
    title: str
    note: str
    content_note: ContentNote
    themes: list[str] = Field(description="Slugs.")
    findings: list[str] = Field(description="Codes, in the order chosen for it.")
    address: Address


class FigureRowData(DataShape):
    """One value of a figure, with its source and page."""

    years: str
    starts: date | None
    ends: date | None
    category: str
    value: str = Field(description="As readers see it: a number, or the source’s words.")
    number: float | None
    part: int | None
    whole: int | None
    a_year: str = Field(description="The number that a year of its span has, worked out by us.")
    source: str
    pages: str
    note: str
    change: str = Field(description="In what it is counted otherwise than the one before it.")

    @property
    def cell(self) -> str:
        return f"{self.years}: {self.value}"


class FigureData(DataShape):
    """A figure followed over time."""

    slug: Slug
    title: str
    unit: str
    notes: list[str] = Field(description="What to know before one reads it.")
    not_found: list[str] = Field(description="What was looked for, and not found.")
    themes: list[str] = Field(description="Slugs.")
    rows: list[FigureRowData]
    address: Address


class ThemeFile(DataShape):
    theme: ThemeData
    findings: FindingPage


class PeriodFile(DataShape):
    period: PeriodData
    findings: FindingPage


class ReviewFile(DataShape):
    review: ReviewData
    findings: FindingPage


class SituationFile(DataShape):
    situation: SituationData
    findings: FindingPage


class ThemeList(DataShape):
    count: int
    next: Next
    results: list[ThemeData]


class PeriodList(DataShape):
    count: int
    next: Next
    results: list[PeriodData]


class ReviewList(DataShape):
    count: int
    next: Next
    results: list[ReviewData]


class SituationList(DataShape):
    count: int
    next: Next
    results: list[SituationData]


class FigureList(DataShape):
    count: int
    next: Next
    results: list[FigureData]
