"""From an article to drafts in a real browser: pasted, its review said, what we hold joined, the rest drafted."""

from datetime import datetime

import pytest

from tests.articles import ArticlePlan, CommentPlan, ThemePlan, write_article
from tests.browser.conftest import DESKTOP, PHONE

pytestmark = pytest.mark.browser

AT = datetime(2019, 3, 4, 9, 30)
# Made up. Eleven of sixteen say in other words what the starter collection holds with the same pages (their numbers
# follow them); the others are about harbours.
ARTICLE = ArticlePlan(
    title="Sixteen lessons for those who visit families",
    themes=[
        ThemePlan(
            "Help that stops early",
            [
                (
                    [
                        "Nearly two thirds of the children had been known to social care, though under half had an "
                        "open case when harm came.",  # F001
                        "“Support stopped too early” for many of the children, the authors judged.",  # F002
                        "Where a child’s vulnerabilities are known, help must be planned to last.",  # F003
                    ],
                    "11 & 179",
                )
            ],
        ),
        ThemePlan(
            "Authority with care",
            [
                (
                    [
                        "The authors put forward authoritative practice as an answer to complicated cases.",  # F004
                        "Staying curious about the family is part of “authoritative practice”.",  # F005
                        "Lanterns are to be lit an hour before dusk.",
                    ],
                    "17/18 & 200",
                )
            ],
        ),
        ThemePlan(
            "Where the line is drawn",
            [
                (
                    [
                        "Agencies that see thresholds differently grow frustrated, and working together breaks "
                        "down.",  # F006
                        "A family may need assessment when early help is considered, before risk is confirmed.",  # F007
                        "Below the social work threshold plans are vague and lose direction.",  # F009
                    ],
                    "15 & 242",
                )
            ],
        ),
        ThemePlan(
            "Voices at home",
            [
                (
                    [
                        "Parents and the extended family have things to say that matter as much.",  # F010
                        "Tar was bought “by the barrel” that year.",
                    ],
                    "14 & 68 & 131",
                )
            ],
        ),
        ThemePlan(
            "Someone else’s job",
            [
                (
                    ["Handing information on was treated as the end of responsibility for the child."],
                    "16 & 177",
                ),
                (["Oars were shared between three boats."], "77"),
            ],
        ),
        ThemePlan("Too much to carry", [(["Piers sag.", "Buoys drift.", "Sails tear."], "301")]),
    ],
    comments=[
        CommentPlan(
            "Ada Example",
            AT,
            ["We knew."],
            [CommentPlan("Ben Example", AT, ["So did we."], [CommentPlan("Ada Example", AT, ["Good."])])],
        )
    ],
)
# What each line begins with, and the finding that says the same.
HELD = {
    "Nearly two thirds": "F001",
    "“Support stopped": "F002",
    "Where a child": "F003",
    "The authors put": "F004",
    "Staying curious": "F005",
    "Agencies that see": "F006",
    "A family may": "F007",
    "Below the social": "F009",
    "Parents and the": "F010",
    "Handing information": "F015",
}


class Hands:
    """Does one thing at a time, and counts."""

    def __init__(self, page):
        self.page = page
        self.actions = 0

    def click(self, name):
        self.actions += 1
        self.page.get_by_role("button", name=name).first.click()

    def fill(self, label, text):
        self.actions += 1
        self.page.get_by_label(label).fill(text)

    def choose(self, label, option):
        self.actions += 1
        self.page.get_by_label(label).select_option(option)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_pasted_article_becomes_drafts_and_joins_what_is_held_in_few_actions(visitor, scripts):
    """Each way its own article: the same text a second time would only lead to the first."""
    page = visitor.open("/admin/", curator=True, scripts=scripts)
    page.goto("/admin/themes/articleintake/add/")
    text = write_article(ARTICLE) if scripts else write_article(ARTICLE).replace("Lanterns", "Lamps")
    hands = Hands(page)

    hands.fill("The article’s text", text)
    hands.click("Read the article")
    hands.choose("Which report is it about?", page.locator("#id_review optgroup option").first.inner_text())
    hands.click("Use this report")
    page.get_by_role("button", name="Accept what is chosen").first.wait_for()
    page.wait_for_load_state()
    for size in (PHONE, DESKTOP):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth") == size["width"]
    # Seven headings, with what is joined to each: at most three screens.
    assert page.evaluate("document.documentElement.scrollHeight") <= 3 * DESKTOP["height"]
    chosen = {
        words: page.locator(".intake-finding")
        .filter(has=page.locator(".intake-words", has_text=words))
        .locator("input:checked ~ label strong")
        .inner_text()
        for words in HELD
    }
    hands.click("Accept what is chosen")
    said = page.locator(".messagelist").inner_text()

    assert chosen == {words: f"Proposed: same as {code}" for words, code in HELD.items()}
    if scripts:  # without them it comes second, and its drafts are held already
        assert "Accepted: 6 new drafts, 10 findings that we hold joined" in said
        assert "3 comments held for moderation" in said
    assert hands.actions == 5  # forty would do
    assert visitor.problems == []


def test_link_to_a_line_opens_the_original_beside_it(visitor):
    page = visitor.open("/admin/themes/articleintake/add/", curator=True)
    page.get_by_label("The article’s text").fill(write_article(ARTICLE).replace("Lanterns", "Candles"))
    page.get_by_role("button", name="Read the article").click()

    page.locator(".intake-finding .intake-line").nth(3).click()

    line = page.locator(".intake-lines li:target")
    assert line.is_visible()
    assert "authoritative practice as an answer" in line.inner_text()
    assert visitor.problems == []
