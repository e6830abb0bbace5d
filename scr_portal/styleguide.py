"""The style guide: every component of the public pages, in all its states, made by its own template.

A template's first comment says what it is and which parameters it takes; that is read from the template and
written nowhere else. Here stand when to use it, and its examples.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.template.loader import get_template
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import slugify

from reviews.models import Availability, Document
from reviews.models.series import Certainty
from scr_portal import examples as of
from themes.discussion.threads import PublicThread
from themes.enums import CitationBasis, Outcome
from themes.forms import Checkboxes, Radios, SmallCheckboxes
from themes.models.catalogue import FacetNumber
from themes.reading.evidence import Drawn
from themes.references.files import file_links
from themes.references.marks import marks
from themes.search.vocabulary import Gap
from themes.views.lists import Listed

FIRST_COMMENT = re.compile(r"\{#\s*(.*?)\s*#\}")
# What names an element, and what points to one by its name.
NAMES = re.compile(r' (id|for|form|aria-labelledby|aria-describedby)="([^"]+)"| href="#([^"]+)"')


class Example(NamedTuple):
    state: str
    context: Mapping[str, Any] = {}
    is_empty: bool = False  # the state in which nothing is shown


@dataclass(frozen=True)
class Component:
    template: str
    use: str
    examples: tuple[Example, ...]

    @property
    def anchor(self) -> str:
        return slugify(self.template.removesuffix(".html").replace("/", "-"))

    @property
    def name(self) -> SafeString:
        """The template's path, which may break after its parts."""
        return mark_safe(re.sub(r"([/_])", r"\1<wbr>", self.template))  # noqa: S308 - written below

    @property
    def comment(self) -> str:
        """What the template says of itself and its parameters. Empty when it says nothing."""
        said = FIRST_COMMENT.search((settings.BASE_DIR / "templates" / self.template).read_text())
        return said[1] if said else ""

    @property
    def shown(self) -> list[tuple[str, SafeString]]:
        """Each state with its HTML, in which all ids are of their own."""
        template = get_template(self.template)
        return [
            (
                example.state,
                on_its_own(template.render(dict(example.context)), f"{self.anchor}-{number}"),
            )
            for number, example in enumerate(self.examples, 1)
        ]


def on_its_own(html: str, prefix: str) -> SafeString:
    """An example's HTML, made to stand beside others: its ids begin with `prefix`, and it takes no focus."""

    def renamed(match: re.Match[str]) -> str:
        if match[3]:
            return f' href="#{prefix}-{match[3]}"'
        return f' {match[1]}="{" ".join(f"{prefix}-{name}" for name in match[2].split())}"'

    # As the page opens, the script would move the focus to a list of errors.
    still = html.replace(' data-module="govuk-error-summary"', "")
    return mark_safe(NAMES.sub(renamed, still).strip())  # noqa: S308 - made by our templates


def templates() -> set[str]:
    """Every template that is a component. Not among them: those around every page, which the guide itself shows."""
    folder = Path(settings.BASE_DIR / "templates")
    around_every_page = {f"includes/{name}.html" for name in ("exit_link", "footer", "header", "printed")}
    found = {
        path.relative_to(folder).as_posix()
        for part in ("components", "forms", "includes")
        for path in (folder / part).glob("[!_]*.html")
    }
    return found - around_every_page


@functools.cache  # not when this is imported: addresses are looked up
def components() -> tuple[Component, ...]:
    """Every component, in the order of the page."""
    return (*findings(), *lists(), *links(), *notes(), *discussion(), *form_parts(), *around_a_page())


