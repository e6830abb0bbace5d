"""The front of an article, its themes and their findings."""

from datetime import date

import pytest

from tests.themes.importers.article.drafts import FRONT, THEME, list_page_lists, list_themes
from themes.citations.locators import parse
from themes.importers.article.decoding import read_pasted
from themes.importers.article.drafts import ArticleProblem, PageListDraft, SectionDraft
from themes.importers.article.reading import read_article

# Front


@pytest.mark.parametrize(
    ("line", "published_on"),
    [
        ("7 July 2016", date(2016, 7, 7)),
        ("By Ann Example on July 7, 2016", date(2016, 7, 7)),
        ("Published: Thursday 7th July 2016, 9:15am", date(2016, 7, 7)),
        ("2016-07-07 | News", date(2016, 7, 7)),
        ("By Ann Example on 7 July 2016 in Harbours, Pilots", date(2016, 7, 7)),
        ("7 July 2016 by Ann Example", date(2016, 7, 7)),
        ("Harbour Pilots Weekly, 7 July 2016", date(2016, 7, 7)),
        ("The Gazette of Quays · 7 July 2016 · 5 min read", date(2016, 7, 7)),
        ("Published 7 July 2016 (updated 8 July 2016)", date(2016, 7, 7)),
        ("7 July 2016 9:15 am – 3 comments", date(2016, 7, 7)),
        ("First published: 7 July 2016. Updated: 9 July 2016", date(2016, 7, 7)),
        ("Updated 9 July 2016 (first published 7 July 2016)", date(2016, 7, 7)),
        ("7-Jul-16", date(2016, 7, 7)),
        ("2016/07/07", date(2016, 7, 7)),
        ("7 / 07 / 2016", date(2016, 7, 7)),
        ("July 7, ’16", date(2016, 7, 7)),
        ("Posted in Harbours on 7 July 2016 by Ann", date(2016, 7, 7)),
        ("Issue 12, 7 July 2016", date(2016, 7, 7)),
        ("Article published: Jul 07, 2016", date(2016, 7, 7)),
        ("Thursday July 7 2016, 12.01am, The Gazette", date(2016, 7, 7)),
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
    "line",
    [
        "July 2016",
        "Spring 2016",
        "Posted 3 years ago",
        "31/02/2016",
        "07/14/2016",
        "7 Juli 2016",
        "7 Gorffennaf 2016",
        "4–10 July 2016",
        "7.vii.2016",
        "07072016",
        "2016",
        "Q3 2016",
        "Summer issue",
        "Yesterday at 10:15",
        "Tuesday",
        "2 hrs",
        "Last updated 7 July 2016",
    ],
)
def test_line_beside_the_title_that_tells_no_day_is_reported(line):
    article = THEME.replace("They cover much.", f"{line}\n\nThey met on 3 May 2015.")

    assert read_article(article).published_on is None
    assert [problem.message for problem in read_article(article).problems] == [
        f"“{line}” may be a date, but does not plainly say on which day the article appeared. If you know it, enter it."
    ]
    assert read_article(article.replace(line, f"{line}\n\n7 July 2016")).problems == ()


def test_masthead_of_several_lines_is_doubted_and_the_day_below_the_title_is_read():
    front = "Harbour Work Weekly\n\nNews for pilots\n\nWhat serious case reviews say about ropes\n\n"
    draft = read_article(f"{front}Published 7 July 2016 · 5 min read\n\nRopes\n\n• Cut. (pg 3)")

    assert draft.published_on == date(2016, 7, 7)
    assert [problem.line for problem in draft.problems] == [1]
    assert draft.problems[0].message.startswith("“Harbour Work Weekly” was taken as the title.")


@pytest.mark.parametrize(
    "line",
    [
        "The First 1001 Days",
        "24 hours a day",
        "Last 10 years",
        "25 reviews, 2009",
        "Edited highlights from ten years of serious case reviews",
        "Amended guidance came too late for these children",
        "What children may be telling us",
        "Lessons for today",
        "A march towards safer care",
        "Ten cases in 2003-2005",
        "What 25 reviews may tell us",
    ],
)
def test_words_that_are_no_date_stay_and_are_not_reported(line):
    front = f"What serious case reviews say about ropes\n\n{line}\n\n"
    theme = "Ropes\n\n• They were not held. (pg 11)\n• Nobody looked. (pg 12)\n"

    dated, undated = read_article(f"{front}7 July 2016\n\n{theme}"), read_article(front + theme)

    assert (dated.standfirst, dated.published_on) == (line, date(2016, 7, 7))
    assert (undated.standfirst, undated.problems) == (line, ())


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
        ("of incidents between 1 April 2011 and 31 March 2014", (2011, 2014)),
        (
            "of incidents from April 1st, 2011 until March 31st, 2014, and of incidents in 2003-2005",
            (2011, 2014),
        ),
        ("of incidents in April 2009-March 2011, and of 2003-2005", (2009, 2011)),
        ("of reviews from 1/4/2009 to 31.3.2011", (2009, 2011)),
        ("of reviews, 2009/10-2010/11; analyses of 2003-5 came before", (2009, 2011)),
        ("of reviews between 2009-10 and 2010–11", (2009, 2011)),
        ("of reviews in 2009-11 and 2011-14", (2011, 2014)),
        ("of incidents from 2003/04 and 2004/05", (2003, 2005)),
        ("of incidents in 2003/4, 2004/5 and 2005/6", (2003, 2006)),
        ("of reviews from 2011-12 & 2012-13", (2011, 2013)),
        ("of incidents in 2011, 2012 and 2013", (2011, 2013)),
        ("of incidents in 2011, 2012, 2014 and 2015", (2014, 2015)),
        ("of incidents from early 2011 up to and including the end of March 2014", (2011, 2014)),
        ("of incidents in 2003-5", (2003, 2005)),
        ("of incidents from 2009 to 11", (2009, 2011)),
        ("of the 2011–2014 triennial analysis", (2011, 2014)),
        (
            "of reviews (1st of April 2009 – 31st of March 2011) and analyses of 2003/2004 to 2004/2005",
            (2009, 2011),
        ),
        ("of incidents in the three years to 31 March 2014, not in 2003-2005", (2011, 2014)),
        ("of incidents in the two-year period from Apr 2009, not in 2003-2005", (2009, 2011)),
        ("of incidents between 01/04/11 and the 31/03/14", (2011, 2014)),
        ("of incidents from April ’11 to March ’14, not in 2003-2005", (2011, 2014)),
        ("of incidents in 2011 and 15 reviews", None),
        ("of incidents from 2011 and 31 families", None),
        ("of a review that began on 2011-12-14", None),
        ("of reviews 2011-2012-2013", None),
    ],
)
def test_years_of_incidents_are_read_where_they_are_named(words, years):
    assert read_article(THEME.replace("They cover much.", f"It speaks {words}.")).incident_years == years


