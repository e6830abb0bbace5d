import contextlib
import dataclasses
import time
from datetime import date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.articles import ArticlePlan, CommentPlan, Style, ThemePlan, article_bytes, write_article
from themes.citations.locators import Pages, parse
from themes.importers.article import (
    MAX_BYTES,
    ArticleError,
    ArticleProblem,
    PageListDraft,
    SectionDraft,
    decode,
    read_article,
)

FRONT = "What reviews ask of harbour pilots\n\nLessons from serious case reviews\n\nThey cover much.\n\n"
THEME = f"{FRONT}Ropes are cut in haste\n\n  • Ropes were cut. (pg 11 & 179)\n\n"


def themes_of(draft):
    return [(theme.title, [finding.text for finding in theme.findings]) for theme in draft.themes]


def page_lists_of(draft):
    return [
        [(item.pages, item.findings) for item in theme.citations] for theme in draft.themes if theme.citations
    ]


def thread_of(draft):
    return [(comment.author, comment.depth, comment.parent, comment.body) for comment in draft.comments]


# A whole article, in every spelling

HARBOUR = ArticlePlan(
    themes=[
        ThemePlan(
            "Ropes are cut in haste",
            [
                (
                    ["Half the boats had been moored before.", "“Ropes were plainly cut in haste.”"],
                    "11 & 179",
                )
            ],
        ),
        ThemePlan(
            "Pilots may “lose sight of the quay”",
            [(["Some “held back”, it says."], "17/18 & 200"), (["Others rowed on.", "None asked."], "iv")],
        ),
    ],
    closing_section=("Pilotage to be reformed", "Ministers said in spring that pilots will be replaced."),
    comments=[
        CommentPlan(
            "Ann Example",
            datetime(2016, 7, 7, 15, 40),
            ["We knew.", "We said so."],
            [
                CommentPlan(
                    "Bo Sample",
                    datetime(2016, 7, 22, 0, 5),
                    ["See:\n• ropes\n• knots"],
                    [CommentPlan("Ann Example", datetime(2016, 7, 8, 12, 0), ["Quite."])],
                ),
                CommentPlan("pilot99", datetime(2016, 7, 9, 9, 30), ["Row harder."]),
            ],
        ),
        CommentPlan("Cy P. Holder", datetime(2016, 7, 13, 10, 20), ["And the"]),
    ],
)


@pytest.mark.parametrize(
    "style",
    [
        Style(),
        Style(line_end="\r\n", encoding="utf-8-sig"),
        Style(line_end="\r", encoding="utf-16"),
        Style(encoding="cp1252", straight_quotes=True),
        Style(bullet="-", date_format="british"),
        Style(bullet="1.", date_format="iso", indent=""),
        Style(bullet="(a)", date_format="figures"),
        Style(bullet="o", heading="markdown", wrap=60),
        Style(bullet="*", heading="colon", wrap=72, indent="", hanging=""),
        Style(bullet="·", heading="capitals", wrap=80),
        Style(space_after_headings=False, locator="pp. {}.", comments_heading="Comments ({count})"),
        Style(comment_step="\t", comment_indent="", comments_heading="{count} comments"),
        Style(comment_step="    ", comments_heading="Leave a comment"),
    ],
    ids=lambda style: ", ".join(
        f"{name}={value!r}"
        for name, value in dataclasses.asdict(style).items()
        if value != getattr(Style(), name)
    ),
)
def test_article_reads_the_same_in_every_spelling(style):
    draft = read_article(decode(article_bytes(HARBOUR, style)))

    as_printed = str.upper if style.heading == "capitals" else str
    quoted = str.maketrans("“”", '""') if style.straight_quotes else {}
    assert draft.problems == ()
    assert draft.title == HARBOUR.title
    assert draft.standfirst == HARBOUR.standfirst
    assert draft.introduction == tuple(HARBOUR.introduction)
    assert draft.incident_years == (2011, 2014)
    assert themes_of(draft) == [
        (
            as_printed(theme.title).translate(quoted),
            [text.translate(quoted) for texts, _ in theme.groups for text in texts],
        )
        for theme in HARBOUR.themes
    ]
    assert page_lists_of(draft) == [
        [((Pages("11", "11"), Pages("179", "179")), (0, 1))],
        [((Pages("17", "18"), Pages("200", "200")), (0,)), ((Pages("iv", "iv"),), (1, 2))],
    ]
    assert [f.quotations for theme in draft.themes for f in theme.findings] == [
        (),
        ("Ropes were plainly cut in haste.",),
        ("held back",),
        (),
        (),
    ]
    assert [(section.title, section.paragraphs) for section in draft.sections_left_out] == [
        (as_printed("Pilotage to be reformed"), ("Ministers said in spring that pilots will be replaced.",))
    ]
    assert [(c.author, c.depth, c.parent, c.body, c.number) for c in draft.comments] == [
        ("Ann Example", 1, None, "We knew.\n\nWe said so.", 1),
        ("Bo Sample", 2, 0, "See:\n• ropes\n• knots", None),
        ("Ann Example", 3, 1, "Quite.", None),
        ("pilot99", 2, 0, "Row harder.", None),
        ("Cy P. Holder", 1, None, "And the", 2),
    ]
    assert [comment.posted_at for comment in draft.comments] == [
        datetime(2016, 7, 7, 15, 40),
        datetime(2016, 7, 22, 0, 5),
        datetime(2016, 7, 8, 12, 0),
        datetime(2016, 7, 9, 9, 30),
        datetime(2016, 7, 13, 10, 20),
    ]