def findings() -> list[Component]:
    finding = {
        "Page read": of.card(of.citation("14")),
        "Page not checked": of.card(of.citation("14", basis=of.NOT_CHECKED)),
        "Page given by a later report": of.card(of.citation("14", basis=CitationBasis.SAME_AUTHORS_LATER)),
        "Contents list only": of.card(of.citation("iv", basis=CitationBasis.CONTENTS_LIST)),
        "Page not known, read in a summary": of.card(),
        "Page not known, read in a press report": of.card(certainty=Certainty.MEDIUM),
        "Heading seen, page not known": of.card(certainty=Certainty.LOW),
        "Several citations, the longest sentence": of.card(
            of.citation("14", "68", "131"), of.citation("3-5", basis=of.NOT_CHECKED), text=of.LONGEST_SENTENCE
        ),
        "Page list shared with another finding": of.card(of.SHARED),
        "Several periods together": of.card(of.citation("14"), periods=of.PERIODS),
        "Later report": of.card(of.citation("14"), periods=(of.LATER,)),
        "No period": of.card(of.citation("14"), periods=()),
    }
    (read,) = of.known(of.citation("14", "68", "131"))
    (not_checked,) = of.known(of.SHARED)
    (not_known,) = of.known()
    block = of.block()
    return [
        Component(
            "components/finding.html",
            "A finding, wherever a list shows one; on the page through its tag, finding_card or finding_entry.",
            tuple(Example(state, {"card": card}) for state, card in finding.items()),
        ),
        Component(
            "components/period_tag.html",
            "Beside a finding’s number.",
            (
                Example("One period", {"card": of.card()}),
                Example("Several periods together", {"card": of.card(periods=of.PERIODS)}),
                Example("Later report", {"card": of.card(periods=(of.LATER,))}),
                Example("No period", {"card": of.card(periods=())}, is_empty=True),
            ),
        ),
        Component(
            "components/how_we_know.html",
            "Under a finding, once for each of its sources.",
            (
                Example("Page read", {"known": read, "review": of.REVIEW}),
                Example("Page not checked, shared page list", {"known": not_checked, "review": of.REVIEW}),
                Example("Page not known", {"known": not_known, "review": of.REVIEW}),
            ),
        ),
        Component(
            "components/quoted.html",
            "Under a finding, once for each quotation: what came of looking for the words in the report.",
            (
                Example("In a list", {"quoted": of.words_quoted(Outcome.EXACT)}),
                Example(
                    "In a list: nearly the same",
                    {"quoted": of.words_quoted(Outcome.NEAR), "url": of.card().url, "code": of.card().code},
                ),
                *(
                    Example(
                        f"On the page of the finding: {outcome.label.lower()}",
                        {"quoted": of.words_quoted(outcome), "whole": True},
                    )
                    for outcome in Outcome
                ),
            ),
        ),
        Component(
            "components/page_list.html",
            "Wherever pages are named, if any are known.",
            (
                Example("One page", {"known": of.known(of.citation("14"))[0]}),
                Example("Several pages", {"known": read}),
                Example("A range and a page", {"known": not_checked}),
            ),
        ),
        Component(
            "components/page_picture.html",
            "Beside the words of a page, for those who may see it.",
            (
                Example("Quoted by findings", {"drawn": of.drawn(marks=of.MARKS)}),
                Example("Nothing quoted", {"drawn": of.drawn()}),
                Example(
                    "It cannot be drawn",
                    {
                        "drawn": Drawn(
                            alt="Page 14", problem="There is no picture of this page: this is an example."
                        )
                    },
                ),
            ),
        ),
        Component(
            "components/page_text.html",
            "Beside the picture of a page, for those who may see it.",
            (
                Example("Quoted by findings", {"passages": of.PASSAGES}),
                Example("Nothing quoted", {"passages": of.PASSAGES[:1]}),
                Example("No words", {"passages": []}, is_empty=True),
            ),
        ),
        Component(
            "components/difference.html",
            "Two wordings of a finding, where its history says that it changed.",
            (
                Example("Words changed", {"difference": of.REWORDED}),
                Example("Words added only", {"difference": of.LONGER}),
            ),
        ),
        Component(
            "components/told.html",
            "A change that readers are told of, on the page of corrections.",
            tuple(Example(state, {"change": change}) for state, change in of.told().items()),
        ),
        Component(
            "components/read_together.html",
            "Findings of which one alone would mislead: never show one without the others.",
            (
                Example("With a reason", {"cards": block.cards, "reason": block.reason}),
                Example("Without a reason", {"cards": block.cards}),
                Example("As a part of a page of its own", {"cards": block.cards, "level": "h2"}),
            ),
        ),
        Component(
            "components/entries.html",
            "Every list of findings.",
            (
                Example("Findings and a block", {"entries": [of.entry(), block]}),
                Example("With tick boxes", {"entries": [of.entry(), block], "pick": True}),
                Example(
                    "Some already shown under “Start here”",
                    {"entries": [of.entry(), block], "above": [block]},
                ),
            ),
        ),
        Component(
            "components/pick.html",
            "Under each entry of a list, where the page ends with the form that makes a list.",
            (Example("A finding", {"entry": of.entry()}), Example("A block", {"entry": block})),
        ),
        Component(
            "components/make_list.html",
            "Once on a page with tick boxes, after the last finding.",
            (Example("Always"),),
        ),
        Component(
            "components/list_moves.html",
            "On the page of a list that somebody made, under each entry.",
            (
                Example("First", {"name": of.entry().names, "without": "?"}),
                Example("Any other", {"name": block.names, "without": "?", "higher": "?"}),
            ),
        ),
    ]


