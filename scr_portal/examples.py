"""Builders of the style guide's examples: what a template cannot be given as plain data.

None needs a database, and nothing they build may pass for a real finding.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from django import forms
from django.forms import BoundField
from django.templatetags.static import static

from reviews.models.series import Certainty
from themes.citations.provenance import HowKnown, describe_how_known
from themes.citations.wording import Quoted, describe_quotation
from themes.discussion.guard import Found, RestrictedWords, find_marks
from themes.discussion.markdown import render_markdown
from themes.enums import CitationBasis, FindingKind, Outcome
from themes.explore.strip import (
    HEIGHTS,
    MOST_BANDS,
    Size,
    Strip,
    StripBand,
    StripColumn,
    StripLine,
    draw_bars,
)
from themes.explore.tiles import Tile, TileGroup, TinyStrip, TinyWindow, draw_tiny_strip
from themes.figures.charts import Chart, draw_chart
from themes.figures.listing import FigureCard
from themes.figures.reading import Figure, FigureRow
from themes.findings.blocks import ListEntry
from themes.findings.cards import Card, CardPeriod, ReviewLink, ThemeLink
from themes.findings.micro import CORE_YEARS, MicroCell, draw_micro_strip
from themes.forms import Checkboxes, GovukForm, Radios, SmallCheckboxes
from themes.references.styles import StyledReference, render_in_every_style

SENTENCE = "This is an example, not a finding: a sentence of ours stands here, of up to thirty-five words."
REVIEW = ReviewLink(0, "example", "Example report (2011 to 2014)")
THEMES = tuple(
    ThemeLink(0, "example", title, title, "", is_primary, group)
    for title, is_primary, group in (
        ("Example theme", True, "children"),
        ("Another example theme", False, "practice"),
    )
)
LAST_CORE_YEAR = 2014
WORK = {
    "id": "example",
    "type": "report",
    "title": "Example of a report",
    "author": [{"family": "Example", "given": "Anne"}, {"literal": "Example Body"}],
    "issued": {"date-parts": [[2016, 5]]},
    "publisher": "Example Publisher",
}


def build_card(
    *,
    number: int = 900_001,
    text: str = SENTENCE,
    citations: Sequence[Mapping[str, Any]] = (),
    certainty: str = Certainty.HIGH,
    periods: Sequence[str] = ("2011-2014",),
    block_reason: str = "",
) -> Card:
    """A finding as lists show it. A period is "2011-2014"; for a citation, see `build_citation`."""
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
        themes=THEMES,
        periods=tuple(build_card_period(period) for period in periods),
        how_known=describe_how_known([build_citation(**citation) for citation in citations], certainty),
    )


def build_card_period(years: str) -> CardPeriod:
    first, last = years.split("-")
    return CardPeriod(years, f"{first} to {last}", int(first), int(last), is_core=int(last) <= LAST_CORE_YEAR)


def build_strip(
    *,
    size: Size = "mid",
    counts: Sequence[int] = (21, 15, 3, 19, 50),
    together: Mapping[str, int] = MappingProxyType({"2003-2011": 59, "2005-2009": 7}),
    silences: Mapping[str, str] = MappingProxyType({}),
    current: str = "",
    later: int = 0,
) -> Strip:
    """The five periods, with nothing behind its links."""
    edges = [(first, 2 * (first - CORE_YEARS[0]) + 1) for first in CORE_YEARS]
    url = "/findings/"
    columns = [
        StripColumn(
            name=f"{first} to {last}",
            count=count,
            spanning=sum(together.values()),
            silence=silences.get(f"{first}-{last}", ""),
            start=start,
            end=end,
            months=6 * (end - start),
            url=url,
            is_current=current == f"{first}-{last}",
        )
        for ((first, start), (last, end)), count in zip(pairwise(edges), counts, strict=True)
    ]
    places = dict(edges)
    bands = []
    for years, count in together.items():
        first, last = map(int, years.split("-"))
        end = places.get(last, columns[-1].end)
        bands.append(
            StripBand(first, last, count, places[first], end, url, False, runs_on=last not in places)
        )
    apart = [StripLine("Years given in the finding", "more, with years given in the finding", 17, url, False)]
    if later:
        apart.append(
            StripLine("2014 to 2017", "of later years, 2014 to 2017, for comparison", later, url, False)
        )
    return Strip(
        size,
        draw_bars(columns, HEIGHTS[size]),
        tuple(bands[:MOST_BANDS]),
        tuple(bands[MOST_BANDS:]),
        tuple(apart),
        url,
        bool(current),
    )


def build_micro_strip(*, years: Sequence[str]) -> tuple[MicroCell, ...]:
    return draw_micro_strip([build_card_period(each) for each in years])


def build_tiny_strip(*, counts: Sequence[int | None], together: Sequence[int] = ()) -> TinyStrip:
    """A count for each of the five windows, None where nothing was read. `together`: a first and a last year."""
    days = [date(year, 4, 1) for year in CORE_YEARS]
    windows = tuple(
        TinyWindow(first, last - timedelta(days=1), count or 0, count is not None)
        for (first, last), count in zip(pairwise(days), counts, strict=False)
    )
    reach = (date(together[0], 4, 1), date(together[1], 3, 31)) if together else None
    return draw_tiny_strip(windows, reach)


def build_tile_group(*, title: str, slug: str) -> TileGroup:
    """Three themes: one of several periods, one of several together and one without findings."""
    strips = [
        build_tiny_strip(counts=[2, 5, 9, 0, None]),
        build_tiny_strip(counts=[None] * 5, together=(2003, 2011)),
        build_tiny_strip(counts=[0, None, None, None, None]),
    ]
    titles = ("Example theme", "Another example theme", "Example theme that is empty")
    tiles = (
        Tile(name, "example", count, strip)
        for name, count, strip in zip(titles, (16, 1, 0), strips, strict=True)
    )
    return TileGroup(title, slug, tuple(tiles))


def build_citation(
    *, pages: Sequence[str], basis: str = CitationBasis.PAGE_READ, shared_by: Sequence[int] = ()
) -> dict[str, Any]:
    """A page list in the shape that `describe_how_known` reads. "17-18" is a range."""
    return {
        "basis": basis,
        "given_by": "an example article",
        "publication": "",
        "published": None,
        "title": "",
        "shared_by": shared_by,
        "shared_in_all": len(shared_by),
        "pages": [
            {"first": ends[0], "last": ends[-1], "review_slug": REVIEW.slug, "review_title": REVIEW.title}
            for ends in (page.split("-") for page in pages)
        ],
    }


def build_known(**citation: Any) -> HowKnown:
    """How one citation is known; without any, that no page is known."""
    return describe_how_known([build_citation(**citation)] if citation else [], Certainty.HIGH)[0]


def build_entry() -> ListEntry:
    return ListEntry((build_card(citations=[{"pages": ["14"]}]),))


def build_block() -> ListEntry:
    reason = "This is an example of a reason."
    return ListEntry(
        (
            build_card(number=900_002, citations=[{"pages": ["14", "68", "131"]}], block_reason=reason),
            build_card(number=900_003, text="This is an example of the other one.", block_reason=reason),
        )
    )


def build_quoted(outcome: str) -> Quoted:
    return describe_quotation(
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


def build_styles(page: str = "") -> list[tuple[str, StyledReference]]:
    return render_in_every_style(WORK, page)


def build_whole_figure(
    *, unit: str = "per cent, an example", of: str = "", source: str = REVIEW.title, change: str = ""
) -> Figure:
    """Two numbers, a window of which nothing is known, and words in place of a number."""
    windows = [(2003, 2005, "12", False), (2005, 2007, "9", False), (2009, 2011, "about a third", True)]
    rows = tuple(
        FigureRow(
            years=f"{first} to {last}",
            category="",
            value=value,
            of=of if number == 1 else "",
            source=REVIEW.title if number == 0 else source,
            pages="",
            note="",
            first=date(first, 4, 1),
            last=date(last, 3, 31),
            amount=None if is_in_words else Decimal(value),
            is_in_words=is_in_words,
            change=change if number == 1 else "",
        )
        for number, (first, last, value, is_in_words) in enumerate(windows)
    )
    return Figure("example", "Example figure", unit, note="", gaps=(), rows=rows, is_whole=True)


def build_chart(**figure: str) -> Chart | None:
    return draw_chart(build_whole_figure(**figure))


def build_parts_figure() -> Figure:
    """Two parts of one whole, and a source's words."""
    parts = [("Example part", "14", 14), ("Other example part", "7", 7), ("Part in words", "a few", None)]
    rows = tuple(
        FigureRow(
            years="2009 to 2011",
            category=category,
            value=value,
            of="28" if number else "",
            source=REVIEW.title,
            pages="page 14",
            note="",
            amount=Decimal(number) if number else None,
            is_in_words=number is None,
            part=number,
            whole=28,
        )
        for category, value, number in parts
    )
    return Figure("parts", "Example figure of parts", "cases", note="", gaps=(), rows=rows, is_whole=True)


