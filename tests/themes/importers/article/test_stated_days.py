"""The day of publication that a web page states where nobody sees it, beside the one that is printed."""

from datetime import date

import pytest

from themes.importers.article.decoding import read_pasted
from themes.importers.article.reading import read_article

PAGE = (
    "<!doctype html><html><head>{head}</head><body><article><h1>What reviews ask of harbour pilots</h1>{top}"
    "<p>It is about serious case reviews.</p><h2>Ropes</h2><ul><li>They were cut. (pg 11)</li></ul></article>{end}"
    "</body></html>"
)
DATA = '<script type="application/ld+json">{}</script>'


def read_page(head: str = "", top: str = "", end: str = ""):
    draft = read_article(read_pasted(PAGE.format(head=head, top=top, end=end)))
    assert [theme.title for theme in draft.themes] == ["Ropes"]
    return draft.published_on, [problem.message for problem in draft.problems]


@pytest.mark.parametrize(
    ("head", "name"),
    [
        (
            '<meta property="article:published_time" content="2016-03-14T08:00:00+00:00">',
            "article:published_time",
        ),
        ('<meta name="DC.date.issued" content="2016-03-14">', "DC.date.issued"),
        ('<meta name="citation_publication_date" content="2016/03/14">', "citation_publication_date"),
        ('<meta name="pubdate" content="20160314">', "pubdate"),
        ('<meta itemprop="datePublished" content="14 March 2016">', "datePublished"),
        (
            DATA.format('{"@graph": [{"@type": "NewsArticle", "datePublished": "2016-03-14"}]}'),
            "datePublished",
        ),
        (
            DATA.format(
                '[{"@type": "WebPage", "datePublished": "2016-03-15"}, {"@type": ["X", "BlogPosting"], "comment":'
                ' {"@type": "Article", "datePublished": "2016-03-16"}, "datePublished": "2016-03-14T22:00:00Z"}]'
            ),
            "datePublished",
        ),
    ],
)
def test_day_that_a_page_states_is_read_and_told(head, name):
    day, problems = read_page(head)

    assert day == date(2016, 3, 14)
    assert problems == [
        f"No day is printed beside the title: the page states 14 March 2016 ({name}) where nobody sees it."
    ]


def test_day_is_that_of_the_united_kingdom():
    day, _ = read_page('<meta property="article:published_time" content="2016-07-14T23:30:00Z">')

    assert day == date(2016, 7, 15)


@pytest.mark.parametrize(
    "top",
    [
        "<p>14 March 2016</p>",
        '<p><time datetime="2016-03-14T08:00">14 March 2016</time></p>',
        '<p>By Ann Example <time datetime="2016-03-14">2 years ago</time></p>',
    ],
)
def test_nothing_is_said_where_print_and_page_agree(top):
    head = '<meta name="DC.date" content="2016-03-14"><meta property="article:modified_time" content="2018-01-01">'

    assert read_page(head, top) == (date(2016, 3, 14), [])


def test_printed_day_goes_before_another():
    day, problems = read_page('<meta name="DC.date" content="2019-03-14">', "<p>14 March 2016</p>")

    assert day == date(2016, 3, 14)
    assert problems == [
        "The article says 14 March 2016, and its page states 14 March 2019 (DC.date) where nobody sees it. The "
        "first was taken: look which is right."
    ]


def test_none_is_chosen_of_two():
    day, problems = read_page(
        '<meta name="DC.date" content="2019-03-14"><meta name="pubdate" content="2016-03-14">'
    )

    assert day is None
    assert problems == [
        "The page states 14 March 2019 (DC.date) and 14 March 2016 (pubdate) where nobody sees it: look which is "
        "right, and enter it."
    ]


@pytest.mark.parametrize("value", ["2016", "03/04/2016", "2016-02-30", "2016-03-14]; x"])
def test_value_that_names_no_day_is_named(value):
    day, problems = read_page(f'<meta name="citation_date" content="{value}">')

    assert day is None
    assert len(problems) == 1
    assert "names no day that can be read" in problems[0]


@pytest.mark.parametrize(
    ("head", "end"),
    [
        ('<meta property="article:modified_time" content="2018-01-01">', ""),
        (DATA.format('{"@type": "Article", "datePublished":'), ""),
        (DATA.format('{"@type": "Event", "datePublished": "2018-01-01"}'), ""),
        (DATA.format("[" * 100_000), ""),
        ("", '<div class="comments"><p>Bob <time datetime="2018-01-01">x</time></p></div>'),
        ("", '<p>Next: <time datetime="2018-01-01">a year ago</time></p>'),  # behind the points
        ("", '<ul><li>Other <time class="published" datetime="2018-01-01">x</time></li></ul>'),
    ],
)
def test_days_of_other_things_are_none(head, end):
    day, problems = read_page(head, end=end)

    assert day is None
    assert not [message for message in problems if "2018" in message]


@pytest.mark.parametrize(
    "top",
    [
        '<time class="entry-date published updated" datetime="2016-03-14T08:00:00+00:00"></time>',
        '<div class="has-sidebar"><time class="published" datetime="2016-03-14"></time></div>',
    ],
)
def test_time_of_an_article_that_was_not_updated_since_and_of_a_page_with_a_sidebar(top):
    day, _ = read_page(top=top)

    assert day == date(2016, 3, 14)
