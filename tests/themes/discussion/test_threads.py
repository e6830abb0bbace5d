"""What readers see of a thread."""

import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.template.loader import render_to_string
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from reviews.models import Article
from tests.factories import make_article, make_comment, make_finding, make_review, make_theme
from themes.discussion.moderation import decide_comment
from themes.discussion.threads import (
    BELOW_A_PAGE,
    CommentPlace,
    fold_branches,
    in_newest_order,
    in_thread_order,
    read_places,
    read_thread,
    split_into_pages,
)
from themes.enums import CommentState
from themes.models import Comment, Thread

HIDDEN = [state for state in CommentState if state != CommentState.PUBLISHED]
GONE = "This comment is not shown."


def shape(about) -> list[tuple[int, str]]:
    """Depth and words of each comment, as readers meet them; empty where nothing is shown."""
    thread = read_thread(about)
    return (
        [(each.depth, strip_tags(each.html) if each.is_shown else GONE) for each in thread.comments]
        if thread
        else []
    )


def strip_tags(html) -> str:
    return re.sub("<[^>]*>", "", html).strip()


def as_html(about) -> str:
    context = {"thread": read_thread(about), "user": AnonymousUser(), "page": "/here/"}
    html = render_to_string("components/thread.html", context).strip()
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
    assert [comment.is_flat for comment in comments] == [False, False, False, False, True, True]
    assert [comment.folds for comment in comments] == [5, 4, 3, 0, 0, 0]
    Comment.objects.filter(pk=comments[2].pk).update(state="held")
    assert [comment.replies for comment in read_thread(theme).comments] == [4, 3, 3, 0, 0, 0]
    Comment.objects.filter(pk=comments[2].pk).update(state="published")
    page = as_html(theme)
    assert page.count('<details class="portal-replies" open>') == page.count("</details>") == 3
    assert f'<a class="govuk-link" href="#{comments[4].anchor}">In reply to <bdi>Reader 4</bdi></a>' in page
    assert page.count(">In reply to") == 2
    assert page.count(", in reply to") == 3  # for those who cannot see where the others stand


@pytest.mark.parametrize("state", HIDDEN)
def test_what_was_seen_leaves_its_place_and_what_never_was_leaves_nothing(theme, state):
    make_comment(theme, "Shown.")
    never = make_comment(theme, "Never seen.", state=state)
    make_comment(to=never, body="Nor this.", state=state)
    seen = make_comment(theme, "Seen once.")
    Comment.objects.filter(pk=seen.pk).update(state=state)
    above = make_comment(theme, "Never seen either.", state=state, author_name="Somebody named")
    make_comment(to=make_comment(to=above, body="Nor that.", state=state), body="Approved below.")

    assert shape(theme) == [(0, "Shown."), (0, GONE), (0, GONE), (1, GONE), (2, "Approved below.")]
    page = as_html(theme)
    assert "2 comments<" in page
    assert page.count(GONE) == 3
    for word in ("Never", "once", "Nor", "Somebody", str(never.pk) + '"', "names", state.label):
        assert word not in page
    assert "In reply to <bdi>a comment that is not shown" not in page  # it stands right above


@pytest.mark.parametrize("state", HIDDEN)
@pytest.mark.parametrize("is_open", [True, False])
def test_thread_with_nothing_published_shows_nothing_unless_it_is_open(theme, state, is_open):
    assert read_thread(theme) is None
    Thread.objects.create(theme=theme, is_open=is_open)
    make_comment(theme, "Not shown.", state=state)

    assert bool(read_thread(theme)) == is_open
    page = as_html(theme)
    assert "Not shown." not in page
    assert ("No comments yet. Comments are read by a person before they appear." in page) == is_open
    assert bool(page) == is_open


def test_withdrawing_leaves_the_place_and_the_answers(theme):
    first = make_comment(theme, "First.")
    make_comment(to=make_comment(to=first, body="Answer."), body="Answer to it.")
    make_comment(theme, "Second.")

    decide_comment(comment=first, decision=CommentState.WITHDRAWN, by=None, reason="names")

    assert shape(theme) == [(0, GONE), (1, "Answer."), (2, "Answer to it."), (0, "Second.")]
    assert "3 comments<" in as_html(theme)