def build_figure_card(*, of: str = "time") -> FigureCard | None:
    """With a picture over time, of parts, or in words."""
    figure = build_whole_figure() if of == "time" else build_parts_figure()
    if of == "words":
        figure = replace(figure, unit="words", rows=figure.rows[2:])
    chart = draw_chart(figure)
    return FigureCard(figure, chart, ()) if chart else None


def build_found(*, text: str, term: str = "") -> Found:
    """What is seen in a text, as its author is told; `term` is one that a rule holds back."""
    return find_marks(text, restricted=RestrictedWords([term] if term else [])).for_author()


def build_figure(*, slug: str, title: str, value: str) -> Figure:
    """A figure of one row."""
    row = FigureRow("2014", category="", value=value, of="", source=REVIEW.title, pages="", note="")
    return Figure(slug, title, "per cent, an example", note="", gaps=(), rows=(row,))


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


def build_form(prefix: str) -> ExampleForm:
    """All filled in. The prefix keeps its radios apart from those of other examples."""
    return ExampleForm(initial=FILLED, prefix=prefix)


def build_refused_form(prefix: str) -> ExampleForm:
    """With an error at every field."""
    return ExampleForm({}, prefix=prefix)


def build_fields(prefix: str) -> list[tuple[BoundField, str]]:
    """Empty fields, as Django gives them to forms/form.html."""
    return ExampleForm(prefix=prefix).get_context()["fields"]