def lists() -> list[Component]:
    paged = of.page_of(60, 1)
    results = {"page": paged["page"], "page_numbers": paged["numbers"], "query": "theme=example"}
    gap = Gap(0, "example", "an example of a subject", "This is an example of a note.")
    steps = [of.widening("“Example theme”", 12), of.widening("your words", 1)]
    return [
        Component(
            "components/search_box.html",
            "On the home page and at the top of search.",
            (Example("Empty"), Example("Filled", {"value": "example of a search", "id": "filled"})),
        ),
        Component(
            "components/selected_filters.html",
            "Above a list that was filtered.",
            (
                Example("None", {"clear_url": "?"}, is_empty=True),
                Example("One", {"chosen": of.chosen("Example theme"), "clear_url": "?"}),
                Example(
                    "Several",
                    {
                        "chosen": of.chosen(
                            "Example theme", of.LONG_REVIEW, "2011 to 2014", "Incidents from 2011"
                        ),
                        "clear_url": "?",
                    },
                ),
            ),
        ),
        Component(
            "components/facets.html",
            "Inside a form of filters: one closed part for each kind of choice.",
            (
                Example("None chosen", {"facets": [of.facet(FacetNumber.AGE, of.AGES)]}),
                Example(
                    "Some chosen", {"facets": [of.facet(FacetNumber.AGE, of.AGES, picked=["Example age"])]}
                ),
                Example(
                    "Zero counts",
                    {
                        "facets": [
                            of.facet(
                                FacetNumber.HARM,
                                ("", [("Example kind of harm", 5), ("Another example", 0)]),
                                picked=["Another example"],
                            )
                        ]
                    },
                ),
                Example(
                    "In groups",
                    {
                        "facets": [
                            of.facet(
                                FacetNumber.THEME,
                                ("Example group", [("Example theme", 12), ("Another example theme", 1)]),
                                ("Another example group", [("Third example theme, of more words", 3)]),
                                picked=["Example theme", "Third example theme, of more words"],
                            )
                        ]
                    },
                ),
                Example(
                    "Agencies, some findings for all",
                    {
                        "facets": [
                            of.facet(
                                FacetNumber.AGENCY, ("", [("Example agency", 9)]), picked=["Example agency"]
                            )
                        ],
                    },
                ),
                Example("With years and orders", of.ALL_FACETS),
                Example("Years chosen", {**of.ALL_FACETS, "years": of.YEARS, "years_chosen": True}),
            ),
        ),
        Component(
            "components/filter_form.html",
            "Above a list of findings, closed until somebody opens it.",
            (
                Example("Nothing chosen", {"action": "/findings/", **of.ALL_FACETS}),
                Example(
                    "Two chosen, with words",
                    {
                        "action": "/search/",
                        "chosen_count": 2,
                        "words": "example of a search",
                        **of.ALL_FACETS,
                    },
                ),
                Example(
                    "Within a theme",
                    {
                        "title": "Filter these findings",
                        "action": "/findings/",
                        "within": ("theme", "example"),
                        **of.ALL_FACETS,
                    },
                ),
            ),
        ),
        Component(
            "components/agency_line.html",
            "Above a list, when agencies were chosen.",
            (
                Example("Some follow", {"chosen": [1], "following": 2, "count": 5}),
                Example("All follow", {"chosen": [1, 2], "following": 5, "count": 5}),
                Example("None follows", {"chosen": [1], "following": 0, "count": 5}, is_empty=True),
            ),
        ),
        Component(
            "components/left_out.html",
            "Above a list whose address asked for what there is not.",
            (
                Example("Nothing left out", is_empty=True),
                Example("Words that are no choice", {"unknown": [("Theme", "example"), ("Period", "1066")]}),
                Example("Years in the wrong order", {"wrong_order": True}),
                Example("A list without findings", {"nothing_ticked": True}),
            ),
        ),
        Component(
            "components/results.html",
            "The findings that match, with tick boxes and pages.",
            (
                Example("Without headings", {"sections": [("", [Listed(of.entry(), "")])], **results}),
                Example(
                    "Under headings",
                    {
                        "sections": [
                            ("In 2 of your themes", [Listed(of.entry(), "")]),
                            ("For every agency, in 1 of your themes", [Listed(of.block(), "F000")]),
                        ],
                        **results,
                    },
                ),
            ),
        ),
        Component(
            "components/no_results.html",
            "In place of a list that is empty.",
            (
                Example("Filters alone", {"choice": "Example theme, and 2011 to 2014", "list_url": "?"}),
                Example(
                    "Filters, with steps that help",
                    {"choice": "Example theme, and 2011 to 2014", "widenings": steps, "list_url": "?"},
                ),
                Example("Words, with nothing near", {"words": "example of a search", "list_url": "?"}),
                Example(
                    "Words and filters, a gap, themes and steps",
                    {
                        "words": "example of a search",
                        "choice": "Example theme",
                        "gaps": [gap],
                        "themes": [of.theme_link("Example theme"), of.theme_link("Another example theme")],
                        "widenings": steps,
                        "list_url": "?",
                    },
                ),
            ),
        ),
        Component(
            "components/pagination.html",
            "After a list that may have several pages.",
            (
                Example("One page", of.page_of(25, 1), is_empty=True),
                Example("First of two", of.page_of(50, 1)),
                Example("First", of.page_of(500, 1)),
                Example("Middle, filtered", {**of.page_of(500, 10), "query": "theme=example"}),
                Example("Last", of.page_of(500, 20)),
            ),
        ),
    ]