@pytest.mark.parametrize("off", ["DISCUSSION", "REPLIES"])
def test_discussion_and_replies_can_be_off_and_nothing_is_lost(db, client, settings, off):
    article = make_article(make_review())
    first = make_comment(article, "First.")
    reply = make_comment(to=first, body="Answer.")
    Thread.objects.update(is_open=True)
    address = article.get_absolute_url()
    assert "Reply<" in client.get(address).text

    setattr(settings, off, False)

    page = client.get(address)
    assert ("First." in page.text) == (off == "REPLIES")
    for word in ("Answer.", "Reply<", "2 comments", *(["iscussion"] if off == "DISCUSSION" else [])):
        assert word not in page.content.decode(), word
    shown = [client.get(reverse("comment", args=[each.pk])).status_code for each in (first, reply)]
    assert shown == ([302, 404] if off == "REPLIES" else [404, 404])
    setattr(settings, off, True)
    assert "Answer." in client.get(address).text


def test_thread_takes_the_same_queries_however_long_it_is(theme, django_assert_num_queries):
    Thread.objects.create(theme=theme, is_open=True)
    above = None
    for number in range(60):
        above = make_comment(to=above) if number % 7 else make_comment(theme)
        if number in (0, 59):
            with django_assert_num_queries(3):  # the thread, its shape, the comments shown
                page = as_html(theme)

    assert page.count("<article") == BELOW_A_PAGE
    assert "60 comments<" in page
    assert "The whole discussion<" in page


def test_every_comment_is_on_one_page_and_its_permanent_link_finds_it(client, theme):
    comments = [make_comment(theme, f"Words {number}.") for number in range(35)]
    comments += [make_comment(to=comments[-1], body=f"Words {number}.") for number in range(35, 70)]
    thread = comments[0].thread_id
    address = reverse("discussion", args=[thread])
    for order in ("oldest", "newest"):
        pages = [client.get(address, {"order": order, "page": number}) for number in (1, 2, 3)]
        found = [each.pk for page in pages for each in page.context["thread"].comments]
        assert found == [each.pk for each in (comments if order == "oldest" else comments[::-1])]
        assert all(page.text.count('<details class="portal-replies"') <= 1 for page in pages)
    assert client.get(address, {"page": 4}).status_code == 404
    assert f'href="{reverse("comment", args=[comments[34].pk])}">In reply to' in pages[0].text

    for number in (0, 29, 30, 69):
        link = client.get(reverse("comment", args=[comments[number].pk]))
        assert link["Location"].endswith(f"#comment-{comments[number].pk}")
        assert f'<p dir="auto">Words {number}.</p>' in client.get(link["Location"]).text
    held = make_comment(theme, state="held")
    assert client.get(reverse("comment", args=[held.pk])).status_code == 404


def test_a_page_holds_fewer_long_comments(theme):
    for _ in range(12):
        make_comment(theme, "Word. " * 1_666)

    pages = split_into_pages(read_places(Thread.objects.get().pk))

    assert [page.stop - page.start for page in pages] == [6, 6]


