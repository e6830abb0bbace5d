"""The comments under an article, in the layouts of many sites."""

from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.themes.importers.article.drafts import THEME, list_comments, list_themes
from themes.importers.article.drafts import ArticleProblem
from themes.importers.article.reading import read_article

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

    assert list_comments(draft) == [("Ann Example", 1, None, "We knew.")]
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
    assert list_themes(draft) == [("Ropes are cut in haste", ["Ropes were cut."])]
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

    assert list_comments(draft) == [
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

    assert list_comments(draft) == [("Ann Roe", 1, None, "We knew."), ("Bo Poe", 1, None, "Quite.")]
    assert draft.problems == ()


def test_lines_of_no_comment_and_comments_without_words_are_problems():
    draft = comments_below(
        "Comments\n\nBe kind\n\n  1. Ann 7 July 2016 at 14:05\n\n    One.\n\n"
        "Footer\n\n  2. Bo 7 July 2016 at 14:05"
    )

    assert list_comments(draft) == [("Ann", 1, None, "One."), ("Bo", 1, None, "")]
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


def test_comments_that_nothing_announces_are_no_points():
    draft = comments_below(
        "1. Ada Example July 7, 2016 at 2:18 pm #\n\n    One.\n\n    • Bo July 8, 2016\n\n      Two."
    )

    assert list_comments(draft) == [("Ada Example", 1, None, "One."), ("Bo", 2, 0, "Two.")]
    assert list_themes(draft) == [("Ropes are cut in haste", ["Ropes were cut."])]


@pytest.mark.parametrize("opening", ["Discussion", "Join the conversation (1)", "What do you think?"])
def test_section_that_may_hold_comments_does_where_one_follows(opening):
    draft = comments_below(f"{opening}\n\nAda Example {WHEN[0]}\n\nOne.")
    other = comments_below(f"{opening}\n\n• Boats are lost. (pg 4)")

    assert (list_comments(draft), draft.problems) == ([("Ada Example", 1, None, "One.")], ())
    assert len(other.themes) == 2


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


WHEN = ["7 July 2016 at 10:05 am", "8 July 2016 at 10:05 am", "9 July 2016 at 10:05 am"]
THREE = [("Ada Example", 1, "One."), ("Bob Sample", 1, "Two."), ("cy_other", 1, "Three.")]


@pytest.mark.parametrize(
    ("section", "comments"),
    [
        # What people and sites put beside names and dates.
        (
            f"Ada Example, social worker\n{WHEN[0]}\n\nOne.\n\nD’Arcy-Jones (moderator)\n{WHEN[1]}\n\nTwo.\n\n"
            f"john smith\n{WHEN[2]}\n\nThree.",
            [
                ("Ada Example, social worker", 1, "One."),
                ("D’Arcy-Jones (moderator)", 1, "Two."),
                ("john smith", 1, "Three."),
            ],
        ),
        (
            "1. Ada Example July 7, 2016 at 2:18 pm #\n\n    One.\n\n"
            "2. Bob Sample July 8, 2016 at 2:18 pm (Edited) #\n\n    Two.\n\n"
            "3. cy_other July 9, 2016 at 2:18 pm [Edited by moderator 10 July 2016 at 9:00 am]\n\n    Three.",
            THREE,
        ),
        (f"**Ada Example** – {WHEN[0]}\n\nOne.\n\n**Bob Sample** – {WHEN[1]}\n\nTwo.", THREE[:2]),
        # Lines of their own between name and date.
        (
            f"Ada Example\nTeam manager, Leeds\n{WHEN[0]}\n\nOne.\n\nBob Sample\nModerator\n{WHEN[1]}\n\nTwo.",
            [("Ada Example, Team manager, Leeds", 1, "One."), ("Bob Sample", 1, "Two.")],
        ),
        # Whom they answer: above, between, and behind a sign.
        (
            f"Ada Example\n{WHEN[0]}\n\nOne.\n\nBob Sample\nIn reply to Ada Example\n{WHEN[1]}\n\nTwo.\n\n"
            f"In reply to Bob Sample\ncy_other\n{WHEN[2]}\n\nThree.",
            [("Ada Example", 1, "One."), ("Bob Sample", 2, "Two."), ("cy_other", 3, "Three.")],
        ),
        (
            f"Ada Example\n{WHEN[0]}\n\nOne.\n\nBob Sample\nAda Example\n{WHEN[1]}\n\nTwo.\n\n"
            f"cy_other\n{WHEN[2]}\n\nThree.",
            [("Ada Example", 1, "One."), ("Bob Sample", 2, "Two."), ("cy_other", 1, "Three.")],
        ),
        (
            f"Ada Example • {WHEN[0]}\nOne.\nBob Sample → Ada Example • {WHEN[1]}\nTwo.",
            [("Ada Example", 1, "One."), ("Bob Sample", 2, "Two.")],
        ),
        (
            f"Ada Example {WHEN[0]} #\n\nOne.\n\nIn reply to Ada Example\nBob Sample {WHEN[1]} #\n\nTwo.",
            [("Ada Example", 1, "One."), ("Bob Sample", 2, "Two.")],
        ),
        # What sites tell of people is no name, and no word of the comment above.
        (
            f"Ada Example\n@adaexample\n{WHEN[0]}\n\nOne.\n\nBob Sample\nJoined: 2012\nPosts: 33\n{WHEN[1]}\n\nTwo.",
            THREE[:2],
        ),
        # The date first, and the name below it.
        (f"{WHEN[0]}\nAda Example\nOne.\n\n{WHEN[1]}\nBob Sample\nTwo.\n\n{WHEN[2]}\ncy_other\nThree.", THREE),
        # Numbers with name and date on two lines; labels; no date at all.
        (
            "  1. Ada Example\n     7 July 2016\n\n     One.\n\n"
            "     1. Bob Sample\n        8 July 2016\n\n        Two.",
            [("Ada Example", 1, "One."), ("Bob Sample", 2, "Two.")],
        ),
        (f"Ada Example said on {WHEN[0]}\nOne.\nBob Sample wrote on {WHEN[1]}\nTwo.", THREE[:2]),
        (f"Posted by: Ada Example on {WHEN[0]}\nOne.\n\nName: Bob Sample\nDate: {WHEN[1]}\nTwo.", THREE[:2]),
        ("Ada Example says:\n\nOne.\n\nBob Sample says:\n\nTwo.", THREE[:2]),
    ],
)  # fmt: skip
def test_words_stand_under_the_name_of_who_wrote_them(section, comments):
    draft = comments_below(f"Comments\n\n{section}")

    assert [(one.author, one.depth, one.body) for one in draft.comments] == comments
    assert draft.problems == ()


ADA = f"Comments\n\nAda Example\n{WHEN[0]}\n\nOne.\n\n"
BY_ADA = "This line may begin another comment: it was left among the words of Ada Example. Check whose words follow."


@pytest.mark.parametrize(
    ("section", "line", "message"),
    [
        (f"{ADA}Bob Sample\n\nTwo.", 18, BY_ADA),
        (f"{ADA}Bob Sample wrote:\n\nTwo.", 18, BY_ADA),
        (f"{ADA}Ada Example\nTwo.", 18, BY_ADA),
        (f"{ADA}[Comment removed by moderator]", 18, "This line belongs to no comment: left out."),
        (f"{ADA}{WHEN[1]}\n\nTwo.", 18, BY_ADA),
        (f"{ADA}Bob Sample, nurse\nEdited {WHEN[1]}\n\nTwo.", 19, BY_ADA),
        (f"{ADA}we met {WHEN[1]}\n\nTwo.", 18, BY_ADA),
        (f"{ADA.replace('One.', 'Thanks')}{WHEN[1]}\n\nTwo.", 18, BY_ADA),
        (
            "Comments\n\n1. Ada Example 7 July 2016\n\n   One.\n\n2. whoever may read all this in the end\n\n   Two.",
            17,
            BY_ADA,
        ),
        (
            f"{ADA}Bob SampleAda Example\n{WHEN[1]}\n\nTwo.\n\nBob Ada Example\n{WHEN[2]}\n\nThree.",
            23,
            "The name given here ends with that of Ada Example. Check whose words these are.",
        ),
        (
            "Comments\n\n1. Ada Example 7 July 2016\n\n   One.\n\n3. Bob Sample 8 July 2016\n\n   Two.",
            17,
            "No comment 2 was found before this one. Check whether its words stand in another.",
        ),
        (
            f"Comments\n\n1. Ada Example 7 July 2016\n\n   One.\n\n   Bob Sample\n   {WHEN[1]}\n\n   Two.",
            17,
            "This comment begins unlike the first: check whose words these are.",
        ),
        (
            f"{ADA}Bob Sample in reply to Di Fourth {WHEN[1]}\n\nTwo.",
            18,
            "This answers Di Fourth, and no comment above is theirs: taken as a comment of its own.",
        ),
        (
            f"Comments\n\nOne.\n\nComment by Ada Example — {WHEN[0]}\n\nTwo.\n\nComment by Bob Sample — {WHEN[1]}",
            13,
            "Names seem to stand under the words here, and were read so. Check whose words these are.",
        ),
        (
            "Comments\n\nAda Example • 3 years ago\n\nOne.",
            13,
            "“3 years ago” is no date: the comment is left without.",
        ),
    ],
)
def test_who_cannot_be_told_apart_is_a_problem_with_its_line(section, line, message):
    assert comments_below(section).problems == (ArticleProblem(line, message),)


def test_names_under_words_are_those_of_the_words_above():
    draft = comments_below(
        f"Comments\n\nOne.\n\nComment by Ada Example — {WHEN[0]}\n\nTwo.\n\nComment by Bob Sample — {WHEN[1]}"
    )

    assert [(one.author, one.body) for one in draft.comments] == [
        ("Ada Example", "One."),
        ("Bob Sample", "Two."),
    ]


NAMES = [
    "Ada Example",
    "bob",
    "john smith",
    "D’Arcy-Jones",
    "Dr Cy Other",
    "Tom F.",
    "S.W.",
    "cy_99",
    "Li de la Row",
]
ROLES = ["", " (moderator)", ", social worker", " | Author", " - team manager", " [Staff]"]
DAYS = [
    "7 July 2016 at 10:05 am",
    "July 7, 2016 2:18 PM",
    "07/07/2016 14:05",
    "7 Jul 2016 · 14:05",
    "3 years ago",
]
REMARKS = ["", " (Edited)", " #", " | Report", " (edited 8 July 2016)", " Like (3)", " from my telephone"]
WORDS = ["No.", "Thanks", "Well said Ann", "We knew.\n\nWe said so.", "It was on 7 July 2016 that we met"]
SURE = [
    "{name}{role}\n{day}{remark}\n\n{words}\n\n",
    "{name}{role}\n{day}{remark}\n{words}\n",
    "{name}{role}\n\n{day}{remark}\n\n{words}\n\n",
    "{name}{role} {day}{remark}\n\n{words}\n\n",
    "{name}{role} • {day}{remark}\n{words}\n\n",
    "{name}{role} says:\n{day}{remark}\n\n{words}\n\n",
    "{number}. {name}{role} {day}{remark}\n\n{words}\n\n",
    "Posted by {name}{role} on {day}{remark}\n{words}\n\n",
]
# A title on a line of its own, and a name below the day, may be read as somebody else's words.
LAYOUTS = [
    *SURE,
    "{name}\nTeam manager\n{day}{remark}\n\n{words}\n\n",
    "{day}{remark}\n{name}{role}\n{words}\n\n",
]


@settings(max_examples=200, deadline=None)
@given(st.sampled_from(LAYOUTS), st.sampled_from(DAYS), st.permutations(NAMES), st.data())
def test_words_stand_under_their_own_name_or_it_is_said_that_they_may_not(layout, day, names, data):
    thread = [
        {
            "number": number,
            "name": name,
            "day": day,
            "role": data.draw(st.sampled_from(ROLES)),
            "remark": data.draw(st.sampled_from(REMARKS)),
            "words": data.draw(st.sampled_from(WORDS)),
        }
        for number, name in enumerate(names[:3], start=1)
    ]
    draft = comments_below("Comments\n\n" + "".join(layout.format(**comment) for comment in thread))

    told = [problem for problem in draft.problems if "is no date" not in problem.message]
    read = [
        (one.author.startswith(given["name"]), one.body)
        for one, given in zip(draft.comments, thread, strict=False)
    ]
    if not told:
        assert read == [(True, given["words"]) for given in thread]


@pytest.mark.parametrize("day", DAYS[:4])
@pytest.mark.parametrize("layout", SURE)
def test_plain_comments_are_read_without_a_doubt(layout, day):
    """Or else the test above would let a reader pass that doubts everything."""
    words = dict(zip(NAMES[:3], WORDS, strict=False))
    comments = [
        layout.format(number=number, name=name, day=day, role="", remark="", words=words[name])
        for number, name in enumerate(words, start=1)
    ]
    draft = comments_below("Comments\n\n" + "".join(comments))

    assert draft.problems == ()
    assert [(comment.author, comment.body) for comment in draft.comments] == [*words.items()]