def links() -> list[Component]:
    states = Availability.State
    places = [
        of.place(),
        of.place(on=None, note="This is an example of a note."),
        of.place(states.MOVED),
        of.place(states.WITHDRAWN),
        of.place(states.UNREACHABLE),
    ]
    ending = "Page 53, as given by an example article; not compared with the report. Example of an ending."
    groups = [
        {"title": "Example group", "current_themes": of.THEMES},
        {"title": "Another example group", "current_themes": of.THEMES[:1]},
    ]
    return [
        Component(
            "components/theme_links.html",
            "Themes without their groups, as on a page about a situation.",
            (Example("With counts", {"themes": of.THEMES}),),
        ),
        Component(
            "components/theme_groups.html",
            "All themes: the home page and the list of themes.",
            (
                Example("As parts of a page", {"groups": groups}),
                Example("Under a heading", {"groups": groups, "level": "h3"}),
            ),
        ),
        Component(
            "components/situation_links.html",
            "Situations to choose from.",
            (Example("Always", {"situations": of.SITUATIONS}),),
        ),
        Component(
            "components/review_links.html",
            "Reports to choose from.",
            (Example("With and without incidents, count and date", {"reviews": of.REVIEWS}),),
        ),
        Component(
            "components/where_to_get_it.html",
            "On the page of a review, and of one of its pages.",
            (
                Example("Published, not checked, moved, withdrawn, unreachable", {"places": places}),
                Example("Nowhere"),
                Example("A PDF is held, for curators", {"held": Document(pk=0), "pdf_page": 16}),
                Example("A PDF is held, for all", {"held": Document(pk=0, is_public=True)}),
            ),
        ),
        Component(
            "components/copy.html",
            "Below a reference. It needs a script, so it is hidden until one shows it.",
            (Example("Hidden, as without scripts", {}),),
        ),
        Component(
            "components/reference_styles.html",
            "Below a reference: the same in citation styles, folded away until somebody wants one.",
            (
                Example(
                    "A finding with a page",
                    {"styles": of.styles("53"), "ending": ending, "page_asked": True, "page_known": True},
                ),
                Example(
                    "A finding without a page", {"styles": of.styles(), "ending": ending, "page_asked": True}
                ),
                Example("A report", {"styles": of.styles()}),
            ),
        ),
        Component(
            "components/reference_files.html",
            "Below a reference, or the references of a list: files for reference managers.",
            (
                Example("All of them", {"files": file_links("/styleguide/")}),
                Example("A list that is cut", {"files": file_links("/styleguide/"), "cut": 1000}),
            ),
        ),
        Component(
            "components/take_references.html",
            "Below a list of findings.",
            (Example("A list", {"url": "#main-content", "files": file_links("/styleguide/")}),),
        ),
        Component(
            "components/marks.html",
            "Where a page has a reference: what library tools read of it. Nothing of it is seen.",
            (
                Example(
                    "A report, and a finding",
                    {"marks": marks(of.WORK), "finding": "F900001", "address": "/styleguide/"},
                ),
                Example("A report", {"marks": marks(of.WORK)}),
            ),
        ),
        Component(
            "components/use_this_page.html",
            "At the end of a page that people keep, send or cite.",
            (
                Example(
                    "Short address",
                    {
                        "address": "https://portal.example/t/0",
                        "title": "Example theme",
                        "print_label": "Print this theme",
                        "cite": "SCR Portal, example of a reference, seen on 2 January 2026. https://portal.example/t/0",
                    },
                ),
                Example(
                    "Long address",
                    {
                        "address": "https://portal.example/findings/?" + "&".join(["id=F900001"] * 9),
                        "label": "Address",
                        "title": "Example of a list",
                        "print_label": "Print this list",
                        "cite": "SCR Portal, example of a reference to a list.",
                    },
                ),
            ),
        ),
    ]