def test_years_are_not_read_from_comments():
    text = f"{THEME}1 comment\n\n  1. Ann Example 7 July 2016 at 15:40\n\n    Incidents from 2015 to 2017."

    assert read_article(text).incident_years is None


MENU = "Home | News | Quays | Jobs | Log in"


@pytest.mark.parametrize(
    ("front", "title", "problem"),
    [
        (f"Pilots’ Post\n{MENU}\n\nWhat reviews ask of pilots\n\nMuch", "What reviews ask of pilots", None),
        (f"{MENU}\n\nWhat reviews ask of pilots\n\nThey ask much", "What reviews ask of pilots", None),
        ("Pilots Weekly, 7 July 2016\n\nWhat reviews ask of pilots", "What reviews ask of pilots", None),
        (f"What reviews ask of pilots\n\nIt speaks of much.\n\n{MENU}", "What reviews ask of pilots", None),
        (
            "The Pilots’ Bulletin\n\nWhat reviews ask of harbour pilots\n\nThey ask much",
            "The Pilots’ Bulletin",
            "“The Pilots’ Bulletin” was taken as the title. "
            "If that is where the article appeared, write its title there.",
        ),
    ],
)  # fmt: skip
def test_title_is_not_the_name_of_the_paper(front, title, problem):
    draft = read_article(THEME.replace(FRONT, f"{front}\n\n"))

    assert draft.title == title
    assert draft.problems == ((ArticleProblem(1, problem),) if problem else ())


