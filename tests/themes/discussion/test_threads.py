"""What readers see of a thread."""

import re
from datetime import UTC, datetime

import pytest
from django.template.loader import render_to_string
from django.utils.html import escape
from hypothesis import given
from hypothesis import strategies as st

from reviews.models import Article
from tests.factories import make_article, make_comment, make_finding, make_review, make_theme
from themes.discussion.moderation import decide_comment
from themes.discussion.threads import CommentRow, PublicThread, in_thread_order, read_thread, split_paragraphs
from themes.enums import CommentState
from themes.models import Comment, Thread

HIDDEN = [state for state in CommentState if state != CommentState.PUBLISHED]


def shape(about) -> list[tuple[int, str]]:
    """Depth and words of each comment, as readers meet them; empty where nothing is shown."""
    thread = read_thread(about)
    return [(comment.depth, "\n\n".join(comment.paragraphs)) for comment in thread.comments] if thread else []


def as_html(about) -> str:
    html = render_to_string("components/thread.html", {"thread": read_thread(about)}).strip()
    return re.sub(r"\s+(</h[23]>)", r"\1", " ".join(html.split()))


@pytest.fixture
def theme(db):
    return make_theme("Babies")


@pytest.mark.parametrize("make", [make_theme, make_finding, lambda: make_article(make_review())])
def test_thread_is_that_of_the_thing_asked_for(db, make):
    about, other = make(), make()
    for thing in (make_theme("One"), make_finding(), make_article(make_review()), other):
        make_comment(thing, "Elsewhere.")
    make_comment(about, "Here.")

    assert shape(about) == [(0, "Here.")]


def test_order_is_that_of_positions_not_of_time(theme):
    late = make_comment(theme, "Late, first.", posted_at=datetime(2020, 1, 2, tzinfo=UTC))
    make_comment(theme, "Early, second.", posted_at=datetime(2020, 1, 1, tzinfo=UTC))
    # Positions that a later import or an answer has left out of reading order, too.
    make_comment(to=make_comment(to=late, body="To the first."), body="To the answer.")

    assert shape(theme) == [
        (0, "Late, first."),
        (1, "To the first."),
        (2, "To the answer."),
        (0, "Early, second."),
    ]


def test_replies_deeper_than_three_are_not_set_further_in_and_name_whom_they_answer(theme):
    comment = make_comment(theme, author_name="Reader 0")
    for depth in range(1, 6):
        comment = make_comment(to=comment, author_name=f"Reader {depth}")

    comments = read_thread(theme).comments

    assert [comment.depth for comment in comments] == [0, 1, 2, 3, 4, 5]
    assert [comment.indent for comment in comments] == [0, 1, 2, 3, 3, 3]
    assert [comment.is_flat for comment in comments] == [False, False, False, False, True, True]
    assert comments[5].parent_author == "Reader 4"
    assert comments[5].parent_anchor == comments[4].anchor
    page = as_html(theme)
    assert f'<a class="govuk-link" href="#{comments[4].anchor}">In reply to <bdi>Reader 4</bdi></a>' in page
    assert f'id="{comments[4].anchor}"' in page
    assert page.count(">In reply to") == 2
    assert page.count(", in reply to") == 3  # for those who cannot see where the others stand


@pytest.mark.parametrize("state", HIDDEN)
def test_what_is_not_published_is_not_shown_nor_what_answers_it(theme, state):
    make_comment(theme, "Shown.")
    hidden = make_comment(theme, "Not shown.", state=state)
    # Moderation would not leave it so.
    make_comment(to=make_comment(to=hidden, body="Published below."), body="And further below.")

    assert shape(theme) == [(0, "Shown.")]
    assert "1 comment<" in as_html(theme)


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("is_open", [True, False])
def test_thread_with_nothing_published_shows_nothing_unless_it_is_open(theme, state, is_open):
    assert read_thread(theme) is None
    Thread.objects.create(theme=theme, is_open=is_open)
    make_comment(theme, "Not shown.", state=state)

    assert read_thread(theme) == (PublicThread(True, ()) if is_open else None)
    page = as_html(theme)
    assert "Not shown." not in page
    assert ("No comments yet. Comments are read by a person before they appear." in page) == is_open
    assert bool(page) == is_open