def build_field(*, name: str, refused: bool = False) -> BoundField:
    return (build_refused_form("refused") if refused else build_form("filled"))[name]


def build_radios(*, name: str, value: str = "", grouped: bool = False) -> dict[str, Any]:
    return get_widget_context(Radios(choices=GROUPED_CHOICES if grouped else CHOICES), name, value)


def build_checkboxes(
    *, name: str, value: Sequence[str] = (), grouped: bool = False, small: bool = False
) -> dict[str, Any]:
    widget = (SmallCheckboxes if small else Checkboxes)(choices=GROUPED_CHOICES if grouped else CHOICES)
    return get_widget_context(widget, name, list(value))


def get_widget_context(widget: forms.Widget, name: str, value: Any) -> dict[str, Any]:
    return widget.get_context(name, value, {"id": name})["widget"]


BUILDERS: dict[str, Callable[..., Any]] = {
    "block": build_block,
    "card": build_card,
    "chart": build_chart,
    "checkboxes": build_checkboxes,
    "entry": build_entry,
    "field": build_field,
    "fields": build_fields,
    "figure": build_figure,
    "figure_card": build_figure_card,
    "whole_figure": build_whole_figure,
    "form": build_form,
    "found": build_found,
    "comment_words": render_markdown,
    "known": build_known,
    "micro_strip": build_micro_strip,
    "quoted": build_quoted,
    "radios": build_radios,
    "refused_form": build_refused_form,
    "static": static,
    "strip": build_strip,
    "styles": build_styles,
    "tile_group": build_tile_group,
    "tiny_strip": build_tiny_strip,
}