@pytest.mark.parametrize(
    "heading", ["0 Responses to {}", "0 thoughts on “{}”", "No comments on {}", "0 responses to {}"]
)
def test_title_is_the_one_that_the_comments_answer(heading):
    title = "What reviews ask of pilots"
    front = f"The Gazette\n\n{title}\n\nThey ask much\n\n"
    plain, other = (
        read_article(THEME.replace(FRONT, front) + heading.format(words))
        for words in (title.upper(), "What the others ask of them")
    )

    assert (plain.title, plain.standfirst, plain.problems) == (title, "They ask much", ())
    assert other.title == "The Gazette"
    assert other.problems == (
        ArticleProblem(
            1,
            "The comments answer “What the others ask of them”, and “The Gazette” was taken as the title. "
            "Look which is right.",
        ),
    )


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
        # Sentences that lead in, apart from the heading; captions and advertisements.
        ("Ropes\n\nMuch was found.\n\nThere is more. They include:\n\n• Cut. (pg 3)", [("Ropes", ["Cut."])]),
        ("Ropes\n\nMuch was found.\n\nThe reviewers also said that:\n\n• Cut. (pg 3)", [("Ropes", ["Cut."])]),
        ("Ropes\n\nPhoto: Ann Example/Agency\n\n• Cut. (pg 3)", [("Ropes", ["Cut."])]),
        ("Ropes\n\nA pilot at work (Getty Images)\n\n• Cut. (pg 3)", [("Ropes", ["Cut."])]),
        ("Ropes\n\n• Cut.\n\nAdvertisement\n\n• Lost. (pg 3)", [("Ropes", ["Cut.", "Lost."])]),
        ("Ropes\n• Cut\nAdvertisement – continue reading below\n• Lost. (pg 3)", [("Ropes", ["Cut", "Lost."])]),
        # What a page links to, and what stands further down, is no theme.
        ("Contents\n• Ropes\n• The crew\n\nRopes\n• Cut. (pg 3)", [("Ropes", ["Cut."])]),
        ("All you need\n1. Ropes ... 3\n2. Knots\n\nRopes\n• Cut. (pg 3)\n\nKnots\n\nNone.", [("Ropes", ["Cut."])]),
        ("Ropes\n• Cut. (pg 3)\n\nRelated articles\n• Knots of old\n• Tides", [("Ropes", ["Cut."])]),
    ],
)  # fmt: skip
def test_themes_are_headings_followed_by_bullets(body, expected):
    draft = read_article(FRONT + body)

    assert list_themes(draft) == expected
    assert next(pages for theme in list_page_lists(draft) for pages, _ in theme) == parse("3")
    assert draft.problems == ()


@pytest.mark.parametrize(
    "bullet",
    [
        # Word's own signs, those of the web, and the letters that some become in other fonts.
        *("\uf0b7\t", "\uf0a7 ", "\uf0d8", "\uf0fc ", "§\t", "Ø ", "ü ", "o "),
        *(
            "➢ ",
            "►",
            "✓ ",
            "⦁ ",
            "> ",
            "» ",
            "‒ ",
            "― ",
            "− ",
            "❖",
            "◆ ",
            "☑ ",
            "→ ",
            "①",
            "🔹 ",
            "¬ ",
            "+ ",
            "✔\ufe0f ",
            "-- ",
            ">> ",
            "a. ",
            "iv. ",
            "B) ",
            "&bull; ",
            "&#8226;&nbsp;",
        ),
        # What nobody sees stands before or behind the sign.
        *(
            "\u200b• ",
            "\ufeff- ",
            "\u00ad•\u00a0",
            "•\u200b",
            "- \u200b",
            "\u2060\u200e* ",
            " \u200b \uf0b7\u200b ",
        ),
    ],
)
def test_bullets_of_word_and_the_web_are_read(bullet):
    draft = read_article(
        read_pasted(f"{FRONT}Ropes\u200b\n{bullet}Cut.\n{bullet}Lost. (pg&nbsp;3)\n\nKnots\n\n{bullet}Loose.")
    )

    assert list_themes(draft) == [("Ropes", ["Cut.", "Lost."]), ("Knots", ["Loose."])]
    assert draft.problems == ()


