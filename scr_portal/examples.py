"""Values for the style guide's examples, made without a database. None may pass for a real finding."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import Any

from django import forms
from django.core.paginator import Page, Paginator
from django.templatetags.static import static

from reviews.dates import Precision
from reviews.history.differences import difference
from reviews.models import Availability, Review
from reviews.models.series import Certainty
from themes.citations.provenance import HowKnown, how_we_know
from themes.citations.wording import Quoted, quoted
from themes.discussion.threads import PublicComment
from themes.enums import CitationBasis, FindingKind, Outcome
from themes.explore.choice import Box, Chosen, FacetBoxes, Widening
from themes.explore.facets import LABELS, Facet, Option
from themes.explore.figures import Figure, FigureRow
from themes.findings.blocks import Entry
from themes.findings.cards import Card, ReviewLink, Span, ThemeLink
from themes.findings.corrections import WORDS, Told
from themes.forms import Checkboxes, GovukForm, Radios
from themes.models import ChangeKind, Situation, Theme
from themes.models.catalogue import FacetNumber
from themes.reading.evidence import Drawn, Label, Mark, Passage
from themes.references.styles import Styled, in_every_style
from themes.views.lists import PER_PAGE, page_numbers

SENTENCE = "This is an example, not a finding: a sentence of ours stands here, of up to thirty-five words."
LONGEST_SENTENCE = (
    "This is an example, not a finding, and as long as any may be: thirty-five words in all, so that everybody "
    "can see where all its lines break on a phone held in one hand."
)
REVIEW = ReviewLink(0, "example", "Example report (2011 to 2014)")
LONG_REVIEW = "Example report with a title long enough to need several lines on a phone (2011 to 2014)"
REWORDED = difference(SENTENCE, SENTENCE.replace("a sentence of ours", "other words of ours"))
LONGER = difference(SENTENCE, f"{SENTENCE} It says more than before.")
PERIODS = (
    Span("2009-2011", "2009 to 2011", 2009, 2011, is_core=True),
    Span("2011-2014", "2011 to 2014", 2011, 2014, is_core=True),
)
LATER = Span("2017-2019", "2017 to 2019", 2017, 2019, is_core=False)


# Findings


def citation(
    *pages: str, basis: CitationBasis = CitationBasis.PAGE_READ, shared_by: Sequence[int] = ()
) -> dict[str, Any]:
    """A page list; "17-18" is a range. In the shape that `how_we_know` reads."""
    ends = [page.split("-") for page in pages]
    return {
        "basis": basis,
        "given_by": "an example article",
        "publication": "",
        "published": None,
        "title": "",
        "shared_by": shared_by,
        "shared_in_all": len(shared_by),
        "pages": [
            {"first": each[0], "last": each[-1], "review_slug": REVIEW.slug, "review_title": REVIEW.title}
            for each in ends
        ],
    }


NOT_CHECKED = CitationBasis.SECONDARY_SOURCE
SHARED = citation("17-18", "200", basis=NOT_CHECKED, shared_by=(900_001, 900_002))


def known(*citations: dict[str, Any], certainty: Certainty = Certainty.HIGH) -> tuple[HowKnown, ...]:
    return how_we_know(citations, certainty)


def words_quoted(outcome: Outcome) -> Quoted:
    return quoted(
        {
            "words": "an example, not words of any report",
            "outcome": outcome,
            "matched": "an example, no words of a report",
            "found_on": "15" if outcome == Outcome.OTHER_PAGE else "14",
            "checked_at": "2026-03-09",
            "because": "The words stand in a box, which a computer reads in another order",
            "pages": [{"first": "14", "last": "14"}],
        }
    )


PASSAGES = (
    Passage("An example of a line of a page.\nThe next line goes on: "),
    Passage("these words are quoted", ("F900001",)),
    Passage(", and\nso the page ends."),
)
MARKS = (Mark(330, 180, 600, 60, "F900001"), Mark(330, 400, 560, 60, "F900001"))


def drawn(marks: tuple[Mark, ...] = ()) -> Drawn:
    """A page that is no page of a report: our own sign stands for it."""
    return Drawn(
        alt=f"Page 14 (PDF page 16) as a picture.{' The words that F900001 quotes are marked.' if marks else ''}",
        url=static("favicon.svg"),
        width=1_200,
        height=700,
        marks=marks,
        labels=tuple(Label(mark.y + mark.height, mark.code) for mark in marks),
    )


def theme_link(name: str, *, is_primary: bool = False) -> ThemeLink:
    return ThemeLink(0, "example", name, name, "", is_primary)


def card(
    *citations: dict[str, Any],
    number: int = 900_001,
    text: str = SENTENCE,
    certainty: Certainty = Certainty.HIGH,
    periods: tuple[Span, ...] = PERIODS[1:],
    block_reason: str = "",
) -> Card:
    return Card(
        pk=number,
        number=number,
        code=f"F{number}",
        text=text,
        kind=FindingKind.FINDING.value,
        review=REVIEW,
        block=None,
        block_position=0,
        block_reason=block_reason,
        themes=(theme_link("Example theme", is_primary=True), theme_link("Another example theme")),
        periods=periods,
        how_known=known(*citations, certainty=certainty),
    )


def entry() -> Entry:
    return Entry((card(citation("14")),))


def block() -> Entry:
    reason = "This is an example of a reason."
    return Entry(
        (
            card(citation("14", "68", "131"), number=900_002, block_reason=reason),
            card(number=900_003, text="This is an example of the other one.", block_reason=reason),
        )
    )


# Lists and filters


def page_of(count: int, number: int) -> dict[str, Any]:
    """Page `number` of a list of `count` entries, for components/pagination.html."""
    page: Page = Paginator(range(count), PER_PAGE).page(number)
    return {"page": page, "numbers": page_numbers(page)}


def chosen(*words: str) -> list[Chosen]:
    return [Chosen(text, "?") for text in words]


def widening(text: str, count: int) -> Widening:
    return Widening(text, count, "?")


def facet(
    number: FacetNumber, *groups: tuple[str, Sequence[tuple[str, int]]], picked: Sequence[str] = ()
) -> FacetBoxes:
    """A kind of choice: for each group its title, empty if it has none, and (words, count) for each option."""
    name, label = LABELS[number]
    places = itertools.count(1)
    boxes = tuple(
        (
            title,
            tuple(
                Box(option(number, next(places), words), count, words in picked) for words, count in options
            ),
        )
        for title, options in groups
    )
    options = tuple(box.option for _, group in boxes for box in group)
    return FacetBoxes(Facet(number, name, label, options), len(picked), boxes)


def option(number: FacetNumber, place: int, words: str) -> Option:
    return Option(number.option(place), f"example-{place}", words)


AGES = ("", [("Example age", 40), ("Another example age", 7)])
YEARS = [(year, year == 2005, year == 2014) for year in range(2003, 2015)]
YEARS_NOT_CHOSEN = [(year, False, False) for year, *_ in YEARS]
SORTS = [("", "Example of the usual order", True), ("number", "Example of another order", False)]
ALL_FACETS: dict[str, Any] = {
    "facets": [
        facet(FacetNumber.AGE, AGES),
        facet(FacetNumber.SPAN, ("", [("Of one period alone", 30), ("Of several periods together", 17)])),
    ],
    "years": YEARS_NOT_CHOSEN,
    "sorts": SORTS,
}


# Links with counts


def counted(row: Any, count: int) -> Any:
    row.finding_count = count
    return row


def theme(title: str, count: int) -> Theme:
    return counted(Theme(title=title, slug="example"), count)


THEMES = [
    theme("Example theme", 12),
    theme("Another example theme", 1),
    theme("Example theme that is empty", 0),
]
SITUATIONS = [
    Situation(title="Example situation", slug="example"),
    Situation(title="Another example situation, in more of the words that practitioners use", slug="example"),
]
REVIEWS = [
    counted(
        Review(
            short_title="Example report",
            slug="example",
            incidents_from=date(2011, 4, 1),
            incidents_to=date(2014, 3, 31),
            incidents_precision=Precision.MONTH,
            published=date(2016, 5, 1),
            published_precision=Precision.MONTH,
        ),
        3,
    ),
    Review(
        short_title="Example report without incidents of its own",
        slug="example",
        published=date(2012, 1, 1),
        published_precision=Precision.YEAR,
    ),
    Review(short_title=LONG_REVIEW, slug="example"),
]


WORK = {
    "id": "example",
    "type": "report",
    "title": "Example of a report",
    "author": [{"family": "Example", "given": "Anne"}, {"literal": "Example Body"}],
    "issued": {"date-parts": [[2016, 5]]},
    "publisher": "Example Publisher",
}


def styles(page: str = "") -> list[tuple[str, Styled]]:
    return in_every_style(WORK, page)


def place(
    state: Availability.State = Availability.State.PUBLISHED,
    on: date | None = date(2026, 1, 2),
    note: str = "",
) -> Availability:
    return Availability(
        place=Availability.Place.PUBLISHER, url="https://publisher.example/", state=state, on=on, note=note
    )


def navigation(current: str) -> list[dict[str, str]]:
    """`current` is the value of aria-current on the second item."""
    words = ("Example section", "Another example section", "Third example section")
    return [
        {"text": text, "url": "?", "current": current if at == 1 else ""} for at, text in enumerate(words)
    ]


# Figures


def figure(slug: str, title: str, *rows: FigureRow, note: str = "", gaps: tuple[str, ...] = ()) -> Figure:
    return Figure(slug, title, "per cent, an example", note, gaps, rows)


def row(
    years: str, value: str, *, category: str = "", of: str = "", pages: str = "", note: str = ""
) -> FigureRow:
    return FigureRow(years, category, value, of, REVIEW.title, pages, note)


PLAIN_FIGURE = figure(
    "plain",
    "Example figure",
    row("2009 to 2011", "1%", pages="page 14"),
    row("2011 to 2014", "2%"),
)
FULL_FIGURE = figure(
    "full",
    "Example figure with a title of more than one line on a phone",
    row("2009 to 2011", "1%", category="Example part", of="1 of 100", pages="page 14"),
    row("2009 to 2011", "2%", category="Other example part", note="This is an example of a note on one row."),
    note="This is an example of a note on all of it.",
    gaps=("this is an example of what could not be found.",),
)


# Discussion


def comment(
    pk: int,
    *,
    depth: int = 0,
    name: str = "Example reader",
    dated: bool = True,
    time_known: bool = True,
    body: tuple[str, ...] = ("This is an example of a comment.",),
    about_earlier_wording: bool = False,
) -> PublicComment:
    """A comment that answers the one before it, unless its `depth` is 0."""
    return PublicComment(
        pk=pk,
        depth=depth,
        author_name=name,
        posted_at=datetime(2026, 1, 2, 15, 4, tzinfo=UTC) if dated else None,
        time_known=time_known,
        paragraphs=body,
        about_earlier_wording=about_earlier_wording,
        parent=pk - 1 if depth else None,
        parent_author="Example reader" if depth else "",
    )


# Forms


CHOICES = [("one", "Example of a choice"), ("two", "Example of another choice")]
GROUPED_CHOICES = [
    ("Example group", CHOICES),
    ("Another example group", [("three", "Example of a third choice")]),
]
HINT = "This is an example of a hint."
REQUIRED = {"required": "This is an example of an error."}


class ExampleForm(GovukForm):
    """Each kind of field that our templates know."""

    text = forms.CharField(label="Example of a line", help_text=HINT, error_messages=REQUIRED)
    textarea = forms.CharField(
        label="Example of several lines",
        help_text=HINT,
        error_messages=REQUIRED,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    select = forms.ChoiceField(
        label="Example of a list to choose from", choices=[("", "Choose"), *CHOICES], error_messages=REQUIRED
    )
    radios = forms.ChoiceField(
        label="Example of one choice", help_text=HINT, choices=CHOICES, widget=Radios, error_messages=REQUIRED
    )
    checkboxes = forms.MultipleChoiceField(
        label="Example of several choices",
        help_text=HINT,
        choices=GROUPED_CHOICES,
        widget=Checkboxes,
        error_messages=REQUIRED,
    )
    tick_box = forms.BooleanField(
        label="Example of a single tick box", help_text=HINT, error_messages=REQUIRED
    )


FILLED = {
    "text": "An example",
    "textarea": "An example\nof two lines",
    "select": "one",
    "radios": "two",
    "checkboxes": ["one", "three"],
    "tick_box": True,
}


def filled_form(prefix: str) -> ExampleForm:
    return ExampleForm(initial=FILLED, prefix=prefix)


def refused_form(prefix: str) -> ExampleForm:
    """With an error at every field. The prefix keeps its radios apart from those of other examples."""
    return ExampleForm({}, prefix=prefix)


def widget(made: forms.Widget, name: str, value: Any) -> dict[str, Any]:
    """What a widget's template is given."""
    return made.get_context(name, value, {"id": name})


def told() -> dict[str, Told]:
    """A change of each kind."""
    return {
        str(kind.label): Told(
            0,
            "F000",
            "#",
            "#",
            kind,
            WORDS[kind],
            datetime(2026, 1, 1, tzinfo=UTC),
            "" if kind == ChangeKind.WITHDRAWN else "An example theme",
            REWORDED if kind == ChangeKind.WORDING else None,
        )
        for kind in ChangeKind
    }