PHRASE = "boats and fray; “the tide” late, “so said”, 12 of 40 (by night) pilots’ “well-kept logs” p. 2014 £3"
# A wrapped line that begins with a dash is told from a bullet by the unfinished sentence above it.
WORDS = st.sampled_from([*PHRASE.split(), "rowed –"])
TITLE_WORDS = st.sampled_from(["Ropes", "fray", "at", "every", "quay", "by", "“night", "tide”", "and", "day"])


@st.composite
def findings(draw):
    words = draw(st.lists(WORDS, min_size=1, max_size=25))
    return f"It {' '.join(words)} held." if draw(st.booleans()) else f"They {' '.join(words)} “it”."


@st.composite
def page_lists(draw):
    firsts = sorted(draw(st.sets(st.integers(1, 60), min_size=1, max_size=4)))
    return " & ".join(
        f"{4 * first}/{4 * first + 1}" if draw(st.booleans()) else str(4 * first) for first in firsts
    )


@st.composite
def theme_plans(draw):
    title = "The " + " ".join(draw(st.lists(TITLE_WORDS, min_size=2, max_size=8)))
    groups = draw(
        st.lists(
            st.tuples(st.lists(findings(), min_size=1, max_size=4), page_lists()), min_size=1, max_size=3
        )
    )
    if draw(st.booleans()):
        groups.append((draw(st.lists(findings(), min_size=1, max_size=2)), ""))
    return ThemePlan(title, groups)


NAMES = st.sampled_from(
    ["Ann Example", "Bo Sample", "pilot99", "Cy P. Holder", "Di de la Row", "Ed O’Other", "F. Nine"]
)
PARAGRAPHS = st.sampled_from(
    [
        "We knew.",
        "• Time\n• Rest\n• Rope",
        "1. Row\n2. Rest",
        "I saw it on 7 July 2016.",
        "First line\nsecond line",
        "- On 3 May 2015 we rowed.",
        "Well, p. 12 says so.",
        "Comments like this help",
    ]
)
TIMES = st.datetimes(datetime(2003, 1, 1), datetime(2029, 12, 31)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
COMMENTS = st.recursive(
    st.just([]),
    lambda replies: st.lists(
        st.builds(
            CommentPlan,
            author=NAMES,
            posted_at=TIMES | st.none(),
            # A comment without a date is told from a list in a body by the words under it.
            paragraphs=st.lists(PARAGRAPHS, max_size=3).map(lambda more: ["So it is.", *more]),
            replies=replies,
            has_time=st.booleans(),
        ),
        max_size=3,
    ),
    max_leaves=8,
)
STYLES = st.builds(
    Style,
    bullet=st.sampled_from(["•", "*", "·", "o", "▪", "1.", "1)", "(1)", "(a)"]),
    indent=st.sampled_from(["", "  ", "\t", "    "]),
    heading=st.sampled_from(["plain", "capitals", "colon", "markdown"]),
    straight_quotes=st.booleans(),
    line_end=st.sampled_from(["\n", "\r\n", "\r"]),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]),
    wrap=st.none() | st.integers(60, 110),
    hanging=st.sampled_from(["  ", "    "]),
    space_after_headings=st.booleans(),
    locator=st.sampled_from(["(pg {})", "(pp. {}).", "[pages {}]", "pp {}", "(pgs {} )"]),
    comment_step=st.sampled_from(["  ", "    ", "\t"]),
    comment_indent=st.sampled_from(["", "  "]),
    date_format=st.sampled_from(["american", "british", "iso", "figures"]),
    comments_heading=st.sampled_from(
        [
            "{count} Responses to {title}",
            "{count} comments",
            "Comments ({count})",
            "Responses",
            "Leave a comment",
        ]
    ),
)