@pytest.mark.parametrize(
    "start", ["← ", "↑ ", "† ", "§ 47 ", "“", "£ ", "© ", "(", "& ", "e. g. ", "c. 1990 ", "p. 12 ", "A. "]
)
def test_other_signs_are_no_bullets(start):
    draft = read_article(f"{THEME}{start}Knots are loose.")

    assert list_themes(draft) == [("Ropes are cut in haste", ["Ropes were cut."])]


@pytest.mark.parametrize("end", ["\v", "\u2028", "\u2029", "\x85", "\f", "\r"])
def test_line_ends_inside_a_paragraph_are_line_ends(end):
    draft = read_article(f"{FRONT}Ropes{end}• Cut.{end}• Lost. (pg 3){end}{end}Knots{end}• Loose (pg 4, 5)")

    assert list_themes(draft) == [("Ropes", ["Cut.", "Lost."]), ("Knots", ["Loose"])]
    assert [finding.line for theme in draft.themes for finding in theme.findings] == [8, 9, 12]


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
            "Ropes\n• Cut. (see p. 7 n.3)\n",
            ArticleProblem(
                8,
                "Of “see p. 7 n.3” only page 7 could be taken; “n.3” was left out. Look whether this is right.",
            ),
        ),
        (
            "Ropes\n• Cut. (pg 11 & 12\n",
            ArticleProblem(
                8,
                "A bracket of “pg 11 & 12” has no partner: taken for pages 11 and 12. Look whether more belongs "
                "to it.",
            ),
        ),
        (
            "Ropes\n• Cut.\n• Lost\n  (paras 3.4-3.6)\n",
            ArticleProblem(10, "“paras 3.4-3.6” names no pages that can be read: left among the words."),
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
            "Ropes\n• Cut.\n\nThe reviewers then said that:\n\n• Lost.\n",
            ArticleProblem(12, "No heading stands above this bullet: taken to “Ropes”."),
        ),
        (
            "Tides\n\nMuch is known of them.\n\nAll ropes and some knots:\n\n• Lost.\n",
            ArticleProblem(
                11,
                "“All ropes and some knots” was taken as the heading of these points. It may only lead in to them: "
                "then they belong to “Tides”.",
            ),
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

    assert list_themes(draft) == [("Ropes", ["Cut.", "Lost (pg ??).", "Found."])]
    assert list_page_lists(draft) == [[(parse("3"), (2,))]]


@pytest.mark.parametrize(
    "reference",
    [
        "(pg ??)",
        "(paras 3.4-3.6)",
        "(Writer, 2016)",
        "(11 & 179)",
        "(the plan on page 12 was lost)",
        "(p. 12 of the annex)",
        "pp. 40-12",
        "(p. 1,041)",
        "(p A-3)",
        "(at 12)",
        "(see 12-14)",
        "(S. 12)",
        "(s12)",
        "(pg 4) – mostly",
        "(ibid)",
    ],
)
def test_no_finding_gets_the_pages_of_the_next(reference):
    draft = read_article(f"{FRONT}Ropes\n• Cut.\n• Lost. {reference}\n• Found. (pg 3)")

    assert list_page_lists(draft) == [[(parse("3"), (2,))]]
    assert [page_list.findings for page_list in draft.themes[0].not_understood] == [(0, 1)]
    assert [problem.line for problem in draft.problems] == [9]


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("In 20¹ of them. (pg 3)", "In 20 of them."),
        ("In 20 ¹⁻² of them.¹² (pg 3)³", "In 20 of them."),
        ("In 20[1] of them. (pg 3) [2]", "In 20 of them."),
        ("In 20[^1] of them (pg 3)*.", "In 20 of them."),
        ("On 5 m² of 6m². (pg 3)", "On 5 m² of 6m²."),
        ("They cut ~~no~~ ropes, some ~~ 20. (pg ~~1~~3)", "They cut ropes, some ~~ 20."),
        ("They cut. (pg 4\u03363)", "They cut."),
        ("Of 10⁻³ and R². (pg 3)", "Of 10⁻³ and R²."),
    ],
)
def test_marks_of_notes_are_no_words(given, read):
    draft = read_article(f"{FRONT}Ropes\n• {given}\n\n¹ See the annex.\n[2] And this.")

    assert list_themes(draft) == [("Ropes", [read])]
    assert list_page_lists(draft) == [[(parse("3"), (0,))]]