def notes() -> list[Component]:
    return [
        Component(
            "components/content_note.html",
            "Under the h1 of a page about what is hard to read.",
            (
                Example("With a note", {"note": "This is an example of a note on what a page is about."}),
                Example("Without a note", {"note": ""}, is_empty=True),
            ),
        ),
        Component(
            "components/not_guidance.html",
            "On every theme, situation, finding and period, before the first finding.",
            (Example("Always"),),
        ),
        Component(
            "components/counts_note.html",
            "Before numbers of findings that a reader could take for numbers of children.",
            (Example("Always"),),
        ),
        Component(
            "components/empty.html",
            "In place of a list that has nothing in it yet.",
            (
                Example("A sentence", {"text": "This is an example: nothing has been added yet."}),
                Example(
                    "With a way on",
                    {
                        "text": "This is an example: nothing is here.",
                        "url": "?",
                        "link": "Example of a way on",
                    },
                ),
            ),
        ),
        Component(
            "components/tag.html",
            "A word or two about what stands beside it. Never colour alone: the words must do.",
            (
                Example("Grey", {"text": "Example"}),
                Example("In a colour", {"text": "Example of a tag", "colour": "teal"}),
            ),
        ),
        Component(
            "components/figure.html",
            "A figure over time; on the page through its tag, figure_table.",
            (
                Example("Plain, one page not known", {"figure": of.PLAIN_FIGURE}),
                Example("With categories, parts, notes and gaps", {"figure": of.FULL_FIGURE}),
            ),
        ),
        Component(
            "components/figures.html",
            "All figures of a theme or period.",
            (
                Example("None", {"figures": []}, is_empty=True),
                Example(
                    "Two",
                    {
                        "figures": [
                            of.figure("a", "First example", of.row("2014", "1%")),
                            of.figure("b", "Second example", of.row("2014", "2%")),
                        ]
                    },
                ),
            ),
        ),
    ]