def flattened(comments, depth=1, parent=None, start=0):
    """(plan, depth, parent index) of a tree in reading order."""
    flat = []
    for comment in comments:
        index = start + len(flat)
        flat.append((comment, depth, parent))
        flat += flattened(comment.replies, depth + 1, index, index + 1)
    return flat


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(theme_plans(), min_size=1, max_size=4), COMMENTS, STYLES)
def test_any_article_reads_back(themes, comments, style):
    plan = ArticlePlan(themes=themes, comments=comments)
    draft = read_article(decode(article_bytes(plan, style)))

    as_printed = str.upper if style.heading == "capitals" else str
    quoted = str.maketrans("“”", '""') if style.straight_quotes else {}
    expected_findings = []
    expected_lists = []
    for theme in themes:
        texts, lists = [], []
        for group, given_pages in theme.groups:
            indexes = tuple(range(len(texts), len(texts) + len(group)))
            texts += [text.translate(quoted) for text in group]
            if given_pages:
                lists.append((parse(given_pages), indexes))
        expected_findings.append((as_printed(theme.title).translate(quoted), texts))
        expected_lists.append(lists)
    expected_comments = [
        (
            comment.author,
            depth,
            parent,
            "\n\n".join(comment.paragraphs),
            comment.posted_at if comment.posted_at and comment.has_time else None,
            comment.posted_at.date() if comment.posted_at else None,
        )
        for comment, depth, parent in flattened(comments)
    ]
    assert themes_of(draft) == expected_findings
    assert page_lists_of(draft) == expected_lists
    assert [
        (c.author, c.depth, c.parent, c.body, c.posted_at, c.posted_on) for c in draft.comments
    ] == expected_comments
    assert {problem.message for problem in draft.problems} <= {
        "A quotation mark in this bullet has no partner."
    }


# Front


@pytest.mark.parametrize(
    ("line", "published_on"),
    [
        ("7 July 2016", date(2016, 7, 7)),
        ("By Ann Example on July 7, 2016", date(2016, 7, 7)),
        ("Published: Thursday 7th July 2016, 9:15am", date(2016, 7, 7)),
        ("2016-07-07 | News", date(2016, 7, 7)),
        ("Last updated 7 July 2016", None),
        ("By Ann Example", None),
        ("Photo: A. Nonymous, 7 July 2016", None),
    ],
)
def test_date_is_read_where_it_is_stated(line, published_on):
    draft = read_article(THEME.replace("They cover much.", f"{line}\n\nThey met on 3 May 2015."))

    assert draft.published_on == published_on
    assert draft.introduction == ("They met on 3 May 2015.",)


@pytest.mark.parametrize(
    ("words", "years"),
    [
        ("about incidents from 2011 to 2014 or so", (2011, 2014)),
        ("of incidents in 2003-2005 and of incidents between 2011 and 2014", (2011, 2014)),
        ("of incidents from 2011 to 2014, not of incidents in 2003–05", (2011, 2014)),
        ("of incidents in 2009-11.", (2009, 2011)),
        ("of incidents in 2011. From 2011 to 2014 all was well", None),
        ("of incidents from 2014 to 2011", None),
        ("of incidents from 2011 to 2011", None),
        ("of incidents from 1901 to 2014", None),
        ("from 2011 to 2014", None),
        ("of a triennial analysis of serious case reviews 2011 to 2014", (2011, 2014)),
        ("of serious case reviews, 2009-11", (2009, 2011)),
    ],
)
def test_years_of_incidents_are_read_where_they_are_named(words, years):
    assert read_article(THEME.replace("They cover much.", f"It speaks {words}.")).incident_years == years


