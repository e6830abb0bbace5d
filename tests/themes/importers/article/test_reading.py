"""Whole articles, in every spelling; and texts that are none."""

import contextlib
import dataclasses
import time
from datetime import datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.articles import ArticlePlan, ArticleStyle, CommentPlan, ThemePlan, article_bytes, write_article
from tests.themes.importers.article.drafts import THEME, list_page_lists, list_themes
from themes.citations.locators import Pages, parse
from themes.importers.article.decoding import decode
from themes.importers.article.drafts import ArticleError, ArticleProblem
from themes.importers.article.reading import read_article

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
        ArticleStyle(),
        ArticleStyle(line_end="\r\n", encoding="utf-8-sig"),
        ArticleStyle(line_end="\r", encoding="utf-16"),
        ArticleStyle(encoding="cp1252", straight_quotes=True),
        ArticleStyle(bullet="-", date_format="british"),
        ArticleStyle(bullet="1.", date_format="iso", indent=""),
        ArticleStyle(bullet="(a)", date_format="figures"),
        ArticleStyle(bullet="o", heading="markdown", wrap=60),
        ArticleStyle(bullet="*", heading="colon", wrap=72, indent="", hanging=""),
        ArticleStyle(bullet="·", heading="capitals", wrap=80),
        ArticleStyle(space_after_headings=False, locator="pp. {}.", comments_heading="Comments ({count})"),
        ArticleStyle(comment_step="\t", comment_indent="", comments_heading="{count} comments"),
        ArticleStyle(comment_step="    ", comments_heading="Leave a comment"),
    ],
    ids=lambda style: ", ".join(
        f"{name}={value!r}"
        for name, value in dataclasses.asdict(style).items()
        if value != getattr(ArticleStyle(), name)
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
    assert list_themes(draft) == [
        (
            as_printed(theme.title).translate(quoted),
            [text.translate(quoted) for texts, _ in theme.groups for text in texts],
        )
        for theme in HARBOUR.themes
    ]
    assert list_page_lists(draft) == [
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
    ArticleStyle,
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


@settings(max_examples=100, suppress_health_check=[HealthCheck.too_slow], deadline=None)
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
    assert list_themes(draft) == expected_findings
    assert list_page_lists(draft) == expected_lists
    assert [
        (c.author, c.depth, c.parent, c.body, c.posted_at, c.posted_on) for c in draft.comments
    ] == expected_comments
    assert {problem.message for problem in draft.problems} <= {
        "A quotation mark in this bullet has no partner."
    }


# Any text


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Ropes",
        "Ropes\n\n" + "They drift. " * 50,
        "Shopping\n\n- rope\n- tar",
        "name,age\nAnn,3\nBo,4",
        "Comments\n\n  1. Ann Example 7 July 2016\n\n    We knew.",
    ],
)
def test_unrelated_text_says_what_was_looked_for(text):
    with pytest.raises(ArticleError, match=r"No theme was found\. A theme is a heading") as caught:
        read_article(text)

    assert "(pg 11 & 179)" in str(caught.value)


@pytest.mark.parametrize("line", ["• Cut. (pg 3)", "1.1 Cut. (pg 3)", "No 1: Cut. (pg 3)"])
def test_lines_with_page_lists_that_are_no_points_are_named(line):
    with pytest.raises(
        ArticleError, match=r"No theme was found, though page lists stand at the end of lines"
    ) as caught:
        read_article(f"\n{line}")

    assert f"the first is line 2, “{line}”." in str(caught.value)


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
        "a\n" * 250_000,
        "x" * 250_000,
        "“" * 250_000,
        "word " * 50_000,
        "(pg " * 62_500,
        "pg 1, " * 37_500,
        "#" * 250_000,
        " " * 250_000 + "•",
        "\n" * 12_250,
        "• a\n" * 12_250,
        "• a (pg 1)\n" * 12_250,
        "•\n" * 12_250,
        "a\n" * 12_250,
        "a.\n" * 12_250,
        "Aa.\n\n" * 6_000,
        "Ropes\n\n" * 6_000,
        "Ropes\n• a\n" * 6_000,
        "incidents " * 25_000,
        "Comments\n\n" + "".join(f"{' ' * depth}• Ann 7 July 2016 at 14:05\n\n" for depth in range(600)),
        "Comments\n\n" + "1. Ann 7 July 2016 at 14:05\n\na\n\n" * 3_000,
        "Comments\n\n" + "7 July 2016 " * 20_000,
        "Comments\n\n  1. Ann\n\n" + "    • a\n\n" * 6_000,
    ],
    ids=lambda text: f"{text[:12]!r}…{len(text)}",
)
def test_hostile_text_is_read_in_linear_time(hostile):
    started = time.process_time()  # of this process alone: how busy the machine is does not count

    with contextlib.suppress(ArticleError):  # more lines than an article may have
        read_article(f"{THEME}{hostile}")

    assert time.process_time() - started < 2.5  # these are a quarter of what an article may be


def test_written_article_is_in_the_form_it_is_said_to_be():
    text = write_article(HARBOUR)

    assert "Ropes are cut in haste\n\n  • Half the boats" in text
    assert "(pg 17/18 & 200)\n" in text
    assert "5 Responses to Lessons" in text
    assert "\n    • Bo Sample July 22, 2016 at 12:05 am #\n\n      See:" in text
