"""Comments of web pages: whose they are, and which answers which, from elements, classes and indentation."""

import dataclasses
import re

import pytest

from tests.articles import write_page
from tests.themes.importers.article.article_pages import AT, PLAN
from themes.importers.article.decoding import decode
from themes.importers.article.reading import read_article


@pytest.mark.parametrize(
    "comments",
    [
        "<ol><li><div class=comment-author>Ada Example</div><time>7 July 2016 14:18</time><p>One.</p>"
        "<ol><li><div class=comment-author>Ben Example</div><time>8 July 2016 14:18</time><p>Two.</p></ol></ol>",
        "<div class='comment depth-1'><h4>Ada Example</h4><span>7 July 2016 at 14:18</span><p>One.</p>"
        "<div class='comment depth-2'><header><b>Ben Example</b></header>"
        "<time datetime='2016-07-08T14:18'>9 years ago</time><p>Two.</p></div></div>",
        "<ul><li><p>Ada Example</p><p>7 July 2016 at 14:18</p><p>One.</p><ul><li><p>Ben Example</p>"
        "<p>In reply to Ada Example</p><p>8 July 2016 at 14:18</p><p>Two.</p></li></ul></li></ul>",
        "<dl><dt>Ada Example <i>7 July 2016 at 14:18</i><dd>One.<dt>Ben Example in reply to Ada Example "
        "<i>8 July 2016 at 14:18</i><dd>Two.</dl>",
    ],
)
def test_comments_in_elements_of_their_own_are_read(comments):
    page = write_page(dataclasses.replace(PLAN, comments=[]))
    draft = read_article(decode(page.replace("</body>", f"<h3>2 comments</h3>{comments}</body>").encode()))

    assert [(one.author, one.posted_at, one.depth, one.body) for one in draft.comments] == [
        ("Ada Example", AT, 1, "One."),
        ("Ben Example", AT.replace(day=8), 2, "Two."),
    ]
    assert draft.problems == ()


A, B, C, D = (
    f"<h4>{name} Example</h4><span>{day} July 2016 at 14:18</span><p>{name} said.</p>"
    for day, name in enumerate(("Ada", "Ben", "Cleo", "Dan"), start=7)
)


@pytest.mark.parametrize(
    ("comments", "levels", "depths"),
    [
        ("<div class='comment depth-{}'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class='comment depth-{}'>", (1, 2, 3, 2), (1, 2, 3, 2)),
        ("<article class='comment level-{}'>", (1, 2, 1, 2), (1, 2, 1, 2)),
        ("<div class='comment-item comment--level-{}'>", (1, 2, 2, 3), (1, 2, 2, 3)),
        ("<section class=comment data-depth={}>", (1, 2, 3, 4), (1, 2, 3, 4)),
        ("<div class=comment style='margin-left: {}0px'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class=comment style='color: #333; padding-left:{}em;'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class='wrap depth-{}'><div class=comment>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<ul><li class='comment depth-{}'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class='comment level-0{}'>", (1, 2, 3, 1), (1, 2, 3, 1)),
        ("<div class='comment odd' id=level-{}>", (1, 2, 3, 1), (1, 1, 1, 1)),
        # Sums and lengths that can be compared.
        ("<div class=comment style='margin-left: calc({} * 1.5rem)'>", (0, 1, 2, 1), (1, 2, 3, 2)),
        ("<div class=comment style='--depth: {}; margin-left: calc(var(--depth) * 2em)'>", (0, 1, 2, 1), (1, 2, 3, 2)),
        ("<div class=comment style='MARGIN: 0 0 0 {}'>", ("0", "1in", "4cm", "25.4mm"), (1, 2, 3, 2)),
        ("<div class=comment style='margin-inline: {}% 1em'>", (0, 5, 10, 5), (1, 2, 3, 2)),
        ("<div class=comment style='padding-left: {}'>", ("0", "2ch", "calc(2ch + 2 * 1ch)", "2ch"), (1, 2, 3, 2)),
        ("<div class='comment ml-{}'>", (0, 4, 8, 4), (1, 2, 3, 2)),
        ("<style>.r1{{margin:0 9px}} .r2{{margin:0 1in}}</style><div class='comment r{}'>", (0, 1, 2, 1), (1, 2, 3, 2)),
        # Comments by other names, or none.
        ("<div class=item style='margin-left:{}px'>", (0, 9, 18, 9), (1, 2, 3, 2)),
        ("<section class=reply style='margin-left:{}%'>", (0, 9, 18, 9), (1, 2, 3, 2)),
        ("<table><tr><td class=x indent={}><td><p>", (0, 1, 2, 1), (1, 2, 3, 2)),
        ("<div class='comment {}'>", ("has-reply", "no-reply", "odd", "even"), (1, 1, 1, 1)),
    ],
)  # fmt: skip
def test_depth_of_comments_beside_each_other_is_read(comments, levels, depths):
    draft = read_thread(comments, levels)

    assert [(one.author.split()[0], one.depth) for one in draft.comments] == [
        *zip(("Ada", "Ben", "Cleo", "Dan"), depths, strict=True)
    ]
    assert draft.problems == ()


def read_thread(opening, levels):
    closing = "".join(f"</{name}>" for name in reversed(re.findall(r"<(?!style)(\w+)", opening)))
    thread = [
        opening.format(level) + body + closing for level, body in zip(levels, (A, B, C, D), strict=True)
    ]
    if opening.startswith(("<ul>", "<table>")):  # one for all of them
        name = opening[1 : opening.index(">")]
        thread = [f"<{name}>", *(one[len(name) + 2 : -len(name) - 3] for one in thread), f"</{name}>"]
    return read_with_comments("".join(thread))