def test_years_are_not_read_from_comments():
    text = f"{THEME}1 comment\n\n  1. Ann Example 7 July 2016 at 15:40\n\n    Incidents from 2015 to 2017."

    assert read_article(text).incident_years is None


# Themes


def test_lines_are_told_for_all_that_is_found():
    text = (
        f"{FRONT}Ropes are cut\n\n• Cut.\n• “Cut and\n  gone” (pg 3 &\n  4)\n\n"
        "What comes next\n\nNew ropes.\n\n1 comment\n\n  1. Ann Example\n\n    Good."
    )
    draft = read_article(text)

    theme = draft.themes[0]
    assert theme.line == 7
    assert [(f.line, f.raw, f.quotations) for f in theme.findings] == [
        (9, "Cut.", ()),
        (10, "“Cut and gone” (pg 3 & 4)", ("Cut and gone",)),
    ]
    assert theme.citations == (PageListDraft("3 & 4", parse("3 & 4"), 11, (0, 1)),)
    assert draft.sections_left_out == (SectionDraft("What comes next", 14, ("New ropes.",)),)
    assert draft.comments[0].line == 20


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        # A heading straight after a bullet, at the bullets' own indentation.
        ("Ropes\n• Cut. (pg 3)\nKnots\n• Loose. (pg 4)", [("Ropes", ["Cut."]), ("Knots", ["Loose."])]),
        ("Ropes\n• Cut.\nKnots\n• Loose. (pg 3)", [("Ropes", ["Cut."]), ("Knots", ["Loose."])]),
        # Sentences leading from the heading to its bullets.
        ("Ropes\n\nThe reviewers found that:\n\n• Cut. (pg 3)", [("Ropes", ["Cut."])]),
        ("Ropes\n\nMuch was found.\n\n• Cut. (pg 3)", [("Ropes", ["Cut."])]),
        ("## Ropes\n\nMuch was found\n\n- Cut. (pg 3)", [("Ropes", ["Cut."])]),
        # Numbered headings, bold headings, underlined headings.
        ("1. Ropes\n\n• Cut. (pg 3)\n\n2. Knots\n\n• Loose.", [("Ropes", ["Cut."]), ("Knots", ["Loose."])]),
        ("**Ropes**\n- Cut. (pg 3)", [("Ropes", ["Cut."])]),
        ("Ropes\n=====\n- Cut. (pg 3)", [("Ropes", ["Cut."])]),
        ("“Ropes” and knots:\n– Cut. (pg 3)", [("“Ropes” and knots", ["Cut."])]),
        # A heading ending in a question mark; bullets at two depths; a bullet without its space.
        ("Whose ropes?\n•Cut:\n    – by night (pg 3)", [("Whose ropes?", ["Cut:", "by night"])]),
        # Pasted from a web page: the bullet alone on its line.
        ("Ropes\n•\nCut. (pg 3)\n•\nLost.", [("Ropes", ["Cut.", "Lost."])]),
        # A second paragraph of a bullet; the page list on a line of its own.
        ("Ropes\n• Cut.\n\n  And lost. (pg 3)", [("Ropes", ["Cut. And lost."])]),
        ("Ropes\n• Cut.\n\n(pg 3)\n\nKnots\n• Loose.", [("Ropes", ["Cut."]), ("Knots", ["Loose."])]),
        ("Ropes\n• Cut.\n• (pg 3)", [("Ropes", ["Cut."])]),
        # Mail wraps lines to the left margin, and may begin one with a dash.
        ("Ropes\n  • Ropes were cut\nby night. (pg 3)", [("Ropes", ["Ropes were cut by night."])]),
        (f"Ropes\n  • {'Cut ' * 20}\n    – or so. (pg 3)", [("Ropes", ["Cut " * 20 + "– or so."])]),
        # A wrapped heading in capitals; a byline is no heading, however short.
        ("ROPES OF ALL THE QUAYS\nAND KNOTS\n• Cut. (pg 3)", [("ROPES OF ALL THE QUAYS AND KNOTS", ["Cut."])]),
        ("Ropes\n\nBy Ann Example\n\nIt says much.\n\n• Cut. (pg 3)", [("Ropes", ["Cut."])]),
        # What a page links to is no theme.
        ("Ropes\n• Cut. (pg 3)\n\nRelated articles\n• Knots of old\n• Tides", [("Ropes", ["Cut."])]),
    ],
)  # fmt: skip
def test_themes_are_headings_followed_by_bullets(body, expected):
    draft = read_article(FRONT + body)

    assert themes_of(draft) == expected
    assert next(pages for theme in page_lists_of(draft) for pages, _ in theme) == parse("3")
    assert draft.problems == ()