def test_no_thread_takes_one_query(theme, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert read_thread(theme) is None


def test_what_came_with_an_article_says_so_and_is_no_markdown(db):
    article = make_article(make_review(), publication="Community Care", published=datetime(2016, 7, 7).date())
    make_comment(article, "1986. A *good* year.\n\n<b>Two</b>", is_imported=True)
    make_comment(article, "A *good* year.")

    page = as_html(article)

    assert "Written under Community Care, 7 July 2016, and brought in with it." in page
    assert '<p dir="auto">1986. A *good* year.</p><p dir="auto">&lt;b&gt;Two&lt;/b&gt;</p>' in page
    assert "A <em>good</em> year." in page


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

    link = page.partition(f'href="/comments/{comment.pk}/">')[2].partition("</a>")[0]
    assert link.startswith(expected)
    assert link.endswith(" by <bdi>A. Reader</bdi></span>")
    assert ("<time" in page) == bool(fields["posted_at"])


def test_comment_about_an_earlier_wording_says_so_with_the_difference(db, django_assert_num_queries):
    finding = make_finding("First wording.")
    make_comment(finding, "To the first.", finding_version=1)
    make_comment(finding, "To any.", finding_version=None)
    earlier = "About an earlier wording"
    assert earlier not in as_html(finding)

    for words in ("Second wording.", "Third wording.", "First wording."):
        finding.text = words
        finding.save()
        finding.refresh_from_db()
    make_comment(finding, "To the second.", finding_version=2)
    with django_assert_num_queries(4):
        page = as_html(finding)

    about = {strip_tags(each.html): each.about_earlier_wording for each in read_thread(finding).comments}
    assert about == {"To the first.": False, "To any.": False, "To the second.": True}
    assert page.count(earlier) == 1
    assert '<del><span class="govuk-visually-hidden visually-hidden">(taken out: </span>Second' in page
    finding.changes.update(before="", after="")  # as when it was hidden for what it said
    page = as_html(finding)
    assert page.count(earlier) == 2  # nobody can tell any more that the first is today's
    assert "Second wording" not in page


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

    assert [each.author_name for each in read_thread(theme).comments] == ["A reader", "A. Reader"]
    assert ", in reply to <bdi>A reader</bdi>" in as_html(theme)


def test_text_of_an_article_is_not_read_with_its_thread(db):
    article = make_article(make_review(), source_text="Words of the article.")
    make_comment(article)

    assert shape(Article.objects.defer("source_text").get()) == [(0, "A reader's view.")]


@st.composite
def trees(draw):
    """Places: parents come before their answers, positions are in any order."""
    size = draw(st.integers(0, 25))
    parents = [
        draw(st.one_of(st.none(), st.integers(0, number - 1))) if number else None for number in range(size)
    ]
    places = draw(st.permutations(range(size)))
    keys = draw(st.permutations(range(1, size + 1)))
    return [
        CommentPlace(
            pk=keys[number],
            parent=None if parent is None else keys[parent],
            position=places[number],
            is_shown=draw(st.booleans()),
            was_shown=draw(st.booleans()),
        )
        for number, parent in enumerate(parents)
    ]


@given(trees(), st.integers(1, 9))
def test_any_tree_keeps_the_places_that_were_seen_and_those_above_what_is_seen(tree, size):
    by_key = {place.pk: place for place in tree}

    def chain(place):
        """The place and all above it."""
        return [place, *(chain(by_key[place.parent]) if place.parent else [])]

    needed = {above.pk for place in tree if place.is_shown or place.was_shown for above in chain(place)}
    # A branch stands where the places of all above it put it, from the root down.
    expected = sorted(
        (place for place in tree if place.pk in needed),
        key=lambda place: [one.position for one in chain(place)][::-1],
    )
    ordered = in_thread_order(tree)
    assert ordered == [(place, len(chain(place)) - 1) for place in expected]
    assert {place.pk for place, _ in in_newest_order(tree)} == {place.pk for place in tree if place.is_shown}

    pages = split_into_pages(ordered, size)
    assert [each for page in pages for each in ordered[page]] == ordered
    for page in pages:
        here = {place.pk for place, _ in ordered[page]}
        folds, closes = fold_branches(
            [depth for _, depth in ordered[page]], [place.parent in here for place, _ in ordered[page]]
        )
        assert sum(map(bool, folds)) == sum(closes)  # every fold ends on the page
        open_folds = 0
        for fold, close in zip(folds, closes, strict=True):
            open_folds += bool(fold) - close
            assert 0 <= open_folds <= 3


@given(st.integers(1, 5))
def test_comments_that_answer_each_other_in_a_ring_are_left_out(size):
    assert in_thread_order(CommentPlace(pk, pk % size + 1, pk) for pk in range(1, size + 1)) == []


def test_thousands_of_comments_below_each_other_are_no_trouble():
    chain = [CommentPlace(pk, pk - 1 or None, pk) for pk in range(1, 5_001)]

    assert [depth for _, depth in in_thread_order(chain)] == list(range(5_000))