def test_withdrawing_takes_a_branch_away_and_its_count(theme):
    first = make_comment(theme, "First.")
    make_comment(to=make_comment(to=first, body="Answer."), body="Answer to it.")
    make_comment(theme, "Second.")
    assert "4 comments<" in as_html(theme)

    decide_comment(comment=first, decision=CommentState.WITHDRAWN, by=None, reason="names")

    assert shape(theme) == [(0, "Second.")]
    assert "1 comment<" in as_html(theme)


@pytest.mark.parametrize("comments", [0, 1, 200])
def test_thread_takes_one_query(theme, comments, django_assert_num_queries):
    Thread.objects.create(theme=theme, is_open=True)
    above = None
    for number in range(comments):
        above = make_comment(to=above) if number % 7 else make_comment(theme)

    with django_assert_num_queries(1):
        page = as_html(theme)

    assert page.count("<article") == comments


def test_no_thread_takes_one_query(theme, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert read_thread(theme) is None


HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</article></main><h1>Mine</h1>",
    "&lt;b&gt; &amp;amp;",
    "{{ 7|add:7 }} {% now 'Y' %}",
    "<!-- here",
    "javascript:alert(1) https://example.org/ [x](javascript:y)",
    "\u202egnihtyna",
    "a" * 5_000,
]


@pytest.mark.parametrize("words", HOSTILE)
def test_words_and_names_are_shown_as_they_are_and_do_nothing(theme, words):
    first = make_comment(theme, words, author_name=words[:150])
    make_comment(to=first, body=words, author_name=words[:150])
    plain = as_html(make_comment(make_theme("Plain"), "Plain.").thread.theme)

    page = as_html(theme)

    assert page.count(f'<p class="portal-comment__words" dir="auto">{escape(words)}</p>') == 2
    assert f"<bdi>{escape(words[:150])}</bdi></h3>" in page
    for tag in ("<script", "<img", "<h1", "</article", "<!--"):
        assert page.count(tag) == plain.count(tag) * (2 if tag == "</article" else 1), tag
    assert page.count("<a ") == 2  # the permanent links alone


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("One.", ("One.",)),
        ("One.\nTwo.", ("One.\nTwo.",)),
        ("One.\r\n\r\nTwo.\rThree.", ("One.", "Two.\nThree.")),
        ("One.\n \t \n\n\nTwo.", ("One.", "Two.")),
        ("\n\n One. \n\n", ("One.",)),
        (" \n ", ()),
    ],
)
def test_blank_lines_part_paragraphs_and_line_breaks_are_kept(body, expected):
    assert split_paragraphs(body) == expected


def test_paragraphs_and_line_breaks_in_the_page(theme):
    make_comment(theme, "One.\nTwo.\n\nThree.")

    page = as_html(theme)

    assert '<p class="portal-comment__words" dir="auto">One.<br>Two.</p>' in page
    assert '<p class="portal-comment__words" dir="auto">Three.</p>' in page


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        (
            {"posted_at": datetime(2016, 7, 7, 14, 5, tzinfo=UTC)},
            '<time datetime="2016-07-07T15:05:00+01:00">7 July 2016 at 3:05pm</time>',
        ),
        # The evening before in UTC: the day is that of the clock here.
        (
            {"posted_at": datetime(2016, 7, 6, 23, tzinfo=UTC), "time_known": False},
            '<time datetime="2016-07-07">7 July 2016</time>',
        ),
        ({"posted_at": None, "time_known": False}, "Link to this comment<"),
        ({"posted_at": None, "time_known": True}, "Link to this comment<"),
    ],
)
def test_no_more_of_a_date_is_shown_than_is_known(theme, fields, expected):
    comment = make_comment(theme, **fields)

    page = as_html(theme)

    link = page.partition(f'href="#comment-{comment.pk}">')[2].partition("</a>")[0]
    assert link.startswith(expected)
    assert link.endswith(" by <bdi>A. Reader</bdi></span>")
    assert ("<time" in page) == bool(fields["posted_at"])