def test_sections_that_are_no_themes_are_listed():
    draft = read_article(
        f"{FRONT}Background\n\nMuch was known.\n\n{THEME.removeprefix(FRONT)}"
        "It also spoke of tides.\n\nRELATED ARTICLES\n\n• Knots of old\n\nWhat comes next\n"
        "New ropes will be bought for every quay, and more.\n\nMore from the Gazette"
    )

    assert draft.introduction == ("They cover much.",)
    assert draft.sections_left_out == (
        SectionDraft("Background", 7, ("Much was known.",)),
        SectionDraft("It also spoke of tides.", 15, ("It also spoke of tides.",)),
        SectionDraft("RELATED ARTICLES", 17, ("Knots of old",)),
        SectionDraft("What comes next", 21, ("New ropes will be bought for every quay, and more.",)),
    )
    assert draft.problems == ()


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (
            "Ropes\n• Cut. (pg 11 & )\n",
            ArticleProblem(
                8,
                "The page list “pg 11 &” was left out. The page list ends too soon: expected a page number.",
            ),
        ),
        (
            "Ropes\n• Cut.\n• Lost. (pg 20-12)\n",
            ArticleProblem(
                9, "The page list “pg 20-12” was left out. “20 to 12” runs backwards: write “12 to 20”."
            ),
        ),
        (
            "Ropes\n• Cut (pg 3) and lost.\n",
            ArticleProblem(8, "“(pg 3)” is not at the end of its bullet: left among the words."),
        ),
        ("Ropes\n• “Cut and lost.\n", ArticleProblem(8, "A quotation mark in this bullet has no partner.")),
        ("Ropes\n• Cut.\n\nMore. (pg 3)\n", ArticleProblem(10, "A page list outside bullets was left out.")),
        (
            "Ropes\n• Cut. (pg 3)\n• (pg 4)\n",
            ArticleProblem(9, "The page list “pg 4” belongs to no finding: left out."),
        ),
        (
            "Ropes\n• Cut.\n\nIt then said this.\n\n• Lost.\n",
            ArticleProblem(12, "No heading stands above this bullet: taken to “Ropes”."),
        ),
    ],
)
def test_what_is_not_understood_is_a_problem_with_its_line(body, problem):
    draft = read_article(f"{FRONT}{body}\nKnots\n• Loose. (pg 5)")

    assert draft.problems == (problem,)
    assert draft.themes[-1].citations[0].findings == (0,)


def test_finding_whose_page_list_cannot_be_read_is_kept_without():
    draft = read_article(f"{FRONT}Ropes\n• Cut.\n• Lost (pg ??).\n• Found. (pg 3)")

    assert themes_of(draft) == [("Ropes", ["Cut.", "Lost (pg ??).", "Found."])]
    assert page_lists_of(draft) == [[(parse("3"), (2,))]]


def test_bullets_under_the_title_are_left_out():
    draft = read_article("Title\n\n• Shop\n• Quay\n\nRopes\n• Cut. (pg 3)")

    assert themes_of(draft) == [("Ropes", ["Cut."])]
    assert draft.sections_left_out == (SectionDraft("Shop", 3, ("Shop", "Quay")),)
    assert draft.problems == (ArticleProblem(3, "No heading stands above these bullets: left out."),)