def discussion() -> list[Component]:
    first = of.comment(1)
    undated = of.comment(
        3,
        depth=2,
        dated=False,
        body=("This is an example of a comment.\nOf two lines.", "And of two paragraphs."),
    )
    flat = of.comment(5, depth=4, body=("This is an example of a long word: " + "example" * 12 + ".",))
    thread = (
        first,
        of.comment(2, depth=1, name="Another example reader with a name of many words", time_known=False),
        undated,
        of.comment(4, depth=3, about_earlier_wording=True),
        flat,
        of.comment(6),
    )
    return [
        Component(
            "components/thread.html",
            "Last on a theme, a finding or an article.",
            (
                Example("Closed and without comments", {"thread": None}, is_empty=True),
                Example("Open and empty", {"thread": PublicThread(True, ())}),
                Example("One comment", {"thread": PublicThread(True, (first,))}),
                Example("Every level, the last one flat", {"thread": PublicThread(True, thread)}),
            ),
        ),
        Component(
            "components/comment.html",
            "Inside a thread.",
            (
                Example("With day and time", {"comment": first}),
                Example("With the day alone", {"comment": of.comment(7, time_known=False)}),
                Example("Undated, with lines and paragraphs", {"comment": undated}),
                Example("Too deep to stand further in", {"comment": flat}),
                Example("About an earlier wording", {"comment": of.comment(8, about_earlier_wording=True)}),
                Example("Its name was taken away", {"comment": of.comment(9, name="A reader")}),
            ),
        ),
    ]


def form_parts() -> list[Component]:
    filled, refused = of.filled_form("filled"), of.refused_form("refused")
    choices, groups = of.CHOICES, of.GROUPED_CHOICES
    return [
        Component(
            "forms/error_summary.html",
            "Above the h1 of a page whose form was refused.",
            (
                Example("Nothing wrong", {"form": of.filled_form("right")}, is_empty=True),
                Example("Something wrong", {"form": of.refused_form("wrong")}),
            ),
        ),
        Component(
            "forms/form.html",
            "All fields of a form, by printing the form.",
            (Example("Empty", of.ExampleForm(prefix="empty").get_context()),),
        ),
        Component(
            "forms/field.html",
            "One field of a form of ours, where the fields do not all stand together.",
            tuple(
                Example(f"{field.label.removeprefix('Example of ').capitalize()}, {state}", {"field": field})
                for form, state in ((filled, "filled"), (refused, "with an error"))
                for field in form
            ),
        ),
        Component(
            "forms/radios.html",
            "The widget for one choice out of a few.",
            (
                Example("None chosen", of.widget(Radios(choices=choices), "none", "")),
                Example("One chosen", of.widget(Radios(choices=choices), "one", "two")),
                Example("In groups", of.widget(Radios(choices=groups), "groups", "three")),
            ),
        ),
        Component(
            "forms/checkboxes.html",
            "The widget for several choices.",
            (
                Example("None chosen", of.widget(Checkboxes(choices=choices), "none", [])),
                Example("All chosen", of.widget(Checkboxes(choices=choices), "all", ["one", "two"])),
                Example("Small, in groups", of.widget(SmallCheckboxes(choices=groups), "groups", ["one"])),
            ),
        ),
    ]


def around_a_page() -> list[Component]:
    return [
        Component(
            "includes/breadcrumbs.html",
            "Above the content of every page but the home page.",
            (
                Example("Below the home page"),
                Example("Below another page", {"url": "?", "text": "Example of a page"}),
            ),
        ),
        Component(
            "includes/navigation.html",
            "Under the header of every page.",
            (
                Example("On a page outside the sections", {"items": of.navigation("")}),
                Example("On the first page of a section", {"items": of.navigation("page")}),
                Example("Inside a section", {"items": of.navigation("true")}),
            ),
        ),
    ]