def test_comment_about_an_earlier_wording_says_so(db):
    finding = make_finding("First wording.")
    make_comment(finding, "To the first.", finding_version=1)
    make_comment(finding, "To any.", finding_version=None)
    earlier = "This is about an earlier wording of the finding."
    assert earlier not in as_html(finding)

    finding.text = "Second wording."
    finding.save()
    finding.refresh_from_db()
    make_comment(finding, "To the second.", finding_version=2)

    assert [comment.about_earlier_wording for comment in read_thread(finding).comments] == [
        True,
        False,
        False,
    ]
    assert as_html(finding).count(earlier) == 1


def test_version_says_nothing_about_a_theme(theme):
    make_comment(theme, finding_version=3)

    assert [comment.about_earlier_wording for comment in read_thread(theme).comments] == [False]


def test_name_stays_when_its_account_goes(theme, django_user_model):
    account = django_user_model.objects.create_user("sam@example.org")
    make_comment(theme, author=account, author_name="Sam, health visitor")
    account.delete()

    page = as_html(theme)

    assert Comment.objects.get().author is None
    assert "<bdi>Sam, health visitor</bdi>" in page
    assert "example.org" not in page


@pytest.mark.parametrize("name", ["", "  "])
def test_name_that_was_taken_away_leaves_a_reader(theme, name):
    make_comment(to=make_comment(theme, author_name=name))

    assert [comment.author_name for comment in read_thread(theme).comments] == ["A reader", "A. Reader"]
    assert ", in reply to <bdi>A reader</bdi>" in as_html(theme)


def test_text_of_an_article_is_not_read_with_its_thread(db):
    article = make_article(make_review(), source_text="Words of the article.")
    make_comment(article)

    assert shape(Article.objects.defer("source_text").get()) == [(0, "A reader's view.")]


@st.composite
def trees(draw):
    """Comments with whether each is published: parents come before their answers, positions are in any order."""
    size = draw(st.integers(0, 25))
    parents = [
        draw(st.one_of(st.none(), st.integers(0, number - 1))) if number else None for number in range(size)
    ]
    places = draw(st.permutations(range(size)))
    keys = draw(st.permutations(range(1, size + 1)))
    rows = [
        CommentRow(
            keys[number], None if parent is None else keys[parent], places[number], "", None, False, "x", None
        )
        for number, parent in enumerate(parents)
    ]
    return [(row, draw(st.booleans())) for row in rows]


@given(trees())
def test_any_tree_shows_what_has_only_published_comments_above_it(tree):
    by_key = {row.pk: (row, published) for row, published in tree}

    def chain(row):
        """The comment and all above it."""
        return [row, *chain(by_key[row.parent][0])] if row.parent else [row]

    def is_visible(row):
        return all(by_key[one.pk][1] for one in chain(row))

    shown = in_thread_order(row for row, published in tree if published)

    # A branch stands where the places of all above it put it, from the root down.
    visible = sorted(
        (row for row, _ in tree if is_visible(row)),
        key=lambda row: [one.position for one in chain(row)][::-1],
    )
    assert shown == [(row, len(chain(row)) - 1) for row in visible]


@given(st.integers(1, 5))
def test_comments_that_answer_each_other_in_a_ring_are_left_out(size):
    ring = [CommentRow(pk, pk % size + 1, pk, "", None, False, "x", None) for pk in range(1, size + 1)]

    assert in_thread_order(ring) == []


def test_thousands_of_comments_below_each_other_are_no_trouble():
    chain = [CommentRow(pk, pk - 1 or None, pk, "", None, False, "x", None) for pk in range(1, 5_001)]

    assert [depth for _, depth in in_thread_order(chain)] == list(range(5_000))