@pytest.mark.parametrize(
    ("text", "quotations"),
    [
        ("It was “cut”, “lost” and said.", ("cut", "lost")),
        ('It was "cut", "lost" and said.', ("cut", "lost")),
        ("“They ‘held back’ at sea,” it said.", ("They ‘held back’ at sea,",)),
        ("“They “held back” at sea,” it said.", ("They “held back” at sea,",)),
        ("It was “cut\" and 'lost'.", ("cut",)),
        ("It’s the pilots’ own.", ()),
        ("“” was all.", ()),
    ],
)
def test_quoted_words_are_candidates(text, quotations):
    draft = read_article(f"{FRONT}Ropes\n• {text} (pg 3)")

    assert draft.themes[0].findings[0].quotations == quotations
    assert draft.problems == ()


# Comments


def comments_below(section):
    return read_article(f"{THEME}{section}")


@pytest.mark.parametrize(
    ("header", "posted_at"),
    [
        ("July 7, 2016 at 3:40 pm #", datetime(2016, 7, 7, 15, 40)),
        ("July 7th, 2016 12:05 a.m. Reply", datetime(2016, 7, 7, 0, 5)),
        ("on 8 July 2016 at 14:05", datetime(2016, 7, 8, 14, 5)),
        ("says: 8th July 2016, 2pm", datetime(2016, 7, 8, 14, 0)),
        ("(8 Jul 2016, 14:05)", datetime(2016, 7, 8, 14, 5)),
        ("| Friday, 8 July 2016 | 14.05", datetime(2016, 7, 8, 14, 5)),
        ("– 14:05 on 8 Sept 2016", datetime(2016, 9, 8, 14, 5)),
        ("8/7/2016 14:05", datetime(2016, 7, 8, 14, 5)),
        ("08.07.16, 14:05", datetime(2016, 7, 8, 14, 5)),
        ("2016-07-08T14:05:30", datetime(2016, 7, 8, 14, 5, 30)),
        ("2016-07-08T14:05:30Z", datetime(2016, 7, 8, 15, 5, 30)),
        ("2016-12-08 14:05 +01:00", datetime(2016, 12, 8, 13, 5)),
        ("8 July 2016", None),
        ("2016-07-08", None),
    ],
)
def test_comment_header_is_author_and_moment(header, posted_at):
    draft = comments_below(f"Comments\n\n  1. Ann Example {header}\n\n    We knew.")

    assert thread_of(draft) == [("Ann Example", 1, None, "We knew.")]
    assert draft.comments[0].posted_at == posted_at
    assert draft.comments[0].posted_on.year == 2016
    assert draft.problems == ()


@pytest.mark.parametrize("moment", ["31 June 2016 at 14:05", "8 July 2016 at 25:00", "07/28/2016 14:05"])
def test_date_that_no_calendar_has_is_a_problem(moment):
    draft = comments_below(f"Comments\n\n  1. Ann Example {moment}\n\n    We knew.")

    assert [(c.author, c.posted_on, c.posted_at) for c in draft.comments] == [("Ann Example", None, None)]
    assert draft.problems == (ArticleProblem(13, f"“{moment}” is no date: the comment is left without."),)


def test_bullets_in_bodies_are_no_comments():
    body = (
        "    We need:\n\n    • Ropes 8 July 2016\n    • Knots\n\n"
        "    1. Rest\n    2. Tides July 9, 2016 at 3:40 pm\n    3. Sleep\n\n"
        "    • A long talk about what was said and done by 8 July 2016 at 14:05\n\n"
        "    - Ropes\n\n    - Knots\n\n    2. Rest\n\n      And sleep.\n\n  • Tides\n\n    And more."
    )
    draft = comments_below(f"1 comment\n\n  1. Ann Example July 7, 2016 at 3:40 pm #\n\n{body}")

    assert len(draft.comments) == 1
    assert draft.comments[0].body.count("\n") == body.count("\n")
    assert themes_of(draft) == [("Ropes are cut in haste", ["Ropes were cut."])]
    assert draft.problems == ()


def test_stated_count_is_checked():
    draft = comments_below("3 Responses to Ropes\n\n  1. Ann Example\n\n    We knew.")

    assert len(draft.comments) == 1
    assert draft.problems == (ArticleProblem(11, "The article says it has 3 comments; 1 was found."),)