def test_text_of_a_note_is_no_part_of_the_bullet_above():
    draft = read_article(f"{FRONT}Ropes\n• Cut. (pg 3)\n• Lost¹\n¹ See the annex.\n\nNotes\n1. Gone.")

    assert list_themes(draft) == [("Ropes", ["Cut.", "Lost"])]


def test_page_list_in_a_paragraph_ends_its_group():
    draft = read_article(f"{FRONT}Ropes\n• Cut.\n\nMore. (pg 3)\n\n• Lost. (pg 4)")

    assert list_page_lists(draft) == [[(parse("4"), (1,))]]


def test_page_list_above_the_bullets_of_a_heading_is_told_of():
    draft = read_article(f"{FRONT}Ropes\n\nThe review is plain on them. (pg 3)\n\n• Lost. (pg 4)")

    assert list_page_lists(draft) == [[(parse("4"), (0,))]]
    assert draft.problems == (ArticleProblem(9, "A page list outside bullets was left out."),)


@pytest.mark.parametrize("below", ["", "\n"])
@pytest.mark.parametrize(("number", "bullet"), [("{}. ", "- "), ("({}) ", "• "), ("{}) ", "a) ")])
def test_numbered_headings_above_other_bullets_are_headings(number, bullet, below):
    ropes, knots = (f"{number.format(count)}{title}" for count, title in [(1, "Ropes"), (2, "Knots")])
    draft = read_article(
        f"{FRONT}{ropes}\n{below}{bullet}Cut.\n{bullet}Lost. (pg 3)\n{below}{knots}\n{below}{bullet}Loose. (pg 4)"
    )

    assert list_themes(draft) == [("Ropes", ["Cut.", "Lost."]), ("Knots", ["Loose."])]
    assert draft.problems == ()


def test_first_point_with_points_of_its_own_is_no_heading():
    draft = read_article(
        f"{FRONT}Ropes\n\n1. Boats were lost:\n  a. by night\n  b. in fog (pg 3)\n2. Cut. (pg 4)"
    )

    assert list_themes(draft) == [("Ropes", ["Boats were lost:", "by night", "in fog", "Cut."])]


def test_heading_that_looks_like_a_comment_is_doubted():
    draft = read_article(f"{FRONT}Ropes\n• Cut. (pg 3)\n\nAda Example - 7 July 2016 10:15\n> They were not.")

    assert [problem.line for problem in draft.problems] == [10]
    assert "looks like the beginning of a comment" in draft.problems[0].message


def test_page_list_that_cannot_be_read_alone_makes_no_finding():
    draft = read_article(f"{FRONT}Ropes\n• Cut.\n• (pg ??)\n• Found. (pg 3)")

    assert list_themes(draft) == [("Ropes", ["Cut.", "Found."])]
    assert list_page_lists(draft) == [[(parse("3"), (1,))]]


def test_article_whose_page_lists_cannot_be_read_is_an_article_all_the_same():
    draft = read_article("Of boats\n\nThey cover much.\n\nRopes\n\n• Cut. (pp. 40-12)\n• Lost. (pg twelve)")

    assert [problem.line for problem in draft.problems] == [7, 8]
    assert draft.themes[0].citations == ()


def test_bullets_under_the_title_are_left_out():
    draft = read_article("Title\n\n• Shop\n• Quay\n\nRopes\n• Cut. (pg 3)")

    assert list_themes(draft) == [("Ropes", ["Cut."])]
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
        ('A 6" gap was noted, and called "a risk" there.', ("a risk",)),
        ("A 6” gap was noted, and called “a risk” there.", ("a risk",)),
        ('Of 6" and 4½" gaps.', ()),
        ('It said "a 6" gap" twice.', ('a 6" gap',)),
        ("It said “a gap of 6” wide” twice.", ("a gap of 6” wide",)),
        ('It rose "in 2014" and "in 2015", it said.', ("in 2014", "in 2015")),
        ("It rose “in 2014” and “in 2015”.", ("in 2014", "in 2015")),
    ],
)
def test_quoted_words_are_candidates(text, quotations):
    draft = read_article(f"{FRONT}Ropes\n• {text} (pg 3)")

    assert draft.themes[0].findings[0].quotations == quotations
    assert draft.problems == ()