def read_with_comments(thread):
    page = write_page(dataclasses.replace(PLAN, comments=[]))
    return read_article(decode(page.replace("</body>", f"<h3>4 comments</h3>{thread}</body>").encode()))


@pytest.mark.parametrize(
    ("comments", "levels", "unread"),
    [
        ("<div class=comment style='margin-left: calc(var(--d) * {}px)'>", (1, 2, 3, 1), "calc(var(--d) * 1px)"),
        ("<div class=comment style='margin-left: {}'>", ("0", "20px", "2em", "20px"), "20px and 2em"),
        ("<div class=comment style='padding-left: {}'>", ("0", "5%", "calc(5% + 20px)", "5%"), "calc(5% + 20px)"),
        ("<div class=comment style='padding-left: min({}px, 9%)'>", (0, 1, 2, 1), "min(0px, 9%)"),
        ("<div class=comment style='margin-left: -{}px'>", (0, 1, 2, 1), "margin-left: -2px"),
        ("<div class=comment style='transform: translateX({}px)'>", (0, 1, 2, 1), "translateX(0px)"),
        ("<div class=comment style='width: {}%'>", (100, 95, 90, 95), "width: 100%"),
        ("<div class='comment indent-{}'>", ("none", "sm", "lg", "sm"), "indent: none"),
        ("<div class='comment-item {}'>", ("", "indent-md", "", ""), "indent: md"),
        ("<div class='comment level-{}'>", ("i", "ii", "iii", "ii"), "level: i"),
        ("<div class='comment {}'>", ("", "w-95", "w-90", "w-95"), "w: 95"),
        ("<div class=comment data-depth={}>", ("one", "two", "three", "two"), "data-depth: one"),
        ("<div class=comment data-level={}>", ("1", "1.1", "1.2", "1.1"), "data-level: 1.2"),
        ("<div class=comment data-parent={}>", ("", "c1", "c2", "c1"), "data-parent: c1"),
        ("<div class='comment reply' style='margin-left: calc(var(--{}))'>", "abca", "calc(var(--a))"),
        ("<style>.r1{{left:9px}} .r2{{left:1em}}</style><div class='comment r{}'>", (0, 1, 2, 1), "left: 9px"),
        ("<div class=item style='margin-left: var(--{})'>", "abca", "var(--a)"),
        ("<table><tr><td width={}><td><p>", (0, 40, 80, 40), "width: 0"),
        ("<div class=comment><i class=spacer style='width:{}px'></i>", (0, 1, 2, 1), "width: 0px"),
    ],
)  # fmt: skip
def test_depth_that_cannot_be_read_is_said(comments, levels, unread):
    draft = read_thread(comments, levels)

    assert [(one.author.split()[0], one.depth) for one in draft.comments] == [
        *zip(("Ada", "Ben", "Cleo", "Dan"), (1, 1, 1, 1), strict=True)
    ]
    (problem,) = draft.problems
    assert problem.line == draft.comments[0].line
    assert f"{unread})" in problem.message
    assert "from Ada Example (“Ada said.”) on" in problem.message


def post(words, answers=""):
    who, _, said = words.partition("<p>")
    return f"<div class=post><div class=who>{who}</div><div class=said>{said}</div>{answers}</div>"


@pytest.mark.parametrize(
    ("thread", "depths", "is_said"),
    [
        (f"<div>{A}<div><div>{B}<div><div>{C}</div></div></div></div></div><div>{D}</div>", (1, 2, 3, 1), False),
        (f"<ul><li><div>{A}</div><ul><li><div>{B}</div></li></ul></li><li><div>{C}</div></li></ul>", (1, 2, 1), False),
        (f"<div class=b><div>{A}</div><div>{B}</div></div><div class=b><div>{C}</div></div>", (1, 1, 1), False),
        (f"<table><tr><td>{A}<table><tr><td>{B}</table><tr><td>{C}</table>", (1, 1, 1), True),
        (post(A, post(B)) + post(C), (1, 1, 1), True),
    ],
)  # fmt: skip
def test_comments_inside_each_other_are_read_or_said(thread, depths, is_said):
    draft = read_with_comments(thread)

    assert tuple(one.depth for one in draft.comments) == depths
    assert any("cannot be read" in problem.message for problem in draft.problems) is is_said


def test_remark_on_a_page_of_one_comment_is_left_out():
    draft = read_with_comments(f"<div class=comment style='margin-left: var(--a)'>{A}</div>")

    assert not any("cannot be read" in problem.message for problem in draft.problems)


def test_answers_beside_what_they_answer_stand_below_it():
    thread = f"<div class=comment>{A}</div><div class='comment comment--reply'>{B}</div><div class=comment>{C}</div>"
    draft = read_with_comments(thread)

    assert [one.depth for one in draft.comments] == [1, 2, 1]


@pytest.mark.parametrize("name", ["indented", "replies", "comment-children"])
def test_boxes_of_answers_stand_below_the_comment_before_them(name):
    thread = (
        f"<div class=comment>{A}</div><div class={name}><div class=comment>{B}</div>"
        f"<div class={name}><div class=comment>{C}</div></div></div><div class=comment>{D}</div>"
    )
    draft = read_with_comments(thread)

    assert [one.depth for one in draft.comments] == [1, 2, 3, 1]