def test_skipped_level_hangs_on_the_nearest_comment_and_is_a_problem():
    draft = comments_below(
        "Comments\n\n  1. Ann 7 July 2016\n\n    One.\n\n    • Bo 8 July 2016\n\n      Two.\n\n"
        "  2. Cy 9 July 2016\n\n    Three.\n\n      • Di 9 July 2016\n\n        Four.\n"
    )

    assert thread_of(draft) == [
        ("Ann", 1, None, "One."),
        ("Bo", 2, 0, "Two."),
        ("Cy", 1, None, "Three."),
        ("Di", 2, 2, "Four."),
    ]
    assert draft.problems == (
        ArticleProblem(25, "This reply is indented by more than one level: taken as a reply to Cy."),
    )


@pytest.mark.parametrize(
    "section",
    [
        # Bodies at the margin; no blank lines; a form after the comments; numbers moved left by a digit.
        "Comments\n\n1. Ann Roe 7 July 2016\n\nWe knew.\n\n2. Bo Poe 8 July 2016 at 14:05\n\nQuite.",
        "2 comments\n1. Ann Roe 7 July 2016 at 14:05\nWe knew.\n2. Bo Poe 8 July 2016 at 14:05\nQuite.",
        "2 comments\n\n  1. Ann Roe\n\n     We knew.\n\n  2. Bo Poe\n\n     Quite.\n\nLeave a Reply\n\nName",
        "Leave a comment\n\nName\n\nE-mail\n\n  1. Ann Roe\n\n     We knew.\n\n  2. Bo Poe\n\n     Quite.",
        "2 responses to the\nropes\n\n  1. Ann Roe\n\n    We knew.\n\n  2. Bo Poe\n\n    Quite.",
        "2 thoughts on It\n\n  9. Ann Roe 7 May 2016\n\n    We knew.\n\n 10. Bo Poe 8 May 2016\n\n    Quite.",
    ],
)  # fmt: skip
def test_comments_are_found_in_other_layouts(section):
    draft = comments_below(section)

    assert thread_of(draft) == [("Ann Roe", 1, None, "We knew."), ("Bo Poe", 1, None, "Quite.")]
    assert draft.problems == ()


def test_lines_of_no_comment_and_comments_without_words_are_problems():
    draft = comments_below(
        "Comments\n\nBe kind\n\n  1. Ann 7 July 2016 at 14:05\n\n    One.\n\n"
        "Footer\n\n  2. Bo 7 July 2016 at 14:05"
    )

    assert thread_of(draft) == [("Ann", 1, None, "One."), ("Bo", 1, None, "")]
    assert draft.problems == (
        ArticleProblem(13, "This line belongs to no comment: left out."),
        ArticleProblem(19, "This line belongs to no comment: left out."),
        ArticleProblem(21, "This comment has no words."),
    )


@pytest.mark.parametrize(
    "header",
    [
        "Ada Example July 7, 2016 at 2:18 pm",
        "Ada Example says:\n7 July 2016 at 14:18",
        "Ada Example\nJuly 7, 2016 at 2:18 pm",
    ],
)
def test_comments_without_bullets_are_read(header):
    draft = comments_below(
        f"2 Comments\n\n{header}\n\nWe knew.\nReply\n\nBob Sample said:\n8 July 2016\n\nYes."
    )

    assert [(one.author, one.posted_on, one.body) for one in draft.comments] == [
        ("Ada Example", date(2016, 7, 7), "We knew."),
        ("Bob Sample", date(2016, 7, 8), "Yes."),
    ]


def test_lines_of_no_comment_are_told_of_with_their_numbers():
    draft = comments_below("2 comments\n\nsome words of somebody\nand more")

    assert draft.comments == ()
    assert [problem.message for problem in draft.problems if "belong" in problem.message] == [
        f"Lines {draft.problems[-1].line} to {draft.problems[-1].line + 1} belong to no comment: left out."
    ]


def test_article_without_comments_has_none():
    draft = read_article(THEME.replace("They cover much.", "3 comments"))

    assert draft.comments == ()
    assert draft.problems == ()


