"""Lists within lists: whether an outer bullet is a heading or a point."""

import pytest

from tests.themes.importers.article.drafts import FRONT, list_page_lists, list_themes
from tests.themes.importers.article.word_documents import make_word_document
from themes.citations.locators import parse
from themes.importers.article.decoding import decode, read_pasted
from themes.importers.article.reading import read_article

NESTED = "• Ropes\n  • They were cut.\n  • Nobody asked. (pg 11)\n• Charts\n  • They differ. (pg 12 & 14)\n"
THEMES = [("Ropes", ["They were cut.", "Nobody asked."]), ("Charts", ["They differ."])]
PAGES = [[(parse("11"), (0, 1))], [(parse("12 & 14"), (0,))]]
PAGE = (
    "<html><body><article><h1>What reviews ask of harbour pilots</h1><p>Lessons from serious case reviews.</p>{}"
    "</article></body></html>"
)
LIST = (
    "<ul><li>Ropes{0}<ul><li>They were cut.</li><li>Nobody asked. (pg 11)</li></ul>{1}"
    "<li>Charts{0}<ul><li>They differ. (pg 12 &amp; 14)</li></ul>{1}</ul>"
)


@pytest.mark.parametrize(
    "article",
    [
        FRONT + NESTED,
        FRONT + "Main points\n\n" + NESTED,
        FRONT + NESTED.replace("  •", "\to"),
        FRONT + NESTED.replace("  •", "o"),  # further in by its sign alone
        FRONT + NESTED.replace("Ropes", "**Ropes**").replace("Charts", "**Charts**").replace("•", "*"),
        FRONT + NESTED.replace("Ropes", "Ropes:").replace("Charts", "Charts:"),  # no other heading
        PAGE.format(LIST.format("", "</li>")),
        PAGE.format(LIST.format("</li>", "")),
        PAGE.format(
            "<h2>Main points</h2>" + LIST.replace("<li>Ropes", "<li><p><b>Ropes</b></p>").format("", "</li>")
        ),
    ],
)
def test_outer_bullets_are_headings_of_those_below_them(article):
    draft = read_article(read_pasted(article))

    assert list_themes(draft) == THEMES
    assert list_page_lists(draft) == PAGES
    assert draft.problems == ()
    assert {section.title for section in draft.sections_left_out} <= {"Main points"}


def test_outer_bullets_of_word_are_headings_too():
    def write(document):
        document.add_heading("What reviews ask of harbour pilots", 1)
        document.add_paragraph("Lessons from serious case reviews.")
        for title, points in (
            ("Ropes", ["They were cut.", "Nobody asked. (pg 11)"]),
            ("Charts", ["They differ. (pg 12 & 14)"]),
        ):
            document.add_paragraph(title, style="List Bullet")
            for point in points:
                document.add_paragraph(point, style="List Bullet 2")

    draft = read_article(decode(make_word_document(write)))

    assert list_themes(draft) == THEMES
    assert list_page_lists(draft) == PAGES


def test_cells_beside_lists_are_their_headings():
    row = "<tr><td>{}</td><td><ul><li>{}</ul></td></tr>"
    rows = row.format("Ropes", "They were cut.<li>Nobody asked. (pg 11)") + row.format(
        "Charts", "They differ. (pg 12 &amp; 14)"
    )
    draft = read_article(read_pasted(PAGE.format(f"<table>{rows}</table>")))

    assert list_themes(draft) == THEMES
    assert list_page_lists(draft) == PAGES


def test_headings_stand_below_headings():
    draft = read_article(
        f"{FRONT}• Quays\n  – Ropes\n    · They were cut. (p. 3)\n  – Charts\n    · They differ. (p. 4)\n"
    )

    assert list_themes(draft) == [("Ropes", ["They were cut."]), ("Charts", ["They differ."])]
    assert [section.title for section in draft.sections_left_out] == ["Quays"]


@pytest.mark.parametrize(
    "points",
    [
        "• Pilots should ask:\n  • who is there\n  • who is not (p. 9)\n",
        "• Ropes were cut in every harbour that was seen, and the reports did not say by whom\n  • At night (p. 9)\n",
        "• Ropes were cut.\n  • At night. (p. 9)\n",
        "• Ropes (p. 3)\n  • At night. (p. 9)\n",
        "• Ropes\n  • At night.\n",  # no page list tells that these are points
    ],
)
def test_outer_bullets_that_are_points_stay_points(points):
    draft = read_article(f"{FRONT}Main points\n\n{points}")

    assert [theme.title for theme in draft.themes] == ["Main points"]
    assert len(draft.themes[0].findings) == points.count("•")


def test_outer_bullet_beside_points_is_doubted():
    draft = read_article(
        f"{FRONT}Main points\n\n• Ropes\n  • They were cut. (p. 3)\n• Charts differ. (p. 4)\n"
    )

    assert list_themes(draft) == [("Main points", ["Ropes", "They were cut.", "Charts differ."])]
    assert [problem.message for problem in draft.problems] == [
        "“Ropes”: This was taken as a point. Those below it stand further in: it may be their heading."
    ]


def test_point_beside_headings_is_kept_and_doubted():
    draft = read_article(f"{FRONT}• Ropes\n  • They were cut. (p. 3)\n• Charts differ. (p. 4)\n")

    assert list_themes(draft) == [("Ropes", ["They were cut.", "Charts differ."])]
    assert [problem.message for problem in draft.problems] == [
        "“Charts differ. (p. 4)”: This stands beside the heading above it, not below it: look where it belongs."
    ]


def test_lists_below_headings_of_their_own_are_doubted():
    draft = read_article(
        f"{FRONT}Quays\n\n• Ropes\n  • They were cut. (p. 3)\n\nHarbours\n\n• Charts\n  • They differ. (p. 4)\n"
    )

    assert list_themes(draft) == [("Ropes", ["They were cut."]), ("Charts", ["They differ."])]
    assert [section.title for section in draft.sections_left_out] == ["Quays", "Harbours"]
    assert [problem.message for problem in draft.problems] == [
        f"“{heading}”: This and what stands beside it were taken as headings, and “{above}” above them was left out. "
        "Look whether that is the theme, and these are its points."
        for heading, above in (("Ropes", "Quays"), ("Charts", "Harbours"))
    ]


def test_lists_within_a_thousand_lists_are_read():
    heads = "".join(f"{' ' * level}• Ropes {level}\n" for level in range(1000))

    draft = read_article(f"{FRONT}{heads}{' ' * 1000}• They were cut. (p. 3)\n")

    assert draft.themes[-1].findings[-1].text == "They were cut."


def test_points_without_any_heading_are_those_of_the_title():
    draft = read_article(decode(f"{FRONT}• Ropes were cut. (p. 3)\n• Charts differ. (p. 4)\n".encode()))

    assert list_themes(draft) == [
        ("What reviews ask of harbour pilots", ["Ropes were cut.", "Charts differ."])
    ]
    assert [problem.message for problem in draft.problems] == [
        "No heading stands above these bullets: they were taken to the article’s title. Look which theme they "
        "belong to."
    ]


def test_points_below_one_with_pages_do_not_get_those_of_the_next():
    draft = read_article(
        f"{FRONT}Ropes\n\n• They were cut. (p. 3)\n  • at night\n  • by day\n• Nobody asked. (p. 4)\n"
    )

    assert list_page_lists(draft) == [[(parse("3"), (0,)), (parse("4"), (3,))]]
    assert [problem.message for problem in draft.problems] == [
        "“at night” stands below “They were cut. (p. 3)”, and names no pages: it got none."
    ]