# Files that are no article


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \r\n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"\xff\xfe", "is empty"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"PK\x03\x04....", "a Word document"),
        (b"\xd0\xcf\x11\xe0....", "an old Word document"),
        (b"{\\rtf1 ...}", "an RTF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (b"Title\x00\x01", "not text that we can read"),
        ("Title\n\nRopes".encode("utf-16-le"), "not text that we can read"),
        (bytes(range(1, 32)) * 9, "not text that we can read"),
        (b"Title \x81\x8d", "not text that we can read"),
        (b"\xff\xfe\x00\xd8\x00\xd8", "not text that we can read"),
        (b"x" * (MAX_BYTES + 1), "more than the 2,000,000 bytes"),
    ],
)
def test_file_that_is_no_text_says_what_it_seems_to_be(data, reason):
    with pytest.raises(ArticleError, match=reason):
        decode(data)


@given(st.binary(max_size=300))
def test_any_bytes_are_text_or_an_error(data):
    try:
        text = decode(data)
    except ArticleError:
        return

    assert text.strip()
    assert "\x00" not in text
    assert "\r" not in text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ropes",
        "Ropes\n\n" + "They drift. " * 50,
        "Shopping\n\n- rope\n- tar",
        "• Cut. (pg 3)",
        "name,age\nAnn,3\nBo,4",
        "Comments\n\n  1. Ann Example 7 July 2016\n\n    We knew.",
    ],
)
def test_unrelated_text_says_what_was_looked_for(text):
    with pytest.raises(ArticleError, match=r"No theme was found\. A theme is a heading") as caught:
        read_article(text)

    assert "(pg 11 & 179)" in str(caught.value)


def test_notes_on_another_subject_are_no_article():
    notes = "Read me\n\nA tool for boats.\n\nHow to install\n\n- Download it.\n- Run it.\n"

    with pytest.raises(ArticleError, match="does not seem to be an article about serious case reviews"):
        read_article(notes)
    assert read_article(notes.replace("boats", "serious case reviews")).problems == (
        ArticleProblem(5, "No page list such as (pg 11 & 179) was found: findings have no pages."),
    )


@given(st.text(alphabet='aB•-1.)(pg &“”"\n\t #:;Comments', max_size=300) | st.text(max_size=200))
def test_any_text_is_an_article_or_an_error(text):
    try:
        draft = read_article(f"{THEME}{text}")
    except ArticleError:
        pytest.fail("The theme above is always there.")

    lines = len(f"{THEME}{text}".splitlines()) + 1
    assert all(1 <= problem.line <= lines for problem in draft.problems)
    assert all(c.parent is None or c.parent < index for index, c in enumerate(draft.comments))


@pytest.mark.parametrize(
    "hostile",
    [
        "a\n" * 1_000_000,
        "x" * 1_000_000,
        "“" * 1_000_000,
        "word " * 200_000,
        "(pg " * 250_000,
        "pg 1, " * 150_000,
        "#" * 1_000_000,
        " " * 1_000_000 + "•",
        "\n" * 49_000,
        "• a\n" * 49_000,
        "• a (pg 1)\n" * 49_000,
        "•\n" * 49_000,
        "a\n" * 49_000,
        "a.\n" * 49_000,
        "Aa.\n\n" * 24_000,
        "Ropes\n\n" * 24_000,
        "Ropes\n• a\n" * 24_000,
        "incidents " * 100_000,
        "Comments\n\n" + "".join(f"{' ' * depth}• Ann 7 July 2016 at 14:05\n\n" for depth in range(1_200)),
        "Comments\n\n" + "1. Ann 7 July 2016 at 14:05\n\na\n\n" * 12_000,
        "Comments\n\n" + "7 July 2016 " * 80_000,
        "Comments\n\n  1. Ann\n\n" + "    • a\n\n" * 24_000,
    ],
    ids=lambda text: f"{text[:12]!r}…{len(text)}",
)
def test_hostile_text_is_read_in_linear_time(hostile):
    started = time.process_time()  # of this process alone: how busy the machine is does not count

    with contextlib.suppress(ArticleError):  # more lines than an article may have
        read_article(f"{THEME}{hostile}")

    assert time.process_time() - started < 10


def test_written_article_is_in_the_form_it_is_said_to_be():
    text = write_article(HARBOUR)

    assert "Ropes are cut in haste\n\n  • Half the boats" in text
    assert "(pg 17/18 & 200)\n" in text
    assert "5 Responses to Lessons" in text
    assert "\n    • Bo Sample July 22, 2016 at 12:05 am #\n\n      See:" in text
